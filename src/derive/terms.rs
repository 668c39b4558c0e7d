//! Terms: where a text first uses a word of the glossary.
//!
//! A term is met in any form that search takes for the same word but for its
//! ending: «للمستفيد» is «المستفيد». Each term is found once in a text.

use std::ops::Range;

use rustc_hash::FxHashMap;

use super::search::fold::{self, is_part_of_word};
use crate::model::{GlossaryTerm, Lang};

/// The terms of a site that have a definition in a language, ready to be met in its texts.
pub struct Glossary<'a> {
    lang: Lang,
    terms: Vec<&'a GlossaryTerm>,
    /// The ways to write them, each as folded words without their articles.
    written: Vec<Way>,
    /// The ways by their first words.
    by_first: FxHashMap<String, Vec<usize>>,
}

/// A way to write a term.
struct Way {
    /// The term, by its place.
    term: usize,
    words: Vec<String>,
}

impl<'a> Glossary<'a> {
    /// The terms that have a definition in a language.
    pub fn new(glossary: &'a [GlossaryTerm], lang: Lang) -> Self {
        let defined =
            glossary.iter().filter(|term| term.definition.get(lang).is_some() && term.term.get(lang).is_some());
        let mut all = Glossary { lang, terms: defined.collect(), written: Vec::new(), by_first: FxHashMap::default() };
        for (nth, term) in all.terms.iter().enumerate() {
            for way in term.term.get(lang).iter().chain(term.also.get(lang)) {
                let words: Vec<String> =
                    fold::words(way).iter().map(|word| fold::without_article(word).to_owned()).collect();
                if let Some(first) = words.first() {
                    all.by_first.entry(first.clone()).or_default().push(all.written.len());
                    all.written.push(Way { term: nth, words });
                }
            }
        }
        all
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.terms.is_empty()
    }

    /// The longest way to write a term with which words begin; each may have particles before it.
    fn longest(&self, words: &[(Range<usize>, String)], met: &[bool]) -> Option<&Way> {
        let (_, first) = words.first()?;
        let known = fold::rests(first).filter_map(|rest| self.by_first.get(fold::without_article(rest)));
        let ways = known.flatten().map(|way| &self.written[*way]).filter(|way| !met[way.term]);
        ways.filter(|way| begins(words, &way.words)).max_by_key(|way| (way.words.len(), way.term))
    }
}

/// The terms that a text may use, and those that it has used.
pub struct Terms<'a> {
    glossary: &'a Glossary<'a>,
    met: Vec<bool>,
}

impl<'a> Terms<'a> {
    /// For a text that has used none yet.
    pub fn new(glossary: &'a Glossary<'a>) -> Self {
        Terms { glossary, met: vec![false; glossary.terms.len()] }
    }

    /// The language of the terms.
    pub fn lang(&self) -> Lang {
        self.glossary.lang
    }

    /// Every first use in some words, in their order: the bytes, and the term. What was found is not found again.
    pub fn first_uses(&mut self, text: &str) -> Vec<(Range<usize>, &'a GlossaryTerm)> {
        if self.met.iter().all(|met| *met) {
            return Vec::new();
        }
        let words = places(text);
        let mut uses: Vec<(Range<usize>, &'a GlossaryTerm)> = Vec::new();
        let mut at = 0;
        while at < words.len() {
            match self.glossary.longest(&words[at..], &self.met) {
                Some(way) => {
                    self.met[way.term] = true;
                    let last = at + way.words.len() - 1;
                    uses.push((words[at].0.start..words[last].0.end, self.glossary.terms[way.term]));
                    at = last + 1;
                }
                None => at += 1,
            }
        }
        uses
    }
}

/// Whether words begin with a way to write a term, whose first word is known to stand there.
fn begins(words: &[(Range<usize>, String)], way: &[String]) -> bool {
    let same = |word: &str, told: &str| fold::rests(word).any(|rest| fold::without_article(rest) == told);
    words.len() >= way.len() && words.iter().zip(way).skip(1).all(|((_, word), told)| same(word, told))
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
        let glossary = Glossary::new(glossary, Lang::Arabic);
        Terms::new(&glossary).first_uses(text).into_iter().map(|(place, _)| text[place].to_owned()).collect()
    }

    #[test]
    fn a_term_is_met_once_with_its_particles_and_marks() {
        let glossary = [term("المستفيد", &["المستفيدين"])];
        assert_eq!(found(&glossary, "يحق للمُستفيد أن يعرف، والمستفيد شريك."), ["للمُستفيد"]);
        assert_eq!(found(&glossary, "حقوق المستفيدين"), ["المستفيدين"]);
        assert!(found(&glossary, "استفادة الناس").is_empty());
    }

    #[test]
    fn each_word_of_a_term_may_have_its_article_and_particles() {
        let glossary = [term("مجلس الإدارة", &[]), term("مجلس عام", &[]), term("مجلس", &["المجلس"])];
        assert_eq!(
            found(&glossary, "لمجلس إدارة، والمجلس العام، ثم المجلس"),
            ["لمجلس إدارة", "والمجلس العام", "المجلس"]
        );
    }

    #[test]
    fn the_longer_term_wins() {
        let glossary = [term("مجلس", &[]), term("مجلس الإدارة", &[])];
        assert_eq!(found(&glossary, "يعتمد مجلس الادارة ذلك ثم المجلس"), ["مجلس الادارة", "المجلس"]);
    }
}
