//! `withdraw`: takes a version out of force.

use clap::Args;

use super::desk::{Desk, Target, policy_file, version, version_number};
use super::{Fault, SiteArgs, words};
use crate::edit::Decision;
use crate::edit::ready::Reason;
use crate::model::{ApprovalState, Date, Lang, Phrase, Policy, Version};
use crate::source::Place;

#[derive(Debug, Args)]
pub(super) struct WithdrawArgs {
    /// The policy
    #[arg(value_name = "ASSOCIATION/POLICY")]
    policy: Target,
    /// The version; the one in force when absent
    #[arg(value_parser = version_number)]
    version: Option<String>,
    /// The day from which it no longer holds
    #[arg(long, value_name = "YYYY-MM-DD")]
    date: Date,
    /// Why, in Arabic
    #[arg(long, value_name = "TEXT")]
    reason_ar: Option<String>,
    /// Why, in English
    #[arg(long, value_name = "TEXT")]
    reason_en: Option<String>,
    #[command(flatten)]
    site: SiteArgs,
}

pub(super) fn run(args: &WithdrawArgs) -> Result<u8, Fault> {
    let desk = Desk::open(&args.site, true)?;
    let (_, policy) = desk.policy(&args.policy)?;
    let in_force = policy.in_force(desk.today);
    let version = match (&args.version, in_force) {
        (Some(number), _) => version(policy, number)?,
        (None, Some(nth)) => &policy.versions[nth],
        (None, None) => {
            let hint = "name the version: `mithaq withdraw ASSOCIATION/POLICY 1.0 …`";
            return Err(Fault::refused("no version of the policy is in force", hint));
        }
    };
    let reason = reason(args, &desk)?;
    let wrong = reasons(args, policy, version);
    let headline = format!("version `{}` is not withdrawn", version.number);
    if !wrong.is_empty() {
        return Err(desk.refuse(&headline, &wrong));
    }
    let text = desk.record(policy, &Decision::Withdraw { nth: version.nth, date: args.date, reason })?.into_bytes();
    let own = policy_file(&args.policy);
    let (then, errors) = desk.try_out(&[(own.clone(), text.clone())].into(), |_, is_new| is_new);
    if !errors.is_empty() {
        return Err(desk.refuse(&headline, &errors));
    }
    desk.write(&[(own.clone(), text)])?;
    words::answer(&format!("recorded in {own}: version {} is withdrawn from {}", version.number, args.date));
    let after = then.site.as_ref().and_then(|site| desk.again(site, &args.policy));
    let day = args.date.max(desk.today);
    match after.and_then(|policy| policy.in_force(day).map(|nth| &policy.versions[nth])) {
        Some(other) if in_force.is_some_and(|nth| policy.versions[nth].number != other.number) => {
            words::answer(&format!(
                "version {} is then in force again; withdraw it too if it must not be",
                other.number
            ));
        }
        Some(other) => words::answer(&format!("version {} stays in force", other.number)),
        None => words::answer("no version of the policy is in force then; its page says so, with the reason"),
    }
    words::answer("next: `mithaq build`");
    Ok(0)
}

/// Why, in each language of the site.
fn reason(args: &WithdrawArgs, desk: &Desk) -> Result<Phrase, Fault> {
    let said =
        |words: &Option<String>| words.as_deref().map(str::trim).filter(|words| !words.is_empty()).map(str::to_owned);
    let reason = Phrase { ar: said(&args.reason_ar), en: said(&args.reason_en) };
    let languages = desk.loaded.site.as_ref().map(|site| site.languages.clone()).unwrap_or_default();
    let lacks: Vec<&str> = languages
        .into_iter()
        .filter(|lang| reason.get(*lang).is_none())
        .map(|lang| if lang == Lang::Arabic { "`--reason-ar TEXT`" } else { "`--reason-en TEXT`" })
        .collect();
    if lacks.is_empty() {
        return Ok(reason);
    }
    let hint = "readers of the tombstone ask why, each in their language";
    Err(Fault::usage(format!("the reason is missing: give {}", lacks.join(" and ")), hint))
}

fn reasons(args: &WithdrawArgs, policy: &Policy, version: &Version) -> Vec<Reason> {
    let place = |key: &str| Some(Place::key(policy.file, format!("versions.{}.{key}", version.nth)));
    let reason = |place, message: String, hint: &str| vec![Reason { place, message, hint: hint.to_owned() }];
    if let Some(end) = &version.withdrawn {
        let day = end.date.map_or_else(String::new, |day| format!(", from `{day}`"));
        return reason(place("withdrawn"), format!("it is withdrawn already{day}"), "there is nothing to do");
    }
    if version.approval == ApprovalState::Pending {
        let hint = "take it out of policy.yaml and delete its folder";
        return reason(place("approval"), "it is a draft, which was never in force".into(), hint);
    }
    match version.effective() {
        Some(day) if args.date < day => {
            let message = format!("`{}` is before the day from which it holds, `{day}`", args.date);
            reason(place("version"), message, "look at the decision for the day of the withdrawal")
        }
        _ => Vec::new(),
    }
}
