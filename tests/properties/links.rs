//! Where pages lead, and that they ask no other host for anything.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::Path;

use super::{PORTAL, every_site, resolved};
use crate::page::Page;

#[test]
fn every_link_and_anchor_leads_somewhere() {
    for (base, built) in every_site() {
        let mut dangling = BTreeSet::new();
        let ids: HashMap<String, BTreeSet<String>> = built
            .pages()
            .iter()
            .map(|page| (page.path.clone(), page.values("[id]", "id").into_iter().collect()))
            .collect();
        for page in built.pages().iter() {
            for address in page.values("[href]", "href").into_iter().chain(page.values("[src]", "src")) {
                let (path, anchor) =
                    address.split_once('#').map_or((address.as_str(), None), |(path, anchor)| (path, Some(anchor)));
                // What stands behind `?` is for the script of the page.
                let path = path.split('?').next().unwrap_or_default();
                let Some(target) = resolved(base, &page.path, path) else { continue };
                let there = built.files.contains_key(&target)
                    && anchor.is_none_or(|anchor| anchor.is_empty() || ids[&target].contains(anchor));
                if !there {
                    dangling.insert(format!("{}: {address}", page.path));
                }
            }
        }
        assert!(dangling.is_empty(), "links that lead nowhere under {base}:\n{dangling:#?}");
    }
}

#[test]
fn every_page_has_its_pair_in_the_other_language() {
    for (base, built) in every_site() {
        let mut alternates: BTreeMap<String, BTreeMap<String, String>> = BTreeMap::new();
        for page in built.pages().iter().filter(|page| page.path != "404.html") {
            let pairs = page.all("link[rel=alternate][hreflang]");
            let of = |link: &scraper::ElementRef<'_>| {
                let href = link.attr("href").expect("an address");
                (
                    link.attr("hreflang").expect("a language").to_owned(),
                    resolved(base, &page.path, href).expect("it is inside the site"),
                )
            };
            alternates.insert(page.path.clone(), pairs.iter().map(of).collect());
        }
        for (path, pairs) in &alternates {
            assert_eq!(pairs.keys().collect::<Vec<_>>(), ["ar", "en", "x-default"], "{path}");
            let own = if path == "index.html" { "ar/index.html" } else { path };
            assert!(pairs["ar"] == own || pairs["en"] == own, "{path} is not among its own languages {pairs:?}");
            for other in pairs.values() {
                assert_eq!(alternates.get(other), Some(pairs), "{path} and {other} do not name the same pair");
            }
        }
        for page in built.pages().iter().filter(|page| page.path != "404.html") {
            let canonical = page.values("link[rel=canonical]", "href");
            let target = resolved(base, &page.path, &canonical[0]).expect("it is inside the site");
            let own = if page.path == "index.html" { "ar/index.html" } else { &page.path };
            assert_eq!((canonical.len(), target.as_str()), (1, own));
        }
    }
}

#[test]
fn the_switch_of_language_keeps_page_and_version() {
    for page in PORTAL.pages().iter().filter(|page| page.path.starts_with("ar/")) {
        let href = &page.values("header a[hreflang=en]", "href")[0];
        let target = resolved("https://policies.example.org/", &page.path, href).expect("it is inside the site");
        assert_eq!(target, page.path.replacen("ar/", "en/", 1));
    }
}

#[test]
fn no_page_asks_another_host_for_anything() {
    for (base, built) in every_site() {
        for page in built.pages().iter() {
            let loaded = "script[src], img[src], iframe[src], audio[src], video[src], source[src], embed[src], object[data], link[rel=stylesheet], link[rel=icon], link[rel=preload], link[rel=modulepreload], link[rel=manifest]";
            for element in page.all(loaded) {
                let address =
                    element.attr("src").or(element.attr("href")).or(element.attr("data")).expect("an address");
                assert!(
                    resolved(base, &page.path, address).is_some() && !address.starts_with("//"),
                    "{address} in {}",
                    page.path
                );
            }
            assert!(
                !page.has("[style], style, [onclick], [onload], base, link[rel=preconnect], link[rel=dns-prefetch]"),
                "{}",
                page.path
            );
            for script in page.all("script") {
                assert!(
                    script.attr("src").is_some()
                        || matches!(script.attr("type"), Some("application/ld+json" | "application/json")),
                    "an inline script in {}",
                    page.path
                );
            }
        }
        for (path, _) in built.files.iter().filter(|(path, _)| path.ends_with(".css")) {
            for address in built.file(path).split("url(").skip(1).chain(built.file(path).split("@import").skip(1)) {
                let address = address.trim_start_matches([' ', '"', '\'']);
                assert!(
                    !address.starts_with("http") && !address.starts_with("//"),
                    "{path} asks for {}",
                    &address[..address.len().min(60)]
                );
            }
        }
    }
}

#[test]
fn the_walk_of_links_sees_what_is_wrong() {
    let page = |html: &str| Page::new("ar/x/index.html", html);
    assert_eq!(resolved("https://a.org/b/", "ar/x/index.html", "../../en/"), Some("en/index.html".to_owned()));
    assert_eq!(
        resolved("https://a.org/b/", "ar/x/index.html", "https://a.org/b/en/"),
        Some("en/index.html".to_owned())
    );
    assert_eq!(resolved("https://a.org/b/", "ar/x/index.html", "./"), Some("ar/x/index.html".to_owned()));
    assert_eq!(resolved("https://a.org/b/", "ar/x/index.html", "../.."), Some("index.html".to_owned()));
    assert_eq!(resolved("https://a.org/b/", "ar/x/index.html", "mailto:a@b.c"), None);
    assert!(std::panic::catch_unwind(|| resolved("https://a.org/b/", "ar/x/index.html", "../../../x")).is_err());
    assert!(std::panic::catch_unwind(|| resolved("https://a.org/b/", "ar/x/index.html", "/b/x")).is_err());
    assert_eq!(page("<a href=x>").values("a", "href"), ["x"]);
    assert!(Path::new(env!("CARGO_BIN_EXE_mithaq")).is_file());
}
