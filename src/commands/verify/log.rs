//! Logs of decisions: whether each line follows the one before, and who has signed the last.

use std::path::Path;

use serde_json::Value;

use super::audit::Audit;
use crate::commands::Fault;
use crate::model::log::digest;
use crate::model::signature::{fingerprint_of, signed};

/// The fingerprint of the key that an auditor trusts, from the file of the public key.
///
/// # Errors
/// When the file cannot be read, or is no public key of Ed25519.
pub(super) fn trusted(key: &Path) -> Result<String, Fault> {
    let hint = "name the public key, as `ssh-keygen` writes it to `KEY.pub`";
    let text = crate::disk::bytes(key).map_err(|error| {
        let why = crate::disk::describe(&error);
        Fault::usage(format!("`{}` cannot be read: {why}", key.display()), hint)
    })?;
    let found = fingerprint_of(&String::from_utf8_lossy(&text));
    found.ok_or_else(|| Fault::usage(format!("`{}` is no public SSH key of Ed25519", key.display()), hint))
}

/// Holds a log against itself, and against the key that is trusted, if one is.
pub(super) fn verify(path: &str, log: &str, signature: Option<&str>, key: Option<&str>, audit: &mut Audit) {
    let log = log.trim_start_matches('\u{feff}').replace("\r\n", "\n");
    let lines: Vec<&str> = log.lines().collect();
    let mut before: Option<String> = None;
    for (nth, line) in lines.iter().enumerate() {
        let says: Value = serde_json::from_str(line).unwrap_or_default();
        if says["before"].as_str() != before.as_deref() || says["n"] != nth as u64 + 1 {
            audit.problem(path, format!("line {} does not follow the line before it", nth + 1));
            return;
        }
        before = Some(digest(line));
    }
    let Some(last) = before else { return };
    if !log.ends_with('\n') {
        audit.problem(path, "its last line has no end, as if it were cut");
    }
    let count = lines.len();
    let says = signature.map(|text| signed(text, &log));
    match (says, key) {
        (Some(Some(says)), Some(key)) if says.key != key => {
            audit.problem(path, format!("another key has signed it: `{}`", says.key));
        }
        (Some(Some(says)), _) if says.line != Some(count) => {
            let of = says.line.map_or("no line of it".to_owned(), |line| format!("line {line} of {count}"));
            audit.problem(path, format!("its signature is of {of}"));
        }
        (Some(Some(_)), Some(key)) => audit.notes.push(format!("{path}: {count} lines, signed with {key}")),
        (Some(Some(says)), None) => audit.notes.push(format!(
            "{path}: {count} lines, the last is {last}, signed with {}; name the key that you know with `--key`",
            says.key
        )),
        (Some(None), _) => audit.problem(path, "what stands beside it is no signature of an Ed25519 key"),
        (None, Some(_)) => audit.problem(path, "it is not signed"),
        (None, None) => audit.notes.push(format!(
            "{path}: {count} lines, the last is {last}, not signed; hold it against an older copy, or one that you wrote down"
        )),
    }
}
