//! Report: what was found wrong, where, and the way out.
//!
//! In: findings, as the rooms meet them. Out: one list in file order, drawn as
//! text, JSON or SARIF. Never: prints; the commands do.

mod human;
mod json;
mod sarif;

pub use human::{DrawnFindings, draw, isolate, isolate_whole};
pub use json::{FindingRecord, RelatedRecord, records};
pub use sarif::sarif;

use serde::Serialize;

use crate::source::{Place, Sources};

/// How much a finding matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The site is not published while it stands.
    Error,
    /// The site is published; readers lose something.
    Warning,
    /// Worth knowing; it never keeps anything from being done, with `--strict` neither.
    Note,
}

impl Severity {
    /// `error`, `warning` or `note`, as it is written in every format.
    pub fn as_str(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "note",
        }
    }
}

/// One thing that is wrong: a name, a place, a sentence, and a way out.
#[derive(Clone, Debug)]
pub struct Finding {
    /// The name of the fault, such as `seal-broken`; stable across versions.
    pub id: &'static str,
    /// How much it matters.
    pub severity: Severity,
    /// Where it stands.
    pub place: Place,
    /// What is wrong: a small sentence, lower case, no full stop.
    pub message: String,
    /// How to mend it: starts with a verb.
    pub hint: Option<String>,
    /// Other places that belong to it, each with a word on why.
    pub related: Vec<(Place, String)>,
}

impl Finding {
    /// Says how to mend it.
    pub fn hint(&mut self, hint: impl Into<String>) -> &mut Self {
        self.hint = Some(hint.into());
        self
    }

    /// Points to another place that belongs to the finding.
    pub fn see(&mut self, place: Place, message: impl Into<String>) -> &mut Self {
        self.related.push((place, message.into()));
        self
    }
}

/// All findings of a run.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// The findings; in the order they were met until [`Report::sort`].
    pub findings: Vec<Finding>,
}

/// A value together with what was found while making it.
#[derive(Clone, Debug)]
pub struct Reported<T> {
    /// The value, as complete as the input allows.
    pub value: T,
    /// What was found.
    pub report: Report,
}

impl Report {
    /// Adds an error and returns it, to give it a hint.
    pub fn error(&mut self, id: &'static str, place: Place, message: impl Into<String>) -> &mut Finding {
        self.add(Severity::Error, id, place, message.into())
    }

    /// Adds a warning and returns it, to give it a hint.
    pub fn warning(&mut self, id: &'static str, place: Place, message: impl Into<String>) -> &mut Finding {
        self.add(Severity::Warning, id, place, message.into())
    }

    /// Adds a note and returns it, to give it a hint.
    pub fn note(&mut self, id: &'static str, place: Place, message: impl Into<String>) -> &mut Finding {
        self.add(Severity::Note, id, place, message.into())
    }

    /// Adds what only other words would mend: an error, or a warning where they are `settled`, because a board
    /// approved them. A site must not stop at an upgrade for words that cannot change.
    pub fn of_words(
        &mut self,
        id: &'static str,
        settled: bool,
        place: Place,
        message: impl Into<String>,
    ) -> &mut Finding {
        self.add(if settled { Severity::Warning } else { Severity::Error }, id, place, message.into())
    }

    fn add(&mut self, severity: Severity, id: &'static str, place: Place, message: String) -> &mut Finding {
        self.findings.push(Finding { id, severity, place, message, hint: None, related: Vec::new() });
        self.findings.last_mut().expect("a finding was just added")
    }

    /// Takes the value out of a reported one and keeps its findings.
    pub fn take<T>(&mut self, reported: Reported<T>) -> T {
        self.findings.extend(reported.report.findings);
        reported.value
    }

    /// Adds all findings of another report.
    pub fn extend(&mut self, other: Report) {
        self.findings.extend(other.findings);
    }

    /// Whether any finding is an error.
    pub fn has_errors(&self) -> bool {
        self.findings.iter().any(|finding| finding.severity == Severity::Error)
    }

    /// How many findings have this severity.
    pub fn count(&self, severity: Severity) -> usize {
        self.findings.iter().filter(|finding| finding.severity == severity).count()
    }

    /// Makes every warning an error (`--strict`); a note stays one.
    pub fn make_strict(&mut self) {
        for finding in &mut self.findings {
            if finding.severity == Severity::Warning {
                finding.severity = Severity::Error;
            }
        }
    }

    /// Puts the findings in file order: path, line, column, name; equal ones once.
    pub fn sort(&mut self, sources: &Sources) {
        let key = |finding: &Finding| {
            let (path, at) = sources.locate(&finding.place);
            (path.to_owned(), at, finding.id, finding.message.clone())
        };
        self.findings.sort_by_cached_key(key);
        self.findings.dedup_by(|a, b| a.id == b.id && a.message == b.message && a.place == b.place);
    }
}

/// The names that a mistyped one may have meant: the nearest, if it is near.
pub fn did_you_mean<'a>(typed: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    known
        .into_iter()
        .map(|name| (strsim::damerau_levenshtein(typed, name), name))
        .filter(|(distance, name)| *distance <= (name.chars().count().max(3) / 3).max(1))
        .min()
        .map(|(_, name)| name)
}

/// The hint for a name that means nothing: the nearest known one, else another way out.
pub fn meant<'a>(typed: &str, known: impl IntoIterator<Item = &'a str>, otherwise: impl Into<String>) -> String {
    match did_you_mean(typed, known) {
        Some(name) => format!("did you mean `{name}`?"),
        None => otherwise.into(),
    }
}

/// `1 page`, `2 pages`.
pub fn counted(count: usize, thing: &str) -> String {
    if count == 1 { format!("1 {thing}") } else { format!("{count} {thing}s") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Packed;

    #[test]
    fn a_note_is_no_error_even_where_warnings_are() {
        let mut sources = Sources::default();
        let mut shelf = sources.shelf("content/site.yaml");
        let file = shelf.add("content/site.yaml".to_owned(), Packed::plain("title: x\n"));
        sources.put(shelf);
        let mut report = Report::default();
        report.note("log-missing", Place::File(file), "no decision is logged").hint("begin it");
        report.make_strict();
        assert!(!report.has_errors());
        assert_eq!((report.count(Severity::Error), report.count(Severity::Note)), (0, 1));
        let drawn = "note[log-missing]: no decision is logged\n  content/site.yaml:1:1\n  hint: begin it\n";
        assert_eq!(draw(&report, &sources, false), drawn);
        assert_eq!(sarif(&report, &sources)["runs"][0]["results"][0]["level"], "note");
        report.warning("seal-missing", Place::File(file), "no seal");
        report.make_strict();
        assert!(report.has_errors());
    }
}
