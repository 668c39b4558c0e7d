//! The texts of a folder, read once, and what stands beside them.
//!
//! In: a disk, and what stands below a folder. Out: texts by path, and a finding for each file
//! that cannot be read: too large, not UTF-8, a link out of the site.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Read};
use std::sync::Arc;

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use crate::disk::{Disk, Entry, EntryKind, FileState, describe};
use crate::model::media::{Holds, LOOKED_AT};
use crate::model::{Association, Site};
use crate::report::{Report, Reported};
use crate::source::{FileId, Packed, Place, Shelf};

use super::entries::{SEALED, check_entry, in_files_folder, is_text, policy_folder};
use super::setting::{Reading, Setting};

/// The files of one folder.
#[derive(Debug)]
pub(super) struct Files<'k> {
    pub(super) texts: Shelf,
    /// What was read of the folder before.
    earlier: Option<Earlier<'k>>,
    /// The texts below the folder of each policy.
    of_policies: FxHashMap<String, Vec<FileId>>,
    /// Everything that stands there, also what could not be read.
    pub(super) content: BTreeMap<String, EntryKind>,
    /// What the attachments hold.
    pub(super) holds: BTreeMap<String, Holds>,
    /// The states of the texts, as they were before they were read.
    pub(super) states: FxHashMap<String, FileState>,
    pub(super) setting: Arc<Setting>,
    /// See [`Reading::now`].
    now: Option<i64>,
}

/// The texts of a folder as they were read before.
#[derive(Clone, Copy, Debug)]
pub(super) struct Earlier<'k> {
    pub(super) texts: &'k Shelf,
    /// The states of the files before they were read.
    pub(super) states: &'k FxHashMap<String, FileState>,
    pub(super) holds: &'k BTreeMap<String, Holds>,
}

impl<'k> Earlier<'k> {
    /// The text that was read at a path.
    fn text(self, path: &str) -> Option<&'k Packed> {
        Some(self.texts.text(self.texts.find(path)?))
    }

    /// The same where the file is in the state in which it was: it need not be read again.
    fn text_in(self, path: &str, state: FileState) -> Option<&'k Packed> {
        self.text(path).filter(|_| self.states.get(path) == Some(&state))
    }
}

impl<'k> Files<'k> {
    /// Takes what stands there; nothing is read yet.
    pub(super) fn of(
        texts: Shelf,
        entries: Vec<Entry>,
        reading: Reading<'_>,
        earlier: Option<Earlier<'k>>,
    ) -> Reported<Self> {
        let mut report = Report::default();
        let mut content = BTreeMap::new();
        for entry in entries {
            check_entry(&entry, &mut report);
            content.insert(entry.path, entry.kind);
        }
        let (of_policies, states, holds) = (FxHashMap::default(), FxHashMap::default(), BTreeMap::new());
        let setting = Arc::clone(reading.setting);
        Reported {
            value: Files { texts, earlier, of_policies, content, holds, states, setting, now: reading.now },
            report,
        }
    }

    /// Reads every text of an association's folder.
    pub(super) fn read_all(&mut self, disk: &dyn Disk) -> Report {
        let is_text = |path: &&String| is_text(path) && !in_files_folder(path);
        let paths: Vec<String> = self.content.keys().filter(is_text).cloned().collect();
        let mut report = self.read(disk, &paths);
        report.extend(self.look_into_attachments(disk));
        if !self.setting.seals_alone {
            self.read_sealed(disk);
        }
        for (path, file) in self.texts.iter() {
            if let Some(folder) = policy_folder(path) {
                self.of_policies.entry(folder.to_owned()).or_default().push(file);
            }
        }
        report
    }

    /// Looks at the first bytes of every attachment that is not too large to publish.
    fn look_into_attachments(&mut self, disk: &dyn Disk) -> Report {
        let mut report = Report::default();
        let limit = self.setting.attachment_limit;
        let mut paths = Vec::new();
        for (path, kind) in self.content.iter().filter(|(path, _)| in_files_folder(path)) {
            match kind {
                EntryKind::File(size) if *size > limit => {
                    let (size, limit) = (size.div_ceil(1 << 20), limit >> 20);
                    let message = format!("the attachment is {size} MiB, and {limit} MiB are published at most");
                    report
                        .error("file-too-large", Place::Path(path.clone()), message)
                        .hint("save it smaller, or raise `limits: {attachment_mib: …}` in site.yaml");
                }
                EntryKind::File(_) => paths.push(path.clone()),
                _ => {}
            }
        }
        let look = |path: String| {
            let state = self.state(disk, &path);
            let known = self.earlier.filter(|earlier| state.is_some() && earlier.states.get(&path) == state.as_ref());
            let known = known.and_then(|earlier| earlier.holds.get(&path).copied());
            (known.map_or_else(|| first_bytes(disk, &path).map(|first| Holds::of(&first)), Ok), state, path)
        };
        let looked: Vec<_> = paths.into_par_iter().map(look).collect();
        for (holds, state, path) in looked {
            match holds {
                Ok(holds) => {
                    self.states.extend(state.map(|state| (path.clone(), state)));
                    self.holds.insert(path, holds);
                }
                Err(error) => {
                    let message = format!("the file cannot be read: {}", describe(&error));
                    let hint = "look at its permissions, and whether it was moved while the site was read";
                    report.error("file-unreadable", Place::Path(path), message).hint(hint);
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
            if size > self.setting.limit || !entry.path.ends_with(".md") {
                continue;
            }
            if let Some(text) = disk.read(&entry.path).ok().and_then(|bytes| String::from_utf8(bytes).ok()) {
                self.put(entry.path, Packed::from(&*text));
            }
        }
    }

    /// Reads the texts at some of the paths.
    pub(super) fn read(&mut self, disk: &dyn Disk, paths: &[String]) -> Report {
        let read = |path: &String| {
            let state = self.state(disk, path);
            (path.clone(), state, self.read_text(disk, path, state))
        };
        let texts: Vec<_> = paths.par_iter().map(read).collect();
        let mut report = Report::default();
        for (path, state, text) in texts {
            self.states.extend(state.map(|state| (path.clone(), state)));
            match text {
                Ok(Some(text)) => self.put(path, text),
                Ok(None) => {}
                Err(problem) => {
                    let place = Place::Path(path);
                    report.error(problem.id, place, problem.message).hint(problem.hint);
                }
            }
        }
        report
    }

    /// Keeps a text; where the one that was read before is the same, that one is kept.
    fn put(&mut self, path: String, text: Packed) {
        let same = self.earlier.filter(|earlier| earlier.text(&path).is_some_and(|before| *before == text));
        if same.and_then(|earlier| self.texts.add_as_in(earlier.texts, &path)).is_none() {
            self.texts.add(path, text);
        }
    }

    /// The state of a file, where it tells the file from what it may become.
    fn state(&self, disk: &dyn Disk, path: &str) -> Option<FileState> {
        let now = self.now?;
        disk.state(path).filter(|state| state.is_settled(now))
    }

    fn read_text(&self, disk: &dyn Disk, path: &str, state: Option<FileState>) -> Result<Option<Packed>, Problem> {
        let Some(EntryKind::File(size)) = self.content.get(path) else { return Ok(None) };
        let too_large = |size: u64| Problem {
            id: "file-too-large",
            message: format!(
                "the file is {} MiB, and {} MiB are read at most",
                size.div_ceil(1 << 20),
                self.setting.limit >> 20
            ),
            hint: "split it, or raise `limits: {max_input_mib: …}` in site.yaml",
        };
        if *size > self.setting.limit {
            return Err(too_large(*size));
        }
        if let Some(text) = self.earlier.and_then(|earlier| earlier.text_in(path, state?)) {
            return Ok(Some(text.clone()));
        }
        let bytes = disk.read(path).map_err(|error| Problem {
            id: "file-unreadable",
            message: format!("the file cannot be read: {}", describe(&error)),
            hint: "look at its permissions, and whether it was moved while the site was read",
        })?;
        if bytes.len() as u64 > self.setting.limit {
            return Err(too_large(bytes.len() as u64));
        }
        match String::from_utf8(bytes) {
            Ok(text) if self.setting.keep_unpacked => Ok(Some(Packed::plain(&text))),
            Ok(text) => Ok(Some(Packed::from(&*text))),
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

    /// The texts below the folder of a policy, in the order in which they were read.
    pub(super) fn texts_below(&self, folder: &str) -> &[FileId] {
        self.of_policies.get(folder).map_or(&[], Vec::as_slice)
    }

    /// All that stands below a folder, read or not.
    pub(super) fn entries_below(&self, folder: &str) -> Vec<(String, EntryKind)> {
        self.range(folder).map(|(path, kind)| (path.clone(), kind.clone())).collect()
    }

    /// What the attachments below a folder hold.
    pub(super) fn holds_below(&self, folder: &str) -> Vec<(String, Holds)> {
        let prefix = format!("{folder}/");
        let below = self.holds.range(prefix.clone()..).take_while(|(path, _)| path.starts_with(&prefix));
        below.map(|(path, holds)| (path.clone(), *holds)).collect()
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

    /// Warns of texts of an association's folder that nothing reads: a mistyped name would be a lost policy.
    pub(super) fn unused(&self, association: Option<&Association>) -> Report {
        // Where the folder's own file has errors, one finding is enough.
        let Some(association) = association else { return Report::default() };
        let policies = association.policies.iter().flat_map(|policy| {
            let texts = policy.versions.iter().flat_map(|version| version.texts.existing());
            texts.map(|text| text.file).chain([policy.file])
        });
        let forms = association.forms.iter().map(|form| form.file);
        let log = association.log.as_ref();
        let log = log.into_iter().flat_map(|log| [Some(log.file), log.signature.as_ref().map(|one| one.file)]);
        let used: BTreeSet<FileId> = [association.file]
            .into_iter()
            .chain(association.channels_file)
            .chain(log.flatten())
            .chain(forms)
            .chain(policies)
            .collect();
        self.unused_but(&used, |path| belongs_to_failed(path, association))
    }

    /// The same for the texts that stand beside the folders.
    pub(super) fn unused_beside(&self, site: &Site) -> Report {
        let used = [site.file].into_iter().chain(site.glossary_file).collect();
        self.unused_but(&used, |_| false)
    }

    fn unused_but(&self, used: &BTreeSet<FileId>, passed_over: impl Fn(&str) -> bool) -> Report {
        let mut report = Report::default();
        for (path, file) in self.texts.iter().filter(|(_, file)| !used.contains(file)) {
            let name = path.rsplit('/').next().unwrap_or(path);
            if path.contains(&format!("/{SEALED}/")) || name.eq_ignore_ascii_case("readme.md") || passed_over(path) {
                continue;
            }
            let message = "nothing reads this file, so it is not published";
            report
                .warning("file-unused", Place::File(file), message)
                .hint("move it where it belongs, list its version in policy.yaml, or start its name with `_`");
        }
        report
    }
}

/// Whether a file stands below a folder whose own file has errors: one finding is enough.
fn belongs_to_failed(path: &str, association: &Association) -> bool {
    let mut parts = path.split('/').skip(2);
    let Some(second) = parts.next() else { return false };
    if second == "policies" {
        return parts.next().is_some_and(|policy| parts.next().is_some() && association.policy(policy).is_none());
    }
    second == "channels.yaml" || (second == "forms" && path.ends_with(".yaml"))
}

/// What a file starts with.
fn first_bytes(disk: &dyn Disk, path: &str) -> io::Result<Vec<u8>> {
    let mut first = Vec::with_capacity(LOOKED_AT);
    disk.open(path)?.take(LOOKED_AT as u64).read_to_end(&mut first)?;
    Ok(first)
}

struct Problem {
    id: &'static str,
    message: String,
    hint: &'static str,
}
