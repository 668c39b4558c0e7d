//! The clauses that can be found: those of the versions in force, in order,
//! each with its words in both languages.

use rayon::prelude::*;
use rustc_hash::{FxHashMap as HashMap, FxHashSet as HashSet};

use crate::derive::data::ClauseWords;
use crate::derive::pairs::{self, Outline, PairChild, nodes};
use crate::model::{Association, Bilingual, Date, Label, Lang, Policy, Site, Text};
use crate::text::ClauseKind;

/// A policy in force with its clauses.
pub struct Entries<'a> {
    pub(super) association: &'a Association,
    pub(super) policy: &'a Policy,
    /// The number of the version in force.
    pub(super) version: &'a str,
    /// Its title in each language, as its texts have it.
    pub(super) title: Bilingual<Option<String>>,
    pub(super) clauses: Vec<Entry>,
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
pub type LabelWords<'a> = dyn Fn(Lang, Label<'_>) -> String + Sync + 'a;

/// A policy in force, before its clauses are read.
pub struct Head<'a> {
    association: &'a Association,
    policy: &'a Policy,
    /// The place of its version in force.
    nth: usize,
    /// The texts in the languages of the site.
    texts: Bilingual<Option<&'a Text>>,
}

/// Every policy in force that has a text, in the order of the site.
pub(super) fn heads(site: &Site, today: Date) -> Vec<Head<'_>> {
    let in_force = site.policies().filter_map(|(association, policy)| {
        let nth = policy.in_force(today)?;
        let version = &policy.versions[nth];
        let text = |lang| version.texts.get(lang).as_ref().filter(|_| site.languages.contains(&lang));
        let texts = Bilingual::of(text);
        Some(Head { association, policy, nth, texts }).filter(|_| version.has_text())
    });
    in_force.collect()
}

impl<'a> Head<'a> {
    /// How many clauses it has: those of its longer text.
    pub(super) fn clauses(&self) -> usize {
        self.texts.existing().map(|text| text.clauses.len()).max().unwrap_or_default()
    }

    /// Whether a clause stands in its Arabic text alone.
    fn lacks_english(&self) -> bool {
        let Some(arabic) = self.texts.ar else { return false };
        let english = self.texts.en.map(|text| text.clauses.ids().collect::<HashSet<_>>());
        english.is_none_or(|english| arabic.clauses.ids().any(|id| !english.contains(id)))
    }

    /// The policy, its association, and the place of its version in force.
    pub fn version(&self) -> (&'a Association, &'a Policy, usize) {
        (self.association, self.policy, self.nth)
    }

    /// Whether the index has every text of the version, and not those of the site's languages alone.
    pub fn is_complete(&self) -> bool {
        let texts = &self.policy.versions[self.nth].texts;
        self.texts.each().all(|(lang, text)| text.is_some() == texts.get(lang).is_some())
    }

    /// Reads its clauses; `label` says how a label is written.
    pub fn read(&self, label: &LabelWords<'_>) -> Entries<'a> {
        let parsed = Bilingual::of(|lang| self.texts.get(lang).map(Text::parsed));
        let nodes = Bilingual::of(|lang| parsed.get(lang).as_deref().map(nodes));
        let outlines = Bilingual::of(|lang| parsed.get(lang).as_deref().map(Outline::of));
        let words = |lang: Lang, at: usize| {
            let written = self.texts.get(lang).and_then(|text| text.clauses.get(at)?.label);
            let body = nodes.get(lang).as_ref().and_then(|nodes| nodes.get(at));
            (written.map(|written| label(lang, written)), body.map(|node| node.plain()).unwrap_or_default())
        };
        self.entries(&pairs::tree(self.policy.governing, &outlines, pairs::Walked::Both), &words)
    }

    /// Its clauses, where somebody has read them: their tree, and the words of each.
    pub fn entries(&self, tree: &[PairChild], words: &ClauseWords<'_>) -> Entries<'a> {
        let title = |lang| {
            let title = self.texts.get(lang).and_then(|text| text.title.clone());
            title.or_else(|| self.policy.title.get(lang).clone())
        };
        let mut entries = Entries {
            association: self.association,
            policy: self.policy,
            version: &self.policy.versions[self.nth].number,
            title: Bilingual::of(title),
            clauses: Vec::new(),
        };
        walk(tree, None, 0, words, &mut entries.clauses);
        entries
    }
}

/// English words for the Arabic clauses that have none of their own: those of a clause with the same words.
pub(super) fn shared_translations(heads: &[Head<'_>], label: &LabelWords<'_>) -> HashMap<String, String> {
    let both = |head: &&Head<'_>| head.texts.is_complete();
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

fn walk(tree: &[PairChild], parent: Option<usize>, depth: u8, words: &ClauseWords<'_>, out: &mut Vec<Entry>) {
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
                *entry.text.get_mut(lang) = Some(text).filter(|text| !text.is_empty());
            }
        }
        let here = out.len();
        out.push(entry);
        walk(&pair.children, Some(here), depth.saturating_add(1), words, out);
    }
}
