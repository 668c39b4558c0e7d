//! Blocks: what a text is made of, as a small tree.
//!
//! Later steps walk this tree in small passes instead of one long walk over the
//! parser's events with flags. Places are bytes of the text as it was written.

use super::labels::Marker;

/// A piece of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Inline {
    /// Words.
    Text(String),
    /// `code`.
    Code(String),
    /// `**strong**`.
    Strong(Vec<Inline>),
    /// `*emphasis*`.
    Emphasis(Vec<Inline>),
    /// `~~struck~~`.
    Struck(Vec<Inline>),
    /// A link: target, title, words, place.
    Link {
        /// Where it leads, as written.
        target: String,
        /// Its title, or nothing.
        title: String,
        /// Its words.
        words: Vec<Inline>,
        /// Its place in the source.
        at: usize,
    },
    /// An image: target, description, place.
    Image {
        /// The file or address, as written.
        target: String,
        /// What it shows.
        description: String,
        /// Its place in the source.
        at: usize,
    },
    /// A reference to a footnote, by name.
    NoteReference(String),
    /// Raw HTML, to be reduced to a safe set, and its place.
    Html(String, usize),
    /// A line end that is a space.
    SoftBreak,
    /// A line end that the author wants.
    HardBreak,
}

/// Alignment of a table's column, along the direction of writing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Align {
    /// As the script runs.
    None,
    /// At the start of the line.
    Start,
    /// In the middle.
    Center,
    /// At the end of the line.
    End,
}

/// A term and what it means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Definition {
    /// The term.
    pub term: Vec<Inline>,
    /// Its meanings.
    pub meanings: Vec<Vec<Block>>,
}

/// A footnote.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// Its name, as references give it.
    pub name: String,
    /// Its text.
    pub blocks: Vec<Block>,
    /// The byte of the source at which it starts.
    pub at: usize,
}

/// An item of a list whose items are no clauses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListItem {
    /// Its label as typed; none for a plain Markdown bullet.
    pub label: Option<String>,
    /// What it says.
    pub blocks: Vec<Block>,
}

/// A block of a text that is no list and no heading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    /// A paragraph.
    Paragraph(Vec<Inline>),
    /// A table: alignments, head, rows.
    Table {
        /// One alignment a column.
        align: Vec<Align>,
        /// The cells of the head.
        head: Vec<Vec<Inline>>,
        /// The rows.
        rows: Vec<Vec<Vec<Inline>>>,
    },
    /// A quotation.
    Quote(Vec<Block>),
    /// A list inside a quotation, a note or a definition, where items are no clauses.
    List(Vec<ListItem>),
    /// A block of code.
    Code(String),
    /// A list of definitions.
    Definitions(Vec<Definition>),
    /// Raw HTML, to be reduced to a safe set, and its place.
    Html(String, usize),
}

/// What an author says of a block.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Attributes {
    /// The id of the clause.
    pub(super) id: Option<String>,
    /// Whether its blanks are there to be filled in on paper.
    pub(super) fill_in: bool,
}

/// A block with its place, before it is hung into the tree.
#[derive(Debug)]
pub(super) enum Flow {
    Heading { level: u8, attributes: Attributes, words: Vec<Inline>, at: usize },
    Leaf { block: Block, attributes: Attributes, at: usize },
    List(Vec<Item>),
    Embed { line: String, at: usize },
    Rule,
    Note(Note),
}

impl Flow {
    /// What the author says of it; absent of what can have no such thing.
    pub(super) fn attributes_mut(&mut self) -> Option<&mut Attributes> {
        match self {
            Flow::Heading { attributes, .. } | Flow::Leaf { attributes, .. } => Some(attributes),
            Flow::List(_) | Flow::Embed { .. } | Flow::Rule | Flow::Note(_) => None,
        }
    }
}

/// An item of a list.
#[derive(Debug)]
pub(super) struct Item {
    pub(super) marker: Option<Marker>,
    pub(super) flows: Vec<Flow>,
    /// Whether its blanks are there to be filled in on paper.
    pub(super) fill_in: bool,
    pub(super) at: usize,
}
