//! The pages of a policy's version: its own, the policy's, both texts, its data.

mod both;
mod embeds;
mod links;
mod view;

use std::borrow::Cow;
use std::cell::OnceCell;

use crate::derive::data;
use crate::derive::pairs::{self, Outline, PairChild};
use crate::derive::search;
use crate::derive::terms::Glossary;
use crate::derive::urls::{self, Page};
use crate::model::palette::Palette;
use crate::model::{Association, Bilingual, Date, Lang, Policy, Site, Text, Version};

use super::card;
use super::chrome::Desk;
use super::contents::contents;
use crate::render::text::clauses::{
    InForce, RenderedText, Tree, TreeWriter, Uses, definitions_of, notes_of, render_text,
};
use crate::render::text::filling::Filling;
use crate::render::text::markdown::ROOT;
use crate::render::text::parts::{small, tag};
use crate::render::theme::assets::Assets;
use crate::render::theme::templates::Templates;
use crate::render::views::{ContentsEntry, Page as PageView, PolicyView};
use crate::render::{Plan, RenderError, has_both, json, published, words};
use links::resolve;

/// The file of a policy's card, beside its page.
pub(crate) const CARD: &str = "card.svg";

/// A version with its texts read and rendered, for all the pages that show it.
pub(crate) struct VersionRoom<'a> {
    pub(crate) site: &'a Site,
    pub(crate) association: &'a Association,
    pub(crate) policy: &'a Policy,
    pub(crate) nth: usize,
    pub(crate) today: Date,
    pub(crate) versions: Vec<usize>,
    texts: Bilingual<Option<RenderedText<'a>>>,
    governing_tree: Vec<PairChild>,
    whole_tree: Vec<PairChild>,
    /// The text of the pages in each language, written once; and for pages that are minified as a whole.
    written: [Bilingual<OnceCell<Written>>; 2],
}

/// The text of a page, for every address that shows it: what stands in it and depends on the
/// address is put in as its [`Filling`].
struct Written {
    tree: Tree,
    contents: Vec<ContentsEntry>,
}

impl Plan<'_> {
    /// A version with its texts, read.
    pub(crate) fn room<'p>(&'p self, association: &'p Association, policy: &'p Policy, nth: usize) -> VersionRoom<'p> {
        let versions = published(policy, self.drafts);
        let known = (&self.assets, &self.glossary);
        VersionRoom::new(self.site, known, (association, policy, nth), self.today, versions)
    }

    /// The pages of a version, in the order of its paths.
    pub(crate) fn version(&self, room: &VersionRoom<'_>) -> Result<Vec<Vec<u8>>, RenderError> {
        let mut files = Vec::new();
        for lang in self.site.languages.iter().copied() {
            files.extend(self.text_page(room, lang, false)?);
            if pages_of_policy(room.policy, room.nth, self.today, &room.versions) {
                files.extend(self.text_page(room, lang, true)?);
                if has_both(self.site, room.policy, room.nth) {
                    files.extend(self.both_page(room, lang)?);
                }
            }
            let changes = Page::Changes(room.association, room.policy, room.version());
            let desk = self.desk(lang, self.site.address(changes, lang));
            if let Some((page, view)) = room.changes(&desk) {
                files.extend(self.html("changes.html", &desk, &page, &view)?);
            }
        }
        files.push(json::bytes(&room.data(&self.assets)));
        Ok(files)
    }

    /// The page of a version; or where `current` that of its policy, with its card.
    fn text_page(&self, room: &VersionRoom<'_>, lang: Lang, current: bool) -> Result<Vec<Vec<u8>>, RenderError> {
        let desk = self.desk(lang, self.site.address(room.address(current), lang));
        let page = |whole| {
            let (mut page, view, filling) = room.page(&desk, &self.templates, current, whole)?;
            if current {
                page.image = Some(urls::encode(&self.site.full(&format!("{}{CARD}", desk.here))));
            }
            let html = self.html_filled("policy.html", &desk, (&page, &view), &filling)?;
            let card = current.then(|| card::svg(&page, &view, &accent(room.association)));
            Ok(html.map(|html| std::iter::once(html).chain(card).collect::<Vec<_>>()))
        };
        page(self.whole)?.map_or_else(|| Ok(page(true)?.unwrap_or_default()), Ok)
    }

    fn both_page(&self, room: &VersionRoom<'_>, lang: Lang) -> Result<Option<Vec<u8>>, RenderError> {
        let desk = self.desk(lang, self.site.address(Page::Both(room.association, room.policy), lang));
        let page = |whole| {
            let (page, view, filling) = room.both(&desk, whole);
            self.html_filled("both.html", &desk, (&page, &view), &filling)
        };
        page(self.whole)?.map_or_else(|| page(true), |page| Ok(Some(page)))
    }
}

impl<'a> VersionRoom<'a> {
    /// Reads and renders the texts of a version once.
    fn new(
        site: &'a Site,
        (assets, glossary): (&Assets, &Bilingual<Glossary<'_>>),
        (association, policy, nth): (&'a Association, &'a Policy, usize),
        today: Date,
        versions: Vec<usize>,
    ) -> Self {
        let version = &policy.versions[nth];
        let parsed = Bilingual::of(|lang| version.texts.get(lang).as_ref().map(Text::parsed));
        let render = |lang: Lang| {
            let (text, parsed) = (version.texts.get(lang).as_ref()?, parsed.get(lang).as_deref()?);
            // A link leads to the page in the reader's language, which for a text is its own.
            let resolve = |target: &str| resolve(site, association, policy, version, lang, target);
            Some(render_text(text, parsed, &resolve, assets.strings(lang), glossary.get(lang)))
        };
        let texts = Bilingual::of(render);
        let outlines = Bilingual::of(|lang| parsed.get(lang).as_deref().map(Outline::of));
        VersionRoom {
            site,
            association,
            policy,
            nth,
            today,
            versions,
            texts,
            governing_tree: pairs::tree(policy.governing, &outlines, true),
            whole_tree: pairs::tree(policy.governing, &outlines, false),
            written: Default::default(),
        }
    }

    /// The text of the pages in the language of the desk.
    fn written(&self, desk: &Desk<'_>, whole: bool) -> &Written {
        self.written[usize::from(whole)].get(desk.lang).get_or_init(|| {
            let pairs = self.tree(desk.lang);
            let promising = self.policy.commitments.iter().map(|commitment| commitment.clause.as_str()).collect();
            // A version that is not in force has one page in a language, so the way from it is always the same.
            let today = self.in_force(desk);
            let writer = TreeWriter { lang: desk.lang, texts: &self.texts, t: desk.t, promising, today, whole };
            let contents = contents(pairs, &|pair| {
                let (lang, clause) = writer.shown(pair)?;
                let label = clause.label.map(|label| words::label(label, desk.t));
                Some((format!("#c-{}", pair.id), label, words::words(lang, &clause.plain, desk.lang)))
            });
            Written { tree: writer.write(pairs), contents }
        })
    }

    pub(crate) fn version(&self) -> &'a Version {
        &self.policy.versions[self.nth]
    }

    /// The page of the version, or of the policy where `current`.
    fn address(&self, current: bool) -> Page<'a> {
        if current {
            Page::Policy(self.association, self.policy)
        } else {
            Page::Version(self.association, self.policy, self.version())
        }
    }

    /// The tree of a page: in the governing language the governing text alone.
    fn tree(&self, lang: Lang) -> &[PairChild] {
        if lang == self.policy.governing { &self.governing_tree } else { &self.whole_tree }
    }

    /// What a clause reads like in its language: label and words, by its place in the text.
    fn words(&self, assets: &Assets) -> impl Fn(Lang, usize) -> (Option<String>, String) {
        |lang, at| {
            let clause = self.texts.get(lang).as_ref().and_then(|text| text.clauses.get(at));
            let label = clause.and_then(|clause| clause.label);
            let label = label.map(|label| words::label(label, assets.strings(lang)));
            (label, clause.map(|clause| clause.plain.clone()).unwrap_or_default())
        }
    }

    /// The facts and clauses as JSON.
    fn data(&self, assets: &Assets) -> data::VersionData {
        let words = self.words(assets);
        data::version(self.site, self.association, self.policy, self.nth, self.today, &self.whole_tree, &words)
    }

    /// The clauses as they can be searched.
    pub(crate) fn entries<'s>(&self, head: &search::Head<'s>, assets: &Assets) -> search::Entries<'s> {
        head.entries(&self.whole_tree, &self.words(assets))
    }

    /// The page itself, as its template gets it.
    fn page(
        &self,
        desk: &Desk<'a>,
        templates: &Templates,
        current: bool,
        whole: bool,
    ) -> Result<(PageView, PolicyView, Filling<'_>), RenderError> {
        let mut view = self.view(desk, current);
        let Written { tree, contents } = self.written(desk, whole);
        let as_wanted = |html: String| if whole || templates.are_small() { html } else { small(&html).unwrap_or(html) };
        let asked = OnceCell::new();
        let mut embeds = Vec::new();
        for embed in &tree.embeds {
            let html = self.embed(desk, templates, embed, &view, &asked)?;
            let html = html.map(|html| format!("<div class=\"embed\" data-embed=\"{}\">{html}</div>", embed.name));
            embeds.push(as_wanted(html.unwrap_or_default()));
        }
        let mut promised = self.promises(desk, templates, &view)?;
        let promises = tree.promises.iter().map(|clause| as_wanted(promised.remove(clause).unwrap_or_default()));
        let mut filling = Filling::new(whole, Cow::Borrowed(&tree.html), embeds, promises.collect());
        let place = if tree.html.is_empty() { String::new() } else { tag("text") };
        view.text = filling.stand_in(place, &desk.root());
        let notes = notes_of(&tree.uses, &desk.lang.then_other().map(|lang| self.texts.get(lang).as_ref()));
        view.meanings = self.meanings(desk, &tree.uses);
        view.contents.clone_from(contents);
        view.notes = notes.map(|notes| notes.replace(ROOT, &desk.root()));
        let last = (!current).then(|| desk.t.fill("version_number", &[("n", &self.version().number)]));
        let mut page = desk.page(self.head(desk, &view, "policy", self.address(current), last));
        if let Some(form) = asked.get() {
            desk.add_form_script(form, &mut page);
        }
        Ok((page, view, filling))
    }

    /// The version in force, where that is another one.
    fn in_force(&self, desk: &Desk<'_>) -> Option<InForce<'a>> {
        let nth = self.policy.in_force(self.today).filter(|nth| *nth != self.nth)?;
        let version = &self.policy.versions[nth];
        let texts = self.texts_on_page(version, desk.lang);
        Some(InForce {
            number: &version.number,
            href: desk.to_page(Page::Policy(self.association, self.policy)),
            clauses: texts.flat_map(|text| text.clauses.ids()).collect(),
        })
    }

    /// What the terms of a page mean.
    fn meanings(&self, desk: &Desk<'_>, uses: &Uses) -> Option<String> {
        definitions_of(uses, &self.site.glossary, |lang| desk.assets.strings(lang).get("term_note").to_owned())
    }

    fn texts_on_page(&self, version: &'a Version, lang: Lang) -> impl Iterator<Item = &'a Text> + use<'a> {
        let texts = &version.texts;
        let own = texts.get(lang).as_ref();
        let other = texts.get(lang.other()).as_ref().filter(|_| own.is_none() || lang != self.policy.governing);
        own.into_iter().chain(other)
    }
}

/// Whether a version is the one that the policy's own page and the page of both texts show.
pub(crate) fn pages_of_policy(policy: &Policy, nth: usize, today: Date, versions: &[usize]) -> bool {
    policy.in_force(today).or_else(|| versions.last().copied()) == Some(nth)
}

/// The colour of an association on light paper; the default theme's where it has none.
fn accent(association: &Association) -> String {
    let palette = association.colour.as_deref().and_then(Palette::of);
    palette.map_or_else(|| "#0b6e4f".to_owned(), |palette| palette.light.accent.to_string())
}
