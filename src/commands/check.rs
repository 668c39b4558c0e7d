//! `check`: everything that `build` checks, and nothing written.

use std::collections::HashSet;
use std::io;

use clap::{Args, ValueEnum};

use super::{Fault, SiteArgs, words};
use crate::disk::Sum;
use crate::output::OutputFile;
use crate::report::{Report, Severity, records, sarif};
use crate::{Sink, make_files};

#[derive(Debug, Args)]
pub(super) struct CheckArgs {
    #[command(flatten)]
    site: SiteArgs,
    /// Look at drafts as if they were published
    #[arg(long)]
    drafts: bool,
    /// Treat warnings as errors
    #[arg(long)]
    strict: bool,
    /// How findings are written
    #[arg(long, value_enum, default_value = "human")]
    format: CheckFormat,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum CheckFormat {
    /// For a person
    Human,
    /// One JSON value on standard output
    Json,
    /// SARIF 2.1.0 on standard output, for code hosts
    Sarif,
}

/// Takes every file and writes none.
struct Nowhere;

impl Sink for Nowhere {
    fn write(&self, _: OutputFile) -> io::Result<()> {
        Ok(())
    }

    fn copy(&self, _: &str, _: String) -> io::Result<Result<Sum, Report>> {
        Ok(Err(Report::default()))
    }

    fn wants_sums(&self) -> bool {
        false
    }
}

pub(super) fn run(args: &CheckArgs) -> Result<u8, Fault> {
    let disk = args.site.open()?;
    let options = args.site.options(args.drafts, None, Vec::new());
    let mut report = Report::default();
    let (loaded, today) = report.take(crate::read(&disk, &options));
    let plan = report.take(crate::plan(&loaded, today, &options));
    if let Some(plan) = plan.as_ref().filter(|_| !report.has_errors()) {
        // Templates show their faults only when pages are made.
        report.extend(make_files(plan, &HashSet::new(), &Nowhere, &|| ()).expect("nothing is written"));
    }
    if args.strict {
        report.make_strict();
    }
    report.sort(&loaded.sources);
    match args.format {
        CheckFormat::Json => {
            let errors = report.count(Severity::Error);
            let warnings = report.count(Severity::Warning);
            let notes = report.count(Severity::Note);
            let findings = records(&report, &loaded.sources);
            words::json(&serde_json::json!({
                "errors": errors, "warnings": warnings, "notes": notes, "findings": findings,
            }));
        }
        CheckFormat::Sarif => words::json(&sarif(&report, &loaded.sources)),
        CheckFormat::Human => {
            words::findings(&report, &loaded.sources);
            if report.findings.is_empty() {
                words::answer("no findings");
            }
        }
    }
    Ok(u8::from(report.has_errors()))
}
