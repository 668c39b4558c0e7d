//! The theme: what the binary carries, overridden file by file from the site.
//!
//! Strings are overridden key by key, so a theme that changes one word needs
//! one line, and a later version of the program can add words.

use std::collections::BTreeMap;

use include_dir::{Dir, include_dir};

use crate::model::{Bilingual, Entry, Lang, Strings, Template, Theme};
use crate::report::{Report, Reported};
use crate::source::{FileId, Place};

use super::files::Files;
use super::yaml::{self, Node};

static BUILT_IN: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/themes/default");

/// Reads the theme of a site.
pub(super) fn read(files: &Files, name: &str, site: FileId) -> Reported<Theme> {
    let mut report = Report::default();
    let own = files.theme(name);
    if name != "default" && own.is_empty() && files.theme_assets.is_empty() {
        let message = format!("there is no theme `{name}`");
        report
            .error("theme-missing", Place::key(site, "theme"), message)
            .hint(format!("make the folder `themes/{name}`, or write `theme: default`"));
    }
    let mut templates = BTreeMap::new();
    let mut assets = BTreeMap::new();
    for file in all_files(&BUILT_IN) {
        let path = file.path().to_string_lossy().replace('\\', "/");
        if let Some(name) = path.strip_prefix("templates/") {
            let text = String::from_utf8_lossy(file.contents()).into_owned();
            templates.insert(name.to_owned(), Template { text, file: None });
        } else if let Some(name) = path.strip_prefix("assets/") {
            assets.insert(name.to_owned(), file.contents().to_vec());
        }
    }
    for (path, file) in &own {
        if let Some(name) = path.strip_prefix("templates/") {
            let text = files.sources.text(*file).to_string();
            templates.insert(name.to_owned(), Template { text, file: Some(*file) });
        }
    }
    assets.extend(files.theme_assets.clone());
    let strings = |lang| strings(files, &own, lang);
    let (ar, en) = (report.take(strings(Lang::Arabic)), report.take(strings(Lang::English)));
    Reported { value: Theme { templates, assets, strings: Bilingual { ar, en } }, report }
}

fn all_files(folder: &Dir<'static>) -> Vec<&'static include_dir::File<'static>> {
    let mut found: Vec<_> = folder.files().collect();
    folder.dirs().for_each(|inner| found.extend(all_files(inner)));
    found
}

fn strings(files: &Files, own: &BTreeMap<String, FileId>, lang: Lang) -> Reported<Strings> {
    let mut report = Report::default();
    let path = format!("strings/{}.yaml", lang.code());
    let built_in = BUILT_IN.get_file(&path).and_then(|file| file.contents_utf8()).unwrap_or_default();
    let mut entries = entries(&yaml::read(built_in).unwrap_or(Node::Null));
    if let Some(file) = own.get(&path) {
        match yaml::read(files.sources.text(*file)) {
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

fn entries(node: &Node) -> BTreeMap<String, Entry> {
    let Node::Map(pairs) = node else { return BTreeMap::new() };
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
