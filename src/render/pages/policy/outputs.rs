//! Outputs: which files a version has, and the address of each.
//!
//! The plan of a site takes the addresses from here, and [`VersionPages::files`](super::VersionPages::files)
//! makes the bytes of the same outputs.

use crate::derive::changes::version_before;
use crate::derive::urls::{self, Page};
use crate::model::{Association, Edition, Lang, Policy, Site, Version};

/// The file of a policy's card, beside its page.
pub(super) const CARD: &str = "card.svg";

/// A file of a version.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Output {
    /// Its own page.
    Version(Lang),
    /// The page of its policy.
    Policy(Lang),
    /// The card beside that.
    Card(Lang),
    /// The page with both texts.
    Both(Lang),
    /// The page of what changed since the version before.
    Changes(Lang),
    /// Its facts and clauses as JSON.
    Data,
}

impl Output {
    /// Its address below the base URL.
    pub(crate) fn address(self, site: &Site, association: &Association, policy: &Policy, version: &Version) -> String {
        match self {
            Output::Version(lang) => site.address(Page::Version(association, policy, version), lang),
            Output::Policy(lang) => site.address(Page::Policy(association, policy), lang),
            Output::Card(lang) => site.address(Page::Policy(association, policy), lang) + CARD,
            Output::Both(lang) => site.address(Page::Both(association, policy), lang),
            Output::Changes(lang) => site.address(Page::Changes(association, policy, version), lang),
            Output::Data => urls::data(association, policy, version),
        }
    }
}

/// Which files a version has beside those that every version has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Extent {
    /// The page of its policy, which shows it.
    pub(super) policy: bool,
    /// The page with both texts.
    pub(super) both: bool,
    /// The page of what changed.
    pub(super) changes: bool,
}

impl Extent {
    /// What a version has; `versions` are those of the policy that have pages.
    pub(crate) fn of(site: &Site, policy: &Policy, nth: usize, edition: Edition, versions: &[usize]) -> Self {
        let current = policy.in_force(edition.today).or_else(|| versions.last().copied()) == Some(nth);
        Extent {
            policy: current,
            both: current && site.shows_both(&policy.versions[nth]),
            changes: version_before(policy, nth, versions).is_some(),
        }
    }

    /// Every file, in the order in which they are published.
    pub(crate) fn outputs(self, languages: &[Lang]) -> impl Iterator<Item = Output> {
        let in_language = move |lang: &Lang| {
            let outputs = [
                (true, Output::Version(*lang)),
                (self.policy, Output::Policy(*lang)),
                (self.policy, Output::Card(*lang)),
                (self.both, Output::Both(*lang)),
                (self.changes, Output::Changes(*lang)),
            ];
            outputs.into_iter().filter_map(|(is_there, output)| is_there.then_some(output))
        };
        languages.iter().flat_map(in_language).chain([Output::Data])
    }
}
