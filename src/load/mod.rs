//! Load: files → a complete site, every problem with its place.
//!
//! In: a disk and what the command line overrides. Out: the site, the texts it
//! was read from, and findings. Never: makes HTML, or judges what a reader
//! should be promised; that is `check`.
//!
//! `files` reads the texts of a folder once; `shape` holds each YAML file against its
//! shape; the readers turn what fits into the model; `resolve` ties it together. A `folder` is
//! an association as it was read, and `known` has those of a site that was read before.

mod config;
mod fields;
mod files;
mod folder;
mod known;
mod policy;
mod records;
mod resolve;
pub mod schema;
mod setting;
pub mod shape;
mod shaped;
pub mod shapes;
mod stamp;
pub mod text;
mod theme;
pub mod yaml;

use std::sync::Arc;

use jiff::tz::TimeZone;

use crate::disk::{Disk, Entry};
use crate::model::{Layout, Site, Theme};
use crate::report::{Report, Reported, meant};
use crate::source::{Place, Sources};
use config::{Config, SITE};
use files::{Files, is_text};
use setting::Setting;

pub use files::CONTENT;
pub use known::{Changed, Known};
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
}

/// Reads the whole site.
pub fn site(disk: &dyn Disk, overrides: &Overrides) -> Reported<Loaded> {
    site_again(disk, overrides, &mut Known::default(), &Changed::Anything, None)
}

/// Reads the whole site once more: what is in `known`, and is as it was, is taken from there. A file that
/// may have changed is known by its state only where one is told that it is `now`.
pub fn site_again(
    disk: &dyn Disk,
    overrides: &Overrides,
    known: &mut Known,
    changed: &Changed,
    now: Option<jiff::Timestamp>,
) -> Reported<Loaded> {
    let mut report = Report::default();
    let now = now.map(|now| now.as_second());
    known.tell(disk, changed);
    let looked = known.look(disk);
    let small = known.is_small(&looked);
    let beside = looked.values().flat_map(|looked| &looked.own).cloned().collect();
    let Some(config) = report.take(read_beside(disk, (beside, small), overrides, known, now)) else {
        // Where the site's own file is broken, nothing else is read.
        return Reported { value: Loaded { sources: known.sources.clone(), ..Loaded::default() }, report };
    };
    let (Config { mut site, timezone, auto_layout }, setting) = config;
    known.read_folders(disk, looked, &setting, now);
    for wanted in overrides.associations.iter().filter(|id| !known.folders.contains_key(*id)) {
        let known = known.folders.keys().map(String::as_str);
        let hint = meant(wanted, known, "name a folder below `content/`");
        let place = Place::Path(format!("content/{wanted}"));
        report.error("association-unknown", place, format!("there is no association `{wanted}`")).hint(hint);
    }
    for folder in known.folders.values() {
        report.extend(folder.report.clone());
        site.associations.extend(folder.association.clone());
    }
    resolve::endpoints(&mut site.endpoints, &overrides.endpoints);
    report.extend(resolve::unknown_endpoints(&site, &overrides.endpoints));
    if !overrides.associations.is_empty() {
        let (built, left_out): (Vec<_>, Vec<_>) =
            site.associations.into_iter().partition(|association| overrides.associations.contains(&association.id));
        site.associations = built;
        site.left_out = left_out.iter().map(|association| association.id.clone()).collect();
    }
    if auto_layout {
        site.layout = if site.associations.len() == 1 { Layout::Single } else { Layout::Portal };
    } else if site.layout == Layout::Single && site.associations.len() > 1 {
        let message =
            format!("`layout: single` puts one association at the root, and there are {}", site.associations.len());
        report
            .error("layout-single", Place::key(site.file, "layout"), message)
            .hint("write `layout: portal`, or build one with `--association`");
        site.layout = Layout::Portal;
    }
    let theme = report.take(known.read_theme(disk, &site, &setting, now));
    known.was_read();
    Reported {
        value: Loaded {
            sources: known.sources.clone(),
            site: Some(site),
            theme: Some(theme),
            timezone: Some(timezone),
        },
        report,
    }
}

/// Reads the texts that stand beside the folders of associations: `site.yaml`, which says how to read all
/// the others, and the site's own terms.
fn read_beside(
    disk: &dyn Disk,
    (entries, small): (Vec<Entry>, bool),
    overrides: &Overrides,
    known: &mut Known,
    now: Option<i64>,
) -> Reported<Option<(Config, Arc<Setting>)>> {
    let mut report = Report::default();
    let setting = Arc::new(config::first_setting(overrides, small));
    let texts = known.sources.shelf(SITE).cleared();
    let mut files = report.take(Files::of(texts, entries, (&setting, now), None));
    report.extend(files.read(disk, &[SITE.to_owned()]));
    if let Some(file) = files.texts.find(SITE) {
        files.setting = Arc::new(config::setting(&files.texts.text(file).text(), &setting));
    }
    let Some(mut config) = report.take(config::read(&files, overrides)) else {
        known.sources.put(files.texts);
        return Reported { value: None, report };
    };
    let site = &mut config.site;
    let others = files.content.keys().filter(|path| is_text(path) && *path != SITE).cloned();
    report.extend(files.read(disk, &Vec::from_iter(others)));
    (site.glossary_file, site.glossary) = report.take(records::glossary(&files));
    report.extend(files.unused_beside(site));
    known.sources.put(files.texts);
    Reported { value: Some((config, files.setting)), report }
}
