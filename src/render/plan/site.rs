//! The plan of a site: every path that will be written, and what is needed to make it.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::{Arc, OnceLock};

use rustc_hash::FxHashMap;

use super::association::{AssociationPlan, Facts};
use super::index::{Index, SCRIPT, SHARDS};
use super::jobs::{Group, Job};
use super::sitemap;
use crate::derive::events::{self, Event};
use crate::derive::periods::Period;
use crate::derive::terms::Glossary;
use crate::model::{Association, Bilingual, Edition, Lang, Policy, Site, Theme};
use crate::output::root;
use crate::render::pages::context::{PageContext, SiteContext};
use crate::render::pages::policy::VersionPages;
use crate::render::text::parts::Minify;
use crate::render::theme::assets::Assets;
use crate::render::theme::ready::Ready;
use crate::render::theme::templates::Templates;

/// Everything that will be written, and what is needed to make it.
pub struct Plan<'a> {
    pub(super) site: &'a Site,
    pub(super) theme: &'a Theme,
    pub(super) edition: Edition,
    pub(super) facts: Facts,
    pub(super) glossary: Bilingual<Glossary<'a>>,
    pub(super) assets: Assets,
    pub(super) templates: Templates,
    pub(super) ready: Arc<Ready>,
    /// How every page is minified.
    pub(super) minify: Minify,
    pub(super) index: Index,
    /// The jobs that are of no association.
    pub(super) site_jobs: Arc<Group>,
    pub(super) associations: Vec<Arc<AssociationPlan>>,
    /// Where the parts of the sitemap begin.
    pub(super) sitemap: Vec<sitemap::Start>,
    /// The periods whose news have a page of their own, and how much happened in each.
    pub(super) periods: Vec<(Period, usize)>,
    /// All that happened, once somebody asks.
    pub(super) events: OnceLock<Vec<Event<'a>>>,
    /// The number of the first job of each group, and of the one that would follow.
    pub(super) starts: Vec<usize>,
    /// The last group whose paths begin so.
    pub(super) roots: FxHashMap<Arc<str>, usize>,
    /// All groups whose paths begin so, where there are several.
    pub(super) shared_roots: BTreeMap<Arc<str>, BTreeSet<usize>>,
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
        let starts = self.associations.iter().zip(self.starts[1..].windows(2));
        starts.filter(|(plan, _)| wanted(&plan.association.id)).flat_map(|(_, at)| at[0]..at[1]).collect()
    }

    /// The paths that a job makes.
    pub fn paths(&self, job: usize) -> impl Iterator<Item = &str> {
        self.find(job).0.paths.iter()
    }

    /// The same plan with every page rendered from the templates as they are written, and minified
    /// unsplit: what pages put together from minified parts are held against.
    #[must_use]
    pub fn unsplit(mut self) -> Self {
        self.templates = self.templates.into_written();
        self.minify = Minify::Unsplit;
        self
    }

    /// What its pages are made with.
    pub(super) fn context(&self) -> SiteContext<'_> {
        SiteContext {
            site: self.site,
            edition: self.edition,
            assets: &self.assets,
            templates: &self.templates,
            glossary: &self.glossary,
            minify: self.minify,
        }
    }

    /// What the page at an address is made with.
    pub(super) fn page(&self, lang: Lang, address: String) -> PageContext<'_> {
        self.context().page(lang, address)
    }

    /// The pages of a version, its texts read.
    pub(super) fn version_pages<'p>(
        &'p self,
        association: &'p Association,
        policy: &'p Policy,
        nth: usize,
    ) -> VersionPages<'p> {
        VersionPages::new(self.context(), association, policy, nth)
    }

    /// All that happened on the site up to its day, newest first.
    pub(super) fn events(&self) -> &[Event<'a>] {
        let Edition { today, drafts } = self.edition;
        self.events.get_or_init(|| events::of_site(self.site, today, &|policy| policy.published(drafts)))
    }

    pub(super) fn has_theme(&self, theme: &Theme) -> bool {
        std::ptr::eq(self.theme, theme)
    }

    /// The groups of jobs: those of no association, then those of each.
    pub(super) fn groups(&self) -> impl Iterator<Item = &Group> {
        std::iter::once(&*self.site_jobs).chain(self.associations.iter().map(|plan| &plan.group))
    }

    pub(super) fn group(&self, nth: usize) -> &Group {
        nth.checked_sub(1).map_or(&self.site_jobs, |nth| &self.associations[nth].group)
    }

    /// A job by its number, with the association whose it is.
    pub(super) fn find(&self, job: usize) -> (&Job, Option<&AssociationPlan>) {
        let group = self.starts.partition_point(|start| *start <= job) - 1;
        let plan = group.checked_sub(1).map(|nth| &*self.associations[nth]);
        (&self.group(group).jobs[job - self.starts[group]], plan)
    }

    /// The job whose path this is.
    pub(super) fn planned_job(&self, path: &str) -> Option<usize> {
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
}
