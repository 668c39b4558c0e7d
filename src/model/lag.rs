//! Lag: how far a translation is behind the text that it follows.

use super::clauses::Label;
use super::policy::{Policy, Text};
use crate::source::{Packed, front_matter};
use crate::text::compare::{Comparison, Entry, compare};
use crate::text::parse;

/// A translation that follows an earlier state of the governing text.
#[derive(Clone, Debug)]
pub struct Lag<'a> {
    /// The governing text as it stands.
    pub source: &'a Text,
    /// The text that follows an earlier one.
    pub text: &'a Text,
    /// What changed in the governing text since; absent where the earlier one is not at hand.
    pub since: Option<Since>,
}

/// What changed in the governing text since it was translated.
#[derive(Clone, Debug)]
pub struct Since {
    /// The clauses of the text that was translated.
    pub before: Vec<Entry>,
    /// The clauses as they stand.
    pub now: Vec<Entry>,
    /// What changed.
    pub comparison: Comparison,
}

impl Policy {
    /// How far the translation of a version is behind; `None` where it is not, or
    /// does not say which text it follows.
    ///
    /// The text that it follows is looked for among the texts of all versions and
    /// the copies of sealed ones.
    pub fn lag(&self, nth: usize) -> Option<Lag<'_>> {
        let version = &self.versions[nth];
        let source = version.texts.get(self.governing).as_ref()?;
        let text = version.texts.get(self.translation()).as_ref()?;
        let followed = text.translated_from.as_ref().filter(|seal| !seal.eq_ignore_ascii_case(&source.seal))?;
        let since = self.text_sealed_as(followed).map(|earlier| {
            let (before, now) = (entries_of(&earlier.text()), entries_of(&source.source.text()));
            let comparison = compare(&before, &now);
            Since { before, now, comparison }
        });
        Some(Lag { source, text, since })
    }

    /// The governing text with a seal, wherever it is at hand.
    fn text_sealed_as(&self, seal: &str) -> Option<&Packed> {
        let texts = self.versions.iter().filter_map(|version| version.texts.get(self.governing).as_ref());
        let found = texts.into_iter().find(|text| seal.eq_ignore_ascii_case(&text.seal));
        found.map(|text| &text.source).or_else(|| {
            let copy = self.versions.iter().find_map(|version| version.sealed_as(self.governing, seal));
            copy.map(|copy| &copy.source)
        })
    }
}

impl Text {
    /// Its clauses with the labels that readers see, and its footnotes, for a comparison.
    pub fn entries(&self, label: &dyn Fn(Label<'_>) -> String) -> Vec<Entry> {
        let mut entries = self.parsed().entries();
        for (entry, clause) in entries.iter_mut().zip(self.clauses.iter()) {
            entry.label = clause.label.map(label);
        }
        entries
    }
}

/// The clauses of a whole file, with the labels that were typed.
pub fn entries_of(source: &str) -> Vec<Entry> {
    let mark = source.len() - source.trim_start_matches('\u{feff}').len();
    parse(source, front_matter(source).map_or(mark, |matter| matter.body)).entries()
}
