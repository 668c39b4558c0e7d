//! mithaq (ميثاق): associations' policies, written in Markdown and YAML, as a
//! bilingual static site.
//!
//! # The map of the house
//!
//! A room uses only what stands to the left of it:
//!
//! `source → report → disk → text → model → load → edit → check → derive → output → render → lib → record → live → http → inbox → commands → main`
//!
//! | room | in → out |
//! |---|---|
//! | `source` | texts by id; a place → file, line and column |
//! | `report` | findings → one list, drawn as text, JSON or SARIF |
//! | `disk` | the only room that touches the file system; replaces a folder whole |
//! | `text` | the Markdown of a policy → a tree of clauses with ids and labels; two of them → what changed |
//! | `model` | what the site *is*, complete and typed, in both languages |
//! | `load` | files → shapes → the model; every problem keeps its place |
//! | `edit` | the text of a file, and a decision → the text with that decision in it |
//! | `check` | a finished site → findings, one function a rule |
//! | `derive` | a finished site → addresses, paired clauses, register, data |
//! | `output` | paths, collisions, minified pages, text without markup |
//! | `render` | views → pages and files, planned before the first byte |
//! | `record` | a decision → checked, proved, and written, all or nothing; without a terminal |
//! | `live` | files that change → the newest site without an error, its pages made when asked for |
//! | `http` | a connection → its requests within limits; a request → whose page sent it, who asks, its body; a response with the headers that it needs |
//! | `inbox` | what people send → checked, kept, shown |
//! | `commands` | options in, a library call, words out |
//!
//! Two facts come in from `commands` and from nowhere else: the disk and the
//! moment that decides which day it is.
//!
//! # The library
//!
//! It serves the program and its tests, and promises no more than these steps: [`read`] a site and every
//! finding about it, [`plan`] all of its files, let [`render::Plan::make`] make those that are wanted, or [`build()`]
//! the whole folder in one call.
//!
//! ```
//! use mithaq::disk::MemoryDisk;
//! use mithaq::render::Made;
//! use mithaq::{Moment, Options};
//!
//! let files = [
//!     ("site.yaml", "title: {ar: سياساتنا, en: Our policies}\nbase_url: https://example.org/\nlanguages: [ar, en]\n"),
//!     ("example/association.yaml", "name: {ar: جمعية المثال, en: Example Association}\n"),
//!     ("example/policies/gifts/policy.yaml", "title: {ar: الهدايا, en: Gifts}\ngoverning_language: ar\n\
//!         versions: [{version: '1.0', approval: not-stated}]\n"),
//!     ("example/policies/gifts/1.0/ar.md", "## النطاق\n\nلا تقبل الهدايا.\n"),
//! ];
//! let files = files.map(|(path, text)| (format!("content/{path}"), text.as_bytes().to_vec()));
//! let disk = MemoryDisk { files: files.into() };
//! let day = "2026-01-01".parse().expect("a day");
//! let options = Options { moment: Moment::Day(day), drafts: false, overrides: Default::default() };
//!
//! let read = mithaq::read(&disk, &options);
//! assert!(!read.report.has_errors());
//! let (loaded, today) = read.value;
//! let plan = mithaq::plan(&loaded, today, &options).value.expect("a site without an error can be planned");
//! let job = plan.job("ar/policies/gifts/index.html").expect("the policy has a page");
//! let Ok(Made::Files(files)) = plan.make(job) else { panic!("it can be made") };
//! let page = String::from_utf8_lossy(&files[0].bytes);
//! assert!(page.contains("لا تقبل الهدايا"));
//! ```

#[path = "lib/build.rs"]
mod build;
pub mod check;
pub mod commands;
pub mod derive;
#[expect(clippy::disallowed_methods, reason = "it is the room that touches the file system")]
pub mod disk;
pub mod edit;
pub mod http;
pub mod inbox;
pub mod live;
pub mod load;
pub mod model;
pub mod output;
pub mod record;
pub mod render;
pub mod report;
pub mod source;
pub mod text;

pub use build::{BuildOptions, BuildOutcome, CacheFile, Counts, Sink, build, make_files};
use disk::Disk;
use load::{Loaded, Overrides};
use model::{Date, Edition};
use report::{Report, Reported};

/// What decides which day it is.
#[derive(Clone, Copy, Debug)]
pub enum Moment {
    /// A day, whatever the time zone.
    Day(Date),
    /// A moment, turned into a day by the site's time zone.
    Instant(jiff::Timestamp),
}

/// What a run is asked for.
#[derive(Clone, Debug)]
pub struct Options {
    /// Which day it is.
    pub moment: Moment,
    /// Whether drafts are published, marked as such.
    pub drafts: bool,
    /// What the command line says over the head of the content.
    pub overrides: Overrides,
}

/// What was read and found, for when a site is read again.
#[derive(Debug, Default)]
pub struct Cache {
    loaded: load::Cache,
    checked: check::Cache,
}

/// Reads the site and finds every fault of its content, without rendering.
pub fn read(disk: &dyn Disk, options: &Options) -> Reported<(Loaded, Date)> {
    check(load::site(disk, &options.overrides), options, check::Cache::default()).1
}

/// The same for a site that was read before: what did not change is taken from the cache. Gives the cache
/// for the next time too.
pub fn reread(
    disk: &dyn Disk,
    options: &Options,
    cache: Cache,
    changed: &load::Changed,
) -> (Cache, Reported<(Loaded, Date)>) {
    let now = match options.moment {
        Moment::Instant(now) => Some(now),
        Moment::Day(_) => None,
    };
    let (loaded, read) = load::reread(disk, &options.overrides, cache.loaded, changed, now);
    let (checked, read) = check(read, options, cache.checked);
    (Cache { loaded, checked }, read)
}

fn check(
    read: Reported<Loaded>,
    options: &Options,
    mut cache: check::Cache,
) -> (check::Cache, Reported<(Loaded, Date)>) {
    let mut report = Report::default();
    let loaded = report.take(read);
    let today = match options.moment {
        Moment::Day(day) => day,
        Moment::Instant(instant) => {
            let zone = loaded.timezone.clone().unwrap_or(jiff::tz::TimeZone::UTC);
            instant.to_zoned(zone).date()
        }
    };
    if let Some(site) = &loaded.site {
        let found;
        (cache, found) = check::recheck(site, today, cache);
        report.extend(found);
    }
    report.sort(&loaded.sources);
    (cache, Reported { value: (loaded, today), report })
}

/// Works out every output file of what was read, without making any; see [`render::plan`].
pub fn plan<'a>(loaded: &'a Loaded, today: Date, options: &Options) -> Reported<Option<render::Plan<'a>>> {
    replan(loaded, today, options, None)
}

/// The same after another site was planned `before`: what did not change is taken from there.
pub fn replan<'a>(
    loaded: &'a Loaded,
    today: Date,
    options: &Options,
    before: Option<&render::Plan<'_>>,
) -> Reported<Option<render::Plan<'a>>> {
    match (&loaded.site, &loaded.theme) {
        (Some(site), Some(theme)) => render::plan(site, theme, Edition { today, drafts: options.drafts }, before),
        _ => Reported { value: None, report: Report::default() },
    }
}
