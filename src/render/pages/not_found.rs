//! The page for unknown addresses, in every language at once.

use tera::Context;

use super::chrome::{Head, minified_page};
use super::context::{PageContext, SiteContext};
use crate::derive::urls::Page;
use crate::model::Lang;
use crate::render::theme::templates::{RenderError, VIEW};
use crate::render::views::{LostView, NotFoundView, Page as PageView, SiteView};

impl SiteContext<'_> {
    /// The page for unknown addresses. It is served at any depth, so its links
    /// start at the root of the host.
    pub(crate) fn not_found(self) -> Result<Vec<u8>, RenderError> {
        let lang = self.site.default_language();
        let context = self.page(lang, String::new());
        let mut page = context.not_found();
        let base = self.site.base_path();
        let rooted = |href: &str| format!("{base}{}", href.trim_start_matches("./"));
        page.styles.iter_mut().chain(&mut page.scripts).for_each(|href| *href = rooted(href));
        page.languages.iter_mut().for_each(|link| link.href = rooted(&link.href));
        page.icon = rooted(&page.icon);
        page.root = base.to_owned();
        let view = NotFoundView { pages: self.site.languages.iter().map(|lang| self.lost(*lang)).collect() };
        let mut site = context.site_view();
        let SiteView { home, search, news, register, data, checksums, guide, .. } = &mut site;
        for href in [home, search, news, register, data, checksums, guide] {
            *href = rooted(href);
        }
        let mut values = Context::new();
        values.insert("page", &page);
        values.insert("site", &site);
        values.insert(VIEW, &view);
        let html = self.templates.page("not-found.html", lang, &mut values)?;
        Ok(if self.templates.are_minified() { html } else { minified_page(&html) })
    }

    /// What the page for unknown addresses says in one language.
    fn lost(self, lang: Lang) -> LostView {
        let t = self.assets.strings(lang);
        let rooted = |page| format!("{}{}", self.site.base_path(), self.site.address(page, lang));
        LostView {
            lang: lang.code(),
            dir: lang.direction(),
            title: t.get("not_found_title").to_owned(),
            text: t.get("not_found_text").to_owned(),
            home: rooted(Page::Home),
            home_words: t.get("not_found_home").to_owned(),
            search: rooted(Page::Search),
            search_words: t.get("search").to_owned(),
            search_label: t.get("search_label").to_owned(),
        }
    }
}

impl PageContext<'_> {
    fn not_found(&self) -> PageView {
        self.page(Head {
            kind: "not-found",
            title: vec![self.t.get("not_found_title").to_owned()],
            description: None,
            page: None,
            crumbs: Vec::new(),
            association: None,
            json_ld: None,
            noindex: true,
        })
    }
}
