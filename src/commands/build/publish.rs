//! The output: every job of a plan is run, what it makes is written as it comes, and the folders are swapped.

use std::io;
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use rayon::prelude::*;

use super::super::{Fault, words};
use super::cache::Kept;
use crate::disk::{Disk, Staging, Swap, describe};
use crate::output::{LISTING, OutputFile};
use crate::render::{First, Made, Plan, unreadable};
use crate::report::Report;

/// How much was written.
#[derive(Clone, Debug, Default)]
pub(super) struct Counts {
    /// Whether the output of the build before stands, since nothing has changed.
    pub(super) same: bool,
    /// What the swap of the folders has to say.
    pub(super) notes: Vec<String>,
    pub(super) pages: usize,
    pub(super) files: usize,
    /// How many of the pages and files were taken over from the build before.
    pub(super) kept: usize,
    pub(super) bytes: u64,
}

/// Runs every job but those whose files the build before has `kept`, writes what they make as it comes, and
/// swaps the folders.
pub(super) fn publish(
    plan: &Plan<'_>,
    disk: &dyn Disk,
    output: &Path,
    kept: Option<&Kept>,
    start: Instant,
) -> Result<Result<Counts, Report>, Fault> {
    let what = format!("the output `{}` cannot be written", output.display());
    let fault = |error: io::Error| Fault::system(&what, &error);
    let writing = Writing::begin(output).map_err(fault)?;
    let kept = kept.map(|kept| kept.jobs(plan, output)).unwrap_or_default();
    let faults = Mutex::new(Report::default());
    let found = |report| faults.lock().expect("no job panics while it reports").extend(report);
    let bar = Progress::new(plan.len(), start);
    let make = |job: usize| {
        bar.step();
        if kept.contains(&job) {
            return plan.paths(job).try_for_each(|path| writing.take_over(path));
        }
        match plan.make(job) {
            Ok(Made::Files(files)) => return files.iter().try_for_each(|file| writing.write(file)),
            Ok(Made::Copy { from, to }) => match disk.read(&from) {
                Ok(bytes) => return writing.write(&OutputFile { path: to, bytes }),
                Err(error) => found(unreadable(&from, &describe(&error))),
            },
            Err(report) => found(report),
        }
        Ok(())
    };
    let first = plan.write_first(&kept, &|file| writing.write(&file), &|| bar.step());
    let done = first.and_then(|First { jobs, faults }| {
        found(faults);
        let rest = (0..plan.len()).into_par_iter().filter(|job| !jobs.contains(job));
        rest.try_for_each(make)
    });
    bar.finish();
    done.map_err(fault)?;
    let faults = faults.into_inner().expect("no job panics while it reports");
    if faults.has_errors() {
        return Ok(Err(faults));
    }
    writing.publish(output).map(Ok).map_err(fault)
}

/// An output on its way, and how much it holds.
struct Writing {
    staging: Staging,
    pages: AtomicUsize,
    files: AtomicUsize,
    kept: AtomicUsize,
    bytes: AtomicU64,
}

impl Writing {
    fn begin(output: &Path) -> io::Result<Self> {
        let staging = Staging::begin(output, LISTING)?;
        let (pages, files, kept) = (AtomicUsize::new(0), AtomicUsize::new(0), AtomicUsize::new(0));
        Ok(Writing { staging, pages, files, kept, bytes: AtomicU64::new(0) })
    }

    fn write(&self, file: &OutputFile) -> io::Result<()> {
        self.staging.write(&file.path, &file.bytes)?;
        self.count(&file.path, file.bytes.len() as u64);
        Ok(())
    }

    /// Takes a file over from the build before, which may have made none of that path.
    fn take_over(&self, path: &str) -> io::Result<()> {
        if let Some(length) = self.staging.keep_file(path)? {
            self.kept.fetch_add(1, Ordering::Relaxed);
            self.count(path, length);
        }
        Ok(())
    }

    fn count(&self, path: &str, length: u64) {
        self.pages.fetch_add(usize::from(path.ends_with(".html")), Ordering::Relaxed);
        self.files.fetch_add(1, Ordering::Relaxed);
        self.bytes.fetch_add(length, Ordering::Relaxed);
    }

    fn publish(self, output: &Path) -> io::Result<Counts> {
        let swap = self.staging.publish()?;
        Ok(Counts {
            same: false,
            pages: self.pages.into_inner(),
            // The list of our files is one of them.
            files: self.files.into_inner() + 1,
            kept: self.kept.into_inner(),
            bytes: self.bytes.into_inner() + swap.list,
            notes: notes(&swap, output),
        })
    }
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
    /// Whether a person watches; the system is asked once.
    watched: bool,
}

impl Progress {
    fn new(jobs: usize, start: Instant) -> Self {
        let bar = ProgressBar::with_draw_target(Some(jobs as u64), ProgressDrawTarget::hidden());
        let style = ProgressStyle::with_template("{wide_bar} {pos}/{len}").expect("the template is right");
        bar.set_style(style);
        Progress { bar, start, watched: words::watched() }
    }

    fn step(&self) {
        if self.watched && self.bar.is_hidden() && self.start.elapsed() > Duration::from_secs(1) {
            self.bar.set_draw_target(ProgressDrawTarget::stderr());
        }
        self.bar.inc(1);
    }

    fn finish(&self) {
        self.bar.finish_and_clear();
    }
}
