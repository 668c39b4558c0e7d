//! Events: what was decided on versions, newest first. Their days come from the
//! records of the site, never from the clock.

use std::cmp::Reverse;
use std::sync::Arc;

use crate::model::{ApprovalState, Association, Date, Policy, Session, Site, Version};

/// Something that happened to a version of a policy.
#[derive(Clone, Debug)]
pub struct Event<'a> {
    /// The association that decided.
    pub association: &'a Association,
    /// The policy.
    pub policy: &'a Policy,
    /// The version, by its place in the policy.
    pub nth: usize,
    /// What happened.
    pub what: What,
    /// When, where that is stated.
    pub day: Option<Date>,
    /// Its name on the page of the policy's history: `v1-1-approved`, `v1-1-reviewed-2026-07-13`.
    pub name: String,
}

/// What happens to versions, in the order in which it can happen.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum What {
    /// It was published; its approval is not stated.
    Listed,
    /// It was approved.
    Approved,
    /// It was reviewed and left unchanged, in this session.
    Reviewed(Option<Session>),
    /// It was taken out of force.
    Withdrawn,
}

impl What {
    /// The word for it, in names of texts and classes.
    pub fn word(&self) -> &'static str {
        match self {
            What::Listed => "listed",
            What::Approved => "approved",
            What::Reviewed(_) => "reviewed",
            What::Withdrawn => "withdrawn",
        }
    }
}

impl<'a> Event<'a> {
    /// The version that it happened to.
    pub fn version(&self) -> &'a Version {
        &self.policy.versions[self.nth]
    }
}

/// What happened to the versions of a policy that are `shown`, newest first; what has no
/// day stands last. A draft has no events.
pub fn of_policy<'a>(association: &'a Association, policy: &'a Policy, shown: &[usize]) -> Vec<Event<'a>> {
    let mut events: Vec<Event<'a>> = shown.iter().flat_map(|nth| of_version(association, policy, *nth)).collect();
    sort(&mut events);
    events
}

/// What happened on the whole site up to a day, newest first.
pub fn of_site<'a>(site: &'a Site, today: Date, shown: &dyn Fn(&Policy) -> Vec<usize>) -> Vec<Event<'a>> {
    let of = |association: &'a Arc<Association>| of_association(association, today, shown);
    let mut events: Vec<Event<'a>> = site.associations.iter().flat_map(of).collect();
    sort(&mut events);
    events
}

/// What an association decided up to a day, newest first.
pub fn of_association<'a>(
    association: &'a Association,
    today: Date,
    shown: &dyn Fn(&Policy) -> Vec<usize>,
) -> Vec<Event<'a>> {
    let of = |policy: &'a Arc<Policy>| of_policy(association, policy, &shown(policy));
    let mut events: Vec<Event<'a>> =
        association.policies.iter().flat_map(of).filter(|event| event.is_past(today)).collect();
    sort(&mut events);
    events
}

impl Event<'_> {
    /// Whether it has happened by a day; what has no day has.
    pub fn is_past(&self, today: Date) -> bool {
        self.day.is_none_or(|day| day <= today)
    }
}

/// The name of a version on the page of the policy's history: `v1-1`.
pub fn edition_name(version: &Version) -> String {
    format!("v{}", version.number.replace('.', "-"))
}

fn of_version<'a>(association: &'a Association, policy: &'a Policy, nth: usize) -> Vec<Event<'a>> {
    let version = &policy.versions[nth];
    let event = |what: What, day: Option<Date>, name: String| Event { association, policy, nth, what, day, name };
    let number = edition_name(version);
    let mut events = Vec::new();
    match &version.approval {
        ApprovalState::Pending => return events,
        ApprovalState::Approved(approval) => {
            let day = approval.gregorian().map(|day| day.value);
            events.push(event(What::Approved, day, format!("{number}-approved")));
        }
        ApprovalState::NotStated => events.push(event(What::Listed, version.effective, format!("{number}-listed"))),
    }
    for (at, (day, session)) in version.reviewed.iter().enumerate() {
        // Two reviews on one day are told apart by their order.
        let before = version.reviewed[..at].iter().filter(|(earlier, _)| earlier == day).count();
        let again = if before == 0 { String::new() } else { format!("-{}", before + 1) };
        events.push(event(What::Reviewed(session.clone()), Some(*day), format!("{number}-reviewed-{day}{again}")));
    }
    if let Some(end) = &version.withdrawn {
        events.push(event(What::Withdrawn, end.date, format!("{number}-withdrawn")));
    }
    events
}

fn sort(events: &mut [Event<'_>]) {
    events.sort_by(|a, b| {
        let key =
            |event: &Event<'_>| (Reverse(event.day), Reverse(event.version().order()), Reverse(event.what.clone()));
        (key(a), &a.association.id, &a.policy.id).cmp(&(key(b), &b.association.id, &b.policy.id))
    });
}
