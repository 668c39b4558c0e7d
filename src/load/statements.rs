//! What the words of a text state, found where they stand in its source.
//!
//! Clauses are looked at as they were typed: marks of Markdown are no words, so what they enclose is read all the same.

use memchr::memmem;

use crate::model::{Clause, Clauses, Label, Statements};
use crate::text::stated::{StatedDecision, decision, may_state_periods, periods};

/// The periods and decisions that the clauses of a source state.
pub(super) fn statements(source: &str, clauses: &Clauses) -> Statements {
    let mut found = Statements::default();
    let (timed, decided) = (may_state_periods(source), may_tell_a_decision(source));
    if !timed && !decided {
        return found;
    }
    let mut ahead = clauses.iter().enumerate().peekable();
    while let Some((nth, clause)) = ahead.next() {
        let end = ahead.peek().map_or(source.len(), |(_, next)| next.at);
        let start = words_start(source, clause, end);
        let Some(words) = source.get(start..end) else { continue };
        if timed && may_state_periods(words) {
            found.periods.extend(periods(words).into_iter().map(|mut period| {
                period.at = period.at.start + start..period.at.end + start;
                (nth, period)
            }));
        }
        if decided && may_tell_a_decision(words) {
            found.decisions.extend(decision(words).map(|told| (nth, moved(told, start))));
        }
    }
    found
}

/// Where the words begin, behind the label as it was typed: `3-` is no number of days.
fn words_start(source: &str, clause: Clause<'_>, end: usize) -> usize {
    let typed = source.get(clause.at..end).unwrap_or_default();
    let bare = typed.trim_start_matches(['#', ' ', '\t', '*', '>']);
    let bare = match clause.label {
        Some(Label::Written(label)) if !clause.numbered => bare.strip_prefix(label).unwrap_or(bare),
        _ => bare,
    };
    clause.at + (typed.len() - bare.len())
}

fn may_tell_a_decision(text: &str) -> bool {
    let any = |words: &[&str]| words.iter().any(|word| memmem::find(text.as_bytes(), word.as_bytes()).is_some());
    any(&["جتماع", "جلس", "قرار", "session", "meeting", "esolution"]) && any(&["عت", "قر", "pprov", "dopted"])
}

fn moved(mut told: StatedDecision, by: usize) -> StatedDecision {
    let shift = |at: &mut std::ops::Range<usize>| *at = at.start + by..at.end + by;
    told.sessions.iter_mut().for_each(|(_, at)| shift(at));
    told.dates.iter_mut().for_each(|(_, at)| shift(at));
    told.resolutions.iter_mut().for_each(|(_, at)| shift(at));
    told
}
