//! What becomes a clause, with which id and label.

use super::reads;
use crate::site::TestSite;

#[test]
fn ids_are_places_unless_they_are_given() {
    let text = "
        ## الهدف {#goal}

        فقرة أولى.

        فقرة باسم. {#named}

        ١. بند
            أ- فرع {#leaf}
                - تحته

        ### القسم

        نص.

        ## النطاق

        نص.
    ";
    reads(
        text,
        &[
            "goal الهدف",
            "goal-1 فقرة أولى.",
            "named فقرة باسم.",
            "goal-3 ١. بند",
            "leaf أ- فرع",
            "leaf-1 - تحته",
            "goal-4 القسم",
            "goal-4-1 نص.",
            "2 النطاق",
            "2-1 نص.",
        ],
    );
}

#[test]
fn labels_of_headings_are_told_from_their_words() {
    reads(
        "## مادة (1) الهدف\n## المادة ٢: النطاق\n## الفصل الثالث: القنوات\n## 4. الخطوات\n## مادة النظام\n",
        &["1 مادة (1) الهدف", "2 المادة ٢: النطاق", "3 الفصل الثالث: القنوات", "4 4. الخطوات", "5 مادة النظام"],
    );
}

#[test]
fn numbering_labels_what_has_no_label() {
    let site = TestSite::new(
        "
        == content/trial/policies/gifts/policy.yaml
        title: {ar: سياسة, en: Policy}
        governing_language: ar
        numbering: [article, hijai, decimal]
        versions: [{version: \"1.0\", approval: not-stated}]
        == content/trial/policies/gifts/1.0/ar.md
        ## الهدف

        - أول
            - فرع
        - ثان

        ## مادة (7) مكتوبة
        == content/trial/policies/gifts/1.0/en.md
        ## Goal

        - first
            - leaf
        - second

        ## Article (7) typed
    ",
    );
    site.finds_nothing();
    assert_eq!(
        site.policy_page("ar").clauses(),
        ["1 المادة 1 الهدف", "1-1 أ- أول", "1-1-1 1. فرع", "1-2 ب- ثان", "2 مادة (7) مكتوبة"]
    );
    assert_eq!(site.policy_page("en").clauses()[0], "1 Article 1 Goal");
}

#[test]
fn a_translation_is_numbered_as_the_governing_text() {
    let site = TestSite::new(
        "
        == content/trial/policies/gifts/policy.yaml
        title: {ar: سياسة, en: Policy}
        governing_language: ar
        numbering: [article, decimal]
        commitments: [{id: reply, clause: steps-1, bound: at-most, amount: 3, unit: day}]
        versions: [{version: \"1.0\", approval: not-stated}]
        == content/trial/policies/gifts/1.0/ar.md
        ## الهدف {#goal}

        ## الخطوات {#steps}

        - أولى

        ## الختام {#end}
        == content/trial/policies/gifts/1.0/en.md
        ## Only here {#extra}

        ## End {#end}
    ",
    );
    let page = site.policy_page("en");
    assert_eq!(
        page.clauses(),
        [
            "extra Only here",
            "goal Article 1 [ar rtl: الهدف]",
            "steps Article 2 [ar rtl: الخطوات]",
            "steps-1 1. [ar rtl: أولى]",
            "end Article 3 End"
        ]
    );
    // A promise of a clause that is not translated is a promise all the same.
    assert_eq!(page.values(".promises a", "href"), ["#c-steps-1"]);
    assert!(page.text(".promises").contains("Article 2"), "{}", page.text(".promises"));
    assert!(page.has("#c-steps-1 .promise"));
}

#[test]
fn tables_quotes_definitions_and_code_are_clauses_with_ids() {
    let text = "| أ | ب |\n|---|---|\n| ١ | ٢ |\n\n> اقتباس\n\nمصطلح\n: معناه\n\n```\nرمز\n```\n";
    let page = TestSite::text(text).policy_page("ar");
    let ids = page.values(".text [data-clause]", "data-clause");
    assert_eq!(ids, ["1", "2", "3", "4"]);
    assert_eq!(page.texts(".text td"), ["١", "٢"]);
    assert_eq!(page.texts(".text blockquote"), ["اقتباس"]);
    assert_eq!((page.texts(".text dt"), page.texts(".text dd")), (vec!["مصطلح".to_owned()], vec!["معناه".to_owned()]));
    assert_eq!(page.texts(".text pre"), ["رمز"]);
}
