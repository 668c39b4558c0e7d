//! What commands print: the only place that writes to the two outputs.

use std::io::{BufRead, IsTerminal, Write};

use crate::record::{FileChange, ReasonRecord, Spot};
use crate::report::{DrawnFindings, Report, isolate};
use crate::source::Sources;

pub(super) use crate::report::counted;

/// Prints an answer to standard output. A closed pipe is no failure of ours.
pub(super) fn answer(text: &str) {
    let mut out = anstream::stdout().lock();
    let _ = writeln!(out, "{}", text.trim_end_matches('\n'));
}

/// Prints a remark to standard error.
pub(super) fn say(text: &str) {
    let mut out = anstream::stderr().lock();
    let _ = writeln!(out, "{}", text.trim_end_matches('\n'));
}

/// Prints findings to standard error, and how many there are.
pub(super) fn findings(report: &Report, sources: &Sources) {
    if report.findings.is_empty() {
        return;
    }
    drawn(&DrawnFindings::new(report, sources));
}

/// The same for findings that are drawn already.
pub(super) fn drawn(drawn: &DrawnFindings) {
    // `anstream` takes the colours out where nobody would see them, or NO_COLOR asks it to.
    say(&drawn.text);
    let notes = if drawn.notes == 0 { String::new() } else { format!(", {}", counted(drawn.notes, "note")) };
    say(&format!("{}, {}{notes}", counted(drawn.errors, "error"), counted(drawn.warnings, "warning")));
}

/// Prints to standard error why something is not done: each reason with its
/// place and its way out, numbered where there are several.
pub(super) fn reasons(reasons: &[ReasonRecord]) {
    for (nth, reason) in reasons.iter().enumerate() {
        let mark = if reasons.len() == 1 { "-".to_owned() } else { format!("{}.", nth + 1) };
        say(&format!("  {mark} {}", isolate(&reason.message)));
        if let Some(Spot { file, line, column }) = &reason.spot {
            say(&format!("    {file}:{line}:{column}"));
        }
        if !reason.hint.is_empty() {
            say(&format!("    hint: {}", isolate(&reason.hint)));
        }
    }
}

/// Whether a person sits at both ends and can be asked.
pub(super) fn can_ask() -> bool {
    std::io::stdin().is_terminal() && std::io::stderr().is_terminal()
}

/// Asks a person on the terminal; `None` where they end the input or say nothing.
pub(super) fn ask(question: &str) -> Option<String> {
    let mut out = anstream::stderr().lock();
    let _ = write!(out, "{question} ");
    let _ = out.flush();
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line).ok()?;
    Some(line.trim().to_owned()).filter(|answer| !answer.is_empty())
}

/// What a change does to a file, as `diff -u` would show it.
pub(super) fn difference(file: &FileChange) -> String {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let (old, new) = (text(file.before.as_deref().unwrap_or_default()), text(&file.after));
    let diff = similar::TextDiff::from_lines(&old, &new);
    diff.unified_diff().context_radius(3).header(&format!("a/{}", file.path), &format!("b/{}", file.path)).to_string()
}

/// A number of bytes for a person.
pub(super) fn size(bytes: u64) -> String {
    match bytes {
        0..1024 => format!("{bytes} B"),
        1024..1_048_576 => format!("{:.1} KiB", bytes as f64 / 1024.0),
        _ => format!("{:.1} MiB", bytes as f64 / 1_048_576.0),
    }
}

/// Prints one JSON value to standard output.
pub(super) fn json(value: &impl serde::Serialize) {
    answer(&serde_json::to_string_pretty(value).expect("our own records are always JSON"));
}

/// Whether a person watches standard error.
pub(super) fn watched() -> bool {
    std::io::stderr().is_terminal()
}
