//! Input that no program should trip over: each kind is a finding with its place
//! and a way out, or harmless on the page; none ends the program.

mod files;
#[cfg(unix)]
mod links;
mod policies;
#[cfg(unix)]
mod special;
mod yaml;

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
