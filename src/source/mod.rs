//! Source: the texts that were read, and places in them.
//!
//! In: paths and texts. Out: `FileId`s, and lines and columns for people.
//! Never: opens a file.

mod keys;
mod packed;
mod position;

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, OnceLock};

use position::Lines;

use rustc_hash::FxHashMap;

pub use keys::{Comment, comments, join};
pub use packed::Packed;
pub use position::{Position, position};

/// Names one file that was read: its shelf in [`Sources`], and its place there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId {
    shelf: u32,
    nth: u32,
}

#[derive(Debug)]
struct SourceFile {
    text: Packed,
    /// The places of its keys and the line on which its YAML starts, once a finding has asked for one.
    keys: OnceLock<(keys::Index, usize)>,
    /// How often a place in it was asked for.
    asked: AtomicU32,
    /// The places of its lines, once many were asked for.
    lines: OnceLock<Lines>,
}

impl SourceFile {
    /// So many places are looked up in the packed text; from then on it is worth the room to have its lines at hand.
    const FEW: u32 = 8;

    fn new(text: Packed) -> Self {
        SourceFile { text, keys: OnceLock::new(), asked: AtomicU32::new(0), lines: OnceLock::new() }
    }

    fn position(&self, offset: usize) -> Position {
        if self.asked.fetch_add(1, Ordering::Relaxed) < Self::FEW {
            return position(&self.text.text(), offset);
        }
        self.lines.get_or_init(|| Lines::new(self.text.text().into_owned())).position(offset)
    }
}

/// The texts of one folder, such as that of an association.
///
/// A path keeps its place when the folder is read again, so what refers to a file that has not
/// changed stays as it is.
#[derive(Clone, Debug, Default)]
pub struct Shelf {
    number: u32,
    /// Every path that was ever read here, with what stands there now.
    files: Vec<(Arc<str>, Option<Arc<SourceFile>>)>,
    by_path: FxHashMap<Arc<str>, u32>,
}

/// Every file that took part in a run, by path relative to the site's folder.
///
/// Files stand on a shelf for each folder (`content/alnaka`, `themes/default`); what stands in none,
/// such as `content/site.yaml`, has one of its own. Another `Sources` may hold the same shelves.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    shelves: Vec<Option<Arc<Shelf>>>,
    by_folder: FxHashMap<Arc<str>, u32>,
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

impl Place {
    /// The place of the value at a dotted YAML path of `file`.
    pub fn key(file: FileId, path: impl Into<String>) -> Self {
        Place::Key(file, path.into())
    }
}

impl Shelf {
    /// The same shelf with nothing on it.
    #[must_use]
    pub fn cleared(&self) -> Self {
        let files = self.files.iter().map(|(path, _)| (Arc::clone(path), None)).collect();
        Shelf { number: self.number, files, by_path: self.by_path.clone() }
    }

    /// Adds a file and returns its id; a text that stands at its path already is replaced.
    pub fn add(&mut self, path: String, text: Packed) -> FileId {
        let file = Some(Arc::new(SourceFile::new(text)));
        self.put(path, file)
    }

    /// Puts the file of another state of this shelf at its path.
    pub fn add_as_in(&mut self, other: &Shelf, path: &str) -> Option<FileId> {
        let file = Arc::clone(other.files[*other.by_path.get(path)? as usize].1.as_ref()?);
        Some(self.put(path.to_owned(), Some(file)))
    }

    fn put(&mut self, path: String, file: Option<Arc<SourceFile>>) -> FileId {
        let nth = match self.by_path.get(path.as_str()) {
            Some(nth) => {
                self.files[*nth as usize].1 = file;
                *nth
            }
            None => {
                let nth = u32::try_from(self.files.len()).expect("fewer than four billion files");
                let path: Arc<str> = path.into();
                self.by_path.insert(Arc::clone(&path), nth);
                self.files.push((path, file));
                nth
            }
        };
        FileId { shelf: self.number, nth }
    }

    /// The file at a path, if it was read.
    pub fn find(&self, path: &str) -> Option<FileId> {
        let nth = *self.by_path.get(path)?;
        self.files[nth as usize].1.as_ref().map(|_| FileId { shelf: self.number, nth })
    }

    /// The path of a file, relative to the site's folder.
    pub fn path(&self, id: FileId) -> &str {
        &self.files[id.nth as usize].0
    }

    /// The text of a file as it was read.
    pub fn text(&self, id: FileId) -> &Packed {
        &self.file(id).text
    }

    /// Every file with its path, in the order in which they were first read.
    pub fn iter(&self) -> impl Iterator<Item = (&str, FileId)> {
        let all = self.files.iter().zip(0..);
        all.filter(|((_, file), _)| file.is_some())
            .map(|((path, _), nth)| (&**path, FileId { shelf: self.number, nth }))
    }

    /// Whether the same texts stand at the same paths.
    pub fn holds_the_same(&self, other: &Shelf) -> bool {
        let same = |(path, id)| {
            let there = other.find(path).map(|id| other.text(id));
            there.is_some_and(|there| there.is(self.text(id)) || there == self.text(id))
        };
        self.iter().count() == other.iter().count() && self.iter().all(same)
    }

    fn file(&self, id: FileId) -> &SourceFile {
        self.files[id.nth as usize].1.as_ref().expect("who has a file's id has read it")
    }
}

/// The folder on whose shelf a path stands: `content/alnaka`, or none.
fn folder_of(path: &str) -> &str {
    path.match_indices('/').nth(1).map_or("", |(end, _)| &path[..end])
}

impl Sources {
    /// The shelf on which a path stands, as it is; a new one where there was none.
    pub fn shelf(&mut self, path: &str) -> Shelf {
        let folder = folder_of(path);
        if let Some(number) = self.by_folder.get(folder) {
            let shelf = self.shelves[*number as usize].as_deref();
            return shelf.cloned().unwrap_or_else(|| Shelf { number: *number, ..Shelf::default() });
        }
        let number = u32::try_from(self.shelves.len()).expect("fewer than four billion folders");
        self.by_folder.insert(folder.into(), number);
        self.shelves.push(None);
        Shelf { number, ..Shelf::default() }
    }

    /// Puts a shelf in its place.
    pub fn put(&mut self, shelf: impl Into<Arc<Shelf>>) {
        let shelf = shelf.into();
        let number = shelf.number as usize;
        self.shelves[number] = Some(shelf);
    }

    /// Takes away the shelves of all folders but those to be kept.
    pub fn retain(&mut self, keep: impl Fn(&str) -> bool) {
        let shelves = &mut self.shelves;
        self.by_folder.retain(|folder, number| {
            let kept = keep(folder);
            if !kept {
                shelves[*number as usize] = None;
            }
            kept
        });
    }

    /// The file at a path, if it was read.
    pub fn find(&self, path: &str) -> Option<FileId> {
        let number = *self.by_folder.get(folder_of(path))?;
        self.shelves[number as usize].as_ref()?.find(path)
    }

    /// The path of a file, relative to the site's folder.
    pub fn path(&self, id: FileId) -> &str {
        self.shelf_of(id).path(id)
    }

    /// The text of a file as it was read.
    pub fn text(&self, id: FileId) -> &Packed {
        self.shelf_of(id).text(id)
    }

    fn shelf_of(&self, id: FileId) -> &Shelf {
        self.shelves[id.shelf as usize].as_deref().expect("who has a file's id has read it")
    }

    /// The path and position of a place, for a person or an editor.
    pub fn locate<'a>(&'a self, place: &'a Place) -> (&'a str, Position) {
        match place {
            Place::File(id) => (self.path(*id), Position::START),
            Place::Offset(id, offset) => (self.path(*id), self.shelf_of(*id).file(*id).position(*offset)),
            Place::Key(id, path) => (self.path(*id), self.key_position(*id, path, 0)),
            Place::Repeat(id, path, nth) => (self.path(*id), self.key_position(*id, path, *nth)),
            Place::Path(path) => (path.as_str(), Position::START),
        }
    }

    fn key_position(&self, id: FileId, path: &str, nth: usize) -> Position {
        let file = self.shelf_of(id).file(id);
        let (keys, line) = file.keys.get_or_init(|| {
            let text = file.text.text();
            match front_matter(&text) {
                Some(matter) if self.path(id).ends_with(".md") => (keys::Index::new(matter.yaml), matter.line),
                _ => (keys::Index::new(text.trim_start_matches('\u{feff}')), 1),
            }
        });
        match keys.find(path, nth) {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn front_matter_ends_at_its_second_line_of_dashes() {
        let text = "---\ntitle: أ\n---\nنص";
        let matter = front_matter(text).expect("there is front matter");
        assert_eq!(matter.yaml, "title: أ\n");
        assert_eq!(&text[matter.body..], "نص");
        assert_eq!(front_matter("نص\n---\n"), None);
    }
}
