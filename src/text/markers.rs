//! Lists as people type them → lists as CommonMark knows them.
//!
//! A line that starts with `١.`, `أ-` or `•` gets a plain `- ` in place of its
//! mark; the mark is remembered with its place. Everything else passes through,
//! and a table of shifts leads every byte back to the text as it was written.
//!
//! Whether a line begins an item is for the Markdown parser to say: it alone
//! knows what is code, raw HTML or a paragraph that goes on. So each change is a
//! proposal. The reader tells which the parser did not take, those lines are
//! left as they were typed, and the text is read again.

use std::collections::BTreeSet;
use std::ops::Range;

use super::labels::{Mark, Marker, MarkerStyle, as_roman, follows, read_mark};

/// A text in CommonMark, and the way back to the text as written.
#[derive(Debug, Default)]
pub(super) struct Normal {
    /// The text for the Markdown parser.
    pub(super) text: String,
    /// What was changed, by its offset in `text`.
    changes: Vec<Change>,
    /// The bytes of the source before which a [`BRIDGE`] stands.
    bridges: BTreeSet<usize>,
    /// Offsets in `text` and in the source that correspond, where the distance changes.
    shifts: Vec<(usize, usize)>,
}

/// A comment, which shows nothing and counts as punctuation: put between a letter and a sign of emphasis, it lets
/// the sign begin or end where people mean it to (`**المستفيد:**كل`).
pub(super) const BRIDGE: &str = "<!---->";

/// A line that was written in another way for the parser.
#[derive(Debug)]
struct Change {
    /// Where the change stands in the normal text.
    at: usize,
    /// The byte of the source at which its line starts.
    line: usize,
    kind: ChangeKind,
}

#[derive(Debug)]
enum ChangeKind {
    /// `- ` in place of a mark.
    Mark(Marker),
    /// A backslash before a sign, or blank lines around an embed.
    Escape,
}

impl Normal {
    /// The byte of the source that a byte of the normal text came from.
    pub(super) fn source(&self, at: usize) -> usize {
        let nth = self.shifts.partition_point(|(normal, _)| *normal <= at);
        match nth.checked_sub(1).map(|nth| self.shifts[nth]) {
            Some((normal, source)) => source + (at - normal),
            None => at,
        }
    }

    /// The mark whose `-` stands at the start of an item, and its place among the changes.
    pub(super) fn mark(&self, at: usize) -> Option<(usize, &Marker)> {
        let nth = self.changes.binary_search_by_key(&at, |change| change.at).ok()?;
        match &self.changes[nth].kind {
            ChangeKind::Mark(marker) => Some((nth, marker)),
            ChangeKind::Escape => None,
        }
    }

    /// The changes within a range of the normal text, as places among all of them.
    pub(super) fn changes_within(&self, range: &Range<usize>) -> Range<usize> {
        let before = |at: usize| self.changes.partition_point(|change| change.at < at);
        before(range.start)..before(range.end)
    }

    /// The source lines of the marks that made no item, and of the changes that showed in code or HTML.
    pub(super) fn refused(&self, taken: &BTreeSet<usize>, spoilt: &BTreeSet<usize>) -> Vec<usize> {
        let refused = |(nth, change): (usize, &Change)| {
            let made = match change.kind {
                ChangeKind::Mark(_) => taken.contains(&nth),
                ChangeKind::Escape => !spoilt.contains(&nth),
            };
            (!made).then_some(change.line)
        };
        self.changes.iter().enumerate().filter_map(refused).collect()
    }

    fn push(&mut self, text: &str, source: usize) {
        if let Some(bridge) = self.bridges.range(source..source + text.len()).next().copied() {
            let (before, behind) = text.split_at(bridge - source);
            self.push_whole(before, source);
            self.text.push_str(BRIDGE);
            self.bridges.remove(&bridge);
            return self.push(behind, bridge);
        }
        self.push_whole(text, source);
    }

    fn push_whole(&mut self, text: &str, source: usize) {
        if self.shifts.last().is_none_or(|(normal, known)| known + (self.text.len() - normal) != source) {
            self.shifts.push((self.text.len(), source));
        }
        self.text.push_str(text);
    }
}

/// A list that is open where a line starts.
struct Open {
    /// The column of its mark as typed.
    column: usize,
    /// The column of its mark in the normal text.
    normal: usize,
    /// Its last mark.
    marker: Marker,
}

/// What the scanner knows of the lines above, at one depth of quotation.
struct Above {
    /// The sign and length of the fence that is open, and the column below which its item ends.
    fence: Option<(char, usize, usize)>,
    /// The open lists, outermost first.
    lists: Vec<Open>,
    /// The line above is text of a paragraph outside any list.
    paragraph: bool,
    blank: bool,
}

impl Default for Above {
    fn default() -> Self {
        Above { fence: None, lists: Vec::new(), paragraph: false, blank: true }
    }
}

/// How many lines are looked ahead for the next item of a list.
const AHEAD: usize = 64;

/// Which lines stay as they are typed, by the bytes at which they start.
#[derive(Debug)]
pub(super) enum Refused {
    /// These.
    Lines(BTreeSet<usize>),
    /// All of them: a text that never comes to rest is read as CommonMark has it.
    All,
}

impl Refused {
    fn holds(&self, line: usize) -> bool {
        match self {
            Refused::Lines(lines) => lines.contains(&line),
            Refused::All => true,
        }
    }
}

/// Rewrites a text; `start` is the byte of `source` at which its body begins, and a [`BRIDGE`] is put before each
/// of the bytes of `bridges`.
pub(super) fn normalise(source: &str, start: usize, refused: &Refused, bridges: &BTreeSet<usize>) -> Normal {
    let normal = Normal {
        bridges: bridges.clone(),
        text: String::with_capacity(source.len() - start + 64),
        ..Normal::default()
    };
    let mut scanner = Scanner { normal, source, refused, depths: Vec::new() };
    let mut at = start;
    for line in source[start..].split_inclusive('\n') {
        scanner.take_line(line, at);
        at += line.len();
    }
    scanner.normal
}

struct Scanner<'a> {
    normal: Normal,
    source: &'a str,
    refused: &'a Refused,
    /// What is known at each depth of quotation.
    depths: Vec<Above>,
}

/// A line without the signs of quotation before it.
struct Line<'a> {
    /// The byte of the source at which the whole line starts.
    start: usize,
    /// The byte of the source at which `lead` starts.
    at: usize,
    lead: &'a str,
    rest: &'a str,
    column: usize,
}

impl<'a> Scanner<'a> {
    fn take_line(&mut self, line: &'a str, start: usize) {
        let (depth, length) = self.quoted(line);
        self.depths.truncate(depth + 1);
        while self.depths.len() <= depth {
            if let Some(around) = self.depths.last_mut() {
                (around.paragraph, around.blank) = (false, false);
            }
            self.depths.push(Above::default());
        }
        let (quote, line) = line.split_at(length);
        self.normal.push(quote, start);
        let rest = line.trim_start_matches([' ', '\t']);
        let lead = &line[..line.len() - rest.len()];
        let line = Line { start, at: start + length, lead, rest, column: column(lead) };
        self.take_rest(&line);
    }

    /// How deep a line is quoted, and how long the signs of that are.
    fn quoted(&self, line: &str) -> (usize, usize) {
        let (mut depth, mut length) = (0, 0);
        loop {
            let rest = &line[length..];
            let inner = rest.trim_start_matches(' ');
            let known = self.depths.get(depth);
            let inside = known.is_some_and(|above| !above.lists.is_empty());
            let fenced = known.is_some_and(|above| above.fence.is_some());
            if fenced || !inner.starts_with('>') || (rest.len() - inner.len() > 3 && !inside) {
                return (depth, length);
            }
            length += rest.len() - inner.len() + 1;
            length += usize::from(line[length..].starts_with(' '));
            depth += 1;
        }
    }

    fn take_rest(&mut self, line: &Line<'a>) {
        let above = self.depths.last_mut().expect("each line has its depth");
        if let Some((sign, length, least)) = above.fence {
            let rest = line.rest.trim_end();
            if !rest.is_empty() && line.column < least {
                // The item that held it has ended.
                above.fence = None;
            } else {
                if rest.chars().all(|c| c == sign) && rest.len() >= length {
                    above.fence = None;
                }
                return self.pass(line);
            }
        }
        if line.rest.trim().is_empty() {
            (above.blank, above.paragraph) = (true, false);
            return self.pass(line);
        }
        let inner = above.lists.last().map_or(0, |list| list.column + 2);
        if let Some((sign, length)) = opens_fence(line.rest).filter(|_| line.column < inner + 4) {
            let least = if line.column >= inner { inner } else { 0 };
            (above.fence, above.blank, above.paragraph) = (Some((sign, length, least)), false, false);
            return self.pass(line);
        }
        let mark = read_mark(line.rest).filter(|_| !self.refused.holds(line.start));
        let above = self.depths.last_mut().expect("each line has its depth");
        if line.column == 0 && (line.rest.starts_with('#') || (above.blank && mark.is_none())) {
            above.lists.clear();
        }
        if is_embed(line.rest) && !self.refused.holds(line.start) {
            return self.take_embed(line);
        }
        match mark.and_then(|mark| self.accepted(mark, line)) {
            Some(mark) => self.take_item(line, mark),
            None => self.take_words(line),
        }
        self.depths.last_mut().expect("each line has its depth").blank = false;
    }

    /// A line of which only the indentation may change, with that of the item that holds it.
    fn pass(&mut self, line: &Line<'a>) {
        self.push_lead(line);
        self.normal.push(line.rest, line.at + line.lead.len());
    }

    /// The indentation of a line, less what the items that hold it were moved.
    fn push_lead(&mut self, line: &Line<'a>) {
        let lists = &self.depths.last().expect("each line has its depth").lists;
        let around = lists.iter().rev().find(|list| list.column + 2 <= line.column);
        match around.map(|list| list.column - list.normal) {
            None | Some(0) => self.normal.push(line.lead, line.at),
            Some(moved) => self.normal.text.push_str(&" ".repeat(line.column - moved)),
        }
    }

    fn take_item(&mut self, line: &Line<'a>, mark: Mark) {
        let lists = &mut self.depths.last_mut().expect("each line has its depth").lists;
        let mut beside = None;
        while let Some(list) = lists.pop_if(|list| line.column < list.column + 2) {
            beside = Some(list.normal);
        }
        // Four columns further in, the parser would take the line for code or for more of the words above. The
        // list that holds it says that it is an item, so it stands right below that list's words.
        let inner = lists.last().map(|list| (list.column + 2, list.normal + 2));
        let normal = inner.map_or(line.column, |(typed, normal)| normal + (line.column - typed).min(3));
        // Beside an item that was moved, it must not stand as if it were inside.
        let normal = beside.map_or(normal, |beside| normal.min(beside + 1).max(inner.map_or(0, |(_, normal)| normal)));
        lists.push(Open { column: line.column, normal, marker: mark.marker.clone() });
        if normal == line.column {
            self.normal.push(line.lead, line.at);
        } else {
            self.normal.text.push_str(&" ".repeat(normal));
        }
        let at = line.at + line.lead.len();
        self.normal.shifts.push((self.normal.text.len(), at));
        let change = Change { at: self.normal.text.len(), line: line.start, kind: ChangeKind::Mark(mark.marker) };
        self.normal.changes.push(change);
        self.normal.text.push_str("- ");
        self.normal.push(&line.rest[mark.length..], at + mark.length);
        self.depths.last_mut().expect("each line has its depth").paragraph = false;
    }

    fn take_words(&mut self, line: &Line<'a>) {
        self.push_lead(line);
        let at = line.at + line.lead.len();
        let above = self.depths.last_mut().expect("each line has its depth");
        let end = if self.refused.holds(line.start) { 0 } else { escape_at(above, line.rest) };
        above.paragraph = above.lists.is_empty() && !line.rest.starts_with(['#', '|']);
        self.normal.push(&line.rest[..end], at);
        if end > 0 {
            self.escape(line.start);
        }
        self.normal.push(&line.rest[end..], at + end);
    }

    /// An embed stands alone: it never joins the paragraph or item around it. The
    /// backslash keeps its first colon from making a definition of the line above.
    fn take_embed(&mut self, line: &Line<'a>) {
        let above = self.depths.last_mut().expect("each line has its depth");
        if !above.blank {
            self.normal.text.push('\n');
        }
        (above.blank, above.paragraph) = (true, false);
        self.push_lead(line);
        self.escape(line.start);
        self.normal.push(line.rest, line.at + line.lead.len());
        self.normal.text.push('\n');
    }

    fn escape(&mut self, line: usize) {
        self.normal.changes.push(Change { at: self.normal.text.len(), line, kind: ChangeKind::Escape });
        self.normal.text.push('\\');
    }

    /// The mark as its list counts, where it starts an item here rather than being the text's own words.
    fn accepted(&self, mut mark: Mark, line: &Line<'_>) -> Option<Mark> {
        let above = self.depths.last().expect("each line has its depth");
        if matches!(mark.marker.label.as_str(), "-" | "*" | "+") {
            return Some(mark);
        }
        // Four spaces outside a list are a block of code, as everywhere in Markdown.
        if line.column >= 4 && above.lists.is_empty() {
            return None;
        }
        let open = |marker: &Marker| {
            above.lists.iter().any(|list| list.marker.style == marker.style && alike(&list.marker, marker))
        };
        let goes_on = |marker: &Marker| above.lists.iter().any(|list| follows(&list.marker, marker));
        if let Some(roman) = as_roman(&mark.marker)
            && (goes_on(&roman) || (!goes_on(&mark.marker) && self.next_follows(&roman, line)))
        {
            mark.marker = roman;
        }
        // `د. أحمد`, `(15) يوما` and `1.5` are words far more often than items.
        if !mark.sure && !open(&mark.marker) && !self.next_follows(&mark.marker, line) {
            return None;
        }
        // A number within a paragraph is an item where it is the first.
        let interrupts = above.paragraph && !above.blank;
        (!interrupts || mark.marker.ordinal <= 1).then_some(mark)
    }

    /// Whether the list that `marker` would open goes on before the next heading.
    fn next_follows(&self, marker: &Marker, line: &Line<'_>) -> bool {
        let next = line.at + line.lead.len() + line.rest.len();
        let rest = self.source.get(next..).unwrap_or_default();
        let inner = |line: &str| -> Option<Marker> {
            let mark = read_mark(line.trim_start_matches([' ', '\t', '>']))?.marker;
            match as_roman(&mark) {
                Some(roman) if marker.style == MarkerStyle::Roman => Some(roman),
                _ => Some(mark),
            }
        };
        rest.lines()
            .take(AHEAD)
            .take_while(|line| !line.starts_with('#'))
            .filter_map(inner)
            .any(|other| alike(marker, &other) && follows(marker, &other))
    }
}

/// Whether two marks are written alike but for what they count: `(1)` and `(2)`.
fn alike(one: &Marker, other: &Marker) -> bool {
    let signs = |marker: &Marker| -> String {
        marker.label.chars().filter(|c| !c.is_alphanumeric() && *c != 'ـ' && !c.is_whitespace()).collect()
    };
    signs(one) == signs(other)
}

/// The column behind spaces and tabs, which lead to the next multiple of four.
fn column(lead: &str) -> usize {
    lead.bytes().fold(0, |column, byte| if byte == b'\t' { column / 4 * 4 + 4 } else { column + 1 })
}

/// Whether a line is `::name` or `::name{…}` and nothing else.
pub(super) fn is_embed(line: &str) -> bool {
    let Some(rest) = line.trim_end().strip_prefix("::") else { return false };
    let name = rest.find(|c: char| !c.is_ascii_lowercase() && c != '-').unwrap_or(rest.len());
    let argument = &rest[name..];
    name > 0 && (argument.is_empty() || (argument.starts_with('{') && argument.find('}') == Some(argument.len() - 1)))
}

fn opens_fence(rest: &str) -> Option<(char, usize)> {
    let sign = rest.chars().next().filter(|c| matches!(c, '`' | '~'))?;
    let length = rest.chars().take_while(|c| *c == sign).count();
    // Signs behind three of them make code within a line of it.
    let inline = sign == '`' && rest[length..].contains('`');
    (length >= 3 && !inline).then_some((sign, length))
}

/// Where a backslash keeps a number at a line's start from becoming a list: a
/// year with a full stop (`1447. …`), or a count that goes on a paragraph.
fn escape_at(above: &Above, rest: &str) -> usize {
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let listed = digits > 0 && rest[digits..].starts_with(['.', ')']);
    let rejected = digits > 3 || (above.paragraph && !above.blank);
    if listed && rejected { digits } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn normal(text: &str) -> String {
        normalise(text, 0, &Refused::Lines(BTreeSet::new()), &BTreeSet::new()).text
    }

    fn labels(normal: &Normal) -> Vec<&str> {
        let marks = normal.changes.iter().filter_map(|change| match &change.kind {
            ChangeKind::Mark(marker) => Some(marker.label.as_str()),
            ChangeKind::Escape => None,
        });
        marks.collect()
    }

    #[test]
    fn typed_marks_become_plain_bullets_and_keep_their_place() {
        let text = "١. أول\n    أ- فرع\n    ب- فرع\n٢. ثان\n";
        let found = normalise(text, 0, &Refused::Lines(BTreeSet::new()), &BTreeSet::new());
        assert_eq!(found.text, "- أول\n    - فرع\n    - فرع\n- ثان\n");
        assert_eq!(labels(&found), ["١.", "أ-", "ب-", "٢."]);
        let at = found.text.find("ثان").expect("the word is there");
        assert_eq!(&text[found.source(at)..], "ثان\n");
    }

    #[test]
    fn years_and_titles_of_people_stay_text() {
        assert_eq!(normal("1447. عام\n"), "1447\\. عام\n");
        assert_eq!(normal("اعتمدها\n\nد. أحمد\n\nأ. نورة\n"), "اعتمدها\n\nد. أحمد\n\nأ. نورة\n");
        assert_eq!(normal("أ. أول\nب. ثان\n"), "- أول\n- ثان\n");
    }

    #[test]
    fn a_count_inside_a_paragraph_is_text_and_its_first_item_is_a_list() {
        assert_eq!(normal("خلال مدة\n15. يوما\n"), "خلال مدة\n15\\. يوما\n");
        assert_eq!(normal("وفق الآتي:\nأ- أول\nب- ثان\n"), "وفق الآتي:\n- أول\n- ثان\n");
    }

    #[test]
    fn code_and_rules_pass_through() {
        let text = "```\n١. نص\n```\n\n---\n";
        assert_eq!(normal(text), text);
    }

    #[test]
    fn an_embed_stands_alone() {
        assert_eq!(normal("- بند\n::channels\n"), "- بند\n\n\\::channels\n\n");
        assert!(is_embed("::form{complaint}"));
        assert!(!is_embed("::form{complaint} and more"));
    }
}
