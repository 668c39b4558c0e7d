//! Texts: what a hit shows, apart from the index; and what hits are sorted into.

use std::fmt::Write;

use serde_json::{Map, Value, json};

use super::clauses::{Entries, Entry};
use super::shards::Files;
use crate::derive::data::kind_word;
use crate::model::{Lang, Site};
use crate::text::ClauseKind;

/// How many clauses a shard of texts holds, in a site of up to so many, and in a larger one.
const CLAUSES: [(usize, usize); 3] = [(300, 300), (1_000, 48), (usize::MAX, 16)];
/// How many shards the manifest names by itself; beyond, it names lists of so many.
const NAMED: usize = 192;

/// Writes the texts of each language; the result says at which clause each shard starts. What was written
/// is let go of: a large site's texts are not held twice.
pub(super) fn shards(site: &Site, policies: &mut [Entries<'_>], files: &mut Files) -> Value {
    let total: usize = policies.iter().map(|policy| policy.clauses.len()).sum();
    let most = CLAUSES.iter().find(|(up_to, _)| total <= *up_to).map_or(1, |(_, most)| *most);
    let mut all = Map::new();
    for lang in &site.languages {
        let mut shards: Vec<(usize, String)> = Vec::new();
        let (mut text, mut held, mut clause) = (String::new(), 0, 0);
        let mut close = |text: &mut String, held: &mut usize, clause: usize| {
            if *held > 0 {
                shards.push((clause - *held, files.add(std::mem::take(text))));
                *held = 0;
            }
        };
        for policy in policies.iter_mut() {
            if held + policy.clauses.len() > most {
                close(&mut text, &mut held, clause);
            }
            push_policy(&mut text, policy, *lang);
            for nth in 0..policy.clauses.len() {
                if held == most {
                    close(&mut text, &mut held, clause);
                    push_policy(&mut text, policy, *lang);
                    push_above(&mut text, policy, nth, *lang);
                }
                let entry = &mut policy.clauses[nth];
                push_clause(&mut text, entry, *lang);
                // Headings are said again where a shard begins.
                if entry.kind != ClauseKind::Section {
                    *entry.text.get_mut(*lang) = None;
                }
                held += 1;
                clause += 1;
            }
        }
        close(&mut text, &mut held, clause);
        let lists = if shards.len() <= NAMED {
            json!({"at": table(&shards)})
        } else {
            let lists: Vec<(usize, String)> =
                shards.chunks(NAMED).map(|shards| (shards[0].0, files.add(table(shards).to_string()))).collect();
            json!({"lists": table(&lists)})
        };
        all.insert(lang.code().to_owned(), lists);
    }
    Value::Object(all)
}

/// Where files begin, and their names.
fn table(files: &[(usize, String)]) -> Value {
    json!([
        files.iter().map(|(start, _)| *start).collect::<Vec<_>>(),
        files.iter().map(|(_, name)| name.as_str()).collect::<Vec<_>>(),
    ])
}

/// A line of the policy's facts: `@`, then association, policy, version, title, name,
/// category, governing language.
fn push_policy(out: &mut String, policy: &Entries<'_>, lang: Lang) {
    let words = |phrase: &crate::model::Phrase| phrase.shown(lang).map(|shown| line(shown.text)).unwrap_or_default();
    let title = policy.title.get(lang).as_deref().map(line).unwrap_or_else(|| words(&policy.policy.title));
    let _ = writeln!(
        out,
        "@{}\t{}\t{}\t{title}\t{}\t{}\t{}",
        policy.association.id,
        policy.policy.id,
        policy.version,
        words(&policy.association.name),
        policy.policy.category.as_deref().unwrap_or_default(),
        policy.policy.governing.code(),
    );
}

/// The headings under which a shard begins, a line each: `#`, depth, words.
fn push_above(out: &mut String, policy: &Entries<'_>, nth: usize, lang: Lang) {
    let mut above = Vec::new();
    let mut parent = policy.clauses[nth].parent;
    while let Some(at) = parent {
        above.push(at);
        parent = policy.clauses[at].parent;
    }
    for entry in above.into_iter().rev().map(|at| &policy.clauses[at]).filter(|entry| entry.kind == ClauseKind::Section)
    {
        let words = entry.text.get(lang).as_deref().unwrap_or_default();
        let _ = writeln!(out, "#{}\t{words}", entry.depth);
    }
}

/// A line of a clause: kind and depth, id, and where the language has it label and words.
fn push_clause(out: &mut String, entry: &Entry, lang: Lang) {
    let kind = &kind_word(entry.kind)[..1];
    let _ = write!(out, "{kind}{}\t{}", entry.depth, entry.id);
    if let Some(text) = entry.text.get(lang) {
        let _ = write!(out, "\t{}\t{}", line(entry.label.get(lang)), text);
    }
    out.push('\n');
}

/// Words on one line, without tabs.
fn line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The policies with their associations and categories, and where each begins: what hits are counted by.
pub(super) fn facets(policies: &[Entries<'_>], files: &mut Files) -> Value {
    let mut associations: Vec<Value> = Vec::new();
    let mut categories: Vec<&str> = Vec::new();
    let mut rows: Vec<Value> = Vec::new();
    let mut last = None;
    for policy in policies {
        let id = policy.association.id.as_str();
        if last != Some(id) {
            let name = &policy.association.name;
            associations.push(json!([id, name.ar, name.en]));
            last = Some(id);
        }
        let category = policy.policy.category.as_deref().unwrap_or_default();
        let category = categories.iter().position(|known| *known == category).unwrap_or_else(|| {
            categories.push(category);
            categories.len() - 1
        });
        let has = |lang| policy.clauses.iter().any(|entry| entry.text.get(lang).is_some());
        let langs: Vec<&str> = Lang::ALL.into_iter().filter(|lang| has(*lang)).map(Lang::code).collect();
        rows.push(json!([policy.clauses.len(), associations.len() - 1, category, langs]));
    }
    Value::String(
        files.add(json!({"associations": associations, "categories": categories, "policies": rows}).to_string()),
    )
}
