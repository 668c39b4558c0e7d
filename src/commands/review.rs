//! `review`: records that a policy was reviewed and left unchanged.

use clap::Args;

use super::sign::SignArgs;
use super::{Fault, SiteArgs, given, words};
use crate::model::{Date, Session};
use crate::record::review::{NextReview, Request, prepare};
use crate::record::{Access, Target};

#[derive(Debug, Args)]
pub(super) struct ReviewArgs {
    /// The policy; its version in force was reviewed
    #[arg(value_name = "ASSOCIATION/POLICY")]
    policy: Target,
    /// The day of the review
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = given::day)]
    date: Date,
    /// Which sitting it was: its number, or words as the minutes have them
    #[arg(long, value_name = "N|WORDS", value_parser = given::session)]
    session: Option<Session>,
    #[command(flatten)]
    sign: SignArgs,
    #[command(flatten)]
    site: SiteArgs,
}

pub(super) fn run(args: &ReviewArgs) -> Result<u8, Fault> {
    let session = args.site.edit(Access::Write)?;
    let review = prepare(&session, &args.policy, Request { date: args.date, session: args.session.clone() })?;
    args.sign.write(&session, &review.change)?;
    let (file, version) = (&review.policy_file, &review.version.number);
    words::answer(&format!("recorded in {file}: version {version} was reviewed on {}, unchanged", args.date));
    words::answer(&match review.next {
        NextReview::StillNames(day) => {
            format!("next: `review` in policy.yaml still names {day}; write the day of the next one there")
        }
        NextReview::Due(day) => format!("the next review is due by {day}"),
        NextReview::Unstated => {
            "policy.yaml does not say when the next one is due; `review: {every_months: 24}` would".to_owned()
        }
    });
    Ok(0)
}
