//! The engine: the search index as files, the script with the manifest inside it and the shards.

use std::io;
use std::sync::{Arc, Mutex};

use super::index::{SCRIPT, SHARDS, Script};
use super::site::Plan;
use crate::derive::search::{self, Entries, Head, LabelWords};
use crate::output::OutputFile;
use crate::render::text::labels;
use crate::render::theme::assets::{SEARCH_SCRIPT, short_hash};

/// Reads the clauses of a policy.
pub(super) type Read<'s, 'r> = dyn Fn(&Head<'s>, &LabelWords<'_>) -> io::Result<Entries<'s>> + Sync + 'r;

/// Takes a file as soon as it is made; it is called from several threads.
pub type Write<'w> = dyn Fn(OutputFile) -> io::Result<()> + Sync + 'w;

impl<'a> Plan<'a> {
    /// The script that searches, and the shards that are kept.
    pub(super) fn index_files(&self) -> Vec<OutputFile> {
        let script = self.search_script();
        script
            .map(|script| script.file.clone())
            .into_iter()
            .chain(self.index.shards.get().into_iter().flatten().cloned())
            .collect()
    }

    /// The script that searches, by the address that changes with it: hosts keep assets for
    /// good, and the index inside this one changes with the texts.
    pub(super) fn engine(&self) -> Option<String> {
        let script = self.search_script()?;
        Some(format!("{SCRIPT}?{}", short_hash(&script.file.bytes)))
    }

    fn search_script(&self) -> Option<&Script> {
        let made = self.index.script.get_or_init(|| {
            let shards = Mutex::new(Vec::new());
            let keep = |shard| {
                shards.lock().expect("nothing panics while it is held").push(shard);
                Ok(())
            };
            let script = self.make_index(&|head, label| Ok(head.read(label)), &keep);
            let shards = shards.into_inner().expect("nothing panicked while it was held");
            self.index.shards.get_or_init(|| shards);
            script.expect("memory takes every shard")
        });
        made.as_deref()
    }

    pub(super) fn make_index(&self, read: &Read<'a, '_>, write: &Write<'_>) -> io::Result<Option<Arc<Script>>> {
        let Some(script) = self.theme.assets.get(SEARCH_SCRIPT) else { return Ok(None) };
        let label = |lang, label: crate::model::Label<'_>| labels::label(label, self.assets.strings(lang));
        let shard = |name: &str, text: String| {
            write(OutputFile { path: format!("{SHARDS}{name}.txt"), bytes: text.into_bytes() })
        };
        let manifest = search::index(self.site, self.edition.today, &label, &|head| read(head, &label), &shard)?;
        let script = String::from_utf8_lossy(script);
        // The minifier keeps comments; here a line that starts as one is one.
        let script: Vec<&str> = script.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
        let script = script.join("\n").replacen("\"__MANIFEST__\"", &manifest.to_string(), 1);
        Ok(Some(self.index.minified(script)))
    }
}
