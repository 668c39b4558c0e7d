//! Sides: the texts of a version side by side, a row of a table for each clause.
//!
//! In: the paired tree and the words of each text. Out: HTML.

use std::fmt::Write;

use crate::derive::pairs::{Pair, PairChild};
use crate::model::{Bilingual, Lang, Strings};
use crate::text::ClauseKind;

use super::clauses::{RenderedText, Uses, push_all, push_ids, push_label};
use super::labels::label;
use super::parts::Minify;
use crate::output::escape::escape;

/// Writes the rows.
pub(crate) struct SidesWriter<'a> {
    /// The texts.
    pub(crate) texts: &'a Bilingual<Option<RenderedText<'a>>>,
    /// The languages of the columns.
    pub(crate) order: [Lang; 2],
    /// The words of the interface.
    pub(crate) t: &'a Strings,
    /// How the page is minified.
    pub(crate) minify: Minify,
}

/// The rows of the table, and what their clauses lead to.
#[derive(Debug, Default)]
pub(crate) struct Sides {
    /// The HTML.
    pub(crate) html: String,
    /// The footnotes and terms.
    pub(crate) uses: Uses,
    /// The depth of what stands in the last section: items are indented from there.
    base: usize,
}

impl SidesWriter<'_> {
    /// The rows of the tree.
    pub(crate) fn write(&self, tree: &[PairChild]) -> Sides {
        // What stands around the words is about as long again.
        let clauses = self.texts.existing().flat_map(|text| &text.clauses);
        let words: usize = clauses.map(|words| words.html(self.minify).len() + 200).sum();
        let mut out = Sides { html: String::with_capacity(words), ..Sides::default() };
        self.rows(tree, 0, &mut out);
        out
    }

    fn rows(&self, children: &[PairChild], depth: usize, out: &mut Sides) {
        for child in children {
            let PairChild::Clause(pair) = child else { continue };
            if pair.kind == ClauseKind::Section {
                out.base = depth + 1;
            }
            let _ = write!(out.html, "<tr class=\"clause {} depth-{depth}", pair.kind.word());
            if depth > out.base {
                let _ = write!(out.html, " level-{}", depth - out.base);
            }
            out.html.push_str("\" id=");
            push_ids(&pair.id, &mut out.html);
            out.html.push_str(" role=row>");
            self.order.iter().for_each(|lang| self.cell(pair, *lang, depth, out));
            out.html.push_str("</tr>");
            self.rows(&pair.children, depth + 1, out);
        }
    }

    fn cell(&self, pair: &Pair, lang: Lang, depth: usize, out: &mut Sides) {
        let words = pair.at.get(lang).and_then(|at| self.texts.get(lang).as_ref()?.clauses.get(at));
        let html = &mut out.html;
        let Some(words) = words else {
            html.push_str("<td class=missing role=cell><span class=absent>");
            escape(self.t.get("no_counterpart"), html);
            html.push_str("</span></td>");
            return;
        };
        out.uses.extend(words.uses.iter().cloned());
        push_all(html, &["<td dir=", lang.direction(), " lang=", lang.code(), " role=cell><div class=cell>"]);
        if let Some(known) = words.label {
            push_label(&label(known, self.t), "", html);
            html.push(' ');
        }
        html.push_str("<div class=words");
        if pair.kind == ClauseKind::Section {
            // The page's own title stands at the first level.
            let _ = write!(html, " role=heading aria-level={}", (depth + 2).min(6));
        }
        push_all(html, &[">", words.html(self.minify), "</div></div></td>"]);
    }
}
