//! Pages are put together from templates and parts that were minified before. What the minifier
//! makes of such a page has to be, byte for byte, what it makes of the page as it is written: then
//! they differ in nothing but quotes and white space that mean nothing. White space beside a block is
//! set aside: what the minifier leaves there depends on the element around it.

use std::path::Path;

use mithaq::output::minified;

use crate::site::{TestSite, pages_both_ways};

/// A page without the white space beside the tags of blocks, which no browser shows.
fn without_gaps(html: &str) -> String {
    let is_block = |tag: &str| {
        let name = tag.trim_start_matches(['<', '/']);
        let name = &name[..name.find([' ', '>']).unwrap_or(name.len())];
        matches!(
            name,
            "details"
                | "div"
                | "dd"
                | "dt"
                | "h1"
                | "h2"
                | "h3"
                | "h4"
                | "li"
                | "ol"
                | "p"
                | "pre"
                | "section"
                | "summary"
                | "table"
                | "ul"
        )
    };
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(at) = rest.find(' ') {
        let (before, after) = (&rest[..at], &rest[at + 1..]);
        out.push_str(before);
        let ends = out.ends_with('>') && out.rfind('<').is_some_and(|at| is_block(&out[at..]));
        let begins = after.starts_with('<') && is_block(after);
        if !ends && !begins {
            out.push(' ');
        }
        rest = after;
    }
    out + rest
}

fn differences(root: &Path) -> Vec<String> {
    let pages = pages_both_ways(root);
    assert!(pages.iter().any(|(path, ..)| path.ends_with("both/index.html")), "a page of both texts is among them");
    let again = |(path, parts, whole): (String, String, String)| (path, minified(&parts), whole);
    let apart = |(path, parts, whole): (String, String, String)| (path, without_gaps(&parts), without_gaps(&whole));
    let differs = pages.into_iter().map(again).map(apart).filter(|(_, parts, whole)| parts != whole);
    let told = |(path, parts, whole): (String, String, String)| {
        let same = parts.bytes().zip(whole.bytes()).take_while(|(a, b)| a == b).count();
        let from = |text: &str| {
            String::from_utf8_lossy(&text.as_bytes()[same.saturating_sub(60)..]).chars().take(160).collect::<String>()
        };
        format!("{path} at byte {same}\n  parts: {}\n  whole: {}", from(&parts), from(&whole))
    };
    differs.map(told).collect()
}

#[test]
fn pages_of_parts_are_the_pages_minified_whole() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for site in ["tests/golden/smallest/site", "tests/golden/full/site", ""] {
        let wrong = differences(&root.join(site));
        assert!(wrong.is_empty(), "`{site}`:\n{}", wrong.join("\n"));
    }
}

#[test]
fn a_page_of_parts_keeps_code_tables_notes_terms_and_odd_html_as_they_are() {
    let text = "مقدمة  فيها   فراغات[^1] و<b>وسم</b> \"و'علامات' & <ul><li>بند</ul>\n\n## عنوان *مائل* {#a}\n\n    رمز  بفراغات\n      ثم سطر\n\n| أ | ب |\n|---|:-:|\n| 1 | [رابط](clause:a) |\n\n::approval\n\nأ- بند `x  y`\n\nب- بند آخر  \nبسطرين <span>  ثم  </span>  نهاية\n\n[^1]: حاشية فيها [رابط](policy:trial/gifts).\n";
    let site = TestSite::text(text)
        .with("content/glossary.yaml", "terms:\n  - term: {ar: فراغات, en: spaces}\n    definition: {ar: ما بين الكلمات, en: what stands between words}\n")
        .in_a_folder();
    let wrong = differences(&site.path);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_theme_that_makes_something_else_of_the_text_gets_the_text_itself() {
    let mut site = TestSite::text("نص السياسة هنا.\n");
    let templates = Path::new(env!("CARGO_MANIFEST_DIR")).join("themes/default/templates");
    let policy = std::fs::read_to_string(templates.join("policy.html")).expect("the template is there");
    site.put(
        "themes/default/templates/policy.html",
        policy.replace("{{ view.text | safe }}", "{{ view.text | upper | safe }}"),
    );
    let built = site.builds_anyway();
    let page = built.file("ar/policies/gifts/index.html");
    assert!(page.contains("نص السياسة هنا."), "{page}");
    assert!(!page.to_lowercase().contains("x-part"), "{page}");
}
