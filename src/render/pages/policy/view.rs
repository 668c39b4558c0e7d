//! What the pages of a version say beside its text.

use serde_json::json;

use super::{VersionRoom, pages_of_policy};
use crate::derive::urls::{self, Page};
use crate::model::{Commitment, Lang, State, Text};
use crate::render::pages::chrome::{Desk, Head};
use crate::render::views::{CommitmentView, PolicyView, SourceView, VersionView, Words};
use crate::render::{has_both, words};

impl<'a> VersionRoom<'a> {
    pub(super) fn title_in(&self, lang: Lang) -> Option<String> {
        let text = self.version().texts.get(lang).as_ref();
        text.and_then(|text| text.title.clone()).or_else(|| self.policy.title.get(lang).clone())
    }

    pub(super) fn head(
        &self,
        desk: &Desk<'a>,
        view: &PolicyView,
        kind: &'static str,
        page: Page<'a>,
        last: Option<String>,
    ) -> Head<'a> {
        let association = desk.name(&self.association.name, &self.association.id).text;
        let mut title = vec![view.title.text.clone(), association.clone()];
        if let Some(last) = &last {
            title.insert(0, last.clone());
        }
        let draft = self.policy.state(self.nth, self.today) == State::Draft;
        let approval = self.version().approval.approved().and_then(|approval| approval.gregorian());
        let mut json_ld = json!({
            "@context": "https://schema.org",
            "@type": "DigitalDocument",
            "name": view.title.text,
            "inLanguage": desk.lang.code(),
            "version": self.version().number,
            "url": self.site.full(&self.site.address(page, desk.lang)),
            "publisher": {"@type": "NGO", "name": association, "url": self.site.full(&self.site.address(Page::Association(self.association), desk.lang))},
        });
        if let Some(code) = &self.policy.code {
            json_ld["identifier"] = json!(code);
        }
        if let Some(date) = approval {
            json_ld["datePublished"] = json!(date.value.to_string());
        }
        Head {
            kind,
            title,
            description: view.summary.as_ref().map(|words| words.text.clone()),
            page: Some(page),
            crumbs: desk.crumbs_to_policy(self.association, self.policy, last),
            association: Some(self.association),
            json_ld: Some(json_ld),
            noindex: draft,
        }
    }

    /// Everything about the version but its text.
    pub(super) fn view(&self, desk: &Desk<'_>, current: bool) -> PolicyView {
        let (policy, version) = (self.policy, self.version());
        let shown = |of: &dyn Fn(&Text) -> Option<String>| {
            desk.lang.then_other().into_iter().find_map(|lang| {
                let text = of(version.texts.get(lang).as_ref()?)?;
                Some(words::words(lang, &text, desk.lang))
            })
        };
        let own_title = version.texts.get(desk.lang).as_ref().and_then(|text| text.title.clone());
        PolicyView {
            title: own_title.map_or_else(|| desk.name(&policy.title, &policy.id), |title| words::own(title, desk.lang)),
            code: policy.code.clone(),
            owner: desk.phrase(&policy.owner),
            summary: shown(&|text| text.summary.clone()),
            part_of: self.part_of(desk),
            version: desk.version(self.association, policy, self.nth, self.today),
            current,
            versions: self.versions.iter().rev().map(|nth| self.listed(desk, *nth)).collect(),
            review: policy.next_review(self.today).map(|day| words::date(day, desk.t)),
            notices: self.notices(desk),
            contents: Vec::new(),
            text: String::new(),
            notes: None,
            meanings: None,
            commitments: self.commitments(desk),
            sources: self.sources(desk),
            both: (has_both(self.site, policy, self.nth)
                && pages_of_policy(policy, self.nth, self.today, &self.versions))
            .then(|| desk.to_page(Page::Both(self.association, policy))),
            cite: self.cite(desk),
            address: urls::encode(
                &self.site.full(&self.site.address(Page::Version(self.association, policy, version), desk.lang)),
            ),
            history: desk.to_page(Page::History(self.association, policy)),
            href: desk.to_page(Page::Policy(self.association, policy)),
            data: desk.to(&urls::data(self.association, policy, version)),
            acts: desk.acts(self.association),
            files: version.files.iter().map(|file| desk.file(self.association, policy, version, file)).collect(),
        }
    }

    /// The promises whose clauses the page shows.
    fn commitments(&self, desk: &Desk<'_>) -> Vec<CommitmentView> {
        let commitment = |commitment: &Commitment| {
            // The page may show the clause in the other language; there the promise holds as well.
            let mut texts = self.texts_on_page(self.version(), desk.lang);
            let text = texts.find(|text| text.clauses.find(&commitment.clause).is_some())?;
            let mut view = desk.commitment(self.association, self.policy, commitment, Some(text));
            view.clause.href = format!("#c-{}", commitment.clause);
            Some(view)
        };
        self.policy.commitments.iter().filter_map(commitment).collect()
    }

    /// What names the text in a citation: «سياسة …، جمعية كادي، الإصدار 1.0».
    fn cite(&self, desk: &Desk<'_>) -> String {
        let (association, version) = (&self.association, self.version());
        let title = self.title_in(desk.lang).unwrap_or_else(|| desk.name(&self.policy.title, &self.policy.id).text);
        let name = desk.name(&association.name, &association.id).text;
        [title, name, desk.t.fill("cite_version", &[("n", &version.number)])].join(desk.t.get("list_comma"))
    }

    /// A version in the list of versions, with its page of changes.
    fn listed(&self, desk: &Desk<'_>, nth: usize) -> VersionView {
        let (association, policy) = (self.association, self.policy);
        let changes = desk.comparison(association, policy, nth, &self.versions);
        VersionView { changes, ..desk.version(association, policy, nth, self.today) }
    }

    fn part_of(&self, desk: &Desk<'_>) -> Option<Words> {
        let (title, chapter) = self.policy.part_of.as_ref()?;
        let title = desk.phrase(title)?;
        match chapter {
            Some(number) if !title.foreign => {
                let text = desk.t.fill("chapter_of", &[("n", &number.to_string()), ("title", &title.text)]);
                Some(words::own(text, desk.lang))
            }
            _ => Some(title),
        }
    }

    fn sources(&self, desk: &Desk<'_>) -> Vec<SourceView> {
        let version = self.version();
        let source = |lang: Lang| {
            let text = version.texts.get(lang).as_ref()?;
            let seal = text.seal.trim_start_matches("sha256:").to_owned();
            let groups = seal.as_bytes().chunks(8).map(|group| String::from_utf8_lossy(group).into_owned()).collect();
            Some(SourceView {
                lang: lang.code(),
                language: desk.t.get(&format!("language_{}", lang.code())).to_owned(),
                href: desk.to(&urls::source(self.association, self.policy, version, lang)),
                seal,
                groups,
            })
        };
        self.policy.governing.then_other().into_iter().filter_map(source).collect()
    }
}
