//! Folder: what an association was read as, and everything that it was read from.
//!
//! In: what stands below an association's folder, and what it was read as before. Out: the association,
//! and the very same one where nothing that decides it is another. It depends on the files below its own
//! folder and on the [`Setting`], and on nothing else; a policy on those below its own, and on the channels.

use std::collections::BTreeMap;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::disk::{Disk, Entry, EntryKind, FileState, describe};
use crate::model::Association;
use crate::model::media::Holds;
use crate::model::spelling::is_inner_path;
use crate::report::Report;
use crate::source::{Place, Shelf};

use super::entries::bytes_of_text;
use super::files::{Earlier, Files};
use super::records::{self, Parts};
use super::setting::{Reading, Setting};
use super::stamp::CachedPolicies;
use super::{log, policy, resolve};

/// An association's folder before it is read.
pub(super) struct Unread {
    /// The association's id.
    pub(super) id: String,
    /// The shelf of the folder, with what was read before.
    pub(super) texts: Shelf,
    /// What stands in it.
    pub(super) entries: Vec<Entry>,
    /// What it was read as before.
    pub(super) cached: Option<Arc<Folder>>,
}

/// An association's folder as it was read.
#[derive(Debug)]
pub(super) struct Folder {
    setting: Arc<Setting>,
    content: BTreeMap<String, EntryKind>,
    pub(super) texts: Arc<Shelf>,
    states: FxHashMap<String, FileState>,
    /// What the attachments hold.
    holds: BTreeMap<String, Holds>,
    /// Whether every file of it could be read.
    sound: bool,
    policies: CachedPolicies,
    /// The association; absent where its own file cannot be understood.
    pub(super) association: Option<Arc<Association>>,
    /// What was found while it was read.
    pub(super) report: Report,
}

impl Folder {
    /// Reads the folder of an association.
    pub(super) fn read(unread: Unread, reading: Reading<'_>) -> Self {
        let Unread { id, texts, entries, cached } = unread;
        let Reading { disk, setting, .. } = reading;
        let cached = cached.as_deref();
        let mut report = Report::default();
        let mut files = report.take(Files::of(texts.cleared(), entries, reading, cached.map(Folder::earlier)));
        let faults = files.read_all(disk);
        let sound = faults.findings.is_empty();
        report.extend(faults);
        if let Some(cached) = cached.filter(|cached| sound && cached.is_read_from(&files, reading, &id)) {
            return Folder {
                setting: Arc::clone(setting),
                content: files.content,
                texts: Arc::clone(&cached.texts),
                states: files.states,
                holds: files.holds,
                sound,
                policies: cached.policies.clone(),
                association: cached.association.clone(),
                report: cached.report.clone(),
            };
        }
        let before = cached.map(|cached| &cached.policies);
        let (mut association, policies) = match report.take(records::association_file(&files, &id)) {
            Some(own_file) => {
                let channels = report.take(records::channels(&files, &id));
                let forms = report.take(records::forms(&files, &id));
                let read = policy::policies(&files, &id, &channels.list, before);
                read.iter().for_each(|(_, policy)| report.extend(policy.read.report.clone()));
                let policies = read.iter().filter_map(|(_, policy)| policy.read.value.clone()).collect();
                let log = report.take(log::log(&files, disk, &id));
                let parts = Parts { channels, forms, policies, log };
                (Some(report.take(records::association(&files, &id, own_file, parts))), read.into_iter().collect())
            }
            // Its policies were not read: those of the cache may be as they were.
            None => (None, before.cloned().unwrap_or_default()),
        };
        if let Some(association) = &mut association {
            resolve::endpoints(&mut association.endpoints, &setting.endpoints, setting.served);
            report.extend(read_logo(disk, &files, association));
        }
        report.extend(files.unused(association.as_ref()));
        Folder {
            setting: Arc::clone(setting),
            content: files.content,
            texts: Arc::new(files.texts),
            states: files.states,
            holds: files.holds,
            sound,
            policies,
            association: association.map(Arc::new),
            report,
        }
    }

    /// Whether it was read from the same files, and in the same setting.
    fn is_read_from(&self, files: &Files, Reading { disk, setting, .. }: Reading<'_>, id: &str) -> bool {
        let logo = self.association.as_ref().and_then(|association| association.logo.as_ref());
        self.sound
            && self.is_for(setting)
            && self.content == files.content
            && self.holds == files.holds
            && self.texts.holds_the_same(&files.texts)
            && self.has_the_same_attachments(disk, id)
            && logo.is_none_or(|logo| {
                let path = format!("content/{id}/{}", logo.path);
                !files.is_file(&path) || disk.read(&path).is_ok_and(|bytes| bytes == logo.bytes)
            })
    }

    fn has_the_same_attachments(&self, disk: &dyn Disk, id: &str) -> bool {
        let log = self.association.as_ref().and_then(|association| association.log.as_ref());
        log.is_none_or(|log| log::has_the_same_attachments(log, disk, id))
    }

    /// Whether it was read in this setting.
    pub(super) fn is_for(&self, setting: &Arc<Setting>) -> bool {
        Arc::ptr_eq(&self.setting, setting) || self.setting == *setting
    }

    /// What was read of it, for when it is read again.
    fn earlier(&self) -> Earlier<'_> {
        Earlier { texts: &self.texts, states: &self.states, holds: &self.holds }
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
