//! The pages of a policy's version: its own, the policy's, both texts, its data.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::collections::HashMap;

use memchr::memmem;
use serde_json::json;
use tera::Context;

use crate::derive::data;
use crate::derive::pairs::{self, Outline, Pair, PairChild};
use crate::derive::search;
use crate::derive::terms::Glossary;
use crate::derive::urls::{self, Page};
use crate::model::{Association, Bilingual, Date, Lang, Policy, Site, State, Text, Version};
use crate::text::{ClauseKind, Embed, is_safe_scheme};

use super::chrome::{Desk, Head};
use super::clauses::{InForce, RenderedText, Tree, TreeWriter, Uses, definitions_of, notes_of, render_text};
use super::markdown::ROOT;
use super::parts::{fill, small, tag};
use super::sides::{Sides, SidesWriter};
use super::theme::{Assets, Templates};
use super::views::{
    BothView, Column, ContentsEntry, FormView, Page as PageView, PolicyView, SourceView, VersionView, Words,
};
use super::{RenderError, words};

/// A version with its texts read and rendered, for all the pages that show it.
pub(super) struct VersionRoom<'a> {
    pub(super) site: &'a Site,
    pub(super) association: &'a Association,
    pub(super) policy: &'a Policy,
    pub(super) nth: usize,
    pub(super) today: Date,
    pub(super) versions: Vec<usize>,
    texts: Bilingual<Option<RenderedText<'a>>>,
    governing_tree: Vec<PairChild>,
    whole_tree: Vec<PairChild>,
    /// The text of the pages in each language, written once; and for pages that are minified as a whole.
    written: [Bilingual<OnceCell<Written>>; 2],
}

/// The text of a page, for every address that shows it: what stands in it and depends on the
/// address is put in from [`Parts`].
struct Written {
    tree: Tree,
    contents: Vec<ContentsEntry>,
}

/// What a page of a version gets after its template was rendered: see `parts`.
pub(super) struct Parts<'a> {
    /// Whether the page is minified as a whole, and not everything before it is put in.
    pub(super) whole: bool,
    /// The text of the page.
    text: Cow<'a, str>,
    embeds: Vec<String>,
    promises: Vec<String>,
    /// A tag that the page must hold, or its template made something else of the text.
    probe: Option<String>,
}

impl Parts<'_> {
    /// Puts the parts into a page.
    pub(super) fn fill(&self, html: &[u8], root: &str) -> Vec<u8> {
        let parts = self.embeds.iter().chain(&self.promises).map(String::len).sum::<usize>() + self.text.len();
        fill(html, root, parts, &|key| self.find(key))
    }

    /// The text alone, with what stands in it.
    fn text(&self, root: &str) -> String {
        String::from_utf8_lossy(&self.fill(self.text.as_bytes(), root)).into_owned()
    }

    /// Whether the page has a place for the parts.
    pub(super) fn fit(&self, html: &[u8]) -> bool {
        self.probe.as_ref().is_none_or(|probe| memmem::find(html, probe.as_bytes()).is_some())
    }

    fn find(&self, key: &[u8]) -> Option<&str> {
        let key = std::str::from_utf8(key).ok()?;
        let nth = |rest: &str| rest.parse::<usize>().ok();
        if key == "text" {
            return Some(&self.text);
        }
        if let Some(nth) = key.strip_prefix("embed-").and_then(nth) {
            return self.embeds.get(nth).map(String::as_str);
        }
        if let Some(nth) = key.strip_prefix("promise-").and_then(nth) {
            return self.promises.get(nth).map(String::as_str);
        }
        None
    }
}

impl<'a> VersionRoom<'a> {
    /// Reads and renders the texts of a version once.
    pub(super) fn new(
        site: &'a Site,
        (assets, glossary): (&Assets, &Bilingual<Glossary<'_>>),
        (association, policy, nth): (&'a Association, &'a Policy, usize),
        today: Date,
        versions: Vec<usize>,
    ) -> Self {
        let version = &policy.versions[nth];
        let read = |lang| version.texts.get(lang).as_ref().map(Text::parsed);
        let parsed = Bilingual { ar: read(Lang::Arabic), en: read(Lang::English) };
        let render = |lang: Lang| {
            let (text, parsed) = (version.texts.get(lang).as_ref()?, parsed.get(lang).as_deref()?);
            // A link leads to the page in the reader's language, which for a text is its own.
            let resolve = |target: &str| resolve(site, association, policy, version, lang, target);
            Some(render_text(text, parsed, &resolve, assets.strings(lang), glossary.get(lang)))
        };
        let texts = Bilingual { ar: render(Lang::Arabic), en: render(Lang::English) };
        let outlines =
            Bilingual { ar: parsed.ar.as_deref().map(Outline::of), en: parsed.en.as_deref().map(Outline::of) };
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
                let shown = crate::model::Shown { text: &clause.plain, lang };
                Some((format!("#c-{}", pair.id), label, words::words(shown, desk.lang)))
            });
            Written { tree: writer.write(pairs), contents }
        })
    }

    pub(super) fn version(&self) -> &'a Version {
        &self.policy.versions[self.nth]
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
    pub(super) fn data(&self, assets: &Assets) -> data::VersionData {
        let words = self.words(assets);
        data::version(self.site, self.association, self.policy, self.nth, self.today, &self.whole_tree, &words)
    }

    /// The clauses as they can be searched.
    pub(super) fn entries<'s>(&self, head: &search::Head<'s>, assets: &Assets) -> search::Entries<'s> {
        head.entries(&self.whole_tree, &self.words(assets))
    }

    /// The page of the version, or of the policy where `current`.
    pub(super) fn page(
        &self,
        desk: &Desk<'a>,
        templates: &Templates,
        current: bool,
        whole: bool,
    ) -> Result<(PageView, PolicyView, Parts<'_>), RenderError> {
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
        let mut parts =
            Parts { whole, text: Cow::Borrowed(&tree.html), promises: promises.collect(), embeds, probe: None };
        view.text = if tree.html.is_empty() { String::new() } else { tag("text") };
        if whole {
            view.text = parts.text(&desk.root());
        } else {
            parts.probe = Some(view.text.clone());
        }
        let notes = notes_of(&tree.uses, &[desk.lang, desk.lang.other()].map(|lang| self.texts.get(lang).as_ref()));
        view.meanings = self.meanings(desk, &tree.uses);
        view.contents.clone_from(contents);
        view.notes = notes.map(|notes| notes.replace(ROOT, &desk.root()));
        let page = if current {
            Page::Policy(self.association, self.policy)
        } else {
            Page::Version(self.association, self.policy, self.version())
        };
        let last = (!current).then(|| desk.t.fill("version_number", &[("n", &self.version().number)]));
        let mut page = desk.page(self.head(desk, &view, "policy", page, last));
        if let Some(form) = asked.get() {
            desk.add_form_script(form, &mut page);
        }
        Ok((page, view, parts))
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

    /// The page with both texts.
    pub(super) fn both(&self, desk: &Desk<'a>, whole: bool) -> (PageView, BothView, Parts<'_>) {
        let policy = self.view(desk, true);
        let order = [self.policy.governing, self.policy.governing.other()];
        let column = |lang: &Lang| Column {
            lang: lang.code(),
            dir: lang.direction(),
            language: desk.t.get(&format!("language_{}", lang.code())).to_owned(),
            governs: *lang == self.policy.governing,
            title: self.title_in(*lang),
        };
        let writer = SidesWriter { texts: &self.texts, order, t: desk.t, whole };
        let Sides { html, uses, .. } = writer.write(&self.whole_tree);
        let mut parts = Parts { whole, text: Cow::Owned(html), embeds: Vec::new(), promises: Vec::new(), probe: None };
        let mut text = tag("text");
        if whole {
            text = parts.text(&desk.root());
        } else {
            parts.probe = Some(text.clone());
        }
        let last = desk.t.get("both_title").to_owned();
        let page = Page::Both(self.association, self.policy);
        let notes = notes_of(&uses, &order.map(|lang| self.texts.get(lang).as_ref()))
            .map(|notes| notes.replace(ROOT, &desk.root()));
        let meanings = self.meanings(desk, &uses);
        let view = BothView { columns: order.iter().map(column).collect(), text, notes, meanings, policy };
        let head = self.head(desk, &view.policy, "both", page, Some(last));
        (desk.page(head), view, parts)
    }

    fn title_in(&self, lang: Lang) -> Option<String> {
        let text = self.version().texts.get(lang).as_ref();
        text.and_then(|text| text.title.clone()).or_else(|| self.policy.title.get(lang).clone())
    }

    fn head(
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
    fn view(&self, desk: &Desk<'_>, current: bool) -> PolicyView {
        let (policy, version) = (self.policy, self.version());
        let shown = |of: &dyn Fn(&Text) -> Option<String>| {
            [desk.lang, desk.lang.other()].into_iter().find_map(|lang| {
                let text = of(version.texts.get(lang).as_ref()?)?;
                Some(words::words(crate::model::Shown { text: &text, lang }, desk.lang))
            })
        };
        let own_title = version.texts.get(desk.lang).as_ref().and_then(|text| text.title.clone());
        let has_both = version.texts.ar.is_some() && version.texts.en.is_some();
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
            commitments: policy
                .commitments
                .iter()
                .filter_map(|commitment| {
                    // The page may show the clause in the other language; there the promise holds as well.
                    let text =
                        self.shown_texts(desk.lang).find(|text| text.clauses.find(&commitment.clause).is_some())?;
                    let mut view = desk.commitment(self.association, policy, commitment, Some(text));
                    view.clause.href = format!("#c-{}", commitment.clause);
                    Some(view)
                })
                .collect(),
            sources: self.sources(desk),
            both: (has_both
                && self.site.languages.len() > 1
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

    /// The texts that a page shows: its own, and the other where its own does not govern.
    fn shown_texts(&self, lang: Lang) -> impl Iterator<Item = &'a Text> {
        self.texts_on_page(self.version(), lang)
    }

    fn texts_on_page(&self, version: &'a Version, lang: Lang) -> impl Iterator<Item = &'a Text> + use<'a> {
        let texts = &version.texts;
        let own = texts.get(lang).as_ref();
        let other = texts.get(lang.other()).as_ref().filter(|_| own.is_none() || lang != self.policy.governing);
        own.into_iter().chain(other)
    }

    fn part_of(&self, desk: &Desk<'_>) -> Option<super::views::Words> {
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
        let order = [self.policy.governing, self.policy.governing.other()];
        let source = |lang: &Lang| {
            let text = version.texts.get(*lang).as_ref()?;
            let seal = text.seal.trim_start_matches("sha256:").to_owned();
            let groups = seal.as_bytes().chunks(8).map(|group| String::from_utf8_lossy(group).into_owned()).collect();
            Some(SourceView {
                lang: lang.code(),
                language: desk.t.get(&format!("language_{}", lang.code())).to_owned(),
                href: desk.to(&urls::source(self.association, self.policy, version, *lang)),
                seal,
                groups,
            })
        };
        order.iter().filter_map(source).collect()
    }

    /// The promises beside the clauses that make them.
    fn promises(
        &self,
        desk: &Desk<'_>,
        templates: &Templates,
        view: &PolicyView,
    ) -> Result<HashMap<String, String>, RenderError> {
        let mut promises: HashMap<String, String> = HashMap::new();
        for shown in &view.commitments {
            let Some(commitment) = self.policy.commitments.iter().find(|known| known.id == shown.id) else { continue };
            let mut context = Context::new();
            context.insert("commitment", shown);
            let html = render_part(templates, "embeds/promise.html", desk, context)?;
            promises.entry(commitment.clause.clone()).or_default().push_str(&html);
        }
        Ok(promises)
    }

    fn embed(
        &self,
        desk: &Desk<'_>,
        templates: &Templates,
        embed: &Embed,
        view: &PolicyView,
        asked: &OnceCell<FormView>,
    ) -> Result<Option<String>, RenderError> {
        let mut context = Context::new();
        let argument = embed.argument.as_deref().unwrap_or_default();
        match embed.name.as_str() {
            "channels" => {
                let named =
                    |id: &String| self.association.channel(id).map(|channel| desk.channel(self.association, channel));
                let mut channels: Vec<_> = self.policy.channels.iter().filter_map(named).collect();
                if channels.is_empty() {
                    channels = self
                        .association
                        .channels
                        .iter()
                        .map(|channel| desk.channel(self.association, channel))
                        .collect();
                }
                context.insert("channels", &channels);
                context.insert("href", &desk.to_page(Page::Channels(self.association)));
            }
            "commitments" => context.insert("commitments", &view.commitments),
            "approval" => {
                context.insert("approval", &view.version.approval);
                context.insert("version", &view.version);
            }
            "contact" => {
                let fits = |channel: &&crate::model::Channel| channel.id == argument || channel.kind == argument;
                let channels = &self.association.channels;
                let channel = channels.iter().find(|c| c.id == argument).or_else(|| channels.iter().find(fits));
                let Some(channel) = channel else { return Ok(None) };
                context.insert("channel", &desk.channel(self.association, channel));
            }
            "form" => {
                let Some(form) = self.association.form(argument) else { return Ok(None) };
                let shown = desk.form_view(self.association, form, self.today);
                // A page asks once: what stands on it twice would have the same ids. After the first, links.
                let is_first = asked.set(shown.clone()).is_ok();
                context.insert("form", &shown);
                context.insert("asks", &is_first);
                context.insert("href", &desk.to_form(self.association, argument));
            }
            _ => return Ok(None),
        }
        render_part(templates, &format!("embeds/{}.html", embed.name), desk, context).map(Some)
    }
}

/// Whether a version is the one that the policy's own page and the page of both texts show.
pub(super) fn pages_of_policy(policy: &Policy, nth: usize, today: Date, versions: &[usize]) -> bool {
    policy.in_force(today).or_else(|| versions.last().copied()) == Some(nth)
}

fn render_part(
    templates: &Templates,
    name: &str,
    desk: &Desk<'_>,
    mut context: Context,
) -> Result<String, RenderError> {
    context.insert("page", &json!({"lang": desk.lang.code(), "dir": desk.lang.direction(), "root": desk.root()}));
    templates.render(name, desk.lang, &mut context).map_err(|error| RenderError::new(error, &context))
}

/// The address, label and words of a section in a table of contents.
pub(super) type Heading = (String, Option<String>, Words);

/// The table of contents: the sections of the tree, each as it is shown.
pub(super) fn contents(tree: &[PairChild], shown: &dyn Fn(&Pair) -> Option<Heading>) -> Vec<ContentsEntry> {
    let entry = |pair: &Pair| {
        let (href, label, words) = shown(pair)?;
        Some(ContentsEntry { href, label, words, children: contents(&pair.children, shown) })
    };
    tree.iter()
        .filter_map(|child| match child {
            PairChild::Clause(pair) if pair.kind == ClauseKind::Section => entry(pair),
            _ => None,
        })
        .collect()
}

/// Where a link of a text leads, from the site's root.
fn resolve(
    site: &Site,
    association: &Association,
    policy: &Policy,
    version: &Version,
    lang: Lang,
    target: &str,
) -> Option<String> {
    if let Some(id) = target.strip_prefix("clause:").or_else(|| target.strip_prefix('#')) {
        return Some(format!("#c-{id}"));
    }
    if let Some(rest) = target.strip_prefix("policy:") {
        let (path, clause) = rest.split_once('#').map_or((rest, None), |(path, clause)| (path, Some(clause)));
        let (association, policy) = path.split_once('/')?;
        let association = site.association(association)?;
        let address = site.address(Page::Policy(association, association.policy(policy)?), lang);
        return Some(format!("{ROOT}{address}{}", clause.map(|id| format!("#c-{id}")).unwrap_or_default()));
    }
    if let Some(form) = target.strip_prefix("form:") {
        let page = association.form(form).map_or(Page::Association(association), |form| Page::Form(association, form));
        return Some(format!("{ROOT}{}", site.address(page, lang)));
    }
    if target.starts_with("files/") {
        return Some(format!("{ROOT}{}", urls::encode(&urls::file(association, policy, version, target))));
    }
    match target.split_once(':').map(|(scheme, _)| scheme) {
        Some(scheme) if is_safe_scheme(scheme) => Some(target.to_owned()),
        Some(scheme) if !scheme.contains(['/', '?']) => None,
        _ => Some(format!("{ROOT}{}", target.trim_start_matches('/'))),
    }
}
