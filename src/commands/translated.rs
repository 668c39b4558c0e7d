//! `translated`: records that the other language follows the governing text as it stands.

use clap::Args;

use super::sign::SignArgs;
use super::site::version_number;
use super::{Fault, SiteArgs, words};
use crate::record::translated::prepare;
use crate::record::{Access, Target};

#[derive(Debug, Args)]
pub(super) struct TranslatedArgs {
    /// The policy
    #[arg(value_name = "ASSOCIATION/POLICY")]
    policy: Target,
    /// The version; the open draft when absent, else the one in force
    #[arg(value_parser = version_number)]
    version: Option<String>,
    #[command(flatten)]
    sign: SignArgs,
    #[command(flatten)]
    site: SiteArgs,
}

pub(super) fn run(args: &TranslatedArgs) -> Result<u8, Fault> {
    let session = args.site.edit(Access::Write)?;
    let prepared = prepare(&session, &args.policy, args.version.as_deref())?;
    let (here, there) = (prepared.text.lang.name(), prepared.source.lang.name());
    let Some(change) = &prepared.change else {
        let version = &prepared.version.number;
        words::answer(&format!("the {here} text of version {version} is recorded as following it already"));
        return Ok(0);
    };
    args.sign.write(&session, change)?;
    words::answer(&format!("recorded in {}: it follows the {there} text as it stands", prepared.path));
    words::answer(&format!("  translated_from: {}", prepared.source.seal));
    if prepared.sealed_anew {
        words::answer(&format!(
            "the {here} text is a convenience and was sealed anew; the {there} seal stands as it was"
        ));
    }
    if prepared.unpaired > 0 {
        let stand = if prepared.unpaired == 1 { "stands" } else { "stand" };
        words::answer(&format!(
            "{} still {stand} in one language alone; `mithaq check` names them",
            words::counted(prepared.unpaired, "clause")
        ));
    }
    Ok(0)
}
