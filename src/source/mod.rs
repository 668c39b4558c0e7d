//! Source: the texts that were read, and places in them.
//!
//! In: paths and texts. Out: `FileId`s, and lines and columns for people.
//! Never: opens a file.

mod keys;

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

/// Names one file that was read; an index into [`Sources`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(u32);

#[derive(Debug)]
struct SourceFile {
    path: String,
    text: Arc<str>,
    /// The places of its keys, once a finding has asked for one.
    keys: OnceLock<keys::Index>,
}

/// Every file that took part in a run, by path relative to the site's folder.
#[derive(Debug, Default)]
pub struct Sources {
    files: Vec<SourceFile>,
    by_path: HashMap<String, FileId>,
}

/// Where something stands: a whole file, a byte of it, or a YAML key of it.
///
/// A key's line and column are looked up only when a finding needs them,
/// so a site without findings never pays for positions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// The whole file; drawn as its first line.
    File(FileId),
    /// A byte offset into the file's text.
    Offset(FileId, usize),
    /// A YAML key, as a dotted path (`versions.0.approval.hijri`).
    Key(FileId, String),
    /// The n-th (from 0) time that a key is written in its map: for duplicates.
    Repeat(FileId, String, usize),
    /// A path that has no text: a folder, a file that could not be read.
    Path(String),
}

/// A line and a column, both counted from 1; columns count characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
}

impl Position {
    /// The first character of a file.
    pub const START: Position = Position { line: 1, column: 1 };
}

impl Place {
    /// The place of the value at a dotted YAML path of `file`.
    pub fn key(file: FileId, path: impl Into<String>) -> Self {
        Place::Key(file, path.into())
    }
}

impl Sources {
    /// Adds a file and returns its id.
    pub fn add(&mut self, path: String, text: Arc<str>) -> FileId {
        let id = FileId(u32::try_from(self.files.len()).expect("fewer than four billion files"));
        self.by_path.insert(path.clone(), id);
        self.files.push(SourceFile { path, text, keys: OnceLock::new() });
        id
    }

    /// The file at a path, if it was read.
    pub fn find(&self, path: &str) -> Option<FileId> {
        self.by_path.get(path).copied()
    }

    /// The path of a file, relative to the site's folder.
    pub fn path(&self, id: FileId) -> &str {
        &self.files[id.0 as usize].path
    }

    /// The text of a file as it was read.
    pub fn text(&self, id: FileId) -> &Arc<str> {
        &self.files[id.0 as usize].text
    }

    /// Every file with its path, in the order in which they were read.
    pub fn iter(&self) -> impl Iterator<Item = (&str, FileId)> {
        self.files.iter().zip(0..).map(|(file, id)| (file.path.as_str(), FileId(id)))
    }

    /// The path and position of a place, for a person or an editor.
    pub fn locate<'a>(&'a self, place: &'a Place) -> (&'a str, Position) {
        match place {
            Place::File(id) => (self.path(*id), Position::START),
            Place::Offset(id, offset) => (self.path(*id), position(self.text(*id), *offset)),
            Place::Key(id, path) => (self.path(*id), self.key_position(*id, path, 0)),
            Place::Repeat(id, path, nth) => (self.path(*id), self.key_position(*id, path, *nth)),
            Place::Path(path) => (path.as_str(), Position::START),
        }
    }

    fn key_position(&self, id: FileId, path: &str, nth: usize) -> Position {
        let file = &self.files[id.0 as usize];
        let (yaml, line) = match front_matter(&file.text) {
            Some(matter) if file.path.ends_with(".md") => (matter.yaml, matter.line),
            _ => (file.text.trim_start_matches('\u{feff}'), 1),
        };
        match file.keys.get_or_init(|| keys::Index::new(yaml)).find(path, nth) {
            Some(at) => Position { line: at.line + line - 1, column: at.column },
            None => Position::START,
        }
    }
}

/// The YAML between `---` lines at the head of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FrontMatter<'a> {
    /// The YAML, without the lines of dashes.
    pub yaml: &'a str,
    /// The line of the file on which the YAML starts, from 1.
    pub line: usize,
    /// The byte at which the text after the front matter starts.
    pub body: usize,
}

/// Splits off the front matter of a Markdown text; `None` where there is none.
pub fn front_matter(text: &str) -> Option<FrontMatter<'_>> {
    let mark = text.len() - text.trim_start_matches('\u{feff}').len();
    let rest = &text[mark..];
    let first = rest.lines().next()?;
    if first.trim_end() != "---" {
        return None;
    }
    let start = mark + rest.find('\n')? + 1;
    let mut at = start;
    for line in text[start..].split_inclusive('\n') {
        if line.trim_end() == "---" {
            return Some(FrontMatter { yaml: &text[start..at], line: 2, body: at + line.len() });
        }
        at += line.len();
    }
    None
}

/// The line and column of a byte offset; an offset past the end is the end.
pub fn position(text: &str, offset: usize) -> Position {
    let mut end = offset.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let before = &text[..end];
    let line_start = before.rfind('\n').map_or(0, |at| at + 1);
    Position {
        line: before.bytes().filter(|byte| *byte == b'\n').count() + 1,
        column: before[line_start..].chars().filter(|c| *c != '\u{feff}').count() + 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters_not_bytes() {
        assert_eq!(position("سطر\nنص هنا", "سطر\nنص ".len()), Position { line: 2, column: 4 });
    }

    #[test]
    fn front_matter_ends_at_its_second_line_of_dashes() {
        let text = "---\ntitle: أ\n---\nنص";
        let matter = front_matter(text).expect("there is front matter");
        assert_eq!(matter.yaml, "title: أ\n");
        assert_eq!(&text[matter.body..], "نص");
        assert_eq!(front_matter("نص\n---\n"), None);
    }
}
