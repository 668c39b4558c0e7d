//! Finds and reads every file of a site once.
//!
//! In: a disk. Out: texts by path, and a finding for each file that cannot be
//! read: too large, not UTF-8, a link out of the site.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use crate::disk::{Disk, Entry, EntryKind, FileState, describe};
use crate::model::Site;
use crate::report::{Report, Reported};
use crate::source::{FileId, Place, Sources};

use super::known::Known;
use super::yaml::Node;
use crate::model::spelling::{harm_of, is_id, unsafe_control};

/// The size of a content file when the site does not say, in MiB.
const DEFAULT_LIMIT_MIB: u32 = 8;

/// The folder of all that is published.
pub(super) const CONTENT: &str = "content";

/// The folder beside a version's texts that keeps a copy of each as it was sealed.
pub(super) const SEALED: &str = ".sealed";

/// The files of a site.
#[derive(Debug, Default)]
pub(super) struct Files<'k> {
    pub(super) sources: Sources,
    /// What was read before.
    pub(super) known: Option<&'k Known>,
    /// The texts below the folder of each policy; asked for where something is known.
    of_policies: FxHashMap<String, Vec<FileId>>,
    /// Everything below `content/`, also what could not be read.
    pub(super) content: BTreeMap<String, EntryKind>,
    /// The theme's assets by name: bytes, since fonts and images are among them.
    pub(super) theme_assets: BTreeMap<String, Vec<u8>>,
    limit: u64,
    /// Whether the clauses of texts are left unread.
    pub(super) seals_alone: bool,
}

impl<'k> Files<'k> {
    /// Looks at the whole of `content/`, and reads `site.yaml`, which says how much to read.
    pub(super) fn read(disk: &dyn Disk, known: Option<&'k Known>) -> Reported<Self> {
        let mut report = Report::default();
        let mut files = Files { limit: u64::from(DEFAULT_LIMIT_MIB) << 20, known, ..Files::default() };
        for entry in known.map_or_else(|| disk.walk(CONTENT), |known| known.content(disk)) {
            look_at(&entry, &mut report);
            files.content.insert(entry.path, entry.kind);
        }
        report.extend(files.add(disk, &["content/site.yaml".to_owned()]));
        if let Some(file) = files.sources.find("content/site.yaml") {
            let node = super::yaml::read(files.sources.text(file)).unwrap_or(Node::Null);
            let limit = node.get("limits").and_then(|limits| limits.count("max_input_mib"));
            files.limit = u64::from(limit.unwrap_or(DEFAULT_LIMIT_MIB)) << 20;
        }
        Reported { value: files, report }
    }

    /// Reads every text of the content and of the theme.
    pub(super) fn read_rest(&mut self, disk: &dyn Disk, theme: &str) -> Report {
        let is_text = |path: &&String| {
            let text = path.ends_with(".yaml") || path.ends_with(".md") || path.ends_with(".yml");
            text && path.as_str() != "content/site.yaml" && !in_files_folder(path)
        };
        let mut paths: Vec<String> = self.content.keys().filter(is_text).cloned().collect();
        let mut report = Report::default();
        report.extend(self.read_theme(disk, theme, &mut paths));
        report.extend(self.add(disk, &paths));
        if !self.seals_alone {
            self.read_sealed(disk);
        }
        self.content.retain(|path, _| path.starts_with("content/"));
        if self.known.is_some() {
            for (path, file) in self.sources.iter() {
                if let Some(folder) = policy_folder(path) {
                    self.of_policies.entry(folder.to_owned()).or_default().push(file);
                }
            }
        }
        report
    }

    /// Reads the copies of sealed texts that stand beside the versions. They only
    /// help to say what changed, so one that cannot be read is as good as none.
    fn read_sealed(&mut self, disk: &dyn Disk) {
        let is_version = |path: &&String| path.split('/').count() == 5 && path.split('/').nth(2) == Some("policies");
        let folders: Vec<String> = self.content.keys().filter(is_version).cloned().collect();
        for entry in folders.iter().flat_map(|folder| disk.walk(&format!("{folder}/{SEALED}"))) {
            let EntryKind::File(size) = entry.kind else { continue };
            if size > self.limit || !entry.path.ends_with(".md") {
                continue;
            }
            if let Some(text) = disk.read(&entry.path).ok().and_then(|bytes| String::from_utf8(bytes).ok()) {
                let text = self.once(&entry.path, text.into());
                self.sources.add(entry.path, text);
            }
        }
    }

    /// Lists the theme's texts among `paths`, and reads its assets.
    fn read_theme(&mut self, disk: &dyn Disk, theme: &str, paths: &mut Vec<String>) -> Report {
        let mut report = Report::default();
        for entry in disk.walk(&format!("themes/{theme}")) {
            look_at(&entry, &mut report);
            let EntryKind::File(_) = entry.kind else { continue };
            if let Some((_, name)) = entry.path.split_once("/assets/") {
                match disk.read(&entry.path) {
                    Ok(bytes) => {
                        self.theme_assets.insert(name.to_owned(), bytes);
                    }
                    Err(error) => {
                        let message = format!("the file cannot be read: {}", describe(&error));
                        report
                            .error("file-unreadable", Place::Path(entry.path), message)
                            .hint("look at its permissions");
                    }
                }
            } else {
                self.content.insert(entry.path.clone(), entry.kind);
                paths.push(entry.path);
            }
        }
        report
    }

    fn add(&mut self, disk: &dyn Disk, paths: &[String]) -> Report {
        let read = |path: &String| {
            let state = self.known.and_then(|known| known.state(disk, path));
            (path.clone(), state, self.read_text(disk, path, state))
        };
        let texts: Vec<_> = paths.par_iter().map(read).collect();
        let mut report = Report::default();
        if let Some(known) = self.known {
            known.note(texts.iter().filter_map(|(path, state, _)| Some((path.clone(), (*state)?))));
        }
        for (path, _, text) in texts {
            match text {
                Ok(Some(text)) => {
                    self.sources.add(path, text);
                }
                Ok(None) => {}
                Err(problem) => {
                    let place = Place::Path(path);
                    report.error(problem.id, place, problem.message).hint(problem.hint);
                }
            }
        }
        report
    }

    fn read_text(&self, disk: &dyn Disk, path: &str, state: Option<FileState>) -> Result<Option<Arc<str>>, Problem> {
        let Some(EntryKind::File(size)) = self.content.get(path) else { return Ok(None) };
        let too_large = |size: u64| Problem {
            id: "file-too-large",
            message: format!(
                "the file is {} MiB, and {} MiB are read at most",
                size.div_ceil(1 << 20),
                self.limit >> 20
            ),
            hint: "split it, or raise `limits: {max_input_mib: …}` in site.yaml",
        };
        if *size > self.limit {
            return Err(too_large(*size));
        }
        if let Some(known) = self.known.and_then(|known| known.text(path, state?)) {
            return Ok(Some(known));
        }
        let bytes = disk.read(path).map_err(|error| Problem {
            id: "file-unreadable",
            message: format!("the file cannot be read: {}", describe(&error)),
            hint: "look at its permissions, and whether it was moved while the site was read",
        })?;
        if bytes.len() as u64 > self.limit {
            return Err(too_large(bytes.len() as u64));
        }
        match String::from_utf8(bytes) {
            Ok(text) => Ok(Some(self.once(path, text.into()))),
            Err(error) => {
                let before = &error.as_bytes()[..error.utf8_error().valid_up_to()];
                let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
                Err(Problem {
                    id: "not-utf8",
                    message: format!("the file is not UTF-8: line {line} holds bytes that are no text"),
                    hint: "save it again with the encoding UTF-8",
                })
            }
        }
    }

    /// A text; the one that was read before where it is the same.
    fn once(&self, path: &str, text: Arc<str>) -> Arc<str> {
        match self.known {
            Some(known) => known.same(path, text),
            None => text,
        }
    }

    /// The texts below the folder of a policy, in the order in which they were read.
    pub(super) fn texts_below(&self, folder: &str) -> &[FileId] {
        self.of_policies.get(folder).map_or(&[], Vec::as_slice)
    }

    /// All that stands below a folder, read or not.
    pub(super) fn entries_below(&self, folder: &str) -> Vec<(String, EntryKind)> {
        self.range(folder).map(|(path, kind)| (path.clone(), kind.clone())).collect()
    }

    fn range(&self, folder: &str) -> impl Iterator<Item = (&String, &EntryKind)> {
        let prefix = format!("{folder}/");
        self.content.range(prefix.clone()..).take_while(move |(path, _)| path.starts_with(&prefix))
    }

    /// Whether something stands at a path, read or not.
    pub(super) fn has(&self, path: &str) -> bool {
        self.content.contains_key(path)
    }

    /// Whether a file stands at a path that may be read.
    pub(super) fn is_file(&self, path: &str) -> bool {
        matches!(self.content.get(path), Some(EntryKind::File(_)))
    }

    /// The folders of associations: those below `content/` that hold anything.
    pub(super) fn associations(&self) -> Vec<String> {
        let names = self.content.keys().filter_map(|path| path.strip_prefix("content/")?.split_once('/'));
        let unique: BTreeSet<&str> = names.map(|(folder, _)| folder).collect();
        unique.into_iter().map(str::to_owned).collect()
    }

    /// The names directly below a folder, sorted.
    pub(super) fn names(&self, folder: &str) -> Vec<String> {
        let names = self.range(folder).map(|(path, _)| path[folder.len() + 1..].split('/').next().unwrap_or_default());
        let unique: BTreeSet<&str> = names.collect();
        unique.into_iter().map(str::to_owned).collect()
    }

    /// The files below a folder, relative to it, each with its size in bytes.
    pub(super) fn below(&self, folder: &str) -> Vec<(String, u64)> {
        let file = |(path, kind): (&String, &EntryKind)| match kind {
            EntryKind::File(bytes) => Some((path[folder.len() + 1..].to_owned(), *bytes)),
            _ => None,
        };
        self.range(folder).filter_map(file).collect()
    }

    /// The files of a theme that stand on the disk.
    pub(super) fn theme(&self, theme: &str) -> BTreeMap<String, FileId> {
        let prefix = format!("themes/{theme}/");
        let of_theme = |(path, id): (&str, FileId)| path.strip_prefix(&prefix).map(|name| (name.to_owned(), id));
        self.sources.iter().filter_map(of_theme).collect()
    }

    /// Warns of texts that nothing reads: a mistyped name would be a lost policy.
    pub(super) fn unused(&self, site: &Site) -> Report {
        let mut used: BTreeSet<&str> = BTreeSet::new();
        let mut add = |file: Option<FileId>| used.extend(file.map(|file| self.sources.path(file)));
        add(Some(site.file));
        add(site.glossary_file);
        for association in &site.associations {
            add(Some(association.file));
            add(association.channels_file);
            association.forms.iter().for_each(|form| add(Some(form.file)));
            for policy in &association.policies {
                add(Some(policy.file));
                let texts = policy.versions.iter().flat_map(|version| [&version.texts.ar, &version.texts.en]);
                texts.flatten().for_each(|text| add(Some(text.file)));
            }
        }
        let mut report = Report::default();
        for (path, file) in self.sources.iter().filter(|(path, _)| path.starts_with("content/") && !used.contains(path))
        {
            let name = path.rsplit('/').next().unwrap_or(path);
            if path.contains(&format!("/{SEALED}/")) {
                continue;
            }
            if name.eq_ignore_ascii_case("readme.md") || self.belongs_to_failed(path, site) {
                continue;
            }
            let message = "nothing reads this file, so it is not published";
            report
                .warning("file-unused", Place::File(file), message)
                .hint("move it where it belongs, list its version in policy.yaml, or start its name with `_`");
        }
        report
    }

    /// Whether a file stands below a folder whose own file has errors: one finding is enough.
    fn belongs_to_failed(&self, path: &str, site: &Site) -> bool {
        let mut parts = path.split('/').skip(1);
        let (Some(id), Some(second)) = (parts.next(), parts.next()) else { return false };
        let Some(association) = site.association(id) else { return true };
        if second == "policies" {
            return parts.next().is_some_and(|policy| parts.next().is_some() && association.policy(policy).is_none());
        }
        second == "channels.yaml" || (second == "forms" && path.ends_with(".yaml"))
    }
}

struct Problem {
    id: &'static str,
    message: String,
    hint: &'static str,
}

/// The folder of the policy below which a path lies.
fn policy_folder(path: &str) -> Option<&str> {
    let end = path.match_indices('/').nth(3)?.0;
    let folder = &path[..end];
    let mut parts = folder.split('/');
    (parts.next() == Some("content") && parts.nth(1) == Some("policies")).then_some(folder)
}

fn in_files_folder(path: &str) -> bool {
    let parts: Vec<&str> = path.split('/').collect();
    parts.len() > 6 && parts[0] == "content" && parts[2] == "policies" && parts[5] == "files"
}

fn look_at(entry: &Entry, report: &mut Report) {
    let place = Place::Path(entry.path.clone());
    let name = entry.path.rsplit('/').next().unwrap_or_default();
    if let Some(c) = name.chars().find(|c| c.is_control()).or_else(|| unsafe_control(name)) {
        let message = format!("the name holds the invisible control character U+{:04X}{}", c as u32, harm_of(c));
        report.error("control-character", place.clone(), message).hint("rename it, and type the name anew");
    }
    match &entry.kind {
        EntryKind::LinkOutside => {
            let message = "the link leads out of the site's folder, so it is not followed";
            report.error("link-outside", place, message).hint("copy the file into the site, or delete the link");
        }
        EntryKind::Unreadable(reason) => {
            let message = format!("it cannot be read: {reason}");
            report.error("file-unreadable", place, message).hint("look at its permissions, or delete it");
        }
        EntryKind::Folder | EntryKind::File(_) => {
            let parts = entry.path.split('/').count();
            let is_content = entry.path.starts_with("content/");
            let policy = parts == 4 && entry.path.split('/').nth(2) == Some("policies");
            if is_content && entry.kind == EntryKind::Folder && (parts == 2 || policy) && !is_id(name) {
                let message =
                    format!("`{name}` cannot be the id of {}", if policy { "a policy" } else { "an association" });
                let hint = "rename the folder: small Latin letters and digits, words joined by `-`";
                report.error("bad-id", place, message).hint(hint);
            }
        }
    }
}
