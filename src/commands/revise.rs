//! `revise`: copies the version in force into a new draft.

use clap::Args;

use super::desk::{Desk, Files, Target, folder, policy_file, version_number};
use super::{Fault, SiteArgs, words};
use crate::edit::ready::{Reason, follows_another};
use crate::edit::{self, Decision};
use crate::model::{ApprovalState, Policy, ReferenceTarget, Version};
use crate::source::Place;

#[derive(Debug, Args)]
pub(super) struct ReviseArgs {
    /// The policy
    #[arg(value_name = "ASSOCIATION/POLICY")]
    policy: Target,
    /// The number of the draft; the next one when absent
    #[arg(long, value_name = "N.N", value_parser = version_number)]
    to: Option<String>,
    #[command(flatten)]
    site: SiteArgs,
}

pub(super) fn run(args: &ReviseArgs) -> Result<u8, Fault> {
    let desk = Desk::open(&args.site, true)?;
    let (_, policy) = desk.policy(&args.policy)?;
    no_open_draft(&desk, args, policy)?;
    let Some(base) = policy.in_force(desk.today).map(|nth| &policy.versions[nth]) else {
        let hint = "copy the folder of a version by hand, and list the new one with `approval: pending`";
        return Err(Fault::refused("no version of the policy is in force, so there is none to copy", hint));
    };
    let number = number(&desk, args, policy)?;
    let draft = folder(&args.policy, &number);
    let (files, follows) = copy(&desk, &args.policy, policy, base)?;
    let there = desk.has(&draft);
    if there && desk.below(&draft)? != placed(&draft, &files) {
        let message = format!("the folder `{draft}` is there already, and policy.yaml lists no version `{number}`");
        let hint = "list it in policy.yaml with `approval: pending`, or rename the folder";
        return Err(Fault::refused(message, hint));
    }
    let text = desk.record(policy, &Decision::Revise { number: number.clone() })?;
    let own = policy_file(&args.policy);
    let mut all = placed(&draft, &files);
    all.insert(own.clone(), text.clone().into_bytes());
    // Faults of the draft's texts are those of the texts that were copied.
    let (_, wrong) = desk.try_out(&all, |path, is_new| is_new && !path.starts_with(&draft));
    if !wrong.is_empty() {
        return Err(desk.refuse(&format!("version `{number}` is not started"), &wrong));
    }
    // First the folder, then the list: should the machine stop between the two,
    // `check` names files that nothing reads, and the next run goes on from there.
    if !there {
        desk.write_folder(&draft, &files)?;
    }
    desk.write(&[(own.clone(), text.into_bytes())]).inspect_err(|_| {
        if !there {
            desk.take_back(&draft);
        }
    })?;
    words::answer(&format!("started version {number} of {} as a copy of version {}", args.policy, base.number));
    for path in files.keys() {
        words::answer(&format!("  {draft}/{path}"));
    }
    words::answer(&format!("  {own} lists it as a draft"));
    if follows {
        words::answer("the translation is recorded as following the text that prevails, as it was copied");
    }
    words::answer("next: edit the texts, and say what changed under `change` in policy.yaml");
    words::answer("      see it with `mithaq serve --drafts`, look for faults with `mithaq check`");
    words::answer(&format!("      once it is decided: `mithaq approve {} {number} --session N --date D`", args.policy));
    Ok(0)
}

fn no_open_draft(desk: &Desk, args: &ReviseArgs, policy: &Policy) -> Result<(), Fault> {
    let is_draft = |version: &&Version| version.approval == ApprovalState::Pending;
    let Some(open) = policy.versions.iter().find(is_draft) else { return Ok(()) };
    let reason = Reason {
        place: Some(Place::key(policy.file, format!("versions.{}.version", open.nth))),
        message: format!("version `{}` is a draft, in `{}`", open.number, folder(&args.policy, &open.number)),
        hint: "go on with that one, or take it out of policy.yaml and delete its folder".to_owned(),
    };
    Err(desk.refuse("a draft of the policy is open already", &[reason]))
}

/// The number of the draft: as asked for, else the one after the newest.
fn number(desk: &Desk, args: &ReviseArgs, policy: &Policy) -> Result<String, Fault> {
    let newest = policy.versions.iter().max_by_key(|version| version.order());
    let Some(newest) = newest else { return Ok("1.0".to_owned()) };
    let (major, minor) = newest.order();
    let next = format!("{major}.{}", minor + 1);
    let Some(wanted) = &args.to else { return Ok(next) };
    let order = |number: &str| number.split_once('.').map(|(a, b)| (a.parse::<u32>().ok(), b.parse::<u32>().ok()));
    if let Some(same) = policy.versions.iter().find(|version| order(&version.number) == order(wanted)) {
        let reason = Reason {
            place: Some(Place::key(policy.file, format!("versions.{}.version", same.nth))),
            message: format!("version `{}` stands here", same.number),
            hint: format!("give the draft another number, such as `{next}`"),
        };
        return Err(desk.refuse(&format!("version `{wanted}` exists already"), &[reason]));
    }
    if order(wanted) < Some((Some(major), Some(minor))) {
        let message = format!("version `{wanted}` would come before version `{}`", newest.number);
        return Err(Fault::refused(message, format!("give the draft a later number, such as `{next}`")));
    }
    Ok(wanted.clone())
}

/// The files of the draft by path below its folder, and whether its translation
/// was given the seal that it follows.
///
/// The signed scan stays with the decision that it shows, unless the text itself leads to it.
fn copy(desk: &Desk, target: &Target, policy: &Policy, base: &Version) -> Result<(Files, bool), Fault> {
    let from = folder(target, &base.number);
    let mut files: Files = desk
        .below(&from)?
        .into_iter()
        .filter_map(|(path, bytes)| Some((path.strip_prefix(&format!("{from}/"))?.to_owned(), bytes)))
        .collect();
    if let Some(document) = base.approval.approved().and_then(|approval| approval.document.as_ref()) {
        let mut references = base.texts.existing().flat_map(|text| &*text.references);
        if !references.any(|reference| reference.target == ReferenceTarget::File(document.clone())) {
            files.remove(document);
        }
    }
    // The governing text is copied byte for byte, so a translation that follows
    // the old one follows the new one: from now on it can be told when it no longer does.
    let mut follows = false;
    let other = policy.translation();
    if let (Some(source), Some(text)) = (base.texts.get(policy.governing), base.texts.get(other))
        && base.translation_state(policy.governing) == "complete"
        && !follows_another(source, text)
        && text.translated_from.is_none()
    {
        let with = edit::front_matter_follows(&text.source.text(), &source.seal)
            .map_err(|refusal| desk.refusal(text.file, refusal))?;
        files.insert(format!("{}.md", other.code()), with.into_bytes());
        follows = true;
    }
    Ok((files, follows))
}

fn placed(folder: &str, files: &Files) -> Files {
    files.iter().map(|(path, bytes)| (format!("{folder}/{path}"), bytes.clone())).collect()
}
