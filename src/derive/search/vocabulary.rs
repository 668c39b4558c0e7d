//! The vocabulary: every folded word, and the clauses that hold it.
//!
//! A large site has many million places of words: each is a byte or two here, in
//! the order of the clauses, and becomes a posting when its word is written.

use rustc_hash::FxHashMap as HashMap;

use super::clauses::{Entries, Entry};
use super::fold;
use super::shards::Posting;
use crate::model::Lang;
use crate::text::ClauseKind;

/// How far the strength of a word rises with its number in a clause, and falls with the clause's
/// length (BM25: Robertson and Zaragoza, "The Probabilistic Relevance Framework", 2009).
const K: f64 = 1.2;
const B: f64 = 0.6;

/// The words of a policy.
pub(super) struct Folded {
    /// Each word once; a place names it by its number here.
    words: Vec<String>,
    /// In the order of the clauses.
    places: Vec<Place>,
    clauses: Vec<Length>,
}

/// A clause that holds a word.
struct Place {
    word: u32,
    clause: u32,
    how: How,
}

/// How a clause holds a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum How {
    /// In the words of the clause above.
    Below,
    /// In the name of its association.
    Named,
    /// So often in its own words, in the language of this place of [`Length::words`].
    Own { lang: usize, times: u8 },
}

/// How long a clause is, and how deep it stands.
struct Length {
    /// In words of each language.
    words: [u32; Lang::ALL.len()],
    heading: bool,
    depth: u8,
}

/// The numbers of a policy's words, while they are found.
#[derive(Default)]
struct Numbers<'a> {
    words: HashMap<String, u32>,
    /// What stands between spaces in the texts, and where its words begin and end in `listed`: most of it
    /// comes again.
    known: HashMap<&'a str, (usize, usize)>,
    listed: Vec<u32>,
}

impl<'a> Numbers<'a> {
    fn of(words: &mut HashMap<String, u32>, word: &str) -> u32 {
        if let Some(known) = words.get(word) {
            return *known;
        }
        let next = number(words.len());
        words.insert(word.to_owned(), next);
        next
    }

    /// Adds the words of a text. No word goes on behind a space, and none is folded otherwise for what stands there.
    fn of_text(&mut self, text: &'a str, out: &mut Vec<u32>) {
        for piece in text.split_ascii_whitespace() {
            match self.of_piece(piece) {
                (start, end) if end - start == 1 => out.push(self.listed[start]),
                (start, end) => out.extend_from_slice(&self.listed[start..end]),
            }
        }
    }

    /// Where the words of a piece stand in `listed`.
    fn of_piece(&mut self, piece: &'a str) -> (usize, usize) {
        if let Some(known) = self.known.get(piece) {
            return *known;
        }
        let start = self.listed.len();
        fold::each_word(piece, |word| self.listed.push(Self::of(&mut self.words, word)));
        *self.known.entry(piece).or_insert((start, self.listed.len()))
    }
}

fn number(index: usize) -> u32 {
    u32::try_from(index).expect("fewer than four thousand million")
}

impl Folded {
    /// Folds the words of a policy; `translations` are English words for Arabic clauses without any.
    pub(super) fn of<'a>(policy: &'a Entries<'_>, translations: &'a HashMap<String, String>) -> Self {
        let mut numbers = Numbers::default();
        let names = [&policy.association.name.ar, &policy.association.name.en].map(|name| {
            let mut words = Vec::new();
            numbers.of_text(name.as_deref().unwrap_or_default(), &mut words);
            words
        });
        let mut own = |entry: &'a Entry| {
            let english = entry.text.en.as_deref().or_else(|| Some(translations.get(entry.text.ar.as_deref()?)?));
            let texts = [(&entry.label.ar, entry.text.ar.as_deref()), (&entry.label.en, english)];
            texts.map(|(label, text)| {
                let mut words = Vec::new();
                let named = Some(label.as_str()).filter(|_| entry.kind == ClauseKind::Section);
                named.into_iter().chain(text).for_each(|text| numbers.of_text(text, &mut words));
                words.sort_unstable();
                words
            })
        };
        let words: Vec<[Vec<u32>; 2]> = policy.clauses.iter().map(&mut own).collect();
        let mut places = Vec::new();
        for (nth, (entry, own)) in policy.clauses.iter().zip(&words).enumerate() {
            let clause = number(nth);
            for (lang, words) in own.iter().enumerate() {
                places.extend(words.chunk_by(|a, b| a == b).map(|same| {
                    let times = u8::try_from(same.len()).unwrap_or(u8::MAX);
                    Place { word: same[0], clause, how: How::Own { lang, times } }
                }));
            }
            for above in entry.parent.iter().flat_map(|above| &words[*above]) {
                places.extend(above.iter().map(|word| Place { word: *word, clause, how: How::Below }));
            }
            if entry.kind == ClauseKind::Section || entry.parent.is_none() {
                for name in &names {
                    places.extend(name.iter().map(|word| Place { word: *word, clause, how: How::Named }));
                }
            }
        }
        let length = |(entry, own): (&Entry, &[Vec<u32>; 2])| Length {
            words: [0, 1].map(|lang| number(own[lang].len())),
            heading: entry.kind == ClauseKind::Section,
            depth: entry.depth,
        };
        let clauses = policy.clauses.iter().zip(&words).map(length).collect();
        let mut words: Vec<(String, u32)> = numbers.words.into_iter().collect();
        words.sort_unstable_by_key(|(_, number)| *number);
        Folded { words: words.into_iter().map(|(word, _)| word).collect(), places, clauses }
    }
}

/// Every folded word with the clauses that hold it, in their order.
#[derive(Default)]
pub(super) struct Vocabulary {
    numbers: HashMap<String, u32>,
    lists: Vec<List>,
    lengths: Vec<Length>,
}

// The two bits below a distance hold a language from 1, and 3 says that a number follows: a third language
// would be read as a count.
const _: () = assert!(Lang::ALL.len() < 3, "two bits have no room for another language");

/// The clauses of a word. A place is how far its clause is from the one before, times four, with a 0 for
/// the name of an association, the language from 1 for a word that stands there once, or a 3 before the
/// language and the number of times; seven bits a byte. A clause below one of these is counted and not written.
#[derive(Default)]
struct List {
    bytes: Vec<u8>,
    /// The last clause that was written, and the last that was counted.
    last: u32,
    counted: u32,
    clauses: u32,
}

impl List {
    fn add(&mut self, clause: u32, how: How) {
        let again = self.clauses > 0 && self.counted == clause;
        self.counted = clause;
        self.clauses += u32::from(!again);
        let (tag, more) = match how {
            How::Named if !again => (0, None),
            How::Below | How::Named => return,
            How::Own { lang, times: 1 } => (lang as u64 + 1, None),
            How::Own { lang, times } => (3, Some([lang as u8, times])),
        };
        let mut rest = u64::from(clause - self.last) << 2 | tag;
        while rest >= 0x80 {
            self.bytes.push((rest & 0x7f) as u8 | 0x80);
            rest >>= 7;
        }
        self.bytes.push(rest as u8);
        self.bytes.extend(more.into_iter().flatten());
        self.last = clause;
    }

    fn places(&self) -> impl Iterator<Item = (u32, How)> {
        let (mut bytes, mut clause) = (self.bytes.iter().copied(), 0);
        std::iter::from_fn(move || {
            let (mut value, mut shift) = (0_u64, 0);
            loop {
                let byte = bytes.next()?;
                value |= u64::from(byte & 0x7f) << shift;
                shift += 7;
                if byte < 0x80 {
                    break;
                }
            }
            clause += u32::try_from(value >> 2).expect("a distance of clauses");
            let how = match value & 3 {
                0 => How::Named,
                3 => How::Own { lang: bytes.next()?.into(), times: bytes.next()? },
                lang => How::Own { lang: lang as usize - 1, times: 1 },
            };
            Some((clause, how))
        })
    }
}

impl Vocabulary {
    /// Adds the words of the next policy.
    pub(super) fn add(&mut self, folded: Folded) {
        let first = number(self.lengths.len());
        let mut shared = Vec::with_capacity(folded.words.len());
        for word in folded.words {
            let next = number(self.numbers.len());
            shared.push(*self.numbers.entry(word).or_insert(next));
        }
        self.lists.resize_with(self.numbers.len(), List::default);
        for place in folded.places {
            self.lists[shared[place.word as usize] as usize].add(first + place.clause, place.how);
        }
        self.lengths.extend(folded.clauses);
    }

    /// How many clauses were added.
    pub(super) fn clauses(&self) -> usize {
        self.lengths.len()
    }

    /// The words that stand in clauses, sorted, each with its number.
    pub(super) fn words(&self) -> Vec<(&str, u32)> {
        let all = self.numbers.iter().map(|(word, number)| (word.as_str(), *number));
        // The name of an association without clauses leads nowhere.
        let mut words: Vec<_> = all.filter(|(_, number)| self.count(*number) > 0).collect();
        words.sort_unstable();
        words
    }

    /// In how many clauses a word stands.
    pub(super) fn count(&self, word: u32) -> usize {
        self.lists[word as usize].clauses as usize
    }

    /// How the lengths of clauses are weighed.
    pub(super) fn scale(&self) -> Scale<'_> {
        let average = [0, 1].map(|lang| {
            let lengths = self.lengths.iter().map(|length| length.words[lang]).filter(|length| *length > 0);
            lengths.clone().map(f64::from).sum::<f64>() / lengths.count().max(1) as f64
        });
        Scale { vocabulary: self, average }
    }
}

/// A vocabulary that is whole, so that a clause's length says something.
pub(super) struct Scale<'a> {
    vocabulary: &'a Vocabulary,
    /// The average number of words of a clause, in each language.
    average: [f64; 2],
}

impl Scale<'_> {
    /// The clauses of a word, each with the strength of its best place.
    pub(super) fn postings(&self, word: u32) -> Vec<Posting> {
        let list = &self.vocabulary.lists[word as usize];
        let mut postings: Vec<Posting> = Vec::with_capacity(list.clauses as usize);
        for (clause, how) in list.places() {
            let How::Own { lang, times } = how else {
                postings.push(Posting::new(clause, 0));
                continue;
            };
            let length = &self.vocabulary.lengths[clause as usize];
            let strength = strength(times.into(), f64::from(length.words[lang]) / self.average[lang], length.heading);
            match postings.last_mut() {
                // The clauses below it are among them already.
                Some(last) if last.clause() == clause => *last = (*last).max(Posting::new(clause, strength)),
                _ => {
                    self.below(clause).for_each(|below| postings.push(Posting::new(below, 0)));
                    postings.push(Posting::new(clause, strength));
                }
            }
        }
        // A word that stands in no heading has them in their order.
        if !postings.is_sorted_by(|a, b| a.clause() < b.clause()) {
            postings.sort_unstable_by(|a, b| b.cmp(a));
            postings.dedup_by_key(|posting| posting.clause());
            postings.reverse();
        }
        postings
    }

    /// The clauses directly below one.
    fn below(&self, clause: u32) -> impl Iterator<Item = u32> {
        let lengths = &self.vocabulary.lengths;
        let depth = lengths[clause as usize].depth;
        let inside =
            (clause + 1..).zip(&lengths[clause as usize + 1..]).take_while(move |(_, other)| other.depth > depth);
        inside.filter(move |(_, other)| other.depth == depth + 1).map(|(below, _)| below)
    }
}

/// How strongly a clause speaks of a word of its own, from 1 to 3.
fn strength(times: f64, length: f64, heading: bool) -> u8 {
    let heading = if heading { 1.25 } else { 1.0 };
    let weight = heading * times * (K + 1.0) / (times + K * (1.0 - B + B * length));
    match weight {
        weight if weight < 0.9 => 1,
        weight if weight < 1.2 => 2,
        _ => 3,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OWN: How = How::Own { lang: 0, times: 1 };

    fn list(places: &[(u32, How)]) -> List {
        let mut list = List::default();
        places.iter().for_each(|(clause, how)| list.add(*clause, *how));
        list
    }

    #[test]
    fn places_are_read_as_they_were_added() {
        let all = [
            (0, OWN),
            (0, How::Own { lang: 1, times: 255 }),
            (31, How::Named),
            (32, How::Own { lang: 1, times: 2 }),
            (40_000_000, How::Named),
            (40_000_001, How::Own { lang: 0, times: 3 }),
        ];
        let list = list(&all);
        assert_eq!(Vec::from_iter(list.places()), all);
        assert_eq!(list.clauses, 5);
    }

    #[test]
    fn what_stands_in_a_clause_is_not_said_to_stand_around_it_as_well() {
        let list = list(&[(3, OWN), (3, How::Below), (3, How::Named), (4, How::Below), (4, How::Named), (9, OWN)]);
        assert_eq!(Vec::from_iter(list.places()), [(3, OWN), (9, OWN)]);
        assert_eq!(list.clauses, 3);
    }

    #[test]
    fn a_word_leads_to_the_clauses_directly_below_its_own() {
        let length = |depth| Length { words: [4, 4], heading: false, depth };
        let lengths = [0, 1, 2, 1, 0, 1].map(length).into();
        let added = [(0, OWN), (1, How::Below), (3, OWN), (3, How::Below), (4, How::Named)];
        let vocabulary = Vocabulary { numbers: HashMap::default(), lists: vec![list(&added)], lengths };
        let postings =
            Vec::from_iter(vocabulary.scale().postings(0).iter().map(|found| (found.clause(), found.strength() > 0)));
        assert_eq!(postings, [(0, true), (1, false), (3, true), (4, false)]);
        assert_eq!(vocabulary.count(0), postings.len());
    }
}
