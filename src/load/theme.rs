//! The theme: what the binary carries, overridden file by file from the site.
//!
//! Three layers: the default theme, a built-in theme of the name asked for, and
//! the site's own `themes/<name>/`.
//!
//! Strings are overridden key by key, so a theme that changes one word needs
//! one line, and a later version of the program can add words.

use std::collections::BTreeMap;

use include_dir::{Dir, include_dir};
use rustc_hash::FxHashMap;

use crate::disk::{EntryKind, describe, files_of};
use crate::model::{Bilingual, Entry, Lang, Site, Strings, Template, Theme};
use crate::report::{Report, Reported};
use crate::source::{FileId, Place, Shelf};

use super::entries::check_entry;
use super::files::Files;
use super::setting::Reading;
use super::yaml::{self, Node};

static BUILT_IN: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/themes");

/// Whether the program carries a theme of this name.
pub fn is_built_in_theme(name: &str) -> bool {
    BUILT_IN.get_dir(name).is_some()
}

/// Reads the theme of a site; `texts` is the shelf of the files that the site has of its own. Gives them too.
pub(super) fn read(reading: Reading<'_>, site: &Site, texts: Shelf) -> Reported<(Theme, Shelf)> {
    let (disk, name) = (reading.disk, site.theme.as_str());
    let mut report = Report::default();
    let mut site_assets = BTreeMap::new();
    let mut others = Vec::new();
    for entry in disk.walk(&format!("themes/{name}")) {
        match (&entry.kind, entry.path.split_once("/assets/")) {
            (EntryKind::File(_), Some((_, name))) => {
                check_entry(&entry, &mut report);
                match disk.read(&entry.path) {
                    Ok(bytes) => drop(site_assets.insert(name.to_owned(), bytes)),
                    Err(error) => {
                        let message = format!("the file cannot be read: {}", describe(&error));
                        report
                            .error("file-unreadable", Place::Path(entry.path), message)
                            .hint("look at its permissions");
                    }
                }
            }
            _ => others.push(entry),
        }
    }
    let mut files = report.take(Files::of(texts, others, reading, None));
    let paths: Vec<String> = files.content.keys().filter(|path| files.is_file(path)).cloned().collect();
    report.extend(files.read(disk, &paths));
    let prefix = format!("themes/{name}/");
    let of_theme = |(path, id): (&str, FileId)| path.strip_prefix(&prefix).map(|name| (name.to_owned(), id));
    let site_files: BTreeMap<String, FileId> = files.texts.iter().filter_map(of_theme).collect();
    if !is_built_in_theme(name) && site_files.is_empty() && site_assets.is_empty() {
        let message = format!("there is no theme `{name}`");
        report
            .error("theme-missing", Place::key(site.file, "theme"), message)
            .hint(format!("start it with `mithaq theme new {name}`, or write `theme: default`"));
    }
    let mut templates = BTreeMap::new();
    let mut assets = BTreeMap::new();
    for (path, file) in built_in(name) {
        if let Some(name) = path.strip_prefix("templates/") {
            let text = String::from_utf8_lossy(file.contents()).into_owned();
            templates.insert(name.to_owned(), Template { text, file: None });
        } else if let Some(name) = path.strip_prefix("assets/") {
            assets.insert(name.to_owned(), file.contents().to_vec());
        }
    }
    for (path, file) in &site_files {
        if let Some(name) = path.strip_prefix("templates/") {
            let text = files.texts.text(*file).text().into_owned();
            templates.insert(name.to_owned(), Template { text, file: Some(*file) });
        }
    }
    assets.extend(site_assets);
    let strings = Bilingual::of(|lang| report.take(strings(&files, &site_files, name, lang)));
    Reported { value: (Theme { templates, assets, strings }, files.texts), report }
}

/// The files that the program carries for a theme, by their path within it: those of
/// the default theme first, so that later ones replace them.
fn built_in(name: &str) -> Vec<(String, &'static include_dir::File<'static>)> {
    let mut names = vec!["default"];
    names.extend(Some(name).filter(|name| *name != "default"));
    let mut found = Vec::new();
    for folder in names.into_iter().filter_map(|name| BUILT_IN.get_dir(name)) {
        for file in files_of(folder) {
            let path = file.path().strip_prefix(folder.path()).unwrap_or(file.path());
            found.push((path.to_string_lossy().replace('\\', "/"), file));
        }
    }
    found
}

fn strings(files: &Files, site_files: &BTreeMap<String, FileId>, name: &str, lang: Lang) -> Reported<Strings> {
    let mut report = Report::default();
    let path = format!("strings/{}.yaml", lang.code());
    let mut entries = FxHashMap::default();
    for (_, file) in built_in(name).iter().filter(|(known, _)| *known == path) {
        let text = file.contents_utf8().unwrap_or_default();
        entries.extend(self::entries(&yaml::read(text).unwrap_or(Node::Null)));
    }
    if let Some(file) = site_files.get(&path) {
        match yaml::read(&files.texts.text(*file).text()) {
            Ok(node) => entries.extend(self::entries(&node)),
            Err(error) => {
                let message = format!("this is not YAML: {}", error.message);
                report
                    .error("yaml-syntax", Place::File(*file), message)
                    .hint("a key, a colon, a space, and the words in quotes");
            }
        }
    }
    Reported { value: Strings { lang, entries }, report }
}

fn entries(node: &Node) -> FxHashMap<String, Entry> {
    let Node::Map(pairs) = node else { return FxHashMap::default() };
    let words = |node: &Node| node.as_text().unwrap_or_default().to_owned();
    let entry = |(key, node): &(String, Node)| {
        let entry = match node {
            Node::Map(forms) => Entry::Forms(forms.iter().map(|(form, node)| (form.clone(), words(node))).collect()),
            Node::List(items) => Entry::List(items.iter().map(words).collect()),
            node => Entry::Words(words(node)),
        };
        (key.clone(), entry)
    };
    pairs.iter().map(entry).collect()
}
