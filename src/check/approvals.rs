//! Rules about approval, force and review.

use super::context::PolicyCase;
use crate::model::{Agreement, ApprovalState, Date, State};
use crate::report::Report;
use crate::source::Place;

/// `date-pair-disagrees`: the Hijri and the Gregorian date are two different days.
/// Why it matters: one of them is not the day on which the board decided.
/// What to do: look at the minutes and correct the one that is wrong.
pub(super) fn date_pair_disagrees(case: &PolicyCase<'_>, report: &mut Report) {
    for version in &case.policy.versions {
        let Some(approval) = version.approval.approved() else { continue };
        if let (Agreement::Disagree(expected), Some(date), Some(hijri)) =
            (approval.agreement(), approval.date, approval.hijri)
        {
            let path = |key| Place::key(case.policy.file, format!("versions.{}.approval.{key}", version.nth));
            let message =
                format!("`{hijri}` AH is `{expected}` by the Umm al-Qura calendar, and the date says `{date}`");
            report
                .error("date-pair-disagrees", path("hijri"), message)
                .see(path("date"), "the Gregorian date")
                .hint("correct the one that differs from the minutes");
        }
    }
}

/// `date-in-future`: an approval or a review is dated after today.
/// Why it matters: readers are told of a decision that nobody has taken yet; a slip of the year counts for good.
/// What to do: look at the minutes and correct the date. A draft that awaits its day is `pending`.
pub(super) fn date_in_future(case: &PolicyCase<'_>, report: &mut Report) {
    let file = case.policy.file;
    let mut found = |what: &str, day: Option<Date>, path: String| {
        if let Some(day) = day.filter(|day| *day > case.today) {
            let message = format!("the {what} is dated `{day}`, which has not come yet");
            report
                .warning("date-in-future", Place::key(file, path), message)
                .hint("correct the date as the minutes have it, or write `approval: pending` until that day");
        }
    };
    for version in &case.policy.versions {
        let path = |key: &str| format!("versions.{}.{key}", version.nth);
        if let Some(approval) = version.approval.approved() {
            let key = if approval.date.is_some() { "approval.date" } else { "approval.hijri" };
            found("approval", approval.gregorian().map(|day| day.value), path(key));
        }
        for (nth, (day, _)) in version.reviewed.iter().enumerate() {
            found("review", Some(*day), path(&format!("reviewed.{nth}.date")));
        }
    }
}

/// `two-in-force`, `version-order`: two versions hold from the same day, or the newer from an earlier one.
/// Why it matters: nobody can tell which of them applies.
/// What to do: give the newer one its own `effective`, or withdraw the older one.
pub(super) fn two_in_force(case: &PolicyCase<'_>, report: &mut Report) {
    let policy = case.policy;
    let counts = |nth: usize| !matches!(policy.state(nth, case.today), State::Draft | State::Withdrawn);
    let place = |nth: usize| Place::key(policy.file, format!("versions.{}.version", policy.versions[nth].nth));
    let approved: Vec<usize> = (0..policy.versions.len()).filter(|nth| counts(*nth)).collect();
    for pair in approved.windows(2) {
        let (older, newer) = (&policy.versions[pair[0]], &policy.versions[pair[1]]);
        let (finding, hint) = match (older.effective(), newer.effective()) {
            // Numbers out of order are reported where the list is read.
            _ if newer.order() <= older.order() => continue,
            (before, after) if before == after => {
                let from = before.map_or_else(|| "no stated day".to_owned(), |day| format!("`{day}`"));
                let message =
                    format!("versions `{}` and `{}` are both in force from {from}", older.number, newer.number);
                let hint = "write the day from which the newer one holds as `effective`, or withdraw the older one";
                (report.error("two-in-force", place(pair[1]), message), hint)
            }
            (Some(_), None) => {
                let message = format!(
                    "version `{}` states no day from which it holds, and version `{}` before it does",
                    newer.number, older.number
                );
                (
                    report.error("version-order", place(pair[1]), message),
                    "write the day from which it holds as `effective`",
                )
            }
            (Some(before), Some(after)) if before > after => {
                let message = format!(
                    "version `{}` holds from an earlier day than version `{}` before it",
                    newer.number, older.number
                );
                let hint = "correct `effective`: a newer version holds from a later day";
                (report.error("version-order", place(pair[1]), message), hint)
            }
            _ => continue,
        };
        finding.see(place(pair[0]), "the older one stands here").hint(hint);
    }
}

/// `none-in-force`: no version of the policy holds today.
/// Why it matters: readers find a policy without a text that applies.
/// What to do: approve a draft, or wait for the day of the next version.
pub(super) fn none_in_force(case: &PolicyCase<'_>, report: &mut Report) {
    let policy = case.policy;
    if policy.in_force(case.today).is_none() && !policy.versions.is_empty() {
        let only_drafts = policy.versions.iter().all(|version| version.approval == ApprovalState::Pending);
        let (message, hint) = if only_drafts {
            (
                "the policy has drafts alone, so it is not published",
                "record the decision with `mithaq approve`, or look at it with `--drafts`",
            )
        } else {
            (
                "no version of the policy is in force today",
                "look at `effective`, `approval` and `withdrawn` of its versions",
            )
        };
        report.warning("none-in-force", Place::key(policy.file, "versions"), message).hint(hint);
    }
}

/// `review-overdue`: the day of the next review has passed.
/// Why it matters: readers rely on that date.
/// What to do: review the policy and record the day under `reviewed`.
pub(super) fn review_overdue(case: &PolicyCase<'_>, report: &mut Report) {
    if let Some(day) = case.policy.next_review(case.today).filter(|day| *day < case.today) {
        let message = format!("the policy was to be reviewed by `{day}`");
        let hint = "record the review with `mithaq review`, or start a new version with `mithaq revise`";
        report.warning("review-overdue", Place::key(case.policy.file, "review"), message).hint(hint);
    }
}
