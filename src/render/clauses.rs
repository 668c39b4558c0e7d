//! Clauses: the tree of a page as HTML, each clause with its anchor.
//!
//! In: the paired tree and the words of each text. Out: HTML that every page of
//! the version shares. A clause in another language than the page says so.

use std::cell::RefCell;
use std::collections::HashSet;
use std::fmt::Write;

use crate::derive::pairs::{Pair, PairChild, nodes};
use crate::derive::terms::Terms;
use crate::model::{Bilingual, GlossaryTerm, Label, Lang, Strings, Text};
use crate::text::{ClauseKind, Embed, Node, Parsed};

use super::citations::{Step, path};
use super::markdown::{Resolve, Writer, attribute, escape, term_id};
use super::parts::{small, tag};
use super::words::{bare_label, label};

/// The words of one clause in its language, rendered once.
#[derive(Clone, Debug)]
pub(super) struct ClauseWords {
    /// The label, as typed or numbered.
    pub(super) label: Option<Label>,
    /// Of a section the words of the heading; else the blocks.
    pub(super) html: String,
    /// The same, minified.
    pub(super) small: String,
    /// The footnotes and terms that it leads to, by the ids that they have on the page.
    pub(super) uses: Vec<String>,
    /// Without markup.
    pub(super) plain: String,
}

/// A text, rendered once for every page that shows it.
#[derive(Clone, Debug)]
pub(super) struct RenderedText {
    /// In the order of the text.
    pub(super) clauses: Vec<ClauseWords>,
    /// The footnotes.
    pub(super) notes: Option<String>,
}

impl ClauseWords {
    fn new(label: Option<Label>, html: String, plain: String) -> Self {
        let after = |sign: &'static str| html.split(sign).skip(1).filter_map(|rest| rest.split('"').next());
        let uses = after("href=\"#").chain(after("popovertarget=\"")).map(str::to_owned).collect();
        ClauseWords { label, small: small(&html), html, uses, plain }
    }
}

/// What the clauses of a page lead to.
pub(super) type Uses = HashSet<String>;

/// The footnotes that a page refers to, of each text in its order; absent where there are none.
pub(super) fn notes_of(uses: &Uses, texts: &[Option<&RenderedText>]) -> Option<String> {
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
pub(super) fn definitions_of(uses: &Uses, glossary: &[GlossaryTerm], note: impl Fn(Lang) -> String) -> Option<String> {
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
pub(super) fn render_text(
    text: &Text,
    parsed: &Parsed,
    resolve: &Resolve<'_>,
    t: &Strings,
    glossary: &[GlossaryTerm],
) -> RenderedText {
    let terms = RefCell::new(Terms::new(glossary, text.lang));
    let terms = (!glossary.is_empty()).then_some(&terms);
    let writer = Writer { lang: text.lang, resolve, notes: &parsed.notes, table: t.get("table"), terms };
    let nodes = nodes(parsed);
    let words = |(node, clause): (&&Node, &crate::model::Clause)| {
        let html = if node.kind == ClauseKind::Section { writer.line(&node.body) } else { writer.blocks(&node.body) };
        ClauseWords::new(clause.label.clone(), html, node.plain())
    };
    RenderedText {
        clauses: nodes.iter().zip(&*text.clauses).map(words).collect(),
        notes: writer.notes(|note| Some(&nodes.iter().find(|node| node.refers_to(note))?.id)),
    }
}

/// The version in force, for clauses of another one.
pub(super) struct InForce<'a> {
    /// Its number.
    pub(super) number: &'a str,
    /// The way to its page.
    pub(super) href: String,
    /// The ids of the clauses that the page shows.
    pub(super) clauses: HashSet<&'a str>,
}

/// The tree of a page, with tags for the words of its clauses and for what is put in from outside.
#[derive(Debug, Default)]
pub(super) struct Tree {
    /// The HTML around the words.
    pub(super) html: String,
    /// The embeds, in the order of their tags.
    pub(super) embeds: Vec<Embed>,
    /// The clauses with promises, in the order of their tags.
    pub(super) promises: Vec<String>,
    /// What its clauses lead to.
    pub(super) uses: Uses,
}

/// Which words a tag stands for: the language and the place of the clause in its text.
pub(super) fn words_tag(lang: Lang, at: usize) -> String {
    tag(&format!("words-{}-{at}", lang.code()))
}

/// The clause whose words a key of [`words_tag`] asks for.
pub(super) fn words_of<'a>(texts: &'a Bilingual<Option<RenderedText>>, key: &str) -> Option<&'a ClauseWords> {
    let (lang, at) = key.strip_prefix("words-")?.split_once('-')?;
    texts.get(Lang::from_code(lang)?).as_ref()?.clauses.get(at.parse::<usize>().ok()?)
}

/// Writes the tree of a page.
pub(super) struct TreeWriter<'a> {
    /// The language of the page.
    pub(super) lang: Lang,
    /// The texts.
    pub(super) texts: &'a Bilingual<Option<RenderedText>>,
    /// The words of the interface.
    pub(super) t: &'a Strings,
    /// The clauses that make promises.
    pub(super) promising: HashSet<&'a str>,
    /// Where clauses stand today; absent on a page of what is in force.
    pub(super) today: Option<InForce<'a>>,
}

impl<'a> TreeWriter<'a> {
    /// The HTML of the whole tree.
    pub(super) fn write(&self, tree: &[PairChild]) -> Tree {
        let mut out = Tree::default();
        self.children(tree, &[], &mut out);
        out
    }

    /// The clause in the page's language, else in the other one.
    pub(super) fn shown(&self, pair: &Pair) -> Option<(Lang, usize, &'a ClauseWords)> {
        [self.lang, self.lang.other()].into_iter().find_map(|lang| {
            let at = (*pair.at.get(lang))?;
            Some((lang, at, self.texts.get(lang).as_ref()?.clauses.get(at)?))
        })
    }

    fn children(&self, children: &[PairChild], above: &[Step], out: &mut Tree) {
        let mut in_list = false;
        for child in children {
            let item = matches!(child, PairChild::Clause(pair) if pair.kind == ClauseKind::Item);
            if item != in_list {
                out.html.push_str(if item { "<ol class=clauses role=list>" } else { "</ol>" });
                in_list = item;
            }
            match child {
                PairChild::Clause(pair) => self.clause(pair, above, out),
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

    fn clause(&self, pair: &Pair, above: &[Step], out: &mut Tree) {
        let Some((lang, at, words)) = self.shown(pair) else { return };
        out.uses.extend(words.uses.iter().cloned());
        let html = &mut out.html;
        let (tag_name, kind) = match pair.kind {
            ClauseKind::Section => ("section", "section"),
            ClauseKind::Item => ("li", "item"),
            ClauseKind::Paragraph => ("div", "paragraph"),
        };
        let foreign =
            if lang == self.lang { String::new() } else { format!(" lang={} dir={}", lang.code(), lang.direction()) };
        // The loader keeps ids to letters, digits and dashes when they are right; a page
        // made from a text with findings must stay whole all the same.
        let id = attribute(&pair.id);
        let anchor = attribute(&format!("c-{}", pair.id));
        let _ = write!(html, "<{tag_name} class=\"clause {kind}\" id={anchor} data-clause={id}>");
        let label = words.label.as_ref().map(|known| label(known, self.t));
        if pair.kind == ClauseKind::Section {
            // The page's own title stands at the first level.
            let heading = (above.len() + 2).min(6);
            let _ = write!(html, "<h{heading}{foreign}>");
            if let Some(label) = &label {
                self.label(label, "", html);
                html.push(' ');
            }
            let _ = write!(html, "{}</h{heading}>", words_tag(lang, at));
        } else {
            if let Some(label) = &label {
                self.label(label, &foreign, html);
            }
            let _ = write!(html, "<div class=words{foreign}>{}</div>", words_tag(lang, at));
        }
        let heading = (pair.kind == ClauseKind::Section).then(|| words.plain.clone());
        let steps: Vec<Step> = above.iter().cloned().chain([Step { label: label.clone(), heading }]).collect();
        self.permalink(&pair.id, label.as_deref(), &steps, html);
        if let Some(today) = &self.today {
            self.now(today, &pair.id, html);
        }
        if self.promising.contains(pair.id.as_str()) {
            html.push_str(&tag(&format!("promise-{}", out.promises.len())));
            out.promises.push(pair.id.clone());
        }
        self.children(&pair.children, &steps, out);
        let _ = write!(out.html, "</{tag_name}>");
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

    fn label(&self, label: &str, foreign: &str, out: &mut String) {
        let class = if matches!(label, "-" | "*" | "+") { "\"label bullet\"" } else { "label" };
        let _ = write!(out, "<span class={class}{foreign}>");
        escape(label, out);
        out.push_str("</span>");
    }

    fn permalink(&self, id: &str, label: Option<&str>, steps: &[Step], out: &mut String) {
        let name = match label.filter(|label| label.chars().any(char::is_alphanumeric)) {
            Some(label) => self.t.fill("permalink", &[("label", bare_label(label))]),
            None => self.t.get("permalink_plain").to_owned(),
        };
        let (href, name, cite) = (attribute(&format!("#c-{id}")), attribute(&name), attribute(&path(steps, self.t)));
        let _ = write!(out, "<a class=permalink href={href} aria-label={name} data-cite={cite}></a>");
    }
}
