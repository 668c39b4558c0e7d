//! A person says yes before anything is recorded.

use super::{Fault, words};

/// Goes on where a person agrees.
///
/// # Errors
/// Where they do not, or nobody can be asked.
pub(super) fn agreed(question: &str) -> Result<(), Fault> {
    if !words::can_ask() {
        let hint = "look at it with `--dry-run`, then say `--yes`";
        return Err(Fault::usage("there is no terminal to ask on, so nothing was recorded", hint));
    }
    let answer = words::ask(question).unwrap_or_default().to_lowercase();
    match answer.as_str() {
        "y" | "yes" | "ن" | "نعم" => Ok(()),
        _ => Err(Fault::declined("nothing was recorded")),
    }
}
