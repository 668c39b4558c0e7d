//! The clauses that can be found: those of the versions in force, in order,
//! each with its words in both languages.

use rayon::prelude::*;
use rustc_hash::{FxHashMap as HashMap, FxHashSet as HashSet};

use crate::derive::pairs::{self, Outline, PairChild, nodes};
use crate::model::{Association, Bilingual, Date, Label, Lang, Policy, Site, Text, Version};
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

/// A policy in force, before its clauses are read.
pub(super) struct Head<'a> {
    association: &'a Association,
    policy: &'a Policy,
    version: &'a Version,
    /// The texts in the languages of the site.
    texts: Bilingual<Option<&'a Text>>,
}

/// Every policy in force that has a text, in the order of the site.
pub(super) fn heads(site: &Site, today: Date) -> Vec<Head<'_>> {
    let in_force = site.policies().filter_map(|(association, policy)| {
        let version = &policy.versions[policy.in_force(today)?];
        let text = |lang| version.texts.get(lang).as_ref().filter(|_| site.languages.contains(&lang));
        let texts = Bilingual { ar: text(Lang::Arabic), en: text(Lang::English) };
        Some(Head { association, policy, version, texts }).filter(|_| version.has_text())
    });
    in_force.collect()
}

impl<'a> Head<'a> {
    /// How many clauses it has: those of its longer text.
    pub(super) fn clauses(&self) -> usize {
        Lang::ALL
            .iter()
            .filter_map(|lang| self.texts.get(*lang).map(|text| text.clauses.len()))
            .max()
            .unwrap_or_default()
    }

    /// Whether a clause stands in its Arabic text alone.
    fn lacks_english(&self) -> bool {
        let Some(arabic) = self.texts.ar else { return false };
        let english = self.texts.en.map(|text| text.clauses.iter().map(|clause| &*clause.id).collect::<HashSet<_>>());
        english.is_none_or(|english| arabic.clauses.iter().any(|clause| !english.contains(&*clause.id)))
    }

    /// Reads its clauses.
    pub(super) fn read(&self, label: &LabelWords<'_>) -> Entries<'a> {
        let Head { association, policy, version, texts } = self;
        let parsed = |lang: Lang| texts.get(lang).map(|text| parse(&text.source, text.body));
        let parsed: Bilingual<Option<Parsed>> = Bilingual { ar: parsed(Lang::Arabic), en: parsed(Lang::English) };
        let nodes = Bilingual { ar: parsed.ar.as_ref().map(nodes), en: parsed.en.as_ref().map(nodes) };
        let outlines = Bilingual { ar: parsed.ar.as_ref().map(Outline::of), en: parsed.en.as_ref().map(Outline::of) };
        let title =
            |lang| texts.get(lang).and_then(|text| text.title.clone()).or_else(|| policy.title.get(lang).clone());
        let mut entries = Entries {
            association,
            policy,
            version: &version.number,
            title: Bilingual { ar: title(Lang::Arabic), en: title(Lang::English) },
            clauses: Vec::new(),
        };
        let words = |lang: Lang, at: usize| {
            let written = texts.get(lang).and_then(|text| text.clauses.get(at)?.label.as_ref());
            let body = nodes.get(lang).as_ref().and_then(|nodes| nodes.get(at));
            (written.map(|written| label(lang, written)), body.map(|node| node.plain()))
        };
        walk(&pairs::tree(policy.governing, &outlines, false), None, 0, &words, &mut entries.clauses);
        entries
    }
}

/// English words for the Arabic clauses that have none of their own: those of a clause with the same words.
pub(super) fn shared_translations(heads: &[Head<'_>], label: &LabelWords<'_>) -> HashMap<String, String> {
    let both = |head: &&Head<'_>| head.texts.ar.is_some() && head.texts.en.is_some();
    let (lacking, translated): (Vec<_>, Vec<_>) =
        (heads.iter().filter(|head| head.lacks_english()).collect(), heads.iter().filter(both).collect());
    if lacking.is_empty() || translated.is_empty() {
        return HashMap::default();
    }
    let alone = |head: &&Head<'_>| {
        let clauses = head.read(label).clauses.into_iter();
        clauses.filter(|entry| entry.text.en.is_none()).filter_map(|entry| entry.text.ar).collect::<Vec<_>>()
    };
    let wanted: HashSet<String> = lacking.par_iter().flat_map_iter(alone).collect();
    let found = |head: &&Head<'_>| {
        let clauses = head.read(label).clauses.into_iter();
        let pairs = clauses.filter_map(|entry| Some((entry.text.ar?, entry.text.en?)));
        pairs.filter(|(arabic, _)| wanted.contains(arabic)).collect::<Vec<_>>()
    };
    // Where several have the same words, the last one counts.
    translated.par_iter().flat_map_iter(found).collect::<Vec<_>>().into_iter().collect()
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
