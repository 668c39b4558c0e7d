//! `revise`: copies the version in force into a new draft.

use clap::Args;

use super::site::version_number;
use super::{Fault, SiteArgs, words};
use crate::record::revise::prepare;
use crate::record::{Access, Target};

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
    let session = args.site.edit(Access::Write)?;
    let draft = prepare(&session, &args.policy, args.to.as_deref())?;
    session.write(&draft.change)?;
    let number = &draft.number;
    words::answer(&format!("started version {number} of {} as a copy of version {}", args.policy, draft.base.number));
    for path in &draft.copied {
        words::answer(&format!("  {path}"));
    }
    words::answer(&format!("  {} lists it as a draft", draft.policy_file));
    if draft.translation_follows {
        words::answer("the translation is recorded as following the text that prevails, as it was copied");
    }
    words::answer("next: edit the texts, and say what changed under `change` in policy.yaml");
    words::answer("      see it with `mithaq serve --drafts`, look for faults with `mithaq check`");
    words::answer(&format!("      once it is decided: `mithaq approve {} {number} --session N --date D`", args.policy));
    Ok(0)
}
