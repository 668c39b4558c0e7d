//! Text: the dialect of Markdown in which policies are written.
//!
//! In: the Markdown of one text. Out: a tree of sections, items and paragraphs
//! with ids, labels and places, and what is odd about it.
//! Never: knows of policies, languages of the page, or HTML pages.
//!
//! Three steps, each a file: `markers` turns lists as people type them into
//! CommonMark and remembers the labels; `blocks` makes a tree of the parser's
//! events; `tree` hangs the blocks under their headings and gives them ids.

mod blocks;
pub mod compare;
mod html;
mod labels;
mod markers;
mod tree;

pub use blocks::{Align, Block, Definition, Inline, Note, plain};
pub use html::{clean_html, is_safe_html, is_safe_scheme};
pub use labels::{Marker, NumberStyle, number};
pub use tree::{Child, ClauseKind, Embed, Link, Node, Parsed, Problem, is_clause_id, parse};
