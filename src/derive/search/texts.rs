//! Texts: what a hit shows, apart from the index; and what hits are sorted into.

use std::fmt::Write;

use serde_json::{Map, Value, json};

use super::clauses::{Entries, Entry};
use super::shards::Files;
use crate::derive::data::kind_word;
use crate::model::{Lang, Site};

/// About how many clauses a shard of texts holds; a policy is never cut.
const CLAUSES: usize = 48;
/// How many shards the manifest names by itself; beyond, it names lists of so many.
const NAMED: usize = 192;

/// Writes the texts of each language; the result says at which clause each shard starts.
pub(super) fn shards(site: &Site, policies: &[Entries<'_>], files: &mut Files) -> Value {
    let mut all = Map::new();
    for lang in &site.languages {
        let mut shards: Vec<(usize, String)> = Vec::new();
        let (mut text, mut start, mut held, mut clause) = (String::new(), 0, 0, 0);
        for policy in policies {
            if held > 0 && held + policy.clauses.len() > CLAUSES {
                shards.push((start, files.add(std::mem::take(&mut text))));
                (start, held) = (clause, 0);
            }
            push_policy(&mut text, policy, *lang);
            held += policy.clauses.len();
            clause += policy.clauses.len();
        }
        if held > 0 {
            shards.push((start, files.add(text)));
        }
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

/// A line of the policy's facts, then a line a clause: kind and depth, id, label, words.
fn push_policy(out: &mut String, policy: &Entries<'_>, lang: Lang) {
    let words = |phrase: &crate::model::Phrase| phrase.shown(lang).map(|shown| line(shown.text)).unwrap_or_default();
    let title = policy.title.get(lang).as_deref().map(line).unwrap_or_else(|| words(&policy.policy.title));
    let _ = writeln!(
        out,
        "@{}\t{}\t{}\t{title}\t{}\t{}",
        policy.association.id,
        policy.policy.id,
        policy.version,
        words(&policy.association.name),
        policy.policy.category.as_deref().unwrap_or_default(),
    );
    for entry in &policy.clauses {
        push_clause(out, entry, lang);
    }
}

fn push_clause(out: &mut String, entry: &Entry, lang: Lang) {
    let kind = &kind_word(entry.kind)[..1];
    let _ = write!(out, "{kind}{}\t{}", entry.depth, entry.id);
    if let Some(text) = entry.text.get(lang) {
        let _ = write!(out, "\t{}\t{}", line(entry.label.get(lang)), line(text));
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
