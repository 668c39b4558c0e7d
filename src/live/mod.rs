//! Live: a site that follows its files, and makes a page when somebody asks for it.
//!
//! In: a disk, and what changed. Out: the newest site that had no
//! error, file by file, and what is wrong with a newer one. Never: watches, listens or prints.

mod shown;
mod sums;

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::disk::Disk;
use crate::load::Changed;
use crate::report::{DrawnFindings, FindingRecord, Report, records};
use crate::source::Sources;
use crate::{Cache, Options};

use shown::Planned;
pub use shown::{Answer, Shown};

/// A site that is edited while it is looked at.
#[derive(Debug, Default)]
pub struct Live {
    cache: Cache,
    shown: Option<Arc<Shown>>,
    findings: Vec<FindingRecord>,
    /// What was found once the last site was shown.
    late: Vec<FindingRecord>,
    failed: bool,
}

impl Live {
    /// Reads the site again, after what `changed` says; one with errors leaves the last good one standing. Gives all
    /// findings where any of them is new: who saves a file reads what is new, not the whole
    /// list again.
    pub fn rebuild(&mut self, disk: &dyn Disk, options: &Options, changed: &Changed) -> Option<DrawnFindings> {
        let mut report = Report::default();
        let (cache, read) = crate::reread(disk, options, std::mem::take(&mut self.cache), changed);
        self.cache = cache;
        let (loaded, today) = report.take(read);
        let before = self.shown.as_deref();
        let planned = Planned::new(loaded, |loaded| {
            report.take(match before {
                Some(before) => before.with_plan(|plan| crate::replan(loaded, today, options, Some(plan))),
                None => crate::plan(loaded, today, options),
            })
        });
        match planned {
            Ok(planned) => {
                let next = Shown::new(planned);
                if !report.has_errors() {
                    report.extend(next.rehearse(self.shown.as_deref()));
                }
                let news = self.judge(report, &next.loaded().sources);
                if !self.failed {
                    self.shown = Some(Arc::new(next));
                }
                news
            }
            Err(loaded) => {
                let news = self.judge(report, &loaded.sources);
                self.failed = true;
                news
            }
        }
    }

    /// Makes what a rebuild left for when the site is shown: a page of each kind that shows all of it. Gives
    /// what fails where any of it is new.
    pub fn finish(&mut self) -> Option<DrawnFindings> {
        let shown = self.shown.as_deref().filter(|_| !self.failed)?;
        let drawn = shown.rehearse_site_pages();
        let known = std::mem::replace(&mut self.late, shown.late_findings());
        drawn.filter(|_| has_news(&self.late, &known))
    }

    /// Keeps what was found, and gives it where any of it is new.
    fn judge(&mut self, mut report: Report, sources: &Sources) -> Option<DrawnFindings> {
        report.sort(sources);
        let known = std::mem::replace(&mut self.findings, records(&report, sources));
        self.failed = report.has_errors();
        has_news(&self.findings, &known).then(|| DrawnFindings::new(&report, sources))
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
