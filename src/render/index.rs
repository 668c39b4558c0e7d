//! The search index as files: the script with the manifest inside it, and the shards.

use std::sync::OnceLock;

use super::theme::{SEARCH_SCRIPT, short_hash};
use super::{Plan, words};
use crate::derive::search;
use crate::output::{OutputFile, minified_asset};

/// The script that searches; it keeps its name.
pub(super) const SCRIPT: &str = "assets/search.js";

/// The folder of the shards, which are named by what they hold.
pub(super) const SHARDS: &str = "assets/search/";

/// The index, once it was made.
#[derive(Debug, Default)]
pub(super) struct Index(OnceLock<Vec<OutputFile>>);

impl Plan<'_> {
    /// The script first, then every shard; nothing where the theme does not search.
    pub(super) fn index_files(&self) -> &[OutputFile] {
        self.index.0.get_or_init(|| self.make_index())
    }

    /// The script that searches, by the address that changes with it: hosts keep assets for
    /// good, and the index inside this one changes with the texts.
    pub(super) fn engine(&self) -> Option<String> {
        let script = self.theme.assets.contains_key(SEARCH_SCRIPT).then(|| self.index_files().first())??;
        Some(format!("{}?{}", script.path, short_hash(&script.bytes)))
    }

    /// Whether a path is one of a shard. Asks for the index only where it may be one.
    pub(super) fn is_of_index(&self, path: &str) -> bool {
        path.starts_with(SHARDS) && self.index_files().iter().any(|file| file.path == path)
    }

    fn make_index(&self) -> Vec<OutputFile> {
        let Some(script) = self.theme.assets.get(SEARCH_SCRIPT) else { return Vec::new() };
        let label = |lang, label: &crate::model::Label| words::label(label, self.assets.strings(lang));
        let index = search::index(self.site, self.today, &label);
        let script = String::from_utf8_lossy(script);
        // The minifier keeps remarks; here a line that starts as one is one.
        let script: Vec<&str> = script.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
        let script = script.join("\n").replacen("\"__MANIFEST__\"", &index.manifest.to_string(), 1);
        let bytes = minified_asset(SEARCH_SCRIPT, script.as_bytes());
        let shard = |(name, text): (String, String)| OutputFile {
            path: format!("{SHARDS}{name}.txt"),
            bytes: text.into_bytes(),
        };
        let script = OutputFile { path: SCRIPT.to_owned(), bytes };
        std::iter::once(script).chain(index.files.into_iter().map(shard)).collect()
    }
}
