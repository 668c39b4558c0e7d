//! Compare: what changed between two texts, clause by clause.
//!
//! In: the clauses of two texts. Out: pairs, what changed in each, what was added
//! and what was removed. Never: knows a language of the page, a version, or HTML.
//!
//! Three steps over the `entry` of each clause: `matching` says which clause of one text is which of the other;
//! this file says what differs in each pair; `words` does so inside a clause.

mod cells;
mod entry;
mod matching;
mod words;

pub use cells::CellChange;
pub use entry::{Entry, EntryKind, Table};
pub use words::{Piece, PieceKind, Rewording, Spelling, in_other_encodings, letters_alike, rewording};

use super::blocks::{Block, Inline, Note};
use super::parsed::{Child, Node, Parsed};
use super::plain::{plain, plain_inlines};
use super::walk::walk_block;

impl Parsed {
    /// The clauses in reading order with the labels that were typed, and the footnotes after them.
    pub fn entries(&self) -> Vec<Entry> {
        let mut entries = Vec::new();
        push_entries(&self.children, None, 0, &mut entries);
        entries.extend(self.notes.iter().map(note_entry));
        entries
    }
}

fn push_entries(children: &[Child], parent: Option<usize>, depth: usize, entries: &mut Vec<Entry>) {
    for child in children {
        let Child::Clause(node) = child else { continue };
        let nth = entries.len();
        entries.push(Entry {
            id: node.id.clone(),
            words: words_with_cells(&node.body),
            tables: tables(&node.body),
            kind: node.kind.into(),
            explicit: node.explicit,
            label: node.label.as_ref().map(|marker| marker.label.clone()),
            depth,
            parent,
            markup: markup_of(node),
            at: node.at,
        });
        push_entries(&node.children, Some(nth), depth + 1, entries);
    }
}

fn note_entry(note: &Note) -> Entry {
    let mut markup = String::new();
    note.blocks.iter().for_each(|block| push_markup(block, &mut markup));
    Entry {
        id: note.name.clone(),
        words: words_with_cells(&note.blocks),
        tables: tables(&note.blocks),
        kind: EntryKind::Note,
        explicit: true,
        label: None,
        depth: 0,
        parent: None,
        markup,
        at: 0,
    }
}

/// The tables of a clause, cell by cell.
fn tables(blocks: &[Block]) -> Vec<Table> {
    let cells = |row: &Vec<Vec<Inline>>| row.iter().map(|cell| plain_inlines(cell)).collect();
    let table = |block: &Block| match block {
        Block::Table { head, rows, .. } => Some(std::iter::once(head).chain(rows).map(cells).collect()),
        _ => None,
    };
    blocks.iter().filter_map(table).collect()
}

/// The words of a clause, with the bounds of the cells of its tables: a sign that moves to another column is a change.
fn words_with_cells(blocks: &[Block]) -> String {
    let bounds = |blocks: &[Block]| blocks.iter().any(|block| matches!(block, Block::Table { .. } | Block::Html(..)));
    if !bounds(blocks) {
        return plain(blocks);
    }
    let mut parts = Vec::new();
    for block in blocks {
        match block {
            Block::Table { head, rows, .. } => {
                for row in std::iter::once(head).chain(rows) {
                    let cells: Vec<String> = row.iter().map(|cell| plain_inlines(cell)).collect();
                    parts.push(format!("| {} |", cells.join(" | ")));
                }
            }
            Block::Html(html, at) if html.contains("</t") => {
                let marked = html.replace("</td>", " | </td>").replace("</th>", " | </th>");
                parts.push(plain(&[Block::Html(marked, *at)]));
            }
            block => parts.push(plain(std::slice::from_ref(block))),
        }
    }
    parts.join(" ").split_whitespace().collect::<Vec<&str>>().join(" ")
}

/// What a clause shows beside its words, written so that places in the source do not count.
fn markup_of(node: &Node) -> String {
    let mut markup = String::new();
    node.body.iter().for_each(|block| push_markup(block, &mut markup));
    for child in &node.children {
        if let Child::Embed(embed) = child {
            markup.push_str(&format!("::{}{{{}}}", embed.name, embed.argument.as_deref().unwrap_or_default()));
        }
    }
    markup
}

fn push_markup(block: &Block, out: &mut String) {
    let kind = match block {
        Block::Paragraph(_) => "",
        Block::Table { .. } => "table ",
        Block::Quote(_) => "quote ",
        Block::List(_) => "list ",
        Block::Code(_) => "code ",
        Block::Definitions(_) => "definitions ",
        Block::Html(..) => "html ",
    };
    out.push_str(kind);
    let html = std::cell::RefCell::new(String::new());
    walk_block(
        block,
        &mut |inline| {
            let piece = match inline {
                Inline::Strong(_) => format!("strong({}) ", inline.plain()),
                Inline::Emphasis(_) => format!("emphasis({}) ", inline.plain()),
                Inline::Struck(_) => format!("struck({}) ", inline.plain()),
                Inline::Link { target, .. } => format!("link({target})({}) ", inline.plain()),
                Inline::Image { target, .. } => format!("image({target}) "),
                Inline::NoteReference(name) => format!("note({name}) "),
                Inline::Html(source, _) => format!("html({source}) "),
                Inline::Code(code) => format!("code({code}) "),
                Inline::Text(_) | Inline::SoftBreak | Inline::HardBreak => return,
            };
            html.borrow_mut().push_str(&piece);
        },
        &mut |_, _| {},
    );
    // The parser breaks words at line ends; where a line ends is no change.
    let words: Vec<String> = html.into_inner().split_whitespace().map(str::to_owned).collect();
    out.push_str(&words.join(" "));
}

/// What happened to one clause.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Its index in the older text; absent where it was added.
    pub old: Option<usize>,
    /// Its index in the newer text; absent where it was removed.
    pub new: Option<usize>,
    /// It stands elsewhere among its neighbours, or inside another clause.
    pub moved: bool,
    /// Its label changed, or its place where it has no label.
    pub renumbered: bool,
    /// What it is changed: a paragraph became an item.
    pub kind: bool,
    /// Its depth below what holds it changed.
    pub level: bool,
    /// Its links, emphasis, footnote references or embeds changed.
    pub markup: bool,
    /// Its words changed.
    pub words: Option<Rewording>,
    /// The cells of its tables that hold other words.
    pub cells: Vec<CellChange>,
}

impl Change {
    /// Whether it stands in the newer text alone.
    pub fn added(&self) -> bool {
        self.old.is_none()
    }

    /// Whether it stands in the older text alone.
    pub fn removed(&self) -> bool {
        self.new.is_none()
    }

    /// Whether the words themselves changed, not their spelling alone.
    pub fn reworded(&self) -> bool {
        self.words.as_ref().is_some_and(|words| !words.spelling.any())
    }

    /// Whether nothing but its number changed.
    pub fn only_renumbered(&self) -> bool {
        let other = self.moved || self.kind || self.level || self.markup || self.words.is_some();
        self.renumbered && !other && !self.added() && !self.removed()
    }

    fn is_any(&self) -> bool {
        self.added()
            || self.removed()
            || self.moved
            || self.renumbered
            || self.kind
            || self.level
            || self.markup
            || self.words.is_some()
    }
}

/// How many clauses something happened to; one clause may count more than once.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Added.
    pub added: usize,
    /// Removed.
    pub removed: usize,
    /// Moved.
    pub moved: usize,
    /// Renumbered.
    pub renumbered: usize,
    /// Other words.
    pub reworded: usize,
    /// The same words in another spelling: marks, tatweel, the encoding of letters.
    pub respelled: usize,
    /// Another kind, another level, or other links and emphasis.
    pub reshaped: usize,
    /// Nothing.
    pub unchanged: usize,
}

/// Two texts, compared.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Comparison {
    /// What changed, in the order of the newer text; what was removed follows what it stood after.
    pub changes: Vec<Change>,
    /// How many of each.
    pub counts: Counts,
}

/// Compares two texts.
///
/// Comparing them the other way round gives the same pairs, with added and
/// removed exchanged.
pub fn compare(old: &[Entry], new: &[Entry]) -> Comparison {
    // Where two answers are as good, the order of the arguments must not choose.
    let turned = old > new;
    let (first, second) = if turned { (new, old) } else { (old, new) };
    let partners = matching::partners(first, second);
    let moved = matching::moved(first, second, &partners);
    let mut changes: Vec<Change> = Vec::new();
    let mut unchanged = 0;
    let mut partnered = vec![false; second.len()];
    for (nth, partner) in partners.iter().enumerate() {
        let Some(partner) = *partner else {
            changes.push(lone(Some(nth), None));
            continue;
        };
        partnered[partner] = true;
        let change = pair(first, second, &partners, (nth, partner), moved[nth]);
        if change.is_any() { changes.push(change) } else { unchanged += 1 }
    }
    changes.extend((0..second.len()).filter(|nth| !partnered[*nth]).map(|nth| lone(None, Some(nth))));
    let mut pairs: Vec<(usize, usize)> = partners.iter().enumerate().filter_map(|(a, b)| Some((a, (*b)?))).collect();
    if turned {
        changes.iter_mut().for_each(turn);
        pairs.iter_mut().for_each(|pair| *pair = (pair.1, pair.0));
        pairs.sort_unstable();
    }
    sort(&mut changes, &pairs);
    let counts = count(&changes, unchanged);
    Comparison { changes, counts }
}

fn lone(old: Option<usize>, new: Option<usize>) -> Change {
    Change {
        old,
        new,
        moved: false,
        renumbered: false,
        kind: false,
        level: false,
        markup: false,
        words: None,
        cells: Vec::new(),
    }
}

fn turn(change: &mut Change) {
    std::mem::swap(&mut change.old, &mut change.new);
    if let Some(words) = &mut change.words {
        words.turn();
    }
    change.cells.iter_mut().for_each(CellChange::turn);
}

fn pair(old: &[Entry], new: &[Entry], partners: &[Option<usize>], (a, b): (usize, usize), moved: bool) -> Change {
    let (before, after) = (&old[a], &new[b]);
    let above = before.parent.zip(after.parent);
    let together = above.is_some_and(|(above_old, above_new)| partners[above_old] == Some(above_new));
    let level = match (before.parent, after.parent) {
        (None, None) => false,
        // A heading that was added or taken away above it is told by itself.
        (above_old, above_new) => {
            let stays = |parent: Option<usize>, known: &dyn Fn(usize) -> bool| parent.is_none_or(known);
            let known = stays(above_old, &|above| partners[above].is_some())
                && stays(above_new, &|above| partners.contains(&Some(above)));
            known && !together && before.depth != after.depth
        }
    };
    Change {
        moved,
        renumbered: renumbered(before, after),
        kind: before.kind != after.kind,
        level,
        markup: before.markup != after.markup && letters_alike(&before.words, &after.words),
        words: rewording(&before.words, &after.words),
        cells: cells::cells(before, after),
        ..lone(Some(a), Some(b))
    }
}

/// Whether readers would cite it by another number. A number that it has of
/// what holds it is not its own: that one is told where it changed.
fn renumbered(before: &Entry, after: &Entry) -> bool {
    // A bullet is no number, and a dot in place of a dash is no other one.
    let number = |entry: &Entry| -> String {
        entry.label.as_deref().unwrap_or_default().chars().filter(|c| c.is_alphanumeric()).collect()
    };
    if !number(before).is_empty() || !number(after).is_empty() {
        return number(before) != number(after);
    }
    let place = |entry: &Entry| entry.id.rsplit('-').next().unwrap_or_default().to_owned();
    !before.explicit && !after.explicit && place(before) != place(after)
}

/// Puts changes into the order of the newer text.
fn sort(changes: &mut [Change], pairs: &[(usize, usize)]) {
    let after = |old: usize| {
        let before = pairs.partition_point(|pair| pair.0 < old);
        pairs[..before].last().map_or(0, |pair| pair.1 + 1)
    };
    changes.sort_by_key(|change| match (change.old, change.new) {
        (_, Some(new)) => (new + 1, 0, 0),
        (Some(old), None) => (after(old), 1, old),
        (None, None) => (0, 0, 0),
    });
}

fn count(changes: &[Change], unchanged: usize) -> Counts {
    let count = |of: &dyn Fn(&Change) -> bool| changes.iter().filter(|change| of(change)).count();
    Counts {
        added: count(&Change::added),
        removed: count(&Change::removed),
        moved: count(&|change| change.moved),
        renumbered: count(&|change| change.renumbered),
        reworded: count(&Change::reworded),
        respelled: count(&|change| change.words.is_some() && !change.reworded()),
        reshaped: count(&|change| change.kind || change.level || change.markup),
        unchanged,
    }
}

#[cfg(test)]
mod tests;
