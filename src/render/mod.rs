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
mod feed;
mod finder;
mod forms;
mod history;
mod lists;
mod logo;
mod markdown;
mod notices;
mod pages;
mod parts;
mod policy;
mod static_files;
mod theme;
pub mod views;
mod words;

pub use changes::comparison_page;
pub use static_files::content_security_policy;

use serde::Serialize;
use tera::Context;

use crate::derive::urls::{self, Feed, Page};
use crate::derive::{changes as compared, data, register, search};
use crate::model::palette::Palette;
use crate::model::{ApprovalState, Association, Date, Form, Lang, Layout, Policy, ReferenceTarget, Site, Text, Theme};
use crate::output::{LISTING, OutputFile, collisions, file_path, minified, minified_asset};
use crate::report::{Report, Reported, meant};
use crate::source::Place;
use chrome::Desk;
use policy::{Parts, VersionRoom, pages_of_policy};
use theme::{Assets, SEARCH_SCRIPT, Templates};
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
    assets: Assets,
    templates: Templates,
    /// Whether every page is minified as a whole.
    whole: bool,
    /// The script that searches, by the address that changes with it.
    engine: Option<String>,
    jobs: Vec<Job<'a>>,
}

/// A piece of work and the paths that it makes.
struct Job<'a> {
    work: Work<'a>,
    paths: Vec<String>,
}

enum Work<'a> {
    Home(Lang, Page<'a>),
    Search(Lang),
    News(Lang),
    /// The history of a policy.
    History(&'a Association, &'a Policy, Lang),
    Association(&'a Association, Lang, Page<'a>),
    Channels(&'a Association, Lang),
    /// A form's page, and the one after it was sent.
    Form(&'a Association, &'a Form, Lang),
    Version(&'a Association, &'a Policy, usize),
    Feed(Feed<'a>, Lang),
    NotFound,
    /// A text as it was sealed.
    Source(&'a Text),
    /// Bytes that are ready.
    Ready(Vec<Vec<u8>>),
    /// An attachment, by its path in the site's folder.
    Copy(String),
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

/// Plans the whole site; findings are templates that cannot be used, paths that
/// two things want, and links to pages that are not there.
pub fn plan<'a>(site: &'a Site, theme: &'a Theme, today: Date, drafts: bool) -> Reported<Option<Plan<'a>>> {
    let mut report = Report::default();
    let assets = Assets::new(site, theme);
    let Some(templates) = report.take(Templates::new(theme, site)) else {
        return Reported { value: None, report };
    };
    report.extend(theme::missing_files(theme, site));
    let mut plan = Plan { site, theme, today, drafts, assets, templates, whole: false, engine: None, jobs: Vec::new() };
    plan.add_pages();
    plan.add_texts();
    plan.add_files();
    plan.add_search();
    let owners =
        plan.jobs.iter().enumerate().flat_map(|(nth, job)| job.paths.iter().map(move |path| (path.as_str(), nth)));
    for collision in collisions(owners) {
        let place = plan.place_of(collision.second);
        let message = format!("two things would be published at `{}`", collision.path);
        report
            .error("address-taken", place, message)
            .see(plan.place_of(collision.first), "the first")
            .hint("rename one of them");
    }
    report.extend(plan.dangling_addresses());
    Reported { value: Some(plan), report }
}

impl<'a> Plan<'a> {
    fn add(&mut self, work: Work<'a>, paths: Vec<String>) {
        self.jobs.push(Job { work, paths: paths.iter().map(|path| file_path(path)).collect() });
    }

    fn add_feed(&mut self, feed: Feed<'a>, lang: Lang) {
        self.add(Work::Feed(feed, lang), vec![self.site.feed_address(feed, lang)]);
    }

    fn add_pages(&mut self) {
        let site = self.site;
        let first = pages::first_page(site);
        let home = |lang: Lang, page: Page<'a>| match first {
            Some(association) => Work::Association(association, lang, Page::Home),
            None => Work::Home(lang, page),
        };
        self.add(home(site.default_language(), Page::Root), vec![String::new()]);
        for lang in site.languages.iter().copied() {
            self.add(home(lang, Page::Home), vec![site.address(Page::Home, lang)]);
            self.add(Work::Search(lang), vec![site.address(Page::Search, lang)]);
            self.add(Work::News(lang), vec![site.address(Page::News, lang)]);
            self.add_feed(Feed::Site, lang);
            for association in &site.associations {
                if first.is_none() {
                    let page = Page::Association(association);
                    self.add(Work::Association(association, lang, page), vec![site.address(page, lang)]);
                }
                if site.layout == Layout::Portal {
                    self.add_feed(Feed::Association(association), lang);
                }
                self.add(Work::Channels(association, lang), vec![site.address(Page::Channels(association), lang)]);
                for form in &association.forms {
                    let paths = [Page::Form(association, form), Page::Thanks(association, form)];
                    self.add(Work::Form(association, form, lang), paths.map(|page| site.address(page, lang)).to_vec());
                }
            }
        }
        for (association, policy) in site.policies() {
            let versions = published(policy, self.drafts);
            for lang in site.languages.iter().copied().filter(|_| !versions.is_empty()) {
                let address = site.address(Page::History(association, policy), lang);
                self.add(Work::History(association, policy, lang), vec![address]);
                self.add_feed(Feed::Policy(association, policy), lang);
            }
            for nth in versions {
                let paths = self.version_paths(association, policy, nth);
                self.add(Work::Version(association, policy, nth), paths);
            }
        }
        self.add(Work::NotFound, vec!["404.html".to_owned()]);
    }

    /// The paths of a version's job, in the order in which it makes them.
    fn version_paths(&self, association: &'a Association, policy: &'a Policy, nth: usize) -> Vec<String> {
        let version = &policy.versions[nth];
        let versions = published(policy, self.drafts);
        let mut paths = Vec::new();
        for lang in &self.site.languages {
            paths.push(self.site.address(Page::Version(association, policy, version), *lang));
            if pages_of_policy(policy, nth, self.today, &versions) {
                let address = self.site.address(Page::Policy(association, policy), *lang);
                paths.push(address.clone());
                paths.push(format!("{address}{CARD}"));
                if has_both(self.site, policy, nth) {
                    paths.push(self.site.address(Page::Both(association, policy), *lang));
                }
            }
            if compared::version_before(policy, nth, &versions).is_some() {
                paths.push(self.site.address(Page::Changes(association, policy, version), *lang));
            }
        }
        paths.push(urls::data(association, policy, version));
        paths
    }

    /// Sources, attachments, and the list of their checksums.
    fn add_texts(&mut self) {
        let mut sums = Vec::new();
        let site = self.site;
        for (association, policy) in site.policies() {
            for nth in published(policy, self.drafts) {
                let version = &policy.versions[nth];
                for lang in Lang::ALL {
                    let Some(text) = version.texts.get(lang) else { continue };
                    let path = urls::source(association, policy, version, lang);
                    sums.push((text.seal.trim_start_matches("sha256:").to_owned(), path.clone()));
                    self.add(Work::Source(text), vec![path]);
                }
                for file in &version.files {
                    let name = &file.name;
                    let from = format!("content/{}/policies/{}/{}/{name}", association.id, policy.id, version.number);
                    self.add(Work::Copy(from), vec![urls::file(association, policy, version, name)]);
                }
            }
        }
        sums.sort_by(|a, b| a.1.cmp(&b.1));
        let listing: String = sums.iter().map(|(sum, path)| format!("{sum}  {path}\n")).collect();
        self.add(Work::Ready(vec![listing.into_bytes()]), vec![LISTING.to_owned()]);
    }

    /// Assets, data, and what servers and search engines read.
    fn add_files(&mut self) {
        let site = self.site;
        let drafts = self.drafts;
        let assets: Vec<_> = self.assets.outputs.iter().map(|(path, bytes)| (path.clone(), bytes.clone())).collect();
        let facts = data::site(site, self.today, &|policy| published(policy, drafts));
        let rows = register::rows(site, self.today);
        let shown = |row: &register::Row| {
            let policy = site.association(&row.association).and_then(|association| association.policy(&row.policy));
            policy.is_some_and(|policy| !published(policy, drafts).is_empty())
        };
        let rows: Vec<_> = rows.into_iter().filter(shown).collect();
        let mut files = vec![
            ("data/site.json".to_owned(), json_bytes(&facts)),
            ("data/register.csv".to_owned(), register::csv(&rows).into_bytes()),
            ("sitemap.xml".to_owned(), static_files::sitemap(site, self.today, drafts).into_bytes()),
            ("robots.txt".to_owned(), static_files::robots(site).into_bytes()),
            ("_headers".to_owned(), static_files::headers(site).into_bytes()),
        ];
        files.extend(
            static_files::data_schemas()
                .into_iter()
                .map(|(name, schema)| (format!("data/schema/{name}.json"), json_bytes(&schema))),
        );
        for (path, bytes) in assets.into_iter().chain(files) {
            self.add(Work::Ready(vec![bytes]), vec![path]);
        }
    }

    /// The index, and the script that searches it.
    fn add_search(&mut self) {
        let Some(script) = self.theme.assets.get(SEARCH_SCRIPT) else { return };
        let label = |lang, label: &crate::model::Label| words::label(label, self.assets.strings(lang));
        let index = search::index(self.site, self.today, &label);
        let script = String::from_utf8_lossy(script);
        // The minifier keeps remarks; here a line that starts as one is one.
        let script: Vec<&str> = script.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
        let script = script.join("\n").replacen("\"__MANIFEST__\"", &index.manifest.to_string(), 1);
        let script = minified_asset(SEARCH_SCRIPT, script.as_bytes());
        // Hosts keep assets for good; the index inside this one changes with the texts.
        self.engine = Some(format!("assets/{SEARCH_SCRIPT}?{}", theme::short_hash(&script)));
        self.add(Work::Ready(vec![script]), vec![format!("assets/{SEARCH_SCRIPT}")]);
        for (name, text) in index.files {
            self.add(Work::Ready(vec![text.into_bytes()]), vec![format!("assets/search/{name}.txt")]);
        }
    }

    /// Links of texts to addresses inside the site that lead to nothing.
    fn dangling_addresses(&self) -> Report {
        let mut report = Report::default();
        let known: std::collections::HashSet<&str> =
            self.jobs.iter().flat_map(|job| job.paths.iter().map(String::as_str)).collect();
        for (_, policy) in self.site.policies() {
            let texts = policy.versions.iter().flat_map(|version| [&version.texts.ar, &version.texts.en]).flatten();
            for text in texts {
                for reference in &text.references {
                    let ReferenceTarget::Address(address) = &reference.target else { continue };
                    if address.split_once(':').is_some_and(|(scheme, _)| !scheme.contains(['/', '?'])) {
                        continue;
                    }
                    let path = address.trim_start_matches('/').split(['#', '?']).next().unwrap_or_default();
                    if !known.contains(file_path(path).as_str()) {
                        let message = format!("the link `{address}` leads to no page of the site");
                        let hint = meant(
                            &file_path(path),
                            known.iter().copied(),
                            "refer to it as `clause:…`, `policy:…`, `form:…` or `files/…`, or write a full address",
                        );
                        report.error("reference-dangling", Place::Offset(text.file, reference.at), message).hint(hint);
                    }
                }
            }
        }
        report
    }

    fn place_of(&self, job: usize) -> Place {
        match &self.jobs[job].work {
            Work::Association(association, ..) | Work::Channels(association, _) => Place::File(association.file),
            Work::Form(_, form, _) => Place::File(form.file),
            Work::History(_, policy, _) => Place::File(policy.file),
            Work::Version(_, policy, nth) => {
                Place::key(policy.file, format!("versions.{}.version", policy.versions[*nth].nth))
            }
            Work::Copy(path) => Place::Path(path.clone()),
            _ => Place::File(self.site.file),
        }
    }

    /// How many jobs there are; their numbers run from 0.
    pub fn len(&self) -> usize {
        self.jobs.len()
    }

    /// Whether nothing would be written.
    pub fn is_empty(&self) -> bool {
        self.jobs.is_empty()
    }

    /// The paths that a job makes.
    pub fn paths(&self, job: usize) -> &[String] {
        &self.jobs[job].paths
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
        let Job { work, paths } = &self.jobs[job];
        let bytes = match work {
            Work::Copy(from) => return Ok(Made::Copy { from: from.clone(), to: paths[0].clone() }),
            Work::Ready(bytes) => Ok(bytes.clone()),
            Work::Source(text) => Ok(vec![crate::model::seal::sealed_bytes(&text.source).into_bytes()]),
            Work::Home(lang, page) => self.home(*lang, *page),
            Work::Search(lang) => {
                let desk = self.desk(*lang, here(&paths[0]));
                let (page, view) = desk.finder(self.today, self.engine.as_deref());
                self.html("search.html", &desk, &page, &view)
            }
            Work::News(lang) => {
                let desk = self.desk(*lang, here(&paths[0]));
                let (page, view) = desk.news(self.today, self.drafts);
                self.html("news.html", &desk, &page, &view)
            }
            Work::Feed(feed, lang) => {
                let desk = self.desk(*lang, paths[0].clone());
                Ok(vec![desk.feed(*feed, self.today, self.drafts).into_bytes()])
            }
            Work::History(association, policy, lang) => {
                let desk = self.desk(*lang, here(&paths[0]));
                let (page, view) = desk.history(association, policy, self.today, self.drafts);
                self.html("history.html", &desk, &page, &view)
            }
            Work::Association(association, lang, page) => {
                let desk = self.desk(*lang, here(&paths[0]));
                let (page, view) = desk.association(association, *page, self.today, self.drafts);
                self.html("association.html", &desk, &page, &view)
            }
            Work::Channels(association, lang) => {
                let desk = self.desk(*lang, here(&paths[0]));
                let (page, view) = desk.channels(association, self.today, self.drafts);
                self.html("channels.html", &desk, &page, &view)
            }
            Work::Form(association, form, lang) => self.form(association, form, *lang),
            Work::Version(association, policy, nth) => self.version(association, policy, *nth),
            Work::NotFound => self.not_found(),
        };
        let bytes = bytes.map_err(|error| theme::template_fault(&error.error, &error.fields, self.theme, self.site))?;
        let files = paths.iter().zip(bytes).map(|(path, bytes)| OutputFile { path: path.clone(), bytes });
        Ok(Made::Files(files.collect()))
    }

    fn desk(&self, lang: Lang, here: String) -> Desk<'_> {
        Desk { site: self.site, assets: &self.assets, t: self.assets.strings(lang), lang, here }
    }

    fn home(&self, lang: Lang, page: Page<'_>) -> Result<Vec<Vec<u8>>, RenderError> {
        let desk = self.desk(lang, self.site.address(page, lang));
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

    /// The pages of a version, in the order of `version_paths`.
    fn version(&self, association: &Association, policy: &Policy, nth: usize) -> Result<Vec<Vec<u8>>, RenderError> {
        let versions = published(policy, self.drafts);
        let room = VersionRoom::new(self.site, &self.assets, (association, policy, nth), self.today, versions.clone());
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
            if pages_of_policy(policy, nth, self.today, &versions) {
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
        files.push(json_bytes(&room.data(&self.assets)));
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
            .render("not-found.html", lang, &mut context)
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
    fn small(&self, html: String) -> Vec<u8> {
        if self.templates.are_small() { html.into_bytes() } else { minified(&html) }
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
        let html = if parts.whole { minified(&html) } else { self.small(html) };
        let html = String::from_utf8(html).expect("the minifier keeps UTF-8");
        Ok(Some(parts.fill(&html, &desk.root()).into_bytes()))
    }

    fn rendered(
        &self,
        template: &str,
        desk: &Desk<'_>,
        page: &PageView,
        view: &impl Serialize,
    ) -> Result<String, RenderError> {
        let mut context = Context::new();
        context.insert("page", page);
        context.insert("site", &desk.site_view());
        context.insert(VIEW, view);
        self.templates.render(template, desk.lang, &mut context).map_err(|error| RenderError::new(error, &context))
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

fn json_bytes(value: &impl Serialize) -> Vec<u8> {
    let mut bytes = serde_json::to_vec_pretty(value).expect("our own records are always JSON");
    bytes.push(b'\n');
    bytes
}
