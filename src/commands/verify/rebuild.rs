//! A built site against its content: built again with what it says of itself, and compared byte for byte.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::io;
use std::sync::Mutex;

use super::audit::Audit;
use crate::derive::built::{BuildData, PATH, PROGRAM};
use crate::disk::{Disk, EntryKind, RealDisk, Sum, describe, sum};
use crate::load::{Loaded, Overrides};
use crate::model::{Date, Edition};
use crate::output::OutputFile;
use crate::render::unreadable;
use crate::report::{Report, Severity};
use crate::{Moment, Options, Sink, make_files};

/// Builds the site again, and names every file that differs, is missing, or is extra.
pub(super) fn verify(disk: &RealDisk, built: &RealDisk, audit: &mut Audit) {
    let Some((said, day)) = said(built, audit) else { return };
    let mut overrides = Overrides {
        base_url: Some(said.base_url.clone()),
        // All of them are another thing than each of them by its name: one that came since is of the site then.
        associations: if said.left_out.is_empty() { Vec::new() } else { said.associations.clone() },
        endpoints: BTreeMap::new(),
        served: false,
        theme: Some(said.theme.clone()),
        seals_alone: false,
    };
    let options =
        |overrides: &Overrides| Options { moment: Moment::Day(day), drafts: said.drafts, overrides: overrides.clone() };
    let mut read = crate::read(disk, &options(&overrides));
    if let Some(site) = &read.value.0.site {
        let plain = BuildData::of(site, Edition { today: day, drafts: said.drafts });
        overrides.endpoints = said.overrides(&plain);
        audit.notes.extend(with_what(&said, &site.own_url, &overrides));
    }
    if !overrides.endpoints.is_empty() {
        read = crate::read(disk, &options(&overrides));
    }
    let (loaded, _) = &read.value;
    let mut report = read.report;
    let mut again = BTreeSet::new();
    if !report.has_errors() {
        report.extend(compare(disk, built, (loaded, day, &options(&overrides)), audit, &mut again));
    }
    if let Some(finding) = report.findings.iter().find(|finding| finding.severity == Severity::Error) {
        let (path, _) = loaded.sources.locate(&finding.place);
        audit.problem(path, format!("the site cannot be built again: {}", finding.message));
        return;
    }
    for entry in built.walk("").into_iter().filter(|entry| matches!(entry.kind, EntryKind::File(_))) {
        if !again.contains(&entry.path) {
            audit.problem(entry.path, "an extra file: the content does not make it");
        }
    }
}

/// The associations that a built site says it leaves out; a note tells of them.
pub(super) fn left_out(built: &RealDisk) -> Vec<String> {
    let said = built.read(PATH).ok().and_then(|bytes| serde_json::from_slice::<BuildData>(&bytes).ok());
    said.map(|said| said.left_out).unwrap_or_default()
}

/// What a built site says of itself, and its day; nothing where it cannot be built again.
fn said(built: &RealDisk, audit: &mut Audit) -> Option<(BuildData, Date)> {
    let bytes = match built.read(PATH) {
        Ok(bytes) => bytes,
        Err(error) => {
            let reason = describe(&error);
            audit.problem(PATH, format!("not comparable: how the site was built cannot be read: {reason}"));
            return None;
        }
    };
    // Another version may say other things.
    let value: serde_json::Value = serde_json::from_slice(&bytes).unwrap_or_default();
    if let Some(program) = value["program"].as_str().filter(|program| *program != PROGRAM) {
        let message = format!("not comparable: mithaq {program} built the site, and this is mithaq {PROGRAM}");
        audit.problem(PATH, message);
        return None;
    }
    let said = serde_json::from_value::<BuildData>(value).ok();
    let said = said.and_then(|said| said.day.parse().ok().map(|day| (said, day)));
    if said.is_none() {
        audit.problem(PATH, "not comparable: it does not say how the site was built");
    }
    said
}

/// What the build was told over the head of the content, in sentences: whoever compares has to know.
fn with_what(said: &BuildData, own_url: &str, overrides: &Overrides) -> Vec<String> {
    let mut notes = Vec::new();
    if said.base_url != own_url {
        notes.push(format!("built for the address {}, and not for {own_url} of site.yaml", said.base_url));
    }
    if !said.left_out.is_empty() {
        notes.push(format!("built without {}", said.left_out.join(", ")));
    }
    for (name, url) in &overrides.endpoints {
        notes.push(format!("built with the endpoint `{name}` at {url}, which the content does not say"));
    }
    notes
}

/// Makes every file, and holds it against the built one; `again` gets the path of each.
fn compare(
    disk: &RealDisk,
    built: &RealDisk,
    of: (&Loaded, Date, &Options),
    audit: &mut Audit,
    again: &mut BTreeSet<String>,
) -> Report {
    let (loaded, day, options) = of;
    let mut report = Report::default();
    let Some(plan) = report.take(crate::plan(loaded, day, options)).filter(|_| !report.has_errors()) else {
        return report;
    };
    let against = Against { disk, built, made: Mutex::default() };
    report.extend(make_files(&plan, &HashSet::new(), &against, &|| ()).expect("nothing is written"));
    for (path, problem) in against.made.into_inner().expect("no job panics while it compares") {
        if let Some(problem) = problem {
            audit.problem(path.clone(), problem);
        }
        again.insert(path);
    }
    report
}

/// Holds every file that is made against that of a built site.
struct Against<'d> {
    disk: &'d RealDisk,
    built: &'d RealDisk,
    /// The path of each file, and what is wrong with it.
    made: Mutex<Vec<(String, Option<&'static str>)>>,
}

impl Against<'_> {
    fn compared(&self, path: String, same: io::Result<bool>) {
        let problem = match same {
            Ok(true) => None,
            Ok(false) => Some("it is not what the content makes"),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Some("the content makes it, but it is missing"),
            Err(_) => Some("it cannot be read"),
        };
        self.made.lock().expect("no job panics while it compares").push((path, problem));
    }
}

impl Sink for Against<'_> {
    fn write(&self, file: OutputFile) -> io::Result<()> {
        let same = self.built.read(&file.path).map(|bytes| bytes == file.bytes);
        self.compared(file.path, same);
        Ok(())
    }

    fn copy(&self, from: &str, to: String) -> io::Result<Result<Sum, Report>> {
        let original = match self.disk.open(from).and_then(sum) {
            Ok(original) => original,
            Err(error) => return Ok(Err(unreadable(from, &describe(&error)))),
        };
        let same = self.built.open(&to).and_then(sum).map(|copy| copy == original);
        self.compared(to, same);
        Ok(Ok(original))
    }
}
