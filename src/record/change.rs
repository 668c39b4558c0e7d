//! What a decision writes.

use std::collections::BTreeMap;

use crate::model::log::LOG;

/// Files by path.
pub(super) type Files = BTreeMap<String, Vec<u8>>;

/// What a decision writes, in the order in which it is written: what a later file speaks of is there
/// when that one appears.
#[derive(Clone, Debug, Default)]
pub struct Change {
    /// A folder that appears as a whole, before the files: its path, and its files by path below it.
    pub(super) folder: Option<(String, Files)>,
    pub(super) files: Vec<FileChange>,
    /// Files that are not written, and must be what they were when the change was prepared.
    pub(super) relied_on: Vec<(String, Vec<u8>)>,
}

/// A file before and after a decision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileChange {
    /// Its path, relative to the site's folder.
    pub path: String,
    /// Its bytes as they were when the change was prepared, where it was there.
    pub before: Option<Vec<u8>>,
    /// Its bytes as they will be.
    pub after: Vec<u8>,
}

impl Change {
    /// The files that are written, but for those of a new folder.
    pub fn files(&self) -> &[FileChange] {
        &self.files
    }

    /// Whether a line of a log is written with it.
    pub(super) fn is_logged(&self) -> bool {
        self.files.iter().any(|file| file.path.ends_with(&format!("/{LOG}")))
    }

    /// The last line of each log that is written, with its line end, by the path of the log.
    pub fn last_lines(&self) -> Vec<(String, Vec<u8>)> {
        let logs = self.files.iter().filter(|file| file.path.ends_with(&format!("/{LOG}")));
        let line = |file: &FileChange| {
            let text = String::from_utf8_lossy(&file.after);
            text.lines().last().map(|line| (file.path.clone(), format!("{line}\n").into_bytes()))
        };
        logs.filter_map(line).collect()
    }

    /// The change of one file.
    pub fn of(&self, path: &str) -> Option<&FileChange> {
        self.files.iter().find(|file| file.path == path)
    }

    /// All that will be there, by path relative to the site's folder.
    pub(super) fn after(&self) -> Files {
        let folder = self.folder.iter().flat_map(|(folder, files)| {
            files.iter().map(move |(path, bytes)| (format!("{folder}/{path}"), bytes.clone()))
        });
        folder.chain(self.files.iter().map(|file| (file.path.clone(), file.after.clone()))).collect()
    }
}
