//! Disk: the only room that touches the file system.
//!
//! In: paths relative to a site's folder. Out: bytes, and a folder replaced whole.
//! Never: looks into what it reads.

mod blocks;
mod lock;
mod plain;
mod private;
mod real;
mod recorded;
mod replace;
mod staging;

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Read, Write};
use std::path::Path;

pub use blocks::{Sum, sum, sum_of};
pub use lock::Hold;
pub use private::{PRIVATE, create_private, is_open_to_others, private_folder, size_below};
pub use real::RealDisk;
pub use recorded::{Built, Left, Met, Parts, Recorded, stamp};
pub use replace::{Overlay, put, put_folder};
pub use staging::{Copied, Staging, Swap, Uncopied};

/// What reading the site needs from outside; tests give a site from memory.
pub trait Disk: Sync {
    /// Everything below a folder, sorted by path, without what starts with `.` or `_`.
    fn walk(&self, folder: &str) -> Vec<Entry>;

    /// The same, but for what stands in the folders below it.
    fn list(&self, folder: &str) -> Vec<Entry> {
        let mut entries = self.walk(folder);
        entries.retain(|entry| !entry.path[folder.len()..].trim_start_matches('/').contains('/'));
        entries
    }

    /// The bytes of a file.
    ///
    /// # Errors
    /// When the file cannot be read.
    fn read(&self, path: &str) -> io::Result<Vec<u8>>;

    /// The bytes of a file, block by block.
    ///
    /// # Errors
    /// When the file cannot be opened.
    fn open<'a>(&'a self, path: &str) -> io::Result<Box<dyn Read + 'a>> {
        Ok(Box::new(io::Cursor::new(self.read(path)?)))
    }

    /// The state of a file: once it is settled, the bytes are the same while it is. Nothing where it cannot be told.
    fn state(&self, _path: &str) -> Option<FileState> {
        None
    }

    /// Whether links were met where folders were walked: what changes behind a link has two paths.
    fn has_links(&self) -> bool {
        false
    }
}

/// What a file is told by without reading it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FileState {
    /// The disk, and the place of the file on it.
    place: (u64, u64),
    /// How long it is, in bytes.
    length: u64,
    /// Its last change, in seconds and nanoseconds: no program can set this time.
    changed: (i64, i64),
}

impl FileState {
    /// So many seconds after its last change a file's times tell it from a later one; the coarsest of disks
    /// count in twos.
    const SETTLED_AFTER: i64 = 3;

    /// Whether a change after this moment, in seconds since 1970, would be another state.
    pub fn is_settled(&self, now: i64) -> bool {
        self.changed.0 + Self::SETTLED_AFTER <= now
    }
}

/// A thing that was met below a folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The path relative to the site's folder, with `/` between the names.
    pub path: String,
    /// What it is.
    pub kind: EntryKind,
}

/// What an [`Entry`] is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EntryKind {
    /// A file and its size in bytes.
    File(u64),
    /// A folder.
    Folder,
    /// A symbolic link that leads to what is neither below `content/` nor below `themes/`, or to what is hidden there.
    LinkOutside,
    /// Something that could not be looked at, with the reason.
    Unreadable(String),
}

/// A site that exists only in memory: path → bytes.
#[derive(Clone, Debug, Default)]
pub struct MemoryDisk {
    /// The files, by path relative to the site's folder.
    pub files: BTreeMap<String, Vec<u8>>,
}

impl Disk for MemoryDisk {
    fn walk(&self, folder: &str) -> Vec<Entry> {
        let prefix = format!("{folder}/");
        let mut found = BTreeMap::new();
        for (path, bytes) in self.files.iter().filter(|(path, _)| path.starts_with(&prefix)) {
            if path[prefix.len()..].split('/').any(passed_over) {
                continue;
            }
            for (at, _) in path.match_indices('/').filter(|(at, _)| *at > folder.len()) {
                found.insert(path[..at].to_owned(), EntryKind::Folder);
            }
            found.insert(path.clone(), EntryKind::File(bytes.len() as u64));
        }
        found.into_iter().map(|(path, kind)| Entry { path, kind }).collect()
    }

    fn read(&self, path: &str) -> io::Result<Vec<u8>> {
        self.files.get(path).cloned().ok_or_else(|| io::ErrorKind::NotFound.into())
    }
}

fn passed_over(name: &str) -> bool {
    name.starts_with(['.', '_'])
}

/// Bytes as hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    let digits = b"0123456789abcdef".map(char::from);
    bytes.iter().flat_map(|byte| [digits[usize::from(byte >> 4)], digits[usize::from(byte & 15)]]).collect()
}

/// Every file of a folder that the program carries, those below it too.
pub fn files_of<'a>(folder: &'a include_dir::Dir<'a>) -> Vec<&'a include_dir::File<'a>> {
    let mut found: Vec<_> = folder.files().collect();
    folder.dirs().for_each(|inner| found.extend(files_of(inner)));
    found
}

/// An error of the system in words that need no manual.
pub fn describe(error: &io::Error) -> String {
    match error.kind() {
        // What we say ourselves says more than its kind.
        _ if error.get_ref().is_some() => error.to_string(),
        io::ErrorKind::NotFound => "there is no such file or folder".into(),
        io::ErrorKind::PermissionDenied => "permission denied".into(),
        io::ErrorKind::StorageFull => "the disk is full".into(),
        io::ErrorKind::QuotaExceeded => "the quota of the disk is used up".into(),
        io::ErrorKind::ReadOnlyFilesystem => "the file system is read-only".into(),
        io::ErrorKind::NotADirectory => "it is not a folder".into(),
        io::ErrorKind::FileTooLarge => "the system allows no files of that size".into(),
        _ if cfg!(unix) && matches!(error.raw_os_error(), Some(23 | 24)) => {
            "too many files are open; allow more with `ulimit -n`".into()
        }
        _ => error.to_string(),
    }
}

/// Writes a new file and every folder above it; never overwrites.
///
/// # Errors
/// When the file exists already or cannot be written.
pub fn create(path: &Path, bytes: &[u8]) -> io::Result<()> {
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent)?;
    }
    let mut file = fs::OpenOptions::new().write(true).create_new(true).open(path)?;
    file.write_all(bytes)
}

/// Writes a new file that its owner alone may read; when this returns, the bytes
/// outlast a machine that stops. The folder must be held with [`hold`] too.
///
/// # Errors
/// When the file exists already or cannot be written.
pub fn create_held(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

/// Waits until the names in a folder are on the disk.
///
/// # Errors
/// When the disk refuses.
pub fn hold(folder: &Path) -> io::Result<()> {
    // Windows opens no folder as a file, and keeps its names by itself.
    if cfg!(windows) { Ok(()) } else { fs::File::open(folder)?.sync_all() }
}

/// Gives a file or folder another name; what had that name stays in the way.
///
/// # Errors
/// When the disk refuses.
pub fn rename(from: &Path, to: &Path) -> io::Result<()> {
    fs::rename(from, to)
}

/// The names in a folder, sorted; none where there is no such folder.
///
/// # Errors
/// When it cannot be read.
pub fn names(folder: &Path) -> io::Result<Vec<std::ffi::OsString>> {
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries?,
    };
    let mut names = entries.map(|entry| Ok(entry?.file_name())).collect::<io::Result<Vec<_>>>()?;
    names.sort();
    Ok(names)
}

/// The bytes of a file.
///
/// # Errors
/// When it is no plain file, or cannot be read.
pub fn bytes(path: &Path) -> io::Result<Vec<u8>> {
    plain::read(path)
}

/// The sum of the file at a path, read block by block.
///
/// # Errors
/// When it is no plain file, or cannot be read.
pub fn sum_at(path: &Path) -> io::Result<Sum> {
    sum(plain::open(path)?)
}

/// Whether something stands at a path; a link counts for what it leads to.
pub fn is_there(path: &Path) -> bool {
    path.exists()
}

/// Whether a folder stands at a path; a link counts for what it leads to.
pub fn is_folder(path: &Path) -> bool {
    path.is_dir()
}

/// Which file or folder it is, whatever its name: its disk, and its place there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Identity((u64, u64));

/// Which file or folder a path leads to; nothing where there is none, or the system does not tell.
pub fn identity(path: &Path) -> Option<Identity> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        fs::metadata(path).ok().map(|data| Identity((data.dev(), data.ino())))
    }
    #[cfg(not(unix))]
    {
        let _ = path;
        None
    }
}

/// Whether a folder is missing or holds nothing.
///
/// # Errors
/// When the folder cannot be looked at, or is a file.
pub fn is_vacant(folder: &Path) -> io::Result<bool> {
    match fs::read_dir(folder) {
        Ok(mut entries) => Ok(entries.next().is_none()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(true),
        Err(error) => Err(error),
    }
}

/// Removes a folder with all that is in it; one that is not there is no fault.
///
/// # Errors
/// When the disk refuses.
pub fn remove(folder: &Path) -> io::Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// Removes a file; one that is not there is no fault.
///
/// # Errors
/// When the disk refuses.
pub fn remove_file(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}
