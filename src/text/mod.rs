//! Text: the dialect of Markdown in which policies are written.
//!
//! In: the Markdown of one text. Out: a tree of sections, items and paragraphs
//! with ids, labels and places, and what is odd about it.
//! Never: knows of policies, languages of the page, or HTML pages.
//!
//! Three steps, each a file: `markers` turns lists as people type them into
//! CommonMark and remembers the labels; `reader` makes `blocks` of the parser's
//! events; `tree` hangs the blocks under their headings and gives them ids.

mod addresses;
mod attributes;
mod blanks;
mod blocks;
pub(crate) mod choices;
pub mod compare;
mod entity;
mod html;
mod labels;
mod leftovers;
mod losses;
mod markers;
mod parsed;
mod pasted;
mod plain;
mod reader;
pub mod stated;
mod tree;
mod walk;
mod written;

pub use blanks::{MARKED, UNMARKED, blanks};
pub use blocks::{Align, Block, Definition, Inline, ListItem, Note};
pub use html::{BLANK, clean_html, is_safe_html, is_safe_scheme};
pub use labels::{Marker, MarkerStyle, NumberStyle, is_bullet, number};
pub use leftovers::Leftover;
pub use parsed::{Child, ClauseKind, Embed, Node, Parsed, Problem, is_clause_id};
pub use pasted::{Damage, Damaged};
pub use plain::plain;
pub use tree::parse;
pub use walk::Link;
