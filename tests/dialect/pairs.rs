//! How the texts of two languages pair, and which of them a page shows.

use crate::site::TestSite;

#[test]
fn a_partial_translation_pairs_clause_by_clause() {
    let site = TestSite::texts(
        "## الهدف {#goal}\n\nأول. {#first}\n\nثان. {#second}\n\n## النطاق {#scope}\n\nثالث. {#third}\n",
        "## Goal {#goal}\n\nSecond. {#second}\n",
    );
    site.finds_only(&[("clause-unpaired", "ar.md:3:1"), ("clause-unpaired", "ar.md:7:1")]);
    assert_eq!(
        site.policy_page("ar").clauses(),
        ["goal الهدف", "first أول.", "second ثان.", "scope النطاق", "third ثالث."]
    );
    assert_eq!(
        site.policy_page("en").clauses(),
        ["goal Goal", "first [ar rtl: أول.]", "second Second.", "scope [ar rtl: النطاق]", "third [ar rtl: ثالث.]"]
    );
    let data = site.builds().json("data/trial/gifts/1.0.json");
    assert_eq!(data["clauses"][0]["children"][0]["text"], serde_json::json!({"ar": "أول.", "en": null}));
    assert_eq!(data["clauses"][0]["children"][1]["text"], serde_json::json!({"ar": "ثان.", "en": "Second."}));
}

#[test]
fn the_page_in_the_governing_language_shows_the_approved_text_alone() {
    let site = TestSite::texts("أول. {#first}\n", "First. {#first}\n\nMore. {#more}\n");
    assert_eq!(site.policy_page("ar").clauses(), ["first أول."]);
    assert_eq!(site.policy_page("en").clauses(), ["first First.", "more More."]);
}

#[test]
fn a_missing_english_text_is_shown_in_arabic_under_a_notice() {
    let site = TestSite::new(
        "
        == content/trial/policies/gifts/1.0/ar.md
        ---
        title: سياسة الهدايا
        ---
        ## الهدف {#goal}

        نص.
    ",
    );
    site.finds_only(&[("text-missing", "policy.yaml:4:6")]);
    let page = site.policy_page("en");
    assert_eq!(page.one("html").attr("lang"), Some("en"));
    assert_eq!(page.clauses(), ["goal [ar rtl: الهدف]", "goal-1 [ar rtl: نص.]"]);
    assert!(page.text("main").contains("not translated") || page.has(".notice.untranslated"), "{}", page.html);
    assert!(!site.builds().files.contains_key("en/policies/gifts/both/index.html"));
}

#[test]
fn an_english_text_may_govern() {
    let site = TestSite::new(
        "
        == content/trial/policies/gifts/policy.yaml
        title: {ar: سياسة, en: Policy}
        governing_language: en
        versions: [{version: \"1.0\", approval: not-stated}]
        == content/trial/policies/gifts/1.0/en.md
        One. {#one}

        Two. {#two}
        == content/trial/policies/gifts/1.0/ar.md
        واحد. {#one}
    ",
    );
    site.finds_only(&[("clause-unpaired", "en.md:3:1")]);
    assert_eq!(site.policy_page("ar").clauses(), ["one واحد.", "two [en ltr: Two.]"]);
}

#[test]
fn clauses_pair_by_id_wherever_they_stand() {
    let site = TestSite::texts("أول. {#a}\n\nثان. {#b}\n", "Two. {#b}\n\nOne. {#a}\n");
    site.finds_nothing();
    assert_eq!(site.policy_page("en").clauses(), ["a One.", "b Two."]);
}

#[test]
fn clauses_of_two_kinds_are_not_paired_and_only_the_first_place_is_told() {
    let site = TestSite::texts("أول.\n\nزائدة.\n\n1. بند\n2. بند\n", "One.\n\n1. Item\n2. Item\n");
    site.finds_only(&[("clause-unpaired", "ar.md:3:1")]);
    assert_eq!(site.policy_page("ar").clauses(), ["1 أول.", "2 زائدة.", "3 1. بند", "4 2. بند"]);
    assert_eq!(
        site.policy_page("en").clauses(),
        ["1 One.", "2-en 1. Item", "2 [ar rtl: زائدة.]", "3 2. Item", "4 2. [ar rtl: بند]"]
    );
}
