//! What a decision adds to the log of its association.

use std::collections::BTreeMap;

use super::change::{Change, FileChange};
use super::{EditSession, Failure};
use crate::edit::ready::Reason;
use crate::model::log::{
    FactMap, LOG, Line, LineKind, approval_facts, begun, digest, policy_facts, recorded_seals, version_facts,
};
use crate::model::seal::{fingerprint, sealed_bytes};
use crate::model::signature::SIGNATURE;
use crate::model::{Association, Policy, Version};

/// A line that is added, but for what ties it to the others.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub(super) kind: LineKind,
    pub(super) policy: String,
    pub(super) version: Option<String>,
    pub(super) facts: FactMap,
    pub(super) texts: BTreeMap<String, String>,
    pub(super) files: BTreeMap<String, String>,
}

impl Entry {
    /// A line about a version that says nothing yet.
    pub(super) fn of(kind: LineKind, policy: &str, version: &str) -> Self {
        Entry {
            kind,
            policy: policy.to_owned(),
            version: Some(version.to_owned()),
            facts: FactMap::new(),
            texts: BTreeMap::new(),
            files: BTreeMap::new(),
        }
    }

    /// A version of a policy that is approved as it stands here.
    pub(super) fn approved(policy: &Policy, version: &Version) -> Self {
        let (mut facts, texts) = (approval_facts(version), recorded_seals(version));
        facts.extend(policy_facts(policy));
        Entry { facts, texts, ..Entry::of(LineKind::Approved, &policy.id, &version.number) }
    }

    /// The same with one fact.
    pub(super) fn with(mut self, key: &str, fact: serde_json::Value) -> Self {
        self.facts.insert(key.to_owned(), fact);
        self
    }
}

/// A log that lines are added to.
pub(super) struct Writer {
    text: String,
    count: u64,
    last: Option<String>,
    recorded: String,
}

impl Writer {
    /// Goes on with a log as it was read: its lines end with LF, and nothing stands before the first.
    pub(super) fn new(text: &str, recorded: String) -> Self {
        let text = if text.is_empty() { String::new() } else { sealed_bytes(text).into_owned() };
        let (count, last) = (text.lines().count() as u64, text.lines().last().map(digest));
        Writer { text, count, last, recorded }
    }

    /// Adds a line.
    pub(super) fn add(&mut self, entry: Entry) {
        self.count += 1;
        let line = Line {
            n: self.count,
            recorded: self.recorded.clone(),
            kind: entry.kind.word().to_owned(),
            policy: entry.policy,
            version: entry.version,
            facts: entry.facts,
            texts: entry.texts,
            files: entry.files,
            before: self.last.take(),
        };
        self.put(&line);
    }

    fn put(&mut self, line: &Line) {
        let line = line.written();
        self.last = Some(digest(&line));
        self.text.push_str(&line);
        self.text.push('\n');
    }

    /// The log with all that was added.
    pub(super) fn text(self) -> String {
        self.text
    }
}

impl EditSession {
    /// The log of an association with lines added; one that is not there is begun with every version as it is found.
    ///
    /// # Errors
    /// When the log is broken, or a file that it names cannot be read.
    pub(super) fn logged(&self, association: &Association, entries: Vec<Entry>) -> Result<FileChange, Failure> {
        let path = log_path(association);
        let mut log = self.writer(association)?;
        entries.into_iter().for_each(|entry| log.add(entry));
        self.changed(path, log.text())
    }

    /// A change with signatures of the last lines of its logs, each by the path of its log.
    ///
    /// # Errors
    /// When a file that is there already cannot be read.
    pub fn signed(&self, change: &Change, signatures: Vec<(String, Vec<u8>)>) -> Result<Change, Failure> {
        let mut change = change.clone();
        for (log, signature) in signatures {
            let path = log.strip_suffix(LOG).map(|folder| format!("{folder}{SIGNATURE}")).unwrap_or(log);
            change.files.push(self.changed(path, signature)?);
        }
        Ok(change)
    }

    /// The log of an association, ready for a line.
    fn writer(&self, association: &Association) -> Result<Writer, Failure> {
        let path = log_path(association);
        // What left the site is no fault of the log; the line that is added may say why.
        let mut broken: Vec<Reason> = self.errors(|at| at == path);
        broken.retain(|reason| reason.id != "log-orphan");
        if !broken.is_empty() {
            return Err(self.refuse("log-broken", "the log of decisions cannot be gone on with", &broken));
        }
        let recorded = self.today().to_string();
        if let Some(file) = self.loaded().sources.find(&path) {
            return Ok(Writer::new(&self.loaded().sources.text(file).text(), recorded));
        }
        let mut log = Writer::new("", recorded);
        for policy in &association.policies {
            for version in begun(policy) {
                let mut entry = Entry::of(LineKind::Begun, &policy.id, &version.number);
                entry.facts = version_facts(version);
                entry.facts.extend(policy_facts(policy));
                entry.texts = recorded_seals(version);
                let document = version.approval.approved().and_then(|approval| approval.document.clone());
                if let Some(document) = document {
                    let known = self.attachment(association, &policy.id, version, &document)?;
                    entry.files.extend(known.map(|known| (document, known)));
                }
                log.add(entry);
            }
        }
        Ok(log)
    }

    /// The digest of an attachment of a version, where it is there.
    pub(super) fn attachment(
        &self,
        association: &Association,
        policy: &str,
        version: &Version,
        name: &str,
    ) -> Result<Option<String>, Failure> {
        let path = format!("content/{}/policies/{policy}/{}/{name}", association.id, version.number);
        if !self.has(&path) {
            return Ok(None);
        }
        Ok(Some(digest_of(&self.read(&path)?)))
    }
}

/// The digest of a file.
pub(super) fn digest_of(bytes: &[u8]) -> String {
    format!("sha256:{}", fingerprint(bytes))
}

/// Where the log of an association stands.
pub(super) fn log_path(association: &Association) -> String {
    format!("content/{}/{LOG}", association.id)
}
