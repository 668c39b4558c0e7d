//! Every finding has its page.

use std::collections::{BTreeMap, BTreeSet};

use super::sources;
use crate::checks;

/// The name of every finding that the program can report.
fn finding_ids() -> BTreeMap<String, String> {
    let mut ids = BTreeMap::new();
    for source in sources().iter().filter(|source| source.room != "report") {
        let own = source.text.split("#[cfg(test)]").next().unwrap_or_default();
        for call in [".error(", ".warning(", "report.note(", ".of_words("] {
            for (at, _) in own.match_indices(call) {
                let argument = own[at + call.len()..].trim_start();
                let literal = argument.strip_prefix('"').and_then(|rest| rest.split('"').next());
                assert!(
                    literal.is_some() || argument.starts_with("problem.id"),
                    "{}: the name of a finding is written where it is reported: {}",
                    source.path,
                    &argument[..40]
                );
                ids.extend(literal.map(|id| (id.to_owned(), source.path.clone())));
            }
        }
        // What keeps a file from being read is named before there is a report.
        for (at, name) in own.match_indices("Problem {") {
            let literal =
                own[at + name.len()..].trim_start().strip_prefix("id: \"").and_then(|rest| rest.split('"').next());
            ids.extend(literal.map(|id| (id.to_owned(), source.path.clone())));
        }
    }
    ids
}

#[test]
fn every_finding_has_its_page_and_every_page_its_finding() {
    let ids = finding_ids();
    let pages: BTreeSet<String> = checks::pages().into_iter().map(|(id, _)| id).collect();
    let missing: Vec<_> = ids.iter().filter(|(id, _)| !pages.contains(*id)).collect();
    let unused: Vec<_> = pages.iter().filter(|id| !ids.contains_key(*id)).collect();
    assert!(missing.is_empty(), "findings without a page in tests/checks: {missing:?}");
    assert!(unused.is_empty(), "pages of findings that nothing reports: {unused:?}");
    assert!(ids.len() > 45, "the scan sees {} findings", ids.len());
}

#[test]
fn names_of_findings_are_words_joined_by_dashes() {
    for (id, path) in finding_ids() {
        assert!(id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-'), "`{id}` in {path}");
    }
}
