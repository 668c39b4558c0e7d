//! Numbers: digits of every kind, and number words in both languages.

use super::tokens::{Kind, Token};

/// A number in a run of tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Numeral {
    /// Its value.
    pub(super) value: u32,
    /// Whether it is written in words.
    pub(super) in_words: bool,
    /// How many tokens it takes.
    pub(super) taken: usize,
}

/// The number with which the tokens begin.
pub(super) fn numeral(tokens: &[Token]) -> Option<Numeral> {
    match &tokens.first()?.kind {
        Kind::Number(value) => Some(Numeral { value: *value, in_words: false, taken: 1 }),
        Kind::Word(first) => {
            let second = tokens.get(1).and_then(Token::word);
            let (value, taken) = arabic(first, second, tokens.get(2).and_then(Token::word)).or_else(|| {
                let (value, taken) = english(first, second)?;
                Some((value, taken))
            })?;
            Some(Numeral { value, in_words: true, taken })
        }
        _ => None,
    }
}

/// The ones of Arabic in every form, alef and ta marbuta made plain.
const ARABIC_ONES: [&[&str]; 10] = [
    &["واحد", "واحده", "احد", "احدي"],
    &["اثنان", "اثنين", "اثنتان", "اثنتين", "اثنا", "اثني", "اثنتا", "اثنتي"],
    &["ثلاث", "ثلاثه"],
    &["اربع", "اربعه"],
    &["خمس", "خمسه"],
    &["ست", "سته"],
    &["سبع", "سبعه"],
    &["ثمان", "ثماني", "ثمانيه"],
    &["تسع", "تسعه"],
    &["عشر", "عشره"],
];

/// 20, 30 … 90, nominative and oblique.
const ARABIC_TENS: [&[&str]; 8] = [
    &["عشرون", "عشرين"],
    &["ثلاثون", "ثلاثين"],
    &["اربعون", "اربعين"],
    &["خمسون", "خمسين"],
    &["ستون", "ستين"],
    &["سبعون", "سبعين"],
    &["ثمانون", "ثمانين"],
    &["تسعون", "تسعين"],
];

const ARABIC_HUNDRED: [&str; 4] = ["مائه", "مئه", "ميه", "مايه"];

/// A word with the letters that may be written before it taken off, from none to all of them.
fn bare(word: &str) -> impl Iterator<Item = &str> {
    let prefixes = ["", "ال", "لل", "و", "ف", "ب", "ل", "ك", "وال", "بال", "فال"];
    prefixes.into_iter().filter_map(|prefix| word.strip_prefix(prefix))
}

fn place(table: &[&[&str]], word: &str) -> Option<u32> {
    let found = |word: &str| table.iter().position(|forms| forms.contains(&word));
    bare(word).find_map(found).map(|nth| u32::try_from(nth).expect("a short table"))
}

fn arabic(first: &str, second: Option<&str>, third: Option<&str>) -> Option<(u32, usize)> {
    let ten = |word: &str| place(&ARABIC_TENS, word).map(|nth| (nth + 2) * 10);
    if bare(first).any(|word| ARABIC_HUNDRED.contains(&word)) {
        return match second.filter(|word| word.starts_with('و')).and_then(ten) {
            Some(tens) => Some((100 + tens, 2)),
            None => Some((100, 1)),
        };
    }
    if let Some(tens) = ten(first) {
        return Some((tens, 1));
    }
    let ones = place(&ARABIC_ONES, first)? + 1;
    if ones < 10 {
        // `خمسة عشر`, and `خمسة وعشرون`, `خمس و عشرين`.
        if second.is_some_and(|word| ARABIC_ONES[9].contains(&word)) {
            return Some((10 + ones, 2));
        }
        if let Some(tens) = second.filter(|word| word.starts_with('و')).and_then(ten) {
            return Some((tens + ones, 2));
        }
        if second == Some("و")
            && let Some(tens) = third.and_then(ten)
        {
            return Some((tens + ones, 3));
        }
    }
    Some((ones, 1))
}

const ENGLISH_SMALL: [&str; 20] = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
];
const ENGLISH_TENS: [&str; 8] = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];

fn english(first: &str, second: Option<&str>) -> Option<(u32, usize)> {
    let small = |word: &str| ENGLISH_SMALL.iter().position(|known| *known == word);
    let number = |value: usize| u32::try_from(value).expect("a short table");
    if let Some(value) = small(first).filter(|value| *value > 0) {
        let hundred = second == Some("hundred");
        return Some(if hundred { (number(value) * 100, 2) } else { (number(value), 1) });
    }
    let tens = number(ENGLISH_TENS.iter().position(|known| *known == first)? + 2) * 10;
    match second.and_then(small).filter(|ones| (1..10).contains(ones)) {
        Some(ones) => Some((tens + number(ones), 2)),
        None => Some((tens, 1)),
    }
}

/// The ordinals of Arabic, without the article.
const ARABIC_ORDINALS: [&[&str]; 10] = [
    &["اول", "اولي", "حادي", "حاديه"],
    &["ثاني", "ثانيه", "ثان"],
    &["ثالث", "ثالثه"],
    &["رابع", "رابعه"],
    &["خامس", "خامسه"],
    &["سادس", "سادسه"],
    &["سابع", "سابعه"],
    &["ثامن", "ثامنه"],
    &["تاسع", "تاسعه"],
    &["عاشر", "عاشره"],
];

const ENGLISH_ORDINALS: [&str; 20] = [
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
    "thirteenth",
    "fourteenth",
    "fifteenth",
    "sixteenth",
    "seventeenth",
    "eighteenth",
    "nineteenth",
    "twentieth",
];

/// The ordinal with which the tokens begin: `الخامس عشر`, `الثالث والعشرين`, `fifth`, `5th`.
pub(super) fn ordinal(tokens: &[Token]) -> Option<Numeral> {
    let word = |nth: usize| tokens.get(nth).and_then(Token::word);
    if let Some(Token { kind: Kind::Number(value), .. }) = tokens.first()
        && word(1).is_some_and(|ending| ["st", "nd", "rd", "th"].contains(&ending))
        && tokens[0].end == tokens[1].start
    {
        return Some(Numeral { value: *value, in_words: false, taken: 2 });
    }
    let first = word(0)?;
    let found = |value, taken| Some(Numeral { value, in_words: true, taken });
    if let Some(nth) = ENGLISH_ORDINALS.iter().position(|known| *known == first) {
        return found(u32::try_from(nth).expect("a short table") + 1, 1);
    }
    let first = first.strip_prefix("ال")?;
    if let Some(nth) = ARABIC_TENS.iter().position(|forms| forms.contains(&first)) {
        return found((u32::try_from(nth).expect("a short table") + 2) * 10, 1);
    }
    let ones = place(&ARABIC_ORDINALS, first)? + 1;
    match word(1) {
        Some("عشر" | "عشره") => found(10 + ones, 2),
        Some(second) if second.starts_with("وال") => match place(&ARABIC_TENS, &second["وال".len()..]) {
            Some(nth) => found((nth + 2) * 10 + ones, 2),
            None => found(ones, 1),
        },
        _ => found(ones, 1),
    }
}
