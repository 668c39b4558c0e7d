//! The log of decisions: a file of lines → what each says, and the attachments that lines name.

use std::collections::BTreeMap;
use std::io::{self, Read};

use sha2::{Digest, Sha256};

use super::files::Files;
use crate::disk::Disk;
use crate::model::log::{LOG, Line, Log, LogLine, digest};
use crate::model::seal::sealed_bytes;
use crate::model::signature::{SIGNATURE, Signature};
use crate::report::{Report, Reported};
use crate::source::{FileId, Place};

/// Where a change stands that is on its way to the disk: `record` writes it, and takes it away when all is there.
pub const PENDING: &str = ".mithaq/pending/plan.json";

/// `log-behind`: a recording was ended halfway.
pub(super) fn interrupted(disk: &dyn Disk) -> Report {
    let mut report = Report::default();
    let Ok(plan) = disk.read(PENDING) else { return report };
    let plan: serde_json::Value = serde_json::from_slice(&plan).unwrap_or_default();
    let last = plan["files"].as_array().and_then(|files| files.last()?["path"].as_str().map(str::to_owned));
    let message = "a recording was ended halfway, so text, record and log may not say the same";
    report
        .error("log-behind", Place::Path(last.unwrap_or_else(|| PENDING.to_owned())), message)
        .hint("record the next decision, or run `mithaq log begin ASSOCIATION`: what was begun is finished first");
    report
}

/// Reads the log of an association, where it has one.
pub(super) fn log(files: &Files, disk: &dyn Disk, association: &str) -> Reported<Option<Log>> {
    let path = format!("content/{association}/{LOG}");
    let Some(file) = files.texts.find(&path) else { return Reported { value: None, report: Report::default() } };
    let text = files.texts.text(file).text();
    let mut report = Report::default();
    let lines = lines(&text, file, &mut report);
    let source = files.texts.text(file).clone();
    let signature = files.texts.find(&format!("content/{association}/{SIGNATURE}")).map(|file| {
        let log = sealed_bytes(&text);
        Signature::read(file, &files.texts.text(file).text(), &log)
    });
    let ends = text.is_empty() || text.ends_with('\n');
    let mut log = Log { file, source, lines, ends, attachments: BTreeMap::new(), signature };
    let folder = format!("content/{association}");
    let named = log.understood().flat_map(|(_, line)| {
        let version = line.version.as_deref().unwrap_or_default();
        line.files.keys().map(move |path| format!("policies/{}/{version}/{path}", line.policy))
    });
    let named: Vec<String> = named.collect();
    for path in named {
        let there = format!("{folder}/{path}");
        let known = files.is_file(&there).then(|| attachment(disk, &there).ok()).flatten();
        log.attachments.insert(path, known);
    }
    Reported { value: Some(log), report }
}

/// The lines of a log; a byte-order mark and CRLF are read, and are no part of a line.
fn lines(text: &str, file: FileId, report: &mut Report) -> Vec<LogLine> {
    let mut found = Vec::new();
    let mut at = text.len() - text.trim_start_matches('\u{feff}').len();
    for whole in text[at..].split_inclusive('\n') {
        let line = whole.strip_suffix('\n').unwrap_or(whole);
        let line = line.strip_suffix('\r').unwrap_or(line);
        let says = serde_json::from_str::<Line>(line);
        if let Err(error) = &says {
            let place = Place::Offset(file, at);
            if is_of_a_merge(line) {
                report
                    .error("log-forked", place, "the line is a mark of a merge that was not finished")
                    .hint("join both sides with `mithaq log merge ASSOCIATION`");
            } else {
                let message = match line {
                    "" => "the line is empty, and a log has none".to_owned(),
                    _ if !whole.ends_with('\n') => "the last line is cut".to_owned(),
                    _ => format!("the line is no decision: {}", without_place(error)),
                };
                report
                    .error("log-broken", place, message)
                    .hint("restore the file from a copy or from Git; only commands of mithaq write it");
            }
        }
        found.push(LogLine { at, digest: digest(line), says: says.ok() });
        at += whole.len();
    }
    found
}

/// Whether Git wrote the line between two sides of a conflict.
pub fn is_of_a_merge(line: &str) -> bool {
    ["<<<<<<<", "|||||||", "=======", ">>>>>>>"].iter().any(|mark| line.starts_with(mark))
}

fn without_place(error: &serde_json::Error) -> String {
    let words = error.to_string();
    words.split(" at line ").next().unwrap_or(&words).to_owned()
}

/// Whether the attachments that a log names are what they were.
pub(super) fn has_the_same_attachments(log: &Log, disk: &dyn Disk, association: &str) -> bool {
    log.attachments.iter().all(|(path, known)| {
        let now = attachment(disk, &format!("content/{association}/{path}")).ok();
        now == *known
    })
}

/// The digest of a file, read block by block.
fn attachment(disk: &dyn Disk, path: &str) -> io::Result<String> {
    let (mut hash, mut block) = (Sha256::new(), vec![0; 1 << 16]);
    let mut file = disk.open(path)?;
    loop {
        let length = file.read(&mut block)?;
        if length == 0 {
            break;
        }
        hash.update(&block[..length]);
    }
    let digits: Vec<String> = hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    Ok(format!("sha256:{}", digits.concat()))
}
