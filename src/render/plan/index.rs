//! The search index as files: the script with the manifest inside it, and the shards.

use std::collections::{HashMap, HashSet};
use std::io;
use std::sync::{Mutex, OnceLock};

use super::jobs::{Own, Work};
use super::portion::Portion;
use crate::derive::search::{self, Entries, Head, LabelWords};
use crate::output::{OutputFile, minified_asset};
use crate::render::theme::assets::{SEARCH_SCRIPT, short_hash};
use crate::render::{Plan, words};
use crate::report::Report;

/// The script that searches; it keeps its name.
pub(super) const SCRIPT: &str = "assets/search.js";

/// The folder of the shards, which are named by what they hold.
pub(super) const SHARDS: &str = "assets/search/";

/// The index, once it was made.
#[derive(Debug, Default)]
pub(crate) struct Index {
    /// The script, if the theme has one.
    script: OnceLock<Option<OutputFile>>,
    /// The shards, where nobody else took them.
    shards: OnceLock<Vec<OutputFile>>,
}

/// What was made of the versions in force while the index was.
#[derive(Debug, Default)]
pub struct First {
    /// The jobs that were run.
    pub jobs: HashSet<usize>,
    /// What was found.
    pub faults: Report,
}

/// Reads the clauses of a policy.
type Read<'s, 'r> = dyn Fn(&Head<'s>, &LabelWords<'_>) -> io::Result<Entries<'s>> + Sync + 'r;

/// Takes a file as soon as it is made; it is called from several threads.
pub type Write<'w> = dyn Fn(OutputFile) -> io::Result<()> + Sync + 'w;

impl<'a> Plan<'a> {
    /// Makes the versions in force, but for the jobs that are `kept`, and, from the same reading of their
    /// texts, the search index; hands over every page, and every shard of the index; `step` is called after
    /// each job. A site whose index was not made so makes it when it is asked for, and keeps the shards.
    ///
    /// # Errors
    /// Those of `write`.
    pub fn write_first(&self, kept: &HashSet<usize>, write: &Write<'_>, step: &(dyn Fn() + Sync)) -> io::Result<First> {
        let versions = self.portions.iter().zip(&self.starts[1..]).flat_map(|(portion, start)| {
            let Portion { association, group, .. } = &**portion;
            group.jobs.iter().zip(*start..).filter_map(|(known, job)| match known.work {
                Work::Own(Own::Version(policy, nth)) => {
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
            let Some(job) = job.filter(|job| head.is_whole() && !kept.contains(job)) else {
                return Ok(head.read(label));
            };
            let room = self.room(association, policy, nth);
            let made = self.files(*job, self.version(&room));
            let entries = room.entries(head, &self.assets);
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

    /// The script that searches, and the shards that are kept.
    pub(super) fn index_files(&self) -> Vec<OutputFile> {
        let script = self.search_script().cloned();
        script.into_iter().chain(self.index.shards.get().into_iter().flatten().cloned()).collect()
    }

    /// The script that searches, by the address that changes with it: hosts keep assets for
    /// good, and the index inside this one changes with the texts.
    pub(crate) fn engine(&self) -> Option<String> {
        let script = self.search_script()?;
        Some(format!("{}?{}", script.path, short_hash(&script.bytes)))
    }

    fn search_script(&self) -> Option<&OutputFile> {
        let made = self.index.script.get_or_init(|| {
            let shards = Mutex::new(Vec::new());
            let keep = |shard| {
                shards.lock().expect("nothing panics while it is held").push(shard);
                Ok(())
            };
            let script = self.make_index(&|head, label| Ok(head.read(label)), &keep);
            let shards = shards.into_inner().expect("nothing panicked while it was held");
            self.index.shards.get_or_init(|| shards);
            script.expect("memory takes every shard")
        });
        made.as_ref()
    }

    fn make_index(&self, read: &Read<'a, '_>, write: &Write<'_>) -> io::Result<Option<OutputFile>> {
        let Some(script) = self.theme.assets.get(SEARCH_SCRIPT) else { return Ok(None) };
        let label = |lang, label: crate::model::Label<'_>| words::label(label, self.assets.strings(lang));
        let shard = |name: &str, text: String| {
            write(OutputFile { path: format!("{SHARDS}{name}.txt"), bytes: text.into_bytes() })
        };
        let manifest = search::index(self.site, self.today, &label, &|head| read(head, &label), &shard)?;
        let script = String::from_utf8_lossy(script);
        // The minifier keeps remarks; here a line that starts as one is one.
        let script: Vec<&str> = script.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
        let script = script.join("\n").replacen("\"__MANIFEST__\"", &manifest.to_string(), 1);
        let bytes = minified_asset(SEARCH_SCRIPT, script.as_bytes());
        Ok(Some(OutputFile { path: SCRIPT.to_owned(), bytes }))
    }
}
