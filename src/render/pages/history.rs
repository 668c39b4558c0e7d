//! What was decided on a policy: its history as a page, and each event as it is shown.

use crate::derive::changes::version_before;
use crate::derive::events::{self, Event, What};
use crate::derive::urls::{self, Page};
use crate::model::log::{Line, Log, LogLine};
use crate::model::{Association, Attachment, Policy, Version};

use super::chrome::Head;
use super::context::PageContext;
use crate::render::views::{EditionView, EventView, FileView, HistoryView, LogLineView, Page as PageView, VersionView};
use crate::render::words;

impl<'a> PageContext<'a> {
    /// The page of a policy's history.
    pub(crate) fn history(&self, association: &'a Association, policy: &'a Policy) -> (PageView, HistoryView) {
        let shown = policy.published(self.edition.drafts);
        let events = events::of_policy(association, policy, &shown);
        let edition = |nth: usize| {
            let version = &policy.versions[nth];
            let scan = version.approval.approved().and_then(|approval| approval.document.as_ref());
            let (scans, files): (Vec<_>, Vec<_>) =
                version.files.iter().partition(|file| scan.is_some_and(|scan| *scan == file.name));
            let file = |file: &Attachment| self.file(association, policy, version, file);
            let later =
                |event: &&Event<'_>| event.nth == nth && matches!(event.what, What::Reviewed(_) | What::Withdrawn);
            EditionView {
                id: events::edition_name(version),
                version: VersionView {
                    changes: self.comparison(association, policy, nth, &shown),
                    ..self.version(association, policy, nth)
                },
                document: scans.into_iter().next().map(file),
                files: files.into_iter().map(file).collect(),
                log: self.log_line(
                    association,
                    association.log.as_ref().and_then(|log| log.speaks_for(&policy.id, &version.number)),
                ),
                events: events.iter().filter(later).map(|event| self.event(event, &shown)).collect(),
            }
        };
        let view = HistoryView {
            title: self.name(&policy.title, &policy.id),
            href: self.to_page(Page::Policy(association, policy)),
            current: policy.in_force(self.edition.today).map(|nth| self.version(association, policy, nth)),
            review: policy.next_review(self.edition.today).map(|day| words::date(day, self.t)),
            editions: shown.iter().rev().map(|nth| edition(*nth)).collect(),
        };
        let heading = self.t.get("history_title").to_owned();
        let head = Head {
            kind: "history",
            title: vec![heading.clone(), view.title.text.clone(), self.name(&association.name, &association.id).text],
            description: Some(self.t.get("history_text").to_owned()),
            page: Some(Page::History(association, policy)),
            crumbs: self.crumbs_to_policy(association, policy, Some(heading)),
            association: Some(association),
            json_ld: None,
            noindex: false,
        };
        (self.page(head), view)
    }

    /// Something that happened to one of the versions of a policy that are `shown`.
    pub(crate) fn event(&self, event: &Event<'_>, shown: &[usize]) -> EventView {
        let (association, policy, version) = (event.association, event.policy, event.version());
        let approval = words::approval(&version.approval, self.t, None);
        let (hijri, gregorian) = match event.what {
            What::Approved => (approval.hijri, approval.gregorian),
            _ => event.day.map_or((None, None), |day| words::both_dates(day, self.t)),
        };
        let is_new = matches!(event.what, What::Approved | What::Listed);
        let href = if is_new {
            self.to_version(association, policy, version)
        } else {
            format!("{}#{}", self.to_page(Page::History(association, policy)), event.name)
        };
        let withdrawn = version.withdrawn.as_ref().filter(|_| event.what == What::Withdrawn);
        let line = association.log.as_ref().and_then(|log| match &event.what {
            What::Approved | What::Listed => log.speaks_for(&policy.id, &version.number),
            What::Reviewed(_) => log.reviewed(&policy.id, &version.number, event.day?),
            What::Withdrawn => log.withdrawn(&policy.id, &version.number),
        });
        EventView {
            kind: event.what.word(),
            id: event.name.clone(),
            text: self.t.fill(&format!("event_{}", event.what.word()), &[("n", &version.number)]),
            hijri,
            gregorian,
            by: match &event.what {
                What::Approved => version.approval.approved().map(|approval| words::decided_by(approval, self.t)),
                What::Reviewed(session) => {
                    session.as_ref().map(|session| words::review_session(session, &version.approval, self.t))
                }
                What::Withdrawn => version
                    .withdrawn
                    .as_ref()
                    .and_then(|end| end.session.as_ref())
                    .map(|session| words::review_session(session, &version.approval, self.t)),
                What::Listed => None,
            }
            .filter(|words| !words.is_empty()),
            title: self.name(&policy.title, &policy.id),
            association: self.name(&association.name, &association.id),
            href,
            change: self.phrase(&version.change).filter(|_| is_new),
            changes: self.comparison(association, policy, event.nth, shown).filter(|_| is_new),
            reason: withdrawn.and_then(|end| self.phrase(&end.reason)),
            log: self.log_line(association, line),
        }
    }

    /// A line of the log of an association's decisions, as it is shown.
    pub(super) fn log_line(&self, association: &Association, line: Option<(&LogLine, &Line)>) -> Option<LogLineView> {
        let (place, line) = line?;
        let digest = place.digest.trim_start_matches("sha256:").to_owned();
        let signed = association.log.as_ref().and_then(Log::signed);
        Some(LogLineView {
            text: self.t.fill("decision_log_line", &[("n", &line.n.to_string())]),
            href: self.to(&urls::log(association)),
            signed: match signed {
                Some(signed) => self.t.fill("decision_log_signed", &[("key", &signed.key)]),
                None => self.t.get("decision_log_unsigned").to_owned(),
            },
            signature: signed.map(|_| self.to(&urls::log_signature(association))),
            groups: words::in_groups(&digest),
            digest,
        })
    }

    /// The page of what changed in a version; absent for the first.
    pub(super) fn comparison(
        &self,
        association: &Association,
        policy: &Policy,
        nth: usize,
        shown: &[usize],
    ) -> Option<String> {
        version_before(policy, nth, shown)?;
        Some(self.to_page(Page::Changes(association, policy, &policy.versions[nth])))
    }

    /// A file beside the texts of a version.
    pub(crate) fn file(
        &self,
        association: &Association,
        policy: &Policy,
        version: &Version,
        file: &Attachment,
    ) -> FileView {
        let name = file.name.trim_start_matches("files/");
        let ending = name.rsplit_once('.').map(|(_, ending)| ending).filter(|ending| !ending.is_empty());
        FileView {
            name: name.to_owned(),
            href: self.to(&urls::file_link(association, policy, version, &file.name)),
            kind: ending.map(str::to_uppercase),
            size: words::size(file.bytes, self.t),
        }
    }
}
