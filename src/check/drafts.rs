//! Rules that hold a draft against the version that it follows.

use super::context::PolicyCase;
use crate::model::ApprovalState;
use crate::report::Report;

/// `clause-renumbered`: a promise or a reference of a draft names a clause by its number, and another clause
/// has that number now.
/// Why it matters: an item that was inserted makes the promise speak of another clause.
/// What to do: name the clause by its new number, or give it an id.
pub(super) fn clause_renumbered(case: &PolicyCase<'_>, report: &mut Report) {
    let drafts = case.policy.versions.iter().filter(|version| version.approval == ApprovalState::Pending);
    for found in drafts.flat_map(|version| case.policy.renumbered(version)) {
        report
            .error("clause-renumbered", found.place, found.message)
            .see(found.now, "where its words stand now")
            .hint(found.hint);
    }
}
