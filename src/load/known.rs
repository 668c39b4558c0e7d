//! Known: what was read of each policy before, so that one whose files are as they were is not read again.
//!
//! Files are compared by what they hold, so nothing here can be out of date. A policy depends
//! on the files below its own folder, on the languages of the site, and on nothing else.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rustc_hash::FxHashMap;

use crate::disk::EntryKind;
use crate::model::{Lang, Policy};
use crate::report::Reported;
use crate::source::{FileId, Sources};

use super::files::Files;

/// What was read of a site, for when it is read again.
#[derive(Debug, Default)]
pub struct Known {
    texts: FxHashMap<String, Arc<str>>,
    policies: Mutex<FxHashMap<String, Arc<Kept>>>,
    /// The policies of the site that is being read.
    next: Mutex<FxHashMap<String, Arc<Kept>>>,
}

/// A policy, and everything that it was read from.
#[derive(Debug)]
struct Kept {
    from: Stamp,
    read: Reported<Option<Policy>>,
}

/// Everything that decides what a policy is read as.
#[derive(Debug, PartialEq)]
pub(super) struct Stamp {
    languages: Vec<Lang>,
    seals_alone: bool,
    files: Vec<(String, EntryKind)>,
    texts: Vec<(FileId, Words)>,
}

/// A text; two that are the same one need not be compared.
#[derive(Debug)]
struct Words(Arc<str>);

impl PartialEq for Words {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0) || self.0 == other.0
    }
}

impl Stamp {
    /// Of the policy in a folder.
    pub(super) fn of(files: &Files, folder: &str, languages: &[Lang]) -> Self {
        let texts = files.texts_below(folder).iter().map(|file| (*file, Words(Arc::clone(files.sources.text(*file)))));
        Stamp {
            languages: languages.to_vec(),
            seals_alone: files.seals_alone,
            files: files.entries_below(folder),
            texts: texts.collect(),
        }
    }
}

impl Known {
    /// A text as it was read before, where the new one is the same: it is kept once.
    pub(super) fn same(&self, path: &str, text: Arc<str>) -> Arc<str> {
        self.texts.get(path).filter(|known| **known == text).cloned().unwrap_or(text)
    }

    /// What a policy is read as; `read` reads it where it is not known.
    pub(super) fn policy(
        &self,
        folder: &str,
        from: Stamp,
        read: impl FnOnce() -> Reported<Option<Policy>>,
    ) -> Reported<Option<Policy>> {
        let known = locked(&self.policies).remove(folder).filter(|kept| kept.from == from);
        let kept = known.unwrap_or_else(|| Arc::new(Kept { from, read: read() }));
        let read = kept.read.clone();
        locked(&self.next).insert(folder.to_owned(), kept);
        read
    }

    /// A site was read: what it does not hold is forgotten.
    pub(super) fn was_read(&mut self, sources: &Sources) {
        self.texts = sources.iter().map(|(path, id)| (path.to_owned(), Arc::clone(sources.text(id)))).collect();
        self.policies = Mutex::new(std::mem::take(&mut *locked(&self.next)));
    }
}

fn locked<T>(of: &Mutex<T>) -> MutexGuard<'_, T> {
    of.lock().unwrap_or_else(PoisonError::into_inner)
}
