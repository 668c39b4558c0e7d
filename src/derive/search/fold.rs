//! Folding: a word as readers type it, whatever marks, seats of hamza, digits or
//! keyboard it came with; and the stems by which its forms find each other.
//!
//! The rules are data, `words/language.json`, which the reader's script gets as
//! well. Both sides are held to the same table of vectors.

use std::sync::LazyLock;

use icu_normalizer::DecomposingNormalizerBorrowed;
use rustc_hash::FxHashMap as HashMap;
use serde::Deserialize;
use serde_json::Value;

/// The source of the rules, as the reader's script gets it.
pub(super) const LANGUAGE: &str = include_str!("words/language.json");

/// Hamza above a letter, once the letter is decomposed.
const HAMZA_ABOVE: char = '\u{0654}';

/// How words are folded and taken apart.
#[derive(Deserialize)]
struct Language {
    drop: Vec<String>,
    letters: HashMap<char, String>,
    prefixes: Vec<(String, usize)>,
    endings: Vec<Vec<Ending>>,
}

/// An ending that may be taken off.
#[derive(Deserialize)]
#[serde(from = "Vec<Value>")]
struct Ending {
    letters: String,
    /// What stands in its place.
    instead: String,
    /// How many letters must be left.
    least: usize,
    /// It stays when this letter stands before it.
    unless_after: Option<char>,
}

impl From<Vec<Value>> for Ending {
    fn from(cells: Vec<Value>) -> Self {
        let text = |nth: usize| cells.get(nth).and_then(Value::as_str).unwrap_or_default().to_owned();
        let least = cells.get(2).and_then(Value::as_u64).and_then(|least| usize::try_from(least).ok());
        Ending {
            letters: text(0),
            instead: text(1),
            least: least.unwrap_or_default(),
            unless_after: text(3).chars().next(),
        }
    }
}

static RULES: LazyLock<Language> =
    LazyLock::new(|| serde_json::from_str(LANGUAGE).expect("the rules are compiled in and read by every test"));

/// Rules by the character that a word must have at its edge: most words have few to be tried.
type ByEdge<T> = HashMap<char, Vec<T>>;

/// The prefixes, each with its number and the letters it leaves at least, by their first characters.
static PREFIXES: LazyLock<ByEdge<(usize, &'static str, usize)>> = LazyLock::new(|| {
    let mut by_edge = ByEdge::default();
    for (nth, (prefix, least)) in RULES.prefixes.iter().enumerate() {
        let edge = prefix.chars().next().expect("no prefix is empty");
        by_edge.entry(edge).or_default().push((nth + 1, prefix.as_str(), *least));
    }
    by_edge
});

/// The endings of each round, by their last characters.
static ENDINGS: LazyLock<Vec<ByEdge<&'static Ending>>> = LazyLock::new(|| {
    let round = |endings: &'static Vec<Ending>| {
        let mut by_edge = ByEdge::default();
        for ending in endings {
            let edge = ending.letters.chars().next_back().expect("no ending is empty");
            by_edge.entry(edge).or_default().push(ending);
        }
        by_edge
    };
    RULES.endings.iter().map(round).collect()
});

/// The ranges of characters that are dropped, both ends included.
static DROPPED: LazyLock<Vec<(char, char)>> = LazyLock::new(|| {
    let range = |written: &String| {
        let mut chars = written.chars();
        let first = chars.next().unwrap_or_default();
        (first, chars.last().unwrap_or(first))
    };
    RULES.drop.iter().map(range).collect()
});

/// A reading of a word: without the prefix of this number, 0 for none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Reading<'a> {
    /// The number of the prefix in the rules, from 1; 0 for none.
    pub prefix: usize,
    /// What is left of the word.
    pub rest: &'a str,
}

/// What is left of a character.
#[derive(Clone, Copy, Debug)]
enum Folded {
    /// Nothing, or the hamza above what stood before.
    Mark { hamza: bool },
    /// A letter or digit, and the hamza above it.
    Letter(char, bool),
    /// To be looked at in its surroundings.
    Unknown,
}

/// What is left of each character up to here: Latin, Greek, Cyrillic and Arabic.
const KNOWN: u32 = 0x700;
/// And of the quotation marks and dashes of typographers; the rest is worked out.
const MARKS: std::ops::Range<u32> = 0x2000..0x2070;

static TABLE: LazyLock<Vec<Folded>> = LazyLock::new(|| {
    let folded = |number: u32| {
        // Hebrew points are kept, and change places with each other.
        let Some(c) = char::from_u32(number).filter(|_| !(0x590..0x600).contains(&number)) else {
            return Folded::Unknown;
        };
        let (left, hamza) = fold_any(&c.to_string());
        let mut left = left.chars();
        match (left.next(), left.next()) {
            (None, _) => Folded::Mark { hamza },
            (Some(letter), None) => Folded::Letter(letter, hamza),
            _ => Folded::Unknown,
        }
    };
    (0..KNOWN).chain(MARKS).map(folded).collect()
});

/// What is left of a character, as the table has it.
fn folded(table: &[Folded], c: char) -> Folded {
    let number = u32::from(c);
    let at = if MARKS.contains(&number) { number - MARKS.start + KNOWN } else { number };
    let known = number < KNOWN || at != number;
    if known { table[at as usize] } else { Folded::Unknown }
}

/// Folds a text: compatibility forms, marks, tatweel, seats of hamza, Persian letters, digits, case.
///
/// Hamza on yeh before waw counts as waw, since «مسئول» and «مسؤول» are one word.
pub fn fold(text: &str) -> String {
    let table = &*TABLE;
    let mut out = String::with_capacity(text.len());
    let mut hamza = false;
    for c in text.chars() {
        match folded(table, c) {
            Folded::Mark { hamza: above } => hamza |= above,
            Folded::Letter(letter, above) => {
                if hamza && letter == 'و' && out.ends_with('ي') {
                    out.pop();
                    out.push('و');
                }
                out.push(letter);
                hamza = above;
            }
            Folded::Unknown => return fold_any(text).0,
        }
    }
    out
}

/// Folds any text, character by character; with whether a hamza above its last letter is open.
fn fold_any(text: &str) -> (String, bool) {
    let mut out = String::with_capacity(text.len());
    let mut hamza = false;
    for c in DecomposingNormalizerBorrowed::new_nfkd().normalize_iter(text.chars()).flat_map(char::to_lowercase) {
        if c == HAMZA_ABOVE {
            hamza = true;
        } else if c.is_ascii_alphanumeric() {
            out.push(c);
            hamza = false;
        } else if !DROPPED.iter().any(|(first, last)| (*first..=*last).contains(&c)) {
            if hamza && c == 'و' && out.ends_with('ي') {
                out.pop();
                out.push('و');
            }
            hamza = false;
            match RULES.letters.get(&c) {
                Some(letters) => out.push_str(letters),
                None => out.push(c),
            }
        }
    }
    (out, hamza)
}

/// The folded words of a text; letters and digits side by side are two words.
pub fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    each_word(text, |word| words.push(word.to_owned()));
    words
}

/// Hands out the folded words of a text, one after the other.
pub(super) fn each_word(text: &str, mut take: impl FnMut(&str)) {
    let folded = fold(text);
    let table = &*KINDS;
    let (mut start, mut before) = (0, Kind::Gap);
    for (at, c) in folded.char_indices() {
        let now = table.get(c as usize).copied().unwrap_or_else(|| kind(c));
        if now != before {
            if before != Kind::Gap {
                take(&folded[start..at]);
            }
            (start, before) = (at, now);
        }
    }
    if before != Kind::Gap {
        take(&folded[start..]);
    }
}

/// What a word is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Digit,
    Letter,
    /// What stands between words.
    Gap,
}

/// The kind of each character of [`TABLE`] but the marks.
static KINDS: LazyLock<Vec<Kind>> =
    LazyLock::new(|| (0..KNOWN).map(|number| char::from_u32(number).map_or(Kind::Gap, kind)).collect());

fn kind(c: char) -> Kind {
    if c.is_numeric() {
        Kind::Digit
    } else if c.is_alphabetic() {
        Kind::Letter
    } else {
        Kind::Gap
    }
}

/// Every way to read a folded word: whole, and without each prefix that leaves enough of it.
pub(super) fn readings(word: &str) -> impl Iterator<Item = Reading<'_>> {
    let known = word.chars().next().and_then(|edge| PREFIXES.get(&edge)).into_iter().flatten();
    let without = known.filter_map(|(number, prefix, least)| {
        let rest = word.strip_prefix(prefix).filter(|rest| rest.chars().count() >= *least)?;
        Some(Reading { prefix: *number, rest })
    });
    std::iter::once(Reading { prefix: 0, rest: word }).chain(without)
}

/// Every stem of a reading: itself, and what is left when an ending is taken off.
pub fn stems(word: &str) -> Vec<String> {
    let mut all = Vec::new();
    add_stems(word, &mut all);
    all
}

/// Adds the stems of a reading to those of others.
pub(super) fn add_stems(word: &str, all: &mut Vec<String>) {
    let first = all.len();
    all.push(word.to_owned());
    let mut last = first..first + 1;
    for endings in &*ENDINGS {
        let start = all.len();
        for nth in last {
            let known = all[nth].chars().next_back().and_then(|edge| endings.get(&edge));
            for ending in known.into_iter().flatten() {
                if let Some(rest) = all[nth].strip_suffix(ending.letters.as_str())
                    && rest.chars().count() >= ending.least
                    && ending.unless_after.is_none_or(|letter| !rest.ends_with(letter))
                {
                    let stem = [rest, &ending.instead].concat();
                    if !all[first..].contains(&stem) {
                        all.push(stem);
                    }
                }
            }
        }
        last = start..all.len();
    }
}

/// The stems of every reading of a folded word.
pub fn keys(word: &str) -> Vec<String> {
    let mut all: Vec<String> = readings(word).flat_map(|reading| stems(reading.rest)).collect();
    all.sort();
    all.dedup();
    all
}

/// Whether a character stands inside words: letters, digits, and what folding drops from between them.
pub(crate) fn is_part_of_word(c: char) -> bool {
    PARTS.get(c as usize).copied().unwrap_or_else(|| is_part(c))
}

/// The answer of [`is_part`] for each character of [`TABLE`] but the marks.
static PARTS: LazyLock<Vec<bool>> =
    LazyLock::new(|| (0..KNOWN).map(|number| char::from_u32(number).is_some_and(is_part)).collect());

fn is_part(c: char) -> bool {
    c.is_alphanumeric() || c == HAMZA_ABOVE || DROPPED.iter().any(|(first, last)| (*first..=*last).contains(&c))
}

/// What is left of a folded word by each of its readings.
pub(crate) fn rests(word: &str) -> impl Iterator<Item = &str> {
    readings(word).map(|reading| reading.rest)
}

/// A folded word without its article.
pub(crate) fn without_article(word: &str) -> &str {
    word.strip_prefix("ال").filter(|rest| rest.chars().count() > 1).unwrap_or(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_looked_up_is_what_is_worked_out() {
        let mut state = 7_u64;
        let mut next = |below: usize| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            usize::try_from(state >> 33).expect("31 bits") % below
        };
        let often: Vec<char> = "يوئؤأآ\u{654}\u{64e}\u{655}éß ٣ﻻ\u{5b0}’–…12a".chars().collect();
        let all: Vec<char> = ('\0'..'\u{720}').collect();
        for _ in 0..20_000 {
            let length = next(8);
            let text: String = (0..length)
                .map(|_| if next(2) == 0 { often[next(often.len())] } else { all[next(all.len())] })
                .collect();
            let folded = fold_any(&text).0;
            assert_eq!(fold(&text), folded, "{text:?}");
            let letters: Vec<char> = folded.chars().collect();
            let runs = letters.chunk_by(|a, b| kind(*a) == kind(*b)).filter(|run| kind(run[0]) != Kind::Gap);
            let split: Vec<String> = runs.map(String::from_iter).collect();
            assert_eq!(words(&text), split, "{text:?}");
            let apart: Vec<String> = text.split_ascii_whitespace().flat_map(words).collect();
            assert_eq!(words(&text), apart, "{text:?}");
        }
    }
}
