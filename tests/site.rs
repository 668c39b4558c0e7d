//! `TestSite`: a whole site from one string; and the program itself, run on a folder.
//!
//! Only this file knows the library's own names, so that tests stay as they are
//! when the library is changed.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

use mithaq::disk::{Disk, MemoryDisk, RealDisk};
use mithaq::edit::{self, Decision};
use mithaq::load::{Loaded, Overrides};
use mithaq::model::{Approval, Bilingual, Lang, SittingKind};
use mithaq::render::Made;
use mithaq::report::{Report, records};
use mithaq::source::{Sources, position};
use mithaq::{Moment, Options, plan, read};

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

    /// These are the findings, and there are no others.
    pub(crate) fn finds_only(&self, expected: &[(&str, &str)]) -> &Self {
        let found = self.findings();
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
    pub(crate) fn outcome_of(&self, wanted: &dyn Fn(&[String]) -> bool) -> (Vec<Finding>, Built) {
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

/// Reads, checks, plans and makes every page; makes none where reading found errors,
/// unless the plan could be made all the same.
fn examine(disk: &dyn Disk, options: &Options) -> (Vec<Finding>, Built) {
    examine_some(disk, options, &|_| true)
}

/// The same for those pages alone whose paths are wanted.
fn examine_some(disk: &dyn Disk, options: &Options, wanted: &dyn Fn(&[String]) -> bool) -> (Vec<Finding>, Built) {
    let mut report = Report::default();
    let (loaded, today) = report.take(read(disk, options));
    let planned = report.take(plan(&loaded, today, options));
    let mut files = BTreeMap::new();
    if let Some(plan) = &planned {
        for job in (0..plan.len()).filter(|job| wanted(plan.paths(*job))) {
            match plan.make(job) {
                Ok(Made::Files(made)) => files.extend(made.into_iter().map(|file| (file.path, file.bytes))),
                Ok(Made::Copy { from, to }) => {
                    files.insert(to, disk.read(&from).expect("an attachment can be read"));
                }
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
        severity: record.severity.to_owned(),
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
    let (parts, whole) = (planned(), planned().whole());
    let html = |made: Result<Made, Report>| match made.expect("every page can be made") {
        Made::Files(files) => files.into_iter().filter(|file| file.path.ends_with(".html")).collect(),
        Made::Copy { .. } => Vec::new(),
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

/// A decision that is recorded in a policy file.
#[derive(Clone, Debug)]
pub(crate) enum Decided {
    Revise { number: String },
    Approve { nth: usize, body_en: String, effective: bool, seal: String },
    Review { nth: usize },
    Withdraw { nth: usize },
    Seal { nth: usize, seal: String },
}

impl Decided {
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Decided::Revise { .. } => "revise",
            Decided::Approve { .. } => "approve",
            Decided::Review { .. } => "review",
            Decided::Withdraw { .. } => "withdraw",
            Decided::Seal { .. } => "seal",
        }
    }
}

/// Records a decision in the text of a policy file; else the reason why not, with its line.
pub(crate) fn record(text: &str, decided: &Decided) -> Result<String, String> {
    let day = |text: &str| text.parse().expect("the test names a day");
    let both = |ar: &str, en: &str| Bilingual { ar: Some(ar.to_owned()), en: Some(en.to_owned()) };
    let decision = match decided.clone() {
        Decided::Revise { number } => Decision::Revise { number },
        Decided::Approve { nth, body_en, effective, seal } => Decision::Approve {
            nth,
            approval: Some(Box::new(Approval {
                body: both("المجلس", &body_en),
                session: Some(9),
                sitting: SittingKind::Session,
                date: Some(day("2025-08-24")),
                hijri: None,
                resolution: None,
                signatory: None,
                document: None,
            })),
            effective: effective.then(|| day("2026-01-01")),
            seals: both(&seal, &seal),
        },
        Decided::Review { nth } => Decision::Review { nth, date: day("2026-01-05"), session: Some(12) },
        Decided::Withdraw { nth } => {
            Decision::Withdraw { nth, date: day("2026-02-03"), reason: both("انتهى أمرها", "over, done") }
        }
        Decided::Seal { nth, seal } => Decision::Seal { nth, lang: Lang::English, seal },
    };
    edit::record(text, &decision).map_err(|refusal| {
        let at = position(text, refusal.at);
        format!("{}:{}: {}", at.line, at.column, refusal.message)
    })
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

/// A folder of the real file system that goes when the test ends.
pub(crate) struct Folder {
    pub(crate) path: PathBuf,
}

impl Folder {
    pub(crate) fn new() -> Self {
        static NEXT: AtomicUsize = AtomicUsize::new(0);
        let nth = NEXT.fetch_add(1, Ordering::Relaxed);
        let path = std::env::temp_dir().join(format!("mithaq-test-{}-{nth}", std::process::id()));
        fs::create_dir_all(&path).expect("a folder can be made");
        Folder { path }
    }

    /// Writes a file and the folders above it.
    pub(crate) fn write(&self, path: &str, bytes: impl AsRef<[u8]>) {
        let path = self.path.join(path);
        fs::create_dir_all(path.parent().expect("a file stands in a folder")).expect("a folder can be made");
        fs::write(path, bytes).expect("a file can be written");
    }

    /// A file of nothing, that claims a size and takes no room.
    pub(crate) fn write_hole(&self, path: &str, size: u64) {
        self.write(path, "");
        let file = fs::OpenOptions::new().write(true).open(self.path.join(path)).expect("the file is there");
        file.set_len(size).expect("a file can have a hole");
    }

    /// A symbolic link.
    #[cfg(unix)]
    pub(crate) fn link(&self, path: &str, target: &Path) {
        let path = self.path.join(path);
        fs::create_dir_all(path.parent().expect("a link stands in a folder")).expect("a folder can be made");
        std::os::unix::fs::symlink(target, path).expect("a link can be made");
    }

    pub(crate) fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path.join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    pub(crate) fn has(&self, path: &str) -> bool {
        self.path.join(path).exists()
    }

    /// Every file below a folder of this one, with its bytes.
    pub(crate) fn files(&self, below: &str) -> BTreeMap<String, Vec<u8>> {
        let root = self.path.join(below);
        let mut found = BTreeMap::new();
        let mut open = vec![root.clone()];
        while let Some(folder) = open.pop() {
            for entry in fs::read_dir(&folder).expect("the folder can be read") {
                let path = entry.expect("the folder can be read").path();
                if path.is_dir() {
                    open.push(path);
                } else {
                    let name = path.strip_prefix(&root).expect("it stands below").to_string_lossy().into_owned();
                    found.insert(name, fs::read(&path).expect("the file can be read"));
                }
            }
        }
        found
    }

    /// Runs the program in this folder; `--today` is the tests' own day unless `args` name one.
    pub(crate) fn run(&self, args: &[&str]) -> Run {
        self.run_with(args, &[])
    }

    /// The same with variables in the environment.
    pub(crate) fn run_with(&self, args: &[&str], environment: &[(&str, &str)]) -> Run {
        let mut command = program();
        command.current_dir(&self.path).args(args);
        for (key, value) in environment {
            command.env(key, value);
        }
        let output = command.output().expect("the program starts");
        Run {
            status: output.status.code().expect("the program ends by itself"),
            out: String::from_utf8(output.stdout).expect("standard output is UTF-8"),
            err: String::from_utf8(output.stderr).expect("standard error is UTF-8"),
        }
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // What cannot be removed stays in the system's own temporary folder.
        let _ = fs::remove_dir_all(&self.path);
    }
}

/// The program with an environment that holds nothing it listens to.
pub(crate) fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_mithaq"));
    command.env_clear().stdin(Stdio::null());
    if let Some(path) = std::env::var_os("PATH") {
        command.env("PATH", path);
    }
    command
}

/// What a run of the program left behind.
pub(crate) struct Run {
    pub(crate) status: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Run {
    /// It ended with this status.
    pub(crate) fn ends(self, status: i32) -> Self {
        assert_eq!(self.status, status, "\n-- out\n{}\n-- err\n{}", self.out, self.err);
        self
    }

    /// Standard output is one JSON value and nothing else.
    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error} in:\n{}", self.out))
    }

    pub(crate) fn says(self, words: &str) -> Self {
        assert!(self.err.contains(words), "no `{words}` in:\n{}", self.err);
        self
    }

    pub(crate) fn answers(self, words: &str) -> Self {
        assert!(self.out.contains(words), "no `{words}` in:\n{}", self.out);
        self
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
