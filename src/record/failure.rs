//! Why a decision is not recorded.

use std::io;

use crate::edit::ready::Reason;
use crate::report::Report;
use crate::source::Sources;

/// Why a decision is not recorded. Nothing has been written.
#[derive(Debug)]
pub enum Failure {
    /// The site cannot be read at all; the findings say why.
    Unreadable(Box<(Report, Sources)>),
    /// It does not hold.
    Refused(Refused),
    /// The system failed.
    System {
        /// What could not be done: a small sentence, lower case, no full stop.
        what: String,
        /// What the system says.
        error: io::Error,
    },
}

/// A decision that does not hold, with every reason that is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// Its name, such as `version-unknown`.
    pub id: &'static str,
    /// What is not done: a small sentence, lower case, no full stop.
    pub message: String,
    /// What to do, where no reason says it: starts with a verb.
    pub hint: Option<String>,
    /// The reasons, in the order in which they should be read.
    pub reasons: Vec<ReasonRecord>,
}

/// A [`Reason`] with its place as people read it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReasonRecord {
    /// Its name, such as `session-met-before`; the name of the finding where `check` finds the same.
    pub id: &'static str,
    /// Where it stands, if it stands anywhere.
    pub spot: Option<Spot>,
    /// What it is: a small sentence, lower case, no full stop.
    pub message: String,
    /// What to do: starts with a verb; empty where there is nothing to say.
    pub hint: String,
}

/// A place in a file of the site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spot {
    /// The path, relative to the site's folder.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
}

impl Failure {
    /// A decision that does not hold for one plain reason.
    pub(super) fn refused(id: &'static str, message: impl Into<String>, hint: impl Into<String>) -> Self {
        Failure::Refused(Refused { id, message: message.into(), hint: Some(hint.into()), reasons: Vec::new() })
    }

    pub(super) fn system(what: impl Into<String>) -> impl FnOnce(io::Error) -> Self {
        let what = what.into();
        move |error| Failure::System { what, error }
    }
}

impl ReasonRecord {
    pub(super) fn new(reason: &Reason, sources: &Sources) -> Self {
        let spot = reason.place.as_ref().map(|place| {
            let (path, at) = sources.locate(place);
            Spot { file: path.to_owned(), line: at.line, column: at.column }
        });
        ReasonRecord { id: reason.id, spot, message: reason.message.clone(), hint: reason.hint.clone() }
    }
}
