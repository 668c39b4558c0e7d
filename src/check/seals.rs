//! The rule that an approved text stays as it was approved, and what changed where it did not.

use super::context::PolicyCase;
use crate::model::compare::{Change, Comparison, Entry, Rewording, Spelling, compare, in_other_encodings, rewording};
use crate::model::log::Told;
use crate::model::seal::seal;
use crate::model::{Lang, SealedCopy, Text, Version, entries_of};
use crate::report::Report;
use crate::source::{Place, front_matter};

/// So many letters of a clause are quoted; the file has the rest.
const QUOTED: usize = 60;

/// `seal-broken`: a text differs from the one that was approved.
/// Why it matters: readers would take for approved what the board never saw.
/// What to do: restore the text, record a new approval, or make it a new version.
pub(super) fn seal_broken(case: &PolicyCase<'_>, report: &mut Report) {
    for version in &case.policy.versions {
        for lang in Lang::ALL {
            let (Some(seal), Some(text)) = (version.seal.get(lang), version.texts.get(lang)) else { continue };
            if seal.eq_ignore_ascii_case(&text.seal) {
                report_copy(case, version, lang, report);
            } else {
                report_broken(case, version, text, seal, report);
            }
        }
    }
}

fn report_broken(case: &PolicyCase<'_>, version: &Version, text: &Text, recorded: &str, report: &mut Report) {
    let copy = version.sealed_as(text.lang, recorded);
    let what = what_changed(text, copy, recorded);
    let message =
        format!("the {} text of version `{}` differs from its seal: {}", text.lang.name(), version.number, what.words);
    let here = what.here.map_or(Place::File(text.file), |at| Place::Offset(text.file, at));
    let key = Place::key(case.policy.file, format!("versions.{}.seal.{}", version.nth, text.lang.code()));
    let finding = report.error("seal-broken", here, message);
    if let (Some(copy), Some(at)) = (copy, what.there) {
        finding.see(Place::Offset(copy.file, at), "the approved words");
    }
    let folder = format!("content/{}/policies/{}/{}", case.association.id, case.policy.id, version.number);
    let name = format!("{}.md", text.lang.code());
    let restore = match copy {
        Some(_) => format!("restore it from `{folder}/.sealed/{name}`"),
        None => "restore it as it was approved".to_owned(),
    };
    let policy = format!("{}/{}", case.association.id, case.policy.id);
    finding.see(key, "the seal stands here").hint(format!(
        "{restore}; if the board decided on other words, restore it and make them a new version with `mithaq revise {policy}`"
    ));
}

/// What is known of a change, with its places in the text and in the copy.
struct Found {
    words: String,
    here: Option<usize>,
    there: Option<usize>,
}

impl Found {
    fn plain(words: impl Into<String>) -> Self {
        Found { words: words.into(), here: None, there: None }
    }
}

const ENCODING: &str = "only the encoding of its letters differs (Unicode normalisation), as after saving it with another program; every word is the same";

fn what_changed(text: &Text, copy: Option<&SealedCopy>, recorded: &str) -> Found {
    let source = &*text.source.text();
    // The words can be written back into the form that was sealed: then nothing else changed.
    if in_other_encodings(source).iter().any(|other| recorded.eq_ignore_ascii_case(&seal(other))) {
        return Found::plain(ENCODING);
    }
    let Some(copy) = copy else {
        return Found::plain(
            "it was changed after its approval; no copy of the approved text is at hand, so what changed cannot be told",
        );
    };
    let copied = &*copy.source.text();
    let only_encoding = Spelling { encoding: true, ..Spelling::default() };
    if rewording(copied, source).is_some_and(|found| found.spelling == only_encoding) {
        return Found::plain(ENCODING);
    }
    let (before, after) = (entries_of(copied), entries_of(source));
    let comparison = compare(&before, &after);
    let Some(first) = comparison.changes.iter().find(|change| !change.only_renumbered()) else {
        return match comparison.changes.first() {
            Some(first) => found(first, &comparison, &before, &after),
            None => Found::plain(outside_clauses(copied, source)),
        };
    };
    found(first, &comparison, &before, &after)
}

fn found(first: &Change, comparison: &Comparison, before: &[Entry], after: &[Entry]) -> Found {
    let (old, new) = (first.old.map(|nth| &before[nth]), first.new.map(|nth| &after[nth]));
    let mut words = match (old, new) {
        (Some(old), None) => format!("clause {} was taken out: {}", named(old), quoted(&old.words)),
        (None, Some(new)) => format!("clause {} was added: {}", named(new), quoted(&new.words)),
        (Some(old), Some(new)) => format!("in clause {} {}", named(new), difference(first, old, new)),
        (None, None) => String::new(),
    };
    let others = comparison.changes.len() - 1;
    if others > 0 {
        let clauses = if others == 1 { "clause" } else { "clauses" };
        words.push_str(&format!(", and {others} more {clauses} changed"));
    }
    // Where a clause was taken out, the place in the text is the end of what stood before it.
    let before_it = || {
        let nth = first.old?;
        let kept = (0..nth)
            .rev()
            .find(|earlier| !comparison.changes.iter().any(|c| c.removed() && c.old == Some(*earlier)))?;
        after.iter().find(|entry| entry.words == before[kept].words).map(|entry| entry.at)
    };
    Found { words, here: new.map(|new| new.at).or_else(before_it), there: old.map(|old| old.at) }
}

fn named(entry: &Entry) -> String {
    match entry.label.as_ref().filter(|label| label.chars().any(char::is_alphanumeric)) {
        Some(label) => format!("`{}` (`{label}`)", entry.id),
        None => format!("`{}`", entry.id),
    }
}

fn difference(change: &Change, old: &Entry, new: &Entry) -> String {
    if let Some(words) = &change.words {
        return reworded(words);
    }
    if change.moved {
        return "nothing but its place changed".to_owned();
    }
    if change.kind || change.level {
        return "nothing but its kind or its depth changed".to_owned();
    }
    if change.markup {
        return "links, emphasis or embeds changed".to_owned();
    }
    let label = |entry: &Entry| entry.label.as_deref().map_or_else(|| "no label".to_owned(), quoted);
    format!("the label {} became {}", label(old), label(new))
}

fn reworded(words: &Rewording) -> String {
    let kinds: Vec<&str> = words.spelling.words().into_iter().map(spelled).collect();
    let only = if kinds.is_empty() { String::new() } else { format!(" (only {} differ)", kinds.join(" and ")) };
    match words.first() {
        (old, new) if old.is_empty() => format!("{} was added{only}", quoted(&new)),
        (old, new) if new.is_empty() => format!("{} was taken out{only}", quoted(&old)),
        (old, new) => format!("{} became {}{only}", quoted(&old), quoted(&new)),
    }
}

fn spelled(word: &str) -> &str {
    match word {
        "encoding" => "the encodings of letters",
        "invisible" => "invisible characters",
        "marks" => "vowel marks",
        _ => "tatweels",
    }
}

/// Words in backticks; they are isolated where they are drawn.
fn quoted(words: &str) -> String {
    let words = words.replace('`', "'");
    if words.chars().count() <= QUOTED {
        return format!("`{words}`");
    }
    let start: String = words.chars().take(QUOTED).collect();
    format!("`{}…`", start.rsplit_once(' ').map_or(start.as_str(), |(start, _)| start))
}

/// What differs where every clause is the same.
fn outside_clauses(before: &str, after: &str) -> String {
    let matter = |text| front_matter(text).map(|matter| matter.yaml.to_owned());
    if matter(before) == matter(after) {
        return "no word of it changed, but spaces, line ends or marks of Markdown did".to_owned();
    }
    let (before, after) = (matter(before).unwrap_or_default(), matter(after).unwrap_or_default());
    let changed = after.lines().find(|line| !before.lines().any(|known| known == *line));
    let gone = || before.lines().find(|line| !after.lines().any(|known| known == *line));
    match changed {
        Some(line) => format!("no clause changed, but its front matter did: {}", quoted(line)),
        None => format!("no clause changed, but its front matter lacks {}", quoted(gone().unwrap_or_default())),
    }
}

/// `seal-missing`: an approved version has no seal, though it was sealed once or a later version is.
/// Why it matters: without its seal anybody could change the approved text unseen.
/// What to do: restore the `seal` of policy.yaml as it was.
pub(super) fn seal_missing(case: &PolicyCase<'_>, report: &mut Report) {
    let versions = &case.policy.versions;
    for version in versions.iter().filter(|version| version.approval.approved().is_some() && version.has_text()) {
        let is_later = |other: &&Version| other.order() > version.order() && !other.seal.is_empty();
        let copy = version.sealed.existing().next();
        let later = versions.iter().find(is_later);
        if !version.seal.is_empty() || (copy.is_none() && later.is_none()) {
            continue;
        }
        // A log that speaks of the version and names no text knows that it never had a seal.
        let told = case.association.log.as_ref().map(|log| Told::of(log, &case.policy.id, &version.number));
        if copy.is_none() && told.is_some_and(|told| told.first.is_some() && told.texts.is_empty()) {
            continue;
        }
        let place = Place::key(case.policy.file, format!("versions.{}.approval", version.nth));
        let message = match copy {
            Some(_) => format!("version `{}` was sealed, and its seal is gone", version.number),
            None => format!("version `{}` is approved and has no seal, though a later version has", version.number),
        };
        let finding = report.error("seal-missing", place, message);
        if let Some(copy) = copy {
            finding.see(Place::File(copy.file), "the copy that was kept when it was sealed");
        }
        finding.hint(format!(
            "restore `seal` as it was; if it never had one, seal the texts as they stand with `mithaq approve {}/{} {}`",
            case.association.id, case.policy.id, version.number
        ));
    }
}

/// A seal that is the text's own, beside a copy of another text: one of them was exchanged.
fn report_copy(case: &PolicyCase<'_>, version: &Version, lang: Lang, report: &mut Report) {
    let (Some(recorded), Some(copy)) = (version.seal.get(lang), version.sealed.get(lang)) else { return };
    if recorded.eq_ignore_ascii_case(&seal(&copy.source.text())) {
        return;
    }
    let name = lang.name();
    let message = format!(
        "the copy that was kept when the {name} text of version `{}` was sealed is another text than the seal says",
        version.number
    );
    let key = Place::key(case.policy.file, format!("versions.{}.seal.{}", version.nth, lang.code()));
    report
        .error("seal-broken", key, message)
        .see(Place::File(copy.file), "the copy")
        .hint("text and seal were changed together, or the copy was: restore all three as they were approved");
}
