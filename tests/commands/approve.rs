//! `approve`: what a draft must be, what is recorded, and what is never written.

use std::fs;
use std::process::{Command, Stdio};
use std::time::Duration;

use sha2::{Digest, Sha256};

use crate::folder::{Folder, Run, program};
use crate::site::TestSite;

const POLICY: &str = "content/trial/policies/gifts/policy.yaml";
const FOLDER: &str = "content/trial/policies/gifts";
const TODAY: &str = "2026-03-01";

/// One approved version, and a draft of the next.
fn gifts(ar: &str, en: &str) -> Folder {
    TestSite::new(
        "
        == content/trial/policies/gifts/policy.yaml
        title: {ar: سياسة الهدايا, en: Gifts Policy}
        governing_language: ar
        versions:
          - version: \"1.0\"
            approval:
              body: {ar: مجلس الأمناء, en: Board of Trustees}
              session: 8
              session_kind: meeting
              date: 2025-07-13
          # the next one
          - version: \"1.1\"
            change: {ar: مهلة أقصر, en: A shorter period}
            approval: pending # until they meet
        == content/trial/policies/gifts/1.0/ar.md
        نص.
        == content/trial/policies/gifts/1.0/en.md
        Words.
    ",
    )
    .with(&format!("{FOLDER}/1.1/ar.md"), ar)
    .with(&format!("{FOLDER}/1.1/en.md"), en)
    .in_a_folder()
}

fn draft() -> Folder {
    gifts("نص جديد.\n", "New words.\n")
}

fn approve(folder: &Folder, args: &[&str]) -> Run {
    let all: Vec<&str> =
        ["approve", "trial/gifts"].into_iter().chain(args.iter().copied()).chain(["--today", TODAY]).collect();
    folder.run(&all)
}

fn seal(text: &str) -> String {
    let digest = Sha256::digest(text);
    format!("sha256:{}", digest.iter().map(|byte| format!("{byte:02x}")).collect::<String>())
}

const FACTS: [&str; 5] = ["--session", "9", "--hijri", "1447-08-01", "--yes"];

#[test]
fn it_records_the_approval_and_seals_both_texts() {
    let folder = draft();
    let before = folder.read(POLICY);
    let run = approve(&folder, &FACTS).ends(0).answers("next: `mithaq build`");
    let (ar, en) = (seal("نص جديد.\n"), seal("New words.\n"));
    assert!(run.out.contains(&ar) && run.out.contains(&en), "{}", run.out);
    // The dates as they were stated: the other half is worked out where it is shown.
    let approval = format!(
        "approval: # until they meet
      body: {{ar: مجلس الأمناء, en: Board of Trustees}}
      session: 9
      session_kind: meeting
      hijri: 1447-08-01
    seal:
      ar: \"{ar}\"
      en: \"{en}\"
"
    );
    assert_eq!(folder.read(POLICY), before.replace("approval: pending # until they meet\n", &approval));
    assert_eq!(folder.read(&format!("{FOLDER}/1.1/.sealed/ar.md")), "نص جديد.\n");
    assert_eq!(folder.read(&format!("{FOLDER}/1.1/.sealed/en.md")), "New words.\n");
    folder.run(&["check", "--strict", "--today", TODAY]).ends(0).answers("no findings");
    let row = &folder.run(&["status", "--format", "json", "--today", TODAY]).json()[0];
    assert_eq!((&row["version"], &row["approved"]), (&"1.1".into(), &"2026-01-20".into()));
    folder.run(&["build", "--today", TODAY]).ends(0);
    let published = folder.read("output/source/trial/gifts/1.1/ar.md");
    assert_eq!(seal(&published), ar);
    assert!(!folder.files("output").keys().any(|path| path.contains(".sealed")));
}

#[test]
fn everything_that_is_known_of_the_decision_can_be_said() {
    let folder = draft();
    folder.write("minutes 9.pdf", "scan");
    let args = [
        "1.1",
        "--session",
        "9",
        "--date",
        "2026-01-20",
        "--hijri",
        "1447-08-01",
        "--body",
        "الجمعية العمومية",
        "--body",
        "General Assembly",
        "--signatory",
        "محمد بن أحمد",
        "--signatory",
        "Mohammed, son of Ahmad",
        "--role",
        "الرئيس",
        "--role",
        "Chair",
        "--resolution",
        "12",
        "--document",
        "minutes 9.pdf",
        "--effective",
        "2026-02-01",
        "--yes",
    ];
    approve(&folder, &args).ends(0);
    let policy = folder.read(POLICY);
    let expected = "
    effective: 2026-02-01
    change: {ar: مهلة أقصر, en: A shorter period}
    approval: # until they meet
      body: {ar: الجمعية العمومية, en: General Assembly}
      session: 9
      session_kind: meeting
      date: 2026-01-20
      hijri: 1447-08-01
      resolution: \"12\"
      signatory:
        name: {ar: محمد بن أحمد, en: \"Mohammed, son of Ahmad\"}
        role: {ar: الرئيس, en: Chair}
      document: files/minutes 9.pdf
    seal:
";
    assert!(policy.contains(expected), "{policy}");
    assert_eq!(folder.read(&format!("{FOLDER}/1.1/files/minutes 9.pdf")), "scan");
    folder.run(&["check", "--strict", "--today", TODAY]).ends(0);
}

#[test]
fn a_dry_run_shows_the_change_and_writes_nothing() {
    let folder = draft();
    let before = folder.files(".");
    let run = approve(&folder, &["--session", "9", "--hijri", "1447-08-01", "--dry-run"]).ends(0);
    for line in [
        "--- a/content/trial/policies/gifts/policy.yaml",
        "-    approval: pending # until they meet",
        "+    approval: # until they meet",
        "+      hijri: 1447-08-01",
        &format!("+      ar: \"{}\"", seal("نص جديد.\n")),
        "nothing was written",
    ] {
        assert!(run.out.contains(line), "no `{line}` in:\n{}", run.out);
    }
    assert!(run.err.contains("2026-01-20 (worked out, not recorded)"), "{}", run.err);
    assert_eq!(folder.files("."), before);
}

#[test]
fn what_is_missing_is_named_where_nobody_can_be_asked() {
    let folder = draft();
    approve(&folder, &["--yes"]).ends(2).says("give `--session N`, and `--date D` or `--hijri D`");
    approve(&folder, &["--session", "9", "--yes"]).ends(2).says("give `--date D` or `--hijri D`");
    approve(&folder, &FACTS[..4]).ends(2).says("no terminal to ask on").says("say `--yes`");
    assert!(folder.read(POLICY).contains("approval: pending"));
}

#[test]
fn all_reasons_against_an_approval_are_told_at_once() {
    let folder = gifts(
        "---\ntitle: سياسة\n---\n\n١. الرد خلال .... يوم.\n٢. TODO: من يوقّع؟\n٣. انظر [البند](clause:none).\n٤. بند رابع.\n",
        "1. Answered within …… days.\n2. Who signs (TBD).\n3. See the clause.\n",
    );
    let before = folder.files("content");
    let run = approve(&folder, &["--session", "9", "--date", "2026-04-01", "--yes"]).ends(1);
    for reason in [
        "error: version `1.1` is not approved",
        "`....` is still to be filled in",
        "1.1/ar.md:5:14",
        "`TODO` is still to be filled in",
        "1.1/ar.md:6:4",
        "`……` is still to be filled in",
        "1.1/en.md:1:20",
        "`TBD` is still to be filled in",
        "clause `4` stands in Arabic alone",
        "the day of the decision, `2026-04-01`, lies in the future: today is `2026-03-01`",
        "1.1/ar.md:7:9",
    ] {
        assert!(run.err.contains(reason), "no `{reason}` in:\n{}", run.err);
    }
    assert_eq!(folder.files("content"), before);
}

#[test]
fn dates_agree_have_come_and_follow_the_decision_before() {
    let folder = draft();
    let reason = |args: &[&str], reason: &str| {
        let all: Vec<&str> = args.iter().copied().chain(["--yes"]).collect();
        approve(&folder, &all).ends(1).says(reason);
    };
    reason(
        &["--session", "9", "--date", "2026-01-21", "--hijri", "1447-08-01"],
        "`1447-08-01` AH is `2026-01-20` by the Umm al-Qura calendar, and the date given is `2026-01-21`",
    );
    reason(&["--session", "9", "--hijri", "1447-10-01"], "lies in the future");
    reason(&["--session", "9", "--date", "2025-07-13"], "is not after that of version `1.0`, `2025-07-13`");
    reason(&["--session", "9", "--date", "2025-01-13"], "is not after that of version `1.0`");
    reason(&["--session", "8", "--date", "2025-09-13"], "session `8` met on `2025-07-13` and approved version `1.0`");
    reason(
        &["--session", "9", "--date", "2025-09-13", "--effective", "2025-02-01"],
        "version `1.1` holds from an earlier day than version `1.0` before it",
    );
    reason(&["--session", "9", "--hijri", "1200-01-01"], "outside the years");
    approve(&folder, &["--session", "9", "--hijri", "1447-13-01", "--yes"]).ends(2).says("no such day");
    approve(&folder, &["--session", "9", "--hijri", "1447-8-1", "--yes"]).ends(2).says("1447-01-18");
    assert!(folder.read(POLICY).contains("approval: pending"));
}

#[test]
fn a_pair_is_complete_unless_the_translation_is_there_for_convenience() {
    let folder = gifts("١. نص.\n٢. نص.\n", "1. Words.\n");
    approve(&folder, &FACTS).ends(1).says("clause `2` stands in Arabic alone").says("1.1/ar.md:2:1");
    folder.write(&format!("{FOLDER}/1.1/en.md"), "---\ntranslation: official\n---\n\n1. Words.\n");
    approve(&folder, &FACTS).ends(1).says("clause `2` stands in Arabic alone");
    folder.write(&format!("{FOLDER}/1.1/en.md"), "---\ntranslation: courtesy\n---\n\n1. Words.\n");
    approve(&folder, &FACTS).ends(0).says("1 clause stands in one language alone");
}

#[test]
fn an_approved_translation_follows_the_text_as_it_stands() {
    let old = format!("---\ntranslated_from: sha256:{}\n---\n\nWords.\n", "a".repeat(64));
    let folder = gifts("نص.\n", &old);
    approve(&folder, &FACTS).ends(1).says("the English text follows an earlier Arabic text").says("1.1/en.md:2:1");
    folder.run(&["translated", "trial/gifts"]).ends(0);
    approve(&folder, &FACTS).ends(0);
    folder.run(&["check", "--strict", "--today", TODAY]).ends(0);
}

#[test]
fn the_text_that_prevails_must_be_there_and_the_other_may_be_missing() {
    let folder = draft();
    fs::remove_file(folder.path.join(format!("{FOLDER}/1.1/ar.md"))).expect("it is there");
    approve(&folder, &FACTS).ends(1).says("no Arabic text, and that is the one that prevails");
    let folder = draft();
    fs::remove_file(folder.path.join(format!("{FOLDER}/1.1/en.md"))).expect("it is there");
    approve(&folder, &FACTS).ends(0).says("there is no English text");
    assert!(!folder.read(POLICY).contains("en: \"sha256"));
}

#[test]
fn a_draft_that_carries_the_seal_of_another_text_is_refused() {
    let folder = draft();
    let other = seal("نص آخر.\n");
    folder.write(POLICY, folder.read(POLICY) + &format!("    seal: {{ar: \"{other}\"}}\n"));
    approve(&folder, &FACTS)
        .ends(1)
        .says("another seal is recorded for the Arabic text")
        .says(&format!("{POLICY}:14:"));
    // The same seal is no obstacle.
    folder.write(POLICY, folder.read(POLICY).replace(&other, &seal("نص جديد.\n")));
    approve(&folder, &FACTS).ends(0);
    folder.run(&["check", "--strict", "--today", TODAY]).ends(0);
}

#[test]
fn what_is_worth_a_look_is_told_before_anything_is_written() {
    let folder = draft();
    let text = folder.read(POLICY).replace("    change: {ar: مهلة أقصر, en: A shorter period}\n", "");
    folder.write(POLICY, format!("basis: restated\n{text}"));
    approve(&folder, &["--session", "9", "--hijri", "1447-08-01", "--dry-run"])
        .ends(0)
        .says("`change` does not say what is new in this version")
        .says("`basis: restated` says that these are not the approved words");
}

#[test]
fn a_version_is_approved_once() {
    let folder = draft();
    approve(&folder, &FACTS).ends(0);
    let before = folder.files("content");
    for args in [&["1.1"][..], &[]] {
        let args: Vec<&str> = args.iter().copied().chain(FACTS).collect();
        approve(&folder, &args)
            .ends(1)
            .says("version `1.1` was approved in session `9` on `2026-01-20` (`1447-08-01` AH)")
            .says("start a new version with `mithaq revise`")
            .says(&format!("{POLICY}:13:5"));
    }
    assert_eq!(folder.files("content"), before);
}

#[test]
fn a_version_that_does_not_exist_is_answered_with_those_that_do() {
    let folder = draft();
    let args: Vec<&str> = ["3.0"].into_iter().chain(FACTS).collect();
    approve(&folder, &args).ends(1).says("the policy has no version `3.0`").says("its versions are 1.0, 1.1");
}

#[test]
fn texts_that_were_approved_before_there_were_seals_are_sealed_by_the_recorded_facts() {
    let folder = draft();
    let before = folder.read(POLICY);
    approve(&folder, &["1.0", "--session", "7", "--date", "2025-07-13", "--yes"])
        .ends(1)
        .says("version `1.0` was approved in session `8` on `2025-07-13`");
    approve(&folder, &["1.0", "--session", "8", "--date", "2025-07-13", "--yes"]).ends(0);
    let sealed =
        format!("date: 2025-07-13\n    seal:\n      ar: \"{}\"\n      en: \"{}\"\n", seal("نص.\n"), seal("Words.\n"));
    assert_eq!(folder.read(POLICY), before.replace("date: 2025-07-13\n", &sealed));
    approve(&folder, &["1.0", "--session", "8", "--date", "2025-07-13", "--yes"]).ends(1).says("its texts are sealed");
}

#[test]
fn a_version_whose_approval_was_not_stated_can_get_it() {
    let folder = draft();
    let before = folder.read(POLICY).replace("approval: pending # until they meet", "approval: not-stated");
    folder.write(POLICY, &before);
    approve(&folder, &FACTS).ends(1).says("the policy has no draft to approve");
    let args: Vec<&str> = ["1.1"].into_iter().chain(FACTS).collect();
    approve(&folder, &args).ends(0);
    assert!(folder.read(POLICY).contains("hijri: 1447-08-01"));
}

#[test]
fn with_several_drafts_one_is_named() {
    let folder = draft();
    folder.write(POLICY, folder.read(POLICY) + "  - {version: \"1.2\", approval: pending}\n");
    folder.write(&format!("{FOLDER}/1.2/ar.md"), "نص.\n");
    folder.write(&format!("{FOLDER}/1.2/en.md"), "Words.\n");
    approve(&folder, &FACTS).ends(1).says("several drafts: 1.1, 1.2").says("mithaq approve trial/gifts 1.1");
}

#[test]
fn a_promise_whose_clause_the_new_version_lacks_keeps_it_back() {
    let folder = draft();
    let promise = "commitments: [{id: reply, clause: reply, bound: at-most, amount: 5, unit: day}]\n";
    folder.write(POLICY, folder.read(POLICY) + promise);
    folder.write(&format!("{FOLDER}/1.0/ar.md"), "نص. {#reply}\n");
    folder.write(&format!("{FOLDER}/1.0/en.md"), "Words. {#reply}\n");
    folder.run(&["check", "--today", TODAY]).ends(0);
    approve(&folder, &FACTS).ends(1).says("`reply`");
    assert!(folder.read(POLICY).contains("approval: pending"));
}

#[test]
fn a_document_that_cannot_be_kept_is_refused() {
    let folder = draft();
    let document = |name: &str| {
        let args: Vec<&str> = FACTS.into_iter().chain(["--document", name]).collect();
        approve(&folder, &args)
    };
    document("nowhere.pdf").ends(2).says("the document `nowhere.pdf` cannot be read");
    folder.write("_hidden.pdf", "scan");
    document("_hidden.pdf").ends(2).says("cannot be published");
    folder.write("minutes.pdf", "scan");
    folder.write(&format!("{FOLDER}/1.1/files/minutes.pdf"), "another scan");
    document("minutes.pdf").ends(1).says("another file has the name");
    folder.write(&format!("{FOLDER}/1.1/files/minutes.pdf"), "scan");
    document("minutes.pdf").ends(0);
}

#[test]
fn line_ends_marks_and_last_lines_do_not_break_a_seal_and_other_letters_do() {
    let folder = gifts("---\ntitle: سياسة\n---\n\nأُعدّ النص.\n", "---\ntitle: Policy\n---\n\nWords.\n");
    approve(&folder, &FACTS).ends(0);
    let path = format!("{FOLDER}/1.1/ar.md");
    let text = folder.read(&path);
    for same in [
        text.replace('\n', "\r\n"),
        format!("\u{feff}{text}"),
        text.trim_end().to_owned(),
        format!("{text}\n\n"),
        format!("\u{feff}{}", text.replace('\n', "\r\n").trim_end()),
    ] {
        folder.write(&path, &same);
        folder.run(&["check", "--today", TODAY]).ends(0).answers("no findings");
    }
    // Alef with hamza as one letter, and as two.
    folder.write(&path, text.replace('أ', "\u{627}\u{654}"));
    folder.run(&["check", "--today", TODAY]).ends(1).says("error[seal-broken]");
}

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
fn a_read_only_file_stays_as_it_is() {
    let folder = draft();
    let path = folder.path.join(POLICY);
    let mut permissions = fs::metadata(&path).expect("it is there").permissions();
    permissions.set_readonly(true);
    fs::set_permissions(&path, permissions).expect("it can be protected");
    let before = folder.read(POLICY);
    approve(&folder, &FACTS).ends(3).says("cannot be written: the file is read-only");
    assert_eq!(folder.read(POLICY), before);
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
        folder.run(&["check", "--strict", "--today", TODAY]).ends(0);
        if now == before {
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

/// Runs the program on a terminal of its own, with these lines typed.
#[cfg(target_os = "linux")]
fn on_a_terminal(folder: &Folder, args: &str, typed: &str) -> String {
    use std::io::Write;
    let line = format!("{} {args}; echo ended with $?", env!("CARGO_BIN_EXE_mithaq"));
    let mut child = Command::new("script")
        .args(["-qec", &line, "/dev/null"])
        .current_dir(&folder.path)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("`script` makes a terminal");
    let mut input = child.stdin.take().expect("it has an input");
    for line in typed.lines() {
        // A person types once the question stands there.
        std::thread::sleep(Duration::from_millis(400));
        writeln!(input, "{line}").expect("it reads");
    }
    std::thread::sleep(Duration::from_millis(400));
    drop(input);
    String::from_utf8_lossy(&child.wait_with_output().expect("it ends").stdout).into_owned()
}

#[cfg(target_os = "linux")]
#[test]
fn on_a_terminal_it_asks_for_what_is_missing_and_for_a_yes() {
    let folder = draft();
    let args = format!("approve trial/gifts --today {TODAY}");
    let seen = on_a_terminal(&folder, &args, "nine\n9\n1447-08-01\nn\n");
    for words in [
        "number of the session:",
        "that is not a number",
        "date (2025-07-13, or Hijri 1447-01-18):",
        "record this approval? [y/N]",
        "nothing was recorded",
        "ended with 1",
    ] {
        assert!(seen.contains(words), "no `{words}` in:\n{seen}");
    }
    assert!(folder.read(POLICY).contains("approval: pending"));
    let seen = on_a_terminal(&folder, &format!("{args} --session 9"), "1447-08-01\nنعم\n");
    assert!(seen.contains("ended with 0"), "{seen}");
    assert!(folder.read(POLICY).contains("hijri: 1447-08-01"));
}
