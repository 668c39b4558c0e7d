//! Words as they are compared: without vowel marks, the forms of a letter as one, each with its place.

use super::digits::digit;

/// A word, a number, or a mark that parts them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Token {
    /// What it is.
    pub(super) kind: Kind,
    /// The byte at which it starts.
    pub(super) start: usize,
    /// The byte behind it.
    pub(super) end: usize,
}

/// What a token is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A word in its plain form: small Latin letters, Arabic without marks.
    Word(String),
    /// A whole number written in digits.
    Number(u32),
    /// Digits with marks between them: a date, a fraction, the number of a decision. Its digits are Latin.
    Figure(String),
    /// A mark after which a thought may go on: `،` `,` `:`.
    Pause,
    /// A mark that ends a sentence.
    Stop,
}

impl Token {
    /// The word, where it is one.
    pub(super) fn word(&self) -> Option<&str> {
        match &self.kind {
            Kind::Word(word) => Some(word),
            _ => None,
        }
    }
}

/// The tokens of a text. Brackets, quotes and direction marks are none.
pub(super) fn tokens(text: &str) -> Vec<Token> {
    let mut out = Vec::new();
    let mut rest = text.char_indices().peekable();
    while let Some((start, c)) = rest.next() {
        if digit(c).is_some() {
            let mut figure = String::new();
            let mut end = start;
            push_digit(&mut figure, c, &mut end);
            while let Some((at, c)) = rest.peek().copied() {
                let ahead = text[at + c.len_utf8()..].chars().next();
                let joins = matches!(c, '/' | '-' | '.' | ',' | '٫' | '٬' | '\\') && ahead.and_then(digit).is_some();
                if digit(c).is_some() {
                    push_digit(&mut figure, c, &mut end);
                } else if joins {
                    figure.push(if c == '\\' { '/' } else { c });
                } else if !is_invisible(c) {
                    break;
                }
                end = at + c.len_utf8();
                rest.next();
            }
            out.push(Token { kind: number(figure), start, end });
        } else if c.is_alphabetic() || is_mark(c) {
            let mut word = String::new();
            push_letter(&mut word, c);
            let mut end = start + c.len_utf8();
            while let Some((at, c)) = rest.peek().copied().filter(|(_, c)| c.is_alphabetic() || is_mark(*c)) {
                push_letter(&mut word, c);
                end = at + c.len_utf8();
                rest.next();
            }
            out.push(Token { kind: Kind::Word(word), start, end });
        } else if let Some(kind) = mark(c).filter(|_| !(c == '.' && shortens(out.last()))) {
            out.push(Token { kind, start, end: start + c.len_utf8() });
        }
    }
    out
}

/// Whether a stop behind a word shortens it: `no. 8` goes on.
fn shortens(before: Option<&Token>) -> bool {
    before.and_then(Token::word) == Some("no")
}

fn mark(c: char) -> Option<Kind> {
    match c {
        '،' | ',' | ':' => Some(Kind::Pause),
        '.' | '؟' | '?' | '!' | '؛' | ';' => Some(Kind::Stop),
        _ => None,
    }
}

fn push_digit(figure: &mut String, c: char, end: &mut usize) {
    figure.extend(digit(c).and_then(|value| char::from_digit(value, 10)));
    *end += c.len_utf8();
}

/// A whole number, `1,500` too; what has other marks in it is a figure.
fn number(figure: String) -> Kind {
    let groups = figure.split([',', '٬']).enumerate();
    let thousands = groups.into_iter().all(|(nth, group)| nth == 0 || group.len() == 3);
    let digits: String = figure.chars().filter(char::is_ascii_digit).collect();
    let plain = figure.chars().all(|c| c.is_ascii_digit() || matches!(c, ',' | '٬'));
    match digits.parse() {
        Ok(value) if plain && thousands => Kind::Number(value),
        _ => Kind::Figure(figure),
    }
}

/// Vowel marks, the tatweel, direction marks: what a word is read without.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{610}'..='\u{61a}' | '\u{640}' | '\u{64b}'..='\u{65f}' | '\u{670}') || is_invisible(c)
}

fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200c}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{61c}' | '\u{ad}')
}

fn push_letter(word: &mut String, c: char) {
    match c {
        'أ' | 'إ' | 'آ' | 'ٱ' => word.push('ا'),
        'ة' => word.push('ه'),
        'ى' | 'ی' => word.push('ي'),
        'ک' => word.push('ك'),
        c if is_mark(c) => {}
        c => word.extend(c.to_lowercase()),
    }
}
