//! The tree of clauses: blocks hung under their headings, with ids and labels.
//!
//! An id is what the author gave (`{#id}`), else the clause's place among the
//! children of the clause that holds it, counted from 1: `3`, `3-5`, `handling-6`.
//! Only clauses count; an embed or a rule between them changes no id.

use std::borrow::Cow;

use rustc_hash::FxHashMap as HashMap;

use super::blocks::{self, Block, Flow, Inline, Item, Note, plain, plain_inlines};
use super::labels::{Marker, NumberStyle, first_break, heading_label};
use super::markers::normalise;

/// What a clause is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClauseKind {
    /// A heading and all below it.
    Section,
    /// An item of a list.
    Item,
    /// A paragraph, table or quotation.
    Paragraph,
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

/// What a text leads to or shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Link<'a> {
    /// The address, as written.
    pub target: &'a str,
    /// Whether it is an image that the page itself would load.
    pub image: bool,
    /// The byte of the source at which it starts.
    pub at: usize,
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
    /// An id has signs that an address cannot hold.
    BadId {
        /// Where.
        at: usize,
        /// The id.
        id: String,
    },
}

/// Whether a clause id is made of `[a-z0-9]` words joined by `-`, 64 characters at most.
pub fn is_clause_id(id: &str) -> bool {
    let word = |word: &str| !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
    id.len() <= 64 && id.split('-').all(word)
}

/// Reads the Markdown of `source` from byte `start` on (after the front matter).
pub fn parse(source: &str, start: usize) -> Parsed {
    // The pages keep NUL for themselves; a space is as long, so that no place moves.
    let source = if source.contains('\0') { Cow::Owned(source.replace('\0', " ")) } else { Cow::Borrowed(source) };
    let normal = normalise(&source, start);
    let flows = blocks::read(&normal);
    let mut builder = Builder::default();
    let children = builder.sections(flows);
    let mut parsed = Parsed { children, notes: builder.notes, problems: builder.problems };
    let mut ids = HashMap::default();
    name_children(&mut parsed.children, "", &mut ids, &mut parsed.problems);
    parsed
}

/// A section that is still open while the blocks below its heading are read.
struct Open {
    level: u8,
    node: Node,
}

#[derive(Default)]
struct Builder {
    notes: Vec<Note>,
    problems: Vec<Problem>,
}

impl Builder {
    /// Hangs a flat run of blocks under its headings.
    fn sections(&mut self, flows: Vec<Flow>) -> Vec<Child> {
        let mut top = Vec::new();
        let mut open: Vec<Open> = Vec::new();
        let mut lists = ListRun::default();
        for flow in flows {
            if let Flow::Heading { level, id, words, at } = flow {
                lists = ListRun::default();
                self.check_level(&open, level, at);
                while open.last().is_some_and(|section| section.level >= level) {
                    close(&mut open, &mut top);
                }
                open.push(Open { level, node: section(id, words, at) });
                self.check_id(open.last().map(|section| &section.node));
            } else {
                let children = self.flow(flow, &mut lists);
                match open.last_mut() {
                    Some(section) => section.node.children.extend(children),
                    None => top.extend(children),
                }
            }
        }
        while !open.is_empty() {
            close(&mut open, &mut top);
        }
        top
    }

    fn check_level(&mut self, open: &[Open], level: u8, at: usize) {
        // The first heading sets the level of the text; a later one may go one deeper.
        let Some(above) = open.last() else { return };
        let allowed = above.level + 1;
        if level > allowed {
            self.problems.push(Problem::LevelSkipped { at, level, allowed });
        }
    }

    fn check_id(&mut self, node: Option<&Node>) {
        if let Some(node) = node.filter(|node| node.explicit && !is_clause_id(&node.id)) {
            self.problems.push(Problem::BadId { at: node.at, id: node.id.clone() });
        }
    }

    /// One block that is no heading → the children it makes.
    fn flow(&mut self, flow: Flow, lists: &mut ListRun) -> Vec<Child> {
        match flow {
            Flow::List(items) => {
                self.check_sequence(&items, lists);
                items.into_iter().map(|item| Child::Clause(self.item(item))).collect()
            }
            Flow::Leaf { block, id, at } => {
                let explicit = id.is_some();
                let id = id.map(|(id, _)| id).unwrap_or_default();
                let node = Node {
                    kind: ClauseKind::Paragraph,
                    id,
                    explicit,
                    label: None,
                    body: vec![block],
                    children: Vec::new(),
                    at,
                };
                self.check_id(Some(&node));
                vec![Child::Clause(node)]
            }
            Flow::Embed { line, at } => vec![Child::Embed(read_embed(&line, at))],
            Flow::Rule => vec![Child::Rule],
            Flow::Note(note) => {
                self.notes.push(note);
                Vec::new()
            }
            Flow::Heading { words, at, .. } => {
                // A heading inside an item opens no section: it is a paragraph that stands out.
                let block = Block::Paragraph(vec![Inline::Strong(words)]);
                self.flow(Flow::Leaf { block, id: None, at }, lists)
            }
        }
    }

    fn item(&mut self, item: Item) -> Node {
        let mut flows = item.flows.into_iter().peekable();
        let mut node = Node {
            kind: ClauseKind::Item,
            id: String::new(),
            explicit: false,
            label: item.marker,
            body: Vec::new(),
            children: Vec::new(),
            at: item.at,
        };
        let is_words = |flow: &Flow| matches!(flow, Flow::Leaf { block: Block::Paragraph(_), .. });
        if let Some(Flow::Leaf { block, id, .. }) = flows.next_if(is_words) {
            node.explicit = id.is_some();
            node.id = id.map(|(id, _)| id).unwrap_or_default();
            node.body.push(block);
        }
        self.check_id(Some(&node));
        let mut lists = ListRun::default();
        for flow in flows {
            let children = self.flow(flow, &mut lists);
            node.children.extend(children);
        }
        node
    }

    fn check_sequence(&mut self, items: &[Item], lists: &mut ListRun) {
        let markers: Vec<&Marker> = items.iter().filter_map(|item| item.marker.as_ref()).collect();
        let breaks = |markers: &[&Marker]| first_break(markers);
        let mut run: Vec<&Marker> = lists.last.iter().collect();
        run.extend(&markers);
        let Some(first) = markers.first().filter(|marker| marker.style != NumberStyle::Bullet) else {
            lists.last = markers.last().map(|marker| (*marker).clone()).filter(|m| m.style != NumberStyle::Bullet);
            return;
        };
        // A list may start anew at its first label, or go on where the last one in the section ended.
        let found = if first.ordinal <= 1 {
            breaks(&markers)
        } else if lists.last.as_ref().is_some_and(|last| last.style == first.style) {
            breaks(&run).map(|(nth, expected)| (nth - 1, expected))
        } else if first.style == NumberStyle::Hijai {
            super::labels::number(first.style, 1).map(|expected| (0, expected))
        } else {
            breaks(&markers)
        };
        if let Some((nth, expected)) = found {
            let labelled: Vec<&Item> = items.iter().filter(|item| item.marker.is_some()).collect();
            let found = markers[nth].label.clone();
            self.problems.push(Problem::Sequence { at: labelled[nth].at, found, expected });
        }
        lists.last = markers.last().map(|marker| (*marker).clone());
    }
}

/// The last label of the list before, within one section.
#[derive(Default)]
struct ListRun {
    last: Option<Marker>,
}

fn close(open: &mut Vec<Open>, top: &mut Vec<Child>) {
    let Some(section) = open.pop() else { return };
    let siblings = open.last_mut().map_or(top, |above| &mut above.node.children);
    siblings.push(Child::Clause(section.node));
}

fn section(id: Option<(String, usize)>, mut words: Vec<Inline>, at: usize) -> Node {
    let label = match words.first_mut() {
        Some(Inline::Text(text)) => heading_label(text).map(|(label, rest)| {
            text.drain(..rest);
            Marker { label, style: NumberStyle::Article, ordinal: 0 }
        }),
        _ => None,
    };
    Node {
        kind: ClauseKind::Section,
        explicit: id.is_some(),
        id: id.map(|(id, _)| id).unwrap_or_default(),
        label,
        body: vec![Block::Paragraph(words)],
        children: Vec::new(),
        at,
    }
}

fn read_embed(line: &str, at: usize) -> Embed {
    let rest = line.trim_start_matches("::");
    let (name, argument) = match rest.split_once('{') {
        Some((name, argument)) => (name, Some(argument.trim_end_matches('}').trim().to_owned())),
        None => (rest, None),
    };
    Embed { name: name.to_owned(), argument: argument.filter(|a| !a.is_empty()), at }
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

    /// The links and images of its own words: target and place.
    pub fn links(&self) -> Vec<Link<'_>> {
        let mut found = Vec::new();
        self.body.iter().for_each(|block| block_links(block, &mut found));
        found
    }

    /// Whether its own words refer to a footnote.
    pub fn refers_to(&self, note: &Note) -> bool {
        let mut found = false;
        for block in &self.body {
            walk_block(
                block,
                &mut |inline| found |= matches!(inline, Inline::NoteReference(name) if *name == note.name),
                &mut |_, _| {},
            );
        }
        found
    }

    /// Its own raw HTML: source and place.
    pub fn html(&self) -> Vec<(&str, usize)> {
        blocks_html(&self.body)
    }
}

fn blocks_html(blocks: &[Block]) -> Vec<(&str, usize)> {
    let (mut inside, mut whole) = (Vec::new(), Vec::new());
    for block in blocks {
        walk_block(
            block,
            &mut |inline| {
                if let Inline::Html(html, at) = inline {
                    inside.push((html.as_str(), *at))
                }
            },
            &mut |html, at| whole.push((html, at)),
        );
    }
    inside.extend(whole);
    inside
}

fn block_links<'a>(block: &'a Block, found: &mut Vec<Link<'a>>) {
    walk_block(
        block,
        &mut |inline| match inline {
            Inline::Link { target, at, .. } => found.push(Link { target, image: false, at: *at }),
            Inline::Image { target, at, .. } => found.push(Link { target, image: true, at: *at }),
            _ => {}
        },
        &mut |_, _| {},
    );
}

/// Calls `seen` for every piece of a block, outermost first, and `html` for blocks of raw HTML.
pub(super) fn walk_block<'a>(block: &'a Block, seen: &mut dyn FnMut(&'a Inline), html: &mut dyn FnMut(&'a str, usize)) {
    match block {
        Block::Paragraph(words) => walk_inlines(words, seen),
        Block::Table { head, rows, .. } => {
            head.iter().chain(rows.iter().flatten()).for_each(|cell| walk_inlines(cell, seen));
        }
        Block::Quote(blocks) => blocks.iter().for_each(|block| walk_block(block, seen, html)),
        Block::List(items) => items.iter().flatten().for_each(|block| walk_block(block, seen, html)),
        Block::Definitions(definitions) => {
            for definition in definitions {
                walk_inlines(&definition.term, seen);
                definition.meanings.iter().flatten().for_each(|block| walk_block(block, seen, html));
            }
        }
        Block::Html(source, at) => html(source, *at),
        Block::Code(_) => {}
    }
}

fn walk_inlines<'a>(words: &'a [Inline], seen: &mut dyn FnMut(&'a Inline)) {
    for inline in words {
        seen(inline);
        match inline {
            Inline::Strong(words) | Inline::Emphasis(words) | Inline::Struck(words) | Inline::Link { words, .. } => {
                walk_inlines(words, seen);
            }
            _ => {}
        }
    }
}

impl Note {
    /// The raw HTML of a footnote: source and place.
    pub fn html(&self) -> Vec<(&str, usize)> {
        blocks_html(&self.blocks)
    }

    /// The links and images of a footnote.
    pub fn links(&self) -> Vec<Link<'_>> {
        let mut found = Vec::new();
        self.blocks.iter().for_each(|block| block_links(block, &mut found));
        found
    }
}

impl Inline {
    /// The words of one piece without markup.
    pub fn plain(&self) -> String {
        plain_inlines(std::slice::from_ref(self))
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
