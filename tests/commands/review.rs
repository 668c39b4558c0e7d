//! `review`: "reviewed, unchanged".

use crate::folder::Folder;
use crate::site::TestSite;

const POLICY: &str = "content/trial/policies/gifts/policy.yaml";

fn gifts(version: &str) -> Folder {
    let policy = format!(
        "title: {{ar: سياسة الهدايا, en: Gifts Policy}}\ngoverning_language: ar\nreview: {{every_months: 24}}\nversions:\n{version}"
    );
    TestSite::text("نص.\n").with(POLICY, policy).in_a_folder()
}

const APPROVED: &str =
    "  - version: \"1.0\"\n    approval: {body: {ar: المجلس, en: Board}, session: 8, date: 2025-07-13}  # in July\n";

fn review<'a>(date: &'a str, today: &'a str) -> [&'a str; 6] {
    ["review", "trial/gifts", "--date", date, "--today", today]
}

#[test]
fn it_records_the_day_and_tells_the_next_one() {
    let folder = gifts(APPROVED);
    let before = folder.read(POLICY);
    folder.run(&["status", "--today", "2027-07-20"]).ends(1).answers("overdue");
    let run =
        folder.run(&["review", "trial/gifts", "--date", "2027-07-15", "--session", "12", "--today", "2027-07-20"]);
    run.ends(0).answers("version 1.0 was reviewed on 2027-07-15, unchanged").answers("due by 2029-07-15");
    assert_eq!(folder.read(POLICY), format!("{before}    reviewed: [{{date: 2027-07-15, session: 12}}]\n"));
    folder.run(&["status", "--today", "2027-07-20"]).ends(0).answers("2029-07-15");
    folder.run(&review("2028-01-01", "2028-01-02")).ends(0);
    assert_eq!(
        folder.read(POLICY),
        format!("{before}    reviewed: [{{date: 2027-07-15, session: 12}}, {{date: 2028-01-01}}]\n")
    );
}

#[test]
fn a_day_that_cannot_be_is_refused() {
    let folder = gifts(APPROVED);
    let before = folder.read(POLICY);
    folder.run(&review("2027-07-15", "2027-07-01")).ends(1).says("`2027-07-15` lies in the future");
    folder.run(&review("2025-07-12", "2027-07-01")).ends(1).says("before version `1.0` was approved, on `2025-07-13`");
    assert_eq!(folder.read(POLICY), before);
    folder.run(&review("2026-07-12", "2027-07-01")).ends(0);
    folder.run(&review("2026-07-12", "2027-07-01")).ends(1).says("the review of `2026-07-12` is recorded already");
    folder.run(&review("2026-07-11", "2027-07-01")).ends(1).says("a later review is recorded already, of `2026-07-12`");
}

#[test]
fn a_draft_alone_cannot_be_reviewed() {
    let folder = gifts("  - {version: \"1.0\", approval: pending}\n");
    folder.run(&review("2026-07-12", "2027-07-01")).ends(1).says("no version of the policy is in force");
}

#[test]
fn a_fixed_day_of_review_that_has_passed_is_named() {
    let folder = gifts(APPROVED);
    folder.write(POLICY, folder.read(POLICY).replace("{every_months: 24}", "{next: 2027-01-01}"));
    folder.run(&review("2027-01-10", "2027-01-11")).ends(0).answers("`review` in policy.yaml still names 2027-01-01");
}
