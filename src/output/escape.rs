//! Escape: words and attributes in which nothing is read as markup, in HTML and in XML.

use memchr::{memchr2, memchr3};

/// The bytes that an attribute holds without quotes.
const BARE: [bool; 256] = {
    let (mut bare, mut byte) = ([false; 256], 0);
    while byte < 128 {
        let char = byte as u8;
        bare[byte] = char.is_ascii_alphanumeric() || matches!(char, b'-' | b'_' | b'.' | b'#' | b'/' | b':');
        byte += 1;
    }
    bare
};

/// A value as an attribute has it after its `=`, without quotes where it needs none.
pub(crate) fn attribute(value: &str) -> String {
    let mut out = String::with_capacity(value.len() + 2);
    push_attribute(&[value], &mut out);
    out
}

/// The same for a value in parts.
pub(crate) fn push_attribute(parts: &[&str], out: &mut String) {
    let bare = |byte: u8| BARE[usize::from(byte)];
    let last = parts.iter().rev().find_map(|part| part.bytes().last());
    // A slash at the end would be taken for the end of the tag.
    if last.is_some_and(|last| last != b'/') && parts.iter().all(|part| part.bytes().all(bare)) {
        parts.iter().for_each(|part| out.push_str(part));
        return;
    }
    out.push('"');
    parts.iter().for_each(|part| escape(part, out));
    out.push('"');
}

/// Words with what HTML or XML would read as markup written out.
pub(crate) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    escape(text, &mut out);
    out
}

/// Appends words with what HTML would read as markup written out.
pub(crate) fn escape(text: &str, out: &mut String) {
    // Most words hold none of these, which is quickly seen.
    let bytes = text.as_bytes();
    if memchr3(b'&', b'<', b'>', bytes).is_none() && memchr2(b'"', b'\'', bytes).is_none() {
        return out.push_str(text);
    }
    let mut rest = text;
    while let Some(at) = rest.bytes().position(|byte| matches!(byte, b'&' | b'<' | b'>' | b'"' | b'\'')) {
        out.push_str(&rest[..at]);
        out.push_str(match rest.as_bytes()[at] {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            b'"' => "&quot;",
            _ => "&#39;",
        });
        rest = &rest[at + 1..];
    }
    out.push_str(rest);
}
