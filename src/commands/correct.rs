//! `correct`: mends a fact of a recorded decision, on the record.

use clap::{Args, ValueEnum};

use super::approve::{document, spoken};
use super::consent::agreed;
use super::reason::ReasonArgs;
use super::sign::SignArgs;
use super::site::version_number;
use super::{Fault, SiteArgs, given, words};
use crate::model::{Date, Hijri, Session, Signatory};
use crate::record::approve::Facts;
use crate::record::correct::{Removable, prepare};
use crate::record::{Access, Target};
use std::path::PathBuf;

#[derive(Debug, Args)]
pub(super) struct CorrectArgs {
    /// The policy
    #[arg(value_name = "ASSOCIATION/POLICY")]
    policy: Target,
    /// The version whose approval is corrected
    #[arg(value_parser = version_number)]
    version: String,
    #[command(flatten)]
    reason: ReasonArgs,
    /// Which sitting it was: its number, or words as the minutes have them
    #[arg(long, value_name = "N|WORDS", value_parser = given::session)]
    session: Option<Session>,
    /// The Gregorian date of the decision
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = given::day)]
    date: Option<Date>,
    /// The Hijri date of the decision (Umm al-Qura)
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = given::hijri)]
    hijri: Option<Hijri>,
    /// The body that decided, once a language
    #[arg(long, value_name = "TEXT")]
    body: Vec<String>,
    /// The name of who signed, once a language
    #[arg(long, value_name = "TEXT")]
    signatory: Vec<String>,
    /// The office of who signed, once a language
    #[arg(long, value_name = "TEXT")]
    role: Vec<String>,
    /// The number of the resolution
    #[arg(long, value_name = "TEXT")]
    resolution: Option<String>,
    /// The signed scan; a copy is kept in the version's `files/`
    #[arg(long, value_name = "FILE")]
    document: Option<PathBuf>,
    /// The day from which the version holds, when it is not that of the decision
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = given::day)]
    effective: Option<Date>,
    /// A fact that is taken away
    #[arg(long, value_name = "FACT", value_enum)]
    without: Vec<Fact>,
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

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Fact {
    Session,
    Date,
    Hijri,
    Resolution,
    Signatory,
    Document,
}

impl From<Fact> for Removable {
    fn from(fact: Fact) -> Self {
        match fact {
            Fact::Session => Removable::Session,
            Fact::Date => Removable::Date,
            Fact::Hijri => Removable::Hijri,
            Fact::Resolution => Removable::Resolution,
            Fact::Signatory => Removable::Signatory,
            Fact::Document => Removable::Document,
        }
    }
}

pub(super) fn run(args: &CorrectArgs) -> Result<u8, Fault> {
    let session = args.site.edit(if args.dry_run { Access::Look } else { Access::Write })?;
    let why = "whoever reads the log asks why, each in their language";
    let reason = args.reason.in_each(&session.site().languages, why)?;
    let without: Vec<Removable> = args.without.iter().map(|fact| (*fact).into()).collect();
    let corrected = prepare(&session, &args.policy, &args.version, facts(args)?, &without, &reason)?;
    if args.dry_run {
        corrected.change.files().iter().for_each(|file| words::answer(&words::difference(file)));
        words::answer("nothing was written");
        return Ok(0);
    }
    if !args.yes {
        if let Some(file) = corrected.change.of(&corrected.policy_file) {
            words::say(&words::difference(file));
        }
        agreed("record this correction? [y/N]")?;
    }
    args.sign.write(&session, &corrected.change)?;
    let changed = corrected.changed.join(", ");
    words::answer(&format!(
        "recorded in {}, and in the log: {changed} of version {}",
        corrected.policy_file, args.version
    ));
    words::answer("next: `mithaq build`");
    Ok(0)
}

fn facts(args: &CorrectArgs) -> Result<Facts, Fault> {
    let name = spoken(&args.signatory, "--signatory")?;
    let role = spoken(&args.role, "--role")?;
    if name.is_empty() && !role.is_empty() {
        return Err(Fault::usage("`--role` has no name beside it", "give the name with `--signatory`"));
    }
    Ok(Facts {
        body: spoken(&args.body, "--body")?,
        session: args.session.clone(),
        date: args.date,
        hijri: args.hijri,
        resolution: args.resolution.clone(),
        signatory: (!name.is_empty()).then_some(Signatory { name, role }),
        document: args.document.as_deref().map(document).transpose()?,
        effective: args.effective,
        restated_is_meant: false,
        rewording_is_meant: false,
    })
}
