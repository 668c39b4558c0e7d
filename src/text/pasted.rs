//! Pasted: what a text brings along from a word processor or a PDF.
//!
//! In: the lines of paragraphs, and the text as a whole. Out: lines that read
//! like items or headings and are none, and words whose letters are damaged.

use super::labels::{read_mark, worded};

/// So many lines in a row that begin like items are a list that ran together.
const RUN: usize = 3;
/// A line of so many words at most may be a heading.
const HEADING_WORDS: usize = 8;

/// The first of three or more lines of a paragraph that begin like items, as a byte of it.
pub(super) fn run_together(paragraph: &str) -> Option<usize> {
    let (mut at, mut first, mut run) = (0, 0, 0);
    for line in paragraph.split_inclusive('\n') {
        let trimmed = line.trim_start();
        if begins_like_an_item(trimmed) {
            if run == 0 {
                first = at + (line.len() - trimmed.len());
            }
            run += 1;
            if run == RUN {
                return Some(first);
            }
        } else {
            run = 0;
        }
        at += line.len();
    }
    None
}

/// Whether a line begins with a sign, number or letter of its own: `1: `, `#2 `, `Q3. `, `أ : `, `*نص`.
fn begins_like_an_item(line: &str) -> bool {
    if read_mark(line.trim_start_matches('*')).is_some() {
        return true;
    }
    let word = line.split_whitespace().next().unwrap_or_default();
    let short = word.chars().count() <= 5;
    let closed = word.ends_with([':', '.', ')', ']', '-', '–', '/', '،', '_', '=']);
    let bare: Vec<char> = word.chars().filter(|c| c.is_alphanumeric()).collect();
    let counts = bare.iter().any(|c| c.is_numeric()) && bare.iter().filter(|c| c.is_alphabetic()).count() <= 1;
    let letter = bare.len() == 1 && bare[0].is_alphabetic();
    let sign = line.starts_with(['*', '#', '>', '»', '←', '→', '⇐', '⇒', '٭', '§']);
    short && ((counts && (closed || word.starts_with(['#', '(', '[']))) || (letter && closed))
        || (sign && !line.starts_with("**"))
}

/// The first line of a paragraph that reads like a heading, as a byte of it.
pub(super) fn heading_line(paragraph: &str) -> Option<usize> {
    let mut at = 0;
    for line in paragraph.split_inclusive('\n') {
        let trimmed = line.trim_start_matches(|c: char| c.is_whitespace() || c == '*');
        if reads_like_a_heading(trimmed.trim_end_matches(|c: char| c.is_whitespace() || c == '*')) {
            return Some(at + (line.len() - trimmed.len()));
        }
        at += line.len();
    }
    None
}

fn reads_like_a_heading(line: &str) -> bool {
    let Some((_, number, length)) = worded(line) else { return false };
    let rest = line[length..].trim_start();
    // «المادة (3) من النظام» is a reference within words.
    let goes_on =
        ["من ", "في ", "على ", "إلى ", "of ", "in ", "to ", "and ", "و"].iter().any(|word| rest.starts_with(word));
    let ends = line.ends_with(['.', '،', '؛', ',', ';']);
    !number.is_empty() && !goes_on && !ends && line.split_whitespace().count() <= HEADING_WORDS
}

/// What happened to a word whose letters are damaged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Damage {
    /// A PDF changed lam and alef about: «األهلية».
    Swapped,
    /// Letters are stored as the forms that a printer needs: «ﻻ».
    Forms,
    /// A stroke stands within the word: «المســتفيد».
    Stroke,
}

/// A word whose letters are damaged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Damaged {
    /// What happened to it.
    pub damage: Damage,
    /// The word as it stands.
    pub word: String,
    /// What it most likely was.
    pub mended: String,
}

/// Words that no one writes, with lam and alef that a PDF changed about.
const SWAPPED: [&str; 24] = [
    "خالل",
    "عالقة",
    "العالقة",
    "عالقات",
    "العالقات",
    "بالغات",
    "البالغات",
    "صالحية",
    "صالحيات",
    "الصالحيات",
    "الصالحية",
    "المعامالت",
    "معامالت",
    "العمالء",
    "مالحظة",
    "مالحظات",
    "المالحظات",
    "استعالم",
    "إال",
    "هؤالء",
    "الزمالء",
    "اختالف",
    "خالفات",
    "اإلبالغ",
];

/// Those of them that are words as they stand too: «المستحقات العالقة», «البالغات». They are damage where something
/// else of the text is.
const DOUBTFUL: [&str; 6] = ["عالقة", "العالقة", "عالقات", "العالقات", "بالغات", "البالغات"];

/// The first word of each damage, and its place.
pub(super) fn damaged(text: &str) -> Vec<(usize, Damaged)> {
    let bytes = text.as_bytes();
    let mut found: Vec<(usize, Damaged)> = Vec::new();
    let mut doubtful = None;
    for at in 0..bytes.len() {
        let damage = match bytes[at] {
            0xa7 if bytes[..at].last() == Some(&0xd8) && alef_before_lam(&bytes[at + 1..]) => Damage::Swapped,
            0x80 if bytes[..at].last() == Some(&0xd9) => Damage::Stroke,
            0xef if matches!(bytes.get(at + 1), Some(0xac..=0xb7 | 0xb9..=0xbb)) => Damage::Forms,
            _ => continue,
        };
        if found.iter().any(|(_, known)| known.damage == damage) {
            continue;
        }
        let sign = (0..=at).rev().find(|start| text.is_char_boundary(*start)).unwrap_or_default();
        let (start, word) = word_at(text, sign);
        let mended = match damage {
            Damage::Swapped => swapped_back(word),
            Damage::Stroke => within_a_word(text, sign).then(|| word.replace('ـ', "")),
            Damage::Forms => text[sign..].starts_with(is_form).then(|| spelt_out(word)),
        };
        let Some(mended) = mended else { continue };
        let one = (start, Damaged { damage, word: word.to_owned(), mended });
        if DOUBTFUL.contains(&without_particles(word)) || DOUBTFUL.contains(&word) {
            doubtful.get_or_insert(one);
        } else {
            found.push(one);
        }
    }
    let is_swapped = |(_, one): &(usize, Damaged)| one.damage == Damage::Swapped;
    if !found.is_empty() && !found.iter().any(is_swapped) {
        found.extend(doubtful);
    }
    found
}

/// Whether a lam follows, or another alef and a lam: «ال», «األ».
fn alef_before_lam(behind: &[u8]) -> bool {
    let lam = [0xd9, 0x84];
    behind.starts_with(&lam) || (matches!(behind, [0xd8, 0xa2 | 0xa3 | 0xa5, ..]) && behind[2..].starts_with(&lam))
}

/// The forms of letters by their place in a word, but for the signs that have no other code.
fn is_form(c: char) -> bool {
    matches!(c, '\u{fb50}'..='\u{fbb1}' | '\u{fbd3}'..='\u{fd3d}' | '\u{fd50}'..='\u{fdc7}' | '\u{fe70}'..='\u{fefc}')
}

/// A word with its letters as they are stored today.
fn spelt_out(word: &str) -> String {
    icu_normalizer::ComposingNormalizerBorrowed::new_nfkc().normalize(word).into_owned()
}

/// The word that a place belongs to, and where it starts.
fn word_at(text: &str, at: usize) -> (usize, &str) {
    let of_word = |c: char| c.is_alphanumeric() || matches!(c, 'ـ' | '\u{64b}'..='\u{652}');
    let start =
        text[..at].char_indices().rev().take(40).take_while(|(_, c)| of_word(*c)).last().map_or(at, |(at, _)| at);
    let length = text[at..].chars().take(40).take_while(|c| of_word(*c)).map(char::len_utf8).sum::<usize>();
    (start, &text[start..at + length])
}

/// Whether the stroke at this place stands between two letters; «هـ» ends with one.
fn within_a_word(text: &str, at: usize) -> bool {
    let before = text[..at].trim_end_matches('ـ').chars().next_back();
    let after = text[at..].trim_start_matches('ـ').chars().next();
    before.is_some_and(char::is_alphabetic) && after.is_some_and(char::is_alphabetic)
}

/// The word with lam and alef in their places; nothing where it is right as it stands.
fn swapped_back(word: &str) -> Option<String> {
    if word == "ال" {
        return Some("لا".to_owned());
    }
    let bare = without_particles(word);
    // The article is right: the last of them is the one whose letters changed places.
    let mended = || {
        let (before, after) = word.rsplit_once("ال")?;
        Some(format!("{before}لا{after}"))
    };
    if SWAPPED.contains(&word) || SWAPPED.contains(&bare) {
        return mended().map(|word| word.replacen("اإل", "الإ", 1));
    }
    for (wrong, right) in [("األ", "الأ"), ("اإل", "الإ"), ("اآل", "الآ")] {
        if let Some(rest) = bare.strip_prefix(wrong) {
            return Some(format!("{}{right}{rest}", &word[..word.len() - bare.len()]));
        }
    }
    None
}

/// A word without the letters that Arabic joins to its front.
fn without_particles(word: &str) -> &str {
    word.trim_start_matches(['و', 'ف', 'ب', 'ك'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn damaged_words_are_mended_where_their_letters_changed_places() {
        let mended = |text: &str| damaged(text).into_iter().map(|(_, one)| one.mended).collect::<Vec<_>>();
        for (word, right) in [
            ("خالل", "خلال"),
            ("المعامالت", "المعاملات"),
            ("الصالحيات", "الصلاحيات"),
            ("العمالء", "العملاء"),
            ("اإلبالغ", "الإبلاغ"),
            ("األهلية", "الأهلية"),
            ("واإلدارة", "والإدارة"),
            ("إال", "إلا"),
        ] {
            assert_eq!(mended(word), [right], "{word}");
        }
        // What is a word as it stands is damage beside other damage alone.
        assert_eq!(mended("النساء البالغات والمستحقات العالقة"), [""; 0]);
        assert_eq!(mended("تنظر في البالغات خالل يوم").first().map(String::as_str), Some("خلال"));
    }

    #[test]
    fn lines_that_begin_like_items_are_told_from_words() {
        assert_eq!(run_together("1: أول\n2: ثان\n3: ثالث"), Some(0));
        assert_eq!(run_together("نص:\n#1 أول\n#2 ثان\n#3 ثالث"), Some("نص:\n".len()));
        assert_eq!(run_together("*أول\n*ثان\n*ثالث"), Some(0));
        assert_eq!(run_together("نص يمتد\nعلى أربعة\nأسطر لا\nبند فيها"), None);
        assert_eq!(run_together("خلال\n15 يوما\nمن 20 طلبا\nو30 شكوى"), None);
    }

    #[test]
    fn lines_that_read_like_headings_are_told_from_references() {
        for line in ["المادة (3) الأهداف", "الفصل الثاني: القبول", "Article 3 Aims", "**المادة الثالثة**"]
        {
            assert!(heading_line(line).is_some(), "{line}");
        }
        for line in
            ["المادة (3) من النظام تسري هنا", "المادة (3) تسري على كل من يعمل في الجمعية وفروعها.", "مادة النظام"]
        {
            assert_eq!(heading_line(line), None, "{line}");
        }
    }

    #[test]
    fn letters_that_a_pdf_damaged_are_told_from_words() {
        let word = |text: &str| damaged(text).into_iter().map(|(_, found)| (found.damage, found.word)).next();
        assert_eq!(word("الجمعيات األهلية"), Some((Damage::Swapped, "األهلية".to_owned())));
        assert_eq!(word("واإلدارة"), Some((Damage::Swapped, "واإلدارة".to_owned())));
        assert_eq!(word("نص خالل شهر"), Some((Damage::Swapped, "خالل".to_owned())));
        assert_eq!(word("ال يجوز"), Some((Damage::Swapped, "ال".to_owned())));
        assert_eq!(word("المســتفيد"), Some((Damage::Stroke, "المســتفيد".to_owned())));
        assert_eq!(word("ﻻ يجوز"), Some((Damage::Forms, "ﻻ".to_owned())));
        for right in
            ["الأهلية خلال العلاقة", "1447هـ", "هـ- نص", "قال السائل", "مالية الجمعية", "الالتزام بالإجراء", "﴿نص﴾ ﷺ"]
        {
            assert_eq!(word(right), None, "{right}");
        }
    }
}
