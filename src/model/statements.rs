//! What the words of a text state that the record states too.

use std::ops::Range;

use super::approval::{Approval, Session};
use super::commitment::{Commitment, Period};
use super::date::Hijri;
use crate::text::stated::{StatedDate, StatedDecision, StatedPeriod};

/// What a text states, each with the place of its clause in the list of clauses. Bytes are those of the source.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Statements {
    /// Lengths of time.
    pub periods: Vec<(usize, StatedPeriod)>,
    /// The decision by which it was approved.
    pub decisions: Vec<(usize, StatedDecision)>,
}

/// A fact of an approval that a text states otherwise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contradiction {
    /// The key of the fact: `session`, `date`, `hijri`, `resolution`.
    pub key: &'static str,
    /// What the record says.
    pub recorded: String,
    /// Where the text says something else.
    pub at: Range<usize>,
}

impl Period {
    /// Whether words state the same: as long, and with no other bound.
    pub fn agrees(&self, stated: &StatedPeriod) -> bool {
        let as_long = match (self.unit.hours(self.amount), stated.unit.hours(stated.amount)) {
            (Some(recorded), Some(stated)) => recorded == stated,
            _ => self.unit == stated.unit && self.amount == stated.amount,
        };
        as_long && stated.bound.is_none_or(|bound| bound == self.bound)
    }
}

impl Commitment {
    /// Of the periods of its clause the one that contradicts it: the first, where none agrees.
    pub fn contradicted<'a>(&self, stated: &[&'a StatedPeriod]) -> Option<&'a StatedPeriod> {
        let agrees = stated.iter().any(|stated| self.period.agrees(stated));
        stated.iter().find(|stated| !stated.in_words).or(stated.first()).copied().filter(|_| !agrees)
    }
}

impl Approval {
    /// The facts that a text states otherwise. `earlier` approvals of the policy may be told of too.
    pub fn contradicted(&self, statements: &Statements, earlier: &[&Approval]) -> Vec<Contradiction> {
        let mut found = Vec::new();
        let all = || std::iter::once(self).chain(earlier.iter().copied());
        for (_, told) in &statements.decisions {
            if let Some(session) = &self.session {
                let known = |words: &str| all().any(|one| one.session.as_ref().is_some_and(|s| same_session(s, words)));
                let other = told.sessions.iter().find(|(words, _)| !known(words));
                found.extend(other.map(|(_, at)| contradiction("session", session, at)));
            }
            let known = |day: StatedDate| all().any(|approval| approval.is_on(day));
            let other = told.dates.iter().find(|(day, _)| !known(*day));
            if let Some((day, at)) = other {
                let (key, recorded) = match (self.hijri(), self.gregorian()) {
                    (Some(hijri), _) if day.hijri => ("hijri", hijri.value.to_string()),
                    (_, Some(date)) => ("date", date.value.to_string()),
                    _ => continue,
                };
                // A date that was worked out stands under no key of its own.
                let key = if key == "hijri" && self.hijri.is_none() { "date" } else { key };
                let key = if key == "date" && self.date.is_none() { "hijri" } else { key };
                found.push(contradiction(key, &recorded, at));
            }
            if let Some(resolution) = &self.resolution {
                let known = |words: &str| all().any(|one| one.resolution.as_ref().is_some_and(|r| r.contains(words)));
                let other = told.resolutions.iter().find(|(words, _)| !known(words));
                found.extend(other.map(|(_, at)| contradiction("resolution", resolution, at)));
            }
        }
        found
    }

    /// Whether a stated day is that of the approval; a Hijri day that was worked out may lie a day beside it.
    fn is_on(&self, day: StatedDate) -> bool {
        if !day.hijri {
            let stated = |date: super::Date| {
                (i64::from(date.year()), i64::from(date.month()), i64::from(date.day()))
                    == (i64::from(day.year), i64::from(day.month), i64::from(day.day))
            };
            return self.gregorian().is_some_and(|date| stated(date.value));
        }
        self.hijri().is_some_and(|hijri| {
            let Hijri { year, month, day: recorded } = hijri.value;
            let same_month = (year, month) == (i32::from(day.year), day.month);
            let apart = recorded.abs_diff(day.day);
            same_month && apart <= u8::from(hijri.computed)
        })
    }
}

/// `08` is session 8.
fn same_session(session: &Session, words: &str) -> bool {
    match session {
        Session::Number(number) => words.parse() == Ok(*number),
        Session::Words(own) => own.contains(words),
    }
}

fn contradiction(key: &'static str, recorded: &impl ToString, at: &Range<usize>) -> Contradiction {
    Contradiction { key, recorded: recorded.to_string(), at: at.clone() }
}
