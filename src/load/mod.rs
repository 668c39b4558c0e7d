//! Load: files → a complete site, every problem with its place.
//!
//! In: a disk and what the command line overrides. Out: the site, the texts it
//! was read from, and findings. Never: makes HTML, or judges what a reader
//! should be promised; that is `check`.
//!
//! `files` reads the texts of a folder once; `shape` holds each YAML file against its
//! shape; the readers turn what fits into the model; `resolve` ties it together. `config` reads
//! what stands beside the folders of associations, `folder` one of them, and `cache` has
//! all of them, for a site that is read again.

mod cache;
mod config;
mod dirty;
mod entries;
mod fields;
mod files;
mod folder;
mod front_matter;
mod log;
mod policy;
mod problems;
mod records;
mod resolve;
pub mod schema;
mod setting;
pub mod shape;
mod shaped;
pub mod shapes;
mod stamp;
mod statements;
pub mod text;
mod theme;
pub mod yaml;

use std::sync::Arc;

use jiff::tz::TimeZone;

use crate::disk::Disk;
use crate::model::{Layout, Site, Theme};
use crate::report::{Report, Reported, meant};
use crate::source::{Place, Sources};
use cache::Folders;
use config::Config;
use setting::Reading;

pub use cache::Cache;
pub use dirty::Changed;
pub use entries::CONTENT;
pub use log::{PENDING, is_of_a_merge};
pub use setting::Overrides;
pub use theme::is_built_in_theme;

/// What was read.
#[derive(Debug, Default)]
pub struct Loaded {
    /// Every text that was read, for places.
    pub sources: Sources,
    /// The site; absent where `site.yaml` cannot be understood.
    pub site: Option<Site>,
    /// The site's theme.
    pub theme: Option<Arc<Theme>>,
    /// The time zone that decides which day it is.
    pub timezone: Option<TimeZone>,
    /// How many bytes the inbox keeps in all.
    pub inbox_limit: u64,
    /// How many days the inbox keeps a post, where the site says it.
    pub keep_days: Option<u32>,
}

/// Reads the whole site.
pub fn site(disk: &dyn Disk, overrides: &Overrides) -> Reported<Loaded> {
    reread(disk, overrides, Cache::default(), &Changed::Anything, None).1
}

/// Reads the whole site once more, and gives the cache for the next time. What did not change is taken
/// from the cache. Only where it is told that it is `now` are files known by their state.
pub fn reread(
    disk: &dyn Disk,
    overrides: &Overrides,
    cache: Cache,
    changed: &Changed,
    now: Option<jiff::Timestamp>,
) -> (Cache, Reported<Loaded>) {
    let mut report = Report::default();
    let now = now.map(|now| now.as_second());
    let mut survey = cache.survey(disk, changed);
    let Some(config) = report.take(config::read(&mut survey, disk, overrides, now)) else {
        // Where the site's own file is broken, nothing else is read.
        let (cache, sources) = survey.give_up();
        return (cache, Reported { value: Loaded { sources, ..Loaded::default() }, report });
    };
    let Config { mut site, timezone, auto_layout, setting } = config;
    let reading = Reading { disk, setting: &setting, now };
    let read = survey.read_folders(reading);
    report.extend(add_associations(&mut site, &read.folders, &overrides.associations));
    resolve::endpoints(&mut site.endpoints, &overrides.endpoints, overrides.served);
    report.extend(resolve::unknown_endpoints(&site, &overrides.endpoints));
    if !overrides.associations.is_empty() {
        leave_out_others(&mut site, &overrides.associations);
    }
    report.extend(settle_layout(&mut site, auto_layout));
    report.extend(log::interrupted(disk));
    let (cache, sources, theme) = read.read_theme(reading, &site);
    let theme = report.take(theme);
    let (inbox_limit, keep_days) = (setting.inbox_limit, setting.keep_days);
    let (site, theme, timezone) = (Some(site), Some(theme), Some(timezone));
    let loaded = Loaded { sources, site, theme, timezone, inbox_limit, keep_days };
    (cache, Reported { value: loaded, report })
}

/// Gives the site its associations, with what was found in them; `wanted` are those that are asked for.
fn add_associations(site: &mut Site, folders: &Folders, wanted: &[String]) -> Report {
    let mut report = Report::default();
    for id in wanted.iter().filter(|id| !folders.contains_key(*id)) {
        let known = folders.keys().map(String::as_str);
        let hint = meant(id, known, "name a folder below `content/`");
        let place = Place::Path(format!("content/{id}"));
        report.error("association-unknown", place, format!("there is no association `{id}`")).hint(hint);
    }
    for folder in folders.values() {
        report.extend(folder.report.clone());
        site.associations.extend(folder.association.clone());
    }
    report
}

/// Keeps the associations that are wanted, and the ids of the others.
fn leave_out_others(site: &mut Site, wanted: &[String]) {
    let all = std::mem::take(&mut site.associations);
    let (built, left_out): (Vec<_>, Vec<_>) = all.into_iter().partition(|one| wanted.contains(&one.id));
    site.associations = built;
    site.left_out = left_out.iter().map(|association| association.id.clone()).collect();
}

/// Decides the layout where the number of associations does, and reports one that cannot be.
fn settle_layout(site: &mut Site, auto: bool) -> Report {
    let mut report = Report::default();
    let count = site.associations.len();
    if auto {
        site.layout = if count == 1 { Layout::Single } else { Layout::Portal };
    } else if site.layout == Layout::Single && count > 1 {
        let message = format!("`layout: single` puts one association at the root, and there are {count}");
        report
            .error("layout-single", Place::key(site.file, "layout"), message)
            .hint("write `layout: portal`, or build one with `--association`");
        site.layout = Layout::Portal;
    }
    report
}
