//! The page of what changed between two versions, in the site and on its own.

use super::chrome::Head;
use super::context::PageContext;
use super::policy::VersionPages;
use crate::derive::changes::{ChangeKind, Changes, Versions, both_have, changes, kinds, version_before};
use crate::derive::urls::Page;
use crate::model::compare::{CellChange, Change, Entry, EntryKind};
use crate::model::{Association, Date, Edition, Lang, Policy, Site, Strings, Theme};
use crate::render::text::isolation::marked_words;
use crate::render::text::labels::{self, bare_label};
use crate::render::theme::assets::Assets;
use crate::render::theme::ready::Ready;
use crate::render::theme::templates::template_fault;
use crate::render::views::{ChangeView, ChangesView, Crumb, Link, NoticeView, Page as PageView, PieceView, Tag, Words};
use crate::render::words;
use crate::report::{Report, Reported};

/// Two versions on the way to a page.
pub(crate) struct ComparisonPage<'a> {
    association: &'a Association,
    policy: &'a Policy,
    changes: Changes<'a>,
    /// Which versions have pages that a clause can be looked up in.
    pages: Vec<usize>,
    /// Whether addresses are full ones, for a page that stands on its own.
    full: bool,
}

/// The language in which a page in `lang` compares two versions: its own where both have it.
pub(crate) fn language(policy: &Policy, before: usize, after: usize, lang: Lang) -> Option<Lang> {
    lang.then_other().into_iter().find(|lang| both_have(policy, before, after, *lang))
}

impl<'a> VersionPages<'a> {
    /// The page of what changed since the version before, where there is one.
    pub(super) fn changes(&self, context: &PageContext<'a>) -> (PageView, ChangesView) {
        const COMPARED: &str = "only a version that can be compared has such a page";
        let before = version_before(self.policy, self.nth, &self.versions).expect(COMPARED);
        let lang = language(self.policy, before, self.nth, context.lang).expect(COMPARED);
        let label = |label: crate::model::Label<'_>| labels::label(label, context.t);
        let comparison = ComparisonPage {
            association: self.association,
            policy: self.policy,
            changes: changes(self.policy, Versions { before, after: self.nth }, lang, &label).expect(COMPARED),
            pages: self.versions.clone(),
            full: false,
        };
        let mut view = comparison.view(context);
        let page = Page::Changes(self.association, self.policy, &self.policy.versions[self.nth]);
        // Without a word a translation that was left as it was would tell that nothing changed.
        view.behind = self.behind(context).filter(|_| lang == context.lang).map(|notice| NoticeView {
            text: context.t.fill(
                "notice_behind_text",
                &[("language", context.t.get(&format!("the_language_{}", self.policy.governing.code())))],
            ),
            link: (self.context.site.languages.contains(&self.policy.governing)
                && language(self.policy, before, self.nth, self.policy.governing) == Some(self.policy.governing))
            .then(|| Link {
                words: words::in_page_language(context.t.get("changes_behind_link"), context.lang),
                href: context.to(&self.context.site.address(page, self.policy.governing)),
            }),
            clauses: Vec::new(),
            ..notice
        });
        let association = context.name(&self.association.name, &self.association.id).text;
        let head = Head {
            kind: "changes",
            title: vec![view.heading.clone(), view.title.text.clone(), association],
            description: Some(view.counts.join(context.t.get("list_comma"))).filter(|words| !words.is_empty()),
            page: Some(page),
            crumbs: context.crumbs_to_changes(self.association, self.policy, self.nth),
            association: Some(self.association),
            json_ld: None,
            noindex: self.policy.state(self.nth, self.context.edition.today) == crate::model::State::Draft,
        };
        (context.page(head), view)
    }
}

impl VersionPages<'_> {
    /// That the text of a page follows an earlier governing text, and which clauses are behind.
    pub(crate) fn behind(&self, context: &PageContext<'_>) -> Option<NoticeView> {
        if context.lang == self.policy.governing {
            return None;
        }
        let lag = self.policy.lag(self.nth)?;
        let t = context.t;
        let link = |change: &Change| {
            let since = lag.since.as_ref()?;
            let entry = change.new.map(|nth| &since.now[nth]).or_else(|| change.old.map(|nth| &since.before[nth]))?;
            // The page shows the clauses of both texts; one that neither has any more leads nowhere.
            let clauses = [lag.text, lag.source].map(|text| text.clauses.find(&entry.id));
            let clause = clauses.into_iter().flatten().next()?;
            let label = clause.label.map(|label| labels::label(label, t));
            let label = label.filter(|label| label.chars().any(char::is_alphanumeric));
            let name = label.as_deref().map_or(entry.id.as_str(), bare_label);
            let words = words::in_page_language(t.fill("clause_named", &[("label", name)]), context.lang);
            Some(Link { words, href: format!("#c-{}", entry.id) })
        };
        let changes = lag.since.iter().flat_map(|since| &since.comparison.changes);
        let clauses: Vec<Link> = changes.filter_map(link).collect();
        let key = if clauses.is_empty() { "notice_behind_text" } else { "notice_behind_clauses" };
        Some(NoticeView {
            kind: "translation-outdated",
            title: t.get("notice_behind").to_owned(),
            text: t.fill(key, &[("language", t.get(&format!("the_language_{}", self.policy.governing.code())))]),
            reason: None,
            link: None,
            clauses,
        })
    }
}

/// A comparison as one page that needs no other file.
///
/// Out: the page; absent where a template fails, which the report then tells, or
/// where one version has no text in the language.
pub fn comparison_page(
    site: &Site,
    theme: &Theme,
    association: &Association,
    policy: &Policy,
    versions: Versions,
    lang: Lang,
    today: Date,
) -> Reported<Option<String>> {
    let mut report = Report::default();
    let Some(ready) = report.take(Ready::new(theme, site, None)) else {
        return Reported { value: None, report };
    };
    let assets = Assets::new(&ready.assets, std::iter::empty());
    let context = PageContext {
        site,
        edition: Edition { today, drafts: false },
        assets: &assets,
        templates: &ready.templates,
        t: assets.strings(lang),
        lang,
        here: String::new(),
    };
    let label = |label: crate::model::Label<'_>| labels::label(label, context.t);
    let Some(changes) = changes(policy, versions, lang, &label) else { return Reported { value: None, report } };
    let pages = policy.published(false);
    let view = ComparisonPage { association, policy, changes, pages, full: true }.view(&context);
    let style = theme.assets.get("style.css").map(|bytes| String::from_utf8_lossy(bytes).into_owned());
    let mut values = tera::Context::new();
    values.insert("view", &view);
    values.insert("page", &serde_json::json!({"lang": lang.code(), "dir": lang.direction()}));
    values.insert("style", &style.unwrap_or_default().replace("</", "<\\/"));
    match ready.templates.render("changes-alone.html", lang, &mut values) {
        Ok(html) => Reported { value: Some(html), report },
        Err(error) => {
            report.extend(template_fault(&error, theme, site));
            Reported { value: None, report }
        }
    }
}

impl ComparisonPage<'_> {
    fn view(&self, context: &PageContext<'_>) -> ChangesView {
        let (policy, t, all) = (self.policy, context.t, &self.changes);
        let (before, after) = (&policy.versions[all.before], &policy.versions[all.after]);
        let foreign = all.lang != context.lang;
        let named = |lang: Lang| t.get(&format!("the_language_{}", lang.code())).to_owned();
        let title = after.texts.get(context.lang).as_ref().and_then(|text| text.title.clone());
        let (alone, others): (Vec<_>, Vec<_>) =
            all.comparison.changes.iter().partition(|change| change.only_renumbered());
        ChangesView {
            heading: t.fill("changes_heading", &[("n", &after.number)]),
            against: t.fill("changes_against", &[("n", &before.number)]),
            title: title.map_or_else(
                || context.name(&policy.title, &policy.id),
                |title| words::in_page_language(title, context.lang),
            ),
            version: context.version(self.association, policy, all.after),
            before: context.version(self.association, policy, all.before),
            note: context.phrase(&after.change),
            counts: counts(all, t),
            unchanged: t.plural("changes_unchanged", number(all.comparison.counts.unchanged)),
            behind: None,
            language: match foreign {
                true => Some(t.fill("changes_language", &[("language", &named(all.lang))])),
                false => (all.lang != policy.governing)
                    .then(|| t.fill("notice_translation_text", &[("language", &named(policy.governing))])),
            },
            elsewhere: (all.comparison.changes.is_empty())
                .then(|| t.get(if all.none_at_all() { "changes_none" } else { "changes_outside" }).to_owned()),
            changes: others.into_iter().map(|change| self.change(context, change)).collect(),
            renumbered: alone.into_iter().map(|change| self.change(context, change)).collect(),
            lang: all.lang.code(),
            dir: all.lang.direction(),
            foreign,
            href: self.address(context, Page::Policy(self.association, policy), context.lang),
        }
    }

    fn change(&self, context: &PageContext<'_>, change: &Change) -> ChangeView {
        let all = &self.changes;
        let old = change.old.map(|nth| &all.old[nth]);
        let new = change.new.map(|nth| &all.new[nth]);
        let entry = new.or(old).expect("a change is of a clause");
        let label = |entry: &Entry| entry.label.clone().filter(|label| label.chars().any(char::is_alphanumeric));
        let of = if new.is_some() { &all.new } else { &all.old };
        let section = Changes::section(of, entry).map(|section| {
            let label = section.label.iter().map(String::as_str);
            label.chain([section.words.as_str()]).collect::<Vec<_>>().join(" ")
        });
        let name = match (label(entry), entry.kind) {
            (Some(label), EntryKind::Section) => format!("{label} {}", entry.words),
            (Some(label), _) => context.t.fill("clause_named", &[("label", bare_label(&label))]),
            (None, EntryKind::Section) => entry.words.clone(),
            (None, kind) => context.t.get(&format!("changes_clause_{}", kind.word())).to_owned(),
        };
        let lang = self.changes.lang;
        let pieces = match &change.words {
            Some(words) => words
                .pieces
                .iter()
                .map(|piece| piece_view(piece.kind.word(), &piece.text, piece.spaced, lang))
                .collect(),
            None => vec![piece_view(
                if change.added() {
                    "added"
                } else if change.removed() {
                    "removed"
                } else {
                    "same"
                },
                &entry.words,
                false,
                lang,
            )],
        };
        let number =
            |entry: &Entry| label(entry).map_or_else(|| entry.id.clone(), |label| bare_label(&label).to_owned());
        let t = context.t;
        let tags = kinds(change)
            .into_iter()
            .map(ChangeKind::word)
            .map(|kind| Tag { kind, words: t.get(&format!("change_{kind}")).to_owned() });
        ChangeView {
            name,
            own_words: entry.kind == EntryKind::Section,
            section,
            tags: tags.collect(),
            old_label: old.map(number).filter(|_| change.renumbered),
            new_label: new.map(number).filter(|_| change.renumbered),
            pieces,
            cells: change.cells.iter().map(|cell| cell_words(cell, t)).collect(),
            old_href: old.and_then(|old| self.clause(context, all.before, old)),
            new_href: new.and_then(|new| self.clause(context, all.after, new)),
        }
    }

    /// The address of a clause on its version's page in the language of the text.
    fn clause(&self, context: &PageContext<'_>, nth: usize, entry: &Entry) -> Option<String> {
        if entry.kind == EntryKind::Note || !self.pages.contains(&nth) {
            return None;
        }
        let lang = if context.site.languages.contains(&self.changes.lang) { self.changes.lang } else { context.lang };
        let page = Page::Version(self.association, self.policy, &self.policy.versions[nth]);
        Some(format!("{}#c-{}", self.address(context, page, lang), entry.id))
    }

    fn address(&self, context: &PageContext<'_>, page: Page<'_>, lang: Lang) -> String {
        let address = context.site.address(page, lang);
        if self.full { context.site.full(&address) } else { context.to(&address) }
    }
}

fn piece_view(kind: &'static str, text: &str, spaced: bool, lang: Lang) -> PieceView {
    PieceView { kind, html: marked_words(text, lang), spaced }
}

fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// How many of each, in words; what did not happen is not told.
fn counts(changes: &Changes<'_>, t: &Strings) -> Vec<String> {
    let counts = changes.comparison.counts;
    let all = [
        ("changes_added", counts.added),
        ("changes_removed", counts.removed),
        ("changes_reworded", counts.reworded),
        ("changes_respelled", counts.respelled),
        ("changes_moved", counts.moved),
        ("changes_renumbered", counts.renumbered),
        ("changes_reshaped", counts.reshaped),
    ];
    all.into_iter().filter(|(_, count)| *count > 0).map(|(key, count)| t.plural(key, number(count))).collect()
}

impl PageContext<'_> {
    /// The way to the page of what changed in a version.
    fn crumbs_to_changes(&self, association: &Association, policy: &Policy, nth: usize) -> Vec<Crumb> {
        let version = &policy.versions[nth];
        let number = self.t.fill("version_number", &[("n", &version.number)]);
        let mut crumbs = self.crumbs_to_policy(association, policy, Some(number));
        if let Some(last) = crumbs.last_mut() {
            last.href = Some(self.to_version(association, policy, version));
        }
        let words: Words = words::in_page_language(self.t.get("changes_title"), self.lang);
        crumbs.push(Crumb { words, href: None });
        crumbs
    }
}

/// Which cell changed, in a sentence.
fn cell_words(cell: &CellChange, t: &Strings) -> String {
    let held = |words: &str| if words.is_empty() { t.get("changes_cell_empty").to_owned() } else { words.to_owned() };
    let holes =
        [("row", held(&cell.row)), ("column", held(&cell.column)), ("old", held(&cell.old)), ("new", held(&cell.new))];
    let holes: Vec<(&str, &str)> = holes.iter().map(|(name, words)| (*name, words.as_str())).collect();
    t.fill("changes_cell", &holes)
}
