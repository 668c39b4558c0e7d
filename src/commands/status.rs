//! `status`: the register of policies.

mod ics;

use clap::{Args, ValueEnum};

use super::{Fault, SiteArgs, words};
use crate::derive::register::{Row, rows};
use crate::model::{ApprovalKind, Lang, State, TranslationState};
use crate::report::{Report, Severity, isolate_whole};
use crate::source::Sources;

#[derive(Debug, Args)]
pub(super) struct StatusArgs {
    #[command(flatten)]
    site: SiteArgs,
    /// Count what is due within so many days as overdue
    #[arg(long, value_name = "DAYS", default_value_t = 0)]
    due_within: u32,
    /// How the register is written
    #[arg(long, value_enum, default_value = "human")]
    format: StatusFormat,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum StatusFormat {
    /// For a person
    Human,
    /// One JSON value on standard output
    Json,
    /// A calendar of the next reviews on standard output, for calendar programs
    Ics,
}

pub(super) fn run(args: &StatusArgs) -> Result<u8, Fault> {
    let disk = args.site.open()?;
    let options = args.site.options(false, None, Vec::new());
    let mut report = Report::default();
    let (loaded, today) = report.take(crate::read(&disk, &options));
    let Some(site) = &loaded.site else {
        words::findings(&report, &loaded.sources);
        return Ok(1);
    };
    let mut rows = rows(site, today);
    count_findings(&mut rows, &report, &loaded.sources);
    match args.format {
        StatusFormat::Json => words::json(&rows),
        StatusFormat::Ics => words::answer(&ics::calendar(site, today)),
        StatusFormat::Human => {
            words::answer(&table(&rows, site.default_language()));
            if report.has_errors() {
                words::say("the content has errors; `mithaq check` shows them");
            }
        }
    }
    let due = |row: &Row| {
        row.days_to_review.is_some_and(|days| days < 0 || (args.due_within > 0 && days <= i64::from(args.due_within)))
    };
    Ok(u8::from(rows.iter().any(due)))
}

/// Counts what was found in the folder of each policy.
fn count_findings(rows: &mut [Row], report: &Report, sources: &Sources) {
    for row in rows {
        let folder = format!("content/{}/policies/{}/", row.association, row.policy);
        let within = |severity| {
            let found = report.findings.iter().filter(|finding| finding.severity == severity);
            Some(found.filter(|finding| sources.locate(&finding.place).0.starts_with(&folder)).count())
        };
        row.errors = within(Severity::Error);
        row.warnings = within(Severity::Warning);
        row.notes = within(Severity::Note);
    }
}

/// The register as columns, each line led by letters of one direction. The title comes last, between
/// isolates: nothing has to be measured after it, and no terminal that turns lines around moves it.
fn table(rows: &[Row], lang: Lang) -> String {
    let heads = ["policy", "version", "state", "approval", "next review", "translation", "findings", "title"];
    let heads = heads.map(str::to_owned);
    let line = |row: &Row| {
        let dash = || "-".to_owned();
        let approval = match (row.approval, &row.session, &row.approved) {
            (Some(ApprovalKind::Approved), session, date) => {
                let session = session.as_ref().map(|session| format!("session {session}, ")).unwrap_or_default();
                format!("{session}{}", date.clone().unwrap_or_else(dash))
            }
            (Some(kind), ..) => kind.word().replace('-', " "),
            (None, ..) => dash(),
        };
        let review = match (&row.next_review, row.days_to_review) {
            (Some(day), Some(days)) if days < 0 => {
                format!("{day} ({} overdue)", words::counted(days.unsigned_abs() as usize, "day"))
            }
            (Some(day), Some(days)) => format!("{day} (in {})", words::counted(days.unsigned_abs() as usize, "day")),
            _ => dash(),
        };
        [
            format!("{}/{}", row.association, row.policy),
            row.version.clone().unwrap_or_else(dash),
            row.state.map_or("-", State::word).replace('-', " "),
            approval,
            review,
            row.translation.map_or("-", TranslationState::word).to_owned(),
            findings(row),
            isolated_title(row, lang),
        ]
    };
    let lines: Vec<[String; 8]> = std::iter::once(heads).chain(rows.iter().map(line)).collect();
    let widths: Vec<usize> =
        (0..8).map(|nth| lines.iter().map(|line| line[nth].chars().count()).max().unwrap_or(0)).collect();
    let mut out = String::new();
    for line in &lines {
        let cells = line.iter().zip(&widths).map(|(cell, width)| format!("{cell:width$}"));
        out.push_str(cells.collect::<Vec<_>>().join("  ").trim_end());
        out.push('\n');
    }
    out
}

/// `2 errors, 1 warning, 1 note`.
fn findings(row: &Row) -> String {
    let counts = [(row.errors, "error"), (row.warnings, "warning"), (row.notes, "note")];
    let counts =
        counts.map(|(count, thing)| count.filter(|count| *count > 0).map(|count| words::counted(count, thing)));
    let said: Vec<String> = counts.into_iter().flatten().collect();
    if said.is_empty() { "-".to_owned() } else { said.join(", ") }
}

/// The title in a language, else in the other, between isolates.
fn isolated_title(row: &Row, lang: Lang) -> String {
    let (first, second) = match lang {
        Lang::Arabic => (&row.title_ar, &row.title_en),
        Lang::English => (&row.title_en, &row.title_ar),
    };
    let title = first.as_ref().or(second.as_ref());
    title.map(|title| isolate_whole(title)).unwrap_or_default()
}
