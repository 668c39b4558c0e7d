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

use super::choices::choices;

choices! {
    /// Whether a period is the most or the least.
    pub enum Bound {
        /// No later than.
        AtMost = "at-most",
        /// No sooner than: a promise of nothing to the beneficiary.
        AtLeast = "at-least",
    }
}

choices! {
    /// What a length of time is counted in.
    pub enum Unit {
        /// An hour of the clock.
        Hour = "hour",
        /// A day on which the association works.
        WorkingDay = "working-day",
        /// A day of the calendar.
        Day = "day",
        /// Seven days of the calendar.
        Week = "week",
        /// A month of the calendar.
        Month = "month",
    }
}

impl Unit {
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
