//! Render: the site → pages and files, planned before the first byte.
//!
//! In: the site, its theme, the day. Out: a list of jobs that says every path,
//! and the bytes of each job when it is run. Never: opens a file; an attachment
//! is named, and whoever writes the output copies it.

mod card;
mod changes;
mod chrome;
mod citations;
mod clauses;
mod escape;
mod feed;
mod finder;
mod forms;
mod history;
mod index;
mod isolation;
mod jobs;
mod json;
mod lists;
mod logo;
mod markdown;
mod news;
mod notices;
mod outline;
mod pages;
mod parts;
mod policy;
mod portion;
mod sides;
mod sitemap;
mod static_files;
mod theme;
pub mod views;
mod words;

pub use changes::comparison_page;
pub use index::{First, Write};
pub use outline::plan;
pub use static_files::content_security_policy;

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::{Arc, OnceLock};

use rustc_hash::FxHashMap;
use serde::Serialize;
use tera::Context;

use crate::derive::events::{self, Event};
use crate::derive::periods::Period;
use crate::derive::terms::Glossary;
use crate::derive::urls::{self, Feed, Page};
use crate::derive::{data, register};
use crate::model::palette::Palette;
use crate::model::{ApprovalState, Association, Bilingual, Date, Form, Lang, Policy, Site, Theme};
use crate::output::{OutputFile, minified};
use crate::report::Report;
use chrome::Desk;
use index::Index;
use jobs::{Group, Job, Own, Work};
use news::News;
use pages::first_page;
use policy::{Parts, VersionRoom, pages_of_policy};
use portion::{Facts, Portion};
use theme::{Assets, Ready, Templates};
use views::{Page as PageView, SiteView};

/// What templates call the facts of their page.
const VIEW: &str = "view";

/// A template that failed while a page was made.
#[derive(Debug)]
pub(crate) struct RenderError {
    error: tera::Error,
    /// The fields of the page's view.
    fields: Vec<String>,
}

impl RenderError {
    fn new(error: tera::Error, context: &Context) -> Self {
        let view = context.get(VIEW).and_then(|view| serde_json::to_value(view).ok());
        let fields = view.as_ref().and_then(|view| view.as_object()).map(|view| view.keys().cloned().collect());
        RenderError { error, fields: fields.unwrap_or_default() }
    }
}

/// Everything that will be written, and what is needed to make it.
pub struct Plan<'a> {
    site: &'a Site,
    theme: &'a Theme,
    today: Date,
    drafts: bool,
    facts: Facts,
    glossary: Bilingual<Glossary<'a>>,
    assets: Assets,
    templates: Templates,
    ready: Arc<Ready>,
    /// Whether every page is minified as a whole.
    whole: bool,
    index: Index,
    /// The jobs that are of no association.
    own: Arc<Group>,
    portions: Vec<Arc<Portion>>,
    /// Where the parts of the sitemap begin.
    sitemap: Vec<sitemap::Start>,
    /// The periods whose news have a page of their own, and how much happened in each.
    periods: Vec<(Period, usize)>,
    /// All that happened, once somebody asks.
    events: OnceLock<Vec<Event<'a>>>,
    /// The number of the first job of each group, and of the one that would follow.
    starts: Vec<usize>,
    /// The last group whose paths begin so.
    roots: FxHashMap<Arc<str>, usize>,
    /// All groups whose paths begin so, where there are several.
    shared_roots: BTreeMap<Arc<str>, BTreeSet<usize>>,
}

/// What a job made.
pub enum Made {
    /// Files with their bytes.
    Files(Vec<OutputFile>),
    /// A file to copy: from the site's folder, to the output.
    Copy {
        /// The path in the site's folder.
        from: String,
        /// The path in the output.
        to: String,
    },
}

/// The versions of a policy that have pages: all but drafts, and those with `drafts`.
pub(crate) fn published(policy: &Policy, drafts: bool) -> Vec<usize> {
    let all = policy.versions.iter().enumerate();
    all.filter(|(_, version)| (drafts || version.approval != ApprovalState::Pending) && version.has_text())
        .map(|(nth, _)| nth)
        .collect()
}

/// Whether a version has a page with both languages side by side.
fn has_both(site: &Site, policy: &Policy, nth: usize) -> bool {
    let texts = &policy.versions[nth].texts;
    texts.ar.is_some() && texts.en.is_some() && site.languages.len() > 1
}

impl<'a> Plan<'a> {
    /// How many jobs there are; their numbers run from 0.
    pub fn len(&self) -> usize {
        self.starts.last().copied().unwrap_or_default()
    }

    /// Whether nothing would be written.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// What the pages of an association depend on beside its own folder, the files of the whole site, and
    /// the theme.
    pub fn facts(&self) -> String {
        format!("{:?}", self.facts)
    }

    /// The jobs that show those associations that are wanted, and nothing of another one.
    pub fn jobs_of(&self, wanted: impl Fn(&str) -> bool) -> HashSet<usize> {
        let starts = self.portions.iter().zip(self.starts[1..].windows(2));
        starts.filter(|(portion, _)| wanted(&portion.association.id)).flat_map(|(_, at)| at[0]..at[1]).collect()
    }

    /// The paths that a job makes.
    pub fn paths(&self, job: usize) -> &[String] {
        &self.find(job).0.paths
    }

    /// The same plan with every page rendered from the templates as they are written, and minified
    /// as a whole: what pages put together from small parts are held against.
    #[must_use]
    pub fn whole(mut self) -> Self {
        self.templates = self.templates.into_written();
        self.whole = true;
        self
    }

    /// Runs a job.
    ///
    /// # Errors
    /// When a template fails; the report says where.
    pub fn make(&self, job: usize) -> Result<Made, Report> {
        self.make_with(job, || self.engine())
    }

    /// Runs a job; `engine` gives the address of the script that searches.
    fn make_with(&self, job: usize, engine: impl Fn() -> Option<String>) -> Result<Made, Report> {
        let (Job { work, paths }, portion) = self.find(job);
        let made = match work {
            Work::Copy(from) => return Ok(Made::Copy { from: from.clone(), to: paths[0].clone() }),
            Work::Index => return Ok(Made::Files(self.index_files())),
            Work::Asset => Ok(vec![self.ready.assets.outputs[&paths[0]].clone()]),
            Work::Listing(listing) => Ok(vec![listing(self)]),
            Work::SitemapPart(part) => Ok(vec![self.sitemap_part(*part).into_bytes()]),
            Work::Ready(bytes) => Ok(vec![bytes.clone()]),
            Work::Home(lang, root) => self.home(*lang, if *root { Page::Root } else { Page::Home }),
            Work::Search(lang) => {
                let desk = self.desk(*lang, here(&paths[0]));
                let (page, view) = desk.finder(self.today, engine().as_deref());
                self.html("search.html", &desk, &page, &view)
            }
            Work::News(lang, of) => {
                let desk = self.desk(*lang, here(&paths[0]));
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
    fn files(&self, job: usize, made: Result<Vec<Vec<u8>>, RenderError>) -> Result<Vec<OutputFile>, Report> {
        let bytes = made.map_err(|error| theme::template_fault(&error.error, &error.fields, self.theme, self.site))?;
        let files = self.paths(job).iter().zip(bytes);
        Ok(files.map(|(path, bytes)| OutputFile { path: path.clone(), bytes }).collect())
    }

    /// Does the work of an association's group.
    fn make_own(&self, own: &Own, portion: &Portion, paths: &[String]) -> Result<Vec<Vec<u8>>, RenderError> {
        let association = &*portion.association;
        let policy = |at: usize| &*association.policies[at];
        match own {
            Own::Association(lang) => {
                let desk = self.desk(*lang, here(&paths[0]));
                self.association(&desk, association, Page::Association(association))
            }
            Own::Channels(lang) => {
                let desk = self.desk(*lang, here(&paths[0]));
                let (page, view) = desk.channels(association, self.today, self.drafts);
                self.html("channels.html", &desk, &page, &view)
            }
            Own::Form(form, lang) => self.form(association, &association.forms[*form], *lang),
            Own::History(at, lang) => {
                let desk = self.desk(*lang, here(&paths[0]));
                let (page, view) = desk.history(association, policy(*at), self.today, self.drafts);
                self.html("history.html", &desk, &page, &view)
            }
            Own::Version(at, nth) => self.version(&self.room(association, policy(*at), *nth)),
            Own::AssociationFeed(lang) => self.feed(Feed::Association(association), *lang, paths),
            Own::PolicyFeed(at, lang) => self.feed(Feed::Policy(association, policy(*at)), *lang, paths),
            Own::Source(at, nth, lang) => {
                let text = policy(*at).versions[*nth].texts.get(*lang).as_ref();
                let source =
                    text.map(|text| crate::model::seal::sealed_bytes(&text.source.text()).into_owned().into_bytes());
                Ok(source.into_iter().collect())
            }
            Own::Colour => Ok(portion.assets.colour.iter().map(|(_, bytes)| bytes.clone()).collect()),
            Own::Logo => Ok(portion.assets.logo.iter().map(|(_, bytes)| bytes.clone()).collect()),
        }
    }

    fn feed(&self, feed: Feed<'_>, lang: Lang, paths: &[String]) -> Result<Vec<Vec<u8>>, RenderError> {
        let desk = self.desk(lang, paths[0].clone());
        let shown = |policy: &Policy| published(policy, self.drafts);
        let events = match feed {
            Feed::Site => return Ok(vec![desk.feed(feed, self.events(), self.today).into_bytes()]),
            Feed::Association(association) => events::of_association(association, self.today, &shown),
            Feed::Policy(association, policy) => events::of_policy(association, policy, &shown(policy)),
        };
        Ok(vec![desk.feed(feed, &events, self.today).into_bytes()])
    }

    /// All that happened on the site up to its day, newest first.
    fn events(&self) -> &[Event<'a>] {
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

    /// The sealed sources with their checksums.
    fn checksums(&self) -> Vec<u8> {
        let mut sums = Vec::new();
        for (association, policy) in self.site.policies() {
            for nth in published(policy, self.drafts) {
                let version = &policy.versions[nth];
                for text in Lang::ALL.iter().filter_map(|lang| version.texts.get(*lang).as_ref()) {
                    let path = urls::source(association, policy, version, text.lang);
                    sums.push((path, text.seal.trim_start_matches("sha256:")));
                }
            }
        }
        sums.sort();
        sums.iter().map(|(path, sum)| format!("{sum}  {path}\n")).collect::<String>().into_bytes()
    }

    fn site_data(&self) -> Vec<u8> {
        json::bytes(&data::site(self.site, self.today, &|policy| published(policy, self.drafts)))
    }

    fn register_data(&self) -> Vec<u8> {
        let shown = |row: &register::Row| {
            let policy =
                self.site.association(&row.association).and_then(|association| association.policy(&row.policy));
            policy.is_some_and(|policy| !published(policy, self.drafts).is_empty())
        };
        let rows: Vec<_> = register::rows(self.site, self.today).into_iter().filter(shown).collect();
        register::csv(&rows).into_bytes()
    }

    fn desk(&self, lang: Lang, here: String) -> Desk<'_> {
        Desk { site: self.site, assets: &self.assets, t: self.assets.strings(lang), lang, here }
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

    /// A version with its texts, read.
    fn room<'p>(&'p self, association: &'p Association, policy: &'p Policy, nth: usize) -> VersionRoom<'p> {
        let versions = published(policy, self.drafts);
        let known = (&self.assets, &self.glossary);
        VersionRoom::new(self.site, known, (association, policy, nth), self.today, versions)
    }

    /// The pages of a version, in the order of its paths.
    fn version(&self, room: &VersionRoom<'_>) -> Result<Vec<Vec<u8>>, RenderError> {
        let VersionRoom { association, policy, nth, versions, .. } = room;
        let (association, policy, nth) = (*association, *policy, *nth);
        let mut files = Vec::new();
        for lang in self.site.languages.iter().copied() {
            let text = |address: Page<'_>, current: bool| {
                let desk = self.desk(lang, self.site.address(address, lang));
                let pages = |whole| {
                    let (mut page, view, parts) = room.page(&desk, &self.templates, current, whole)?;
                    if current {
                        page.image = Some(urls::encode(&self.site.full(&format!("{}{CARD}", desk.here))));
                    }
                    let html = self.html_of_parts("policy.html", &desk, (&page, &view), &parts)?;
                    let card = current.then(|| card::svg(&page, &view, &accent(association)));
                    Ok(html.map(|html| std::iter::once(html).chain(card).collect::<Vec<_>>()))
                };
                pages(self.whole)?.map_or_else(|| Ok(pages(true)?.unwrap_or_default()), Ok)
            };
            files.extend(text(Page::Version(association, policy, &policy.versions[nth]), false)?);
            if pages_of_policy(policy, nth, self.today, versions) {
                files.extend(text(Page::Policy(association, policy), true)?);
                if has_both(self.site, policy, nth) {
                    let desk = self.desk(lang, self.site.address(Page::Both(association, policy), lang));
                    let page = |whole| {
                        let (page, view, parts) = room.both(&desk, whole);
                        self.html_of_parts("both.html", &desk, (&page, &view), &parts)
                    };
                    files.extend(page(self.whole)?.map_or_else(|| page(true), |page| Ok(Some(page)))?);
                }
            }
            let version = &policy.versions[nth];
            let desk = self.desk(lang, self.site.address(Page::Changes(association, policy, version), lang));
            if let Some((page, view)) = room.changes(&desk) {
                files.extend(self.html("changes.html", &desk, &page, &view)?);
            }
        }
        files.push(json::bytes(&room.data(&self.assets)));
        Ok(files)
    }

    /// The page for unknown addresses. It is served at any depth, so its links
    /// start at the root of the host.
    fn not_found(&self) -> Result<Vec<Vec<u8>>, RenderError> {
        let lang = self.site.default_language();
        let desk = self.desk(lang, String::new());
        let mut page = desk.not_found();
        let base = self.site.base_path();
        let rooted = |href: &str| format!("{base}{}", href.trim_start_matches("./"));
        page.styles.iter_mut().chain(&mut page.scripts).for_each(|href| *href = rooted(href));
        page.languages.iter_mut().for_each(|link| link.href = rooted(&link.href));
        page.icon = rooted(&page.icon);
        page.root = base.to_owned();
        let view = views::NotFoundView { pages: self.site.languages.iter().map(|lang| self.lost(*lang)).collect() };
        let mut site = desk.site_view();
        let SiteView { home, search, news, register, data, checksums, .. } = &mut site;
        for href in [home, search, news, register, data, checksums] {
            *href = rooted(href);
        }
        let mut context = Context::new();
        context.insert("page", &page);
        context.insert("site", &site);
        context.insert(VIEW, &view);
        let html = self
            .templates
            .page("not-found.html", lang, &mut context)
            .map_err(|error| RenderError::new(error, &context))?;
        Ok(vec![self.small(html)])
    }

    /// What the page for unknown addresses says in one language.
    fn lost(&self, lang: Lang) -> views::LostView {
        let t = self.assets.strings(lang);
        let rooted = |page| format!("{}{}", self.site.base_path(), self.site.address(page, lang));
        views::LostView {
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

    /// A page as it is written, minified where its templates were not.
    fn small(&self, html: Vec<u8>) -> Vec<u8> {
        if self.templates.are_small() { html } else { minified(&String::from_utf8_lossy(&html)).into_bytes() }
    }

    fn html(
        &self,
        template: &str,
        desk: &Desk<'_>,
        page: &PageView,
        view: &impl Serialize,
    ) -> Result<Vec<Vec<u8>>, RenderError> {
        Ok(vec![self.small(self.rendered(template, desk, page, view)?)])
    }

    /// A page with its parts; nothing where the template has no place for them as they are.
    fn html_of_parts(
        &self,
        template: &str,
        desk: &Desk<'_>,
        (page, view): (&PageView, &impl Serialize),
        parts: &Parts<'_>,
    ) -> Result<Option<Vec<u8>>, RenderError> {
        let html = self.rendered(template, desk, page, view)?;
        if !parts.fit(&html) {
            return Ok(None);
        }
        // What was put in before the page was rendered is not small.
        let html = if parts.whole { minified(&String::from_utf8_lossy(&html)).into_bytes() } else { self.small(html) };
        Ok(Some(parts.fill(&html, &desk.root())))
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

/// The file of a policy's card, beside its page.
const CARD: &str = "card.svg";

/// The colour of an association on light paper; the default theme's where it has none.
fn accent(association: &Association) -> String {
    let palette = association.colour.as_deref().and_then(Palette::of);
    palette.map_or_else(|| "#0b6e4f".to_owned(), |palette| palette.light.accent.to_string())
}

/// The address of a page from the path of its file.
fn here(path: &str) -> String {
    path.trim_end_matches("index.html").to_owned()
}
