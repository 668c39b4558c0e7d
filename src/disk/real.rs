//! The disk of this machine.

use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use walkdir::WalkDir;

use super::{Disk, Entry, EntryKind, FileState, describe, passed_over, plain};

/// The folders into which links may lead: what stands in them is meant to be published.
const FOLLOWED: [&str; 2] = ["content", "themes"];

/// A folder of the real file system.
#[derive(Clone, Debug)]
pub struct RealDisk {
    root: PathBuf,
    /// Whether a link was met; shared by all copies.
    links: Arc<AtomicBool>,
}

impl RealDisk {
    /// Opens a site's folder.
    ///
    /// # Errors
    /// When there is no such folder.
    pub fn open(root: &Path) -> io::Result<Self> {
        if !fs::metadata(root)?.is_dir() {
            return Err(io::Error::from(io::ErrorKind::NotADirectory));
        }
        Ok(RealDisk { root: root.to_owned(), links: Arc::default() })
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
        if found.path_is_symlink() && found.path().canonicalize().is_ok_and(|real| !self.is_followed(&real)) {
            return Entry { path, kind: EntryKind::LinkOutside };
        }
        if found.file_name().to_str().is_none() {
            return Entry { path, kind: EntryKind::Unreadable("its name is not UTF-8".to_owned()) };
        }
        let kind = match found.metadata() {
            Ok(data) if data.is_dir() => EntryKind::Folder,
            Ok(data) if data.is_file() => EntryKind::File(data.len()),
            Ok(_) => EntryKind::Unreadable(plain::NOT_PLAIN.to_owned()),
            Err(error) => EntryKind::Unreadable(error.to_string()),
        };
        Entry { path, kind }
    }

    /// Whether what a link leads to, all links on the way resolved, may be read: it lies below one of the folders
    /// of what is published, and no name on the way starts with a dot, as those of `.git` and `.mithaq` do.
    fn is_followed(&self, real: &Path) -> bool {
        // The site's folder may have been put in the place of another since it was opened.
        let root = self.root.canonicalize();
        let Some(inner) = root.as_ref().ok().and_then(|root| real.strip_prefix(root).ok()) else { return false };
        let names: Vec<_> = inner.iter().map(|name| name.to_string_lossy()).collect();
        names.len() > 1 && FOLLOWED.contains(&&*names[0]) && !names.iter().any(|name| name.starts_with('.'))
    }

    /// What stands below a folder, as many folders deep.
    fn below(&self, folder: &str, depth: usize) -> Vec<Entry> {
        let start = self.root.join(folder);
        if !start.exists() {
            return Vec::new();
        }
        let linked = start.ancestors().take_while(|above| *above != self.root).any(Path::is_symlink);
        if linked && start.canonicalize().is_ok_and(|real| !self.is_followed(&real)) {
            return vec![Entry { path: folder.to_owned(), kind: EntryKind::LinkOutside }];
        }
        let mut entries = Vec::new();
        let mut walk =
            WalkDir::new(&start).follow_links(true).min_depth(1).max_depth(depth).sort_by_file_name().into_iter();
        while let Some(found) = walk.next() {
            match found {
                Ok(found) => {
                    if is_passed_over(found.path()) {
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
                // Editors lock a file by a link beside it that leads nowhere: `.#policy.yaml` of Emacs.
                Err(error) if error.depth() > 0 && error.path().is_some_and(is_passed_over) => {}
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

/// Whether the last name of a path is one that is passed over.
fn is_passed_over(path: &Path) -> bool {
    path.file_name().is_some_and(|name| passed_over(&name.to_string_lossy()))
}

impl Disk for RealDisk {
    fn walk(&self, folder: &str) -> Vec<Entry> {
        self.below(folder, usize::MAX)
    }

    fn list(&self, folder: &str) -> Vec<Entry> {
        self.below(folder, 1)
    }

    fn read(&self, path: &str) -> io::Result<Vec<u8>> {
        plain::read(&self.root.join(path))
    }

    fn open<'a>(&'a self, path: &str) -> io::Result<Box<dyn Read + 'a>> {
        Ok(Box::new(plain::open(&self.root.join(path))?))
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
