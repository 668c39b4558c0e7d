//! Words: what changed inside one clause.
//!
//! Words are what stands between spaces, without the punctuation at their ends,
//! which counts by itself. Spaces never count.

use icu_normalizer::{ComposingNormalizerBorrowed, DecomposingNormalizerBorrowed};
use similar::{Algorithm, DiffOp, capture_diff_slices};

use crate::text::choices::choices;

/// Ways in which the same words may be written differently.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Spelling {
    /// The same letters stored as other code points (Unicode normalisation).
    pub encoding: bool,
    /// Characters that are not seen, such as marks of direction.
    pub invisible: bool,
    /// Vowel marks (tashkeel).
    pub marks: bool,
    /// The stroke that lengthens a word (tatweel).
    pub tatweel: bool,
}

impl Spelling {
    const ALL: Spelling = Spelling { encoding: true, invisible: true, marks: true, tatweel: true };

    /// Whether any of them.
    pub fn any(self) -> bool {
        self.encoding || self.invisible || self.marks || self.tatweel
    }

    /// The word for each that holds: `encoding`, `invisible`, `marks`, `tatweel`.
    pub fn words(self) -> Vec<&'static str> {
        let all = [
            (self.encoding, "encoding"),
            (self.invisible, "invisible"),
            (self.marks, "marks"),
            (self.tatweel, "tatweel"),
        ];
        all.into_iter().filter(|(holds, _)| *holds).map(|(_, word)| word).collect()
    }
}

choices! {
    /// Where a piece of a reworded clause stands.
    pub enum PieceKind {
        /// In both.
        Same = "same",
        /// In the older text alone.
        Removed = "removed",
        /// In the newer text alone.
        Added = "added",
    }
}

/// A run of words of a reworded clause.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// Where it stands.
    pub kind: PieceKind,
    /// Its words, single spaces between them.
    pub text: String,
    /// Whether a space stands before it.
    pub spaced: bool,
}

/// What changed in the words of a clause.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rewording {
    /// The clause from start to end; what was removed stands before what was put in its place.
    pub pieces: Vec<Piece>,
    /// What the difference is made of, where the words are the same; else nothing.
    pub spelling: Spelling,
}

impl Rewording {
    /// Exchanges older and newer.
    pub(super) fn turn(&mut self) {
        for piece in &mut self.pieces {
            piece.kind = match piece.kind {
                PieceKind::Same => PieceKind::Same,
                PieceKind::Removed => PieceKind::Added,
                PieceKind::Added => PieceKind::Removed,
            };
        }
        for nth in 1..self.pieces.len() {
            if self.pieces[nth - 1].kind == PieceKind::Added && self.pieces[nth].kind == PieceKind::Removed {
                self.pieces.swap(nth - 1, nth);
            }
        }
    }

    /// The first words that changed: what stood there, and what stands there now.
    pub fn first(&self) -> (String, String) {
        let mut changed = self.pieces.iter().skip_while(|piece| piece.kind == PieceKind::Same).peekable();
        let mut take = |kind| changed.next_if(|piece| piece.kind == kind).map(|piece| piece.text.clone());
        let old = take(PieceKind::Removed).unwrap_or_default();
        (old, take(PieceKind::Added).unwrap_or_default())
    }
}

/// What changed between two runs of words; nothing where they differ in spaces alone.
pub fn rewording(old: &str, new: &str) -> Option<Rewording> {
    let (before, after) = (tokens(old), tokens(new));
    if before == after {
        return None;
    }
    let spelling = spelling(old, new);
    let words = |tokens: &[Token<'_>]| -> Vec<String> {
        // Beside other words, another encoding of letters would mark the whole clause.
        let quiet = Spelling { marks: false, tatweel: false, ..Spelling::ALL };
        tokens
            .iter()
            .map(|token| if spelling.any() { token.text.to_owned() } else { fold(token.text, quiet) })
            .collect()
    };
    let ops = capture_diff_slices(Algorithm::Myers, &words(&before), &words(&after));
    let mut runs = Vec::new();
    for op in ops {
        let (old, new) = (op.old_range(), op.new_range());
        match op {
            DiffOp::Equal { .. } => runs.push((PieceKind::Same, &after[new])),
            _ => {
                runs.push((PieceKind::Removed, &before[old]));
                runs.push((PieceKind::Added, &after[new]));
            }
        }
    }
    Some(Rewording { pieces: pieces(runs), spelling })
}

fn pieces(runs: Vec<(PieceKind, &[Token<'_>])>) -> Vec<Piece> {
    let runs = runs.into_iter().filter(|(_, tokens)| !tokens.is_empty());
    runs.map(|(kind, tokens)| {
        let mut text = String::new();
        for token in tokens {
            if token.spaced && !text.is_empty() {
                text.push(' ');
            }
            text.push_str(token.text);
        }
        Piece { kind, text, spaced: tokens[0].spaced }
    })
    .collect()
}

/// A word, or the punctuation at an end of it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Token<'a> {
    pub(super) text: &'a str,
    spaced: bool,
}

impl PartialEq for Token<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

/// Takes words apart.
pub(super) fn tokens(words: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    for word in words.split_whitespace() {
        // What is invisible belongs to its word, so that it can be named.
        let is_edge = |c: char| !c.is_alphanumeric() && !is_mark(c) && !is_invisible(c) && c != TATWEEL;
        let start = word.len() - word.trim_start_matches(is_edge).len();
        let end = word.trim_end_matches(is_edge).len().max(start);
        let parts = [&word[..start], &word[start..end], &word[end..]];
        let mut spaced = true;
        for text in parts.into_iter().filter(|part| !part.is_empty()) {
            tokens.push(Token { text, spaced });
            spaced = false;
        }
    }
    tokens
}

const TATWEEL: char = '\u{640}';

/// Vowel marks and the signs of recitation; hamza and madda belong to their letters.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{610}'..='\u{61a}' | '\u{64b}'..='\u{652}' | '\u{656}'..='\u{65f}' | '\u{670}' | '\u{6d6}'..='\u{6dc}' | '\u{6df}'..='\u{6e8}' | '\u{6ea}'..='\u{6ed}')
        || matches!(c, '\u{653}'..='\u{655}')
}

fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// The letters as they are stored in old encodings of Arabic: forms by their place in a word.
fn is_presentation_form(c: char) -> bool {
    matches!(c, '\u{fb50}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}')
}

/// Words with the ways of writing taken out that `without` names.
fn fold(words: &str, without: Spelling) -> String {
    let mut words = words.to_owned();
    if without.encoding && !words.is_ascii() {
        if words.contains(is_presentation_form) {
            let wide = ComposingNormalizerBorrowed::new_nfkc();
            let spell = |c: char| match is_presentation_form(c) {
                true => wide.normalize(c.encode_utf8(&mut [0; 4])).into_owned(),
                false => c.to_string(),
            };
            words = words.chars().map(spell).collect();
        }
        words = ComposingNormalizerBorrowed::new_nfc().normalize(&words).into_owned();
    }
    let out = |c: char| {
        (without.marks && is_mark(c)) || (without.tatweel && c == TATWEEL) || (without.invisible && is_invisible(c))
    };
    if words.contains(out) { words.replace(out, "") } else { words }
}

/// Words as they are compared when clauses are paired.
pub(super) fn bare(words: &str) -> String {
    fold(words, Spelling::ALL)
}

/// Whether two runs of words differ in their spelling at most.
pub fn letters_alike(old: &str, new: &str) -> bool {
    let words = |text: &str| -> Vec<String> {
        let text = bare(text);
        text.split_whitespace().map(str::to_owned).collect()
    };
    old == new || words(old) == words(new)
}

/// The least that explains the difference: the weightier ways are given up first.
fn spelling(old: &str, new: &str) -> Spelling {
    let same = |without: Spelling| tokens(&fold(old, without)) == tokens(&fold(new, without));
    let mut explained = Spelling::ALL;
    if !same(explained) {
        return Spelling::default();
    }
    let ways: [fn(&mut Spelling); 4] = [
        |spelling| spelling.tatweel = false,
        |spelling| spelling.marks = false,
        |spelling| spelling.invisible = false,
        |spelling| spelling.encoding = false,
    ];
    for give_up in ways {
        let mut less = explained;
        give_up(&mut less);
        if same(less) {
            explained = less;
        }
    }
    explained
}

/// The same text with its letters stored in the other ways that programs use (NFC, NFD).
pub fn in_other_encodings(text: &str) -> Vec<String> {
    let composed = ComposingNormalizerBorrowed::new_nfc().normalize(text).into_owned();
    let decomposed = DecomposingNormalizerBorrowed::new_nfd().normalize(text).into_owned();
    [composed, decomposed].into_iter().filter(|other| other != text).collect()
}
