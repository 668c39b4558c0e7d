//! Typed: the mark at the start of a line, as people and word processors write it.

use super::{LETTERS, Marker, MarkerStyle, ORDINALS, digit, is_arabic_letter, roman};
use crate::text::written::is_invisible;

/// A mark at the start of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::text) struct Mark {
    /// What it says.
    pub(in crate::text) marker: Marker,
    /// The bytes that it takes, with the space after it.
    pub(in crate::text) length: usize,
    /// Whether it is an item wherever it stands. One that may as well be the text's own words (`1.5`, `(15)`,
    /// `د.`) is an item only where its neighbours in the list can be seen.
    pub(in crate::text) sure: bool,
}

/// Bullets that are followed by a space, because they are also signs within words and lines.
const SPACED_BULLETS: [char; 4] = ['·', '–', '—', '−'];

/// Whether a sign is a bullet that people type or that comes out of a word processor, whose symbol fonts
/// lie in the private area.
fn is_bullet_sign(c: char) -> bool {
    matches!(c, '•' | '‣' | '⁃' | '∙' | '\u{25a0}'..='\u{25ff}' | '\u{2700}'..='\u{2757}' | '\u{275f}'..='\u{2767}')
        || matches!(c, '\u{2794}'..='\u{27be}' | '\u{2b1b}' | '\u{2b1c}' | '\u{f000}'..='\u{f0ff}')
}

/// Whether a label is the sign of a list without order.
pub fn is_bullet(label: &str) -> bool {
    let mut signs = label.chars();
    let first =
        signs.next().is_some_and(|c| is_bullet_sign(c) || SPACED_BULLETS.contains(&c) || matches!(c, '-' | '*' | '+'));
    first && signs.all(is_invisible)
}

/// Reads a mark at the start of a line, which has no space before it.
///
/// Numbers have at most three digits: a line that starts with a year is text.
pub(in crate::text) fn read_mark(line: &str) -> Option<Mark> {
    let first = line.chars().next()?;
    // Most lines start with a letter of a word of more than one letter.
    if let 'a'..='z' | 'A'..='Z' = first
        && line.as_bytes().get(1).is_some_and(u8::is_ascii_lowercase)
        && !matches!(first, 'i' | 'v' | 'x' | 'I' | 'V' | 'X')
    {
        return None;
    }
    if matches!(first, '-' | '*' | '+') && is_spaced(&line[1..]) && !is_rule(line) {
        return Some(bullet(line, 1));
    }
    let width = first.len_utf8();
    if is_bullet_sign(first) {
        // Word follows some of them with a sign that only selects how they are drawn.
        let drawn = line[width..].chars().next().filter(|c| matches!(c, '\u{fe0e}' | '\u{fe0f}'));
        return Some(bullet(line, width + drawn.map_or(0, char::len_utf8)));
    }
    if SPACED_BULLETS.contains(&first) && is_spaced(&line[width..]) && !line[width..].trim().is_empty() {
        return Some(bullet(line, width));
    }
    if is_invisible(first) {
        let mut mark = read_mark(&line[width..])?;
        mark.length += width;
        return Some(mark);
    }
    match first {
        '(' | '[' => enclosed(line, first),
        '*' | '_' => emphasised(line),
        _ => counted(line, first),
    }
}

fn bullet(line: &str, end: usize) -> Mark {
    finish(line, end, MarkerStyle::Bullet, 0, true)
}

fn finish(line: &str, end: usize, style: MarkerStyle, ordinal: u32, sure: bool) -> Mark {
    let label = line[..end].chars().filter(|c| !is_invisible(*c)).collect::<String>();
    let rest = &line[end..];
    let space = |c: char| matches!(c, ' ' | '\t' | '\u{a0}') || is_invisible(c);
    let length = line.len() - rest.trim_start_matches(space).len();
    Mark { marker: Marker { label: label.trim_end().to_owned(), style, ordinal }, length, sure }
}

/// Whether a space, an invisible sign or the end of the line comes next.
fn is_spaced(rest: &str) -> bool {
    rest.trim_start_matches(is_invisible).chars().next().is_none_or(char::is_whitespace)
}

/// `(1)`, `(أ)`, `(i)`, `[1]`.
fn enclosed(line: &str, open: char) -> Option<Mark> {
    let close = if open == '(' { ')' } else { ']' };
    let inner = &line[1..];
    let skipped = inner.len() - inner.trim_start_matches(|c| c == ' ' || is_invisible(c)).len();
    let inner = &inner[skipped..];
    let (style, ordinal, end) = read_count(inner, inner.chars().next()?)?;
    let behind = inner[end..].trim_start_matches(|c| c == ' ' || is_invisible(c));
    let rest = behind.strip_prefix(close)?;
    // `[1]: …` defines where a link leads, and `[1](…)` is one.
    if open == '[' && !is_spaced(rest) {
        return None;
    }
    let mut end = line.len() - rest.len();
    // `(1)-` and `(1).` are one mark.
    if let Some(delimiter) = rest.chars().next().filter(|c| matches!(c, '-' | '–' | '.' | ':' | '/'))
        && is_spaced(&rest[delimiter.len_utf8()..])
    {
        end += delimiter.len_utf8();
    }
    let joined = line[end..].chars().next().is_some_and(char::is_alphabetic);
    (is_spaced(&line[end..]) || joined).then(|| finish(line, end, style, ordinal, false))
}

/// `**1.**` and `**1**.`: a mark in bold, which is the label's look and not its words.
fn emphasised(line: &str) -> Option<Mark> {
    let sign = ["**", "__", "*", "_"].into_iter().find(|sign| line.starts_with(sign))?;
    let (inside, behind) = line[sign.len()..].split_once(sign)?;
    let short = inside.len() <= 16 && !inside.is_empty();
    let delimiter = behind.chars().next().filter(|c| is_delimiter(*c)).map_or(0, char::len_utf8);
    let bare = short.then(|| format!("{}{}", inside.trim_end(), &behind[..delimiter]))?;
    let inner = read_mark(&bare).filter(|mark| mark.length == bare.len())?;
    let end = line.len() - behind.len() + delimiter;
    let counts = inner.marker.style != MarkerStyle::Bullet && is_spaced(&line[end..]);
    counts.then(|| Mark { marker: inner.marker, ..finish(line, end, MarkerStyle::Bullet, 0, inner.sure) })
}

fn is_delimiter(c: char) -> bool {
    matches!(c, '.' | ')' | '-' | '–' | '—' | '‐' | '‑' | '−' | 'ـ' | '/')
}

/// `1.`, `1/`, `1.1`, `أ-`, `a)`, `ii.`, `أولاً:`.
fn counted(line: &str, first: char) -> Option<Mark> {
    if is_arabic_letter(first)
        && let Some((ordinal, end)) = ordinal_word(line)
    {
        return Some(finish(line, end, MarkerStyle::Ordinal, ordinal, false));
    }
    let (style, ordinal, end) = read_count(line, first)?;
    let behind = &line[end..];
    let hidden = behind.len() - behind.trim_start_matches(is_invisible).len();
    let delimiter = behind[hidden..].chars().next()?;
    if style == MarkerStyle::Compound && is_spaced(behind) {
        return Some(finish(line, end, style, ordinal, false));
    }
    // `1 - نص`: the dash stands apart.
    if delimiter == ' ' && matches!(behind.as_bytes().get(hidden + 1), Some(b'-')) && is_spaced(&behind[hidden + 2..]) {
        return Some(finish(line, end + hidden + 2, style, ordinal, false));
    }
    if !is_delimiter(delimiter) {
        return None;
    }
    let after = end + hidden + delimiter.len_utf8();
    let rest = line[after..].trim_start_matches(is_invisible);
    let next = rest.chars().next();
    let spaced = is_spaced(rest);
    let arabic = next.is_some_and(is_arabic_letter);
    let any = next.is_some_and(char::is_alphabetic);
    // People leave the space out: `1-المقابلة`; but `1-day`, `e.g.` and `د.أحمد` are words more often.
    let sure = match style {
        MarkerStyle::Decimal | MarkerStyle::ArabicIndic => (spaced || arabic) && delimiter != '/',
        MarkerStyle::Hijai if delimiter == '.' || delimiter == '/' => false,
        MarkerStyle::Hijai => spaced || (arabic && delimiter != ')'),
        MarkerStyle::Latin => spaced && !matches!(delimiter, '.' | '/'),
        _ => false,
    };
    let may = spaced || (any && !matches!(style, MarkerStyle::Latin | MarkerStyle::Roman));
    (sure || may).then(|| finish(line, after, style, ordinal, sure))
}

/// The number or letter at the start of a line: its style, value and length.
fn read_count(line: &str, first: char) -> Option<(MarkerStyle, u32, usize)> {
    if digit(first).is_some() {
        return read_number(line, first);
    }
    if first.is_ascii_alphabetic() {
        let length = line.bytes().take_while(u8::is_ascii_alphabetic).count();
        let word = line[..length].to_ascii_lowercase();
        let numeral = (2..=5).contains(&length).then(|| (2..40).find(|count| roman(*count) == word)).flatten();
        return match numeral {
            Some(count) => Some((MarkerStyle::Roman, u32::try_from(count).unwrap_or(0), length)),
            None => (length == 1).then(|| (MarkerStyle::Latin, u32::from(word.as_bytes()[0] - b'a') + 1, 1)),
        };
    }
    let letter = letter(first)?;
    // «هـ» is written with a stroke, so that it is not read as a five; so may others be.
    let stroke = line[first.len_utf8()..].starts_with('ـ') && letter == "هـ";
    let end = first.len_utf8() + if stroke { 'ـ'.len_utf8() } else { 0 };
    let ordinal = LETTERS.iter().position(|known| *known == letter)?;
    Some((MarkerStyle::Hijai, u32::try_from(ordinal).unwrap_or(0) + 1, end))
}

/// The letter of the alphabet that a typed one stands for: other keyboards have other code points.
pub(super) fn letter(typed: char) -> Option<&'static str> {
    let typed = match typed {
        'ا' | 'إ' | 'آ' => 'أ',
        '\u{6be}' | '\u{6c1}' | '\u{6d5}' | 'ة' => 'ه',
        '\u{6a9}' => 'ك',
        '\u{6cc}' | 'ى' => 'ي',
        other => other,
    };
    LETTERS.iter().copied().find(|known| known.starts_with(typed))
}

/// `12`, `1.1`, `3-1`, `1/2/3`: at most three digits in each part.
fn read_number(line: &str, first: char) -> Option<(MarkerStyle, u32, usize)> {
    let (mut end, mut parts, mut last) = (0, 0, 0);
    loop {
        let rest = &line[end..];
        let digits: Vec<u32> = rest.chars().map_while(digit).take(4).collect();
        if digits.is_empty() || digits.len() > 3 {
            break;
        }
        end += rest.chars().take(digits.len()).map(char::len_utf8).sum::<usize>();
        last = digits.iter().fold(0, |sum, digit| sum * 10 + digit);
        parts += 1;
        let more = line[end..].chars().next().filter(|c| matches!(c, '.' | '-' | '/' | '٫'));
        let Some(separator) = more else { break };
        if line[end + separator.len_utf8()..].chars().next().is_none_or(|c| digit(c).is_none()) {
            break;
        }
        end += separator.len_utf8();
    }
    let ended = line[end..].chars().next().is_none_or(|c| digit(c).is_none());
    let style = match (parts, first.is_ascii()) {
        (1, true) => MarkerStyle::Decimal,
        (1, false) => MarkerStyle::ArabicIndic,
        _ => MarkerStyle::Compound,
    };
    ((1..=4).contains(&parts) && ended).then_some((style, last, end))
}

/// `أولاً:`, `ثانيا-`, `حادي عشر/`: its value, and where its delimiter ends.
fn ordinal_word(line: &str) -> Option<(u32, usize)> {
    if !line.starts_with(['أ', 'ا', 'ث', 'ر', 'خ', 'س', 'ت', 'ع', 'ح']) {
        return None;
    }
    let end = line.find([':', '/', '-', '–', '.', ')', '،'])?;
    let word = bare_word(line[..end].trim_end());
    let nth = ORDINALS.iter().position(|known| bare_word(known) == word)?;
    let delimiter = line[end..].chars().next()?;
    Some((u32::try_from(nth).ok()? + 1, end + delimiter.len_utf8()))
}

/// A word without vowel marks, and with one form of alef: «أوّلًا» and «اولا» are one.
pub(super) fn bare_word(word: &str) -> String {
    let kept = word.chars().filter(|c| !matches!(c, '\u{64b}'..='\u{652}' | 'ـ') && !is_invisible(*c));
    kept.map(|c| if matches!(c, 'أ' | 'إ' | 'آ') { 'ا' } else { c }).collect()
}

/// The same mark as a Roman numeral, where one letter is both: `i.`, `v)`, `(x)`.
pub(in crate::text) fn as_roman(marker: &Marker) -> Option<Marker> {
    let ordinal = match (marker.style, marker.ordinal) {
        (MarkerStyle::Latin, 9) => 1,
        (MarkerStyle::Latin, 22) => 5,
        (MarkerStyle::Latin, 24) => 10,
        _ => return None,
    };
    Some(Marker { style: MarkerStyle::Roman, ordinal, ..marker.clone() })
}

/// A line of three or more `-`, `*` or `_`: a rule, not a list.
fn is_rule(line: &str) -> bool {
    let mut marks = line.chars().filter(|c| !c.is_whitespace());
    let first = marks.next();
    let rest: Vec<char> = marks.collect();
    rest.len() >= 2 && rest.iter().all(|c| Some(*c) == first)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_as_people_type_them_are_read() {
        use MarkerStyle::*;
        let cases = [
            ("١. نص", "١.", ArabicIndic, 1),
            ("١- نص", "١-", ArabicIndic, 1),
            ("12- text", "12-", Decimal, 12),
            ("1-المقابلة", "1-", Decimal, 1),
            ("1— نص", "1—", Decimal, 1),
            ("1/ نص", "1/", Decimal, 1),
            ("1 - نص", "1 -", Decimal, 1),
            ("1.Interview", "1.", Decimal, 1),
            ("(1) نص", "(1)", Decimal, 1),
            ("( ٢ ) نص", "( ٢ )", ArabicIndic, 2),
            ("[3] نص", "[3]", Decimal, 3),
            ("1.2 نص", "1.2", Compound, 2),
            ("3-1 نص", "3-1", Compound, 1),
            ("1.2.3. نص", "1.2.3.", Compound, 3),
            ("**1.** نص", "1.", Decimal, 1),
            ("**أ**- نص", "أ-", Hijai, 1),
            ("\u{200f}1- نص", "1-", Decimal, 1),
            ("1\u{200f}- نص", "1-", Decimal, 1),
            ("أ- نص", "أ-", Hijai, 1),
            ("أ/ نص", "أ/", Hijai, 1),
            ("(أ) نص", "(أ)", Hijai, 1),
            ("ت. نص", "ت.", Hijai, 3),
            ("د) نص", "د)", Hijai, 8),
            ("هـ- نص", "هـ-", Hijai, 26),
            ("ه- نص", "ه-", Hijai, 26),
            ("\u{6be}- نص", "\u{6be}-", Hijai, 26),
            ("\u{6a9}- نص", "\u{6a9}-", Hijai, 22),
            ("\u{6cc}- نص", "\u{6cc}-", Hijai, 28),
            ("أولاً: نص", "أولاً:", Ordinal, 1),
            ("ثانيًا/ نص", "ثانيًا/", Ordinal, 2),
            ("حادي عشر: نص", "حادي عشر:", Ordinal, 11),
            ("• نص", "•", Bullet, 0),
            ("▪نص", "▪", Bullet, 0),
            ("·\tنص", "·", Bullet, 0),
            ("– نص", "–", Bullet, 0),
            ("\u{f0b7} نص", "\u{f0b7}", Bullet, 0),
            ("✓ نص", "✓", Bullet, 0),
            ("➢ نص", "➢", Bullet, 0),
            ("❖ نص", "❖", Bullet, 0),
            ("- text", "-", Bullet, 0),
            ("b) text", "b)", Latin, 2),
            ("(a) text", "(a)", Latin, 1),
            ("ii. text", "ii.", Roman, 2),
            ("(iv) text", "(iv)", Roman, 4),
        ];
        for (line, label, style, ordinal) in cases {
            let marker = read_mark(line).unwrap_or_else(|| panic!("{line} has a mark")).marker;
            assert_eq!((marker.label.as_str(), marker.style, marker.ordinal), (label, style, ordinal), "{line}");
        }
    }

    #[test]
    fn years_rules_and_words_are_text() {
        for line in [
            "1447. نص",
            "18/1/1447هـ الموافق",
            "---",
            "* * *",
            "e.g. text",
            "أحمد",
            "-نص",
            "15 يوما",
            "2025-07-13",
            "–نص",
            "هـ نص",
            "[1]: https://example.org/",
            "[1](https://example.org/)",
            "**نص** نص",
            "mix. text",
        ] {
            assert_eq!(read_mark(line), None, "{line}");
        }
    }

    #[test]
    fn marks_that_may_be_words_are_not_sure() {
        for line in
            ["1.5 كيلو", "(15) يوما", "1-2 days", "1-day leave", "د. أحمد", "i. text", "10 - 20 يوما", "أولا: نص"]
        {
            assert!(!read_mark(line).is_some_and(|mark| mark.sure), "{line}");
        }
    }
}
