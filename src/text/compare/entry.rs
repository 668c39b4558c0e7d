//! Entries: what a comparison looks at of each clause.

use crate::text::choices::choices;
use crate::text::parsed::ClauseKind;

choices! {
    /// What a line of a comparison stands for.
    pub enum EntryKind {
        /// A heading and all below it.
        Section = "section",
        /// An item of a list.
        Item = "item",
        /// A paragraph, table or quotation.
        Paragraph = "paragraph",
        /// A footnote.
        Note = "note",
    }
}

impl From<ClauseKind> for EntryKind {
    fn from(kind: ClauseKind) -> Self {
        match kind {
            ClauseKind::Section => EntryKind::Section,
            ClauseKind::Item => EntryKind::Item,
            ClauseKind::Paragraph => EntryKind::Paragraph,
        }
    }
}

/// A table: its rows, the head first, each of its cells.
pub type Table = Vec<Vec<String>>;

/// One clause or footnote, as much of it as a comparison looks at.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Entry {
    /// The clause's id; of a footnote its name.
    pub id: String,
    /// Its own words without markup, single spaces between them.
    pub words: String,
    /// Its tables.
    pub tables: Vec<Table>,
    /// What it is.
    pub kind: EntryKind,
    /// Whether the author gave the id.
    pub explicit: bool,
    /// Its label as readers see it, if any.
    pub label: Option<String>,
    /// Its depth, from 0.
    pub depth: usize,
    /// The clause that holds it, as an index into the same list.
    pub parent: Option<usize>,
    /// Emphasis, links, images and embeds, for what words alone do not show.
    pub markup: String,
    /// The byte of the source at which it starts; 0 for a footnote.
    pub at: usize,
}
