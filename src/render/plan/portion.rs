//! Portion: what is published of one association.
//!
//! It depends on the association and on the [`Facts`], and on nothing else: the next site has the same
//! portion while these are the same.

use std::sync::Arc;

use super::jobs::{Group, Jobs, Kind, Own, Work};
use super::sitemap;
use crate::derive::changes as compared;
use crate::derive::events;
use crate::derive::periods::Tally;
use crate::derive::urls::{self, Feed, Page};
use crate::model::{Association, Date, Form, Lang, Layout, Policy, ReferenceTarget, Site};
use crate::render::pages::home::first_page;
use crate::render::pages::policy::{CARD, pages_of_policy};
use crate::render::theme::assets::OwnAssets;
use crate::render::{has_both, published};
use crate::source::FileId;

/// What the addresses of a whole site depend on.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Facts {
    layout: Layout,
    languages: Vec<Lang>,
    today: Date,
    drafts: bool,
    /// Whether one association's page is the first of the site.
    alone: bool,
}

impl Facts {
    pub(crate) fn of(site: &Site, today: Date, drafts: bool) -> Self {
        let alone = first_page(site).is_some();
        Facts { layout: site.layout, languages: site.languages.clone(), today, drafts, alone }
    }
}

/// What is published of one association.
pub(crate) struct Portion {
    pub(crate) association: Arc<Association>,
    pub(crate) assets: OwnAssets,
    pub(crate) group: Group,
    /// How many addresses it has in the sitemap; see [`sitemap::counts`].
    pub(crate) listed: Vec<usize>,
    /// How much it decided in each month.
    pub(crate) decided: Tally,
    /// The links of its texts to addresses inside the site, with their places.
    pub(crate) links: Vec<(FileId, usize, String)>,
}

/// A portion on its way.
struct Planned<'a> {
    site: &'a Site,
    association: &'a Association,
    facts: &'a Facts,
    jobs: Jobs,
}

impl Portion {
    /// Plans what is published of an association of a site.
    pub(crate) fn new(site: &Site, association: &Arc<Association>, facts: &Facts) -> Self {
        let assets = OwnAssets::of(association);
        let mut planned = Planned { site, association, facts, jobs: Jobs::default() };
        for lang in &site.languages {
            planned.add_association(*lang);
        }
        let policies = association.policies.iter().enumerate();
        let policies: Vec<_> = policies.map(|(at, policy)| (at, &**policy, published(policy, facts.drafts))).collect();
        for (at, policy, versions) in &policies {
            planned.add_policy(*at, policy, versions);
        }
        for (at, policy, versions) in &policies {
            planned.add_texts(*at, policy, versions);
        }
        for (work, asset) in [(Own::Colour, &assets.colour), (Own::Logo, &assets.logo)] {
            if let Some((address, _)) = asset {
                planned.jobs.add(Work::Own(work), std::slice::from_ref(address));
            }
        }
        let group = Group::from(planned.jobs);
        let listed = sitemap::counts(site, association, facts.today, facts.drafts);
        let shown = |policy: &Policy| published(policy, facts.drafts);
        let decided = Tally::of(&events::of_association(association, facts.today, &shown));
        Portion { association: Arc::clone(association), assets, group, listed, decided, links: links(association) }
    }
}

impl Planned<'_> {
    /// The pages of the association in a language, but for those of its policies.
    fn add_association(&mut self, lang: Lang) {
        let (site, association) = (self.site, self.association);
        if first_page(site).is_none() {
            let address = site.address(Page::Association(association), lang);
            self.jobs.add_page(Kind::Association, Work::Own(Own::Association(lang)), &[address]);
        }
        if site.layout == Layout::Portal {
            let address = site.feed_address(Feed::Association(association), lang);
            self.jobs.add(Work::Own(Own::AssociationFeed(lang)), &[address]);
        }
        let channels = site.address(Page::Channels(association), lang);
        self.jobs.add_page(Kind::Channels, Work::Own(Own::Channels(lang)), &[channels]);
        for (at, form) in association.forms.iter().enumerate() {
            let paths = [Page::Form(association, form), Page::Thanks(association, form)];
            let types = |form: &Form| form.fields.iter().map(|field| field.kind.clone()).collect();
            let paths = paths.map(|page| site.address(page, lang));
            self.jobs.add_page(Kind::Form(types(form)), Work::Own(Own::Form(at, lang)), &paths);
        }
    }

    fn add_policy(&mut self, at: usize, policy: &Policy, versions: &[usize]) {
        let (site, association) = (self.site, self.association);
        for lang in site.languages.iter().copied().filter(|_| !versions.is_empty()) {
            let address = site.address(Page::History(association, policy), lang);
            self.jobs.add_page(Kind::History, Work::Own(Own::History(at, lang)), &[address]);
            let address = site.feed_address(Feed::Policy(association, policy), lang);
            self.jobs.add(Work::Own(Own::PolicyFeed(at, lang)), &[address]);
        }
        for nth in versions {
            self.add_version(at, policy, *nth, versions);
        }
    }

    /// The job of a version; its paths stand in the order in which it makes them.
    fn add_version(&mut self, at: usize, policy: &Policy, nth: usize, versions: &[usize]) {
        let (site, association) = (self.site, self.association);
        let version = &policy.versions[nth];
        let current = pages_of_policy(policy, nth, self.facts.today, versions);
        let both = current && has_both(site, policy, nth);
        let changes = compared::version_before(policy, nth, versions).is_some();
        let mut paths = Vec::new();
        for lang in &site.languages {
            paths.push(site.address(Page::Version(association, policy, version), *lang));
            if current {
                let address = site.address(Page::Policy(association, policy), *lang);
                paths.push(address.clone());
                paths.push(format!("{address}{CARD}"));
            }
            if both {
                paths.push(site.address(Page::Both(association, policy), *lang));
            }
            if changes {
                paths.push(site.address(Page::Changes(association, policy, version), *lang));
            }
        }
        paths.push(urls::data(association, policy, version));
        self.jobs.add_page(Kind::Version([current, both, changes]), Work::Own(Own::Version(at, nth)), &paths);
    }

    /// Sources and attachments.
    fn add_texts(&mut self, at: usize, policy: &Policy, versions: &[usize]) {
        let association = self.association;
        for nth in versions {
            let version = &policy.versions[*nth];
            for lang in version.texts.existing().map(|text| text.lang) {
                self.jobs
                    .add(Work::Own(Own::Source(at, *nth, lang)), &[urls::source(association, policy, version, lang)]);
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
