//! The clauses that can be found: those of the versions in force, in order,
//! each with its words in both languages.

use rayon::prelude::*;

use crate::derive::pairs::{self, Outline, PairChild, nodes};
use crate::model::{Association, Bilingual, Date, Label, Lang, Policy, Site};
use crate::text::{ClauseKind, Parsed, parse};

/// A policy in force with its clauses.
pub(super) struct Entries<'a> {
    pub association: &'a Association,
    pub policy: &'a Policy,
    /// The number of the version in force.
    pub version: &'a str,
    /// Its title in each language, as its texts have it.
    pub title: Bilingual<Option<String>>,
    pub clauses: Vec<Entry>,
}

/// A clause.
pub(super) struct Entry {
    pub id: String,
    pub kind: ClauseKind,
    pub depth: u8,
    /// The clause that holds it, by its place in the same list.
    pub parent: Option<usize>,
    pub label: Bilingual<String>,
    /// Without markup, on one line.
    pub text: Bilingual<Option<String>>,
}

/// What a label reads like on the pages of a language.
pub type LabelWords<'a> = dyn Fn(Lang, &Label) -> String + Sync + 'a;

/// Reads the clauses of every version in force, in the order of the site.
pub(super) fn collect<'a>(site: &'a Site, today: Date, label: &LabelWords<'_>) -> Vec<Entries<'a>> {
    let policies: Vec<_> = site.policies().collect();
    let read = |(association, policy): (&'a Association, &'a Policy)| {
        let nth = policy.in_force(today).filter(|nth| policy.versions[*nth].has_text())?;
        let version = &policy.versions[nth];
        let text = |lang| version.texts.get(lang).as_ref().filter(|_| site.languages.contains(&lang));
        let parsed = |lang| text(lang).map(|text| parse(&text.source, text.body));
        let parsed: Bilingual<Option<Parsed>> = Bilingual { ar: parsed(Lang::Arabic), en: parsed(Lang::English) };
        let nodes = Bilingual { ar: parsed.ar.as_ref().map(nodes), en: parsed.en.as_ref().map(nodes) };
        let outlines = Bilingual { ar: parsed.ar.as_ref().map(Outline::of), en: parsed.en.as_ref().map(Outline::of) };
        let title = |lang| text(lang).and_then(|text| text.title.clone()).or_else(|| policy.title.get(lang).clone());
        let mut entries = Entries {
            association,
            policy,
            version: &version.number,
            title: Bilingual { ar: title(Lang::Arabic), en: title(Lang::English) },
            clauses: Vec::new(),
        };
        let words = |lang: Lang, at: usize| {
            let written = text(lang).and_then(|text| text.clauses.get(at)?.label.as_ref());
            let body = nodes.get(lang).as_ref().and_then(|nodes| nodes.get(at));
            (written.map(|written| label(lang, written)), body.map(|node| node.plain()))
        };
        walk(&pairs::tree(policy.governing, &outlines, false), None, 0, &words, &mut entries.clauses);
        Some(entries)
    };
    policies.into_par_iter().filter_map(read).collect()
}

/// The label of a clause and its words, by language and place in the text.
type Words<'a> = dyn Fn(Lang, usize) -> (Option<String>, Option<String>) + 'a;

fn walk(tree: &[PairChild], parent: Option<usize>, depth: u8, words: &Words<'_>, out: &mut Vec<Entry>) {
    for child in tree {
        let PairChild::Clause(pair) = child else { continue };
        let mut entry = Entry {
            id: pair.id.clone(),
            kind: pair.kind,
            depth,
            parent,
            label: Bilingual::default(),
            text: Bilingual::default(),
        };
        for lang in Lang::ALL {
            if let Some(at) = pair.at.get(lang) {
                let (label, text) = words(lang, *at);
                *entry.label.get_mut(lang) = label.unwrap_or_default();
                *entry.text.get_mut(lang) = text.filter(|text| !text.is_empty());
            }
        }
        let here = out.len();
        out.push(entry);
        walk(&pair.children, Some(here), depth.saturating_add(1), words, out);
    }
}
