//! Approval: which body decided, in which sitting, on which day of both calendars.

use std::fmt;

use schemars::JsonSchema;
use serde::Serialize;

use super::date::{CHECKED_HIJRI_YEARS, Date, Hijri, KNOWN_HIJRI_YEARS, to_gregorian, to_hijri};
use super::lang::Phrase;
use crate::text::choices::choices;
use crate::text::stated::latin_digits;

/// What is known of a version's approval.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ApprovalState {
    /// The body approved it.
    Approved(Box<Approval>),
    /// A draft: no approval yet.
    Pending,
    /// The published document states no approval.
    NotStated,
}

choices! {
    /// How far a version's approval is known.
    pub enum ApprovalKind {
        /// The body approved it.
        Approved = "approved",
        /// A draft: no approval yet.
        Pending = "pending",
        /// The published document states no approval.
        NotStated = "not-stated",
    }
}

choices! {
    /// What the body's sitting is called in its own document.
    pub enum SittingKind {
        /// جلسة.
        Session = "session",
        /// اجتماع.
        Meeting = "meeting",
    }
}

/// Which sitting it was, as the minutes have it. Data has a number as a number and words as a string.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum Session {
    /// Its number, from 1 to 9999.
    Number(u32),
    /// What stands in place of a number: `3/27/366`.
    Words(String),
}

impl Session {
    /// Reads a number in digits of any kind, or words of at most 60 letters; `None` where it is neither.
    pub fn read(text: &str) -> Option<Self> {
        let text = latin_digits(text.trim());
        if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
            return text.parse().ok().filter(|number| (1..=9999).contains(number)).map(Session::Number);
        }
        let fits = (1..=60).contains(&text.chars().count()) && !text.chars().any(char::is_control);
        fits.then_some(Session::Words(text))
    }
}

impl fmt::Display for Session {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Session::Number(number) => write!(out, "{number}"),
            Session::Words(words) => out.write_str(words),
        }
    }
}

/// A decision to approve a version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Approval {
    /// The body that approved, such as the board of directors.
    pub body: Phrase,
    /// Which sitting it was.
    pub session: Option<Session>,
    /// What the sitting is called.
    pub sitting: SittingKind,
    /// The Gregorian date, if stated.
    pub date: Option<Date>,
    /// The Hijri date, if stated.
    pub hijri: Option<Hijri>,
    /// The number of the resolution.
    pub resolution: Option<String>,
    /// Who signed.
    pub signatory: Option<Signatory>,
    /// The signed scan, relative to the version's folder.
    pub document: Option<String>,
}

/// The person who signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signatory {
    /// Their name.
    pub name: Phrase,
    /// Their office.
    pub role: Phrase,
}

/// A date with the word on whether the document says it or we worked it out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stated<T> {
    /// The date.
    pub value: T,
    /// Whether it was computed from the other calendar.
    pub computed: bool,
}

/// Whether two stated dates are one day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Agreement {
    /// They are.
    Agree,
    /// They are not; the Gregorian date that the Hijri one falls on.
    Disagree(Date),
    /// Only one was stated, or the year is outside 1420–1450 AH.
    NotChecked,
}

impl Approval {
    /// The Gregorian date, computed from the Hijri one where it is not stated.
    pub fn gregorian(&self) -> Option<Stated<Date>> {
        match self.date {
            Some(value) => Some(Stated { value, computed: false }),
            None => self.hijri.and_then(to_gregorian).map(|value| Stated { value, computed: true }),
        }
    }

    /// The Hijri date, computed from the Gregorian one where it is not stated.
    pub fn hijri(&self) -> Option<Stated<Hijri>> {
        match self.hijri {
            Some(value) => Some(Stated { value, computed: false }),
            None => self.date.and_then(to_hijri).map(|value| Stated { value, computed: true }),
        }
    }

    /// Whether the two stated dates are one day, where that can be said.
    pub fn agreement(&self) -> Agreement {
        let (Some(date), Some(hijri)) = (self.date, self.hijri) else { return Agreement::NotChecked };
        if !KNOWN_HIJRI_YEARS.contains(&hijri.year) {
            return Agreement::NotChecked;
        }
        match to_gregorian(hijri) {
            Some(expected) if expected == date => Agreement::Agree,
            Some(expected) if CHECKED_HIJRI_YEARS.contains(&hijri.year) => Agreement::Disagree(expected),
            _ => Agreement::NotChecked,
        }
    }
}

impl ApprovalState {
    /// How far it is known.
    pub fn kind(&self) -> ApprovalKind {
        match self {
            ApprovalState::Approved(_) => ApprovalKind::Approved,
            ApprovalState::Pending => ApprovalKind::Pending,
            ApprovalState::NotStated => ApprovalKind::NotStated,
        }
    }

    /// The approval, where there is one.
    pub fn approved(&self) -> Option<&Approval> {
        match self {
            ApprovalState::Approved(approval) => Some(approval),
            _ => None,
        }
    }
}
