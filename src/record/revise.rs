//! A revision: a new draft, as a copy of the version in force.

use super::change::Files;
use super::{Change, EditSession, Failure, Target};
use crate::edit::Decision;
use crate::edit::ready::{Reason, follows_another};
use crate::model::{ApprovalState, Policy, ReferenceTarget, TranslationState, Version};
use crate::source::Place;

/// A draft that is ready to be started.
#[derive(Debug)]
pub struct Prepared<'s> {
    /// Its number.
    pub number: String,
    /// The version that was copied.
    pub base: &'s Version,
    /// The files of the draft, by path relative to the site's folder.
    pub copied: Vec<String>,
    /// The path of the file that lists it.
    pub policy_file: String,
    /// Whether its translation was given the seal that it follows.
    pub translation_follows: bool,
    /// What is written.
    pub change: Change,
}

/// Checks that a draft can be started, and reads the site as it would be with it. Its number is the
/// one that is `wanted`, else the one after the newest.
///
/// # Errors
/// Every reason why it is not started.
pub fn prepare<'s>(session: &'s EditSession, target: &Target, wanted: Option<&str>) -> Result<Prepared<'s>, Failure> {
    let (_, policy) = session.policy(target)?;
    has_no_draft(session, target, policy)?;
    let Some(base) = policy.in_force(session.today()).map(|nth| &policy.versions[nth]) else {
        let message = "no version of the policy is in force, so there is none to copy";
        let hint = "copy the folder of a version by hand, and list the new one with `approval: pending`";
        return Err(Failure::refused("none-in-force", message, hint));
    };
    let number = number(session, policy, wanted)?;
    let folder = target.folder(&number);
    let (files, translation_follows) = copy(session, target, policy, base)?;
    let copied = files.keys().map(|path| format!("{folder}/{path}")).collect();
    let is_there = session.has(&folder);
    if is_there && session.below(&folder)? != files {
        let message = format!("the folder `{folder}` is there already, and policy.yaml lists no version `{number}`");
        let hint = "list it in policy.yaml with `approval: pending`, or rename the folder";
        return Err(Failure::refused("folder-in-the-way", message, hint));
    }
    let text = session.edited(
        policy,
        &Decision::Revise { number: number.clone(), commitments: policy.commitments_of(base).to_vec() },
    )?;
    let policy_file = target.policy_file();
    // First the folder, then the list: should the machine stop between the two,
    // `check` names files that nothing reads, and the next run goes on from there.
    let change = Change {
        folder: (!is_there).then_some((folder.clone(), files)),
        files: vec![session.changed(policy_file.clone(), text)?],
        ..Change::default()
    };
    // Faults of the draft's texts are those of the texts that were copied.
    let (_, errors) = session.prove(&change, |path, is_new| is_new && !path.starts_with(&folder));
    if !errors.is_empty() {
        return Err(session.refuse("not-started", format!("version `{number}` is not started"), &errors));
    }
    Ok(Prepared { number, base, copied, policy_file, translation_follows, change })
}

fn has_no_draft(session: &EditSession, target: &Target, policy: &Policy) -> Result<(), Failure> {
    let is_draft = |version: &&Version| version.approval == ApprovalState::Pending;
    let Some(open) = policy.versions.iter().find(is_draft) else { return Ok(()) };
    let place = Place::key(policy.file, format!("versions.{}.version", open.nth));
    let message = format!("version `{}` is a draft, in `{}`", open.number, target.folder(&open.number));
    let hint = "go on with that one, or take it out of policy.yaml and delete its folder";
    let reason = Reason::new("draft-open", Some(place), message, hint);
    Err(session.refuse("draft-open", "a draft of the policy is open already", &[reason]))
}

fn number(session: &EditSession, policy: &Policy, wanted: Option<&str>) -> Result<String, Failure> {
    let newest = policy.versions.iter().max_by_key(|version| version.order());
    let Some(newest) = newest else { return Ok("1.0".to_owned()) };
    let (major, minor) = newest.order();
    let next = format!("{major}.{}", minor + 1);
    let Some(wanted) = wanted else { return Ok(next) };
    let order = |number: &str| number.split_once('.').map(|(a, b)| (a.parse::<u32>().ok(), b.parse::<u32>().ok()));
    if let Some(same) = policy.versions.iter().find(|version| order(&version.number) == order(wanted)) {
        let place = Place::key(policy.file, format!("versions.{}.version", same.nth));
        let hint = format!("give the draft another number, such as `{next}`");
        let reason = Reason::new("version-exists", Some(place), format!("version `{}` stands here", same.number), hint);
        return Err(session.refuse("version-exists", format!("version `{wanted}` exists already"), &[reason]));
    }
    if order(wanted) < Some((Some(major), Some(minor))) {
        let message = format!("version `{wanted}` would come before version `{}`", newest.number);
        return Err(Failure::refused(
            "version-order",
            message,
            format!("give the draft a later number, such as `{next}`"),
        ));
    }
    Ok(wanted.to_owned())
}

/// The files of the draft by path below its folder, and whether its translation
/// was given the seal that it follows.
///
/// The signed scan stays with the decision that it shows, unless the text itself leads to it.
fn copy(session: &EditSession, target: &Target, policy: &Policy, base: &Version) -> Result<(Files, bool), Failure> {
    let mut files = session.below(&target.folder(&base.number))?;
    if let Some(document) = base.approval.approved().and_then(|approval| approval.document.as_ref()) {
        let mut references = base.texts.existing().flat_map(|text| &*text.references);
        if !references.any(|reference| match &reference.target {
            ReferenceTarget::File(path) => base.attachment(path).is_some_and(|(file, _)| file.name == *document),
            _ => false,
        }) {
            files.remove(document);
        }
    }
    // The governing text is copied byte for byte, so a translation that follows
    // the old one follows the new one: from now on `check` sees when it no longer does.
    let mut follows = false;
    let other = policy.translation();
    if let (Some(source), Some(text)) = (base.texts.get(policy.governing), base.texts.get(other))
        && base.translation_state(policy.governing) == TranslationState::Complete
        && !follows_another(source, text)
        && text.translated_from.is_none()
    {
        files.insert(format!("{}.md", other.code()), session.followed(text.file, &source.seal)?.into_bytes());
        follows = true;
    }
    Ok((files, follows))
}
