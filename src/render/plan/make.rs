//! Make: a job → its files.
//!
//! In: the plan, and the number of a job. Out: the bytes of each of its paths.
//! Never: says which jobs there are; that is `outline`.

use super::association::AssociationPlan;
use super::jobs::{AssociationWork, Job, Work};
use super::site::Plan;
use crate::derive::events;
use crate::derive::urls::{Feed, Page};
use crate::model::log::Log;
use crate::model::seal::sealed_bytes;
use crate::model::{Association, Lang, Policy, Version};
use crate::output::OutputFile;
use crate::render::pages::context::PageContext;
use crate::render::pages::news::News;
use crate::render::pages::policy::VersionPages;
use crate::render::theme::assets::Asset;
use crate::render::theme::templates::{RenderError, template_fault};
use crate::report::Report;
use crate::source::Place;

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
    /// Nothing yet: the list of the sums of all other files, which is made when those are.
    Sums,
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

impl Plan<'_> {
    /// Runs a job.
    ///
    /// # Errors
    /// When a template fails; the report says where.
    pub fn make(&self, job: usize) -> Result<Made, Report> {
        self.make_with(job, || self.engine())
    }

    /// Runs a job; `engine` gives the address of the script that searches.
    pub(super) fn make_with(&self, job: usize, engine: impl Fn() -> Option<String>) -> Result<Made, Report> {
        let (Job { work, paths }, plan) = self.find(job);
        let path = paths.first();
        let made = match work {
            Work::Copy(from) => return Ok(Made::Copy { from: from.clone(), to: path.to_owned() }),
            Work::Sums => return Ok(Made::Sums),
            Work::Index => return Ok(Made::Files(self.index_files())),
            Work::Asset => Ok(self.ready.assets.outputs[path].clone()),
            Work::Listing(listing) => Ok(self.listing(*listing)),
            Work::SitemapPart(part) => Ok(self.sitemap_part(*part)),
            Work::Ready(bytes) => Ok(bytes.clone()),
            Work::Root => self.home(&self.page(self.site.default_language(), here(path)), Page::Root),
            Work::Home(lang) => self.home(&self.page(*lang, here(path)), Page::Home),
            Work::Search(lang) => {
                let context = self.page(*lang, here(path));
                let (page, view) = context.finder(engine().as_deref());
                context.html("search.html", &page, &view)
            }
            Work::News(lang, of) => {
                let context = self.page(*lang, here(path));
                let (page, view) = context.news(&News { events: self.events(), periods: &self.periods, of: *of });
                context.html("news.html", &page, &view)
            }
            Work::SiteFeed(lang) => Ok(self.feed(Feed::Site, *lang, path)),
            Work::NotFound => self.context().not_found(),
            Work::Association(work) => self.association_file(work, of_association(plan), path),
            Work::Version(policy, nth) => {
                let association = &*of_association(plan).association;
                let pages = self.version_pages(association, &association.policies[*policy], *nth);
                return self.version_files(job, &pages).map(Made::Files);
            }
        };
        let bytes = made.map_err(|error| self.fault(&error))?;
        Ok(Made::Files(vec![OutputFile { path: path.to_owned(), bytes }]))
    }

    /// All files of a version.
    pub(super) fn version_files(&self, job: usize, pages: &VersionPages<'_>) -> Result<Vec<OutputFile>, Report> {
        let files = pages.files().map_err(|error| self.fault(&error))?;
        debug_assert!(files.iter().map(|file| &*file.path).eq(self.paths(job)), "a version makes what was planned");
        Ok(files)
    }

    /// Makes a file that shows one association.
    fn association_file(
        &self,
        work: &AssociationWork,
        plan: &AssociationPlan,
        path: &str,
    ) -> Result<Vec<u8>, RenderError> {
        let AssociationPlan { association, assets, .. } = plan;
        let policy = |at: usize| &*association.policies[at];
        let context = |lang: Lang| self.page(lang, here(path));
        match *work {
            AssociationWork::Page(lang) => {
                association_page(&context(lang), association, Page::Association(association))
            }
            AssociationWork::Channels(lang) => {
                let context = context(lang);
                let (page, view) = context.channels(association);
                context.html("channels.html", &page, &view)
            }
            AssociationWork::Form(form, lang) => {
                let context = context(lang);
                let (page, view) = context.form(association, &association.forms[form]);
                context.html("form.html", &page, &view)
            }
            AssociationWork::Thanks(form, lang) => {
                let context = context(lang);
                let (page, view) = context.thanks(association, &association.forms[form]);
                context.html("thanks.html", &page, &view)
            }
            AssociationWork::History(at, lang) => {
                let context = context(lang);
                let (page, view) = context.history(association, policy(at));
                context.html("history.html", &page, &view)
            }
            AssociationWork::Feed(lang) => Ok(self.feed(Feed::Association(association), lang, path)),
            AssociationWork::PolicyFeed(at, lang) => Ok(self.feed(Feed::Policy(association, policy(at)), lang, path)),
            AssociationWork::Source(at, nth, lang) => Ok(source(&policy(at).versions[nth], lang)),
            AssociationWork::Log => Ok(association.log.as_ref().map(Log::published).unwrap_or_default()),
            AssociationWork::LogSignature => {
                let signature = association.log.as_ref().and_then(|log| log.signature.as_ref());
                Ok(signature.map(|signature| signature.text.clone().into_bytes()).unwrap_or_default())
            }
            AssociationWork::Colour => Ok(bytes_of(assets.colour.as_ref())),
            AssociationWork::Logo => Ok(bytes_of(assets.logo.as_ref())),
        }
    }

    fn fault(&self, error: &RenderError) -> Report {
        template_fault(error, self.theme, self.site)
    }

    fn feed(&self, feed: Feed<'_>, lang: Lang, path: &str) -> Vec<u8> {
        let context = self.page(lang, path.to_owned());
        let shown = |policy: &Policy| policy.published(self.edition.drafts);
        let events = match feed {
            Feed::Site => return context.feed(feed, self.events()).into_bytes(),
            Feed::Association(association) => events::of_association(association, self.edition.today, &shown),
            Feed::Policy(association, policy) => events::of_policy(association, policy, &shown(policy)),
        };
        context.feed(feed, &events).into_bytes()
    }

    fn home(&self, context: &PageContext<'_>, page: Page<'_>) -> Result<Vec<u8>, RenderError> {
        // A site of one association has that one's page there.
        if let Some(association) = self.site.alone() {
            return association_page(context, association, Page::Home);
        }
        let (page, view) = context.home(page);
        context.html("home.html", &page, &view)
    }
}

fn association_page(
    context: &PageContext<'_>,
    association: &Association,
    page: Page<'_>,
) -> Result<Vec<u8>, RenderError> {
    let (page, view) = context.association(association, page);
    context.html("association.html", &page, &view)
}

/// The text of a version as it was sealed.
fn source(version: &Version, lang: Lang) -> Vec<u8> {
    let text = version.texts.get(lang).as_ref().expect("a source is planned for every text");
    sealed_bytes(&text.source.text()).into_owned().into_bytes()
}

fn bytes_of(asset: Option<&Asset>) -> Vec<u8> {
    asset.expect("an asset is planned where there is one").bytes.clone()
}

fn of_association(plan: Option<&AssociationPlan>) -> &AssociationPlan {
    plan.expect("such work is of an association's group")
}

/// The address of a page from the path of its file.
fn here(path: &str) -> String {
    path.trim_end_matches("index.html").to_owned()
}
