//! The facts of an approval, from the command line or from a person at the terminal.

use std::path::Path;

use crate::commands::{Fault, given, words};
use crate::disk;
use crate::model::{Date, Hijri, Lang, Phrase, Session, Signatory, read_date};
use crate::record::approve::{Document, Facts};

use super::args::ApproveArgs;

/// The facts that the command line states. What is missing is asked for, unless the approval
/// is recorded already.
pub(super) fn gather(args: &ApproveArgs, recorded: bool) -> Result<Facts, Fault> {
    let scan = args.document.as_deref().map(document).transpose()?;
    let stated = Sitting { session: args.session.clone(), date: args.date, hijri: args.hijri };
    let Sitting { session, date, hijri } = if recorded { stated } else { stated.completed(args.yes)? };
    let body = spoken(&args.body, "--body")?;
    let name = spoken(&args.signatory, "--signatory")?;
    let role = spoken(&args.role, "--role")?;
    if name.is_empty() && !role.is_empty() {
        return Err(Fault::usage("`--role` has no name beside it", "give the name with `--signatory`"));
    }
    let signatory = (!name.is_empty()).then_some(Signatory { name, role });
    let (resolution, effective) = (args.resolution.clone(), args.effective);
    Ok(Facts {
        body,
        session,
        date,
        hijri,
        resolution,
        signatory,
        document: scan,
        effective,
        restated_is_meant: args.restated_is_meant,
        rewording_is_meant: args.rewording_is_meant,
    })
}

/// The signed scan.
pub(in crate::commands) fn document(path: &Path) -> Result<Document, Fault> {
    let shown = path.display();
    let bytes = disk::bytes(path).map_err(|error| {
        let message = format!("the document `{shown}` cannot be read: {}", disk::describe(&error));
        Fault::usage(message, "name the file of the signed scan")
    })?;
    let name = path.file_name().and_then(|name| name.to_str());
    name.and_then(|name| Document::new(name, bytes)).ok_or_else(|| {
        let hint = "rename it: letters, digits and `-`, no `.` or `_` at its start";
        Fault::usage(format!("the document `{shown}` has a name that cannot be published"), hint)
    })
}

/// The sitting in which the body decided.
struct Sitting {
    session: Option<Session>,
    date: Option<Date>,
    hijri: Option<Hijri>,
}

impl Sitting {
    /// Asks for what is missing, unless nobody is to be asked.
    fn completed(mut self, unasked: bool) -> Result<Self, Fault> {
        let is_undated = self.date.is_none() && self.hijri.is_none();
        let missing =
            [self.session.is_none().then_some("`--session N`"), is_undated.then_some("`--date D` or `--hijri D`")];
        let missing: Vec<&str> = missing.into_iter().flatten().collect();
        if missing.is_empty() {
            return Ok(self);
        }
        if unasked || !words::can_ask() {
            let hint = "they stand in the minutes of the decision; on a terminal the program asks for them";
            return Err(Fault::usage(format!("give {}", missing.join(", and ")), hint));
        }
        if self.session.is_none() {
            let expected = "a number from 1 to 9999, or words such as 3/27/366";
            // Words without a figure are an answer to another question.
            let has_figure = |session: &Session| session.to_string().contains(char::is_numeric);
            let read = |answer: &str| Session::read(answer).filter(has_figure);
            self.session = Some(asked("number of the session:", expected, read)?);
        }
        if is_undated {
            let question = "date (2025-07-13, or Hijri 1447-01-18):";
            (self.date, self.hijri) = asked(question, "a day that exists", either_date)?;
        }
        Ok(self)
    }
}

/// The year tells which calendar it is.
fn either_date(answer: &str) -> Option<(Option<Date>, Option<Hijri>)> {
    match read_date(answer) {
        Some(day) => Some((Some(day), None)),
        None => given::hijri(answer).ok().map(|day| (None, Some(day))),
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
pub(in crate::commands) fn spoken(said: &[String], option: &str) -> Result<Phrase, Fault> {
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
