//! A withdrawal: a version no longer holds.

use super::log::Entry;
use super::{Change, EditSession, Failure, Target, find_version};
use crate::edit::Decision;
use crate::edit::ready::Reason;
use crate::model::log::{LineKind, withdrawal_fact};
use crate::model::{ApprovalState, Association, Date, Lang, Phrase, Policy, Session, Version, Withdrawal};
use crate::source::Place;

/// The version that would be withdrawn.
#[derive(Clone, Copy, Debug)]
pub struct Candidate<'s> {
    session: &'s EditSession,
    target: &'s Target,
    association: &'s Association,
    policy: &'s Policy,
    /// Which it is.
    pub version: &'s Version,
}

/// A withdrawal that is ready to be written.
#[derive(Debug)]
pub struct Prepared<'s> {
    /// The version that is withdrawn.
    pub version: &'s Version,
    /// The path of the file in which it is recorded.
    pub policy_file: String,
    /// What holds then.
    pub then: InForce,
    /// What is written.
    pub change: Change,
}

/// What holds once a version is withdrawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum InForce {
    /// An earlier version of this number comes back into force.
    Again(String),
    /// The version of this number stays in force.
    Still(String),
    /// No version.
    None,
}

/// Chooses the version: of that number, else the one in force.
///
/// # Errors
/// When there is no such policy or version.
pub fn choose<'s>(
    session: &'s EditSession,
    target: &'s Target,
    number: Option<&str>,
) -> Result<Candidate<'s>, Failure> {
    let (association, policy) = session.policy(target)?;
    let version = match (number, policy.in_force(session.today())) {
        (Some(number), _) => find_version(policy, number)?,
        (None, Some(nth)) => &policy.versions[nth],
        (None, None) => {
            let hint = "name the version: `mithaq withdraw ASSOCIATION/POLICY 1.0 …`";
            return Err(Failure::refused("none-in-force", "no version of the policy is in force", hint));
        }
    };
    Ok(Candidate { session, target, association, policy, version })
}

impl<'s> Candidate<'s> {
    /// The languages of the site in which a reason says nothing.
    pub fn silent_in(&self, reason: &Phrase) -> Vec<Lang> {
        let languages = &self.session.site().languages;
        languages.iter().copied().filter(|lang| reason.get(*lang).is_none()).collect()
    }

    /// Checks a withdrawal from a day on, decided in a sitting, with its reason in each language of the site, and reads
    /// the site as it would be with it.
    ///
    /// # Errors
    /// Every reason why it is not recorded.
    pub fn prepare(self, date: Date, sitting: Option<Session>, reason: Phrase) -> Result<Prepared<'s>, Failure> {
        let Candidate { session, target, association, policy, version } = self;
        let headline = format!("version `{}` is not withdrawn", version.number);
        let refuse = |reasons: &[Reason]| session.refuse("not-withdrawn", headline.clone(), reasons);
        let silent = self.silent_in(&reason).into_iter().map(|lang| {
            let message = format!("the reason is missing in {}", lang.name());
            Reason::new(
                "reason-missing",
                None,
                message,
                "say why: readers of the tombstone ask, each in their language",
            )
        });
        let reasons: Vec<Reason> = silent.chain(against(date, policy, version)).collect();
        if !reasons.is_empty() {
            return Err(refuse(&reasons));
        }
        let end = Withdrawal { date: Some(date), session: sitting.clone(), reason: reason.clone() };
        let entry =
            Entry::of(LineKind::Withdrawn, &policy.id, &version.number).with("withdrawn", withdrawal_fact(&end));
        let text = session.edited(policy, &Decision::Withdraw { nth: version.nth, date, session: sitting, reason })?;
        let policy_file = target.policy_file();
        let files = vec![session.changed(policy_file.clone(), text)?, session.logged(association, vec![entry])?];
        let change = Change { files, ..Change::default() };
        let (then, errors) = session.prove(&change, |_, is_new| is_new);
        if !errors.is_empty() {
            return Err(refuse(&errors));
        }
        let after = then.site.as_ref().and_then(|site| target.find(site));
        let day = date.max(session.today());
        let holds = after.and_then(|policy| policy.in_force(day).map(|nth| policy.versions[nth].number.clone()));
        let held = policy.in_force(session.today()).map(|nth| &policy.versions[nth].number);
        let then = match holds {
            Some(number) if held.is_some_and(|held| *held != number) => InForce::Again(number),
            Some(number) => InForce::Still(number),
            None => InForce::None,
        };
        Ok(Prepared { version, policy_file, then, change })
    }
}

fn against(date: Date, policy: &Policy, version: &Version) -> Option<Reason> {
    let place = |key: &str| Some(Place::key(policy.file, format!("versions.{}.{key}", version.nth)));
    if let Some(end) = &version.withdrawn {
        let day = end.date.map_or_else(String::new, |day| format!(", from `{day}`"));
        let message = format!("it is withdrawn already{day}");
        return Some(Reason::new("recorded-already", place("withdrawn"), message, "there is nothing to do"));
    }
    if version.approval == ApprovalState::Pending {
        let message = "it is a draft, which was never in force";
        let hint = "take it out of policy.yaml and delete its folder";
        return Some(Reason::new("version-is-draft", place("approval"), message, hint));
    }
    let from = version.effective().filter(|from| date < *from)?;
    let message = format!("`{date}` is before the day from which it holds, `{from}`");
    let hint = "look at the decision for the day of the withdrawal";
    Some(Reason::new("date-before-effect", place("version"), message, hint))
}
