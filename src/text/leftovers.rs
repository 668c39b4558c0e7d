//! Leftovers: signs of Markdown that readers would see.
//!
//! In: what was written. Out: the places at which a sign took no effect, so that
//! it stands among the words. Signs that the author escaped, and those within
//! code, are meant as they stand.

use std::ops::Range;

use super::markers::Normal;
use super::written::{Says, Written, is_of_words};

/// A sign of Markdown that took no effect.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Leftover {
    /// `**`, `__` or `~~` that found no partner.
    Emphasis,
    /// `##` without a space behind it.
    Heading,
    /// `[^x]` without a note of that name.
    Note,
    /// `{#id}` or `{.fill-in}` elsewhere than at the end of a clause.
    Id,
    /// The cells of a row, in a table without a head.
    Row,
    /// The dashes of a table whose head has other columns.
    Dashes,
    /// A fence within a line.
    Fence,
    /// `:::`, which other dialects have.
    Container,
    /// `::name` within a line, or with a name in Arabic.
    Embed,
    /// `](` behind which no target stands.
    Link,
    /// A colon at the start of a line.
    Colon,
}

/// So many are told of one text.
const MOST: usize = 20;

/// What is left of Markdown in the words of a text: its place and its sign.
pub(super) fn leftovers(normal: &Normal, written: &Written) -> Vec<(usize, Leftover)> {
    let mut found: Vec<(usize, Leftover)> = Vec::new();
    let mut last = (0, None);
    for piece in &written.pieces {
        let Says::Itself = piece.says else { continue };
        let words = &normal.text[piece.start..piece.end];
        if words.starts_with(':') && !words.starts_with("::") && starts_a_line(&normal.text, piece.start) {
            found.push((normal.source(piece.start), Leftover::Colon));
        }
        if !may_hold(words.as_bytes()) {
            continue;
        }
        let before = normal.text[..piece.start].chars().next_back();
        for (at, sign) in within(words, before) {
            // The lines of one table are told once.
            let same = last.1 == Some(sign) && piece.start - last.0 <= 4 && matches!(sign, Leftover::Row);
            last = (piece.end, Some(sign));
            if !same {
                found.push((normal.source(piece.start + at), sign));
            }
        }
        if found.len() >= MOST {
            break;
        }
    }
    found
}

/// Whether nothing but white space and the signs of quotations and items stands before a place on its line.
fn starts_a_line(text: &str, at: usize) -> bool {
    let start = text[..at].rfind('\n').map_or(0, |end| end + 1);
    text[start..at].chars().all(|c| c.is_whitespace() || matches!(c, '>' | '-' | '*' | '+'))
}

/// Where the signs of emphasis that took no effect would take it, if something stood between them and the letter
/// beside them: as bytes of the source before which it is put.
///
/// CommonMark lets no sign begin between a letter and punctuation, and none end between punctuation and a letter;
/// Arabic joins «و» and «ب» to what is emphasised, and writes no space behind a colon in haste.
pub(super) fn bridges(normal: &Normal, written: &Written) -> Vec<usize> {
    let text = normal.text.as_str();
    let (mut found, mut done) = (Vec::new(), 0);
    for piece in written.pieces.iter().filter(|piece| matches!(piece.says, Says::Itself)) {
        if piece.start < done || !text[piece.start..piece.end].contains(['*', '~']) {
            continue;
        }
        // Two signs may have found each other where one of them was meant for the one that is left, so all of a
        // paragraph are looked at.
        let start = text[..piece.start].rfind("\n\n").map_or(0, |at| at + 2).max(done);
        let end = text[piece.end..].find("\n\n").map_or(text.len(), |at| piece.end + at);
        done = end;
        found.extend(bridges_within(text, start..end, written).into_iter().map(|at| normal.source(at)));
    }
    found
}

fn bridges_within(text: &str, range: Range<usize>, written: &Written) -> Vec<usize> {
    let letter = |c: char| is_of_words(c) && c.is_alphanumeric();
    let mark = |c: char| !letter(c) && !c.is_whitespace();
    let (mut found, mut from) = (Vec::new(), range.start);
    while let Some(start) = text[from..range.end].find(['*', '~']).map(|at| from + at) {
        let sign = if text[start..].starts_with('*') { '*' } else { '~' };
        let length = text[start..].chars().take_while(|c| *c == sign).count();
        from = start + length;
        let (before, after) = (text[..start].chars().next_back(), text[from..].chars().next());
        let (Some(before), Some(after)) = (before, after) else { continue };
        if (sign == '~' && length != 2) || length > 3 || before == '\\' || !written.is_open_at(start) {
            continue;
        }
        if letter(before) && mark(after) {
            found.push(start);
        } else if mark(before) && letter(after) {
            found.push(from);
        }
    }
    found
}

/// Whether some bytes hold a sign of Markdown. All of them are looked at, which a processor does many at a time.
fn may_hold(bytes: &[u8]) -> bool {
    let sign = |byte: u8| matches!(byte, b'*' | b'_' | b'~' | b'#' | b'[' | b']' | b'{' | b'|' | b'`');
    let pairs = bytes.iter().zip(bytes.get(1..).unwrap_or_default());
    bytes.iter().fold(false, |found, byte| found | sign(*byte))
        || pairs.fold(false, |found, (here, next)| found | ((*here == b':') & (*next == b':')))
}

/// The signs in a piece of a line, each kind once; `before` stands before the piece.
fn within(words: &str, before: Option<char>) -> Vec<(usize, Leftover)> {
    let mut found: Vec<(usize, Leftover)> = Vec::new();
    let mut add = |at: usize, sign: Leftover| {
        if !found.iter().any(|(_, known)| *known == sign) {
            found.push((at, sign));
        }
    };
    if let Some((at, sign)) = of_a_table(words) {
        add(at, sign);
    }
    if let Some(at) = lone_stars(words) {
        add(at, Leftover::Emphasis);
    }
    for (at, c) in words.char_indices() {
        let rest = &words[at..];
        let last = words[..at].chars().next_back().or(before.filter(|_| at == 0));
        let apart = last.is_none_or(|c| !is_of_words(c) && !matches!(c, '_' | '#' | ':' | '`'));
        match c {
            '*' if rest.starts_with("**") => add(at, Leftover::Emphasis),
            '~' if rest.starts_with("~~~") => add(at, Leftover::Fence),
            '~' if rest.starts_with("~~") && last != Some('~') => add(at, Leftover::Emphasis),
            // A run of them is a blank to fill in.
            '_' if rest.starts_with("__") && last != Some('_') && rest[2..].starts_with(is_of_words) => {
                add(at, Leftover::Emphasis);
            }
            '#' if rest.starts_with("##") || (apart && rest[1..].starts_with('\u{a0}')) => add(at, Leftover::Heading),
            '[' if is_note_mark(rest) => add(at, Leftover::Note),
            '{' if is_attribute(&rest[1..]) => {
                add(at, Leftover::Id);
            }
            '`' if rest.starts_with("```") => add(at, Leftover::Fence),
            ':' if rest.starts_with(":::") => add(at, Leftover::Container),
            // The backslash that keeps an embed alone stands before it.
            ':' if rest.starts_with("::")
                && apart
                && last != Some('\\')
                && rest[2..].starts_with(char::is_alphabetic) =>
            {
                add(at, Leftover::Embed);
            }
            ']' if rest.starts_with("](") => add(at, Leftover::Link),
            _ => {}
        }
    }
    found
}

/// The first of two single stars that stand around words as emphasis does: `*المستفيد:*كل`.
fn lone_stars(words: &str) -> Option<usize> {
    let single = |(at, _): &(usize, &str)| !words[at + 1..].starts_with('*') && !words[..*at].ends_with('*');
    let mut stars = words.match_indices('*').filter(single).map(|(at, _)| at);
    let opens = |at: usize| {
        words[at + 1..].starts_with(|c: char| c.is_alphabetic() || matches!(c, '«' | '(' | '"' | '“' | '['))
    };
    let closes = |at: usize| {
        words[..at].ends_with(|c: char| {
            c.is_alphabetic() || matches!(c, '»' | ')' | '"' | '”' | ']' | ':' | '.' | '،' | '؛' | '؟' | '!')
        })
    };
    let first = stars.find(|at| opens(*at))?;
    stars.any(closes).then_some(first)
}

/// Whether what stands behind a brace is an id or a mark, as written here or in another dialect: `{: .name}`.
fn is_attribute(rest: &str) -> bool {
    let rest = rest.strip_prefix(':').unwrap_or(rest).trim_start_matches(' ');
    rest.starts_with(['#', '.']) && rest[1..].starts_with(|c: char| c.is_ascii_alphabetic())
}

fn is_note_mark(rest: &str) -> bool {
    let name = rest.strip_prefix("[^").and_then(|rest| rest.split_once(']'));
    name.is_some_and(|(name, _)| !name.is_empty() && !name.contains(char::is_whitespace))
}

/// A line of dashes, or one with bounds of cells.
fn of_a_table(line: &str) -> Option<(usize, Leftover)> {
    let first = line.find('|')?;
    let dashes = line.contains("--") && line.chars().all(|c| matches!(c, '|' | '-' | ':' | ' ' | '\t'));
    if dashes {
        return Some((first, Leftover::Dashes));
    }
    let bounds = line.matches('|').count();
    let opens = line.trim_start().starts_with('|');
    (bounds >= 3 || (bounds == 2 && opens)).then_some((first, Leftover::Row))
}
