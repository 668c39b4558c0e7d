//! The desk at which records are written: one process at a time, everything
//! tried before anything is written, every file whole.
//!
//! Used by the commands that change content: `revise`, `approve`, `review`,
//! `withdraw`, `translated`.

use std::collections::{BTreeMap, HashSet};
use std::path::PathBuf;
use std::str::FromStr;

use super::{Fault, SiteArgs, open, words};
use crate::Options;
use crate::disk::{self, Disk, EntryKind, Overlay, RealDisk};
use crate::edit::ready::Reason;
use crate::edit::{self, Decision, Refusal};
use crate::load::Loaded;
use crate::model::spelling::{is_id, is_version};
use crate::model::{Association, Date, Policy, Site, Version};
use crate::report::{Finding, Report, Severity, meant};
use crate::source::{FileId, Place};

/// A policy as the command line names it: `<association>/<policy>`.
#[derive(Clone, Debug)]
pub(super) struct Target {
    association: String,
    policy: String,
}

impl FromStr for Target {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text.split_once('/') {
            Some((association, policy)) if is_id(association) && is_id(policy) => {
                Ok(Target { association: association.to_owned(), policy: policy.to_owned() })
            }
            _ => Err("write it as <association>/<policy>, by the names of their folders".to_owned()),
        }
    }
}

impl std::fmt::Display for Target {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "{}/{}", self.association, self.policy)
    }
}

/// Reads the number of a version from the command line.
pub(super) fn version_number(text: &str) -> Result<String, String> {
    if is_version(text) { Ok(text.to_owned()) } else { Err("write it as two numbers, such as 1.0".to_owned()) }
}

/// A site that is open for a change.
pub(super) struct Desk {
    disk: RealDisk,
    options: Options,
    pub(super) loaded: Loaded,
    pub(super) today: Date,
    report: Report,
    /// Held until the command ends; the system lets go of it should the process be killed.
    _hold: Option<disk::Hold>,
}

/// Files to be written, by path relative to the site's folder.
pub(super) type Files = BTreeMap<String, Vec<u8>>;

impl Desk {
    /// Opens a site to change it; where nothing will be `written`, nobody is kept waiting.
    pub(super) fn open(args: &SiteArgs, written: bool) -> Result<Self, Fault> {
        let disk = open(args)?;
        let hold = if written { Some(hold(&disk)?) } else { None };
        let options = args.options(false, None, Vec::new());
        let mut report = Report::default();
        let (loaded, today) = report.take(crate::read(&disk, &options));
        if loaded.site.is_none() {
            words::findings(&report, &loaded.sources);
            return Err(Fault { status: 1, message: "the site cannot be read".into(), hint: None });
        }
        Ok(Desk { disk, options, loaded, today, report, _hold: hold })
    }

    /// The policy that the command line names.
    pub(super) fn policy(&self, target: &Target) -> Result<(&Association, &Policy), Fault> {
        let site = self.loaded.site.as_ref().expect("a desk is open on a site that could be read");
        let folder = format!("content/{}/", target.association);
        let Some(association) = site.association(&target.association) else {
            self.unreadable(&folder, "the association")?;
            let known = site.associations.iter().map(|association| association.id.as_str());
            let hint = meant(&target.association, known, "name a folder below `content/`");
            return Err(Fault::refused(format!("there is no association `{}`", target.association), hint));
        };
        let Some(policy) = association.policy(&target.policy) else {
            self.unreadable(&format!("{folder}policies/{}/", target.policy), "the policy")?;
            let known = association.policies.iter().map(|policy| policy.id.as_str());
            let hint = meant(&target.policy, known, format!("name a folder below `{folder}policies/`"));
            return Err(Fault::refused(format!("there is no policy `{}` in `{folder}`", target.policy), hint));
        };
        Ok((association, policy))
    }

    /// The same policy in a site that was read again.
    pub(super) fn again<'a>(&self, site: &'a Site, target: &Target) -> Option<&'a Policy> {
        site.association(&target.association)?.policy(&target.policy)
    }

    /// Tells what keeps a thing from being read, where its folder has faults.
    fn unreadable(&self, folder: &str, what: &str) -> Result<(), Fault> {
        let reasons = self.errors(|path| path.starts_with(folder));
        if reasons.is_empty() { Ok(()) } else { Err(self.refuse(&format!("{what} cannot be read"), &reasons)) }
    }

    /// The errors of the content at paths that `counts` picks.
    pub(super) fn errors(&self, counts: impl Fn(&str) -> bool) -> Vec<Reason> {
        let errors = self.report.findings.iter().filter(|finding| finding.severity == Severity::Error);
        errors.filter(|error| counts(self.loaded.sources.locate(&error.place).0)).map(reason).collect()
    }

    /// Tells why something is not done. Nothing has been written.
    pub(super) fn refuse(&self, message: &str, reasons: &[Reason]) -> Fault {
        words::reasons(message, reasons, &self.loaded.sources);
        Fault::told()
    }

    /// What stands in the way of an edit.
    pub(super) fn refusal(&self, file: FileId, refusal: Refusal) -> Fault {
        self.refuse("the change cannot be recorded", &[at(file, refusal)])
    }

    /// The text of a policy's own file with a decision in it.
    pub(super) fn record(&self, policy: &Policy, decision: &Decision) -> Result<String, Fault> {
        let told = |reason| self.refuse("the change cannot be recorded", &[reason]);
        self.record_or_reason(policy, decision).map_err(told)
    }

    /// The same with what stands in the way as one reason among others.
    pub(super) fn record_or_reason(&self, policy: &Policy, decision: &Decision) -> Result<String, Reason> {
        let text = self.loaded.sources.text(policy.file).text();
        edit::record(&text, decision).map_err(|refusal| at(policy.file, refusal))
    }

    /// Reads the site as it would be, and tells of its errors those that `counts`
    /// picks, by their path and by whether the site does not have them now.
    pub(super) fn try_out(&self, files: &Files, counts: impl Fn(&str, bool) -> bool) -> (Loaded, Vec<Reason>) {
        let overlay = Overlay::new(&self.disk, files.clone());
        let known: HashSet<_> = self.report.findings.iter().map(|finding| self.named(finding)).collect();
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

    fn named<'a>(&'a self, finding: &'a Finding) -> (&'a str, &'a str, &'a str) {
        (finding.id, self.loaded.sources.locate(&finding.place).0, &finding.message)
    }

    /// Where a file of the site lies.
    pub(super) fn path(&self, path: &str) -> PathBuf {
        self.disk.root().join(path)
    }

    /// The bytes of a file of the site.
    pub(super) fn read(&self, path: &str) -> Result<Vec<u8>, Fault> {
        self.disk.read(path).map_err(|error| Fault::system(&format!("`{path}` cannot be read"), &error))
    }

    /// Everything below a folder of the site, with its bytes.
    pub(super) fn below(&self, folder: &str) -> Result<Files, Fault> {
        let mut files = Files::new();
        for entry in self.disk.walk(folder) {
            let reason = match entry.kind {
                EntryKind::Folder => continue,
                EntryKind::File(_) => {
                    let bytes = self.read(&entry.path)?;
                    files.insert(entry.path, bytes);
                    continue;
                }
                EntryKind::LinkOutside => "it leads out of the site's folder".to_owned(),
                EntryKind::Unreadable(reason) => reason,
            };
            let hint = "copy the file into the site, look at its permissions, or delete it";
            return Err(Fault::refused(format!("`{}` cannot be copied: {reason}", entry.path), hint));
        }
        Ok(files)
    }

    /// Whether something stands at a path.
    pub(super) fn has(&self, path: &str) -> bool {
        crate::disk::is_there(&self.path(path))
    }

    /// Writes files one by one, each whole, in the order in which they are given:
    /// what a later one speaks of is there when it appears.
    pub(super) fn write(&self, files: &[(String, Vec<u8>)]) -> Result<(), Fault> {
        for (path, bytes) in files {
            if let Some(file) = self.loaded.sources.find(path) {
                self.unchanged(file)?;
            }
            disk::put(&self.path(path), bytes)
                .map_err(|error| Fault::system(&format!("`{path}` cannot be written"), &error))?;
        }
        Ok(())
    }

    /// An editor may have saved the file while somebody looked at the summary.
    pub(super) fn unchanged(&self, file: FileId) -> Result<(), Fault> {
        let path = self.loaded.sources.path(file);
        if self.read(path)? == self.loaded.sources.text(file).text().as_bytes() {
            return Ok(());
        }
        let message = format!("`{path}` was changed by another program in the meantime, so nothing was written");
        Err(Fault::refused(message, "run the command again"))
    }

    /// Makes a folder whole.
    pub(super) fn write_folder(&self, folder: &str, files: &Files) -> Result<(), Fault> {
        disk::put_folder(&self.path(folder), files)
            .map_err(|error| Fault::system(&format!("the folder `{folder}` cannot be made"), &error))
    }

    /// Removes a folder that this run has made.
    pub(super) fn take_back(&self, folder: &str) {
        // The failure that led here is told; should this fail too, the command can be run again all the same.
        let _ = disk::remove(&self.path(folder));
    }
}

/// The folder of a version.
pub(super) fn folder(target: &Target, version: &str) -> String {
    format!("content/{}/policies/{}/{version}", target.association, target.policy)
}

/// The path of a policy's own file.
pub(super) fn policy_file(target: &Target) -> String {
    format!("content/{}/policies/{}/policy.yaml", target.association, target.policy)
}

/// The version of that number.
pub(super) fn version<'a>(policy: &'a Policy, number: &str) -> Result<&'a Version, Fault> {
    policy.versions.iter().find(|version| version.number == number).ok_or_else(|| {
        let known: Vec<&str> = policy.versions.iter().map(|version| version.number.as_str()).collect();
        let hint = format!("its versions are {}; start a new one with `mithaq revise`", known.join(", "));
        Fault::refused(format!("the policy has no version `{number}`"), hint)
    })
}

/// Holds the site against other processes that would write to it.
fn hold(disk: &RealDisk) -> Result<disk::Hold, Fault> {
    let folder = disk.root().join(".mithaq");
    let cannot = |error| Fault::system("the site cannot be held against other processes", &error);
    disk::create_private(&folder).map_err(cannot)?;
    disk::Hold::take(&folder.join("records.lock")).map_err(cannot)?.ok_or_else(|| {
        let message = "another process is recording something in this site, so nothing was written";
        Fault::refused(message, "wait until it is done, then run the command again")
    })
}

fn at(file: FileId, refusal: Refusal) -> Reason {
    Reason { place: Some(Place::Offset(file, refusal.at)), message: refusal.message, hint: refusal.hint }
}

fn reason(finding: &Finding) -> Reason {
    Reason {
        place: Some(finding.place.clone()),
        message: finding.message.clone(),
        hint: finding.hint.clone().unwrap_or_default(),
    }
}
