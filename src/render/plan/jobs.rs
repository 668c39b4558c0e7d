//! Jobs: pieces of work with the paths that they make, in groups that are planned as one.
//!
//! A job names what it is about by its place in an association, so that a group outlives the site for
//! which it was planned.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};

use rustc_hash::FxHashMap;

use super::sitemap;
use crate::derive::built;
use crate::derive::periods::Period;
use crate::derive::urls;
use crate::model::{FieldKind, Lang};
use crate::output::{Collision, collisions, file_path, root};
use crate::render::pages::policy::outputs::Extent;

/// A piece of work and the paths that it makes.
pub(crate) struct Job {
    pub(super) work: Work,
    pub(crate) paths: Paths,
}

/// The paths that a job makes, each in one string with an end that no path has: a large site has some million.
pub(crate) struct Paths(Box<str>);

/// The end of a path.
const END: char = '\0';

impl Paths {
    /// The paths of the files behind addresses.
    fn of(addresses: &[String]) -> Self {
        let mut paths = String::new();
        for address in addresses {
            paths.push_str(&file_path(address));
            paths.push(END);
        }
        Paths(paths.into())
    }

    /// Each of them.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.split_terminator(END)
    }

    /// The first one.
    pub(crate) fn first(&self) -> &str {
        self.iter().next().unwrap_or_default()
    }
}

/// What is done.
pub(super) enum Work {
    /// The home at the root, in the default language.
    Root,
    /// A language's home.
    Home(Lang),
    Search(Lang),
    /// What changed on the site: the first page, or that of a period.
    News(Lang, Option<Period>),
    NotFound,
    SiteFeed(Lang),
    /// An asset of the theme, by its path.
    Asset,
    /// The search index: its script, and the shards that are kept.
    Index,
    /// The list of the sums of all other files.
    Sums,
    /// What is made from the whole site.
    Listing(Listing),
    /// A part of the sitemap of a large site, from 0.
    SitemapPart(usize),
    /// Bytes that are ready.
    Ready(Vec<u8>),
    /// An attachment, by its path in the site's folder.
    Copy(String),
    /// A file that shows one association.
    Association(AssociationWork),
    /// All [outputs](crate::render::pages::policy::outputs::Output) of a version: the places of its policy in the
    /// association, and of the version in the policy.
    Version(usize, usize),
}

/// A file that shows an association; policies, forms and versions are named by their places in it.
pub(super) enum AssociationWork {
    /// Its own page.
    Page(Lang),
    Channels(Lang),
    Form(usize, Lang),
    /// The page after a form was sent.
    Thanks(usize, Lang),
    /// The history of a policy.
    History(usize, Lang),
    Feed(Lang),
    PolicyFeed(usize, Lang),
    /// The text of a version as it was sealed.
    Source(usize, usize, Lang),
    /// The log of its decisions.
    Log,
    /// The signature of that log.
    LogSignature,
    /// The style sheet of its colour.
    Colour,
    Logo,
}

/// A file that is made from the whole site.
#[derive(Clone, Copy)]
pub(super) enum Listing {
    /// How the site was built.
    BuildData,
    /// How to check the site without this program.
    Guide,
    SiteData,
    Register,
    Sitemap,
    Robots,
    Headers,
}

impl Listing {
    pub(super) const ALL: [Listing; 7] = [
        Listing::BuildData,
        Listing::Guide,
        Listing::SiteData,
        Listing::Register,
        Listing::Sitemap,
        Listing::Robots,
        Listing::Headers,
    ];

    /// Its address.
    pub(super) fn address(self) -> &'static str {
        match self {
            Listing::BuildData => built::PATH,
            Listing::Guide => urls::GUIDE,
            Listing::SiteData => "data/site.json",
            Listing::Register => "data/register.csv",
            Listing::Sitemap => sitemap::PATH,
            Listing::Robots => "robots.txt",
            Listing::Headers => "_headers",
        }
    }
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
    Form(BTreeSet<FieldKind>),
    Thanks,
    /// By the files that it has.
    Version(Extent),
    NotFound,
}

/// Jobs on their way to a group.
#[derive(Default)]
pub(crate) struct Jobs {
    jobs: Vec<Job>,
    samples: BTreeMap<Kind, usize>,
}

impl Jobs {
    pub(crate) fn add(&mut self, work: Work, addresses: &[String]) {
        self.jobs.push(Job { work, paths: Paths::of(addresses) });
    }

    /// Adds a job that makes pages; the first of each kind is a sample of it.
    pub(super) fn add_page(&mut self, kind: Kind, work: Work, addresses: &[String]) {
        self.samples.entry(kind).or_insert(self.jobs.len());
        self.add(work, addresses);
    }
}

/// Jobs that are planned as one.
#[derive(Default)]
pub(crate) struct Group {
    pub(crate) jobs: Vec<Job>,
    /// The first job of each kind of page.
    pub(super) samples: BTreeMap<Kind, usize>,
    /// Where its paths begin: those of another group that wants one of them begin there too.
    pub(crate) roots: Vec<Arc<str>>,
    /// Paths that two of its jobs want.
    pub(crate) taken: Vec<Collision>,
    /// The jobs by what they make, once somebody asks.
    by_path: OnceLock<FxHashMap<String, usize>>,
}

impl From<Jobs> for Group {
    fn from(Jobs { jobs, samples }: Jobs) -> Self {
        let mut group = Group { jobs, samples, ..Group::default() };
        let roots: BTreeSet<_> = group.paths().map(|(path, _)| root(path)).collect();
        group.roots = roots.into_iter().map(Arc::from).collect();
        group.taken = collisions(group.paths());
        group
    }
}

impl Group {
    /// Every path with the job that makes it.
    pub(crate) fn paths(&self) -> impl Iterator<Item = (&str, usize)> {
        let jobs = self.jobs.iter().enumerate();
        jobs.flat_map(|(nth, job)| job.paths.iter().map(move |path| (path, nth)))
    }

    /// The job that makes a file.
    pub(crate) fn job(&self, path: &str) -> Option<usize> {
        let by_path = || self.paths().map(|(path, nth)| (path.to_owned(), nth)).collect();
        self.by_path.get_or_init(by_path).get(path).copied()
    }
}
