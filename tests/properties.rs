//! What holds of every page and file of a built site; tried on the content of
//! this repository.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use std::time::SystemTime;

use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::folder::Folder;
use crate::page::Page;
use crate::site::{Built, Said, TODAY, TestSite, build_folder, drawn};

/// The repository's own site.
static PORTAL: LazyLock<Built> = LazyLock::new(|| built(&Said::default()));
/// The same below a path.
static BELOW: LazyLock<Built> =
    LazyLock::new(|| built(&Said { base_url: Some("https://example.org/a/b"), ..Said::default() }));
/// One association at the root.
static SINGLE: LazyLock<Built> = LazyLock::new(|| built(&Said { associations: vec!["kadi"], ..Said::default() }));

/// An invented association that uses what the real ones do not.
static FULL: LazyLock<Built> =
    LazyLock::new(|| build_folder(&repository().join("tests/golden/full/site"), TODAY, &Said::default()).1);

fn repository() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn built(said: &Said<'_>) -> Built {
    let (found, built) = build_folder(&repository(), TODAY, said);
    assert!(found.iter().all(|finding| finding.severity == "warning"), "{}", drawn(&found));
    built
}

fn every_site() -> [(&'static str, &'static Built); 4] {
    [
        ("https://policies.example.org/", &PORTAL),
        ("https://example.org/a/b/", &BELOW),
        ("https://policies.example.org/", &SINGLE),
        ("https://portal.example/policies/", &FULL),
    ]
}

#[test]
fn two_builds_give_the_same_bytes() {
    let folder = Folder::new();
    let site = repository();
    let site = site.to_str().expect("a path");
    let build = |name: &str, args: &[&str], environment: &[(&str, &str)]| {
        let all = [&["build", "--site", site, "--output", name][..], args].concat();
        folder.run_with(&all, environment).ends(0);
        folder.files(name)
    };
    let first = build("first", &["--today", TODAY], &[]);
    assert!(first.len() > 50);
    // Another folder, another hour of the same day in Riyadh, another locale and home.
    let epochs = ["1767214800", "1767301199"];
    for (name, epoch) in ["second", "third"].iter().zip(epochs) {
        let environment =
            [("SOURCE_DATE_EPOCH", epoch), ("LANG", "ar_SA.UTF-8"), ("TZ", "America/New_York"), ("HOME", "/nowhere")];
        assert!(build(name, &[], &environment) == first, "a build at {epoch} differs");
    }
    assert!(build("first", &["--today", TODAY], &[]) == first, "a build over an older one differs");
}

#[test]
fn a_large_site_shows_its_policies_as_a_small_one_does() {
    let site = repository().join("tests/golden/full/site");
    let folder = Folder::new();
    for found in walkdir::WalkDir::new(&site).into_iter().map(|found| found.expect("the site can be read")) {
        if found.file_type().is_file() {
            let path = found.path().strip_prefix(&site).expect("it is below the site");
            folder.write(path.to_str().expect("a path"), fs::read(found.path()).expect("it can be read"));
        }
    }
    // Nothing is published of this, but it is among the texts.
    folder.write("content/waha/README.md", "A remark.\n".repeat(600_000));
    assert!(build_folder(&folder.path, TODAY, &Said::default()).1.files == FULL.files, "its pages differ");
}

#[test]
fn nothing_but_what_is_in_force_depends_on_the_day() {
    let (_, later) = build_folder(&repository(), "2026-01-02", &Said::default());
    assert!(later.files == PORTAL.files, "another day without a change of force gives other bytes");
}

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

/// The file that an address of a page leads to; none where it leaves the site.
fn resolved(base: &str, page: &str, address: &str) -> Option<String> {
    let host = base
        .find("://")
        .and_then(|at| base[at + 3..].find('/').map(|slash| at + 3 + slash))
        .expect("a base has a host");
    let below = if let Some(rest) = address.strip_prefix(base) {
        rest.to_owned()
    } else if address.split_once(':').is_some_and(|(scheme, _)| scheme.bytes().all(|b| b.is_ascii_alphanumeric())) {
        return None;
    } else if address.starts_with('/') {
        assert_eq!(
            page, "404.html",
            "`{address}` starts at the root of the host, so the site could not stand below a path"
        );
        address.strip_prefix(&base[host..]).unwrap_or_else(|| panic!("`{address}` leaves {base}")).to_owned()
    } else if address.is_empty() {
        page.to_owned()
    } else {
        let folder = page.rsplit_once('/').map_or("", |(folder, _)| folder);
        let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
        for part in address.split('/') {
            match part {
                ".." => assert!(parts.pop().is_some(), "`{address}` leaves the site from {page}"),
                "." | "" => {}
                part => parts.push(part),
            }
        }
        let slash = if parts.is_empty() || !address.ends_with(['/', '.']) { "" } else { "/" };
        parts.join("/") + slash
    };
    Some(if below.is_empty() || below.ends_with('/') { format!("{below}index.html") } else { below })
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
fn the_headers_allow_what_the_pages_need_and_no_more() {
    let headers = PORTAL.file("_headers");
    for directive in [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    ] {
        assert!(headers.contains(directive), "{headers}");
    }
    assert!(!headers.contains("unsafe-"), "{headers}");
    assert!(headers.starts_with("/*\n"), "{headers}");
    assert!(BELOW.file("_headers").starts_with("/a/b/*\n"), "{headers}");
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
fn the_list_of_checksums_holds_every_source_and_each_is_right() {
    let listing = PORTAL.file("SHA256SUMS");
    let mut listed = BTreeSet::new();
    for line in listing.lines() {
        let (sum, path) = line.split_once("  ").expect("a sum, two spaces, a path");
        assert_eq!(hex(&PORTAL.files[path]), sum, "{path}");
        listed.insert(path);
    }
    let sources: BTreeSet<&str> = PORTAL
        .files
        .keys()
        .map(String::as_str)
        .filter(|path| path.starts_with("source/") && path.ends_with(".md"))
        .collect();
    assert_eq!(listed, sources);
    assert_eq!(listed.len(), 10);
}

#[test]
fn published_sources_are_the_sealed_bytes_of_the_content() {
    for path in PORTAL.files.keys().filter(|path| path.starts_with("source/")) {
        let parts: Vec<&str> = path.split('/').collect();
        let original =
            repository().join("content").join(parts[1]).join("policies").join(parts[2]).join(parts[3]).join(parts[4]);
        let written = fs::read_to_string(original).expect("the text is there");
        let sealed =
            written.trim_start_matches('\u{feff}').replace("\r\n", "\n").trim_end_matches('\n').to_owned() + "\n";
        assert_eq!(PORTAL.file(path), sealed, "{path}");
        let page = PORTAL.page(&format!("{}/{}/policies/{}/{}/", &parts[4][..2], parts[1], parts[2], parts[3]));
        assert!(
            page.values("[data-seal]", "data-seal").contains(&format!("sha256:{}", hex(sealed.as_bytes()))),
            "{path}"
        );
    }
}

fn hex(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[test]
fn assets_are_named_by_their_content() {
    for (path, bytes) in PORTAL.files.iter().filter(|(path, _)| path.starts_with("assets/")) {
        let name = path.rsplit('/').next().expect("a name");
        if matches!(name, "search.js" | "forms.js") {
            continue;
        }
        assert!(hex(bytes).starts_with(name.split('.').rev().nth(1).expect("a hash")), "{path}");
    }
}

#[test]
fn data_is_what_its_schema_says() {
    for (_, built) in every_site() {
        let site = built.json("data/site.json");
        fits(&site, &built.json("data/schema/site.json"), &Value::Null, "site");
        let schema = built.json("data/schema/version.json");
        for path in built.files.keys().filter(|path| path.starts_with("data/") && path.matches('/').count() == 3) {
            fits(&built.json(path), &schema, &schema, path);
        }
        for association in site["associations"].as_array().expect("a list") {
            for policy in association["policies"].as_array().expect("a list") {
                for lang in ["ar", "en"] {
                    built.page(policy["url"][lang].as_str().expect("an address"));
                }
            }
        }
    }
}

/// Holds a value against the part of JSON Schema that the site's schemas use.
pub(crate) fn fits(value: &Value, schema: &Value, root: &Value, at: &str) {
    if let Some(name) = schema["$ref"].as_str() {
        let target = name.trim_start_matches("#/$defs/");
        return fits(value, &root["$defs"][target], root, at);
    }
    let types: Vec<&str> = match &schema["type"] {
        Value::String(one) => vec![one.as_str()],
        Value::Array(many) => many.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    };
    let is = |name: &str| match name {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "integer" => value.is_i64() || value.is_u64(),
        "boolean" => value.is_boolean(),
        "null" => value.is_null(),
        name => panic!("the test knows no type `{name}`"),
    };
    assert!(types.is_empty() || types.into_iter().any(is), "{at} is {value}, which does not fit {schema}");
    if let Some(words) = schema["enum"].as_array() {
        assert!(words.contains(value), "{at} is {value}, not one of {words:?}");
    }
    // Keys are asked of objects alone: what may be null has none.
    let required = schema["required"].as_array().filter(|_| value.is_object());
    for key in required.into_iter().flatten() {
        assert!(value.get(key.as_str().expect("a name")).is_some(), "{at} lacks {key}");
    }
    for (key, part) in schema["properties"].as_object().into_iter().flatten() {
        if let Some(value) = value.get(key) {
            fits(value, part, root, &format!("{at}.{key}"));
        }
    }
    for (nth, item) in value.as_array().into_iter().flatten().enumerate() {
        fits(item, &schema["items"], root, &format!("{at}.{nth}"));
    }
}

#[test]
fn the_register_has_one_row_a_policy_and_as_many_cells_as_heads() {
    let register = PORTAL.file("data/register.csv");
    let rows: Vec<&str> = register.split("\r\n").filter(|row| !row.is_empty()).collect();
    assert_eq!(rows.len(), 6, "{register}");
    let heads = rows[0].split(',').count();
    for row in &rows[1..] {
        let outside: usize = row.split('"').step_by(2).map(|part| part.matches(',').count()).sum();
        assert_eq!(outside + 1, heads, "{row}");
    }
}

#[test]
fn the_sitemap_lists_pages_that_are_there() {
    for (base, built) in every_site() {
        let sitemap = built.file("sitemap.xml");
        let listed: Vec<&str> = sitemap.split("<loc>").skip(1).filter_map(|rest| rest.split("</loc>").next()).collect();
        for address in &listed {
            let path = resolved(base, "index.html", address).expect("it is inside the site");
            assert!(built.files.contains_key(&path), "{address}");
        }
        assert!(listed.len() >= 8, "{sitemap}");
        assert!(built.file("robots.txt").contains(&format!("Sitemap: {base}sitemap.xml")));
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

#[test]
fn files_that_did_not_change_keep_their_time() {
    let folder = TestSite::texts("نص.\n", "Words.\n").in_a_folder();
    let times = |folder: &Folder| -> BTreeMap<String, SystemTime> {
        let time = |path: &str| {
            fs::metadata(folder.path.join("output").join(path)).and_then(|data| data.modified()).expect("a time")
        };
        folder.files("output").keys().map(|path| (path.clone(), time(path))).collect()
    };
    folder.run(&["build", "--today", TODAY]).ends(0);
    let first = times(&folder);
    std::thread::sleep(std::time::Duration::from_millis(20));
    folder.run(&["build", "--today", TODAY]).ends(0);
    assert_eq!(times(&folder), first);
    folder.write("content/trial/policies/gifts/1.0/en.md", "Other words.\n");
    folder.run(&["build", "--today", TODAY]).ends(0);
    let third = times(&folder);
    let changed: BTreeSet<&str> =
        third.iter().filter(|(path, time)| first.get(*path) != Some(*time)).map(|(path, _)| path.as_str()).collect();
    assert!(
        changed.contains("en/policies/gifts/index.html") && changed.contains("source/trial/gifts/1.0/en.md"),
        "{changed:?}"
    );
    assert!(!changed.contains("en/index.html") && !changed.contains("ar/channels/index.html"), "{changed:?}");
}

#[test]
fn a_build_leaves_nothing_beside_its_output() {
    let folder = TestSite::texts("نص.\n", "Words.\n").in_a_folder();
    folder.run(&["build"]).ends(0);
    folder.write("content/trial/association.yaml", "nmae: x\n");
    folder.run(&["build"]).ends(1);
    let name = |entry: std::io::Result<fs::DirEntry>| entry.expect("a name").file_name().into_string().expect("UTF-8");
    let mut names: Vec<String> = fs::read_dir(&folder.path).expect("the folder is there").map(name).collect();
    names.sort();
    assert_eq!(names, [".mithaq", "content", "output"], "but what the next build needs to know");
}

#[test]
fn what_is_gone_from_the_content_is_gone_from_the_output() {
    let folder =
        TestSite::texts("نص.\n", "Words.\n").with("content/trial/policies/gifts/1.0/files/scan.txt", "x").in_a_folder();
    folder.run(&["build"]).ends(0);
    assert!(folder.has("output/source/trial/gifts/1.0/files/scan.txt"));
    fs::remove_file(folder.path.join("content/trial/policies/gifts/1.0/files/scan.txt")).expect("it is there");
    folder.run(&["build"]).ends(0);
    assert!(!folder.has("output/source/trial/gifts/1.0/files"));
}

#[test]
fn pages_hold_no_place_of_this_machine() {
    let here = repository();
    for (path, bytes) in &PORTAL.files {
        let text = String::from_utf8_lossy(bytes);
        assert!(!text.contains(here.to_str().expect("a path")), "{path}");
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
