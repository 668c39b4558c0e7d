//! What content may try: scripts, odd markup and control characters in every
//! place where content meets a page. All of it arrives as words or not at all.

use crate::page::Page;
use crate::site::{Built, TestSite};

/// Words that would be markup wherever they are not written out.
const ATTACKS: [&str; 8] = [
    "<script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "\"><svg onload=alert(1)>",
    "' onmouseover='alert(1)",
    "</title></style></textarea><b id=pwned>",
    "{{ 7 * 7 }}{% raw %}",
    "&lt;script&gt; &#60;b&#62; <!-- -->",
];

/// A site with the same words in every place that content can fill.
fn site_full_of(words: &str) -> TestSite {
    // JSON strings are YAML strings too, whatever they hold.
    let quoted = serde_json::to_string(words).expect("words are JSON");
    let phrase = format!("{{ar: {quoted}, en: {quoted}}}");
    TestSite::bare("")
        .with(
            "content/site.yaml",
            format!("title: {phrase}\ndescription: {phrase}\nbase_url: https://trial.example.org/\nlanguages: [ar, en]\nlayout: portal\npublisher: {phrase}\nendpoints: {{inbox: {{provider: local, served: true}}}}\n"),
        )
        .with(
            "content/trial/association.yaml",
            format!("name: {phrase}\nlicence: {quoted}\nlicensing_body: {phrase}\nlocation: {phrase}\nsocial: [{{network: {quoted}, handle: {quoted}}}, {{network: x, handle: {quoted}}}]\nprivacy: {{controller: {phrase}, purpose: {phrase}}}\n"),
        )
        .with(
            "content/trial/channels.yaml",
            format!("channels:\n  - {{id: letter, kind: letter, name: {phrase}, value: {quoted}, note: {phrase}, hours: {phrase}, serves: [complaint]}}\n  - {{id: social, kind: social, name: {phrase}, value: {quoted}}}\n  - {{id: visit, kind: interview, name: {phrase}}}\n"),
        )
        .with(
            "content/trial/forms/complaint.yaml",
            format!("kind: complaint\ntitle: {phrase}\nintro: {phrase}\nendpoint: inbox\ndeclaration: {phrase}\nfields:\n  - {{id: name, type: text, label: {phrase}, hint: {phrase}, pattern: {quoted}}}\n  - {{id: kind, type: select, label: {phrase}, options: [{{id: a, label: {phrase}}}]}}\nsuccess: {{title: {phrase}, body: {phrase}}}\n"),
        )
        .with(
            "content/trial/policies/gifts/policy.yaml",
            format!("title: {phrase}\ncode: {quoted}\nowner: {phrase}\npart_of: {{title: {phrase}, chapter: 8}}\ngoverning_language: ar\nversions:\n  - version: \"1.0\"\n    change: {phrase}\n    approval: {{body: {phrase}, session: 8, date: 2025-07-13, resolution: {quoted}, signatory: {{name: {phrase}, role: {phrase}}}}}\n  - version: \"1.1\"\n    effective: 2025-08-01\n    approval: not-stated\n    withdrawn: {{date: 2025-09-01, reason: {phrase}}}\n"),
        )
        .with("content/trial/policies/gifts/1.0/ar.md", text_full_of(words, &quoted))
        .with("content/trial/policies/gifts/1.0/en.md", text_full_of(words, &quoted))
        .with("content/trial/policies/gifts/1.1/ar.md", text_full_of(words, &quoted))
        .with("content/trial/policies/gifts/1.1/en.md", text_full_of(words, &quoted))
}

fn text_full_of(words: &str, quoted: &str) -> String {
    format!(
        "---\ntitle: {quoted}\nsummary: {quoted}\n---\n\n## {words}\n\n{words}\n\n١. {words}\n    أ- {words}\n\n| {words} | ب |\n|---|---|\n| {words} | ج |\n\n> {words}\n\n`{words}` **{words}** ~~{words}~~\n\n    {words}\n\n[{words}](https://example.org/ \"{}\") ![{words}](files/x.png)\n\nمصطلح {words}\n: معنى {words}\n\nنص[^1]\n\n[^1]: {words}\n\n::channels\n\n::form{{complaint}}\n\n::approval\n",
        words.replace('"', "&quot;")
    )
}

/// No page holds an element, an attribute or an address that only an attack brings.
fn assert_harmless(built: &Built, words: &str) {
    built.pages().iter().for_each(|page| harmless(page, words));
}

/// The same of one page.
pub(crate) fn harmless(page: &Page, words: &str) {
    for element in page.all("*") {
        let name = element.value().name();
        assert!(
            !matches!(name, "iframe" | "object" | "embed" | "base" | "style" | "video" | "math")
                && (name != "form"
                    || element.value().attr("role") == Some("search")
                    || element
                        .value()
                        .attr("action")
                        .is_some_and(|action| action.contains("_mithaq/forms/") || action == "complaint")),
            "<{name}> in {} from {words}",
            page.path
        );
        for (key, value) in element.value().attrs() {
            assert!(!key.starts_with("on") && key != "style", "{key}=\"{value}\" in {} from {words}", page.path);
            let address = value.trim_start_matches(|c: char| c.is_whitespace() || c.is_control()).to_ascii_lowercase();
            let is_link = matches!(key, "href" | "src" | "action" | "formaction" | "srcset" | "data");
            let scheme =
                address.split_once(':').map(|(scheme, _)| scheme).filter(|scheme| !scheme.contains(['/', '?', '#']));
            assert!(
                !is_link || matches!(scheme, None | Some("http" | "https" | "mailto" | "tel" | "sms")),
                "{key}=\"{value}\" in {} from {words}",
                page.path
            );
        }
    }
    assert!(!page.has("#pwned") && !page.has("main svg[onload]"), "{} from {words}", page.path);
    scripts_are_ours(page, words);
    page.one("title");
    page.one("h1");
}

/// Scripts are files of the site, or JSON that a program can read.
fn scripts_are_ours(page: &Page, words: &str) {
    for script in page.all("script") {
        if script.attr("type") == Some("application/ld+json") {
            let json: String = script.text().collect();
            let value: serde_json::Value = serde_json::from_str(&json)
                .unwrap_or_else(|error| panic!("{error} in {} from {words}: {json}", page.path));
            assert_eq!(value["@context"], "https://schema.org");
        } else if script.attr("type") == Some("application/json") {
            let json: String = script.text().collect();
            serde_json::from_str::<serde_json::Value>(&json)
                .unwrap_or_else(|error| panic!("{error} in {} from {words}: {json}", page.path));
        } else {
            let source = script.attr("src").unwrap_or_else(|| panic!("an inline script in {} from {words}", page.path));
            assert!(source.contains("assets/"), "{source} in {} from {words}", page.path);
        }
    }
}

#[test]
fn words_never_become_markup() {
    for words in ATTACKS {
        let site = site_full_of(words);
        let (found, built) = site.outcome();
        assert!(found.iter().all(|finding| finding.hint.is_some()));
        assert_harmless(&built, words);
        // The feed of data is read by programs: each file is what its name says.
        for path in built.files.keys().filter(|path| path.ends_with(".json")) {
            built.json(path);
        }
        assert!(!built.file("sitemap.xml").contains("alert(1)"));
    }
}

#[test]
fn words_in_attributes_cannot_end_them() {
    let site = TestSite::text("[نص](https://example.org/ 'a\" onmouseover=\"x()') ![ب\" onload=\"x()](files/x.png) [ج](https://example.org/\"onclick=\"x)\n")
        .with("content/trial/policies/gifts/1.0/files/x.png", b"\x89PNG\r\n\x1a\n");
    site.finds_nothing();
    assert_harmless(&site.builds(), "words in attributes");
    let page = site.policy_page("ar");
    assert_eq!(page.values(".words a", "title"), ["a\" onmouseover=\"x()"]);
    assert_eq!(page.values(".words img", "alt"), ["ب\" onload=\"x()"]);
    assert_eq!(page.values(".words a", "href")[1], "https://example.org/\"onclick=\"x");
}

#[test]
fn words_arrive_whole() {
    let words = "</script><script>alert(1)</script>";
    let page = site_full_of(words).builds_anyway().page("ar/trial/policies/gifts/");
    assert_eq!(page.text("h1"), words);
    assert!(page.text("title").contains(words));
    let json: String = page.one("script[type='application/ld+json']").text().collect();
    let value: serde_json::Value = serde_json::from_str(&json).expect("it is JSON");
    assert_eq!(value["name"], words);
    let home = site_full_of(words).builds_anyway().page("ar/");
    assert_eq!(home.text("h1"), words);
    assert_eq!(home.values("meta[property='og:site_name']", "content"), [words]);
}

#[test]
fn raw_html_keeps_its_words_and_loses_its_teeth() {
    let cases = [
        ("قبل <b onclick=\"x()\">نص</b> بعد", "قبل نص بعد"),
        ("قبل <a href=\"javascript:x()\">نص</a> بعد", "قبل نص بعد"),
        ("قبل <span style=\"position:fixed\" id=\"c-1\" class=\"x\">نص</span> بعد", "قبل نص بعد"),
        ("قبل <iframe src=\"https://example.org\"></iframe> بعد", "قبل بعد"),
        ("قبل <svg><script>x()</script></svg> بعد", "قبل بعد"),
        ("قبل <math><mi>نص</mi></math> بعد", "قبل بعد"),
        ("قبل <img src=x onerror=alert(1)> بعد", "قبل بعد"),
        ("قبل <div>نص", "قبل نص"),
        ("قبل </div></section></main> بعد", "قبل بعد"),
        ("قبل <!-- سر --> بعد", "قبل بعد"),
    ];
    for (text, words) in cases {
        let site = TestSite::text(&format!("{text}\n"));
        let (found, built) = site.outcome();
        assert!(found.iter().all(|finding| finding.id == "html-unsafe"), "{text}: {found:?}");
        assert!(!found.is_empty() || text.contains("<!--") || text.contains("div"), "{text} is changed without a word");
        assert_harmless(&built, text);
        let page = built.page("ar/policies/gifts/");
        // A block inside a paragraph ends it, which is as good as a space.
        assert_eq!(page.clauses().concat().replace(' ', ""), format!("1{words}").replace(' ', ""), "{text}");
        assert_eq!((page.all("main").len(), page.all("section#c-1").len()), (1, 0), "{text}");
    }
}

#[test]
fn raw_html_that_would_be_changed_is_reported() {
    for html in [
        "<a href=\"data:text/html,x\">",
        "<a href=\"vbscript:x\">",
        "<a href=' javascript:x'>",
        "<b ONCLICK=x>",
        "<b\nonclick=x>",
        "<span id=x>",
        "<form>",
        "<h1>",
        "<!-- --><script>",
        "<time datetime='2025' onclick=x>",
    ] {
        let found = TestSite::text(&format!("نص {html} نص.\n")).findings();
        assert!(found.iter().any(|finding| finding.id == "html-unsafe"), "{html} is changed without a word: {found:?}");
    }
    for text in ["<!-- -->\n<script>alert(1)</script>\n", "نص[^1]\n\n[^1]: <b id=x>حاشية</b>\n"] {
        TestSite::text(text).finds("html-unsafe", if text.starts_with('<') { "ar.md:2:1" } else { "ar.md:3:7" });
    }
}

#[test]
fn a_link_beside_raw_html_still_leads_where_it_should() {
    let site = TestSite::text("هدف. {#goal}\n\n<b>نص</b> [هنا](policy:trial/gifts#goal) و[هناك](clause:goal).\n");
    site.finds_nothing();
    let page = site.policy_page("ar");
    assert_eq!(page.values("#c-2 .words a", "href"), ["../../../ar/policies/gifts/#c-goal", "#c-goal"]);
}

#[test]
fn links_in_markdown_are_held_to_the_safe_schemes() {
    let unsafe_links = [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "<java&#x0A;script:alert(1)>",
        "< javascript:alert(1)>",
        "<\tjavascript:alert(1)>",
        "&#1;javascript:alert(1)",
        "javascript&colon;alert(1)",
        "vbscript:x",
        "data:text/html;base64,PHNjcmlwdD4=",
        "file:///etc/passwd",
        "blob:x",
    ];
    for link in unsafe_links {
        let site = TestSite::text(&format!("نص [هنا]({link}) نص.\n"));
        site.finds("link-unsafe", "ar.md:1:4");
        assert_harmless(&site.builds_anyway(), link);
    }
    for link in [
        "//evil.example/x",
        "\\\\evil.example/x",
        "/\\evil.example",
        "../../../../etc/passwd",
        "ar/policies/gifts/../../x",
    ] {
        let site = TestSite::text(&format!("نص [هنا]({link}) نص.\n"));
        site.finds("reference-dangling", "ar.md:1:4");
        assert_harmless(&site.builds_anyway(), link);
    }
}

#[test]
fn a_page_asks_no_other_host_for_an_image() {
    let site = TestSite::text("نص ![صورة](https://elsewhere.example/x.png) نص.\n");
    assert_eq!(site.finding_at("ar.md:1:4").id, "image-elsewhere");
    let page = site.policy_page("ar");
    assert!(!page.has(".text img"), "{}", page.html);
    assert_eq!(page.clauses(), ["1 نص صورة نص."]);
}

#[test]
fn links_in_contacts_and_accounts_cannot_run() {
    let site = TestSite::new(
        "
        == content/trial/association.yaml
        name: {ar: جمعية, en: Association}
        social: [{network: x, handle: \"javascript:alert(1)\"}, {network: instagram, handle: \"../../evil\\\"><b>\"}]
        == content/trial/channels.yaml
        channels:
          - {id: social, kind: social, name: {ar: التواصل, en: Social}, value: \"javascript:alert(1)\"}
          - {id: other, kind: other, name: {ar: أخرى, en: Other}, value: \"data:text/html,x\"}
    ",
    );
    assert_harmless(&site.builds_anyway(), "contacts");
}

#[test]
fn characters_that_turn_text_around_are_reported_wherever_they_stand() {
    for c in
        ['\u{202a}', '\u{202b}', '\u{202c}', '\u{202d}', '\u{202e}', '\u{2066}', '\u{2067}', '\u{2068}', '\u{2069}']
    {
        let site = TestSite::new("== content/trial/channels.yaml\nchannels: []\n");
        site.clone()
            .with("content/trial/association.yaml", format!("name: {{ar: \"جمعية {c}النقاء\", en: A}}\n"))
            .finds_only(&[("control-character", "association.yaml:1:8")]);
        TestSite::text(&format!("نص {c} نص\n")).finds("control-character", "ar.md:1:4");
        TestSite::text(&format!("---\ntitle: أ{c}ب\n---\nنص\n")).finds("control-character", "ar.md:2:9");
    }
    TestSite::text("\u{2067}نص\u{2069} و\u{2066}(a)\u{2069} \u{200f}ثم\u{200e} \u{61c}نص\n").finds_nothing();
}

#[test]
fn other_control_characters_are_reported_too() {
    for (c, escape) in [('\0', "\\0"), ('\u{8}', "\\b"), ('\u{1b}', "\\e"), ('\u{7f}', "\\x7f"), ('\u{9b}', "\\x9b")] {
        let site = TestSite::new("== content/trial/channels.yaml\nchannels: []\n")
            .with("content/trial/association.yaml", format!("name: {{ar: \"جمعية{escape}\", en: A}}\n"));
        site.finds("control-character", "association.yaml:1:8");
        let site = TestSite::text(&format!("نص {c} نص\n"));
        site.finds("control-character", "ar.md:1:4");
        for page in site.builds_anyway().pages().iter() {
            assert!(!page.html.contains(['\u{8}', '\u{1b}', '\u{7f}', '\u{9b}']) || c != '\0', "{}", page.path);
        }
    }
}

#[test]
fn nothing_in_a_text_stands_for_the_root_of_the_site() {
    let site = TestSite::text("`\0/x` \0/y [نص](\0/z)\n\n    \0/code\n\n<b title=\"\0/t\">نص</b>\n");
    for page in site.builds_anyway().pages().iter() {
        assert!(!page.html.contains('\0'), "{}", page.path);
        assert!(
            !page.html.contains("../../x")
                && !page.html.contains("../y")
                && !page.html.contains("../code")
                && !page.html.contains("../t"),
            "{}",
            page.html
        );
    }
}

#[test]
fn the_register_runs_nothing_in_a_spreadsheet() {
    let site = TestSite::new(
        "
        == content/trial/policies/gifts/policy.yaml
        title: {ar: \"=HYPERLINK(\\\"http://evil\\\")\", en: \"+1\\n@x, y\"}
        code: \"-2+3\"
        governing_language: ar
        versions: [{version: \"1.0\", approval: not-stated}]
        == content/trial/policies/gifts/1.0/ar.md
        نص.
        == content/trial/policies/gifts/1.0/en.md
        Words.
    ",
    );
    let built = site.builds();
    let register = built.file("data/register.csv");
    assert!(register.contains("\"'=HYPERLINK(\"\"http://evil\"\")\",\"'+1\n@x, y\",'-2+3,"), "{register}");
}

#[test]
fn texts_nested_without_end_make_a_page_all_the_same() {
    let deep = 5_000;
    let texts = [
        ">".repeat(deep) + " نص\n",
        "- ".repeat(deep) + "نص\n",
        "*a ".repeat(deep) + "\n",
        "**a ".repeat(deep) + &"** ".repeat(deep) + "\n",
        "[".repeat(deep) + &"](x)".repeat(deep) + "\n",
        "<b>".repeat(deep) + "نص\n",
        "<div>".repeat(deep) + "\n",
        (1..400).map(|nth| format!("{}- نص\n", "  ".repeat(nth))).collect(),
        "[^1]: ".repeat(deep) + "نص\n",
    ];
    for text in texts {
        let built = TestSite::texts(&text, "Words.").builds_anyway();
        assert_harmless(&built, &text[..40.min(text.len())]);
    }
}

#[test]
fn yaml_nested_without_end_is_a_finding() {
    for (open, close) in [("[", "]"), ("{a: ", "}"), ("- ", "")] {
        let yaml = format!("name: {{ar: أ, en: a}}\nsocial:\n  {}x{}\n", open.repeat(5000), close.repeat(5000));
        let site = TestSite::new("== content/trial/channels.yaml\nchannels: []\n")
            .with("content/trial/association.yaml", yaml);
        assert_eq!(
            site.finding("yaml-syntax").hint.as_deref(),
            Some("write the values out instead of referring to them")
        );
    }
}

#[test]
fn many_faults_in_one_file_take_no_more_than_a_moment() {
    let yaml: String = (0..5_000).map(|nth| format!("key{nth}: x\n")).collect();
    let site = TestSite::new("== content/trial/channels.yaml\nchannels: []\n")
        .with("content/trial/association.yaml", format!("name: {{ar: أ, en: a}}\n{yaml}"));
    let start = std::time::Instant::now();
    let found = site.findings();
    assert_eq!((found.len(), found[4_999].line), (5_000, 5_001));
    let seconds = start.elapsed().as_secs();
    assert!(seconds < 20, "{seconds} seconds");
}
