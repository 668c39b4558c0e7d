//! The pages of a policy's version: its own, the policy's, both texts, its data.

mod both;
mod embeds;
mod links;
pub(crate) mod outputs;
mod view;

use std::borrow::Cow;
use std::cell::OnceCell;

use super::card;
use super::contents::contents;
use super::context::{PageContext, SiteContext};
use crate::derive::data;
use crate::derive::pairs::{self, Outline, PairChild, Walked};
use crate::derive::search;
use crate::derive::urls::{self, Page};
use crate::model::palette::Palette;
use crate::model::{Association, Bilingual, Lang, Policy, Text, Version};
use crate::output::{OutputFile, file_path};
use crate::render::text::clauses::{
    InForce, RenderedText, Tree, TreeWriter, Uses, definitions_of, notes_of, render_text,
};
use crate::render::text::filling::Filling;
use crate::render::text::labels;
use crate::render::text::markdown::ROOT;
use crate::render::text::parts::{Minify, minified_part, tag};
use crate::render::theme::templates::RenderError;
use crate::render::views::{ContentsEntry, Page as PageView, PolicyView};
use crate::render::{json, words};
use links::resolve;
use outputs::{CARD, Extent, Output};

/// A version with its texts read and rendered, for all the pages that show it.
pub(crate) struct VersionPages<'a> {
    pub(super) context: SiteContext<'a>,
    pub(super) association: &'a Association,
    pub(super) policy: &'a Policy,
    pub(super) nth: usize,
    /// The versions of the policy that have pages.
    pub(super) versions: Vec<usize>,
    /// Which files it has.
    extent: Extent,
    texts: Bilingual<Option<RenderedText<'a>>>,
    governing_tree: Vec<PairChild>,
    paired_tree: Vec<PairChild>,
    /// The text of the pages in each language, written once: for pages minified in parts, and unsplit.
    written: [Bilingual<OnceCell<Written>>; 2],
    /// The cards of the policy, drawn from what its page says.
    cards: Bilingual<OnceCell<Vec<u8>>>,
}

/// The text of a page, for every address that shows it: what stands in it and depends on the
/// address is put in as its [`Filling`].
struct Written {
    tree: Tree,
    contents: Vec<ContentsEntry>,
}

/// The pages that show one text of a version.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shows {
    /// The version's own.
    Version,
    /// That of the policy, which shows its current version.
    Policy,
}

impl<'a> VersionPages<'a> {
    /// Reads and renders the texts of a version once.
    pub(crate) fn new(context: SiteContext<'a>, association: &'a Association, policy: &'a Policy, nth: usize) -> Self {
        let SiteContext { site, edition, assets, glossary, .. } = context;
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
        let versions = policy.published(edition.drafts);
        VersionPages {
            context,
            association,
            policy,
            nth,
            extent: Extent::of(site, policy, nth, edition, &versions),
            versions,
            texts,
            governing_tree: pairs::tree(policy.governing, &outlines, Walked::Governing),
            paired_tree: pairs::tree(policy.governing, &outlines, Walked::Both),
            written: Default::default(),
            cards: Bilingual::default(),
        }
    }

    /// All files of the version.
    pub(crate) fn files(&self) -> Result<Vec<OutputFile>, RenderError> {
        let site = self.context.site;
        let file = |output: Output| {
            let address = output.address(site, self.association, self.policy, self.version());
            Ok(OutputFile { path: file_path(&address), bytes: self.bytes(output, address)? })
        };
        self.extent.outputs(&site.languages).map(file).collect()
    }

    /// A file, of which the address is known.
    fn bytes(&self, output: Output, address: String) -> Result<Vec<u8>, RenderError> {
        match output {
            Output::Version(lang) => self.text_page(&self.context.page(lang, address), Shows::Version),
            Output::Policy(lang) => self.text_page(&self.context.page(lang, address), Shows::Policy),
            Output::Card(lang) => self.card(lang),
            Output::Both(lang) => self.both_page(&self.context.page(lang, address)),
            Output::Changes(lang) => {
                let context = self.context.page(lang, address);
                let (page, view) = self.changes(&context);
                context.html("changes.html", &page, &view)
            }
            Output::Data => Ok(json::bytes(&self.data())),
        }
    }

    /// The page of the version or of its policy.
    fn text_page(&self, context: &PageContext<'a>, shows: Shows) -> Result<Vec<u8>, RenderError> {
        self.minified_page(|minify| {
            let (mut page, view, filling) = self.page(context, shows, minify)?;
            if shows == Shows::Policy {
                page.image = Some(urls::encode(&context.site.full(&format!("{}{CARD}", context.here))));
                let draw = || card::svg(&page, &view, &accent(self.association));
                self.cards.get(context.lang).get_or_init(draw);
            }
            context.html_filled("policy.html", &page, &view, &filling)
        })
    }

    /// The card of the policy, which says what its page says.
    fn card(&self, lang: Lang) -> Result<Vec<u8>, RenderError> {
        let drawn = || self.cards.get(lang).get().cloned();
        if drawn().is_none() {
            let page = Output::Policy(lang);
            self.bytes(page, page.address(self.context.site, self.association, self.policy, self.version()))?;
        }
        Ok(drawn().expect("the policy's page draws it"))
    }

    fn both_page(&self, context: &PageContext<'a>) -> Result<Vec<u8>, RenderError> {
        self.minified_page(|minify| {
            let (page, view, filling) = self.both(context, minify);
            context.html_filled("both.html", &page, &view, &filling)
        })
    }

    /// A page as it is minified on this site; unsplit where its template has no place for the parts.
    fn minified_page(
        &self,
        make: impl Fn(Minify) -> Result<Option<Vec<u8>>, RenderError>,
    ) -> Result<Vec<u8>, RenderError> {
        match make(self.context.minify)? {
            Some(page) => Ok(page),
            None => Ok(make(Minify::Unsplit)?.unwrap_or_default()),
        }
    }

    /// The text of the pages in the language of the context.
    fn written(&self, context: &PageContext<'_>, minify: Minify) -> &Written {
        let [in_parts, unsplit] = &self.written;
        let written = if minify == Minify::Parts { in_parts } else { unsplit };
        written.get(context.lang).get_or_init(|| {
            let pairs = self.tree(context.lang);
            let promising = {
                let commitments = self.policy.commitments_of(self.version());
                commitments.iter().map(|commitment| commitment.clause.as_str()).collect()
            };
            // A version that is not in force has one page in a language, so the way from it is always the same.
            let today = self.in_force(context);
            let writer = TreeWriter { lang: context.lang, texts: &self.texts, t: context.t, promising, today, minify };
            let contents = contents(pairs, &|pair| {
                let (lang, clause) = writer.shown(pair)?;
                let label = clause.label.map(|label| labels::label(label, context.t));
                Some((format!("#c-{}", pair.id), label, words::words(lang, &clause.plain, context.lang)))
            });
            Written { tree: writer.write(pairs), contents }
        })
    }

    pub(crate) fn version(&self) -> &'a Version {
        &self.policy.versions[self.nth]
    }

    /// The tree of a page: in the governing language the governing text alone.
    fn tree(&self, lang: Lang) -> &[PairChild] {
        if lang == self.policy.governing { &self.governing_tree } else { &self.paired_tree }
    }

    /// What a clause reads like in its language: label and words, by its place in the text.
    fn words(&self) -> impl Fn(Lang, usize) -> (Option<String>, String) {
        let assets = self.context.assets;
        move |lang, at| {
            let clause = self.texts.get(lang).as_ref().and_then(|text| text.clauses.get(at));
            let label = clause.and_then(|clause| clause.label);
            let label = label.map(|label| labels::label(label, assets.strings(lang)));
            (label, clause.map(|clause| clause.plain.clone()).unwrap_or_default())
        }
    }

    /// The facts and clauses as JSON.
    fn data(&self) -> data::VersionData {
        let SiteContext { site, edition, .. } = self.context;
        let words = self.words();
        data::version(site, self.association, self.policy, self.nth, edition.today, &self.paired_tree, &words)
    }

    /// The clauses as they can be searched.
    pub(crate) fn entries<'s>(&self, head: &search::Head<'s>) -> search::Entries<'s> {
        head.entries(&self.paired_tree, &self.words())
    }

    /// The page itself, as its template gets it.
    fn page(
        &self,
        context: &PageContext<'a>,
        shows: Shows,
        minify: Minify,
    ) -> Result<(PageView, PolicyView, Filling<'_>), RenderError> {
        let mut view = self.view(context, shows);
        let Written { tree, contents } = self.written(context, minify);
        let is_ready = minify == Minify::Unsplit || context.templates.are_minified();
        let as_wanted = |html: String| if is_ready { html } else { minified_part(&html).unwrap_or(html) };
        let asked = OnceCell::new();
        let mut embeds = Vec::new();
        for embed in &tree.embeds {
            let html = self.embed(context, embed, &view, &asked)?;
            let html = html.map(|html| format!("<div class=\"embed\" data-embed=\"{}\">{html}</div>", embed.name));
            embeds.push(as_wanted(html.unwrap_or_default()));
        }
        let mut promised = self.promises(context, &view)?;
        let promises = tree.promises.iter().map(|clause| as_wanted(promised.remove(clause).unwrap_or_default()));
        let mut filling = Filling::new(minify, Cow::Borrowed(&tree.html), embeds, promises.collect());
        let place = if tree.html.is_empty() { String::new() } else { tag("text") };
        view.text = filling.stand_in(place, &context.root());
        let notes = notes_of(&tree.uses, &context.lang.then_other().map(|lang| self.texts.get(lang).as_ref()));
        view.meanings = self.meanings(context, &tree.uses);
        view.contents.clone_from(contents);
        view.notes = notes.map(|notes| notes.replace(ROOT, &context.root()));
        let (address, last) = match shows {
            Shows::Policy => (Page::Policy(self.association, self.policy), None),
            Shows::Version => (
                Page::Version(self.association, self.policy, self.version()),
                Some(context.t.fill("version_number", &[("n", &self.version().number)])),
            ),
        };
        let mut page = context.page(self.head(context, &view, "policy", address, last));
        if let Some(form) = asked.get() {
            context.add_form_script(form, &mut page);
        }
        Ok((page, view, filling))
    }

    /// The version in force, where that is another one.
    fn in_force(&self, context: &PageContext<'_>) -> Option<InForce<'a>> {
        let nth = self.policy.in_force(self.context.edition.today).filter(|nth| *nth != self.nth)?;
        let version = &self.policy.versions[nth];
        let texts = self.texts_on_page(version, context.lang);
        Some(InForce {
            number: &version.number,
            href: context.to_page(Page::Policy(self.association, self.policy)),
            clauses: texts.flat_map(|text| text.clauses.ids()).collect(),
        })
    }

    /// What the terms of a page mean.
    fn meanings(&self, context: &PageContext<'_>, uses: &Uses) -> Option<String> {
        definitions_of(uses, &self.context.site.glossary, |lang| {
            context.assets.strings(lang).get("term_note").to_owned()
        })
    }

    fn texts_on_page(&self, version: &'a Version, lang: Lang) -> impl Iterator<Item = &'a Text> + use<'a> {
        let texts = &version.texts;
        let same = texts.get(lang).as_ref();
        let other = texts.get(lang.other()).as_ref().filter(|_| same.is_none() || lang != self.policy.governing);
        same.into_iter().chain(other)
    }
}

/// The colour of an association on light paper; the default theme's where it has none.
fn accent(association: &Association) -> String {
    let palette = association.colour.as_deref().and_then(Palette::of);
    palette.map_or_else(|| "#0b6e4f".to_owned(), |palette| palette.light.accent.to_string())
}
