//! Findings as text for a terminal: name, sentence, place, hint.

use std::collections::HashSet;
use std::fmt::Write;

use super::{Finding, Report, Severity};
use crate::source::Sources;

// The two ends of a bidirectional isolate: an Arabic word between them cannot
// drag the path, the colon or the numbers beside it out of order.
const ISOLATE: char = '\u{2068}';
const END_ISOLATE: char = '\u{2069}';

/// Findings as a person reads them.
#[derive(Clone, Debug)]
pub struct DrawnFindings {
    /// The findings, drawn for a terminal.
    pub text: String,
    /// How many of them are errors.
    pub errors: usize,
    /// How many are warnings.
    pub warnings: usize,
    /// How many are notes.
    pub notes: usize,
}

impl DrawnFindings {
    /// The findings of a report.
    pub fn new(report: &Report, sources: &Sources) -> Self {
        DrawnFindings {
            text: draw(report, sources, true),
            errors: report.count(Severity::Error),
            warnings: report.count(Severity::Warning),
            notes: report.count(Severity::Note),
        }
    }
}

/// The most findings that are drawn: nobody reads more, and a terminal would take minutes over them.
const MOST: usize = 1_000;

/// The gravest findings, as many as are drawn, in their order.
fn most_grave(findings: &[Finding]) -> Vec<&Finding> {
    let mut nths: Vec<usize> = (0..findings.len()).collect();
    nths.sort_by_key(|nth| findings[*nth].severity);
    nths.truncate(MOST);
    nths.sort_unstable();
    nths.into_iter().map(|nth| &findings[nth]).collect()
}

/// Draws the findings, with colours where `colour` says so; of very many the gravest, and how many more there are.
pub fn draw(report: &Report, sources: &Sources, colour: bool) -> String {
    let mut out = String::new();
    let mut shown_hints = HashSet::new();
    let paint = |code: &'static str| if colour { code } else { "" };
    let shown = most_grave(&report.findings);
    for finding in &shown {
        let (path, at) = sources.locate(&finding.place);
        let tone = match finding.severity {
            Severity::Error => paint("\x1b[1;31m"),
            Severity::Warning => paint("\x1b[1;33m"),
            Severity::Note => paint("\x1b[1;36m"),
        };
        let (bold, dim, reset) = (paint("\x1b[1m"), paint("\x1b[2m"), paint("\x1b[0m"));
        let _ = writeln!(
            out,
            "{tone}{}[{}]{reset}{bold}: {}{reset}",
            finding.severity.as_str(),
            finding.id,
            isolate(&finding.message)
        );
        let _ = writeln!(out, "  {}:{}:{}", isolate_whole(path), at.line, at.column);
        for (place, message) in &finding.related {
            let (path, at) = sources.locate(place);
            let _ = writeln!(out, "  {}: {}:{}:{}", isolate(message), isolate_whole(path), at.line, at.column);
        }
        // The same way out is shown once; the fiftieth time it only hides the places.
        if let Some(hint) = finding.hint.as_ref().filter(|hint| shown_hints.insert(hint.as_str())) {
            let _ = writeln!(out, "  {dim}hint:{reset} {}", isolate(hint));
        }
    }
    if shown.len() < report.findings.len() {
        let more = report.findings.len() - shown.len();
        let _ = writeln!(out, "and {more} more, which `--format json` lists");
    }
    out
}

/// Isolates what stands between backticks where it holds right-to-left letters,
/// and shows control characters as their code points, so that a text cannot
/// reorder or colour the message that reports it.
pub fn isolate(message: &str) -> String {
    let mut out = String::with_capacity(message.len() + 8);
    for (nth, part) in message.split('`').enumerate() {
        if nth > 0 {
            out.push('`');
        }
        if nth % 2 == 1 { out.push_str(&isolate_whole(part)) } else { push_visible(&mut out, part) }
    }
    out
}

/// Isolates a text where it holds right-to-left letters, and shows its control characters as code points.
pub fn isolate_whole(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    let right_to_left = text.chars().any(is_right_to_left);
    if right_to_left {
        out.push(ISOLATE);
    }
    push_visible(&mut out, text);
    if right_to_left {
        out.push(END_ISOLATE);
    }
    out
}

fn push_visible(out: &mut String, text: &str) {
    for c in text.chars() {
        if c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}') {
            let _ = write!(out, "<U+{:04X}>", c as u32);
        } else {
            out.push(c);
        }
    }
}

fn is_right_to_left(c: char) -> bool {
    matches!(c, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Place;

    #[test]
    fn arabic_between_backticks_is_isolated_and_controls_are_named() {
        assert_eq!(isolate("unknown key `نص` here"), "unknown key `\u{2068}نص\u{2069}` here");
        assert_eq!(isolate("holds `a\u{202e}b`"), "holds `a<U+202E>b`");
    }

    #[test]
    fn of_very_many_findings_the_gravest_are_drawn() {
        let mut report = Report::default();
        for nth in 0..3_000 {
            report.warning("much", Place::Path("a".to_owned()), format!("warning {nth}"));
        }
        report.error("grave", Place::Path("b".to_owned()), "an error behind them all");
        let text = draw(&report, &Sources::default(), false);
        assert_eq!(text.matches("warning[").count(), MOST - 1);
        assert!(
            text.contains("an error behind them all") && text.ends_with("and 2001 more, which `--format json` lists\n")
        );
    }
}
