//! The page of what changed in a version: for whom it is there, and what it says.

use crate::site::{Built, TestSite, seal};

const FOLDER: &str = "content/trial/policies/gifts";
const OLD: &str = "## القبول {#accept}\n\n١. تقبل الهدايا الرمزية وحدها.\n٢. ترفع كل هدية إلى اللجنة خلال خمسة أيام.\n";
const NEW: &str = "## القبول {#accept}\n\n١. تقبل الهدايا الرمزية وحدها.\n٢. تسجل الهدية فور وصولها.\n٣. ترفع كل هدية إلى اللجنة خلال ثلاثة أيام.\n";
const EN: &str = "## Acceptance {#accept}\n\n1. Small gifts.\n2. The committee within five days.\n";

fn site(en: Option<&str>) -> TestSite {
    let mut site = TestSite::texts(OLD, EN);
    site.put(&format!("{FOLDER}/1.1/ar.md"), NEW);
    if let Some(en) = en {
        site.put(&format!("{FOLDER}/1.1/en.md"), en);
    }
    site.put(
        &format!("{FOLDER}/policy.yaml"),
        "title: {ar: سياسة الهدايا, en: Gifts Policy}\ngoverning_language: ar\nversions:\n  - {version: \"1.0\", approval: not-stated, effective: 2024-01-01}\n  - {version: \"1.1\", approval: not-stated, effective: 2025-01-01, change: {ar: مهلة أقصر, en: A shorter period}}\n",
    );
    site
}

fn built(site: &TestSite) -> Built {
    site.outcome().1
}

#[test]
fn the_page_tells_the_note_the_numbers_and_each_clause() {
    let built = built(&site(None));
    let page = built.page("ar/policies/gifts/1.1/changes/");
    assert_eq!(page.text("h1"), "ما الذي تغيّر في الإصدار 1.1");
    assert_eq!(page.text(".note .lede"), "مهلة أقصر");
    assert_eq!(
        page.texts(".tally li"),
        ["أضيف بند واحد", "عُدّلت كلمات بند واحد", "تغيّر رقم بند واحد", "بقي بندان على حالهما"]
    );
    let changes = page.texts(".change");
    assert_eq!(changes.len(), 2);
    assert!(changes[0].contains("البند ٢") && changes[0].contains("أضيف"), "{}", changes[0]);
    assert!(changes[1].contains("كان: ٢، وصار: ٣"), "{}", changes[1]);
    assert_eq!(page.texts(".change:nth-child(2) del"), ["حُذف: خمسة (انتهى الحذف)"]);
    assert_eq!(page.texts(".change:nth-child(2) ins"), ["أضيف: ثلاثة (انتهت الإضافة)"]);
    assert_eq!(page.values(".change:nth-child(2) a", "href"), ["../../1.0/#c-accept-2", "../#c-accept-3"]);
}

#[test]
fn the_first_version_has_no_such_page_and_the_list_of_versions_leads_to_the_others() {
    let built = built(&site(None));
    assert!(!built.files.contains_key("ar/policies/gifts/1.0/changes/index.html"));
    let page = built.page("ar/policies/gifts/");
    let links = page.values(".versions a", "href");
    assert_eq!(links.iter().filter(|href| href.contains("changes")).collect::<Vec<_>>(), ["1.1/changes/"]);
}

#[test]
fn a_language_without_a_text_shows_the_other_one_marked() {
    let built = built(&site(None));
    let page = built.page("en/policies/gifts/1.1/changes/");
    assert_eq!(page.text("h1"), "What changed in version 1.1");
    assert!(page.text(".tally").contains("the Arabic texts are compared"));
    assert_eq!(page.values(".change .words", "lang"), ["ar", "ar"]);
    assert_eq!(page.values(".change .words", "dir"), ["rtl", "rtl"]);
    assert!(
        page.values(".change a", "href").iter().all(|href| href.contains("/ar/")),
        "clauses are looked up in their language"
    );
}

#[test]
fn a_translation_that_was_left_as_it_was_does_not_tell_that_nothing_changed() {
    let en = format!("---\ntranslated_from: {}\n---\n{EN}", seal(OLD));
    let built = built(&site(Some(&en)));
    let page = built.page("en/policies/gifts/1.1/changes/");
    assert!(page.text(".notices").contains("The translation is behind."));
    assert!(page.text(".tally").contains("the Arabic text prevails"), "the page names the language that governs");
    assert!(page.values(".notices a", "href")[0].ends_with("ar/policies/gifts/1.1/changes/"));
}

#[test]
fn a_translation_that_is_behind_names_the_clauses_on_its_page() {
    let en = format!("---\ntranslated_from: {}\n---\n{EN}", seal(OLD));
    let built = built(&site(Some(&en)));
    let page = built.page("en/policies/gifts/1.1/");
    let notice = page.text(".notice.translation-outdated");
    assert!(notice.contains("The Arabic text changed after it was translated"), "{notice}");
    assert_eq!(page.values(".notice.translation-outdated .clauses a", "href"), ["#c-accept-2", "#c-accept-3"]);
    assert!(built.page("ar/policies/gifts/1.1/").all(".notice.translation-outdated").is_empty());
}

#[test]
fn a_cell_that_changed_is_named_by_its_row_and_column() {
    const HEAD: &str = "## الصلاحيات {#powers}\n\n| القرار | المجلس | المدير |\n|---|---|---|\n";
    let old = format!("{HEAD}| قبول الهدية | ✓ | |\n| ردها | | ✓ |\n");
    let new = format!("{HEAD}| قبول الهدية | | ✓ |\n| تسجيلها | ✓ | |\n| ردها | | ✓ |\n");
    let mut site = site(None);
    site.put(&format!("{FOLDER}/1.0/ar.md"), old.as_str());
    site.put(&format!("{FOLDER}/1.1/ar.md"), new.as_str());
    let english = "## Powers {#powers}\n\n| Decision | Board | Director |\n|---|---|---|\n| To accept | ✓ | |\n";
    site.put(&format!("{FOLDER}/1.1/en.md"), format!("---\ntranslated_from: {}\n---\n{english}", seal(&old)));
    let (found, built) = site.outcome();
    let page = built.page("ar/policies/gifts/1.1/changes/");
    assert_eq!(
        page.texts(".change .cells li"),
        [
            "الصف «قبول الهدية»، العمود «المجلس»: كان «✓»، وصار «خانة فارغة»",
            "الصف «قبول الهدية»، العمود «المدير»: كان «خانة فارغة»، وصار «✓»",
        ]
    );
    // Whoever reads the translation is led to the clause, and whoever keeps it is told.
    assert!(found.iter().any(|finding| finding.id == "translation-outdated"), "{found:?}");
    let behind = built.page("en/policies/gifts/");
    assert!(behind.values(".notices a", "href").iter().any(|href| href.contains("#c-powers-1")));
    let folder = site.in_a_folder();
    folder
        .run(&["diff", "trial/gifts", "--today", "2026-01-01"])
        .ends(0)
        .answers("cell in row \u{2068}قبول الهدية\u{2069}, column \u{2068}المجلس\u{2069}: \u{2068}✓\u{2069} -> nothing")
        .answers("column \u{2068}المدير\u{2069}: nothing -> \u{2068}✓\u{2069}");
    let json = folder.run(&["diff", "trial/gifts", "--format", "json", "--today", "2026-01-01"]).ends(0).out.clone();
    let data: serde_json::Value = serde_json::from_str(&json).expect("it is JSON");
    let cell = serde_json::json!({"row": "قبول الهدية", "column": "المدير", "old": "", "new": "✓"});
    assert_eq!(data["changes"][0]["cells"][1], cell);
}
