//! Plain: the words of blocks without markup.

use super::blocks::{Block, Inline, ListItem};
use super::html::{html_words, parts_words};

/// The words of blocks without markup, on one line, single spaces between them.
pub fn plain(blocks: &[Block]) -> String {
    let mut out = String::new();
    blocks.iter().for_each(|block| plain_block(block, &mut out));
    spaced(out)
}

/// Words with one space between them, and none around them.
fn spaced(mut words: String) -> String {
    words.truncate(words.trim_end().len());
    let bytes = words.as_bytes();
    // White space beyond ASCII begins with one of these bytes; most texts hold none that a space could replace.
    // All of them are looked at, which a processor does many at a time.
    let odd = |byte: u8| byte.is_ascii_control() || matches!(byte, 0xc2 | 0xe1 | 0xe2 | 0xe3);
    let any_odd = bytes.iter().fold(false, |found, byte| found | odd(*byte));
    let pairs = bytes.iter().zip(bytes.get(1..).unwrap_or_default());
    let spaces = pairs.fold(false, |found, (here, next)| found | ((*here == b' ') & (*next == b' ')));
    if bytes.first() != Some(&b' ') && !any_odd && !spaces {
        return words;
    }
    words.split_whitespace().collect::<Vec<&str>>().join(" ")
}

fn plain_block(block: &Block, out: &mut String) {
    match block {
        Block::Paragraph(words) => push_inlines(words, out),
        Block::Table { head, rows, .. } => {
            for cell in head.iter().chain(rows.iter().flatten()) {
                push_inlines(cell, out);
                out.push(' ');
            }
        }
        Block::Quote(blocks) => blocks.iter().for_each(|block| plain_block(block, out)),
        Block::List(items) => {
            for ListItem { label, blocks } in items {
                if let Some(label) = label {
                    out.push_str(label);
                    out.push(' ');
                }
                blocks.iter().for_each(|block| plain_block(block, out));
            }
        }
        Block::Code(code) => out.push_str(code),
        Block::Definitions(definitions) => {
            for definition in definitions {
                push_inlines(&definition.term, out);
                out.push(' ');
                definition.meanings.iter().flatten().for_each(|block| plain_block(block, out));
            }
        }
        Block::Html(html, _) => out.push_str(&html_words(html)),
    }
    out.push(' ');
}

pub(super) fn plain_inlines(words: &[Inline]) -> String {
    let mut out = String::new();
    push_inlines(words, &mut out);
    out
}

fn push_inlines(words: &[Inline], out: &mut String) {
    for inline in words {
        match inline {
            Inline::Text(text) | Inline::Code(text) => out.push_str(text),
            Inline::Strong(words) | Inline::Emphasis(words) | Inline::Struck(words) | Inline::Link { words, .. } => {
                push_inlines(words, out);
            }
            Inline::Image { description, .. } => out.push_str(description),
            Inline::Html(tag, _) if parts_words(tag) => out.push(' '),
            Inline::NoteReference(_) | Inline::Html(..) => {}
            Inline::SoftBreak | Inline::HardBreak => out.push(' '),
        }
    }
}

impl Inline {
    /// The words of one piece without markup.
    pub fn plain(&self) -> String {
        plain_inlines(std::slice::from_ref(self))
    }
}
