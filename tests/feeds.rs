//! Atom feeds, held against RFC 4287 with a reader of XML.

use std::collections::BTreeSet;

use roxmltree::{Document, Node};

use crate::history::site;
use crate::site::{Built, Said, TestSite, build_folder};

const ATOM: &str = "http://www.w3.org/2005/Atom";
const SITEMAP: &str = "http://www.sitemaps.org/schemas/sitemap/0.9";

fn children<'a>(node: Node<'a, 'a>, name: &str) -> Vec<Node<'a, 'a>> {
    node.children().filter(|child| child.has_tag_name((ATOM, name))).collect()
}

/// The words of the only child of a name.
#[track_caller]
fn only<'a>(node: Node<'a, 'a>, name: &str) -> &'a str {
    let found = children(node, name);
    assert_eq!(found.len(), 1, "one `{name}` in {}", node.tag_name().name());
    found[0].text().unwrap_or_default()
}

fn links<'a>(node: Node<'a, 'a>, rel: &str) -> Vec<Node<'a, 'a>> {
    children(node, "link").into_iter().filter(|link| link.attribute("rel") == Some(rel)).collect()
}

/// Whether `text` is a moment as RFC 3339 writes it, in the form that RFC 4287 3.3 asks for.
fn is_moment(text: &str) -> bool {
    text.len() == 20 && text.ends_with('Z') && text.as_bytes()[10] == b'T' && text.parse::<jiff::Timestamp>().is_ok()
}

fn is_full(address: &str) -> bool {
    address.starts_with("https://") && !address.contains([' ', '"', '<', '>'])
}

/// Every MUST of RFC 4287 that a feed of text can break; gives the ids of its entries.
#[track_caller]
fn holds_to_rfc_4287(built: &Built, path: &str) -> Vec<String> {
    let text = built.file(path);
    let document = Document::parse(text).unwrap_or_else(|error| panic!("{path}: {error}\n{text}"));
    let feed = document.root_element();
    assert!(feed.has_tag_name((ATOM, "feed")), "{path}");
    let lang = feed.attribute(("http://www.w3.org/XML/1998/namespace", "lang")).expect("xml:lang");
    assert_eq!(lang, &path[..2], "{path}");
    // 4.1.1: exactly one id, title, updated; an author; one link to itself, one alternate a type and language.
    assert!(is_full(only(feed, "id")), "{path}");
    assert!(!only(feed, "title").is_empty() && is_moment(only(feed, "updated")), "{path}");
    let own = links(feed, "self");
    assert_eq!(own.len(), 1);
    assert_eq!(own[0].attribute("href"), Some(format!("https://trial.example.org/{path}").as_str()));
    has_author(feed);
    leads_to_a_page(built, feed);
    let mut ids = Vec::new();
    let mut newest = String::new();
    for entry in children(feed, "entry") {
        let id = only(entry, "id").to_owned();
        assert!(is_full(&id) && !ids.contains(&id), "{path}: {id}");
        ids.push(id);
        assert!(!only(entry, "title").is_empty());
        assert!(is_moment(only(entry, "updated")) && is_moment(only(entry, "published")));
        newest = newest.max(only(entry, "updated").to_owned());
        has_author(entry);
        leads_to_a_page(built, entry);
        for category in children(entry, "category") {
            assert!(category.attribute("term").is_some_and(|term| !term.is_empty()));
        }
        let summary = children(entry, "summary");
        assert_eq!(summary.len(), 1);
        assert_eq!(summary[0].attribute("type"), Some("text"));
        assert!(summary[0].children().all(|child| child.is_text()), "text holds no elements (3.1.1.1)");
    }
    assert!(newest.is_empty() || newest == only(feed, "updated"), "{path} was updated with its newest entry");
    let known =
        ["id", "title", "updated", "link", "author", "entry", "published", "category", "summary", "name", "feed"];
    for node in document.descendants().filter(Node::is_element) {
        assert!(known.contains(&node.tag_name().name()) && node.tag_name().namespace() == Some(ATOM));
    }
    ids
}

#[track_caller]
fn has_author<'a>(node: Node<'a, 'a>) {
    let authors = children(node, "author");
    assert!(!authors.is_empty() && authors.iter().all(|author| !only(*author, "name").is_empty()));
}

/// Its one alternate is a page of the site, and names a place that is there.
#[track_caller]
fn leads_to_a_page<'a>(built: &Built, node: Node<'a, 'a>) {
    let pages = links(node, "alternate");
    assert_eq!(pages.len(), 1);
    let href = pages[0].attribute("href").expect("an address");
    let path = href.strip_prefix("https://trial.example.org/").expect("an address of the site");
    let (path, place) = path.split_once('#').unwrap_or((path, ""));
    let page = built.page(path);
    assert!(place.is_empty() || page.has(&format!("[id=\"{place}\"]")), "{href}");
}

fn feeds(built: &Built) -> Vec<String> {
    built.files.keys().filter(|path| path.ends_with("feed.xml")).cloned().collect()
}

#[test]
fn every_feed_holds_to_rfc_4287() {
    let built = site().builds();
    assert_eq!(
        feeds(&built),
        ["ar/feed.xml", "ar/policies/gifts/feed.xml", "en/feed.xml", "en/policies/gifts/feed.xml"]
    );
    for feed in feeds(&built) {
        let ids = holds_to_rfc_4287(&built, &feed);
        let names: Vec<&str> = ids.iter().filter_map(|id| id.split('#').nth(1)).collect();
        let expected = [
            "v1-2-approved",
            "v1-1-reviewed-2025-07-13-2",
            "v1-1-reviewed-2025-07-13",
            "v1-1-reviewed-2024-07-13",
            "v1-0-withdrawn",
            "v1-1-approved",
            "v1-0-listed",
        ];
        assert_eq!(names, expected, "{feed}");
    }
}

#[test]
fn entries_tell_what_happened_when_and_by_whom() {
    let built = site().builds();
    let document = Document::parse(built.file("en/policies/gifts/feed.xml")).expect("XML");
    let entries = children(document.root_element(), "entry");
    assert_eq!(only(entries[5], "title"), "Gifts Policy: Version 1.1 approved");
    assert_eq!(only(entries[5], "updated"), "2023-08-05T12:00:00Z", "worked out from the Hijri date");
    assert_eq!(
        only(entries[5], "summary"),
        "Board of Directors, eighth (8) session\n18 Muharram 1445 AH · 5 August 2023 (computed)\nA shorter period"
    );
    assert!(only(entries[4], "summary").ends_with("Reason for withdrawal: Moved to another manual"));
    let arabic = Document::parse(built.file("ar/policies/gifts/feed.xml")).expect("XML");
    assert_eq!(only(children(arabic.root_element(), "entry")[5], "title"), "سياسة الهدايا: اعتُمد الإصدار 1.1");
}

#[test]
fn hostile_words_stay_words() {
    let evil = "]]>&amp;<script>alert(1)</script>&#0;\\\"'";
    let mut site = site();
    let path = "content/trial/policies/gifts/policy.yaml";
    let policy = String::from_utf8(site.files[path].clone()).expect("text");
    let quoted = evil.replace('\'', "''");
    let policy = policy
        .replace("{ar: سياسة الهدايا, en: Gifts Policy}", &format!("{{ar: '{quoted}', en: '{quoted}'}}"))
        .replace(
            "{ar: نُقلت إلى دليل آخر, en: Moved to another manual}",
            &format!("{{ar: '{quoted}', en: '{quoted}'}}"),
        );
    site.put(path, policy);
    let built = site.builds();
    for feed in feeds(&built) {
        holds_to_rfc_4287(&built, &feed);
        let document = Document::parse(built.file(&feed)).expect("XML");
        let titles: Vec<&str> = document
            .descendants()
            .filter(|node| node.has_tag_name((ATOM, "title")))
            .filter_map(|node| node.text())
            .collect();
        assert!(titles[1..].iter().all(|title| title.starts_with(evil)), "{titles:?}");
    }
}

#[test]
fn a_portal_has_a_feed_an_association_and_pages_lead_to_their_own() {
    let mut site = site();
    site.put("content/other/association.yaml", "name: {ar: جمعية أخرى, en: Other Association}\n");
    site.put(
        "content/site.yaml",
        "title: {ar: بوابة, en: Portal}\nbase_url: https://trial.example.org/\nlanguages: [ar, en]\nlayout: portal\n",
    );
    let built = site.builds();
    assert_eq!(feeds(&built).len(), 8);
    for feed in feeds(&built) {
        holds_to_rfc_4287(&built, &feed);
    }
    let empty = Document::parse(built.file("en/other/feed.xml")).expect("XML");
    assert!(children(empty.root_element(), "entry").is_empty(), "a feed may wait for its first entry");
    let selector = "head link[rel=alternate][type='application/atom+xml']";
    let of = |page: &str| built.page(page).values(selector, "href");
    assert_eq!(of("ar/"), ["feed.xml"]);
    assert_eq!(of("ar/trial/"), ["../feed.xml", "feed.xml"]);
    assert_eq!(of("en/trial/policies/gifts/history/"), ["../../../../feed.xml", "../../../feed.xml", "../feed.xml"]);
    assert_eq!(built.page("ar/trial/").values(selector, "title")[1], "جمعية التجربة: ما تغيّر");
}

#[test]
fn ids_depend_on_the_content_alone() {
    let folder = site().in_a_folder();
    let ids = |today: &str, base_url: Option<&str>| {
        let (_, built) = build_folder(&folder.path, today, &Said { base_url, ..Said::default() });
        let document = Document::parse(built.file("ar/feed.xml")).expect("XML");
        let ids = document.descendants().filter(|node| node.has_tag_name((ATOM, "id")));
        ids.map(|id| id.text().expect("an id").to_owned()).collect::<Vec<_>>()
    };
    let first = ids("2026-01-01", None);
    assert_eq!(first, ids("2031-05-05", None), "the day does not matter");
    assert_eq!(first, ids("2026-01-01", Some("http://127.0.0.1/sub/")), "nor does where a build is tried out");
    let mut portal: TestSite = site();
    portal.put("content/other/association.yaml", "name: {ar: جمعية أخرى, en: Other Association}\n");
    let built = portal.builds();
    let text = built.file("ar/feed.xml");
    assert!(first.iter().all(|id| text.contains(id.as_str())), "nor does a second association");
}

#[test]
fn the_sitemap_knows_histories_comparisons_and_all_that_changed() {
    let built = site().builds();
    let document = Document::parse(built.file("sitemap.xml")).expect("XML");
    let text = |node: Node<'_, '_>, name: &str| {
        node.children().find(|child| child.tag_name().name() == name).and_then(|child| child.text()).map(str::to_owned)
    };
    let listed: Vec<(String, Option<String>, usize)> = document
        .root_element()
        .children()
        .filter(Node::is_element)
        .map(|url| {
            let others = url.children().filter(|child| child.attribute("hreflang").is_some()).count();
            (text(url, "loc").expect("an address"), text(url, "lastmod"), others)
        })
        .collect();
    for (path, day) in [
        ("ar/changes/", "2025-12-01"),
        ("en/policies/gifts/history/", "2025-12-01"),
        ("ar/policies/gifts/1.1/changes/", "2023-08-05"),
    ] {
        let expected = (format!("https://trial.example.org/{path}"), Some(day.to_owned()), 2);
        assert!(listed.contains(&expected), "{expected:?} among {listed:#?}");
    }
    assert!(listed.iter().any(|(address, ..)| address.ends_with("ar/policies/gifts/both/")));
}

/// A search engine reads no sitemap of more than 50,000 addresses.
#[test]
fn the_sitemap_of_a_large_site_is_a_list_of_parts() {
    let text = |(nth, lang)| format!("== content/trial/policies/p-{nth}/1.0/{lang}.md\n1. نص.\n");
    let texts = (0..2_600).flat_map(|nth| [(nth, "ar"), (nth, "en")]);
    let site = TestSite::new(&texts.map(text).collect::<String>());
    let (_, built) = site.outcome_of(&|path| path.starts_with("sitemap"));
    let document = Document::parse(built.file("sitemap.xml")).expect("XML");
    let root = document.root_element();
    assert_eq!(root.tag_name().name(), "sitemapindex");
    let located = |node: Node<'_, '_>| {
        node.children().find(|child| child.has_tag_name((SITEMAP, "loc")))?.text().map(str::to_owned)
    };
    let parts: Vec<String> = root.children().filter_map(located).collect();
    let address = |nth: usize| format!("https://trial.example.org/sitemap-{nth}.xml");
    assert_eq!(parts, [address(1), address(2)]);
    let mut listed = Vec::new();
    for part in ["sitemap-1.xml", "sitemap-2.xml"] {
        let text = built.file(part);
        let document = Document::parse(text).expect("XML");
        let of_part: Vec<String> = document.root_element().children().filter_map(located).collect();
        assert!(of_part.len() <= 20_000 && text.len() < 50 << 20, "{part}: {}", of_part.len());
        listed.extend(of_part);
    }
    let unique: BTreeSet<&String> = listed.iter().collect();
    // The policy, both texts, the history and the version, each in two languages, beside home, search, channels, and
    // the news with seven pages of what has no date.
    assert_eq!((unique.len(), unique.len()), (listed.len(), (2_600 * 4 + 4 + 7) * 2));
    for path in ["ar/", "en/search/", "en/channels/", "ar/policies/p-0/", "en/policies/p-2599/1.0/"] {
        assert!(unique.contains(&format!("https://trial.example.org/{path}")), "{path}");
    }
}
