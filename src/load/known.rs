//! Known: a site as it was read, for when it is read again.
//!
//! What one is not told of is taken as it was. What one is told of is looked at, and a file of it is known
//! again by its state, which no program can set, else by what it holds.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rayon::prelude::*;

use crate::disk::{Disk, Entry, EntryKind};
use crate::model::{Site, Theme};
use crate::report::{Report, Reported};
use crate::source::{Shelf, Sources};

use super::files::{CONTENT, bytes_of_text};
use super::folder::Folder;
use super::setting::Setting;
use super::theme;

/// A site of so many bytes, some two hundred policies, is small.
const SMALL: u64 = 4 << 20;

/// What may have changed since a site was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Changed {
    /// Anything.
    Anything,
    /// What stands at these paths of the site's folder, or below them; nothing else came, went or changed.
    Paths(BTreeSet<String>),
}

/// What was read of a site, for when it is read again.
#[derive(Debug, Default)]
pub struct Known {
    /// What changed since.
    told: Told,
    /// What stands directly in `content/`, by name.
    top: BTreeMap<String, Vec<Entry>>,
    /// The folders of associations, by the association's id.
    pub(super) folders: BTreeMap<String, Arc<Folder>>,
    theme: Option<KnownTheme>,
    pub(super) sources: Sources,
}

/// A theme, and what was found while it was read.
#[derive(Debug)]
struct KnownTheme {
    name: String,
    setting: Arc<Setting>,
    theme: Arc<Theme>,
    report: Report,
}

/// What changed since a site was read.
#[derive(Debug)]
struct Told {
    /// Anything may have changed.
    all: bool,
    /// Something came or went directly in `content/`.
    top: bool,
    /// What stands directly in `content/`, by name: it changed, or something below it.
    names: BTreeSet<String>,
    /// Something below `themes/`.
    theme: bool,
}

impl Default for Told {
    /// Where nothing was read, all is new.
    fn default() -> Self {
        Told { all: true, top: true, names: BTreeSet::new(), theme: true }
    }
}

impl Told {
    fn nothing() -> Self {
        Told { all: false, top: false, names: BTreeSet::new(), theme: false }
    }

    fn add(&mut self, path: &str) {
        match path.split_once('/') {
            Some((CONTENT, below)) => {
                self.top |= !below.contains('/');
                self.names.insert(below.split('/').next().unwrap_or_default().to_owned());
            }
            Some(("themes", _)) => self.theme = true,
            // A folder that holds all of them.
            _ => *self = Told::default(),
        }
    }
}

impl Known {
    /// Takes note of what changed.
    pub(super) fn tell(&mut self, disk: &dyn Disk, changed: &Changed) {
        match changed {
            Changed::Paths(paths) if !disk.has_links() => paths.iter().for_each(|path| self.told.add(path)),
            _ => self.told = Told::default(),
        }
    }

    /// A site was read: all that changed is known.
    pub(super) fn was_read(&mut self) {
        self.told = Told::nothing();
    }

    /// Everything directly in `content/` by name, and what stands below those names that may have changed.
    pub(super) fn look(&mut self, disk: &dyn Disk) -> BTreeMap<String, Looked> {
        let all = self.told.all.then(|| by_name(disk.walk(CONTENT)));
        let whole = |entries: Vec<Entry>| {
            let (own, below) = entries.into_iter().partition(|entry| entry.path.matches('/').count() < 2);
            Looked { own, below: Some(below) }
        };
        let looked: BTreeMap<String, Looked> = match all {
            Some(all) => all.into_iter().map(|(name, entries)| (name, whole(entries))).collect(),
            None => {
                if self.told.top {
                    let mut before = std::mem::take(&mut self.top);
                    let now = by_name(disk.list(CONTENT)).into_iter();
                    self.top = now.map(|(name, new)| (name.clone(), before.remove(&name).unwrap_or(new))).collect();
                }
                let look = |(name, own): (&String, &Vec<Entry>)| {
                    if !self.told.names.contains(name) {
                        return (name.clone(), Looked { own: own.clone(), below: None });
                    }
                    let entry = own[0].clone();
                    let below = if entry.kind == EntryKind::Folder { disk.walk(&entry.path) } else { Vec::new() };
                    (name.clone(), whole([entry].into_iter().chain(below).collect()))
                };
                self.top.iter().map(look).collect()
            }
        };
        self.top = looked.iter().map(|(name, looked)| (name.clone(), looked.own.clone())).collect();
        looked
    }

    /// Whether a site of what was looked at is small: the folders of its associations hold few bytes of texts.
    pub(super) fn is_small(&self, looked: &BTreeMap<String, Looked>) -> bool {
        let bytes = |(id, looked): (&String, &Looked)| match &looked.below {
            Some(below) => below.iter().map(|entry| bytes_of_text(&entry.path, &entry.kind)).sum(),
            None => self.folders.get(id).map_or(0, |folder| folder.bytes()),
        };
        // Of a large site no more is looked at than shows that it is.
        let added = |sum: u64, one| Some(sum + bytes(one)).filter(|sum| *sum <= SMALL);
        looked.iter().try_fold(0, added).is_some()
    }

    /// Reads the folders of associations, those that hold anything: what may have changed in them, or all
    /// of them where the setting is another.
    pub(super) fn read_folders(
        &mut self,
        disk: &dyn Disk,
        looked: BTreeMap<String, Looked>,
        setting: &Arc<Setting>,
        now: Option<i64>,
    ) {
        let mut before = std::mem::take(&mut self.folders);
        let mut open = Vec::new();
        for (id, Looked { below, .. }) in looked {
            let known = before.remove(&id);
            let entries = match (below, &known) {
                (Some(below), _) => below,
                (None, Some(known)) if !known.is_for(setting) => known.entries(),
                (None, _) => {
                    self.folders.extend(known.map(|known| (id, known)));
                    continue;
                }
            };
            if !entries.is_empty() {
                let shelf = self.sources.shelf(&format!("{CONTENT}/{id}/"));
                open.push((id, shelf, entries, known));
            }
        }
        let read = |(id, shelf, entries, known): (String, Shelf, Vec<Entry>, Option<Arc<Folder>>)| {
            let folder = Folder::read(disk, (&id, shelf, entries), setting, now, known.as_deref());
            (id, Arc::new(folder))
        };
        let read: Vec<_> = open.into_par_iter().map(read).collect();
        for (id, folder) in read {
            self.sources.put(Arc::clone(&folder.texts));
            self.folders.insert(id, folder);
        }
        let folders = &self.folders;
        self.sources.retain(|folder| {
            let id = folder.strip_prefix("content/");
            id.is_none_or(|id| folders.contains_key(id))
        });
    }

    /// Reads the theme of a site, where it may have changed.
    pub(super) fn read_theme(
        &mut self,
        disk: &dyn Disk,
        site: &Site,
        setting: &Arc<Setting>,
        now: Option<i64>,
    ) -> Reported<Arc<Theme>> {
        let same = |known: &&KnownTheme| known.name == site.theme && known.setting == *setting;
        if let Some(known) = self.theme.as_ref().filter(same).filter(|_| !self.told.theme) {
            return Reported { value: Arc::clone(&known.theme), report: known.report.clone() };
        }
        let texts = self.sources.shelf(&format!("themes/{}/", site.theme)).cleared();
        let Reported { value: (theme, texts), report } =
            theme::read(disk, &site.theme, texts, (setting, now), site.file);
        self.sources.put(texts);
        let theme = Arc::new(theme);
        let known = KnownTheme { name: site.theme.clone(), setting: Arc::clone(setting), theme, report };
        let read = Reported { value: Arc::clone(&known.theme), report: known.report.clone() };
        self.theme = Some(known);
        read
    }
}

/// What stands directly in `content/`, under one name.
pub(super) struct Looked {
    /// The thing of that name.
    pub(super) own: Vec<Entry>,
    /// All that stands below it, where that may have changed.
    pub(super) below: Option<Vec<Entry>>,
}

/// Entries by their name directly in `content/`; the one of that name stands first.
fn by_name(entries: Vec<Entry>) -> BTreeMap<String, Vec<Entry>> {
    let mut all: BTreeMap<String, Vec<Entry>> = BTreeMap::new();
    for entry in entries {
        all.entry(name_of(&entry.path).to_owned()).or_default().push(entry);
    }
    all
}

/// The name directly in `content/` under which a path stands.
fn name_of(path: &str) -> &str {
    path.split('/').nth(1).unwrap_or(path)
}
