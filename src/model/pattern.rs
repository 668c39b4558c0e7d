//! The pattern of a field: what is wrong with it, and whether a value fits it.
//!
//! In: a regular expression as browsers read it, with the flag `v` (HTML, "the pattern attribute"). Out: an
//! answer in a time that grows with the length of the value and no faster. Never: goes back and tries again. A
//! pattern that can only be read so is left to the browser, since over forty letters it may take years; it
//! helps people to write well, and a complaint that it loses would be the worse fault.

/// The most characters of a pattern.
const LONGEST: usize = 1_000;

/// The most groups and classes that stand in each other.
const DEEPEST: usize = 50;

/// The most memory of a pattern that is ready to be held against values, in bytes.
const LARGEST: usize = 1 << 20;

/// What keeps a pattern from being read, as the end of a sentence; nothing where browsers read it.
pub fn fault(pattern: &str) -> Option<String> {
    let length = pattern.chars().count();
    if length > LONGEST {
        return Some(format!("is {length} characters long, and {LONGEST} are read at most"));
    }
    // Whoever reads a deep pattern needs as many frames as it has levels.
    if depth(pattern) > DEEPEST {
        return Some(format!("has groups within groups, more than {DEEPEST} deep"));
    }
    regress::Regex::with_flags(pattern, "v").err().map(|error| format!("is no regular expression: {error}"))
}

/// Whether a browser would take `value` for a `pattern`, the whole of it. One that cannot be read, or only by
/// going back, takes any value.
pub fn fits(pattern: &str, value: &str) -> bool {
    let whole =
        || regex::RegexBuilder::new(&format!("\\A(?:{})\\z", linear(pattern)?)).size_limit(LARGEST).build().ok();
    fault(pattern).is_some() || whole().is_none_or(|whole| whole.is_match(value))
}

/// How many groups and classes stand in each other, at most.
fn depth(pattern: &str) -> usize {
    let (mut deepest, mut depth) = (0, 0_usize);
    let mut chars = pattern.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => drop(chars.next()),
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        deepest = deepest.max(depth);
    }
    deepest
}

/// What JavaScript calls white space and ends of lines (ECMA-262, 12.2 and 12.3), as items of a class.
const SPACE: &str = r"\t\n\x0B\x0C\r \u{a0}\u{1680}\u{2000}-\u{200a}\u{2028}\u{2029}\u{202f}\u{205f}\u{3000}\u{feff}";

/// The same pattern in the language of the linear matcher; nothing where that has no words for it.
fn linear(pattern: &str) -> Option<String> {
    let mut out = String::with_capacity(pattern.len() + 16);
    let mut chars = pattern.chars().peekable();
    let mut classes = 0_usize;
    while let Some(c) = chars.next() {
        match c {
            '\\' => out += &escaped(chars.next()?, classes > 0)?,
            // An empty class, and operations on classes.
            '[' if matches!(chars.peek(), Some(']' | '^')) && is_empty_class(chars.clone()) => return None,
            '[' => {
                classes += 1;
                out.push(c);
            }
            ']' => {
                classes = classes.saturating_sub(1);
                out.push(c);
            }
            '&' | '-' | '~' if classes > 0 && chars.peek() == Some(&c) => return None,
            '.' if classes == 0 => out.push_str("[^\\n\\r\\u{2028}\\u{2029}]"),
            '(' if classes == 0 && chars.peek() == Some(&'?') => {
                chars.next();
                match chars.next()? {
                    ':' => {}
                    '<' if !matches!(chars.peek(), Some('=' | '!')) => {
                        chars.find(|c| *c == '>')?;
                    }
                    // It looks ahead or back.
                    _ => return None,
                }
                out.push_str("(?:");
            }
            c => out.push(c),
        }
    }
    Some(out)
}

/// Whether what follows `[` ends the class at once.
fn is_empty_class(mut rest: impl Iterator<Item = char>) -> bool {
    match rest.next() {
        Some('^') => rest.next() == Some(']'),
        next => next == Some(']'),
    }
}

/// What `\` and a character mean; nothing where the linear matcher has no word for it.
fn escaped(c: char, in_class: bool) -> Option<String> {
    let class = |items: &str| if in_class { items.to_owned() } else { format!("[{items}]") };
    Some(match c {
        'd' => class("0-9"),
        'w' => class("0-9A-Za-z_"),
        's' => class(SPACE),
        'D' => "[^0-9]".to_owned(),
        'W' => "[^0-9A-Za-z_]".to_owned(),
        'S' => format!("[^{SPACE}]"),
        't' | 'n' | 'r' | 'f' | 'v' | 'u' | 'x' | 'p' | 'P' => format!("\\{c}"),
        // Escaped, they would be the borders of words.
        '<' | '>' => c.to_string(),
        c if c.is_ascii_punctuation() => format!("\\{c}"),
        // Borders of words, references to groups, control letters.
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_is_held_against_the_whole_value_as_browsers_do() {
        for (pattern, fitting, others) in [
            ("[0-9]{3}|x", &["123", "x"][..], &["1234", "xx", "123\n", ""][..]),
            ("\\d{3}", &["123"], &["١٢٣", "12a"]),
            ("[\\d\\-]+", &["1-2"], &["1+2"]),
            ("\\w+", &["a_9"], &["é", "اسم"]),
            ("\\p{L}+", &["اسم", "name"], &["اسم 1"]),
            ("[\\p{Script=Arabic}\\s]+", &["اسم آخر", "اسم\u{a0}آخر"], &["name"]),
            ("\\P{L}", &["1"], &["a"]),
            ("a.c", &["abc", "aبc"], &["a\nc", "a\u{2028}c"]),
            ("(?<year>\\d{4})-(?:0[1-9]|1[0-2])", &["2025-07"], &["2025-13"]),
            ("\\<b\\>", &["<b>"], &["b"]),
            ("\\u{627}\\u0628", &["اب"], &["ا"]),
            ("[^\\]]", &["a"], &["]"]),
            ("", &[""], &["a"]),
        ] {
            let browser = regress::Regex::with_flags(&format!("^(?:{pattern})$"), "v").expect("browsers read it");
            for value in fitting.iter().chain(others) {
                assert_eq!(fits(pattern, value), browser.find(value).is_some(), "{pattern} on {value:?}");
                assert_eq!(fits(pattern, value), fitting.contains(value), "{pattern} on {value:?}");
            }
        }
    }

    #[test]
    fn a_pattern_that_goes_back_takes_no_time() {
        let value = format!("{}b", "a".repeat(100_000));
        assert!(!fits("(a+)+", &value) && !fits("([a-z]+ ?)+c", &value));
        for left_to_browsers in ["(?=(a+)+c).*", "(a)\\1", "\\bx", "[a--b]", "[]", "[^]", "("] {
            assert!(fits(left_to_browsers, &value), "{left_to_browsers}");
        }
    }

    #[test]
    fn a_pattern_that_is_too_long_or_too_deep_is_refused_before_it_is_read() {
        let nested = |open: &str, close: &str, depth: usize| open.repeat(depth) + "a" + &close.repeat(depth);
        for (open, close) in [("(", ")"), ("(?:", ")"), ("(?=", ")"), ("[", "]")] {
            assert_eq!(fault(&nested(open, close, DEEPEST)), None, "{open}");
            assert!(fault(&nested(open, close, DEEPEST + 1)).is_some_and(|fault| fault.contains("deep")), "{open}");
            assert!(fits(&nested(open, close, 100_000), "a"), "{open}");
        }
        assert_eq!(fault(&nested("\\(", "", DEEPEST + 1)), None);
        assert!(fault(&"a|".repeat(100_000)).is_some_and(|fault| fault.contains("200000 characters")));
        assert!(fault("(").is_some_and(|fault| fault.starts_with("is no regular expression")));
        // A few letters that would take gigabytes.
        assert!(fits("((a{999}){999}){999}", "b"));
    }
}
