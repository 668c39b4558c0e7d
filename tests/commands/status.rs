//! `status`: the register.

use crate::folder::Folder;
use crate::site::TestSite;

fn register() -> Folder {
    TestSite::new(
        "
        == content/trial/policies/gifts/policy.yaml
        title: {ar: سياسة الهدايا, en: Gifts Policy}
        code: POL-1
        governing_language: ar
        review: {every_months: 24}
        versions:
          - {version: \"1.0\", approval: {body: {ar: المجلس, en: Board}, session: 8, date: 2025-07-13}}
        == content/trial/policies/gifts/1.0/ar.md
        نص.
        == content/trial/policies/gifts/1.0/en.md
        Words.
        == content/trial/policies/travel/policy.yaml
        title: {ar: سياسة السفر, en: Travel Policy}
        governing_language: ar
        versions:
          - {version: \"0.1\", approval: pending}
        == content/trial/policies/travel/0.1/ar.md
        نص.
    ",
    )
    .in_a_folder()
}

#[test]
fn it_shows_a_row_a_policy() {
    let run = register().run(&["status", "--today", "2026-01-01"]).ends(0);
    assert_eq!(run.err, "");
    let lines: Vec<Vec<&str>> =
        run.out.lines().map(|line| line.split("  ").map(str::trim).filter(|cell| !cell.is_empty()).collect()).collect();
    assert_eq!(lines[0], ["policy", "version", "state", "approval", "next review", "translation", "findings", "title"]);
    assert_eq!(
        lines[1],
        [
            "trial/gifts",
            "1.0",
            "in force",
            "session 8, 2025-07-13",
            "2027-07-13 (in 558 days)",
            "complete",
            "-",
            "\u{2068}سياسة الهدايا\u{2069}"
        ]
    );
    assert_eq!(
        lines[2],
        ["trial/travel", "0.1", "draft", "pending", "-", "missing", "2 warnings", "\u{2068}سياسة السفر\u{2069}"]
    );
    assert_eq!(lines.len(), 3);
}

#[test]
fn it_ends_with_1_when_something_is_overdue() {
    let folder = register();
    folder.run(&["status", "--today", "2027-07-13"]).ends(0).answers("(in 0 days)");
    folder.run(&["status", "--today", "2027-07-14"]).ends(1).answers("(1 day overdue)");
}

#[test]
fn due_within_looks_ahead() {
    let folder = register();
    folder.run(&["status", "--today", "2027-06-30", "--due-within", "12"]).ends(0);
    folder.run(&["status", "--today", "2027-06-30", "--due-within", "13"]).ends(1);
    folder.run(&["status", "--today", "2027-06-30"]).ends(0);
}

#[test]
fn a_recorded_review_moves_the_next_one() {
    let folder = register();
    let policy = folder.read("content/trial/policies/gifts/policy.yaml");
    folder.write(
        "content/trial/policies/gifts/policy.yaml",
        format!(
            "{}    reviewed: [{{date: 2027-07-01, session: 12}}]\n",
            policy.replace("- {version", "- version").replace(", approval", "\n    approval").replace("13}}", "13}")
        ),
    );
    folder.run(&["status", "--today", "2027-07-14"]).ends(0).answers("2029-07-01");
}

#[test]
fn json_is_one_value_with_a_row_a_policy() {
    let folder = register();
    let run = folder.run(&["status", "--today", "2026-01-01", "--format", "json"]).ends(0);
    assert_eq!(run.err, "");
    let rows = run.json();
    assert_eq!(rows.as_array().map(Vec::len), Some(2));
    let row = &rows[0];
    for (key, value) in [
        ("association", "trial"),
        ("policy", "gifts"),
        ("title_ar", "سياسة الهدايا"),
        ("code", "POL-1"),
        ("version", "1.0"),
        ("state", "in-force"),
        ("approval", "approved"),
        ("approved", "2025-07-13"),
        ("approved_hijri", "1447-01-18"),
        ("computed", "hijri"),
        ("effective", "2025-07-13"),
        ("next_review", "2027-07-13"),
        ("translation", "complete"),
        ("url_en", "en/policies/gifts/"),
    ] {
        assert_eq!(row[key], value, "{key}");
    }
    let schema = folder.run(&["schema", "register"]).ends(0).json();
    crate::properties::fits(&rows, &schema, &schema, "register");
    assert_eq!((&row["session"], &row["days_to_review"]), (&8.into(), &558.into()));
    assert_eq!(rows[1]["state"], "draft");
}

#[test]
fn content_with_errors_is_said_to_have_them() {
    let folder = register();
    folder.write("content/trial/policies/gifts/1.0/ar.md", "[نص](clause:none)\n");
    folder
        .run(&["status", "--today", "2026-01-01"])
        .answers("1 error ")
        .says("the content has errors; `mithaq check` shows them");
    folder.write("content/site.yaml", "title: [");
    folder.run(&["status"]).ends(1).says("error[yaml-syntax]");
}

/// The events of a calendar as name → value; fails on what RFC 5545 does not allow.
pub(super) fn events(text: &str) -> Vec<std::collections::BTreeMap<String, String>> {
    assert!(text.ends_with("\r\n"), "{text:?}");
    assert_eq!(text.matches('\n').count(), text.matches("\r\n").count(), "every line ends with CRLF");
    assert!(text.split("\r\n").all(|line| line.len() <= 75), "a line is longer than 75 bytes");
    let whole = text.replace("\r\n ", "");
    let mut lines = whole.lines();
    assert_eq!(lines.next(), Some("BEGIN:VCALENDAR"));
    let (mut found, mut open) = (Vec::new(), None);
    for line in lines {
        let (name, value) = line.split_once(':').expect("a line is a name and a value");
        match (name, value) {
            ("BEGIN", "VEVENT") => assert!(open.replace(std::collections::BTreeMap::new()).is_none()),
            ("END", "VEVENT") => found.push(open.take().expect("an event was open")),
            ("END", "VCALENDAR") => assert!(open.is_none()),
            _ => {
                let Some(event) = &mut open else { continue };
                let known = event.insert(name.to_owned(), value.to_owned());
                assert_eq!(known, None, "{name} stands once");
            }
        }
    }
    found
}

#[test]
fn a_calendar_holds_the_next_reviews_in_both_languages() {
    let folder = register();
    let path = "content/trial/policies/gifts/policy.yaml";
    let long = "Gifts, hospitality; and other benefits that staff and members of the board are offered";
    folder.write(path, folder.read(path).replace("Gifts Policy", &format!("\"{long}\"")));
    let run = folder.run(&["status", "--format", "ics", "--today", "2026-01-01"]).ends(0);
    let found = events(&run.out);
    assert_eq!(found.len(), 1, "a policy without a review has no event");
    let event = &found[0];
    assert!(event["UID"].starts_with("review-trial-gifts@"), "{event:?}");
    assert_eq!(event["DTSTAMP"], "20250713T000000Z");
    assert_eq!(event["DTSTART;VALUE=DATE"], "20270713");
    let summary = event["SUMMARY"].replace("\\,", ",").replace("\\;", ";");
    assert_eq!(summary, format!("موعد مراجعة سياسة الهدايا / Review due: {long}"));
    assert!(event["SUMMARY"].contains("Gifts\\, hospitality\\;"), "{event:?}");
    let later = folder.run(&["status", "--format", "ics", "--today", "2026-05-01"]).ends(0);
    assert_eq!(later.out, run.out, "a calendar is of the record, not of the day");
    folder.run(&["status", "--format", "ics", "--today", "2027-07-14"]).ends(1);
}

#[test]
fn a_calendar_without_a_review_is_one_all_the_same() {
    let folder = register();
    let path = "content/trial/policies/gifts/policy.yaml";
    folder.write(path, folder.read(path).replace("review: {every_months: 24}\n", ""));
    let run = folder.run(&["status", "--format", "ics"]).ends(0);
    assert!(events(&run.out).is_empty(), "{}", run.out);
    // RFC 5545, 3.6: a calendar has at least one component.
    assert!(run.out.contains("\r\nBEGIN:VTIMEZONE\r\n") && run.out.contains("\r\nEND:VTIMEZONE\r\n"), "{}", run.out);
}
