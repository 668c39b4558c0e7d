//! Markdown → safe HTML, block by block.
//!
//! In: blocks of a clause. Out: HTML without scripts, styles or events; words
//! escaped, raw HTML reduced to the safe set, links resolved.
//! Never: makes the element of the clause itself; that is `clauses`.

use std::cell::RefCell;
use std::fmt::Write;

use memchr::{memchr2, memchr3};

use crate::derive::terms::Terms;
use crate::model::spelling::{is_email, is_web_address};
use crate::model::{GlossaryTerm, Lang};
use crate::text::{Align, Block, Inline, Note, clean_html};

use super::words::address_parts;

/// Stands for the way to the site's root, which differs from page to page.
/// The Markdown parser lets no NUL through, so a text cannot hold it.
pub(super) const ROOT: &str = "\0/";

/// About how long most clauses are.
const CLAUSE: usize = 256;

/// Where a link leads: the address to write, or nothing to leave its words alone.
pub(super) type Resolve<'a> = dyn Fn(&str) -> Option<String> + 'a;

/// Writes the blocks of one clause in one language.
pub(super) struct Writer<'a> {
    /// The language of the words.
    pub(super) lang: Lang,
    /// What links lead to.
    pub(super) resolve: &'a Resolve<'a>,
    /// The footnotes of the text, in order: a reference shows its number.
    pub(super) notes: &'a [Note],
    /// The name of a table for those who do not see it.
    pub(super) table: &'a str,
    /// The terms whose first use is marked; none in headings and links.
    pub(super) terms: Option<&'a RefCell<Terms<'a>>>,
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
    pub(super) fn line(&self, blocks: &[Block]) -> String {
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
                out.push_str("<ul>");
                for item in items {
                    out.push_str("<li>");
                    item.iter().for_each(|block| self.block(block, out));
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
        out.push_str("<div class=\"table\" role=\"group\" tabindex=\"0\" aria-label=\"");
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
    pub(super) fn notes<'a>(&self, from: impl Fn(&Note) -> Option<&'a String>) -> Option<String> {
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
            self.isolated(&text[from..place.start], out);
            let id = term_id(term, self.lang);
            let _ = write!(
                out,
                "<dfn><button type=\"button\" class=\"term\" popovertarget=\"{id}\" aria-describedby=\"{id}\">"
            );
            self.isolated(&text[place.clone()], out);
            out.push_str("</button></dfn>");
            from = place.end;
        }
        self.isolated(&text[from..], out);
    }

    /// Words, with what runs from left to right isolated in an Arabic text.
    fn isolated(&self, text: &str, out: &mut String) {
        if self.lang == Lang::English || !text.bytes().any(|byte| byte.is_ascii_digit() || byte == b'@') {
            return escape(text, out);
        }
        let mut rest = text;
        while let Some((before, inside, after)) = split_isolated(rest) {
            escape(before, out);
            out.push_str("<bdi dir=\"ltr\">");
            escape(inside, out);
            out.push_str("</bdi>");
            rest = after;
        }
        escape(rest, out);
    }
}

/// The first run of `text` that an Arabic paragraph would turn around: a phone
/// number, a range, a date with dashes, a percentage, an e-mail address.
///
/// Measured: `+966 11 234 5678`, `2025-07-13`, `10-20` and `5%` come out reversed;
/// `(5351)` and `18/1/1447` do not, so they are left alone.
fn split_isolated(text: &str) -> Option<(&str, &str, &str)> {
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '%' | ':' | '.' | '@' | '_' | '/' | '#');
    let mut at = 0;
    while at < text.len() {
        let start = at + text[at..].find(fits)?;
        let mut end = start + text[start..].find(|c| !fits(c)).unwrap_or(text.len() - start);
        if text[start..].starts_with('+') {
            end = phone_end(text, start, end);
        }
        let run = text[start..end].trim_end_matches(['.', ':', '-', '/']);
        let digit = run.bytes().any(|byte| byte.is_ascii_digit());
        let turns = run.len() > 1 && run.contains(['-', '%', '+', ':']) && digit;
        let email = run.find('@').is_some_and(|at| at > 0 && run[at..].contains('.'));
        if turns || email {
            return Some((&text[..start], run, &text[start + run.len()..]));
        }
        at = end;
    }
    None
}

/// A number with a country code goes on over the spaces between its groups.
fn phone_end(text: &str, start: usize, mut end: usize) -> usize {
    while let Some(next) = text[end..].strip_prefix(' ') {
        let digits = next.bytes().take_while(u8::is_ascii_digit).count();
        if digits == 0 || end - start > 20 {
            break;
        }
        end += 1 + digits;
    }
    end
}

/// Words of a page as HTML, with what runs from left to right isolated where they are Arabic.
pub(super) fn isolated_words(words: &str, lang: Lang) -> String {
    let writer = Writer { lang, resolve: &|_| None, notes: &[], table: "", terms: None };
    let mut out = String::new();
    writer.isolated(words, &mut out);
    out
}

/// Plain words of a text as HTML: those in Arabic letters within an English text are
/// marked as Arabic, since what marked them in the text is not a part of its words.
pub(super) fn marked_words(words: &str, lang: Lang) -> String {
    if lang == Lang::Arabic {
        return isolated_words(words, lang);
    }
    let is_arabic = |c: char| matches!(c, '\u{600}'..='\u{6ff}' | '\u{750}'..='\u{77f}' | '\u{fb50}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}');
    let mut out = String::new();
    let mut rest = words;
    while let Some(start) = rest.find(is_arabic) {
        let run = &rest[start..];
        // Words of one run are joined by spaces; the run ends with its last letter.
        let end = run.find(|c: char| !is_arabic(c) && c != ' ').unwrap_or(run.len());
        let run = run[..end].trim_end();
        escape(&rest[..start], &mut out);
        out.push_str("<bdi lang=\"ar\" dir=\"rtl\">");
        escape(run, &mut out);
        out.push_str("</bdi>");
        rest = &rest[start + run.len()..];
    }
    escape(rest, &mut out);
    out
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
        Block::List(items) => items.iter().any(|item| holds_html(item)),
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

/// The bytes that an attribute holds without quotes.
const BARE: [bool; 256] = {
    let (mut bare, mut byte) = ([false; 256], 0);
    while byte < 128 {
        let sign = byte as u8;
        bare[byte] = sign.is_ascii_alphanumeric() || matches!(sign, b'-' | b'_' | b'.' | b'#' | b'/' | b':');
        byte += 1;
    }
    bare
};

/// A value as an attribute has it after its `=`, without quotes where it needs none.
pub(super) fn attribute(value: &str) -> String {
    let mut out = String::with_capacity(value.len() + 2);
    push_attribute(&[value], &mut out);
    out
}

/// The same for a value in parts.
pub(super) fn push_attribute(parts: &[&str], out: &mut String) {
    let bare = |byte: u8| BARE[usize::from(byte)];
    let last = parts.iter().rev().find_map(|part| part.bytes().last());
    // A slash at the end would be taken for the end of the tag.
    if last.is_some_and(|last| last != b'/') && parts.iter().all(|part| part.bytes().all(bare)) {
        parts.iter().for_each(|part| out.push_str(part));
        return;
    }
    out.push('"');
    parts.iter().for_each(|part| escape(part, out));
    out.push('"');
}

/// Appends words with what HTML would read as markup written out.
pub(super) fn escape(text: &str, out: &mut String) {
    // Most words hold none of these, which is quickly seen.
    let bytes = text.as_bytes();
    if memchr3(b'&', b'<', b'>', bytes).is_none() && memchr2(b'"', b'\'', bytes).is_none() {
        return out.push_str(text);
    }
    let mut rest = text;
    while let Some(at) = rest.bytes().position(|byte| matches!(byte, b'&' | b'<' | b'>' | b'"' | b'\'')) {
        out.push_str(&rest[..at]);
        out.push_str(match rest.as_bytes()[at] {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            b'"' => "&quot;",
            _ => "&#39;",
        });
        rest = &rest[at + 1..];
    }
    out.push_str(rest);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{Child, parse};

    fn html(text: &str) -> String {
        let parsed = parse(text, 0);
        let writer = Writer {
            lang: Lang::Arabic,
            resolve: &|target| Some(target.to_owned()),
            notes: &parsed.notes,
            table: "جدول",
            terms: None,
        };
        let Some(Child::Clause(node)) = parsed.children.first() else { panic!("a clause") };
        writer.blocks(&node.body)
    }

    #[test]
    fn arabic_words_in_an_english_text_are_marked() {
        let mark = |words| marked_words(words, Lang::English);
        let bdi = |words: &str| format!("<bdi lang=\"ar\" dir=\"rtl\">{words}</bdi>");
        let said = format!("which are {}, and &lt;b", bdi("علاقات المستفيدين"));
        assert_eq!(mark("which are علاقات المستفيدين, and <b"), said);
        assert_eq!(mark("plain"), "plain");
        assert_eq!(mark("أ b ج"), format!("{} b {}", bdi("أ"), bdi("ج")));
        assert_eq!(marked_words("نص b", Lang::Arabic), "نص b");
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
    fn tables_are_aligned_along_the_writing() {
        let table = html("| أ | ب |\n|:--|--:|\n| 1 | 2 |\n");
        assert!(table.contains("<th scope=\"col\" class=\"start\">أ</th>"), "{table}");
        assert!(table.contains("<td class=\"end\">2</td>"), "{table}");
    }
}
