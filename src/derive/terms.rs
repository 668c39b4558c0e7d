//! Terms: where a text first uses a word of the glossary.
//!
//! A term is met in any form that search takes for the same word but for its
//! ending: «للمستفيد» is «المستفيد». Each term is found once in a text.

use std::ops::Range;

use super::search::fold::{self, is_part_of_word};
use crate::model::{GlossaryTerm, Lang};

/// The terms of a language that a text may use, and those that it has used.
pub struct Terms<'a> {
    lang: Lang,
    terms: Vec<Wanted<'a>>,
}

struct Wanted<'a> {
    term: &'a GlossaryTerm,
    /// The ways to write it, each as folded words.
    written: Vec<Vec<String>>,
    met: bool,
}

impl<'a> Terms<'a> {
    /// The terms that have a definition in a language.
    pub fn new(glossary: &'a [GlossaryTerm], lang: Lang) -> Self {
        let defined =
            glossary.iter().filter(|term| term.definition.get(lang).is_some() && term.term.get(lang).is_some());
        let wanted = |term: &'a GlossaryTerm| {
            let ways = term.term.get(lang).iter().chain(term.also.get(lang));
            let written = ways.map(|way| fold::words(way)).filter(|words| !words.is_empty()).collect();
            Wanted { term, written, met: false }
        };
        Terms { lang, terms: defined.map(wanted).collect() }
    }

    /// The language of the terms.
    pub fn lang(&self) -> Lang {
        self.lang
    }

    /// Every first use in some words, in their order: the bytes, and the term. What was found is not found again.
    pub fn first_uses(&mut self, text: &str) -> Vec<(Range<usize>, &'a GlossaryTerm)> {
        if self.terms.iter().all(|wanted| wanted.met) {
            return Vec::new();
        }
        let words = places(text);
        let mut uses: Vec<(Range<usize>, &'a GlossaryTerm)> = Vec::new();
        let mut at = 0;
        while at < words.len() {
            let here = self.terms.iter_mut().filter(|wanted| !wanted.met);
            let longest = here
                .filter_map(|wanted| {
                    let fitting = wanted.written.iter().filter(|way| begins(&words[at..], way));
                    fitting.map(Vec::len).max().map(|length| (length, wanted))
                })
                .max_by_key(|(length, _)| *length);
            match longest {
                Some((length, wanted)) => {
                    wanted.met = true;
                    uses.push((words[at].0.start..words[at + length - 1].0.end, wanted.term));
                    at += length;
                }
                None => at += 1,
            }
        }
        uses
    }
}

/// Whether words begin with a way to write a term; each may have particles before it.
fn begins(words: &[(Range<usize>, String)], way: &[String]) -> bool {
    let same = |word: &str, told: &str| {
        let bare = |word: &str| fold::without_article(word).to_owned();
        word == told || fold::rests(word).any(|rest| bare(rest) == bare(told))
    };
    words.len() >= way.len() && words.iter().zip(way).all(|((_, word), told)| same(word, told))
}

/// The words of a text with their bytes, folded.
fn places(text: &str) -> Vec<(Range<usize>, String)> {
    let mut words = Vec::new();
    let mut start = None;
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        match (is_part_of_word(c), start) {
            (true, None) => start = Some(at),
            (false, Some(from)) => {
                words.push((from..at, fold::fold(&text[from..at])));
                start = None;
            }
            _ => {}
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Bilingual, Phrase};

    fn term(ar: &str, also: &[&str]) -> GlossaryTerm {
        GlossaryTerm {
            nth: 0,
            id: None,
            term: Phrase { ar: Some(ar.to_owned()), en: None },
            also: Bilingual { ar: also.iter().map(|word| (*word).to_owned()).collect(), en: Vec::new() },
            definition: Phrase { ar: Some("معنى".to_owned()), en: None },
        }
    }

    fn found(glossary: &[GlossaryTerm], text: &str) -> Vec<String> {
        let mut terms = Terms::new(glossary, Lang::Arabic);
        terms.first_uses(text).into_iter().map(|(place, _)| text[place].to_owned()).collect()
    }

    #[test]
    fn a_term_is_met_once_with_its_particles_and_marks() {
        let glossary = [term("المستفيد", &["المستفيدين"])];
        assert_eq!(found(&glossary, "يحق للمُستفيد أن يعرف، والمستفيد شريك."), ["للمُستفيد"]);
        assert_eq!(found(&glossary, "حقوق المستفيدين"), ["المستفيدين"]);
        assert!(found(&glossary, "استفادة الناس").is_empty());
    }

    #[test]
    fn the_longer_term_wins() {
        let glossary = [term("مجلس", &[]), term("مجلس الإدارة", &[])];
        assert_eq!(found(&glossary, "يعتمد مجلس الادارة ذلك ثم المجلس"), ["مجلس الادارة", "المجلس"]);
    }
}
