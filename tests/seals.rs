//! A text that differs from its seal is reported with what changed, and a
//! translation that is behind with the clauses that are.

use crate::site::{TestSite, seal};

const FOLDER: &str = "content/trial/policies/gifts";

const APPROVED: &str = "---\ntitle: سياسة الهدايا\n---\n\n## مادة (1) القبول\n\n١. تقبل الهدايا الرمزية وحدها.\n٢. ترفع كل هدية إلى اللجنة خلال خمسة أيام.\n\n## مادة (2) أحكام\n\nتسري هذه السياسة من تاريخها.\n";

/// A site whose Arabic text was sealed as `APPROVED` and stands as `now`.
fn sealed(now: &str, copy: Option<&str>) -> TestSite {
    let policy = format!(
        "title: {{ar: سياسة الهدايا, en: Gifts Policy}}\ngoverning_language: ar\nversions:\n  - version: \"1.0\"\n    approval: not-stated\n    seal: {{ar: \"{}\"}}\n",
        seal(APPROVED)
    );
    let mut site = TestSite::texts(now, APPROVED);
    site.put(&format!("{FOLDER}/policy.yaml"), policy);
    if let Some(copy) = copy {
        site.put(&format!("{FOLDER}/1.0/.sealed/ar.md"), copy);
    }
    site
}

fn said(now: &str, copy: Option<&str>) -> String {
    sealed(now, copy).finding("seal-broken").message
}

#[test]
fn the_first_clause_that_differs_is_named_with_its_words() {
    let now = APPROVED.replace("خمسة", "عشرة");
    let finding = sealed(&now, Some(APPROVED)).finding("seal-broken");
    assert_eq!(
        finding.message,
        "the Arabic text of version `1.0` differs from its seal: in clause `1-2` (`٢.`) `خمسة` became `عشرة`"
    );
    assert_eq!(finding.place(), format!("{FOLDER}/1.0/ar.md:8:1"));
    assert_eq!(finding.related, [format!("{FOLDER}/1.0/.sealed/ar.md:8:1"), format!("{FOLDER}/policy.yaml:6:12")]);
    let hint = finding.hint.expect("there are ways out");
    for way in ["restore it from `content/trial/policies/gifts/1.0/.sealed/ar.md`", "mithaq revise trial/gifts"] {
        assert!(hint.contains(way), "{hint}");
    }
}

#[test]
fn every_kind_of_change_has_its_sentence() {
    let replaced = |old: &str, new: &str| {
        assert!(APPROVED.contains(old), "{old}");
        said(&APPROVED.replace(old, new), Some(APPROVED))
    };
    let cases = [
        (replaced("تقبل الهدايا", "لا تقبل الهدايا"), "in clause `1-1` (`١.`) `لا` was added"),
        (replaced(" الرمزية", ""), "in clause `1-1` (`١.`) `الرمزية` was taken out"),
        (replaced("تقبل", "تُقبل"), "in clause `1-1` (`١.`) `تقبل` became `تُقبل` (only vowel marks differ)"),
        (replaced("وحدها", "وحدهـا"), "(only tatweels differ)"),
        (
            replaced("## مادة (2)", "٣. تعاد الهدايا النقدية.\n\n## مادة (2)"),
            "clause `1-3` (`٣.`) was added: `تعاد الهدايا النقدية.`",
        ),
        (
            replaced("١. تقبل الهدايا الرمزية وحدها.\n٢.", "١."),
            "clause `1-1` (`١.`) was taken out: `تقبل الهدايا الرمزية وحدها.`, and 1 more clause changed",
        ),
        (
            replaced("title: سياسة الهدايا", "title: سياسة العطايا"),
            "no clause changed, but its front matter did: `title: سياسة العطايا`",
        ),
        (
            replaced("الرمزية وحدها", "الرمزية  وحدها"),
            "no word of it changed, but spaces, line ends or marks of Markdown did",
        ),
        (replaced("الرمزية وحدها", "الرمزية **وحدها**"), "in clause `1-1` (`١.`) links, emphasis or embeds changed"),
        (replaced("٢. ترفع", "٣. ترفع"), "in clause `1-2` (`٣.`) the label `٢.` became `٣.`"),
    ];
    for (message, expected) in cases {
        assert!(message.ends_with(expected), "{message}\n  does not end with\n{expected}");
    }
}

#[test]
fn words_of_the_text_are_isolated_where_they_are_drawn() {
    let folder = sealed(&APPROVED.replace("خمسة", "عشرة"), Some(APPROVED)).in_a_folder();
    let run = folder.run(&["check"]).ends(1);
    assert!(run.err.contains("`\u{2068}خمسة\u{2069}` became `\u{2068}عشرة\u{2069}`"), "{}", run.err);
}

#[test]
fn without_a_copy_it_is_said_that_there_is_none() {
    let now = APPROVED.replace("خمسة", "عشرة");
    for copy in [None, Some(now.as_str()), Some("كلام آخر.\n")] {
        let finding = sealed(&now, copy).finding("seal-broken");
        assert!(finding.message.contains("no copy of the approved text is at hand"), "{}", finding.message);
        assert!(
            !finding.hint.expect("a hint").contains(".sealed"),
            "a copy that is not the sealed one restores nothing"
        );
    }
}

#[test]
fn a_text_saved_in_another_normalisation_differs_in_its_encoding_alone() {
    // «أحكام» with its hamza as a sign of its own, as some systems save it.
    let now = APPROVED.replace("أحكام", "ا\u{654}حكام").replace("أيام", "ا\u{654}يام");
    for copy in [None, Some(APPROVED)] {
        assert!(said(&now, copy).contains("only the encoding of its letters differs (Unicode normalisation)"));
    }
    let partly = APPROVED.replace("أحكام", "ا\u{654}حكام").replace("خمسة", "عشرة");
    assert!(said(&partly, Some(APPROVED)).contains("`خمسة` became `عشرة`"), "a word that changed as well comes first");
}

#[test]
fn line_ends_a_mark_and_final_lines_leave_a_seal_whole() {
    for same in [
        APPROVED.replace('\n', "\r\n"),
        format!("\u{feff}{APPROVED}"),
        APPROVED.trim_end().to_owned(),
        format!("{APPROVED}\n\n"),
    ] {
        let site = sealed(&same, None);
        assert!(site.findings().iter().all(|finding| finding.id != "seal-broken"), "{same:?}");
    }
}

#[test]
fn copies_of_sealed_texts_are_neither_published_nor_held_to_the_rules() {
    let site = sealed(APPROVED, Some(APPROVED)).with(&format!("{FOLDER}/1.0/.sealed/en.md"), b"\xff\xfe".to_vec());
    let (findings, built) = site.outcome();
    // The period in the text is of a sealed edition that records no promise: good to know, and no fault of the copy.
    assert!(findings.iter().all(|finding| finding.severity == "note"), "{findings:?}");
    assert!(built.files.keys().all(|path| !path.contains("sealed")), "{:?}", built.files.keys());
}

/// Two versions whose English follows the Arabic text `followed`.
fn translated(now: &str, followed: &str) -> TestSite {
    let en = format!(
        "---\ntranslated_from: {}\n---\n\n## Acceptance {{#accept}}\n\n1. Small gifts.\n2. The committee.\n",
        seal(followed)
    );
    TestSite::texts(now, &en)
}

const SOURCE: &str = "## القبول {#accept}\n\n١. تقبل الهدايا الرمزية وحدها.\n٢. ترفع إلى اللجنة خلال خمسة أيام.\n";

#[test]
fn a_translation_that_is_behind_names_the_clauses_with_places_in_both_files() {
    let now = SOURCE.replace("خمسة", "عشرة");
    let site = translated(&now, SOURCE).with(&format!("{FOLDER}/1.0/.sealed/ar.md"), SOURCE);
    let finding = site.finding("translation-outdated");
    assert_eq!(finding.message, "the English text follows an earlier Arabic text; behind are `accept-2`");
    assert_eq!(finding.related, [format!("{FOLDER}/1.0/ar.md:4:1"), format!("{FOLDER}/1.0/en.md:8:1")]);
    assert!(finding.hint.expect("a hint").contains("mithaq translated trial/gifts 1.0"));
}

#[test]
fn a_translation_of_a_text_that_is_gone_is_only_said_to_be_behind() {
    let finding = translated(&SOURCE.replace("خمسة", "عشرة"), SOURCE).finding("translation-outdated");
    assert_eq!(finding.message, "the English text follows an earlier Arabic text");
    assert_eq!(finding.related, [format!("{FOLDER}/1.0/ar.md:1:1")]);
}

#[test]
fn the_text_of_another_version_tells_as_well_what_changed() {
    let mut site = translated(&SOURCE.replace("خمسة", "عشرة"), SOURCE);
    let files: Vec<_> = site
        .files
        .iter()
        .filter(|(path, _)| path.contains("/1.0/"))
        .map(|(p, t)| (p.replace("/1.0/", "/1.1/"), t.clone()))
        .collect();
    files.into_iter().for_each(|(path, text)| site.put(&path, text));
    site.put(&format!("{FOLDER}/1.0/ar.md"), SOURCE);
    site.put(
        &format!("{FOLDER}/policy.yaml"),
        "title: {ar: سياسة الهدايا, en: Gifts Policy}\ngoverning_language: ar\nversions:\n  - {version: \"1.0\", approval: not-stated}\n  - {version: \"1.1\", approval: pending}\n",
    );
    assert_eq!(
        site.finding("translation-outdated").message,
        "the English text follows an earlier Arabic text; behind are `accept-2`"
    );
}
