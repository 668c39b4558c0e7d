//! A site as it is shown: planned as a whole, made file by file.

use std::collections::{HashSet, VecDeque};
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use rustc_hash::FxHashMap;
use self_cell::self_cell;

use super::sums::ListAlone;
use crate::disk::{Disk, describe};
use crate::load::Loaded;
use crate::model::Site;
use crate::output::file_path;
use crate::render::{Made, Plan, policy_of, unreadable};
use crate::report::{DrawnFindings, FindingRecord, Report, records};

/// So many pages that were asked for last are made again before the next site is shown.
const LOOKED_AT: usize = 8;

self_cell! {
    struct Cell {
        owner: Box<Loaded>,
        #[not_covariant]
        dependent: Plan,
    }
}

/// What was read, and the plan that refers to it.
pub(super) struct Planned(Cell);

impl Planned {
    /// Plans what was read; gives it back where it cannot be planned.
    pub(super) fn new(loaded: Loaded, plan: impl FnOnce(&Loaded) -> Option<Plan<'_>>) -> Result<Self, Box<Loaded>> {
        let loaded = Box::new(loaded);
        Cell::try_new_or_recover(loaded, |loaded| plan(loaded).ok_or(())).map(Planned).map_err(|(loaded, ())| loaded)
    }
}

/// A site without errors. Its files are made when they are asked for, and then kept.
pub struct Shown {
    planned: Planned,
    /// The jobs that somebody asked for.
    made: Mutex<FxHashMap<usize, Arc<Done>>>,
    /// What was found while files were made.
    late: Mutex<Vec<FindingRecord>>,
    /// The pages that were asked for last, the newest at the end.
    asked: Mutex<VecDeque<String>>,
    /// The list of the sums of all files, once somebody asks.
    sums: OnceLock<Result<Arc<[u8]>, Fault>>,
}

/// Where what a job made is kept, or why it made nothing.
type Done = OnceLock<Result<Kept, Fault>>;

/// What is kept of a job that was done.
enum Kept {
    Files(Vec<(String, Arc<[u8]>)>),
    /// The path of an attachment in the site's folder: it is read whenever it is asked for.
    Copy(String),
    /// The list of the sums of all files.
    Sums,
}

impl From<Made> for Kept {
    fn from(made: Made) -> Self {
        match made {
            Made::Files(files) => Kept::Files(files.into_iter().map(|file| (file.path, file.bytes.into())).collect()),
            Made::Copy { from, .. } => Kept::Copy(from),
            Made::Sums => Kept::Sums,
        }
    }
}

/// A job that could not be done.
struct Fault {
    findings: Vec<FindingRecord>,
    drawn: DrawnFindings,
}

/// What stands at an address.
#[derive(Debug)]
pub enum Answer {
    /// A file of the site.
    File {
        /// Its path.
        path: String,
        /// Its bytes.
        bytes: Arc<[u8]>,
    },
    /// A folder with a page in it: its address ends with `/`.
    Folder,
    /// Nothing.
    Missing,
    /// A file that cannot be made.
    Fault {
        /// Why.
        findings: Vec<FindingRecord>,
        /// The same for the terminal, where nobody has met it before.
        drawn: Option<DrawnFindings>,
    },
}

impl fmt::Debug for Shown {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Shown").finish_non_exhaustive()
    }
}

impl Shown {
    pub(super) fn new(planned: Planned) -> Self {
        Shown {
            planned,
            made: Mutex::default(),
            late: Mutex::default(),
            asked: Mutex::default(),
            sums: OnceLock::new(),
        }
    }

    /// Makes a page of each kind, and those that were looked at last in the site before this
    /// one, so that a template that fails is met before anybody sees it. What was rehearsed
    /// `before`, and can be no other, is left out; see [`Plan::rehearse`].
    pub(super) fn rehearse(&self, before: Option<&Shown>) -> Report {
        let mut report = self.with_plan(|plan| match before {
            Some(before) => before.with_plan(|before| plan.rehearse(Some(before))),
            None => plan.rehearse(None),
        });
        if let Some(before) = before {
            *self.asked() = before.asked().clone();
        }
        let asked = self.asked().clone();
        for path in &asked {
            if let Some(job) = self.with_plan(|plan| plan.job(path)) {
                match self.with_plan(|plan| plan.try_job(job)) {
                    Ok(Some(made)) => drop(self.place_of(job).set(Ok(made.into()))),
                    Ok(None) => {}
                    Err(faults) => report.extend(faults),
                }
            }
        }
        report
    }

    /// Makes a page of each kind that shows the whole site; what fails is reported as if somebody had asked for it.
    pub(super) fn rehearse_site_pages(&self) -> Option<DrawnFindings> {
        let report = self.with_plan(|plan| plan.rehearse_site_pages());
        (!report.findings.is_empty()).then(|| {
            let fault = self.fault(report);
            self.add_late(&fault);
            fault.drawn
        })
    }

    /// The site.
    pub fn site(&self) -> &Site {
        self.loaded().site.as_ref().expect("a site that was planned was read")
    }

    /// All that was read.
    pub fn loaded(&self) -> &Loaded {
        self.planned.0.borrow_owner()
    }

    /// The Content-Security-Policy of one of its files.
    pub fn security_policy(&self, path: &str) -> String {
        policy_of(self.site(), path)
    }

    /// What was found wrong while files were made.
    pub fn late_findings(&self) -> Vec<FindingRecord> {
        self.late.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The path of the site's own style sheet.
    pub fn style(&self) -> Option<String> {
        self.with_plan(|plan| plan.style())
    }

    /// What stands at an address, which starts without `/`.
    pub fn answer(&self, disk: &dyn Disk, address: &str) -> Answer {
        let path = file_path(address);
        let Some(job) = self.with_plan(|plan| plan.job(&path)) else {
            let page = format!("{path}/index.html");
            return if self.with_plan(|plan| plan.job(&page)).is_some() { Answer::Folder } else { Answer::Missing };
        };
        let mut first = false;
        let place = self.place_of(job);
        let done = place.get_or_init(|| {
            first = true;
            self.make(job).map_err(|report| self.fault(report))
        });
        match done {
            Ok(Kept::Files(files)) => match files.iter().find(|(made, _)| *made == path) {
                Some((_, bytes)) => {
                    self.remember(&path);
                    Answer::File { path, bytes: Arc::clone(bytes) }
                }
                None => Answer::Missing,
            },
            Ok(Kept::Copy(from)) => match disk.read(from) {
                Ok(bytes) => Answer::File { path, bytes: bytes.into() },
                Err(error) => {
                    let Fault { findings, drawn } = self.fault(unreadable(from, &describe(&error)));
                    Answer::Fault { findings, drawn: Some(drawn) }
                }
            },
            Ok(Kept::Sums) => match self.sums.get_or_init(|| self.list_sums(disk)) {
                Ok(bytes) => Answer::File { path, bytes: Arc::clone(bytes) },
                Err(Fault { findings, .. }) => Answer::Fault { findings: findings.clone(), drawn: None },
            },
            Err(fault) => {
                self.remember(&path);
                if first {
                    self.add_late(fault);
                }
                Answer::Fault { findings: fault.findings.clone(), drawn: first.then(|| fault.drawn.clone()) }
            }
        }
    }

    fn make(&self, job: usize) -> Result<Kept, Report> {
        self.with_plan(|plan| plan.make(job)).map(Kept::from)
    }

    /// Makes every file once, for the list of their sums.
    fn list_sums(&self, disk: &dyn Disk) -> Result<Arc<[u8]>, Fault> {
        let list = ListAlone::new(disk);
        // The shards of the index are kept where it was asked for, and let go of where all is made at once.
        self.with_plan(|plan| plan.job("assets/search.js").map(|job| plan.make(job).map(drop)))
            .transpose()
            .map_err(|faults| self.fault(faults))?;
        let faults = self.with_plan(|plan| crate::make_files(plan, &HashSet::new(), &list, &|| ()));
        let faults = faults.expect("a list that is kept in memory takes every file");
        if faults.has_errors() { Err(self.fault(faults)) } else { Ok(list.into_list().into()) }
    }

    fn place_of(&self, job: usize) -> Arc<Done> {
        let mut made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(made.entry(job).or_default())
    }

    fn add_late(&self, fault: &Fault) {
        let mut late = self.late.lock().unwrap_or_else(PoisonError::into_inner);
        late.extend(fault.findings.iter().cloned());
    }

    fn fault(&self, mut report: Report) -> Fault {
        let sources = &self.loaded().sources;
        report.sort(sources);
        Fault { findings: records(&report, sources), drawn: DrawnFindings::new(&report, sources) }
    }

    /// Remembers a page that somebody looks at.
    fn remember(&self, path: &str) {
        if path.ends_with(".html") {
            let mut asked = self.asked();
            asked.retain(|known| known != path);
            asked.push_back(path.to_owned());
            if asked.len() > LOOKED_AT {
                asked.pop_front();
            }
        }
    }

    fn asked(&self) -> MutexGuard<'_, VecDeque<String>> {
        self.asked.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn with_plan<T>(&self, ask: impl FnOnce(&Plan<'_>) -> T) -> T {
        self.planned.0.with_dependent(|_, plan| ask(plan))
    }
}
