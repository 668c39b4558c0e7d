//! Dates in both calendars.
//!
//! The Hijri calendar is Umm al-Qura, from the tables of `icu_calendar` 2.4.
//! Published and computed tables of Umm al-Qura agree for 1420–1450 AH
//! (1999–2029) alone, so a pair of dates is held against each other only there;
//! outside 1300–1600 AH the tables fall back to a calculation, so nothing is
//! converted there at all.

use std::fmt;
use std::ops::RangeInclusive;

use icu_calendar::cal::Hijri as UmmAlQura;
use icu_calendar::{Date as IcuDate, Iso};

use crate::text::stated::latin_digits;

/// The Hijri years in which a stated pair of dates is checked.
pub const CHECKED_HIJRI_YEARS: RangeInclusive<i32> = 1420..=1450;

/// The Hijri years that the tables know.
pub const KNOWN_HIJRI_YEARS: RangeInclusive<i32> = 1300..=1600;

/// The years in which a Gregorian date of a record may lie.
pub const GREGORIAN_YEARS: RangeInclusive<i16> = 1900..=2199;

/// A Gregorian date.
pub type Date = jiff::civil::Date;

/// Reads `2025-07-13`, its digits of any kind; `None` where there is no such day in [`GREGORIAN_YEARS`].
pub fn read_date(text: &str) -> Option<Date> {
    latin_digits(text).parse().ok().filter(|day: &Date| GREGORIAN_YEARS.contains(&day.year()))
}

/// A date of the Hijri calendar as it was stated or computed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Hijri {
    /// The year AH.
    pub year: i32,
    /// The month, 1 (Muharram) to 12 (Dhu al-Hijjah).
    pub month: u8,
    /// The day of the month, from 1.
    pub day: u8,
}

impl fmt::Display for Hijri {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

impl Hijri {
    /// Reads `1447-01-18`, its digits of any kind; `None` where it is not of this form.
    pub fn parse(text: &str) -> Option<Self> {
        let text = latin_digits(text);
        let mut parts = text.split('-');
        let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
        let digits = |part: &str, length: usize| part.len() == length && part.bytes().all(|b| b.is_ascii_digit());
        if parts.next().is_some() || !digits(year, 4) || !digits(month, 2) || !digits(day, 2) {
            return None;
        }
        Some(Hijri { year: year.parse().ok()?, month: month.parse().ok()?, day: day.parse().ok()? })
    }

    /// Whether the calendar has such a day: a month has 29 or 30 by the tables;
    /// outside their years a day up to 30 is believed.
    pub fn exists(self) -> bool {
        if !KNOWN_HIJRI_YEARS.contains(&self.year) {
            return (1..=12).contains(&self.month) && (1..=30).contains(&self.day);
        }
        icu(self).is_some()
    }
}

fn icu(hijri: Hijri) -> Option<IcuDate<UmmAlQura<icu_calendar::cal::hijri::UmmAlQura>>> {
    let calendar = UmmAlQura::new_umm_al_qura();
    IcuDate::try_new_hijri_with_calendar(hijri.year, hijri.month, hijri.day, calendar).ok()
}

/// The Gregorian date of a Hijri one; `None` outside the tables, or where there is no such day.
pub fn to_gregorian(hijri: Hijri) -> Option<Date> {
    if !KNOWN_HIJRI_YEARS.contains(&hijri.year) {
        return None;
    }
    let iso = icu(hijri)?.to_calendar(Iso);
    let (month, day) = (iso.month().ordinal, iso.day_of_month().0);
    Date::new(iso.era_year().year.try_into().ok()?, month.try_into().ok()?, day.try_into().ok()?).ok()
}

/// The Hijri date of a Gregorian one; `None` outside the tables.
pub fn to_hijri(date: Date) -> Option<Hijri> {
    let month = date.month().unsigned_abs();
    let iso = IcuDate::try_new_iso(date.year().into(), month, date.day().unsigned_abs()).ok()?;
    let hijri = iso.to_calendar(UmmAlQura::new_umm_al_qura());
    let found = Hijri { year: hijri.era_year().year, month: hijri.month().ordinal, day: hijri.day_of_month().0 };
    KNOWN_HIJRI_YEARS.contains(&found.year).then_some(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn hijri(text: &str) -> Hijri {
        Hijri::parse(text).expect("a date")
    }

    #[test]
    fn stated_pairs_of_real_policies_agree() {
        for (stated, day) in
            [("1447-01-18", date(2025, 7, 13)), ("1445-07-26", date(2024, 2, 7)), ("1445-04-08", date(2023, 10, 23))]
        {
            assert_eq!(to_gregorian(hijri(stated)), Some(day));
            assert_eq!(to_hijri(day), Some(hijri(stated)));
        }
    }

    #[test]
    fn a_day_that_no_month_has_does_not_exist() {
        assert!(!hijri("1447-13-01").exists());
        assert!(!hijri("1447-01-31").exists());
        // Safar 1447 has 29 days in the Umm al-Qura table.
        let thirtieths = (1..=12).filter(|month| Hijri { year: 1447, month: *month, day: 30 }.exists()).count();
        assert!((5..=7).contains(&thirtieths));
    }

    #[test]
    fn nothing_is_converted_outside_the_tables() {
        assert_eq!(to_gregorian(hijri("1299-01-01")), None);
        assert_eq!(to_hijri(date(1700, 1, 1)), None);
        assert!(hijri("1299-01-01").exists());
    }
}
