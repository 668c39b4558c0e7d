//! A site that is open for a change: held against other processes, read, and read again as it would be.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use super::change::{Change, FileChange, Files};
use super::{Failure, ReasonRecord, Refused, Target};
use crate::Options;
use crate::disk::{self, Disk, EntryKind, Overlay, RealDisk};
use crate::edit::ready::Reason;
use crate::edit::{self, Decision};
use crate::load::Loaded;
use crate::model::{Association, Date, Policy, Site};
use crate::report::{Finding, Report, Severity, meant};
use crate::source::{FileId, Place};

/// What a session is opened for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// To write: no other process may at the same time.
    Write,
    /// To look at what would be written; nobody is kept waiting.
    Look,
}

/// A site that is open for a change.
#[derive(Debug)]
pub struct EditSession {
    disk: RealDisk,
    options: Options,
    loaded: Loaded,
    today: Date,
    report: Report,
    finished: bool,
    /// Held until the session ends; the system lets go of it should the process be killed.
    _hold: Option<disk::Hold>,
}

impl EditSession {
    /// Opens a site to record a decision in it.
    ///
    /// # Errors
    /// When the site cannot be read at all, or another process is recording something in it.
    pub fn open(disk: RealDisk, options: Options, access: Access) -> Result<Self, Failure> {
        let hold = match access {
            Access::Write => Some(hold(&disk)?),
            Access::Look => None,
        };
        let mut session = EditSession {
            disk,
            options,
            loaded: Loaded::default(),
            today: Date::default(),
            report: Report::default(),
            finished: false,
            _hold: hold,
        };
        session.finished = access == Access::Write && session.finish_journal()?;
        let (loaded, today) = session.report.take(crate::read(&session.disk, &session.options));
        if loaded.site.is_none() {
            return Err(Failure::Unreadable(Box::new((session.report, loaded.sources))));
        }
        (session.loaded, session.today) = (loaded, today);
        Ok(session)
    }

    /// Whether a recording that was ended halfway was finished before this session began.
    pub fn finished(&self) -> bool {
        self.finished
    }

    /// The site's folder.
    pub(super) fn root(&self) -> &Path {
        self.disk.root()
    }

    /// All that was read.
    pub fn loaded(&self) -> &Loaded {
        &self.loaded
    }

    /// The site as it is.
    pub fn site(&self) -> &Site {
        self.loaded.site.as_ref().expect("a session is open on a site that could be read")
    }

    /// The day of the session.
    pub fn today(&self) -> Date {
        self.today
    }

    /// The policy of that name, and its association.
    ///
    /// # Errors
    /// When there is none, or its folder has faults that keep it from being read.
    pub fn policy(&self, target: &Target) -> Result<(&Association, &Policy), Failure> {
        let site = self.site();
        let folder = format!("content/{}/", target.association);
        let Some(association) = site.association(&target.association) else {
            self.is_readable(&folder, "the association")?;
            let known = site.associations.iter().map(|association| association.id.as_str());
            let hint = meant(&target.association, known, "name a folder below `content/`");
            let message = format!("there is no association `{}`", target.association);
            return Err(Failure::refused("association-unknown", message, hint));
        };
        let Some(policy) = association.policy(&target.policy) else {
            self.is_readable(&format!("{folder}policies/{}/", target.policy), "the policy")?;
            let known = association.policies.iter().map(|policy| policy.id.as_str());
            let hint = meant(&target.policy, known, format!("name a folder below `{folder}policies/`"));
            let message = format!("there is no policy `{}` in `{folder}`", target.policy);
            return Err(Failure::refused("policy-unknown", message, hint));
        };
        Ok((association, policy))
    }

    /// Refuses with what keeps a thing from being read, where its folder has faults.
    fn is_readable(&self, folder: &str, what: &str) -> Result<(), Failure> {
        let reasons = self.errors(|path| path.starts_with(folder));
        if reasons.is_empty() {
            return Ok(());
        }
        Err(self.refuse("site-faulty", format!("{what} cannot be read"), &reasons))
    }

    /// The errors of the content at paths that `counts` picks.
    pub(super) fn errors(&self, counts: impl Fn(&str) -> bool) -> Vec<Reason> {
        let errors = self.report.findings.iter().filter(|finding| finding.severity == Severity::Error);
        errors.filter(|error| counts(self.loaded.sources.locate(&error.place).0)).map(reason).collect()
    }

    /// Why something is not done, each reason with its place in this site.
    pub(super) fn refuse(&self, id: &'static str, message: impl Into<String>, reasons: &[Reason]) -> Failure {
        let reasons = reasons.iter().map(|reason| ReasonRecord::new(reason, &self.loaded.sources)).collect();
        Failure::Refused(Refused { id, message: message.into(), hint: None, reasons })
    }

    /// The text of a policy's own file with a decision in it.
    pub(super) fn edited(&self, policy: &Policy, decision: &Decision) -> Result<String, Failure> {
        self.try_edit(policy, decision).map_err(|reason| self.not_editable(reason))
    }

    /// The same with what stands in the way as one reason among others.
    pub(super) fn try_edit(&self, policy: &Policy, decision: &Decision) -> Result<String, Reason> {
        let text = self.loaded.sources.text(policy.file).text();
        edit::record(&text, decision).map_err(|refusal| not_written(policy.file, refusal))
    }

    /// The front matter of a text says which source text it follows.
    pub(super) fn followed(&self, file: FileId, seal: &str) -> Result<String, Failure> {
        let text = self.loaded.sources.text(file).text();
        edit::front_matter_follows(&text, seal).map_err(|refusal| self.not_editable(not_written(file, refusal)))
    }

    fn not_editable(&self, reason: Reason) -> Failure {
        self.refuse("not-editable", "the change cannot be recorded", &[reason])
    }

    /// Reads the site as it would be, and gives of its errors those that `counts`
    /// picks, by their path and by whether the site does not have them now.
    pub(super) fn prove(&self, change: &Change, counts: impl Fn(&str, bool) -> bool) -> (Loaded, Vec<Reason>) {
        let files = change.after();
        let overlay = Overlay::new(&self.disk, files.clone());
        let known: HashSet<_> = self.report.findings.iter().map(|finding| self.key_of(finding)).collect();
        let mut report = Report::default();
        let (loaded, _) = report.take(crate::read(&overlay, &self.options));
        let mut reasons = Vec::new();
        for error in report.findings.iter().filter(|finding| finding.severity == Severity::Error) {
            let path = loaded.sources.locate(&error.place).0;
            if counts(path, !known.contains(&(error.id, path, error.message.as_str()))) {
                // The file on the disk is the one that a person can look at.
                let place = self.loaded.sources.find(path).map(|file| match &error.place {
                    Place::Key(_, key) | Place::Repeat(_, key, _) => Place::key(file, key.clone()),
                    Place::Offset(_, at) if !files.contains_key(path) => Place::Offset(file, *at),
                    _ => Place::File(file),
                });
                reasons.push(Reason { place, ..reason(error) });
            }
        }
        (loaded, reasons)
    }

    fn key_of<'a>(&'a self, finding: &'a Finding) -> (&'a str, &'a str, &'a str) {
        (finding.id, self.loaded.sources.locate(&finding.place).0, &finding.message)
    }

    /// Where a file of the site lies.
    pub(super) fn path(&self, path: &str) -> PathBuf {
        self.disk.root().join(path)
    }

    pub(super) fn read(&self, path: &str) -> Result<Vec<u8>, Failure> {
        self.disk.read(path).map_err(Failure::system(format!("`{path}` cannot be read")))
    }

    /// Everything below a folder of the site, by path relative to it.
    pub(super) fn below(&self, folder: &str) -> Result<Files, Failure> {
        let mut files = Files::new();
        for entry in self.disk.walk(folder) {
            let reason = match entry.kind {
                EntryKind::Folder => continue,
                EntryKind::File(_) => {
                    let bytes = self.read(&entry.path)?;
                    files.insert(entry.path[folder.len() + 1..].to_owned(), bytes);
                    continue;
                }
                EntryKind::LinkOutside => "it is a link to nothing that is published".to_owned(),
                EntryKind::Unreadable(reason) => reason,
            };
            let message = format!("`{}` cannot be copied: {reason}", entry.path);
            let hint = "copy the file into the site, look at its permissions, or delete it";
            return Err(Failure::refused("file-unreadable", message, hint));
        }
        Ok(files)
    }

    /// Whether something stands at a path.
    pub(super) fn has(&self, path: &str) -> bool {
        disk::is_there(&self.path(path))
    }

    /// A file as it is and as it will be.
    pub(super) fn changed(&self, path: String, after: impl Into<Vec<u8>>) -> Result<FileChange, Failure> {
        // What was read is what was decided upon, whatever an editor has saved since.
        let before = match self.loaded.sources.find(&path) {
            Some(file) => Some(self.loaded.sources.text(file).text().as_bytes().to_vec()),
            None if self.has(&path) => Some(self.read(&path)?),
            None => None,
        };
        Ok(FileChange { path, before, after: after.into() })
    }

    /// A text as it was read, to be held against what stands there when the change is written.
    pub(super) fn as_read(&self, file: FileId) -> (String, Vec<u8>) {
        let sources = &self.loaded.sources;
        (sources.path(file).to_owned(), sources.text(file).text().as_bytes().to_vec())
    }

    /// Writes a change: each file whole, in their order, and all of them or none.
    ///
    /// # Errors
    /// When a file was changed since the change was prepared, or the disk refuses. What was
    /// written before that is put back as it was.
    pub fn write(&self, change: &Change) -> Result<(), Failure> {
        for (path, bytes) in &change.relied_on {
            self.is_unchanged(path, Some(bytes))?;
        }
        for file in &change.files {
            self.is_unchanged(&file.path, file.before.as_deref())?;
        }
        // A draft that is half written is no decision, and can be gone on from.
        if !change.is_logged() {
            return self.put(change);
        }
        self.begin_journal(change)?;
        let written = self.put(change);
        self.end_journal();
        written
    }

    fn put(&self, change: &Change) -> Result<(), Failure> {
        if let Some((folder, files)) = &change.folder {
            disk::put_folder(&self.path(folder), files)
                .map_err(Failure::system(format!("the folder `{folder}` cannot be made")))?;
        }
        for (nth, file) in change.files.iter().enumerate() {
            let written = self.is_unchanged(&file.path, file.before.as_deref()).and_then(|()| {
                disk::put(&self.path(&file.path), &file.after)
                    .map_err(Failure::system(format!("`{}` cannot be written", file.path)))
            });
            if let Err(failure) = written {
                self.take_back(change, nth);
                return Err(failure);
            }
        }
        Ok(())
    }

    /// An editor may have saved the file while somebody looked at what would be written.
    fn is_unchanged(&self, path: &str, before: Option<&[u8]>) -> Result<(), Failure> {
        let now = if before.is_some() || self.has(path) { Some(self.read(path)?) } else { None };
        if now.as_deref() == before {
            return Ok(());
        }
        let message = format!("`{path}` was changed by another program in the meantime, so nothing was written");
        Err(Failure::refused("file-changed", message, "run the command again"))
    }

    /// Puts back the first `written` files of a change, and takes away its folder.
    fn take_back(&self, change: &Change, written: usize) {
        // The failure that led here is the one that is reported; should this fail too, the decision can be made again all the same.
        for file in change.files[..written].iter().rev() {
            let path = self.path(&file.path);
            let _ = match &file.before {
                Some(bytes) => disk::put(&path, bytes),
                None => disk::remove_file(&path),
            };
        }
        if let Some((folder, _)) = &change.folder {
            let _ = disk::remove(&self.path(folder));
        }
    }
}

/// Holds the site against other processes that would write to it.
fn hold(disk: &RealDisk) -> Result<disk::Hold, Failure> {
    let what = "the site cannot be held against other processes";
    let folder = disk::private_folder(disk.root()).map_err(Failure::system(what))?;
    disk::Hold::take(&folder.join("records.lock")).map_err(Failure::system(what))?.ok_or_else(|| {
        let message = "another process is recording something in this site, so nothing was written";
        Failure::refused("site-held", message, "wait until it is done, then run the command again")
    })
}

fn not_written(file: FileId, refusal: edit::Refusal) -> Reason {
    Reason::new("not-editable", Some(Place::Offset(file, refusal.at)), refusal.message, refusal.hint)
}

fn reason(finding: &Finding) -> Reason {
    let hint = finding.hint.clone().unwrap_or_default();
    Reason::new(finding.id, Some(finding.place.clone()), finding.message.clone(), hint)
}
