//! `build`: reads, checks, renders beside the old output, and swaps.

mod cache;

use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use clap::Args;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use rayon::prelude::*;
use serde::Serialize;

use super::{Fault, Format, SiteArgs, open, words};
use crate::disk::{Disk, Recorded, Staging, Swap};
use crate::live::{Told, unreadable};
use crate::output::{LISTING, OutputFile};
use crate::render::{First, Made, Plan};
use crate::report::{Report, records};
use crate::{Moment, Options};
use cache::Cache;

#[derive(Debug, Args)]
pub(super) struct BuildArgs {
    #[command(flatten)]
    site: SiteArgs,
    /// Where the site is written; `output` beside `content` when absent
    #[arg(long, value_name = "DIR")]
    output: Option<PathBuf>,
    /// The address under which the site is published, instead of site.yaml's
    #[arg(long, value_name = "URL", value_parser = super::web_address)]
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
    told: Option<Told>,
    failed: bool,
}

pub(super) fn run(args: &BuildArgs) -> Result<u8, Fault> {
    let start = Instant::now();
    let disk = open(&args.site)?;
    let options = args.site.options(args.drafts, args.base_url.clone(), args.associations.clone());
    let output = args.output.clone().unwrap_or_else(|| args.site.site.join("output"));
    let cache = Cache::new(args, &output, &options);
    let same = cache.as_ref().and_then(|cache| cache.same(&disk, options.moment, args.strict));
    let outcome = match same {
        Some(outcome) => outcome,
        None => build(args, &disk, &options, &output, cache.as_ref(), start)?,
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
    cache: Option<&Cache>,
    start: Instant,
) -> Result<Outcome, Fault> {
    let recorded = Recorded::new(disk);
    let disk: &dyn Disk = if cache.is_some() { &recorded } else { disk };
    let mut report = Report::default();
    let (loaded, today) = report.take(crate::read(disk, options));
    let plan = report.take(crate::plan(&loaded, today, options));
    if args.strict {
        report.make_strict();
    }
    let mut counts = Counts::default();
    if let Some(plan) = plan.as_ref().filter(|_| !report.has_errors()) {
        match publish(plan, disk, output, start)? {
            Ok(made) => counts = made,
            Err(faults) => report.extend(faults),
        }
    }
    report.sort(&loaded.sources);
    let findings = serde_json::to_value(records(&report, &loaded.sources)).expect("findings are always JSON");
    let told = (!report.findings.is_empty()).then(|| Told::new(&report, &loaded.sources));
    let outcome = Outcome { counts, findings, told, failed: report.has_errors() };
    // What the swap of the folders had to say would not be said again.
    if let Some(cache) = cache.filter(|_| !outcome.failed && outcome.counts.notes.is_empty()) {
        let zone = loaded.timezone.clone().filter(|_| matches!(options.moment, Moment::Instant(_)));
        // The record of a large site takes room too, and the site is written.
        drop(plan);
        drop(loaded);
        cache.keep(recorded, &outcome, today, zone.as_ref());
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
    words::answer(&format!(
        "{done} {} and {} more, {}, in {seconds:.2} s: {}",
        words::counted(counts.pages, "page"),
        words::counted(counts.files - counts.pages, "file"),
        words::size(counts.bytes),
        output.display()
    ));
}

/// How much was written.
#[derive(Clone, Debug, Default)]
struct Counts {
    /// Whether the output of the build before stands, since nothing has changed.
    same: bool,
    /// What the swap of the folders has to say.
    notes: Vec<String>,
    pages: usize,
    files: usize,
    bytes: u64,
}

/// Runs every job, writes what it makes as it comes, and swaps the folders.
fn publish(plan: &Plan<'_>, disk: &dyn Disk, output: &Path, start: Instant) -> Result<Result<Counts, Report>, Fault> {
    let what = format!("the output `{}` cannot be written", output.display());
    let staging = Staging::begin(output, LISTING).map_err(|error| Fault::system(&what, &error))?;
    let (pages, files, bytes) = (AtomicUsize::new(0), AtomicUsize::new(0), AtomicU64::new(0));
    let faults = Mutex::new(Report::default());
    let bar = Progress::new(plan.len(), start);
    let write = |file: &OutputFile| {
        staging.write(&file.path, &file.bytes)?;
        pages.fetch_add(usize::from(file.path.ends_with(".html")), Ordering::Relaxed);
        files.fetch_add(1, Ordering::Relaxed);
        bytes.fetch_add(file.bytes.len() as u64, Ordering::Relaxed);
        Ok(())
    };
    let make = |job| {
        bar.step();
        match plan.make(job) {
            Ok(Made::Files(files)) => files.iter().try_for_each(&write),
            Ok(Made::Copy { from, to }) => match disk.read(&from) {
                Ok(bytes) => write(&OutputFile { path: to, bytes }),
                Err(error) => {
                    faults.lock().expect("no job panics while it reports").extend(unreadable(&from, &error));
                    Ok(())
                }
            },
            Err(report) => {
                faults.lock().expect("no job panics while it reports").extend(report);
                Ok(())
            }
        }
    };
    let done = plan.write_first(&|file| write(&file), &|| bar.step()).and_then(|First { jobs, faults: found }| {
        faults.lock().expect("no job panics while it reports").extend(found);
        let rest = (0..plan.len()).into_par_iter().filter(|job| !jobs.contains(job));
        rest.try_for_each(make)
    });
    bar.finish();
    done.map_err(|error| Fault::system(&what, &error))?;
    let faults = faults.into_inner().expect("no job panics while it reports");
    if faults.has_errors() {
        return Ok(Err(faults));
    }
    let swap = staging.publish().map_err(|error| Fault::system(&what, &error))?;
    Ok(Ok(Counts {
        same: false,
        pages: pages.into_inner(),
        // The list of our files is one of them.
        files: files.into_inner() + 1,
        bytes: bytes.into_inner() + swap.list,
        notes: notes(&swap, output),
    }))
}

/// What was not ours and stayed, and a swap that was none.
fn notes(swap: &Swap, output: &Path) -> Vec<String> {
    let mut notes = Vec::new();
    if !swap.kept.is_empty() {
        let shown: Vec<String> = swap.kept.iter().take(5).map(|path| format!("`{path}`")).collect();
        let more = swap.kept.len() - shown.len();
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        notes.push(format!(
            "kept in `{}`, since mithaq did not write it: {}{more}",
            output.display(),
            shown.join(", ")
        ));
    }
    if swap.in_place {
        notes.push(format!("a disk is mounted at `{}`, so its files were replaced one by one", output.display()));
    }
    notes
}

/// A bar that shows itself once a build lasts over a second, to a person alone.
struct Progress {
    bar: ProgressBar,
    start: Instant,
}

impl Progress {
    fn new(jobs: usize, start: Instant) -> Self {
        let bar = ProgressBar::with_draw_target(Some(jobs as u64), ProgressDrawTarget::hidden());
        let style = ProgressStyle::with_template("{wide_bar} {pos}/{len}").expect("the template is right");
        bar.set_style(style);
        Progress { bar, start }
    }

    fn step(&self) {
        if self.bar.is_hidden() && self.start.elapsed() > Duration::from_secs(1) && words::watched() {
            self.bar.set_draw_target(ProgressDrawTarget::stderr());
        }
        self.bar.inc(1);
    }

    fn finish(&self) {
        self.bar.finish_and_clear();
    }
}
