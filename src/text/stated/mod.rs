//! What the words of a clause state: periods, and the decision by which a text was approved.
//!
//! In: the words of a clause without markup, Arabic or English. Out: lengths of time with their bounds;
//! sittings, dates and numbers of decisions. Never: guesses; what is not surely read is not stated.

mod decisions;
mod digits;
mod numbers;
mod periods;
mod tokens;

pub use decisions::{StatedDate, StatedDecision, decision};
pub use digits::latin_digits;
pub use periods::{StatedPeriod, may_state_periods, periods};

/// Whether a period is the most or the least.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bound {
    /// No later than.
    AtMost,
    /// No sooner than: a promise of nothing to the beneficiary.
    AtLeast,
}

impl Bound {
    /// Both.
    pub const ALL: [Bound; 2] = [Bound::AtMost, Bound::AtLeast];

    /// `at-most` or `at-least`, as files and data write it.
    pub const fn word(self) -> &'static str {
        match self {
            Bound::AtMost => "at-most",
            Bound::AtLeast => "at-least",
        }
    }

    /// The bound that a word names.
    pub fn from_word(word: &str) -> Option<Self> {
        Bound::ALL.into_iter().find(|bound| bound.word() == word)
    }
}

/// What a length of time is counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// An hour of the clock.
    Hour,
    /// A day on which the association works.
    WorkingDay,
    /// A day of the calendar.
    Day,
    /// Seven days of the calendar.
    Week,
    /// A month of the calendar.
    Month,
}

impl Unit {
    /// Every unit, the shortest first.
    pub const ALL: [Unit; 5] = [Unit::Hour, Unit::WorkingDay, Unit::Day, Unit::Week, Unit::Month];

    /// `hour`, `working-day`, `day`, `week` or `month`, as files and data write it.
    pub const fn word(self) -> &'static str {
        match self {
            Unit::Hour => "hour",
            Unit::WorkingDay => "working-day",
            Unit::Day => "day",
            Unit::Week => "week",
            Unit::Month => "month",
        }
    }

    /// The unit that a word names.
    pub fn from_word(word: &str) -> Option<Self> {
        Unit::ALL.into_iter().find(|unit| unit.word() == word)
    }

    /// So many of it in hours, where that is one number: working days and months have none.
    pub fn hours(self, amount: u32) -> Option<u64> {
        let hours = match self {
            Unit::Hour => 1,
            Unit::Day => 24,
            Unit::Week => 7 * 24,
            Unit::WorkingDay | Unit::Month => return None,
        };
        Some(u64::from(amount) * hours)
    }
}
