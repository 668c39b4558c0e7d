//! Finds a YAML key again, by its path: line and column.
//!
//! The reader that turns YAML into values keeps no positions, because nearly
//! every file is without a fault. When a finding needs a place, the file is
//! scanned once more here, once for all its findings. Only this file names the
//! positioned parser.

use std::collections::HashMap;

use saphyr_parser::{Event, Parser, ScalarStyle};

use super::position::Position;

/// Deeper values have no places of their own; their findings point to what holds them.
const DEEPEST: usize = 64;

/// Every key and item of a YAML text, by dotted path.
#[derive(Debug, Default)]
pub(super) struct Index {
    /// A path of keys gives the places of the key's own name, in the order in
    /// which it is written; an index gives the place of the item.
    places: HashMap<String, Vec<Position>>,
}

/// A comment that stands behind a value without quotes, on its line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comment {
    /// The dotted path of the value.
    pub path: String,
    /// The comment with its sign, as it was written.
    pub text: String,
    /// How much white space stands before it, in characters.
    pub apart: usize,
}

/// The comments behind the values of a YAML text that are written without quotes, empty ones too.
pub fn comments(yaml: &str) -> Vec<Comment> {
    // Nearly no file has one, and then it need not be read once more.
    let may_hold = |line: &str| {
        let at = line.find(" #").or_else(|| line.find("\t#"));
        at.is_some_and(|at| !line[..at].trim().is_empty())
    };
    if !yaml.lines().any(may_hold) {
        return Vec::new();
    }
    let lines: Vec<&str> = yaml.lines().collect();
    let mut index = Index::default();
    let mut open: Vec<Frame> = Vec::new();
    let mut found = Vec::new();
    for next in Parser::new_from_str(yaml) {
        let Ok((event, span)) = next else { break };
        let here = Position { line: span.start.line(), column: span.start.col() + 1 };
        let plain = match &event {
            Event::Scalar(words, style, ..) => (*style == ScalarStyle::Plain).then(|| words.to_string()),
            _ => None,
        };
        let Some(path) = index.step(&mut open, &event, here) else { continue };
        let Some(words) = plain else { continue };
        let line = lines.get(here.line.saturating_sub(1)).copied().unwrap_or_default();
        let from = line.char_indices().nth(span.start.col()).map_or(line.len(), |(at, _)| at);
        // A value that is left out stands where its key ended.
        let rest = line[from..].strip_prefix(words.as_str()).unwrap_or(&line[from..]);
        let rest = if words.is_empty() || words == "~" { rest.trim_start_matches(':') } else { rest };
        let text = rest.trim_start();
        if text.starts_with('#') && text.len() < rest.len() {
            let apart = rest.chars().count() - text.chars().count();
            found.push(Comment { path, text: text.trim_end().to_owned(), apart });
        }
    }
    found
}

/// A map or a list that is still open.
struct Frame {
    path: String,
    map: bool,
    /// In a map: the path of the value that comes next, once its key was read.
    value: Option<String>,
    /// In a list: the index of the next item.
    index: usize,
}

impl Index {
    /// Scans a text; one that is broken is known up to the break.
    pub(super) fn new(yaml: &str) -> Self {
        let mut index = Index::default();
        let mut open: Vec<Frame> = Vec::new();
        for next in Parser::new_from_str(yaml) {
            let Ok((event, span)) = next else { break };
            let here = Position { line: span.start.line(), column: span.start.col() + 1 };
            index.step(&mut open, &event, here);
        }
        index
    }

    /// Takes an event; gives the path of the value that stands there, if it is one without others in it.
    fn step(&mut self, open: &mut Vec<Frame>, event: &Event<'_>, here: Position) -> Option<String> {
        let map = match event {
            Event::Scalar(key, ..) if open.last().is_some_and(|frame| frame.map && frame.value.is_none()) => {
                let frame = open.last_mut().expect("a key stands in a map");
                let path = join(&frame.path, key);
                self.note(&path, here, open.len());
                open.last_mut().expect("a key stands in a map").value = Some(path);
                return None;
            }
            Event::MappingEnd | Event::SequenceEnd => {
                open.pop();
                return None;
            }
            Event::Scalar(..) | Event::Alias(_) => None,
            Event::MappingStart(..) => Some(true),
            Event::SequenceStart(..) => Some(false),
            _ => return None,
        };
        let path = self.value(open, here);
        match map {
            Some(map) => {
                open.push(Frame { path, map, value: None, index: 0 });
                None
            }
            None => Some(path),
        }
    }

    /// The path of the value that starts now; an item of a list is noted.
    fn value(&mut self, open: &mut [Frame], here: Position) -> String {
        let depth = open.len();
        let Some(frame) = open.last_mut() else {
            self.note("", here, depth);
            return String::new();
        };
        if frame.map {
            // A key that is itself a map has no name that a path could hold.
            return frame.value.take().unwrap_or_default();
        }
        let path = join(&frame.path, &frame.index.to_string());
        frame.index += 1;
        self.note(&path, here, depth);
        path
    }

    fn note(&mut self, path: &str, here: Position, depth: usize) {
        if depth <= DEEPEST {
            self.places.entry(path.to_owned()).or_default().push(here);
        }
    }

    /// The place of the `nth` (from 0) writing of a dotted path.
    ///
    /// Where the whole path is not there, the deepest part of it that is: a
    /// finding about a missing key then points to the map that lacks it.
    pub(super) fn find(&self, path: &str, nth: usize) -> Option<Position> {
        if let Some(places) = self.places.get(path) {
            return places.get(nth).or(places.first()).copied();
        }
        let above = path.rfind('.').map_or("", |at| &path[..at]);
        if path.is_empty() { None } else { self.find(above, 0) }
    }
}

/// The dotted path of what stands under a name, or at an index, of what stands at `path`.
pub fn join(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    const YAML: &str = "title: {ar: أ, en: a}\nversions:\n  - version: \"1.0\"\n    approval:\n      session: 8\n      session: 9\n  - version: \"1.1\"\n";

    fn at(path: &str, nth: usize) -> (usize, usize) {
        let at = Index::new(YAML).find(path, nth).expect("the path is there");
        (at.line, at.column)
    }

    #[test]
    fn a_key_is_found_at_its_own_name() {
        assert_eq!(at("title.en", 0), (1, 16));
        assert_eq!(at("versions.0.approval.session", 0), (5, 7));
        assert_eq!(at("versions.1", 0), (7, 5));
    }

    #[test]
    fn a_comment_behind_a_value_without_quotes_is_known() {
        let found = |yaml: &str| -> Vec<(String, String, usize)> {
            comments(yaml).into_iter().map(|one| (one.path, one.text, one.apart)).collect()
        };
        let one = |path: &str, text: &str, apart: usize| vec![(path.to_owned(), text.to_owned(), apart)];
        assert_eq!(found("title: سياسة رقم #5\n"), one("title", "#5", 1));
        assert_eq!(found("title:\n  ar: سياسة  # مسودة\n  en: \"a #b\" # c\n"), one("title.ar", "# مسودة", 2));
        assert_eq!(found("a: 1\ncolour: #1f5f8b\nb: 2\n"), one("colour", "#1f5f8b", 1));
        assert_eq!(found("list:\n- أ #1\n- ب#2\n"), one("list.0", "#1", 1));
        for none in ["# all\ntitle: a\n", "t: 'a #1'\n", "t: |\n  a #1\n  b\n", "t: {a: b} # c\n", "t: a#b\n", ""] {
            assert_eq!(found(none), [], "{none:?}");
        }
    }

    #[test]
    fn a_repeated_key_is_found_at_its_second_writing() {
        assert_eq!(at("versions.0.approval.session", 1), (6, 7));
    }

    #[test]
    fn a_missing_key_points_to_the_map_that_lacks_it() {
        assert_eq!(at("versions.0.effective", 0), (3, 5));
    }
}
