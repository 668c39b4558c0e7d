//! `translated`: records that the other language follows the governing text as it stands.

use clap::Args;

use super::desk::{Desk, Target, folder, policy_file, version, version_number};
use super::{Fault, SiteArgs, words};
use crate::edit::ready::{Reason, must_be_complete};
use crate::edit::{self, Decision};
use crate::model::seal::{seal, sealed_bytes};
use crate::model::{ApprovalState, Policy, Text, Version};
use crate::source::Place;

#[derive(Debug, Args)]
pub(super) struct TranslatedArgs {
    /// The policy
    #[arg(value_name = "ASSOCIATION/POLICY")]
    policy: Target,
    /// The version; the open draft when absent, else the one in force
    #[arg(value_parser = version_number)]
    version: Option<String>,
    #[command(flatten)]
    site: SiteArgs,
}

pub(super) fn run(args: &TranslatedArgs) -> Result<u8, Fault> {
    let desk = Desk::open(&args.site, true)?;
    let (_, policy) = desk.policy(&args.policy)?;
    let version = choose(&desk, args, policy)?;
    let (source, text) = both(args, policy, version)?;
    let recorded = version.seal.get(text.lang).as_ref();
    let intact =
        |recorded: Option<&String>, text: &Text| recorded.is_none_or(|known| known.eq_ignore_ascii_case(&text.seal));
    let follows = text.translated_from.as_ref().is_some_and(|known| known.eq_ignore_ascii_case(&source.seal));
    if follows && intact(recorded, text) {
        words::answer(&format!(
            "the {} text of version {} is recorded as following it already",
            text.lang.name(),
            version.number
        ));
        return Ok(0);
    }
    if recorded.is_some() {
        may_be_sealed_anew(&desk, policy, version, source, text)?;
    }
    let new = edit::front_matter_follows(&text.source.text(), &source.seal)
        .map_err(|refusal| desk.refusal(text.file, refusal))?;
    let path = format!("{}/{}.md", folder(&args.policy, &version.number), text.lang.code());
    let mut files = vec![(path.clone(), new.clone().into_bytes())];
    if recorded.is_some() {
        let kept = format!("{}/.sealed/{}.md", folder(&args.policy, &version.number), text.lang.code());
        files.push((kept, sealed_bytes(&new).into_owned().into_bytes()));
        let decision = Decision::Seal { nth: version.nth, lang: text.lang, seal: seal(&new) };
        files.push((policy_file(&args.policy), desk.record(policy, &decision)?.into_bytes()));
    }
    let (_, wrong) = desk.try_out(&files.iter().cloned().collect(), |_, is_new| is_new);
    if !wrong.is_empty() {
        return Err(desk.refuse("it is not recorded", &wrong));
    }
    desk.write(&files)?;
    let (here, there) = (text.lang.name(), source.lang.name());
    words::answer(&format!("recorded in {path}: it follows the {there} text as it stands"));
    words::answer(&format!("  translated_from: {}", source.seal));
    if recorded.is_some() {
        words::answer(&format!(
            "the {here} text is a convenience and was sealed anew; the {there} seal stands as it was"
        ));
    }
    let alone = version.unpaired(source.lang).len() + version.unpaired(text.lang).len();
    if alone > 0 {
        let stand = if alone == 1 { "stands" } else { "stand" };
        words::answer(&format!(
            "{} still {stand} in one language alone; `mithaq check` names them",
            words::counted(alone, "clause")
        ));
    }
    Ok(0)
}

fn choose<'a>(desk: &Desk, args: &TranslatedArgs, policy: &'a Policy) -> Result<&'a Version, Fault> {
    if let Some(number) = &args.version {
        return version(policy, number);
    }
    let draft = policy.versions.iter().rev().find(|version| version.approval == ApprovalState::Pending);
    draft.or_else(|| policy.in_force(desk.today).map(|nth| &policy.versions[nth])).ok_or_else(|| {
        Fault::refused("the policy has no draft, and no version in force", "name the version, such as `1.0`")
    })
}

/// The text that prevails, and the one in the other language.
fn both<'a>(args: &TranslatedArgs, policy: &Policy, version: &'a Version) -> Result<(&'a Text, &'a Text), Fault> {
    let text = |lang| {
        version.texts.get(lang).as_ref().ok_or_else(|| {
            let message = format!("version `{}` has no {} text", version.number, lang.name());
            Fault::refused(message, format!("write `{}/{}.md`", folder(&args.policy, &version.number), lang.code()))
        })
    };
    Ok((text(policy.governing)?, text(policy.translation())?))
}

/// The record stands in the text itself, so it changes the seal. What the body
/// approved stays as it approved it; a translation for convenience is nothing
/// that the body decided upon, so it may be mended and sealed again.
fn may_be_sealed_anew(
    desk: &Desk,
    policy: &Policy,
    version: &Version,
    source: &Text,
    text: &Text,
) -> Result<(), Fault> {
    let place = |lang: &str| Some(Place::key(policy.file, format!("versions.{}.seal.{lang}", version.nth)));
    let (here, there) = (text.lang.name(), source.lang.name());
    let reason = if must_be_complete(text) {
        Reason {
            place: place(text.lang.code()),
            message: format!("the {here} text was approved and sealed, and the record would change it"),
            hint: "start a new version with `mithaq revise`; a text that is no part of the decision says `translation: courtesy`".into(),
        }
    } else if version.seal.get(source.lang).as_ref().is_some_and(|known| !known.eq_ignore_ascii_case(&source.seal)) {
        Reason {
            place: place(source.lang.code()),
            message: format!("the {there} text differs from its seal, so there is nothing that could be followed"),
            hint: "restore the approved text first".into(),
        }
    } else {
        return Ok(());
    };
    Err(desk.refuse(&format!("it is not recorded for version `{}`", version.number), &[reason]))
}
