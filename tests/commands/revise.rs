//! `revise`: a new draft, copied from the version in force.

use std::fs;
use std::process::Stdio;
use std::time::Duration;

use crate::folder::{Folder, program};
use crate::site::{TODAY, TestSite};

const POLICY: &str = "content/trial/policies/gifts/policy.yaml";
const FOLDER: &str = "content/trial/policies/gifts";

/// A policy with one approved version, written as a careful person writes.
fn gifts() -> Folder {
    TestSite::new(
        "
        == content/trial/policies/gifts/policy.yaml
        # The board asked for this one.
        title: {ar: سياسة الهدايا, en: Gifts Policy}
        governing_language: ar   # the text that the board reads

        versions:
          - version: \"1.0\"
            change: {ar: الأول, en: First}
            approval:
              body: {ar: المجلس, en: Board}
              session: 8
              date: 2025-07-13
              document: files/minutes.pdf
              # the paper lies in the third drawer
        # end of the list
        review: {every_months: 24}
        == content/trial/policies/gifts/1.0/ar.md
        نص مع [ملحق](files/annex.txt).
        == content/trial/policies/gifts/1.0/en.md
        Words with an [annex](files/annex.txt).
        == content/trial/policies/gifts/1.0/files/annex.txt
        annex
        == content/trial/policies/gifts/1.0/files/minutes.pdf
        %PDF-1.7
    ",
    )
    .in_a_folder()
}

#[test]
fn it_copies_the_version_in_force_and_lists_the_draft() {
    let folder = gifts();
    let before = folder.read(POLICY);
    let run = folder.run(&["revise", "trial/gifts", "--today", TODAY]).ends(0);
    assert_eq!(run.err, "");
    let run = run
        .answers("started version 1.1 of trial/gifts as a copy of version 1.0")
        .answers("content/trial/policies/gifts/1.1/ar.md")
        .answers("`mithaq approve trial/gifts 1.1 --session N --date D`");
    assert!(run.out.contains("serve --drafts"), "{}", run.out);
    assert_eq!(
        folder.read(POLICY),
        before.replace("third drawer\n", "third drawer\n  - version: \"1.1\"\n    approval: pending\n")
    );
    assert_eq!(folder.read(&format!("{FOLDER}/1.1/ar.md")), folder.read(&format!("{FOLDER}/1.0/ar.md")));
    assert_eq!(folder.read(&format!("{FOLDER}/1.1/files/annex.txt")), "annex\n");
    folder.run(&["check", "--strict", "--today", TODAY]).ends(0);
}

#[test]
fn the_signed_scan_stays_with_its_decision() {
    let folder = gifts();
    folder.run(&["revise", "trial/gifts"]).ends(0);
    assert!(!folder.has(&format!("{FOLDER}/1.1/files/minutes.pdf")));
    // A text that leads to the scan takes it along.
    let folder = gifts();
    folder.write(&format!("{FOLDER}/1.0/ar.md"), "نص مع [المحضر](files/minutes.pdf).\n");
    folder.run(&["revise", "trial/gifts"]).ends(0);
    assert!(folder.has(&format!("{FOLDER}/1.1/files/minutes.pdf")));
}

#[cfg(unix)]
#[test]
fn what_cannot_be_copied_is_named_and_nothing_is_started() {
    let folder = gifts();
    folder.link(&format!("{FOLDER}/1.0/files/outside.txt"), std::path::Path::new("/etc/hostname"));
    folder
        .run(&["revise", "trial/gifts"])
        .ends(1)
        .says("files/outside.txt` cannot be copied: it is a link to nothing that is published");
    assert!(!folder.has(&format!("{FOLDER}/1.1")) && !folder.read(POLICY).contains("1.1"));
}

#[test]
fn the_copy_keeps_its_line_ends_and_its_mark() {
    let folder = gifts();
    let text = "\u{feff}---\r\ntitle: سياسة # كما هي\r\n---\r\n\r\nنص.";
    folder.write(&format!("{FOLDER}/1.0/ar.md"), text);
    folder.write(&format!("{FOLDER}/1.0/en.md"), "---\r\ntitle: Policy # as it is\r\n---\r\n\r\nWords.");
    folder.run(&["revise", "trial/gifts"]).ends(0);
    assert_eq!(folder.read(&format!("{FOLDER}/1.1/ar.md")), text);
    let en = folder.read(&format!("{FOLDER}/1.1/en.md"));
    let (head, rest) = en.split_once("translated_from: sha256:").expect("it follows the Arabic text");
    assert_eq!(head, "---\r\ntitle: Policy # as it is\r\n");
    assert_eq!(&rest[64..], "\r\n---\r\n\r\nWords.");
}

#[test]
fn a_translation_that_was_up_to_date_follows_the_text_from_now_on() {
    let folder = gifts();
    folder.run(&["revise", "trial/gifts"]).ends(0).answers("the translation is recorded as following");
    folder.run(&["check", "--today", TODAY]).ends(0).answers("no findings");
    folder.write(&format!("{FOLDER}/1.1/ar.md"), "نص آخر مع [ملحق](files/annex.txt).\n");
    folder.run(&["check", "--today", TODAY]).ends(0).says("warning[translation-outdated]");
    // One that lagged behind goes on doing so.
    let folder = gifts();
    let old = format!("---\ntranslated_from: sha256:{}\n---\n\nWords.\n", "a".repeat(64));
    folder.write(&format!("{FOLDER}/1.0/en.md"), &old);
    folder.run(&["revise", "trial/gifts"]).ends(0);
    assert_eq!(folder.read(&format!("{FOLDER}/1.1/en.md")), old);
}

#[test]
fn a_number_may_be_named_and_must_be_a_new_and_later_one() {
    let folder = gifts();
    folder
        .run(&["revise", "trial/gifts", "--to", "1.0"])
        .ends(1)
        .says("version `1.0` exists already")
        .says(&format!("{POLICY}:6:5"));
    folder.run(&["revise", "trial/gifts", "--to", "0.9"]).ends(1).says("would come before version `1.0`");
    assert!(!folder.has(&format!("{FOLDER}/0.9")));
    folder.run(&["revise", "trial/gifts", "--to", "2.0"]).ends(0);
    assert!(folder.read(POLICY).contains("  - version: \"2.0\"\n    approval: pending\n"));
}

#[test]
fn one_draft_at_a_time() {
    let folder = gifts();
    folder.run(&["revise", "trial/gifts"]).ends(0);
    let before = folder.read(POLICY);
    folder
        .run(&["revise", "trial/gifts"])
        .ends(1)
        .says("a draft of the policy is open already")
        .says("version `1.1` is a draft, in `content/trial/policies/gifts/1.1`")
        .says(&format!("{POLICY}:14:5"));
    assert_eq!(folder.read(POLICY), before);
}

#[test]
fn a_name_that_leads_nowhere_is_answered_with_what_was_meant() {
    let folder = gifts();
    folder.run(&["revise", "trial/gfits"]).ends(1).says("no policy `gfits`").says("did you mean `gifts`?");
    folder.run(&["revise", "trail/gifts"]).ends(1).says("no association `trail`").says("did you mean `trial`?");
    folder.run(&["revise", "gifts"]).ends(2).says("<association>/<policy>");
}

#[test]
fn without_a_version_in_force_there_is_nothing_to_copy() {
    let folder = gifts();
    folder
        .run(&["revise", "trial/gifts", "--today", "2025-01-01"])
        .ends(1)
        .says("no version of the policy is in force");
}

#[test]
fn a_file_that_cannot_be_read_is_told_with_its_place() {
    let folder = gifts();
    folder.write(POLICY, "title: {ar: أ, en: a}\nversions:\n\t- version: \"1.0\"\n");
    folder
        .run(&["revise", "trial/gifts"])
        .ends(1)
        .says("the policy cannot be read")
        .says(&format!("{POLICY}:3:"))
        .says("tab");
}

#[test]
fn a_read_only_file_is_left_alone_and_so_is_the_folder() {
    let folder = gifts();
    let path = folder.path.join(POLICY);
    let mut permissions = fs::metadata(&path).expect("it is there").permissions();
    permissions.set_readonly(true);
    fs::set_permissions(&path, permissions).expect("it can be protected");
    folder
        .run(&["revise", "trial/gifts"])
        .ends(3)
        .says("`content/trial/policies/gifts/policy.yaml` cannot be written: the file is read-only");
    assert!(!folder.has(&format!("{FOLDER}/1.1")));
}

#[test]
fn a_run_that_was_ended_in_between_is_taken_up_again() {
    let folder = gifts();
    let before = folder.read(POLICY);
    folder.run(&["revise", "trial/gifts"]).ends(0);
    let after = folder.read(POLICY);
    // The folder is there, the list does not know of it yet.
    folder.write(POLICY, &before);
    folder.run(&["check", "--today", TODAY]).ends(0).says("warning[file-unused]").says("1.1/ar.md");
    folder.run(&["revise", "trial/gifts"]).ends(0);
    assert_eq!(folder.read(POLICY), after);
    // A folder that holds something else is nobody's to take.
    folder.write(POLICY, &before);
    folder.write(&format!("{FOLDER}/1.1/ar.md"), "عمل أحدهم.\n");
    folder.run(&["revise", "trial/gifts"]).ends(1).says("is there already, and policy.yaml lists no version `1.1`");
    assert_eq!(folder.read(&format!("{FOLDER}/1.1/ar.md")), "عمل أحدهم.\n");
}

#[test]
fn what_a_killed_run_left_under_other_names_is_in_nobodys_way() {
    let folder = gifts();
    folder.write(&format!("{FOLDER}/.policy.yaml.next"), "half a fi");
    folder.write(&format!("{FOLDER}/.1.1.next/ar.md"), "half a te");
    folder.write(".mithaq/records.lock", "");
    folder.run(&["check", "--today", TODAY]).ends(0).answers("no findings");
    folder.run(&["revise", "trial/gifts"]).ends(0);
    assert!(!folder.has(&format!("{FOLDER}/.policy.yaml.next")) && !folder.has(&format!("{FOLDER}/.1.1.next")));
    assert!(folder.read(&format!("{FOLDER}/1.1/ar.md")).starts_with("نص"));
}

#[test]
fn killed_at_any_moment_it_leaves_the_old_state_or_one_that_can_be_gone_on_from() {
    let before = gifts().read(POLICY);
    let (mut old, mut done) = (0, 0);
    for step in 0..24 {
        let folder = gifts();
        let mut child = program()
            .current_dir(&folder.path)
            .args(["revise", "trial/gifts"])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("it starts");
        std::thread::sleep(Duration::from_millis(step * 3));
        child.kill().expect("it can be killed");
        child.wait().expect("it ends");
        let listed = folder.read(POLICY) != before;
        if listed {
            // The list speaks only of what is there.
            for path in ["ar.md", "en.md", "files/annex.txt"] {
                assert!(folder.has(&format!("{FOLDER}/1.1/{path}")), "after {} ms: no {path}", step * 3);
            }
            folder.run(&["check", "--strict", "--today", TODAY]).ends(0);
            done += 1;
        } else {
            folder.run(&["check", "--today", TODAY]).ends(0);
            folder.run(&["revise", "trial/gifts"]).ends(0);
            folder.run(&["check", "--strict", "--today", TODAY]).ends(0);
            old += 1;
        }
    }
    assert!(old > 0, "no run was killed early enough to see anything; {done} were done");
}
