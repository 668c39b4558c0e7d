//! Input that no program should trip over: each kind is a finding with its place
//! and a way out, or harmless on the page; none ends the program.

use std::path::Path;

use crate::folder::Folder;
use crate::site::{Finding, Said, TODAY, TestSite, build_folder, drawn};

/// One association with a policy that is as it should be.
fn sound() -> TestSite {
    TestSite::texts("نص.\n", "Words.\n")
}

fn with_policy(yaml: &str) -> TestSite {
    sound().with(
        "content/trial/policies/gifts/policy.yaml",
        format!("title: {{ar: سياسة, en: Policy}}\ngoverning_language: ar\n{yaml}"),
    )
}

/// What is found in a folder of the real file system, all with a way out.
fn found_in(folder: &Folder) -> Vec<Finding> {
    let (found, _) = build_folder(&folder.path, TODAY, &Said::default());
    assert!(found.iter().all(|finding| finding.hint.is_some()), "a finding has no hint:\n{}", drawn(&found));
    found
}

#[track_caller]
fn assert_found(found: &[Finding], id: &str, place: &str) {
    let there = found.iter().any(|finding| finding.id == id && finding.place().ends_with(place));
    assert!(there, "no `{id}` at {place} among:\n{}", drawn(found));
}

#[test]
fn an_unknown_key_is_answered_with_what_was_meant() {
    let site = with_policy("reveiw: {every_months: 12}\nversions: [{version: \"1.0\", approval: not-stated}]\n");
    let finding = site.finding("unknown-key");
    assert_eq!(
        (finding.place().as_str(), finding.hint.as_deref()),
        ("content/trial/policies/gifts/policy.yaml:3:1", Some("did you mean `review`?"))
    );
}

#[test]
fn a_wrong_type_is_named() {
    let finding = with_policy("versions: [{version: 1.0, approval: not-stated}]\n").finding("wrong-type");
    assert_eq!(finding.place(), "content/trial/policies/gifts/policy.yaml:3:13");
    assert_eq!(finding.message, "`version` is words, not a number");
    assert_eq!(finding.hint.as_deref(), Some("put the value in quotes: `version: \"…\"`"));
}

#[test]
fn every_value_of_every_type_at_every_key_is_a_finding_and_no_panic() {
    // The keys of every file as its own schema tells them.
    let folder = Folder::new();
    let schemas = folder.run(&["schema"]).ends(0).json();
    let files = [
        ("site", "content/site.yaml"),
        ("association", "content/trial/association.yaml"),
        ("channels", "content/trial/channels.yaml"),
        ("policy", "content/trial/policies/gifts/policy.yaml"),
        ("form", "content/trial/forms/complaint.yaml"),
    ];
    for (name, path) in files {
        let keys = schemas[name]["properties"].as_object().expect("a schema has keys");
        for value in [
            "~",
            "true",
            "-1",
            "1.5e300",
            "x",
            "[]",
            "{}",
            "[[]]",
            "{a: {b: [c]}}",
            "\"\"",
            "2026-01-01",
            "!tag x",
            ".nan",
        ] {
            let mut yaml = String::new();
            for key in keys.keys() {
                yaml.push_str(&format!("{key}: {value}\n"));
            }
            let (found, _) = sound().with(path, yaml).outcome();
            assert!(found.iter().all(|finding| finding.hint.is_some()), "{path} with {value}:\n{}", drawn(&found));
        }
    }
}

#[test]
fn broken_yaml_is_a_finding_where_it_breaks() {
    let found = with_policy("versions:\n  - {version: \"1.0\"\n").findings();
    assert_found(&found, "yaml-syntax", "policy.yaml:5:1");
    let site = sound().with("content/site.yaml", "title: {ar: س\n");
    assert_eq!(site.finding("yaml-syntax").file, "content/site.yaml");
    for yaml in [
        "\t",
        "---\n---\n",
        "a: b\n---\nc: d\n",
        "%",
        "&",
        "*x",
        "!",
        "? [a]\n: b\n",
        "a: |\n",
        ": ",
        "{",
        "}",
        "a: 'x",
        "\u{feff}",
        "#",
    ] {
        let (found, _) = sound().with("content/trial/association.yaml", yaml).outcome();
        assert!(
            found.iter().any(|finding| finding.file == "content/trial/association.yaml"),
            "{yaml:?}:\n{}",
            drawn(&found)
        );
    }
}

#[test]
fn a_yaml_alias_bomb_is_a_finding() {
    let mut yaml = "name: {ar: أ, en: a}\na0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
    for nth in 1..12 {
        let above = nth - 1;
        yaml.push_str(&format!("a{nth}: &a{nth} [*a{above}, *a{above}, *a{above}, *a{above}, *a{above}, *a{above}, *a{above}, *a{above}, *a{above}]\n"));
    }
    let finding = sound().with("content/trial/association.yaml", yaml).finding("yaml-syntax");
    assert_eq!(finding.message, "this is not YAML: its aliases repeat it without end");
    assert_eq!(finding.hint.as_deref(), Some("write the values out instead of referring to them"));
}

#[test]
fn a_file_that_is_not_utf8_is_a_finding_with_its_line() {
    for (path, bytes) in [
        ("content/trial/policies/gifts/1.0/ar.md", &b"a\nb\xff\n"[..]),
        ("content/trial/association.yaml", &b"name: {ar: \xc7\xe1, en: a}\n"[..]),
        ("content/site.yaml", &b"\xff\xfet\0i\0"[..]),
    ] {
        let finding = sound().with(path, bytes).finding("not-utf8");
        assert_eq!(finding.place(), format!("{path}:1:1"));
        assert!(finding.message.contains(if path.ends_with("ar.md") { "line 2" } else { "line 1" }));
    }
}

#[test]
fn a_file_of_100_mib_is_refused_before_it_is_read() {
    let folder = sound().in_a_folder();
    folder.write_hole("content/trial/policies/gifts/1.0/ar.md", 100 << 20);
    folder.write_hole("content/trial/channels.yaml", 100 << 20);
    let found = found_in(&folder);
    assert_found(&found, "file-too-large", "content/trial/policies/gifts/1.0/ar.md:1:1");
    assert_found(&found, "file-too-large", "content/trial/channels.yaml:1:1");
    assert_eq!(found.len(), 2, "{}", drawn(&found));
    folder.write_hole("content/site.yaml", 100 << 20);
    assert_found(&found_in(&folder), "file-too-large", "content/site.yaml:1:1");
}

#[test]
fn the_limit_is_the_sites_own() {
    let long = "نص ".repeat(300_000);
    let site = sound().with("content/trial/policies/gifts/1.0/ar.md", long);
    site.finds_nothing();
    let small = "title: {ar: أ, en: a}\nbase_url: https://trial.example.org/\nlanguages: [ar, en]\nlimits: {max_input_mib: 1}\n";
    site.with("content/site.yaml", small).finds("file-too-large", "ar.md:1:1");
}

#[cfg(unix)]
#[test]
fn a_link_out_of_the_site_is_not_followed() {
    let secret = Folder::new();
    secret.write("secret.md", "سر الخزانة");
    secret.write("folder/policy.yaml", "سر الخزانة");
    let folder = sound().in_a_folder();
    let ar = "content/trial/policies/gifts/1.0/ar.md";
    std::fs::remove_file(folder.path.join(ar)).expect("it is there");
    folder.link(ar, &secret.path.join("secret.md"));
    folder.link("content/trial/policies/other", &secret.path.join("folder"));
    folder.link("content/trial/logo.svg", &secret.path.join("secret.md"));
    folder.link("content/trial/gone.md", &secret.path.join("nothing.md"));
    folder.write("content/trial/association.yaml", "name: {ar: أ, en: a}\nlogo: logo.svg\n");
    let (found, built) = build_folder(&folder.path, TODAY, &Said::default());
    for path in [ar, "content/trial/policies/other", "content/trial/logo.svg"] {
        assert_found(&found, "link-outside", &format!("{path}:1:1"));
    }
    assert_found(&found, "file-unreadable", "content/trial/gone.md:1:1");
    assert!(built.files.values().all(|bytes| !String::from_utf8_lossy(bytes).contains("سر الخزانة")));
}

#[cfg(unix)]
#[test]
fn content_that_is_itself_a_link_out_of_the_site_is_not_followed() {
    let elsewhere = sound().in_a_folder();
    let folder = Folder::new();
    folder.link("content", &elsewhere.path.join("content"));
    assert_found(&found_in(&folder), "link-outside", "content:1:1");
}

#[cfg(unix)]
#[test]
fn a_link_inside_the_site_is_followed() {
    let folder = sound().in_a_folder();
    let ar = "content/trial/policies/gifts/1.0/ar.md";
    std::fs::rename(folder.path.join(ar), folder.path.join("text.md")).expect("it is there");
    folder.link(ar, Path::new("../../../../../text.md"));
    assert_eq!(found_in(&folder).len(), 0);
}

#[test]
fn a_path_that_leads_out_is_a_finding() {
    for path in ["../../secret.svg", "/etc/hostname", "a/../../b.svg", "..", "C:\\x.svg", "..\\..\\x"] {
        let yaml = format!("name: {{ar: أ, en: a}}\nlogo: {}\n", serde_json::to_string(path).expect("words"));
        let finding = sound().with("content/trial/association.yaml", yaml).finding("path-outside");
        assert_eq!(finding.place(), "content/trial/association.yaml:2:1");
    }
    let site =
        with_policy("versions: [{version: \"1.0\", approval: {body: {ar: أ, en: a}, document: \"../../../x.pdf\"}}]\n");
    assert_eq!(site.finding("path-outside").line, 3);
    TestSite::text("[نص](files/../../../x.pdf)\n").finds("reference-dangling", "ar.md:1:1");
}

#[test]
fn two_dots_in_a_file_name_are_a_name() {
    let site = TestSite::text("[نص](files/a..b.txt)\n").with("content/trial/policies/gifts/1.0/files/a..b.txt", "نص");
    site.finds_nothing();
    assert!(site.builds().files.contains_key("source/trial/gifts/1.0/files/a..b.txt"));
}

#[test]
fn a_file_name_that_turns_text_around_is_a_finding() {
    let site = sound().with("content/trial/policies/gifts/1.0/files/scan\u{202e}fdp.exe", "x");
    let finding = site.finding("control-character");
    assert_eq!(finding.file, "content/trial/policies/gifts/1.0/files/scan\u{202e}fdp.exe");
    let site = sound().with("content/trial/policies/gifts/1.0/files/a\nb.txt", "x");
    assert_eq!(site.finding("control-character").line, 1);
}

#[cfg(target_os = "linux")]
#[test]
fn a_file_name_that_is_not_utf8_is_a_finding() {
    use std::os::unix::ffi::OsStrExt;
    let folder = sound().in_a_folder();
    let name = std::ffi::OsStr::from_bytes(b"scan\xff.pdf");
    let files = folder.path.join("content/trial/policies/gifts/1.0/files");
    std::fs::create_dir_all(&files).expect("a folder can be made");
    std::fs::write(files.join(name), "x").expect("a file can be written");
    assert_found(&found_in(&folder), "file-unreadable", "files/scan\u{fffd}.pdf:1:1");
    folder.run(&["build"]).ends(1);
}

#[test]
fn an_id_that_two_things_have_is_a_finding_with_both_places() {
    let site = TestSite::text("أ. {#a}\n\nب. {#a}\n");
    let found = site.findings();
    assert_found(&found, "duplicate-id", "ar.md:3:1");
    assert_eq!(found[0].related, ["content/trial/policies/gifts/1.0/ar.md:1:1"]);
    let clause = "{id: a, clause: \"1\", bound: at-most, amount: 1, unit: day}";
    let site = with_policy(&format!(
        "commitments: [{clause}, {clause}]\nversions: [{{version: \"1.0\", approval: not-stated}}]\n"
    ));
    assert_eq!(site.finding("duplicate-id").related, ["content/trial/policies/gifts/policy.yaml:3:16"]);
}

#[test]
fn a_missing_text_is_a_finding() {
    let mut site = with_policy("versions: [{version: \"1.0\", approval: not-stated}]\n");
    site.files.remove("content/trial/policies/gifts/1.0/en.md");
    site.finds_only(&[("text-missing", "policy.yaml:3:13")]);
    assert_eq!(site.finding("text-missing").severity, "warning");
    site.files.remove("content/trial/policies/gifts/1.0/ar.md");
    site.finds_only(&[("text-missing", "policy.yaml:3:13")]);
    let finding = site.finding("text-missing");
    assert_eq!(
        (finding.severity.as_str(), finding.message.as_str()),
        ("error", "version `1.0` has no text in any language")
    );
}

#[test]
fn words_that_both_languages_lack_are_a_finding() {
    for yaml in ["name: {}\n", "name: {ar: \"\", en: \" \"}\n", "name: {ar: ~, en: ~}\n", "name: ~\n", "name:\n"] {
        let (found, built) = sound().with("content/trial/association.yaml", yaml).outcome();
        let here = found.iter().filter(|finding| finding.file.ends_with("association.yaml"));
        assert!(
            here.clone().count() > 0 && here.clone().all(|finding| finding.hint.is_some()),
            "{yaml}: {}",
            drawn(&found)
        );
        assert!(
            here.clone().any(|finding| finding.severity == "error"),
            "{yaml} leaves the association without a name:\n{}",
            drawn(&found)
        );
        for page in built.pages().iter() {
            page.one("h1");
        }
    }
}

#[test]
fn versions_out_of_order_are_a_finding() {
    let site = with_policy(
        "versions:\n  - {version: \"1.0\", effective: 2025-02-01, approval: not-stated}\n  - {version: \"1.10\", effective: 2025-03-01, approval: not-stated}\n  - {version: \"1.9\", effective: 2025-04-01, approval: not-stated}\n",
    );
    assert_eq!(site.finding("version-order").place(), "content/trial/policies/gifts/policy.yaml:6:6");
}

#[test]
fn two_versions_in_force_are_a_finding() {
    let site = with_policy(
        "versions:\n  - {version: \"1.0\", approval: not-stated}\n  - {version: \"1.1\", approval: not-stated}\n",
    )
    .with("content/trial/policies/gifts/1.1/ar.md", "نص.\n")
    .with("content/trial/policies/gifts/1.1/en.md", "Words.\n");
    site.finds_only(&[("two-in-force", "policy.yaml:5:6")]);
    assert_eq!(site.finding("two-in-force").related, ["content/trial/policies/gifts/policy.yaml:4:6"]);
    // A draft between the two changes nothing.
    let site = with_policy(
        "versions:\n  - {version: \"1.0\", effective: 2025-01-01, approval: not-stated}\n  - {version: \"1.1\", approval: pending}\n  - {version: \"1.2\", effective: 2025-01-01, approval: not-stated}\n",
    );
    site.finds("two-in-force", "policy.yaml:6:6");
    let site = with_policy(
        "versions:\n  - {version: \"1.0\", approval: not-stated, withdrawn: {date: 2025-01-01, reason: {ar: أ, en: a}}}\n  - {version: \"1.1\", approval: not-stated}\n",
    );
    assert!(site.findings().iter().all(|finding| finding.id != "two-in-force"));
}

#[test]
fn a_hijri_date_that_does_not_exist_is_a_finding() {
    // Rabi al-awwal 1447 has 29 days in the Umm al-Qura calendar, Safar 30.
    for (date, exists) in [
        ("1447-02-30", false),
        ("1447-01-30", true),
        ("1447-13-01", false),
        ("1447-00-10", false),
        ("1447-01-31", false),
        ("1447-01-00", false),
    ] {
        let site = with_policy(&format!(
            "versions: [{{version: \"1.0\", approval: {{body: {{ar: أ, en: a}}, hijri: {date}}}}}]\n"
        ));
        let found = site.findings();
        assert_eq!(
            found.iter().any(|finding| finding.id == "hijri-date-invalid"),
            !exists,
            "{date}:\n{}",
            drawn(&found)
        );
    }
}

#[test]
fn a_pair_of_dates_that_disagrees_is_a_finding_with_both_places() {
    let site = with_policy(
        "versions:\n  - version: \"1.0\"\n    approval:\n      body: {ar: أ, en: a}\n      date: 2025-07-12\n      hijri: 1447-01-18\n",
    );
    let finding = site.finding("date-pair-disagrees");
    assert_eq!(finding.place(), "content/trial/policies/gifts/policy.yaml:8:7");
    assert_eq!(finding.related, ["content/trial/policies/gifts/policy.yaml:7:7"]);
    assert!(finding.message.contains("2025-07-13"));
}

#[test]
fn a_heading_that_skips_a_level_is_a_finding() {
    let site = TestSite::text("## أ\n\n#### ب\n");
    site.finds_only(&[("heading-level-skipped", "ar.md:3:1"), ("heading-level-skipped", "en.md:3:1")]);
    assert_eq!(site.policy_page("ar").texts(".text h2, .text h3, .text h4"), ["أ", "ب"]);
}

#[test]
fn a_dangling_clause_reference_is_answered_with_what_was_meant() {
    let site = TestSite::text("نص. {#handling}\n\n[نص](clause:handeling)\n");
    let found = site.findings();
    assert_found(&found, "reference-dangling", "ar.md:3:1");
    assert_eq!(found[0].hint.as_deref(), Some("did you mean `handling`?"));
}

#[test]
fn places_are_right_after_an_item_that_could_not_be_read() {
    let site = sound().with(
        "content/trial/channels.yaml",
        "channels:\n  - kind: phone\n    name: {ar: أ, en: a}\n  - id: post\n    kind: letter\n    name: {ar: أ, en: a}\n  - id: mail\n    kind: email\n    name: {ar: أ, en: a}\n    value: nobody\n",
    );
    site.finds_only(&[
        ("missing-key", "channels.yaml:2:5"),
        ("channel-without-contact", "channels.yaml:4:5"),
        ("channel-value-unfit", "channels.yaml:10:5"),
    ]);
    let site = with_policy(
        "commitments:\n  - {id: a, clause: \"1\", bound: at-most, amount: few, unit: day}\n  - {id: b, clause: none, bound: at-least, amount: 2, unit: day}\nversions:\n  - {version: one, approval: not-stated}\n  - {version: \"1.0\", approval: {body: {ar: أ, en: a}, document: files/x.pdf}}\n",
    );
    site.finds("promise-lower-bound", "policy.yaml:5:27")
        .finds("reference-dangling", "policy.yaml:5:13")
        .finds("file-missing", "policy.yaml:8:55");
}

#[test]
fn a_form_with_another_ending_is_a_file_that_nothing_reads() {
    sound()
        .with("content/trial/forms/complaint.yml", "kind: complaint\n")
        .finds_only(&[("file-unused", "complaint.yml:1:1")]);
}

#[test]
fn an_empty_folder_is_told_what_it_lacks() {
    let folder = Folder::new();
    folder
        .run(&["build"])
        .ends(1)
        .says("error[file-missing]: there is no `content/site.yaml`")
        .says("hint: name the site's folder with `--site`");
    let site = TestSite::bare("== content/site.yaml\n");
    let found = site.findings();
    assert_eq!(found.iter().filter(|finding| finding.id == "missing-key").count(), 3, "{}", drawn(&found));
}

#[test]
fn one_run_shows_every_mistake_and_leaves_the_old_output() {
    let folder = sound().in_a_folder();
    folder.run(&["build"]).ends(0);
    let old = folder.files("output");
    let bad = |path: &str, text: &str| folder.write(path, text);
    let yaml = |rest: &str| format!("title: {{ar: سياسة, en: Policy}}\ngoverning_language: ar\n{rest}");
    let one = "versions: [{version: \"1.0\", approval: not-stated}]\n";
    let policy = |id: &str, rest: &str, ar: &str| {
        folder.write(&format!("content/trial/policies/{id}/policy.yaml"), yaml(rest));
        folder.write(&format!("content/trial/policies/{id}/1.0/ar.md"), ar);
        folder.write(&format!("content/trial/policies/{id}/1.0/en.md"), ar);
    };
    policy("unknown-key", &format!("reveiw: {{every_months: 1}}\n{one}"), "نص.");
    policy("wrong-type", "versions: [{version: 1.0, approval: not-stated}]\n", "نص.");
    policy("broken-yaml", "versions: [", "نص.");
    policy(
        "out-of-order",
        "versions:\n  - {version: \"1.1\", approval: pending}\n  - {version: \"1.0\", approval: not-stated}\n",
        "نص.",
    );
    policy(
        "two-in-force",
        "versions:\n  - {version: \"1.0\", approval: not-stated}\n  - {version: \"1.1\", approval: not-stated}\n",
        "نص.",
    );
    policy("hijri", "versions: [{version: \"1.0\", approval: {body: {ar: أ, en: a}, hijri: 1447-13-01}}]\n", "نص.");
    policy(
        "pair",
        "versions: [{version: \"1.0\", approval: {body: {ar: أ, en: a}, hijri: 1447-01-18, date: 2025-01-01}}]\n",
        "نص.",
    );
    policy("duplicate", one, "أ. {#a}\n\nب. {#a}\n");
    policy("heading", one, "## أ\n\n#### ب\n");
    policy("reference", one, "[نص](clause:none)\n");
    policy("link", one, "[نص](javascript:alert(1))\n");
    policy("script", one, "نص <script>alert(1)</script> نص\n");
    policy("image", one, "نص <img src=x onerror=alert(1)> نص\n");
    policy(
        "bidi",
        "versions: [{version: \"1.0\", approval: not-stated}]\ncode: \"P\u{202e}1\"\n",
        "---\ntitle: أ\u{2067}ب\n---\nنص.",
    );
    policy("no-text", one, "نص.");
    std::fs::remove_dir_all(folder.path.join("content/trial/policies/no-text/1.0")).expect("it is there");
    policy("half-text", one, "نص.");
    std::fs::remove_file(folder.path.join("content/trial/policies/half-text/1.0/ar.md")).expect("it is there");
    policy("latin", one, "نص.");
    folder.write("content/trial/policies/latin/1.0/ar.md", b"\xe4\xf6\xfc");
    policy("huge", one, "نص.");
    folder.write_hole("content/trial/policies/huge/1.0/ar.md", 100 << 20);
    bad("content/trial/association.yaml", "name: {}\nlogo: ../../logo.svg\n");
    let bomb: String =
        (1..12).map(|nth| format!("a{nth}: &a{nth} [{}]\n", format!("*a{}, ", nth - 1).repeat(9))).collect();
    bad("content/bomb/association.yaml", &format!("a0: &a0 [x]\n{bomb}"));
    #[cfg(unix)]
    folder.link("content/trial/passwd.md", Path::new("/etc/passwd"));

    let run = folder.run(&["build"]).ends(1);
    let expected = [
        ("unknown-key", "policies/unknown-key/policy.yaml:3:1"),
        ("wrong-type", "policies/wrong-type/policy.yaml:3:13"),
        ("yaml-syntax", "policies/broken-yaml/policy.yaml:3:"),
        ("version-order", "policies/out-of-order/policy.yaml:5:6"),
        ("two-in-force", "policies/two-in-force/policy.yaml:5:6"),
        ("hijri-date-invalid", "policies/hijri/policy.yaml:3:"),
        ("date-pair-disagrees", "policies/pair/policy.yaml:3:"),
        ("duplicate-id", "policies/duplicate/1.0/ar.md:3:1"),
        ("heading-level-skipped", "policies/heading/1.0/ar.md:3:1"),
        ("reference-dangling", "policies/reference/1.0/ar.md:1:1"),
        ("link-unsafe", "policies/link/1.0/ar.md:1:1"),
        ("html-unsafe", "policies/script/1.0/ar.md:1:4"),
        ("html-unsafe", "policies/image/1.0/ar.md:1:4"),
        ("control-character", "policies/bidi/policy.yaml:4:1"),
        ("control-character", "policies/bidi/1.0/ar.md:2:9"),
        ("text-missing", "policies/no-text/policy.yaml:3:13"),
        ("text-missing", "policies/half-text/policy.yaml:3:13"),
        ("not-utf8", "policies/latin/1.0/ar.md:1:1"),
        ("file-too-large", "policies/huge/1.0/ar.md:1:1"),
        ("language-missing", "trial/association.yaml:1:1"),
        ("path-outside", "trial/association.yaml:2:1"),
        ("yaml-syntax", "bomb/association.yaml:"),
        ("link-outside", "trial/passwd.md:1:1"),
    ];
    for (id, place) in expected {
        let mut lines = run.err.lines();
        let shown = std::iter::from_fn(|| {
            lines.find(|line| line.contains(&format!("[{id}]"))).map(|_| lines.clone().next().unwrap_or_default())
        });
        let shown: Vec<&str> = shown.collect();
        assert!(shown.iter().any(|line| line.contains(place)), "no `{id}` at {place} in:\n{}", run.err);
    }
    assert!(run.err.contains("nothing was written; the old output stands"));
    assert!(!run.err.contains('\u{202e}'), "what turns text around is not passed on to the terminal");
    assert_eq!(run.out, "");
    assert_eq!(folder.files("output"), old);
}
