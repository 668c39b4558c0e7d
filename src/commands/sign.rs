//! The signature of a log of decisions, made by `ssh-keygen` with a key that this program never reads.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use clap::Args;

use super::{Fault, words};
use crate::model::signature::{NAMESPACE, SIGNATURE, signed};
use crate::record::Change;
use crate::record::EditSession;

/// Where the key stands when the command line names none.
const VARIABLE: &str = "MITHAQ_SIGN_KEY";

#[derive(Debug, Args)]
pub(super) struct SignArgs {
    /// Sign the last line of the log with this SSH key (Ed25519), or the one that MITHAQ_SIGN_KEY names
    #[arg(long = "sign", value_name = "KEY")]
    key: Option<PathBuf>,
}

impl SignArgs {
    /// The key, of the command line or the environment.
    pub(super) fn key(&self) -> Option<PathBuf> {
        let set = || std::env::var_os(VARIABLE).filter(|key| !key.is_empty()).map(PathBuf::from);
        self.key.clone().or_else(set)
    }

    /// Writes a change, with its logs signed where a key is given.
    ///
    /// # Errors
    /// When it cannot be signed, before anything is written; or not written.
    pub(super) fn write(&self, session: &EditSession, change: &Change) -> Result<(), Fault> {
        let Some(key) = self.key() else {
            session.write(change)?;
            for (log, _) in change.last_lines() {
                let beside = log.rsplit_once('/').map_or("", |(folder, _)| folder);
                if session.loaded().sources.find(&format!("{beside}/{SIGNATURE}")).is_some() {
                    let association = beside.rsplit('/').next().unwrap_or_default();
                    words::say(&format!(
                        "note: the log is signed up to the line before; sign it with `mithaq log sign {association} --sign KEY`"
                    ));
                }
            }
            return Ok(());
        };
        let mut signatures = Vec::new();
        for (log, line) in change.last_lines() {
            signatures.push((log, sign(&key, &line)?));
        }
        session.write(&session.signed(change, signatures)?)?;
        Ok(())
    }
}

/// Signs bytes with a key.
///
/// # Errors
/// When `ssh-keygen` cannot be run or refuses, or the key is of another kind than Ed25519.
pub(super) fn sign(key: &Path, bytes: &[u8]) -> Result<Vec<u8>, Fault> {
    let refused = |why: String| {
        let message = format!("the log cannot be signed with `{}`: {why}", key.display());
        Fault::refused(message, "name an SSH key of Ed25519, as `ssh-keygen -t ed25519` makes it; nothing was written")
    };
    let started = Command::new("ssh-keygen")
        .args(["-Y", "sign", "-n", NAMESPACE, "-f"])
        .arg(key)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn();
    let mut running = started.map_err(|error| refused(format!("`ssh-keygen` cannot be run: {error}")))?;
    let given = running.stdin.take().map_or(Ok(()), |mut input| input.write_all(bytes));
    let done = running.wait_with_output().map_err(|error| refused(error.to_string()))?;
    if !done.status.success() || given.is_err() {
        let said = String::from_utf8_lossy(&done.stderr);
        let last = said.lines().rfind(|line| !line.trim().is_empty()).unwrap_or("`ssh-keygen` gave no reason");
        return Err(refused(last.trim().to_owned()));
    }
    let line = String::from_utf8_lossy(bytes);
    match signed(&String::from_utf8_lossy(&done.stdout), &line) {
        Some(says) if says.line.is_some() => Ok(done.stdout),
        _ => Err(refused("it is no key of Ed25519".to_owned())),
    }
}
