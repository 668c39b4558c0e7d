//! A translation that follows the governing text as it stands.

use super::log::Entry;
use super::{Change, EditSession, Failure, Target, find_version};
use crate::edit::Decision;
use crate::edit::ready::{Reason, must_be_complete};
use crate::model::log::LineKind;
use crate::model::seal::{seal, sealed_bytes};
use crate::model::{ApprovalState, Lang, Policy, Text, Version};
use crate::source::Place;

/// What would be recorded of a translation.
#[derive(Debug)]
pub struct Prepared<'s> {
    /// The version.
    pub version: &'s Version,
    /// The text that prevails.
    pub source: &'s Text,
    /// The text that follows it.
    pub text: &'s Text,
    /// The path of that text.
    pub path: String,
    /// Whether that text is sealed, and is sealed anew.
    pub sealed_anew: bool,
    /// How many clauses stand in one language alone.
    pub unpaired: usize,
    /// What is written; nothing where it is recorded already.
    pub change: Option<Change>,
}

/// Checks that a translation may be recorded as following its source, and reads the site as it would
/// be with that. The version is the one of that number, else the open draft, else the one in force.
///
/// # Errors
/// Every reason why it is not recorded.
pub fn prepare<'s>(session: &'s EditSession, target: &Target, number: Option<&str>) -> Result<Prepared<'s>, Failure> {
    let (association, policy) = session.policy(target)?;
    let version = choose(session, policy, number)?;
    let source = text_in(target, version, policy.governing)?;
    let text = text_in(target, version, policy.translation())?;
    let recorded = version.seal.get(text.lang).as_ref();
    let is_as_sealed = recorded.is_none_or(|known| known.eq_ignore_ascii_case(&text.seal));
    let follows = text.translated_from.as_ref().is_some_and(|known| known.eq_ignore_ascii_case(&source.seal));
    let folder = target.folder(&version.number);
    let mut prepared = Prepared {
        version,
        source,
        text,
        path: format!("{folder}/{}.md", text.lang.code()),
        sealed_anew: recorded.is_some(),
        unpaired: version.unpaired(source.lang).len() + version.unpaired(text.lang).len(),
        change: None,
    };
    if follows && is_as_sealed {
        return Ok(prepared);
    }
    if let Some(reason) = recorded.and_then(|_| against_new_seal(policy, version, source, text)) {
        let message = format!("it is not recorded for version `{}`", version.number);
        return Err(session.refuse("not-recorded", message, &[reason]));
    }
    let new = session.followed(text.file, &source.seal)?;
    let mut change =
        Change { files: vec![session.changed(prepared.path.clone(), new.as_bytes())?], ..Change::default() };
    if prepared.sealed_anew {
        let copy = format!("{folder}/.sealed/{}.md", text.lang.code());
        change.files.push(session.changed(copy, sealed_bytes(&new).as_bytes())?);
        let decision = Decision::Seal { nth: version.nth, lang: text.lang, seal: seal(&new) };
        change.files.push(session.changed(target.policy_file(), session.edited(policy, &decision)?)?);
        let mut entry = Entry::of(LineKind::Translated, &policy.id, &version.number);
        entry.texts.insert(text.lang.code().to_owned(), seal(&new));
        change.files.push(session.logged(association, vec![entry])?);
    }
    let (_, errors) = session.prove(&change, |_, is_new| is_new);
    if !errors.is_empty() {
        return Err(session.refuse("not-recorded", "it is not recorded", &errors));
    }
    prepared.change = Some(change);
    Ok(prepared)
}

fn choose<'s>(session: &EditSession, policy: &'s Policy, number: Option<&str>) -> Result<&'s Version, Failure> {
    if let Some(number) = number {
        return find_version(policy, number);
    }
    let draft = policy.versions.iter().rev().find(|version| version.approval == ApprovalState::Pending);
    draft.or_else(|| policy.in_force(session.today()).map(|nth| &policy.versions[nth])).ok_or_else(|| {
        let message = "the policy has no draft, and no version in force";
        Failure::refused("none-in-force", message, "name the version, such as `1.0`")
    })
}

fn text_in<'s>(target: &Target, version: &'s Version, lang: Lang) -> Result<&'s Text, Failure> {
    version.texts.get(lang).as_ref().ok_or_else(|| {
        let message = format!("version `{}` has no {} text", version.number, lang.name());
        let hint = format!("write `{}/{}.md`", target.folder(&version.number), lang.code());
        Failure::refused("text-missing", message, hint)
    })
}

/// The record stands in the text itself, so it changes the seal. What the body
/// approved stays as it approved it; a translation for convenience is nothing
/// that the body decided upon, so it may be mended and sealed again.
fn against_new_seal(policy: &Policy, version: &Version, source: &Text, text: &Text) -> Option<Reason> {
    let place = |lang: Lang| Some(Place::key(policy.file, format!("versions.{}.seal.{}", version.nth, lang.code())));
    if must_be_complete(text) {
        let message = format!("the {} text was approved and sealed, and the record would change it", text.lang.name());
        let hint = "start a new version with `mithaq revise`; a text that is no part of the decision says `translation: courtesy`";
        return Some(Reason::new("text-approved", place(text.lang), message, hint));
    }
    version.seal.get(source.lang).as_ref().filter(|known| !known.eq_ignore_ascii_case(&source.seal)).map(|_| {
        let there = source.lang.name();
        let message = format!("the {there} text differs from its seal, so there is nothing that could be followed");
        Reason::new("seal-broken", place(source.lang), message, "restore the approved text first")
    })
}
