//! Config: what stands beside the folders of associations → the site without them, and how to read them.

use std::sync::Arc;

use jiff::tz::TimeZone;

use crate::disk::Disk;
use crate::model::{Lang, Layout, Site};
use crate::report::{Report, Reported};
use crate::source::{FileId, Place};

use super::cache::Survey;
use super::entries::is_text;
use super::fields::{endpoints, phrase};
use super::files::Files;
use super::setting::{Overrides, Reading, Setting};
use super::shaped::read_yaml;
use super::yaml::{self, Node};
use super::{records, shapes};

/// What says how the whole site is read.
const SITE: &str = "content/site.yaml";

/// The size of a content file when the site does not say, in MiB.
const DEFAULT_LIMIT_MIB: u32 = 8;

/// The size of a file that is published as it is when the site does not say, in MiB.
const DEFAULT_ATTACHMENT_MIB: u32 = 64;

/// How much the inbox keeps in all when the site does not say, in MiB.
const DEFAULT_INBOX_MIB: u32 = 2048;

/// The setting in which `site.yaml` itself is read.
fn first_setting(overrides: &Overrides, keep_unpacked: bool) -> Setting {
    Setting {
        languages: Vec::new(),
        limit: u64::from(DEFAULT_LIMIT_MIB) << 20,
        attachment_limit: u64::from(DEFAULT_ATTACHMENT_MIB) << 20,
        inbox_limit: u64::from(DEFAULT_INBOX_MIB) << 20,
        keep_days: None,
        seals_alone: overrides.seals_alone,
        keep_unpacked,
        endpoints: overrides.endpoints.clone(),
        served: overrides.served,
    }
}

/// The setting in which all that `site.yaml` speaks of is read, itself included: its languages and
/// its limits are needed before anything can be checked.
fn setting(yaml: &str, first: &Setting) -> Setting {
    let node = yaml::read(yaml).unwrap_or(Node::Null);
    let limit = |key: &str, first: u64| {
        let mib = node.get("limits").and_then(|limits| limits.count(key));
        mib.map_or(first, |mib| u64::from(mib) << 20)
    };
    Setting {
        languages: languages(&node),
        limit: limit("max_input_mib", first.limit),
        attachment_limit: limit("attachment_mib", first.attachment_limit),
        inbox_limit: limit("inbox_mib", first.inbox_limit),
        keep_days: node.get("inbox").and_then(|inbox| inbox.count("keep_days")),
        ..first.clone()
    }
}

/// What stands directly in `content/`, beside the folders of associations.
pub(super) struct Config {
    /// The site, its associations not yet among it.
    pub(super) site: Site,
    pub(super) timezone: TimeZone,
    /// Whether the number of associations decides the layout.
    pub(super) auto_layout: bool,
    /// How all the rest is read.
    pub(super) setting: Arc<Setting>,
}

/// Reads the texts that stand directly in `content/`: `site.yaml`, which says how to read all the others,
/// and the site's own terms; `None` where `site.yaml` cannot be understood.
pub(super) fn read(
    survey: &mut Survey,
    disk: &dyn Disk,
    overrides: &Overrides,
    now: Option<i64>,
) -> Reported<Option<Config>> {
    let mut report = Report::default();
    let first = Arc::new(first_setting(overrides, survey.keep_unpacked));
    let reading = Reading { disk, setting: &first, now };
    let mut files = report.take(Files::of(survey.shelf(SITE), survey.top(), reading, None));
    report.extend(files.read(disk, &[SITE.to_owned()]));
    if let Some(file) = files.texts.find(SITE) {
        files.setting = Arc::new(setting(&files.texts.text(file).text(), &first));
    }
    let mut config = report.take(site_file(&files, overrides));
    if let Some(Config { site, .. }) = &mut config {
        let others = files.content.keys().filter(|path| is_text(path) && *path != SITE).cloned();
        report.extend(files.read(disk, &Vec::from_iter(others)));
        (site.glossary_file, site.glossary) = report.take(records::glossary(&files));
        report.extend(files.unused_beside(site));
    }
    survey.put(files.texts);
    Reported { value: config, report }
}

/// Reads `site.yaml`; `None` where it cannot be understood.
fn site_file(files: &Files, overrides: &Overrides) -> Reported<Option<Config>> {
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
    let Some(node) = report.take(read_yaml(files, file, &shapes::SITE)) else {
        return Reported { value: None, report };
    };
    let with_slash = |address: String| if address.ends_with('/') { address } else { address + "/" };
    let own_url = with_slash(node.text("base_url").unwrap_or_default());
    let base_url = overrides.base_url.clone().map_or_else(|| own_url.clone(), with_slash);
    let layout = node.text("layout").unwrap_or_else(|| "auto".into());
    let timezone = timezone(&node, file, &mut report);
    let site = Site {
        file,
        title: phrase(&node, "title"),
        description: phrase(&node, "description"),
        base_url,
        own_url,
        languages: files.setting.languages.clone(),
        layout: Layout::from_word(&layout).unwrap_or(Layout::Portal),
        theme: overrides.theme.clone().or_else(|| node.text("theme")).unwrap_or_else(|| "default".into()),
        publisher: phrase(&node, "publisher"),
        endpoints: endpoints(&node),
        glossary: Vec::new(),
        glossary_file: None,
        associations: Vec::new(),
        left_out: Vec::new(),
    };
    Reported {
        value: Some(Config { site, timezone, auto_layout: layout == "auto", setting: Arc::clone(&files.setting) }),
        report,
    }
}

/// The languages that are named, each once; both where there are none.
fn languages(node: &Node) -> Vec<Lang> {
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
