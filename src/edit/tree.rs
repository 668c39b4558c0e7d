//! YAML → a tree of byte ranges, so that an edit knows where each value stands.
//!
//! Only this file and `source/keys.rs` name the positioned parser.

use std::collections::HashSet;

use saphyr_parser::{Event, Parser, ScalarStyle, Span};

use super::refusal::Refusal;
use crate::load::yaml::TAB_HINT;

/// Deeper values are not looked into: no file of ours is nested so far.
const DEEPEST: usize = 64;

/// A value and the bytes that it takes.
#[derive(Debug)]
pub(super) struct Node {
    /// The first byte; of a value that is not written, the byte after its key.
    pub(super) start: usize,
    /// The byte after the last one. Words that are written as a block of lines end with their last line.
    pub(super) end: usize,
    /// The number of its anchor, 0 where it has none.
    anchor: usize,
    /// Whether an alias elsewhere repeats this value.
    pub(super) shared: bool,
    /// What it is.
    pub(super) kind: Kind,
}

/// What a value is.
#[derive(Debug)]
pub(super) enum Kind {
    /// Words, a number, a date, or nothing at all.
    Scalar {
        /// The words as YAML understands them.
        text: String,
        /// Whether nothing is written: `key:` with no value behind it.
        absent: bool,
    },
    /// A map, its entries in order; `flow` where it is written in braces.
    Map {
        /// Whether it is written in braces.
        flow: bool,
        /// Keys and values.
        entries: Vec<(Node, Node)>,
    },
    /// A list; `flow` where it is written in brackets.
    List {
        /// Whether it is written in brackets.
        flow: bool,
        /// The items.
        items: Vec<Node>,
    },
    /// `*name`: what stands at the anchor of that name.
    Alias,
}

impl Node {
    /// The words of a scalar.
    pub(super) fn text(&self) -> Option<&str> {
        match &self.kind {
            Kind::Scalar { text, .. } => Some(text),
            _ => None,
        }
    }

    /// Reads a whole text; `None` where nothing is written in it.
    ///
    /// # Errors
    /// Where the text is no YAML, with its place.
    pub(super) fn read(yaml: &str) -> Result<Option<Node>, Refusal> {
        let offsets: Vec<usize> = yaml.char_indices().map(|(at, _)| at).chain([yaml.len()]).collect();
        let mut builder = Builder { yaml, offsets, open: Vec::new(), root: None, aliased: HashSet::new() };
        for next in Parser::new_from_str(yaml) {
            let (event, span) = next.map_err(|error| {
                let at = builder.byte(error.marker().index());
                let line = &yaml[yaml[..at].rfind('\n').map_or(0, |line| line + 1)..];
                let hint = if line.lines().next().is_some_and(|line| line.contains('\t')) {
                    TAB_HINT
                } else {
                    "run `mithaq check`, which tells more"
                };
                Refusal::new(at, format!("this is not YAML: {}", error.info()), hint)
            })?;
            builder.event(event, span)?;
        }
        if let Some(root) = &mut builder.root {
            root.mark_shared(&builder.aliased);
        }
        Ok(builder.root)
    }

    /// An anchor that nothing repeats is a name and no more.
    fn mark_shared(&mut self, aliased: &HashSet<usize>) {
        self.shared = self.anchor != 0 && aliased.contains(&self.anchor);
        match &mut self.kind {
            Kind::Map { entries, .. } => {
                for (key, value) in entries {
                    key.mark_shared(aliased);
                    value.mark_shared(aliased);
                }
            }
            Kind::List { items, .. } => items.iter_mut().for_each(|item| item.mark_shared(aliased)),
            Kind::Scalar { .. } | Kind::Alias => {}
        }
    }
}

/// A map or list that is still open.
struct Open {
    start: usize,
    map: bool,
    flow: bool,
    anchor: usize,
    parts: Vec<Node>,
}

struct Builder<'a> {
    yaml: &'a str,
    /// The byte of each character; the parser counts characters.
    offsets: Vec<usize>,
    open: Vec<Open>,
    root: Option<Node>,
    aliased: HashSet<usize>,
}

impl Builder<'_> {
    fn byte(&self, index: usize) -> usize {
        self.offsets[index.min(self.offsets.len() - 1)]
    }

    fn event(&mut self, event: Event<'_>, span: Span) -> Result<(), Refusal> {
        let (start, end) = (self.byte(span.start.index()), self.byte(span.end.index()));
        match event {
            Event::Scalar(text, style, anchor, _) => {
                let absent = text.is_empty() && style == ScalarStyle::Plain;
                let (start, end) = match style {
                    _ if absent => (self.after_colon(start), self.after_colon(start)),
                    ScalarStyle::Literal | ScalarStyle::Folded => (self.header(start), self.last_line(start, end)),
                    ScalarStyle::SingleQuoted => (start, self.closing(start, end, '\'')),
                    ScalarStyle::DoubleQuoted => (start, self.closing(start, end, '"')),
                    ScalarStyle::Plain => (start, end),
                };
                self.add(start, end, anchor, Kind::Scalar { text: text.into_owned(), absent });
            }
            Event::Alias(id) => {
                self.aliased.insert(id);
                self.add(start, end, 0, Kind::Alias);
            }
            Event::MappingStart(anchor, _) => self.open(start, end, true, anchor)?,
            Event::SequenceStart(anchor, _) => self.open(start, end, false, anchor)?,
            Event::MappingEnd | Event::SequenceEnd => {
                let open = self.open.pop().expect("what ends was opened");
                // What is written by indentation ends with its last part; the
                // parser says where the next thing starts.
                let last = open.parts.last().map_or(open.start, |part| part.end);
                let end = if open.flow { start + 1 } else { last };
                self.add(open.start, end, open.anchor, open.kind());
            }
            _ => {}
        }
        Ok(())
    }

    fn open(&mut self, start: usize, end: usize, map: bool, anchor: usize) -> Result<(), Refusal> {
        if self.open.len() >= DEEPEST {
            return Err(Refusal::new(start, "the file is nested too deeply", "write it flatter"));
        }
        let flow = self.yaml[start..end].ends_with(if map { '{' } else { '[' });
        self.open.push(Open { start, map, flow, anchor, parts: Vec::new() });
        Ok(())
    }

    fn add(&mut self, start: usize, end: usize, anchor: usize, kind: Kind) {
        let node = Node { start, end, anchor, shared: false, kind };
        match self.open.last_mut() {
            Some(open) => open.parts.push(node),
            None => self.root = Some(node),
        }
    }

    /// A value that is not written stands, for the parser, before its colon.
    fn after_colon(&self, at: usize) -> usize {
        let rest = &self.yaml[at..];
        let blank = rest.len() - rest.trim_start_matches(' ').len();
        if rest[blank..].starts_with(':') { at + blank + 1 } else { at }
    }

    /// Words in quotes end, for the parser, behind the comment that follows them.
    fn closing(&self, start: usize, end: usize, quote: char) -> usize {
        let text = &self.yaml[start..end];
        let open = text.find(quote).map_or(0, |at| at + 1);
        let mut letters = text[open..].char_indices().peekable();
        while let Some((at, c)) = letters.next() {
            let doubled = quote == '\'' && c == quote && letters.peek().is_some_and(|(_, next)| *next == quote);
            if doubled || (quote == '"' && c == '\\') {
                letters.next();
            } else if c == quote {
                return start + open + at + 1;
            }
        }
        end
    }

    /// A block of lines starts, for the parser, behind its `|` or `>`.
    fn header(&self, start: usize) -> usize {
        self.yaml[..start].rfind(['|', '>']).unwrap_or(start)
    }

    /// The parser ends a block of lines where the next thing starts, perhaps behind its indentation.
    fn last_line(&self, start: usize, end: usize) -> usize {
        let text = &self.yaml[start..end];
        match text.rfind('\n') {
            Some(line) if text[line + 1..].trim().is_empty() && end < self.yaml.len() => start + line + 1,
            _ => end,
        }
    }
}

impl Open {
    fn kind(self) -> Kind {
        if !self.map {
            return Kind::List { flow: self.flow, items: self.parts };
        }
        let mut entries = Vec::new();
        let mut parts = self.parts.into_iter();
        while let (Some(key), Some(value)) = (parts.next(), parts.next()) {
            entries.push((key, value));
        }
        Kind::Map { flow: self.flow, entries }
    }
}
