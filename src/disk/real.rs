//! The disk of this machine.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use walkdir::WalkDir;

use super::{Disk, Entry, EntryKind, FileState, describe, passed_over};

/// A folder of the real file system.
#[derive(Clone, Debug)]
pub struct RealDisk {
    root: PathBuf,
    canonical: PathBuf,
    /// Whether a link was met; shared by all copies.
    links: Arc<AtomicBool>,
}

impl RealDisk {
    /// Opens a site's folder.
    ///
    /// # Errors
    /// When there is no such folder.
    pub fn open(root: &Path) -> io::Result<Self> {
        let canonical = root.canonicalize()?;
        if !canonical.is_dir() {
            return Err(io::Error::from(io::ErrorKind::NotADirectory));
        }
        Ok(RealDisk { root: root.to_owned(), canonical, links: Arc::default() })
    }

    /// The folder as it was named.
    pub fn root(&self) -> &Path {
        &self.root
    }

    fn relative(&self, path: &Path) -> String {
        let relative = path.strip_prefix(&self.root).unwrap_or(path);
        let names: Vec<_> = relative.components().map(|part| part.as_os_str().to_string_lossy()).collect();
        names.join("/")
    }

    fn entry(&self, found: &walkdir::DirEntry) -> Entry {
        let path = self.relative(found.path());
        let outside = |real: PathBuf| !real.starts_with(&self.canonical);
        if found.path_is_symlink() && found.path().canonicalize().is_ok_and(outside) {
            return Entry { path, kind: EntryKind::LinkOutside };
        }
        if found.file_name().to_str().is_none() {
            return Entry { path, kind: EntryKind::Unreadable("its name is not UTF-8".to_owned()) };
        }
        let kind = match found.metadata() {
            Ok(data) if data.is_dir() => EntryKind::Folder,
            Ok(data) => EntryKind::File(data.len()),
            Err(error) => EntryKind::Unreadable(error.to_string()),
        };
        Entry { path, kind }
    }

    /// What stands below a folder, as many folders deep.
    fn below(&self, folder: &str, depth: usize) -> Vec<Entry> {
        let start = self.root.join(folder);
        if !start.exists() {
            return Vec::new();
        }
        if start.canonicalize().is_ok_and(|real| !real.starts_with(&self.canonical)) {
            return vec![Entry { path: folder.to_owned(), kind: EntryKind::LinkOutside }];
        }
        let mut entries = Vec::new();
        let mut walk =
            WalkDir::new(&start).follow_links(true).min_depth(1).max_depth(depth).sort_by_file_name().into_iter();
        while let Some(found) = walk.next() {
            match found {
                Ok(found) => {
                    if passed_over(&found.file_name().to_string_lossy()) {
                        if found.file_type().is_dir() {
                            walk.skip_current_dir();
                        }
                        continue;
                    }
                    if found.path_is_symlink() {
                        self.links.store(true, Ordering::Relaxed);
                    }
                    let entry = self.entry(&found);
                    if entry.kind == EntryKind::LinkOutside && found.file_type().is_dir() {
                        walk.skip_current_dir();
                    }
                    entries.push(entry);
                }
                Err(error) => {
                    let path = error.path().map_or_else(|| folder.to_owned(), |path| self.relative(path));
                    let reason = if error.loop_ancestor().is_some() {
                        "a link that leads back to a folder above it".to_owned()
                    } else {
                        error.io_error().map_or_else(|| error.to_string(), describe)
                    };
                    entries.push(Entry { path, kind: EntryKind::Unreadable(reason) });
                }
            }
        }
        entries
    }
}

impl Disk for RealDisk {
    fn walk(&self, folder: &str) -> Vec<Entry> {
        self.below(folder, usize::MAX)
    }

    fn list(&self, folder: &str) -> Vec<Entry> {
        self.below(folder, 1)
    }

    fn read(&self, path: &str) -> io::Result<Vec<u8>> {
        fs::read(self.root.join(path))
    }

    fn has_links(&self) -> bool {
        self.links.load(Ordering::Relaxed)
    }

    #[cfg(unix)]
    fn state(&self, path: &str) -> Option<FileState> {
        use std::os::unix::fs::MetadataExt;
        let data = fs::metadata(self.root.join(path)).ok().filter(fs::Metadata::is_file)?;
        Some(FileState {
            place: (data.dev(), data.ino()),
            length: data.len(),
            changed: (data.ctime(), data.ctime_nsec()),
        })
    }
}
