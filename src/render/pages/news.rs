//! The news: all that changed on the site, on one page, or on one for every year or month of a large site.

use crate::derive::events::Event;
use crate::derive::periods::{Period, Span};
use crate::derive::urls::Page;
use crate::model::Strings;

use super::chrome::Head;
use super::context::PageContext;
use crate::render::views::{Crumb, NewsView, Page as PageView, PeriodView, YearView};
use crate::render::words;

/// How much of what changed stands on the first page, where one page cannot hold it all.
const LATEST: usize = 100;

/// What the news tell.
pub(crate) struct News<'n> {
    /// All that happened, newest first.
    pub(crate) events: &'n [Event<'n>],
    /// The periods that have a page of their own, and how much happened in each.
    pub(crate) periods: &'n [(Period, usize)],
    /// The period of the page; absent for the first page of all.
    pub(crate) of: Option<Period>,
}

/// The page of a period, or the first.
pub(crate) fn page<'a>(of: Option<Period>) -> Page<'a> {
    of.map_or(Page::News, Page::NewsOf)
}

impl News<'_> {
    /// What stands on the page.
    fn shown(&self) -> Vec<&Event<'_>> {
        match self.of {
            Some(period) => period.of(self.events).collect(),
            None if self.periods.is_empty() => self.events.iter().collect(),
            None => self.events.iter().take(LATEST).collect(),
        }
    }
}

impl PageContext<'_> {
    /// A page of what changed on the site.
    pub(crate) fn news(&self, news: &News<'_>) -> (PageView, NewsView) {
        let mut years: Vec<YearView> = Vec::new();
        for event in news.shown() {
            let year = event.day.map(|day| day.year().to_string());
            if years.last().is_none_or(|known| known.year != year) {
                years.push(YearView { year, events: Vec::new() });
            }
            let versions = event.policy.published(self.edition.drafts);
            years.last_mut().expect("it was just added").events.push(self.event(event, &versions));
        }
        let all = self.t.get("news_title").to_owned();
        let heading = news.of.map_or_else(|| all.clone(), |period| self.news_of(period));
        let mut crumbs = self.crumbs_from_home(heading.clone());
        if news.of.is_some() {
            let all = Crumb { words: words::in_page_language(all, self.lang), href: Some(self.to_page(Page::News)) };
            crumbs.insert(crumbs.len() - 1, all);
        }
        let head = Head {
            kind: "news",
            title: vec![heading.clone()],
            description: Some(self.t.get("news_text").to_owned()),
            page: Some(page(news.of)),
            crumbs,
            association: None,
            json_ld: None,
            noindex: false,
        };
        let period = |(period, count): &(Period, usize)| PeriodView {
            name: name(*period, self.t),
            href: self.to_page(Page::NewsOf(*period)),
            count: self.t.plural("count_changes", u32::try_from(*count).unwrap_or(u32::MAX)),
            current: news.of == Some(*period),
        };
        let view = NewsView {
            heading,
            latest: news.of.is_none() && !news.periods.is_empty(),
            years,
            periods: news.periods.iter().map(period).collect(),
        };
        (self.page(head), view)
    }

    fn news_of(&self, period: Period) -> String {
        match period.span {
            Span::Undated => part(self.t.get("news_of_undated"), period),
            _ => self.t.fill("news_of", &[("period", &name(period, self.t))]),
        }
    }
}

/// «فبراير 2025م», “2025”, “February 2025 (2)”.
fn name(period: Period, t: &Strings) -> String {
    let span = match period.span {
        Span::Undated => t.get("news_undated").to_owned(),
        Span::Year(year) => t.fill("date_year", &[("year", &year.to_string())]),
        Span::Month(year, month) => {
            let month = t.item("gregorian_months", month.unsigned_abs().into());
            t.fill("date_month", &[("month", month), ("year", &year.to_string())])
        }
    };
    part(&span, period)
}

fn part(words: &str, period: Period) -> String {
    if period.part > 1 { format!("{words} ({})", period.part) } else { words.to_owned() }
}
