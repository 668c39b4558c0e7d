//! `translated`: the other language follows the text that prevails.

use crate::folder::Folder;
use crate::site::{TODAY, TestSite};

const FOLDER: &str = "content/trial/policies/gifts/1.0";

fn gifts(en: &str) -> Folder {
    TestSite::texts("نص.\n", en).in_a_folder()
}

fn seal_of(folder: &Folder, path: &str) -> String {
    use sha2::{Digest, Sha256};
    let text = folder.read(path).trim_start_matches('\u{feff}').replace("\r\n", "\n");
    let digest = Sha256::digest(format!("{}\n", text.trim_end_matches('\n')));
    format!("sha256:{}", digest.iter().map(|byte| format!("{byte:02x}")).collect::<String>())
}

#[test]
fn it_records_the_seal_of_the_governing_text_as_it_stands() {
    let old = "a".repeat(64);
    let folder =
        gifts(&format!("---\n# by hand\ntranslated_from: sha256:{old} # old\ntitle: 'Gifts'\n---\n\nWords.\n"));
    folder.run(&["check", "--today", TODAY]).says("warning[translation-outdated]");
    folder.run(&["translated", "trial/gifts"]).ends(0).answers("it follows the Arabic text as it stands");
    let seal = seal_of(&folder, &format!("{FOLDER}/ar.md"));
    assert_eq!(
        folder.read(&format!("{FOLDER}/en.md")),
        format!("---\n# by hand\ntranslated_from: {seal} # old\ntitle: 'Gifts'\n---\n\nWords.\n")
    );
    folder.run(&["check", "--today", TODAY]).ends(0).answers("no findings");
    folder.run(&["translated", "trial/gifts"]).ends(0).answers("recorded as following it already");
}

#[test]
fn front_matter_is_added_where_there_is_none() {
    for (before, head) in [
        ("Words.\n", "---\ntranslated_from: SEAL\n---\n\n"),
        ("\u{feff}Words.\r\n", "\u{feff}---\r\ntranslated_from: SEAL\r\n---\r\n\r\n"),
        ("---\n---\nWords.\n", ""),
    ] {
        let folder = gifts(before);
        folder.run(&["translated", "trial/gifts", "1.0"]).ends(0);
        let seal = seal_of(&folder, &format!("{FOLDER}/ar.md"));
        let new = folder.read(&format!("{FOLDER}/en.md"));
        if head.is_empty() {
            assert_eq!(new, format!("---\ntranslated_from: {seal}\n---\nWords.\n"));
        } else {
            let words = before.trim_start_matches('\u{feff}');
            assert_eq!(new, format!("{}{words}", head.replace("SEAL", &seal)));
        }
        folder.run(&["check", "--today", TODAY]).ends(0).answers("no findings");
    }
}

#[test]
fn front_matter_that_never_ends_is_left_alone() {
    let folder = gifts("---\ntitle: Gifts\n\nWords.\n");
    let before = folder.files("content");
    folder.run(&["translated", "trial/gifts"]).ends(1).says("no second line of `---`").says("1.0/en.md:1:1");
    assert_eq!(folder.files("content"), before);
}

#[test]
fn a_text_that_is_not_there_cannot_follow() {
    let folder = gifts("Words.\n");
    std::fs::remove_file(folder.path.join(format!("{FOLDER}/en.md"))).expect("it is there");
    folder.run(&["translated", "trial/gifts"]).ends(1).says("version `1.0` has no English text");
    folder.run(&["translated", "trial/gifts", "3.0"]).ends(1).says("no version `3.0`");
}

/// A version that was approved and sealed.
fn sealed(kind: &str) -> Folder {
    let folder = gifts(&format!("---\ntranslation: {kind}\n---\n\nWords.\n"));
    folder.write(
        "content/trial/policies/gifts/policy.yaml",
        "title: {ar: سياسة الهدايا, en: Gifts Policy}\ngoverning_language: ar\nversions:\n  - version: \"1.0\"\n    approval: pending\n",
    );
    let args = ["approve", "trial/gifts", "--session", "8", "--date", "2025-07-13", "--yes"];
    folder.run(&args).ends(0);
    folder
}

#[test]
fn a_translation_that_the_body_approved_keeps_its_seal() {
    let folder = sealed("official");
    let before = folder.files("content");
    folder
        .run(&["translated", "trial/gifts"])
        .ends(1)
        .says("the English text was approved and sealed")
        .says("start a new version with `mithaq revise`");
    assert_eq!(folder.files("content"), before);
}

#[test]
fn a_translation_for_convenience_may_be_mended_and_is_sealed_anew() {
    let folder = sealed("courtesy");
    let governing = folder.read(&format!("{FOLDER}/ar.md"));
    folder.write(&format!("{FOLDER}/en.md"), "---\ntranslation: courtesy\n---\n\nBetter words.\n");
    folder.run(&["check", "--today", TODAY]).ends(1).says("error[seal-broken]");
    folder.run(&["translated", "trial/gifts"]).ends(0).answers("sealed anew");
    folder.run(&["check", "--today", TODAY]).ends(0).answers("no findings");
    assert_eq!(folder.read(&format!("{FOLDER}/ar.md")), governing);
    assert!(folder.read(&format!("{FOLDER}/en.md")).contains("Better words."));
    assert_eq!(folder.read(&format!("{FOLDER}/.sealed/en.md")), folder.read(&format!("{FOLDER}/en.md")));
    let policy = folder.read("content/trial/policies/gifts/policy.yaml");
    assert!(policy.contains(&format!("en: \"{}\"", seal_of(&folder, &format!("{FOLDER}/en.md")))), "{policy}");
}

#[test]
fn nothing_follows_a_text_that_was_tampered_with() {
    let folder = sealed("courtesy");
    folder.write(&format!("{FOLDER}/ar.md"), "نص آخر.\n");
    folder.run(&["translated", "trial/gifts"]).ends(1).says("the Arabic text differs from its seal");
}
