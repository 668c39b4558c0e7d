//! Check: the rules that a published site should meet.
//!
//! In: a complete site and the day. Out: findings. Never: opens a file, changes
//! the site, prints.
//!
//! To add a rule: a function in the file it belongs to, and a row in the table.

mod approvals;
mod around;
mod channels;
mod colours;
mod commitments;
mod forms;
mod known;
mod references;
mod seals;
mod translations;

pub use known::{Known, again};

use crate::model::{Association, Date, Policy, Site};
use crate::report::Report;
use around::Around;

/// What a rule about a policy sees.
struct Case<'a> {
    around: &'a Around<'a>,
    association: &'a Association,
    policy: &'a Policy,
    today: Date,
}

type PolicyRule = fn(&Case<'_>, &mut Report);
type AssociationRule = fn(&Around<'_>, &Association, &mut Report);

const POLICY_RULES: [PolicyRule; 10] = [
    approvals::date_pair_disagrees,
    approvals::two_in_force,
    approvals::none_in_force,
    seals::seal_broken,
    approvals::review_overdue,
    commitments::clause_unknown,
    commitments::lower_bound,
    references::dangling,
    translations::clause_unpaired,
    translations::outdated,
];

const ASSOCIATION_RULES: [AssociationRule; 6] = [
    channels::without_contact,
    channels::value_unfit,
    colours::contrast,
    forms::names_unknown,
    forms::endpoint_unfit,
    forms::privacy_missing,
];

/// Holds the site against every rule.
pub fn all(site: &Site, today: Date) -> Report {
    again(site, today, &mut Known::default())
}

/// Holds an association and its policies against every rule.
fn of_association(around: &Around<'_>, association: &Association, today: Date) -> Report {
    let mut report = Report::default();
    ASSOCIATION_RULES.iter().for_each(|rule| rule(around, association, &mut report));
    for policy in &association.policies {
        let case = Case { around, association, policy, today };
        POLICY_RULES.iter().for_each(|rule| rule(&case, &mut report));
    }
    report
}
