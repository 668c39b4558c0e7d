//! What a policy promises: so much time, from a moment on, by a clause.

use super::lang::Phrase;
use crate::text::choices::choices;
use crate::text::stated::{Bound, Unit};

/// A length of time with its bound.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Period {
    /// Most or least.
    pub bound: Bound,
    /// How many units.
    pub amount: u32,
    /// The unit.
    pub unit: Unit,
}

choices! {
    /// The moment from which a promise counts.
    pub enum Start {
        /// When the request is sent.
        Submission = "submission",
        /// When the request is complete.
        CompleteRequest = "complete-request",
    }
}

/// A promise that a clause makes.
#[derive(Clone, Debug)]
pub struct Commitment {
    /// Where it stands in its file: `commitments.0`, `versions.1.commitments.0`.
    pub path: String,
    /// Its id; that of its clause where none is written.
    pub id: String,
    /// What is promised, where words of its own say so.
    pub what: Phrase,
    /// The clause that makes it.
    pub clause: String,
    /// How long.
    pub period: Period,
    /// From when, if the text says.
    pub from: Option<Start>,
}
