//! `build`: reads, checks, renders beside the old output, and swaps.

mod cache;
mod publish;

use std::path::{Path, PathBuf};
use std::time::Instant;

use clap::Args;
use serde::Serialize;

use super::{Fault, Format, SiteArgs, words};
use crate::disk::{Disk, Recorded};
use crate::load::CONTENT;
use crate::render::Plan;
use crate::report::{DrawnFindings, Report, records};
use crate::{Moment, Options};
use cache::Cache;
use publish::{Counts, publish};

#[derive(Debug, Args)]
pub(super) struct BuildArgs {
    #[command(flatten)]
    site: SiteArgs,
    /// Where the site is written; `output` beside `content` when absent
    #[arg(long, value_name = "DIR")]
    output: Option<PathBuf>,
    /// The address under which the site is published, instead of site.yaml's
    #[arg(long, value_name = "URL", value_parser = super::site::web_address)]
    base_url: Option<String>,
    /// Build this association alone; may be given several times
    #[arg(long = "association", value_name = "ID")]
    associations: Vec<String>,
    /// Publish drafts too, each marked as a draft
    #[arg(long)]
    drafts: bool,
    /// Treat warnings as errors
    #[arg(long)]
    strict: bool,
    /// Make every page anew, even where nothing has changed since the build before
    #[arg(long)]
    no_cache: bool,
    /// How the result is written
    #[arg(long, value_enum, default_value = "human")]
    format: Format,
}

/// What `build --format json` prints.
#[derive(Debug, Serialize)]
struct Summary<'a> {
    pages: usize,
    files: usize,
    bytes: u64,
    seconds: f64,
    findings: &'a serde_json::Value,
}

/// What a build made, and what it found.
struct Outcome {
    counts: Counts,
    /// The findings as JSON.
    findings: serde_json::Value,
    /// The same for a person, where there are any.
    told: Option<DrawnFindings>,
    failed: bool,
}

pub(super) fn run(args: &BuildArgs) -> Result<u8, Fault> {
    let start = Instant::now();
    let disk = args.site.open()?;
    let options = args.site.options(args.drafts, args.base_url.clone(), args.associations.clone());
    let output = args.output.clone().unwrap_or_else(|| args.site.site.join("output"));
    let cache = Cache::new(args, &output, &options);
    let same = cache.as_ref().and_then(|cache| cache.same(&disk, options.moment, args.strict));
    let outcome = match same {
        Some(outcome) => outcome,
        None => build(args, &disk, &options, &output, cache, start)?,
    };
    tell(args, &outcome, &output, start);
    Ok(u8::from(outcome.failed))
}

/// Reads, checks and plans the site, and writes it where there is no error.
fn build(
    args: &BuildArgs,
    disk: &dyn Disk,
    options: &Options,
    output: &Path,
    mut cache: Option<Cache>,
    start: Instant,
) -> Result<Outcome, Fault> {
    let recorded = Recorded::new(disk, CONTENT);
    let disk: &dyn Disk = if cache.is_some() { &recorded } else { disk };
    let mut report = Report::default();
    let (loaded, today) = report.take(crate::read(disk, options));
    let plan = report.take(crate::plan(&loaded, today, options));
    if args.strict {
        report.make_strict();
    }
    let mut counts = Counts::default();
    let facts = plan.as_ref().map(Plan::facts).unwrap_or_default();
    if let Some(plan) = plan.as_ref().filter(|_| !report.has_errors()) {
        let kept = cache.as_mut().and_then(|cache| cache.kept(&recorded, &facts));
        match publish(plan, disk, output, kept.as_ref(), start)? {
            Ok(made) => counts = made,
            Err(faults) => report.extend(faults),
        }
    }
    report.sort(&loaded.sources);
    let findings = serde_json::to_value(records(&report, &loaded.sources)).expect("findings are always JSON");
    let told = (!report.findings.is_empty()).then(|| DrawnFindings::new(&report, &loaded.sources));
    let outcome = Outcome { counts, findings, told, failed: report.has_errors() };
    if let Some(cache) = cache.filter(|_| !outcome.failed) {
        let zone = loaded.timezone.clone().filter(|_| matches!(options.moment, Moment::Instant(_)));
        // The record of a large site takes room too, and the site is written.
        drop(plan);
        drop(loaded);
        cache.keep(recorded, &outcome, (today, zone.as_ref()), facts);
    }
    Ok(outcome)
}

/// Says what was made and found.
fn tell(args: &BuildArgs, outcome: &Outcome, output: &Path, start: Instant) {
    let Outcome { counts, findings, told, failed } = outcome;
    let seconds = start.elapsed().as_secs_f64();
    if args.format == Format::Json {
        let (pages, files, bytes) = (counts.pages, counts.files, counts.bytes);
        words::json(&Summary { pages, files, bytes, seconds, findings });
        return;
    }
    if let Some(told) = told {
        words::told(told);
    }
    if *failed {
        words::say("nothing was written; the old output stands");
        return;
    }
    for note in &counts.notes {
        words::say(note);
    }
    let done = if counts.same { "nothing has changed:" } else { "built" };
    let kept = if counts.kept > 0 { format!(", {} of them as before", counts.kept) } else { String::new() };
    words::answer(&format!(
        "{done} {} and {} more{kept}, {}, in {seconds:.2} s: {}",
        words::counted(counts.pages, "page"),
        words::counted(counts.files - counts.pages, "file"),
        words::size(counts.bytes),
        output.display()
    ));
}
