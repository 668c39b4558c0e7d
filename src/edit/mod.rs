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
mod tree;
mod value;

pub use decisions::{Decision, front_matter_follows, record};

/// Why an edit is not made: a sentence, its place, and a way out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The byte of the file that it is about.
    pub at: usize,
    /// What stands in the way: a small sentence, lower case, no full stop.
    pub message: String,
    /// What to do: starts with a verb.
    pub hint: String,
}

impl Refusal {
    fn new(at: usize, message: impl Into<String>, hint: impl Into<String>) -> Self {
        Refusal { at, message: message.into(), hint: hint.into() }
    }
}
