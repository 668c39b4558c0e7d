//! `diff`: what changed between two versions, for a person, a program and a browser.

use crate::folder::Folder;
use crate::page::Page;
use crate::site::TestSite;

const FOLDER: &str = "content/trial/policies/gifts";
const OLD: &str = "## القبول\n\n١. تقبل الهدايا الرمزية وحدها.\n٢. ترفع كل هدية إلى اللجنة خلال خمسة أيام.\n";
const NEW: &str = "## القبول\n\n١. تقبل الهدايا الرمزية وحدها.\n٢. تسجل الهدية فور وصولها.\n٣. ترفع كل هدية إلى اللجنة خلال ثلاثة أيام.\n";

/// Version 1.0 in force from 2024, 1.1 in force from 2025, 1.2 a draft; English of 1.0 alone.
fn site() -> Folder {
    let mut site = TestSite::texts(OLD, "## Acceptance\n\n1. Small gifts.\n2. The committee.\n");
    site.put(&format!("{FOLDER}/1.1/ar.md"), NEW);
    site.put(&format!("{FOLDER}/1.2/ar.md"), NEW.replace("وحدها", "فقط"));
    site.put(
        &format!("{FOLDER}/policy.yaml"),
        "title: {ar: سياسة الهدايا, en: Gifts Policy}\ngoverning_language: ar\nversions:\n  - {version: \"1.0\", approval: not-stated, effective: 2024-01-01}\n  - {version: \"1.1\", approval: not-stated, effective: 2025-01-01, change: {ar: مهلة أقصر, en: A shorter period}}\n  - {version: \"1.2\", approval: pending}\n",
    );
    site.in_a_folder()
}

#[test]
fn a_person_reads_signs_and_words_without_colours() {
    let run = site().run(&["diff", "trial/gifts", "1.0", "1.1"]).ends(0);
    assert_eq!(
        run.out,
        "trial/gifts: version 1.1 against 1.0, Arabic text\nchange: `\u{2068}مهلة أقصر\u{2069}`\n\n+ 1-2 (\u{2068}٢.\u{2069})  added\n    \u{2068}تسجل الهدية فور وصولها.\u{2069}\n\n~ 1-2 (\u{2068}٢.\u{2069}) -> 1-3 (\u{2068}٣.\u{2069})  renumbered, reworded\n    \u{2068}ترفع كل هدية إلى اللجنة خلال [-خمسة-] {+ثلاثة+} أيام.\u{2069}\n\n1 added, 1 reworded, 1 renumbered, 2 unchanged\n"
    );
    assert_eq!(run.err, "");
}

#[test]
fn without_versions_the_work_at_hand_is_compared() {
    let folder = site();
    folder.run(&["diff", "trial/gifts"]).ends(0).answers("version 1.2 against 1.1");
    folder.run(&["diff", "trial/gifts", "1.0"]).ends(0).answers("version 1.2 against 1.0");
    let policy = folder.read(&format!("{FOLDER}/policy.yaml"));
    folder.write(&format!("{FOLDER}/policy.yaml"), policy.replace("  - {version: \"1.2\", approval: pending}\n", ""));
    folder.run(&["diff", "trial/gifts"]).ends(0).answers("version 1.1 against 1.0");
}

#[test]
fn what_is_not_there_is_told_with_a_way_out() {
    let folder = site();
    folder.run(&["diff", "trial/gifts", "1.0", "7.0"]).ends(1).says("the policy has no version `7.0`");
    folder.run(&["diff", "trial/gift"]).ends(1).says("there is no policy `gift`");
    folder.run(&["diff", "trial/gifts", "1.0", "1.1", "--lang", "en"]).ends(1).says("--lang ar");
    folder.run(&["diff", "trial/gifts", "first"]).ends(2);
    folder.run(&["diff", "trial/gifts", "--lang", "fr"]).ends(2).says("write `ar` or `en`");
    let alone = TestSite::text("نص.\n").in_a_folder();
    alone.run(&["diff", "trial/gifts"]).ends(1).says("there is no earlier version to compare with");
}

#[test]
fn help_says_what_the_exit_status_means() {
    Folder::new().run(&["diff", "--help"]).ends(0).answers("The exit status is 0 also where the versions differ");
}

#[test]
fn versions_that_are_the_same_say_so() {
    let folder = site();
    folder.run(&["diff", "trial/gifts", "1.1", "1.1"]).ends(0).answers("the same, letter for letter");
    folder.write(&format!("{FOLDER}/1.2/ar.md"), format!("---\ntitle: أخرى\n---\n{NEW}"));
    folder.run(&["diff", "trial/gifts"]).ends(0).answers("no clause changed");
}

#[test]
fn the_json_is_what_its_schema_says() {
    let folder = site();
    let value = folder.run(&["diff", "trial/gifts", "1.0", "1.1", "--format", "json"]).ends(0).json();
    let schema = folder.run(&["schema", "comparison"]).ends(0).json();
    crate::properties::fits(&value, &schema, &schema, "comparison");
    assert_eq!(value["old"]["version"], "1.0");
    assert_eq!(value["counts"]["renumbered"], 1);
    assert_eq!(value["changes"][0]["kinds"][0], "added");
    assert_eq!(value["changes"][0]["old"], serde_json::Value::Null);
    assert_eq!(value["changes"][1]["old"]["id"], "1-2");
    assert_eq!(value["changes"][1]["new"]["label"], "٣.");
    let removed: Vec<_> = value["changes"][1]["words"]
        .as_array()
        .expect("a list")
        .iter()
        .filter(|piece| piece["kind"] == "removed")
        .collect();
    assert_eq!(removed.len(), 1);
    assert_eq!(removed[0]["text"], "خمسة");
}

#[test]
fn the_page_needs_no_other_file_and_leads_to_the_published_clauses() {
    let run = site().run(&["diff", "trial/gifts", "1.0", "1.1", "--format", "html"]).ends(0);
    assert!(run.out.starts_with("<!doctype html>"), "{}", &run.out[..40]);
    let page = Page::new("diff.html", &run.out);
    assert_eq!(page.values("html", "dir"), ["rtl"]);
    assert!(page.values("[src]", "src").is_empty() && page.values("link", "href").is_empty());
    assert_eq!(page.values(".change a", "href")[0], "https://trial.example.org/ar/policies/gifts/1.1/#c-1-2");
    assert!(run.out.contains("<ins>") && run.out.contains("<del>"));
}
