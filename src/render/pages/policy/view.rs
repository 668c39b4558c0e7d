//! What the pages of a version say beside its text.

use serde_json::json;

use super::{Shows, VersionPages};
use crate::derive::urls::{self, Page};
use crate::model::{Bound, Commitment, Lang, State, Text};
use crate::render::pages::chrome::Head;
use crate::render::pages::context::PageContext;
use crate::render::views::{CommitmentView, PolicyView, SourceView, VersionView, Words};
use crate::render::words;

impl<'a> VersionPages<'a> {
    pub(super) fn title_in(&self, lang: Lang) -> Option<String> {
        let text = self.version().texts.get(lang).as_ref();
        text.and_then(|text| text.title.clone()).or_else(|| self.policy.title.get(lang).clone())
    }

    pub(super) fn head(
        &self,
        context: &PageContext<'a>,
        view: &PolicyView,
        kind: &'static str,
        page: Page<'a>,
        last: Option<String>,
    ) -> Head<'a> {
        let association = context.name(&self.association.name, &self.association.id).text;
        let mut title = vec![view.title.text.clone(), association.clone()];
        if let Some(last) = &last {
            title.insert(0, last.clone());
        }
        let draft = self.policy.state(self.nth, self.context.edition.today) == State::Draft;
        let approval = self.version().approval.approved().and_then(|approval| approval.gregorian());
        let mut json_ld = json!({
            "@context": "https://schema.org",
            "@type": "DigitalDocument",
            "name": view.title.text,
            "inLanguage": context.lang.code(),
            "version": self.version().number,
            "url": self.context.site.full(&self.context.site.address(page, context.lang)),
            "publisher": {"@type": "NGO", "name": association, "url": self.context.site.full(&self.context.site.address(Page::Association(self.association), context.lang))},
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
            crumbs: context.crumbs_to_policy(self.association, self.policy, last),
            association: Some(self.association),
            json_ld: Some(json_ld),
            noindex: draft,
        }
    }

    /// Everything about the version but its text.
    pub(super) fn view(&self, context: &PageContext<'_>, shows: Shows) -> PolicyView {
        let (policy, version) = (self.policy, self.version());
        let shown = |of: &dyn Fn(&Text) -> Option<String>| {
            context.lang.then_other().into_iter().find_map(|lang| {
                let text = of(version.texts.get(lang).as_ref()?)?;
                Some(words::words(lang, &text, context.lang))
            })
        };
        let title = version.texts.get(context.lang).as_ref().and_then(|text| text.title.clone());
        let log = self.association.log.as_ref();
        let line = log.and_then(|log| log.speaks_for(&policy.id, &version.number));
        PolicyView {
            title: title.map_or_else(
                || context.name(&policy.title, &policy.id),
                |title| words::in_page_language(title, context.lang),
            ),
            code: policy.code.clone(),
            owner: context.phrase(&policy.owner),
            summary: shown(&|text| text.summary.clone()),
            part_of: self.part_of(context),
            version: context.version(self.association, policy, self.nth),
            current: shows == Shows::Policy,
            versions: self.versions.iter().rev().map(|nth| self.listed(context, *nth)).collect(),
            review: policy.next_review(self.context.edition.today).map(|day| words::date(day, context.t)),
            notices: self.notices(context),
            contents: Vec::new(),
            text: String::new(),
            notes: None,
            meanings: None,
            commitments: self.commitments(context, Bound::AtMost),
            minimums: self.commitments(context, Bound::AtLeast),
            sources: self.sources(context),
            both: self.extent.both.then(|| context.to_page(Page::Both(self.association, policy))),
            cite: self.cite(context),
            address: urls::encode(
                &self
                    .context
                    .site
                    .full(&self.context.site.address(Page::Version(self.association, policy, version), context.lang)),
            ),
            history: context.to_page(Page::History(self.association, policy)),
            href: context.to_page(Page::Policy(self.association, policy)),
            data: context.to(&urls::data(self.association, policy, version)),
            acts: context.acts(self.association),
            files: version.files.iter().map(|file| context.file(self.association, policy, version, file)).collect(),
            log: context.log_line(self.association, line),
            sealed: version.texts.existing().all(|text| version.seal.get(text.lang).is_some()),
        }
    }

    /// The promises, or minimums, whose clauses the page shows.
    fn commitments(&self, context: &PageContext<'_>, bound: Bound) -> Vec<CommitmentView> {
        let commitment = |commitment: &Commitment| {
            // The page may show the clause in the other language; there the promise holds as well.
            let mut texts = self.texts_on_page(self.version(), context.lang);
            let text = texts.find(|text| text.clauses.find(&commitment.clause).is_some())?;
            let mut view = context.commitment(self.association, self.policy, commitment, Some(text));
            view.clause.href = format!("#c-{}", commitment.clause);
            Some(view)
        };
        let all = self.policy.commitments_of(self.version()).iter();
        all.filter(|one| one.period.bound == bound).filter_map(commitment).collect()
    }

    /// What names the text in a citation: «سياسة …، جمعية كادي، الإصدار 1.0».
    fn cite(&self, context: &PageContext<'_>) -> String {
        let (association, version) = (&self.association, self.version());
        let title =
            self.title_in(context.lang).unwrap_or_else(|| context.name(&self.policy.title, &self.policy.id).text);
        let name = context.name(&association.name, &association.id).text;
        [title, name, context.t.fill("cite_version", &[("n", &version.number)])].join(context.t.get("list_comma"))
    }

    /// A version in the list of versions, with its page of changes.
    fn listed(&self, context: &PageContext<'_>, nth: usize) -> VersionView {
        let (association, policy) = (self.association, self.policy);
        let changes = context.comparison(association, policy, nth, &self.versions);
        VersionView { changes, ..context.version(association, policy, nth) }
    }

    fn part_of(&self, context: &PageContext<'_>) -> Option<Words> {
        let (title, chapter) = self.policy.part_of.as_ref()?;
        let title = context.phrase(title)?;
        match chapter {
            Some(number) if !title.foreign => {
                let text = context.t.fill("chapter_of", &[("n", &number.to_string()), ("title", &title.text)]);
                Some(words::in_page_language(text, context.lang))
            }
            _ => Some(title),
        }
    }

    fn sources(&self, context: &PageContext<'_>) -> Vec<SourceView> {
        let version = self.version();
        let source = |lang: Lang| {
            let text = version.texts.get(lang).as_ref()?;
            let seal = text.seal.trim_start_matches("sha256:").to_owned();
            Some(SourceView {
                lang: lang.code(),
                language: context.t.get(&format!("language_{}", lang.code())).to_owned(),
                href: context.to(&urls::source(self.association, self.policy, version, lang)),
                groups: words::in_groups(&seal),
                seal,
                sealed: version.seal.get(lang).is_some(),
            })
        };
        self.policy.governing.then_other().into_iter().filter_map(source).collect()
    }
}
