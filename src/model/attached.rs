//! Attached: which of the files beside a text a name means.
//!
//! Programs write one name in several ways: `%20` for a space, the same letters
//! composed or not, a space that keeps words together, `./` before it, `\` for `/`.

use icu_normalizer::ComposingNormalizerBorrowed;
use percent_encoding::percent_decode_str;

use super::policy::{Attachment, Version};

/// Whether a link leads to a file beside its text.
pub fn names_attachment(target: &str) -> bool {
    let behind = target.trim_start_matches("./").strip_prefix("files");
    behind.is_some_and(|rest| ["/", "\\", "%2F", "%2f"].iter().any(|sign| rest.starts_with(sign)))
}

impl Version {
    /// The file that a link or a record means, and what the link holds behind it, such as `#page=3`: the file of this
    /// very name, else the only one whose name is written in another way.
    pub fn attachment<'a, 't>(&'a self, target: &'t str) -> Option<(&'a Attachment, &'t str)> {
        let whole = |name: &str| {
            self.files.iter().find(|file| file.name == name).or_else(|| {
                let read = read_alike(name);
                self.only(|file| read_alike(&file.name) == read)
            })
        };
        let behind = target.find(['#', '?']).unwrap_or(target.len());
        whole(target).map(|file| (file, "")).or_else(|| Some((whole(&target[..behind])?, &target[behind..])))
    }

    /// The only file whose name has the letters and digits of a name that means none.
    pub fn attachment_like(&self, name: &str) -> Option<&Attachment> {
        let letters = |name: &str| read_alike(name).to_lowercase().replace(|c: char| !c.is_alphanumeric(), "");
        let wanted = letters(name);
        self.only(|file| letters(&file.name) == wanted)
    }

    fn only(&self, fits: impl Fn(&Attachment) -> bool) -> Option<&Attachment> {
        let mut found = self.files.iter().filter(|file| fits(file));
        found.next().filter(|_| found.next().is_none())
    }
}

/// A name as it reads, in whichever way it is written.
fn read_alike(name: &str) -> String {
    let decoded = percent_decode_str(name).decode_utf8().unwrap_or(name.into());
    let decoded = decoded.replace('\\', "/").replace(char::is_whitespace, " ");
    ComposingNormalizerBorrowed::new_nfc().normalize(decoded.trim_start_matches("./")).into_owned()
}
