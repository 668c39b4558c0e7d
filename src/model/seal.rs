//! Seals: the fingerprint by which anyone can tell that a text is the approved one.

use std::borrow::Cow;

use memchr::memchr;
use sha2::{Digest, Sha256};

/// The bytes that a seal covers: without a byte-order mark, line ends as LF, and
/// exactly one LF at the end. They are also what the site publishes as source.
pub fn sealed_bytes(source: &str) -> Cow<'_, str> {
    // Most files are so already.
    let ends = source.ends_with('\n') && !source.ends_with("\n\n");
    if ends && !source.starts_with('\u{feff}') && memchr(b'\r', source.as_bytes()).is_none() {
        return Cow::Borrowed(source);
    }
    let text = source.trim_start_matches('\u{feff}').replace("\r\n", "\n").replace('\r', "\n");
    let mut text = text.trim_end_matches('\n').to_owned();
    text.push('\n');
    Cow::Owned(text)
}

/// The seal of a text: `sha256:` and the SHA-256 of [`sealed_bytes`] in hexadecimal.
pub fn seal(source: &str) -> String {
    format!("sha256:{}", fingerprint(sealed_bytes(source).as_bytes()))
}

/// The SHA-256 of bytes as they stand, in hexadecimal: what `sha256sum` prints.
pub fn fingerprint(bytes: &[u8]) -> String {
    let digits = b"0123456789abcdef".map(char::from);
    let pair = |byte: &u8| [digits[usize::from(byte >> 4)], digits[usize::from(byte & 15)]];
    Sha256::digest(bytes).iter().flat_map(pair).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn line_ends_marks_and_final_lines_do_not_change_a_seal() {
        let plain = seal("---\ntitle: أ\n---\nنص\n");
        for other in [
            "\u{feff}---\ntitle: أ\n---\nنص\n",
            "---\r\ntitle: أ\r\n---\r\nنص\r\n",
            "---\ntitle: أ\n---\nنص",
            "---\ntitle: أ\n---\nنص\n\n\n",
        ] {
            assert_eq!(seal(other), plain);
        }
        assert_ne!(seal("---\ntitle: أ\n---\nنصّ\n"), plain);
    }
}
