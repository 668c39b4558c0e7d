//! The log of an association's decisions: lines that only commands append, each tied to the one before by its digest.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::approval::{Approval, ApprovalState, Session};
use super::commitment::Commitment;
use super::date::Date;
use super::lang::Phrase;
use super::policy::{Policy, Version, Withdrawal};
use super::seal::fingerprint;
use super::seal::sealed_bytes;
use super::signature::{Signature, Signed};
use crate::source::{FileId, Packed};
use crate::text::choices::choices;

/// The name of the log, beside association.yaml and in the data of the built site.
pub const LOG: &str = "decisions.jsonl";

choices! {
    /// What a line of the log records.
    pub enum LineKind {
        /// A version as it was found when the log was begun.
        Begun = "begun",
        /// The body approved a version.
        Approved = "approved",
        /// The body looked at a version and left it unchanged.
        Reviewed = "reviewed",
        /// A version was taken out of force.
        Withdrawn = "withdrawn",
        /// A translation was brought up to date, and sealed again.
        Translated = "translated",
        /// Facts of a decision were mended.
        Corrected = "corrected",
        /// A policy got another id.
        Renamed = "renamed",
        /// A policy or a version left the site, with the reason.
        Removed = "removed",
    }
}

/// Facts by their keys, as policy.yaml has them.
pub type FactMap = Map<String, Value>;

/// What one line says. Its keys are written in this order.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Line {
    /// Its number, from 1.
    pub n: u64,
    /// The day on which it was written.
    pub recorded: String,
    /// What it records: a word of [`LineKind`].
    pub kind: String,
    /// The id of the policy.
    pub policy: String,
    /// The number of the version; none where the line is about the whole policy.
    #[serde(default)]
    pub version: Option<String>,
    /// What was decided.
    #[serde(default)]
    pub facts: FactMap,
    /// The seals of the texts that it names, by language.
    #[serde(default)]
    pub texts: BTreeMap<String, String>,
    /// The digests of attachments, by path below the version's folder.
    #[serde(default)]
    pub files: BTreeMap<String, String>,
    /// The digest of the line before; none on the first.
    pub before: Option<String>,
}

impl Line {
    /// What it records; nothing where a newer program wrote a kind of its own.
    pub fn line_kind(&self) -> Option<LineKind> {
        LineKind::from_word(&self.kind)
    }

    /// The line as it is written, without its line end.
    pub fn written(&self) -> String {
        serde_json::to_string(self).expect("a line is always JSON")
    }
}

/// A line with its place and its digest.
#[derive(Clone, Debug, PartialEq)]
pub struct LogLine {
    /// The byte of the file at which it starts.
    pub at: usize,
    /// `sha256:` and the SHA-256 of its bytes without the line end.
    pub digest: String,
    /// What it says; nothing where that cannot be understood.
    pub says: Option<Line>,
}

/// The log of an association.
#[derive(Clone, Debug)]
pub struct Log {
    /// Where it was read.
    pub file: FileId,
    /// The file as it was read.
    pub source: Packed,
    /// Its lines.
    pub lines: Vec<LogLine>,
    /// Whether the last line has its line end.
    pub ends: bool,
    /// The digests of the attachments that lines name, by path below the association's folder; nothing where a file is
    /// not there.
    pub attachments: BTreeMap<String, Option<String>>,
    /// The signature beside it.
    pub signature: Option<Signature>,
}

/// The digest of a line of a log.
pub fn digest(line: &str) -> String {
    format!("sha256:{}", fingerprint(line.as_bytes()))
}

impl Log {
    /// The lines that can be understood, each with its place in the list.
    pub fn understood(&self) -> impl Iterator<Item = (&LogLine, &Line)> {
        self.lines.iter().filter_map(|line| Some((line, line.says.as_ref()?)))
    }

    /// The lines about a version, and those about its whole policy.
    pub fn of<'a>(&'a self, policy: &'a str, version: &'a str) -> impl Iterator<Item = (&'a LogLine, &'a Line)> {
        self.understood().filter(move |(_, line)| {
            line.policy == policy && line.version.as_deref().is_none_or(|number| number == version)
        })
    }

    /// The signature that holds its last line; nothing where it has none, or one of an earlier line.
    pub fn signed(&self) -> Option<&Signed> {
        let says = self.signature.as_ref()?.says.as_ref()?;
        (says.line == Some(self.lines.len())).then_some(says)
    }

    /// The log as it is published: its lines end with LF, and nothing stands before the first.
    pub fn published(&self) -> Vec<u8> {
        sealed_bytes(&self.source.text()).into_owned().into_bytes()
    }

    /// The line that records the review of a day, the last of them.
    pub fn reviewed<'a>(&'a self, policy: &'a str, version: &'a str, day: Date) -> Option<(&'a LogLine, &'a Line)> {
        let day = day.to_string();
        let is_it = |line: &Line| match line.line_kind() {
            Some(LineKind::Reviewed) => line.facts.get("review").is_some_and(|review| review["date"] == *day),
            Some(LineKind::Begun) => {
                let reviews = line.facts.get(REVIEWED).and_then(Value::as_array);
                reviews.is_some_and(|all| all.iter().any(|review| review["date"] == *day))
            }
            _ => false,
        };
        self.of(policy, version).filter(|(_, line)| is_it(line)).last()
    }

    /// The line that records the withdrawal of a version.
    pub fn withdrawn<'a>(&'a self, policy: &'a str, version: &'a str) -> Option<(&'a LogLine, &'a Line)> {
        let is_it = |line: &Line| match line.line_kind() {
            Some(LineKind::Withdrawn) => true,
            Some(LineKind::Begun) => line.facts.get(WITHDRAWN).is_some_and(|end| !end.is_null()),
            _ => false,
        };
        self.of(policy, version).filter(|(_, line)| is_it(line)).last()
    }

    /// The line that speaks for a version as it stands: the last that approved, corrected or began with it.
    pub fn speaks_for<'a>(&'a self, policy: &'a str, version: &'a str) -> Option<(&'a LogLine, &'a Line)> {
        let decides = |kind| matches!(kind, LineKind::Begun | LineKind::Approved | LineKind::Corrected);
        self.of(policy, version).filter(|(_, line)| line.line_kind().is_some_and(decides)).last()
    }
}

/// What the lines about a version say together, each fact with the place of the line that said it last.
#[derive(Clone, Debug, Default)]
pub struct Told<'a> {
    /// Facts of the approval.
    pub facts: BTreeMap<&'a str, (&'a Value, &'a LogLine)>,
    /// Reviews, in the order of the lines.
    pub reviews: Vec<(&'a Value, &'a LogLine)>,
    /// The withdrawal.
    pub withdrawn: Option<(&'a Value, &'a LogLine)>,
    /// The seals of texts, by language.
    pub texts: BTreeMap<&'a str, (&'a str, &'a LogLine)>,
    /// The digests of attachments.
    pub files: BTreeMap<&'a str, (&'a str, &'a LogLine)>,
    /// The first line about it.
    pub first: Option<&'a LogLine>,
    /// Whether it left the site.
    pub removed: bool,
}

/// Facts that are no facts of the approval itself.
const REVIEWED: &str = "reviewed";
const WITHDRAWN: &str = "withdrawn";

impl<'a> Told<'a> {
    /// What a log says of a version.
    pub fn of(log: &'a Log, policy: &'a str, version: &'a str) -> Self {
        let mut told = Told::default();
        for (place, line) in log.of(policy, version) {
            let Some(kind) = line.line_kind() else { continue };
            if line.version.is_some() && kind != LineKind::Removed {
                told.first.get_or_insert(place);
                // What comes back after it was removed is there again.
                told.removed = false;
            }
            told.add(kind, line, place);
        }
        told
    }

    fn add(&mut self, kind: LineKind, line: &'a Line, place: &'a LogLine) {
        match kind {
            LineKind::Begun | LineKind::Approved => {
                // A decision about the whole version says all that holds from then on.
                self.facts.clear();
                for (key, value) in &line.facts {
                    match key.as_str() {
                        REVIEWED => {
                            let all = value.as_array().map(Vec::as_slice).unwrap_or_default();
                            self.reviews.extend(all.iter().map(|review| (review, place)));
                        }
                        WITHDRAWN => self.withdrawn = Some((value, place)).filter(|(value, _)| !value.is_null()),
                        key => drop(self.facts.insert(key, (value, place))),
                    }
                }
            }
            LineKind::Corrected => {
                let facts = line.facts.iter().filter(|(key, _)| !key.starts_with("reason") && *key != "merged");
                self.facts.extend(facts.map(|(key, value)| (key.as_str(), (value, place))));
            }
            LineKind::Reviewed => {
                if let Some(review) = line.facts.get("review") {
                    self.reviews.push((review, place));
                }
            }
            LineKind::Withdrawn => self.withdrawn = line.facts.get(WITHDRAWN).map(|value| (value, place)),
            LineKind::Removed => self.removed = true,
            LineKind::Translated | LineKind::Renamed => {}
        }
        self.texts.extend(line.texts.iter().map(|(lang, seal)| (lang.as_str(), (seal.as_str(), place))));
        self.files.extend(line.files.iter().map(|(path, digest)| (path.as_str(), (digest.as_str(), place))));
    }
}

/// The facts of a version's approval as policy.yaml has them. What it does not say is `null`, so that nobody can add it
/// unseen.
pub fn approval_facts(version: &Version) -> FactMap {
    let approval = version.approval.approved();
    let mut facts = FactMap::new();
    let state = match version.approval {
        ApprovalState::Approved(_) => None,
        ApprovalState::Pending => Some("pending"),
        ApprovalState::NotStated => Some("not-stated"),
    };
    match (approval, state) {
        (Some(approval), _) => push_approval(approval, &mut facts),
        (None, state) => drop(facts.insert("approval".to_owned(), state.into())),
    }
    facts.insert("effective".to_owned(), version.effective.map(|day| day.to_string()).into());
    let commitments = version.commitments.as_ref();
    facts.insert("commitments".to_owned(), commitments.map(|list| list.iter().map(promise).collect::<Value>()).into());
    facts
}

/// What a decision stands on that policy.yaml says of the whole policy: which text prevails, and whether the texts are
/// the approved ones.
pub fn policy_facts(policy: &Policy) -> FactMap {
    let all = [("governing_language", policy.governing.code()), ("basis", policy.basis.word())];
    all.into_iter().map(|(key, word)| (key.to_owned(), word.into())).collect()
}

fn push_approval(approval: &Approval, facts: &mut FactMap) {
    let signatory = approval.signatory.as_ref().map(|signatory| {
        let mut person = FactMap::new();
        person.insert("name".to_owned(), phrase(&signatory.name));
        person.insert("role".to_owned(), phrase(&signatory.role));
        Value::Object(person)
    });
    let all = [
        ("body", phrase(&approval.body)),
        ("session", approval.session.as_ref().map(sitting).into()),
        ("session_kind", approval.sitting.word().into()),
        ("date", approval.date.map(|day| day.to_string()).into()),
        ("hijri", approval.hijri.map(|day| day.to_string()).into()),
        ("resolution", approval.resolution.clone().into()),
        ("signatory", signatory.into()),
        ("document", approval.document.clone().into()),
    ];
    facts.extend(all.map(|(key, value)| (key.to_owned(), value)));
}

/// The facts of a version as it is found: of its approval, its reviews and its withdrawal.
pub fn version_facts(version: &Version) -> FactMap {
    let mut facts = approval_facts(version);
    let reviews = version.reviewed.iter().map(|(day, session)| review_fact(*day, session.as_ref()));
    facts.insert(REVIEWED.to_owned(), reviews.collect());
    facts.insert(WITHDRAWN.to_owned(), version.withdrawn.as_ref().map(withdrawal_fact).into());
    facts
}

/// A review as a fact: its day and its sitting.
pub fn review_fact(day: Date, session: Option<&Session>) -> Value {
    serde_json::json!({"date": day.to_string(), "session": session.map(sitting)})
}

/// A withdrawal as a fact: its day, its sitting and its reason.
pub fn withdrawal_fact(end: &Withdrawal) -> Value {
    serde_json::json!({
        "date": end.date.map(|day| day.to_string()),
        "session": end.session.as_ref().map(sitting),
        "reason": phrase(&end.reason),
    })
}

/// The seals that a version records, by language.
pub fn recorded_seals(version: &Version) -> BTreeMap<String, String> {
    let seals = version.seal.each().filter_map(|(lang, seal)| Some((lang.code().to_owned(), seal.clone()?)));
    seals.collect()
}

/// The versions of a policy that a log begins with: all but drafts.
pub fn begun(policy: &Policy) -> impl Iterator<Item = &Version> {
    policy.versions.iter().filter(|version| version.approval != ApprovalState::Pending)
}

fn sitting(session: &Session) -> Value {
    match session {
        Session::Number(number) => (*number).into(),
        Session::Words(words) => words.as_str().into(),
    }
}

fn phrase(phrase: &Phrase) -> Value {
    let words = phrase.each().filter_map(|(lang, words)| Some((lang.code().to_owned(), words.clone()?.into())));
    Value::Object(words.collect())
}

fn promise(commitment: &Commitment) -> Value {
    serde_json::json!({
        "id": commitment.id,
        "what": phrase(&commitment.what),
        "clause": commitment.clause,
        "bound": commitment.period.bound.word(),
        "amount": commitment.period.amount,
        "unit": commitment.period.unit.word(),
        "from": commitment.from.map(|start| start.word()),
    })
}
