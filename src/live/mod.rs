//! Live: a site that follows its files, and makes a page when somebody asks for it.
//!
//! In: a disk, and the word that something changed. Out: the newest site that had no
//! error, file by file, and what is wrong with a newer one. Never: watches, listens or prints.

mod shown;

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::disk::Disk;
use crate::load::Changed;
use crate::report::{FindingRecord, Report, Severity, draw, records};
use crate::source::Sources;
use crate::{Known, Options};

use shown::Planned;
pub(crate) use shown::unreadable;
pub use shown::{Answer, Shown};

/// A site that is edited while it is looked at.
#[derive(Debug, Default)]
pub struct Live {
    known: Known,
    shown: Option<Arc<Shown>>,
    findings: Vec<FindingRecord>,
    /// What was found once the last site was shown.
    late: Vec<FindingRecord>,
    failed: bool,
}

/// Findings as a person reads them.
#[derive(Clone, Debug)]
pub struct Told {
    /// The findings, drawn for a terminal.
    pub text: String,
    /// How many of them are errors.
    pub errors: usize,
    /// How many are warnings.
    pub warnings: usize,
    /// How many are notes.
    pub notes: usize,
}

impl Told {
    /// The findings of a report.
    pub fn new(report: &Report, sources: &Sources) -> Self {
        Told {
            text: draw(report, sources, true),
            errors: report.count(Severity::Error),
            warnings: report.count(Severity::Warning),
            notes: report.count(Severity::Note),
        }
    }
}

impl Live {
    /// Reads the site again, after what `changed` says; one with errors leaves the last good one standing. Gives all
    /// findings where any of them is new: who saves a file reads what is new, not the whole
    /// list again.
    pub fn rebuild(&mut self, disk: &dyn Disk, options: &Options, changed: &Changed) -> Option<Told> {
        let mut report = Report::default();
        let (loaded, today) = report.take(crate::read_again(disk, options, &mut self.known, changed));
        let before = self.shown.as_deref();
        let planned = Planned::new(loaded, |loaded| {
            report.take(match before {
                Some(before) => before.with_plan(|plan| crate::plan_again(loaded, today, options, Some(plan))),
                None => crate::plan(loaded, today, options),
            })
        });
        match planned {
            Ok(planned) => {
                let next = Shown::new(planned);
                if !report.has_errors() {
                    report.extend(next.rehearse(self.shown.as_deref()));
                }
                let told = self.judge(report, &next.loaded().sources);
                if !self.failed {
                    self.shown = Some(Arc::new(next));
                }
                told
            }
            Err(loaded) => {
                let told = self.judge(report, &loaded.sources);
                self.failed = true;
                told
            }
        }
    }

    /// Makes what a rebuild left for when the site is shown: a page of each kind that shows all of it. Gives
    /// what fails where any of it is new.
    pub fn finish(&mut self) -> Option<Told> {
        let shown = self.shown.as_deref().filter(|_| !self.failed)?;
        let told = shown.rehearse_whole();
        let known = std::mem::replace(&mut self.late, shown.late_findings());
        told.filter(|_| has_news(&self.late, &known))
    }

    /// Keeps what was found, and tells it where any of it is new.
    fn judge(&mut self, mut report: Report, sources: &Sources) -> Option<Told> {
        report.sort(sources);
        let known = std::mem::replace(&mut self.findings, records(&report, sources));
        self.failed = report.has_errors();
        has_news(&self.findings, &known).then(|| Told::new(&report, sources))
    }

    /// The newest site that had no error; none before there was one.
    pub fn shown(&self) -> Option<Arc<Shown>> {
        self.shown.clone()
    }

    /// What was found in the newest site, shown or not.
    pub fn findings(&self) -> &[FindingRecord] {
        &self.findings
    }

    /// Whether the newest site had errors, so that an older one is shown.
    pub fn failed(&self) -> bool {
        self.failed
    }
}

/// Whether one of the findings is none of those that are known.
fn has_news(findings: &[FindingRecord], known: &[FindingRecord]) -> bool {
    let key = |finding: &FindingRecord| (finding.id, finding.file.clone(), finding.line, finding.message.clone());
    let known: BTreeSet<_> = known.iter().map(key).collect();
    findings.iter().any(|finding| !known.contains(&key(finding)))
}
