//! What `verify` found: how much holds, and what does not.

use serde::Serialize;

/// What was found.
#[derive(Debug, Default, Serialize)]
pub(super) struct Audit {
    /// How many texts are what their seal says.
    pub(super) held: usize,
    /// How many texts of the content have no recorded seal, such as drafts.
    pub(super) unsealed: usize,
    /// How many files of a built site are what its list of sums says.
    pub(super) files: usize,
    /// What is good to know: with what the site was built.
    pub(super) notes: Vec<String>,
    /// What does not hold.
    pub(super) problems: Vec<Problem>,
}

/// A thing that does not hold.
#[derive(Debug, Serialize)]
pub(super) struct Problem {
    /// The file, relative to the folder that was looked at.
    pub(super) path: String,
    /// What it means.
    pub(super) message: String,
}

impl Audit {
    pub(super) fn problem(&mut self, path: impl Into<String>, message: impl Into<String>) {
        self.problems.push(Problem { path: path.into(), message: message.into() });
    }
}
