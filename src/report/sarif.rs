//! Findings as SARIF 2.1.0, which code hosts show beside the changed lines.
//!
//! Source: OASIS, Static Analysis Results Interchange Format 2.1.0.

use std::collections::BTreeSet;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};

use super::{FindingRecord, Report, records};
use crate::source::Sources;

/// All but what stands for itself in the path of a URI (RFC 3986, section 2.3), and the slashes between its parts.
const OUTSIDE_PATHS: &AsciiSet = &NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// The whole report as one SARIF log with one run.
pub fn sarif(report: &Report, sources: &Sources) -> Value {
    let findings = records(report, sources);
    let rules: BTreeSet<&str> = findings.iter().map(|finding| finding.id).collect();
    json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {
                "name": "mithaq",
                "version": env!("CARGO_PKG_VERSION"),
                "rules": rules.iter().map(|id| json!({"id": id})).collect::<Vec<_>>(),
            }},
            // Columns count characters, which SARIF calls Unicode code points.
            "columnKind": "unicodeCodePoints",
            "results": findings.iter().map(result).collect::<Vec<_>>(),
        }],
    })
}

fn result(finding: &FindingRecord) -> Value {
    let text = match &finding.hint {
        Some(hint) => format!("{}; hint: {hint}", finding.message),
        None => finding.message.clone(),
    };
    let related = finding.related.iter().map(|place| {
        let mut location = location(&place.file, place.line, place.column);
        location["message"] = json!({"text": place.message});
        location
    });
    json!({
        "ruleId": finding.id,
        "level": finding.severity,
        "message": {"text": text},
        "locations": [location(&finding.file, finding.line, finding.column)],
        "relatedLocations": related.collect::<Vec<_>>(),
    })
}

fn location(file: &str, line: usize, column: usize) -> Value {
    json!({"physicalLocation": {
        "artifactLocation": {"uri": utf8_percent_encode(file, OUTSIDE_PATHS).to_string()},
        "region": {"startLine": line, "startColumn": column},
    }})
}
