//! Make: a job → its files.
//!
//! In: the plan, and the number of a job. Out: the bytes of each of its paths.
//! Never: says which jobs there are; that is `outline`.

use serde::Serialize;
use tera::Context;

use super::jobs::{Job, Own, Paths, Work};
use super::portion::Portion;
use crate::derive::events::{self, Event};
use crate::derive::urls::{Feed, Page};
use crate::model::seal::sealed_bytes;
use crate::model::{Association, Form, Lang, Policy};
use crate::output::{OutputFile, minified};
use crate::render::pages::chrome::Desk;
use crate::render::pages::home::first_page;
use crate::render::pages::news::News;
use crate::render::text::filling::Filling;
use crate::render::theme::templates::template_fault;
use crate::render::views::Page as PageView;
use crate::render::{Made, Plan, RenderError, VIEW, published};
use crate::report::Report;

impl<'a> Plan<'a> {
    /// Runs a job; `engine` gives the address of the script that searches.
    pub(crate) fn make_with(&self, job: usize, engine: impl Fn() -> Option<String>) -> Result<Made, Report> {
        let (Job { work, paths }, portion) = self.find(job);
        let made = match work {
            Work::Copy(from) => return Ok(Made::Copy { from: from.clone(), to: paths.first().to_owned() }),
            Work::Index => return Ok(Made::Files(self.index_files())),
            Work::Asset => Ok(vec![self.ready.assets.outputs[paths.first()].clone()]),
            Work::Listing(listing) => Ok(vec![listing(self)]),
            Work::SitemapPart(part) => Ok(vec![self.sitemap_part(*part).into_bytes()]),
            Work::Ready(bytes) => Ok(vec![bytes.clone()]),
            Work::Home(lang, root) => self.home(*lang, if *root { Page::Root } else { Page::Home }),
            Work::Search(lang) => {
                let desk = self.desk(*lang, here(paths.first()));
                let (page, view) = desk.finder(self.today, engine().as_deref());
                self.html("search.html", &desk, &page, &view)
            }
            Work::News(lang, of) => {
                let desk = self.desk(*lang, here(paths.first()));
                let news = News { events: self.events(), periods: &self.periods, of: *of, drafts: self.drafts };
                let (page, view) = desk.news(&news);
                self.html("news.html", &desk, &page, &view)
            }
            Work::SiteFeed(lang) => self.feed(Feed::Site, *lang, paths),
            Work::NotFound => self.not_found(),
            Work::Own(own) => self.make_own(own, portion.expect("such work is of an association's group"), paths),
        };
        Ok(Made::Files(self.files(job, made)?))
    }

    /// What a job made, by the paths that it makes.
    pub(crate) fn files(&self, job: usize, made: Result<Vec<Vec<u8>>, RenderError>) -> Result<Vec<OutputFile>, Report> {
        let bytes = made.map_err(|error| template_fault(&error.error, &error.fields, self.theme, self.site))?;
        let files = self.paths(job).zip(bytes);
        Ok(files.map(|(path, bytes)| OutputFile { path: path.to_owned(), bytes }).collect())
    }

    /// Does the work of an association's group.
    fn make_own(&self, own: &Own, portion: &Portion, paths: &Paths) -> Result<Vec<Vec<u8>>, RenderError> {
        let association = &*portion.association;
        let policy = |at: usize| &*association.policies[at];
        match own {
            Own::Association(lang) => {
                let desk = self.desk(*lang, here(paths.first()));
                self.association(&desk, association, Page::Association(association))
            }
            Own::Channels(lang) => {
                let desk = self.desk(*lang, here(paths.first()));
                let (page, view) = desk.channels(association, self.today, self.drafts);
                self.html("channels.html", &desk, &page, &view)
            }
            Own::Form(form, lang) => self.form(association, &association.forms[*form], *lang),
            Own::History(at, lang) => {
                let desk = self.desk(*lang, here(paths.first()));
                let (page, view) = desk.history(association, policy(*at), self.today, self.drafts);
                self.html("history.html", &desk, &page, &view)
            }
            Own::Version(at, nth) => self.version(&self.room(association, policy(*at), *nth)),
            Own::AssociationFeed(lang) => self.feed(Feed::Association(association), *lang, paths),
            Own::PolicyFeed(at, lang) => self.feed(Feed::Policy(association, policy(*at)), *lang, paths),
            Own::Source(at, nth, lang) => {
                let text = policy(*at).versions[*nth].texts.get(*lang).as_ref();
                let source = text.map(|text| sealed_bytes(&text.source.text()).into_owned().into_bytes());
                Ok(source.into_iter().collect())
            }
            Own::Colour => Ok(portion.assets.colour.iter().map(|(_, bytes)| bytes.clone()).collect()),
            Own::Logo => Ok(portion.assets.logo.iter().map(|(_, bytes)| bytes.clone()).collect()),
        }
    }

    fn feed(&self, feed: Feed<'_>, lang: Lang, paths: &Paths) -> Result<Vec<Vec<u8>>, RenderError> {
        let desk = self.desk(lang, paths.first().to_owned());
        let shown = |policy: &Policy| published(policy, self.drafts);
        let events = match feed {
            Feed::Site => return Ok(vec![desk.feed(feed, self.events(), self.today).into_bytes()]),
            Feed::Association(association) => events::of_association(association, self.today, &shown),
            Feed::Policy(association, policy) => events::of_policy(association, policy, &shown(policy)),
        };
        Ok(vec![desk.feed(feed, &events, self.today).into_bytes()])
    }

    /// All that happened on the site up to its day, newest first.
    pub(crate) fn events(&self) -> &[Event<'a>] {
        self.events.get_or_init(|| events::of_site(self.site, self.today, &|policy| published(policy, self.drafts)))
    }

    fn association(
        &self,
        desk: &Desk<'_>,
        association: &Association,
        page: Page<'_>,
    ) -> Result<Vec<Vec<u8>>, RenderError> {
        let (page, view) = desk.association(association, page, self.today, self.drafts);
        self.html("association.html", desk, &page, &view)
    }

    fn home(&self, lang: Lang, page: Page<'_>) -> Result<Vec<Vec<u8>>, RenderError> {
        let desk = self.desk(lang, self.site.address(page, lang));
        if let Some(association) = first_page(self.site) {
            return self.association(&desk, association, Page::Home);
        }
        let (page, view) = desk.home(page, self.today, self.drafts);
        self.html("home.html", &desk, &page, &view)
    }

    fn form(&self, association: &Association, form: &Form, lang: Lang) -> Result<Vec<Vec<u8>>, RenderError> {
        let desk = self.desk(lang, self.site.address(Page::Form(association, form), lang));
        let (page, view) = desk.form(association, form, self.today);
        let mut files = self.html("form.html", &desk, &page, &view)?;
        let desk = self.desk(lang, self.site.address(Page::Thanks(association, form), lang));
        let (page, view) = desk.thanks(association, form);
        files.extend(self.html("thanks.html", &desk, &page, &view)?);
        Ok(files)
    }

    pub(crate) fn desk(&self, lang: Lang, here: String) -> Desk<'_> {
        Desk { site: self.site, assets: &self.assets, t: self.assets.strings(lang), lang, here }
    }

    /// A page as it is written, minified where its templates were not.
    pub(crate) fn small(&self, html: Vec<u8>) -> Vec<u8> {
        if self.templates.are_small() { html } else { minified(&String::from_utf8_lossy(&html)).into_bytes() }
    }

    /// A page.
    pub(crate) fn html(
        &self,
        template: &str,
        desk: &Desk<'_>,
        page: &PageView,
        view: &impl Serialize,
    ) -> Result<Vec<Vec<u8>>, RenderError> {
        Ok(vec![self.small(self.rendered(template, desk, page, view)?)])
    }

    /// A page with its filling; nothing where the template has no place for it as it is.
    pub(crate) fn html_filled(
        &self,
        template: &str,
        desk: &Desk<'_>,
        (page, view): (&PageView, &impl Serialize),
        filling: &Filling<'_>,
    ) -> Result<Option<Vec<u8>>, RenderError> {
        let html = self.rendered(template, desk, page, view)?;
        if !filling.fits(&html) {
            return Ok(None);
        }
        // What was put in before the page was rendered is not small.
        let html =
            if filling.whole { minified(&String::from_utf8_lossy(&html)).into_bytes() } else { self.small(html) };
        Ok(Some(filling.fill(&html, &desk.root())))
    }

    fn rendered(
        &self,
        template: &str,
        desk: &Desk<'_>,
        page: &PageView,
        view: &impl Serialize,
    ) -> Result<Vec<u8>, RenderError> {
        let mut context = Context::new();
        context.insert("page", page);
        context.insert("site", &desk.site_view());
        context.insert(VIEW, view);
        self.templates.page(template, desk.lang, &mut context).map_err(|error| RenderError::new(error, &context))
    }
}

/// The address of a page from the path of its file.
fn here(path: &str) -> String {
    path.trim_end_matches("index.html").to_owned()
}
