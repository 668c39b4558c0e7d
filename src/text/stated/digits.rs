//! Digits of every kind as Latin ones.

/// The value of a digit: Latin, Arabic-Indic or Persian.
pub(super) fn digit(c: char) -> Option<u32> {
    match c {
        '0'..='9' => Some(c as u32 - '0' as u32),
        '٠'..='٩' => Some(c as u32 - '٠' as u32),
        '۰'..='۹' => Some(c as u32 - '۰' as u32),
        _ => None,
    }
}

/// A text with its Arabic-Indic and Persian digits as Latin ones, without direction marks.
pub fn latin_digits(text: &str) -> String {
    let latin = |c: char| digit(c).and_then(|value| char::from_digit(value, 10)).unwrap_or(c);
    text.chars().filter(|c| !matches!(c, '\u{200e}' | '\u{200f}' | '\u{61c}')).map(latin).collect()
}
