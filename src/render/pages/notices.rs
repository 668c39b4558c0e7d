//! Notices: what a reader must know before the text.

use super::context::PageContext;
use super::policy::VersionPages;
use crate::derive::urls::Page;
use crate::model::{Basis, Lang, State, Translation};
use crate::render::views::{Link, NoticeView};
use crate::render::words;

impl VersionPages<'_> {
    /// What a reader must know first, weightiest first.
    pub(crate) fn notices(&self, context: &PageContext<'_>) -> Vec<NoticeView> {
        let mut notices: Vec<NoticeView> =
            [self.standing(context), self.coverage(context), self.translation(context)].into_iter().flatten().collect();
        if self.policy.basis == Basis::Restated {
            let text = context.t.get("notice_restated_text").to_owned();
            notices.push(notice(context, "restated", "notice_restated", text, None));
        }
        if let Some(notice) = self.behind(context) {
            // It weighs more than what the text is, and less than whether it holds.
            let of_translation = |known: &NoticeView| matches!(known.kind, "partly-translated" | "translation");
            let place = notices.iter().position(of_translation).unwrap_or(notices.len());
            notices.insert(place, notice);
        }
        notices
    }

    /// Whether the version holds, and which does where it does not.
    fn standing(&self, context: &PageContext<'_>) -> Option<NoticeView> {
        let (policy, version, t) = (self.policy, self.version(), context.t);
        let in_force = policy.in_force(self.context.edition.today);
        let to_current = || {
            let number = &policy.versions[in_force?].number;
            Some(Link {
                words: words::in_page_language(t.fill("notice_superseded_link", &[("n", number)]), context.lang),
                href: context.to_page(Page::Policy(self.association, policy)),
            })
        };
        Some(match policy.state(self.nth, self.context.edition.today) {
            State::InForce => {
                let coming = |nth: &&usize| policy.state(**nth, self.context.edition.today) == State::Upcoming;
                // The nearest of several; the history tells the rest.
                let next = self.versions.iter().filter(coming).min_by_key(|nth| policy.versions[**nth].effective());
                let next = &policy.versions[*next?];
                let day = next.effective().map(|day| words::gregorian(day, t)).unwrap_or_default();
                let link = Link {
                    words: words::in_page_language(t.fill("notice_next_link", &[("n", &next.number)]), context.lang),
                    href: context.to_version(self.association, policy, next),
                };
                notice(context, "next", "notice_next", t.fill("notice_next_text", &[("date", &day)]), Some(link))
            }
            State::Draft => {
                notice(context, "draft", "notice_draft", t.get("notice_draft_text").to_owned(), to_current())
            }
            State::Superseded => notice(context, "superseded", "notice_superseded", String::new(), to_current()),
            State::Upcoming => {
                let day = version.effective().map(|day| words::gregorian(day, t)).unwrap_or_default();
                let text = t.fill("notice_upcoming_text", &[("date", &day)]);
                notice(context, "upcoming", "notice_upcoming", text, to_current())
            }
            State::Withdrawn => {
                let end = version.withdrawn.as_ref();
                let day = end.and_then(|end| end.date);
                let on = day.map(|day| t.fill("notice_withdrawn_on", &[("date", &words::day_in_both(day, t))]));
                let none = if in_force.is_none() { t.get("notice_none_in_force") } else { "" };
                let text = format!("{} {none}", on.unwrap_or_default());
                let reason = end.and_then(|end| context.phrase(&end.reason));
                let text = text.trim().to_owned();
                NoticeView { reason, ..notice(context, "withdrawn", "notice_withdrawn", text, to_current()) }
            }
        })
    }

    /// How much of the text stands in the other language.
    fn coverage(&self, context: &PageContext<'_>) -> Option<NoticeView> {
        let (version, governing, other) = (self.version(), self.policy.governing, context.lang.other());
        let said = |text| context.t.fill(text, &[("language", &language(context, other))]);
        match (version.texts.get(context.lang), version.texts.get(other)) {
            (None, Some(_)) => {
                let text = said("notice_untranslated_text");
                Some(notice(context, "untranslated", "notice_untranslated", text, None))
            }
            (Some(_), Some(_)) if context.lang != governing && !version.unpaired(governing).is_empty() => {
                Some(notice(context, "partly-translated", "notice_partly", said("notice_partly_text"), None))
            }
            _ => None,
        }
    }

    /// What the translation is worth, where the text is one.
    fn translation(&self, context: &PageContext<'_>) -> Option<NoticeView> {
        let governing = self.policy.governing;
        let text = self.version().texts.get(context.lang).as_ref().filter(|_| context.lang != governing)?;
        let title = match text.translation {
            Some(Translation::Official) => "notice_translation_official",
            Some(Translation::Machine) => "notice_translation_machine",
            Some(Translation::Courtesy) | None => "notice_translation_courtesy",
        };
        let text = context.t.fill("notice_translation_text", &[("language", &language(context, governing))]);
        Some(notice(context, "translation", title, text, None))
    }
}

fn notice(context: &PageContext<'_>, kind: &'static str, title: &str, text: String, link: Option<Link>) -> NoticeView {
    NoticeView { kind, title: context.t.get(title).to_owned(), text, reason: None, link, clauses: Vec::new() }
}

fn language(context: &PageContext<'_>, lang: Lang) -> String {
    context.t.get(&format!("the_language_{}", lang.code())).to_owned()
}
