//! Relations between words: plurals, families, synonyms, and the glossary that
//! leads from one language to the other. The lists are data; a site adds its own.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use rustc_hash::FxHashSet as HashSet;

use super::fold::{self, add_stems, readings};
use crate::model::GlossaryTerm;

/// Words that carry no topic, folded.
pub(super) static STOP_WORDS: LazyLock<Vec<String>> = LazyLock::new(|| {
    let words: BTreeSet<String> = lines(include_str!("words/stop.txt")).flat_map(fold::words).collect();
    words.into_iter().collect()
});

/// The lists that travel with the program, taken apart once.
static LISTS: LazyLock<Vec<Group>> = LazyLock::new(|| {
    let list = |kind: Kind, text: &'static str| {
        lines(text).map(move |line| Group::new(kind, line.split([',', '=']))).collect::<Vec<_>>()
    };
    let mut all = list(Kind::Plural, include_str!("words/plurals.txt"));
    all.extend(list(Kind::Family, include_str!("words/families.txt")));
    all.extend(list(Kind::Synonym, include_str!("words/synonyms.txt")));
    all.extend(list(Kind::Glossary, include_str!("words/glossary.txt")));
    all.extend(lines(include_str!("words/broader.txt")).filter_map(|line| {
        let (typed, found) = line.split_once('>')?;
        Some(Group::leading(typed.split(','), found.split(',')))
    }));
    all
});

/// Takes the lists apart.
pub(super) fn prepare() {
    LazyLock::force(&LISTS);
}

/// How closely the words of a group belong together; the letter is what the reader's script gets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Singular and plurals.
    Plural,
    /// Words of one root and one matter.
    Family,
    /// Words that stand for each other.
    Synonym,
    /// Words of the two languages that stand for each other.
    Glossary,
    /// Narrower words that lead to broader ones, and not back.
    Broader,
}

impl Kind {
    fn letter(self) -> char {
        match self {
            Kind::Plural => 'p',
            Kind::Family => 'f',
            Kind::Synonym => 's',
            Kind::Glossary => 'g',
            Kind::Broader => 'b',
        }
    }
}

/// Words or phrases that lead to each other.
#[derive(Debug)]
pub(super) struct Group {
    kind: Kind,
    members: Vec<Member>,
}

/// A word or a phrase of a group.
#[derive(Debug)]
struct Member {
    /// Its words, folded, with a space between them.
    written: String,
    /// The stems of each word.
    keys: Vec<Vec<String>>,
    latin: bool,
    /// Whether a reader's word leads from it to the others; it is only led to otherwise.
    leads: bool,
}

impl Member {
    fn is_found(&self, vocabulary: &HashSet<String>) -> bool {
        self.keys.iter().all(|keys| keys.iter().any(|key| vocabulary.contains(key)))
    }
}

fn is_stop_word(word: &str) -> bool {
    STOP_WORDS.binary_search_by(|known| known.as_str().cmp(word)).is_ok()
}

impl Group {
    fn new<'a>(kind: Kind, members: impl Iterator<Item = &'a str>) -> Self {
        let mut group = Group { kind, members: Vec::new() };
        group.add(members, true);
        group
    }

    /// Narrower words, and the broader ones that they lead to.
    fn leading<'a>(typed: impl Iterator<Item = &'a str>, found: impl Iterator<Item = &'a str>) -> Self {
        let mut group = Group::new(Kind::Broader, typed);
        group.add(found, false);
        group
    }

    fn add<'a>(&mut self, members: impl Iterator<Item = &'a str>, leads: bool) {
        for member in members {
            let (mut written, mut keys) = (String::with_capacity(member.len()), Vec::new());
            fold::each_word(member, |word| {
                let space = if written.is_empty() { "" } else { " " };
                written.push_str(space);
                written.push_str(word);
                keys.push(member_keys(word));
            });
            if written.is_empty() || self.members.iter().any(|other| other.written == written) {
                continue;
            }
            let latin = is_latin(&written);
            self.members.push(Member { written, keys, latin, leads });
        }
    }

    /// The groups of a site's own term: its words in each language, and across them.
    pub(super) fn of_term(term: &GlossaryTerm) -> Vec<Group> {
        let words = |latin: bool| term.words().filter(move |word| is_latin(word) == latin);
        vec![
            Group::new(Kind::Synonym, words(false)),
            Group::new(Kind::Synonym, words(true)),
            Group::new(Kind::Glossary, term.words()),
        ]
    }
}

fn is_latin(word: &str) -> bool {
    word.trim_start().starts_with(|c: char| c.is_ascii_alphanumeric())
}

/// The stems of a listed word: as it stands, and without an article.
fn member_keys(word: &str) -> Vec<String> {
    let mut keys = Vec::new();
    readings(word).filter(|reading| reading.prefix <= 1).for_each(|reading| add_stems(reading.rest, &mut keys));
    keys.sort();
    keys.dedup();
    keys
}

/// A group as one shard gets it.
pub(super) struct Line {
    /// The stems of the words that lead into the group.
    pub keys: Vec<String>,
    /// The letter of its kind, and its members with commas between them.
    pub written: String,
}

/// What the site's words make of the lists: groups with something to find, for
/// each script the words that a reader of it may type.
pub(super) fn lines_for(terms: &[Group], vocabulary: &HashSet<String>, english_alone: bool) -> Vec<Line> {
    // A word may also be found through its plurals, and across languages through its family.
    let reached = |kinds: &[Kind]| -> HashSet<&str> {
        let groups = LISTS.iter().filter(|group| kinds.contains(&group.kind));
        let groups = groups.filter(|group| group.members.iter().any(|member| member.is_found(vocabulary)));
        let more = groups.flat_map(|group| &group.members).flat_map(|member| &member.keys[0]);
        vocabulary.iter().chain(more).map(String::as_str).collect()
    };
    let (near, far) = (reached(&[Kind::Plural]), reached(&[Kind::Plural, Kind::Family]));
    let hits = |member: &Member, kind: Kind| {
        let known = if kind == Kind::Glossary { &far } else { &near };
        let words = || member.written.split(' ').zip(&member.keys);
        let hit = |keys: &[String]| keys.iter().any(|key| known.contains(key.as_str()));
        words().all(|(word, keys)| hit(keys) || is_stop_word(word)) && words().any(|(word, _)| !is_stop_word(word))
    };
    let mut lines = Vec::new();
    for group in terms.iter().chain(LISTS.iter()) {
        let kind = group.kind;
        for latin in [false, true] {
            let (typed, others): (Vec<&Member>, Vec<&Member>) =
                group.members.iter().partition(|member| member.leads && member.latin == latin);
            let led = match kind {
                Kind::Glossary => latin || english_alone,
                kind => kind == Kind::Broader,
            };
            let found: Vec<&Member> = others.into_iter().filter(|member| led && hits(member, kind)).collect();
            let among = kind != Kind::Broader && (kind != Kind::Glossary || latin);
            let among = among && typed.len() > 1 && typed.iter().any(|member| hits(member, kind));
            if typed.is_empty() || found.is_empty() && !among {
                continue;
            }
            let mut written = group.kind.letter().to_string();
            for (nth, member) in typed.iter().chain(&found).enumerate() {
                match nth {
                    0 => {}
                    nth if nth == typed.len() && kind == Kind::Broader => written.push('>'),
                    _ => written.push(','),
                }
                written.push_str(&member.written);
            }
            let mut keys: Vec<String> = typed.iter().flat_map(|member| member.keys[0].iter().cloned()).collect();
            keys.sort();
            keys.dedup();
            lines.push(Line { keys, written });
        }
    }
    lines
}

/// The lines of a list that are not remarks.
fn lines(text: &'static str) -> impl Iterator<Item = &'static str> {
    text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'))
}
