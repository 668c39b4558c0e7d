//! Rules about promises.

use super::context::PolicyCase;
use crate::model::{ApprovalState, Bound, Version};
use crate::report::{Report, meant};
use crate::source::Place;

/// `reference-dangling`: a promise names a clause that the text in force lacks.
/// Why it matters: a promise without its clause cannot be relied on.
/// What to do: write the id of the clause that makes it.
pub(super) fn clause_unknown(case: &PolicyCase<'_>, report: &mut Report) {
    let policy = case.policy;
    let current = policy.newest_or_in_force(case.today).map(|version| version.nth);
    // The policy's own list speaks of the version that readers find; a version's list of that version.
    let judged = |version: &&Version| version.commitments.is_some() || current == Some(version.nth);
    for (version, commitment) in policy
        .versions
        .iter()
        .filter(judged)
        .flat_map(|version| policy.commitments_of(version).iter().map(move |one| (version, one)))
    {
        let Some(text) = version.texts.get(policy.governing).as_ref() else { continue };
        if text.clauses.find(&commitment.clause).is_none() {
            let place = Place::key(policy.file, format!("{}.clause", commitment.path));
            // That it has another number now is told, and is the cause.
            if version.approval == ApprovalState::Pending
                && policy.renumbered(version).iter().any(|found| found.place == place)
            {
                continue;
            }
            let message = format!("version `{}` has no clause `{}`", version.number, commitment.clause);
            let known = text.clauses.ids();
            let hint = meant(&commitment.clause, known, "write the id of the clause that makes the promise");
            report.error("reference-dangling", place, message).see(Place::File(text.file), "the text").hint(hint);
        }
    }
}

/// `promise-lower-bound`: a promise sets the least time, and no most.
/// Why it matters: "no less than two weeks" lets an answer take for ever, so it
/// promises a beneficiary nothing; it is shown as it was approved, never turned round.
/// What to do: have the board approve a latest date.
pub(super) fn lower_bound(case: &PolicyCase<'_>, report: &mut Report) {
    let Some(version) = case.policy.newest_or_in_force(case.today) else { return };
    for commitment in case.policy.commitments_of(version) {
        if commitment.period.bound == Bound::AtLeast {
            let place = Place::key(case.policy.file, format!("{}.bound", commitment.path));
            let message = format!(
                "the promise `{}` sets only the least time, so it promises a beneficiary no answer by any day",
                commitment.id
            );
            let hint = "ask the board whether «لا تقل عن» was meant as «لا تتجاوز»; until then it is shown as approved, with this said beside it";
            report.warning("promise-lower-bound", place, message).hint(hint);
        }
    }
}
