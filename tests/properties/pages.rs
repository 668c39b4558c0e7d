//! What every page says and how it is built.

use std::collections::BTreeSet;

use super::{FULL, PORTAL, SINGLE, every_site};

#[test]
fn every_page_says_what_it_is_to_whoever_passes_it_on() {
    let mut cards = 0;
    for (base, built) in every_site() {
        for page in built.pages().iter() {
            let of = |selector: &str| page.values(selector, "content").join("|");
            for property in ["title", "description", "type", "locale", "site_name"] {
                let said = of(&format!("meta[property=\"og:{property}\"]"));
                assert!(!said.trim().is_empty(), "{} has no og:{property}", page.path);
            }
            assert!(!of("meta[name=description]").is_empty(), "{} has no description", page.path);
            let address = of("meta[property=\"og:url\"]");
            assert!(page.path == "404.html" || address.starts_with(base), "{}: {address}", page.path);
            let image = of("meta[property=\"og:image\"]");
            if let Some(path) = image.strip_prefix(base) {
                let card = String::from_utf8_lossy(&built.files[path]);
                let heading = page.text("h1");
                let first = heading.split_whitespace().next().expect("a heading");
                assert!(card.contains(first), "the card of {} names it", page.path);
                let arabic = path.starts_with("ar/");
                assert!(card.contains(if arabic { "direction=\"rtl\"" } else { "direction=\"ltr\"" }), "{path}");
                cards += 1;
            }
            let is_policy = page.path.contains("/policies/") && page.path.split('/').rev().nth(2) == Some("policies");
            assert_eq!(!image.is_empty(), is_policy, "{} has a card, or has none", page.path);
        }
    }
    assert!(cards > 20);
}

#[test]
fn every_page_has_one_heading_of_the_first_rank_a_language_and_a_direction() {
    for (_, built) in every_site() {
        for page in built.pages().iter() {
            let html = page.one("html");
            let (lang, dir) = (html.attr("lang").expect("a language"), html.attr("dir").expect("a direction"));
            assert!(matches!((lang, dir), ("ar", "rtl") | ("en", "ltr")), "{lang} {dir} in {}", page.path);
            let segment = page.path.split('/').next().expect("a path has a segment");
            assert!(!matches!(segment, "ar" | "en") || segment == lang, "{} is in {lang}", page.path);
            assert!(!page.text("h1").is_empty(), "{}", page.path);
            assert!(!page.text("title").is_empty(), "{}", page.path);
            page.one("main");
            assert_eq!(page.values("meta[charset]", "charset"), ["utf-8"]);
        }
    }
}

#[test]
fn headings_never_skip_a_rank() {
    for page in PORTAL.pages().iter().chain(FULL.pages().iter()) {
        let ranks: Vec<u32> = page
            .all("h1, h2, h3, h4, h5, h6, [role=heading]")
            .iter()
            .map(|heading| {
                heading
                    .attr("aria-level")
                    .map_or_else(|| heading.value().name()[1..].parse(), str::parse)
                    .expect("a rank")
            })
            .collect();
        for pair in ranks.windows(2) {
            assert!(pair[1] <= pair[0] + 1, "{ranks:?} in {}", page.path);
        }
    }
}

#[test]
fn ids_are_unique_on_every_page() {
    for page in PORTAL.pages().iter().chain(FULL.pages().iter()) {
        let mut seen = BTreeSet::new();
        for id in page.values("[id]", "id") {
            assert!(seen.insert(id.clone()), "two elements have the id `{id}` in {}", page.path);
        }
    }
}

#[test]
fn clauses_are_elements_with_an_anchor() {
    let mut clauses = 0;
    let shows_text = |path: &str| path.contains("/policies/") && !path.contains("/history/");
    for page in PORTAL.pages().iter().filter(|page| shows_text(&page.path)) {
        let anchors = page.all("[data-clause]");
        for clause in &anchors {
            let id = clause.attr("data-clause").expect("an id");
            assert_eq!(clause.attr("id"), Some(format!("c-{id}").as_str()), "{}", page.path);
        }
        assert!(anchors.len() > 20, "{} shows {} clauses", page.path, anchors.len());
        assert_eq!(page.values("[id^='c-']", "id").len(), anchors.len(), "{}", page.path);
        clauses += anchors.len();
        if !page.path.contains("/both/") {
            assert!(page.has("dl[data-approval]"), "{}", page.path);
            assert!(
                page.values("[data-seal]", "data-seal").iter().all(|seal| seal.len() == "sha256:".len() + 64),
                "{}",
                page.path
            );
        }
    }
    assert!(clauses > 1000);
}

#[test]
fn the_five_associations_make_ten_policy_pages_with_their_versions_and_both_texts() {
    for association in ["alnaka", "baraem", "digital-ratel", "ishraqa", "kadi"] {
        for lang in ["ar", "en"] {
            for page in ["", "1.0/", "both/"] {
                PORTAL.page(&format!("{lang}/{association}/policies/beneficiary-relations/{page}"));
            }
        }
    }
}

#[test]
fn what_another_language_shows_is_marked_with_its_language_and_direction() {
    for page in PORTAL.pages().iter() {
        let own = page.one("html").attr("lang").expect("a language").to_owned();
        for element in page.all("body [lang]") {
            let lang = element.attr("lang").expect("a language");
            let expected = if lang == "ar" { "rtl" } else { "ltr" };
            if lang != own && !element.attr("class").is_some_and(|class| class.contains("mark")) {
                assert_eq!(element.attr("dir"), Some(expected), "{} in {}", element.html(), page.path);
            }
        }
    }
}

#[test]
fn one_association_stands_at_the_root() {
    assert!(SINGLE.files.contains_key("ar/policies/beneficiary-relations/index.html"));
    assert!(SINGLE.files.keys().all(|path| !path.starts_with("ar/kadi/") && !path.starts_with("en/kadi/")));
    let home = SINGLE.page("ar/");
    assert_eq!(home.text("h1"), PORTAL.page("ar/kadi/").text("h1"));
    assert_eq!(SINGLE.page("").text("h1"), home.text("h1"));
}

#[test]
fn the_root_is_the_home_of_the_default_language() {
    let (root, home) = (PORTAL.page(""), PORTAL.page("ar/"));
    assert_eq!(root.text("main"), home.text("main"));
    assert_eq!(root.values("link[rel=canonical]", "href"), home.values("link[rel=canonical]", "href"));
    assert!(!root.has("meta[http-equiv=refresh]"));
}
