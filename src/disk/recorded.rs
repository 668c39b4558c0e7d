//! A disk that remembers what was read, and what a build made of it.
//!
//! Everything that a build depends on comes from the disk, the day, and the command line. So what a
//! run reads is its fingerprint: where that is the fingerprint of the run before, and nobody has
//! touched the output since, the output is what this run would write.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::Path;
use std::sync::Mutex;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::staging::{MARK, listed};
use super::{Disk, Entry, EntryKind, create_private, hex, put};

/// A disk that remembers what was read from it.
pub struct Recorded<'d> {
    disk: &'d dyn Disk,
    /// What was met and what it was, by path; nothing yet for a file that nobody read.
    seen: Mutex<BTreeMap<String, Option<String>>>,
    /// Whether something was not the same when it was read again.
    torn: Mutex<bool>,
}

impl<'d> Recorded<'d> {
    /// Remembers what is read from a disk from now on.
    pub fn new(disk: &'d dyn Disk) -> Self {
        Recorded { disk, seen: Mutex::default(), torn: Mutex::new(false) }
    }

    /// The fingerprint of all that was met, and of what else decides; files that nobody has read
    /// are read now. Nothing where something changed while it was looked at.
    pub fn fingerprint(&self, said: &str) -> Option<String> {
        let unread: Vec<String> = {
            let seen = self.seen.lock().expect("nothing panics while it remembers");
            seen.iter().filter(|(_, what)| what.is_none()).map(|(path, _)| path.clone()).collect()
        };
        unread.par_iter().for_each(|path| drop(self.read(path)));
        let seen = self.seen.lock().expect("nothing panics while it remembers");
        let mut hash = Sha256::new();
        for part in seen.iter().flat_map(|(path, what)| [Some(path), what.as_ref()]) {
            let part = part.map_or("", String::as_str);
            hash.update(part.len().to_le_bytes());
            hash.update(part);
        }
        hash.update(said);
        drop(seen);
        (!*self.torn.lock().expect("nothing panics while it remembers")).then(|| hex(&hash.finalize()))
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
        // A folder's own name ends with a slash, so that no file has it.
        self.remember(format!("{folder}/"), hex(&Sha256::digest(format!("{entries:?}"))));
        let mut seen = self.seen.lock().expect("nothing panics while it remembers");
        for entry in entries.iter().filter(|entry| matches!(entry.kind, EntryKind::File(_))) {
            seen.entry(entry.path.clone()).or_default();
        }
        entries
    }

    fn read(&self, path: &str) -> io::Result<Vec<u8>> {
        let read = self.disk.read(path);
        let what = match &read {
            Ok(bytes) => hex(&Sha256::digest(bytes)),
            Err(error) => format!("{:?}", error.kind()),
        };
        self.remember(path.to_owned(), what);
        read
    }
}

/// What a build read and wrote, as the next one finds it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Built {
    fingerprint: String,
    /// The state of every file of the output, as the system tells it.
    output: String,
    /// How many pages there are.
    pub pages: usize,
    /// How many files.
    pub files: usize,
    /// How many bytes.
    pub bytes: u64,
}

impl Built {
    /// What the build before made, where it read the same and nobody has touched the output since.
    pub fn unchanged(record: &Path, output: &Path, fingerprint: &str) -> Option<Self> {
        let built: Built = serde_json::from_slice(&fs::read(record).ok()?).ok()?;
        (built.fingerprint == fingerprint && built.output == state(output)?).then_some(built)
    }

    /// Keeps what a build made, for the next one. A disk that refuses costs the next build its time, no more.
    pub fn keep(record: &Path, output: &Path, fingerprint: String, (pages, files, bytes): (usize, usize, u64)) {
        let Some(state) = state(output) else { return };
        let built = Built { fingerprint, output: state, pages, files, bytes };
        let (Some(folder), Ok(text)) = (record.parent(), serde_json::to_vec(&built)) else { return };
        let _ = create_private(folder).and_then(|()| put(record, &text));
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
    let states: Option<Vec<String>> = paths.par_iter().map(state).collect();
    Some(hex(&Sha256::digest(states?.concat())))
}

/// The length and the time of a file, by which it is told from another one of that name.
pub fn stamp(path: &Path) -> Option<String> {
    let data = fs::metadata(path).ok()?;
    Some(format!("{} {:?}", data.len(), data.modified().ok()?))
}
