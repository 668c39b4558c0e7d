//! The tree of clauses: blocks hung under their headings, with ids and labels.
//!
//! An id is what the author gave (`{#id}`), else the clause's place among the
//! children of the clause that holds it, counted from 1: `3`, `3-5`, `handling-6`.
//! Only clauses count; an embed or a rule between them changes no id.

mod builder;
mod headings;

use std::borrow::Cow;
use std::collections::BTreeSet;

use rustc_hash::FxHashMap as HashMap;

use super::leftovers::{Leftover, bridges, leftovers};
use super::losses::losses;
use super::markers::{Refused, normalise};
use super::parsed::{Child, Parsed, Problem};
use super::pasted::damaged;
use super::reader::read;

/// How often a text is read again because the parser made no item of a line.
const ROUNDS: usize = 6;

/// Reads the Markdown of `source` from byte `start` on (after the front matter).
pub fn parse(source: &str, start: usize) -> Parsed {
    // The pages keep NUL for themselves; a space is as long, so that no place moves.
    let source = if source.contains('\0') { Cow::Owned(source.replace('\0', " ")) } else { Cow::Borrowed(source) };
    let mut refused = Refused::Lines(BTreeSet::new());
    let mut bridged = BTreeSet::new();
    let mut rounds = 0;
    let (normal, read, left) = loop {
        let normal = normalise(&source, start, &refused, &bridged);
        let read = read(&normal);
        let more = normal.refused(&read.taken, &read.spoilt);
        match &mut refused {
            Refused::Lines(lines) if !more.is_empty() && rounds < ROUNDS => lines.extend(more),
            Refused::Lines(_) if !more.is_empty() => refused = Refused::All,
            _ => {
                let left = leftovers(&normal, &read.written);
                let apart = |(_, sign): &(usize, Leftover)| *sign == Leftover::Emphasis;
                let more = if left.iter().any(apart) { bridges(&normal, &read.written) } else { Vec::new() };
                let known = bridged.len();
                bridged.extend(more);
                if bridged.len() == known || rounds >= 2 * ROUNDS {
                    break (normal, read, left);
                }
            }
        }
        rounds += 1;
    };
    let mut parsed = builder::build(read.flows);
    parsed.problems.extend(read.problems);
    parsed.problems.extend(left.into_iter().map(|(at, sign)| match sign {
        Leftover::Colon => Problem::ColonLine { at, is_meaning: false },
        sign => Problem::MarkupLeft { at, sign },
    }));
    let letters = damaged(&normal.text).into_iter();
    parsed.problems.extend(letters.map(|(at, word)| Problem::Letters { at: normal.source(at), word }));
    check_notes(&read.referred, &mut parsed);
    parsed.problems.extend(losses(&normal, &read.written, &parsed));
    let mut ids = HashMap::default();
    name_children(&mut parsed.children, "", false, &mut ids, &mut parsed.problems);
    parsed
}

/// Finds notes that two have the name of, and those that nothing refers to.
fn check_notes(referred: &BTreeSet<String>, parsed: &mut Parsed) {
    let mut known: HashMap<String, usize> = HashMap::default();
    for note in &parsed.notes {
        let (at, name) = (note.at, note.name.clone());
        let folded = name.to_lowercase();
        match known.get(&folded) {
            Some(first) => parsed.problems.push(Problem::NoteRepeated { at, first: *first, name }),
            None if !referred.contains(&folded) => parsed.problems.push(Problem::NoteUnused { at, name }),
            None => {}
        }
        known.entry(folded).or_insert(at);
    }
}

/// Gives every clause without an id its place, and finds ids that two have.
///
/// What an author marks to be filled in, `fill_in`, is so with all inside it.
fn name_children(
    children: &mut [Child],
    above: &str,
    fill_in: bool,
    ids: &mut HashMap<String, usize>,
    problems: &mut Vec<Problem>,
) {
    let mut place = 0;
    for child in children {
        let Child::Clause(node) = child else { continue };
        place += 1;
        node.fill_in |= fill_in;
        let mut id = std::mem::take(&mut node.id);
        if id.is_empty() {
            let dash = if above.is_empty() { "" } else { "-" };
            id = [above, dash, &place.to_string()].concat();
        }
        match ids.get(&id) {
            Some(first) => {
                problems.push(Problem::DuplicateId { at: node.at, first: *first, id: id.clone() });
            }
            None => {
                ids.insert(id.clone(), node.at);
            }
        }
        name_children(&mut node.children, &id, node.fill_in, ids, problems);
        node.id = id;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outline(text: &str) -> Vec<String> {
        fn walk(children: &[Child], out: &mut Vec<String>) {
            for child in children {
                match child {
                    Child::Clause(node) => {
                        let label = node.label.as_ref().map_or("", |marker| marker.label.as_str());
                        out.push(format!("{} {label} {}", node.id, node.plain()));
                        walk(&node.children, out);
                    }
                    Child::Embed(embed) => out.push(format!("::{}", embed.name)),
                    Child::Rule => out.push("rule".into()),
                }
            }
        }
        let mut out = Vec::new();
        walk(&parse(text, 0).children, &mut out);
        out
    }

    #[test]
    fn clauses_take_their_place_as_id() {
        let text = "## مادة (1) الهدف\n\nنص.\n\n::approval\n\n## الخطوات {#handling}\n\n١. أولى\n٢. ثانية:\n    أ- فرع\n    ب- فرع {#leaf}\n\n::channels\n\nبعدها.\n";
        assert_eq!(
            outline(text),
            [
                "1 مادة (1) الهدف",
                "1-1  نص.",
                "::approval",
                "handling  الخطوات",
                "handling-1 ١. أولى",
                "handling-2 ٢. ثانية:",
                "handling-2-1 أ- فرع",
                "leaf ب- فرع",
                "::channels",
                "handling-3  بعدها.",
            ]
        );
    }

    #[test]
    fn nested_headings_nest_and_keep_their_children() {
        let text = "## مادة (3) البيان\n### 1. قنوات\nأ- المقابلة\nب- الفاكس\n### 2. أدوات\n## مادة (4) المسؤوليات\n";
        assert_eq!(
            outline(text),
            [
                "1 مادة (3) البيان",
                "1-1 1. قنوات",
                "1-1-1 أ- المقابلة",
                "1-1-2 ب- الفاكس",
                "1-2 2. أدوات",
                "2 مادة (4) المسؤوليات"
            ]
        );
    }

    #[test]
    fn odd_things_are_reported_with_their_place() {
        let text = "## أول {#a}\n#### ثان\n\nأ- س\nت- ع\n\n## ثالث {#a}\n## رابع {#B_b}\n";
        let problems = parse(text, 0).problems;
        let at = |needle: &str| text.find(needle).expect("the words are there");
        assert!(problems.contains(&Problem::LevelSkipped { at: at("#### ثان"), level: 4, allowed: 3 }));
        assert!(problems.contains(&Problem::Sequence { at: at("ت- ع"), found: "ت-".into(), expected: "ب-".into() }));
        assert!(problems.contains(&Problem::DuplicateId { at: at("## ثالث"), first: 0, id: "a".into() }));
        assert!(problems.contains(&Problem::BadId { at: at("## رابع"), id: "B_b".into() }));
        assert_eq!(problems.len(), 4);
    }

    #[test]
    fn a_text_made_to_nest_without_end_is_read_all_the_same() {
        let deep = "> ".repeat(100_000) + "نص";
        assert_eq!(parse(&deep, 0).children.len(), 1);
        let lists: String = (0..2_000).map(|depth| format!("{}- بند\n", "  ".repeat(depth))).collect();
        assert_eq!(parse(&lists, 0).children.len(), 1);
        let stars = "*a **b ".repeat(20_000);
        assert_eq!(parse(&stars, 0).children.len(), 1);
    }

    #[test]
    fn a_list_may_go_on_after_a_paragraph() {
        assert_eq!(parse("1. أ\n2. ب\n\nنص\n\n3. ت\n", 0).problems, []);
        assert_eq!(parse("1. أ\n\nنص\n\n3. ت\n", 0).problems.len(), 1);
    }
}
