//! Nesting: how deep HTML, CSS or a script goes, before somebody reads it who needs a frame for each level.
//!
//! In: bytes. Out: whether they nest deeper than people write. What does is published as it was written. What
//! is counted is at least what a reader counts: strings and comments are not told apart.

/// The deepest nesting that is read.
const DEEPEST: usize = 200;

/// Elements that hold nothing (HTML, 13.1.2).
const VOID: [&[u8]; 13] =
    [b"area", b"base", b"br", b"col", b"embed", b"hr", b"img", b"input", b"link", b"meta", b"source", b"track", b"wbr"];

/// Whether brackets, or signs before one value, nest too deep in CSS or a script.
pub(super) fn is_deep_code(code: &[u8]) -> bool {
    let (mut depth, mut signs) = (0_usize, 0_usize);
    for byte in code {
        match byte {
            b'(' | b'[' | b'{' => depth += 1,
            b')' | b']' | b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        // `!!!!x`, `a=b=c`, `x=>y=>z`, `a?b:c?d:e`: each sign may wait for all behind it.
        match byte {
            b'!' | b'~' | b'+' | b'-' | b'=' | b'>' | b'?' | b':' => signs += 1,
            b';' | b',' | b'{' | b'}' | b'\n' => signs = 0,
            _ => {}
        }
        if depth > DEEPEST || signs > 20 * DEEPEST {
            return true;
        }
    }
    false
}

/// Whether elements nest too deep in HTML, or code within it.
pub(super) fn is_deep_html(html: &[u8]) -> bool {
    let mut depth = 0_usize;
    for at in memchr::memchr_iter(b'<', html) {
        let rest = &html[at + 1..];
        match rest.first() {
            Some(b'/') => depth = depth.saturating_sub(1),
            Some(first) if first.is_ascii_alphabetic() => {
                let end = rest.iter().position(|byte| !byte.is_ascii_alphanumeric()).unwrap_or(rest.len());
                let name = &rest[..end];
                if !VOID.iter().any(|void| name.eq_ignore_ascii_case(void)) {
                    depth += 1;
                }
                if depth > DEEPEST {
                    return true;
                }
                // Styles and scripts of a page are read too.
                if (name.eq_ignore_ascii_case(b"style") || name.eq_ignore_ascii_case(b"script"))
                    && is_deep_code(rest.split(|byte| *byte == b'<').next().unwrap_or_default())
                {
                    return true;
                }
            }
            _ => {}
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_write_is_not_deep() {
        let items = "<li><a href=x>y</a><br><img src=z><p>(1)</p></li>".repeat(5_000);
        assert!(!is_deep_html(format!("<ul>{items}</ul>").as_bytes()));
        assert!(!is_deep_code("a{b:c(1)}@media x{a{b:c}}\n".repeat(5_000).as_bytes()));
        assert!(!is_deep_code("const a = !b ? c : d;\n".repeat(5_000).as_bytes()));
    }

    #[test]
    fn what_nests_without_end_is_deep() {
        for (open, close) in [("(", ")"), ("a{", "}"), ("[", "]"), (":not(", ")")] {
            assert!(is_deep_code((open.repeat(300) + &close.repeat(300)).as_bytes()), "{open}");
        }
        for sign in ["!", "- ", "a=", "x=>", "a?b:"] {
            assert!(is_deep_code(sign.repeat(5_000).as_bytes()), "{sign}");
        }
        assert!(is_deep_html(("<div>".repeat(300) + &"</div>".repeat(300)).as_bytes()));
        assert!(is_deep_html(format!("<style>{}</style>", "a{".repeat(300)).as_bytes()));
    }
}
