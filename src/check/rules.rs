//! Rules: the table of all of them.

use super::context::{PolicyCase, RuleContext};
use super::{
    approvals, attachments, channels, colours, commitments, drafts, forms, log, promises, references, seals,
    translations,
};
use crate::model::{Association, Date};
use crate::report::Report;

type PolicyRule = fn(&PolicyCase<'_>, &mut Report);
type AssociationRule = fn(&RuleContext<'_>, &Association, &mut Report);

const POLICY_RULES: &[PolicyRule] = &[
    approvals::date_pair_disagrees,
    approvals::date_in_future,
    approvals::two_in_force,
    approvals::none_in_force,
    attachments::unfit,
    seals::seal_broken,
    seals::seal_missing,
    approvals::review_overdue,
    commitments::clause_unknown,
    commitments::lower_bound,
    drafts::clause_renumbered,
    promises::differs,
    promises::missing,
    promises::decision_differs,
    references::dangling,
    translations::clause_unpaired,
    translations::outdated,
];

const ASSOCIATION_RULES: &[AssociationRule] = &[
    attachments::logo_unfit,
    channels::without_contact,
    channels::value_unfit,
    colours::contrast,
    forms::names_unknown,
    forms::endpoint_unfit,
    forms::privacy_missing,
    log::holds,
];

/// Holds an association and its policies against every rule.
pub(super) fn of_association(context: &RuleContext<'_>, association: &Association, today: Date) -> Report {
    let mut report = Report::default();
    ASSOCIATION_RULES.iter().for_each(|rule| rule(context, association, &mut report));
    for policy in &association.policies {
        let case = PolicyCase { context, association, policy, today };
        POLICY_RULES.iter().for_each(|rule| rule(&case, &mut report));
    }
    report
}
