//! Stamp: everything that a policy was read from, so that it need not be read once more.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::disk::EntryKind;
use crate::model::media::Holds;
use crate::model::{ChannelKind, Lang, Policy};
use crate::report::Reported;
use crate::source::{FileId, Packed};

use super::files::Files;

/// A policy, and everything that it was read from.
#[derive(Debug)]
pub(super) struct CachedPolicy {
    pub(super) from: Stamp,
    pub(super) read: Reported<Option<Arc<Policy>>>,
}

/// Policies as they were read, by their ids.
pub(super) type CachedPolicies = FxHashMap<String, Arc<CachedPolicy>>;

/// Everything that decides what a policy is read as.
#[derive(Debug, PartialEq)]
pub(super) struct Stamp {
    languages: Vec<Lang>,
    seals_alone: bool,
    /// The ids and kinds of the association's channels.
    channels: Vec<(String, ChannelKind)>,
    files: Vec<(String, EntryKind)>,
    /// What the attachments hold.
    holds: Vec<(String, Holds)>,
    texts: Vec<(FileId, Stamped)>,
}

/// A text; two that are the same one need not be compared.
#[derive(Debug)]
struct Stamped(Packed);

impl PartialEq for Stamped {
    fn eq(&self, other: &Self) -> bool {
        self.0.is(&other.0) || self.0 == other.0
    }
}

impl Stamp {
    /// Of the policy in a folder.
    pub(super) fn of(files: &Files, folder: &str, channels: &[(String, ChannelKind)]) -> Self {
        let texts = files.texts_below(folder).iter().map(|file| (*file, Stamped(files.texts.text(*file).clone())));
        Stamp {
            languages: files.setting.languages.clone(),
            seals_alone: files.setting.seals_alone,
            channels: channels.to_vec(),
            files: files.entries_below(folder),
            holds: files.holds_below(folder),
            texts: texts.collect(),
        }
    }
}
