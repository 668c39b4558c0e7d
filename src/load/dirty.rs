//! Dirty: what changed below `content/` and `themes/` since a site was read, and what stands there now.
//!
//! In: the paths that changed. Out: a listing of each name directly in `content/`; where nothing
//! below the name is dirty, its listing does not look below it.

use std::collections::{BTreeMap, BTreeSet};

use crate::disk::{Disk, Entry, EntryKind};

use super::entries::CONTENT;

/// What may have changed since a site was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Changed {
    /// Anything.
    Anything,
    /// What stands at these paths of the site's folder, or below them; nothing else came, went or changed.
    Paths(BTreeSet<String>),
}

/// What changed since a site was read.
#[derive(Debug)]
pub(super) struct Dirty {
    /// Anything may have changed.
    everything: bool,
    /// Something came or went directly in `content/`.
    top: bool,
    /// The names directly in `content/` of what changed, itself or something below it.
    names: BTreeSet<String>,
    /// Something below `themes/`.
    pub(super) theme: bool,
}

/// What stands directly in `content/`, by name.
pub(super) type Top = BTreeMap<String, Vec<Entry>>;

/// What stands directly in `content/` under one name.
pub(super) struct Listing {
    /// The thing of that name.
    pub(super) itself: Vec<Entry>,
    /// All that stands below it, where that is dirty.
    pub(super) below: Option<Vec<Entry>>,
}

impl Default for Dirty {
    /// Where nothing was read, everything is dirty.
    fn default() -> Self {
        Dirty { everything: true, top: true, names: BTreeSet::new(), theme: true }
    }
}

impl Dirty {
    /// Nothing is dirty: the site was read as it is.
    pub(super) fn nothing() -> Self {
        Dirty { everything: false, top: false, names: BTreeSet::new(), theme: false }
    }

    /// Marks what changed. A link may lead to what changed from elsewhere, so with links everything is dirty.
    pub(super) fn mark(&mut self, disk: &dyn Disk, changed: &Changed) {
        match changed {
            Changed::Paths(paths) if !disk.has_links() => paths.iter().for_each(|path| self.mark_path(path)),
            _ => *self = Dirty::default(),
        }
    }

    fn mark_path(&mut self, path: &str) {
        match path.split_once('/') {
            Some((CONTENT, below)) => {
                self.top |= !below.contains('/');
                self.names.insert(below.split('/').next().unwrap_or_default().to_owned());
            }
            Some(("themes", _)) => self.theme = true,
            // A folder that holds all of them.
            _ => *self = Dirty::default(),
        }
    }

    /// Lists what stands in `content/` now; `top` is what stood directly in it before.
    pub(super) fn list(&self, disk: &dyn Disk, top: Top) -> BTreeMap<String, Listing> {
        if self.everything {
            return by_name(disk.walk(CONTENT)).into_iter().map(|(name, entries)| (name, split(entries))).collect();
        }
        let top = if self.top {
            let mut before = top;
            let now = by_name(disk.list(CONTENT)).into_iter();
            now.map(|(name, new)| (name.clone(), before.remove(&name).unwrap_or(new))).collect()
        } else {
            top
        };
        let list = |(name, itself): (String, Vec<Entry>)| {
            if !self.names.contains(&name) {
                return (name, Listing { itself, below: None });
            }
            let entry = itself[0].clone();
            let below = if entry.kind == EntryKind::Folder { disk.walk(&entry.path) } else { Vec::new() };
            (name, split([entry].into_iter().chain(below).collect()))
        };
        top.into_iter().map(list).collect()
    }
}

/// Tells the thing of a name from what stands below it.
fn split(entries: Vec<Entry>) -> Listing {
    let (itself, below) = entries.into_iter().partition(|entry| entry.path.matches('/').count() < 2);
    Listing { itself, below: Some(below) }
}

/// Entries by their name directly in `content/`; the one of that name stands first.
fn by_name(entries: Vec<Entry>) -> Top {
    let mut all = Top::new();
    for entry in entries {
        let name = entry.path.split('/').nth(1).unwrap_or(&entry.path);
        all.entry(name.to_owned()).or_default().push(entry);
    }
    all
}
