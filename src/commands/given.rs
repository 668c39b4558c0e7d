//! Values as the command line gives them: days of both calendars, and sittings.

use crate::model::{Date, Hijri, KNOWN_HIJRI_YEARS, Session, read_date, to_gregorian};

/// Reads a Gregorian day, `2025-07-13`, its digits of any kind.
pub(super) fn day(text: &str) -> Result<Date, String> {
    if let Some(day) = read_date(text) {
        return Ok(day);
    }
    match Hijri::parse(text).filter(|day| KNOWN_HIJRI_YEARS.contains(&day.year)) {
        Some(hijri) => {
            let known = to_gregorian(hijri).map(|day| format!(", which is {day} by the Umm al-Qura calendar"));
            Err(format!("this is a Hijri date{}", known.unwrap_or_default()))
        }
        None => Err("write a day that exists as 2025-07-13".to_owned()),
    }
}

/// Reads a Hijri day, `1447-01-18`, its digits of any kind.
pub(super) fn hijri(text: &str) -> Result<Hijri, String> {
    match Hijri::parse(text) {
        Some(day) if !KNOWN_HIJRI_YEARS.contains(&day.year) => {
            Err("its year is none of the Hijri calendar, 1300 to 1600; give a Gregorian day with `--date`".to_owned())
        }
        Some(hijri) if hijri.exists() => Ok(hijri),
        Some(_) => Err("the Umm al-Qura calendar has no such day".to_owned()),
        None => Err("write it as 1447-01-18".to_owned()),
    }
}

/// Reads the number of a sitting, or words as minutes have them.
pub(super) fn session(text: &str) -> Result<Session, String> {
    Session::read(text).ok_or_else(|| "write a number from 1 to 9999, or words such as 3/27/366".to_owned())
}
