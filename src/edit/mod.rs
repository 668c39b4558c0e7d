//! Edit: what was decided → the changed text of a file that a person wrote.
//!
//! In: a text, and a decision. Out: the text with that decision in it, every
//! other byte where it was: comments, order, quotes, blank lines, line ends; or
//! the reason why it cannot be made so. Never: opens a file, writes a file anew
//! from what was understood of it.
//!
//! `tree` knows where each value stands, `editor` changes one, `value` writes
//! what is new, and `proof` reads the result again: where it means anything but
//! the old text with the decision added, there is no result.

mod decisions;
mod editor;
mod proof;
pub mod ready;
mod refusal;
mod tree;
mod value;

pub use decisions::{Decision, front_matter_follows, record};
pub use refusal::Refusal;
