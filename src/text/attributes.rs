//! Attributes: what an author adds to a block in braces at its end.
//!
//! `{#id}` gives a clause its id, `{.fill-in}` says that its blanks belong to
//! the text and are filled in on paper; `{#id .fill-in}` does both. On a line
//! of its own below a table, a quotation, a list or a heading they are that
//! block's, as they are directly above a table.

use super::blocks::{Attributes, Block, Flow, Inline};
use super::written::is_invisible;

/// The name of what marks blanks that belong to the text.
const FILL_IN: &str = "fill-in";

impl Attributes {
    /// What the parser found at the end of a heading; absent where that is neither id nor mark.
    pub(super) fn of_heading<'a>(id: Option<&str>, mut classes: impl Iterator<Item = &'a str>) -> Option<Self> {
        let found = Attributes { id: id.map(str::to_owned), fill_in: classes.any(|class| class == FILL_IN) };
        (found != Attributes::default()).then_some(found)
    }

    /// What stands between two braces: ids and marks with spaces between them, each once at most.
    fn read(within: &str) -> Option<Self> {
        let mut found = Attributes::default();
        for word in within.split_whitespace() {
            match (word.strip_prefix('#'), word.strip_prefix('.')) {
                (Some(id), _) if !id.is_empty() && found.id.is_none() => found.id = Some(id.to_owned()),
                (_, Some(FILL_IN)) => found.fill_in = true,
                _ => return None,
            }
        }
        (found != Attributes::default()).then_some(found)
    }

    /// Takes them off the end of words; absent where there are none.
    pub(super) fn split_off(words: &mut Vec<Inline>) -> Option<Self> {
        let Some(Inline::Text(last)) = words.last_mut() else { return None };
        let trimmed = trimmed(last);
        let inner = trimmed.strip_suffix('}')?;
        let open = inner.rfind('{')?;
        let found = Attributes::read(&inner[open + 1..])?;
        last.truncate(trimmed[..open].trim_end().len());
        if last.is_empty() {
            words.pop();
        }
        Some(found)
    }

    /// What a row of a table holds that is no row but the line below the table.
    pub(super) fn of_row(row: &[Vec<Inline>]) -> Option<Self> {
        let (first, rest) = row.split_first()?;
        let [Inline::Text(words)] = first.as_slice() else { return None };
        let within = trimmed(words).trim_start().strip_prefix('{')?.strip_suffix('}')?;
        rest.iter().all(Vec::is_empty).then(|| Attributes::read(within))?
    }

    /// Adds what another line says of the same block.
    fn take(&mut self, other: Attributes) {
        self.fill_in |= other.fill_in;
        self.id = self.id.take().or(other.id);
    }
}

fn trimmed(words: &str) -> &str {
    words.trim_end_matches(|c: char| c.is_whitespace() || is_invisible(c))
}

/// Gives a mark that stands on a line of its own to its block; returns the places of those that have none.
pub(super) fn join_lone_marks(flows: &mut Vec<Flow>) -> Vec<usize> {
    let lone = |flow: &Flow| match flow {
        Flow::Leaf { block: Block::Paragraph(words), attributes, .. } => words.is_empty() && attributes.fill_in,
        _ => false,
    };
    let mut without = Vec::new();
    if !flows.iter().any(lone) {
        return without;
    }
    let mut joined: Vec<Flow> = Vec::with_capacity(flows.len());
    let mut waiting = None;
    let mut rest = std::mem::take(flows).into_iter().peekable();
    while let Some(mut flow) = rest.next() {
        if !lone(&flow) {
            if let (Some(mark), Some(own)) = (waiting.take(), flow.attributes_mut()) {
                own.take(mark);
            }
            joined.push(flow);
            continue;
        }
        let Flow::Leaf { attributes: mark, at, .. } = flow else { continue };
        let table_next = rest.peek().is_some_and(is_table);
        match joined.last_mut() {
            Some(above) if !table_next || is_table(above) => match above {
                Flow::List(items) => items.iter_mut().for_each(|item| item.fill_in = true),
                above => match above.attributes_mut() {
                    Some(own) => own.take(mark),
                    None => without.push(at),
                },
            },
            _ if table_next => waiting = Some(mark),
            _ => without.push(at),
        }
    }
    *flows = joined;
    without
}

fn is_table(flow: &Flow) -> bool {
    matches!(flow, Flow::Leaf { block: Block::Table { .. }, .. })
}

#[cfg(test)]
mod tests {
    use super::super::leftovers::Leftover;
    use super::super::parsed::{Child, Problem};
    use super::super::tree::parse;

    /// The ids of the clauses whose blanks belong to the text.
    fn filled(text: &str) -> Vec<String> {
        fn walk(children: &[Child], out: &mut Vec<String>) {
            for child in children {
                if let Child::Clause(node) = child {
                    assert!(!node.plain().contains("fill-in"), "{}", node.plain());
                    out.extend(node.fill_in.then(|| node.id.clone()));
                    walk(&node.children, out);
                }
            }
        }
        let parsed = parse(text, 0);
        assert_eq!(parsed.problems, [], "{text}");
        let mut out = Vec::new();
        walk(&parsed.children, &mut out);
        out
    }

    #[test]
    fn a_mark_is_that_of_its_block_and_of_all_inside_it() {
        assert_eq!(filled("نص\n\n## إقرار {.fill-in}\n\nأنا ....\n\n- بند\n\n## بعده\n\nنص\n"), ["2", "2-1", "2-2"]);
        assert_eq!(filled("## إقرار {#pledge .fill-in}\n\nأنا ....\n"), ["pledge", "pledge-1"]);
        assert_eq!(filled("- أول ....\n- ثان .... {.fill-in}\n    - فرع\n- ثالث\n"), ["2", "2-1"]);
        assert_eq!(filled("أ- أول\nب- الاسم: ____ {.fill-in #name}\u{200f}\n"), ["name"]);
        assert_eq!(filled("نص {#a}\n\nالاسم: .... {.fill-in}\n"), ["2"]);
    }

    #[test]
    fn the_mark_of_a_table_stands_on_a_line_below_or_above_it() {
        let table = "| الاسم | التوقيع |\n|---|---|\n| .... | .... |\n";
        for text in [
            format!("نص\n\n{table}{{.fill-in}}\n\nنص\n"),
            format!("نص\n\n{table}\n{{.fill-in}}\n\nنص\n"),
            format!("نص\n\n{{.fill-in}}\n\n{table}\nنص\n"),
        ] {
            assert_eq!(filled(&text), ["2"], "{text}");
        }
        assert_eq!(filled(&format!("{table}{{#sign .fill-in}}\n")), ["sign"]);
        assert_eq!(filled("- أول\n- ثان\n\n{.fill-in}\n"), ["1", "2"]);
        assert_eq!(filled("> أنا ....\n\n{.fill-in}\n"), ["1"]);
        let Some(Child::Clause(node)) = parse(&format!("{table}{{.fill-in}}\n"), 0).children.pop() else { panic!() };
        assert_eq!(node.plain(), "الاسم التوقيع .... ....", "the line is no row");
    }

    #[test]
    fn a_mark_without_a_block_and_one_that_is_none_are_found() {
        let signs = |text: &str| {
            let left = |problem| match problem {
                Problem::MarkupLeft { at, sign } => Some((at, sign)),
                _ => None,
            };
            parse(text, 0).problems.into_iter().filter_map(left).collect::<Vec<_>>()
        };
        assert_eq!(signs("{.fill-in}\n\nنص\n"), [(0, Leftover::Id)]);
        assert_eq!(signs("::channels\n\n{.fill-in}\n"), [(12, Leftover::Id)]);
        assert_eq!(signs("ab {.fillin}\n"), [(3, Leftover::Id)]);
        assert_eq!(signs("ab {: .fill-in}\n"), [(3, Leftover::Id)]);
        assert_eq!(signs("a {.fill-in} b\n"), [(2, Leftover::Id)]);
    }

    #[test]
    fn a_place_is_that_of_the_clause_that_it_stands_in() {
        let text = "ا ....\n\n## إقرار {.fill-in}\n\nب ....\n\n[^n]: ت ....\n\nث ....[^n]\n\n## بعده\n\nج ....\n";
        let parsed = parse(text, 0);
        let inside = |word: &str| parsed.is_filled_in_at(text.find(word).expect("it is there") + word.len());
        assert_eq!(["ا .", "ب .", "ت .", "ث .", "ج ."].map(inside), [false, true, false, true, false]);
        assert!(!parse("", 0).is_filled_in_at(0));
    }
}
