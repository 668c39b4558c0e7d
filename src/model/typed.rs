//! What people type into a form: numbers, phones and dates, in digits of any kind.
//!
//! In: what was typed, or the pattern of a field. Out: the value in the digits 0 to 9, or the pattern that takes
//! Arabic and Persian digits too. Never: guesses what a number stands for.

use super::date::{Date, GREGORIAN_YEARS};
use super::{FieldKind, pattern};
use crate::text::stated::latin_digits;

/// What a number may look like, as HTML's `pattern`: what `number` takes, in digits of any kind.
pub const NUMBER_PATTERN: &str = r"[\s\u200e\u200f\u061c]*[+\-−]?([0-9٠-٩۰-۹٬]+[.٫]?[0-9٠-٩۰-۹]*|[.٫][0-9٠-٩۰-۹]+)([eE][+\-]?[0-9٠-٩۰-۹]+)?[\s\u200e\u200f\u061c]*";

/// What a date may look like, as HTML's `pattern`: what `date` takes, in digits of any kind.
pub const DATE_PATTERN: &str = r"[\s\u200e\u200f\u061c]*([0-9٠-٩۰-۹]{8}|[0-9٠-٩۰-۹]{4}[\/\-.٫؍ ][0-9٠-٩۰-۹]{1,2}[\/\-.٫؍ ][0-9٠-٩۰-۹]{1,2}|[0-9٠-٩۰-۹]{1,2}[\/\-.٫؍ ][0-9٠-٩۰-۹]{1,2}[\/\-.٫؍ ][0-9٠-٩۰-۹]{4})[\s\u200e\u200f\u061c]*";

/// The counterparts of a digit in Arabic and Persian.
const OTHER_ZEROS: [u32; 2] = [0x660, 0x6f0];

/// The value that was meant: digits are 0 to 9, a date is `2026-03-25`, a number as JSON has it, white space around it
/// and marks of direction are gone. Nothing where it is no value of that kind.
///
/// A text is as it was typed where its pattern takes it so, else in the digits 0 to 9 where the pattern takes that.
pub fn value(kind: FieldKind, own_pattern: Option<&str>, typed: &str) -> Option<String> {
    let meant = match kind {
        FieldKind::Number => number(typed)?,
        FieldKind::Date => date(typed)?.to_string(),
        FieldKind::Tel => phone(typed)?,
        _ => typed.to_owned(),
    };
    let Some(own) = own_pattern.filter(|own| !pattern::fits(own, &meant)) else { return Some(meant) };
    let latin = plain(&meant);
    pattern::fits(own, &latin).then_some(latin)
}

/// A pattern that takes Arabic and Persian digits wherever it takes 0 to 9; nothing where it does already, or where
/// its classes are such that it cannot be told (`[\d--5]`).
pub fn with_all_digits(own: &str) -> Option<String> {
    let mut out = String::with_capacity(own.len() * 2);
    let mut chars = own.chars();
    while let Some(c) = chars.next() {
        out.push(c);
        match c {
            // How often.
            '{' => out.extend(up_to(&mut chars, '}')),
            '(' => out.extend(group_name(&mut chars)),
            '[' => out += &class(&mut chars)?,
            '\\' => {
                let escaped = chars.next()?;
                if matches!(escaped, 'd' | 'w') {
                    out.pop();
                    out += &format!("[\\{escaped}{}]", others(0..=9));
                } else {
                    out.push(escaped);
                    out.extend(of_escape(escaped, &mut chars));
                }
            }
            '0'..='9' => {
                out.pop();
                let digit = c.to_digit(10)?;
                out += &format!("[{c}{}]", others(digit..=digit));
            }
            _ => {}
        }
    }
    (out != own && pattern::fault(&out).is_none()).then_some(out)
}

/// The rest of a class, with the other digits where it takes 0 to 9; nothing where classes stand in it or are
/// subtracted. One that takes all but some takes the others already.
fn class(chars: &mut std::str::Chars<'_>) -> Option<String> {
    let mut out = String::new();
    let mut taken = [false; 10];
    // The last item, and whether a range goes on from it.
    let (mut last, mut in_range) = (None, false);
    let mut is_negated = false;
    loop {
        let c = chars.next()?;
        let item = match c {
            ']' => break,
            '[' => return None,
            '^' if out.is_empty() => {
                is_negated = true;
                out.push(c);
                continue;
            }
            '-' | '&' | '~' if chars.clone().next() == Some(c) => return None,
            '-' if last.is_some() => {
                in_range = true;
                out.push(c);
                continue;
            }
            '\\' => {
                let escaped = chars.next()?;
                out.push(c);
                out.push(escaped);
                let rest: String = of_escape(escaped, chars).collect();
                out += &rest;
                match escaped {
                    'q' => return None,
                    'd' | 'w' => {
                        taken = [true; 10];
                        None
                    }
                    'u' | 'x' => u32::from_str_radix(rest.trim_matches(['{', '}']), 16).ok().and_then(char::from_u32),
                    escaped => escaped.is_ascii_punctuation().then_some(escaped),
                }
            }
            c => {
                out.push(c);
                Some(c)
            }
        };
        if let Some(end) = item {
            let start = if in_range { last.unwrap_or(end) } else { end };
            for (digit, is_taken) in ('0'..='9').zip(&mut taken) {
                *is_taken |= (start..=end).contains(&digit);
            }
        }
        last = if in_range { None } else { item };
        in_range = false;
    }
    if !is_negated {
        for (digit, _) in (0..).zip(taken).filter(|(_, is_taken)| *is_taken) {
            out += &others(digit..=digit);
        }
    }
    out.push(']');
    Some(out)
}

/// What belongs to an escape behind its letter.
fn of_escape<'c>(escaped: char, chars: &'c mut std::str::Chars<'_>) -> impl Iterator<Item = char> + use<'c> {
    let braced = chars.as_str().starts_with('{');
    let length = match escaped {
        'u' | 'p' | 'P' | 'q' if braced => chars.as_str().find('}').map_or(0, |end| end + 1),
        'k' => chars.as_str().find('>').map_or(0, |end| end + 1),
        'u' => 4,
        'x' => 2,
        'c' => 1,
        _ => 0,
    };
    // The number of a group that is referred to.
    let digits = chars.as_str().chars().take_while(char::is_ascii_digit).count();
    let count = match escaped {
        '0'..='9' => digits,
        _ => chars.as_str().get(..length).map_or(0, |found| found.chars().count()),
    };
    chars.by_ref().take(count).collect::<Vec<_>>().into_iter()
}

fn up_to(chars: &mut std::str::Chars<'_>, end: char) -> Vec<char> {
    let count = chars.as_str().find(end).map_or(0, |at| chars.as_str()[..at].chars().count() + 1);
    chars.by_ref().take(count).collect()
}

/// The name of a group, in which digits are no digits.
fn group_name(chars: &mut std::str::Chars<'_>) -> Vec<char> {
    let rest = chars.as_str();
    let is_named = rest.starts_with("?<") && !rest.starts_with("?<=") && !rest.starts_with("?<!");
    if is_named { up_to(chars, '>') } else { Vec::new() }
}

/// The Arabic and Persian counterparts of digits, as items of a class.
fn others(digits: std::ops::RangeInclusive<u32>) -> String {
    let of = |zero: u32| {
        let at = |digit: u32| char::from_u32(zero + digit).unwrap_or_default();
        let (first, last) = (at(*digits.start()), at(*digits.end()));
        if first == last { first.to_string() } else { format!("{first}-{last}") }
    };
    OTHER_ZEROS.into_iter().map(of).collect()
}

/// What was typed in the digits 0 to 9, without white space around it. Marks of direction come along when a
/// number is copied from an Arabic page.
fn plain(typed: &str) -> String {
    let marks = ['\u{200e}', '\u{200f}', '\u{61c}', '\u{2066}', '\u{2067}', '\u{2068}', '\u{2069}'];
    latin_digits(typed).replace(marks, "").trim().to_owned()
}

/// A number that can be dialled; how it is grouped is the sender's own.
fn phone(typed: &str) -> Option<String> {
    let value = plain(typed);
    let digits = value.chars().filter(char::is_ascii_digit).count();
    let rest = value.strip_prefix('+').unwrap_or(&value);
    let fits = (3..=20).contains(&digits) && rest.chars().all(|c| c.is_ascii_digit() || " -().\u{a0}".contains(c));
    fits.then_some(value)
}

fn number(typed: &str) -> Option<String> {
    // The Arabic signs for thousands and for the decimal point, and the minus of typographers.
    let value = plain(typed).replace('\u{66c}', "").replace('\u{66b}', ".").replace('\u{2212}', "-");
    let fits = value.chars().all(|c| c.is_ascii_digit() || "+-.eE".contains(c));
    (fits && value.parse::<f64>().is_ok_and(f64::is_finite)).then_some(value)
}

/// A date as `2026-03-25`, `25/3/2026` or `25032026`: the year stands first or last, and then the day is first.
fn date(typed: &str) -> Option<Date> {
    let value = plain(typed);
    let parts: Vec<&str> = match value.len() {
        8 if value.bytes().all(|b| b.is_ascii_digit()) => {
            vec![&value[..2], &value[2..4], &value[4..]]
        }
        _ => value.split(['/', '-', '.', '\u{66b}', '\u{60d}', ' ']).collect(),
    };
    match parts[..] {
        [year, month, of_month] if year.len() == 4 => day(year, month, of_month),
        [of_month, month, year] if year.len() == 4 => day(year, month, of_month),
        _ => None,
    }
}

fn day(year: &str, month: &str, of_month: &str) -> Option<Date> {
    let digits = |part: &str| (1..=4).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
    if ![year, month, of_month].into_iter().all(digits) {
        return None;
    }
    let found = Date::new(year.parse().ok()?, month.parse().ok()?, of_month.parse().ok()?).ok()?;
    GREGORIAN_YEARS.contains(&found.year()).then_some(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_phones_and_dates_are_taken_as_people_type_them() {
        for (kind, typed, meant) in [
            (FieldKind::Tel, "0500000000", Some("0500000000")),
            (FieldKind::Tel, "+966 50 000 0000", Some("+966 50 000 0000")),
            (FieldKind::Tel, "٠٥٠٠٠٠٠٠٠٠", Some("0500000000")),
            (FieldKind::Tel, "\u{200e}+۹۶۶500000000 ", Some("+966500000000")),
            (FieldKind::Tel, "اتصل بي", None),
            (FieldKind::Tel, "12", None),
            (FieldKind::Tel, "05000 ext", None),
            (FieldKind::Tel, "0500000000000000000000000", None),
            (FieldKind::Number, "٢٥", Some("25")),
            (FieldKind::Number, "۲۵", Some("25")),
            (FieldKind::Number, "١٢٫٥", Some("12.5")),
            (FieldKind::Number, "١٬٢٠٠", Some("1200")),
            (FieldKind::Number, "−3", Some("-3")),
            (FieldKind::Number, " 1e3\u{200f}", Some("1e3")),
            (FieldKind::Number, "inf", None),
            (FieldKind::Number, "NaN", None),
            (FieldKind::Number, "1,5", None),
            (FieldKind::Number, "ثلاثة", None),
            (FieldKind::Number, "", None),
            (FieldKind::Number, "1e999", None),
            (FieldKind::Date, "2026-02-28", Some("2026-02-28")),
            (FieldKind::Date, "٢٠٢٦-٠٢-٢٨", Some("2026-02-28")),
            (FieldKind::Date, "۲۸/۲/۲۰۲۶", Some("2026-02-28")),
            (FieldKind::Date, "٢٨/٢/٢٠٢٦", Some("2026-02-28")),
            (FieldKind::Date, "28.02.2026", Some("2026-02-28")),
            (FieldKind::Date, "٢٨٠٢٢٠٢٦", Some("2026-02-28")),
            (FieldKind::Date, "20260228", None),
            (FieldKind::Date, "2026-02-30", None),
            (FieldKind::Date, "1447-08-01", None),
            (FieldKind::Date, "28/2/26", None),
            (FieldKind::Date, "28/2", None),
            (FieldKind::Date, "2/2026/28", None),
            (FieldKind::Text, "٢٥ ", Some("٢٥ ")),
        ] {
            assert_eq!(value(kind, None, typed).as_deref(), meant, "{kind:?} {typed:?}");
        }
    }

    #[test]
    fn the_patterns_of_numbers_and_dates_take_what_is_a_value() {
        for own in [NUMBER_PATTERN, DATE_PATTERN] {
            assert_eq!(pattern::fault(own), None);
        }
        for typed in ["25", "٢٥", "۲۵", "-٣", "١٢٫٥", "١٬٢٠٠", ".5", "1e3", " 7 "] {
            assert!(pattern::fits(NUMBER_PATTERN, typed) && number(typed).is_some(), "{typed}");
        }
        for typed in ["2026-02-28", "٢٨/٢/٢٠٢٦", "۲۸۰۲۲۰۲۶", "28 2 2026", "\u{200f}1.1.2026"] {
            assert!(pattern::fits(DATE_PATTERN, typed) && date(typed).is_some(), "{typed}");
        }
        for typed in ["ثلاثة", "1,5", "--1", ""] {
            assert!(!pattern::fits(NUMBER_PATTERN, typed), "{typed}");
        }
    }

    #[test]
    fn a_pattern_takes_digits_of_any_kind_where_it_takes_ours() {
        for (own, fitting, others) in [
            ("[0-9]{10}", &["0123456789", "٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹"][..], &["٠١٢", "012345678a"][..]),
            ("05[0-9]{8}", &["0512345678", "٠٥١٢٣٤٥٦٧٨"], &["١٥١٢٣٤٥٦٧٨"]),
            ("\\d{3}", &["123", "١٢٣"], &["12a"]),
            ("[12]\\d{9}", &["1000000000", "٢٠٠٠٠٠٠٠٠٠"], &["٣٠٠٠٠٠٠٠٠٠"]),
            ("[A-Z]{2}\\d+", &["AB12", "AB١٢"], &["AB", "٢٢١"]),
            ("[\\d\\-]+", &["1-2", "١-٢"], &["١+٢"]),
            ("(1)\\1", &["11", "١١"], &["12"]),
            ("\\x31\\u0032", &["12"], &["١٢"]),
            ("\\p{L}{2,3}", &["اسم"], &["٢٢"]),
            ("[!-~]+", &["a1", "a١"], &["اسم"]),
            ("[\\x30-\\x35]", &["5", "٥"], &["٦"]),
            ("[^5]", &["٥", "1"], &["5"]),
            ("[\\-5]", &["5", "٥", "-"], &["4"]),
            ("\\w+", &["a1", "a١"], &["ا"]),
        ] {
            let wide = with_all_digits(own).unwrap_or_else(|| own.to_owned());
            let browser = regress::Regex::with_flags(&format!("^(?:{wide})$"), "v").expect("browsers read it");
            for typed in fitting.iter().chain(others) {
                assert_eq!(browser.find(typed).is_some(), fitting.contains(typed), "{own} → {wide} on {typed:?}");
            }
        }
        let named = with_all_digits("(?<n1>[3-5])\\k<n1>");
        assert_eq!(named.as_deref(), Some("(?<n1>[3-5٣۳٤۴٥۵])\\k<n1>"));
        for left in ["[\\d--5]", "[[0-9]&&5]", "[\\q{12}]", "اسم", "[٠-٩]", "("] {
            assert_eq!(with_all_digits(left), None, "{left}");
        }
    }

    #[test]
    fn a_text_stays_as_it_was_typed_where_its_pattern_takes_it() {
        for (own, typed, meant) in [
            ("[0-9]{3}", "123", Some("123")),
            ("[0-9]{3}", "١٢٣", Some("123")),
            ("[٠-٩]{3}", "١٢٣", Some("١٢٣")),
            ("[0-9]{3}", "12", None),
            ("[A-Z]+", "١", None),
        ] {
            assert_eq!(value(FieldKind::Text, Some(own), typed).as_deref(), meant, "{own} {typed}");
        }
        assert_eq!(value(FieldKind::Tel, Some("05[0-9]{8}"), "٠٥١٢٣٤٥٦٧٨").as_deref(), Some("0512345678"));
        assert_eq!(value(FieldKind::Number, Some("[0-9]{2}"), "٢٥٠"), None);
    }
}
