//! Follow: where the clauses that somebody names went when a text was rewritten.

use super::lang::Lang;
use super::policy::{Policy, ReferenceTarget, Text, Version};
use crate::source::Place;
use crate::text::compare::{Entry, compare};
use crate::text::parse;

/// The clauses of one language before and after a text was rewritten.
#[derive(Debug)]
pub struct Followed {
    before: Vec<Entry>,
    after: Vec<Entry>,
}

impl Followed {
    /// What became of the clauses; nothing where each of the `named` ones has its words under its id.
    pub fn between<'a>(old: &Text, new: &Text, mut named: impl Iterator<Item = &'a str>) -> Option<Self> {
        if named.all(|clause| has_same_source(old, new, clause)) {
            return None;
        }
        let entries = |text: &Text| parse(&text.source.text(), text.body).entries();
        Some(Followed { before: entries(old), after: entries(new) })
    }

    /// The clause under another id that a clause became; nothing where its words stand under the same id, or nowhere.
    pub fn renumbered(&self, clause: &str) -> Option<&Entry> {
        let Followed { before, after } = self;
        let old = before.iter().position(|entry| entry.id == clause)?;
        let words = &before[old].words;
        if after.iter().any(|entry| entry.id == clause && entry.words == *words) {
            return None;
        }
        let same = after.iter().find(|entry| entry.words == *words);
        let became = || {
            let comparison = compare(before, after);
            let change = comparison.changes.iter().find(|change| change.old == Some(old))?;
            Some(&after[change.new?])
        };
        same.or_else(became).filter(|now| now.id != clause)
    }

    /// The clause of the same id, where its words are others now.
    pub fn reworded(&self, clause: &str) -> Option<&Entry> {
        let of = |entries: &[Entry]| entries.iter().position(|entry| entry.id == clause);
        let (old, now) = (&self.before[of(&self.before)?], &self.after[of(&self.after)?]);
        (old.words != now.words).then_some(now)
    }
}

/// Whether a clause is in both texts with the bytes that it had.
fn has_same_source(old: &Text, new: &Text, clause: &str) -> bool {
    let words = |text: &Text| {
        let nth = text.clauses.ids().position(|id| id == clause)?;
        let start = text.clauses.get(nth)?.at;
        let source = text.source.text();
        let end = text.clauses.get(nth + 1).map_or(source.len(), |next| next.at);
        Some(source.get(start..end)?.trim().to_owned())
    };
    words(old).is_some_and(|before| Some(before) == words(new))
}

/// A clause that the record or the text itself names, and that stands under another id now.
#[derive(Debug)]
pub struct Renumbered {
    /// Where it is named.
    pub place: Place,
    /// That it moved: a small sentence.
    pub message: String,
    /// How to mend it.
    pub hint: String,
    /// Where the clause stands now.
    pub now: Place,
}

impl Policy {
    /// The clauses that a version's promises and its own text name, and that stood under those ids in the version
    /// that it follows, and under others now.
    pub fn renumbered(&self, version: &Version) -> Vec<Renumbered> {
        let Some(base) = self.decided_before(version) else { return Vec::new() };
        let mut found = Vec::new();
        for lang in Lang::ALL {
            let (Some(old), Some(new)) = (base.texts.get(lang), version.texts.get(lang)) else { continue };
            let mut named = references(old, new);
            if lang == self.governing {
                named.extend(promises(self, base, version));
            }
            let Some(followed) = Followed::between(old, new, named.iter().map(|named| named.clause.as_str())) else {
                continue;
            };
            for Named { clause, who, place, hint } in named {
                let Some(now) = followed.renumbered(&clause) else { continue };
                let message = format!(
                    "{who} names clause `{clause}`, whose words now stand as clause `{}` in version `{}`",
                    now.id, version.number
                );
                let hint = format!("{}, or give the clause an id of its own in both texts, `{{#name}}`", hint(&now.id));
                found.push(Renumbered { place, message, hint, now: Place::Offset(new.file, now.at.max(new.body)) });
            }
        }
        found
    }
}

struct Named<'a> {
    clause: String,
    /// What names it, in words.
    who: String,
    place: Place,
    /// What to do, by the id that the clause has now.
    hint: Box<dyn Fn(&str) -> String + 'a>,
}

/// The promises of a version that name their clause as those of the version before did.
fn promises<'a>(policy: &'a Policy, base: &'a Version, version: &'a Version) -> impl Iterator<Item = Named<'a>> {
    let was = policy.commitments_of(base);
    let unchanged = move |id: &str, clause: &str| was.iter().any(|before| before.id == id && before.clause == clause);
    let named = policy.commitments_of(version).iter().filter(move |now| unchanged(&now.id, &now.clause));
    named.map(|promise| Named {
        clause: promise.clause.clone(),
        who: format!("the promise `{}`", promise.id),
        place: Place::key(policy.file, format!("{}.clause", promise.path)),
        hint: Box::new(|now| match version.commitments {
            Some(_) => format!("write `clause: \"{now}\"`"),
            None => format!("give version `{}` a list of its own, with `clause: \"{now}\"`", version.number),
        }),
    })
}

/// The references of a text to clauses of its own that stand as in the text before: the same in the same order,
/// or, where some came or went, those on a line that was there.
fn references<'a>(old: &Text, new: &'a Text) -> Vec<Named<'a>> {
    let (before, now) = (own_references(old), own_references(new));
    let (old_source, new_source) = (old.source.text(), new.source.text());
    let is_kept = |nth: usize| match before.len() == now.len() {
        true => before[nth].0 == now[nth].0,
        false => {
            let line = line_at(&new_source, now[nth].1);
            before.iter().any(|(clause, at)| *clause == now[nth].0 && line_at(&old_source, *at) == line)
        }
    };
    let kept = now.iter().enumerate().filter(|(nth, _)| is_kept(*nth));
    kept.map(|(_, (clause, at))| Named {
        clause: (*clause).to_owned(),
        who: format!("a reference of the {} text", new.lang.name()),
        place: Place::Offset(new.file, *at),
        hint: Box::new(|now| format!("refer to `clause:{now}`")),
    })
    .collect()
}

fn own_references(text: &Text) -> Vec<(&str, usize)> {
    let own = text.references.iter().filter_map(|one| match &one.target {
        ReferenceTarget::Clause(clause) => Some((clause.as_str(), one.at)),
        _ => None,
    });
    own.collect()
}

fn line_at(source: &str, at: usize) -> &str {
    let start = source[..at].rfind('\n').map_or(0, |end| end + 1);
    source[start..].lines().next().unwrap_or_default().trim()
}
