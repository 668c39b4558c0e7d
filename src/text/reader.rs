//! Reader: the Markdown parser's events → blocks.
//!
//! In: a normal text. Out: its blocks in a flat run, each with its place.
//! Never: knows which block hangs under which; that is `tree`.

use std::ops::Range;

use pulldown_cmark::{Alignment, Event, Options, Parser, Tag, TagEnd};

use super::blocks::{Align, Block, Definition, Flow, Inline, Item, Note};
use super::markers::{Normal, is_embed};
use super::plain::plain_inlines;

/// How deep blocks and words may stand in each other. No policy comes near it;
/// it keeps a text made to break the program from exhausting the stack.
const DEEPEST: usize = 48;

/// Reads a normal text into blocks.
pub(super) fn read(normal: &Normal) -> Vec<Flow> {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_DEFINITION_LIST;
    let mut reader = Reader { normal, depth: 0, events: Parser::new_ext(&normal.text, options).into_offset_iter() };
    reader.flows()
}

struct Reader<'a> {
    normal: &'a Normal,
    depth: usize,
    events: pulldown_cmark::OffsetIter<'a, pulldown_cmark::DefaultBrokenLinkCallback>,
}

impl<'a> Reader<'a> {
    /// The next event, and where it stands. The parser may name a place inside a character, behind a tab or
    /// a sign that no text holds: that character belongs to it.
    fn next(&mut self) -> Option<(Event<'a>, Range<usize>)> {
        let (event, range) = self.events.next()?;
        let text = &self.normal.text;
        let start = (0..=range.start.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or_default();
        let end = (range.end.max(start)..text.len()).find(|at| text.is_char_boundary(*at)).unwrap_or(text.len());
        Some((event, start..end))
    }

    /// Blocks up to the end of the one that holds them.
    fn flows(&mut self) -> Vec<Flow> {
        if self.depth >= DEEPEST {
            let leaf = |words| Flow::Leaf { block: Block::Paragraph(vec![words]), id: None, at: 0 };
            return self.too_deep().into_iter().map(leaf).collect();
        }
        self.depth += 1;
        let mut flows = Vec::new();
        // A tight item holds its words without a paragraph around them.
        let mut bare: Option<(Vec<Inline>, Range<usize>)> = None;
        while let Some((event, range)) = self.next() {
            match event {
                Event::End(_) => break,
                Event::Start(tag) if is_block(&tag) => {
                    self.flush(&mut bare, &mut flows);
                    let flow = self.block(tag, range);
                    flows.extend(flow);
                }
                Event::Rule => {
                    self.flush(&mut bare, &mut flows);
                    flows.push(Flow::Rule);
                }
                event => {
                    let inline = self.inline(event, range.clone());
                    let (words, span) = bare.get_or_insert_with(|| (Vec::new(), range.clone()));
                    span.end = range.end;
                    words.extend(inline);
                }
            }
        }
        self.flush(&mut bare, &mut flows);
        self.depth -= 1;
        flows
    }

    /// Passes over what stands too deep, keeping its words.
    fn too_deep(&mut self) -> Option<Inline> {
        let (mut open, mut words) = (1, String::new());
        while open > 0 {
            match self.next() {
                Some((Event::Start(_), _)) => open += 1,
                Some((Event::End(_), _)) => open -= 1,
                Some((Event::Text(text) | Event::Code(text), _)) => words.push_str(&text),
                Some((Event::SoftBreak | Event::HardBreak, _)) => words.push(' '),
                Some(_) => {}
                None => break,
            }
        }
        (!words.is_empty()).then_some(Inline::Text(words))
    }

    fn flush(&self, bare: &mut Option<(Vec<Inline>, Range<usize>)>, flows: &mut Vec<Flow>) {
        if let Some((words, range)) = bare.take() {
            flows.push(self.paragraph(words, &range));
        }
    }

    fn paragraph(&self, mut words: Vec<Inline>, range: &Range<usize>) -> Flow {
        let at = self.normal.source(range.start);
        let raw = self.normal.text[range.clone()].trim();
        if let Some(line) = raw.strip_prefix('\\').filter(|line| is_embed(line)) {
            return Flow::Embed { line: line.to_owned(), at };
        }
        let id = split_id(&mut words).map(|id| {
            let behind = raw.rfind("{#").unwrap_or(0);
            (id, self.normal.source(range.start + behind))
        });
        Flow::Leaf { block: Block::Paragraph(words), id, at }
    }

    fn block(&mut self, tag: Tag<'_>, range: Range<usize>) -> Option<Flow> {
        let at = self.normal.source(range.start);
        let leaf = |block| Some(Flow::Leaf { block, id: None, at });
        match tag {
            Tag::Heading { level, id, .. } => {
                let mut words = self.inlines();
                let place = self.normal.text[range].rfind("{#").map_or(at, |behind| at + behind);
                let id = id.map(|id| id.to_string()).or_else(|| split_id(&mut words)).map(|id| (id, place));
                Some(Flow::Heading { level: level as u8, id, words, at })
            }
            Tag::Paragraph => {
                let words = self.inlines();
                Some(self.paragraph(words, &range))
            }
            Tag::List(_) => Some(Flow::List(self.items())),
            Tag::Table(align) => {
                let block = self.table(&align);
                leaf(block)
            }
            Tag::BlockQuote(_) => {
                let flows = self.flows();
                leaf(Block::Quote(plain_blocks(flows)))
            }
            Tag::CodeBlock(_) => {
                let words = self.inlines();
                leaf(Block::Code(plain_inlines(&words)))
            }
            Tag::HtmlBlock => {
                let words = self.inlines();
                let html = words.iter().map(|inline| match inline {
                    Inline::Html(html, _) | Inline::Text(html) => html.as_str(),
                    _ => "\n",
                });
                leaf(Block::Html(html.collect(), at))
            }
            Tag::DefinitionList => {
                let block = Block::Definitions(self.definitions());
                leaf(block)
            }
            Tag::FootnoteDefinition(name) => {
                let flows = self.flows();
                Some(Flow::Note(Note { name: name.to_string(), blocks: plain_blocks(flows) }))
            }
            _ => {
                self.flows();
                None
            }
        }
    }

    fn items(&mut self) -> Vec<Item> {
        let mut items = Vec::new();
        while let Some((Event::Start(Tag::Item), range)) = self.next() {
            let marker = self.normal.mark(&range).cloned();
            // The parser counts spaces before the mark as the item's own.
            let item = &self.normal.text[range.clone()];
            let start = range.start + (item.len() - item.trim_start().len());
            items.push(Item { marker, at: self.normal.source(start), flows: self.flows() });
        }
        items
    }

    fn table(&mut self, align: &[Alignment]) -> Block {
        let (mut head, mut rows, mut row) = (Vec::new(), Vec::new(), Vec::new());
        while let Some((event, _)) = self.next() {
            match event {
                Event::Start(Tag::TableCell) => row.push(self.inlines()),
                Event::End(TagEnd::TableHead) => head = std::mem::take(&mut row),
                Event::End(TagEnd::TableRow) => rows.push(std::mem::take(&mut row)),
                Event::End(TagEnd::Table) => break,
                _ => {}
            }
        }
        // Markdown says left and right; a reader of Arabic expects start and end.
        let align = align.iter().map(|align| match align {
            Alignment::None => Align::None,
            Alignment::Left => Align::Start,
            Alignment::Center => Align::Center,
            Alignment::Right => Align::End,
        });
        Block::Table { align: align.collect(), head, rows }
    }

    fn definitions(&mut self) -> Vec<Definition> {
        let mut definitions: Vec<Definition> = Vec::new();
        while let Some((event, _)) = self.next() {
            match event {
                Event::Start(Tag::DefinitionListTitle) => {
                    definitions.push(Definition { term: self.inlines(), meanings: Vec::new() });
                }
                Event::Start(Tag::DefinitionListDefinition) => {
                    let meaning = plain_blocks(self.flows());
                    if let Some(definition) = definitions.last_mut() {
                        definition.meanings.push(meaning);
                    }
                }
                Event::End(TagEnd::DefinitionList) => break,
                _ => {}
            }
        }
        definitions
    }

    /// Pieces up to the end of what holds them.
    fn inlines(&mut self) -> Vec<Inline> {
        if self.depth >= DEEPEST {
            return self.too_deep().into_iter().collect();
        }
        self.depth += 1;
        let mut words = Vec::new();
        while let Some((event, range)) = self.next() {
            if let Event::End(_) = event {
                break;
            }
            words.extend(self.inline(event, range));
        }
        self.depth -= 1;
        merge(words)
    }

    fn inline(&mut self, event: Event<'_>, range: Range<usize>) -> Option<Inline> {
        let at = self.normal.source(range.start);
        Some(match event {
            Event::Text(text) => Inline::Text(text.into_string()),
            Event::Code(text) => Inline::Code(text.into_string()),
            Event::Html(html) | Event::InlineHtml(html) => Inline::Html(html.into_string(), at),
            Event::FootnoteReference(name) => Inline::NoteReference(name.to_string()),
            Event::SoftBreak => Inline::SoftBreak,
            Event::HardBreak => Inline::HardBreak,
            Event::Start(Tag::Strong) => Inline::Strong(self.inlines()),
            Event::Start(Tag::Emphasis) => Inline::Emphasis(self.inlines()),
            Event::Start(Tag::Strikethrough) => Inline::Struck(self.inlines()),
            Event::Start(Tag::Link { dest_url, title, .. }) => {
                let (target, title) = (dest_url.into_string(), title.into_string());
                Inline::Link { target, title, words: self.inlines(), at }
            }
            Event::Start(Tag::Image { dest_url, .. }) => {
                let target = dest_url.to_string();
                Inline::Image { target, description: plain_inlines(&self.inlines()), at }
            }
            Event::Start(_) => {
                self.inlines();
                return None;
            }
            _ => return None,
        })
    }
}

fn is_block(tag: &Tag<'_>) -> bool {
    !matches!(
        tag,
        Tag::Strong
            | Tag::Emphasis
            | Tag::Strikethrough
            | Tag::Link { .. }
            | Tag::Image { .. }
            | Tag::Superscript
            | Tag::Subscript
    )
}

/// Joins neighbouring pieces of text, which the parser splits at every odd sign.
fn merge(words: Vec<Inline>) -> Vec<Inline> {
    let mut merged: Vec<Inline> = Vec::with_capacity(words.len());
    for inline in words {
        match (merged.last_mut(), inline) {
            (Some(Inline::Text(known)), Inline::Text(more)) => known.push_str(&more),
            (_, inline) => merged.push(inline),
        }
    }
    merged
}

/// Takes a `{#id}` off the end of a line and returns the id.
fn split_id(words: &mut Vec<Inline>) -> Option<String> {
    let joined = merge(std::mem::take(words));
    *words = joined;
    let Some(Inline::Text(last)) = words.last_mut() else { return None };
    let trimmed = last.trim_end();
    let open = trimmed.strip_suffix('}')?.rfind("{#")?;
    let id = trimmed[open + 2..trimmed.len() - 1].to_owned();
    if id.is_empty() || id.contains(char::is_whitespace) {
        return None;
    }
    last.truncate(last[..open].trim_end().len());
    if last.is_empty() {
        words.pop();
    }
    Some(id)
}

/// Blocks where nothing is a clause: quotations, notes, definitions.
fn plain_blocks(flows: Vec<Flow>) -> Vec<Block> {
    let mut blocks = Vec::new();
    for flow in flows {
        match flow {
            Flow::Leaf { block, .. } => blocks.push(block),
            Flow::Heading { words, .. } => blocks.push(Block::Paragraph(vec![Inline::Strong(words)])),
            Flow::List(items) => {
                blocks.push(Block::List(items.into_iter().map(|item| plain_blocks(item.flows)).collect()));
            }
            Flow::Note(note) => blocks.extend(note.blocks),
            Flow::Embed { line, .. } => blocks.push(Block::Paragraph(vec![Inline::Text(line)])),
            Flow::Rule => {}
        }
    }
    blocks
}
