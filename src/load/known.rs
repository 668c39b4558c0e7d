//! Known: what was read of each policy before, so that one whose files are as they were is not read again.
//!
//! A file is known again by its state, which no program can set, else by what it holds: nothing here can
//! be out of date. A policy depends on the files below its own folder, on the languages of the site, and on
//! nothing else.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rustc_hash::FxHashMap;

use crate::disk::{Disk, Entry, EntryKind, FileState};
use crate::model::{Lang, Policy};
use crate::report::Reported;
use crate::source::{FileId, Sources};

use super::files::{CONTENT, Files};

/// What may have changed since a site was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Changed {
    /// Anything.
    Anything,
    /// What stands at these paths of the site's folder, or below them; nothing else came or went.
    Paths(BTreeSet<String>),
}

/// What was read of a site, for when it is read again.
#[derive(Debug, Default)]
pub struct Known {
    /// When the reading began, in seconds since 1970.
    now: Option<i64>,
    /// Everything below `content/`; empty where it must be looked at again.
    content: Mutex<BTreeMap<String, EntryKind>>,
    texts: FxHashMap<String, (Arc<str>, Option<FileState>)>,
    policies: Mutex<FxHashMap<String, Arc<Kept>>>,
    /// The policies of the site that is being read.
    next: Mutex<FxHashMap<String, Arc<Kept>>>,
    /// The states of its files, as they were before they were read.
    states: Mutex<FxHashMap<String, FileState>>,
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
    /// Begins to read a site again at a moment, in seconds since 1970: forgets where things stand that may
    /// have come or gone since.
    pub(super) fn look_again(&mut self, disk: &dyn Disk, changed: &Changed, now: Option<i64>) {
        self.now = now;
        let mut content = locked(&self.content);
        match changed {
            Changed::Paths(paths) if !disk.has_links() && !content.is_empty() => {
                for folder in folders_above(paths, &content) {
                    let below = format!("{folder}/");
                    content.retain(|path, _| !path.starts_with(&below));
                    content.extend(disk.walk(&folder).into_iter().map(|entry| (entry.path, entry.kind)));
                }
            }
            _ => content.clear(),
        }
    }

    /// Everything below `content/`, in the order of the paths.
    pub(super) fn content(&self, disk: &dyn Disk) -> Vec<Entry> {
        let known = std::mem::take(&mut *locked(&self.content));
        if known.is_empty() {
            return disk.walk(CONTENT);
        }
        known.into_iter().map(|(path, kind)| Entry { path, kind }).collect()
    }

    /// The state of a file, where it tells the file from what it may become.
    pub(super) fn state(&self, disk: &dyn Disk, path: &str) -> Option<FileState> {
        let now = self.now?;
        disk.state(path).filter(|state| state.is_settled(now))
    }

    /// Keeps where things stand.
    pub(super) fn keep_content(&self, content: BTreeMap<String, EntryKind>) {
        *locked(&self.content) = content;
    }

    /// A text that was read before, where its file is in the same state: it need not be read again.
    pub(super) fn text(&self, path: &str, state: FileState) -> Option<Arc<str>> {
        self.texts.get(path).filter(|(_, known)| *known == Some(state)).map(|(text, _)| Arc::clone(text))
    }

    /// A text as it was read before, where the new one is the same: it is kept once.
    pub(super) fn same(&self, path: &str, text: Arc<str>) -> Arc<str> {
        self.texts.get(path).filter(|(known, _)| *known == text).map_or(text, |(known, _)| Arc::clone(known))
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

    /// The states of files that are being read.
    pub(super) fn note(&self, states: impl Iterator<Item = (String, FileState)>) {
        locked(&self.states).extend(states);
    }

    /// A site was read: what it does not hold is forgotten.
    pub(super) fn was_read(&mut self, sources: &Sources) {
        let states = std::mem::take(&mut *locked(&self.states));
        let text =
            |(path, id): (&str, FileId)| (path.to_owned(), (Arc::clone(sources.text(id)), states.get(path).copied()));
        self.texts = sources.iter().map(text).collect();
        self.policies = Mutex::new(std::mem::take(&mut *locked(&self.next)));
    }
}

/// The folders whose entries may have changed with these paths: those that hold them and were there
/// before, without those inside of others.
fn folders_above(paths: &BTreeSet<String>, content: &BTreeMap<String, EntryKind>) -> Vec<String> {
    let is_folder = |path: &str| path == CONTENT || content.get(path) == Some(&EntryKind::Folder);
    let above = |path: &String| {
        let mut folder = path.as_str();
        while let Some((parent, _)) = folder.rsplit_once('/') {
            folder = parent;
            // What has become of a folder stands in the one that holds it.
            if is_folder(folder) && !paths.contains(folder) {
                break;
            }
        }
        folder.to_owned()
    };
    let inside = |path: &&String| path.starts_with("content/");
    let all: BTreeSet<String> = paths.iter().filter(inside).map(above).collect();
    let held = |folder: &String| all.iter().any(|other| folder.starts_with(&format!("{other}/")));
    all.iter().filter(|folder| !held(folder)).cloned().collect()
}

fn locked<T>(of: &Mutex<T>) -> MutexGuard<'_, T> {
    of.lock().unwrap_or_else(PoisonError::into_inner)
}
