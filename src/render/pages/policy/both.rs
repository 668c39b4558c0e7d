//! The page with both texts of a version side by side.

use std::borrow::Cow;

use super::{Shows, VersionPages};
use crate::derive::urls::Page;
use crate::model::Lang;
use crate::render::pages::context::PageContext;
use crate::render::text::clauses::notes_of;
use crate::render::text::filling::Filling;
use crate::render::text::markdown::ROOT;
use crate::render::text::parts::{Minify, tag};
use crate::render::text::sides::{Sides, SidesWriter};
use crate::render::views::{BothView, Column, Page as PageView};

impl<'a> VersionPages<'a> {
    /// The page with both texts.
    pub(super) fn both(&self, context: &PageContext<'a>, minify: Minify) -> (PageView, BothView, Filling<'_>) {
        let policy = self.view(context, Shows::Policy);
        let order = self.policy.governing.then_other();
        let column = |lang: &Lang| Column {
            lang: lang.code(),
            dir: lang.direction(),
            language: context.t.get(&format!("language_{}", lang.code())).to_owned(),
            governs: *lang == self.policy.governing,
            title: self.title_in(*lang),
        };
        let writer = SidesWriter { texts: &self.texts, order, t: context.t, minify };
        let Sides { html, uses, .. } = writer.write(&self.paired_tree);
        let mut filling = Filling::new(minify, Cow::Owned(html), Vec::new(), Vec::new());
        let text = filling.stand_in(tag("text"), &context.root());
        let last = context.t.get("both_title").to_owned();
        let page = Page::Both(self.association, self.policy);
        let notes = notes_of(&uses, &order.map(|lang| self.texts.get(lang).as_ref()))
            .map(|notes| notes.replace(ROOT, &context.root()));
        let meanings = self.meanings(context, &uses);
        let view = BothView { columns: order.iter().map(column).collect(), text, notes, meanings, policy };
        let head = self.head(context, &view.policy, "both", page, Some(last));
        (context.page(head), view, filling)
    }
}
