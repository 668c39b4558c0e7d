//! `verify`: what an auditor runs, on the content, on a built site, on both.

use std::process::Command;

use crate::folder::Folder;
use crate::site::{TestSite, seal};

const FOLDER: &str = "content/trial/policies/gifts";
const AR: &str = "## القبول\n\n١. تقبل الهدايا الرمزية وحدها.\n";
const EN: &str = "## Acceptance\n\n1. Small gifts.\n";

/// A policy with both texts sealed and a file beside them, built into `output`.
fn built() -> Folder {
    let mut site = TestSite::texts(AR, EN);
    site.put(
        &format!("{FOLDER}/policy.yaml"),
        format!(
            "title: {{ar: سياسة الهدايا, en: Gifts Policy}}\ngoverning_language: ar\nversions:\n  - version: \"1.0\"\n    approval: {{body: {{ar: المجلس, en: The Board}}, session: 1, date: 2025-01-01, document: files/minutes.txt}}\n    seal: {{ar: \"{}\", en: \"{}\"}}\n",
            seal(AR),
            seal(EN)
        ),
    );
    site.put(&format!("{FOLDER}/1.0/files/minutes.txt"), "signed\n");
    let folder = site.in_a_folder();
    folder.run(&["build"]).ends(0);
    folder
}

const OUTPUT: [&str; 3] = ["verify", "--output", "output"];
const BOTH: [&str; 5] = ["verify", "--output", "output", "--site", "."];

#[test]
fn what_holds_is_counted() {
    let folder = built();
    for args in [&["verify"][..], &OUTPUT, &BOTH] {
        let run = folder.run(args).ends(0);
        assert_eq!((run.out.trim_end(), run.err.as_str()), ("2 texts hold", ""), "{args:?}");
    }
    let audit = folder.run(&["verify", "--format", "json"]).ends(0).json();
    assert_eq!(audit, serde_json::json!({"held": 2, "unsealed": 0, "problems": []}));
}

#[test]
fn a_text_without_a_seal_is_counted_and_no_fault() {
    let folder = TestSite::texts(AR, EN).in_a_folder();
    folder.run(&["verify"]).ends(0).answers("0 texts hold, 2 have no seal");
}

#[test]
fn a_letter_changed_in_the_content_breaks_its_seal() {
    let folder = built();
    folder.write(&format!("{FOLDER}/1.0/ar.md"), AR.replace("الرمزية", "الرمزيه"));
    folder.run(&["verify"]).ends(1).says(&format!("{FOLDER}/1.0/ar.md: it differs from its seal"));
    folder.run(&OUTPUT).ends(0);
    folder.run(&BOTH).ends(1).says("source/trial/gifts/1.0/ar.md: it was published, but differs from the text");
}

#[test]
fn content_that_cannot_be_read_is_not_taken_for_held() {
    let folder = built();
    folder.write(&format!("{FOLDER}/policy.yaml"), "title: [\n");
    folder.run(&["verify"]).ends(1).says(&format!("{FOLDER}/policy.yaml: not verified"));
}

#[test]
fn a_fault_inside_a_text_leaves_its_seal_whole() {
    let twice = "## القبول {#accept}\n\nنص.\n\n## الرد {#accept}\n\n[بند](clause:none)\n";
    let mut site = TestSite::texts(twice, EN);
    let policy = "title: {ar: سياسة الهدايا, en: Gifts Policy}\ngoverning_language: ar\nversions:\n  - version: \"1.0\"\n    approval: not-stated\n";
    site.put(
        &format!("{FOLDER}/policy.yaml"),
        format!("{policy}    seal: {{ar: \"{}\", en: \"{}\"}}\n", seal(twice), seal(EN)),
    );
    let folder = site.in_a_folder();
    folder.run(&["check"]).ends(1).says("error[duplicate-id]");
    folder.run(&["verify"]).ends(0).answers("2 texts hold");
    folder.write(&format!("{FOLDER}/1.0/ar.md"), twice.replace("نص", "نصّ"));
    folder.run(&["verify"]).ends(1).says("it differs from its seal");
}

/// What somebody does to a file.
type Change = fn(&str) -> String;

#[test]
fn every_tampering_with_an_output_is_named_with_its_path() {
    let source = "output/source/trial/gifts/1.0/en.md";
    let cases: [(&str, Change, &str); 5] = [
        (source, |text| text.replace("Small", "Large"), "it differs from its checksum in `SHA256SUMS`"),
        ("output/SHA256SUMS", |text| text.lines().next().unwrap_or_default().to_owned(), "an extra text"),
        ("output/SHA256SUMS", |text| format!("{text}../x\n"), "line 3 is not a checksum"),
        ("output/en/policies/gifts/1.0/index.html", |text| text.replace("sha256:", "sha256:00"), "prints the seal"),
        ("output/data/trial/gifts/1.0.json", |text| text.replace("sha256:", "sha256:0"), "the seal that it prints"),
    ];
    for (path, change, expected) in cases {
        let folder = built();
        let path = if folder.has(path) { path.to_owned() } else { path.replace("/en/", "/en/trial/") };
        let (before, after) = (folder.read(&path), change(&folder.read(&path)));
        assert_ne!(before, after, "{path}");
        std::fs::remove_file(folder.path.join(&path)).expect("the file is there");
        folder.write(&path, after);
        folder.run(&OUTPUT).ends(1).says(expected);
    }
}

#[test]
fn missing_texts_facts_and_files_are_named() {
    let folder = built();
    let gone = |path: &str| std::fs::remove_file(folder.path.join(path)).expect("the file is there");
    gone("output/data/trial/gifts/1.0.json");
    folder.run(&OUTPUT).ends(1).says("data/trial/gifts/1.0.json: it is missing");
    gone("output/source/trial/gifts/1.0/files/minutes.txt");
    folder.run(&BOTH).ends(1).says("files/minutes.txt: the content has this file, but it is not published");
    gone("output/source/trial/gifts/1.0/en.md");
    folder.run(&OUTPUT).ends(1).says("source/trial/gifts/1.0/en.md: it is missing, though `SHA256SUMS` lists it");
    gone("output/SHA256SUMS");
    folder.run(&OUTPUT).ends(1).says("SHA256SUMS: the list of checksums cannot be read");
    folder.run(&["verify", "--output", "nowhere"]).ends(2);
}

#[cfg(unix)]
#[test]
fn the_systems_own_tool_checks_every_text() {
    let folder = built();
    let check = || {
        let mut command = Command::new("sha256sum");
        command.args(["-c", "SHA256SUMS"]).current_dir(folder.path.join("output"));
        command.output().expect("sha256sum is there")
    };
    let checked = check();
    assert!(checked.status.success());
    assert_eq!(String::from_utf8_lossy(&checked.stdout).matches(": OK").count(), 2);
    std::fs::remove_file(folder.path.join("output/source/trial/gifts/1.0/ar.md")).expect("the file is there");
    folder.write("output/source/trial/gifts/1.0/ar.md", AR.replace("وحدها", "فقط"));
    assert!(!check().status.success());
}
