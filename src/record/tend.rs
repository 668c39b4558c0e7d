//! What the log itself needs: it is begun, two sides of it are joined, and what left the site is named.

use std::collections::BTreeMap;

use super::change::{Change, FileChange};
use super::log::{Entry, Writer, log_path};
use super::{EditSession, Failure};
use crate::load::is_of_a_merge;
use crate::model::log::{Line, LineKind, digest};
use crate::model::{Association, Phrase};
use crate::report::meant;

/// What would be written of a log.
#[derive(Debug)]
pub struct Prepared {
    /// The path of the log.
    pub path: String,
    /// How many lines it has then.
    pub lines: usize,
    /// How many of them are new.
    pub added: usize,
    /// What is written; nothing where it is so already.
    pub change: Option<Change>,
}

impl Prepared {
    fn of(file: FileChange) -> Self {
        let count = |bytes: &[u8]| bytes.iter().filter(|byte| **byte == b'\n').count();
        let (lines, before) = (count(&file.after), count(file.before.as_deref().unwrap_or_default()));
        let path = file.path.clone();
        let change = Some(Change { files: vec![file], ..Change::default() });
        Prepared { path, lines, added: lines.saturating_sub(before), change }
    }
}

/// Begins the log of an association with every version as it is found.
///
/// # Errors
/// When there is no such association, or it has nothing that was decided.
pub fn begin(session: &EditSession, association: &str) -> Result<Prepared, Failure> {
    let association = find(session, association)?;
    if let Some(log) = &association.log {
        let lines = log.lines.len();
        return Ok(Prepared { path: log_path(association), lines, added: 0, change: None });
    }
    let file = session.logged(association, Vec::new())?;
    if file.after.is_empty() {
        let message = format!("`{}` has no version that was decided upon", association.id);
        return Err(Failure::refused("none-decided", message, "the first approval begins its log"));
    }
    Ok(Prepared::of(file))
}

/// The last line of a log as it stands, which is signed.
#[derive(Debug)]
pub struct LastLine {
    /// The path of the log.
    pub path: String,
    /// How many lines it has.
    pub lines: usize,
    /// The line with its line end.
    pub bytes: Vec<u8>,
}

/// The last line of the log of an association.
///
/// # Errors
/// When there is no such association, or it has no log.
pub fn last_line(session: &EditSession, association: &str) -> Result<LastLine, Failure> {
    let association = find(session, association)?;
    let log = association.log.as_ref().map(|log| String::from_utf8_lossy(&log.published()).into_owned());
    let Some(log) = log.filter(|log| !log.is_empty()) else {
        let message = format!("`{}` has no log of decisions", association.id);
        let hint = format!("begin one with `mithaq log begin {}`", association.id);
        return Err(Failure::refused("log-missing", message, hint));
    };
    let bytes = format!("{}\n", log.lines().last().unwrap_or_default()).into_bytes();
    Ok(LastLine { path: log_path(association), lines: log.lines().count(), bytes })
}

/// Names what left the site, of which the log still speaks, and why.
///
/// # Errors
/// When it is still there, or the log never spoke of it.
pub fn remove(
    session: &EditSession,
    (association, policy): (&str, &str),
    version: Option<&str>,
    reason: &Phrase,
) -> Result<Prepared, Failure> {
    let association = find(session, association)?;
    let name = format!("{}/{policy}", association.id);
    let known = association.policy(policy);
    let is_there = match version {
        Some(number) => known.is_some_and(|policy| policy.versions.iter().any(|one| one.number == number)),
        None => known.is_some(),
    };
    if is_there {
        let what = version.map_or_else(|| format!("`{name}`"), |number| format!("version `{number}` of `{name}`"));
        let hint = "withdraw what no longer holds with `mithaq withdraw`; only what is gone from `content/` is removed";
        return Err(Failure::refused("still-there", format!("{what} is still there"), hint));
    }
    let told = association.log.iter().flat_map(|log| log.understood());
    let mut about =
        told.filter(|(_, line)| line.policy == policy && (version.is_none() || line.version.as_deref() == version));
    if about.next().is_none() {
        let message = format!("the log has no decision about `{name}`");
        return Err(Failure::refused("none-decided", message, "look at `mithaq check` for what it speaks of"));
    }
    let words = reason.each().filter_map(|(lang, words)| Some((lang.code().to_owned(), words.clone()?.into())));
    let mut entry = Entry::of(LineKind::Removed, policy, version.unwrap_or_default());
    entry.version = version.map(str::to_owned);
    let entry = entry.with("reason", serde_json::Value::Object(words.collect()));
    Ok(Prepared::of(session.logged(association, vec![entry])?))
}

/// Joins two sides of a log that followed the same line: those of the first stay as they are, those of the others are
/// appended again, each with the digest that it had.
///
/// # Errors
/// When a line is none, or belongs to neither side.
pub fn merge(session: &EditSession, association: &str) -> Result<Prepared, Failure> {
    let association = find(session, association)?;
    let path = log_path(association);
    let Some(log) = &association.log else {
        let message = format!("`{}` has no log", association.id);
        return Err(Failure::refused("log-missing", message, "begin one with `mithaq log begin`"));
    };
    let text = session.loaded().sources.text(log.file).text();
    let text = text.trim_start_matches('\u{feff}');
    let joined = joined(text)?;
    let file = session.changed(path.clone(), joined)?;
    if file.before.as_ref() == Some(&file.after) {
        return Ok(Prepared { path, lines: log.lines.len(), added: 0, change: None });
    }
    Ok(Prepared::of(file))
}

/// A line of either side.
struct Side<'a> {
    text: &'a str,
    digest: String,
    says: Line,
}

fn joined(text: &str) -> Result<String, Failure> {
    let mut all: Vec<Side<'_>> = Vec::new();
    for (nth, text) in text.lines().enumerate().filter(|(_, line)| !is_of_a_merge(line)) {
        let digest = digest(text);
        let says = serde_json::from_str(text).map_err(|_| {
            let hint = "restore both sides from Git, one below the other, and run the command again";
            Failure::refused("log-broken", format!("line {} is no decision", nth + 1), hint)
        })?;
        // Both sides may hold the lines that they share.
        if !all.iter().any(|known| known.digest == digest) {
            all.push(Side { text, digest, says });
        }
    }
    let mut next: BTreeMap<Option<&str>, Vec<usize>> = BTreeMap::new();
    for (nth, side) in all.iter().enumerate() {
        next.entry(side.says.before.as_deref()).or_default().push(nth);
    }
    let mut kept = Vec::new();
    let mut last: Option<&str> = None;
    while let Some(nth) = next.get(&last).and_then(|sides| sides.first()).copied().filter(|nth| !kept.contains(nth)) {
        kept.push(nth);
        last = Some(&all[nth].digest);
    }
    let is_tied = |side: &Side<'_>| {
        side.says.before.as_ref().is_none_or(|before| all.iter().any(|known| known.digest == *before))
    };
    if let Some(loose) = all.iter().find(|side| !is_tied(side)) {
        let message = format!("line {} of a side follows a line that is on neither side", loose.says.n);
        return Err(Failure::refused("log-broken", message, "restore both sides from Git, and run the command again"));
    }
    let mut text: String = kept.iter().map(|nth| format!("{}\n", all[*nth].text)).collect();
    let others = all.iter().enumerate().filter(|(nth, _)| !kept.contains(nth));
    for (_, side) in others {
        let mut log = Writer::new(&text, side.says.recorded.clone());
        let says = side.says.clone();
        let kind = says.line_kind().ok_or_else(|| {
            let message = format!("a line is of the kind `{}`, which this program does not know", says.kind);
            Failure::refused("log-broken", message, "join the sides with the newer program that wrote it")
        })?;
        let Line { policy, version, facts, texts, files, .. } = says;
        let entry = Entry { kind, policy, version, facts, texts, files };
        log.add(entry.with("merged", side.digest.clone().into()));
        text = log.text();
    }
    Ok(text)
}

fn find<'s>(session: &'s EditSession, id: &str) -> Result<&'s Association, Failure> {
    session.site().association(id).ok_or_else(|| {
        let known = session.site().associations.iter().map(|association| association.id.as_str());
        let hint = meant(id, known, "name a folder below `content/`");
        Failure::refused("association-unknown", format!("there is no association `{id}`"), hint)
    })
}
