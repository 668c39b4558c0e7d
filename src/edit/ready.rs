//! What keeps a draft from being approved.
//!
//! In: a policy, the version, the approval as it would be recorded, and the
//! day. Out: every reason against it, each with its place. What `check` finds
//! wrong is reported by `check`.

use crate::model::{Agreement, Approval, Contradiction, Date, Policy, Text, Translation, Version};
use crate::source::Place;
use crate::text::{UNMARKED, blanks};

/// A reason why something is not recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason {
    /// Its name, such as `session-met-before`; the name of the finding where `check` finds the same.
    pub id: &'static str,
    /// Where it stands, if it stands anywhere.
    pub place: Option<Place>,
    /// What it is: a small sentence, lower case, no full stop.
    pub message: String,
    /// What to do: starts with a verb.
    pub hint: String,
}

impl Reason {
    /// A reason by its name.
    pub fn new(id: &'static str, place: Option<Place>, message: impl Into<String>, hint: impl Into<String>) -> Self {
        Reason { id, place, message: message.into(), hint: hint.into() }
    }
}

/// Every reason against approving a version with these facts.
pub fn reasons(policy: &Policy, version: &Version, approval: &Approval, today: Date) -> Vec<Reason> {
    let mut reasons = dates(policy, version, approval, today);
    reasons.extend(pair(policy, version));
    for text in version.texts.existing() {
        reasons.extend(gaps(text));
        if version.seal.get(text.lang).as_ref().is_some_and(|seal| !seal.eq_ignore_ascii_case(&text.seal)) {
            let place = Place::key(policy.file, format!("versions.{}.seal.{}", version.nth, text.lang.code()));
            let message =
                format!("another seal is recorded for the {} text than the one that it has", text.lang.name());
            reasons.push(Reason::new(
                "seal-broken",
                Some(place),
                message,
                "restore the text, or delete `seal` if it never was approved",
            ));
        }
    }
    reasons.extend(contradictions(policy, version, approval));
    for words in version.change.existing() {
        if let Some((_, gap)) = open_places(words).first() {
            let place = Place::key(policy.file, format!("versions.{}.change", version.nth));
            reasons.push(Reason::new(
                "blank-left",
                Some(place),
                format!("`change` still holds `{gap}`"),
                "say what changed",
            ));
        }
    }
    reasons
}

/// What a text tells of its approval is what is recorded of it.
fn contradictions(policy: &Policy, version: &Version, approval: &Approval) -> Vec<Reason> {
    let earlier = policy.approvals_before(version);
    let told = |text: &Text| {
        let words = text.source.text();
        let reason = |found: Contradiction| {
            let said = words[found.at.clone()].replace('`', "'");
            let message = format!("the text says `{said}`, and the decision is `{}: {}`", found.key, found.recorded);
            let hint = "look at the minutes, and correct the one that differs from them";
            Reason::new("decision-differs", Some(Place::Offset(text.file, found.at.start)), message, hint)
        };
        approval.contradicted(&text.statements, &earlier).into_iter().map(reason).collect::<Vec<_>>()
    };
    version.texts.existing().flat_map(told).collect()
}

/// The dates agree, have come, and follow those of the decision before.
fn dates(policy: &Policy, version: &Version, approval: &Approval, today: Date) -> Vec<Reason> {
    let mut reasons = Vec::new();
    if let (Agreement::Disagree(expected), Some(date), Some(hijri)) =
        (approval.agreement(), approval.date, approval.hijri)
    {
        let message =
            format!("`{hijri}` AH is `{expected}` by the Umm al-Qura calendar, and the date given is `{date}`");
        reasons.push(Reason::new(
            "date-pair-disagrees",
            None,
            message,
            "look at the minutes, and give the two dates of one day",
        ));
        return reasons;
    }
    let Some(day) = approval.gregorian().map(|date| date.value) else {
        let message = "the Hijri date lies outside the years that the calendar's tables know";
        reasons.push(Reason::new("date-beyond-tables", None, message, "give the Gregorian date with `--date` too"));
        return reasons;
    };
    if day > today {
        let message = format!("the day of the decision, `{day}`, lies in the future: today is `{today}`");
        reasons.push(Reason::new("date-in-future", None, message, "record the approval once the body has met"));
    }
    let decided = |other: &Version| {
        let approval = other.approval.approved()?;
        Some((other.nth, other.number.clone(), approval.session.clone(), approval.gregorian()?.value))
    };
    let earlier = policy.versions.iter().filter(|other| other.nth != version.nth && other.order() < version.order());
    let last = earlier.filter_map(decided).max_by_key(|(.., day)| *day);
    if let Some((nth, number, session, last)) = last {
        let place = Some(Place::key(policy.file, format!("versions.{nth}.approval")));
        if day <= last {
            let message =
                format!("the day of the decision, `{day}`, is not after that of version `{number}`, `{last}`");
            reasons.push(Reason::new(
                "date-before-last",
                place,
                message,
                "look at the minutes for the day of this decision",
            ));
        } else if let Some(session) = session.filter(|session| approval.session.as_ref() == Some(session))
            && last.until(day).is_ok_and(|span| span.get_days() < 180)
        {
            let message = format!("session `{session}` met on `{last}` and approved version `{number}`");
            reasons.push(Reason::new(
                "session-met-before",
                place,
                message,
                "look at the minutes for the number of this session",
            ));
        }
    }
    reasons
}

/// Whether both texts must say the same: yes, unless the translation says of
/// itself that it is there for convenience alone.
fn pair(policy: &Policy, version: &Version) -> Vec<Reason> {
    let governing = policy.governing;
    let mut reasons = Vec::new();
    // A governing text that is missing is an error of `check`.
    let Some(source) = version.texts.get(governing) else { return reasons };
    let Some(other) = version.texts.get(policy.translation()) else { return reasons };
    if !must_be_complete(other) {
        return reasons;
    }
    for here in [source, other] {
        let alone = version.unpaired(here.lang);
        if let Some(first) = alone.first() {
            let (id, lang) = (first.id, here.lang.name());
            let message = match alone.len() - 1 {
                0 => format!("clause `{id}` stands in {lang} alone"),
                1 => format!("clause `{id}` and one more stand in {lang} alone"),
                more => format!("clause `{id}` and {more} more stand in {lang} alone"),
            };
            let hint =
                "complete the pair, or write `translation: courtesy` if the body did not approve the translation";
            let place = Place::Offset(here.file, first.at);
            reasons.push(Reason::new("clause-unpaired", Some(place), message, hint));
        }
    }
    if follows_another(source, other) {
        let message = format!("the {} text follows an earlier {} text", other.lang.name(), governing.name());
        let hint = "bring it up to date, then say so with `mithaq translated`";
        let place = Place::key(other.file, "translated_from");
        reasons.push(Reason::new("translation-outdated", Some(place), message, hint));
    }
    reasons
}

/// Whether a translation is one that the body approves with the text.
pub fn must_be_complete(text: &Text) -> bool {
    !matches!(text.translation, Some(Translation::Courtesy | Translation::Machine))
}

/// Whether a translation names another source text than the one that stands there.
pub fn follows_another(source: &Text, text: &Text) -> bool {
    text.translated_from.as_ref().is_some_and(|seal| !seal.eq_ignore_ascii_case(&source.seal))
}

/// What is still to be filled in: every open place but the blanks that the author marks as the text's own.
fn gaps(text: &Text) -> Vec<Reason> {
    let open = open_places(&text.source.text());
    if open.is_empty() {
        return Vec::new();
    }
    let parsed = text.parsed();
    let reason = |(at, gap): (usize, String)| {
        let blank = !gap.starts_with(|c: char| c.is_ascii_alphabetic());
        if blank && parsed.is_filled_in_at(at) {
            return None;
        }
        let hint = match blank {
            true => {
                "write what belongs there; if it is a blank to be filled in on paper, write `{.fill-in}` at the end of its heading or item, or on a line below its table"
            }
            false => "write what belongs there, or delete it",
        };
        let message = format!("`{gap}` is still to be filled in");
        Some(Reason::new("blank-left", Some(Place::Offset(text.file, at)), message, hint))
    };
    open.into_iter().filter_map(reason).collect()
}

/// `TODO`, `TBD`, and dots or lines to write on, with the byte at which each starts.
fn open_places(text: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    for word in ["TODO", "TBD", "FIXME"] {
        let stands_alone = |at: usize| {
            let edge = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric() && c != '_');
            edge(text[..at].chars().next_back()) && edge(text[at + word.len()..].chars().next())
        };
        found.extend(
            text.match_indices(word).filter(|(at, _)| stands_alone(*at)).map(|(at, word)| (at, word.to_owned())),
        );
    }
    for blank in blanks(text, UNMARKED) {
        let run = &text[blank.clone()];
        // A line of underscores alone draws a line across the page.
        let line = text[..blank.start].rfind('\n').map_or(0, |line| line + 1);
        let alone = run.starts_with('_') && text[line..].lines().next().is_some_and(|line| line.trim() == run);
        if !alone {
            found.push((blank.start, run.chars().filter(|c| *c != '\\').take(12).collect()));
        }
    }
    found.sort();
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_to_be_filled_in_is_found_and_what_only_looks_like_it_is_not() {
        let found = |text: &str| open_places(text).into_iter().map(|(_, gap)| gap).collect::<Vec<_>>();
        assert_eq!(found("خلال .... يوم"), ["...."]);
        assert_eq!(found("خلال …… يوم"), ["……"]);
        assert_eq!(found("TODO: x (TBD)"), ["TODO", "TBD"]);
        assert_eq!(found("الاسم: ______"), ["______"]);
        assert_eq!(found("Name: \\_\\_\\_\\_ ، ـــــ"), ["____", "ـــــ"]);
        assert!(found("وهكذا... TODOS mastodonTBD … 1.2.3\n\n______\n").is_empty());
    }
}
