//! Policies: their versions, texts, clauses and promises.

use super::media::Holds;
use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

use super::approval::{Approval, ApprovalState, Session};
use super::clauses::{Clause, Clauses};
use super::commitment::Commitment;
use super::date::Date;
use super::edition::Edition;
use super::lang::{Bilingual, Lang, Phrase};
use super::statements::Statements;
use crate::source::{FileId, Packed};
use crate::text::choices::choices;
use crate::text::{NumberStyle, Parsed, parse};

/// A policy of an association, with all its versions.
#[derive(Clone, Debug)]
pub struct Policy {
    /// Its id, the name of its folder.
    pub id: String,
    /// Where `policy.yaml` was read.
    pub file: FileId,
    /// Its title.
    pub title: Phrase,
    /// Its code.
    pub code: Option<String>,
    /// Its category.
    pub category: Option<String>,
    /// The unit responsible for it.
    pub owner: Phrase,
    /// The language whose text prevails.
    pub governing: Lang,
    /// Whether the texts are the approved ones.
    pub basis: Basis,
    /// The manual it is a chapter of, and the chapter's number.
    pub part_of: Option<(Phrase, Option<u32>)>,
    /// Labels by depth, for clauses that have none.
    pub numbering: Vec<NumberStyle>,
    /// When it is looked at again.
    pub review: Option<Review>,
    /// The channels that its text names, as ids of channels.
    pub channels: Vec<String>,
    /// The promises of versions that list none of their own.
    pub commitments: Vec<Commitment>,
    /// Its versions, oldest first.
    pub versions: Vec<Version>,
}

choices! {
    /// Whether the texts are the approved words or a restatement.
    pub enum Basis {
        /// The approved words.
        Official = "official",
        /// Other words for them.
        Restated = "restated",
    }
}

/// When a policy is looked at again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Review {
    /// So many months after its last approval or review.
    EveryMonths(u32),
    /// On this day.
    Next(Date),
}

/// A version of a policy.
#[derive(Clone, Debug)]
pub struct Version {
    /// Its place in the list of its file, from 0; what could not be read leaves a gap.
    pub nth: usize,
    /// Its number, `N.N`.
    pub number: String,
    /// The day from which it holds.
    pub effective: Option<Date>,
    /// What changed.
    pub change: Phrase,
    /// What it promises, where it has a list of its own.
    pub commitments: Option<Vec<Commitment>>,
    /// What is known of its approval.
    pub approval: ApprovalState,
    /// The recorded seals of its texts.
    pub seal: Bilingual<Option<String>>,
    /// Days on which it was reviewed and left unchanged, with the session.
    pub reviewed: Vec<(Date, Option<Session>)>,
    /// When and why it was taken out of force.
    pub withdrawn: Option<Withdrawal>,
    /// Its texts.
    pub texts: Bilingual<Option<Text>>,
    /// Copies of its texts as they were sealed; never published.
    pub sealed: Bilingual<Option<SealedCopy>>,
    /// Files beside its texts.
    pub files: Vec<Attachment>,
}

/// A file beside the texts of a version, such as a signed scan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attachment {
    /// Its path, relative to the version's folder: `files/minutes.pdf`.
    pub name: String,
    /// How large it is, in bytes.
    pub bytes: u64,
    /// What it holds.
    pub holds: Holds,
}

/// The end of a version before its time.
#[derive(Clone, Debug)]
pub struct Withdrawal {
    /// The day.
    pub date: Option<Date>,
    /// Which sitting decided it.
    pub session: Option<Session>,
    /// Why.
    pub reason: Phrase,
}

choices! {
    /// What kind of translation a text is.
    pub enum Translation {
        /// Approved as a text of its own.
        Official = "official",
        /// For convenience.
        Courtesy = "courtesy",
        /// Made by a machine.
        Machine = "machine",
    }
}

choices! {
    /// How far a translation goes.
    pub enum TranslationState {
        /// Every clause of the governing text has its counterpart.
        Complete = "complete",
        /// Some clauses have none.
        Partial = "partial",
        /// There is no translation, or nothing that it could follow.
        Missing = "missing",
        /// The governing text changed since.
        Outdated = "outdated",
    }
}

/// The text of a version in one language.
#[derive(Clone, Debug)]
pub struct Text {
    /// Where it was read.
    pub file: FileId,
    /// Its language.
    pub lang: Lang,
    /// The file as it was read.
    pub source: Packed,
    /// The byte at which the Markdown starts, after the front matter.
    pub body: usize,
    /// Its title, from the front matter.
    pub title: Option<String>,
    /// Its summary, from the front matter.
    pub summary: Option<String>,
    /// What kind of translation it is.
    pub translation: Option<Translation>,
    /// The seal of the source text that this one follows.
    pub translated_from: Option<String>,
    /// Its clauses, each before those inside it.
    pub clauses: Clauses,
    /// Where it refers to.
    pub references: Arc<[Reference]>,
    /// What its words state that the record states too.
    pub statements: Arc<Statements>,
    /// The seal of the text as it stands: `sha256:` and 64 hexadecimal digits.
    pub seal: String,
    /// What its Markdown says, where the site is small enough to keep that.
    pub kept: Option<Arc<Parsed>>,
}

/// A copy that was kept of a text when it was sealed. Anybody may have changed it:
/// it speaks for the approved text only where its own seal is the recorded one.
#[derive(Clone, Debug)]
pub struct SealedCopy {
    /// Where it was read.
    pub file: FileId,
    /// The file as it was read.
    pub source: Packed,
}

/// A reference that a text makes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reference {
    /// To what.
    pub target: ReferenceTarget,
    /// Where it stands in the source.
    pub at: usize,
}

/// What a text may refer to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReferenceTarget {
    /// A clause of the same text.
    Clause(String),
    /// A policy, and perhaps a clause of it.
    Policy {
        /// The association's id.
        association: String,
        /// The policy's id.
        policy: String,
        /// A clause of its version in force.
        clause: Option<String>,
    },
    /// A form of the same association.
    Form(String),
    /// A file beside the text (`files/…`).
    File(String),
    /// An embed of a channel kind or id.
    Contact(String),
    /// An address elsewhere, or inside the site.
    Address(String),
}

choices! {
    /// Where a version stands on a given day.
    pub enum State {
        /// It holds.
        InForce = "in-force",
        /// Approved, for a later day.
        Upcoming = "upcoming",
        /// A newer one holds.
        Superseded = "superseded",
        /// Not approved.
        Draft = "draft",
        /// Taken out of force.
        Withdrawn = "withdrawn",
    }
}

impl Text {
    /// What its Markdown says: as it was kept, else read again.
    pub fn parsed(&self) -> Cow<'_, Parsed> {
        match &self.kept {
            Some(parsed) => Cow::Borrowed(parsed),
            None => Cow::Owned(parse(&self.source.text(), self.body)),
        }
    }
}

impl Version {
    /// The copy of the text in `lang` whose seal is `seal`.
    pub fn sealed_as(&self, lang: Lang, seal: &str) -> Option<&SealedCopy> {
        self.sealed.get(lang).as_ref().filter(|copy| seal.eq_ignore_ascii_case(&super::seal::seal(&copy.source.text())))
    }

    /// The day from which it holds: as stated, else the day of its approval.
    pub fn effective(&self) -> Option<Date> {
        self.effective.or_else(|| self.approval.approved()?.gregorian().map(|date| date.value))
    }

    /// Its number as two whole numbers, for comparing: 1.10 is after 1.9.
    pub fn order(&self) -> (u32, u32) {
        let mut parts = self.number.split('.').map(|part| part.parse().unwrap_or(0));
        (parts.next().unwrap_or(0), parts.next().unwrap_or(0))
    }

    /// The clauses of the text in `lang` that the other text lacks;
    /// of a clause and those inside it the outermost alone.
    pub fn unpaired(&self, lang: Lang) -> Vec<Clause<'_>> {
        let (Some(here), Some(there)) = (self.texts.get(lang), self.texts.get(lang.other())) else { return Vec::new() };
        // Most translations have the same clauses in the same order.
        let alike = |(here, there): (Clause<'_>, Clause<'_>)| here.pairs_with(there);
        if here.clauses.len() == there.clauses.len() && here.clauses.iter().zip(there.clauses.iter()).all(alike) {
            return Vec::new();
        }
        let known: HashMap<&str, Clause<'_>> = there.clauses.iter().map(|clause| (clause.id, clause)).collect();
        let lacks = |clause: Clause<'_>| known.get(clause.id).is_none_or(|other| !clause.pairs_with(*other));
        let inside_lacking = |clause: Clause<'_>| here.clauses.above(clause).is_some_and(lacks);
        here.clauses.iter().filter(|clause| lacks(*clause) && !inside_lacking(*clause)).collect()
    }

    /// How far the translation of the text that governs goes.
    pub fn translation_state(&self, governing: Lang) -> TranslationState {
        let (Some(source), Some(text)) = (self.texts.get(governing), self.texts.get(governing.other())) else {
            return TranslationState::Missing;
        };
        match &text.translated_from {
            Some(seal) if !seal.eq_ignore_ascii_case(&source.seal) => TranslationState::Outdated,
            _ if !self.unpaired(governing).is_empty() => TranslationState::Partial,
            _ => TranslationState::Complete,
        }
    }

    /// The ids of the clauses of both texts.
    pub fn clause_ids(&self) -> impl Iterator<Item = &str> {
        self.texts.existing().flat_map(|text| text.clauses.ids())
    }

    /// Whether a text exists in any language.
    pub fn has_text(&self) -> bool {
        !self.texts.is_empty()
    }

    fn holds(&self, today: Date) -> bool {
        self.approval != ApprovalState::Pending
            && self.effective().is_none_or(|day| day <= today)
            && self.withdrawn.as_ref().is_none_or(|end| end.date.is_some_and(|day| day > today))
    }
}

impl Policy {
    /// The approvals of the versions before one, of which its text may tell too.
    pub fn approvals_before(&self, version: &Version) -> Vec<&Approval> {
        let before = self.versions.iter().filter(|other| other.order() < version.order());
        before.filter_map(|other| other.approval.approved()).collect()
    }

    /// What a version promises: its own list, else that of the policy.
    pub fn commitments_of<'a>(&'a self, version: &'a Version) -> &'a [Commitment] {
        version.commitments.as_ref().unwrap_or(&self.commitments)
    }

    /// The version that one follows: the newest of those before it that a body approved, and that has a text.
    pub fn decided_before(&self, version: &Version) -> Option<&Version> {
        let before = |other: &&Version| other.nth < version.nth && other.approval.approved().is_some();
        self.versions.iter().rev().find(|other| before(other) && other.has_text())
    }

    /// The version that readers find under the policy's name on a day: the one in force, else the newest.
    pub fn newest_or_in_force(&self, today: Date) -> Option<&Version> {
        let nth = self.in_force(today).or_else(|| self.versions.len().checked_sub(1));
        nth.map(|nth| &self.versions[nth])
    }

    /// The language of the text that does not prevail.
    pub fn translation(&self) -> Lang {
        self.governing.other()
    }

    /// The version in force on a day: the newest that is approved (or whose
    /// approval is not stated), effective and not withdrawn.
    pub fn in_force(&self, today: Date) -> Option<usize> {
        self.versions.iter().rposition(|version| version.holds(today))
    }

    /// The versions that have pages: all but drafts, and those with `drafts`.
    pub fn published(&self, drafts: bool) -> Vec<usize> {
        let all = self.versions.iter().enumerate();
        all.filter(|(_, version)| (drafts || version.approval != ApprovalState::Pending) && version.has_text())
            .map(|(nth, _)| nth)
            .collect()
    }

    /// The version that the policy's own page shows: the one in force, else the newest published.
    pub fn current(&self, edition: Edition) -> Option<usize> {
        self.in_force(edition.today).or_else(|| self.published(edition.drafts).last().copied())
    }

    /// Where a version stands on a day.
    pub fn state(&self, nth: usize, today: Date) -> State {
        let version = &self.versions[nth];
        if version.withdrawn.as_ref().is_some_and(|end| end.date.is_none_or(|day| day <= today)) {
            State::Withdrawn
        } else if version.approval == ApprovalState::Pending {
            State::Draft
        } else if version.effective().is_some_and(|day| day > today) {
            State::Upcoming
        } else if self.in_force(today) == Some(nth) {
            State::InForce
        } else {
            State::Superseded
        }
    }

    /// The day of the next review, counted from the last approval or review of
    /// the version in force; `None` where nothing says when.
    pub fn next_review(&self, today: Date) -> Option<Date> {
        match self.review? {
            Review::Next(day) => Some(day),
            Review::EveryMonths(months) => {
                let version = &self.versions[self.in_force(today)?];
                let last = version.reviewed.iter().map(|(day, _)| *day).max();
                let from = last.max(version.effective())?;
                from.checked_add(jiff::Span::new().months(i64::from(months))).ok()
            }
        }
    }
}
