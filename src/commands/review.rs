//! `review`: records that a policy was reviewed and left unchanged.

use clap::Args;

use super::desk::{Desk, Target, policy_file};
use super::{Fault, SiteArgs, words};
use crate::edit::Decision;
use crate::edit::ready::Reason;
use crate::model::{Date, Policy, Review, Version};
use crate::source::Place;

#[derive(Debug, Args)]
pub(super) struct ReviewArgs {
    /// The policy; its version in force was reviewed
    #[arg(value_name = "ASSOCIATION/POLICY")]
    policy: Target,
    /// The day of the review
    #[arg(long, value_name = "YYYY-MM-DD")]
    date: Date,
    /// The number of the sitting
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=9999))]
    session: Option<u32>,
    #[command(flatten)]
    site: SiteArgs,
}

pub(super) fn run(args: &ReviewArgs) -> Result<u8, Fault> {
    let desk = Desk::open(&args.site, true)?;
    let (_, policy) = desk.policy(&args.policy)?;
    let Some(version) = policy.in_force(desk.today).map(|nth| &policy.versions[nth]) else {
        let hint = "look at its versions with `mithaq status`";
        return Err(Fault::refused("no version of the policy is in force, so there is none to review", hint));
    };
    let mut wrong = reasons(args, &desk, policy, version);
    let decision = Decision::Review { nth: version.nth, date: args.date, session: args.session };
    let own = policy_file(&args.policy);
    let headline = "the review is not recorded";
    if !wrong.is_empty() {
        return Err(desk.refuse(headline, &wrong));
    }
    let text = desk.record(policy, &decision)?.into_bytes();
    let (then, errors) = desk.try_out(&[(own.clone(), text.clone())].into(), |_, is_new| is_new);
    wrong.extend(errors);
    if !wrong.is_empty() {
        return Err(desk.refuse(headline, &wrong));
    }
    desk.write(&[(own.clone(), text)])?;
    words::answer(&format!("recorded in {own}: version {} was reviewed on {}, unchanged", version.number, args.date));
    let after = then.site.as_ref().and_then(|site| desk.again(site, &args.policy));
    match (after.and_then(|policy| policy.next_review(desk.today)), policy.review) {
        (Some(day), Some(Review::Next(_))) if day <= args.date => {
            words::answer(&format!(
                "next: `review` in policy.yaml still names {day}; write the day of the next one there"
            ));
        }
        (Some(day), _) => words::answer(&format!("the next review is due by {day}")),
        (None, _) => {
            words::answer("policy.yaml does not say when the next one is due; `review: {every_months: 24}` would")
        }
    }
    Ok(0)
}

fn reasons(args: &ReviewArgs, desk: &Desk, policy: &Policy, version: &Version) -> Vec<Reason> {
    let mut reasons = Vec::new();
    let path = format!("versions.{}", version.nth);
    let mut add = |key: Option<String>, message: String, hint: &str| {
        let place = key.map(|key| Place::key(policy.file, format!("{path}.{key}")));
        reasons.push(Reason { place, message, hint: hint.to_owned() });
    };
    if args.date > desk.today {
        let message = format!("`{}` lies in the future: today is `{}`", args.date, desk.today);
        add(None, message, "record the review once it has taken place");
    }
    let decided = version.approval.approved().and_then(|approval| approval.gregorian()).map(|date| date.value);
    if let Some(day) = decided.filter(|day| args.date < *day) {
        let message = format!("`{}` is before version `{}` was approved, on `{day}`", args.date, version.number);
        add(Some("approval".into()), message, "look at the minutes for the day of the review");
    }
    if let Some((day, _)) = version.reviewed.iter().find(|(day, _)| *day >= args.date) {
        let (message, hint) = if *day == args.date {
            (format!("the review of `{day}` is recorded already"), "there is nothing to do")
        } else {
            (format!("a later review is recorded already, of `{day}`"), "look at the minutes for the day of the review")
        };
        add(Some("reviewed".into()), message, hint);
    }
    reasons
}
