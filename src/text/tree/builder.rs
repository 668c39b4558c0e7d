//! Builder: a flat run of blocks → clauses that hang under their headings.

use super::headings::Headings;
use crate::text::blocks::{Attributes, Block, Flow, Inline, Item, Note};
use crate::text::labels::{HeadingLabel, Marker, MarkerStyle, first_break, first_of, heading_label};
use crate::text::parsed::{Child, ClauseKind, Embed, Node, Parsed, Problem, is_clause_id};
use crate::text::plain::plain;
use crate::text::walk::walk_block;
use crate::text::written::is_invisible;

/// Builds the tree of a text; clauses that the author gave no id have none yet.
pub(super) fn build(flows: Vec<Flow>) -> Parsed {
    let mut builder = Builder::default();
    let children = builder.sections(flows);
    Parsed { children, notes: builder.notes, unseen: builder.unseen, problems: builder.problems }
}

/// A section that is still open while the blocks below its heading are read.
struct Open {
    level: u8,
    node: Node,
}

#[derive(Default)]
struct Builder {
    headings: Headings,
    notes: Vec<Note>,
    unseen: Vec<(String, usize)>,
    problems: Vec<Problem>,
}

impl Builder {
    /// Hangs a flat run of blocks under its headings.
    fn sections(&mut self, flows: Vec<Flow>) -> Vec<Child> {
        let mut top = Vec::new();
        let mut open: Vec<Open> = Vec::new();
        let mut lists = ListRun::default();
        for flow in flows {
            if let Flow::Heading { level, attributes, words, at } = flow {
                lists = ListRun::default();
                self.check_level(&open, level, at);
                while open.last().is_some_and(|section| section.level >= level) {
                    close(&mut open, &mut top);
                }
                let (node, number) = section(attributes, words, at);
                if let Some(number) = number {
                    self.headings.take(open.last().map(|above| above.node.at), at, number, &mut self.problems);
                }
                open.push(Open { level, node });
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
            Flow::Leaf { block, attributes: Attributes { id: None, .. }, at } if shows_nothing(&block) => {
                self.unseen(&block, at)
            }
            Flow::Leaf { block, attributes, at } => {
                let node = Node {
                    kind: ClauseKind::Paragraph,
                    explicit: attributes.id.is_some(),
                    id: attributes.id.unwrap_or_default(),
                    fill_in: attributes.fill_in,
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
            Flow::Heading { words, attributes, at, .. } => {
                // A heading inside an item opens no section: it is a paragraph that stands out.
                let block = Block::Paragraph(vec![Inline::Strong(words)]);
                let attributes = Attributes { id: None, ..attributes };
                self.flow(Flow::Leaf { block, attributes, at }, lists)
            }
        }
    }

    /// What shows nothing is no clause: adding it moves no id. Its raw HTML is looked at all the same.
    fn unseen(&mut self, block: &Block, at: usize) -> Vec<Child> {
        let mut pieces = Vec::new();
        walk_block(
            block,
            &mut |inline| {
                if let Inline::Html(html, at) = inline {
                    pieces.push((html.clone(), *at));
                }
            },
            &mut |_, _| {},
        );
        if let Block::Html(html, _) = block {
            pieces.push((html.clone(), at));
        }
        let rule = pieces.iter().any(|(html, _)| html.to_ascii_lowercase().contains("<hr"));
        self.unseen.extend(pieces);
        rule.then_some(Child::Rule).into_iter().collect()
    }

    fn item(&mut self, item: Item) -> Node {
        let mut flows = item.flows.into_iter().peekable();
        let mut node = Node {
            kind: ClauseKind::Item,
            id: String::new(),
            explicit: false,
            fill_in: item.fill_in,
            label: item.marker,
            body: Vec::new(),
            children: Vec::new(),
            at: item.at,
        };
        let is_words = |flow: &Flow| matches!(flow, Flow::Leaf { block: Block::Paragraph(_), .. });
        if let Some(Flow::Leaf { block, attributes, .. }) = flows.next_if(is_words) {
            node.explicit = attributes.id.is_some();
            node.id = attributes.id.unwrap_or_default();
            node.fill_in |= attributes.fill_in;
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
        let mut run: Vec<&Marker> = lists.last.iter().collect();
        run.extend(&markers);
        let Some(first) = markers.first().filter(|marker| marker.style != MarkerStyle::Bullet) else {
            lists.last = markers.last().map(|marker| (*marker).clone()).filter(|m| m.style != MarkerStyle::Bullet);
            return;
        };
        // A list may start anew at its first label, or go on where the last one in the section ended.
        let found = if first.ordinal <= 1 {
            first_break(&markers)
        } else if lists.last.as_ref().is_some_and(|last| last.style == first.style) {
            first_break(&run).map(|(nth, expected)| (nth - 1, expected))
        } else if first.style == MarkerStyle::Hijai {
            Some((0, first_of(first)))
        } else {
            first_break(&markers)
        };
        if let Some((nth, expected)) = found {
            let labelled: Vec<&Item> = items.iter().filter(|item| item.marker.is_some()).collect();
            let found = markers[nth].label.clone();
            self.problems.push(Problem::Sequence { at: labelled[nth].at, found, expected });
        }
        lists.last = markers.last().map(|marker| (*marker).clone());
    }
}

/// Whether a paragraph or raw HTML shows nothing: a comment, `<br>`, `&nbsp;`, an empty element.
fn shows_nothing(block: &Block) -> bool {
    if !matches!(block, Block::Paragraph(_) | Block::Html(..)) {
        return false;
    }
    let mut leads = false;
    walk_block(
        block,
        &mut |inline| {
            leads |= matches!(inline, Inline::Link { .. } | Inline::Image { .. } | Inline::NoteReference(_));
        },
        &mut |_, _| {},
    );
    !leads && plain(std::slice::from_ref(block)).chars().all(|c| c.is_whitespace() || is_invisible(c))
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

fn section(attributes: Attributes, mut words: Vec<Inline>, at: usize) -> (Node, Option<HeadingLabel>) {
    let found = match words.first_mut() {
        Some(Inline::Text(text)) => heading_label(text).inspect(|found| drop(text.drain(..found.rest))),
        _ => None,
    };
    let label =
        found.as_ref().map(|found| Marker { label: found.label.clone(), style: MarkerStyle::Article, ordinal: 0 });
    let node = Node {
        kind: ClauseKind::Section,
        explicit: attributes.id.is_some(),
        id: attributes.id.unwrap_or_default(),
        fill_in: attributes.fill_in,
        label,
        body: vec![Block::Paragraph(words)],
        children: Vec::new(),
        at,
    };
    (node, found)
}

fn read_embed(line: &str, at: usize) -> Embed {
    let rest = line.trim_start_matches("::");
    let (name, argument) = match rest.split_once('{') {
        Some((name, argument)) => (name, Some(argument.trim_end_matches('}').trim().to_owned())),
        None => (rest, None),
    };
    Embed { name: name.to_owned(), argument: argument.filter(|a| !a.is_empty()), at }
}
