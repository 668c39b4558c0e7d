//! The search index as files: the script with the manifest inside it, and the shards.

use std::io;
use std::sync::{Mutex, OnceLock};

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
pub(super) struct Index {
    /// The script, if the theme has one.
    script: OnceLock<Option<OutputFile>>,
    /// The shards, where nobody else took them.
    shards: OnceLock<Vec<OutputFile>>,
}

impl Plan<'_> {
    /// Makes the search index, and hands over each of its shards as soon as it is done, from several
    /// threads. A site whose index was not made so makes it when it is asked for, and keeps the shards.
    ///
    /// # Errors
    /// Those of `write`.
    pub fn write_index(&self, write: &(dyn Fn(OutputFile) -> io::Result<()> + Sync)) -> io::Result<()> {
        if self.index.script.get().is_none() {
            let script = self.make_index(write)?;
            self.index.script.get_or_init(|| script);
        }
        Ok(())
    }

    /// The script that searches, and the shards that are kept.
    pub(super) fn index_files(&self) -> Vec<OutputFile> {
        let script = self.search_script().cloned();
        script.into_iter().chain(self.index.shards.get().into_iter().flatten().cloned()).collect()
    }

    /// The script that searches, by the address that changes with it: hosts keep assets for
    /// good, and the index inside this one changes with the texts.
    pub(super) fn engine(&self) -> Option<String> {
        let script = self.search_script()?;
        Some(format!("{}?{}", script.path, short_hash(&script.bytes)))
    }

    fn search_script(&self) -> Option<&OutputFile> {
        let made = self.index.script.get_or_init(|| {
            let shards = Mutex::new(Vec::new());
            let script = self.make_index(&|shard| {
                shards.lock().expect("nothing panics while it is held").push(shard);
                Ok(())
            });
            let shards = shards.into_inner().expect("nothing panicked while it was held");
            self.index.shards.get_or_init(|| shards);
            script.expect("memory takes every shard")
        });
        made.as_ref()
    }

    fn make_index(&self, write: &(dyn Fn(OutputFile) -> io::Result<()> + Sync)) -> io::Result<Option<OutputFile>> {
        let Some(script) = self.theme.assets.get(SEARCH_SCRIPT) else { return Ok(None) };
        let label = |lang, label: &crate::model::Label| words::label(label, self.assets.strings(lang));
        let shard = |name: &str, text: String| {
            write(OutputFile { path: format!("{SHARDS}{name}.txt"), bytes: text.into_bytes() })
        };
        let manifest = search::index(self.site, self.today, &label, &shard)?;
        let script = String::from_utf8_lossy(script);
        // The minifier keeps remarks; here a line that starts as one is one.
        let script: Vec<&str> = script.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
        let script = script.join("\n").replacen("\"__MANIFEST__\"", &manifest.to_string(), 1);
        let bytes = minified_asset(SEARCH_SCRIPT, script.as_bytes());
        Ok(Some(OutputFile { path: SCRIPT.to_owned(), bytes }))
    }
}
