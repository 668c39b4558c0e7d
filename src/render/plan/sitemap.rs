//! The sitemap, with the languages of each page (sitemaps.org 0.9; hreflang as search engines read it).
//!
//! A search engine reads no sitemap of more than 50,000 addresses or 50 MiB, so that of a large site
//! is a list of parts. Drafts are left out.

use std::fmt::Write;

use crate::derive::changes::version_before;
use crate::derive::events::{self, Event};
use crate::derive::periods::Period;
use crate::derive::urls::{self, Page};
use crate::model::{Association, Date, Edition, Lang, Layout, Policy, Site, Version};
use crate::output::escape::escape;

/// The most addresses of a part; each takes some hundred bytes, and may take two thousand.
const AT_MOST: usize = 20_000;

/// The pages of the whole site, beside those of periods.
const OF_SITE: [Page<'_>; 3] = [Page::Home, Page::Search, Page::News];

/// Where a part begins: an association, and what of it comes first: 0 for its own pages, else a policy from 1.
pub(crate) type Start = (usize, usize);

/// The path of the whole sitemap.
pub(super) const PATH: &str = "sitemap.xml";

/// The path of a part, from 0.
pub(super) fn part_path(part: usize) -> String {
    format!("sitemap-{}.xml", part + 1)
}

/// How many addresses an association has in the sitemap: those of its own pages, then those of each policy.
pub(super) fn counts(site: &Site, association: &Association, today: Date) -> Vec<usize> {
    let pages = of_association(site, association).len();
    let policies = association.policies.iter();
    let policies = policies.map(|policy| of_policy(site, association, policy, today).len());
    std::iter::once(pages).chain(policies).map(|pages| pages * site.languages.len()).collect()
}

/// Where the parts of a sitemap begin, for the counts of every association. Where one is enough there is no other.
/// The first one has the pages of no association too, with the news of so many periods.
pub(crate) fn starts<'c>(site: &Site, periods: usize, counts: impl Iterator<Item = &'c [usize]>) -> Vec<Start> {
    starts_of((OF_SITE.len() + periods) * site.languages.len(), counts, AT_MOST)
}

fn starts_of<'c>(of_site: usize, counts: impl Iterator<Item = &'c [usize]>, most: usize) -> Vec<Start> {
    let mut starts = vec![(0, 0)];
    let mut held = of_site;
    for (at, counts) in counts.enumerate() {
        for (nth, count) in counts.iter().enumerate() {
            if held + count > most && held > 0 && (at, nth) > (0, 0) {
                starts.push((at, nth));
                held = 0;
            }
            held += count;
        }
    }
    starts
}

/// What a sitemap is made from.
pub(super) struct Sitemap<'p> {
    pub(super) site: &'p Site,
    pub(super) today: Date,
    /// Where its parts begin.
    pub(super) starts: &'p [Start],
    /// The periods whose news have a page of their own.
    pub(super) periods: &'p [(Period, usize)],
    /// All that happened, newest first.
    pub(super) events: &'p [Event<'p>],
}

impl<'p> Sitemap<'p> {
    /// The sitemap: all addresses, or the list of its parts.
    pub(super) fn index(&self) -> String {
        if self.starts.len() == 1 {
            return self.part(0);
        }
        let mut out = head("sitemapindex", "");
        for part in 0..self.starts.len() {
            out.push_str("<sitemap><loc>");
            escape(&urls::encode(&self.site.full(&part_path(part))), &mut out);
            out.push_str("</loc></sitemap>\n");
        }
        out.push_str("</sitemapindex>\n");
        out
    }

    /// A part of the sitemap, from 0. The first one has the pages of the whole site too.
    pub(super) fn part(&self, part: usize) -> String {
        let mut out = head("urlset", " xmlns:xhtml=\"http://www.w3.org/1999/xhtml\"");
        if part == 0 {
            self.write_entries(self.of_site(), &mut out);
        }
        let (from, until) = (self.starts[part], self.starts.get(part + 1));
        let ended = |start: Start| until.is_some_and(|until| start >= *until);
        for (at, association) in self.site.associations.iter().enumerate().skip(from.0) {
            for nth in 0..=association.policies.len() {
                let pages = match nth.checked_sub(1) {
                    _ if (at, nth) < from || ended((at, nth)) => continue,
                    None => of_association(self.site, association),
                    Some(nth) => of_policy(self.site, association, &association.policies[nth], self.today),
                };
                self.write_entries(pages, &mut out);
            }
            if ended((at + 1, 0)) {
                break;
            }
        }
        out.push_str("</urlset>\n");
        out
    }

    /// The pages that are of no association.
    fn of_site(&self) -> Vec<Page<'p>> {
        let periods = self.periods.iter().map(|(period, _)| Page::NewsOf(*period));
        OF_SITE.into_iter().chain(periods).collect()
    }

    /// The day on which a page changed last, where that is known.
    fn changed(&self, page: Page<'_>) -> Option<Date> {
        let approved = |version: &Version| Some(version.approval.approved()?.gregorian()?.value);
        match page {
            Page::News => self.events.first()?.day,
            Page::NewsOf(period) => period.of(self.events).next()?.day,
            Page::Policy(_, policy) => approved(&policy.versions[first_version(policy, self.today)?]),
            Page::Version(_, _, version) | Page::Changes(_, _, version) => approved(version),
            Page::History(association, policy) => {
                let events = events::of_policy(association, policy, &policy.published(false));
                events.iter().filter(|event| event.is_past(self.today)).find_map(|event| event.day)
            }
            _ => None,
        }
    }

    fn write_entries(&self, pages: Vec<Page<'_>>, out: &mut String) {
        for page in pages {
            let day = self.changed(page);
            let address = |lang: &Lang| {
                let mut address = String::new();
                escape(&urls::encode(&self.site.full(&self.site.address(page, *lang))), &mut address);
                (*lang, address)
            };
            let addresses: Vec<_> = self.site.languages.iter().map(address).collect();
            for (_, address) in &addresses {
                let _ = write!(out, "<url><loc>{address}</loc>");
                if let Some(day) = day {
                    let _ = write!(out, "<lastmod>{day}</lastmod>");
                }
                for (lang, other) in &addresses {
                    let code = lang.code();
                    let _ = write!(out, "<xhtml:link rel=\"alternate\" hreflang=\"{code}\" href=\"{other}\"/>");
                }
                out.push_str("</url>\n");
            }
        }
    }
}

fn head(root: &str, more: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<{root} xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\"{more}>\n"
    )
}

/// The pages of an association, but for those of its policies.
fn of_association<'a>(site: &Site, association: &'a Association) -> Vec<Page<'a>> {
    let page = (site.layout == Layout::Portal).then_some(Page::Association(association));
    let forms = association.forms.iter().map(|form| Page::Form(association, form));
    page.into_iter().chain([Page::Channels(association)]).chain(forms).collect()
}

/// The version that a policy's own page shows to search engines: drafts are left out.
fn first_version(policy: &Policy, today: Date) -> Option<usize> {
    policy.current(Edition { today, drafts: false })
}

fn of_policy<'a>(site: &Site, association: &'a Association, policy: &'a Policy, today: Date) -> Vec<Page<'a>> {
    let shown = policy.published(false);
    let mut pages = Vec::new();
    if let Some(nth) = first_version(policy, today) {
        pages.push(Page::Policy(association, policy));
        if site.shows_both(&policy.versions[nth]) {
            pages.push(Page::Both(association, policy));
        }
    }
    if !shown.is_empty() {
        pages.push(Page::History(association, policy));
    }
    let compared = shown.iter().filter(|nth| version_before(policy, **nth, &shown).is_some());
    pages.extend(compared.map(|nth| Page::Changes(association, policy, &policy.versions[*nth])));
    pages.extend(shown.iter().map(|nth| Page::Version(association, policy, &policy.versions[*nth])));
    pages
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_begins_where_the_one_before_is_full() {
        let starts = |counts: &[&[usize]]| starts_of(0, counts.iter().copied(), 10);
        assert_eq!(starts(&[&[4], &[2, 4]]), [(0, 0)]);
        assert_eq!(starts(&[&[4], &[2, 4, 1]]), [(0, 0), (1, 2)]);
        assert_eq!(starts(&[&[4, 6], &[2, 8], &[1]]), [(0, 0), (1, 0), (2, 0)]);
        assert_eq!(starts(&[&[2, 30, 3]]), [(0, 0), (0, 1), (0, 2)], "a policy stays whole");
        assert_eq!(starts(&[]), [(0, 0)]);
        let of_site = |pages| starts_of(pages, [&[2, 3][..], &[4]].into_iter(), 10);
        assert_eq!(of_site(4), [(0, 0), (1, 0)], "the pages of the whole site take their place");
        assert_eq!(of_site(30), [(0, 0), (0, 1)], "beside them stands an association, however many they are");
    }
}
