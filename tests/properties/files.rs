//! What stands beside the pages: headers, sources, assets, data, the sitemap.

use std::collections::BTreeSet;
use std::fs;

use serde_json::Value;
use sha2::{Digest, Sha256};

use super::{BELOW, PORTAL, every_site, fits, repository, resolved};

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
    // Pages allow nothing of the kind; what is published as it is may look as its styles say, and run nothing.
    let (pages, others) = headers.split_once("\n\n").expect("several rules");
    assert!(!pages.contains("unsafe-"), "{headers}");
    assert_eq!(
        others.matches("unsafe-").count(),
        others.matches("default-src 'none'; style-src 'unsafe-inline'").count()
    );
    assert!(headers.starts_with("/*\n"), "{headers}");
    assert!(BELOW.file("_headers").starts_with("/a/b/*\n"), "{headers}");
}

#[test]
fn the_list_of_checksums_holds_every_file_and_each_sum_is_right() {
    let listing = PORTAL.file("SHA256SUMS");
    let mut listed = BTreeSet::new();
    for line in listing.lines() {
        let (sum, path) = line.split_once("  ").expect("a sum, two spaces, a path");
        assert_eq!(hex(&PORTAL.files[path]), sum, "{path}");
        listed.insert(path);
    }
    let others = PORTAL.files.keys().map(String::as_str).filter(|path| *path != "SHA256SUMS");
    assert_eq!(listed, others.collect::<BTreeSet<_>>());
    assert!(listing.lines().is_sorted_by_key(|line| &line[66..]));
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
