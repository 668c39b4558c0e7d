//! Rules that hold the record against what the words of the text state.

use super::context::PolicyCase;
use crate::model::stated::StatedPeriod;
use crate::model::{ApprovalState, Clause, Commitment, Lang, Policy, Text, Version};
use crate::report::Report;
use crate::source::Place;

/// `promise-differs`: a promise is of another period than its clause.
/// Why it matters: pages and forms promise what the board did not approve.
/// What to do: write what the clause says; where the clause is wrong, have the board decide.
pub(super) fn differs(case: &PolicyCase<'_>, report: &mut Report) {
    let policy = case.policy;
    let current = policy.newest_or_in_force(case.today).map(|version| version.nth);
    for version in &policy.versions {
        // The policy's own list speaks of the version that readers find, and of a draft, which takes it over.
        let is_draft = version.approval == ApprovalState::Pending;
        if version.commitments.is_none() && current != Some(version.nth) && !is_draft {
            continue;
        }
        for commitment in policy.commitments_of(version) {
            for text in version.texts.existing() {
                report_difference(case, version, commitment, text, report);
            }
        }
        if is_draft {
            report_lost(policy, version, report);
        }
    }
}

fn report_difference(
    case: &PolicyCase<'_>,
    version: &Version,
    commitment: &Commitment,
    text: &Text,
    report: &mut Report,
) {
    let stated = stated_in(text, &commitment.clause);
    let Some(other) = commitment.contradicted(&stated) else { return };
    let (recorded, words) = (&commitment.period, text.source.text());
    let message = format!(
        "the promise `{}` is `{} {} {}`, and its clause `{}` in the {} text of version `{}` says `{}`{}",
        commitment.id,
        recorded.bound.word(),
        recorded.amount,
        recorded.unit.word(),
        commitment.clause,
        text.lang.name(),
        version.number,
        words[other.at.clone()].replace('`', "'"),
        other.bound.map_or_else(String::new, |bound| format!(", {}", bound.word())),
    );
    let place = Place::key(case.policy.file, format!("{}.amount", commitment.path));
    // Words are read with less certainty than digits.
    let finding = match other.in_words {
        false => report.error("promise-differs", place, message),
        true => report.warning("promise-differs", place, message),
    };
    finding
        .see(Place::Offset(text.file, other.at.start), "the words of the clause")
        .hint("write what the clause says; if the clause is wrong, mend it in a draft and have the board decide");
}

/// Promises of a draft whose clause stated a period in the version before, and states none now.
fn report_lost(policy: &Policy, version: &Version, report: &mut Report) {
    let Some(base) = policy.decided_before(version) else { return };
    for commitment in policy.commitments_of(version) {
        let lost = |lang: Lang| {
            let (old, new) = (base.texts.get(lang).as_ref()?, version.texts.get(lang).as_ref()?);
            let nth = new.clauses.ids().position(|id| id == commitment.clause)?;
            let stated = |text| !stated_in(text, &commitment.clause).is_empty();
            (stated(old) && !stated(new)).then_some((new, nth))
        };
        let place = format!("{}.clause", commitment.path);
        // Another clause has that number now: that is told, and is the cause.
        let is_moved = || {
            let moved = policy.renumbered(version);
            moved.iter().any(|found| found.place == Place::key(policy.file, place.clone()))
        };
        let Some((text, nth)) = Lang::ALL.into_iter().find_map(lost) else { continue };
        if is_moved() {
            continue;
        }
        let Commitment { id, clause, period, .. } = commitment;
        let message = format!(
            "the promise `{id}` is `{} {} {}`, and its clause `{clause}` states no period any more in the {} text of version `{}`",
            period.bound.word(),
            period.amount,
            period.unit.word(),
            text.lang.name(),
            version.number,
        );
        let at = text.clauses.get(nth).map_or(text.body, |clause| clause.at);
        report
            .error("promise-differs", Place::key(policy.file, place), message)
            .see(Place::Offset(text.file, at.max(text.body)), "the clause")
            .hint("name the clause that states it now, or take the promise out of the list of this version");
    }
}

/// The periods that a clause states; where its own words state none, those of the clauses inside it.
fn stated_in<'a>(text: &'a Text, id: &str) -> Vec<&'a StatedPeriod> {
    let Some(first) = text.clauses.ids().position(|known| known == id) else { return Vec::new() };
    let of = |range: std::ops::Range<usize>| {
        let inside = text.statements.periods.iter().filter(move |(nth, _)| range.contains(nth));
        inside.map(|(_, period)| period).collect::<Vec<_>>()
    };
    let own = of(first..first + 1);
    if own.is_empty() { of(first..end_of(text, first)) } else { own }
}

/// The place behind the last clause inside another one.
fn end_of(text: &Text, first: usize) -> usize {
    let depth = text.clauses.get(first).map_or(0, |clause| clause.depth);
    let inside = text.clauses.iter().skip(first + 1).take_while(|clause| clause.depth > depth);
    first + 1 + inside.count()
}

/// `promise-missing`: a text sets a period that no promise records.
/// Why it matters: readers find promises where the record names them: above the text, on forms, in data.
/// What to do: add it to `commitments`, where it is a promise.
pub(super) fn missing(case: &PolicyCase<'_>, report: &mut Report) {
    let policy = case.policy;
    let current = policy.newest_or_in_force(case.today).map(|version| version.nth);
    let looked_at = |version: &&Version| current == Some(version.nth) || version.approval == ApprovalState::Pending;
    for version in policy.versions.iter().filter(looked_at) {
        let Some(text) = version.texts.get(policy.governing) else { continue };
        let recorded: Vec<&str> =
            policy.commitments_of(version).iter().map(|commitment| commitment.clause.as_str()).collect();
        let mut told = None;
        for (nth, period) in text.statements.periods.iter().filter(|(_, period)| period.bound.is_some()) {
            let Some(clause) = text.clauses.get(*nth) else { continue };
            if told.replace(*nth) == Some(*nth) || is_recorded(text, clause, &recorded) {
                continue;
            }
            let message = format!(
                "clause `{}` says `{}`, which no promise records",
                clause.id,
                text.source.text()[period.at.clone()].replace('`', "'")
            );
            let hint = format!("add it to `commitments` of version `{}`, if it is a promise", version.number);
            report.note("promise-missing", Place::Offset(text.file, period.at.start), message).hint(hint);
        }
    }
}

/// Whether a promise names the clause, or one that holds it.
fn is_recorded(text: &Text, clause: Clause<'_>, recorded: &[&str]) -> bool {
    let mut holding = std::iter::successors(Some(clause), |clause| text.clauses.above(*clause));
    holding.any(|clause| recorded.contains(&clause.id))
}

/// `decision-differs`: a text tells another sitting, date or resolution than the record of its approval.
/// Why it matters: one of the two is not what the minutes say, and readers see both.
/// What to do: correct the one that differs from the minutes.
pub(super) fn decision_differs(case: &PolicyCase<'_>, report: &mut Report) {
    for version in &case.policy.versions {
        let Some(approval) = version.approval.approved() else { continue };
        for text in version.texts.existing() {
            let earlier = case.policy.approvals_before(version);
            for found in approval.contradicted(&text.statements, &earlier) {
                let words = text.source.text();
                let message = format!(
                    "the {} text of version `{}` says `{}`, and the record says `{}: {}`",
                    text.lang.name(),
                    version.number,
                    words[found.at.clone()].replace('`', "'"),
                    found.key,
                    found.recorded
                );
                let key = Place::key(case.policy.file, format!("versions.{}.approval.{}", version.nth, found.key));
                report
                    .warning("decision-differs", Place::Offset(text.file, found.at.start), message)
                    .see(key, "the record")
                    .hint("look at the minutes, and correct the one that differs from them");
            }
        }
    }
}
