//! Chrome: what every page has around its own view.

use std::sync::Arc;

use serde::Serialize;
use tera::Context;

use crate::derive::search::fold::fold;
use crate::derive::urls::{self, Page};
use crate::model::{Association, Lang, Policy, Strings, Version};
use crate::output::minified;

use super::context::PageContext;
use super::logo;
use crate::render::text::filling::Filling;
use crate::render::text::parts::Minify;
use crate::render::theme::templates::{RenderError, VIEW};
use crate::render::views::{Alternate, Brand, Crumb, LanguageLink, Page as PageView, SiteView, Words};
use crate::render::words;

/// What differs from page to page in its head.
pub(crate) struct Head<'a> {
    pub(crate) kind: &'static str,
    pub(crate) title: Vec<String>,
    pub(crate) description: Option<String>,
    /// The page in every language; none for a page that is all languages at once.
    pub(crate) page: Option<Page<'a>>,
    pub(super) crumbs: Vec<Crumb>,
    pub(crate) association: Option<&'a Association>,
    pub(crate) json_ld: Option<serde_json::Value>,
    pub(crate) noindex: bool,
}

impl<'a> PageContext<'a> {
    /// The associations of the site in the order of their names in this language, whichever way a letter is
    /// written.
    pub(crate) fn associations(&self) -> Vec<&'a Arc<Association>> {
        let mut associations: Vec<_> = self.site.associations.iter().collect();
        associations.sort_by_cached_key(|one| (fold(&self.name(&one.name, &one.id).text), &one.id));
        associations
    }

    /// Name, mark and address of an association.
    pub(crate) fn brand(&self, association: &Association) -> Brand {
        let name = self.name(&association.name, &association.id);
        Brand {
            id: association.id.clone(),
            monogram: monogram(&name.text),
            name,
            licence: association.licence.clone(),
            logo_width: association.logo.as_ref().and_then(|logo| logo::width(&logo.bytes)),
            logo: self.assets.logo(&association.id).map(|path| self.to(path)),
            href: self.to_page(Page::Association(association)),
            channels_href: self.to_page(Page::Channels(association)),
        }
    }

    /// A page by its template, minified.
    pub(crate) fn html(&self, template: &str, page: &PageView, view: &impl Serialize) -> Result<Vec<u8>, RenderError> {
        let html = self.rendered(template, page, view)?;
        Ok(if self.templates.are_minified() { html } else { minified_page(&html) })
    }

    /// A page with its filling; nothing where the template has no place for it as it is.
    pub(super) fn html_filled(
        &self,
        template: &str,
        page: &PageView,
        view: &impl Serialize,
        filling: &Filling<'_>,
    ) -> Result<Option<Vec<u8>>, RenderError> {
        let html = self.rendered(template, page, view)?;
        if !filling.fits(&html) {
            return Ok(None);
        }
        // What was put in before the page was rendered is not minified.
        let is_minified = self.templates.are_minified() && filling.minify == Minify::Parts;
        let html = if is_minified { html } else { minified_page(&html) };
        Ok(Some(filling.fill(&html, &self.root())))
    }

    fn rendered(&self, template: &str, page: &PageView, view: &impl Serialize) -> Result<Vec<u8>, RenderError> {
        let mut values = Context::new();
        values.insert("page", page);
        values.insert("site", &self.site_view());
        values.insert(VIEW, view);
        self.templates.page(template, self.lang, &mut values)
    }

    /// The `page` of the template.
    pub(crate) fn page(&self, head: Head<'a>) -> PageView {
        let address = |lang| head.page.map(|page| self.site.address(page, lang));
        let languages = self.site.languages.iter().map(|lang| LanguageLink {
            lang: lang.code(),
            dir: lang.direction(),
            name: self.t_of(*lang).get("switch_to").to_owned(),
            href: self.to(&address(*lang).unwrap_or_else(|| self.site.address(Page::Home, *lang))),
            current: *lang == self.lang,
        });
        let mut alternates: Vec<Alternate> = Vec::new();
        if head.page.is_some() {
            alternates.extend(self.site.languages.iter().filter_map(|lang| {
                Some(Alternate { lang: lang.code(), href: urls::encode(&self.site.full(&address(*lang)?)) })
            }));
            let default = address(self.site.default_language()).map(|path| urls::encode(&self.site.full(&path)));
            alternates.extend(default.map(|href| Alternate { lang: "x-default", href }));
        }
        let mut title = head.title;
        title.push(self.name(&self.site.title, "").text);
        title.retain(|part| !part.is_empty());
        title.dedup();
        let mut styles: Vec<String> = vec![self.to(&self.assets.path("style.css"))];
        // What a theme adds to the style sheet, then the association's own colour.
        styles.extend(self.assets.has("theme.css").then(|| self.to(&self.assets.path("theme.css"))));
        styles.extend(head.association.and_then(|a| self.assets.colour(&a.id)).map(|path| self.to(path)));
        PageView {
            lang: self.lang.code(),
            dir: self.lang.direction(),
            kind: head.kind,
            description: head
                .description
                .or_else(|| self.phrase(&self.site.description).map(|words| words.text))
                .or_else(|| Some(title.join(" · "))),
            title: title.join(" · "),
            image: None,
            root: self.root(),
            canonical: address(self.lang).map(|path| urls::encode(&self.site.full(&path))),
            alternates,
            feeds: head.page.map(|page| self.feeds(page)).unwrap_or_default(),
            languages: languages.collect(),
            breadcrumbs: head.crumbs,
            styles,
            scripts: vec![self.to(&self.assets.path("page.js"))],
            icon: self.to(&self.assets.path("icon.svg")),
            json_ld: head.json_ld.map(|value| json_in_script(&value)),
            noindex: head.noindex,
            association: head.association.map(|association| self.brand(association)),
        }
    }

    fn t_of(&self, lang: Lang) -> &Strings {
        self.assets.strings(lang)
    }

    /// The `site` of the template.
    pub(crate) fn site_view(&self) -> SiteView {
        SiteView {
            title: self.name(&self.site.title, "mithaq"),
            description: self.phrase(&self.site.description),
            publisher: self.phrase(&self.site.publisher),
            home: self.to_page(Page::Home),
            search: self.to_page(Page::Search),
            news: self.to_page(Page::News),
            single: self.site.layout == crate::model::Layout::Single,
            register: self.to("data/register.csv"),
            data: self.to("data/site.json"),
            checksums: self.to(crate::output::LISTING),
            guide: self.to(urls::GUIDE),
        }
    }

    fn crumb(&self, words: Words, page: Option<Page<'_>>) -> Crumb {
        Crumb { words, href: page.map(|page| self.to_page(page)) }
    }

    /// The way to a page below that of an association.
    pub(super) fn crumbs_to_association(&self, association: &Association) -> Vec<Crumb> {
        self.crumbs_with(association, Some(Page::Association(association)))
    }

    /// The way to the page of an association, which is the end of it.
    pub(super) fn crumbs_at_association(&self, association: &Association) -> Vec<Crumb> {
        self.crumbs_with(association, None)
    }

    fn crumbs_with(&self, association: &Association, page: Option<Page<'_>>) -> Vec<Crumb> {
        let mut crumbs = Vec::new();
        let name = self.name(&association.name, &association.id);
        if self.site.layout == crate::model::Layout::Portal {
            crumbs.push(self.crumb(words::in_page_language(self.t.get("home"), self.lang), Some(Page::Home)));
        }
        crumbs.push(self.crumb(name, page));
        crumbs
    }

    /// The way from the site's first page to a page right below it.
    pub(super) fn crumbs_from_home(&self, words: String) -> Vec<Crumb> {
        let mut crumbs = match self.site.alone() {
            Some(association) => self.crumbs_to_association(association),
            None => vec![self.crumb(words::in_page_language(self.t.get("home"), self.lang), Some(Page::Home))],
        };
        crumbs.push(self.crumb(words::in_page_language(words, self.lang), None));
        crumbs
    }

    /// The way to a policy, and to a version or the page of both texts below it.
    pub(super) fn crumbs_to_policy(
        &self,
        association: &Association,
        policy: &Policy,
        last: Option<String>,
    ) -> Vec<Crumb> {
        let mut crumbs = self.crumbs_to_association(association);
        let page = last.is_some().then_some(Page::Policy(association, policy));
        crumbs.push(self.crumb(self.name(&policy.title, &policy.id), page));
        crumbs.extend(last.map(|words| self.crumb(words::in_page_language(words, self.lang), None)));
        crumbs
    }

    /// The address of a version's own page.
    pub(super) fn to_version(&self, association: &Association, policy: &Policy, version: &Version) -> String {
        self.to_page(Page::Version(association, policy, version))
    }
}

/// A page as it is published.
pub(super) fn minified_page(html: &[u8]) -> Vec<u8> {
    minified(&String::from_utf8_lossy(html)).into_bytes()
}

/// The first letter of a name that tells it from others: «جمعية النقاء» → «ن».
fn monogram(name: &str) -> String {
    let telling =
        name.split_whitespace().find(|word| !matches!(*word, "جمعية" | "مؤسسة" | "الجمعية" | "The" | "Association"));
    let word = telling.unwrap_or(name);
    let word = word.strip_prefix("ال").filter(|rest| !rest.is_empty()).unwrap_or(word);
    word.chars().next().map(|c| c.to_uppercase().collect()).unwrap_or_default()
}

/// JSON inside a script element: no `<` that could end it.
pub(super) fn json_in_script(value: &serde_json::Value) -> String {
    value.to_string().replace('<', "\\u003c").replace('\u{2028}', "\\u2028").replace('\u{2029}', "\\u2029")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_monogram_is_the_first_telling_letter() {
        assert_eq!(monogram("جمعية النقاء"), "ن");
        assert_eq!(monogram("جمعية كادي"), "ك");
        assert_eq!(monogram("Digital Ratel"), "D");
    }

    #[test]
    fn json_cannot_end_its_script() {
        assert!(!json_in_script(&serde_json::json!({"a": "</script>"})).contains('<'));
    }
}
