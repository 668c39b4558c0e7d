//! What a file holds, told from its first bytes, and what its ending promises.
//!
//! Source of the marks: WHATWG, MIME Sniffing, 2026; of those of PDF, ISO 32000-2, 7.5.2, whose readers
//! look for the mark in the first kibibyte.

/// So many bytes of a file are looked at.
pub const LOOKED_AT: usize = 1024;

/// The endings of what browsers run, or hosts do.
const RUN: [&str; 37] = [
    "html", "htm", "xhtml", "xht", "shtml", "mht", "mhtml", "hta", "htc", "svg", "svgz", "xml", "xsl", "xslt", "xbl",
    "rdf", "rss", "atom", "js", "mjs", "cjs", "jsm", "wasm", "swf", "php", "php3", "php4", "php5", "php7", "php8",
    "phtml", "phar", "asp", "aspx", "jsp", "jspx", "cgi",
];

/// The endings of files that are text, which hosts send as such and browsers then only show.
const TEXT: [&str; 7] = ["txt", "md", "csv", "tsv", "json", "ics", "log"];

/// The endings of pictures that a browser shows by itself.
const PICTURES: [&str; 6] = ["png", "jpg", "jpeg", "gif", "webp", "avif"];

/// What a file holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Holds {
    /// A PDF document.
    Pdf,
    /// A PNG picture.
    Png,
    /// A JPEG picture.
    Jpeg,
    /// A GIF picture.
    Gif,
    /// A WebP picture.
    Webp,
    /// A ZIP archive, which documents of newer office programs are too.
    Zip,
    /// A document of an older office program.
    Compound,
    /// HTML, SVG or other XML.
    Markup,
    /// Anything else.
    Other,
    /// Nobody has looked: the file is too large to be published.
    #[default]
    Unknown,
}

impl Holds {
    /// What a file holds that starts with these bytes, [`LOOKED_AT`] of them or all.
    pub fn of(first: &[u8]) -> Self {
        let marks: [(&[u8], Holds); 8] = [
            (b"\x89PNG\r\n\x1a\n", Holds::Png),
            (b"\xff\xd8\xff", Holds::Jpeg),
            (b"GIF87a", Holds::Gif),
            (b"GIF89a", Holds::Gif),
            (b"PK\x03\x04", Holds::Zip),
            (b"PK\x05\x06", Holds::Zip),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Holds::Compound),
            (b"%PDF-", Holds::Pdf),
        ];
        if let Some((_, holds)) = marks.into_iter().find(|(mark, _)| first.starts_with(mark)) {
            return holds;
        }
        if first.starts_with(b"RIFF") && first.get(8..).is_some_and(|rest| rest.starts_with(b"WEBP")) {
            return Holds::Webp;
        }
        // Markup before the mark of a PDF is markup to a browser that is told nothing else.
        if is_markup(first) {
            return Holds::Markup;
        }
        if memchr::memmem::find(first, b"%PDF-").is_some() { Holds::Pdf } else { Holds::Other }
    }

    /// What a file with this ending holds; nothing where the ending does not say.
    fn promised(ending: &str) -> Option<Self> {
        Some(match ending {
            "pdf" => Holds::Pdf,
            "png" => Holds::Png,
            "jpg" | "jpeg" => Holds::Jpeg,
            "gif" => Holds::Gif,
            "webp" => Holds::Webp,
            "zip" | "docx" | "xlsx" | "pptx" | "odt" | "ods" | "odp" => Holds::Zip,
            "doc" | "xls" | "ppt" => Holds::Compound,
            "svg" => Holds::Markup,
            _ => return None,
        })
    }
}

/// Whether the first bytes of a file look like a tag, a comment or the head of XML.
fn is_markup(first: &[u8]) -> bool {
    let text = String::from_utf8_lossy(first.strip_prefix(b"\xef\xbb\xbf").unwrap_or(first)).replace('\0', "");
    let Some(rest) = text.trim_start().strip_prefix('<') else { return false };
    rest.starts_with(['!', '?']) || rest.starts_with(|c: char| c.is_ascii_alphabetic())
}

/// The ending of a name in small letters, without the dot; none where it has none. Dots and spaces at its end
/// are passed over, as some systems do.
pub fn ending(name: &str) -> Option<String> {
    let name = name.rsplit('/').next().unwrap_or(name).trim_end_matches(['.', ' ']);
    name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase())
}

/// Whether a browser, or a host, would run what a file holds.
pub fn is_run(name: &str, holds: Holds) -> bool {
    let ending = ending(name).unwrap_or_default();
    RUN.contains(&&*ending) || holds == Holds::Markup && !TEXT.contains(&&*ending)
}

/// Whether a file holds something else than what its ending says.
pub fn is_mistold(name: &str, holds: Holds) -> bool {
    ending(name)
        .and_then(|ending| Holds::promised(&ending))
        .is_some_and(|promised| holds != Holds::Unknown && promised != holds)
}

/// Whether a browser shows a file by itself: a PDF or a picture. Anything else is kept.
pub fn is_shown(name: &str) -> bool {
    ending(name).is_some_and(|ending| ending == "pdf" || PICTURES.contains(&&*ending))
}

/// Whether a picture may stand beside the name of an association.
pub fn is_logo(name: &str, bytes: &[u8]) -> bool {
    let fits = ending(name).is_some_and(|ending| matches!(&*ending, "svg" | "png" | "jpg" | "jpeg" | "webp"));
    // What a drawing program writes before the drawing may be long.
    let is_svg = || memchr::memmem::find(bytes, b"<svg").is_some() || memchr::memmem::find(bytes, b":svg").is_some();
    let holds = Holds::of(&bytes[..bytes.len().min(LOOKED_AT)]);
    fits && !is_mistold(name, holds) && (holds != Holds::Markup || is_svg())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_file_holds_is_told_from_its_first_bytes() {
        for (first, holds) in [
            (&b"%PDF-1.7\n"[..], Holds::Pdf),
            (b"\n\n%PDF-1.4", Holds::Pdf),
            (b"<html>\n%PDF-1.4", Holds::Markup),
            (b"\xef\xbb\xbf \n<?xml version='1.0'?><svg/>", Holds::Markup),
            (b"<!-- x --><script>", Holds::Markup),
            (b"\xff\xd8\xff\xe0", Holds::Jpeg),
            (b"RIFF\x10\0\0\0WEBPVP8 ", Holds::Webp),
            (b"PK\x03\x04", Holds::Zip),
            (b"3 < 4", Holds::Other),
            (b"< 4", Holds::Other),
            (b"", Holds::Other),
        ] {
            assert_eq!(Holds::of(first), holds, "{}", String::from_utf8_lossy(first));
        }
    }

    #[test]
    fn an_ending_is_read_as_systems_read_it() {
        for name in ["a.html", "a.HTML", "a.pdf.html", "files/a.html.", "a.html "] {
            assert!(is_run(name, Holds::Other), "{name}");
        }
        for name in ["html", "a.html.pdf", "files.html/a.txt", "a"] {
            assert!(!is_run(name, Holds::Other), "{name}");
        }
        assert!(is_run("a", Holds::Markup) && is_run("a.pdf", Holds::Markup) && !is_run("a.txt", Holds::Markup));
    }
}
