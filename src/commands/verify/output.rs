//! A built site against itself: files, the list of their sums, and the seals that pages and data print.

use std::collections::{BTreeMap, BTreeSet};
use std::io;

use rayon::prelude::*;

use super::audit::{Audit, Problem};
use crate::disk::{Disk, EntryKind, RealDisk, describe, hex, names, sum};
use crate::model::log::LOG;
use crate::model::signature::SIGNATURE;
use crate::output::LISTING;
use crate::output::sums::{entry, is_listed};

/// The fingerprints of the sources as they stand, by path.
type Sums = BTreeMap<String, String>;

/// Holds an output folder against its own list of sums and what it prints.
pub(super) fn verify(disk: &RealDisk, audit: &mut Audit) {
    let mut files: Vec<String> = disk
        .walk("")
        .into_iter()
        .filter_map(|entry| match entry.kind {
            EntryKind::File(_) => Some(entry.path),
            EntryKind::Folder => None,
            EntryKind::LinkOutside => {
                audit.problem(entry.path, "it is a link, which is not followed");
                None
            }
            EntryKind::Unreadable(reason) => {
                audit.problem(entry.path, format!("it cannot be read: {reason}"));
                None
            }
        })
        .collect();
    // A walk passes over such names, and servers read these files.
    let settings = names(disk.root()).unwrap_or_default();
    files.extend(
        settings.iter().filter_map(|name| name.to_str()).filter(|name| name.starts_with('_')).map(str::to_owned),
    );
    let sums = listing(disk, &files, audit);
    let known: BTreeSet<&str> = files.iter().map(String::as_str).collect();
    for version in sums.keys().filter_map(|path| version_of(path)).collect::<BTreeSet<_>>() {
        let path = format!("data/{version}.json");
        if !known.contains(path.as_str()) {
            audit.problem(path, "it is missing: the facts of a version whose text is published");
        }
    }
    let found: Vec<Problem> = files.par_iter().flat_map_iter(|path| printed(disk, path, &sums)).collect();
    audit.problems.extend(found);
}

/// Holds every published log of decisions against itself, and against the key that is trusted.
pub(super) fn logs(disk: &RealDisk, key: Option<&str>, audit: &mut Audit) {
    let read = |path: &str| disk.read(path).ok().map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    let mut folders: Vec<String> = disk.walk("data").into_iter().map(|entry| entry.path).collect();
    folders.retain(|path| path.matches('/').count() == 2 && path.ends_with(&format!("/{LOG}")));
    for path in folders {
        let folder = path.strip_suffix(LOG).unwrap_or_default();
        let signature = read(&format!("{folder}{SIGNATURE}"));
        super::log::verify(&path, &read(&path).unwrap_or_default(), signature.as_deref(), key, audit);
    }
}

/// Whether a path is that of a published text: `source/<association>/<policy>/<version>/<l>.md`.
fn is_source(path: &str) -> bool {
    let parts: Vec<&str> = path.split('/').collect();
    matches!(parts[..], ["source", _, _, _, "ar.md" | "en.md"])
}

/// `<association>/<policy>/<version>` of the path of a text.
fn version_of(path: &str) -> Option<&str> {
    path.strip_prefix("source/")?.rsplit_once('/').map(|(version, _)| version)
}

/// The list of sums against the files, both ways; gives the fingerprints of the texts as they stand.
fn listing(disk: &RealDisk, files: &[String], audit: &mut Audit) -> Sums {
    let text = match disk.read(LISTING) {
        Ok(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
        Err(error) => {
            audit.problem(LISTING, format!("the list of checksums cannot be read: {}", describe(&error)));
            String::new()
        }
    };
    let mut listed = BTreeMap::new();
    for (nth, line) in text.lines().enumerate() {
        let Some((sum, path)) = entry(line).filter(|(_, path)| is_listed(path)) else {
            audit.problem(LISTING, format!("line {} is not a checksum and the path of a file", nth + 1));
            continue;
        };
        if listed.insert(path, sum).is_some() {
            audit.problem(LISTING, format!("`{path}` is listed twice"));
        }
    }
    let found = files.iter().map(String::as_str).filter(|path| is_listed(path));
    let paths: BTreeSet<&str> = found.chain(listed.keys().copied()).collect();
    let paths: Vec<&str> = paths.into_iter().collect();
    let read: Vec<_> = paths.par_iter().map(|path| (*path, disk.open(path).and_then(sum))).collect();
    let mut sums = Sums::new();
    for (path, found) in read {
        let is_missing = |error: &io::Error| error.kind() == io::ErrorKind::NotFound;
        match (found, listed.get(path)) {
            (Ok(found), wanted) => {
                let found = hex(&found);
                match wanted {
                    Some(wanted) if found.eq_ignore_ascii_case(wanted) => {
                        audit.files += 1;
                        audit.held += usize::from(is_source(path));
                    }
                    Some(_) => audit.problem(path, format!("it differs from its checksum in `{LISTING}`")),
                    None if text.is_empty() => {}
                    None => audit.problem(path, format!("an extra file: `{LISTING}` does not list it")),
                }
                if is_source(path) {
                    sums.insert(path.to_owned(), found);
                }
            }
            (Err(error), Some(_)) if is_missing(&error) => {
                audit.problem(path, format!("it is missing, though `{LISTING}` lists it"));
            }
            (Err(error), _) => audit.problem(path, format!("it cannot be read: {}", describe(&error))),
        }
    }
    sums
}

/// The seals that a page or a data file prints, against the texts that they are said to be of.
fn printed(disk: &RealDisk, path: &str, sums: &Sums) -> Vec<Problem> {
    let page = path.ends_with(".html");
    let facts = path.strip_prefix("data/").and_then(|path| path.strip_suffix(".json"));
    let facts = facts.filter(|path| path.split('/').count() == 3 && !path.starts_with("schema/"));
    if !page && facts.is_none() {
        return Vec::new();
    }
    let problem = |message: String| Problem { path: path.to_owned(), message };
    let text = match disk.read(path) {
        Ok(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
        Err(error) => return vec![problem(format!("it cannot be read: {}", describe(&error)))],
    };
    match facts {
        Some(version) => in_data(&text, version, sums).into_iter().map(problem).collect(),
        None => on_page(&text, sums).into_iter().map(problem).collect(),
    }
}

fn in_data(text: &str, version: &str, sums: &Sums) -> Vec<String> {
    let Ok(value) = serde_json::from_str::<serde_json::Value>(text) else { return vec!["it is not JSON".to_owned()] };
    let mut wrong = Vec::new();
    for lang in ["ar", "en"] {
        let source = format!("source/{version}/{lang}.md");
        let printed = value["seal"][lang].as_str().map(|seal| seal.trim_start_matches("sha256:"));
        match (printed, sums.get(&source)) {
            (Some(seal), Some(sum)) if seal == sum => {}
            (None, None) => {}
            (Some(_), Some(_)) => wrong.push(format!("the seal that it prints is not that of `{source}`")),
            (Some(_), None) => wrong.push(format!("it prints the seal of `{source}`, which is not there")),
            (None, Some(_)) => wrong.push(format!("it does not print the seal of `{source}`")),
        }
    }
    wrong
}

/// Every seal on a page has to be that of a text whose source the page links to.
fn on_page(html: &str, sums: &Sums) -> Vec<String> {
    let seals = html.split("data-seal=").skip(1).map(|rest| {
        let rest = rest.trim_start_matches(['"', '\'']).trim_start_matches("sha256:");
        rest.split(|letter: char| !letter.is_ascii_hexdigit()).next().unwrap_or_default()
    });
    let seals: BTreeSet<&str> = seals.collect();
    if seals.is_empty() {
        return Vec::new();
    }
    let linked: BTreeSet<&str> = html
        .match_indices("source/")
        .filter_map(|(at, _)| html[at..].split(['"', '\'', ' ', '>', '<', '#', '?']).next())
        .filter_map(|path| sums.get(path).map(String::as_str))
        .collect();
    seals
        .difference(&linked)
        .map(|seal| format!("it prints the seal `{}`, which no text that it links to has", &seal[..seal.len().min(16)]))
        .collect()
}
