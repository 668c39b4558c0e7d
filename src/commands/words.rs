//! What commands print: the only place that writes to the two outputs.

use std::io::{IsTerminal, Write};

use crate::report::{Report, Severity, draw};
use crate::source::Sources;

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
    // `anstream` takes the colours out where nobody would see them, or NO_COLOR asks it to.
    say(&draw(report, sources, true));
    let (errors, warnings) = (report.count(Severity::Error), report.count(Severity::Warning));
    say(&format!("{}, {}", counted(errors, "error"), counted(warnings, "warning")));
}

/// `1 page`, `2 pages`.
pub(super) fn counted(count: usize, thing: &str) -> String {
    if count == 1 { format!("1 {thing}") } else { format!("{count} {thing}s") }
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
