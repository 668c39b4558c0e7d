//! The record is written whole or not at all, and nothing else with it.

use std::fs;
use std::process::Stdio;
use std::time::Duration;

use super::{FACTS, FOLDER, POLICY, TODAY, approve, draft};
use crate::folder::program;

#[test]
fn of_two_that_approve_at_once_one_fails_clearly() {
    for _ in 0..3 {
        let folder = draft();
        let start = || {
            let args: Vec<&str> =
                ["approve", "trial/gifts"].into_iter().chain(FACTS).chain(["--today", TODAY]).collect();
            let mut command = program();
            command.current_dir(&folder.path).args(args).stdout(Stdio::piped()).stderr(Stdio::piped());
            command.spawn().expect("it starts")
        };
        let runs: Vec<_> = (0..4).map(|_| start()).collect();
        let ends: Vec<_> = runs.into_iter().map(|run| run.wait_with_output().expect("it ends")).collect();
        assert_eq!(ends.iter().filter(|end| end.status.code() == Some(0)).count(), 1);
        for end in ends.iter().filter(|end| end.status.code() != Some(0)) {
            let said = String::from_utf8_lossy(&end.stderr);
            assert_eq!(end.status.code(), Some(1), "{said}");
            assert!(said.contains("another process is recording") || said.contains("was approved"), "{said}");
        }
        assert_eq!(folder.read(POLICY).matches("session: 9").count(), 1);
        folder.run(&["check", "--strict", "--today", TODAY]).ends(0);
    }
}

#[test]
fn while_another_process_holds_the_site_nothing_is_written() {
    let folder = draft();
    folder.write(".mithaq/records.lock", "");
    let file = fs::File::options().write(true).open(folder.path.join(".mithaq/records.lock")).expect("it is there");
    file.lock().expect("it can be held");
    approve(&folder, &FACTS).ends(1).says("another process is recording something in this site");
    // Looking is not writing.
    approve(&folder, &["--session", "9", "--hijri", "1447-08-01", "--dry-run"]).ends(0);
    drop(file);
    // What a process that was killed has left behind holds nobody up.
    approve(&folder, &FACTS).ends(0);
}

#[test]
fn a_read_only_file_stays_as_it_is_and_nothing_is_written_beside_it() {
    let folder = draft();
    let path = folder.path.join(POLICY);
    let mut permissions = fs::metadata(&path).expect("it is there").permissions();
    permissions.set_readonly(true);
    fs::set_permissions(&path, permissions).expect("it can be protected");
    let before = folder.files("content");
    approve(&folder, &FACTS).ends(3).says("cannot be written: the file is read-only");
    // Nor is a copy of a text that nothing speaks of left behind.
    assert_eq!(folder.files("content"), before);
    folder.run(&["check", "--today", TODAY]).ends(0);
}

#[cfg(unix)]
#[test]
fn permissions_stay_and_a_link_goes_on_leading_to_its_file() {
    use std::os::unix::fs::PermissionsExt;
    let folder = draft();
    let text = folder.read(POLICY);
    fs::remove_file(folder.path.join(POLICY)).expect("it is there");
    folder.write("content/trial/_kept/policy.yaml", text);
    let kept = folder.path.join("content/trial/_kept/policy.yaml");
    fs::set_permissions(&kept, fs::Permissions::from_mode(0o640)).expect("it can be set");
    folder.link(POLICY, &kept);
    approve(&folder, &FACTS).ends(0);
    assert!(fs::symlink_metadata(folder.path.join(POLICY)).expect("it is there").is_symlink());
    assert!(folder.read("content/trial/_kept/policy.yaml").contains("session: 9"));
    assert_eq!(fs::metadata(&kept).expect("it is there").permissions().mode() & 0o777, 0o640);
}

#[test]
fn killed_at_any_moment_the_record_is_the_old_one_or_the_new_one() {
    let before = draft().read(POLICY);
    let after = {
        let folder = draft();
        approve(&folder, &FACTS).ends(0);
        folder.read(POLICY)
    };
    for step in 0..24 {
        let folder = draft();
        let args: Vec<&str> = ["approve", "trial/gifts"].into_iter().chain(FACTS).chain(["--today", TODAY]).collect();
        let mut command = program();
        command.current_dir(&folder.path).args(args).stdout(Stdio::null()).stderr(Stdio::null());
        let mut child = command.spawn().expect("it starts");
        std::thread::sleep(Duration::from_millis(step * 4));
        child.kill().expect("it can be killed");
        child.wait().expect("it ends");
        let now = folder.read(POLICY);
        assert!(now == before || now == after, "after {} ms:\n{now}", step * 4);
        if folder.has(".mithaq/pending/plan.json") {
            // Ended between two files: said until the next command that records something finishes it.
            folder.run(&["check", "--today", TODAY]).ends(1).says("log-behind");
            folder.run(&["log", "begin", "trial", "--today", TODAY]).ends(0);
            assert_eq!(folder.read(POLICY), after);
        }
        folder.run(&["check", "--strict", "--today", TODAY]).ends(0);
        if folder.read(POLICY) == before {
            approve(&folder, &FACTS).ends(0);
            assert_eq!(folder.read(POLICY), after);
        }
    }
}

#[test]
fn a_file_in_which_the_change_would_touch_something_else_is_left_alone() {
    let folder = draft();
    let before = "
title: {ar: سياسة الهدايا, en: Gifts Policy}
governing_language: ar
versions:
  - version: \"1.0\"
    approval: &state not-stated
  - version: \"1.1\"
    effective: 2025-12-01
    change: &why {ar: مهلة أقصر, en: A shorter period}
    approval: &word pending
  - version: \"1.2\"
    approval: *word
";
    folder.write(POLICY, before);
    folder.write(&format!("{FOLDER}/1.2/ar.md"), "نص.\n");
    folder.write(&format!("{FOLDER}/1.2/en.md"), "Words.\n");
    let args: Vec<&str> = ["1.1"].into_iter().chain(FACTS).collect();
    approve(&folder, &args).ends(1).says("the change would fall on an anchor").says(&format!("{POLICY}:10:15"));
    let args: Vec<&str> = ["1.2"].into_iter().chain(FACTS).collect();
    approve(&folder, &args).ends(1).says("the change would fall on an alias").says(&format!("{POLICY}:12:15"));
    assert_eq!(folder.read(POLICY), before);
}

#[test]
fn arabic_digits_are_read_and_a_session_may_be_words() {
    let folder = draft();
    approve(&folder, &["--session", "3/27/366", "--date", "٢٠٢٦-٠١-٢٠", "--yes"]).ends(0);
    assert!(
        folder
            .read(POLICY)
            .contains("      session: \"3/27/366\"\n      session_kind: meeting\n      date: 2026-01-20\n")
    );
    folder.run(&["build", "--today", TODAY]).ends(0);
    let data: serde_json::Value =
        serde_json::from_str(&folder.read("output/data/trial/gifts/1.1.json")).expect("it is JSON");
    assert_eq!(data["approval"]["session"], "3/27/366");
    let page = folder.read("output/ar/policies/gifts/index.html");
    assert!(page.contains("3/27/366"));
    folder.run(&["status", "--today", TODAY]).ends(0).answers("session 3/27/366, 2026-01-20");
}

#[test]
fn a_day_of_the_wrong_calendar_is_refused_with_the_day_that_it_is() {
    let folder = draft();
    let run = approve(&folder, &["--session", "9", "--date", "1447-08-01", "--yes"]);
    run.ends(2).says("this is a Hijri date, which is 2026-01-20 by the Umm al-Qura calendar");
    approve(&folder, &["--session", "9", "--hijri", "2026-01-20", "--yes"]).ends(2).says("give a Gregorian day");
}

#[test]
fn several_policies_of_one_session_are_approved_together_or_not_at_all() {
    let folder = draft();
    let travel = "content/trial/policies/travel";
    let record = "title: {ar: سياسة السفر, en: Travel Policy}\ngoverning_language: ar\nversions:\n  - version: \"1.0\"\n    approval: pending\n";
    folder.write(&format!("{travel}/policy.yaml"), record);
    folder.write(&format!("{travel}/1.0/ar.md"), "نص السفر ……………\n");
    folder.write(&format!("{travel}/1.0/en.md"), "Words of travel.\n");
    let run = |names: &[&str]| {
        let args = ["approve"].into_iter().chain(names.iter().copied()).chain(FACTS).chain(["--today", TODAY]);
        folder.run(&args.collect::<Vec<_>>())
    };
    let before = folder.files("content");
    let names = ["trial/gifts@1.1", "trial/travel"];
    run(&names).ends(1).says("none of the versions is approved").says("policies/travel/1.0/ar.md:1");
    assert_eq!(folder.files("content"), before, "none is where one cannot be");
    folder.write(&format!("{travel}/1.0/ar.md"), "نص السفر.\n");
    run(&["trial/gifts@1.1", "trial/gifts"]).ends(1).says("`trial/gifts` is named twice");
    run(&["1.1", "trial/gifts"]).ends(2).says("no policy stands before the version `1.1`");
    run(&[&names[..], &["--dry-run"]].concat()).ends(0).answers("nothing was written");
    run(&names).ends(0);
    let log = folder.read("content/trial/decisions.jsonl");
    let approved: Vec<&str> = log.lines().filter(|line| line.contains("\"approved\"")).collect();
    assert_eq!(approved.len(), 2, "{log}");
    assert!(approved[0].contains("\"gifts\"") && approved[1].contains("\"travel\""));
    for path in [POLICY, "content/trial/policies/travel/policy.yaml"] {
        assert!(folder.read(path).contains("session: 9") && folder.read(path).contains("seal:"), "{path}");
    }
    folder.run(&["check", "--strict", "--today", TODAY]).ends(0);
}
