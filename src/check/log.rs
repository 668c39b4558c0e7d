//! The rules that text, record and log of decisions say the same, and that the log is whole.

use super::context::RuleContext;
use crate::model::log::{
    Line, LineKind, Log, LogLine, Told, approval_facts, policy_facts, review_fact, withdrawal_fact,
};
use crate::model::signature::Signed;
use crate::model::{ApprovalState, Association, Policy, Version};
use crate::report::Report;
use crate::source::Place;
use serde_json::Value;

/// `log-broken`: a line of the log does not follow the one before it.
/// Why it matters: somebody rewrote, took out or exchanged a decision, and nobody can tell which.
/// What to do: restore the file from a copy or from Git; only commands of mithaq write it.
///
/// `log-forked`: two people recorded decisions apart, and both sides stand in one file.
/// Why it matters: each side ties its lines to the same one, so the chain has two ends.
/// What to do: join them with `mithaq log merge`.
///
/// `log-differs`: the record or an attachment says something else than the log.
/// Why it matters: a fact of a decision was changed after it was recorded.
/// What to do: restore what the log says, or record a mended fact with `mithaq correct`.
///
/// `log-orphan`: a line of the log is about what the site does not have.
/// Why it matters: a policy that was decided upon would vanish without a word.
/// What to do: restore it, or record why it is gone with `mithaq log remove`.
///
/// `log-missing`: approved texts stand in no log.
/// Why it matters: record and text could be changed together, and nobody would see it.
/// What to do: begin one with `mithaq log begin`; the next decision does so too.
pub(super) fn holds(_: &RuleContext<'_>, association: &Association, report: &mut Report) {
    let Some(log) = &association.log else {
        missing(association, report);
        return;
    };
    if !is_chained(log, association, report) {
        return;
    }
    for policy in &association.policies {
        for version in &policy.versions {
            Case { association, policy, version, log, told: Told::of(log, &policy.id, &version.number) }.hold(report);
        }
    }
    orphans(log, association, report);
    signature(log, association, report);
}

/// `log-signature`: the signature beside a log does not hold its last line.
/// Why it matters: whoever trusts the key takes the log for whole up to the line that it signs, and no further.
/// What to do: sign it again with `mithaq log sign`.
fn signature(log: &Log, association: &Association, report: &mut Report) {
    let Some(signature) = &log.signature else { return };
    let place = Place::File(signature.file);
    let sign = format!("sign it anew: `mithaq log sign {} --sign KEY`", association.id);
    let last = log.lines.len();
    match &signature.says {
        None => report
            .error("log-signature", place, "this is no signature of an Ed25519 key, as `ssh-keygen -Y sign` writes it")
            .hint(format!("delete it, or {sign}")),
        Some(Signed { line: None, key }) => report
            .error("log-signature", place, format!("the signature of the key `{key}` is of no line of the log"))
            .hint(format!("restore the log from a copy; if it is right, {sign}")),
        Some(Signed { line: Some(line), .. }) if *line < last => report
            .warning("log-signature", place, format!("the signature is of line {line}, and the log has {last}"))
            .hint(sign),
        Some(_) => return,
    };
}

fn missing(association: &Association, report: &mut Report) {
    let sealed = |version: &Version| version.approval.approved().is_some() && !version.seal.is_empty();
    let decided = association.policies.iter().find(|policy| policy.versions.iter().any(sealed));
    if let Some(policy) = decided {
        let message = "the decisions of this association stand in no log, so record and text could be changed together";
        let hint = format!("begin one with `mithaq log begin {}`; the next decision does so too", association.id);
        report.note("log-missing", Place::File(policy.file), message).hint(hint);
    }
}

/// Whether each line follows the one before; the first that does not is reported, and what stands behind it is not
/// judged.
fn is_chained(log: &Log, association: &Association, report: &mut Report) -> bool {
    for (nth, line) in log.lines.iter().enumerate() {
        // A line that is no decision was reported when it was read.
        let Some(says) = &line.says else { return false };
        let before = nth.checked_sub(1).map(|nth| &log.lines[nth]);
        let place = Place::Offset(log.file, line.at);
        if says.before.as_deref() != before.map(|line| line.digest.as_str()) {
            let earlier = |known: &&LogLine| Some(known.digest.as_str()) == says.before.as_deref();
            let forks = log.lines[..nth].iter().find(earlier);
            let begins_again = nth > 0 && says.before.is_none() && says.n == 1;
            if forks.is_some() || begins_again {
                let message = format!("line {} belongs to another side of the log than the line before it", nth + 1);
                let finding = report.error("log-forked", place, message);
                finding.hint(format!("join both sides with `mithaq log merge {}`", association.id));
                if let Some(fork) = forks {
                    finding.see(Place::Offset(log.file, fork.at), "both sides follow this line");
                }
            } else {
                let message = match before {
                    Some(_) => format!(
                        "line {} does not follow line {nth}: one of them was changed, taken out or moved",
                        nth + 1
                    ),
                    None => "the first line follows another one, which is not there".to_owned(),
                };
                report.error("log-broken", place, message).hint(RESTORE);
            }
            return false;
        }
        if says.n != nth as u64 + 1 {
            let message = format!("line {} says that it is line {}", nth + 1, says.n);
            report.error("log-broken", place, message).hint(RESTORE);
            return false;
        }
    }
    if let (false, Some(last)) = (log.ends, log.lines.last()) {
        let message = "the last line has no line end, as if it were cut";
        report.error("log-broken", Place::Offset(log.file, last.at), message).hint(RESTORE);
        return false;
    }
    true
}

const RESTORE: &str = "restore the file from a copy or from Git; only commands of mithaq write it";

/// A version, and what the log says of it.
struct Case<'a> {
    association: &'a Association,
    policy: &'a Policy,
    version: &'a Version,
    log: &'a Log,
    told: Told<'a>,
}

impl Case<'_> {
    fn hold(&self, report: &mut Report) {
        let Some(first) = self.told.first.filter(|_| !self.told.removed) else {
            self.unknown(report);
            return;
        };
        if self.version.approval == ApprovalState::Pending {
            let message = format!("version `{}` is a draft here, and decided upon in the log", self.version.number);
            let hint = "restore its approval in policy.yaml as it was; what was decided is mended by a new version";
            self.differs(self.key("approval"), first, message, hint, report);
            return;
        }
        self.facts(report);
        self.reviews(report);
        self.withdrawal(report);
        self.seals(report);
        self.attachments(report);
    }

    fn key(&self, key: &str) -> Place {
        Place::key(self.policy.file, format!("versions.{}.{key}", self.version.nth))
    }

    fn differs(&self, place: Place, line: &LogLine, message: String, hint: impl Into<String>, report: &mut Report) {
        let finding = report.error("log-differs", place, message);
        finding.see(Place::Offset(self.log.file, line.at), "the log says so here").hint(hint);
    }

    /// The log does not know the version: it was approved by hand.
    fn unknown(&self, report: &mut Report) {
        if self.version.approval.approved().is_none() && self.version.seal.is_empty() {
            return;
        }
        let (number, policy) = (&self.version.number, &self.policy.id);
        let message = format!("version `{number}` is approved here, and the log knows no such decision");
        let hint = match self.version.seal.is_empty() {
            true => format!("record it with `mithaq approve {}/{policy} {number}`", self.association.id),
            false => "restore the log from a copy or from Git".to_owned(),
        };
        report
            .error("log-differs", self.key("approval"), message)
            .see(Place::File(self.log.file), "the log")
            .hint(hint);
    }

    fn facts(&self, report: &mut Report) {
        let mut now = approval_facts(self.version);
        // What a later decision changed of the whole policy is none of the earlier ones'.
        let decided = self.policy.versions.iter().rfind(|version| version.approval.approved().is_some());
        if decided.is_some_and(|last| last.nth == self.version.nth) {
            now.extend(policy_facts(self.policy));
        }
        for (key, (known, line)) in &self.told.facts {
            // What older or newer programs call a fact and this one does not is not judged.
            let found = match now.get(*key) {
                Some(found) => found,
                None if is_fact(key) => &Value::Null,
                None => continue,
            };
            if found == *known {
                continue;
            }
            let (place, name) = match *key {
                "effective" | "commitments" => (self.key(key), (*key).to_owned()),
                "approval" => (self.key("approval"), "approval".to_owned()),
                "governing_language" | "basis" => (Place::key(self.policy.file, *key), (*key).to_owned()),
                key => (self.key(&format!("approval.{key}")), format!("approval.{key}")),
            };
            let message = format!("`{name}` is {} here, and {} in the log", shown(found), shown(known));
            let hint = format!(
                "restore what the log says; if the log is wrong, restore it and record the right fact with `mithaq correct {}/{} {}`",
                self.association.id, self.policy.id, self.version.number
            );
            self.differs(place, line, message, hint, report);
        }
    }

    fn reviews(&self, report: &mut Report) {
        let now: Vec<Value> =
            self.version.reviewed.iter().map(|(day, session)| review_fact(*day, session.as_ref())).collect();
        for (nth, review) in now.iter().enumerate() {
            if !self.told.reviews.iter().any(|(known, _)| *known == review) {
                let message = format!("the log knows no review {}", shown(review));
                let hint = "take it out and record it with `mithaq review`, or restore what the log says";
                report
                    .error("log-differs", self.key(&format!("reviewed.{nth}")), message)
                    .see(Place::File(self.log.file), "the log")
                    .hint(hint);
            }
        }
        for (known, line) in &self.told.reviews {
            if !now.contains(known) {
                let message = format!("the log has a review {}, and the record does not", shown(known));
                self.differs(self.key("version"), line, message, "restore it under `reviewed`", report);
            }
        }
    }

    fn withdrawal(&self, report: &mut Report) {
        let now = self.version.withdrawn.as_ref().map(withdrawal_fact);
        match (now, self.told.withdrawn) {
            (None, None) => {}
            (Some(now), Some((known, line))) => {
                if now != *known {
                    let message = format!("the withdrawal is {} here, and {} in the log", shown(&now), shown(known));
                    self.differs(self.key("withdrawn"), line, message, "restore what the log says", report);
                }
            }
            (Some(_), None) => {
                let message = "the version is withdrawn here, and the log knows no such decision";
                report
                    .error("log-differs", self.key("withdrawn"), message)
                    .see(Place::File(self.log.file), "the log")
                    .hint("take it out and record it with `mithaq withdraw`");
            }
            (None, Some((_, line))) => {
                let message = "the log says that the version was withdrawn, and the record does not".to_owned();
                self.differs(self.key("version"), line, message, "restore `withdrawn` as it was", report);
            }
        }
    }

    fn seals(&self, report: &mut Report) {
        for (lang, seal) in self.version.seal.each() {
            let Some((known, line)) = self.told.texts.get(lang.code()) else {
                if let (Some(_), Some(first)) = (seal, self.told.first) {
                    let message = format!("a seal of the {} text stands here, and the log knows of none", lang.name());
                    let hint = "take the seal out, and record the text: a translation with `mithaq translated`, a text that was approved with `mithaq approve`";
                    self.differs(self.key("seal"), first, message, hint, report);
                }
                continue;
            };
            match seal {
                Some(seal) if seal.eq_ignore_ascii_case(known) => {}
                seal => {
                    let found = seal.as_deref().unwrap_or("missing");
                    let message =
                        format!("the seal of the {} text is `{found}` here, and `{known}` in the log", lang.name());
                    let place = self.key(if seal.is_some() { "seal" } else { "version" });
                    let hint = "restore the seal and the text as they were approved; a new wording is a new version (`mithaq revise`)";
                    self.differs(place, line, message, hint, report);
                }
            }
        }
    }

    fn attachments(&self, report: &mut Report) {
        for (path, (known, line)) in &self.told.files {
            let below = format!("policies/{}/{}/{path}", self.policy.id, self.version.number);
            let place = || Place::Path(format!("content/{}/{below}", self.association.id));
            match self.log.attachments.get(&below) {
                Some(Some(found)) if found == known => {}
                Some(Some(_)) => {
                    let message = format!("`{path}` is not the file that was recorded with the decision");
                    self.differs(place(), line, message, "restore the file", report);
                }
                _ => {
                    let message = format!("`{path}` was recorded with the decision, and is not there");
                    self.differs(place(), line, message, "restore the file", report);
                }
            }
        }
    }
}

/// Whether a key is one of the facts of an approval.
fn is_fact(key: &str) -> bool {
    matches!(
        key,
        "approval" | "body" | "session" | "session_kind" | "date" | "hijri" | "resolution" | "signatory" | "document"
    )
}

/// A fact in a sentence.
fn shown(fact: &Value) -> String {
    match fact {
        Value::Null => "not stated".to_owned(),
        Value::String(words) => format!("`{words}`"),
        other => format!("`{}`", other.to_string().replace('`', "'")),
    }
}

fn orphans(log: &Log, association: &Association, report: &mut Report) {
    let mut told: Vec<(&str, Option<&str>)> = Vec::new();
    for (place, line) in log.understood() {
        let about = (line.policy.as_str(), line.version.as_deref());
        if told.contains(&about) || is_there(association, line) || is_removed(log, line) {
            continue;
        }
        told.push(about);
        let what = match (association.policy(&line.policy), &line.version) {
            (Some(_), Some(version)) => format!("version `{version}` of the policy `{}`", line.policy),
            _ => format!("the policy `{}`", line.policy),
        };
        if told.len() > 1
            && association.policy(&line.policy).is_none()
            && told.iter().filter(|(policy, _)| *policy == line.policy).count() > 1
        {
            continue;
        }
        let message = format!("the log has a decision about {what}, which is not there");
        let named = line.version.as_ref().filter(|_| association.policy(&line.policy).is_some());
        let version = named.map(|version| format!(" {version}")).unwrap_or_default();
        report.error("log-orphan", Place::Offset(log.file, place.at), message).hint(format!(
            "restore it; if it is gone for good, say why with `mithaq log remove {}/{}{version} --reason-ar … --reason-en …`",
            association.id, line.policy
        ));
    }
}

fn is_there(association: &Association, line: &Line) -> bool {
    let policy = association.policies.iter().find(|policy| policy.id == line.policy);
    let has = |number: &String| policy.is_some_and(|policy| policy.versions.iter().any(|one| one.number == *number));
    policy.is_some() && line.version.as_ref().is_none_or(has)
}

/// Whether a later line says that what a line is about left the site, or got another id.
fn is_removed(log: &Log, line: &Line) -> bool {
    log.understood().any(|(_, other)| {
        let leaves = matches!(other.line_kind(), Some(LineKind::Removed | LineKind::Renamed));
        let of_it = other.policy == line.policy && (other.version.is_none() || other.version == line.version);
        leaves && of_it && other.n >= line.n
    })
}
