//! Labels of clauses: reading those that people type, writing those they leave out.
//!
//! Source of the letter order: the policies themselves use the hija'i
//! (dictionary) order أ ب ت ث ج ح خ د, not the abjad order أ ب ج د.
//!
//! `typed` reads the mark at the start of a line, `heading` the label of a
//! heading, and `sequence` says whether labels follow each other.

mod heading;
mod sequence;
mod typed;

pub(super) use heading::{HeadingLabel, goes_on, heading_label, next_number, worded};
pub(super) use sequence::{first_break, first_of, follows};
pub use typed::is_bullet;
pub(super) use typed::{Mark, as_roman, read_mark};

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

/// How a label that was typed counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MarkerStyle {
    /// `Article 1`, `المادة 1`.
    Article,
    /// `1.`
    Decimal,
    /// `١.`
    ArabicIndic,
    /// `أ-`, in dictionary or abjad order.
    Hijai,
    /// `a.`
    Latin,
    /// `i.`, `ii.`
    Roman,
    /// `1.1`, `3-1`: numbers of more than one level.
    Compound,
    /// `أولاً:`, `ثانياً:`
    Ordinal,
    /// A bullet: no number.
    Bullet,
}

impl MarkerStyle {
    /// A count in this style, without a delimiter; nothing where the style alone does not say it.
    fn write(self, count: usize) -> Option<String> {
        let style = match self {
            MarkerStyle::Decimal => NumberStyle::Decimal,
            MarkerStyle::ArabicIndic => NumberStyle::ArabicIndic,
            MarkerStyle::Hijai => NumberStyle::Hijai,
            MarkerStyle::Latin => NumberStyle::Latin,
            MarkerStyle::Roman => return Some(roman(count)),
            MarkerStyle::Ordinal => return ORDINALS.get(count.checked_sub(1)?).map(|word| (*word).to_owned()),
            MarkerStyle::Compound | MarkerStyle::Article | MarkerStyle::Bullet => return None,
        };
        number(style, count).map(|written| written.trim_end_matches(['.', '-']).to_owned())
    }
}

/// The mark before a list item, or the number before a heading, as it was typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Marker {
    /// The mark as typed, without the space after it: `أ-`, `١.`, `•`.
    pub label: String,
    /// How it counts.
    pub style: MarkerStyle,
    /// Its place in the count, from 1; 0 for a bullet.
    pub ordinal: u32,
}

const HIJAI: [&str; 28] = [
    "أ", "ب", "ت", "ث", "ج", "ح", "خ", "د", "ذ", "ر", "ز", "س", "ش", "ص", "ض", "ط", "ظ", "ع", "غ", "ف", "ق", "ك", "ل",
    "م", "ن", "هـ", "و", "ي",
];
/// Every letter that marks an item, the four of Persian behind those of Arabic.
const LETTERS: [&str; 32] = [
    "أ", "ب", "ت", "ث", "ج", "ح", "خ", "د", "ذ", "ر", "ز", "س", "ش", "ص", "ض", "ط", "ظ", "ع", "غ", "ف", "ق", "ك", "ل",
    "م", "ن", "هـ", "و", "ي", "پ", "چ", "ژ", "گ",
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

/// The words that number the heads of a text.
const ORDINALS: [&str; 20] = [
    "أولاً",
    "ثانياً",
    "ثالثاً",
    "رابعاً",
    "خامساً",
    "سادساً",
    "سابعاً",
    "ثامناً",
    "تاسعاً",
    "عاشراً",
    "حادي عشر",
    "ثاني عشر",
    "ثالث عشر",
    "رابع عشر",
    "خامس عشر",
    "سادس عشر",
    "سابع عشر",
    "ثامن عشر",
    "تاسع عشر",
    "عشرون",
];

/// A number in small Roman numerals.
fn roman(count: usize) -> String {
    const SIGNS: [(usize, &str); 9] =
        [(100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")];
    let mut left = count;
    let mut out = String::new();
    for (value, signs) in SIGNS {
        while left >= value {
            out.push_str(signs);
            left -= value;
        }
    }
    out
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
    matches!(c, '\u{621}'..='\u{64a}' | '\u{671}'..='\u{6d3}')
}

/// A number in the digits ٠ to ٩.
fn arabic_indic(count: usize) -> String {
    let digit = |c: char| char::from_u32('٠' as u32 + (c as u32 - '0' as u32)).unwrap_or(c);
    count.to_string().chars().map(digit).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_written_in_each_style() {
        assert_eq!(number(NumberStyle::Hijai, 8).as_deref(), Some("د-"));
        assert_eq!(number(NumberStyle::Abjad, 3).as_deref(), Some("ج-"));
        assert_eq!(number(NumberStyle::ArabicIndic, 10).as_deref(), Some("١٠."));
        assert_eq!(number(NumberStyle::Latin, 27).as_deref(), Some("aa."));
        assert_eq!(MarkerStyle::Roman.write(14).as_deref(), Some("xiv"));
    }
}
