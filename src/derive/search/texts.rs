//! Texts: what a hit shows, apart from the index; and what hits are sorted into.

use std::fmt::Write;
use std::io;

use rayon::prelude::*;
use serde_json::{Map, Value, json};

use super::clauses::{Entries, Entry};
use super::shards::Files;
use crate::model::{Lang, Site};
use crate::text::ClauseKind;

/// How many clauses a shard of texts holds, in a site of up to so many, and in a larger one.
const CLAUSES: [(usize, usize); 3] = [(300, 300), (1_000, 48), (usize::MAX, 16)];
/// How many shards the manifest names by itself; beyond, it names lists of so many.
const NAMED: usize = 192;

/// The texts of a site, written as its policies come.
pub(super) struct Texts {
    /// The most clauses of a shard.
    most: usize,
    sheets: Vec<Sheet>,
}

/// The texts of a language.
struct Sheet {
    lang: Lang,
    /// The shard that is not full, how many clauses it holds, and the number of the next one.
    text: String,
    held: usize,
    clause: usize,
    /// Full shards, each with the number of its first clause.
    full: Vec<(usize, String)>,
    /// Where written shards begin, and their names.
    written: Vec<(usize, String)>,
}

impl Texts {
    /// For a site with so many clauses.
    pub(super) fn new(site: &Site, clauses: usize) -> Self {
        let most = CLAUSES.iter().find(|(up_to, _)| clauses <= *up_to).map_or(1, |(_, most)| *most);
        let sheet = |lang: &Lang| Sheet {
            lang: *lang,
            text: String::new(),
            held: 0,
            clause: 0,
            full: Vec::new(),
            written: Vec::new(),
        };
        Texts { most, sheets: site.languages.iter().map(sheet).collect() }
    }

    /// Adds the next policies, and writes the shards that are full.
    pub(super) fn add(&mut self, policies: &[Entries<'_>], files: &Files<'_>) -> io::Result<()> {
        for sheet in &mut self.sheets {
            policies.iter().for_each(|policy| sheet.add(policy, self.most));
            sheet.write(files)?;
        }
        Ok(())
    }

    /// Writes what is left; the result says at which clause each shard starts.
    pub(super) fn finish(self, files: &Files<'_>) -> io::Result<Value> {
        let mut all = Map::new();
        for mut sheet in self.sheets {
            sheet.close();
            sheet.write(files)?;
            let shards = sheet.written;
            let lists = if shards.len() <= NAMED {
                json!({"at": table(&shards)})
            } else {
                let list = |shards: &[(usize, String)]| Ok((shards[0].0, files.add(table(shards).to_string())?));
                json!({"lists": table(&shards.chunks(NAMED).map(list).collect::<io::Result<Vec<_>>>()?)})
            };
            all.insert(sheet.lang.code().to_owned(), lists);
        }
        Ok(Value::Object(all))
    }
}

impl Sheet {
    fn add(&mut self, policy: &Entries<'_>, most: usize) {
        if self.held + policy.clauses.len() > most {
            self.close();
        }
        push_policy(&mut self.text, policy, self.lang);
        for (nth, entry) in policy.clauses.iter().enumerate() {
            if self.held == most {
                self.close();
                push_policy(&mut self.text, policy, self.lang);
                push_above(&mut self.text, policy, nth, self.lang);
            }
            push_clause(&mut self.text, entry, self.lang);
            self.held += 1;
            self.clause += 1;
        }
    }

    fn close(&mut self) {
        if self.held > 0 {
            self.full.push((self.clause - self.held, std::mem::take(&mut self.text)));
            self.held = 0;
        }
    }

    fn write(&mut self, files: &Files<'_>) -> io::Result<()> {
        let full = std::mem::take(&mut self.full);
        let write = |(first, text)| Ok((first, files.add(text)?));
        self.written.extend(full.into_par_iter().map(write).collect::<io::Result<Vec<_>>>()?);
        Ok(())
    }
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
    let words = |phrase: &crate::model::Phrase| phrase.shown(lang).map(|(_, words)| line(words)).unwrap_or_default();
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
    let kind = &entry.kind.word()[..1];
    let mut push = |parts: &[&str]| parts.iter().for_each(|part| out.push_str(part));
    push(&[kind, &entry.depth.to_string(), "\t", &entry.id]);
    if let Some(text) = entry.text.get(lang) {
        push(&["\t", &line(entry.label.get(lang)), "\t", text]);
    }
    out.push('\n');
}

/// Words on one line, without tabs.
fn line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The policies with their associations and categories, and where each begins: what hits are counted by.
#[derive(Default)]
pub(super) struct Facets {
    associations: Vec<Value>,
    categories: Vec<String>,
    policies: Vec<Value>,
    /// The association of the last policy.
    last: String,
}

impl Facets {
    pub(super) fn add(&mut self, policy: &Entries<'_>) {
        let id = policy.association.id.as_str();
        if self.associations.is_empty() || self.last != id {
            let name = &policy.association.name;
            self.associations.push(json!([id, name.ar, name.en]));
            self.last = id.to_owned();
        }
        let category = policy.policy.category.as_deref().unwrap_or_default();
        let category = self.categories.iter().position(|known| *known == category).unwrap_or_else(|| {
            self.categories.push(category.to_owned());
            self.categories.len() - 1
        });
        let has = |lang| policy.clauses.iter().any(|entry| entry.text.get(lang).is_some());
        let langs: Vec<&str> = Lang::ALL.into_iter().filter(|lang| has(*lang)).map(Lang::code).collect();
        self.policies.push(json!([policy.clauses.len(), self.associations.len() - 1, category, langs]));
    }

    /// Writes them; gives the name of the file.
    pub(super) fn finish(self, files: &Files<'_>) -> io::Result<String> {
        let Facets { associations, categories, policies, .. } = self;
        files.add(json!({"associations": associations, "categories": categories, "policies": policies}).to_string())
    }
}
