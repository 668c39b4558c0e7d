//! Written: where the words of a text stand in it.
//!
//! Noted event by event as the parser gives them, before anything is made of
//! them, so that `losses` can hold the finished tree against it.

use std::collections::BTreeSet;
use std::ops::Range;

/// Whether a character is held to be a word's: letters, marks, digits and every sign beyond ASCII that is seen.
///
/// ASCII punctuation is left out, because it is what Markdown is written with.
pub(super) fn is_of_words(c: char) -> bool {
    if c.is_ascii() { c.is_ascii_alphanumeric() } else { !c.is_whitespace() && !c.is_control() && !is_invisible(c) }
}

/// Characters that show nothing: soft hyphens, joiners, marks of direction, variation selectors.
pub(super) fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}')
        || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}')
        || matches!(c, '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
}

/// The first place in words that holds one of a word's characters.
pub(super) fn first_of_words(text: &str) -> Option<usize> {
    let odd = |byte: u8| byte.is_ascii_alphanumeric() || !byte.is_ascii();
    let start = text.bytes().position(odd)?;
    text[start..].char_indices().find(|(_, c)| is_of_words(*c)).map(|(at, _)| start + at)
}

/// What a piece of the text says.
#[derive(Debug)]
pub(super) enum Says {
    /// What stands there, word for word.
    Itself,
    /// The same in a block of code, whose signs are its own.
    Code,
    /// Other words than stand there: an entity, a label, code without its quotes, HTML without its tags.
    Other(Box<str>),
    /// Nothing that readers see: the target of a link, a note's mark, the name of a fence's language.
    Nothing,
}

/// A piece of the normal text.
#[derive(Debug)]
pub(super) struct Piece {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) says: Says,
}

/// All pieces of a text that say something, or rightly nothing, in their order.
#[derive(Debug, Default)]
pub(super) struct Written {
    pub(super) pieces: Vec<Piece>,
    /// Where definitions of links stand that a link uses.
    used: BTreeSet<usize>,
}

impl Written {
    /// Notes words that the parser gave for a place of `text`.
    pub(super) fn words(&mut self, text: &str, range: Range<usize>, words: &str, code: bool) {
        let as_written = text.get(range.clone()) == Some(words);
        let says = match (as_written, code) {
            (false, _) => Says::Other(words.into()),
            (true, false) => Says::Itself,
            (true, true) => Says::Code,
        };
        // Words that follow each other directly are one piece.
        if let (Some(last), Says::Itself) = (self.pieces.last_mut(), &says)
            && matches!(last.says, Says::Itself)
            && last.end == range.start
        {
            last.end = range.end;
            return;
        }
        self.pieces.push(Piece { start: range.start, end: range.end, says });
    }

    /// Notes words that stand there in another form.
    pub(super) fn other(&mut self, range: Range<usize>, words: &str) {
        self.pieces.push(Piece { start: range.start, end: range.end, says: Says::Other(words.into()) });
    }

    /// Notes that a place rightly shows nothing.
    pub(super) fn nothing(&mut self, range: Range<usize>) {
        self.pieces.push(Piece { start: range.start, end: range.end, says: Says::Nothing });
    }

    /// Notes that what stands behind the last piece, up to `end`, rightly shows nothing.
    pub(super) fn nothing_up_to(&mut self, start: usize, end: usize) {
        let from = self.end().max(start);
        if from < end {
            self.nothing(from..end);
        }
    }

    /// Notes that what was taken for words from `at` on is none, such as the id at the end of a line.
    pub(super) fn take_back(&mut self, at: usize) {
        let end = self.end();
        while self.pieces.last().is_some_and(|last| last.start >= at) {
            self.pieces.pop();
        }
        if let Some(last) = self.pieces.last_mut() {
            last.end = last.end.min(at);
        }
        if at < end {
            self.nothing(at..end);
        }
    }

    /// Notes that the definition at this place gives a link its target.
    pub(super) fn uses(&mut self, definition: &Range<usize>) {
        self.used.insert(definition.start);
    }

    /// Notes all definitions of links; those that none uses are words that are not shown.
    pub(super) fn define(&mut self, definitions: impl Iterator<Item = Range<usize>>) {
        let known = self.pieces.len();
        for span in definitions.filter(|span| self.used.contains(&span.start)).collect::<Vec<_>>() {
            self.nothing(span);
        }
        if self.pieces.len() > known {
            self.pieces.sort_by_key(|piece| piece.start);
        }
    }

    /// Whether a place is one of the words or of the signs around them, and not within code, HTML or a target.
    pub(super) fn is_open_at(&self, at: usize) -> bool {
        let nth = self.pieces.partition_point(|piece| piece.start <= at);
        let holds = |piece: &Piece| matches!(piece.says, Says::Itself) || piece.end <= at;
        nth.checked_sub(1).is_none_or(|nth| holds(&self.pieces[nth]))
    }

    /// Where the last piece ends.
    pub(super) fn end(&self) -> usize {
        self.pieces.last().map_or(0, |last| last.end)
    }
}
