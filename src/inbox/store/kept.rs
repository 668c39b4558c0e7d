//! What is kept of a post, what is asked for, and why something is not kept.

use std::io;

use serde::{Deserialize, Serialize};

use crate::disk;
use crate::model::Lang;

/// A post that is kept.
#[derive(Clone, Debug)]
pub struct Kept {
    /// The number by which it is found again.
    pub reference: String,
    /// When it came, milliseconds since 1970.
    pub received: i64,
    /// The association that it was sent to.
    pub association: String,
    /// The form with which it was sent.
    pub form: String,
    /// The language of the page.
    pub language: Option<Lang>,
    /// The policy on which the form rests.
    pub policy: Option<String>,
    /// Its version when the page was opened.
    pub policy_version: Option<String>,
    /// What was filled in.
    pub values: Vec<(String, Vec<String>)>,
    /// The files that came with it.
    pub files: Vec<KeptFile>,
    /// Whether someone marked it as read.
    pub read: bool,
}

/// A file that is kept.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct KeptFile {
    /// The field with which it was sent.
    pub field: String,
    /// Its name, made safe.
    pub name: String,
    /// Its name in the folder of its post.
    pub stored: String,
    /// Its size in bytes.
    pub bytes: u64,
    /// The SHA-256 of what it holds.
    pub sha256: String,
}

/// Which posts are asked for.
#[derive(Clone, Debug, Default)]
pub struct Asked {
    /// Those of one association.
    pub association: Option<String>,
    /// Those of one form.
    pub form: Option<String>,
    /// Those that nobody marked as read.
    pub only_new: bool,
}

/// Why a post is not kept.
#[derive(Debug)]
pub enum NotKept {
    /// Its reference belongs to another post.
    Taken,
    /// The disk or the database refuses, with the reason.
    Failed(String),
}

impl From<io::Error> for NotKept {
    fn from(error: io::Error) -> Self {
        NotKept::Failed(disk::describe(&error))
    }
}

impl From<rusqlite::Error> for NotKept {
    fn from(error: rusqlite::Error) -> Self {
        NotKept::Failed(error.to_string())
    }
}

impl NotKept {
    /// A copy for each post of a transaction that failed.
    pub(super) fn repeated(&self) -> Self {
        match self {
            NotKept::Taken => NotKept::Taken,
            NotKept::Failed(reason) => NotKept::Failed(reason.clone()),
        }
    }
}
