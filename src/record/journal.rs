//! Journal: a change on its way to the disk, kept until all of it is there.
//!
//! A run may be ended between two files. What it was about to write stands beside the site by then, so the next run
//! that records something finishes it first. Without a journal nothing was written yet.

use serde::{Deserialize, Serialize};

use super::change::{Change, Files};
use super::log::digest_of;
use super::{EditSession, Failure};
use crate::disk;
use crate::load::PENDING;

/// The folder of the journal.
const FOLDER: &str = ".mithaq/pending";

/// What is about to be written.
#[derive(Serialize, Deserialize)]
struct Plan {
    /// A folder that appears as a whole.
    folder: Option<String>,
    files: Vec<Planned>,
}

/// A file of it. Its new bytes stand in the journal under its place in the list.
#[derive(Serialize, Deserialize)]
struct Planned {
    path: String,
    /// Whether it is a file of the new folder, and its path is relative to that.
    in_folder: bool,
    /// The digest of the bytes that it replaces.
    before: Option<String>,
    /// The digest of its new bytes.
    after: String,
}

impl EditSession {
    /// Keeps a change before the first file of it is written.
    pub(super) fn begin_journal(&self, change: &Change) -> Result<(), Failure> {
        let what = || Failure::system("the change cannot be kept until it is written".to_owned());
        let _ = disk::remove(&self.path(FOLDER));
        disk::private_folder(self.root()).map_err(what())?;
        let mut plan = Plan { folder: change.folder.as_ref().map(|(path, _)| path.clone()), files: Vec::new() };
        let new = change.folder.iter().flat_map(|(_, files)| files);
        let all = new
            .map(|(path, bytes)| (path, true, None, bytes))
            .chain(change.files.iter().map(|file| (&file.path, false, file.before.as_deref(), &file.after)));
        for (nth, (path, in_folder, before, after)) in all.enumerate() {
            disk::put(&self.path(&format!("{FOLDER}/{nth}")), after).map_err(what())?;
            let before = before.map(digest_of);
            plan.files.push(Planned { path: path.clone(), in_folder, before, after: digest_of(after) });
        }
        let plan = serde_json::to_vec(&plan).expect("a plan is always JSON");
        disk::put(&self.path(PENDING), &plan).map_err(what())
    }

    /// Lets go of a change that was written, or taken back.
    pub(super) fn end_journal(&self) {
        // The plan goes first: without it the rest says nothing.
        let _ = disk::remove_file(&self.path(PENDING));
        let _ = disk::remove(&self.path(FOLDER));
    }

    /// Finishes a change that a run was ended in; whether there was one.
    ///
    /// # Errors
    /// When a file of it was changed since, so that nobody can tell what is right.
    pub(super) fn finish_journal(&self) -> Result<bool, Failure> {
        if !self.has(PENDING) {
            let _ = disk::remove(&self.path(FOLDER));
            return Ok(false);
        }
        let plan: Plan = serde_json::from_slice(&self.read(PENDING)?).map_err(|_| given_up(PENDING))?;
        let mut files = Vec::new();
        for (nth, planned) in plan.files.into_iter().enumerate() {
            let bytes = self.read(&format!("{FOLDER}/{nth}"))?;
            if digest_of(&bytes) != planned.after {
                return Err(given_up(PENDING));
            }
            files.push((planned, bytes));
        }
        let (new, files): (Vec<_>, Vec<_>) = files.into_iter().partition(|(planned, _)| planned.in_folder);
        let mut unwritten = Vec::new();
        for (planned, bytes) in files {
            let now = if self.has(&planned.path) { Some(digest_of(&self.read(&planned.path)?)) } else { None };
            if now.as_ref() == Some(&planned.after) {
                continue;
            }
            if now != planned.before {
                return Err(given_up(&planned.path));
            }
            unwritten.push((planned.path, bytes));
        }
        if let Some(folder) = plan.folder.filter(|folder| !self.has(folder)) {
            let new: Files = new.into_iter().map(|(planned, bytes)| (planned.path, bytes)).collect();
            disk::put_folder(&self.path(&folder), &new)
                .map_err(Failure::system(format!("the folder `{folder}` cannot be made")))?;
        }
        for (path, bytes) in unwritten {
            disk::put(&self.path(&path), &bytes).map_err(Failure::system(format!("`{path}` cannot be written")))?;
        }
        self.end_journal();
        Ok(true)
    }
}

fn given_up(path: &str) -> Failure {
    let message = format!("a recording was ended halfway, and `{path}` was changed since, so it cannot be finished");
    let hint = format!(
        "look at what it was about to write, in `{FOLDER}`; restore the file, or delete that folder to give the recording up"
    );
    Failure::refused("log-behind", message, hint)
}
