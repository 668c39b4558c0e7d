//! What is odd about a text → findings, in words.

use crate::report::Report;
use crate::source::{FileId, Place};
use crate::text::{Damage, Damaged, Leftover, Parsed, Problem};

/// Tells what is odd about a text. Where its words are `settled`, because a board approved them or a seal holds
/// them, what only other words could mend is a warning: an upgrade must not stop a site.
pub(super) fn report_problems(file: FileId, parsed: &Parsed, settled: bool, report: &mut Report) {
    let mut teller = Teller { file, settled, report };
    parsed.problems.iter().for_each(|problem| teller.problem(problem));
}

struct Teller<'a> {
    file: FileId,
    settled: bool,
    report: &'a mut Report,
}

impl Teller<'_> {
    fn problem(&mut self, problem: &Problem) {
        let place = Place::Offset(self.file, problem.at());
        match problem {
            Problem::Sequence { found, expected, .. } => {
                let message = format!("the list goes on with `{found}` where `{expected}` is next");
                let hint = "look for an item that is missing, repeated or mistyped; the label is shown as it is typed";
                self.report.warning("list-sequence", place, message).hint(hint);
            }
            Problem::HeadingSequence { found, expected, .. } => {
                let message = match expected {
                    Some(expected) => format!("the headings go on with `{found}` where number {expected} is next"),
                    None => format!("the number of the heading `{found}` does not follow the one before"),
                };
                let hint =
                    "look for a heading that is missing, repeated or mistyped; two of one number cannot be told apart";
                self.report.warning("heading-sequence", place, message).hint(hint);
            }
            Problem::LevelSkipped { level, allowed, .. } => {
                let message = format!("the heading is at level {level}, and the deepest that fits here is {allowed}");
                self.report
                    .warning("heading-level-skipped", place, message)
                    .hint(format!("write it with {allowed} signs `#`"));
            }
            Problem::DuplicateId { first, id, .. } => {
                let message = format!("two clauses have the id `{id}`");
                let hint = "give one of them another id: `{#…}` at the end of its line";
                self.report
                    .error("duplicate-id", place, message)
                    .hint(hint)
                    .see(Place::Offset(self.file, *first), "the first stands here");
            }
            Problem::BadId { id, .. } => {
                let message = format!("`{id}` cannot be the id of a clause");
                let hint = "use small Latin letters and digits, words joined by `-`, 64 characters at most";
                self.report.error("bad-id", place, message).hint(hint);
            }
            Problem::WordsLost { words, .. } => {
                let message = format!("the words `{words}` reach neither page, data nor search");
                let hint = "write them in a paragraph of their own; brackets with a colon behind them, or a second note of one name, define something and show nothing";
                self.report.of_words("words-lost", self.settled, place, message).hint(hint);
            }
            Problem::CellsBeyond { columns, words, .. } => {
                let message =
                    format!("the row has more cells than the {columns} of the table's head: `{words}` has no column");
                let hint = "give the head as many cells, or write a `|` that belongs to the words as `\\|`";
                self.report.of_words("cells-beyond", self.settled, place, message).hint(hint);
            }
            Problem::IndentedCode { .. } => {
                let message = "four spaces or a tab at the start make this paragraph a block of code";
                let hint = "take them out; where it is code, write it between two lines of ```";
                self.report.warning("indented-code", place, message).hint(hint);
            }
            Problem::RunTogether { .. } => {
                let message = "these lines begin like the items of a list, and make one paragraph";
                let hint = "begin each with a mark that makes an item, such as `1.`, `أ-`, `(1)` or `-`, or put a blank line between them";
                self.report.of_words("lists-run-together", self.settled, place, message).hint(hint);
            }
            Problem::HeadingLine { .. } => {
                let message = "this line reads like a heading, and is part of a paragraph";
                let hint = "write `## ` before it, and a blank line above and below";
                self.report.warning("heading-as-paragraph", place, message).hint(hint);
            }
            Problem::Letters { word: Damaged { damage, word, mended }, .. } => {
                let message = match damage {
                    Damage::Swapped => format!(
                        "the letters of `{word}` are damaged: lam and alef changed places, as they do out of a PDF"
                    ),
                    Damage::Forms => {
                        format!("the letters of `{word}` are stored as a printer's forms, as they are out of a PDF")
                    }
                    Damage::Stroke => {
                        format!("a stroke lengthens `{word}` within the word, so that it may not be found")
                    }
                };
                let hint =
                    format!("look at the original; it was most likely `{mended}`, and other words may be damaged too");
                self.report.warning("letters-damaged", place, message).hint(hint);
            }
            Problem::NoteRepeated { first, name, .. } => {
                let message = format!("two notes have the name `{name}`");
                let hint = "give one of them another name, and write it where the text refers to it";
                self.report
                    .of_words("note-repeated", self.settled, place, message)
                    .hint(hint)
                    .see(Place::Offset(self.file, *first), "the first stands here");
            }
            Problem::NoteUnused { name, .. } => {
                let message = format!("nothing in the text refers to the note `{name}`");
                let hint = format!("write `[^{name}]` where it belongs, or make it a paragraph");
                self.report.warning("note-unused", place, message).hint(hint);
            }
            Problem::ColonLine { is_meaning: true, .. } => {
                let message = "this line begins with a colon, so it is shown as the meaning of the line above";
                let hint = "write the colon at the end of the line above, if both are one sentence; leave it, if it is what that word means";
                self.report.note("colon-line", place, message).hint(hint);
            }
            Problem::ColonLine { is_meaning: false, .. } => {
                let message = "this line begins with a colon, which readers see";
                let hint = "write the colon behind the word that it belongs to, or take it out";
                self.report.warning("colon-line", place, message).hint(hint);
            }
            Problem::MarkupLeft { sign, .. } => {
                let (what, hint) = leftover(*sign);
                let message = format!("{what}, so readers would see the signs");
                self.report.of_words("markup-left", self.settled, place, message).hint(hint);
            }
        }
    }
}

/// What a sign that took no effect is, and how what was meant is written.
fn leftover(sign: Leftover) -> (&'static str, &'static str) {
    match sign {
        Leftover::Emphasis => (
            "this sign of emphasis has no partner",
            "put the second one right behind the last word, and a space or a mark of punctuation outside",
        ),
        Leftover::Heading => ("this heading has no space behind its signs", "write a plain space behind the last `#`"),
        Leftover::Note => {
            ("there is no note of this name", "write the note on a line of its own: `[^name]: …`, or take the mark out")
        }
        Leftover::Id => (
            "an id or `{.fill-in}` stands at the end of a heading, paragraph or item",
            "put it behind the last word of the clause, outside of any emphasis; that of a table on a line below it",
        ),
        Leftover::Row => (
            "this is the row of a table without a head",
            "write the head above it and a row `|---|---|` below the head, with a blank line before",
        ),
        Leftover::Dashes => (
            "the row of dashes has another number of cells than the head above it",
            "write one `---` for each cell of the head",
        ),
        Leftover::Fence => {
            ("this fence stands within a line", "put it on a line of its own, and close it with the same")
        }
        Leftover::Container => {
            ("there are no containers", "take the lines with `:::` out, or write a quotation with `>`")
        }
        Leftover::Embed => (
            "an embed stands on a line of its own, with its name in Latin letters",
            "write `::form{…}`, `::channels`, `::commitments`, `::approval` or `::contact{…}` between blank lines",
        ),
        // Told as a line of its own kind.
        Leftover::Colon => ("this line begins with a colon", "write it behind the word that it belongs to"),
        Leftover::Link => (
            "this is no link, because its target has a space or a bracket that is open",
            "write the target between `<` and `>`: `[words](<files/a b.pdf>)`, with nothing between `]` and `(`",
        ),
    }
}
