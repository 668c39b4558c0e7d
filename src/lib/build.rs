//! Build: a site's folder → its output, beside the old one until it is whole.
//!
//! In: a disk, what a run is asked for, and the folder of the output. Out: the
//! folder replaced at once where there is no error, and what was made and found.
//! Never: prints, asks the clock, touches the old output before the new one stands.
//!
//! `files` makes every file of a plan, `folder` writes them and swaps, and `cache`
//! knows what the build before met and made.

mod cache;
mod files;
mod folder;

use std::io;
use std::path::PathBuf;

use crate::disk::{Disk, Recorded};
use crate::load::CONTENT;
use crate::render::Plan;
use crate::report::{DrawnFindings, Report, records};
use crate::{Moment, Options};

use cache::{BuildCache, Day};
pub use files::{Sink, make_files};
use folder::OutputFolder;

/// Where a site is built, and how.
#[derive(Clone, Debug)]
pub struct BuildOptions {
    /// The folder that is replaced.
    pub output: PathBuf,
    /// Whether a warning keeps it from being written, as an error does.
    pub strict: bool,
    /// What the next build may take from this one, and this one from the one before; where there
    /// is nothing, every page is made anew.
    pub cache: Option<CacheFile>,
}

/// The file that remembers the last build, in the private folder of a site. Deleting it costs one build its time.
#[derive(Clone, Debug)]
pub struct CacheFile {
    /// The folder of the site.
    pub site: PathBuf,
    /// Which program it is that builds: another one may make other pages.
    pub program: String,
}

/// What a build made, and what it found.
#[derive(Clone, Debug)]
pub struct BuildOutcome {
    /// How much was written; nothing where it failed.
    pub counts: Counts,
    /// The findings as JSON.
    pub findings: serde_json::Value,
    /// The same for a person, where there are any.
    pub drawn: Option<DrawnFindings>,
    /// Whether there are errors, so that the old output stands.
    pub failed: bool,
}

/// How much was written.
#[derive(Clone, Debug, Default)]
pub struct Counts {
    /// Whether the output of the build before stands, since nothing has changed.
    pub unchanged: bool,
    /// How many pages there are.
    pub pages: usize,
    /// How many files there are, pages among them.
    pub files: usize,
    /// How many of the files were taken over from the build before.
    pub kept: usize,
    /// How many bytes they have together.
    pub bytes: u64,
    /// What a person should know of the folder: sentences, lower case, no full stop.
    pub notes: Vec<String>,
}

/// Reads, checks and plans a site, and writes it where there is no error. `step` is called for each
/// job as it is done, with how many there are; from several threads.
///
/// # Errors
/// When the output cannot be written; the old one stands.
pub fn build(
    disk: &dyn Disk,
    options: &Options,
    target: &BuildOptions,
    step: &(dyn Fn(usize) + Sync),
) -> io::Result<BuildOutcome> {
    let mut cache = target.cache.as_ref().and_then(|file| BuildCache::read(file, &target.output, options));
    if let Some(outcome) = cache.as_ref().and_then(|cache| cache.outcome(disk, options.moment, target.strict)) {
        return Ok(outcome);
    }
    let recorded = Recorded::new(disk, CONTENT);
    let disk: &dyn Disk = if cache.is_some() { &recorded } else { disk };
    let mut report = Report::default();
    let (loaded, today) = report.take(crate::read(disk, options));
    let plan = report.take(crate::plan(&loaded, today, options));
    if target.strict {
        report.make_strict();
    }
    let mut counts = Counts::default();
    let facts = plan.as_ref().map(Plan::facts).unwrap_or_default();
    if let Some(plan) = plan.as_ref().filter(|_| !report.has_errors()) {
        let folder = OutputFolder::begin(&target.output, disk)?;
        let kept = cache.as_mut().and_then(|cache| cache.kept(&recorded, &facts));
        let kept = kept.map(|kept| kept.jobs(plan, &target.output)).unwrap_or_default();
        let faults = make_files(plan, &kept, &folder, &|| step(plan.len()))?;
        if faults.has_errors() {
            report.extend(faults);
        } else {
            counts = folder.publish()?;
        }
    }
    report.sort(&loaded.sources);
    let findings = serde_json::to_value(records(&report, &loaded.sources)).expect("findings are always JSON");
    let drawn = (!report.findings.is_empty()).then(|| DrawnFindings::new(&report, &loaded.sources));
    let outcome = BuildOutcome { counts, findings, drawn, failed: report.has_errors() };
    if let Some(cache) = cache.filter(|_| !outcome.failed) {
        let zone = loaded.timezone.clone().filter(|_| matches!(options.moment, Moment::Instant(_)));
        let day = Day::new(today, zone.as_ref());
        // The cache of a large site takes room too, and the site is written.
        drop(plan);
        drop(loaded);
        cache.write(recorded, &outcome, day, facts);
    }
    Ok(outcome)
}
