//! Listings: files that are made from the whole site.

use super::jobs::Listing;
use super::site::Plan;
use super::sitemap::Sitemap;
use super::{guide, static_files};
use crate::derive::built::BuildData;
use crate::derive::{data, register};
use crate::render::json;

impl Plan<'_> {
    /// The bytes of a listing.
    pub(super) fn listing(&self, listing: Listing) -> Vec<u8> {
        match listing {
            Listing::BuildData => json::bytes(&BuildData::of(self.site, self.edition)),
            Listing::Guide => guide::TEXT.as_bytes().to_vec(),
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
