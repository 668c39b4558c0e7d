//! Markdown → safe HTML, block by block.
//!
//! In: blocks of a clause. Out: HTML without scripts, styles or events; words
//! escaped, raw HTML reduced to the safe set, links resolved.
//! Never: makes the element of the clause itself; that is `clauses`.

use std::cell::RefCell;
use std::fmt::Write;

use crate::derive::terms::Terms;
use crate::model::spelling::{is_email, is_web_address};
use crate::model::{GlossaryTerm, Lang};
use crate::text::{Align, BLANK, Block, Inline, ListItem, MARKED, Note, blanks, clean_html};

use super::isolation::address_parts;
use super::isolation::push_isolated;
use crate::output::escape::escape;

/// Stands for the way to the site's root, which differs from page to page.
/// The Markdown parser lets no NUL through, so a text cannot hold it.
pub(crate) const ROOT: &str = "\0/";

/// About how long most clauses are.
const CLAUSE: usize = 256;

/// Where a link leads: the address to write, or nothing to leave its words alone.
pub(crate) type Resolve<'a> = dyn Fn(&str) -> Option<String> + 'a;

/// Writes the blocks of one clause in one language.
pub(crate) struct Writer<'a> {
    /// The language of the words.
    pub(crate) lang: Lang,
    /// What links lead to.
    pub(crate) resolve: &'a Resolve<'a>,
    /// The footnotes of the text, in order: a reference shows its number.
    pub(crate) notes: &'a [Note],
    /// The name of a table for those who do not see it.
    pub(crate) table: &'a str,
    /// The terms whose first use is marked; none in headings and links.
    pub(crate) terms: Option<&'a RefCell<Terms<'a>>>,
    /// Whether the blanks of the clause are ruled, to be filled in on paper.
    pub(crate) fill_in: bool,
}

impl Writer<'_> {
    /// The HTML of blocks.
    pub(super) fn blocks(&self, blocks: &[Block]) -> String {
        let mut out = String::with_capacity(CLAUSE);
        if holds_html(blocks) {
            let plain = Writer { terms: None, ..*self };
            blocks.iter().for_each(|block| plain.block(block, &mut out));
            return cleaned(&out);
        }
        blocks.iter().for_each(|block| self.block(block, &mut out));
        out
    }

    /// The HTML of the words of a paragraph, without an element around them.
    pub(crate) fn line(&self, blocks: &[Block]) -> String {
        let mut out = String::with_capacity(CLAUSE);
        let plain = Writer { terms: None, ..*self };
        for block in blocks {
            match block {
                Block::Paragraph(words) => plain.inlines(words, &mut out),
                block => plain.block(block, &mut out),
            }
        }
        if holds_html(blocks) { cleaned(&out) } else { out }
    }

    fn block(&self, block: &Block, out: &mut String) {
        match block {
            Block::Paragraph(words) => self.wrap("p", words, out),
            Block::Quote(blocks) => {
                out.push_str("<blockquote>");
                blocks.iter().for_each(|block| self.block(block, out));
                out.push_str("</blockquote>");
            }
            Block::List(items) => {
                let labelled = items.iter().any(|item| item.label.is_some());
                out.push_str(if labelled { "<ul class=\"labelled\">" } else { "<ul>" });
                for ListItem { label, blocks } in items {
                    out.push_str("<li>");
                    if let Some(label) = label {
                        out.push_str("<span class=\"label\">");
                        push_isolated(label, self.lang, out);
                        out.push_str("</span> ");
                    }
                    blocks.iter().for_each(|block| self.block(block, out));
                    out.push_str("</li>");
                }
                out.push_str("</ul>");
            }
            Block::Code(code) => {
                out.push_str("<pre dir=\"ltr\" tabindex=\"0\"><code>");
                escape(code, out);
                out.push_str("</code></pre>");
            }
            Block::Table { align, head, rows } => self.table(align, head, rows, out),
            Block::Definitions(definitions) => {
                out.push_str("<dl>");
                for definition in definitions {
                    self.wrap("dt", &definition.term, out);
                    for meaning in &definition.meanings {
                        out.push_str("<dd>");
                        meaning.iter().for_each(|block| self.block(block, out));
                        out.push_str("</dd>");
                    }
                }
                out.push_str("</dl>");
            }
            Block::Html(html, _) => out.push_str(html),
        }
    }

    fn table(&self, align: &[Align], head: &[Vec<Inline>], rows: &[Vec<Vec<Inline>>], out: &mut String) {
        let class = if self.fill_in { "table fill-in" } else { "table" };
        let _ = write!(out, "<div class=\"{class}\" role=\"group\" tabindex=\"0\" aria-label=\"");
        escape(self.table, out);
        out.push_str("\"><table><thead><tr>");
        let class = |nth: usize| match align.get(nth) {
            Some(Align::Start) => " class=\"start\"",
            Some(Align::Center) => " class=\"center\"",
            Some(Align::End) => " class=\"end\"",
            _ => "",
        };
        for (nth, cell) in head.iter().enumerate() {
            let _ = write!(out, "<th scope=\"col\"{}>", class(nth));
            self.inlines(cell, out);
            out.push_str("</th>");
        }
        out.push_str("</tr></thead><tbody>");
        for row in rows {
            out.push_str("<tr>");
            for (nth, cell) in row.iter().enumerate() {
                let _ = write!(out, "<td{}>", class(nth));
                self.inlines(cell, out);
                out.push_str("</td>");
            }
            out.push_str("</tr>");
        }
        out.push_str("</tbody></table></div>");
    }

    fn wrap(&self, tag: &str, words: &[Inline], out: &mut String) {
        ["<", tag, ">"].iter().for_each(|part| out.push_str(part));
        self.inlines(words, out);
        ["</", tag, ">"].iter().for_each(|part| out.push_str(part));
    }

    fn inlines(&self, words: &[Inline], out: &mut String) {
        for inline in words {
            match inline {
                Inline::Text(text) => self.text(text, out),
                Inline::Code(code) => {
                    out.push_str("<code dir=\"ltr\">");
                    escape(code, out);
                    out.push_str("</code>");
                }
                Inline::Strong(words) => self.wrap("strong", words, out),
                Inline::Emphasis(words) => self.wrap("em", words, out),
                Inline::Struck(words) => self.wrap("s", words, out),
                Inline::Link { target, title, words, .. } => self.link(target, title, words, out),
                // An image of another host would tell it who reads the policy.
                Inline::Image { target, description, .. } => {
                    match (self.resolve)(target).filter(|address| address.starts_with(ROOT)) {
                        Some(address) => {
                            out.push_str("<img src=\"");
                            escape(&address, out);
                            out.push_str("\" alt=\"");
                            escape(description, out);
                            out.push_str("\" loading=\"lazy\">");
                        }
                        None => escape(description, out),
                    }
                }
                Inline::NoteReference(name) => self.note_reference(name, out),
                Inline::Html(html, _) => out.push_str(html),
                Inline::SoftBreak => out.push('\n'),
                Inline::HardBreak => out.push_str("<br>"),
            }
        }
    }

    fn link(&self, target: &str, title: &str, words: &[Inline], out: &mut String) {
        let Some(address) = (self.resolve)(target) else { return self.inlines(words, out) };
        out.push_str("<a href=\"");
        escape(&address, out);
        if !title.is_empty() {
            out.push_str("\" title=\"");
            escape(title, out);
        }
        out.push_str("\">");
        match words {
            [Inline::Text(text)] if is_web_address(text) || is_email(text) || text.starts_with("www.") => {
                for (nth, part) in address_parts(text).into_iter().enumerate() {
                    out.push_str(if nth > 0 { "<wbr>" } else { "" });
                    escape(part, out);
                }
            }
            _ => Writer { terms: None, ..*self }.inlines(words, out),
        }
        out.push_str("</a>");
    }

    fn note_reference(&self, name: &str, out: &mut String) {
        if let Some(nth) = self.notes.iter().position(|note| note.name == name) {
            let _ = write!(
                out,
                "<sup><a href=\"#note-{}-{number}\">{number}</a></sup>",
                self.lang.code(),
                number = nth + 1
            );
        }
    }

    /// The footnotes as a list; absent where there are none. `from` names the
    /// clause that refers to a note: a way back that is the same however often it does.
    pub(crate) fn notes<'a>(&self, from: impl Fn(&Note) -> Option<&'a String>) -> Option<String> {
        if self.notes.is_empty() {
            return None;
        }
        let mut out = format!("<ol lang=\"{}\" dir=\"{}\">", self.lang.code(), self.lang.direction());
        for (nth, note) in self.notes.iter().enumerate() {
            let (lang, number) = (self.lang.code(), nth + 1);
            let _ = write!(out, "<li id=\"note-{lang}-{number}\">{}", self.blocks(&note.blocks));
            if let Some(clause) = from(note) {
                out.push_str(" <a href=\"#c-");
                escape(clause, &mut out);
                let _ = write!(out, "\" aria-label=\"{number}\">↑</a>");
            }
            out.push_str("</li>");
        }
        out.push_str("</ol>");
        Some(out)
    }

    /// Words, with the first use of each term as a button that opens what it means.
    fn text(&self, text: &str, out: &mut String) {
        let uses = self.terms.map(|terms| terms.borrow_mut().first_uses(text)).unwrap_or_default();
        let mut from = 0;
        for (place, term) in uses {
            self.plain_text(&text[from..place.start], out);
            let id = term_id(term, self.lang);
            let _ = write!(
                out,
                "<dfn><button type=\"button\" class=\"term\" popovertarget=\"{id}\" aria-describedby=\"{id}\">"
            );
            push_isolated(&text[place.clone()], self.lang, out);
            out.push_str("</button></dfn>");
            from = place.end;
        }
        self.plain_text(&text[from..], out);
    }

    /// Words without terms; where they are to be filled in, each blank is a line as long as it was typed.
    fn plain_text(&self, text: &str, out: &mut String) {
        let mut from = 0;
        for blank in if self.fill_in { blanks(text, MARKED) } else { Vec::new() } {
            push_isolated(&text[from..blank.start], self.lang, out);
            let _ = write!(out, "<span class=\"{BLANK}\">{}</span>", &text[blank.clone()]);
            from = blank.end;
        }
        push_isolated(&text[from..], self.lang, out);
    }
}

/// The id of a term's definition on a page.
pub(super) fn term_id(term: &GlossaryTerm, lang: Lang) -> String {
    format!("term-{}-{}", lang.code(), term.nth + 1)
}

fn holds_html(blocks: &[Block]) -> bool {
    fn in_words(words: &[Inline]) -> bool {
        words.iter().any(|inline| match inline {
            Inline::Html(..) => true,
            Inline::Strong(words) | Inline::Emphasis(words) | Inline::Struck(words) | Inline::Link { words, .. } => {
                in_words(words)
            }
            _ => false,
        })
    }
    blocks.iter().any(|block| match block {
        Block::Html(..) => true,
        Block::Paragraph(words) => in_words(words),
        Block::Quote(blocks) => holds_html(blocks),
        Block::List(items) => items.iter().any(|item| holds_html(&item.blocks)),
        Block::Table { head, rows, .. } => head.iter().chain(rows.iter().flatten()).any(|cell| in_words(cell)),
        Block::Definitions(definitions) => {
            definitions.iter().any(|d| in_words(&d.term) || d.meanings.iter().any(|blocks| holds_html(blocks)))
        }
        Block::Code(_) => false,
    })
}

/// Reduces HTML to the safe set; the cleaner lets no NUL through, so the way to
/// the root waits as an address that has no other use.
fn cleaned(html: &str) -> String {
    const WAITING: &str = "./\u{fdd0}/";
    clean_html(&html.replace(WAITING, "").replace(ROOT, WAITING)).replace(WAITING, ROOT)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{Child, parse};

    fn html(text: &str) -> String {
        let parsed = parse(text, 0);
        let Some(Child::Clause(node)) = parsed.children.first() else { panic!("a clause") };
        let writer = Writer {
            lang: Lang::Arabic,
            resolve: &|target| Some(target.to_owned()),
            notes: &parsed.notes,
            table: "جدول",
            terms: None,
            fill_in: node.fill_in,
        };
        writer.blocks(&node.body)
    }

    #[test]
    fn what_arabic_would_turn_around_is_isolated() {
        assert_eq!(
            html("اتصل على +966 11 234 5678 الآن"),
            "<p>اتصل على <bdi dir=\"ltr\">+966 11 234 5678</bdi> الآن</p>"
        );
        assert_eq!(html("من 10-20 يوما"), "<p>من <bdi dir=\"ltr\">10-20</bdi> يوما</p>");
        assert_eq!(html("نسبة 5% فقط"), "<p>نسبة <bdi dir=\"ltr\">5%</bdi> فقط</p>");
        assert_eq!(html("بتاريخ 2025-07-13."), "<p>بتاريخ <bdi dir=\"ltr\">2025-07-13</bdi>.</p>");
        assert_eq!(html("خلال (15) يوما، 18/1/1447هـ"), "<p>خلال (15) يوما، 18/1/1447هـ</p>");
    }

    #[test]
    fn markup_in_words_is_words() {
        assert_eq!(html("a &lt;b&gt; & \"c\""), "<p>a &lt;b&gt; &amp; &quot;c&quot;</p>");
        assert!(!html("نص <img src=x onerror=alert(1)> نص").contains("onerror"));
        assert!(!html("نص <script>alert(1)</script> نص").contains("script"));
        assert_eq!(html("نص <bdi dir=\"ltr\">x</bdi>"), "<p>نص <bdi dir=\"ltr\">x</bdi></p>");
    }

    #[test]
    fn blanks_are_ruled_where_the_author_marks_them_beside_raw_html_too() {
        let blank = "<span class=\"blank\">....</span>";
        assert_eq!(html("أنا .... {.fill-in}"), format!("<p>أنا {blank}</p>"));
        assert_eq!(html("أنا ...."), "<p>أنا ....</p>");
        assert_eq!(html("أنا ....<br>ب .... {.fill-in}"), format!("<p>أنا {blank}<br>ب {blank}</p>"));
        let table = html("| أ | ب |\n|---|---|\n| .... | |\n{.fill-in}\n");
        assert!(table.starts_with("<div class=\"table fill-in\" ") && table.contains(blank), "{table}");
    }

    #[test]
    fn tables_are_aligned_along_the_writing() {
        let table = html("| أ | ب |\n|:--|--:|\n| 1 | 2 |\n");
        assert!(table.contains("<th scope=\"col\" class=\"start\">أ</th>"), "{table}");
        assert!(table.contains("<td class=\"end\">2</td>"), "{table}");
    }
}
