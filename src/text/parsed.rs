//! A text as a tree of clauses, and what is odd about it: the types that every step of reading shares.

use super::blocks::{Block, Note};
use super::choices::choices;
use super::labels::Marker;
use super::leftovers::Leftover;
use super::pasted::Damaged;
use super::plain::plain;

choices! {
    /// What a clause is.
    pub enum ClauseKind {
        /// A heading and all below it.
        Section = "section",
        /// An item of a list.
        Item = "item",
        /// A paragraph, table or quotation.
        Paragraph = "paragraph",
    }
}

impl ClauseKind {
    /// What it is called in a sentence.
    pub fn named(self) -> &'static str {
        match self {
            ClauseKind::Section => "a heading",
            ClauseKind::Item => "an item",
            ClauseKind::Paragraph => "a paragraph",
        }
    }
}

/// A clause with its own words and the clauses inside it.
#[derive(Clone, Debug)]
pub struct Node {
    /// What it is.
    pub kind: ClauseKind,
    /// Its id, unique in a text without findings.
    pub id: String,
    /// Whether the author gave the id.
    pub explicit: bool,
    /// The label as typed, if any.
    pub label: Option<Marker>,
    /// Its own words: of a section the heading, of an item its first block.
    pub body: Vec<Block>,
    /// What stands inside it.
    pub children: Vec<Child>,
    /// Whether its blanks belong to the text, because the author says so of it or of what it stands in.
    pub fill_in: bool,
    /// The byte of the source at which it starts.
    pub at: usize,
}

/// Something inside a clause.
#[derive(Clone, Debug)]
pub enum Child {
    /// A clause.
    Clause(Node),
    /// An embed.
    Embed(Embed),
    /// A rule across the page.
    Rule,
}

/// `::name{argument}` on a line of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Embed {
    /// The name after the colons.
    pub name: String,
    /// What stands between the braces.
    pub argument: Option<String>,
    /// The byte of the source at which it starts.
    pub at: usize,
}

/// A text as a tree.
#[derive(Clone, Debug, Default)]
pub struct Parsed {
    /// The clauses at the top, and the embeds between them.
    pub children: Vec<Child>,
    /// Footnotes, in the order in which they are defined.
    pub notes: Vec<Note>,
    /// Raw HTML that shows nothing, so that it is no clause, and its places.
    pub unseen: Vec<(String, usize)>,
    /// What is odd about the text.
    pub problems: Vec<Problem>,
}

/// Something odd, with its byte in the source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    /// The labels of a list do not follow each other.
    Sequence {
        /// Where.
        at: usize,
        /// The label that stands there.
        found: String,
        /// The label that should.
        expected: String,
    },
    /// The number of a heading does not follow the one before.
    HeadingSequence {
        /// Where.
        at: usize,
        /// The label that stands there.
        found: String,
        /// The number that should, where it is one in figures.
        expected: Option<String>,
    },
    /// A heading is more than one level below the one above it.
    LevelSkipped {
        /// Where.
        at: usize,
        /// The level of the heading.
        level: u8,
        /// The deepest level it may have here.
        allowed: u8,
    },
    /// Two clauses have one id.
    DuplicateId {
        /// Where the second stands.
        at: usize,
        /// Where the first stands.
        first: usize,
        /// The id.
        id: String,
    },
    /// Words of the text reach neither page, data nor search.
    WordsLost {
        /// Where they stand.
        at: usize,
        /// The first of them.
        words: String,
    },
    /// Three lines in a row begin like items, and make one paragraph.
    RunTogether {
        /// Where the first of them starts.
        at: usize,
    },
    /// A line reads like the heading of an article, and is none.
    HeadingLine {
        /// Where.
        at: usize,
    },
    /// The letters of a word are damaged.
    Letters {
        /// Where.
        at: usize,
        /// The word, what happened to it, and what it most likely was.
        word: Damaged,
    },
    /// A note has the name of another one.
    NoteRepeated {
        /// Where.
        at: usize,
        /// Where the first stands.
        first: usize,
        /// The name.
        name: String,
    },
    /// Nothing refers to a note.
    NoteUnused {
        /// Where.
        at: usize,
        /// Its name.
        name: String,
    },
    /// A sign of Markdown took no effect, so that it stands among the words.
    MarkupLeft {
        /// Where.
        at: usize,
        /// Which.
        sign: Leftover,
    },
    /// A line begins with a colon.
    ColonLine {
        /// Where.
        at: usize,
        /// Whether it is read as the meaning of the line above.
        is_meaning: bool,
    },
    /// A row of a table has more cells than its head.
    CellsBeyond {
        /// Where the first cell stands that has no column.
        at: usize,
        /// How many columns there are.
        columns: usize,
        /// What stands in the cells that have none.
        words: String,
    },
    /// A paragraph that starts with four spaces or a tab, which makes it a block of code.
    IndentedCode {
        /// Where.
        at: usize,
    },
    /// An id has signs that an address cannot hold.
    BadId {
        /// Where.
        at: usize,
        /// The id.
        id: String,
    },
}

impl Problem {
    /// The byte of the source at which it stands.
    pub fn at(&self) -> usize {
        match self {
            Problem::Sequence { at, .. }
            | Problem::HeadingSequence { at, .. }
            | Problem::LevelSkipped { at, .. }
            | Problem::DuplicateId { at, .. }
            | Problem::BadId { at, .. }
            | Problem::WordsLost { at, .. }
            | Problem::CellsBeyond { at, .. }
            | Problem::IndentedCode { at }
            | Problem::RunTogether { at }
            | Problem::HeadingLine { at }
            | Problem::Letters { at, .. }
            | Problem::NoteRepeated { at, .. }
            | Problem::NoteUnused { at, .. }
            | Problem::ColonLine { at, .. }
            | Problem::MarkupLeft { at, .. } => *at,
        }
    }
}

impl Parsed {
    /// Whether a byte of the source stands in a clause whose blanks belong to the text.
    pub fn is_filled_in_at(&self, at: usize) -> bool {
        /// The last start up to `at`, and whether that is of such a clause.
        fn last(children: &[Child], at: usize, found: &mut (usize, bool)) {
            for child in children {
                let (start, fill_in, inside) = match child {
                    Child::Clause(node) => (node.at, node.fill_in, node.children.as_slice()),
                    Child::Embed(embed) => (embed.at, false, [].as_slice()),
                    Child::Rule => continue,
                };
                if start > at {
                    return;
                }
                *found = (start, fill_in);
                last(inside, at, found);
            }
        }
        let mut found = (0, false);
        last(&self.children, at, &mut found);
        found.1 && !self.notes.iter().any(|note| note.at <= at && note.at > found.0)
    }
}

impl Node {
    /// Its own words without markup.
    pub fn plain(&self) -> String {
        plain(&self.body)
    }
}

/// Whether a clause id is made of `[a-z0-9]` words joined by `-`, 64 characters at most.
pub fn is_clause_id(id: &str) -> bool {
    let word = |word: &str| !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
    id.len() <= 64 && id.split('-').all(word)
}
