//! Context: what pages are made with.

use crate::derive::terms::Glossary;
use crate::derive::urls::{Page, relative};
use crate::model::{Bilingual, Edition, Lang, Phrase, Site, Strings};
use crate::render::text::parts::Minify;
use crate::render::theme::assets::Assets;
use crate::render::theme::templates::Templates;
use crate::render::views::Words;
use crate::render::words;

/// What all pages of a site are made with.
#[derive(Clone, Copy)]
pub(crate) struct SiteContext<'a> {
    pub(crate) site: &'a Site,
    pub(crate) edition: Edition,
    pub(crate) assets: &'a Assets,
    pub(crate) templates: &'a Templates,
    pub(crate) glossary: &'a Bilingual<Glossary<'a>>,
    pub(crate) minify: Minify,
}

impl<'a> SiteContext<'a> {
    /// For the page at an address below the base URL, in a language.
    pub(crate) fn page(self, lang: Lang, here: String) -> PageContext<'a> {
        let SiteContext { site, edition, assets, templates, .. } = self;
        PageContext { site, edition, assets, templates, t: assets.strings(lang), lang, here }
    }
}

/// What one page is made with: its language and its address too.
pub(crate) struct PageContext<'a> {
    pub(crate) site: &'a Site,
    pub(crate) edition: Edition,
    pub(crate) assets: &'a Assets,
    pub(crate) templates: &'a Templates,
    /// The words of the interface.
    pub(crate) t: &'a Strings,
    pub(crate) lang: Lang,
    /// The address of the page below the base URL.
    pub(crate) here: String,
}

impl PageContext<'_> {
    /// The way from this page to an address of the site.
    pub(crate) fn to(&self, address: &str) -> String {
        relative(&self.here, address)
    }

    /// The way from this page to another page in the same language.
    pub(crate) fn to_page(&self, page: Page<'_>) -> String {
        self.to(&self.site.address(page, self.lang))
    }

    /// The way to the site's root.
    pub(crate) fn root(&self) -> String {
        self.to("")
    }

    /// Words of a phrase for this page.
    pub(crate) fn phrase(&self, phrase: &Phrase) -> Option<Words> {
        words::phrase(phrase, self.lang)
    }

    /// The words of a phrase that must be there; its id where it has none.
    pub(crate) fn name(&self, phrase: &Phrase, id: &str) -> Words {
        self.phrase(phrase).unwrap_or_else(|| words::in_page_language(id, self.lang))
    }
}
