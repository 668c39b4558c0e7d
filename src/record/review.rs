//! A review: the body looked at the version in force and left it unchanged.

use super::log::Entry;
use super::{Change, EditSession, Failure, Target};
use crate::edit::Decision;
use crate::edit::ready::Reason;
use crate::model::log::{LineKind, review_fact};
use crate::model::{Date, Policy, Review, Session, Version};
use crate::source::Place;

/// What is decided.
#[derive(Clone, Debug)]
pub struct Request {
    /// The day of the review.
    pub date: Date,
    /// Which sitting it was.
    pub session: Option<Session>,
}

/// A review that is ready to be written.
#[derive(Debug)]
pub struct Prepared<'s> {
    /// The version that was reviewed: the one in force.
    pub version: &'s Version,
    /// The path of the file in which it is recorded.
    pub policy_file: String,
    /// When the next one is due.
    pub next: NextReview,
    /// What is written.
    pub change: Change,
}

/// When the review after this one is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NextReview {
    /// By this day.
    Due(Date),
    /// The policy names a day that this review has reached: somebody has to name another.
    StillNames(Date),
    /// The policy does not say.
    Unstated,
}

/// Checks a review, and reads the site as it would be with it.
///
/// # Errors
/// Every reason why it is not recorded.
pub fn prepare<'s>(session: &'s EditSession, target: &Target, request: Request) -> Result<Prepared<'s>, Failure> {
    let (association, policy) = session.policy(target)?;
    let today = session.today();
    let Some(version) = policy.in_force(today).map(|nth| &policy.versions[nth]) else {
        let message = "no version of the policy is in force, so there is none to review";
        return Err(Failure::refused("none-in-force", message, "look at its versions with `mithaq status`"));
    };
    let refuse = |reasons: &[Reason]| session.refuse("not-reviewed", "the review is not recorded", reasons);
    let reasons = reasons(&request, today, policy, version);
    if !reasons.is_empty() {
        return Err(refuse(&reasons));
    }
    let decision = Decision::Review { nth: version.nth, date: request.date, session: request.session.clone() };
    let text = session.edited(policy, &decision)?;
    let policy_file = target.policy_file();
    let review = review_fact(request.date, request.session.as_ref());
    let entry = Entry::of(LineKind::Reviewed, &policy.id, &version.number).with("review", review);
    let files = vec![session.changed(policy_file.clone(), text)?, session.logged(association, vec![entry])?];
    let change = Change { files, ..Change::default() };
    let (then, errors) = session.prove(&change, |_, is_new| is_new);
    if !errors.is_empty() {
        return Err(refuse(&errors));
    }
    let after = then.site.as_ref().and_then(|site| target.find(site));
    let next = match (after.and_then(|policy| policy.next_review(today)), policy.review) {
        (Some(day), Some(Review::Next(_))) if day <= request.date => NextReview::StillNames(day),
        (Some(day), _) => NextReview::Due(day),
        (None, _) => NextReview::Unstated,
    };
    Ok(Prepared { version, policy_file, next, change })
}

fn reasons(request: &Request, today: Date, policy: &Policy, version: &Version) -> Vec<Reason> {
    let mut reasons = Vec::new();
    let day = request.date;
    let place = |key: &str| Some(Place::key(policy.file, format!("versions.{}.{key}", version.nth)));
    if day > today {
        let message = format!("`{day}` lies in the future: today is `{today}`");
        reasons.push(Reason::new("date-in-future", None, message, "record the review once it has taken place"));
    }
    let decided = version.approval.approved().and_then(|approval| approval.gregorian()).map(|date| date.value);
    if let Some(decided) = decided.filter(|decided| day < *decided) {
        let message = format!("`{day}` is before version `{}` was approved, on `{decided}`", version.number);
        let hint = "look at the minutes for the day of the review";
        reasons.push(Reason::new("date-before-approval", place("approval"), message, hint));
    }
    if let Some((known, _)) = version.reviewed.iter().find(|(known, _)| *known >= day) {
        reasons.push(if *known == day {
            let message = format!("the review of `{known}` is recorded already");
            Reason::new("recorded-already", place("reviewed"), message, "there is nothing to do")
        } else {
            let message = format!("a later review is recorded already, of `{known}`");
            let hint = "look at the minutes for the day of the review";
            Reason::new("date-before-last", place("reviewed"), message, hint)
        });
    }
    reasons
}
