//! Cache: a site as it was read, for when it is read again.
//!
//! Unchanged folders are reused. A folder is unchanged if no path that changed lies in it, or if the size, inode
//! and ctime of each of its files are equal; otherwise its bytes are compared.
//!
//! Each step takes the one before it by value: [`Cache::survey`], [`Survey::read_folders`],
//! [`ReadFolders::read_theme`], which gives the next cache. So none can be left out or come too early.

use std::collections::BTreeMap;
use std::sync::Arc;

use rayon::prelude::*;

use crate::disk::{Disk, Entry};
use crate::model::{Site, Theme};
use crate::report::{Report, Reported};
use crate::source::{Shelf, Sources};

use super::dirty::{Changed, Dirty, Listing, Top};
use super::entries::{CONTENT, bytes_of_text};
use super::folder::{Folder, Unread};
use super::setting::{Reading, Setting};
use super::theme;

/// A site of so many bytes of texts, some two hundred policies, keeps them unpacked.
const UNPACKED_AT_MOST: u64 = 4 << 20;

/// What was read of a site, for when it is read again.
#[derive(Debug, Default)]
pub struct Cache {
    dirty: Dirty,
    top: Top,
    folders: Folders,
    theme: Option<CachedTheme>,
    sources: Sources,
}

/// The folders of associations, by the association's id.
pub(super) type Folders = BTreeMap<String, Arc<Folder>>;

/// A theme, and what was found while it was read.
#[derive(Debug)]
struct CachedTheme {
    name: String,
    setting: Arc<Setting>,
    theme: Arc<Theme>,
    report: Report,
}

/// A cache, and what stands in the site's folder by now.
pub(super) struct Survey {
    cache: Cache,
    listings: BTreeMap<String, Listing>,
    /// Whether the site is small enough to keep its texts as they were read, and what their Markdown says.
    pub(super) keep_unpacked: bool,
}

/// The folders of associations as they stand by now; the theme is still that of the cache.
pub(super) struct ReadFolders {
    dirty: Dirty,
    top: Top,
    pub(super) folders: Folders,
    theme: Option<CachedTheme>,
    sources: Sources,
}

impl Cache {
    /// Lists what may have changed.
    pub(super) fn survey(mut self, disk: &dyn Disk, changed: &Changed) -> Survey {
        self.dirty.mark(disk, changed);
        let listings = self.dirty.list(disk, std::mem::take(&mut self.top));
        self.top = listings.iter().map(|(name, listing)| (name.clone(), listing.itself.clone())).collect();
        let keep_unpacked = self.has_few_bytes(&listings);
        Survey { cache: self, listings, keep_unpacked }
    }

    /// Whether the folders of associations hold few bytes of texts.
    fn has_few_bytes(&self, listings: &BTreeMap<String, Listing>) -> bool {
        let bytes = |(id, listing): (&String, &Listing)| match &listing.below {
            Some(below) => below.iter().map(|entry| bytes_of_text(&entry.path, &entry.kind)).sum(),
            None => self.folders.get(id).map_or(0, |folder| folder.bytes()),
        };
        // Of a large site no more is looked at than shows that it is.
        let added = |sum: u64, one| Some(sum + bytes(one)).filter(|sum| *sum <= UNPACKED_AT_MOST);
        listings.iter().try_fold(0, added).is_some()
    }
}

impl Survey {
    /// What stands directly in `content/`.
    pub(super) fn top(&self) -> Vec<Entry> {
        self.listings.values().flat_map(|listing| &listing.itself).cloned().collect()
    }

    /// The shelf on which a path stands, without its texts.
    pub(super) fn shelf(&mut self, path: &str) -> Shelf {
        self.cache.sources.shelf(path).cleared()
    }

    /// Puts the texts that stand directly in `content/` in their place.
    pub(super) fn put(&mut self, texts: Shelf) {
        self.cache.sources.put(texts);
    }

    /// The cache where nothing else can be read: what is dirty stays so.
    pub(super) fn give_up(self) -> (Cache, Sources) {
        let sources = self.cache.sources.clone();
        (self.cache, sources)
    }

    /// Reads the folders of associations, those that hold anything: the dirty ones, or all
    /// of them where the setting is another.
    pub(super) fn read_folders(self, reading: Reading<'_>) -> ReadFolders {
        let Survey { cache: Cache { dirty, top, folders: mut before, theme, mut sources }, listings, .. } = self;
        let mut folders = Folders::new();
        let mut unread = Vec::new();
        for (id, Listing { below, .. }) in listings {
            let cached = before.remove(&id);
            let entries = match (below, &cached) {
                (Some(below), _) => below,
                (None, Some(cached)) if !cached.is_for(reading.setting) => cached.entries(),
                (None, _) => {
                    folders.extend(cached.map(|cached| (id, cached)));
                    continue;
                }
            };
            if !entries.is_empty() {
                let texts = sources.shelf(&format!("{CONTENT}/{id}/"));
                unread.push(Unread { id, texts, entries, cached });
            }
        }
        let read = |unread: Unread| (unread.id.clone(), Arc::new(Folder::read(unread, reading)));
        let read: Vec<_> = unread.into_par_iter().map(read).collect();
        for (id, folder) in read {
            sources.put(Arc::clone(&folder.texts));
            folders.insert(id, folder);
        }
        sources.retain(|folder| {
            let id = folder.strip_prefix("content/");
            id.is_none_or(|id| folders.contains_key(id))
        });
        ReadFolders { dirty, top, folders, theme, sources }
    }
}

impl ReadFolders {
    /// Reads the theme of a site, where it is dirty. Nothing is dirty in the cache that it gives, nor older
    /// than the texts.
    pub(super) fn read_theme(mut self, reading: Reading<'_>, site: &Site) -> (Cache, Sources, Reported<Arc<Theme>>) {
        let same = |cached: &CachedTheme| cached.name == site.theme && cached.setting == *reading.setting;
        let theme = match self.theme.filter(|cached| !self.dirty.theme && same(cached)) {
            Some(cached) => cached,
            None => {
                let texts = self.sources.shelf(&format!("themes/{}/", site.theme)).cleared();
                let Reported { value: (theme, texts), report } = theme::read(reading, site, texts);
                self.sources.put(texts);
                let (name, setting) = (site.theme.clone(), Arc::clone(reading.setting));
                CachedTheme { name, setting, theme: Arc::new(theme), report }
            }
        };
        let read = Reported { value: Arc::clone(&theme.theme), report: theme.report.clone() };
        let sources = self.sources.clone();
        let cache = Cache {
            dirty: Dirty::nothing(),
            top: self.top,
            folders: self.folders,
            theme: Some(theme),
            sources: self.sources,
        };
        (cache, sources, read)
    }
}
