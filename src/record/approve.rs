//! An approval: the body decided upon a draft, whose texts are sealed.

use std::collections::BTreeMap;

use super::log::{Entry, digest_of};
use super::{Change, EditSession, Failure, Target, clauses, find_version};
use crate::edit::Decision;
use crate::edit::ready::{self, Reason, follows_another, must_be_complete};
use crate::model::seal::sealed_bytes;
use crate::model::spelling::is_inner_path;
use crate::model::{
    Approval, ApprovalState, Association, Basis, Bilingual, Date, Hijri, Phrase, Policy, Session, Signatory,
    SittingKind, Version,
};
use crate::report::counted;
use crate::source::Place;

/// What the minutes say of a decision.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    /// The body that decided; that of the last approval where nothing is said.
    pub body: Phrase,
    /// Which sitting it was.
    pub session: Option<Session>,
    /// The Gregorian date.
    pub date: Option<Date>,
    /// The Hijri date (Umm al-Qura); with the Gregorian one they must be one day.
    pub hijri: Option<Hijri>,
    /// The number of the resolution.
    pub resolution: Option<String>,
    /// Who signed.
    pub signatory: Option<Signatory>,
    /// The signed scan, of which a copy is kept with the version.
    pub document: Option<Document>,
    /// The day from which the version holds, where it is not that of the decision.
    pub effective: Option<Date>,
    /// Whether texts that restate the approved words are meant to be sealed.
    pub restated_is_meant: bool,
    /// Whether clauses that the record names are meant to have other words.
    pub rewording_is_meant: bool,
}

/// A signed scan.
#[derive(Clone, Debug)]
pub struct Document {
    /// Its path below the version's folder.
    name: String,
    bytes: Vec<u8>,
}

impl Document {
    /// A file by its name; nothing where a file of that name could not be published.
    pub fn new(file_name: &str, bytes: Vec<u8>) -> Option<Self> {
        let name = format!("files/{file_name}");
        let fits = is_inner_path(&name) && !file_name.starts_with(['.', '_']);
        fits.then_some(Document { name, bytes })
    }

    /// Its path below the version's folder.
    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// What it holds.
    pub(super) fn bytes(&self) -> &[u8] {
        &self.bytes
    }
}

/// The version that would be approved.
#[derive(Clone, Copy, Debug)]
pub struct Candidate<'s> {
    session: &'s EditSession,
    target: &'s Target,
    association: &'s Association,
    policy: &'s Policy,
    version: &'s Version,
}

/// An approval that is ready to be written.
#[derive(Debug)]
pub struct Prepared<'s> {
    /// The policy by its name.
    pub target: &'s Target,
    /// The policy as it is.
    pub policy: &'s Policy,
    /// The version that is approved.
    pub version: &'s Version,
    /// What will stand there; it may stand there already, with the seals alone missing.
    pub approval: Approval,
    /// The day from which the version holds, where it is not that of the decision.
    pub effective: Option<Date>,
    /// What is no reason against it, and yet worth a look.
    pub notes: Vec<String>,
    /// The path of the file in which it is recorded.
    pub policy_file: String,
}

/// The approvals of one decision, ready to be written: all of them or none.
#[derive(Debug, Default)]
pub struct Approvals<'s> {
    /// Each of them, in the order in which they were named.
    pub all: Vec<Prepared<'s>>,
    /// What is written.
    pub change: Change,
}

/// An approval on its way.
struct Drafted<'s> {
    candidate: Candidate<'s>,
    prepared: Prepared<'s>,
    change: Change,
    entry: Entry,
    reasons: Vec<Reason>,
}

/// Chooses the version: of that number, else the only draft.
///
/// # Errors
/// When there is none, or it is approved and sealed already.
pub fn choose<'s>(
    session: &'s EditSession,
    target: &'s Target,
    number: Option<&str>,
) -> Result<Candidate<'s>, Failure> {
    let (association, policy) = session.policy(target)?;
    let version = match number {
        Some(number) => find_version(policy, number)?,
        None => only_draft(session, target, policy)?,
    };
    let candidate = Candidate { session, target, association, policy, version };
    if let Some(recorded) = candidate.recorded()
        && version.texts.existing().any(|text| version.seal.get(text.lang).is_some())
    {
        let reason = decided(policy, version, recorded);
        let message = format!("{} and its texts are sealed", reason.message);
        return Err(candidate.refuse(&[Reason { message, ..reason }]));
    }
    Ok(candidate)
}

fn only_draft<'s>(session: &EditSession, target: &Target, policy: &'s Policy) -> Result<&'s Version, Failure> {
    let is_draft = |version: &&Version| version.approval == ApprovalState::Pending;
    let drafts: Vec<&Version> = policy.versions.iter().filter(is_draft).collect();
    match drafts[..] {
        [draft] => Ok(draft),
        [] => {
            let newest = policy.versions.iter().rev().find_map(|version| Some((version, version.approval.approved()?)));
            let reason = newest.map(|(version, approval)| decided(policy, version, approval));
            Err(session.refuse("draft-missing", "the policy has no draft to approve", &Vec::from_iter(reason)))
        }
        _ => {
            let numbers: Vec<&str> = drafts.iter().map(|version| version.number.as_str()).collect();
            let message = format!("the policy has several drafts: {}", numbers.join(", "));
            let hint = format!("name one of them: `mithaq approve {target} {} …`", numbers[0]);
            Err(Failure::refused("several-drafts", message, hint))
        }
    }
}

/// That a version was approved, when, and what can be done.
fn decided(policy: &Policy, version: &Version, approval: &Approval) -> Reason {
    let session = approval.session.as_ref().map(|session| format!("in session `{session}` ")).unwrap_or_default();
    let day = match (approval.gregorian(), approval.hijri()) {
        (Some(date), Some(hijri)) => format!("on `{}` (`{}` AH)", date.value, hijri.value),
        (Some(date), None) => format!("on `{}`", date.value),
        (None, Some(hijri)) => format!("on `{}` AH", hijri.value),
        (None, None) => "on a day that is not stated".to_owned(),
    };
    let place = Place::key(policy.file, format!("versions.{}.approval", version.nth));
    let message = format!("version `{}` was approved {session}{day}", version.number);
    Reason::new("recorded-already", Some(place), message, "start a new version with `mithaq revise`")
}

impl<'s> Candidate<'s> {
    /// The approval that stands there already. Its texts were never sealed: they are sealed as they
    /// are, whatever they hold, since the body has decided.
    pub fn recorded(&self) -> Option<&'s Approval> {
        self.version.approval.approved()
    }

    fn refuse(&self, reasons: &[Reason]) -> Failure {
        self.session.refuse("not-approved", format!("version `{}` is not approved", self.version.number), reasons)
    }

    /// Whether a path is one of those that approving it writes or reads.
    fn is_ours(&self, path: &str) -> bool {
        path == self.target.policy_file() || path.starts_with(&format!("{}/", self.target.folder(&self.version.number)))
    }

    /// What an approval with these facts would write, and every reason against it that the version itself gives.
    fn drafted(self, facts: Facts) -> Result<Drafted<'s>, Failure> {
        let Candidate { session, target, policy, version, .. } = self;
        let recorded = self.recorded();
        if let Some(approval) = recorded.filter(|approval| facts.differ_from(approval)) {
            let hint = "mend what is wrong with `mithaq correct`; to seal the texts as they are, give the facts that are recorded";
            return Err(self.refuse(&[Reason { hint: hint.to_owned(), ..decided(policy, version, approval) }]));
        }
        let folder = target.folder(&version.number);
        let relied_on = version.texts.existing().map(|text| session.as_read(text.file)).collect();
        let mut change = Change { relied_on, ..Change::default() };
        let mut reasons = Vec::new();
        if let Some(document) = &facts.document {
            let scan = session.changed(format!("{folder}/{}", document.name), document.bytes.clone())?;
            reasons.extend(scan.before.as_ref().filter(|known| **known != scan.after).map(|_| in_the_way(&scan.path)));
            change.files.push(scan);
        }
        let (effective, restated_is_meant) = (facts.effective, facts.restated_is_meant);
        let rewording_is_meant = facts.rewording_is_meant;
        let approval = recorded.cloned().unwrap_or_else(|| facts.into_approval(policy));
        if recorded.is_none() {
            reasons.extend(ready::reasons(policy, version, &approval, session.today()));
            reasons.extend(clauses::reasons(session, target, policy, version, rewording_is_meant));
            reasons.extend(restated(policy, restated_is_meant));
        }
        let decision = Decision::Approve {
            nth: version.nth,
            approval: recorded.is_none().then(|| Box::new(approval.clone())),
            effective,
            commitments: match version.commitments {
                Some(_) => Vec::new(),
                // A later change of the policy's list is then none of this version's.
                None => policy.commitments.clone(),
            },
            seals: Bilingual::of(|lang| version.texts.get(lang).as_ref().map(|text| text.seal.clone())),
        };
        let text = session.try_edit(policy, &decision).map_err(|reason| {
            let errors = session.errors(|path| self.is_ours(path)).into_iter().chain(reasons.clone()).chain([reason]);
            self.refuse(&errors.collect::<Vec<_>>())
        })?;
        for text in version.texts.existing() {
            let copy = format!("{folder}/.sealed/{}.md", text.lang.code());
            change.files.push(session.changed(copy, sealed_bytes(&text.source.text()).as_bytes())?);
        }
        let policy_file = target.policy_file();
        change.files.push(session.changed(policy_file.clone(), text)?);
        let entry = self.entry(&approval, effective, &change)?;
        let effective = effective.or(version.effective);
        let notes = notes(session, policy, version);
        let prepared = Prepared { target, policy, version, approval, effective, notes, policy_file };
        Ok(Drafted { candidate: self, prepared, change, entry, reasons })
    }

    /// What the log says of the approval.
    fn entry(&self, approval: &Approval, effective: Option<Date>, change: &Change) -> Result<Entry, Failure> {
        let seals = Bilingual::of(|lang| self.version.texts.get(lang).as_ref().map(|text| text.seal.clone()));
        let promised = self.policy.commitments_of(self.version).to_vec();
        let commitments = self.version.commitments.clone().or((!promised.is_empty()).then_some(promised));
        let approved = Version {
            approval: ApprovalState::Approved(Box::new(approval.clone())),
            effective: effective.or(self.version.effective),
            commitments,
            seal: seals,
            ..self.version.clone()
        };
        let mut entry = Entry::approved(self.policy, &approved);
        if let Some(name) = &approval.document {
            let path = format!("{}/{name}", self.target.folder(&self.version.number));
            let digest = match change.of(&path) {
                Some(scan) => Some(digest_of(&scan.after)),
                None => self.session.attachment(self.association, &self.policy.id, self.version, name)?,
            };
            entry.files.extend(digest.map(|digest| (name.clone(), digest)));
        }
        Ok(entry)
    }
}

/// Checks the approvals of versions in one decision, with these facts for each, and reads the site as it would be with
/// all of them.
///
/// # Errors
/// Every reason why one of them is not recorded; then none is.
pub fn prepare<'s>(candidates: Vec<Candidate<'s>>, facts: &Facts) -> Result<Approvals<'s>, Failure> {
    let mut drafted: Vec<Drafted<'s>> = Vec::new();
    for candidate in candidates {
        if drafted.iter().any(|known| known.candidate.target == candidate.target) {
            let message = format!("`{}` is named twice", candidate.target);
            return Err(Failure::refused("named-twice", message, "name each policy once, with one version"));
        }
        drafted.push(candidate.drafted(facts.clone())?);
    }
    let Some(first) = drafted.first().map(|drafted| drafted.candidate) else { return Ok(Approvals::default()) };
    let mut change = Change::default();
    let mut entries: BTreeMap<&str, (&Association, Vec<Entry>)> = BTreeMap::new();
    for one in &drafted {
        change.relied_on.extend(one.change.relied_on.iter().cloned());
        change.files.extend(one.change.files.iter().cloned());
        let association = one.candidate.association;
        entries.entry(&association.id).or_insert((association, Vec::new())).1.push(one.entry.clone());
    }
    for (association, entries) in entries.into_values() {
        change.files.push(first.session.logged(association, entries)?);
    }
    let is_ours = |path: &str| drafted.iter().any(|one| one.candidate.is_ours(path));
    // What is wrong now and no longer would be is no reason.
    let (_, mut errors) = first.session.prove(&change, |path, is_new| is_new || is_ours(path));
    let mut reasons: Vec<Reason> = drafted.iter().flat_map(|one| one.reasons.iter().cloned()).collect();
    // `check` says it of the recorded dates, and we of those that were given: once is enough.
    let of_two_days = |reason: &Reason| reason.id == "date-pair-disagrees";
    if reasons.iter().any(of_two_days) {
        errors.retain(|error| !of_two_days(error));
    }
    errors.append(&mut reasons);
    if !errors.is_empty() {
        return Err(match drafted.len() {
            1 => first.refuse(&errors),
            _ => first.session.refuse("not-approved", "none of the versions is approved", &errors),
        });
    }
    Ok(Approvals { all: drafted.into_iter().map(|one| one.prepared).collect(), change })
}

/// Other words than the approved ones are sealed only where that is said to be meant.
fn restated(policy: &Policy, is_meant: bool) -> Option<Reason> {
    let found = policy.basis == Basis::Restated && !is_meant;
    found.then(|| {
        let message = "`basis: restated` says that these are not the approved words";
        let hint = "take in the approved words, or say `--restated-is-meant`";
        Reason::new("text-restated", Some(Place::key(policy.file, "basis")), message, hint)
    })
}

fn in_the_way(path: &str) -> Reason {
    let message = format!("another file has the name `{path}` already");
    let hint = "rename the scan, or delete the other file";
    Reason::new("file-in-the-way", Some(Place::Path(path.to_owned())), message, hint)
}

impl Facts {
    /// Whether they say anything else than what is recorded.
    fn differ_from(&self, recorded: &Approval) -> bool {
        self.session.is_some() && self.session != recorded.session
            || self.date.is_some_and(|day| recorded.gregorian().map(|date| date.value) != Some(day))
            || self.hijri.is_some_and(|day| recorded.hijri().map(|date| date.value) != Some(day))
            || !self.body.is_empty()
            || self.signatory.is_some()
            || self.resolution.is_some()
            || self.document.is_some()
            || self.effective.is_some()
    }

    /// The approval that they make; the body and the kind of sitting are those of the last one where
    /// they say nothing of it.
    fn into_approval(self, policy: &Policy) -> Approval {
        let last = policy.versions.iter().rev().find_map(|version| version.approval.approved());
        let board =
            || Bilingual { ar: Some("مجلس الإدارة".to_owned()), en: Some("Board of Directors".to_owned()) };
        Approval {
            body: match self.body.is_empty() {
                true => last.map_or_else(board, |last| last.body.clone()),
                false => self.body,
            },
            session: self.session,
            sitting: last.map_or(SittingKind::Session, |last| last.sitting),
            date: self.date,
            hijri: self.hijri,
            resolution: self.resolution,
            signatory: self.signatory,
            document: self.document.map(|document| document.name),
        }
    }
}

fn notes(session: &EditSession, policy: &Policy, version: &Version) -> Vec<String> {
    let mut notes = Vec::new();
    let other = policy.translation();
    match (version.texts.get(policy.governing), version.texts.get(other)) {
        (Some(_), None) if session.site().languages.contains(&other) => {
            notes.push(format!("there is no {} text; readers see the {} one", other.name(), policy.governing.name()));
        }
        (Some(source), Some(text)) if !must_be_complete(text) => {
            let alone = version.unpaired(source.lang).len() + version.unpaired(text.lang).len();
            if alone > 0 {
                let stand = if alone == 1 { "stands" } else { "stand" };
                notes.push(format!("{} {stand} in one language alone", counted(alone, "clause")));
            }
            if follows_another(source, text) {
                let message = "is recorded as following an earlier text; if it was brought up to date, say so with `mithaq translated` first";
                notes.push(format!("the {} text {message}", text.lang.name()));
            }
        }
        _ => {}
    }
    if policy.basis == Basis::Restated {
        notes.push(
            "`basis: restated` says that these are not the approved words, and yet they are what is sealed".to_owned(),
        );
    }
    if policy.versions.len() > 1 && version.change.is_empty() {
        notes.push("`change` does not say what is new in this version".to_owned());
    }
    notes
}
