//! Atom feeds (RFC 4287) of what was decided: on the site, by an association, on a policy.
//!
//! Ids and times come from the content alone. An id starts with the address that
//! `site.yaml` gives, so that a build for another address keeps it, and names the
//! association also where that stands at the root, so that a second one changes nothing.

use std::fmt::Write;

use crate::derive::events::{Event, What};
use crate::derive::urls::{self, Feed, Page};
use crate::model::{Association, Date, Policy, Site};
use crate::output::escape::escape;

use super::context::PageContext;
use crate::render::views::FeedLink;

/// The most entries of a feed: readers ask for it again and again. The pages tell everything.
const MOST: usize = 100;

impl PageContext<'_> {
    /// The feeds that a page leads to.
    pub(crate) fn feeds(&self, page: Page<'_>) -> Vec<FeedLink> {
        let link = |feed: Feed<'_>| FeedLink {
            title: self.feed_title(feed),
            href: self.to(&self.site.feed_address(feed, self.lang)),
        };
        self.site.feeds_of(page).into_iter().map(link).collect()
    }

    fn feed_title(&self, feed: Feed<'_>) -> String {
        let name = match feed {
            Feed::Site => self.name(&self.site.title, "mithaq"),
            Feed::Association(association) => self.name(&association.name, &association.id),
            Feed::Policy(_, policy) => self.name(&policy.title, &policy.id),
        };
        self.t.fill("feed_title", &[("name", &name.text)])
    }

    /// A feed of `events`, which stand newest first, as it is published.
    pub(crate) fn feed(&self, feed: Feed<'_>, events: &[Event<'_>]) -> String {
        let site = self.site;
        // An entry must say when it was; what has no day stands on the pages alone.
        let past = events.iter().filter(|event| event.day.is_some() && event.is_past(self.edition.today));
        let events: Vec<&Event<'_>> = past.take(MOST).collect();
        let author = match feed {
            Feed::Site => self.phrase(&site.publisher).unwrap_or_else(|| self.name(&site.title, "mithaq")),
            Feed::Association(association) | Feed::Policy(association, _) => {
                self.name(&association.name, &association.id)
            }
        };
        // A feed must say when it last changed; one in which nothing has happened says the first day of all.
        let updated = events.first().and_then(|event| event.day).unwrap_or(jiff::civil::date(1970, 1, 1));
        let lang = self.lang.code();
        let mut out = format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"{lang}\">\n"
        );
        element(&mut out, "id", &format!("{}feed.xml", id_of(site, self.lang.code(), feed)));
        element(&mut out, "title", &self.feed_title(feed));
        element(&mut out, "updated", &instant(updated));
        link(&mut out, "self", "application/atom+xml", lang, &self.full(&site.feed_address(feed, self.lang)));
        link(&mut out, "alternate", "text/html", lang, &self.full(&site.address(feed.page(), self.lang)));
        let _ = writeln!(out, "<author><name>{}</name></author>", escaped(&author.text));
        for event in &events {
            self.entry(&mut out, event);
        }
        out.push_str("</feed>\n");
        out
    }

    fn entry(&self, out: &mut String, event: &Event<'_>) {
        let (Some(day), lang) = (event.day, self.lang.code()) else { return };
        let (association, policy) = (event.association, event.policy);
        let view = self.event(event, &policy.published(false));
        let page = match event.what {
            What::Approved | What::Listed => {
                self.site.address(Page::Version(association, policy, event.version()), self.lang)
            }
            What::Reviewed(_) | What::Withdrawn => {
                format!("{}#{}", self.site.address(Page::History(association, policy), self.lang), event.name)
            }
        };
        out.push_str("<entry>\n");
        let of = id_of(self.site, lang, Feed::Policy(association, policy));
        element(out, "id", &format!("{of}history/#{}", event.name));
        element(out, "title", &self.t.fill("feed_entry", &[("title", &view.title.text), ("event", &view.text)]));
        element(out, "updated", &instant(day));
        element(out, "published", &instant(day));
        link(out, "alternate", "text/html", lang, &self.full(&page));
        let _ = writeln!(out, "<author><name>{}</name></author>", escaped(&view.association.text));
        let _ = writeln!(out, "<category term=\"{}\" label=\"{}\"/>", view.kind, escaped(&view.text));
        let reason = view.reason.map(|reason| format!("{} {}", self.t.get("withdrawn_reason"), reason.text));
        let dates = [view.hijri, view.gregorian].into_iter().flatten();
        let dates = dates.map(|date| match date.computed {
            true => format!("{} ({})", date.text, self.t.get("computed")),
            false => date.text,
        });
        let log = view.log.map(|log| format!("{}: {}, SHA-256 {}", self.t.get("decision_log"), log.text, log.digest));
        let lines: Vec<String> =
            [view.by, Some(dates.collect::<Vec<_>>().join(" · ")), view.change.map(|w| w.text), reason, log]
                .into_iter()
                .flatten()
                .collect();
        let _ = writeln!(out, "<summary type=\"text\">{}</summary>", escaped(&lines.join("\n")));
        out.push_str("</entry>\n");
    }

    fn full(&self, address: &str) -> String {
        urls::encode(&self.site.full(address))
    }
}

/// What the ids of a feed and its entries start with.
fn id_of(site: &Site, lang: &str, feed: Feed<'_>) -> String {
    let below = match feed {
        Feed::Site => String::new(),
        Feed::Association(Association { id, .. }) => format!("{id}/"),
        Feed::Policy(association, Policy { id, .. }) => format!("{}/policies/{id}/", association.id),
    };
    urls::encode(&format!("{}{lang}/{below}", site.own_url))
}

/// Noon of Greenwich: the one moment that is the same day nearly everywhere. Records know
/// days, and a feed asks for moments.
fn instant(day: Date) -> String {
    format!("{day}T12:00:00Z")
}

fn element(out: &mut String, name: &str, text: &str) {
    let _ = writeln!(out, "<{name}>{}</{name}>", escaped(text));
}

fn link(out: &mut String, rel: &str, kind: &str, lang: &str, href: &str) {
    let _ = writeln!(out, "<link rel=\"{rel}\" type=\"{kind}\" hreflang=\"{lang}\" href=\"{}\"/>", escaped(href));
}

/// Text of XML 1.0; characters that it cannot hold at all are left out.
fn escaped(text: &str) -> String {
    let fits = |c| matches!(c, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..);
    let mut out = String::with_capacity(text.len());
    text.split(|c| !fits(c)).for_each(|text| escape(text, &mut out));
    out
}
