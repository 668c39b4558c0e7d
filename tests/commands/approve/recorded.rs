//! What is recorded of a decision, and what its seals hold.

use super::{FACTS, FOLDER, POLICY, TODAY, approve, draft, gifts, seal};

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
    folder.write("minutes 9.pdf", "%PDF-1.7 scan");
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
    assert_eq!(folder.read(&format!("{FOLDER}/1.1/files/minutes 9.pdf")), "%PDF-1.7 scan");
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
