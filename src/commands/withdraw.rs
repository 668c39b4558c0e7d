//! `withdraw`: takes a version out of force.

use clap::Args;

use super::consent::agreed;
use super::reason::ReasonArgs;
use super::sign::SignArgs;
use super::site::version_number;
use super::{Fault, SiteArgs, given, words};
use crate::model::{Date, Session};
use crate::record::withdraw::{InForce, choose};
use crate::record::{Access, Target};

#[derive(Debug, Args)]
pub(super) struct WithdrawArgs {
    /// The policy
    #[arg(value_name = "ASSOCIATION/POLICY")]
    policy: Target,
    /// The version; the one in force when absent
    #[arg(value_parser = version_number)]
    version: Option<String>,
    /// The day from which it no longer holds
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = given::day)]
    date: Date,
    #[command(flatten)]
    reason: ReasonArgs,
    /// Which sitting decided: its number, or words as the minutes have them
    #[arg(long, value_name = "N|WORDS", value_parser = given::session)]
    session: Option<Session>,
    /// Do not ask; for scripts
    #[arg(long)]
    yes: bool,
    /// Show what would be recorded, and write nothing
    #[arg(long)]
    dry_run: bool,
    #[command(flatten)]
    sign: SignArgs,
    #[command(flatten)]
    site: SiteArgs,
}

pub(super) fn run(args: &WithdrawArgs) -> Result<u8, Fault> {
    let session = args.site.edit(if args.dry_run { Access::Look } else { Access::Write })?;
    let candidate = choose(&session, &args.policy, args.version.as_deref())?;
    let why = "readers of the tombstone ask why, each in their language";
    let reason = args.reason.in_each(&session.site().languages, why)?;
    let withdrawal = candidate.prepare(args.date, args.session.clone(), reason)?;
    if args.dry_run {
        withdrawal.change.files().iter().for_each(|file| words::answer(&words::difference(file)));
        words::answer("nothing was written");
        return Ok(0);
    }
    if !args.yes {
        let question = format!("take version {} out of force from {}? [y/N]", withdrawal.version.number, args.date);
        agreed(&question)?;
    }
    args.sign.write(&session, &withdrawal.change)?;
    let (file, version) = (&withdrawal.policy_file, &withdrawal.version.number);
    words::answer(&format!("recorded in {file}: version {version} is withdrawn from {}", args.date));
    words::answer(&match withdrawal.then {
        InForce::Again(other) => {
            format!("version {other} is then in force again; withdraw it too if it must not be")
        }
        InForce::Still(other) => format!("version {other} stays in force"),
        InForce::None => "no version of the policy is in force then; its page says so, with the reason".to_owned(),
    });
    words::answer("next: `mithaq build`");
    Ok(0)
}
