//! Heading: the number before the words of a heading.

use super::typed::{bare_word, letter};
use super::{MarkerStyle, digit, read_mark, roman};

/// The label of a heading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::text) struct HeadingLabel {
    /// As it was typed: `المادة 3/1`, `Article 3.`.
    pub(in crate::text) label: String,
    /// The byte at which the words of the heading go on.
    pub(in crate::text) rest: usize,
    /// What is counted: `المادة`; nothing for a number alone.
    pub(in crate::text) word: &'static str,
    /// Its number, level by level: 3 and 1.
    pub(in crate::text) number: Vec<u32>,
}

/// Letters and repeats count by themselves beside figures: 3, 3/1, 3A, 3 مكرر.
const LETTERED: u32 = 500;
const REPEATED: u32 = 1000;

/// What headings are numbered by.
const WORDS: [&str; 26] = [
    "المادة",
    "مادة",
    "الفصل",
    "فصل",
    "الباب",
    "باب",
    "البند",
    "بند",
    "القسم",
    "قسم",
    "الفقرة",
    "الجزء",
    "الملحق",
    "ملحق",
    "Article",
    "Chapter",
    "Section",
    "Part",
    "Clause",
    "Paragraph",
    "Annex",
    "Appendix",
    "Schedule",
    "Rule",
    "Item",
    "Title",
];

/// Ordinals of articles (feminine) and chapters (masculine), without vowel marks and the forms of alef.
const ARABIC: [[&str; 2]; 10] = [
    ["الاولى", "الاول"],
    ["الثانية", "الثاني"],
    ["الثالثة", "الثالث"],
    ["الرابعة", "الرابع"],
    ["الخامسة", "الخامس"],
    ["السادسة", "السادس"],
    ["السابعة", "السابع"],
    ["الثامنة", "الثامن"],
    ["التاسعة", "التاسع"],
    ["العاشرة", "العاشر"],
];
const ARABIC_TENS: [&str; 9] =
    ["", "العشرون", "الثلاثون", "الاربعون", "الخمسون", "الستون", "السبعون", "الثمانون", "التسعون"];
const ENGLISH: [[&str; 2]; 20] = [
    ["one", "first"],
    ["two", "second"],
    ["three", "third"],
    ["four", "fourth"],
    ["five", "fifth"],
    ["six", "sixth"],
    ["seven", "seventh"],
    ["eight", "eighth"],
    ["nine", "ninth"],
    ["ten", "tenth"],
    ["eleven", "eleventh"],
    ["twelve", "twelfth"],
    ["thirteen", "thirteenth"],
    ["fourteen", "fourteenth"],
    ["fifteen", "fifteenth"],
    ["sixteen", "sixteenth"],
    ["seventeen", "seventeenth"],
    ["eighteen", "eighteenth"],
    ["nineteen", "nineteenth"],
    ["twenty", "twentieth"],
];

/// Splits the label off a heading: `مادة (3) بيان السياسة` → `مادة (3)` and the
/// byte at which the words go on. `None` where the heading has none, or nothing else.
pub(in crate::text) fn heading_label(text: &str) -> Option<HeadingLabel> {
    let (word, number, skip) = worded(text).or_else(|| repeated(text)).or_else(|| marked(text))?;
    let rest = text[skip..].trim_start_matches([' ', ':', '-', '–', '—', '.', '،', '\u{a0}', ')', '/']);
    let at = text.len() - rest.len();
    let label = text[..at].trim_end_matches([' ', '\u{a0}']).to_owned();
    (!rest.trim().is_empty()).then_some(HeadingLabel { label, rest: at, word, number })
}

/// Whether a line starts as the heading of an article or chapter does, and has no other words before its number.
pub(in crate::text) fn worded(text: &str) -> Option<(&'static str, Vec<u32>, usize)> {
    let word = WORDS.iter().copied().find(|word| {
        text.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word))
            && text[word.len()..].starts_with([' ', '\u{a0}', '(', '\t'])
    })?;
    let inner = text[word.len()..].trim_start();
    let start = text.len() - inner.len();
    if let Some((number, length)) = figures(inner).or_else(|| in_words(inner)) {
        return Some((word, number, start + length));
    }
    // Another ordinal in words needs its colon: `الفصل الحادي والعشرون: …`, else the heading may just start so.
    let end = inner.find([':', '،'])?;
    let short = inner[..end].split_whitespace().count() <= 2;
    short.then_some((word, Vec::new(), start + end))
}

/// `3 مكرر` without a word before it.
fn repeated(text: &str) -> Option<(&'static str, Vec<u32>, usize)> {
    let (number, length) = figures(text)?;
    text[..length].contains("مكرر").then_some(("", number, length))
}

/// `2.1`, `5.`, `(3)`, `أولاً:`: a mark as lists have it.
fn marked(text: &str) -> Option<(&'static str, Vec<u32>, usize)> {
    let mark = read_mark(text)?;
    let number = match mark.marker.style {
        MarkerStyle::Bullet => return None,
        MarkerStyle::Compound => {
            let parts = mark.marker.label.split(|c| digit(c).is_none()).filter(|part| !part.is_empty());
            parts.map(value).collect()
        }
        // A letter may count in either of two orders.
        MarkerStyle::Hijai | MarkerStyle::Latin => Vec::new(),
        _ => vec![mark.marker.ordinal],
    };
    Some(("", number, mark.length))
}

fn value(digits: &str) -> u32 {
    digits.chars().filter_map(digit).fold(0, |sum, digit| sum.saturating_mul(10).saturating_add(digit))
}

/// A number in figures with all that belongs to it: `3/1`, `(3)`, `3-أ`, `3A`, `4(a)`, `3 مكرر`; its levels and length.
fn figures(text: &str) -> Option<(Vec<u32>, usize)> {
    let (mut levels, mut end) = match text.strip_prefix('(') {
        Some(open) => {
            let close = open.find(')')?;
            let inner = open[..close].trim();
            let (levels, length) = run(inner)?;
            (length == inner.len()).then_some((levels, close + 2))?
        }
        None => run(text)?,
    };
    let rest = &text[end..];
    let spaces = rest.len() - rest.trim_start().len();
    if let Some((level, length)) = bracketed(&rest[spaces..]) {
        levels.push(level);
        end += spaces + length;
    }
    Some(again(text, levels, end))
}

/// `3`, `3/1`, `2.1`, `٣٫١`, `3-أ`, `3A`.
fn run(text: &str) -> Option<(Vec<u32>, usize)> {
    let figures = |text: &str| text.chars().take_while(|c| digit(*c).is_some()).map(char::len_utf8).sum::<usize>();
    let mut end = figures(text);
    if end == 0 {
        return None;
    }
    let mut levels = vec![value(&text[..end])];
    loop {
        let rest = &text[end..];
        let separator = rest.chars().next().filter(|c| matches!(c, '/' | '.' | '-' | '–' | '٫' | '_' | ','));
        let behind = &rest[separator.map_or(0, char::len_utf8)..];
        let length = figures(behind);
        if separator.is_some() && length > 0 {
            levels.push(value(&behind[..length]));
            end += rest.len() - behind.len() + length;
        } else if let Some((level, length)) = single_letter(behind) {
            levels.push(level);
            end += rest.len() - behind.len() + length;
        } else {
            return Some((levels, end));
        }
    }
}

/// A letter that no other one follows: its place in the alphabet and length.
fn single_letter(text: &str) -> Option<(u32, usize)> {
    let first = text.chars().next()?;
    let place = match first.is_ascii_alphabetic() {
        true => u32::from(first.to_ascii_lowercase() as u8 - b'a') + 1,
        false => u32::try_from(super::LETTERS.iter().position(|known| Some(*known) == letter(first))?).ok()? + 1,
    };
    let mut length = first.len_utf8();
    if text[length..].starts_with('ـ') {
        length += 'ـ'.len_utf8();
    }
    (!text[length..].starts_with(char::is_alphanumeric)).then_some((LETTERED + place, length))
}

/// `(a)`, `(1)`, `(iv)`, `(أ)` behind a number.
fn bracketed(text: &str) -> Option<(u32, usize)> {
    let open = text.strip_prefix('(')?;
    let close = open.find(')')?;
    let inner = open[..close].trim();
    let figures = !inner.is_empty() && inner.chars().all(|c| digit(c).is_some());
    let numeral = (1..40).find(|count| roman(*count) == inner.to_ascii_lowercase());
    let place = if figures {
        Some(value(inner))
    } else {
        single_letter(inner).filter(|(_, length)| *length == inner.len()).map(|(place, _)| place)
    };
    let place = place.or(numeral.and_then(|count| Some(LETTERED + u32::try_from(count).ok()?)))?;
    Some((place, close + 2))
}

/// `مكرر`, `مكررًا`, `مكرر 2`, `مكرر (أ)`, `bis` behind a number.
fn again(text: &str, mut levels: Vec<u32>, end: usize) -> (Vec<u32>, usize) {
    let rest = text[end..].trim_start_matches([' ', '\u{a0}', '(']);
    let word =
        rest.split(|c: char| !c.is_alphabetic() && !matches!(c, '\u{64b}'..='\u{652}')).next().unwrap_or_default();
    let place = match bare_word(word).as_str() {
        "مكرر" | "مكررا" | "مكررة" | "bis" => 1,
        "ter" => 2,
        _ => return (levels, end),
    };
    levels.push(REPEATED + place);
    let mut at = text.len() - rest.len() + word.len();
    // Where the bracket before the word is open still, it is closed behind it.
    if text[end..at].contains('(') && text[at..].starts_with(')') {
        at += 1;
    }
    let behind = text[at..].trim_start();
    let more = bracketed(behind).or_else(|| run(behind).map(|(levels, length)| (levels[0], length)));
    if let Some((level, length)) = more {
        levels.push(level);
        at = text.len() - behind.len() + length;
    }
    (levels, at)
}

/// `الثالثة`, `الحادية عشرة`, `الثالثة والعشرون`, `Three`, `the First`: its value and length.
fn in_words(text: &str) -> Option<(Vec<u32>, usize)> {
    let end_of = |nth: usize| -> Option<usize> {
        let words = text.split_whitespace().nth(nth)?;
        Some(
            words.as_ptr() as usize - text.as_ptr() as usize
                + words.trim_end_matches([':', '،', '.', '-', '–', ')']).len(),
        )
    };
    let word = |nth: usize| -> String {
        let word = text.split_whitespace().nth(nth).unwrap_or_default();
        bare_word(word.trim_end_matches([':', '،', '.', '-', '–', ')']))
    };
    let (first, second) = (word(0), word(1));
    let ends_there = text.split_whitespace().next().is_some_and(|typed| typed.ends_with([':', '،', '.', '-', '–']));
    let english = first.to_ascii_lowercase();
    let units = |word: &str| {
        ARABIC.iter().position(|forms| forms.contains(&word)).or(match word {
            "الحادية" | "الحادي" => Some(0),
            _ => None,
        })
    };
    let tens =
        |word: &str| ARABIC_TENS.iter().position(|known| !known.is_empty() && *known == word).map(|nth| (nth + 1) * 10);
    let found = |count: usize, nth: usize| Some((vec![u32::try_from(count).ok()?], end_of(nth)?));
    if let Some(unit) = units(&first) {
        if !ends_there && matches!(second.as_str(), "عشر" | "عشرة") {
            return found(unit + 11, 1);
        }
        if let Some(ten) = second.strip_prefix('و').filter(|_| !ends_there).and_then(tens) {
            return found(ten + unit + 1, 1);
        }
        return (!first.starts_with("الحادي")).then(|| found(unit + 1, 0)).flatten();
    }
    if let Some(ten) = tens(&first) {
        return found(ten, 0);
    }
    ENGLISH.iter().position(|forms| forms.contains(&english.as_str())).and_then(|nth| found(nth + 1, 0))
}

/// Whether a number may stand behind another one: the next at some level, or the first of the level below.
pub(in crate::text) fn goes_on(before: &[u32], here: &[u32]) -> bool {
    let same = before.iter().zip(here).take_while(|(old, new)| old == new).count();
    let first = |level: &u32| level % LETTERED == 1;
    match (before.get(same), here.get(same)) {
        (Some(old), Some(new)) if old / LETTERED != new / LETTERED => here[same..].iter().all(first),
        (Some(old), Some(new)) => *new == old + 1 && here[same + 1..].iter().all(first),
        // What is repeated is the first by itself: 3 and 3 مكرر 2.
        (None, Some(_)) => here[same..].iter().all(|level| level % LETTERED <= 2),
        _ => false,
    }
}

/// The number behind another one at a level, in figures; nothing where letters count there.
pub(in crate::text) fn next_number(before: &[u32], levels: usize) -> Option<String> {
    let mut next = before[..before.len().min(levels.max(1))].to_vec();
    next.iter_mut().next_back().into_iter().for_each(|level| *level += 1);
    let words: Vec<String> = next.iter().map(u32::to_string).collect();
    next.iter().all(|level| *level < LETTERED).then(|| words.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a heading gives up: its label, its words, its number.
    type Given = Option<(&'static str, &'static str, &'static [u32])>;

    #[test]
    fn headings_give_up_their_label() {
        let cases: [(&str, Given); 33] = [
            ("مادة (1) الهدف من السياسة", Some(("مادة (1)", "الهدف من السياسة", &[1]))),
            ("الفصل الثامن: سياسة العلاقة", Some(("الفصل الثامن:", "سياسة العلاقة", &[8]))),
            ("Article 3. Statement", Some(("Article 3.", "Statement", &[3]))),
            ("5. استقبال الشكوى", Some(("5.", "استقبال الشكوى", &[5]))),
            ("المادة 3/1 النشر", Some(("المادة 3/1", "النشر", &[3, 1]))),
            ("المادة 3 مكرر السرية", Some(("المادة 3 مكرر", "السرية", &[3, 1001]))),
            ("المادة (3) مكررًا: السرية", Some(("المادة (3) مكررًا:", "السرية", &[3, 1001]))),
            ("المادة 3 مكرر 2 السرية", Some(("المادة 3 مكرر 2", "السرية", &[3, 1001, 2]))),
            ("3 مكرر السرية", Some(("3 مكرر", "السرية", &[3, 1001]))),
            ("البند 3.2 الشكاوى", Some(("البند 3.2", "الشكاوى", &[3, 2]))),
            ("المادة 3-أ التظلم", Some(("المادة 3-أ", "التظلم", &[3, 501]))),
            ("المادة 3/ب: التظلم", Some(("المادة 3/ب:", "التظلم", &[3, 502]))),
            ("مادة (3/1) النشر", Some(("مادة (3/1)", "النشر", &[3, 1]))),
            ("المادة ٣٫١ النشر", Some(("المادة ٣٫١", "النشر", &[3, 1]))),
            ("المادة الثالثة: الأهداف", Some(("المادة الثالثة:", "الأهداف", &[3]))),
            ("المادة الثالثة الأهداف", Some(("المادة الثالثة", "الأهداف", &[3]))),
            ("المادة الحادية عشرة الأهداف", Some(("المادة الحادية عشرة", "الأهداف", &[11]))),
            ("المادة الثالثة والعشرون: الأهداف", Some(("المادة الثالثة والعشرون:", "الأهداف", &[23]))),
            ("الباب الأول أحكام عامة", Some(("الباب الأول", "أحكام عامة", &[1]))),
            ("Section 2.1 Scope", Some(("Section 2.1", "Scope", &[2, 1]))),
            ("Article 3A Secrecy", Some(("Article 3A", "Secrecy", &[3, 501]))),
            ("Section 10-2 Complaints", Some(("Section 10-2", "Complaints", &[10, 2]))),
            ("Clause 4(a) Appeal", Some(("Clause 4(a)", "Appeal", &[4, 501]))),
            ("Article Three: Aims", Some(("Article Three:", "Aims", &[3]))),
            ("ARTICLE 3 Aims", Some(("ARTICLE 3", "Aims", &[3]))),
            ("10-2 Complaints", Some(("10-2", "Complaints", &[10, 2]))),
            ("2.1 النطاق", Some(("2.1", "النطاق", &[2, 1]))),
            ("أولاً: الأهداف", Some(("أولاً:", "الأهداف", &[1]))),
            ("مادة النظام", None),
            ("مادة (1)", None),
            ("تمهيد", None),
            ("Partners 3 and 4", None),
            ("باب المجاهدة", None),
        ];
        for (heading, expected) in cases {
            let found = heading_label(heading);
            let found = found.as_ref().map(|found| (found.label.as_str(), &heading[found.rest..], &found.number[..]));
            assert_eq!(found, expected, "{heading}");
        }
    }

    #[test]
    fn numbers_of_headings_go_on_or_leave_one_out() {
        for (before, here) in [
            (&[3][..], &[4][..]),
            (&[3], &[3, 1]),
            (&[3, 1], &[3, 2]),
            (&[3, 1], &[4]),
            (&[3, 9], &[4, 1]),
            (&[3, 2], &[3, 1001]),
            (&[3, 1001], &[3, 501]),
        ] {
            assert!(goes_on(before, here), "{before:?} {here:?}");
        }
        for (before, here) in [(&[2][..], &[4][..]), (&[3], &[3]), (&[3, 1], &[3, 3]), (&[3, 1], &[3])] {
            assert!(!goes_on(before, here), "{before:?} {here:?}");
        }
    }
}
