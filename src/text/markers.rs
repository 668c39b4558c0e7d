//! Lists as people type them → lists as CommonMark knows them.
//!
//! A line that starts with `١.`, `أ-` or `•` gets a plain `- ` in place of its
//! mark; the mark is remembered with its place. Everything else passes through,
//! and a table of shifts leads every byte back to the text as it was written.

use super::labels::{Marker, NumberStyle, read_marker};

/// A text in CommonMark, and the way back to the text as written.
#[derive(Debug, Default)]
pub(super) struct Normal {
    /// The text for the Markdown parser.
    pub(super) text: String,
    /// Marks that were replaced, by the offset of their `-` in `text`.
    marks: Vec<(usize, Marker)>,
    /// Offsets in `text` and in the source that correspond, where the distance changes.
    shifts: Vec<(usize, usize)>,
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

    /// The mark whose `-` stands at or just after a byte of the normal text.
    pub(super) fn mark(&self, item: &std::ops::Range<usize>) -> Option<&Marker> {
        let nth = self.marks.partition_point(|(at, _)| *at < item.start);
        self.marks.get(nth).filter(|(at, _)| *at < item.end).map(|(_, marker)| marker)
    }

    fn push(&mut self, text: &str, source: usize) {
        if self.shifts.last().is_none_or(|(normal, known)| known + (self.text.len() - normal) != source) {
            self.shifts.push((self.text.len(), source));
        }
        self.text.push_str(text);
    }
}

/// What the scanner knows of the lines above.
#[derive(Default)]
struct Above {
    fence: Option<(char, usize)>,
    /// Marks of the open lists, outermost first: column and style.
    lists: Vec<(usize, NumberStyle)>,
    /// The line above is text of a paragraph outside any list.
    paragraph: bool,
    blank: bool,
}

/// Rewrites a text; `start` is the byte of `source` at which its body begins.
pub(super) fn normalise(source: &str, start: usize) -> Normal {
    let mut normal = Normal { text: String::with_capacity(source.len() - start + 64), ..Normal::default() };
    let mut above = Above { blank: true, ..Above::default() };
    let mut at = start;
    for line in source[start..].split_inclusive('\n') {
        take_line(&mut normal, &mut above, source, line, at);
        at += line.len();
    }
    normal
}

fn take_line(normal: &mut Normal, above: &mut Above, source: &str, line: &str, at: usize) {
    let rest = line.trim_start_matches([' ', '\t']);
    let lead = &line[..line.len() - rest.len()];
    let column: usize = lead.chars().map(|c| if c == '\t' { 4 } else { 1 }).sum();
    if let Some((mark, length)) = above.fence {
        if rest.trim_end().chars().all(|c| c == mark) && rest.trim_end().len() >= length {
            above.fence = None;
        }
        return normal.push(line, at);
    }
    if rest.trim().is_empty() {
        (above.blank, above.paragraph) = (true, false);
        return normal.push(line, at);
    }
    if let Some(fence) = opens_fence(rest) {
        (above.fence, above.blank, above.paragraph) = (Some(fence), false, false);
        return normal.push(line, at);
    }
    if column == 0 && (rest.starts_with('#') || (above.blank && !above.lists.is_empty() && read_marker(rest).is_none()))
    {
        above.lists.clear();
    }
    if is_embed(rest) {
        return take_embed(normal, above, line, at);
    }
    match read_marker(rest).filter(|(marker, _)| accepts(above, column, marker, source, at + line.len())) {
        Some((marker, skip)) => {
            while above.lists.last().is_some_and(|(open, _)| *open >= column && *open > 0 || *open == column) {
                above.lists.pop();
            }
            above.lists.push((column, marker.style));
            normal.push(lead, at);
            let mark = at + lead.len();
            normal.shifts.push((normal.text.len(), mark));
            normal.marks.push((normal.text.len(), marker));
            normal.text.push_str("- ");
            normal.push(&rest[skip..], mark + skip);
            above.paragraph = false;
        }
        None => {
            let end = escape_at(above, rest);
            normal.push(&line[..lead.len() + end], at);
            if end > 0 {
                normal.text.push('\\');
            }
            normal.push(&rest[end..], at + lead.len() + end);
            above.paragraph = above.lists.is_empty() && !rest.starts_with(['#', '|', '>']);
        }
    }
    above.blank = false;
}

/// An embed stands alone: it never joins the paragraph or item around it. The
/// backslash keeps its first colon from making a definition of the line above.
fn take_embed(normal: &mut Normal, above: &mut Above, line: &str, at: usize) {
    if !above.blank {
        normal.text.push('\n');
    }
    let lead = line.len() - line.trim_start().len();
    normal.push(&line[..lead], at);
    normal.text.push('\\');
    normal.push(&line[lead..], at + lead);
    normal.text.push('\n');
    (above.blank, above.paragraph) = (true, false);
}

/// Whether a line is `::name` or `::name{…}` and nothing else.
pub(super) fn is_embed(line: &str) -> bool {
    let Some(rest) = line.trim_end().strip_prefix("::") else { return false };
    let name = rest.find(|c: char| !c.is_ascii_lowercase() && c != '-').unwrap_or(rest.len());
    let argument = &rest[name..];
    name > 0 && (argument.is_empty() || (argument.starts_with('{') && argument.find('}') == Some(argument.len() - 1)))
}

fn opens_fence(rest: &str) -> Option<(char, usize)> {
    let mark = rest.chars().next().filter(|c| matches!(c, '`' | '~'))?;
    let length = rest.chars().take_while(|c| *c == mark).count();
    (length >= 3).then_some((mark, length))
}

/// Whether a mark starts an item here, rather than being the text's own words.
fn accepts(above: &Above, column: usize, marker: &Marker, source: &str, next: usize) -> bool {
    let native = matches!(marker.label.as_str(), "-" | "*" | "+");
    if native {
        return true;
    }
    // Four spaces outside a list are a block of code, as everywhere in Markdown.
    if column >= 4 && above.lists.is_empty() {
        return false;
    }
    let lettered = matches!(marker.style, NumberStyle::Hijai | NumberStyle::Latin);
    let open = above.lists.iter().any(|(_, style)| *style == marker.style);
    // `د. أحمد` and `أ. نورة` are titles of people far more often than items:
    // a letter with a full stop is an item only where its list can be seen.
    if lettered && marker.label.ends_with('.') && !open {
        return marker.ordinal == 1 && second_letter_follows(marker, source, next);
    }
    let first = marker.ordinal <= 1;
    if above.paragraph && !above.blank { first } else { true }
}

/// Whether the list that `marker` would open goes on before the next heading.
fn second_letter_follows(marker: &Marker, source: &str, next: usize) -> bool {
    let rest = source.get(next..).unwrap_or_default();
    rest.lines()
        .map(str::trim_start)
        .take_while(|line| !line.starts_with('#'))
        .filter_map(read_marker)
        .any(|(other, _)| other.style == marker.style && other.ordinal == 2)
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
        normalise(text, 0).text
    }

    #[test]
    fn typed_marks_become_plain_bullets_and_keep_their_place() {
        let text = "١. أول\n    أ- فرع\n    ب- فرع\n٢. ثان\n";
        let found = normalise(text, 0);
        assert_eq!(found.text, "- أول\n    - فرع\n    - فرع\n- ثان\n");
        assert_eq!(found.marks.iter().map(|(_, m)| m.label.as_str()).collect::<Vec<_>>(), ["١.", "أ-", "ب-", "٢."]);
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
