//! Where a reader's word is looked up: keys in the order of the alphabet, in shards
//! by script, each with the clauses of its words and the relations between them.

use std::io;

use rayon::prelude::*;
use rustc_hash::FxHashSet as HashSet;
use serde_json::{Value, json};

use super::fold::{self, readings, stems};
use super::relations::{self, Group, Line};
use super::shards::{Files, Key, Posting, push_keys, push_number, push_postings};
use super::vocabulary::Vocabulary;

/// About how many letters, signs and postings a shard holds, once one would be too many.
const SHARD: usize = 4_000;
/// A script whose words fit into so much stays in one shard, with all their postings.
const ONE_SHARD: usize = 24_000;
/// Otherwise, the most postings that stand beside their word.
const BESIDE: usize = 48;

/// Some keys that make a shard.
struct Part<'k, 'w> {
    keys: &'k [Key<'w>],
    /// The key from which the shard is asked for, up to the one from which the next is.
    from: &'w str,
    /// The number of its first word.
    number: usize,
    /// The most postings that stand beside their word.
    beside: usize,
}

/// Writes the words in shards by script and alphabet; the result says where each shard begins.
pub(super) fn shards(
    vocabulary: &Vocabulary,
    terms: &[Group],
    english_alone: bool,
    files: &Files<'_>,
) -> io::Result<Value> {
    let words = vocabulary.words();
    let bare: HashSet<String> = words.par_iter().flat_map_iter(|(word, _)| stems(word)).collect();
    let kept: Vec<Vec<fold::Reading<'_>>> = words.par_iter().map(|(word, _)| kept_readings(word, &bare)).collect();
    drop(bare);
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
    let mut lines = relations::lines_for(terms, &found, english_alone);
    drop(found);
    lines.sort_by(|a, b| a.written.cmp(&b.written));

    // Words are numbered in the order in which their first keys stand.
    let mut numbers = vec![0; words.len()];
    keys.iter().filter(|key| key.first).enumerate().for_each(|(number, key)| numbers[key.word] = number);
    let counts: Vec<usize> = words.iter().map(|(_, word)| vocabulary.count(*word)).collect();
    let parts = parts(&keys, &counts);
    let scale = vocabulary.scale();
    let lines = lines_of_parts(&lines, &parts);
    let write = |(part, lines): (&Part<'_, '_>, &Vec<&Line>)| {
        let text = shard(part, &numbers, |word| scale.postings(words[word].1), lines, files)?;
        Ok(json!([part.from, files.add(text)?, part.number]))
    };
    Ok(Value::Array(parts.par_iter().zip(&lines).map(write).collect::<io::Result<_>>()?))
}

/// The relations of each part: those with a key for which it is asked, in their order.
fn lines_of_parts<'l>(lines: &'l [Line], parts: &[Part<'_, '_>]) -> Vec<Vec<&'l Line>> {
    let mut of_parts = vec![Vec::new(); parts.len()];
    for line in lines {
        // The keys of a line are sorted, so their parts are too.
        let part = |key: &String| parts.partition_point(|part| part.from <= key.as_str()).saturating_sub(1);
        let mut asked: Vec<usize> = line.keys.iter().map(part).collect();
        asked.dedup();
        for part in asked {
            of_parts.get_mut(part).into_iter().for_each(|lines: &mut Vec<&Line>| lines.push(line));
        }
    }
    of_parts
}

/// Takes the keys apart; `counts` says in how many clauses each word stands.
fn parts<'k, 'w>(keys: &'k [Key<'w>], counts: &[usize]) -> Vec<Part<'k, 'w>> {
    let mut parts: Vec<Part<'k, 'w>> = Vec::new();
    let mut number = 0;
    for script in keys.chunk_by(|a, b| script(a.rest) == script(b.rest)) {
        let size_of = |key: &Key<'_>| 4 + if key.first { counts[key.word] } else { 0 };
        let fits_one = script.iter().map(size_of).sum::<usize>() <= ONE_SHARD;
        let (size, beside) = if fits_one { (usize::MAX, usize::MAX) } else { (SHARD, BESIDE) };
        let weight = |key: &Key<'_>| 4 + if key.first { counts[key.word].min(beside) } else { 0 };
        let mut rest = script;
        while !rest.is_empty() {
            let (part, after) = rest.split_at(part_of(rest, size, weight));
            rest = after;
            let from = if parts.is_empty() { "" } else { part[0].rest };
            parts.push(Part { keys: part, from, number, beside });
            number += part.iter().filter(|key| key.first).count();
        }
    }
    parts
}

/// The readings of a word that are worth a key: those whose stems stand in the texts
/// by themselves, those that take off an article, and those with four letters left.
fn kept_readings<'a>(word: &'a str, bare: &HashSet<String>) -> Vec<fold::Reading<'a>> {
    let all: Vec<_> = readings(word).collect();
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
fn shard(
    part: &Part<'_, '_>,
    numbers: &[usize],
    postings: impl Fn(usize) -> Vec<Posting>,
    lines: &[&Line],
    files: &Files<'_>,
) -> io::Result<String> {
    let mut out = String::new();
    push_number(&mut out, part.number);
    out.push('\n');
    push_keys(&mut out, part.keys);
    out.push('\n');
    for key in part.keys.iter().filter(|key| key.first) {
        push_postings(&mut out, &postings(key.word), part.beside, files)?;
    }
    out.push('\n');
    let mut last = 0;
    for (nth, key) in part.keys.iter().enumerate().filter(|(_, key)| !key.first) {
        push_number(&mut out, nth - last);
        push_number(&mut out, numbers[key.word]);
        last = nth;
    }
    for line in lines {
        out.push('\n');
        out.push_str(&line.written);
    }
    Ok(out)
}
