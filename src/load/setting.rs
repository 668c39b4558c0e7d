//! Setting: what decides, beside the files themselves, what they are read as.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::disk::Disk;
use crate::model::Lang;

/// What the command line says over the head of the content.
#[derive(Clone, Debug, Default)]
pub struct Overrides {
    /// The address under which the site is published.
    pub base_url: Option<String>,
    /// The associations to build; all when empty.
    pub associations: Vec<String>,
    /// Addresses of endpoints, by name.
    pub endpoints: BTreeMap<String, String>,
    /// Whether this program itself serves the site, and receives what its forms send.
    pub served: bool,
    /// The theme, in place of the one that `site.yaml` names.
    pub theme: Option<String>,
    /// Whether texts are only held against their seals: their clauses are left unread.
    pub seals_alone: bool,
}

/// What decides, beside its files, what a folder is read as.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Setting {
    pub(super) languages: Vec<Lang>,
    /// The size of the largest file that is read, in bytes.
    pub(super) limit: u64,
    /// The size of the largest file that is published as it is, in bytes.
    pub(super) attachment_limit: u64,
    /// How much the inbox keeps in all, in bytes.
    pub(super) inbox_limit: u64,
    /// How many days the inbox keeps a post, where the site says it.
    pub(super) keep_days: Option<u32>,
    /// Whether the clauses of texts are left unread.
    pub(super) seals_alone: bool,
    /// Whether the site is small enough to keep its texts as they were read, and what their Markdown says.
    pub(super) keep_unpacked: bool,
    /// Addresses of endpoints, by name.
    pub(super) endpoints: BTreeMap<String, String>,
    /// Whether this program itself serves the site.
    pub(super) served: bool,
}

/// How the files of one run are read.
#[derive(Clone, Copy)]
pub(super) struct Reading<'a> {
    pub(super) disk: &'a dyn Disk,
    pub(super) setting: &'a Arc<Setting>,
    /// The moment, in seconds since 1970. Without one no file is known by its state, only by its bytes.
    pub(super) now: Option<i64>,
}
