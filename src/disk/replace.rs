//! Files and folders that appear whole, or not at all; and a disk as it would be.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use super::{Disk, Entry, EntryKind, MemoryDisk, hold, remove};

/// A disk as it would be with some files changed, to look before anything is written.
pub struct Overlay<'a> {
    below: &'a dyn Disk,
    changed: MemoryDisk,
}

impl<'a> Overlay<'a> {
    /// Lays changed files over a disk.
    pub fn new(below: &'a dyn Disk, files: BTreeMap<String, Vec<u8>>) -> Self {
        Overlay { below, changed: MemoryDisk { files } }
    }
}

impl Disk for Overlay<'_> {
    fn walk(&self, folder: &str) -> Vec<Entry> {
        let found = self.below.walk(folder).into_iter().chain(self.changed.walk(folder));
        let entries: BTreeMap<String, EntryKind> = found.map(|entry| (entry.path, entry.kind)).collect();
        entries.into_iter().map(|(path, kind)| Entry { path, kind }).collect()
    }

    fn read(&self, path: &str) -> io::Result<Vec<u8>> {
        self.changed.read(path).or_else(|_| self.below.read(path))
    }

    fn open<'a>(&'a self, path: &str) -> io::Result<Box<dyn Read + 'a>> {
        self.changed.open(path).or_else(|_| self.below.open(path))
    }
}

/// Writes a file whole, or leaves what was there: under another name beside it
/// first, then renamed. Permissions stay, and a link goes on leading to its file.
///
/// When this returns, the bytes outlast a machine that stops. What a run that
/// was ended left under the other name is written over; only one process at a
/// time may write to a folder.
///
/// # Errors
/// When the file is read-only, or the disk refuses.
pub fn put(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let target = match path.canonicalize() {
        Err(error) if error.kind() == io::ErrorKind::NotFound => path.to_owned(),
        target => target?,
    };
    let folder = folder_of(&target);
    if !folder.exists() {
        fs::create_dir_all(&folder)?;
        hold(&folder_of(&folder))?;
    }
    let known = fs::metadata(&target).ok();
    // A rename would ask the folder alone, and silently replace what its owner protects.
    if known.as_ref().is_some_and(|data| data.permissions().readonly()) {
        return Err(io::Error::new(io::ErrorKind::PermissionDenied, "the file is read-only"));
    }
    let next = beside(&target);
    let written = (|| {
        let mut file = fs::File::create(&next)?;
        file.write_all(bytes)?;
        if let Some(data) = known {
            file.set_permissions(data.permissions())?;
        }
        file.sync_all()?;
        fs::rename(&next, &target)
    })();
    if written.is_err() {
        // The failure itself is told; the other name is passed over and written over.
        let _ = fs::remove_file(&next);
    }
    written?;
    hold(&folder)
}

/// Makes a folder with its files whole, or not at all; paths are relative to it.
///
/// # Errors
/// When something of that name exists already, or the disk refuses.
pub fn put_folder(folder: &Path, files: &BTreeMap<String, Vec<u8>>) -> io::Result<()> {
    if folder.exists() {
        return Err(io::ErrorKind::AlreadyExists.into());
    }
    let next = beside(folder);
    remove(&next)?;
    let written = (|| {
        fs::create_dir_all(&next)?;
        for (path, bytes) in files {
            let path = next.join(path);
            let parent = folder_of(&path);
            fs::create_dir_all(&parent)?;
            let mut file = fs::File::create(&path)?;
            file.write_all(bytes)?;
            file.sync_all()?;
            hold(&parent)?;
        }
        hold(&next)?;
        fs::rename(&next, folder)
    })();
    if written.is_err() {
        // As above: the failure itself is told.
        let _ = remove(&next);
    }
    written?;
    hold(&folder_of(folder))
}

/// The hidden name beside a file or folder, on the same file system.
fn beside(path: &Path) -> PathBuf {
    let name = path.file_name().map_or_else(|| "file".into(), |name| name.to_string_lossy().into_owned());
    path.with_file_name(format!(".{name}.next"))
}

fn folder_of(path: &Path) -> PathBuf {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent.to_owned(),
        _ => PathBuf::from("."),
    }
}
