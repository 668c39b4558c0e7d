//! `status`: the register of policies.

mod ics;

use clap::{Args, ValueEnum};

use super::{Fault, SiteArgs, open, words};
use crate::derive::register::{Row, rows};
use crate::report::Report;

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
    let disk = open(&args.site)?;
    let options = args.site.options(false, None, Vec::new());
    let mut report = Report::default();
    let (loaded, today) = report.take(crate::read(&disk, &options));
    let Some(site) = &loaded.site else {
        words::findings(&report, &loaded.sources);
        return Ok(1);
    };
    let rows = rows(site, today);
    match args.format {
        StatusFormat::Json => words::json(&rows),
        StatusFormat::Ics => words::answer(&ics::calendar(site, today)),
        StatusFormat::Human => {
            words::answer(&table(&rows));
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

/// The register as columns. Arabic stands between isolates, so that the columns
/// keep their order in a terminal that turns lines around.
fn table(rows: &[Row]) -> String {
    let heads = ["policy", "version", "state", "approval", "next review", "translation"].map(str::to_owned);
    let line = |row: &Row| {
        let dash = || "-".to_owned();
        let approval = match (row.approval, row.session, &row.approved) {
            (Some("approved"), session, date) => {
                let session = session.map(|session| format!("session {session}, ")).unwrap_or_default();
                format!("{session}{}", date.clone().unwrap_or_else(dash))
            }
            (Some(word), ..) => word.replace('-', " "),
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
            row.state.unwrap_or("-").replace('-', " "),
            approval,
            review,
            row.translation.unwrap_or("-").to_owned(),
        ]
    };
    let lines: Vec<[String; 6]> = std::iter::once(heads).chain(rows.iter().map(line)).collect();
    let widths: Vec<usize> =
        (0..6).map(|nth| lines.iter().map(|line| line[nth].chars().count()).max().unwrap_or(0)).collect();
    let mut out = String::new();
    for line in &lines {
        let cells = line.iter().zip(&widths).map(|(cell, width)| format!("{cell:width$}"));
        out.push_str(cells.collect::<Vec<_>>().join("  ").trim_end());
        out.push('\n');
    }
    out
}
