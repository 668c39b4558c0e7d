//! The page with both texts of a version side by side.

use std::borrow::Cow;

use super::VersionRoom;
use crate::derive::urls::Page;
use crate::model::Lang;
use crate::render::pages::chrome::Desk;
use crate::render::text::clauses::notes_of;
use crate::render::text::filling::Filling;
use crate::render::text::markdown::ROOT;
use crate::render::text::parts::tag;
use crate::render::text::sides::{Sides, SidesWriter};
use crate::render::views::{BothView, Column, Page as PageView};

impl<'a> VersionRoom<'a> {
    /// The page with both texts.
    pub(super) fn both(&self, desk: &Desk<'a>, whole: bool) -> (PageView, BothView, Filling<'_>) {
        let policy = self.view(desk, true);
        let order = self.policy.governing.then_other();
        let column = |lang: &Lang| Column {
            lang: lang.code(),
            dir: lang.direction(),
            language: desk.t.get(&format!("language_{}", lang.code())).to_owned(),
            governs: *lang == self.policy.governing,
            title: self.title_in(*lang),
        };
        let writer = SidesWriter { texts: &self.texts, order, t: desk.t, whole };
        let Sides { html, uses, .. } = writer.write(&self.whole_tree);
        let mut filling = Filling::new(whole, Cow::Owned(html), Vec::new(), Vec::new());
        let text = filling.stand_in(tag("text"), &desk.root());
        let last = desk.t.get("both_title").to_owned();
        let page = Page::Both(self.association, self.policy);
        let notes = notes_of(&uses, &order.map(|lang| self.texts.get(lang).as_ref()))
            .map(|notes| notes.replace(ROOT, &desk.root()));
        let meanings = self.meanings(desk, &uses);
        let view = BothView { columns: order.iter().map(column).collect(), text, notes, meanings, policy };
        let head = self.head(desk, &view.policy, "both", page, Some(last));
        (desk.page(head), view, filling)
    }
}
