//! Labels of clauses: reading those that people type, writing those they leave out.
//!
//! Source of the letter order: the policies themselves use the hija'i
//! (dictionary) order أ ب ت ث ج ح خ د, not the abjad order أ ب ج د.

use super::choices::choices;

choices! {
    /// How a label counts.
    pub enum NumberStyle {
        /// `Article 1`, `المادة 1`.
        Article = "article",
        /// `1.`
        Decimal = "decimal",
        /// `١.`
        ArabicIndic = "arabic-indic",
        /// `أ-` in dictionary order.
        Hijai = "hijai",
        /// `أ-` in abjad order.
        Abjad = "abjad",
        /// `a.`
        Latin = "latin",
        /// A bullet: no number.
        Bullet = "bullet",
        /// No label at all.
        None = "none",
    }
}

/// The mark before a list item, or the number before a heading, as it was typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Marker {
    /// The mark as typed, without the space after it: `أ-`, `١.`, `•`.
    pub label: String,
    /// How it counts.
    pub style: NumberStyle,
    /// Its place in the count, from 1; 0 for a bullet.
    pub ordinal: u32,
}

const HIJAI: [&str; 28] = [
    "أ", "ب", "ت", "ث", "ج", "ح", "خ", "د", "ذ", "ر", "ز", "س", "ش", "ص", "ض", "ط", "ظ", "ع", "غ", "ف", "ق", "ك", "ل",
    "م", "ن", "هـ", "و", "ي",
];
const ABJAD: [&str; 28] = [
    "أ", "ب", "ج", "د", "هـ", "و", "ز", "ح", "ط", "ي", "ك", "ل", "م", "ن", "س", "ع", "ف", "ص", "ق", "ر", "ش", "ت", "ث",
    "خ", "ذ", "ض", "ظ", "غ",
];

/// The label that stands for a count in a style: `number(Hijai, 3)` is `ت-`.
///
/// Articles are words of a language, so they are written elsewhere; counts past
/// the alphabet go on with two letters.
pub fn number(style: NumberStyle, count: usize) -> Option<String> {
    let letters = |alphabet: &[&str]| {
        let mut left = count;
        let mut word = Vec::new();
        while left > 0 {
            word.push(alphabet[(left - 1) % alphabet.len()]);
            left = (left - 1) / alphabet.len();
        }
        word.reverse();
        word.concat()
    };
    match style {
        NumberStyle::Decimal => Some(format!("{count}.")),
        NumberStyle::ArabicIndic => Some(format!("{}.", arabic_indic(count))),
        NumberStyle::Hijai => Some(format!("{}-", letters(&HIJAI))),
        NumberStyle::Abjad => Some(format!("{}-", letters(&ABJAD))),
        NumberStyle::Latin => {
            let alphabet: Vec<String> = ('a'..='z').map(String::from).collect();
            let alphabet: Vec<&str> = alphabet.iter().map(String::as_str).collect();
            Some(format!("{}.", letters(&alphabet)))
        }
        NumberStyle::Bullet => Some("•".to_owned()),
        NumberStyle::Article | NumberStyle::None => None,
    }
}

/// A number in the digits ٠ to ٩.
fn arabic_indic(count: usize) -> String {
    let digit = |c: char| char::from_u32('٠' as u32 + (c as u32 - '0' as u32)).unwrap_or(c);
    count.to_string().chars().map(digit).collect()
}

/// The value of a digit, Latin, Arabic-Indic or Persian.
fn digit(c: char) -> Option<u32> {
    match c {
        '0'..='9' => Some(c as u32 - '0' as u32),
        '٠'..='٩' => Some(c as u32 - '٠' as u32),
        '۰'..='۹' => Some(c as u32 - '۰' as u32),
        _ => None,
    }
}

fn is_arabic_letter(c: char) -> bool {
    matches!(c, '\u{621}'..='\u{64a}' | '\u{6a9}' | '\u{6cc}')
}

/// Bullets that people type or that come out of a word processor.
const BULLETS: [char; 7] = ['•', '▪', '●', '■', '◦', '○', '‣'];

/// Reads a mark at the start of a line; returns it and how many bytes it takes
/// with the space after it.
///
/// Numbers have at most three digits: a line that starts with a year is text.
pub(super) fn read_marker(line: &str) -> Option<(Marker, usize)> {
    let first = line.chars().next()?;
    let marker = |end: usize, style, ordinal| {
        let rest = &line[end..];
        let space = rest.len() - rest.trim_start_matches([' ', '\t', '\u{a0}']).len();
        (Marker { label: line[..end].to_owned(), style, ordinal }, end + space)
    };
    let spaced = |end: usize| line[end..].chars().next().is_none_or(|c| matches!(c, ' ' | '\t' | '\u{a0}'));
    let before_word = |end: usize| line[end..].chars().next().is_some_and(is_arabic_letter);
    if matches!(first, '-' | '*' | '+') && spaced(1) && !is_rule(line) {
        return Some(marker(1, NumberStyle::Bullet, 0));
    }
    if BULLETS.contains(&first) {
        return Some(marker(first.len_utf8(), NumberStyle::Bullet, 0));
    }
    let (style, ordinal, end) = read_count(line, first)?;
    let delimiter = line[end..].chars().next()?;
    let after = end + delimiter.len_utf8();
    let joined = match style {
        // `1-المقابلة`: people leave the space out; `1.5` and `a.m.` are no marks.
        NumberStyle::Decimal | NumberStyle::ArabicIndic => before_word(after),
        NumberStyle::Hijai => delimiter == '-' && before_word(after),
        _ => false,
    };
    let ends = matches!(delimiter, '.' | ')' | '-' | '–' | 'ـ') && (spaced(after) || joined);
    ends.then(|| marker(after, style, ordinal))
}

/// The number or letter at the start of a line: its style, value and length.
fn read_count(line: &str, first: char) -> Option<(NumberStyle, u32, usize)> {
    if digit(first).is_some() {
        let digits: Vec<u32> = line.chars().map_while(digit).collect();
        let end: usize = line.chars().take(digits.len()).map(char::len_utf8).sum();
        let style = if first.is_ascii() { NumberStyle::Decimal } else { NumberStyle::ArabicIndic };
        return (digits.len() <= 3).then(|| (style, digits.iter().fold(0, |sum, d| sum * 10 + d), end));
    }
    if first.is_ascii_alphabetic() {
        return Some((NumberStyle::Latin, first.to_ascii_lowercase() as u32 - 'a' as u32 + 1, 1));
    }
    let (letter, end) = match first {
        'ا' => ("أ", first.len_utf8()),
        'ه' => ("هـ", if line.starts_with("هـ") { "هـ".len() } else { first.len_utf8() }),
        _ => (&line[..first.len_utf8()], first.len_utf8()),
    };
    let ordinal = HIJAI.iter().position(|known| *known == letter)?;
    Some((NumberStyle::Hijai, u32::try_from(ordinal).unwrap_or(0) + 1, end))
}

/// A line of three or more `-`, `*` or `_`: a rule, not a list.
fn is_rule(line: &str) -> bool {
    let mut marks = line.chars().filter(|c| !c.is_whitespace());
    let first = marks.next();
    let rest: Vec<char> = marks.collect();
    rest.len() >= 2 && rest.iter().all(|c| Some(*c) == first)
}

/// Whether the labels of one list follow each other; gives the first that does
/// not, with the label that was expected.
///
/// Letters may follow either the dictionary or the abjad order, but one of them
/// throughout. Bullets follow anything.
pub(super) fn first_break(markers: &[&Marker]) -> Option<(usize, String)> {
    let mut at = 1;
    while at < markers.len() {
        let (before, here) = (markers[at - 1], markers[at]);
        if here.style == before.style && here.style != NumberStyle::Bullet && here.ordinal != before.ordinal + 1 {
            if here.style == NumberStyle::Hijai && follows_abjad(markers) {
                return None;
            }
            let count = usize::try_from(before.ordinal).unwrap_or(0) + 1;
            let expected = number(here.style, count).unwrap_or_default();
            let expected = expected.trim_end_matches(['.', '-']);
            let delimiter = here.label.chars().last().unwrap_or('-');
            return Some((at, format!("{expected}{delimiter}")));
        }
        at += 1;
    }
    None
}

fn follows_abjad(markers: &[&Marker]) -> bool {
    let letters = markers.iter().filter(|marker| marker.style == NumberStyle::Hijai);
    let mut expected = ABJAD.iter();
    letters.into_iter().all(|marker| {
        let letter = HIJAI.get(marker.ordinal as usize - 1);
        letter.is_some() && letter == expected.next()
    })
}

/// Splits the label off a heading: `مادة (3) بيان السياسة` → `مادة (3)` and the
/// byte at which the words go on. `None` where the heading has none, or nothing else.
pub(super) fn heading_label(text: &str) -> Option<(String, usize)> {
    let counted = |(marker, skip): (Marker, usize)| (marker.style != NumberStyle::Bullet).then_some(skip);
    let skip = numbered_word(text).or_else(|| read_marker(text).and_then(counted))?;
    let rest = text[skip..].trim_start_matches([' ', ':', '-', '–', '.', '،', '\u{a0}', ')']);
    let at = text.len() - rest.len();
    (!rest.trim().is_empty()).then(|| (text[..at].trim_end().to_owned(), at))
}

/// `مادة (3)`, `المادة ٣:`, `الفصل الثامن:`, `Article 3.`, `Chapter (8)`: where
/// the label ends.
fn numbered_word(text: &str) -> Option<usize> {
    const WORDS: [&str; 11] =
        ["المادة", "مادة", "الفصل", "فصل", "الباب", "البند", "Article", "Chapter", "Section", "Part", "Clause"];
    let word = WORDS.iter().find(|word| text.starts_with(**word))?;
    let after = &text[word.len()..];
    let inner = after.trim_start();
    if inner.len() == after.len() {
        return None;
    }
    let start = text.len() - inner.len();
    if let Some(open) = inner.strip_prefix('(') {
        let close = open.find(')')?;
        let counted = open[..close].trim().chars().all(|c| digit(c).is_some());
        return counted.then_some(start + 1 + close + 1);
    }
    let digits: usize = inner.chars().take_while(|c| digit(*c).is_some()).map(char::len_utf8).sum();
    if digits > 0 {
        return Some(start + digits);
    }
    // An ordinal in words needs its colon: `الفصل الثامن: …`, else the heading may just start so.
    let end = inner.find([':', '،'])?;
    (inner[..end].split_whitespace().count() <= 2).then_some(start + end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_as_people_type_them_are_read() {
        let cases = [
            ("١. نص", "١.", NumberStyle::ArabicIndic, 1),
            ("١- نص", "١-", NumberStyle::ArabicIndic, 1),
            ("12- text", "12-", NumberStyle::Decimal, 12),
            ("1-المقابلة", "1-", NumberStyle::Decimal, 1),
            ("أ- نص", "أ-", NumberStyle::Hijai, 1),
            ("ت. نص", "ت.", NumberStyle::Hijai, 3),
            ("د) نص", "د)", NumberStyle::Hijai, 8),
            ("هـ- نص", "هـ-", NumberStyle::Hijai, 26),
            ("• نص", "•", NumberStyle::Bullet, 0),
            ("▪نص", "▪", NumberStyle::Bullet, 0),
            ("- text", "-", NumberStyle::Bullet, 0),
            ("b) text", "b)", NumberStyle::Latin, 2),
        ];
        for (line, label, style, ordinal) in cases {
            let (marker, _) = read_marker(line).unwrap_or_else(|| panic!("{line} has a mark"));
            assert_eq!((marker.label.as_str(), marker.style, marker.ordinal), (label, style, ordinal), "{line}");
        }
    }

    #[test]
    fn years_decimals_rules_and_words_are_text() {
        for line in ["1447. نص", "1.5 كيلو", "---", "* * *", "e.g. text", "أحمد", "-نص", "15 يوما", "1-2 days"]
        {
            assert_eq!(read_marker(line), None, "{line}");
        }
    }

    #[test]
    fn headings_give_up_their_label() {
        let cases = [
            ("مادة (1) الهدف من السياسة", Some(("مادة (1)", "الهدف من السياسة"))),
            ("الفصل الثامن: سياسة العلاقة", Some(("الفصل الثامن:", "سياسة العلاقة"))),
            ("Article 3. Statement", Some(("Article 3.", "Statement"))),
            ("5. استقبال الشكوى", Some(("5.", "استقبال الشكوى"))),
            ("مادة النظام", None),
            ("مادة (1)", None),
            ("تمهيد", None),
        ];
        for (heading, expected) in cases {
            let found = heading_label(heading);
            let found = found.as_ref().map(|(label, at)| (label.as_str(), &heading[*at..]));
            assert_eq!(found, expected, "{heading}");
        }
    }

    #[test]
    fn letters_follow_the_dictionary_or_the_abjad_order() {
        let list = |letters: &[&str]| -> Vec<Marker> {
            letters.iter().map(|l| read_marker(&format!("{l}- نص")).expect("a mark").0).collect()
        };
        let check = |letters: &[&str]| first_break(&list(letters).iter().collect::<Vec<_>>());
        assert_eq!(check(&["أ", "ب", "ت", "ث", "ج"]), None);
        assert_eq!(check(&["أ", "ب", "ج", "د", "هـ"]), None);
        assert_eq!(check(&["أ", "ب", "ث"]), Some((2, "ت-".into())));
        assert_eq!(check(&["أ", "ب", "ب"]), Some((2, "ت-".into())));
    }

    #[test]
    fn counts_are_written_in_each_style() {
        assert_eq!(number(NumberStyle::Hijai, 8).as_deref(), Some("د-"));
        assert_eq!(number(NumberStyle::Abjad, 3).as_deref(), Some("ج-"));
        assert_eq!(number(NumberStyle::ArabicIndic, 10).as_deref(), Some("١٠."));
        assert_eq!(number(NumberStyle::Latin, 27).as_deref(), Some("aa."));
    }
}
