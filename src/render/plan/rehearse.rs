//! Rehearsal: one page of each kind is made and not kept, so that a template that fails is met early.

use std::collections::BTreeMap;
use std::sync::Arc;

use rayon::prelude::*;
use rustc_hash::FxHashSet;

use super::association::AssociationPlan;
use super::index::SCRIPT;
use super::jobs::{Kind, Work};
use super::make::Made;
use super::outline::plan;
use super::site::Plan;
use crate::report::Report;

/// With so many policies a page of the whole site holds all that its template meets, as a rule.
const ENOUGH: usize = 200;

impl Plan<'_> {
    /// Makes one page of each kind, and tells which templates fail. The search index is not made.
    ///
    /// Pages that show the whole site show the beginning of a large one, and none are made where another plan
    /// was rehearsed `before` with the same templates: [`Plan::rehearse_site_pages`] makes them as they are. Where
    /// the facts of the site are the same too, the pages of those associations alone are made that are new.
    pub fn rehearse(&self, before: Option<&Plan<'_>>) -> Report {
        let mut report = Report::default();
        let before = before.filter(|before| self.has_theme(before.theme));
        if before.is_none() {
            report.extend(self.rehearse_beginning());
        }
        let same = |before: &&Plan<'_>| self.facts == before.facts && self.site.says_the_same(before.site);
        let before = before.filter(same);
        let known: FxHashSet<*const AssociationPlan> =
            before.iter().flat_map(|before| before.associations.iter().map(Arc::as_ptr)).collect();
        let mut samples: BTreeMap<&Kind, usize> = BTreeMap::new();
        let plans = self.associations.iter().enumerate();
        for (nth, plan) in plans.filter(|(_, plan)| !known.contains(&Arc::as_ptr(plan))) {
            for (kind, job) in &plan.group.samples {
                samples.entry(kind).or_insert(self.starts[nth + 1] + job);
            }
        }
        report.extend(self.try_all(&samples.into_values().collect::<Vec<_>>()));
        report
    }

    /// Makes the pages that show the whole site as if it had no more than its first policies.
    fn rehearse_beginning(&self) -> Report {
        let beginning = self.site.beginning(ENOUGH);
        let plan = plan(&beginning, self.theme, self.edition, Some(self));
        plan.value.map(|plan| plan.rehearse_site_pages()).unwrap_or_default()
    }

    /// Makes one page of each kind that shows the whole site, and tells which templates fail. The search index
    /// is not made.
    pub fn rehearse_site_pages(&self) -> Report {
        self.try_all(&self.site_jobs.samples.values().copied().collect::<Vec<_>>())
    }

    /// Runs a job; where that would make the search index, as a trial of which nothing is kept.
    ///
    /// # Errors
    /// When a template fails; the report says where.
    pub fn try_job(&self, job: usize) -> Result<Option<Made>, Report> {
        if matches!(self.find(job).0.work, Work::Search(_)) {
            return self.make_with(job, || Some(SCRIPT.to_owned())).map(|_| None);
        }
        self.make(job).map(Some)
    }

    /// Makes pages that are not kept. None of them waits for the search index.
    fn try_all(&self, jobs: &[usize]) -> Report {
        let faults = |job: &usize| self.make_with(*job, || Some(SCRIPT.to_owned())).err();
        let faults: Vec<Option<Report>> = jobs.par_iter().map(faults).collect();
        let mut report = Report::default();
        faults.into_iter().flatten().for_each(|faults| report.extend(faults));
        report
    }
}
