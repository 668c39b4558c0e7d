//! What a draft did to the clauses of the version before it, where the record goes by those clauses.

use super::{EditSession, Target};
use crate::edit::ready::Reason;
use crate::model::compare::compare;
use crate::model::{Commitment, Followed, Lang, Policy, ReferenceTarget, Text, Version, entries_of};
use crate::source::Place;

/// Every reason against approving a draft that follows another version: nothing of it is new, or the record
/// names a clause whose words now stand under another id, or are others. What is said to be meant is no reason:
/// other words of a clause, and another number of one that a sealed text of another policy names.
pub(super) fn reasons(
    session: &EditSession,
    target: &Target,
    policy: &Policy,
    version: &Version,
    rewording_is_meant: bool,
) -> Vec<Reason> {
    let Some(base) = policy.decided_before(version) else { return Vec::new() };
    if let Some(reason) = unchanged(policy, base, version) {
        return vec![reason];
    }
    let moved = policy.renumbered(version).into_iter();
    let mut reasons: Vec<_> =
        moved.map(|found| Reason::new("clause-renumbered", Some(found.place), found.message, found.hint)).collect();
    let named = named(session, target, policy, base, version);
    for lang in [policy.governing, policy.translation()] {
        let (Some(old), Some(new)) = (base.texts.get(lang), version.texts.get(lang)) else { continue };
        let clauses = named.iter().map(|named| named.clause.as_str());
        let Some(followed) = Followed::between(old, new, clauses) else { continue };
        for named in &named {
            let reason = of_clause(named, new, &followed, rewording_is_meant);
            // Once is enough where both texts were changed.
            let is_new = |reason: &Reason| !reasons.iter().any(|known| is_alike(known, reason));
            reasons.extend(reason.filter(is_new));
        }
    }
    reasons
}

/// Whether two reasons say the same of the texts of two languages.
fn is_alike(one: &Reason, other: &Reason) -> bool {
    let who = |reason: &Reason| reason.message.split(", whose words").next().map(str::to_owned);
    one.id == other.id && who(one) == who(other)
}

/// The reason that a clause gives in one language.
fn of_clause(named: &Named, new: &Text, followed: &Followed, rewording_is_meant: bool) -> Option<Reason> {
    let Named { clause, who, place, by, .. } = named;
    if let Some(now) = followed.renumbered(clause) {
        let message = format!("{who} names clause `{clause}`, whose words now stand as clause `{}`", now.id);
        let hint = match by {
            // `check` says it of every draft.
            By::Promise => return None,
            By::Form => format!("let the form name clause `{}`, and say `--rewording-is-meant`", now.id),
            By::Reference if rewording_is_meant => return None,
            By::Reference => {
                "keep the number, or let that policy name another clause; if its text stands as it is, say `--rewording-is-meant`".to_owned()
            }
        };
        return Some(Reason::new("clause-renumbered", Some(place.clone()), message, hint));
    }
    if named.looked_at || rewording_is_meant {
        return None;
    }
    let now = followed.reworded(clause)?;
    let message = format!("{who} names clause `{clause}`, whose words are others now in the {} text", new.lang.name());
    let hint = "look whether it still says what the record goes by: change the promise if it does not; if it does, say `--rewording-is-meant`";
    Some(Reason::new("clause-reworded", Some(Place::Offset(new.file, new.body.max(now.at))), message, hint))
}

/// A draft in which no clause differs in any language is a copy, and nothing that a body decided upon.
fn unchanged(policy: &Policy, base: &Version, version: &Version) -> Option<Reason> {
    let same = |lang: Lang| match (base.texts.get(lang), version.texts.get(lang)) {
        (Some(old), Some(new)) => {
            compare(&entries_of(&old.source.text()), &entries_of(&new.source.text())).changes.is_empty()
        }
        (None, None) => true,
        _ => false,
    };
    Lang::ALL.into_iter().all(same).then(|| {
        let place = Place::key(policy.file, format!("versions.{}.version", version.nth));
        let message = format!("no clause differs from version `{}`, in any language", base.number);
        let hint = "record a review that changed nothing with `mithaq review`, or write what the body decided";
        Reason::new("text-unchanged", Some(place), message, hint)
    })
}

/// What names a clause.
enum By {
    Promise,
    Form,
    Reference,
}

/// A clause that the record goes by.
struct Named {
    clause: String,
    by: By,
    /// What names it, in words.
    who: String,
    place: Place,
    /// Whether what names it was changed with the draft.
    looked_at: bool,
}

/// The clauses that the record goes by: who names each, and where. A list of promises that a draft wrote
/// anew was looked at; one that it took over was not.
fn named(session: &EditSession, target: &Target, policy: &Policy, base: &Version, version: &Version) -> Vec<Named> {
    let was = policy.commitments_of(base);
    let promises = policy
        .commitments_of(version)
        .iter()
        .filter(|now| was.iter().any(|before| before.id == now.id && before.clause == now.clause));
    let mut named: Vec<_> = promises
        .map(|promise| {
            let as_before = |before: &Commitment| {
                before.id == promise.id && before.period == promise.period && before.what == promise.what
            };
            Named {
                clause: promise.clause.clone(),
                by: By::Promise,
                who: format!("the promise `{}`", promise.id),
                place: Place::key(policy.file, format!("{}.clause", promise.path)),
                looked_at: !was.iter().any(as_before),
            }
        })
        .collect();
    let site = session.site();
    let forms = site.association(&target.association).map(|association| &association.forms);
    for form in forms.into_iter().flatten().filter(|form| form.policy.as_ref() == Some(&target.policy)) {
        if let Some(clause) = &form.clause {
            let (who, place) = (format!("the form `{}`", form.id), Place::key(form.file, "clause"));
            named.push(Named { clause: clause.clone(), by: By::Form, who, place, looked_at: false });
        }
    }
    for (association, other) in site.policies() {
        let is_itself = (&association.id, &other.id) == (&target.association, &target.policy);
        let Some(nth) = other.in_force(session.today()).filter(|_| !is_itself) else { continue };
        let texts = other.versions[nth].texts.existing();
        for (text, reference) in texts.flat_map(|text| text.references.iter().map(move |one| (text, one))) {
            if let ReferenceTarget::Policy { association: of, policy: id, clause: Some(clause) } = &reference.target
                && (of, id) == (&target.association, &target.policy)
            {
                let who = format!("a reference in `{}/{}`", association.id, other.id);
                let place = Place::Offset(text.file, reference.at);
                named.push(Named { clause: clause.clone(), by: By::Reference, who, place, looked_at: false });
            }
        }
    }
    named
}
