//! Rules about the two languages of a text.

use std::collections::HashSet;

use super::context::PolicyCase;
use crate::model::{Clause, Since, Text, is_place};
use crate::report::Report;
use crate::source::Place;

/// `clause-unpaired`: a clause stands in one language alone.
/// Why it matters: readers of the other language see it in a language that they may not read.
/// What to do: translate it, or give both the same `{#id}`.
pub(super) fn clause_unpaired(case: &PolicyCase<'_>, report: &mut Report) {
    for version in &case.policy.versions {
        let (Some(ar), Some(en)) = (&version.texts.ar, &version.texts.en) else { continue };
        // Where a place is missing or of another kind, all places behind it are shifted: the first one is told.
        let mut shifted: HashSet<&str> = HashSet::new();
        for (here, there) in [(ar, en), (en, ar)] {
            for clause in version.unpaired(here.lang) {
                let above = clause.id.rsplit_once('-').map_or("", |(above, _)| above);
                if is_place(clause.id) && !shifted.insert(above) {
                    continue;
                }
                if let Some(other) = there.clauses.find(clause.id) {
                    report_kinds(here, there, clause, other, report);
                    continue;
                }
                let message = format!("clause `{}` stands in {} alone", clause.id, here.lang.name());
                let hint = format!("translate it, or end its counterpart with `{{#{}}}`", clause.id);
                report
                    .warning("clause-unpaired", Place::Offset(here.file, clause.at), message)
                    .see(Place::Offset(there.file, counterpart(here, there, clause)), "its place in the other language")
                    .hint(hint);
            }
        }
    }
}

/// One place, and clauses of two kinds.
fn report_kinds(here: &Text, there: &Text, clause: Clause<'_>, other: Clause<'_>, report: &mut Report) {
    let message = format!(
        "clause `{}` is {} in {} and {} in {}, so from here on the texts are not one clause beside the other",
        clause.id,
        clause.kind.named(),
        here.lang.name(),
        other.kind.named(),
        there.lang.name()
    );
    report
        .warning("clause-unpaired", Place::Offset(here.file, clause.at), message)
        .see(Place::Offset(there.file, other.at), "its place in the other language")
        .hint("look for a clause that one of the texts lacks, or give both the same id: `{#…}` at the end of the line");
}

/// Where the clause would stand in the other text: its nearest ancestor that stands there.
fn counterpart(here: &Text, there: &Text, clause: Clause<'_>) -> usize {
    let mut above = std::iter::successors(here.clauses.above(clause), |above| here.clauses.above(*above));
    above.find_map(|above| there.clauses.find(above.id)).map_or(there.body, |found| found.at)
}

/// `translation-outdated`: a text follows a source text that has changed since.
/// Why it matters: the two languages say different things.
/// What to do: bring it up to date, and record the seal of the text it follows.
pub(super) fn outdated(case: &PolicyCase<'_>, report: &mut Report) {
    let governing = case.policy.governing;
    for nth in 0..case.policy.versions.len() {
        let Some(lag) = case.policy.lag(nth) else { continue };
        let (text, source) = (lag.text, lag.source);
        let mut message = format!("the {} text follows an earlier {} text", text.lang.name(), governing.name());
        let behind = lag.since.as_ref().map(clauses_behind).unwrap_or_default();
        if !behind.is_empty() {
            let names: Vec<String> = behind.iter().take(NAMED).map(|(id, _)| format!("`{id}`")).collect();
            let more = behind.len().saturating_sub(NAMED);
            let more = if more > 0 { format!(" and {more} more") } else { String::new() };
            message.push_str(&format!("; behind are {}{more}", names.join(", ")));
        }
        let policy = format!("{}/{}", case.association.id, case.policy.id);
        let finding = report.warning("translation-outdated", Place::key(text.file, "translated_from"), message);
        if behind.is_empty() {
            finding.see(Place::File(source.file), "the text as it stands");
        }
        for (id, at) in behind.into_iter().take(NAMED) {
            if let Some(at) = at {
                finding.see(Place::Offset(source.file, at), format!("`{id}` as it stands"));
            }
            if let Some(clause) = text.clauses.find(&id) {
                finding.see(Place::Offset(text.file, clause.at), format!("`{id}` in translation"));
            }
        }
        finding.hint(format!(
            "bring it up to date, then record it with `mithaq translated {policy} {}`",
            case.policy.versions[nth].number
        ));
    }
}

/// So many clauses are named; the page of changes has the rest.
const NAMED: usize = 5;

/// The ids of the clauses that changed in the governing text, with their place there.
fn clauses_behind(since: &Since) -> Vec<(String, Option<usize>)> {
    let changes = since.comparison.changes.iter();
    let named = changes.filter_map(|change| match (change.old, change.new) {
        (_, Some(new)) => Some((since.now[new].id.clone(), Some(since.now[new].at))),
        (Some(old), None) => Some((since.before[old].id.clone(), None)),
        (None, None) => None,
    });
    named.collect()
}
