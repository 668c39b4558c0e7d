//! What `approve` is told on the command line.

use std::path::PathBuf;

use clap::Args;

use crate::commands::sign::SignArgs;
use crate::commands::site::version_number;
use crate::commands::{Fault, SiteArgs, given};
use crate::model::{Date, Hijri, Session};
use crate::record::Target;

#[derive(Debug, Args)]
pub(in crate::commands) struct ApproveArgs {
    /// The policy, or several that one session decided on, each with its version; the only draft when absent
    #[arg(value_name = "ASSOCIATION/POLICY[@VERSION]", required = true, value_parser = named)]
    pub(super) policies: Vec<Named>,
    /// Which sitting it was: its number, or words as the minutes have them
    #[arg(long, value_name = "N|WORDS", value_parser = given::session)]
    pub(super) session: Option<Session>,
    /// The Gregorian date of the decision
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = given::day)]
    pub(super) date: Option<Date>,
    /// The Hijri date of the decision (Umm al-Qura); with `--date` they must be one day
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = given::hijri)]
    pub(super) hijri: Option<Hijri>,
    /// The body that decided, once a language; that of the last approval when absent
    #[arg(long, value_name = "TEXT")]
    pub(super) body: Vec<String>,
    /// The name of who signed, once a language
    #[arg(long, value_name = "TEXT")]
    pub(super) signatory: Vec<String>,
    /// The office of who signed, once a language
    #[arg(long, value_name = "TEXT")]
    pub(super) role: Vec<String>,
    /// The number of the resolution
    #[arg(long, value_name = "TEXT")]
    pub(super) resolution: Option<String>,
    /// The signed scan; a copy is kept in the version's `files/`
    #[arg(long, value_name = "FILE")]
    pub(super) document: Option<PathBuf>,
    /// The day from which the version holds, when it is not that of the decision
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = given::day)]
    pub(super) effective: Option<Date>,
    /// Seal texts that are marked as restated: `basis: restated`
    #[arg(long)]
    pub(super) restated_is_meant: bool,
    /// Clauses that a promise, a form or a reference names have other words, and are meant to
    #[arg(long)]
    pub(super) rewording_is_meant: bool,
    /// Do not ask; for scripts
    #[arg(long)]
    pub(super) yes: bool,
    /// Show what would be recorded, and write nothing
    #[arg(long)]
    pub(super) dry_run: bool,
    #[command(flatten)]
    pub(super) sign: SignArgs,
    #[command(flatten)]
    pub(super) site: SiteArgs,
}

/// A policy or a version, as the command line names it.
#[derive(Clone, Debug)]
pub(super) enum Named {
    /// A policy, and perhaps a version of it.
    Policy(Target, Option<String>),
    /// The version of the policy before it.
    Version(String),
}

fn named(text: &str) -> Result<Named, String> {
    if !text.contains('/') {
        return version_number(text).map(Named::Version);
    }
    match text.split_once('@') {
        Some((policy, version)) => Ok(Named::Policy(policy.parse()?, Some(version_number(version)?))),
        None => Ok(Named::Policy(text.parse()?, None)),
    }
}

impl ApproveArgs {
    /// Each policy with its version.
    ///
    /// # Errors
    /// Where a version stands behind no policy.
    pub(super) fn chosen(&self) -> Result<Vec<(Target, Option<String>)>, Fault> {
        let mut chosen: Vec<(Target, Option<String>)> = Vec::new();
        for named in &self.policies {
            match (named, chosen.last_mut()) {
                (Named::Policy(target, version), _) => chosen.push((target.clone(), version.clone())),
                (Named::Version(number), Some((_, version @ None))) => *version = Some(number.clone()),
                (Named::Version(number), _) => {
                    let message = format!("no policy stands before the version `{number}`");
                    return Err(Fault::usage(message, "write it as `ASSOCIATION/POLICY@VERSION`"));
                }
            }
        }
        Ok(chosen)
    }
}
