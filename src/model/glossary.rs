//! The glossary: terms of the field, in the site's own words.

use super::lang::{Bilingual, Phrase};

/// A term, with the words that lead to it and what it means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GlossaryTerm {
    /// Its place in the list of its file, from 0; what could not be read leaves a gap.
    pub nth: usize,
    /// Its id, if it has one.
    pub id: Option<String>,
    /// The term.
    pub term: Phrase,
    /// Other words for it, in each language: searches for one find the others.
    pub also: Bilingual<Vec<String>>,
    /// What it means, shown where a text uses it.
    pub definition: Phrase,
}

impl GlossaryTerm {
    /// The term and every other word for it, in both languages.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        self.term.existing().chain(self.also.each().flat_map(|(_, also)| also)).map(String::as_str)
    }
}
