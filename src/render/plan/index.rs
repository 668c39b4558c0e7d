//! The search index, once it was made, and where it stands.

use std::sync::{Arc, OnceLock};

use crate::output::{OutputFile, minified_asset};

/// The script that searches; it keeps its name.
pub(super) const SCRIPT: &str = "assets/search.js";

/// The folder of the shards, which are named by what they hold.
pub(super) const SHARDS: &str = "assets/search/";

/// The script that searches, with the manifest of the index inside it.
#[derive(Debug)]
pub(super) struct Script {
    source: String,
    pub(super) file: OutputFile,
}

/// The index, once it was made.
#[derive(Debug, Default)]
pub(super) struct Index {
    /// The script, if the theme has one.
    pub(super) script: OnceLock<Option<Arc<Script>>>,
    /// The shards, where nobody else took them.
    pub(super) shards: OnceLock<Vec<OutputFile>>,
    /// The script of an index before: the same source is not minified again.
    before: Option<Arc<Script>>,
}

impl Index {
    /// An index that is still to be made, after another one.
    pub(super) fn after(before: &Index) -> Self {
        let made = before.script.get().cloned().flatten();
        Index { before: made.or_else(|| before.before.clone()), ..Index::default() }
    }

    /// The script from its source.
    pub(super) fn minified(&self, source: String) -> Arc<Script> {
        if let Some(before) = self.before.as_ref().filter(|before| before.source == source) {
            return Arc::clone(before);
        }
        let bytes = minified_asset(SCRIPT, source.as_bytes());
        Arc::new(Script { source, file: OutputFile { path: SCRIPT.to_owned(), bytes } })
    }
}
