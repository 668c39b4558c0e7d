//! Decisions, and the places of policy.yaml and of a text where each is written.

use crate::model::{Approval, Bilingual, Commitment, Date, Lang, Phrase, Session, SittingKind};
use crate::source::front_matter;

use super::editor::{Change, Step, make};
use super::proof;
use super::refusal::Refusal;
use super::value::Value;
use crate::load::yaml;

/// What is recorded in policy.yaml. `nth` is the place of a version in the
/// file's list, from 0.
#[derive(Clone, Debug)]
pub enum Decision {
    /// A new draft at the end of the list.
    Revise {
        /// Its number.
        number: String,
        /// The promises that it inherits.
        commitments: Vec<Commitment>,
    },
    /// The body approved a version.
    Approve {
        /// Which.
        nth: usize,
        /// The approval; `None` where it stands there already.
        approval: Option<Box<Approval>>,
        /// The day from which it holds, where it is not that of the approval.
        effective: Option<Date>,
        /// What it promises, where its own list does not say so yet.
        commitments: Vec<Commitment>,
        /// The seals of its texts.
        seals: Bilingual<Option<String>>,
    },
    /// A version was reviewed and left unchanged.
    Review {
        /// Which.
        nth: usize,
        /// The day.
        date: Date,
        /// Which sitting it was.
        session: Option<Session>,
    },
    /// A version was taken out of force.
    Withdraw {
        /// Which.
        nth: usize,
        /// The day.
        date: Date,
        /// Which sitting it was.
        session: Option<Session>,
        /// Why.
        reason: Phrase,
    },
    /// Facts of an approval are others than those that stand there.
    Correct {
        /// Which version.
        nth: usize,
        /// The approval as it is recorded.
        known: Box<Approval>,
        /// The approval as it will be.
        approval: Box<Approval>,
        /// The day from which the version holds, where another one is recorded.
        effective: Option<Date>,
    },
    /// A text got another seal, or its first.
    Seal {
        /// The version.
        nth: usize,
        /// The language of the text.
        lang: Lang,
        /// The seal.
        seal: String,
    },
}

/// Records a decision in the text of policy.yaml.
///
/// # Errors
/// Where it cannot be written without touching anything else; the place is a
/// byte of `text`.
pub fn record(text: &str, decision: &Decision) -> Result<String, Refusal> {
    let mark = text.len() - text.trim_start_matches('\u{feff}').len();
    edit(text, mark, text.len(), |yaml| decision.changes(yaml))
}

/// Records in the front matter of a text which source text it follows; a text
/// without front matter gets one.
///
/// # Errors
/// Where it cannot be written without touching anything else; the place is a
/// byte of `text`.
pub fn front_matter_follows(text: &str, seal: &str) -> Result<String, Refusal> {
    let mark = text.len() - text.trim_start_matches('\u{feff}').len();
    let Some(matter) = front_matter(text) else {
        if text[mark..].lines().next().is_some_and(|line| line.trim_end() == "---") {
            let hint = "end it with a line of three dashes";
            return Err(Refusal::new(mark, "the front matter has no second line of `---`", hint));
        }
        let end = if text.contains("\r\n") { "\r\n" } else { "\n" };
        let head = format!("---{end}translated_from: {seal}{end}---{end}{end}");
        return Ok(format!("{}{head}{}", &text[..mark], text[mark..].trim_start_matches(['\r', '\n'])));
    };
    let start = matter.yaml.as_ptr() as usize - text.as_ptr() as usize;
    let change = Change::Set {
        path: Vec::new(),
        key: "translated_from",
        value: Value::Plain(seal.to_owned()),
        behind: &["translation"],
    };
    edit(text, start, start + matter.yaml.len(), |_| vec![change])
}

/// Changes the YAML between two bytes of a text, and proves the change.
fn edit(
    text: &str,
    start: usize,
    end: usize,
    changes: impl FnOnce(&yaml::Node) -> Vec<Change>,
) -> Result<String, Refusal> {
    let old = &text[start..end];
    let shift = |refusal: Refusal| Refusal { at: refusal.at + start, ..refusal };
    if let Some(at) = old.find('\r').filter(|_| old.replace("\r\n", "").contains('\r')) {
        let message = "its lines end with a lone carriage return, as on old machines";
        return Err(shift(Refusal::new(at, message, "save the file with the line ends of today (LF or CRLF)")));
    }
    let node = yaml::read(old).map_err(|error| {
        let line = error.at.map_or(0, |(line, _)| line.saturating_sub(1));
        let at = old.split_inclusive('\n').take(line).map(str::len).sum();
        let hint = if old.contains('\t') { yaml::TAB_HINT } else { "run `mithaq check`, which tells more" };
        shift(Refusal::new(at, format!("this is not YAML: {}", error.message), hint))
    })?;
    let changes = changes(&node);
    let mut new = old.to_owned();
    for change in &changes {
        // The places of a later change are those of a text that an earlier one
        // has made longer: the refusal still names the right line nearly always.
        new = make(&new, change).map_err(shift)?;
    }
    proof::hold(old, &new, &changes).map_err(|refusal| {
        if old.ends_with('\n') {
            return shift(refusal);
        }
        // A block of words at the very end would get the line end that it lacks.
        let message = "the file ends without a line end, and its last words would change with one";
        shift(Refusal::new(old.len(), message, "add a line end at the end of the file, then run the command again"))
    })?;
    Ok(format!("{}{new}{}", &text[..start], &text[end..]))
}

impl Decision {
    fn changes(&self, file: &yaml::Node) -> Vec<Change> {
        let nth = match self {
            Decision::Revise { number, commitments } => {
                let mut entries = vec![("version", Value::Quoted(number.clone()))];
                if !commitments.is_empty() {
                    entries.push(("commitments", promises(commitments)));
                }
                entries.push(("approval", Value::Plain("pending".into())));
                return vec![Change::Append { path: vec![Step::Key("versions")], value: Value::Lines(entries) }];
            }
            Decision::Approve { nth, .. }
            | Decision::Review { nth, .. }
            | Decision::Withdraw { nth, .. }
            | Decision::Correct { nth, .. }
            | Decision::Seal { nth, .. } => *nth,
        };
        let path = vec![Step::Key("versions"), Step::Item(nth)];
        let version = file.get("versions").and_then(|list| list.items().get(nth));
        let has = |key: &str| version.is_some_and(|version| version.get(key).is_some());
        let set = |key, value, behind| Change::Set { path: path.clone(), key, value, behind };
        match self {
            Decision::Revise { .. } => Vec::new(),
            Decision::Approve { approval, effective, commitments, seals, .. } => {
                let mut changes = Vec::new();
                changes
                    .extend(effective.map(|day| set("effective", Value::Plain(day.to_string()), &["version"] as &[_])));
                if !commitments.is_empty() {
                    changes.push(set("commitments", promises(commitments), &["change", "effective", "version"]));
                }
                if let Some(approval) = approval {
                    changes.push(set(
                        "approval",
                        written(approval),
                        &["commitments", "change", "effective", "version"],
                    ));
                }
                changes.extend(sealing(&path, has("seal"), seals));
                changes
            }
            Decision::Correct { known, approval, effective, .. } => {
                let day = effective.map(|day| set("effective", Value::Plain(day.to_string()), &["version"] as &[_]));
                let mut inside = path.clone();
                inside.push(Step::Key("approval"));
                day.into_iter().chain(corrections(&inside, known, approval)).collect()
            }
            Decision::Seal { lang, seal, .. } => {
                let mut seals = Bilingual::default();
                *seals.get_mut(*lang) = Some(seal.clone());
                sealing(&path, has("seal"), &seals)
            }
            Decision::Review { date, session, .. } => {
                let mut review = vec![("date", Value::Plain(date.to_string()))];
                review.extend(session.as_ref().map(|session| ("session", sitting(session))));
                let review = Value::Inline(review);
                if has("reviewed") {
                    let mut path = path.clone();
                    path.push(Step::Key("reviewed"));
                    vec![Change::Append { path, value: review }]
                } else {
                    vec![set("reviewed", Value::List(vec![review]), &["seal", "approval"])]
                }
            }
            Decision::Withdraw { date, session, reason, .. } => {
                let mut entries = vec![("date", Value::Plain(date.to_string()))];
                entries.extend(session.as_ref().map(|session| ("session", sitting(session))));
                entries.push(("reason", phrase(reason)));
                let value = Value::Lines(entries);
                vec![set("withdrawn", value, &["reviewed", "seal", "approval"])]
            }
        }
    }
}

/// The entries of `seal`: into the map that is there, or as a new one.
fn sealing(path: &[Step], there: bool, seals: &Bilingual<Option<String>>) -> Vec<Change> {
    let entry = |(lang, seal): (Lang, &Option<String>)| Some((lang.code(), Value::Quoted(seal.clone()?)));
    let entries: Vec<(&'static str, Value)> = seals.each().filter_map(entry).collect();
    if entries.is_empty() {
        return Vec::new();
    }
    if !there {
        let value = Value::Lines(entries);
        return vec![Change::Set { path: path.to_vec(), key: "seal", value, behind: &["approval"] }];
    }
    let mut path = path.to_vec();
    path.push(Step::Key("seal"));
    let set = |(key, value)| Change::Set { path: path.clone(), key, value, behind: &["ar"] };
    entries.into_iter().map(set).collect()
}

fn written(approval: &Approval) -> Value {
    let mut entries = vec![("body", phrase(&approval.body))];
    entries.extend(approval.session.as_ref().map(|session| ("session", sitting(session))));
    if approval.sitting == SittingKind::Meeting {
        entries.push(("session_kind", Value::Plain(approval.sitting.word().into())));
    }
    entries.extend(approval.date.map(|day| ("date", Value::Plain(day.to_string()))));
    entries.extend(approval.hijri.map(|day| ("hijri", Value::Plain(day.to_string()))));
    entries.extend(approval.resolution.iter().map(|text| ("resolution", Value::Quoted(text.clone()))));
    if let Some(signatory) = &approval.signatory {
        let mut person = vec![("name", phrase(&signatory.name))];
        if !signatory.role.is_empty() {
            person.push(("role", phrase(&signatory.role)));
        }
        entries.push(("signatory", Value::Lines(person)));
    }
    entries.extend(approval.document.iter().map(|path| ("document", Value::Words(path.clone()))));
    Value::Lines(entries)
}

/// The changes that make one approval of another: each fact that differs, and nothing else.
fn corrections(path: &[Step], known: &Approval, approval: &Approval) -> Vec<Change> {
    let (Value::Lines(old), Value::Lines(new)) = (written(known), written(approval)) else { return Vec::new() };
    differences(path, old, new)
}

/// The changes of a map; what it holds in maps of its own is changed there.
fn differences(path: &[Step], old: Vec<(&'static str, Value)>, new: Vec<(&'static str, Value)>) -> Vec<Change> {
    let gone = old.iter().filter(|(key, _)| !new.iter().any(|(other, _)| other == key));
    let mut changes: Vec<Change> = gone.map(|(key, _)| Change::Remove { path: path.to_vec(), key }).collect();
    for (key, value) in new {
        let before = old.iter().find(|(other, _)| *other == key).map(|(_, before)| before.clone());
        match (before, value) {
            (Some(before), value) if before.inline() == value.inline() => {}
            (Some(Value::Lines(before) | Value::Inline(before)), Value::Lines(value) | Value::Inline(value)) => {
                let inside: Vec<Step> = path.iter().cloned().chain([Step::Key(key)]).collect();
                changes.extend(differences(&inside, before, value));
            }
            (_, value) => changes.push(Change::Set {
                path: path.to_vec(),
                key,
                value,
                behind: &["hijri", "date", "session", "body"],
            }),
        }
    }
    changes
}

fn promises(commitments: &[Commitment]) -> Value {
    let one = |commitment: &Commitment| {
        let mut entries = vec![("id", Value::Words(commitment.id.clone()))];
        if !commitment.what.is_empty() {
            entries.push(("what", phrase(&commitment.what)));
        }
        entries.push(("clause", Value::Words(commitment.clause.clone())));
        entries.push(("bound", Value::Plain(commitment.period.bound.word().to_owned())));
        entries.push(("amount", Value::Plain(commitment.period.amount.to_string())));
        entries.push(("unit", Value::Plain(commitment.period.unit.word().to_owned())));
        entries.extend(commitment.from.map(|start| ("from", Value::Plain(start.word().to_owned()))));
        Value::Inline(entries)
    };
    Value::Items(commitments.iter().map(one).collect())
}

fn sitting(session: &Session) -> Value {
    match session {
        Session::Number(number) => Value::Plain(number.to_string()),
        Session::Words(words) => Value::Quoted(words.clone()),
    }
}

fn phrase(phrase: &Phrase) -> Value {
    let entry = |(lang, words): (Lang, &Option<String>)| Some((lang.code(), Value::Words(words.clone()?)));
    Value::Inline(phrase.each().filter_map(entry).collect())
}
