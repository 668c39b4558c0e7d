//! Losses: words of a text that its tree does not hold.
//!
//! In: what was written, and the tree that was made of it. Out: the places of
//! words that no clause, label or note shows. Two questions: is every place of
//! the text accounted for, and does the tree say, in order, what was written?
//!
//! Nothing here asks how the tree was made. Most texts are compared many bytes
//! at a time; only where two pieces differ are their characters looked at.

use std::borrow::Cow;

use super::blocks::{Block, Inline, ListItem, Note};
use super::html::html_words;
use super::markers::Normal;
use super::parsed::{Child, Node, Parsed, Problem};
use super::written::{Says, Written, first_of_words, is_of_words};

/// So many losses are told of one text; a text with more is damaged as a whole.
const MOST: usize = 20;
/// So many characters of what was lost are quoted.
const QUOTED: usize = 40;

/// What was lost between a text and its tree, in the order of the text.
pub(super) fn losses(normal: &Normal, written: &Written, parsed: &Parsed) -> Vec<Problem> {
    let mut found = unaccounted(normal, written);
    if found.is_empty() {
        found.extend(unlike(normal, written, parsed));
    }
    found
}

/// Places of which the parser said nothing, and which hold words.
fn unaccounted(normal: &Normal, written: &Written) -> Vec<Problem> {
    let mut found = Vec::new();
    let mut covered = 0;
    let end = normal.text.len();
    for (from, to) in written.pieces.iter().map(|piece| (piece.start, piece.end)).chain([(end, end)]) {
        if from > covered
            && let Some(first) = first_of_words(&normal.text[covered..from])
        {
            found.push(lost(normal, covered + first, &normal.text[covered + first..from]));
            if found.len() == MOST {
                break;
            }
        }
        covered = covered.max(to);
    }
    found
}

/// The first place at which the tree says something else than was written.
fn unlike(normal: &Normal, written: &Written, parsed: &Parsed) -> Option<Problem> {
    let shown = shown(parsed);
    let mut shown = shown.iter().map(|words| &**words);
    let mut rest = "";
    for piece in &written.pieces {
        let mut words = match &piece.says {
            Says::Itself | Says::Code => &normal.text[piece.start..piece.end],
            Says::Other(words) => words,
            Says::Nothing => continue,
        };
        let whole = words.len();
        loop {
            take_alike(&mut words, &mut rest);
            match (words.is_empty(), rest.is_empty()) {
                (true, _) => break,
                (false, true) => match shown.next() {
                    Some(next) => rest = next,
                    None if first_of_words(words).is_none() => break,
                    None => return Some(lost_within(normal, piece.start, piece.end, whole, words)),
                },
                (false, false) => return Some(lost_within(normal, piece.start, piece.end, whole, words)),
            }
        }
    }
    None
}

/// Takes from the start of both what they have in common, and what is no word's; stops where words differ.
fn take_alike(words: &mut &str, shown: &mut &str) {
    while !words.is_empty() && !shown.is_empty() {
        let length = words.len().min(shown.len());
        let (left, right) = (words.as_bytes(), shown.as_bytes());
        let mut same = match left[..length] == right[..length] {
            true => length,
            false => left.iter().zip(right).position(|(left, right)| left != right).unwrap_or(length),
        };
        while !words.is_char_boundary(same) || !shown.is_char_boundary(same) {
            same -= 1;
        }
        (*words, *shown) = (&words[same..], &shown[same..]);
        let skip = |text: &mut &str| {
            let skipped = text.starts_with(|c| !is_of_words(c));
            *text = text.trim_start_matches(|c| !is_of_words(c));
            skipped
        };
        if !(skip(words) | skip(shown)) && same == 0 {
            return;
        }
    }
}

fn lost_within(normal: &Normal, start: usize, end: usize, whole: usize, rest: &str) -> Problem {
    let at = if whole == end - start { end - rest.len() } else { start };
    lost(normal, at, rest)
}

fn lost(normal: &Normal, at: usize, words: &str) -> Problem {
    let line = words.lines().next().unwrap_or_default().trim_end();
    Problem::WordsLost { at: normal.source(at), words: line.chars().take(QUOTED).collect() }
}

/// What the tree says: labels and words, in the order of the text.
fn shown(parsed: &Parsed) -> Vec<Cow<'_, str>> {
    let mut shown = Shown { words: Vec::new(), notes: parsed.notes.iter().collect() };
    shown.notes.sort_by_key(|note| std::cmp::Reverse(note.at));
    shown.children(&parsed.children);
    shown.notes_before(usize::MAX);
    shown.words
}

struct Shown<'a> {
    words: Vec<Cow<'a, str>>,
    /// Notes that are still to come, the next one last.
    notes: Vec<&'a Note>,
}

impl<'a> Shown<'a> {
    fn push(&mut self, words: &'a str) {
        self.words.push(Cow::Borrowed(words));
    }

    /// Notes stand apart from the clauses, wherever they were written.
    fn notes_before(&mut self, at: usize) {
        while let Some(note) = self.notes.pop_if(|note| note.at < at) {
            self.blocks(&note.blocks);
        }
    }

    fn children(&mut self, children: &'a [Child]) {
        for child in children {
            match child {
                Child::Clause(node) => self.node(node),
                Child::Embed(embed) => {
                    self.notes_before(embed.at);
                    self.push(&embed.name);
                    embed.argument.iter().for_each(|argument| self.push(argument));
                }
                Child::Rule => {}
            }
        }
    }

    fn node(&mut self, node: &'a Node) {
        self.notes_before(node.at);
        node.label.iter().for_each(|marker| self.push(&marker.label));
        self.blocks(&node.body);
        self.children(&node.children);
    }

    fn blocks(&mut self, blocks: &'a [Block]) {
        for block in blocks {
            match block {
                Block::Paragraph(words) => self.inlines(words),
                Block::Table { head, rows, .. } => {
                    head.iter().chain(rows.iter().flatten()).for_each(|cell| self.inlines(cell));
                }
                Block::Quote(blocks) => self.blocks(blocks),
                Block::List(items) => {
                    for ListItem { label, blocks } in items {
                        label.iter().for_each(|label| self.push(label));
                        self.blocks(blocks);
                    }
                }
                Block::Code(code) => self.push(code),
                Block::Definitions(definitions) => {
                    for definition in definitions {
                        self.inlines(&definition.term);
                        definition.meanings.iter().for_each(|meaning| self.blocks(meaning));
                    }
                }
                Block::Html(html, _) => self.words.push(html_words(html).into()),
            }
        }
    }

    fn inlines(&mut self, words: &'a [Inline]) {
        for inline in words {
            match inline {
                Inline::Text(text) | Inline::Code(text) => self.push(text),
                Inline::Strong(words) | Inline::Emphasis(words) | Inline::Struck(words) => self.inlines(words),
                Inline::Link { words, .. } => self.inlines(words),
                Inline::Image { description, .. } => self.push(description),
                Inline::NoteReference(_) | Inline::Html(..) | Inline::SoftBreak | Inline::HardBreak => {}
            }
        }
    }
}
