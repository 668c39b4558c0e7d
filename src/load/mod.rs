//! Load: files → a complete site, every problem with its place.
//!
//! In: a disk and what the command line overrides. Out: the site, the texts it
//! was read from, and findings. Never: makes HTML, or judges what a reader
//! should be promised; that is `check`.
//!
//! `files` reads the texts of a folder once; `shape` holds each YAML file against its
//! shape; the readers turn what fits into the model; `resolve` ties it together. A `folder` is
//! an association as it was read, and `known` has those of a site that was read before.

mod files;
mod folder;
mod known;
mod policy;
mod records;
mod resolve;
pub mod schema;
pub mod shape;
pub mod shapes;
pub mod text;
mod theme;
pub mod yaml;

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::tz::TimeZone;

use crate::disk::{Disk, Entry};
use crate::model::{Lang, Layout, Site, Theme};
use crate::report::{Report, Reported, meant};
use crate::source::{FileId, Place, Sources};
use files::{Files, is_text};
use folder::Setting;
use shape::{Checker, Record};
use yaml::Node;

pub use files::CONTENT;
pub use known::{Changed, Known};
pub use theme::is_built_in_theme;

/// What says how the whole site is read.
const SITE: &str = "content/site.yaml";

/// The size of a content file when the site does not say, in MiB.
const DEFAULT_LIMIT_MIB: u32 = 8;

/// What the command line says over the head of the content.
#[derive(Clone, Debug, Default)]
pub struct Overrides {
    /// The address under which the site is published.
    pub base_url: Option<String>,
    /// The associations to build; all when empty.
    pub associations: Vec<String>,
    /// Addresses of endpoints, by name.
    pub endpoints: BTreeMap<String, String>,
    /// The theme, in place of the one that `site.yaml` names.
    pub theme: Option<String>,
    /// Whether texts are only held against their seals: their clauses are left unread.
    pub seals_alone: bool,
}

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
    let mut setting = Setting {
        languages: Vec::new(),
        limit: u64::from(DEFAULT_LIMIT_MIB) << 20,
        seals_alone: overrides.seals_alone,
        small,
        endpoints: overrides.endpoints.clone(),
    };
    let shelf = known.sources.shelf(SITE);
    let before = Arc::new(setting);
    let mut files = report.take(Files::of(shelf.cleared(), entries, (&before, now), None));
    report.extend(files.read(disk, &[SITE.to_owned()]));
    let Some(mut config) = report.take(read_config(&files, overrides)) else {
        known.sources.put(files.texts);
        return Reported { value: None, report };
    };
    let site = &mut config.site;
    setting = Setting {
        languages: site.languages.clone(),
        limit: limit(&files).unwrap_or(before.limit),
        seals_alone: before.seals_alone,
        small,
        endpoints: before.endpoints.clone(),
    };
    let setting = Arc::new(setting);
    files.setting = Arc::clone(&setting);
    let others = files.content.keys().filter(|path| is_text(path) && *path != SITE).cloned();
    report.extend(files.read(disk, &Vec::from_iter(others)));
    (site.glossary_file, site.glossary) = report.take(records::glossary(&files, &site.languages));
    report.extend(files.unused_beside(site));
    known.sources.put(files.texts);
    Reported { value: Some((config, setting)), report }
}

/// The size of the largest file that `site.yaml` lets be read, in bytes.
fn limit(files: &Files) -> Option<u64> {
    let node = yaml::read(&files.texts.text(files.texts.find(SITE)?).text()).unwrap_or(Node::Null);
    Some(u64::from(node.get("limits")?.count("max_input_mib")?) << 20)
}

struct Config {
    site: Site,
    timezone: TimeZone,
    auto_layout: bool,
}

fn read_config(files: &Files, overrides: &Overrides) -> Reported<Option<Config>> {
    let mut report = Report::default();
    let Some(file) = files.texts.find(SITE) else {
        if !files.has(SITE) {
            let place = Place::Path(SITE.to_owned());
            report
                .error("file-missing", place, "there is no `content/site.yaml`")
                .hint("name the site's folder with `--site`, or make one with `mithaq init`");
        }
        return Reported { value: None, report };
    };
    let languages = peek_languages(&files.texts.text(file).text());
    let Some(node) = report.take(read_yaml(files, file, &languages, &shapes::SITE)) else {
        return Reported { value: None, report };
    };
    let with_slash = |address: String| if address.ends_with('/') { address } else { address + "/" };
    let own_url = with_slash(node.text("base_url").unwrap_or_default());
    let base_url = overrides.base_url.clone().map_or_else(|| own_url.clone(), with_slash);
    let layout = node.text("layout").unwrap_or_else(|| "auto".into());
    let timezone = timezone(&node, file, &mut report);
    let site = Site {
        file,
        title: records::phrase(&node, "title"),
        description: records::phrase(&node, "description"),
        base_url,
        own_url,
        languages,
        layout: if layout == "single" { Layout::Single } else { Layout::Portal },
        theme: overrides.theme.clone().or_else(|| node.text("theme")).unwrap_or_else(|| "default".into()),
        publisher: records::phrase(&node, "publisher"),
        endpoints: records::endpoints(&node),
        glossary: Vec::new(),
        glossary_file: None,
        associations: Vec::new(),
        left_out: Vec::new(),
    };
    Reported { value: Some(Config { site, timezone, auto_layout: layout == "auto" }), report }
}

/// The languages of the site, needed before anything else can be checked.
fn peek_languages(yaml: &str) -> Vec<Lang> {
    let node = yaml::read(yaml).unwrap_or(Node::Null);
    let mut languages: Vec<Lang> = Vec::new();
    for lang in node.texts("languages").iter().filter_map(|code| Lang::from_code(code)) {
        if !languages.contains(&lang) {
            languages.push(lang);
        }
    }
    if languages.is_empty() { Lang::ALL.to_vec() } else { languages }
}

/// The site's time zone: a name of the tz database, or an offset such as `+03:00`.
/// UTC+3 when absent, the time of Riyadh.
fn timezone(node: &Node, file: FileId, report: &mut Report) -> TimeZone {
    let riyadh = TimeZone::fixed(jiff::tz::offset(3));
    let Some(name) = node.text("timezone") else { return riyadh };
    if let Ok(zone) = TimeZone::get(&name) {
        return zone;
    }
    let offset = name.strip_prefix(['+', '-']).and_then(|rest| {
        let (hours, minutes) = rest.split_once(':').unwrap_or((rest, "0"));
        let seconds = hours.parse::<i32>().ok()? * 3600 + minutes.parse::<i32>().ok()? * 60;
        jiff::tz::Offset::from_seconds(if name.starts_with('-') { -seconds } else { seconds }).ok()
    });
    if let Some(offset) = offset {
        return TimeZone::fixed(offset);
    }
    let place = Place::key(file, "timezone");
    report
        .error("bad-value", place, format!("`{name}` is no time zone"))
        .hint("write a name such as `Asia/Riyadh`, or an offset such as `+03:00`");
    riyadh
}

/// Reads a YAML file and holds it against its shape; `None` where it is no map.
fn read_yaml(files: &Files, file: FileId, languages: &[Lang], record: &'static Record) -> Reported<Option<Node>> {
    let text = files.texts.text(file).text();
    let yaml = text.trim_start_matches('\u{feff}');
    read_shaped(file, yaml, text.len() - yaml.len(), languages, record)
}

/// The same for YAML that starts at byte `base` of its file.
fn read_shaped(
    file: FileId,
    yaml: &str,
    base: usize,
    languages: &[Lang],
    record: &'static Record,
) -> Reported<Option<Node>> {
    let mut report = Report::default();
    let node = match yaml::read(yaml) {
        Ok(node) => node,
        Err(error) => {
            let offset = error.at.map_or(0, |(line, column)| offset_of(yaml, line, column));
            let place = Place::Offset(file, base + offset);
            report.error("yaml-syntax", place, format!("this is not YAML: {}", error.message)).hint(hint_for(
                &error.message,
                &yaml[offset..],
                &yaml[..offset],
            ));
            return Reported { value: None, report };
        }
    };
    Checker::new(file, languages, &mut report).check(&node, record);
    let value = matches!(node, Node::Map(_)).then_some(node);
    Reported { value, report }
}

fn hint_for(message: &str, at: &str, before: &str) -> &'static str {
    // The reader names any character that it cannot go on with; a tab looks like the spaces that it would take.
    let line = before.rfind('\n').map_or(before, |line| &before[line + 1..]);
    let tab = at.starts_with('\t') || !line.is_empty() && line.trim().is_empty() && line.contains('\t');
    if message.contains("aliases") || message.contains("deeply") {
        "write the values out instead of referring to them"
    } else if tab {
        "indent with spaces, not with the tab key"
    } else {
        "look at the line above too: a missing quote, bracket or space after a colon often stands there"
    }
}

fn offset_of(text: &str, line: usize, column: usize) -> usize {
    let start: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    let within = text[start.min(text.len())..].char_indices().nth(column.saturating_sub(1)).map_or(0, |(at, _)| at);
    (start + within).min(text.len())
}
