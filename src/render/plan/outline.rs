//! Outline: which files a site has, and which job makes each.
//!
//! Nothing is made here. The plan before is a cache: the plan of an association is keyed by its value and the
//! [`Facts`], the jobs of the site by theme, facts and pages, and what was made of a theme by the source of each
//! file.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::association::{AssociationPlan, Facts};
use super::index::{Index, SCRIPT};
use super::jobs::{Group, Jobs, Kind, Listing, Work};
use super::site::Plan;
use super::sitemap;
use crate::derive::data;
use crate::derive::periods::Tally;
use crate::derive::terms::Glossary;
use crate::derive::urls::{Feed, Page};
use crate::model::{Association, Bilingual, Edition, Lang, Site, Theme};
use crate::output::LISTING;
use crate::render::json;
use crate::render::pages::news;
use crate::render::text::parts::Minify;
use crate::render::theme::assets::{Assets, SEARCH_SCRIPT};
use crate::render::theme::ready::Ready;
use crate::report::{Report, Reported};

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
    edition: Edition,
    before: Option<&Plan<'_>>,
) -> Reported<Option<Plan<'a>>> {
    let mut report = Report::default();
    let ready = match before.filter(|before| before.has_theme(theme)) {
        Some(before) => before.ready.clone(),
        None => {
            let Some(ready) = report.take(Ready::new(theme, site, before.map(|before| &*before.ready))) else {
                return Reported { value: None, report };
            };
            Arc::new(ready)
        }
    };
    report.extend(ready.missing_files.clone());
    let facts = Facts::of(site, edition);
    let associations = association_plans(site, &facts, before);
    let own_assets = associations.iter().map(|plan| (&*plan.association, &plan.assets));
    let assets = Assets::new(&ready.assets, own_assets);
    let mut decided = Tally::default();
    associations.iter().for_each(|plan| decided += &plan.decided);
    let periods = decided.periods();
    let listed = associations.iter().map(|plan| plan.listed.as_slice());
    let mut plan = Plan {
        site,
        theme,
        edition,
        facts,
        glossary: Bilingual::of(|lang| Glossary::new(&site.glossary, lang)),
        assets,
        templates: ready.templates.clone(),
        ready,
        minify: Minify::Parts,
        index: before.map(|before| Index::after(&before.index)).unwrap_or_default(),
        site_jobs: Arc::default(),
        sitemap: sitemap::starts(site, periods.len(), listed),
        periods,
        events: OnceLock::new(),
        starts: Vec::new(),
        associations,
        roots: FxHashMap::default(),
        shared_roots: BTreeMap::new(),
    };
    plan.site_jobs = plan.jobs_of_site(before);
    plan.number();
    report.extend(plan.taken_addresses());
    report.extend(plan.dangling_addresses());
    Reported { value: Some(plan), report }
}

/// The plans of the associations of a site, in their order; those that hold still are taken from `before`.
fn association_plans(site: &Site, facts: &Facts, before: Option<&Plan<'_>>) -> Vec<Arc<AssociationPlan>> {
    let before = before.filter(|before| before.facts == *facts).map(|before| before.associations.as_slice());
    let known: FxHashMap<&str, &Arc<AssociationPlan>> =
        before.unwrap_or_default().iter().map(|plan| (plan.association.id.as_str(), plan)).collect();
    let plan = |association: &Arc<Association>| {
        let known = known.get(association.id.as_str());
        match known.filter(|known| Arc::ptr_eq(&known.association, association)) {
            Some(plan) => Arc::clone(plan),
            None => Arc::new(AssociationPlan::new(site, association, facts)),
        }
    };
    site.associations.par_iter().map(plan).collect()
}

impl Plan<'_> {
    /// The jobs that are of no association; those planned `before` where they would be the same.
    fn jobs_of_site(&self, before: Option<&Plan<'_>>) -> Arc<Group> {
        let as_before = |before: &&Plan<'_>| {
            before.has_theme(self.theme)
                && before.facts == self.facts
                && before.sitemap.len() == self.sitemap.len()
                && before.periods.iter().map(|(period, _)| period).eq(self.periods.iter().map(|(period, _)| period))
        };
        if let Some(before) = before.filter(as_before) {
            return Arc::clone(&before.site_jobs);
        }
        let mut jobs = Jobs::default();
        self.add_pages(&mut jobs);
        self.add_files(&mut jobs);
        if self.theme.assets.contains_key(SEARCH_SCRIPT) {
            jobs.add(Work::Index, &[SCRIPT.to_owned()]);
        }
        Arc::new(Group::from(jobs))
    }

    /// A home page, which on a site of one association is that one's page.
    fn add_home(&self, jobs: &mut Jobs, work: Work, page: Page<'_>, lang: Lang) {
        let kind = if self.site.alone().is_some() { Kind::Association } else { Kind::Home };
        jobs.add_page(kind, work, &[self.site.address(page, lang)]);
    }

    /// The pages that are of no association.
    fn add_pages(&self, jobs: &mut Jobs) {
        let site = self.site;
        self.add_home(jobs, Work::Root, Page::Root, site.default_language());
        for lang in site.languages.iter().copied() {
            self.add_home(jobs, Work::Home(lang), Page::Home, lang);
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
        for listing in Listing::ALL {
            jobs.add(Work::Listing(listing), &[listing.address().to_owned()]);
        }
        jobs.add(Work::Sums, &[LISTING.to_owned()]);
        if self.sitemap.len() > 1 {
            for part in 0..self.sitemap.len() {
                jobs.add(Work::SitemapPart(part), &[sitemap::part_path(part)]);
            }
        }
        for (name, schema) in data::schemas() {
            jobs.add(Work::Ready(json::bytes(&schema)), &[format!("data/schema/{name}.json")]);
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
}
