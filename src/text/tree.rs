//! The tree of clauses: blocks hung under their headings, with ids and labels.
//!
//! An id is what the author gave (`{#id}`), else the clause's place among the
//! children of the clause that holds it, counted from 1: `3`, `3-5`, `handling-6`.
//! Only clauses count; an embed or a rule between them changes no id.

mod builder;
mod headings;

use std::borrow::Cow;
use std::collections::BTreeSet;

use rustc_hash::FxHashMap as HashMap;

use super::blocks::{Block, Note};
use super::choices::choices;
use super::labels::Marker;
use super::leftovers::{Leftover, bridges, leftovers};
use super::losses::losses;
use super::markers::{Refused, normalise};
use super::pasted::{Damaged, damaged};
use super::plain::plain;
use super::reader::read;

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
            | Problem::MarkupLeft { at, .. } => *at,
        }
    }
}

/// Whether a clause id is made of `[a-z0-9]` words joined by `-`, 64 characters at most.
pub fn is_clause_id(id: &str) -> bool {
    let word = |word: &str| !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
    id.len() <= 64 && id.split('-').all(word)
}

/// How often a text is read again because the parser made no item of a line.
const ROUNDS: usize = 6;

/// Reads the Markdown of `source` from byte `start` on (after the front matter).
pub fn parse(source: &str, start: usize) -> Parsed {
    // The pages keep NUL for themselves; a space is as long, so that no place moves.
    let source = if source.contains('\0') { Cow::Owned(source.replace('\0', " ")) } else { Cow::Borrowed(source) };
    let mut refused = Refused::Lines(BTreeSet::new());
    let mut bridged = BTreeSet::new();
    let mut rounds = 0;
    let (normal, read, left) = loop {
        let normal = normalise(&source, start, &refused, &bridged);
        let read = read(&normal);
        let more = normal.refused(&read.taken, &read.spoilt);
        match &mut refused {
            Refused::Lines(lines) if !more.is_empty() && rounds < ROUNDS => lines.extend(more),
            Refused::Lines(_) if !more.is_empty() => refused = Refused::All,
            _ => {
                let left = leftovers(&normal, &read.written);
                let apart = |(_, sign): &(usize, Leftover)| *sign == Leftover::Emphasis;
                let more = if left.iter().any(apart) { bridges(&normal, &read.written) } else { Vec::new() };
                let known = bridged.len();
                bridged.extend(more);
                if bridged.len() == known || rounds >= 2 * ROUNDS {
                    break (normal, read, left);
                }
            }
        }
        rounds += 1;
    };
    let mut parsed = builder::build(read.flows);
    parsed.problems.extend(read.problems);
    parsed.problems.extend(left.into_iter().map(|(at, sign)| Problem::MarkupLeft { at, sign }));
    let letters = damaged(&normal.text).into_iter();
    parsed.problems.extend(letters.map(|(at, word)| Problem::Letters { at: normal.source(at), word }));
    check_notes(&read.referred, &mut parsed);
    parsed.problems.extend(losses(&normal, &read.written, &parsed));
    let mut ids = HashMap::default();
    name_children(&mut parsed.children, "", &mut ids, &mut parsed.problems);
    parsed
}

/// Finds notes that two have the name of, and those that nothing refers to.
fn check_notes(referred: &BTreeSet<String>, parsed: &mut Parsed) {
    let mut known: HashMap<String, usize> = HashMap::default();
    for note in &parsed.notes {
        let (at, name) = (note.at, note.name.clone());
        let folded = name.to_lowercase();
        match known.get(&folded) {
            Some(first) => parsed.problems.push(Problem::NoteRepeated { at, first: *first, name }),
            None if !referred.contains(&folded) => parsed.problems.push(Problem::NoteUnused { at, name }),
            None => {}
        }
        known.entry(folded).or_insert(at);
    }
}

/// Gives every clause without an id its place, and finds ids that two have.
fn name_children(children: &mut [Child], above: &str, ids: &mut HashMap<String, usize>, problems: &mut Vec<Problem>) {
    let mut place = 0;
    for child in children {
        let Child::Clause(node) = child else { continue };
        place += 1;
        let mut id = std::mem::take(&mut node.id);
        if id.is_empty() {
            let dash = if above.is_empty() { "" } else { "-" };
            id = [above, dash, &place.to_string()].concat();
        }
        match ids.get(&id) {
            Some(first) => {
                problems.push(Problem::DuplicateId { at: node.at, first: *first, id: id.clone() });
            }
            None => {
                ids.insert(id.clone(), node.at);
            }
        }
        name_children(&mut node.children, &id, ids, problems);
        node.id = id;
    }
}

impl Node {
    /// Its own words without markup.
    pub fn plain(&self) -> String {
        plain(&self.body)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outline(text: &str) -> Vec<String> {
        fn walk(children: &[Child], out: &mut Vec<String>) {
            for child in children {
                match child {
                    Child::Clause(node) => {
                        let label = node.label.as_ref().map_or("", |marker| marker.label.as_str());
                        out.push(format!("{} {label} {}", node.id, node.plain()));
                        walk(&node.children, out);
                    }
                    Child::Embed(embed) => out.push(format!("::{}", embed.name)),
                    Child::Rule => out.push("rule".into()),
                }
            }
        }
        let mut out = Vec::new();
        walk(&parse(text, 0).children, &mut out);
        out
    }

    #[test]
    fn clauses_take_their_place_as_id() {
        let text = "## مادة (1) الهدف\n\nنص.\n\n::approval\n\n## الخطوات {#handling}\n\n١. أولى\n٢. ثانية:\n    أ- فرع\n    ب- فرع {#leaf}\n\n::channels\n\nبعدها.\n";
        assert_eq!(
            outline(text),
            [
                "1 مادة (1) الهدف",
                "1-1  نص.",
                "::approval",
                "handling  الخطوات",
                "handling-1 ١. أولى",
                "handling-2 ٢. ثانية:",
                "handling-2-1 أ- فرع",
                "leaf ب- فرع",
                "::channels",
                "handling-3  بعدها.",
            ]
        );
    }

    #[test]
    fn nested_headings_nest_and_keep_their_children() {
        let text = "## مادة (3) البيان\n### 1. قنوات\nأ- المقابلة\nب- الفاكس\n### 2. أدوات\n## مادة (4) المسؤوليات\n";
        assert_eq!(
            outline(text),
            [
                "1 مادة (3) البيان",
                "1-1 1. قنوات",
                "1-1-1 أ- المقابلة",
                "1-1-2 ب- الفاكس",
                "1-2 2. أدوات",
                "2 مادة (4) المسؤوليات"
            ]
        );
    }

    #[test]
    fn odd_things_are_reported_with_their_place() {
        let text = "## أول {#a}\n#### ثان\n\nأ- س\nت- ع\n\n## ثالث {#a}\n## رابع {#B_b}\n";
        let problems = parse(text, 0).problems;
        let at = |needle: &str| text.find(needle).expect("the words are there");
        assert!(problems.contains(&Problem::LevelSkipped { at: at("#### ثان"), level: 4, allowed: 3 }));
        assert!(problems.contains(&Problem::Sequence { at: at("ت- ع"), found: "ت-".into(), expected: "ب-".into() }));
        assert!(problems.contains(&Problem::DuplicateId { at: at("## ثالث"), first: 0, id: "a".into() }));
        assert!(problems.contains(&Problem::BadId { at: at("## رابع"), id: "B_b".into() }));
        assert_eq!(problems.len(), 4);
    }

    #[test]
    fn a_text_made_to_nest_without_end_is_read_all_the_same() {
        let deep = "> ".repeat(100_000) + "نص";
        assert_eq!(parse(&deep, 0).children.len(), 1);
        let lists: String = (0..2_000).map(|depth| format!("{}- بند\n", "  ".repeat(depth))).collect();
        assert_eq!(parse(&lists, 0).children.len(), 1);
        let stars = "*a **b ".repeat(20_000);
        assert_eq!(parse(&stars, 0).children.len(), 1);
    }

    #[test]
    fn a_list_may_go_on_after_a_paragraph() {
        assert_eq!(parse("1. أ\n2. ب\n\nنص\n\n3. ت\n", 0).problems, []);
        assert_eq!(parse("1. أ\n\nنص\n\n3. ت\n", 0).problems.len(), 1);
    }
}
