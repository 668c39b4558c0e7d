//! Spelling: how ids, numbers and addresses are written.
//!
//! In: words. Out: whether they are of a form. Both the loader and the checks ask.

/// Whether a name is `[a-z0-9]` words joined by `-`, at most 64 characters.
pub fn is_id(text: &str) -> bool {
    crate::text::is_clause_id(text)
}

/// Whether a text is a version number, `N.N`.
pub fn is_version(text: &str) -> bool {
    let number = |part: &str| !part.is_empty() && part.len() <= 6 && part.bytes().all(|b| b.is_ascii_digit());
    text.split_once('.').is_some_and(|(major, minor)| number(major) && number(minor))
}

/// Whether a text is a full `http` or `https` address.
pub fn is_web_address(text: &str) -> bool {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    rest.is_some_and(|rest| {
        let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
        !host.is_empty()
            && !text.contains(|c: char| c.is_whitespace() || c.is_control() || matches!(c, '"' | '<' | '>' | '\\'))
    })
}

/// Whether a text is an e-mail address.
pub fn is_email(text: &str) -> bool {
    let plain =
        |part: &str| !part.is_empty() && part.chars().all(|c| c.is_ascii_graphic() && !"<>()[]\\,;:\"@ ".contains(c));
    text.split_once('@').is_some_and(|(name, host)| plain(name) && plain(host) && host.contains('.'))
}

/// Whether a text is a phone number in the form of E.164: `+`, a country code that does not start with 0, 15 digits at most.
pub fn is_phone(text: &str) -> bool {
    text.strip_prefix('+').is_some_and(|digits| {
        (7..=15).contains(&digits.len()) && !digits.starts_with('0') && digits.bytes().all(|b| b.is_ascii_digit())
    })
}

/// The name of an account on a network, however it is given: `@name`, `name`. Nothing where it could be none: with
/// spaces, invisible marks, or as an address.
pub fn account_name(handle: &str) -> Option<&str> {
    let name = handle.strip_prefix('@').unwrap_or(handle);
    let fits = !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '_' | '-'));
    fits.then_some(name)
}

/// Whether a text is a colour, `#rrggbb`.
pub fn is_colour(text: &str) -> bool {
    text.strip_prefix('#').is_some_and(|digits| digits.len() == 6 && digits.bytes().all(|b| b.is_ascii_hexdigit()))
}

/// Whether a text is a seal: `sha256:` and 64 hexadecimal digits.
pub fn is_seal(text: &str) -> bool {
    text.strip_prefix("sha256:")
        .is_some_and(|digits| digits.len() == 64 && digits.bytes().all(|b| b.is_ascii_hexdigit()))
}

/// What keeps a text from being a seal, to follow “the seal”; nothing where it is one.
pub fn harm_of_seal(text: &str) -> Option<String> {
    if is_seal(text) {
        return None;
    }
    Some(match text.split_once(':') {
        None => "does not say by which algorithm it was made".to_owned(),
        Some(("sha256", digits)) if !digits.bytes().all(|b| b.is_ascii_hexdigit()) => {
            "holds signs that are no hexadecimal digits".to_owned()
        }
        Some(("sha256", digits)) => format!("has {} digits instead of 64", digits.len()),
        Some((algorithm, _)) => format!("is made by `{algorithm}`, and seals are made by `sha256`"),
    })
}

/// Whether a path stays below the folder that it starts from.
pub fn is_inner_path(path: &str) -> bool {
    !path.is_empty()
        && !path.starts_with('/')
        && !path.contains(['\\', ':', '\0'])
        && path.split('/').all(|part| !part.is_empty() && part != "." && part != "..")
}

/// The first character that has no place in words: a control character that is
/// no space, one that can turn the words around it, which is any override or
/// embedding (U+202A–U+202E), and an isolate (U+2066–U+2069) without its partner.
///
/// Source: Unicode Technical Report 36, 2.6 “Bidirectional text spoofing”.
pub fn unsafe_control(text: &str) -> Option<char> {
    if !text.as_bytes().chunks(64).any(holds_start) {
        return None;
    }
    let starts = text.bytes().enumerate().filter(|(_, byte)| is_start(*byte) || *byte == b'\n');
    let mut open = Vec::new();
    for c in starts.filter_map(|(at, _)| text[at..].chars().next()) {
        match c {
            c if c.is_control() && !matches!(c, '\t' | '\n' | '\r') => return Some(c),
            '\u{202a}'..='\u{202e}' => return Some(c),
            '\u{2066}'..='\u{2068}' => open.push(c),
            '\u{2069}' if open.pop().is_none() => return Some(c),
            // A line end closes every isolate for the reader, so one left open is unbalanced.
            '\n' if !open.is_empty() => return open.pop(),
            _ => {}
        }
    }
    open.pop()
}

/// Whether some bytes hold one with which a character may start that has no place in words. All of them are
/// looked at, which a processor does many at a time.
fn holds_start(bytes: &[u8]) -> bool {
    bytes.iter().fold(false, |found, byte| found | is_start(*byte))
}

/// Whether a byte starts such a character; most that it starts are none.
fn is_start(byte: u8) -> bool {
    matches!(byte, 0..=8 | 11 | 12 | 14..=31 | 0x7f | 0xc2 | 0xe2)
}

/// What a character that [`unsafe_control`] found does, to end a sentence with.
pub fn harm_of(c: char) -> &'static str {
    if c.is_control() { ", which is no part of any word" } else { ", which can turn text around" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn overrides_and_lone_isolates_are_unsafe() {
        assert_eq!(unsafe_control("نص \u{202e}معكوس"), Some('\u{202e}'));
        assert_eq!(unsafe_control("\u{2068}نص\u{2069}"), None);
        assert_eq!(unsafe_control("\u{2068}نص"), Some('\u{2068}'));
        assert_eq!(unsafe_control("نص\u{2069}"), Some('\u{2069}'));
        assert_eq!(unsafe_control("نص\u{1b}[31m"), Some('\u{1b}'));
        assert_eq!(unsafe_control("نص\t\r\n"), None);
    }

    #[test]
    fn paths_cannot_lead_out() {
        for path in ["../x", "/etc/passwd", "a/../b", "a//b", "c:\\x", ""] {
            assert!(!is_inner_path(path), "{path}");
        }
        assert!(is_inner_path("files/minutes.pdf"));
    }

    #[test]
    fn phones_are_e164() {
        assert!(is_phone("+966500000000"));
        assert!(!is_phone("0500000000"));
        assert!(!is_phone("+966 50"));
    }
}
