//! Walk: what stands within the words of a clause or a footnote, piece by piece.

use super::blocks::{Block, Inline, Note};
use super::parsed::Node;

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

impl Node {
    /// The links and images of its own words: target and place.
    pub fn links(&self) -> Vec<Link<'_>> {
        blocks_links(&self.body)
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

impl Note {
    /// The raw HTML of a footnote: source and place.
    pub fn html(&self) -> Vec<(&str, usize)> {
        blocks_html(&self.blocks)
    }

    /// The links and images of a footnote.
    pub fn links(&self) -> Vec<Link<'_>> {
        blocks_links(&self.blocks)
    }
}

fn blocks_html(blocks: &[Block]) -> Vec<(&str, usize)> {
    let (mut inline, mut blocks_of_html) = (Vec::new(), Vec::new());
    for block in blocks {
        walk_block(
            block,
            &mut |piece| {
                if let Inline::Html(html, at) = piece {
                    inline.push((html.as_str(), *at))
                }
            },
            &mut |html, at| blocks_of_html.push((html, at)),
        );
    }
    inline.extend(blocks_of_html);
    inline
}

fn blocks_links(blocks: &[Block]) -> Vec<Link<'_>> {
    let mut found = Vec::new();
    for block in blocks {
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
    found
}

/// Calls `seen` for every piece of a block, outermost first, and `html` for blocks of raw HTML.
pub(super) fn walk_block<'a>(block: &'a Block, seen: &mut dyn FnMut(&'a Inline), html: &mut dyn FnMut(&'a str, usize)) {
    match block {
        Block::Paragraph(words) => walk_inlines(words, seen),
        Block::Table { head, rows, .. } => {
            head.iter().chain(rows.iter().flatten()).for_each(|cell| walk_inlines(cell, seen));
        }
        Block::Quote(blocks) => blocks.iter().for_each(|block| walk_block(block, seen, html)),
        Block::List(items) => {
            items.iter().flat_map(|item| &item.blocks).for_each(|block| walk_block(block, seen, html));
        }
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
