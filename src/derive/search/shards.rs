//! Shards: the index as small text files, so that a query fetches only what it needs.
//!
//! Numbers are characters: a number of up to 14 bits is one character, from a
//! space on, and UTF-8 and the compression of every web server do the rest.

use std::fmt::Write;
use std::io;
use std::sync::Mutex;

use rustc_hash::FxHashSet as HashSet;
use sha2::{Digest, Sha256};

/// Takes a file of the index: its name below `assets/search/` without the ending `.txt`, and its text. It
/// is called from several threads, once for each name.
pub type Sink<'a> = dyn Fn(&str, String) -> io::Result<()> + Sync + 'a;

/// The most postings of a piece.
const PIECE: usize = 8_000;

/// A clause that holds a word, and how strongly, from 0 to 3; a large site has very many, so the two share a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Posting(u32);

impl Posting {
    pub(super) fn new(clause: u32, strength: u8) -> Self {
        assert!(clause < 1 << 30, "fewer clauses than a thousand million");
        Posting(clause << 2 | u32::from(strength.min(3)))
    }

    pub(super) fn clause(self) -> u32 {
        self.0 >> 2
    }

    pub(super) fn strength(self) -> u8 {
        (self.0 & 3) as u8
    }
}

/// The files, each named by its content, on their way out.
pub(super) struct Files<'a> {
    sink: &'a Sink<'a>,
    names: Mutex<HashSet<String>>,
}

impl<'a> Files<'a> {
    pub(super) fn new(sink: &'a Sink<'a>) -> Self {
        Files { sink, names: Mutex::default() }
    }

    /// Hands over a file, and gives the name by which the reader's script asks for it.
    pub(super) fn add(&self, text: String) -> io::Result<String> {
        let digest = Sha256::digest(text.as_bytes());
        let name: String = digest.iter().take(5).fold(String::new(), |mut name, byte| {
            let _ = write!(name, "{byte:02x}");
            name
        });
        let new = self.names.lock().expect("nothing panics while it is held").insert(name.clone());
        if new {
            (self.sink)(&name, text)?;
        }
        Ok(name)
    }
}

/// Writes a number.
pub(super) fn push_number(out: &mut String, mut number: usize) {
    const BITS: usize = 14;
    const MORE: usize = 1 << BITS;
    loop {
        let rest = number >> BITS;
        let part = number & (MORE - 1);
        let code = 0x20 + if rest > 0 { MORE + part } else { part };
        out.push(u32::try_from(code).ok().and_then(char::from_u32).expect("below the surrogates"));
        if rest == 0 {
            return;
        }
        number = rest;
    }
}

/// Writes where a word stands, in the order of the clauses: beside it if that is in at most `beside` clauses, else in
/// pieces, the strongest postings first.
pub(super) fn push_postings(
    out: &mut String,
    postings: &[Posting],
    beside: usize,
    files: &Files<'_>,
) -> io::Result<()> {
    if postings.len() <= beside {
        push_number(out, postings.len() * 2);
        push_list(out, postings);
        return Ok(());
    }
    push_number(out, postings.len() * 2 + 1);
    push_number(out, postings.len().div_ceil(PIECE));
    if postings.len() <= PIECE {
        return push_piece(out, postings, files);
    }
    // They stand in the order of the clauses, and stay so among those of one strength.
    let mut strongest = postings.to_vec();
    strongest.sort_by_key(|posting| std::cmp::Reverse(posting.strength()));
    for piece in strongest.chunks_mut(PIECE) {
        piece.sort_unstable_by_key(|posting| posting.clause());
        push_piece(out, piece, files)?;
    }
    Ok(())
}

/// Writes postings into a file of their own, and its name.
fn push_piece(out: &mut String, postings: &[Posting], files: &Files<'_>) -> io::Result<()> {
    let mut text = String::with_capacity(postings.len() + 2);
    push_number(&mut text, postings.len());
    push_list(&mut text, postings);
    out.push_str(&files.add(text)?);
    Ok(())
}

fn push_list(out: &mut String, postings: &[Posting]) {
    let mut last = 0;
    for posting in postings {
        push_number(out, ((posting.clause() - last) as usize) * 4 + usize::from(posting.strength()));
        last = posting.clause();
    }
}

/// One way to read a word of the texts.
#[derive(Debug)]
pub(super) struct Key<'a> {
    /// What is left of the word.
    pub rest: &'a str,
    /// The number of the prefix, 0 for none.
    pub prefix: usize,
    /// The number of the word.
    pub word: usize,
    /// Whether the word's postings stand here.
    pub first: bool,
}

/// Signs for small numbers among letters and digits: a key has none of them.
const SIGNS: &[u8; 32] = b"!\"#$%&()*+-./:;<=>?@[]^_`{|}~ABC";

/// Writes the keys of a shard, each with what it shares with the one before.
pub(super) fn push_keys(out: &mut String, keys: &[Key<'_>]) {
    let mut before: Vec<char> = Vec::new();
    for key in keys {
        let letters: Vec<char> = key.rest.chars().collect();
        let shared = letters.iter().zip(&before).take_while(|(a, b)| a == b).count().min(SIGNS.len() - 1);
        out.push(char::from(SIGNS[shared]));
        out.push(char::from(SIGNS[key.prefix]));
        out.extend(&letters[shared..]);
        before = letters;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_any_size_are_characters() {
        let mut out = String::new();
        [0, 94, 16_383, 16_384, 70_000_000].into_iter().for_each(|number| push_number(&mut out, number));
        assert_eq!(out.chars().count(), 1 + 1 + 1 + 2 + 2);
        assert!(out.chars().all(|c| c >= ' ' && u32::from(c) < 0xd800));
    }

    #[test]
    fn equal_files_are_one() {
        let all = Mutex::new(Vec::new());
        let sink = |_: &str, text| {
            all.lock().expect("nothing panics while it is held").push(text);
            Ok(())
        };
        let files = Files::new(&sink);
        let names = [(); 2].map(|()| files.add("a".into()).expect("the sink takes all"));
        assert_eq!(names[0], names[1]);
        assert_eq!(all.into_inner().expect("nobody holds it"), ["a"]);
    }
}
