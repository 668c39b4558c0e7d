//! Outline: which files a site has, and which job makes each.
//!
//! Nothing is made here.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::OnceLock;

use super::index::{Index, SCRIPT, SHARDS};
use super::pages::first_page;
use super::policy::pages_of_policy;
use super::theme::{SEARCH_SCRIPT, missing_files};
use super::{Assets, CARD, Job, Listing, Plan, Templates, Work, has_both, published, static_files};
use crate::derive::changes as compared;
use crate::derive::search;
use crate::derive::urls::{self, Feed, Page};
use crate::model::{Association, Date, Form, Lang, Layout, Policy, ReferenceTarget, Site, Theme};
use crate::output::{LISTING, collisions, file_path};
use crate::report::{Report, Reported, meant};
use crate::source::Place;

/// Plans the whole site; findings are templates that cannot be used, paths that
/// two things want, and links to pages that are not there.
///
/// The search index is one job: its shards, which are named by what they hold, have no paths before
/// it was made. It is made by [`Plan::write_first`], or else by the first job that makes one of its
/// files or a page that names one; that job must not be run by a thread of `rayon`, which makes it.
pub fn plan<'a>(site: &'a Site, theme: &'a Theme, today: Date, drafts: bool) -> Reported<Option<Plan<'a>>> {
    let mut report = Report::default();
    // None of the three needs another one.
    let small = || rayon::join(|| Assets::new(site, theme), || Templates::new(theme, site));
    let ((assets, templates), ()) = rayon::join(small, search::prepare);
    let Some(templates) = report.take(templates) else {
        return Reported { value: None, report };
    };
    report.extend(missing_files(theme, site));
    let mut plan = Plan {
        site,
        theme,
        today,
        drafts,
        assets,
        templates,
        whole: false,
        index: Index::default(),
        jobs: Vec::new(),
        by_path: OnceLock::new(),
        samples: BTreeMap::new(),
    };
    plan.add_pages();
    plan.add_texts();
    plan.add_files();
    if theme.assets.contains_key(SEARCH_SCRIPT) {
        plan.add(Work::Index, vec![SCRIPT.to_owned()]);
    }
    report.extend(plan.taken_addresses());
    report.extend(plan.dangling_addresses());
    Reported { value: Some(plan), report }
}

/// Pages of one kind are made by the same templates, from facts of the same kinds.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    Home,
    Search,
    News,
    History,
    Association,
    Channels,
    /// By the types of its fields.
    Form(BTreeSet<String>),
    /// Whether it is the policy's own page, stands beside its translation, is held against another.
    Version([bool; 3]),
    NotFound,
}

impl<'a> Plan<'a> {
    fn add(&mut self, work: Work<'a>, paths: Vec<String>) {
        self.jobs.push(Job { work, paths: paths.iter().map(|path| file_path(path)).collect() });
    }

    /// Adds a job that makes pages; the first of each kind is a sample of it.
    fn add_page(&mut self, kind: Kind, work: Work<'a>, paths: Vec<String>) {
        self.samples.entry(kind).or_insert(self.jobs.len());
        self.add(work, paths);
    }

    fn add_feed(&mut self, feed: Feed<'a>, lang: Lang) {
        self.add(Work::Feed(feed, lang), vec![self.site.feed_address(feed, lang)]);
    }

    fn add_home(&mut self, lang: Lang, page: Page<'a>) {
        let path = self.site.address(page, lang);
        match first_page(self.site) {
            Some(association) => {
                self.add_page(Kind::Association, Work::Association(association, lang, Page::Home), vec![path]);
            }
            None => self.add_page(Kind::Home, Work::Home(lang, page), vec![path]),
        }
    }

    fn add_pages(&mut self) {
        let site = self.site;
        self.add_home(site.default_language(), Page::Root);
        for lang in site.languages.iter().copied() {
            self.add_home(lang, Page::Home);
            self.add_page(Kind::Search, Work::Search(lang), vec![site.address(Page::Search, lang)]);
            self.add_page(Kind::News, Work::News(lang), vec![site.address(Page::News, lang)]);
            self.add_feed(Feed::Site, lang);
            for association in &site.associations {
                self.add_association(association, lang);
            }
        }
        for (association, policy) in site.policies() {
            let versions = published(policy, self.drafts);
            for lang in site.languages.iter().copied().filter(|_| !versions.is_empty()) {
                let address = site.address(Page::History(association, policy), lang);
                self.add_page(Kind::History, Work::History(association, policy, lang), vec![address]);
                self.add_feed(Feed::Policy(association, policy), lang);
            }
            for nth in &versions {
                self.add_version(association, policy, *nth, &versions);
            }
        }
        self.add_page(Kind::NotFound, Work::NotFound, vec!["404.html".to_owned()]);
    }

    /// The pages of an association in a language, but for those of its policies.
    fn add_association(&mut self, association: &'a Association, lang: Lang) {
        let site = self.site;
        if first_page(site).is_none() {
            let page = Page::Association(association);
            let work = Work::Association(association, lang, page);
            self.add_page(Kind::Association, work, vec![site.address(page, lang)]);
        }
        if site.layout == Layout::Portal {
            self.add_feed(Feed::Association(association), lang);
        }
        let channels = site.address(Page::Channels(association), lang);
        self.add_page(Kind::Channels, Work::Channels(association, lang), vec![channels]);
        for form in &association.forms {
            let paths = [Page::Form(association, form), Page::Thanks(association, form)];
            let types = |form: &Form| form.fields.iter().map(|field| field.kind.clone()).collect();
            let work = Work::Form(association, form, lang);
            self.add_page(Kind::Form(types(form)), work, paths.map(|page| site.address(page, lang)).to_vec());
        }
    }

    /// The job of a version; its paths stand in the order in which it makes them.
    fn add_version(&mut self, association: &'a Association, policy: &'a Policy, nth: usize, versions: &[usize]) {
        let version = &policy.versions[nth];
        let current = pages_of_policy(policy, nth, self.today, versions);
        let both = current && has_both(self.site, policy, nth);
        let changes = compared::version_before(policy, nth, versions).is_some();
        let mut paths = Vec::new();
        for lang in &self.site.languages {
            paths.push(self.site.address(Page::Version(association, policy, version), *lang));
            if current {
                let address = self.site.address(Page::Policy(association, policy), *lang);
                paths.push(address.clone());
                paths.push(format!("{address}{CARD}"));
            }
            if both {
                paths.push(self.site.address(Page::Both(association, policy), *lang));
            }
            if changes {
                paths.push(self.site.address(Page::Changes(association, policy, version), *lang));
            }
        }
        paths.push(urls::data(association, policy, version));
        self.add_page(Kind::Version([current, both, changes]), Work::Version(association, policy, nth), paths);
    }

    /// Sources, attachments, and the list of their checksums.
    fn add_texts(&mut self) {
        let site = self.site;
        for (association, policy) in site.policies() {
            for nth in published(policy, self.drafts) {
                let version = &policy.versions[nth];
                for lang in Lang::ALL {
                    let Some(text) = version.texts.get(lang) else { continue };
                    self.add(Work::Source(text), vec![urls::source(association, policy, version, lang)]);
                }
                for file in &version.files {
                    let name = &file.name;
                    let from = format!("content/{}/policies/{}/{}/{name}", association.id, policy.id, version.number);
                    self.add(Work::Copy(from), vec![urls::file(association, policy, version, name)]);
                }
            }
        }
        self.add(Work::Listing(Self::checksums), vec![LISTING.to_owned()]);
    }

    /// Assets, data, and what servers and search engines read.
    fn add_files(&mut self) {
        let assets: Vec<String> = self.assets.outputs.keys().cloned().collect();
        for path in assets {
            self.add(Work::Asset, vec![path]);
        }
        let listings: [(&str, Listing<'a>); 5] = [
            ("data/site.json", Self::site_data),
            ("data/register.csv", Self::register_data),
            ("sitemap.xml", |plan| static_files::sitemap(plan.site, plan.today, plan.drafts).into_bytes()),
            ("robots.txt", |plan| static_files::robots(plan.site).into_bytes()),
            ("_headers", |plan| static_files::headers(plan.site).into_bytes()),
        ];
        for (path, listing) in listings {
            self.add(Work::Listing(listing), vec![path.to_owned()]);
        }
        for (name, schema) in static_files::data_schemas() {
            self.add(Work::Ready(super::json_bytes(&schema)), vec![format!("data/schema/{name}.json")]);
        }
    }

    /// Paths that two jobs want.
    fn taken_addresses(&self) -> Report {
        let mut report = Report::default();
        let owners =
            self.jobs.iter().enumerate().flat_map(|(nth, job)| job.paths.iter().map(move |path| (path.as_str(), nth)));
        for collision in collisions(owners) {
            let place = self.place_of(collision.second);
            let message = format!("two things would be published at `{}`", collision.path);
            report
                .error("address-taken", place, message)
                .see(self.place_of(collision.first), "the first")
                .hint("rename one of them");
        }
        report
    }

    /// Links of texts to addresses inside the site that lead to nothing.
    fn dangling_addresses(&self) -> Report {
        let mut report = Report::default();
        let mut known: HashSet<&str> = HashSet::new();
        for (_, policy) in self.site.policies() {
            let texts = policy.versions.iter().flat_map(|version| [&version.texts.ar, &version.texts.en]).flatten();
            for text in texts {
                for reference in &*text.references {
                    let ReferenceTarget::Address(address) = &reference.target else { continue };
                    if address.split_once(':').is_some_and(|(scheme, _)| !scheme.contains(['/', '?'])) {
                        continue;
                    }
                    if known.is_empty() {
                        known = self.jobs.iter().flat_map(|job| job.paths.iter().map(String::as_str)).collect();
                    }
                    let path = file_path(address.trim_start_matches('/').split(['#', '?']).next().unwrap_or_default());
                    if !known.contains(path.as_str()) {
                        let message = format!("the link `{address}` leads to no page of the site");
                        let hint = meant(
                            &path,
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

    /// The job that makes a file, by the file's path. One whose files are named by what they hold
    /// may turn out not to make it.
    pub fn job(&self, path: &str) -> Option<usize> {
        let by_path = self.by_path.get_or_init(|| {
            let jobs = self.jobs.iter().enumerate();
            jobs.flat_map(|(nth, job)| job.paths.iter().map(move |path| (path.clone(), nth))).collect()
        });
        let script = || by_path.get(SCRIPT).filter(|_| path.starts_with(SHARDS));
        by_path.get(path).or_else(script).copied()
    }

    /// The path of the theme's own style sheet, for pages that are not of the plan.
    pub fn style(&self) -> Option<String> {
        self.assets.has("style.css").then(|| self.assets.path("style.css"))
    }

    /// Makes one page of each kind, and tells which templates fail. The search index is not made.
    pub fn rehearse(&self) -> Report {
        let mut report = Report::default();
        for job in self.samples.values() {
            if let Err(faults) = self.make_with(*job, || Some(SCRIPT.to_owned())) {
                report.extend(faults);
            }
        }
        report
    }
}
