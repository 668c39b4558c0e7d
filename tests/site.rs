//! `TestSite`: a whole site from one string.
//!
//! Most tests know the library by this file alone, so that they stay as they are
//! when the library is changed.

use std::collections::{BTreeMap, HashSet};
use std::io;
use std::path::Path;
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

use mithaq::disk::{Disk, MemoryDisk, RealDisk, Sum, sum_of};
use mithaq::load::{Loaded, Overrides};
use mithaq::output::OutputFile;
use mithaq::render::{Made, Plan};
use mithaq::report::{Report, records};
use mithaq::source::Sources;
use mithaq::{Moment, Options, Sink, make_files, plan, read};

use crate::folder::Folder;
use crate::page::Page;

/// The day on which the tests run, unless they name another.
pub(crate) const TODAY: &str = "2026-01-01";

const SITE: &str =
    "title: {ar: سياسات التجربة, en: Trial policies}\nbase_url: https://trial.example.org/\nlanguages: [ar, en]\n";
const ASSOCIATION: &str = "name: {ar: جمعية التجربة, en: Trial Association}\nprivacy:\n  controller: {ar: الجمعية, en: The association}\n  contact: office@example.org\n  purpose: {ar: الرد, en: To answer}\n  legal_basis: {ar: الموافقة, en: Consent}\n  retention: {ar: سنة, en: A year}\n  rights: {ar: الاطلاع, en: Access}\n  recipients: {ar: لا أحد, en: Nobody}\n";
const POLICY: &str = "title: {ar: سياسة الهدايا, en: Gifts Policy}\ngoverning_language: ar\nversions:\n";

/// A site in memory, and what it is asked for.
#[derive(Clone)]
pub(crate) struct TestSite {
    /// The files by path.
    pub(crate) files: BTreeMap<String, Vec<u8>>,
    options: Options,
}

/// What the program says of one fault.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Finding {
    pub(crate) id: String,
    pub(crate) severity: String,
    pub(crate) file: String,
    pub(crate) line: usize,
    pub(crate) column: usize,
    pub(crate) message: String,
    pub(crate) hint: Option<String>,
    /// `file:line:column` of each other place.
    pub(crate) related: Vec<String>,
}

impl Finding {
    /// `file:line:column`.
    pub(crate) fn place(&self) -> String {
        format!("{}:{}:{}", self.file, self.line, self.column)
    }
}

/// The note that a text has no front matter.
pub(crate) const BARE: &str = "front-matter-missing";

impl TestSite {
    /// A site from a block of text in which `== path` starts a file.
    ///
    /// What a site needs and the block does not give is added: `site.yaml`,
    /// `association.yaml` of each association, `policy.yaml` of each folder with
    /// texts (approval not stated, one version a folder).
    pub(crate) fn new(block: &str) -> Self {
        let mut site = TestSite::bare(block);
        site.add_defaults();
        site
    }

    /// The same with nothing added.
    pub(crate) fn bare(block: &str) -> Self {
        let mut files = BTreeMap::new();
        let mut current: Option<String> = None;
        for line in dedent(block).split_inclusive('\n') {
            if let Some(path) = line.strip_prefix("== ") {
                let path = path.trim().to_owned();
                files.insert(path.clone(), Vec::new());
                current = Some(path);
            } else if let Some(path) = &current {
                files.get_mut(path).expect("the file was just added").extend(line.as_bytes());
            } else {
                assert!(line.trim().is_empty(), "a block starts with `== path`, not `{line}`");
            }
        }
        TestSite { files, options: options(TODAY) }
    }

    /// One policy, `content/trial/policies/gifts`, with these texts.
    pub(crate) fn texts(ar: &str, en: &str) -> Self {
        let mut site = TestSite::bare("");
        site.put("content/trial/policies/gifts/1.0/ar.md", dedent(ar));
        site.put("content/trial/policies/gifts/1.0/en.md", dedent(en));
        site.add_defaults();
        site
    }

    /// One policy with the same text in both languages, so that nothing is unpaired.
    pub(crate) fn text(text: &str) -> Self {
        TestSite::texts(text, text)
    }

    /// Adds or replaces a file.
    pub(crate) fn put(&mut self, path: &str, bytes: impl Into<Vec<u8>>) {
        self.files.insert(path.to_owned(), bytes.into());
    }

    /// The same site with one more file.
    pub(crate) fn with(mut self, path: &str, bytes: impl Into<Vec<u8>>) -> Self {
        self.put(path, bytes);
        self
    }

    /// The same site with what it lacks, but for these paths.
    pub(crate) fn completed(mut self, but: &[String]) -> Self {
        let given: Vec<String> = self.files.keys().cloned().collect();
        self.add_defaults();
        self.files.retain(|path, _| given.contains(path) || !but.contains(path));
        self
    }

    fn add_defaults(&mut self) {
        if !self.files.contains_key("content/site.yaml") {
            self.put("content/site.yaml", SITE);
        }
        let paths: Vec<String> = self.files.keys().cloned().collect();
        let mut versions: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for path in &paths {
            let parts: Vec<&str> = path.split('/').collect();
            if parts.len() > 2 && parts[0] == "content" {
                let own = format!("content/{}/association.yaml", parts[1]);
                self.files.entry(own).or_insert_with(|| ASSOCIATION.into());
            }
            if parts.len() == 6 && parts[2] == "policies" && parts[5].ends_with(".md") {
                let known = versions.entry(parts[..4].join("/")).or_default();
                if !known.iter().any(|version| version == parts[4]) {
                    known.push(parts[4].to_owned());
                }
            }
        }
        for (policy, versions) in versions {
            let list: String = versions
                .iter()
                .map(|version| format!("  - {{version: \"{version}\", approval: not-stated}}\n"))
                .collect();
            self.files.entry(format!("{policy}/policy.yaml")).or_insert_with(|| format!("{POLICY}{list}").into());
        }
    }

    /// Everything that is found wrong, also while pages are made.
    pub(crate) fn findings(&self) -> Vec<Finding> {
        examine(&MemoryDisk { files: self.files.clone() }, &self.options).0
    }

    /// What is found wrong while the site is read; no page is made, which takes longer.
    pub(crate) fn findings_of_reading(&self) -> Vec<Finding> {
        let reported = read(&MemoryDisk { files: self.files.clone() }, &self.options);
        found(&reported.report, &reported.value.0.sources)
    }

    /// The names of what is found wrong while the site is read.
    pub(crate) fn faults_of_reading(&self) -> Vec<String> {
        self.findings_of_reading().into_iter().map(|finding| finding.id).collect()
    }

    /// The site as it is once it was read.
    pub(crate) fn loaded(&self) -> Loaded {
        read(&MemoryDisk { files: self.files.clone() }, &self.options).value.0
    }

    /// There is such a finding at such a place; `place` may be the end of a path with line and column.
    pub(crate) fn finds(&self, id: &str, place: &str) -> &Self {
        let found = self.findings();
        let fits = |finding: &&Finding| finding.id == id && is_at(&finding.place(), place);
        assert!(found.iter().any(|finding| fits(&finding)), "no `{id}` at {place} among:\n{}", drawn(&found));
        self
    }

    /// These are the findings, and there are no others; that a text is without front matter, as most of the tests
    /// are, is passed over.
    pub(crate) fn finds_only(&self, expected: &[(&str, &str)]) -> &Self {
        let mut found = self.findings();
        found.retain(|finding| finding.id != BARE);
        let same = found.len() == expected.len()
            && found
                .iter()
                .zip(expected)
                .all(|(finding, (id, place))| finding.id == *id && is_at(&finding.place(), place));
        assert!(same, "expected {expected:#?}\nfound:\n{}", drawn(&found));
        self
    }

    /// Nothing is wrong.
    pub(crate) fn finds_nothing(&self) -> &Self {
        self.finds_only(&[])
    }

    /// The one finding of this name.
    pub(crate) fn finding(&self, id: &str) -> Finding {
        let found = self.findings();
        let mut named: Vec<Finding> = found.iter().filter(|finding| finding.id == id).cloned().collect();
        assert_eq!(named.len(), 1, "one `{id}` was expected among:\n{}", drawn(&found));
        named.remove(0)
    }

    /// The one finding at a place.
    pub(crate) fn finding_at(&self, place: &str) -> Finding {
        let found = self.findings();
        let mut there: Vec<Finding> = found.iter().filter(|finding| is_at(&finding.place(), place)).cloned().collect();
        assert_eq!(there.len(), 1, "one finding was expected at {place} among:\n{}", drawn(&found));
        there.remove(0)
    }

    /// The built site; findings of severity error end the test.
    pub(crate) fn builds(&self) -> Built {
        let (found, built) = examine(&MemoryDisk { files: self.files.clone() }, &self.options);
        assert!(found.iter().all(|finding| finding.severity != "error"), "the site has errors:\n{}", drawn(&found));
        built
    }

    /// The built site, whatever is found wrong: what would be shown is asked for.
    pub(crate) fn builds_anyway(&self) -> Built {
        examine(&MemoryDisk { files: self.files.clone() }, &self.options).1
    }

    /// Both at once: what is found, and what would be shown.
    pub(crate) fn outcome(&self) -> (Vec<Finding>, Built) {
        examine(&MemoryDisk { files: self.files.clone() }, &self.options)
    }

    /// Both, with those files alone that are made beside a wanted one.
    pub(crate) fn outcome_of(&self, wanted: &dyn Fn(&str) -> bool) -> (Vec<Finding>, Built) {
        examine_some(&MemoryDisk { files: self.files.clone() }, &self.options, wanted)
    }

    /// The page of the policy that [`TestSite::texts`] makes.
    pub(crate) fn policy_page(&self, lang: &str) -> Page {
        self.builds_anyway().page(&format!("{lang}/policies/gifts/"))
    }

    /// Writes the site into a new folder.
    pub(crate) fn in_a_folder(&self) -> Folder {
        let folder = Folder::new();
        for (path, bytes) in &self.files {
            folder.write(path, bytes);
        }
        folder
    }
}

fn options(today: &str) -> Options {
    let moment = Moment::Day(today.parse().expect("the test names a day"));
    Options { moment, drafts: false, overrides: Overrides::default() }
}

/// Files that are made, kept in memory.
pub(crate) struct InMemory<'d> {
    disk: &'d dyn Disk,
    files: Mutex<BTreeMap<String, Vec<u8>>>,
}

impl Sink for InMemory<'_> {
    fn write(&self, file: OutputFile) -> io::Result<()> {
        self.files.lock().expect("no test panics while it holds it").insert(file.path, file.bytes);
        Ok(())
    }

    fn copy(&self, from: &str, to: String) -> io::Result<Result<Sum, Report>> {
        let bytes = self.disk.read(from).expect("an attachment can be read");
        let sum = sum_of(&bytes);
        self.write(OutputFile { path: to, bytes }).map(|()| Ok(sum))
    }
}

/// Every file of a plan, and what is found wrong while they are made.
pub(crate) fn make_all(plan: &Plan<'_>, disk: &dyn Disk) -> (BTreeMap<String, Vec<u8>>, Report) {
    let memory = InMemory { disk, files: Mutex::default() };
    let faults = make_files(plan, &HashSet::new(), &memory, &|| ()).expect("memory takes every file");
    (memory.files.into_inner().expect("no test panicked"), faults)
}

/// Reads, checks, plans and makes every page; makes none where reading found errors,
/// unless the plan could be made all the same.
fn examine(disk: &dyn Disk, options: &Options) -> (Vec<Finding>, Built) {
    let mut report = Report::default();
    let (loaded, today) = report.take(read(disk, options));
    let planned = report.take(plan(&loaded, today, options));
    let (files, faults) = planned.map(|plan| make_all(&plan, disk)).unwrap_or_default();
    report.extend(faults);
    report.sort(&loaded.sources);
    (found(&report, &loaded.sources), Built { files, pages: OnceLock::new() })
}

/// The same for those jobs alone of which a path is wanted.
fn examine_some(disk: &dyn Disk, options: &Options, wanted: &dyn Fn(&str) -> bool) -> (Vec<Finding>, Built) {
    let mut report = Report::default();
    let (loaded, today) = report.take(read(disk, options));
    let planned = report.take(plan(&loaded, today, options));
    let mut files = BTreeMap::new();
    if let Some(plan) = &planned {
        for job in (0..plan.len()).filter(|job| plan.paths(*job).any(wanted)) {
            match plan.make(job) {
                Ok(Made::Files(made)) => files.extend(made.into_iter().map(|file| (file.path, file.bytes))),
                Ok(Made::Copy { from, to }) => {
                    files.insert(to, disk.read(&from).expect("an attachment can be read"));
                }
                Ok(Made::Sums) => {}
                Err(faults) => report.extend(faults),
            }
        }
    }
    report.sort(&loaded.sources);
    (found(&report, &loaded.sources), Built { files, pages: OnceLock::new() })
}

fn found(report: &Report, sources: &Sources) -> Vec<Finding> {
    let found = records(report, sources).into_iter().map(|record| Finding {
        id: record.id.to_owned(),
        severity: record.severity.as_str().to_owned(),
        file: record.file,
        line: record.line,
        column: record.column,
        message: record.message,
        hint: record.hint,
        related: record.related.iter().map(|place| format!("{}:{}:{}", place.file, place.line, place.column)).collect(),
    });
    found.collect()
}

/// Every page of a folder, put together from parts and minified as a whole, by its path.
pub(crate) fn pages_both_ways(root: &Path) -> Vec<(String, String, String)> {
    let disk = RealDisk::open(root).expect("the folder is there");
    let options = options(TODAY);
    let (loaded, today) = read(&disk, &options).value;
    let planned = || plan(&loaded, today, &options).value.expect("the site can be planned");
    let (parts, whole) = (planned(), planned().unsplit());
    let html = |made: Result<Made, Report>| match made.expect("every page can be made") {
        Made::Files(files) => files.into_iter().filter(|file| file.path.ends_with(".html")).collect(),
        Made::Copy { .. } | Made::Sums => Vec::new(),
    };
    let text = |bytes| String::from_utf8(bytes).expect("a page is UTF-8");
    let both = |job| html(parts.make(job)).into_iter().zip(html(whole.make(job)));
    let pages = (0..parts.len()).flat_map(both);
    pages.map(|(parts, whole)| (parts.path, text(parts.bytes), text(whole.bytes))).collect()
}

/// What the command line says over the head of a folder's content.
#[derive(Default)]
pub(crate) struct Said<'a> {
    pub(crate) base_url: Option<&'a str>,
    pub(crate) associations: Vec<&'a str>,
    pub(crate) endpoints: Vec<(&'a str, &'a str)>,
    pub(crate) theme: Option<&'a str>,
}

/// What a folder of the real file system builds into.
pub(crate) fn build_folder(root: &Path, today: &str, said: &Said<'_>) -> (Vec<Finding>, Built) {
    let mut options = options(today);
    options.overrides = Overrides {
        base_url: said.base_url.map(str::to_owned),
        associations: said.associations.iter().map(|id| (*id).to_owned()).collect(),
        endpoints: said.endpoints.iter().map(|(name, url)| ((*name).to_owned(), (*url).to_owned())).collect(),
        theme: said.theme.map(str::to_owned),
        seals_alone: false,
        served: false,
    };
    examine(&RealDisk::open(root).expect("the folder is there"), &options)
}

/// The files of a built site.
pub(crate) struct Built {
    pub(crate) files: BTreeMap<String, Vec<u8>>,
    /// Read once: that takes longer than to build them. A page may go from test
    /// to test, but not be looked at by two at once.
    pages: OnceLock<Mutex<Vec<Page>>>,
}

impl Built {
    /// The text of a file.
    pub(crate) fn file(&self, path: &str) -> &str {
        let bytes = self.files.get(path).unwrap_or_else(|| panic!("no `{path}` among {:#?}", self.files.keys()));
        std::str::from_utf8(bytes).expect("the file is text")
    }

    /// A page by its address: `ar/policies/gifts/`.
    pub(crate) fn page(&self, address: &str) -> Page {
        let path = if address.is_empty() || address.ends_with('/') {
            format!("{address}index.html")
        } else {
            address.to_owned()
        };
        Page::new(&path, self.file(&path))
    }

    /// A file that holds one JSON value.
    pub(crate) fn json(&self, path: &str) -> serde_json::Value {
        serde_json::from_str(self.file(path)).expect("the file is JSON")
    }

    /// Every page, read once.
    pub(crate) fn pages(&self) -> MutexGuard<'_, Vec<Page>> {
        let pages = self.pages.get_or_init(|| {
            let html = self.files.keys().filter(|path| path.ends_with(".html"));
            Mutex::new(html.map(|path| Page::new(path, self.file(path))).collect())
        });
        // A test that failed while it looked has changed nothing.
        pages.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Findings for the message of a test that fails.
pub(crate) fn drawn(findings: &[Finding]) -> String {
    let line = |f: &Finding| format!("  {}[{}] {}: {}\n", f.severity, f.id, f.place(), f.message);
    findings.iter().map(line).collect()
}

/// The seal of a text.
pub(crate) fn seal(text: &str) -> String {
    mithaq::model::seal::seal(text)
}

fn is_at(place: &str, end: &str) -> bool {
    place.strip_suffix(end).is_some_and(|before| before.is_empty() || before.ends_with('/'))
}

/// Takes the indentation of the first line off every line.
pub(crate) fn dedent(block: &str) -> String {
    let body = block.strip_prefix('\n').unwrap_or(block);
    let first = body.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let indent = first.len() - first.trim_start_matches(' ').len();
    let mut out: String = body
        .split_inclusive('\n')
        .map(|line| {
            let spaces = line.len() - line.trim_start_matches(' ').len();
            &line[spaces.min(indent)..]
        })
        .collect();
    // The last line of a block in the source of a test holds the spaces before its closing quote.
    if indent > 0 && !out.ends_with('\n') && out.lines().last().is_some_and(|line| line.trim().is_empty()) {
        out.truncate(out.rfind('\n').map_or(0, |at| at + 1));
    }
    out
}
