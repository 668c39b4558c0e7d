//! The facts of an approval, from the command line or from a person at the terminal.

use crate::commands::{Fault, words};
use crate::model::{Approval, ApprovalState, Bilingual, Date, Hijri, Lang, Phrase, Policy, Signatory, SittingKind};

use super::ApproveArgs;

/// Reads `1447-01-18` from the command line.
pub(super) fn hijri(text: &str) -> Result<Hijri, String> {
    match Hijri::parse(text) {
        Some(hijri) if hijri.exists() => Ok(hijri),
        Some(_) => Err("the Umm al-Qura calendar has no such day".to_owned()),
        None => Err("write it as 1447-01-18".to_owned()),
    }
}

/// The approval that the command line states, with what is missing asked for.
pub(super) fn gather(args: &ApproveArgs, policy: &Policy, document: Option<String>) -> Result<Approval, Fault> {
    let mut session = args.session;
    let (mut date, mut given_hijri) = (args.date, args.hijri);
    let mut missing = Vec::new();
    if session.is_none() {
        missing.push("`--session N`");
    }
    if date.is_none() && given_hijri.is_none() {
        missing.push("`--date D` or `--hijri D`");
    }
    if !missing.is_empty() {
        if args.yes || !words::can_ask() {
            let hint = "they stand in the minutes of the decision; on a terminal the program asks for them";
            return Err(Fault::usage(format!("give {}", missing.join(", and ")), hint));
        }
        if session.is_none() {
            let number = |answer: &str| answer.parse().ok().filter(|number| (1..=9999).contains(number));
            session = Some(asked("number of the session:", "a number from 1 to 9999", number)?);
        }
        if date.is_none() && given_hijri.is_none() {
            (date, given_hijri) = asked("date (2025-07-13, or Hijri 1447-01-18):", "a day that exists", either_date)?;
        }
    }
    let last = policy.versions.iter().rev().find_map(|version| match &version.approval {
        ApprovalState::Approved(approval) => Some(approval),
        _ => None,
    });
    let body = spoken(&args.body, "--body")?;
    let name = spoken(&args.signatory, "--signatory")?;
    let role = spoken(&args.role, "--role")?;
    if name.is_empty() && !role.is_empty() {
        return Err(Fault::usage("`--role` has no name beside it", "give the name with `--signatory`"));
    }
    Ok(Approval {
        body: match (body.is_empty(), last) {
            (false, _) => body,
            (true, Some(last)) => last.body.clone(),
            (true, None) => {
                Bilingual { ar: Some("مجلس الإدارة".to_owned()), en: Some("Board of Directors".to_owned()) }
            }
        },
        session,
        sitting: last.map_or(SittingKind::Session, |last| last.sitting),
        date,
        hijri: given_hijri,
        resolution: args.resolution.clone(),
        signatory: (!name.is_empty()).then_some(Signatory { name, role }),
        document,
    })
}

/// A year below 1700 is one of the Hijri calendar.
fn either_date(answer: &str) -> Option<(Option<Date>, Option<Hijri>)> {
    let year: i32 = answer.split('-').next()?.parse().ok()?;
    if year < 1700 {
        Some((None, Some(Hijri::parse(answer).filter(|day| day.exists())?)))
    } else {
        Some((Some(answer.parse().ok()?), None))
    }
}

/// Asks until the answer can be understood, three times at most.
fn asked<T>(question: &str, expected: &str, read: impl Fn(&str) -> Option<T>) -> Result<T, Fault> {
    for _ in 0..3 {
        match words::ask(question) {
            Some(answer) => match read(&answer) {
                Some(value) => return Ok(value),
                None => words::say(&format!("  that is not {expected}")),
            },
            None => break,
        }
    }
    Err(Fault::usage("no answer, so nothing was recorded", "run the command again when the minutes are at hand"))
}

/// Words of one language or both: the letters tell which is which.
fn spoken(said: &[String], option: &str) -> Result<Phrase, Fault> {
    let mut phrase = Phrase::default();
    for text in said.iter().map(|text| text.trim()).filter(|text| !text.is_empty()) {
        let arabic = text.chars().any(|c| matches!(c, '\u{600}'..='\u{6ff}'));
        let lang = if arabic { Lang::Arabic } else { Lang::English };
        if phrase.get_mut(lang).replace(text.to_owned()).is_some() {
            let message = format!("`{option}` is given twice in {}", lang.name());
            return Err(Fault::usage(message, "give it once in Arabic letters and once in Latin ones"));
        }
    }
    Ok(phrase)
}
