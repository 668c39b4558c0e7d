//! Findings as JSON records.

use serde::Serialize;

use super::{Report, Severity};
use crate::source::Sources;

/// A finding as every JSON output of the program writes it.
#[derive(Clone, Debug, Serialize)]
pub struct FindingRecord {
    /// The name of the fault.
    pub id: &'static str,
    /// `error`, `warning` or `note`.
    pub severity: Severity,
    /// The path relative to the site's folder.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
    /// What is wrong.
    pub message: String,
    /// How to mend it.
    pub hint: Option<String>,
    /// Other places that belong to it.
    pub related: Vec<RelatedRecord>,
}

/// A place that belongs to a finding.
#[derive(Clone, Debug, Serialize)]
pub struct RelatedRecord {
    /// The path relative to the site's folder.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
    /// What the place has to do with it.
    pub message: String,
}

/// All findings with their places worked out.
pub fn records(report: &Report, sources: &Sources) -> Vec<FindingRecord> {
    report
        .findings
        .iter()
        .map(|finding| {
            let (file, at) = sources.locate(&finding.place);
            let related = finding.related.iter().map(|(place, message)| {
                let (file, at) = sources.locate(place);
                RelatedRecord { file: file.to_owned(), line: at.line, column: at.column, message: message.clone() }
            });
            FindingRecord {
                id: finding.id,
                severity: finding.severity,
                file: file.to_owned(),
                line: at.line,
                column: at.column,
                message: finding.message.clone(),
                hint: finding.hint.clone(),
                related: related.collect(),
            }
        })
        .collect()
}
