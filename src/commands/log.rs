//! `log`: begins the log of decisions, joins two sides of it, names what left the site.

use clap::{Args, Subcommand};

use super::consent::agreed;
use super::reason::ReasonArgs;
use super::sign::{SignArgs, sign};
use super::site::version_number;
use super::{Fault, SiteArgs, words};
use crate::record::tend::{self, LastLine, Prepared};
use crate::record::{Access, Change, Target};

#[derive(Debug, Args)]
pub(super) struct LogArgs {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Begin the log of an association with every version as it is found
    Begin(OfAssociation),
    /// Join two sides of a log, as after a merge in Git: the second is appended again
    Merge(OfAssociation),
    /// Sign the last line of a log with an SSH key
    Sign(OfAssociation),
    /// Say why a policy or a version left the site, of which the log still speaks
    Remove(RemoveArgs),
}

#[derive(Debug, Args)]
struct OfAssociation {
    /// The association, by the name of its folder
    #[arg(value_name = "ASSOCIATION")]
    association: String,
    #[command(flatten)]
    sign: SignArgs,
    #[command(flatten)]
    site: SiteArgs,
}

#[derive(Debug, Args)]
struct RemoveArgs {
    /// The policy that left, or of which a version left
    #[arg(value_name = "ASSOCIATION/POLICY")]
    policy: Target,
    /// The version; the whole policy when absent
    #[arg(value_parser = version_number)]
    version: Option<String>,
    #[command(flatten)]
    reason: ReasonArgs,
    /// Do not ask; for scripts
    #[arg(long)]
    yes: bool,
    #[command(flatten)]
    sign: SignArgs,
    #[command(flatten)]
    site: SiteArgs,
}

pub(super) fn run(args: &LogArgs) -> Result<u8, Fault> {
    match &args.action {
        Action::Begin(of) => {
            let session = of.site.edit(Access::Write)?;
            let begun = tend::begin(&session, &of.association)?;
            let Some(change) = &begun.change else {
                words::answer(&format!("{} is there already, with {}", begun.path, lines(&begun)));
                return Ok(0);
            };
            of.sign.write(&session, change)?;
            words::answer(&format!("begun: {}, with {}", begun.path, lines(&begun)));
        }
        Action::Merge(of) => {
            let session = of.site.edit(Access::Write)?;
            let merged = tend::merge(&session, &of.association)?;
            let Some(change) = &merged.change else {
                words::answer(&format!("{} has one side, and nothing was written", merged.path));
                return Ok(0);
            };
            of.sign.write(&session, change)?;
            words::answer(&format!("joined: {}, with {}", merged.path, lines(&merged)));
            words::answer("next: `mithaq check`");
        }
        Action::Sign(of) => {
            let Some(key) = of.sign.key() else {
                let hint = "name the key with `--sign KEY`, or in the variable MITHAQ_SIGN_KEY";
                return Err(Fault::usage("no key is named".to_owned(), hint));
            };
            let session = of.site.edit(Access::Write)?;
            let LastLine { path, lines, bytes } = tend::last_line(&session, &of.association)?;
            let signature = sign(&key, &bytes)?;
            session.write(&session.signed(&Change::default(), vec![(path.clone(), signature)])?)?;
            words::answer(&format!("signed: line {lines} of {path}"));
        }
        Action::Remove(args) => {
            let session = args.site.edit(Access::Write)?;
            let why = "whoever reads the log asks why, each in their language";
            let reason = args.reason.in_each(&session.site().languages, why)?;
            let removed = tend::remove(&session, args.policy.names(), args.version.as_deref(), &reason)?;
            if !args.yes {
                agreed("record that it left the site? [y/N]")?;
            }
            if let Some(change) = &removed.change {
                args.sign.write(&session, change)?;
            }
            words::answer(&format!("recorded in {}, line {}", removed.path, removed.lines));
        }
    }
    Ok(0)
}

fn lines(prepared: &Prepared) -> String {
    words::counted(prepared.lines, "line")
}
