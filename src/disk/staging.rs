//! A folder that is written beside the one it replaces, and takes its place at once.
//!
//! A reader sees the old folder or the new one. Where the system can exchange two names it does;
//! else two renames follow each other, and a run that was ended between them is mended by the next.
//! A folder that cannot be renamed at all, since a disk is mounted there, gets its files one by one.

use std::collections::BTreeSet;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use sha2::{Digest, Sha256};
use walkdir::WalkDir;

use super::lock::Lock;
use super::{Disk, Sum, blocks, plain, remove};

/// The file of a folder that lists what is ours in it.
pub(super) const MARK: &str = ".mithaq";

/// The lock of a folder at which a disk is mounted; any other folder has its lock beside it.
const LOCK: &str = ".mithaq.lock";

/// The file by which a repository keeps the folder itself and leaves out what is built into it.
const IGNORE: &str = ".gitignore";

const MARK_HEAD: &str = "# Written by mithaq, which takes away the files below and no others.\n";

/// How a new folder took the place of the old one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Swap {
    /// The files in it that are not ours, which were kept; a `.gitignore` at its top is kept unsaid.
    pub kept: Vec<String>,
    /// Whether readers could see a part of the new folder before it was whole.
    pub in_place: bool,
    /// The size of the list of files, in bytes.
    pub list: u64,
}

/// A file that was copied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Copied {
    /// How long it is, in bytes.
    pub length: u64,
    /// Its sum, taken while it was read.
    pub sum: Sum,
}

/// Why a file was not copied.
#[derive(Debug)]
pub enum Uncopied {
    /// It cannot be read.
    Source(io::Error),
    /// Its copy cannot be written.
    Copy(io::Error),
}

impl From<io::Error> for Uncopied {
    fn from(error: io::Error) -> Self {
        Uncopied::Source(error)
    }
}

/// A folder that is being written beside the one it will replace.
///
/// Until [`Staging::publish`] the old folder stands untouched; a staging folder
/// that is dropped before takes its files with it.
#[derive(Debug)]
pub struct Staging {
    output: PathBuf,
    staging: PathBuf,
    /// The paths of what was written, each on a line: a large site has some hundred thousand.
    written: Mutex<String>,
    /// What is ours in the old folder; nothing is known where it has no list.
    ours: Option<BTreeSet<String>>,
    /// Whether there is an old folder.
    old: bool,
    /// Whether a disk is mounted at the folder itself, so that it cannot be renamed.
    mounted: bool,
    published: bool,
    _lock: Lock,
}

impl Staging {
    /// Starts a new folder beside `output`, or in it where a disk is mounted there. A link is
    /// followed: what it leads to is replaced. `known` is a file that folders of ours have held
    /// since before they had a list.
    ///
    /// # Errors
    /// When another run is writing the same folder, `output` holds files that this program
    /// did not write, or the folder beside it cannot be made.
    pub fn begin(output: &Path, known: &str) -> io::Result<Self> {
        let output = followed(output)?;
        let mounted = is_mounted(&output);
        Staging::begin_at(output, known, mounted)
    }

    fn begin_at(output: PathBuf, known: &str, mounted: bool) -> io::Result<Self> {
        if let Some(parent) = output.parent().filter(|parent| !parent.as_os_str().is_empty()) {
            fs::create_dir_all(parent)?;
        }
        let lock = if mounted { output.join(LOCK) } else { beside(&output, "lock") };
        let lock = Lock::take(lock)?.ok_or_else(|| {
            let reason = "another run is writing it; wait until that has ended, or name another folder with `--output`";
            io::Error::new(io::ErrorKind::ResourceBusy, reason)
        })?;
        // A run that was ended between its two renames left the site under its other name.
        let old = beside(&output, "old");
        if !mounted && !output.exists() && old.exists() {
            fs::rename(&old, &output)?;
        }
        let ours = listed(&output)?;
        if ours.is_none() && !is_unused(&output)? && !output.join(known).is_file() {
            let reason = "it holds files that mithaq did not write; name another folder, or empty this one";
            return Err(io::Error::new(io::ErrorKind::AlreadyExists, reason));
        }
        let staging = if mounted { output.join(".mithaq.next") } else { beside(&output, "next") };
        remove(&staging)?;
        fs::create_dir_all(&staging)?;
        let (written, old) = (Mutex::default(), output.exists());
        Ok(Staging { output, staging, written, ours, old, mounted, published: false, _lock: lock })
    }

    /// Writes one file; one that has not changed keeps its old time stamp.
    ///
    /// # Errors
    /// When the disk refuses, or the file would take the place of one that is not ours.
    pub fn write(&self, path: &str, bytes: &[u8]) -> io::Result<()> {
        let new = self.staging.join(path);
        let old = self.output.join(path);
        let same = self.old
            && fs::metadata(&old).is_ok_and(|data| data.len() == bytes.len() as u64)
            && plain::read(&old).is_ok_and(|known| known == bytes);
        if !same {
            self.refuse_foreign(path, &old)?;
        }
        self.put(path, &new, || {
            // A hard link keeps the old file with its time stamp and writes nothing.
            if same {
                return fs::hard_link(&old, &new).or_else(|_| fs::write(&new, bytes));
            }
            fs::write(&new, bytes)
        })
    }

    /// Copies a file block by block, and gives its length and its sum; one that has not changed keeps its old time stamp.
    ///
    /// # Errors
    /// As for [`Staging::write`], and when the file cannot be read.
    pub fn copy(&self, path: &str, disk: &dyn Disk, from: &str) -> Result<Copied, Uncopied> {
        let (new, old) = (self.staging.join(path), self.output.join(path));
        let open = || disk.open(from).map_err(Uncopied::Source);
        let old_file = self.old.then(|| plain::open(&old).ok()).flatten();
        let same = old_file.and_then(|old| open().ok().and_then(|file| blocks::same(file, old)));
        if let Some(sum) = same {
            let link = || fs::hard_link(&old, &new).or_else(|_| plain::copy(&old, &new));
            self.put(path, &new, link).map_err(Uncopied::Copy)?;
            let length = fs::metadata(&new).map(|data| data.len()).map_err(Uncopied::Copy)?;
            return Ok(Copied { length, sum });
        }
        self.refuse_foreign(path, &old).map_err(Uncopied::Copy)?;
        self.put(path, &new, || fs::write(&new, b"")).map_err(Uncopied::Copy)?;
        let mut copy = fs::File::create(&new).map_err(Uncopied::Copy)?;
        let (mut length, mut sum) = (0, Sha256::new());
        blocks::each(open()?, |block| {
            length += block.len() as u64;
            sum.update(block);
            copy.write_all(block).map_err(Uncopied::Copy)
        })?;
        Ok(Copied { length, sum: sum.finalize().into() })
    }

    /// Refuses to write where something stands that is not ours.
    fn refuse_foreign(&self, path: &str, old: &Path) -> io::Result<()> {
        if self.ours.as_ref().is_some_and(|ours| !ours.contains(path)) && old.symlink_metadata().is_ok() {
            let reason = format!("`{path}` in it is not ours and would be written over; move it away");
            return Err(io::Error::new(io::ErrorKind::AlreadyExists, reason));
        }
        Ok(())
    }

    /// Takes over a file of the old folder as it is, and gives its length; nothing where it has none of that path.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn keep_file(&self, path: &str) -> io::Result<Option<u64>> {
        if !self.ours.as_ref().is_some_and(|ours| ours.contains(path)) {
            return Ok(None);
        }
        let (old, new) = (self.output.join(path), self.staging.join(path));
        self.put(path, &new, || fs::hard_link(&old, &new).or_else(|_| plain::copy(&old, &new)))?;
        Ok(Some(fs::metadata(&new)?.len()))
    }

    /// Puts a file where it belongs, and its path on the list.
    fn put(&self, path: &str, new: &Path, place: impl Fn() -> io::Result<()>) -> io::Result<()> {
        {
            let mut written = self.written.lock().expect("no job panics while it writes");
            written.push_str(path);
            written.push('\n');
        }
        match place() {
            // Nearly every file stands in a folder that is there already.
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                fs::create_dir_all(new.parent().unwrap_or(&self.staging))?;
                place()
            }
            done => done,
        }
    }

    /// Puts the new folder in the place of the old one, and removes the old one; what is not ours
    /// in the old one is in the new one too.
    ///
    /// # Errors
    /// When the disk refuses; the old folder then stands.
    pub fn publish(mut self) -> io::Result<Swap> {
        let written = std::mem::take(&mut *self.written.lock().expect("no job panics while it writes"));
        let mut written: Vec<&str> = written.split_terminator('\n').collect();
        written.sort_unstable();
        written.dedup();
        let kept = self.keep(&written)?;
        let list = written.iter().fold(MARK_HEAD.to_owned(), |list, path| list + path + "\n");
        let (old, new) = (self.output.join(MARK), self.staging.join(MARK));
        let same = plain::read(&old).is_ok_and(|known| known == list.as_bytes());
        if !same || fs::hard_link(&old, &new).is_err() {
            fs::write(&new, &list)?;
        }
        let in_place = self.mounted;
        if in_place {
            self.move_in(&written)?
        } else {
            self.swap()?
        }
        self.published = true;
        Ok(Swap { kept, in_place, list: list.len() as u64 })
    }

    /// Takes over what is in the old folder and not ours.
    fn keep(&self, written: &[&str]) -> io::Result<Vec<String>> {
        let mut kept = Vec::new();
        let empty = BTreeSet::new();
        let ours = self.ours.as_ref().unwrap_or(&empty);
        for found in WalkDir::new(&self.output).min_depth(1).sort_by_file_name() {
            let found = match found {
                Err(error) if error.io_error().is_some_and(|error| error.kind() == io::ErrorKind::NotFound) => continue,
                found => found?,
            };
            let Ok(path) = found.path().strip_prefix(&self.output) else { continue };
            let name = path.to_string_lossy().replace('\\', "/");
            let internal = name == MARK || name == LOCK || found.path().starts_with(&self.staging);
            if found.file_type().is_dir() || internal || ours.contains(&name) || is_among(&name, written) {
                continue;
            }
            if !self.mounted {
                let new = self.staging.join(path);
                fs::create_dir_all(new.parent().unwrap_or(&self.staging))?;
                // What cannot be linked is copied; a copy of a link is what it leads to.
                fs::hard_link(found.path(), &new).or_else(|_| plain::copy(found.path(), &new))?;
            }
            if name != IGNORE {
                kept.push(name);
            }
        }
        Ok(kept)
    }

    fn swap(&self) -> io::Result<()> {
        if !self.output.exists() {
            return fs::rename(&self.staging, &self.output);
        }
        if exchange(&self.staging, &self.output)? {
            return remove(&self.staging);
        }
        let old = beside(&self.output, "old");
        remove(&old)?;
        fs::rename(&self.output, &old)?;
        if let Err(error) = fs::rename(&self.staging, &self.output) {
            fs::rename(&old, &self.output)?;
            return Err(error);
        }
        remove(&old)
    }

    /// Moves file by file: what pages need before the pages, the list before what it no longer names is removed.
    fn move_in(&self, written: &[&str]) -> io::Result<()> {
        // Ended in between, the folder is still known for ours, by the list of both.
        let ours = self.ours.iter().flatten().map(String::as_str);
        let both = written.iter().copied().chain(ours).collect::<BTreeSet<_>>();
        let list = both.iter().fold(MARK_HEAD.to_owned(), |list, path| list + path + "\n");
        super::put(&self.output.join(MARK), list.as_bytes())?;
        let (pages, others): (Vec<&str>, Vec<&str>) = written.iter().partition(|path| path.ends_with(".html"));
        for path in others.into_iter().chain(pages) {
            let new = self.output.join(path);
            fs::create_dir_all(new.parent().unwrap_or(&self.output))?;
            fs::rename(self.staging.join(path), new)?;
        }
        for path in self.ours.iter().flatten().filter(|path| !is_among(path, written)) {
            let stale = self.output.join(path);
            match fs::remove_file(&stale) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                _ => {}
            }
            // Folders that hold nothing any more go with their last file.
            let above = stale.ancestors().skip(1).take_while(|folder| *folder != self.output);
            for folder in above {
                if fs::remove_dir(folder).is_err() {
                    break;
                }
            }
        }
        fs::rename(self.staging.join(MARK), self.output.join(MARK))?;
        remove(&self.staging)
    }
}

impl Drop for Staging {
    fn drop(&mut self) {
        if !self.published {
            // Nothing better can be done with a failure here: the next build removes the rest.
            let _ = remove(&self.staging);
        }
    }
}

/// Whether a folder is missing or holds nothing but what stands there before a first build.
fn is_unused(output: &Path) -> io::Result<bool> {
    Ok(super::names(output)?.iter().all(|name| name == LOCK || name == IGNORE))
}

/// Whether a path is among others, which are sorted.
fn is_among(path: &str, others: &[&str]) -> bool {
    others.binary_search(&path).is_ok()
}

/// Exchanges two folders at once; whether the system can.
#[cfg(any(target_os = "linux", target_os = "macos"))]
fn exchange(one: &Path, other: &Path) -> io::Result<bool> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    use rustix::io::Errno;
    match renameat_with(CWD, one, CWD, other, RenameFlags::EXCHANGE) {
        Ok(()) => Ok(true),
        Err(Errno::NOSYS | Errno::INVAL | Errno::OPNOTSUPP) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

#[cfg(not(any(target_os = "linux", target_os = "macos")))]
fn exchange(_: &Path, _: &Path) -> io::Result<bool> {
    Ok(false)
}

/// What a link leads to; any other path as it is.
fn followed(output: &Path) -> io::Result<PathBuf> {
    if !output.is_symlink() {
        return Ok(output.to_owned());
    }
    output.canonicalize().map_err(|error| {
        let reason = "it is a link that leads nowhere; make the folder that it leads to, or remove the link";
        if error.kind() == io::ErrorKind::NotFound { io::Error::new(error.kind(), reason) } else { error }
    })
}

/// Whether a disk is mounted at a folder.
#[cfg(target_os = "linux")]
fn is_mounted(folder: &Path) -> bool {
    use std::os::unix::ffi::OsStrExt;
    let Ok(folder) = folder.canonicalize() else { return false };
    let Ok(mounts) = fs::read("/proc/self/mountinfo") else { return false };
    // Spaces and the like are written as three octal digits.
    let mut written = Vec::new();
    for byte in folder.as_os_str().as_bytes() {
        match byte {
            b' ' | b'\t' | b'\n' | b'\\' => written.extend(format!("\\{byte:03o}").bytes()),
            byte => written.push(*byte),
        }
    }
    mounts.split(|byte| *byte == b'\n').any(|line| line.split(|byte| *byte == b' ').nth(4) == Some(&written[..]))
}

#[cfg(not(target_os = "linux"))]
fn is_mounted(_: &Path) -> bool {
    false
}

/// The paths that a folder lists as ours; none where it has no list.
pub(super) fn listed(output: &Path) -> io::Result<Option<BTreeSet<String>>> {
    match plain::read(&output.join(MARK)) {
        Ok(list) => {
            let list = String::from_utf8_lossy(&list);
            let paths = list.lines().filter(|line| !line.starts_with('#'));
            // A list that someone changed must not lead out of the folder.
            let inside =
                |path: &&str| Path::new(path).components().all(|part| matches!(part, std::path::Component::Normal(_)));
            Ok(Some(paths.filter(inside).map(str::to_owned).collect()))
        }
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => Ok(None),
        Err(error) => Err(error),
    }
}

/// A hidden sibling, so that a rename stays on one file system. A name that is too long for more is cut.
fn beside(output: &Path, word: &str) -> PathBuf {
    let name = output.file_name().map_or_else(|| "output".into(), |name| name.to_string_lossy().into_owned());
    let mut end = name.len().min(240);
    while !name.is_char_boundary(end) {
        end -= 1;
    }
    output.with_file_name(format!(".{}.{word}", &name[..end]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(name: &str) -> PathBuf {
        let folder = std::env::temp_dir().join(format!("mithaq-staging-{}-{name}", std::process::id()));
        remove(&folder).expect("it can be removed");
        fs::create_dir_all(&folder).expect("it can be made");
        folder
    }

    fn publish(output: &Path, mounted: bool, files: &[(&str, &str)]) -> io::Result<Swap> {
        let staging = Staging::begin_at(output.to_owned(), "known", mounted)?;
        for (path, text) in files {
            staging.write(path, text.as_bytes())?;
        }
        staging.publish()
    }

    fn files(below: &Path) -> Vec<String> {
        let files = WalkDir::new(below).sort_by_file_name().into_iter().map(|found| found.expect("it can be read"));
        let files = files.filter(|found| found.file_type().is_file());
        files.map(|file| file.path().strip_prefix(below).expect("below").to_string_lossy().into_owned()).collect()
    }

    #[test]
    fn a_folder_at_which_a_disk_is_mounted_gets_its_files_one_by_one() {
        let output = folder("mounted");
        fs::write(output.join(IGNORE), "*\n").expect("it can be written");
        let swap = publish(&output, true, &[("a/index.html", "1"), ("b/c/old", "1")]).expect("it can be written");
        assert!(swap.in_place && swap.kept.is_empty(), "{swap:?}");
        fs::write(output.join("CNAME"), "x").expect("it can be written");
        let swap = publish(&output, true, &[("a/index.html", "2"), ("d", "2")]).expect("it can be written");
        assert_eq!(swap.kept, ["CNAME"]);
        assert_eq!(files(&output), [".gitignore", ".mithaq", "CNAME", "a/index.html", "d"]);
        assert_eq!(fs::read_to_string(output.join("a/index.html")).expect("it is there"), "2");
        assert!(!output.join("b").exists(), "folders that hold nothing go with their last file");
        remove(&output).expect("it can be removed");
    }

    #[test]
    fn a_run_that_was_ended_between_two_renames_is_mended_by_the_next() {
        let home = folder("renames");
        let output = home.join("output");
        publish(&output, false, &[("a", "1")]).expect("it can be written");
        fs::rename(&output, home.join(".output.old")).expect("it can be renamed");
        let staging = Staging::begin_at(output.clone(), "known", false).expect("it can be begun");
        assert_eq!(files(&output), [".mithaq", "a"], "the old site is there again, before the new one is");
        drop(staging);
        assert_eq!(files(&home), ["output/.mithaq", "output/a"], "and nothing else");
        remove(&home).expect("it can be removed");
    }

    #[test]
    fn a_list_cannot_name_files_outside_of_its_folder() {
        let home = folder("list");
        let output = home.join("output");
        fs::create_dir_all(&output).expect("it can be made");
        fs::write(home.join("precious"), "x").expect("it can be written");
        fs::write(output.join(MARK), format!("{MARK_HEAD}../precious\n/etc/hosts\na\n")).expect("it can be written");
        assert_eq!(listed(&output).expect("it can be read"), Some(BTreeSet::from(["a".to_owned()])));
        publish(&output, true, &[("b", "1")]).expect("it can be written");
        assert!(home.join("precious").exists());
        remove(&home).expect("it can be removed");
    }
}
