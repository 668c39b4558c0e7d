//! Listings: files that are made from the whole site.

use super::jobs::Listing;
use super::site::Plan;
use super::sitemap::Sitemap;
use super::static_files;
use crate::derive::{data, register, urls};
use crate::render::json;

impl Plan<'_> {
    /// The bytes of a listing.
    pub(super) fn listing(&self, listing: Listing) -> Vec<u8> {
        match listing {
            Listing::Checksums => self.checksums(),
            Listing::SiteData => self.site_data(),
            Listing::Register => self.register_data(),
            Listing::Sitemap => self.sitemap_of(0).index().into_bytes(),
            Listing::Robots => static_files::robots(self.site).into_bytes(),
            Listing::Headers => static_files::headers(self.site).into_bytes(),
        }
    }

    /// A part of the sitemap.
    pub(super) fn sitemap_part(&self, part: usize) -> Vec<u8> {
        self.sitemap_of(part).part(part).into_bytes()
    }

    /// What a part of the sitemap is made from.
    fn sitemap_of(&self, part: usize) -> Sitemap<'_> {
        // The first part alone says when the news changed.
        let events = if part == 0 { self.events() } else { &[] };
        Sitemap { site: self.site, today: self.edition.today, starts: &self.sitemap, periods: &self.periods, events }
    }

    /// The sealed sources with their checksums.
    fn checksums(&self) -> Vec<u8> {
        let mut sums = Vec::new();
        for (association, policy) in self.site.policies() {
            for nth in policy.published(self.edition.drafts) {
                let version = &policy.versions[nth];
                for text in version.texts.existing() {
                    let path = urls::source(association, policy, version, text.lang);
                    sums.push((path, text.seal.trim_start_matches("sha256:")));
                }
            }
        }
        sums.sort();
        sums.iter().map(|(path, sum)| format!("{sum}  {path}\n")).collect::<String>().into_bytes()
    }

    /// What the site holds, as JSON.
    fn site_data(&self) -> Vec<u8> {
        json::bytes(&data::site(self.site, self.edition.today, &|policy| policy.published(self.edition.drafts)))
    }

    /// The register as a table.
    fn register_data(&self) -> Vec<u8> {
        let shown = |row: &register::Row| {
            let policy =
                self.site.association(&row.association).and_then(|association| association.policy(&row.policy));
            policy.is_some_and(|policy| !policy.published(self.edition.drafts).is_empty())
        };
        let rows: Vec<_> = register::rows(self.site, self.edition.today).into_iter().filter(shown).collect();
        register::csv(&rows).into_bytes()
    }
}
