//! `withdraw`: out of force, with the reason.

use crate::folder::{Folder, Run};
use crate::site::TestSite;

const POLICY: &str = "content/trial/policies/gifts/policy.yaml";

fn gifts() -> Folder {
    TestSite::new(
        "
        == content/trial/policies/gifts/policy.yaml
        title: {ar: سياسة الهدايا, en: Gifts Policy}
        governing_language: ar
        versions:
          - {version: \"1.0\", approval: {body: {ar: المجلس, en: Board}, date: 2024-07-13}}
          # the one that holds
          - {version: \"1.1\", approval: {body: {ar: المجلس, en: Board}, date: 2025-07-13}} # new
          - {version: \"1.2\", approval: pending}
        == content/trial/policies/gifts/1.0/ar.md
        نص.
        == content/trial/policies/gifts/1.1/ar.md
        نص.
        == content/trial/policies/gifts/1.2/ar.md
        نص.
    ",
    )
    .in_a_folder()
}

const WHY: [&str; 6] =
    ["--reason-ar", "حلّت محلها: «لائحة»", "--reason-en", "replaced: see \"By-law\"", "--today", "2026-01-01"];

fn withdraw(folder: &Folder, args: &[&str]) -> Run {
    let all: Vec<&str> =
        ["withdraw", "trial/gifts"].into_iter().chain(args.iter().copied()).chain(WHY).chain(["--yes"]).collect();
    folder.run(&all)
}

#[test]
fn the_version_in_force_is_withdrawn_and_the_one_before_is_named() {
    let folder = gifts();
    let before = folder.read(POLICY);
    withdraw(&folder, &["--date", "2025-12-01"])
        .ends(0)
        .answers("version 1.1 is withdrawn from 2025-12-01")
        .answers("version 1.0 is then in force again");
    let added = ", withdrawn: {date: 2025-12-01, reason: {ar: \"حلّت محلها: «لائحة»\", en: \"replaced: see \\\"By-law\\\"\"}}} # new";
    assert_eq!(folder.read(POLICY), before.replace("} # new", added));
    let row = &folder.run(&["status", "--format", "json", "--today", "2026-01-01"]).json()[0];
    assert_eq!((&row["version"], &row["state"]), (&"1.0".into(), &"in-force".into()));
    withdraw(&folder, &["1.0", "--date", "2025-12-01"]).ends(0).answers("no version of the policy is in force then");
}

#[test]
fn what_was_never_in_force_or_is_withdrawn_already_is_refused() {
    let folder = gifts();
    let before = folder.read(POLICY);
    withdraw(&folder, &["1.2", "--date", "2025-12-01"]).ends(1).says("it is a draft").says(&format!("{POLICY}:7:"));
    withdraw(&folder, &["2.0", "--date", "2025-12-01"]).ends(1).says("no version `2.0`").says("1.0, 1.1, 1.2");
    withdraw(&folder, &["1.1", "--date", "2025-01-01"])
        .ends(1)
        .says("before the day from which it holds, `2025-07-13`");
    assert_eq!(folder.read(POLICY), before);
    withdraw(&folder, &["1.0", "--date", "2025-12-01"]).ends(0).answers("version 1.1 stays in force");
    withdraw(&folder, &["1.0", "--date", "2025-12-02"]).ends(1).says("withdrawn already, from `2025-12-01`");
}

#[test]
fn the_reason_is_asked_for_in_every_language_of_the_site() {
    let folder = gifts();
    let args = ["withdraw", "trial/gifts", "--date", "2025-12-01", "--reason-ar", "سبب"];
    folder.run(&args).ends(2).says("give `--reason-en TEXT`");
    let site = folder.read("content/site.yaml");
    folder.write("content/site.yaml", site.replace("[ar, en]", "[ar]"));
    folder.run(&args).ends(2).says("there is no terminal to ask on");
    let before = folder.read("content/trial/policies/gifts/policy.yaml");
    let with = |option| [&args[..], &[option][..]].concat();
    folder.run(&with("--dry-run")).ends(0).answers("nothing was written");
    assert_eq!(folder.read("content/trial/policies/gifts/policy.yaml"), before);
    folder.run(&with("--yes")).ends(0);
}

#[test]
fn the_sitting_that_decided_is_recorded_and_told_in_the_history() {
    let folder = gifts();
    withdraw(&folder, &["--date", "2025-12-01", "--session", "3/27/366"]).ends(0);
    assert!(folder.read(POLICY).contains("withdrawn: {date: 2025-12-01, session: \"3/27/366\", reason:"));
    folder.run(&["build", "--today", "2026-01-01"]).ends(0);
    assert!(folder.read("output/ar/policies/gifts/history/index.html").contains("3/27/366"));
}
