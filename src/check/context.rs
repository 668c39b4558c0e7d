//! Context: what a rule sees, and how it asks for what stands outside its association.
//!
//! In: the site and the day. Out: answers, each recorded, since they are part of the key under which the
//! findings of an association are cached. Rules see nothing else of what stands around an association.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::model::{Association, Date, Endpoint, Policy, Site, Version};

/// What the rules of every association may depend on.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Common {
    today: Date,
    endpoints: BTreeMap<String, Endpoint>,
    base_url: String,
    left_out: Vec<String>,
}

impl Common {
    pub(super) fn of(site: &Site, today: Date) -> Self {
        let Site { endpoints, base_url, left_out, .. } = site;
        Common { today, endpoints: endpoints.clone(), base_url: base_url.clone(), left_out: left_out.clone() }
    }
}

/// The associations by their ids.
pub(super) type Others<'a> = FxHashMap<&'a str, &'a Arc<Association>>;

/// What a rule about a policy sees.
pub(super) struct PolicyCase<'a> {
    pub(super) context: &'a RuleContext<'a>,
    pub(super) association: &'a Association,
    pub(super) policy: &'a Policy,
    pub(super) today: Date,
}

/// What stands around an association: rules ask for it here, and for nothing behind its back.
pub(super) struct RuleContext<'a> {
    common: &'a Common,
    others: &'a Others<'a>,
    asked: RefCell<Asked>,
}

/// Policies that rules asked for, by the ids of association and policy; none where there was none.
pub(super) type Asked = BTreeMap<(String, String), Option<Arc<Policy>>>;

/// What a policy of another association is for who refers to it.
pub(super) enum Found<'a> {
    /// There is no such association; the ids of those that are there.
    NoAssociation(Vec<&'a str>),
    /// There is no such policy; the ids of those that are there.
    NoPolicy(Vec<&'a str>),
    /// No version of it is in force.
    NotInForce,
    /// One is.
    InForce(Clauses<'a>),
}

/// The clauses of a version.
#[derive(Clone, Copy)]
pub(super) struct Clauses<'a>(&'a Version);

impl<'a> Clauses<'a> {
    /// Whether one of them has an id.
    pub(super) fn has(self, id: &str) -> bool {
        self.0.texts.existing().any(|text| text.clauses.find(id).is_some())
    }

    /// Their ids, of both texts.
    pub(super) fn ids(self) -> impl Iterator<Item = &'a str> {
        self.0.clause_ids()
    }
}

impl<'a> RuleContext<'a> {
    pub(super) fn new(common: &'a Common, others: &'a Others<'a>) -> Self {
        RuleContext { common, others, asked: RefCell::default() }
    }

    /// The site's endpoints, by name.
    pub(super) fn endpoints(&self) -> &'a BTreeMap<String, Endpoint> {
        &self.common.endpoints
    }

    /// The address under which the site is published.
    pub(super) fn base_url(&self) -> &'a str {
        &self.common.base_url
    }

    /// Whether this run leaves an association out.
    pub(super) fn leaves_out(&self, association: &str) -> bool {
        self.common.left_out.iter().any(|id| id == association)
    }

    /// A policy of any association.
    pub(super) fn policy(&self, association: &str, policy: &str) -> Found<'a> {
        let known = self.others.get(association).copied();
        let found = known.and_then(|association| association.policies.iter().find(|found| found.id == policy));
        self.asked.borrow_mut().insert((association.to_owned(), policy.to_owned()), found.cloned());
        match (known, found) {
            (None, _) => {
                let mut ids: Vec<&str> = self.others.keys().copied().collect();
                ids.sort_unstable();
                Found::NoAssociation(ids)
            }
            (Some(known), None) => Found::NoPolicy(known.policies.iter().map(|policy| policy.id.as_str()).collect()),
            (_, Some(found)) => in_force(found, self.common.today).map_or(Found::NotInForce, Found::InForce),
        }
    }

    /// What was asked for.
    pub(super) fn asked(self) -> Asked {
        self.asked.into_inner()
    }
}

/// Whether everything that was asked for would be answered as it was. What was not there may have another
/// near it by now, so it is asked for again every time.
pub(super) fn answered_alike(asked: &Asked, others: &Others<'_>, today: Date) -> bool {
    asked.iter().all(|((association, policy), known)| {
        let now = others.get(association.as_str()).and_then(|one| one.policies.iter().find(|one| one.id == *policy));
        known.as_ref().zip(now).is_some_and(|(known, now)| Arc::ptr_eq(known, now) || alike(known, now, today))
    })
}

/// Whether two policies are the same for who refers to them.
fn alike(one: &Policy, other: &Policy, today: Date) -> bool {
    match (in_force(one, today), in_force(other, today)) {
        (Some(one), Some(other)) => one.ids().eq(other.ids()),
        (one, other) => one.is_none() && other.is_none(),
    }
}

fn in_force(policy: &Policy, today: Date) -> Option<Clauses<'_>> {
    policy.in_force(today).map(|nth| Clauses(&policy.versions[nth]))
}
