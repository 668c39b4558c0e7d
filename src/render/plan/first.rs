//! What is made first: the versions in force and, from the same reading of their texts, the search index.

use std::collections::{HashMap, HashSet};
use std::io;
use std::sync::Mutex;

use super::association::AssociationPlan;
pub use super::engine::Write;
use super::jobs::Work;
use super::site::Plan;
use crate::derive::search::{Head, LabelWords};
use crate::report::Report;

/// What was made of the versions in force while the index was.
#[derive(Debug, Default)]
pub struct First {
    /// The jobs that were run.
    pub jobs: HashSet<usize>,
    /// What was found.
    pub faults: Report,
}

impl<'a> Plan<'a> {
    /// Makes the versions in force, but for the jobs that are `kept`, and, from the same reading of their
    /// texts, the search index; hands over every page, and every shard of the index; `step` is called after
    /// each job. A site whose index was not made so makes it when it is asked for, and keeps the shards.
    ///
    /// # Errors
    /// Those of `write`.
    pub fn write_first(&self, kept: &HashSet<usize>, write: &Write<'_>, step: &(dyn Fn() + Sync)) -> io::Result<First> {
        let versions = self.associations.iter().zip(&self.starts[1..]).flat_map(|(plan, start)| {
            let AssociationPlan { association, group, .. } = &**plan;
            group.jobs.iter().zip(*start..).filter_map(|(known, job)| match known.work {
                Work::Version(policy, nth) => {
                    Some(((association.id.as_str(), association.policies[policy].id.as_str(), nth), job))
                }
                _ => None,
            })
        });
        let jobs: HashMap<(&str, &str, usize), usize> = versions.collect();
        let first = Mutex::new(First::default());
        let read = |head: &Head<'a>, label: &LabelWords<'_>| {
            let (association, policy, nth) = head.version();
            let job = jobs.get(&(association.id.as_str(), policy.id.as_str(), nth));
            let Some(job) = job.filter(|job| head.is_complete() && !kept.contains(job)) else {
                return Ok(head.read(label));
            };
            let pages = self.version_pages(association, policy, nth);
            let made = self.version_files(*job, &pages);
            let entries = pages.entries(head);
            step();
            let mut first = first.lock().expect("nothing panics while it is held");
            first.jobs.insert(*job);
            match made {
                Ok(files) => {
                    drop(first);
                    files.into_iter().try_for_each(write)?;
                }
                Err(faults) => first.faults.extend(faults),
            }
            Ok(entries)
        };
        let script = self.make_index(&read, write)?;
        self.index.script.get_or_init(|| script);
        Ok(first.into_inner().expect("nothing panicked while it was held"))
    }
}
