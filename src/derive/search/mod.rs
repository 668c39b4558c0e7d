//! Search: the clauses in force as an index that a reader's own words open.
//!
//! In: the site and the day. Out: text files for the reader's script, and the
//! manifest that stands inside it. The index holds folded words as they stand
//! in the texts; stems, plurals, synonyms and slips are found when one asks.

mod clauses;
pub mod fold;
mod relations;
mod shards;
mod texts;

use std::collections::BTreeMap;

use rayon::prelude::*;
use rustc_hash::{FxHashMap as HashMap, FxHashSet as HashSet};
use serde_json::{Value, json};

use crate::model::{Date, Layout, Site};
use crate::text::ClauseKind;
use clauses::{Entries, Entry, collect};
use fold::{readings, stems};
use relations::{Group, Line};
use shards::{Files, Key, Posting, push_keys, push_number, push_postings};

pub use clauses::LabelWords;

/// About how many letters, signs and postings a shard holds, once one would be too many.
const SHARD: usize = 4_000;
/// A script whose words fit into so much stays in one shard, with all their postings.
const ONE_SHARD: usize = 24_000;
/// Otherwise, the most postings that stand beside their word.
const BESIDE: usize = 48;
/// How far the strength of a word rises with its number in a clause, and falls with the clause's
/// length (BM25: Robertson and Zaragoza, "The Probabilistic Relevance Framework", 2009).
const K: f64 = 1.2;
const B: f64 = 0.6;

/// The index of a site.
#[derive(Debug)]
pub struct SearchIndex {
    /// Every file below `assets/search/`, by its name without the ending `.txt`.
    pub files: BTreeMap<String, String>,
    /// What the reader's script knows before it fetches anything.
    pub manifest: Value,
}

/// Builds the index of the versions in force; `label` says how a label is written.
pub fn index(site: &Site, today: Date, label: &LabelWords<'_>) -> SearchIndex {
    let mut policies = collect(site, today, label);
    let own: Vec<Group> = site.glossary.iter().flat_map(Group::of_term).collect();
    let vocabulary = vocabulary(&policies);
    let english_alone = policies.iter().flat_map(|policy| &policy.clauses).any(|entry| entry.text.ar.is_none());
    let mut files = Files::default();
    let words = word_shards(&vocabulary, &own, english_alone, &mut files);
    // The largest thing that is held is not needed beside the texts.
    drop(vocabulary);
    let clauses: usize = policies.iter().map(|policy| policy.clauses.len()).sum();
    let rules: Value = serde_json::from_str(fold::LANGUAGE).expect("the rules are compiled in");
    let languages: Vec<&str> = site.languages.iter().map(|lang| lang.code()).collect();
    let facets = texts::facets(&policies, &mut files);
    let texts = texts::shards(site, &mut policies, &mut files);
    let manifest = json!({
        "clauses": clauses,
        "single": site.layout == Layout::Single,
        "languages": languages,
        "words": words,
        "texts": texts,
        "facets": facets,
        "rules": rules,
        "stop": relations::STOP_WORDS.join(" "),
    });
    SearchIndex { files: files.all, manifest }
}

/// Every folded word with the clauses that hold it, in their order.
type Vocabulary = BTreeMap<String, Vec<Posting>>;

fn vocabulary(policies: &[Entries<'_>]) -> Vocabulary {
    let mut numbers: HashMap<String, u32> = HashMap::default();
    let folded = numbered(policies, &mut numbers);
    let mut name = |name: &Option<String>| {
        let mut words = Vec::new();
        fold::each_word(name.as_deref().unwrap_or_default(), |word| words.push(number_of(word, &mut numbers)));
        words
    };
    let names: Vec<[Vec<u32>; 2]> =
        policies.iter().map(|policy| [name(&policy.association.name.ar), name(&policy.association.name.en)]).collect();
    let average = [0, 1].map(|lang| {
        let lengths = folded.iter().flatten().map(|words| words[lang].len()).filter(|length| *length > 0);
        lengths.clone().sum::<usize>() as f64 / lengths.count().max(1) as f64
    });
    let mut postings: Vec<Vec<Posting>> = numbers.iter().map(|_| Vec::new()).collect();
    let mut first = 0;
    for ((policy, words), name) in policies.iter().zip(&folded).zip(&names) {
        for (nth, (entry, own)) in policy.clauses.iter().zip(words).enumerate() {
            let clause = u32::try_from(first + nth).expect("fewer clauses than four thousand million");
            let mut add = |word: u32, strength: u8| {
                let list = &mut postings[word as usize];
                match list.last_mut() {
                    Some(last) if last.clause() == clause => {
                        *last = Posting::new(clause, last.strength().max(strength))
                    }
                    _ => list.push(Posting::new(clause, strength)),
                }
            };
            for lang in [0, 1] {
                let length = own[lang].len() as f64 / average[lang];
                for (word, times) in counted(&own[lang]) {
                    add(word, strength(times, length, entry.kind));
                }
                if let Some(above) = entry.parent {
                    words[above][lang].iter().for_each(|word| add(*word, 0));
                }
                if entry.kind == ClauseKind::Section || entry.parent.is_none() {
                    name[lang].iter().for_each(|word| add(*word, 0));
                }
            }
        }
        first += policy.clauses.len();
    }
    let list = |(word, number)| (word, std::mem::take(&mut postings[number as usize]));
    // The name of an association without clauses leads nowhere.
    numbers.into_iter().map(list).filter(|(_, list)| !list.is_empty()).collect()
}

/// So many policies are folded at once before their words are numbered: a word is kept once,
/// however many texts hold it.
const AT_ONCE: usize = 256;

/// The words of every clause by their numbers, for each policy, in each language.
fn numbered(policies: &[Entries<'_>], numbers: &mut HashMap<String, u32>) -> Vec<Vec<[Vec<u32>; 2]>> {
    let translations = shared_translations(policies);
    let fold = |policy: &Entries<'_>| {
        let mut own: HashMap<String, u32> = HashMap::default();
        let mut both = |entry: &Entry| {
            let english = entry.text.en.as_deref().or_else(|| translations.get(entry.text.ar.as_deref()?).copied());
            let texts = [(&entry.label.ar, entry.text.ar.as_deref()), (&entry.label.en, english)];
            texts.map(|(label, text)| {
                let mut words = Vec::new();
                let named = Some(label.as_str()).filter(|_| entry.kind == ClauseKind::Section);
                for text in named.into_iter().chain(text) {
                    fold::each_word(text, |word| words.push(number_of(word, &mut own)));
                }
                // All clauses are held at once.
                words.shrink_to_fit();
                words
            })
        };
        let clauses: Vec<[Vec<u32>; 2]> = policy.clauses.iter().map(&mut both).collect();
        (own, clauses)
    };
    let mut folded = Vec::with_capacity(policies.len());
    for some in policies.chunks(AT_ONCE) {
        let read: Vec<_> = some.par_iter().map(fold).collect();
        for (own, mut clauses) in read {
            let mut shared = vec![0; own.len()];
            own.into_iter().for_each(|(word, number)| shared[number as usize] = number_of(&word, numbers));
            clauses.iter_mut().flatten().flatten().for_each(|number| *number = shared[*number as usize]);
            folded.push(clauses);
        }
    }
    folded
}

fn number_of(word: &str, numbers: &mut HashMap<String, u32>) -> u32 {
    if let Some(known) = numbers.get(word) {
        return *known;
    }
    let next = u32::try_from(numbers.len()).expect("fewer words than four thousand million");
    numbers.insert(word.to_owned(), next);
    next
}

/// Every word once, with how often it stands there.
fn counted(words: &[u32]) -> Vec<(u32, f64)> {
    let mut sorted = words.to_vec();
    sorted.sort_unstable();
    sorted.chunk_by(|a, b| a == b).map(|same| (same[0], same.len() as f64)).collect()
}

/// English words for Arabic clauses that have none of their own: those of a clause with the same words.
fn shared_translations<'a>(policies: &'a [Entries<'_>]) -> HashMap<&'a str, &'a str> {
    let all = policies.iter().flat_map(|policy| &policy.clauses);
    all.filter_map(|entry| Some((entry.text.ar.as_deref()?, entry.text.en.as_deref()?))).collect()
}

/// How strongly a clause speaks of a word of its own, from 1 to 3.
fn strength(times: f64, length: f64, kind: ClauseKind) -> u8 {
    let heading = if kind == ClauseKind::Section { 1.25 } else { 1.0 };
    let weight = heading * times * (K + 1.0) / (times + K * (1.0 - B + B * length));
    match weight {
        weight if weight < 0.9 => 1,
        weight if weight < 1.2 => 2,
        _ => 3,
    }
}

/// Writes the words in shards by script and alphabet; the result says where each shard begins.
fn word_shards(vocabulary: &Vocabulary, own: &[Group], english_alone: bool, files: &mut Files) -> Value {
    let words: Vec<&String> = vocabulary.keys().collect();
    let bare: HashSet<String> = words.par_iter().flat_map_iter(|word| stems(word)).collect();
    let kept: Vec<Vec<fold::Reading<'_>>> = words.par_iter().map(|word| kept_readings(word, &bare)).collect();
    let mut keys: Vec<Key<'_>> = Vec::new();
    for (word, readings) in kept.iter().enumerate() {
        let each = readings.iter().enumerate();
        keys.extend(each.map(|(nth, reading)| Key {
            rest: reading.rest,
            prefix: reading.prefix,
            word,
            first: nth == 0,
        }));
    }
    keys.sort_by(|a, b| (a.rest, a.word).cmp(&(b.rest, b.word)));
    let found: HashSet<String> = keys.par_iter().flat_map_iter(|key| stems(key.rest)).collect();
    let mut lines = relations::lines_for(own, &found, english_alone);
    lines.sort_by(|a, b| a.written.cmp(&b.written));

    // Words are numbered in the order in which their first keys stand.
    let mut numbers = vec![0; words.len()];
    keys.iter().filter(|key| key.first).enumerate().for_each(|(number, key)| numbers[key.word] = number);
    let lists: Vec<&Vec<Posting>> = vocabulary.values().collect();
    let mut shards = Vec::new();
    let (mut start, mut number) = (0, 0);
    for script in keys.chunk_by(|a, b| script(a.rest) == script(b.rest)) {
        let whole = |key: &Key<'_>| 4 + if key.first { lists[key.word].len() } else { 0 };
        let small = script.iter().map(whole).sum::<usize>() <= ONE_SHARD;
        let (size, beside) = if small { (usize::MAX, usize::MAX) } else { (SHARD, BESIDE) };
        let weight = |key: &Key<'_>| 4 + if key.first { lists[key.word].len().min(beside) } else { 0 };
        let mut rest = script;
        while !rest.is_empty() {
            let (part, after) = rest.split_at(part_of(rest, size, weight));
            rest = after;
            let first = if shards.is_empty() { "" } else { part[0].rest };
            let next = keys.get(start + part.len()).map(|key| key.rest);
            let inside = |key: &String| key.as_str() >= first && next.is_none_or(|next| key.as_str() < next);
            let lines = lines.iter().filter(|line: &&Line| line.keys.iter().any(inside));
            let text = shard(part, number, &numbers, &lists, beside, lines, files);
            shards.push(json!([first, files.add(text), number]));
            number += part.iter().filter(|key| key.first).count();
            start += part.len();
        }
    }
    Value::Array(shards)
}

/// The readings of a word that are worth a key: those whose stems stand in the texts
/// by themselves, those that take off an article, and those with four letters left.
fn kept_readings<'a>(word: &'a str, bare: &HashSet<String>) -> Vec<fold::Reading<'a>> {
    let all = readings(word);
    let known = |reading: &fold::Reading<'_>| stems(reading.rest).iter().any(|stem| bare.contains(stem));
    let article = |reading: &fold::Reading<'_>| word[..word.len() - reading.rest.len()].ends_with('ل');
    let kept = |reading: &fold::Reading<'_>| match word.strip_suffix(reading.rest) {
        // «سيرد» is «يرد»; what has another letter after its seen is no verb to come.
        Some("س") => reading.rest.starts_with('ي'),
        _ => article(reading) || known(reading) || reading.rest.chars().count() >= 4,
    };
    let deepest = all.iter().filter(|reading| reading.prefix > 0 && article(reading) && known(reading));
    let deepest = deepest.min_by_key(|reading| reading.rest.len()).copied();
    match deepest {
        Some(reading) if word.starts_with("ال") || word.len() - reading.rest.len() > 4 => vec![reading],
        _ => all.into_iter().filter(|reading| reading.prefix == 0 || kept(reading)).collect(),
    }
}

/// The script of a key: digits, Latin, or what is left, which is Arabic.
fn script(key: &str) -> u8 {
    match key.chars().next() {
        Some(c) if c.is_ascii_digit() => 0,
        Some(c) if c < '\u{0590}' => 1,
        _ => 2,
    }
}

/// How many keys make a shard of a size; equal keys stay together.
fn part_of(keys: &[Key<'_>], size: usize, weight: impl Fn(&Key<'_>) -> usize) -> usize {
    let mut held = 0;
    for (nth, key) in keys.iter().enumerate() {
        held += weight(key);
        if held > size && nth > 0 && key.rest != keys[nth - 1].rest {
            return nth;
        }
    }
    keys.len()
}

/// The text of a shard: numbers, keys, postings, keys of words that stand elsewhere, relations.
fn shard<'l>(
    keys: &[Key<'_>],
    first: usize,
    numbers: &[usize],
    lists: &[&Vec<Posting>],
    beside: usize,
    lines: impl Iterator<Item = &'l Line>,
    files: &mut Files,
) -> String {
    let mut out = String::new();
    push_number(&mut out, first);
    out.push('\n');
    push_keys(&mut out, keys);
    out.push('\n');
    for key in keys.iter().filter(|key| key.first) {
        push_postings(&mut out, lists[key.word], beside, files);
    }
    out.push('\n');
    let mut last = 0;
    for (nth, key) in keys.iter().enumerate().filter(|(_, key)| !key.first) {
        push_number(&mut out, nth - last);
        push_number(&mut out, numbers[key.word]);
        last = nth;
    }
    for line in lines {
        out.push('\n');
        out.push_str(&line.written);
    }
    out
}
