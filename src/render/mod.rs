//! Render: the site → pages and files, planned before the first byte.
//!
//! In: the site, its theme, the day. Out: a list of jobs that says every path,
//! and the bytes of each job when it is run. Never: opens a file; an attachment
//! is named, and whoever writes the output copies it.

mod json;
mod pages;
mod plan;
mod text;
mod theme;
pub mod views;
mod words;

pub use pages::changes::comparison_page;
pub use plan::index::{First, Write};
pub use plan::outline::plan;
pub use plan::static_files::content_security_policy;

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::{Arc, OnceLock};

use rustc_hash::FxHashMap;
use tera::Context;

use crate::derive::events::Event;
use crate::derive::periods::Period;
use crate::derive::terms::Glossary;
use crate::model::{ApprovalState, Bilingual, Date, Policy, Site, Theme};
use crate::output::OutputFile;
use crate::report::Report;
use crate::source::Place;
use plan::index::Index;
use plan::jobs::Group;
use plan::portion::{Facts, Portion};
use plan::sitemap;
use theme::assets::Assets;
use theme::ready::Ready;
use theme::templates::Templates;

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

/// Reports an attachment that was there when the site was read and cannot be copied, for this `reason`.
pub fn unreadable(path: &str, reason: &str) -> Report {
    let mut report = Report::default();
    let message = format!("the attachment cannot be read: {reason}");
    report
        .error("file-unreadable", Place::Path(path.to_owned()), message)
        .hint("look at its permissions, and whether it was moved while the site was built");
    report
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
    texts.is_complete() && site.languages.len() > 1
}

impl Plan<'_> {
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
    pub fn paths(&self, job: usize) -> impl Iterator<Item = &str> {
        self.find(job).0.paths.iter()
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
}
