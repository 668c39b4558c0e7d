//! Outline: which files a site has, and which job makes each.
//!
//! Nothing is made here. What the plan of the site before had planned for an association, or made of a
//! theme, is taken from there while it holds.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use super::index::{Index, SCRIPT, SHARDS};
use super::jobs::{Group, Job, Jobs, Kind, Listing, Own, Work};
use super::portion::{Facts, Portion};
use super::{sitemap, static_files};
use crate::derive::periods::Tally;
use crate::derive::terms::Glossary;
use crate::derive::urls::{Feed, Page};
use crate::model::{Association, Bilingual, Date, Lang, Site, Theme};
use crate::output::{Collision, LISTING, collisions, file_path, root};
use crate::render::pages::home::first_page;
use crate::render::pages::news;
use crate::render::theme::assets::{Assets, SEARCH_SCRIPT};
use crate::render::theme::ready::Ready;
use crate::render::{Made, Plan};
use crate::report::{Report, Reported, meant};
use crate::source::Place;

/// With so many policies a page of the whole site holds all that its template meets, as a rule.
const ENOUGH: usize = 200;

/// Plans the whole site; findings are templates that cannot be used, paths that
/// two things want, and links to pages that are not there. What was planned `before` for another site
/// is taken from there where it is the same.
///
/// The search index is one job: its shards, which are named by what they hold, have no paths before
/// it was made. It is made by [`Plan::write_first`], or else by the first job that makes one of its
/// files or a page that names one; that job must not be run by a thread of `rayon`, which makes it.
pub fn plan<'a>(
    site: &'a Site,
    theme: &'a Theme,
    (today, drafts): (Date, bool),
    before: Option<&Plan<'_>>,
) -> Reported<Option<Plan<'a>>> {
    let mut report = Report::default();
    let ready = match before.filter(|before| before.has_theme(theme)) {
        Some(before) => before.ready.clone(),
        None => {
            let Some(ready) = report.take(Ready::new(theme, site)) else { return Reported { value: None, report } };
            Arc::new(ready)
        }
    };
    report.extend(ready.missing_files.clone());
    let facts = Facts::of(site, today, drafts);
    let portions = portions(site, &facts, before);
    let assets = Assets::new(&ready, &portions);
    let mut decided = Tally::default();
    portions.iter().for_each(|portion| decided += &portion.decided);
    let periods = decided.periods();
    let mut plan = Plan {
        site,
        theme,
        today,
        drafts,
        facts,
        glossary: Bilingual::of(|lang| Glossary::new(&site.glossary, lang)),
        assets,
        templates: ready.templates.clone(),
        ready,
        whole: false,
        index: Index::default(),
        own: Arc::default(),
        sitemap: sitemap::starts(site, periods.len(), portions.iter().map(|portion| portion.listed.as_slice())),
        periods,
        events: OnceLock::new(),
        starts: Vec::new(),
        portions,
        roots: FxHashMap::default(),
        shared_roots: BTreeMap::new(),
    };
    plan.own = plan.own_group(before);
    plan.number();
    report.extend(plan.taken_addresses());
    report.extend(plan.dangling_addresses());
    Reported { value: Some(plan), report }
}

/// The portions of a site in the order of its associations.
fn portions(site: &Site, facts: &Facts, before: Option<&Plan<'_>>) -> Vec<Arc<Portion>> {
    let before = before.filter(|before| before.facts == *facts).map(|before| before.portions.as_slice());
    let known: FxHashMap<&str, &Arc<Portion>> =
        before.unwrap_or_default().iter().map(|portion| (portion.association.id.as_str(), portion)).collect();
    let portion = |association: &Arc<Association>| {
        let known = known.get(association.id.as_str());
        match known.filter(|known| Arc::ptr_eq(&known.association, association)) {
            Some(portion) => Arc::clone(portion),
            None => Arc::new(Portion::new(site, association, facts)),
        }
    };
    site.associations.par_iter().map(portion).collect()
}

impl<'a> Plan<'a> {
    fn has_theme(&self, theme: &Theme) -> bool {
        std::ptr::eq(self.theme, theme)
    }

    /// The jobs that are of no association; those planned `before` where they would be the same.
    fn own_group(&self, before: Option<&Plan<'_>>) -> Arc<Group> {
        let as_before = |before: &&Plan<'_>| {
            before.has_theme(self.theme)
                && before.facts == self.facts
                && before.sitemap.len() == self.sitemap.len()
                && before.periods.iter().map(|(period, _)| period).eq(self.periods.iter().map(|(period, _)| period))
        };
        if let Some(before) = before.filter(as_before) {
            return Arc::clone(&before.own);
        }
        let mut jobs = Jobs::default();
        self.add_pages(&mut jobs);
        self.add_files(&mut jobs);
        if self.theme.assets.contains_key(SEARCH_SCRIPT) {
            jobs.add(Work::Index, &[SCRIPT.to_owned()]);
        }
        Arc::new(Group::from(jobs))
    }

    /// The home page of a language, or of the whole site.
    fn add_home(&self, jobs: &mut Jobs, lang: Lang, root: bool) {
        let page = if root { Page::Root } else { Page::Home };
        // A site of one association has that one's page there.
        let kind = if first_page(self.site).is_some() { Kind::Association } else { Kind::Home };
        jobs.add_page(kind, Work::Home(lang, root), &[self.site.address(page, lang)]);
    }

    /// The pages that are of no association.
    fn add_pages(&self, jobs: &mut Jobs) {
        let site = self.site;
        self.add_home(jobs, site.default_language(), true);
        for lang in site.languages.iter().copied() {
            self.add_home(jobs, lang, false);
            jobs.add_page(Kind::Search, Work::Search(lang), &[site.address(Page::Search, lang)]);
            for period in std::iter::once(None).chain(self.periods.iter().map(|(period, _)| Some(*period))) {
                jobs.add_page(Kind::News, Work::News(lang, period), &[site.address(news::page(period), lang)]);
            }
            jobs.add(Work::SiteFeed(lang), &[site.feed_address(Feed::Site, lang)]);
        }
        jobs.add_page(Kind::NotFound, Work::NotFound, &["404.html".to_owned()]);
    }

    /// Assets, data, and what servers and search engines read.
    fn add_files(&self, jobs: &mut Jobs) {
        for path in self.ready.assets.outputs.keys() {
            jobs.add(Work::Asset, std::slice::from_ref(path));
        }
        let listings: [(&str, Listing); 6] = [
            (LISTING, |plan| plan.checksums()),
            ("data/site.json", |plan| plan.site_data()),
            ("data/register.csv", |plan| plan.register_data()),
            (sitemap::PATH, |plan| plan.sitemap().into_bytes()),
            ("robots.txt", |plan| static_files::robots(plan.site).into_bytes()),
            ("_headers", |plan| static_files::headers(plan.site).into_bytes()),
        ];
        for (path, listing) in listings {
            jobs.add(Work::Listing(listing), &[path.to_owned()]);
        }
        if self.sitemap.len() > 1 {
            for part in 0..self.sitemap.len() {
                jobs.add(Work::SitemapPart(part), &[sitemap::part_path(part)]);
            }
        }
        for (name, schema) in static_files::data_schemas() {
            jobs.add(Work::Ready(crate::render::json::bytes(&schema)), &[format!("data/schema/{name}.json")]);
        }
    }

    /// Gives every group its place among the jobs, and every root its group.
    fn number(&mut self) {
        let (mut starts, mut roots, mut shared) = (Vec::new(), FxHashMap::default(), BTreeMap::new());
        let mut start = 0;
        for (nth, group) in self.groups().enumerate() {
            starts.push(start);
            start += group.jobs.len();
            for root in &group.roots {
                if let Some(first) = roots.insert(Arc::clone(root), nth) {
                    let owners: &mut BTreeSet<usize> = shared.entry(Arc::clone(root)).or_default();
                    owners.extend([first, nth]);
                }
            }
        }
        starts.push(start);
        (self.starts, self.roots, self.shared_roots) = (starts, roots, shared);
    }

    /// The groups of jobs: the site's own, then those of its associations.
    fn groups(&self) -> impl Iterator<Item = &Group> {
        std::iter::once(&*self.own).chain(self.portions.iter().map(|portion| &portion.group))
    }

    fn group(&self, nth: usize) -> &Group {
        nth.checked_sub(1).map_or(&self.own, |nth| &self.portions[nth].group)
    }

    /// A job by its number, with the association whose it is.
    pub(crate) fn find(&self, job: usize) -> (&Job, Option<&Portion>) {
        let group = self.starts.partition_point(|start| *start <= job) - 1;
        let portion = group.checked_sub(1).map(|nth| &*self.portions[nth]);
        (&self.group(group).jobs[job - self.starts[group]], portion)
    }

    /// Paths that two jobs want. Those of two groups begin with a root that both of them have.
    fn taken_addresses(&self) -> Report {
        let mixed: BTreeSet<usize> = self.shared_roots.values().flatten().copied().collect();
        let apart = self.groups().enumerate().filter(|(nth, _)| !mixed.contains(nth));
        let numbered = |(nth, group): (usize, &Group)| {
            let of_group = |Collision { path, first, second }: &Collision| {
                let start = self.starts[nth];
                Collision { path: path.clone(), first: start + first, second: start + second }
            };
            group.taken.iter().map(of_group).collect::<Vec<_>>()
        };
        let mut taken: Vec<Collision> = apart.flat_map(numbered).collect();
        taken.extend(collisions(mixed.iter().flat_map(|nth| {
            let start = self.starts[*nth];
            self.group(*nth).paths().map(move |(path, job)| (path, job + start))
        })));
        let mut report = Report::default();
        for collision in taken {
            let message = format!("two things would be published at `{}`", collision.path);
            report
                .error("address-taken", self.place_of(collision.second), message)
                .see(self.place_of(collision.first), "the first")
                .hint("rename one of them");
        }
        report
    }

    /// Links of texts to addresses inside the site that lead to nothing.
    fn dangling_addresses(&self) -> Report {
        let mut report = Report::default();
        for (file, at, address) in self.portions.iter().flat_map(|portion| &portion.links) {
            let path = file_path(address.trim_start_matches('/').split(['#', '?']).next().unwrap_or_default());
            if self.planned_job(&path).is_none() {
                let message = format!("the link `{address}` leads to no page of the site");
                let known = self.groups().flat_map(|group| group.paths().map(|(path, _)| path));
                let hint = meant(
                    &path,
                    known,
                    "refer to it as `clause:…`, `policy:…`, `form:…` or `files/…`, or write a full address",
                );
                report.error("reference-dangling", Place::Offset(*file, *at), message).hint(hint);
            }
        }
        report
    }

    fn place_of(&self, job: usize) -> Place {
        let (job, portion) = self.find(job);
        let association = portion.map(|portion| &*portion.association).or(first_page(self.site));
        match (&job.work, association) {
            (Work::Copy(path), _) => Place::Path(path.clone()),
            (Work::Home(..) | Work::Own(Own::Association(_) | Own::Channels(_)), Some(association)) => {
                Place::File(association.file)
            }
            (Work::Own(Own::Form(form, _)), Some(association)) => Place::File(association.forms[*form].file),
            (Work::Own(Own::History(policy, _)), Some(association)) => Place::File(association.policies[*policy].file),
            (Work::Own(Own::Version(policy, nth)), Some(association)) => {
                let policy = &association.policies[*policy];
                Place::key(policy.file, format!("versions.{}.version", policy.versions[*nth].nth))
            }
            _ => Place::File(self.site.file),
        }
    }

    /// The job whose path this is.
    fn planned_job(&self, path: &str) -> Option<usize> {
        let root = root(path);
        let in_group = |nth: usize| Some(self.starts[nth] + self.group(nth).job(path)?);
        match self.shared_roots.get(&*root) {
            Some(owners) => owners.iter().find_map(|nth| in_group(*nth)),
            None => in_group(*self.roots.get(&*root)?),
        }
    }

    /// The job that makes a file, by the file's path. One whose files are named by what they hold
    /// may turn out not to make it.
    pub fn job(&self, path: &str) -> Option<usize> {
        let script = || self.planned_job(SCRIPT).filter(|_| path.starts_with(SHARDS));
        self.planned_job(path).or_else(script)
    }

    /// The path of the theme's own style sheet, for pages that are not of the plan.
    pub fn style(&self) -> Option<String> {
        self.assets.has("style.css").then(|| self.assets.path("style.css"))
    }

    /// Makes one page of each kind, and tells which templates fail. The search index is not made.
    ///
    /// Pages that show the whole site show the beginning of a large one, and none are made where another plan
    /// was rehearsed `before` with the same templates: [`Plan::rehearse_whole`] makes them as they are. Where
    /// the facts of the site are the same too, the pages of those associations alone are made that are new.
    pub fn rehearse(&self, before: Option<&Plan<'_>>) -> Report {
        let mut report = Report::default();
        let before = before.filter(|before| self.has_theme(before.theme));
        if before.is_none() {
            report.extend(self.rehearse_beginning());
        }
        let same = |before: &&Plan<'_>| self.facts == before.facts && self.site.says_the_same(before.site);
        let before = before.filter(same);
        let known: FxHashSet<*const Portion> =
            before.iter().flat_map(|before| before.portions.iter().map(Arc::as_ptr)).collect();
        let mut samples: BTreeMap<&Kind, usize> = BTreeMap::new();
        let portions = self.portions.iter().enumerate();
        for (nth, portion) in portions.filter(|(_, portion)| !known.contains(&Arc::as_ptr(portion))) {
            for (kind, job) in &portion.group.samples {
                samples.entry(kind).or_insert(self.starts[nth + 1] + job);
            }
        }
        report.extend(self.try_all(&samples.into_values().collect::<Vec<_>>()));
        report
    }

    /// Makes the pages that show the whole site as if it had no more than its first policies.
    fn rehearse_beginning(&self) -> Report {
        let beginning = self.site.beginning(ENOUGH);
        let plan = plan(&beginning, self.theme, (self.today, self.drafts), Some(self));
        plan.value.map(|plan| plan.rehearse_whole()).unwrap_or_default()
    }

    /// Makes one page of each kind that shows the whole site, and tells which templates fail. The search index
    /// is not made.
    pub fn rehearse_whole(&self) -> Report {
        self.try_all(&self.own.samples.values().copied().collect::<Vec<_>>())
    }

    /// Runs a job; where that would make the search index, as a trial of which nothing is kept.
    ///
    /// # Errors
    /// When a template fails; the report says where.
    pub fn try_job(&self, job: usize) -> Result<Option<Made>, Report> {
        if matches!(self.find(job).0.work, Work::Search(_)) {
            return self.make_with(job, || Some(SCRIPT.to_owned())).map(|_| None);
        }
        self.make(job).map(Some)
    }

    /// Makes pages that are not kept. None of them waits for the search index.
    fn try_all(&self, jobs: &[usize]) -> Report {
        let faults = |job: &usize| self.make_with(*job, || Some(SCRIPT.to_owned())).err();
        let faults: Vec<Option<Report>> = jobs.par_iter().map(faults).collect();
        let mut report = Report::default();
        faults.into_iter().flatten().for_each(|faults| report.extend(faults));
        report
    }
}
