//! `build`: reads, checks, renders beside the old output, and swaps.

use std::path::PathBuf;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use clap::Args;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use rayon::prelude::*;
use serde::Serialize;

use super::{Fault, Format, SiteArgs, open, words};
use crate::disk::{Built, Disk, Recorded, Staging, Swap, stamp};
use crate::live::unreadable;
use crate::output::{LISTING, OutputFile};
use crate::render::{First, Made, Plan};
use crate::report::{FindingRecord, Report, Severity, records};

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
struct Summary {
    pages: usize,
    files: usize,
    bytes: u64,
    seconds: f64,
    findings: Vec<FindingRecord>,
}

pub(super) fn run(args: &BuildArgs) -> Result<u8, Fault> {
    let start = Instant::now();
    let disk = open(&args.site)?;
    let options = args.site.options(args.drafts, args.base_url.clone(), args.associations.clone());
    let recorded = Recorded::new(&disk);
    let mut report = Report::default();
    let (loaded, today) = report.take(crate::read(&recorded, &options));
    let output = args.output.clone().unwrap_or_else(|| args.site.site.join("output"));
    let said = format!("{today} {} {:?}", options.drafts, options.overrides);
    let cache = if report.has_errors() { None } else { Cache::new(args, &recorded, &output, &said) };
    let mut counts = Counts::default();
    if let Some(built) = cache.as_ref().and_then(Cache::unchanged) {
        counts = Counts { pages: built.pages, files: built.files, bytes: built.bytes, same: true, ..counts };
        if args.strict {
            report.make_strict();
        }
    } else {
        let found = |report: &Report| report.count(Severity::Error) + report.count(Severity::Warning);
        let read = found(&report);
        let plan = report.take(crate::plan(&loaded, today, &options));
        let silent = found(&report) == read;
        if args.strict {
            report.make_strict();
        }
        if let Some(plan) = plan.as_ref().filter(|_| !report.has_errors()) {
            match publish(plan, &recorded, &output, start)? {
                Ok(made) => counts = made,
                Err(faults) => report.extend(faults),
            }
        }
        // What planning found would not be said again.
        if let Some(cache) = cache.filter(|_| silent && counts.notes.is_empty() && !report.has_errors()) {
            cache.keep(&counts);
        }
    }
    report.sort(&loaded.sources);
    let failed = report.has_errors();
    let seconds = start.elapsed().as_secs_f64();
    match args.format {
        Format::Json => words::json(&Summary {
            pages: counts.pages,
            files: counts.files,
            bytes: counts.bytes,
            seconds,
            findings: records(&report, &loaded.sources),
        }),
        Format::Human => {
            words::findings(&report, &loaded.sources);
            if failed {
                words::say("nothing was written; the old output stands");
            } else {
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
        }
    }
    Ok(u8::from(failed))
}

/// What the build before read and made, kept in the site's `.mithaq` folder.
struct Cache<'r> {
    recorded: &'r Recorded<'r>,
    record: PathBuf,
    output: PathBuf,
    /// What decides beside the files: the program, the day, the command line.
    said: String,
    fingerprint: String,
}

impl<'r> Cache<'r> {
    /// Nothing where none is wanted, or where the program or its input cannot be told from others.
    fn new(args: &BuildArgs, recorded: &'r Recorded<'r>, output: &std::path::Path, said: &str) -> Option<Self> {
        if args.no_cache {
            return None;
        }
        let output = std::path::absolute(output).ok()?;
        // Another program may write other pages.
        let program = stamp(&std::env::current_exe().ok()?)?;
        let said = format!("{said} {} {program} {}", env!("CARGO_PKG_VERSION"), output.display());
        let fingerprint = recorded.fingerprint(&said)?;
        let record = args.site.site.join(".mithaq").join("built.json");
        Some(Cache { recorded, record, output, said, fingerprint })
    }

    fn unchanged(&self) -> Option<Built> {
        Built::unchanged(&self.record, &self.output, &self.fingerprint)
    }

    /// Keeps what was made, unless something changed while it was made.
    fn keep(self, counts: &Counts) {
        if self.recorded.fingerprint(&self.said).as_ref() == Some(&self.fingerprint) {
            Built::keep(&self.record, &self.output, self.fingerprint, (counts.pages, counts.files, counts.bytes));
        }
    }
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
fn publish(
    plan: &Plan<'_>,
    disk: &dyn Disk,
    output: &std::path::Path,
    start: Instant,
) -> Result<Result<Counts, Report>, Fault> {
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
fn notes(swap: &Swap, output: &std::path::Path) -> Vec<String> {
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
        if self.bar.is_hidden() && words::watched() && self.start.elapsed() > Duration::from_secs(1) {
            self.bar.set_draw_target(ProgressDrawTarget::stderr());
        }
        self.bar.inc(1);
    }

    fn finish(&self) {
        self.bar.finish_and_clear();
    }
}
