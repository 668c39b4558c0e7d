//! What a draft did to the clauses of the version before it, where the record goes by those clauses.

use super::{EditSession, Target};
use crate::edit::ready::Reason;
use crate::model::compare::{Entry, compare};
use crate::model::{Commitment, Lang, Policy, ReferenceTarget, Text, Version, entries_of};
use crate::source::Place;

/// Every reason against approving a draft that follows another version: nothing of it is new, or the record
/// names a clause whose words now stand under another id, or are others.
pub(super) fn reasons(
    session: &EditSession,
    target: &Target,
    policy: &Policy,
    version: &Version,
    rewording_is_meant: bool,
) -> Vec<Reason> {
    let earlier = |other: &&Version| other.nth < version.nth && other.approval.approved().is_some() && other.has_text();
    let Some(base) = policy.versions.iter().rev().find(earlier) else { return Vec::new() };
    if let Some(reason) = unchanged(policy, base, version) {
        return vec![reason];
    }
    let (Some(old), Some(new)) = (base.texts.get(policy.governing), version.texts.get(policy.governing)) else {
        return Vec::new();
    };
    let named = named(session, target, policy, base, version);
    if named.iter().all(|named| has_same_words(old, new, &named.clause)) {
        return Vec::new();
    }
    let (before, after) = (entries_of(&old.source.text()), entries_of(&new.source.text()));
    let reworded = |named: &Named| {
        let now = after.iter().find(|entry| entry.id == named.clause)?;
        let old = before.iter().find(|entry| entry.id == named.clause)?;
        let is_new = old.words != now.words && !named.looked_at && !rewording_is_meant;
        let message = || format!("{} names clause `{}`, whose words are others now", named.who, named.clause);
        let hint = "look whether it still says what the record goes by: change the promise if it does not; if it does, say `--rewording-is-meant`";
        is_new.then(|| {
            Reason::new("clause-reworded", Some(Place::Offset(new.file, new.body.max(now.at))), message(), hint)
        })
    };
    let changed = |named: Named| {
        let Some(now) = now_of(&before, &after, &named.clause) else { return reworded(&named) };
        let Named { clause, who, place, .. } = named;
        let message = format!("{who} names clause `{clause}`, whose words now stand as clause `{}`", now.id);
        let hint = "give the clause an id of its own, `{#name}`, and let the record name that";
        let place = if now.at > 0 { Place::Offset(new.file, new.body.max(now.at)) } else { place };
        Some(Reason::new("clause-renumbered", Some(place), message, hint))
    };
    named.into_iter().filter_map(changed).collect()
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

/// A clause that the record goes by.
struct Named {
    clause: String,
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
            named.push(Named { clause: clause.clone(), who, place, looked_at: false });
        }
    }
    for (association, other) in site.policies() {
        let Some(nth) = other.in_force(session.today()).filter(|_| other.id != policy.id) else { continue };
        let texts = other.versions[nth].texts.existing();
        for (text, reference) in texts.flat_map(|text| text.references.iter().map(move |one| (text, one))) {
            if let ReferenceTarget::Policy { association: of, policy: id, clause: Some(clause) } = &reference.target
                && (of, id) == (&target.association, &target.policy)
            {
                let who = format!("a reference in `{}/{}`", association.id, other.id);
                let place = Place::Offset(text.file, reference.at);
                named.push(Named { clause: clause.clone(), who, place, looked_at: false });
            }
        }
    }
    named
}

/// Whether a clause is in both texts with the bytes that it had.
fn has_same_words(old: &Text, new: &Text, clause: &str) -> bool {
    let words = |text: &Text| {
        let nth = text.clauses.ids().position(|id| id == clause)?;
        let start = text.clauses.get(nth)?.at;
        let source = text.source.text();
        let end = text.clauses.get(nth + 1).map_or(source.len(), |next| next.at);
        Some(source.get(start..end)?.trim().to_owned())
    };
    words(old).is_some_and(|before| Some(before) == words(new))
}

/// The clause under another id that the words of a clause became; nothing where they stand under the same
/// id, or nowhere.
fn now_of<'a>(before: &[Entry], after: &'a [Entry], clause: &str) -> Option<&'a Entry> {
    let old = before.iter().position(|entry| entry.id == clause)?;
    let words = &before[old].words;
    if after.iter().any(|entry| entry.id == clause && entry.words == *words) {
        return None;
    }
    let same = after.iter().find(|entry| entry.words == *words);
    let became = || {
        let comparison = compare(before, after);
        let change = comparison.changes.iter().find(|change| change.old == Some(old))?;
        Some(&after[change.new?])
    };
    same.or_else(became).filter(|now| now.id != clause)
}
