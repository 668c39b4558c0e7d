//! Text: the clauses of a policy as HTML.
//!
//! In: texts with their clauses, and the tree that a page shows. Out: HTML, each clause with its anchor.
//! Never: knows a template or the address of a page.

pub(super) mod citations;
pub(super) mod clauses;
pub(super) mod filling;
pub(super) mod isolation;
pub(super) mod labels;
pub(super) mod markdown;
pub(super) mod parts;
pub(super) mod sides;
