//! Promises belong to the version that makes them.

use crate::folder::Folder;
use crate::site::TestSite;

const POLICY: &str = "content/trial/policies/gifts/policy.yaml";
const TODAY: [&str; 2] = ["--today", "2026-03-01"];

/// A version found as it is, whose promise stands in the policy's list, and a form that rests on it.
fn gifts() -> Folder {
    TestSite::new(
        "
        == content/trial/policies/gifts/policy.yaml
        title: {ar: سياسة الهدايا, en: Gifts Policy}
        governing_language: ar
        commitments:
          - id: study
            what: {ar: دراسة الطلب, en: Study of a request}
            clause: study
            bound: at-most
            amount: 15
            unit: working-day
          - {clause: wait, bound: at-least, amount: 24, unit: hour}
        versions:
          - version: \"1.0\"
            approval: {body: {ar: المجلس, en: Board}, session: 8, date: 2025-07-13}
          - version: \"1.1\"
            change: {ar: تعديل, en: A change}
            approval: pending
        == content/trial/policies/gifts/1.0/ar.md
        تدرس الجمعية الطلب خلال 15 يوم عمل. {#study}

        لا تقل مدة الدراسة عن 24 ساعة. {#wait}
        == content/trial/policies/gifts/1.0/en.md
        The association studies a request within 15 working days. {#study}

        The study takes no less than 24 hours. {#wait}
        == content/trial/policies/gifts/1.1/ar.md
        تدرس الجمعية كل طلب خلال 15 يوم عمل. {#study}

        لا تقل مدة الدراسة عن 24 ساعة. {#wait}
        == content/trial/policies/gifts/1.1/en.md
        The association studies each request within 15 working days. {#study}

        The study takes no less than 24 hours. {#wait}
    ",
    )
    .in_a_folder()
}

fn with_today<'a>(args: &[&'a str]) -> Vec<&'a str> {
    args.iter().copied().chain(TODAY).collect()
}

fn approve(folder: &Folder) {
    folder
        .run(&with_today(&[
            "approve",
            "trial/gifts",
            "--session",
            "9",
            "--date",
            "2026-01-20",
            "--rewording-is-meant",
            "--yes",
        ]))
        .ends(0);
}

#[test]
fn a_page_says_what_is_promised_and_keeps_minimums_apart() {
    let folder = gifts();
    folder.run(&with_today(&["build"])).ends(0);
    let page = folder.read("output/ar/policies/gifts/index.html");
    assert!(page.contains("دراسة الطلب: خلال مدة لا تتجاوز 15 يوم عمل"), "{page}");
    let (promises, minimums) = page.split_once("مدد دنيا").expect("minimums stand under words of their own");
    assert!(!promises.contains("في مدة لا تقل عن 24 ساعة"));
    assert!(minimums.contains("في مدة لا تقل عن 24 ساعة"));
    let english = folder.read("output/en/policies/gifts/index.html");
    assert!(english.contains("Study of a request: within 15 working days at most"));
    let data: serde_json::Value =
        serde_json::from_str(&folder.read("output/data/trial/gifts/1.0.json")).expect("it is JSON");
    assert_eq!(data["commitments"][0]["what"]["en"], "Study of a request");
    assert_eq!((&data["commitments"][1]["id"], &data["commitments"][1]["unit"]), (&"wait".into(), &"hour".into()));
}

#[test]
fn approval_copies_the_list_so_that_a_later_change_of_it_touches_no_sealed_version() {
    let folder = gifts();
    approve(&folder);
    let policy = folder.read(POLICY);
    let list = "    change: {ar: تعديل, en: A change}\n    commitments:\n      - {id: study, what: {ar: دراسة الطلب, en: Study of a request}, clause: study, bound: at-most, amount: 15, unit: working-day}\n      - {id: wait, clause: wait, bound: at-least, amount: 24, unit: hour}\n    approval:\n";
    assert!(policy.contains(list), "{policy}");
    folder.write(POLICY, policy.replacen("amount: 15", "amount: 51", 1));
    folder.run(&with_today(&["build"])).ends(0);
    let page = folder.read("output/en/policies/gifts/index.html");
    assert!(page.contains("within 15 working days") && !page.contains("51"), "{page}");
}

#[test]
fn a_revision_inherits_the_list_of_its_version() {
    let folder = gifts();
    approve(&folder);
    folder.run(&with_today(&["revise", "trial/gifts"])).ends(0);
    let policy = folder.read(POLICY);
    let (_, draft) = policy.split_once("version: \"1.2\"").expect("it is started");
    assert!(draft.contains("    commitments:\n      - {id: study,"), "{draft}");
    folder.run(&with_today(&["check"])).ends(0);
}

#[test]
fn a_promise_of_a_version_names_a_clause_of_its_own_text() {
    let folder = gifts();
    approve(&folder);
    folder.write(
        POLICY,
        folder.read(POLICY).replace(
            "clause: wait, bound: at-least, amount: 24, unit: hour}\n    approval",
            "clause: gone, bound: at-least, amount: 24, unit: hour}\n    approval",
        ),
    );
    folder.run(&with_today(&["check"])).ends(1).says("version `1.1` has no clause `gone`");
}
