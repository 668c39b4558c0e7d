//! Reader: the Markdown parser's events → blocks.
//!
//! In: a normal text. Out: its blocks in a flat run, each with its place.
//! Never: knows which block hangs under which; that is `tree`.

use std::collections::BTreeSet;
use std::ops::Range;

use pulldown_cmark::{Alignment, CodeBlockKind, Event, LinkType, Options, Parser, Tag, TagEnd};

use super::addresses::link_addresses;
use super::attributes::join_lone_marks;
use super::blocks::{Align, Attributes, Block, Definition, Flow, Inline, Item, ListItem, Note};
use super::html::html_words;
use super::labels::{Marker, MarkerStyle};
use super::leftovers::Leftover;
use super::markers::{BRIDGE, Normal, is_embed};
use super::parsed::Problem;
use super::pasted::{heading_line, run_together};
use super::plain::plain_inlines;
use super::written::{Written, first_of_words};

/// How deep blocks and words may stand in each other. No policy comes near it;
/// it keeps a text made to break the program from exhausting the stack.
const DEEPEST: usize = 48;

/// What was read of a normal text.
pub(super) struct Read {
    /// Its blocks.
    pub(super) flows: Vec<Flow>,
    /// Where its words stand.
    pub(super) written: Written,
    /// What is odd about it.
    pub(super) problems: Vec<Problem>,
    /// The names of notes that the text refers to, in small letters.
    pub(super) referred: BTreeSet<String>,
    /// The marks that made an item, as places among the changes.
    pub(super) taken: BTreeSet<usize>,
    /// The changes that show in code or HTML.
    pub(super) spoilt: BTreeSet<usize>,
}

/// Reads a normal text into blocks.
pub(super) fn read(normal: &Normal) -> Read {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_DEFINITION_LIST;
    let mut reader = Reader {
        normal,
        depth: 0,
        code: false,
        attributes: false,
        written: Written::default(),
        referred: BTreeSet::new(),
        problems: Vec::new(),
        taken: BTreeSet::new(),
        spoilt: BTreeSet::new(),
        events: Parser::new_ext(&normal.text, options).into_offset_iter(),
    };
    let flows = reader.flows();
    let Reader { mut written, referred, problems, taken, spoilt, events, .. } = reader;
    written.define(events.reference_definitions().iter().map(|(_, definition)| definition.span.clone()));
    Read { flows, written, referred, problems, taken, spoilt }
}

struct Reader<'a> {
    normal: &'a Normal,
    depth: usize,
    /// Whether what comes next stands in a block of code.
    code: bool,
    /// Whether the heading that is being read ends with attributes.
    attributes: bool,
    written: Written,
    referred: BTreeSet<String>,
    problems: Vec<Problem>,
    taken: BTreeSet<usize>,
    spoilt: BTreeSet<usize>,
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
        self.note(&event, &(start..end));
        Some((event, start..end))
    }

    /// Notes what an event says of its place, before anything is made of it.
    fn note(&mut self, event: &Event<'a>, range: &Range<usize>) {
        let text = self.normal.text.as_str();
        let Range { start, end } = range.clone();
        match event {
            Event::Text(words) => {
                self.written.words(text, range.clone(), words, self.code);
                if self.code {
                    self.spoilt.extend(self.normal.changes_within(range));
                }
            }
            Event::Code(words) => {
                self.written.other(range.clone(), words);
                self.spoilt.extend(self.normal.changes_within(range));
            }
            Event::Html(_) | Event::InlineHtml(_) => {
                self.written.nothing(range.clone());
                self.spoilt.extend(self.normal.changes_within(range));
            }
            Event::FootnoteReference(name) => {
                self.referred.insert(name.to_lowercase());
                self.written.nothing(range.clone());
            }
            Event::Start(Tag::FootnoteDefinition(_)) => {
                let mark = text[start..end].find("]:").map_or(0, |close| close + 2);
                self.written.nothing(start..start + mark);
            }
            Event::Start(Tag::CodeBlock(kind)) => {
                self.code = true;
                match kind {
                    CodeBlockKind::Fenced(_) => {
                        let info = text[start..end].find('\n').unwrap_or(end - start);
                        self.written.nothing(start..start + info);
                    }
                    CodeBlockKind::Indented => {
                        // Paragraphs with blank lines between them make one block; each of them was one.
                        let mut is_blank = true;
                        for line in text[start..end].split_inclusive('\n') {
                            let words = line.trim_start();
                            if is_blank && !words.is_empty() {
                                let at = words.as_ptr() as usize - text.as_ptr() as usize;
                                self.problems.push(Problem::IndentedCode { at: self.normal.source(at) });
                            }
                            is_blank = words.is_empty();
                        }
                    }
                }
            }
            Event::End(TagEnd::CodeBlock) => self.code = false,
            Event::Start(Tag::Link { link_type, id, .. } | Tag::Image { link_type, id, .. }) => {
                if matches!(link_type, LinkType::Reference | LinkType::Collapsed | LinkType::Shortcut)
                    && let Some(definition) = self.events.reference_definitions().get(id)
                {
                    self.written.uses(&definition.span);
                }
            }
            Event::End(TagEnd::Link | TagEnd::Image) => self.written.nothing_up_to(start, end),
            Event::Start(Tag::Heading { id, classes, attrs, .. })
                if id.is_some() || !classes.is_empty() || !attrs.is_empty() =>
            {
                self.attributes = true;
            }
            Event::End(TagEnd::Heading(_)) if std::mem::take(&mut self.attributes) => {
                self.written.nothing_up_to(start, end);
            }
            _ => {}
        }
    }

    /// Blocks up to the end of the one that holds them.
    fn flows(&mut self) -> Vec<Flow> {
        if self.depth >= DEEPEST {
            let leaf =
                |words| Flow::Leaf { block: Block::Paragraph(vec![words]), attributes: Attributes::default(), at: 0 };
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
        let without = join_lone_marks(&mut flows).into_iter();
        self.problems.extend(without.map(|at| Problem::MarkupLeft { at, sign: Leftover::Id }));
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
                Some((Event::Html(html), range)) => {
                    let html = html_words(&html);
                    self.written.other(range, &html);
                    words.push_str(&html);
                }
                Some(_) => {}
                None => break,
            }
        }
        (!words.is_empty()).then_some(Inline::Text(words))
    }

    fn flush(&mut self, bare: &mut Option<(Vec<Inline>, Range<usize>)>, flows: &mut Vec<Flow>) {
        if let Some((words, range)) = bare.take() {
            flows.push(self.paragraph(words, &range));
        }
    }

    fn paragraph(&mut self, mut words: Vec<Inline>, range: &Range<usize>) -> Flow {
        let at = self.normal.source(range.start);
        let raw = self.normal.text[range.clone()].trim();
        if let Some(line) = raw.strip_prefix('\\').filter(|line| is_embed(line)) {
            return Flow::Embed { line: line.to_owned(), at };
        }
        let place = |at: usize| self.normal.source(range.start + at);
        let lines = &self.normal.text[range.clone()];
        if lines.contains('\n')
            && let Some(at) = run_together(lines)
        {
            self.problems.push(Problem::RunTogether { at: place(at) });
        }
        if let Some(at) = heading_line(lines) {
            self.problems.push(Problem::HeadingLine { at: place(at) });
        }
        let attributes = self.attributes_at_end(&mut words, range);
        link_addresses(&mut words, at);
        Flow::Leaf { block: Block::Paragraph(words), attributes, at }
    }

    /// Takes the attributes at the end of a block off its words, and notes that they are none.
    fn attributes_at_end(&mut self, words: &mut Vec<Inline>, range: &Range<usize>) -> Attributes {
        *words = merge(std::mem::take(words));
        let Some(found) = Attributes::split_off(words) else { return Attributes::default() };
        self.written.take_back(range.start + self.normal.text[range.clone()].rfind('{').unwrap_or(0));
        found
    }

    fn block(&mut self, tag: Tag<'_>, range: Range<usize>) -> Option<Flow> {
        let at = self.normal.source(range.start);
        let leaf = |block| Some(Flow::Leaf { block, attributes: Attributes::default(), at });
        match tag {
            Tag::Heading { level, id, classes, .. } => {
                let mut words = self.inlines();
                let found = Attributes::of_heading(id.as_deref(), classes.iter().map(|class| &**class));
                let attributes = found.unwrap_or_else(|| self.attributes_at_end(&mut words, &range));
                Some(Flow::Heading { level: level as u8, attributes, words, at })
            }
            Tag::Paragraph => {
                let words = self.inlines();
                Some(self.paragraph(words, &range))
            }
            Tag::List(_) => Some(Flow::List(self.items())),
            Tag::Table(align) => {
                let (block, attributes) = self.table(&align);
                Some(Flow::Leaf { block, attributes, at })
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
                let html: String = html.collect();
                self.written.other(range, &html_words(&html));
                leaf(Block::Html(html, at))
            }
            Tag::DefinitionList => {
                let block = Block::Definitions(self.definitions());
                leaf(block)
            }
            Tag::FootnoteDefinition(name) => {
                let flows = self.flows();
                Some(Flow::Note(Note { name: name.to_string(), blocks: plain_blocks(flows), at }))
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
            // The parser counts spaces before the mark as the item's own.
            let item = &self.normal.text[range.clone()];
            let start = range.start + (item.len() - item.trim_start().len());
            let marker = match self.normal.mark(start) {
                Some((nth, marker)) => {
                    self.taken.insert(nth);
                    self.written.other(start..start + 1, &marker.label);
                    Some(marker.clone())
                }
                None => {
                    let marker = native_mark(&self.normal.text[start..range.end.max(start)]);
                    marker.iter().for_each(|marker| {
                        self.written.other(start..start + marker.label.len(), &marker.label);
                    });
                    marker
                }
            };
            items.push(Item { marker, at: self.normal.source(start), fill_in: false, flows: self.flows() });
        }
        items
    }

    /// A table, and what the line directly below it says of it, which the parser takes for a row.
    fn table(&mut self, align: &[Alignment]) -> (Block, Attributes) {
        let mut attributes = Attributes::default();
        let (mut head, mut rows, mut row) = (Vec::new(), Vec::new(), Vec::new());
        while let Some((event, range)) = self.next() {
            match event {
                Event::Start(Tag::TableCell) => {
                    let mut words = self.inlines();
                    link_addresses(&mut words, self.normal.source(range.start));
                    row.push(words);
                }
                Event::End(TagEnd::TableHead) => head = std::mem::take(&mut row),
                Event::End(TagEnd::TableRow) => {
                    self.cells_beyond(align.len(), &range);
                    let row = std::mem::take(&mut row);
                    match Attributes::of_row(&row) {
                        Some(found) => {
                            attributes = found;
                            self.written.take_back(range.start);
                        }
                        None => rows.push(row),
                    }
                }
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
        (Block::Table { align: align.collect(), head, rows }, attributes)
    }

    /// Tells of words behind the last cell that the head of a table has room for, which the parser passes over.
    fn cells_beyond(&mut self, columns: usize, row: &Range<usize>) {
        let from = self.written.end().max(row.start);
        let beyond = self.normal.text.get(from..row.end).unwrap_or_default();
        if let Some(first) = first_of_words(beyond) {
            let words = beyond[first..].trim_end().trim_end_matches('|').trim_end().to_owned();
            let at = self.normal.source(from + first);
            self.problems.push(Problem::CellsBeyond { at, columns, words });
            self.written.nothing(from..row.end);
        }
    }

    fn definitions(&mut self) -> Vec<Definition> {
        let mut definitions: Vec<Definition> = Vec::new();
        while let Some((event, place)) = self.next() {
            match event {
                Event::Start(Tag::DefinitionListTitle) => {
                    definitions.push(Definition { term: self.inlines(), meanings: Vec::new() });
                }
                Event::Start(Tag::DefinitionListDefinition) => {
                    let at = self.normal.source(place.start);
                    self.problems.push(Problem::ColonLine { at, is_meaning: true });
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
            Event::InlineHtml(html) if &*html == BRIDGE => return None,
            Event::Html(html) | Event::InlineHtml(html) => Inline::Html(html.into_string(), at),
            Event::FootnoteReference(name) => Inline::NoteReference(name.to_string()),
            Event::SoftBreak => Inline::SoftBreak,
            Event::HardBreak => Inline::HardBreak,
            Event::Start(Tag::Strong) => Inline::Strong(self.inlines()),
            Event::Start(Tag::Emphasis) => Inline::Emphasis(self.inlines()),
            Event::Start(Tag::Strikethrough) => Inline::Struck(self.inlines()),
            Event::Start(Tag::Link { link_type, dest_url, title, .. }) => {
                let mail = if link_type == LinkType::Email { "mailto:" } else { "" };
                let (target, title) = ([mail, &dest_url].concat(), title.into_string());
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

/// The mark of an item that CommonMark knows by itself.
fn native_mark(item: &str) -> Option<Marker> {
    let digits = item.bytes().take_while(u8::is_ascii_digit).count();
    let end = item[digits..].chars().next().filter(char::is_ascii).map(|_| digits + 1)?;
    let label = item[..end].to_owned();
    let style = if digits > 0 { MarkerStyle::Decimal } else { MarkerStyle::Bullet };
    let ordinal = item[..digits].parse().unwrap_or(0);
    Some(Marker { label, style, ordinal })
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

/// Blocks where nothing is a clause: quotations, notes, definitions.
fn plain_blocks(flows: Vec<Flow>) -> Vec<Block> {
    let mut blocks = Vec::new();
    for flow in flows {
        match flow {
            Flow::Leaf { block, .. } => blocks.push(block),
            Flow::Heading { words, .. } => blocks.push(Block::Paragraph(vec![Inline::Strong(words)])),
            Flow::List(items) => {
                let items = items.into_iter().map(|item| {
                    let label = item.marker.map(|marker| marker.label);
                    let label = label.filter(|label| !matches!(label.as_str(), "-" | "*" | "+"));
                    ListItem { label, blocks: plain_blocks(item.flows) }
                });
                blocks.push(Block::List(items.collect()));
            }
            Flow::Note(note) => blocks.extend(note.blocks),
            Flow::Embed { line, .. } => blocks.push(Block::Paragraph(vec![Inline::Text(line)])),
            Flow::Rule => {}
        }
    }
    blocks
}
