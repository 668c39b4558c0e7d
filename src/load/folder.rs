//! Folder: what an association was read as, and everything that it was read from.
//!
//! In: what stands below an association's folder, and what was read of it before. Out: the association,
//! and the very same one where nothing that decides it is another. It depends on the files below its own
//! folder and on the [`Setting`], and on nothing else; a policy on those below its own, and on the channels.

use std::collections::BTreeMap;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::disk::{Disk, Entry, EntryKind, FileState, describe};
use crate::model::spelling::is_inner_path;
use crate::model::{Association, Lang, Policy};
use crate::report::{Report, Reported};
use crate::source::{FileId, Packed, Place, Shelf};

use super::files::{Files, bytes_of_text};
use super::{records, resolve};

/// What decides, beside its files, what a folder is read as.
#[derive(Debug, PartialEq)]
pub(super) struct Setting {
    pub(super) languages: Vec<Lang>,
    /// The size of the largest file that is read, in bytes.
    pub(super) limit: u64,
    /// Whether the clauses of texts are left unread.
    pub(super) seals_alone: bool,
    /// Whether the site is small enough to keep its texts as they were read, and what their Markdown says.
    pub(super) small: bool,
    /// Addresses of endpoints, by name.
    pub(super) endpoints: BTreeMap<String, String>,
}

/// An association's folder as it was read.
#[derive(Debug)]
pub(super) struct Folder {
    setting: Arc<Setting>,
    content: BTreeMap<String, EntryKind>,
    pub(super) texts: Arc<Shelf>,
    states: FxHashMap<String, FileState>,
    /// Whether every file of it could be read.
    sound: bool,
    policies: KnownPolicies,
    /// The association; absent where its own file cannot be understood.
    pub(super) association: Option<Arc<Association>>,
    /// What was found while it was read.
    pub(super) report: Report,
}

/// A policy, and everything that it was read from.
#[derive(Debug)]
pub(super) struct KnownPolicy {
    pub(super) from: Stamp,
    pub(super) read: Reported<Option<Arc<Policy>>>,
}

/// What is known of policies, by their ids.
pub(super) type KnownPolicies = FxHashMap<String, Arc<KnownPolicy>>;

/// Everything that decides what a policy is read as.
#[derive(Debug, PartialEq)]
pub(super) struct Stamp {
    languages: Vec<Lang>,
    seals_alone: bool,
    /// The ids and kinds of the association's channels.
    channels: Vec<(String, String)>,
    files: Vec<(String, EntryKind)>,
    texts: Vec<(FileId, Words)>,
}

/// A text; two that are the same one need not be compared.
#[derive(Debug)]
struct Words(Packed);

impl PartialEq for Words {
    fn eq(&self, other: &Self) -> bool {
        self.0.is(&other.0) || self.0 == other.0
    }
}

impl Stamp {
    /// Of the policy in a folder.
    pub(super) fn of(files: &Files, folder: &str, channels: &[(String, String)]) -> Self {
        let texts = files.texts_below(folder).iter().map(|file| (*file, Words(files.texts.text(*file).clone())));
        Stamp {
            languages: files.setting.languages.clone(),
            seals_alone: files.setting.seals_alone,
            channels: channels.to_vec(),
            files: files.entries_below(folder),
            texts: texts.collect(),
        }
    }
}

impl Folder {
    /// Reads the folder of an association in which `entries` stand; `texts` is its shelf. A file is known by
    /// its state only where one is told that it is `now`, in seconds since 1970.
    pub(super) fn read(
        disk: &dyn Disk,
        (id, texts, entries): (&str, Shelf, Vec<Entry>),
        setting: &Arc<Setting>,
        now: Option<i64>,
        known: Option<&Folder>,
    ) -> Self {
        let mut report = Report::default();
        let mut files = report.take(Files::of(texts.cleared(), entries, (setting, now), known));
        let faults = files.read_all(disk);
        let sound = faults.findings.is_empty();
        report.extend(faults);
        if let Some(known) = known.filter(|known| sound && known.decides_the_same(&files, setting, disk, id)) {
            return Folder {
                setting: Arc::clone(setting),
                content: files.content,
                texts: Arc::clone(&known.texts),
                states: files.states,
                sound,
                policies: known.policies.clone(),
                association: known.association.clone(),
                report: known.report.clone(),
            };
        }
        let (association, policies) = match report.take(records::association(&files, id, &setting.languages)) {
            Some((association, policies)) => (Some(association), policies),
            // Its policies were not looked at: those that were known may be as they were.
            None => (None, known.map(|known| known.policies.clone()).unwrap_or_default()),
        };
        let association = association.map(|mut association| {
            resolve::endpoints(&mut association.endpoints, &setting.endpoints);
            report.extend(read_logo(disk, &files, &mut association));
            association
        });
        report.extend(files.unused(association.as_ref()));
        Folder {
            setting: Arc::clone(setting),
            content: files.content,
            texts: Arc::new(files.texts),
            states: files.states,
            sound,
            policies,
            association: association.map(Arc::new),
            report,
        }
    }

    /// Whether it was read from the same as what was found now.
    fn decides_the_same(&self, files: &Files, setting: &Arc<Setting>, disk: &dyn Disk, id: &str) -> bool {
        let logo = self.association.as_ref().and_then(|association| association.logo.as_ref());
        self.sound
            && self.is_for(setting)
            && self.content == files.content
            && self.texts.holds_the_same(&files.texts)
            && logo.is_none_or(|logo| {
                let path = format!("content/{id}/{}", logo.path);
                !files.is_file(&path) || disk.read(&path).is_ok_and(|bytes| bytes == logo.bytes)
            })
    }

    /// Whether it was read in this setting.
    pub(super) fn is_for(&self, setting: &Arc<Setting>) -> bool {
        Arc::ptr_eq(&self.setting, setting) || self.setting == *setting
    }

    /// The size of its texts, in bytes.
    pub(super) fn bytes(&self) -> u64 {
        self.content.iter().map(|(path, kind)| bytes_of_text(path, kind)).sum()
    }

    /// What stood in it.
    pub(super) fn entries(&self) -> Vec<Entry> {
        let entry = |(path, kind): (&String, &EntryKind)| Entry { path: path.clone(), kind: kind.clone() };
        self.content.iter().map(entry).collect()
    }

    /// The text that was read at a path.
    pub(super) fn text(&self, path: &str) -> Option<&Packed> {
        Some(self.texts.text(self.texts.find(path)?))
    }

    /// The same where the file is in the state in which it was: it need not be read again.
    pub(super) fn text_in(&self, path: &str, state: FileState) -> Option<&Packed> {
        self.text(path).filter(|_| self.states.get(path) == Some(&state))
    }

    /// What a policy was read as, where it was read from the same.
    pub(super) fn policy(&self, id: &str, from: &Stamp) -> Option<&Arc<KnownPolicy>> {
        self.policies.get(id).filter(|known| known.from == *from)
    }
}

/// Reads the logo of an association that has one.
fn read_logo(disk: &dyn Disk, files: &Files, association: &mut Association) -> Report {
    let mut report = Report::default();
    let Some(logo) = association.logo.as_mut().filter(|logo| is_inner_path(&logo.path)) else { return report };
    let path = format!("content/{}/{}", association.id, logo.path);
    // What is not there, or leads out of the site, was reported before.
    if !files.is_file(&path) {
        return report;
    }
    match disk.read(&path) {
        Ok(bytes) => logo.bytes = bytes,
        Err(error) => {
            let message = format!("the logo cannot be read: {}", describe(&error));
            report
                .error("file-unreadable", Place::key(association.file, "logo"), message)
                .hint("look at its permissions");
        }
    }
    report
}
