//! Rules about the two languages of a text.

use super::Case;
use crate::model::{Lang, Text, Version};
use crate::report::Report;
use crate::source::Place;

/// `clause-unpaired`: a clause stands in one language alone.
/// Why it matters: readers of the other language see it in a language that they may not read.
/// What to do: translate it, or give both the same `{#id}`.
pub(super) fn clause_unpaired(case: &Case<'_>, report: &mut Report) {
    for version in &case.policy.versions {
        let (Some(ar), Some(en)) = (&version.texts.ar, &version.texts.en) else { continue };
        for (here, there) in [(ar, en), (en, ar)] {
            for clause in version.unpaired(here.lang) {
                let clause = &here.clauses[clause];
                let message = format!("clause `{}` stands in {} alone", clause.id, here.lang.name());
                let hint = format!("translate it, or end its counterpart with `{{#{}}}`", clause.id);
                report
                    .warning("clause-unpaired", Place::Offset(here.file, clause.at as usize), message)
                    .see(
                        Place::Offset(there.file, counterpart(here, there, clause.parent)),
                        "its place in the other language",
                    )
                    .hint(hint);
            }
        }
    }
}

/// Where the clause would stand in the other text: its nearest ancestor that stands there.
fn counterpart(here: &Text, there: &Text, mut parent: Option<u32>) -> usize {
    while let Some(above) = parent.map(|parent| &here.clauses[parent as usize]) {
        if let Some(found) = there.clause(&above.id) {
            return there.clauses[found].at as usize;
        }
        parent = above.parent;
    }
    there.body
}

/// `translation-outdated`: a text follows a source text that has changed since.
/// Why it matters: the two languages say different things.
/// What to do: bring it up to date, and record the seal of the text it follows.
pub(super) fn outdated(case: &Case<'_>, report: &mut Report) {
    let governing = case.policy.governing;
    for version in &case.policy.versions {
        if let Some((text, source)) = lagging(version, governing) {
            let message = format!("the {} text follows an earlier {} text", text.lang.name(), governing.name());
            report
                .warning("translation-outdated", Place::key(text.file, "translated_from"), message)
                .see(Place::File(source.file), "the text as it stands")
                .hint(format!("bring it up to date, then write `translated_from: {}`", source.seal));
        }
    }
}

fn lagging(version: &Version, governing: Lang) -> Option<(&Text, &Text)> {
    let source = version.texts.get(governing).as_ref()?;
    let text = version.texts.get(governing.other()).as_ref()?;
    text.translated_from.as_ref().filter(|seal| !seal.eq_ignore_ascii_case(&source.seal))?;
    Some((text, source))
}
