//! The plan of an association: what is published of it.
//!
//! It depends on the association and on the [`Facts`], and on nothing else: they are its key where the next
//! plan takes it from the one before.

use std::sync::Arc;

use super::jobs::{AssociationWork, Group, Jobs, Kind, Work};
use super::sitemap;
use crate::derive::events;
use crate::derive::periods::Tally;
use crate::derive::urls::{self, Feed, Page};
use crate::model::{Association, Edition, Form, Lang, Layout, Policy, ReferenceTarget, Site};
use crate::render::pages::policy::outputs::Extent;
use crate::render::theme::assets::OwnAssets;
use crate::source::FileId;

/// What the addresses of a whole site depend on.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Facts {
    layout: Layout,
    languages: Vec<Lang>,
    edition: Edition,
    /// Whether one association's page is the first of the site.
    alone: bool,
}

impl Facts {
    pub(crate) fn of(site: &Site, edition: Edition) -> Self {
        let alone = site.alone().is_some();
        Facts { layout: site.layout, languages: site.languages.clone(), edition, alone }
    }
}

/// What is published of one association.
pub(crate) struct AssociationPlan {
    pub(crate) association: Arc<Association>,
    pub(crate) assets: Arc<OwnAssets>,
    pub(crate) group: Group,
    /// How many addresses it has in the sitemap; see [`sitemap::counts`].
    pub(crate) listed: Vec<usize>,
    /// How much it decided in each month.
    pub(crate) decided: Tally,
    /// The links of its texts to addresses inside the site, with their places.
    pub(crate) links: Vec<(FileId, usize, String)>,
}

/// The plan of an association on its way.
struct Planned<'a> {
    site: &'a Site,
    association: &'a Association,
    facts: &'a Facts,
    jobs: Jobs,
}

impl AssociationPlan {
    /// Plans what is published of an association of a site.
    pub(crate) fn new(site: &Site, association: &Arc<Association>, facts: &Facts) -> Self {
        let assets = Arc::new(OwnAssets::of(association));
        let mut planned = Planned { site, association, facts, jobs: Jobs::default() };
        for lang in &site.languages {
            planned.add_association(*lang);
        }
        let policies = association.policies.iter().enumerate();
        let policies: Vec<_> =
            policies.map(|(at, policy)| (at, &**policy, policy.published(facts.edition.drafts))).collect();
        for (at, policy, versions) in &policies {
            planned.add_policy(*at, policy, versions);
        }
        for (at, policy, versions) in &policies {
            planned.add_texts(*at, policy, versions);
        }
        if association.log.is_some() {
            planned.add(AssociationWork::Log, urls::log(association));
        }
        // One of an earlier line would be taken for one of them all.
        if association.log.as_ref().is_some_and(|log| log.signed().is_some()) {
            planned.add(AssociationWork::LogSignature, urls::log_signature(association));
        }
        for (work, asset) in [(AssociationWork::Colour, &assets.colour), (AssociationWork::Logo, &assets.logo)] {
            if let Some(asset) = asset {
                planned.add(work, asset.address.clone());
            }
        }
        let group = Group::from(planned.jobs);
        let listed = sitemap::counts(site, association, facts.edition.today);
        let shown = |policy: &Policy| policy.published(facts.edition.drafts);
        let decided = Tally::of(&events::of_association(association, facts.edition.today, &shown));
        AssociationPlan {
            association: Arc::clone(association),
            assets,
            group,
            listed,
            decided,
            links: links(association),
        }
    }
}

impl Planned<'_> {
    fn add(&mut self, work: AssociationWork, address: String) {
        self.jobs.add(Work::Association(work), &[address]);
    }

    fn add_page(&mut self, kind: Kind, work: AssociationWork, page: Page<'_>, lang: Lang) {
        self.jobs.add_page(kind, Work::Association(work), &[self.site.address(page, lang)]);
    }

    /// The pages of the association in a language, but for those of its policies.
    fn add_association(&mut self, lang: Lang) {
        let (site, association) = (self.site, self.association);
        if site.alone().is_none() {
            self.add_page(Kind::Association, AssociationWork::Page(lang), Page::Association(association), lang);
        }
        if site.layout == Layout::Portal {
            self.add(AssociationWork::Feed(lang), site.feed_address(Feed::Association(association), lang));
        }
        self.add_page(Kind::Channels, AssociationWork::Channels(lang), Page::Channels(association), lang);
        for (at, form) in association.forms.iter().enumerate() {
            let types = |form: &Form| form.fields.iter().map(|field| field.kind).collect();
            let page = Page::Form(association, form);
            self.add_page(Kind::Form(types(form)), AssociationWork::Form(at, lang), page, lang);
            let page = Page::Thanks(association, form);
            self.add_page(Kind::Thanks, AssociationWork::Thanks(at, lang), page, lang);
        }
    }

    fn add_policy(&mut self, at: usize, policy: &Policy, versions: &[usize]) {
        let (site, association) = (self.site, self.association);
        for lang in site.languages.iter().copied().filter(|_| !versions.is_empty()) {
            let page = Page::History(association, policy);
            self.add_page(Kind::History, AssociationWork::History(at, lang), page, lang);
            self.add(AssociationWork::PolicyFeed(at, lang), site.feed_address(Feed::Policy(association, policy), lang));
        }
        for nth in versions {
            self.add_version(at, policy, *nth, versions);
        }
    }

    fn add_version(&mut self, at: usize, policy: &Policy, nth: usize, versions: &[usize]) {
        let (site, association) = (self.site, self.association);
        let version = &policy.versions[nth];
        let extent = Extent::of(site, policy, nth, self.facts.edition, versions);
        let outputs = extent.outputs(&site.languages);
        let addresses: Vec<_> = outputs.map(|output| output.address(site, association, policy, version)).collect();
        self.jobs.add_page(Kind::Version(extent), Work::Version(at, nth), &addresses);
    }

    /// Sources and attachments.
    fn add_texts(&mut self, at: usize, policy: &Policy, versions: &[usize]) {
        let association = self.association;
        for nth in versions {
            let version = &policy.versions[*nth];
            for lang in version.texts.existing().map(|text| text.lang) {
                self.add(AssociationWork::Source(at, *nth, lang), urls::source(association, policy, version, lang));
            }
            for file in &version.files {
                let name = &file.name;
                let from = format!("content/{}/policies/{}/{}/{name}", association.id, policy.id, version.number);
                self.jobs.add(Work::Copy(from), &[urls::file(association, policy, version, name)]);
            }
        }
    }
}

/// The links of an association's texts to addresses inside the site.
fn links(association: &Association) -> Vec<(FileId, usize, String)> {
    let versions = association.policies.iter().flat_map(|policy| &policy.versions);
    let texts = versions.flat_map(|version| version.texts.existing());
    let links = texts.flat_map(|text| {
        text.references.iter().filter_map(|reference| match &reference.target {
            ReferenceTarget::Address(address) => Some((text.file, reference.at, address.clone())),
            _ => None,
        })
    });
    let inside = |(_, _, address): &(FileId, usize, String)| {
        address.split_once(':').is_none_or(|(scheme, _)| scheme.contains(['/', '?']))
    };
    links.filter(inside).collect()
}
