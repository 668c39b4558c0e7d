//! What stops a command, and how it is printed.

use std::io;

use super::words;
use crate::disk::describe;
use crate::record::{Failure, ReasonRecord, Refused};
use crate::report::{DrawnFindings, isolate};

/// What stops a command: a sentence, a way out, and the exit status.
#[derive(Debug)]
pub(super) struct Fault {
    status: u8,
    /// What was found in the site, where that is why.
    findings: Option<Box<DrawnFindings>>,
    message: String,
    reasons: Vec<ReasonRecord>,
    hint: Option<String>,
}

impl Fault {
    fn new(status: u8, message: impl Into<String>) -> Self {
        Fault { status, findings: None, message: message.into(), reasons: Vec::new(), hint: None }
    }

    /// The system failed: exit status 3.
    pub(super) fn system(what: &str, error: &io::Error) -> Self {
        Fault::new(3, format!("{what}: {}", describe(error)))
    }

    /// What was asked for does not hold: exit status 1.
    pub(super) fn refused(message: impl Into<String>, hint: impl Into<String>) -> Self {
        Fault::new(1, message).with_hint(hint)
    }

    /// A person said no: exit status 1.
    pub(super) fn declined(message: impl Into<String>) -> Self {
        Fault::new(1, message)
    }

    /// What was asked for makes no sense: exit status 2.
    pub(super) fn usage(message: impl Into<String>, hint: impl Into<String>) -> Self {
        Fault::new(2, message).with_hint(hint)
    }

    /// The same with another way out.
    pub(super) fn with_hint(self, hint: impl Into<String>) -> Self {
        Fault { hint: Some(hint.into()), ..self }
    }

    /// The exit status.
    pub(super) fn status(&self) -> u8 {
        self.status
    }

    /// Prints it to standard error.
    pub(super) fn print(&self) {
        if let Some(findings) = &self.findings {
            words::drawn(findings);
        }
        words::say(&format!("error: {}", isolate(&self.message)));
        words::reasons(&self.reasons);
        if let Some(hint) = &self.hint {
            words::say(&format!("  hint: {}", isolate(hint)));
        }
    }
}

impl From<Failure> for Fault {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Unreadable(found) => {
                let (report, sources) = *found;
                let findings = (!report.findings.is_empty()).then(|| Box::new(DrawnFindings::new(&report, &sources)));
                Fault { findings, ..Fault::new(1, "the site cannot be read") }
            }
            Failure::Refused(Refused { message, hint, reasons, .. }) => {
                Fault { reasons, hint, ..Fault::new(1, message) }
            }
            Failure::System { what, error } => Fault::system(&what, &error),
        }
    }
}
