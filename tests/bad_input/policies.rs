//! Policies that contradict themselves, or refer to what is not there.

use super::{assert_found, with_policy};
use crate::site::{TestSite, drawn};

#[test]
fn an_id_that_two_things_have_is_a_finding_with_both_places() {
    let site = TestSite::text("أ. {#a}\n\nب. {#a}\n");
    let found = site.findings();
    assert_found(&found, "duplicate-id", "ar.md:3:1");
    assert_eq!(found[0].related, ["content/trial/policies/gifts/1.0/ar.md:1:1"]);
    let clause = "{id: a, clause: \"1\", bound: at-most, amount: 1, unit: day}";
    let site = with_policy(&format!(
        "commitments: [{clause}, {clause}]\nversions: [{{version: \"1.0\", approval: not-stated}}]\n"
    ));
    assert_eq!(site.finding("duplicate-id").related, ["content/trial/policies/gifts/policy.yaml:3:16"]);
}

#[test]
fn a_missing_text_is_a_finding() {
    let mut site = with_policy("versions: [{version: \"1.0\", approval: not-stated}]\n");
    site.files.remove("content/trial/policies/gifts/1.0/en.md");
    site.finds_only(&[("text-missing", "policy.yaml:3:13")]);
    assert_eq!(site.finding("text-missing").severity, "warning");
    site.files.remove("content/trial/policies/gifts/1.0/ar.md");
    site.finds_only(&[("text-missing", "policy.yaml:3:13")]);
    let finding = site.finding("text-missing");
    assert_eq!(
        (finding.severity.as_str(), finding.message.as_str()),
        ("error", "version `1.0` has no text in any language")
    );
}

#[test]
fn versions_out_of_order_are_a_finding() {
    let site = with_policy(
        "versions:\n  - {version: \"1.0\", effective: 2025-02-01, approval: not-stated}\n  - {version: \"1.10\", effective: 2025-03-01, approval: not-stated}\n  - {version: \"1.9\", effective: 2025-04-01, approval: not-stated}\n",
    );
    assert_eq!(site.finding("version-order").place(), "content/trial/policies/gifts/policy.yaml:6:6");
}

#[test]
fn two_versions_in_force_are_a_finding() {
    let site = with_policy(
        "versions:\n  - {version: \"1.0\", approval: not-stated}\n  - {version: \"1.1\", approval: not-stated}\n",
    )
    .with("content/trial/policies/gifts/1.1/ar.md", "نص.\n")
    .with("content/trial/policies/gifts/1.1/en.md", "Words.\n");
    site.finds_only(&[("two-in-force", "policy.yaml:5:6")]);
    assert_eq!(site.finding("two-in-force").related, ["content/trial/policies/gifts/policy.yaml:4:6"]);
    // A draft between the two changes nothing.
    let site = with_policy(
        "versions:\n  - {version: \"1.0\", effective: 2025-01-01, approval: not-stated}\n  - {version: \"1.1\", approval: pending}\n  - {version: \"1.2\", effective: 2025-01-01, approval: not-stated}\n",
    );
    site.finds("two-in-force", "policy.yaml:6:6");
    let site = with_policy(
        "versions:\n  - {version: \"1.0\", approval: not-stated, withdrawn: {date: 2025-01-01, reason: {ar: أ, en: a}}}\n  - {version: \"1.1\", approval: not-stated}\n",
    );
    assert!(site.findings().iter().all(|finding| finding.id != "two-in-force"));
}

#[test]
fn a_hijri_date_that_does_not_exist_is_a_finding() {
    // Rabi al-awwal 1447 has 29 days in the Umm al-Qura calendar, Safar 30.
    for (date, exists) in [
        ("1447-02-30", false),
        ("1447-01-30", true),
        ("1447-13-01", false),
        ("1447-00-10", false),
        ("1447-01-31", false),
        ("1447-01-00", false),
    ] {
        let site = with_policy(&format!(
            "versions: [{{version: \"1.0\", approval: {{body: {{ar: أ, en: a}}, hijri: {date}}}}}]\n"
        ));
        let found = site.findings();
        assert_eq!(
            found.iter().any(|finding| finding.id == "hijri-date-invalid"),
            !exists,
            "{date}:\n{}",
            drawn(&found)
        );
    }
}

#[test]
fn a_pair_of_dates_that_disagrees_is_a_finding_with_both_places() {
    let site = with_policy(
        "versions:\n  - version: \"1.0\"\n    approval:\n      body: {ar: أ, en: a}\n      date: 2025-07-12\n      hijri: 1447-01-18\n",
    );
    let finding = site.finding("date-pair-disagrees");
    assert_eq!(finding.place(), "content/trial/policies/gifts/policy.yaml:8:7");
    assert_eq!(finding.related, ["content/trial/policies/gifts/policy.yaml:7:7"]);
    assert!(finding.message.contains("2025-07-13"));
}

#[test]
fn a_heading_that_skips_a_level_is_a_finding() {
    let site = TestSite::text("## أ\n\n#### ب\n");
    site.finds_only(&[("heading-level-skipped", "ar.md:3:1"), ("heading-level-skipped", "en.md:3:1")]);
    assert_eq!(site.policy_page("ar").texts(".text h2, .text h3, .text h4"), ["أ", "ب"]);
}

#[test]
fn a_dangling_clause_reference_is_answered_with_what_was_meant() {
    let site = TestSite::text("نص. {#handling}\n\n[نص](clause:handeling)\n");
    let found = site.findings();
    assert_found(&found, "reference-dangling", "ar.md:3:1");
    assert_eq!(found[0].hint.as_deref(), Some("did you mean `handling`?"));
}
