//! `build`.

use std::fs;

use crate::folder::Folder;
use crate::page::Page;
use crate::site::TestSite;

fn sound() -> TestSite {
    TestSite::texts("نص.\n", "Words.\n")
}

/// Two versions, a draft, and one that comes later.
fn versions() -> TestSite {
    TestSite::new(
        "
        == content/trial/policies/gifts/policy.yaml
        title: {ar: سياسة الهدايا, en: Gifts Policy}
        governing_language: ar
        versions:
          - {version: \"1.0\", effective: 2025-01-01, approval: not-stated}
          - {version: \"1.1\", effective: 2026-06-01, approval: not-stated}
          - {version: \"2.0\", approval: pending}
        == content/trial/policies/gifts/1.0/ar.md
        نص.
        == content/trial/policies/gifts/1.0/en.md
        Old words.
        == content/trial/policies/gifts/1.1/ar.md
        نص.
        == content/trial/policies/gifts/1.1/en.md
        New words.
        == content/trial/policies/gifts/2.0/ar.md
        نص.
        == content/trial/policies/gifts/2.0/en.md
        Draft words.
    ",
    )
}

fn page(folder: &Folder, path: &str) -> Page {
    Page::new(path, &folder.read(path))
}

#[test]
fn it_says_what_was_built_on_standard_output_and_findings_on_standard_error() {
    let folder = sound().in_a_folder();
    let run = folder.run(&["build"]).ends(0);
    assert_eq!(run.err, "");
    let files = folder.files("output");
    let pages = files.keys().filter(|path| path.ends_with(".html")).count();
    assert!(
        run.out.starts_with(&format!("built {pages} pages and {} files more, ", files.len() - pages)),
        "{}",
        run.out
    );
    assert!(run.out.trim_end().ends_with(": ./output") && run.out.contains(" s"), "{}", run.out);
    folder.write("content/trial/channels.yaml", "channels: [{id: post, kind: letter, name: {ar: البريد, en: Post}}]\n");
    let run = folder.run(&["build"]).ends(0).says("warning[channel-without-contact]").says("0 errors, 1 warning");
    assert!(run.out.starts_with("built "), "{}", run.out);
}

#[test]
fn an_error_ends_with_1_and_writes_nothing() {
    let folder = sound().in_a_folder();
    folder.write("content/trial/association.yaml", "nmae: x\n");
    let run = folder.run(&["build"]).ends(1).says("error[unknown-key]: an association has no key `nmae`\n  content/trial/association.yaml:1:1\n  hint: did you mean `name`?");
    assert_eq!(run.out, "");
    assert!(!folder.has("output"));
}

#[test]
fn the_old_output_stands_until_the_new_one_is_whole() {
    let folder = sound().in_a_folder();
    folder.run(&["build"]).ends(0);
    let old = folder.files("output");
    folder.write("content/trial/policies/gifts/1.0/ar.md", "[نص](clause:none)\n");
    folder.run(&["build"]).ends(1).says("nothing was written; the old output stands");
    assert_eq!(folder.files("output"), old);
    // A template that fails only while pages are made.
    folder.write("content/trial/policies/gifts/1.0/ar.md", "نص آخر.\n");
    folder.write("themes/default/templates/policy.html", "{{ view.nothing.at.all }}");
    folder.run(&["build"]).ends(1).says("error[template]").says("themes/default/templates/policy.html:1:");
    assert_eq!(folder.files("output"), old);
}

#[test]
fn json_is_one_value_with_counts_and_findings() {
    let folder = TestSite::texts("أ- نص\nت- نص\n", "أ- نص\nب- نص\n").in_a_folder();
    let run = folder.run(&["build", "--format", "json"]).ends(0);
    assert_eq!(run.err, "");
    let summary = run.json();
    let files = folder.files("output");
    assert_eq!(summary["files"], files.len());
    assert_eq!(summary["pages"], files.keys().filter(|path| path.ends_with(".html")).count());
    assert_eq!(summary["bytes"], files.values().map(Vec::len).sum::<usize>());
    assert!(summary["seconds"].is_f64());
    let finding = &summary["findings"][0];
    let expected = serde_json::json!({
        "id": "list-sequence", "severity": "warning", "file": "content/trial/policies/gifts/1.0/ar.md", "line": 2, "column": 1,
        "message": "the list goes on with `ت-` where `ب-` is next",
        "hint": "look for an item that is missing, repeated or mistyped; the label is shown as it is typed", "related": [],
    });
    assert_eq!(finding, &expected);
    folder.write("content/trial/association.yaml", "name: x\n");
    let summary = folder.run(&["build", "--format", "json"]).ends(1).json();
    assert_eq!((&summary["files"], &summary["pages"]), (&0.into(), &0.into()));
    assert_eq!(summary["findings"][0]["severity"], "error");
}

#[test]
fn strict_makes_warnings_errors() {
    let folder = TestSite::texts("أ- نص\nت- نص\n", "أ- نص\nب- نص\n").in_a_folder();
    folder.run(&["build", "--strict"]).ends(1).says("error[list-sequence]");
    assert!(!folder.has("output"));
    let folder = sound().in_a_folder();
    folder.run(&["build", "--strict"]).ends(0);
}

#[test]
fn today_decides_what_is_in_force() {
    let folder = versions().in_a_folder();
    let shown = |args: &[&str], environment: &[(&str, &str)]| {
        folder.run_with(&[&["build"], args].concat(), environment).ends(0);
        page(&folder, "output/en/policies/gifts/index.html").clauses()
    };
    assert_eq!(shown(&["--today", "2026-05-31"], &[]), ["1 Old words."]);
    assert_eq!(shown(&["--today", "2026-06-01"], &[]), ["1 New words."]);
    // 21:00 UTC is midnight in Riyadh.
    assert_eq!(shown(&[], &[("SOURCE_DATE_EPOCH", "1780261199")]), ["1 Old words."]);
    assert_eq!(shown(&[], &[("SOURCE_DATE_EPOCH", "1780261200")]), ["1 New words."]);
    assert_eq!(shown(&["--today", "2026-05-31"], &[("SOURCE_DATE_EPOCH", "1780261200")]), ["1 Old words."]);
    let site = folder.read("content/site.yaml");
    folder.write("content/site.yaml", format!("{site}timezone: \"-01:00\"\n"));
    assert_eq!(shown(&[], &[("SOURCE_DATE_EPOCH", "1780261200")]), ["1 Old words."]);
    folder.write("content/site.yaml", format!("{site}timezone: Asia/Riyadh\n"));
    assert_eq!(shown(&[], &[("SOURCE_DATE_EPOCH", "1780261200")]), ["1 New words."]);
    folder.run_with(&["build"], &[("SOURCE_DATE_EPOCH", "soon")]).ends(2).says("soon");
}

#[test]
fn drafts_are_published_only_when_asked_for_and_marked() {
    let folder = versions().in_a_folder();
    folder.run(&["build", "--today", "2026-01-01"]).ends(0);
    assert!(!folder.has("output/en/policies/gifts/2.0"));
    assert!(folder.files("output").values().all(|bytes| !String::from_utf8_lossy(bytes).contains("Draft words")));
    assert!(folder.has("output/en/policies/gifts/1.1/index.html"), "a version that comes later has its page");
    folder.run(&["build", "--drafts", "--today", "2026-01-01"]).ends(0);
    let draft = page(&folder, "output/en/policies/gifts/2.0/index.html");
    assert_eq!(draft.clauses(), ["1 Draft words."]);
    assert!(draft.has(".notice.draft") && draft.has("meta[name=robots][content=noindex]"), "{}", draft.html);
    assert_eq!(
        page(&folder, "output/en/policies/gifts/index.html").clauses(),
        ["1 Old words."],
        "a draft is never in force"
    );
    assert!(!folder.read("output/sitemap.xml").contains("2.0"));
}

#[test]
fn one_association_can_be_built_alone() {
    let site = TestSite::new(
        "
        == content/one/policies/gifts/1.0/ar.md
        نص.
        == content/one/policies/gifts/1.0/en.md
        Words.
        == content/two/association.yaml
        name: {ar: الثانية, en: Second}
        == content/three/association.yaml
        name: {ar: الثالثة, en: Third}
    ",
    );
    let folder = site.in_a_folder();
    folder.run(&["build"]).ends(0);
    assert!(folder.has("output/ar/one/index.html") && folder.has("output/ar/two/index.html"));
    folder.run(&["build", "--association", "one"]).ends(0);
    assert!(
        folder.has("output/ar/policies/gifts/index.html") && !folder.has("output/ar/two"),
        "one association stands at the root"
    );
    folder.run(&["build", "--association", "one", "--association", "two"]).ends(0);
    assert!(
        folder.has("output/ar/one/index.html")
            && folder.has("output/ar/two/index.html")
            && !folder.has("output/ar/three")
    );
    folder
        .run(&["build", "--association", "oen"])
        .ends(1)
        .says("error[association-unknown]: there is no association `oen`")
        .says("did you mean `one`?");
}

#[test]
fn the_base_url_can_be_given_and_may_hold_a_path() {
    let folder = sound().in_a_folder();
    folder.run(&["build", "--base-url", "https://elsewhere.example/deep/er"]).ends(0);
    let home = page(&folder, "output/ar/index.html");
    assert_eq!(home.values("link[rel=canonical]", "href"), ["https://elsewhere.example/deep/er/ar/"]);
    assert!(home.values("a", "href").iter().all(|href| !href.starts_with('/')));
    let lost = page(&folder, "output/404.html");
    assert!(lost.values("link[rel=stylesheet]", "href").iter().all(|href| href.starts_with("/deep/er/assets/")));
    assert!(folder.read("output/sitemap.xml").contains("<loc>https://elsewhere.example/deep/er/ar/</loc>"));
    assert!(folder.read("output/_headers").contains("/deep/er/*"));
}

#[test]
fn an_endpoint_can_be_given_by_option_or_environment() {
    let site = sound().with("content/site.yaml", "title: {ar: أ, en: a}\nbase_url: https://trial.example.org/\nlanguages: [ar, en]\nendpoints:\n  main-inbox: {provider: formspree}\n");
    let folder = site.in_a_folder();
    folder.run(&["build", "--endpoint", "main-inbox=https://formspree.io/f/x"]).ends(0);
    folder.run_with(&["build"], &[("MITHAQ_ENDPOINT_MAIN_INBOX", "https://formspree.io/f/x")]).ends(0);
    folder
        .run(&["build", "--endpoint", "main=https://formspree.io/f/x"])
        .ends(1)
        .says("error[endpoint-unknown]: no endpoint has the name `main`");
    folder
        .run_with(&["build"], &[("MITHAQ_ENDPOINT_OTHER", "https://formspree.io/f/x")])
        .ends(1)
        .says("error[endpoint-unknown]");
}

#[test]
fn an_endpoint_of_the_site_itself_can_be_led_elsewhere() {
    let site = sound()
        .with("content/site.yaml", "title: {ar: أ, en: a}\nbase_url: https://trial.example.org/\nlanguages: [ar, en]\nendpoints:\n  inbox: {provider: local, served: true}\n")
        .with("content/trial/forms/ask.yaml", "kind: enquiry\ntitle: {ar: س, en: Ask}\nendpoint: inbox\nfields:\n  - {id: what, type: text, label: {ar: ما, en: What}}\n");
    let folder = site.in_a_folder();
    let posts_to = |folder: &Folder| page(folder, "output/en/forms/ask/index.html").values("#form", "action");
    folder.run(&["build"]).ends(0);
    assert_eq!(posts_to(&folder), ["../../../_mithaq/forms/trial/ask"]);
    folder.run(&["build", "--endpoint", "inbox=https://forms.example.net/in"]).ends(0);
    assert_eq!(posts_to(&folder), ["https://forms.example.net/in"]);
    folder.run_with(&["build"], &[("MITHAQ_ENDPOINT_INBOX", "https://forms.example.net/env")]).ends(0);
    assert_eq!(posts_to(&folder), ["https://forms.example.net/env"]);
    folder.run(&["build", "--endpoint", "inbox=http://forms.example.net/in"]).ends(1).says("in the open");
    let named = folder.read("content/site.yaml").replace("served: true", "url: 'https://forms.example.net/'");
    folder.write("content/site.yaml", named);
    folder.run(&["build"]).ends(1).says("error[endpoint-unfit]: `local` receives at the address of the site");
}

#[test]
fn a_folder_of_others_is_never_replaced() {
    let folder = sound().in_a_folder();
    folder.write("mine/letter.txt", "dear");
    folder
        .run(&["build", "--output", "mine"])
        .ends(3)
        .says("the output `mine` cannot be written: it holds files that mithaq did not write");
    assert_eq!(folder.read("mine/letter.txt"), "dear");
    assert_eq!(folder.files("mine").len(), 1);
    folder.run(&["build", "--output", "content"]).ends(3);
    folder.run(&["build", "--output", "."]).ends(3);
    fs::create_dir(folder.path.join("empty")).expect("a folder can be made");
    folder.run(&["build", "--output", "empty"]).ends(0);
    assert!(folder.has("empty/index.html"));
    folder.run(&["build", "--output", "new/and/deep"]).ends(0);
    assert!(folder.has("new/and/deep/index.html"));
    folder.write("file", "x");
    folder.run(&["build", "--output", "file"]).ends(3);
    assert_eq!(folder.read("file"), "x");
}

#[test]
fn an_output_that_a_repository_keeps_empty_is_built_into_and_stays_out_of_it() {
    let folder = sound().in_a_folder();
    let ignore = "*\n!.gitignore\n";
    folder.write("output/.gitignore", ignore);
    for day in ["2026-01-01", "2026-01-02", "2026-01-02"] {
        let run = folder.run(&["build", "--today", day]).ends(0);
        assert!(!run.err.contains("gitignore"), "nobody has to hear of it: {}", run.err);
        assert_eq!(folder.read("output/.gitignore"), ignore);
    }
    assert!(folder.run(&["build", "--today", "2026-01-02"]).ends(0).out.starts_with("nothing has changed"));
    for listing in ["output/.mithaq", "output/SHA256SUMS"] {
        assert!(!folder.read(listing).contains(".gitignore"), "{listing} names it, though it is not built");
    }
    folder.run(&["verify", "--output", "output", "--site", "."]).ends(0);
    folder.write("output/CNAME", "example.org");
    let run = folder.run(&["build", "--no-cache"]).ends(0).says("since mithaq did not write it: `CNAME`\n");
    assert!(!run.err.contains("gitignore"), "{}", run.err);
    assert_eq!(folder.read("output/.gitignore"), ignore);
}

#[test]
fn a_file_of_a_repository_does_not_open_a_folder_of_others() {
    let folder = sound().in_a_folder();
    folder.write("mine/.gitignore", "*\n");
    folder.write("mine/letter.txt", "dear");
    folder.run(&["build", "--output", "mine"]).ends(3).says("it holds files that mithaq did not write");
    assert_eq!(folder.files("mine").len(), 2);
}

#[test]
fn a_site_elsewhere_is_built_beside_its_content() {
    let folder = sound().in_a_folder();
    let other = Folder::new();
    other.run(&["build", "--site", folder.path.to_str().expect("a path")]).ends(0);
    assert!(folder.has("output/index.html") && !other.has("output"));
}

#[test]
fn attachments_are_copied_byte_by_byte() {
    let bytes: Vec<u8> = (0..=255).cycle().take(100_000).collect();
    let folder = sound()
        .with("content/trial/policies/gifts/1.0/files/محضر 1.pdf", bytes.clone())
        .with("content/trial/policies/gifts/1.0/files/deep/scan.md", "# not a text\n")
        .in_a_folder();
    folder.run(&["build"]).ends(0);
    let files = folder.files("output/source/trial/gifts/1.0/files");
    assert_eq!(files["محضر 1.pdf"], bytes);
    assert_eq!(files["deep/scan.md"], b"# not a text\n");
    let page = page(&folder, "output/ar/policies/gifts/index.html");
    assert!(
        page.values("a", "href").iter().any(|href| href.ends_with("files/%D9%85%D8%AD%D8%B6%D8%B1%201.pdf")),
        "{}",
        page.html
    );
}

#[test]
fn a_theme_overrides_the_built_in_one_file_by_file_and_word_by_word() {
    let folder = sound().in_a_folder();
    folder.write(
        "content/site.yaml",
        "title: {ar: أ, en: a}\nbase_url: https://trial.example.org/\nlanguages: [ar, en]\ntheme: own\n",
    );
    folder.write("themes/own/strings/en.yaml", "policies: Our rules\n");
    folder.write("themes/own/assets/style.css", "body{color:#123456}\n");
    folder.run(&["build"]).ends(0);
    assert!(folder.read("output/en/index.html").contains("Our rules"));
    assert!(folder.files("output/assets").values().any(|bytes| bytes == b"body{color:#123456}"));
    folder.write(
        "themes/own/templates/home.html",
        "{% extends \"base.html\" %}{% block main %}<h1>{{ site.title.text }}</h1>{% endblock main %}",
    );
    folder.run(&["build"]).ends(0);
}
