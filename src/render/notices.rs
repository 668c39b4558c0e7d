//! Notices: what a reader must know before the text.

use super::chrome::Desk;
use super::policy::VersionRoom;
use super::views::{Link, NoticeView};
use super::words;
use crate::derive::urls::Page;
use crate::model::{Basis, Lang, State, Translation};

impl VersionRoom<'_> {
    /// What a reader must know first, weightiest first.
    pub(super) fn notices(&self, desk: &Desk<'_>) -> Vec<NoticeView> {
        let (policy, version, t) = (self.policy, self.version(), desk.t);
        let mut notices = Vec::new();
        let notice = |kind, title: &str, text, link| {
            let title = t.get(title).to_owned();
            NoticeView { kind, title, text, reason: None, link, clauses: Vec::new() }
        };
        let mut add = |kind, title, text, link| notices.push(notice(kind, title, text, link));
        let in_force = policy.in_force(self.today);
        let to_current = || {
            let number = &policy.versions[in_force?].number;
            Some(Link {
                words: words::own(t.fill("notice_superseded_link", &[("n", number)]), desk.lang),
                href: desk.to_page(Page::Policy(self.association, policy)),
            })
        };
        let none = || if in_force.is_none() { t.get("notice_none_in_force").to_owned() } else { String::new() };
        match policy.state(self.nth, self.today) {
            State::InForce => {
                let coming = |nth: &&usize| policy.state(**nth, self.today) == State::Upcoming;
                // The nearest of several; the history tells the rest.
                let next = self.versions.iter().filter(coming).min_by_key(|nth| policy.versions[**nth].effective());
                if let Some(next) = next.map(|nth| &policy.versions[*nth]) {
                    let day = next.effective().map(|day| words::gregorian(day, t)).unwrap_or_default();
                    let link = Link {
                        words: words::own(t.fill("notice_next_link", &[("n", &next.number)]), desk.lang),
                        href: desk.to_version(self.association, policy, next),
                    };
                    add("next", "notice_next", t.fill("notice_next_text", &[("date", &day)]), Some(link));
                }
            }
            State::Draft => add("draft", "notice_draft", t.get("notice_draft_text").to_owned(), to_current()),
            State::Superseded => add("superseded", "notice_superseded", String::new(), to_current()),
            State::Upcoming => {
                let day = version.effective().map(|day| words::gregorian(day, t)).unwrap_or_default();
                add("upcoming", "notice_upcoming", t.fill("notice_upcoming_text", &[("date", &day)]), to_current());
            }
            State::Withdrawn => {
                let day = version.withdrawn.as_ref().and_then(|end| end.date);
                let on = day.map(|day| t.fill("notice_withdrawn_on", &[("date", &words::day_in_both(day, t))]));
                let text = [on.unwrap_or_default(), none()].join(" ");
                add("withdrawn", "notice_withdrawn", text.trim().to_owned(), to_current());
            }
        }
        if let Some(tombstone) = notices.last_mut().filter(|notice| notice.kind == "withdrawn") {
            tombstone.reason = version.withdrawn.as_ref().and_then(|end| desk.phrase(&end.reason));
        }
        let mut add = |kind, title, text, link| notices.push(notice(kind, title, text, link));
        let named = |lang: Lang| t.get(&format!("the_language_{}", lang.code())).to_owned();
        let other = desk.lang.other();
        match (version.texts.get(desk.lang), version.texts.get(other)) {
            (None, Some(_)) => {
                add(
                    "untranslated",
                    "notice_untranslated",
                    t.fill("notice_untranslated_text", &[("language", &named(other))]),
                    None,
                );
            }
            (Some(_), Some(_)) if desk.lang != policy.governing && !version.unpaired(policy.governing).is_empty() => {
                add(
                    "partly-translated",
                    "notice_partly",
                    t.fill("notice_partly_text", &[("language", &named(other))]),
                    None,
                );
            }
            _ => {}
        }
        if desk.lang != policy.governing
            && let Some(text) = version.texts.get(desk.lang)
        {
            let title = match text.translation {
                Some(Translation::Official) => "notice_translation_official",
                Some(Translation::Machine) => "notice_translation_machine",
                Some(Translation::Courtesy) | None => "notice_translation_courtesy",
            };
            add(
                "translation",
                title,
                t.fill("notice_translation_text", &[("language", &named(policy.governing))]),
                None,
            );
        }
        if policy.basis == Basis::Restated {
            add("restated", "notice_restated", t.get("notice_restated_text").to_owned(), None);
        }
        if let Some(notice) = self.behind(desk) {
            // It weighs more than what the text is, and less than whether it holds.
            let of_translation = |known: &NoticeView| matches!(known.kind, "partly-translated" | "translation");
            let place = notices.iter().position(of_translation).unwrap_or(notices.len());
            notices.insert(place, notice);
        }
        notices
    }
}
