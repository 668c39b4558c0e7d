//! Clauses: the tree of a page as HTML, each clause with its anchor.
//!
//! In: the paired tree and the words of each text. Out: HTML that every page of
//! the version shares. A clause in another language than the page says so.

use std::cell::RefCell;
use std::collections::HashSet;
use std::fmt::Write;

use memchr::memchr;

use crate::derive::pairs::{Pair, PairChild, nodes};
use crate::derive::terms::{Glossary, Terms};
use crate::model::{Bilingual, GlossaryTerm, Label, Lang, Strings, Text};
use crate::text::{ClauseKind, Embed, Node, Parsed};

use super::citations::Path;
use super::labels::{bare_label, label};
use super::markdown::{Resolve, Writer, term_id};
use super::parts::{Minify, minified_part, tag};
use crate::output::escape::{attribute, escape, push_attribute};

/// The words of one clause in its language, rendered once.
#[derive(Clone, Debug)]
pub(crate) struct ClauseWords<'a> {
    /// The label, as typed or numbered.
    pub(crate) label: Option<Label<'a>>,
    /// Of a section the words of the heading; else the blocks.
    html: String,
    /// The same, minified; absent where it is the same.
    minified: Option<String>,
    /// The footnotes and terms that it leads to, by the ids that they have on the page.
    pub(crate) uses: Vec<String>,
    /// Without markup.
    pub(crate) plain: String,
}

/// A text, rendered once for every page that shows it.
#[derive(Clone, Debug)]
pub(crate) struct RenderedText<'a> {
    /// In the order of the text.
    pub(crate) clauses: Vec<ClauseWords<'a>>,
    /// The footnotes.
    pub(crate) notes: Option<String>,
}

impl<'a> ClauseWords<'a> {
    fn new(label: Option<Label<'a>>, html: String, plain: String) -> Self {
        let after = |opening: &'static str| html.split(opening).skip(1).filter_map(|rest| rest.split('"').next());
        // Most clauses have no attribute at all.
        let uses = match memchr(b'"', html.as_bytes()) {
            Some(_) => after("href=\"#").chain(after("popovertarget=\"")).map(str::to_owned).collect(),
            None => Vec::new(),
        };
        ClauseWords { label, minified: minified_part(&html), html, uses, plain }
    }

    /// The words as HTML: minified, or as they are for a page that is minified unsplit.
    pub(crate) fn html(&self, minify: Minify) -> &str {
        self.minified.as_ref().filter(|_| minify == Minify::Parts).unwrap_or(&self.html)
    }
}

/// What the clauses of a page lead to.
pub(crate) type Uses = HashSet<String>;

/// The footnotes that a page refers to, of each text in its order; absent where there are none.
pub(crate) fn notes_of(uses: &Uses, texts: &[Option<&RenderedText<'_>>]) -> Option<String> {
    let mut out = String::new();
    for notes in texts.iter().flatten().filter_map(|text| text.notes.as_deref()) {
        // A text whose clauses the page shows only in the other language has notes that nothing leads to.
        let ids = notes.split("id=\"").skip(1).filter_map(|rest| rest.split('"').next());
        if ids.into_iter().any(|id| uses.contains(id)) {
            out.push_str(notes);
        }
    }
    (!out.is_empty()).then_some(out)
}

/// What the terms mean that a page uses, each in a box that its button opens; absent where there are none.
///
/// A definition is the site's own and no part of a text: `note` says so.
pub(crate) fn definitions_of(uses: &Uses, glossary: &[GlossaryTerm], note: impl Fn(Lang) -> String) -> Option<String> {
    let mut out = String::new();
    for lang in Lang::ALL {
        for term in glossary {
            let id = term_id(term, lang);
            let (Some(name), Some(meaning)) = (term.term.get(lang), term.definition.get(lang)) else { continue };
            if !uses.contains(&id) {
                continue;
            }
            let (code, dir) = (lang.code(), lang.direction());
            let _ = write!(out, "<div class=\"meaning\" popover id=\"{id}\" lang=\"{code}\" dir=\"{dir}\"><p><b>");
            escape(name, &mut out);
            out.push_str("</b></p><p>");
            escape(meaning, &mut out);
            out.push_str("</p><p class=\"muted\">");
            escape(&note(lang), &mut out);
            out.push_str("</p></div>");
        }
    }
    (!out.is_empty()).then_some(out)
}

/// Renders every clause of a text.
pub(crate) fn render_text<'a>(
    text: &'a Text,
    parsed: &Parsed,
    resolve: &Resolve<'_>,
    t: &Strings,
    glossary: &Glossary<'_>,
) -> RenderedText<'a> {
    let terms = RefCell::new(Terms::new(glossary));
    let terms = (!glossary.is_empty()).then_some(&terms);
    let writer =
        Writer { lang: text.lang, resolve, notes: &parsed.notes, table: t.get("table"), terms, fill_in: false };
    let nodes = nodes(parsed);
    let words = |(node, clause): (&&Node, crate::model::Clause<'a>)| {
        let writer = Writer { fill_in: node.fill_in, ..writer };
        let html = if node.kind == ClauseKind::Section { writer.line(&node.body) } else { writer.blocks(&node.body) };
        ClauseWords::new(clause.label, html, node.plain())
    };
    RenderedText {
        clauses: nodes.iter().zip(text.clauses.iter()).map(words).collect(),
        notes: writer.notes(|note| Some(&nodes.iter().find(|node| node.refers_to(note))?.id)),
    }
}

/// The version in force, for clauses of another one.
pub(crate) struct InForce<'a> {
    /// Its number.
    pub(crate) number: &'a str,
    /// The way to its page.
    pub(crate) href: String,
    /// The ids of the clauses that the page shows.
    pub(crate) clauses: HashSet<&'a str>,
}

/// The tree of a page, with tags for what is put in from outside.
#[derive(Debug, Default)]
pub(crate) struct Tree {
    /// The HTML.
    pub(crate) html: String,
    /// The embeds, in the order of their tags.
    pub(crate) embeds: Vec<Embed>,
    /// The clauses with promises, in the order of their tags.
    pub(crate) promises: Vec<String>,
    /// What its clauses lead to.
    pub(crate) uses: Uses,
}

/// Whether a label is the bullet of a list without order.
pub(super) fn is_bullet(label: &str) -> bool {
    matches!(label, "-" | "–" | "•" | "▪" | "*" | "+")
}

/// Writes the tree of a page.
pub(crate) struct TreeWriter<'a> {
    /// The language of the page.
    pub(crate) lang: Lang,
    /// The texts.
    pub(crate) texts: &'a Bilingual<Option<RenderedText<'a>>>,
    /// The words of the interface.
    pub(crate) t: &'a Strings,
    /// The clauses that make promises.
    pub(crate) promising: HashSet<&'a str>,
    /// Where clauses stand today; absent on a page of what is in force.
    pub(crate) today: Option<InForce<'a>>,
    /// How the page is minified.
    pub(crate) minify: Minify,
}

impl<'a> TreeWriter<'a> {
    /// The HTML of the tree.
    pub(crate) fn write(&self, tree: &[PairChild]) -> Tree {
        // What stands around the words is about as long again.
        let clauses = self.texts.get(self.lang).iter().flat_map(|text| &text.clauses);
        let words: usize = clauses.map(|words| words.html(self.minify).len() + 300).sum();
        let mut out = Tree { html: String::with_capacity(words), ..Tree::default() };
        self.children(tree, 0, &Path::default(), &mut out);
        out
    }

    /// The clause in the page's language, else in the other one.
    pub(crate) fn shown(&self, pair: &Pair) -> Option<(Lang, &'a ClauseWords<'a>)> {
        self.lang.then_other().into_iter().find_map(|lang| {
            let at = (*pair.at.get(lang))?;
            Some((lang, self.texts.get(lang).as_ref()?.clauses.get(at)?))
        })
    }

    fn children(&self, children: &[PairChild], depth: usize, above: &Path, out: &mut Tree) {
        let mut in_list = false;
        for child in children {
            let item = matches!(child, PairChild::Clause(pair) if pair.kind == ClauseKind::Item);
            if item != in_list {
                out.html.push_str(if item { "<ol class=clauses role=list>" } else { "</ol>" });
                in_list = item;
            }
            match child {
                PairChild::Clause(pair) => self.clause(pair, depth, above, out),
                PairChild::Rule => out.html.push_str("<hr>"),
                PairChild::Embed(embed) => {
                    out.html.push_str(&tag(&format!("embed-{}", out.embeds.len())));
                    out.embeds.push(embed.clone());
                }
            }
        }
        if in_list {
            out.html.push_str("</ol>");
        }
    }

    fn clause(&self, pair: &Pair, depth: usize, above: &Path, out: &mut Tree) {
        let Some((lang, words)) = self.shown(pair) else { return };
        out.uses.extend(words.uses.iter().cloned());
        let html = &mut out.html;
        let (tag_name, kind) = match pair.kind {
            ClauseKind::Section => ("section", "section"),
            ClauseKind::Item => ("li", "item"),
            ClauseKind::Paragraph => ("div", "paragraph"),
        };
        let foreign =
            if lang == self.lang { String::new() } else { format!(" lang={} dir={}", lang.code(), lang.direction()) };
        push_all(html, &["<", tag_name, " class=\"clause ", kind, "\" id="]);
        push_ids(&pair.id, html);
        html.push('>');
        let label = words.label.map(|known| label(known, self.t));
        if pair.kind == ClauseKind::Section {
            // The page's own title stands at the first level.
            let heading = ["h2", "h3", "h4", "h5", "h6"][depth.min(4)];
            push_all(html, &["<", heading, &foreign, ">"]);
            if let Some(label) = &label {
                push_label(label, "", html);
                html.push(' ');
            }
            push_all(html, &[words.html(self.minify), "</", heading, ">"]);
        } else {
            if let Some(label) = &label {
                push_label(label, &foreign, html);
            }
            push_all(html, &["<div class=words", &foreign, ">", words.html(self.minify), "</div>"]);
        }
        let heading = (pair.kind == ClauseKind::Section).then_some(&*words.plain);
        let path = above.to(label.as_deref(), heading, self.t);
        self.permalink(&pair.id, label.as_deref(), &path, html);
        if let Some(today) = &self.today {
            self.now(today, &pair.id, html);
        }
        if self.promising.contains(pair.id.as_str()) {
            html.push_str(&tag(&format!("promise-{}", out.promises.len())));
            out.promises.push(pair.id.clone());
        }
        self.children(&pair.children, depth + 1, &path, out);
        push_all(&mut out.html, &["</", tag_name, ">"]);
    }

    /// Where a clause of another version stands in the one in force, or that it does not. The
    /// style sheet shows it where an address has led to the clause, which needs no script.
    fn now(&self, today: &InForce<'_>, clause: &str, out: &mut String) {
        let number = [("n", today.number)];
        out.push_str("<p class=today>");
        if today.clauses.contains(clause) {
            let _ = write!(out, "<a href={}>", attribute(&format!("{}#c-{clause}", today.href)));
            escape(&self.t.fill("clause_today", &number), out);
            out.push_str("</a>");
        } else {
            escape(&self.t.fill("clause_gone", &number), out);
        }
        out.push_str("</p>");
    }

    fn permalink(&self, id: &str, label: Option<&str>, path: &Path, out: &mut String) {
        let name = match label.filter(|label| label.chars().any(char::is_alphanumeric)) {
            Some(label) => self.t.fill("permalink", &[("label", bare_label(label))]),
            None => self.t.get("permalink_plain").to_owned(),
        };
        out.push_str("<a class=permalink href=");
        push_attribute(&["#c-", id], out);
        out.push_str(" aria-label=");
        push_attribute(&[&name], out);
        out.push_str(" data-cite=");
        push_attribute(&[&path.words(self.t)], out);
        out.push_str("></a>");
    }
}

/// The anchor of a clause, and its id, as the attributes after `id=`.
///
/// The loader keeps ids to letters, digits and dashes when they are right; a page made from a text with
/// findings must stay valid all the same.
pub(super) fn push_ids(id: &str, out: &mut String) {
    push_attribute(&["c-", id], out);
    out.push_str(" data-clause=");
    push_attribute(&[id], out);
}

/// The label of a clause; `foreign` are the attributes of another language.
pub(super) fn push_label(label: &str, foreign: &str, out: &mut String) {
    let class = if is_bullet(label) { "\"label bullet\"" } else { "label" };
    push_all(out, &["<span class=", class, foreign, ">"]);
    escape(label, out);
    out.push_str("</span>");
}

pub(super) fn push_all(out: &mut String, parts: &[&str]) {
    parts.iter().for_each(|part| out.push_str(part));
}
