//! A disk that remembers what was read, and what a build made of it.
//!
//! Everything that a build depends on comes from the disk, the day, and the command line. Where all that
//! the run before met is as it was, and nobody has touched the output since, the output is what this run
//! would write, and what it found is what this one would find.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Read};
use std::path::Path;
use std::sync::Mutex;

use rayon::prelude::*;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::staging::{MARK, listed};
use super::{Disk, Entry, EntryKind, blocks, hex, plain, put};

/// What was met on a disk: its path, and the digest of what it was. A folder's path ends with a slash.
pub type Met = BTreeMap<String, String>;

/// What was met in one digest for each folder that stands in the disk's main one, and one for all the rest.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Parts {
    /// What was met elsewhere.
    pub rest: String,
    /// What was met in each folder, by its name: what stands there, and what the files hold.
    pub folders: BTreeMap<String, String>,
}

/// A disk that remembers what was read from it.
pub struct Recorded<'d> {
    disk: &'d dyn Disk,
    /// The main folder, whose folders are told apart.
    main: &'static str,
    /// What was met and what it was, by path; nothing yet for a file that nobody read.
    seen: Mutex<BTreeMap<String, Option<String>>>,
    /// What stands in each folder of the main one, by its name, and what stands in none of them, by none.
    below: Mutex<BTreeMap<Option<String>, String>>,
    /// Whether something was not the same when it was read again.
    torn: Mutex<bool>,
}

impl<'d> Recorded<'d> {
    /// Remembers what is read from a disk from now on; what stands in its `main` folder is told apart.
    pub fn new(disk: &'d dyn Disk, main: &'static str) -> Self {
        Recorded { disk, main, seen: Mutex::default(), below: Mutex::default(), torn: Mutex::new(false) }
    }

    /// Reads the files that nobody has read.
    fn read_rest(&self) {
        let unread: Vec<String> = {
            let seen = self.seen.lock().expect("nothing panics while it remembers");
            seen.iter().filter(|(_, what)| what.is_none()).map(|(path, _)| path.clone()).collect()
        };
        unread.par_iter().for_each(|path| self.remember(path.clone(), of_file_at(self.disk, path)));
    }

    /// All that was met, taken apart by the folders in the main one; files that nobody has read are read now.
    /// Nothing where something changed while it was looked at, or where nothing was met but in those folders.
    pub fn parts(&self) -> Option<Parts> {
        self.read_rest();
        let mut parts: BTreeMap<Option<&str>, Sha256> = BTreeMap::new();
        let (seen, below) = (self.seen.lock(), self.below.lock());
        let (seen, below) = (seen.expect("nothing panics while it remembers"), below.expect("as above"));
        for (name, what) in below.iter() {
            parts.entry(name.as_deref()).or_default().update(format!("{what}\n"));
        }
        for (path, what) in seen.iter() {
            let name = match path.strip_prefix(self.main).and_then(|rest| rest.strip_prefix('/')) {
                // What stands in the main folder is told by what stands in each of those in it.
                Some("") => continue,
                Some(rest) => rest.split_once('/').map(|(name, _)| name),
                None => None,
            };
            parts.entry(name).or_default().update(format!("{path} {}\n", what.as_ref()?));
        }
        let mut parts = parts.into_iter().map(|(name, digest)| (name, hex(&digest.finalize())));
        let rest = parts.next().filter(|(name, _)| name.is_none()).map(|(_, digest)| digest);
        let folders = parts.map(|(name, digest)| (name.unwrap_or_default().to_owned(), digest)).collect();
        let torn = *self.torn.lock().expect("nothing panics while it remembers");
        rest.filter(|_| !torn).map(|rest| Parts { rest, folders })
    }

    /// All that was met, by its path, and what it was; files that nobody has read are read now. Nothing where
    /// something changed while it was looked at.
    pub fn met(self) -> Option<Met> {
        self.read_rest();
        let (seen, torn) = (self.seen.into_inner(), self.torn.into_inner());
        let met = seen.expect("nothing panics while it remembers").into_iter();
        let met = met.map(|(path, what)| Some((path, what?))).collect::<Option<Met>>();
        met.filter(|_| !torn.expect("nothing panics while it remembers"))
    }

    /// Remembers what stands in each folder of the main one, which was walked.
    fn take_apart(&self, entries: &[Entry]) {
        let mut digests: BTreeMap<Option<&str>, Sha256> = BTreeMap::new();
        for entry in entries {
            let rest = entry.path[self.main.len()..].trim_start_matches('/');
            let name = rest.split_once('/').map(|(name, _)| name);
            let name = name.or_else(|| (entry.kind == EntryKind::Folder).then_some(rest));
            digests.entry(name).or_default().update(format!("{entry:?}\n"));
        }
        let below = digests.into_iter().map(|(name, digest)| (name.map(str::to_owned), hex(&digest.finalize())));
        *self.below.lock().expect("nothing panics while it remembers") = below.collect();
    }

    fn remember(&self, path: String, what: String) {
        let known = self.seen.lock().expect("nothing panics while it remembers").insert(path, Some(what.clone()));
        if known.flatten().is_some_and(|known| known != what) {
            *self.torn.lock().expect("nothing panics while it remembers") = true;
        }
    }
}

impl Disk for Recorded<'_> {
    fn walk(&self, folder: &str) -> Vec<Entry> {
        let entries = self.disk.walk(folder);
        // No file has such a path.
        self.remember(format!("{folder}/"), of_folder(&entries));
        if folder == self.main {
            self.take_apart(&entries);
        }
        let mut seen = self.seen.lock().expect("nothing panics while it remembers");
        for entry in entries.iter().filter(|entry| matches!(entry.kind, EntryKind::File(_))) {
            seen.entry(entry.path.clone()).or_default();
        }
        entries
    }

    fn read(&self, path: &str) -> io::Result<Vec<u8>> {
        let read = self.disk.read(path);
        self.remember(path.to_owned(), of_file(&read));
        read
    }

    fn open<'a>(&'a self, path: &str) -> io::Result<Box<dyn Read + 'a>> {
        let file = self.disk.open(path)?;
        Ok(Box::new(Remembered { file, of: self, path: path.to_owned(), digest: Sha256::new() }))
    }
}

/// A file that is read block by block, and remembered once it was read to its end.
struct Remembered<'a> {
    file: Box<dyn Read + 'a>,
    of: &'a Recorded<'a>,
    path: String,
    digest: Sha256,
}

impl Read for Remembered<'_> {
    fn read(&mut self, block: &mut [u8]) -> io::Result<usize> {
        let length = self.file.read(block)?;
        self.digest.update(&block[..length]);
        if length == 0 && !block.is_empty() {
            self.of.remember(self.path.clone(), hex(&self.digest.clone().finalize()));
        }
        Ok(length)
    }
}

fn of_folder(entries: &[Entry]) -> String {
    hex(&Sha256::digest(format!("{entries:?}")))
}

fn of_file(read: &io::Result<Vec<u8>>) -> String {
    match read {
        Ok(bytes) => hex(&Sha256::digest(bytes)),
        Err(error) => of_error(error),
    }
}

fn of_error(error: &io::Error) -> String {
    format!("{:?}", error.kind())
}

/// The same of a file that is read block by block.
fn of_file_at(disk: &dyn Disk, path: &str) -> String {
    disk.open(path).and_then(blocks::digest).unwrap_or_else(|error| of_error(&error))
}

/// Whether all is on a disk what it was when it was met.
fn is_as_met(disk: &dyn Disk, met: &Met) -> bool {
    met.par_iter().all(|(path, what)| match path.strip_suffix('/') {
        Some(folder) => *what == of_folder(&disk.walk(folder)),
        None => *what == of_file_at(disk, path),
    })
}

/// The state of every file of an output, as the system tells it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Left(String);

impl Left {
    /// Whether nobody has touched the output since.
    pub fn stands(&self, output: &Path) -> bool {
        state(output).as_ref() == Some(&self.0)
    }
}

/// What a build met and wrote, as the next one finds it, and what it `made` of it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Built<T> {
    /// What it was asked for and by which program: another one may write other pages.
    said: String,
    met: Met,
    /// The output as it was left.
    pub output: Left,
    /// What the next build wants to know of it.
    pub made: T,
}

impl<T: Serialize + DeserializeOwned> Built<T> {
    /// What a build made of what it met; nothing where the output cannot be looked at.
    pub fn new(said: String, met: Met, output: &Path, made: T) -> Option<Self> {
        Some(Built { said, met, output: Left(state(output)?), made })
    }

    /// What the build before made, where it was asked for the same.
    pub fn read(record: &Path, said: &str) -> Option<Self> {
        let built: Self = serde_json::from_slice(&plain::read(record).ok()?).ok()?;
        (built.said == said).then_some(built)
    }

    /// Whether a build would meet the same, and nobody has touched the output since.
    pub fn holds(&self, disk: &dyn Disk, output: &Path) -> bool {
        is_as_met(disk, &self.met) && self.output.stands(output)
    }

    /// Keeps it for the next build. A disk that refuses costs that one its time, no more.
    pub fn keep(&self, record: &Path) {
        let Ok(text) = serde_json::to_vec(self) else { return };
        let _ = put(record, &text);
    }
}

/// Length and times of every file that the output lists as ours; nothing where one is missing.
fn state(output: &Path) -> Option<String> {
    let paths: Vec<String> = listed(output).ok()??.into_iter().chain([MARK.to_owned()]).collect();
    let state = |path: &String| {
        let data = fs::symlink_metadata(output.join(path)).ok().filter(fs::Metadata::is_file)?;
        let changed = data.modified().ok()?.duration_since(std::time::UNIX_EPOCH).ok()?.as_nanos();
        // No program can set this time back.
        #[cfg(unix)]
        let touched = {
            use std::os::unix::fs::MetadataExt;
            (data.ino(), data.ctime(), data.ctime_nsec())
        };
        #[cfg(not(unix))]
        let touched = ();
        Some(format!("{path} {} {changed} {touched:?}\n", data.len()))
    };
    let mut digest = Sha256::new();
    for some in paths.chunks(4096) {
        let states: Option<Vec<String>> = some.par_iter().map(state).collect();
        states?.iter().for_each(|state| digest.update(state));
    }
    Some(hex(&digest.finalize()))
}

/// The length and the time of a file, by which it is told from another one of that name.
pub fn stamp(path: &Path) -> Option<String> {
    let data = fs::metadata(path).ok()?;
    Some(format!("{} {:?}", data.len(), data.modified().ok()?))
}
