//! The search page: everything that can be found as a list, and what its script needs.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::{Map, Value, json};

use crate::derive::pairs::{self, Outline, Pair, Walked};
use crate::derive::urls::Page;
use crate::model::{Association, Bilingual, Entry, Lang, Layout, Policy, Site, Version};

use super::chrome::{Head, json_in_script};
use super::contents::contents;
use super::context::PageContext;
use crate::render::text::labels;
use crate::render::views::{ContentsEntry, Outline as OutlineView, Page as PageView, PolicyOutline, SearchView};
use crate::render::words;

/// What the list of the search page names. It must not be heavier than what it leads to.
#[derive(Clone, Copy, PartialEq)]
enum Depth {
    /// Every policy with its sections.
    Sections,
    /// Every policy.
    Policies,
    /// Every association, with how many policies it has.
    Associations,
}

impl Depth {
    fn of(site: &Site) -> Self {
        match site.policies().count() {
            0..=300 => Depth::Sections,
            _ if site.layout == Layout::Single => Depth::Policies,
            301..=1000 => Depth::Policies,
            _ => Depth::Associations,
        }
    }

    /// Its name in templates.
    fn word(self) -> &'static str {
        match self {
            Depth::Sections => "sections",
            Depth::Policies => "policies",
            Depth::Associations => "associations",
        }
    }
}

impl PageContext<'_> {
    /// The search page; `engine` is the address of the script that searches.
    pub(crate) fn finder(&self, engine: Option<&str>) -> (PageView, SearchView) {
        let depth = Depth::of(self.site);
        let view = SearchView {
            depth: depth.word(),
            associations: self.associations().into_iter().map(|one| self.outline(one, depth)).collect(),
            settings: json_in_script(&self.settings(engine)),
        };
        let title = self.t.get("search_title").to_owned();
        let mut page = self.page(Head {
            kind: "search",
            title: vec![title.clone()],
            description: self.phrase(&self.site.description).map(|words| words.text),
            page: Some(Page::Search),
            crumbs: self.crumbs_from_home(title),
            association: self.site.alone(),
            json_ld: None,
            noindex: false,
        });
        page.scripts.push(self.to(&self.assets.path("search-page.js")));
        (page, view)
    }

    fn outline<'p>(&self, association: &'p Association, depth: Depth) -> OutlineView {
        let in_force = |policy: &'p Arc<Policy>| {
            let version = &policy.versions[policy.in_force(self.edition.today)?];
            version.has_text().then_some((&**policy, version))
        };
        let policies: Vec<_> = association.policies.iter().filter_map(in_force).collect();
        let policy = |(policy, version): &(&Policy, &Version)| {
            let title = version.texts.get(self.lang).as_ref().and_then(|text| text.title.clone());
            let href = self.to_page(Page::Policy(association, policy));
            PolicyOutline {
                title: title.map_or_else(
                    || self.name(&policy.title, &policy.id),
                    |title| words::in_page_language(title, self.lang),
                ),
                sections: if depth == Depth::Sections { self.sections(policy, version, &href) } else { Vec::new() },
                href,
            }
        };
        OutlineView {
            brand: self.brand(association),
            count: self.t.plural("count_policies", u32::try_from(policies.len()).unwrap_or(u32::MAX)),
            policies: if depth == Depth::Associations { Vec::new() } else { policies.iter().map(policy).collect() },
        }
    }

    /// The sections of a version, as the policy's page in this language has them.
    fn sections(&self, policy: &Policy, version: &Version, href: &str) -> Vec<ContentsEntry> {
        let outline = |lang| version.texts.get(lang).as_ref().map(|text| Outline::of_clauses(&text.clauses));
        let outlines = Bilingual::of(outline);
        let words = |pair: &Pair, lang: Lang| {
            let clause = version.texts.get(lang).as_ref()?.clauses.get((*pair.at.get(lang))?)?;
            let shown = words::words(lang, clause.heading?, self.lang);
            let label = clause.label.map(|label| labels::label(label, self.t));
            Some((format!("{href}#c-{}", pair.id), label, shown))
        };
        let walked = if self.lang == policy.governing { Walked::Governing } else { Walked::Both };
        let tree = pairs::tree(policy.governing, &outlines, walked);
        contents(&tree, &|pair| self.lang.then_other().into_iter().find_map(|lang| words(pair, lang)))
    }

    /// Addresses, names and words for the page's script.
    fn settings(&self, engine: Option<&str>) -> Value {
        let word = |key: &str| Value::String(self.t.get(key).to_owned());
        let count = match self.t.entries.get("count_results") {
            Some(Entry::Forms(forms)) => json!(forms),
            _ => json!({}),
        };
        let languages: Map<String, Value> = Lang::ALL
            .into_iter()
            .map(|lang| (lang.code().to_owned(), word(&format!("language_{}", lang.code()))))
            .collect();
        json!({
            "engine": engine.map(|address| self.to(address)),
            "root": self.root(),
            "portal": self.site.layout == Layout::Portal,
            "count": count,
            "busy": word("search_busy"),
            "none": word("search_none"),
            "failed": word("search_failed"),
            "version": word("version"),
            "association": word("search_by_association"),
            "category": word("search_by_category"),
            "written": word("search_by_language"),
            "others": word("search_others"),
            "categories": self.categories(),
            "languages": languages,
        })
    }

    /// The names of the categories in use; one without a name of its own is read as it is written.
    fn categories(&self) -> BTreeMap<&str, String> {
        let name = |id: &str| match self.t.get(&format!("category_{id}")) {
            name if name.starts_with("category_") => id.replace(['-', '_'], " "),
            name => name.to_owned(),
        };
        let ids = self.site.policies().filter_map(|(_, policy)| policy.category.as_deref());
        ids.map(|id| (id, name(id))).collect()
    }
}
