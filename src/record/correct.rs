//! A correction: facts of a decision that were learnt later, or recorded wrongly. The words that were approved stay.

use super::approve::{Document, Facts};
use super::log::{Entry, digest_of};
use super::{Change, EditSession, Failure, Target, find_version};
use crate::edit::Decision;
use crate::edit::ready::Reason;
use crate::model::log::{LineKind, approval_facts};
use crate::model::{Approval, ApprovalState, Bilingual, Lang, Phrase, Policy, Version};
use crate::source::Place;

/// A fact that may be taken away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Removable {
    /// Which sitting it was.
    Session,
    /// The Gregorian date.
    Date,
    /// The Hijri date.
    Hijri,
    /// The number of the resolution.
    Resolution,
    /// Who signed.
    Signatory,
    /// The signed scan.
    Document,
}

/// A correction that is ready to be written.
#[derive(Debug)]
pub struct Prepared<'s> {
    /// The version.
    pub version: &'s Version,
    /// The facts that become others, by their keys.
    pub changed: Vec<String>,
    /// The path of the file in which they are recorded.
    pub policy_file: String,
    /// What is written.
    pub change: Change,
}

/// Checks a correction of an approval: the facts that are given replace those that stand there, and those of `without`
/// are taken away.
///
/// # Errors
/// Every reason why it is not recorded.
pub fn prepare<'s>(
    session: &'s EditSession,
    target: &Target,
    number: &str,
    facts: Facts,
    without: &[Removable],
    reason: &Phrase,
) -> Result<Prepared<'s>, Failure> {
    let (association, policy) = session.policy(target)?;
    let version = find_version(policy, number)?;
    let headline = format!("the approval of version `{number}` is not corrected");
    let refuse = |reasons: &[Reason]| session.refuse("not-corrected", headline.clone(), reasons);
    let Some(known) = version.approval.approved() else {
        return Err(refuse(&[never_approved(policy, version)]));
    };
    let folder = target.folder(number);
    let mut files = Vec::new();
    let mut entry = Entry::of(LineKind::Corrected, &policy.id, number);
    if let Some(document) = &facts.document {
        let scan = session.changed(format!("{folder}/{}", document.name()), document.bytes().to_vec())?;
        if scan.before.as_ref().is_some_and(|before| *before != scan.after) {
            let message = format!("another file has the name `{}` already", scan.path);
            let place = Some(Place::Path(scan.path.clone()));
            return Err(refuse(&[Reason::new(
                "file-in-the-way",
                place,
                message,
                "rename the scan: the one that was recorded stays",
            )]));
        }
        entry.files.insert(document.name().to_owned(), digest_of(&scan.after));
        files.push(scan);
    }
    let effective = facts.effective;
    let approval = corrected(known, facts, without);
    let after = Version {
        approval: ApprovalState::Approved(Box::new(approval.clone())),
        effective: effective.or(version.effective),
        ..version.clone()
    };
    let (old, new) = (approval_facts(version), approval_facts(&after));
    entry.facts = new.into_iter().filter(|(key, value)| old.get(key) != Some(value)).collect();
    let changed: Vec<String> = entry.facts.keys().cloned().collect();
    if changed.is_empty() {
        return Err(refuse(&[nothing_new(policy, version)]));
    }
    let words = reason.each().filter_map(|(lang, words)| Some((lang.code().to_owned(), words.clone()?.into())));
    let entry = entry.with("reason", serde_json::Value::Object(words.collect()));
    let (nth, known, approval) = (version.nth, Box::new(known.clone()), Box::new(approval));
    let decision = Decision::Correct { nth, known, approval, effective };
    let policy_file = target.policy_file();
    files.push(session.changed(policy_file.clone(), session.edited(policy, &decision)?)?);
    files.push(session.logged(association, vec![entry])?);
    let change = Change { files, ..Change::default() };
    let (_, errors) = session.prove(&change, |_, is_new| is_new);
    if !errors.is_empty() {
        return Err(refuse(&errors));
    }
    Ok(Prepared { version, changed, policy_file, change })
}

fn corrected(known: &Approval, facts: Facts, without: &[Removable]) -> Approval {
    let keeps = |fact| !without.contains(&fact);
    let merged =
        |new: Phrase, old: &Phrase| Bilingual::of(|lang: Lang| new.get(lang).clone().or_else(|| old.get(lang).clone()));
    Approval {
        body: merged(facts.body, &known.body),
        session: facts.session.or_else(|| known.session.clone()).filter(|_| keeps(Removable::Session)),
        sitting: known.sitting,
        date: facts.date.or(known.date).filter(|_| keeps(Removable::Date)),
        hijri: facts.hijri.or(known.hijri).filter(|_| keeps(Removable::Hijri)),
        resolution: facts.resolution.or_else(|| known.resolution.clone()).filter(|_| keeps(Removable::Resolution)),
        signatory: facts.signatory.or_else(|| known.signatory.clone()).filter(|_| keeps(Removable::Signatory)),
        document: facts
            .document
            .map(|document: Document| document.name().to_owned())
            .or_else(|| known.document.clone())
            .filter(|_| keeps(Removable::Document)),
    }
}

fn never_approved(policy: &Policy, version: &Version) -> Reason {
    let place = Place::key(policy.file, format!("versions.{}.approval", version.nth));
    let message = "no approval of it is recorded, so there is none to correct";
    Reason::new("not-approved", Some(place), message, "record the decision with `mithaq approve`")
}

fn nothing_new(policy: &Policy, version: &Version) -> Reason {
    let place = Place::key(policy.file, format!("versions.{}.approval", version.nth));
    let message = "every fact that was given stands there already";
    let hint = "give the fact that is wrong or missing, or take one away with `--without`";
    Reason::new("recorded-already", Some(place), message, hint)
}
