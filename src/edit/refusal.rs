//! Refusal: why an edit is not made.

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
    pub(super) fn new(at: usize, message: impl Into<String>, hint: impl Into<String>) -> Self {
        Refusal { at, message: message.into(), hint: hint.into() }
    }
}
