//! What was decided, as readers find it: the history of a policy, and all that changed on the site.

use crate::site::{Built, TestSite};

const FOLDER: &str = "content/trial/policies/gifts";

/// Three versions and a draft: the first withdrawn, the second reviewed twice on one day, the
/// third approved for a later day.
pub(crate) fn site() -> TestSite {
    let mut site = TestSite::text("## القبول {#accept}\n\n١. تقبل الهدايا الرمزية وحدها.\n");
    for version in ["1.1", "1.2", "2.0"] {
        for lang in ["ar", "en"] {
            let text = format!("## القبول {{#accept}}\n\n١. تقبل الهدايا الرمزية وحدها.\n٢. الإصدار {version}.\n");
            site.put(&format!("{FOLDER}/{version}/{lang}.md"), text);
        }
    }
    site.put(&format!("{FOLDER}/1.1/files/minutes.pdf"), vec![b'x'; 1_250_001]);
    site.put(&format!("{FOLDER}/1.1/files/annex 1.txt"), "annex");
    site.put(
        &format!("{FOLDER}/policy.yaml"),
        "title: {ar: سياسة الهدايا, en: Gifts Policy}
governing_language: ar
review: {every_months: 12}
versions:
  - version: \"1.0\"
    approval: not-stated
    effective: 2020-01-01
    withdrawn: {date: 2024-02-01, reason: {ar: نُقلت إلى دليل آخر, en: Moved to another manual}}
  - version: \"1.1\"
    change: {ar: مهلة أقصر, en: A shorter period}
    approval: {body: {ar: مجلس الإدارة, en: Board of Directors}, session: 8, hijri: 1445-01-18, document: files/minutes.pdf}
    reviewed: [{date: 2024-07-13, session: 12}, {date: 2025-07-13}, {date: 2025-07-13, session: 14}]
  - version: \"1.2\"
    approval: {body: {ar: مجلس الإدارة, en: Board of Directors}, session: 20, date: 2025-12-01}
    effective: 2027-01-01
  - version: \"2.0\"
    approval: pending
",
    );
    site
}

fn built() -> Built {
    site().builds()
}

#[test]
fn the_history_lists_every_version_newest_first_with_its_approval() {
    let built = built();
    let page = built.page("en/policies/gifts/history/");
    let heads = page.texts(".edition h2");
    assert_eq!(heads, ["Version 1.2 Not yet in force", "Version 1.1 In force", "Version 1.0 Withdrawn"]);
    let approval = page.text(".edition.in-force [data-approval]");
    for words in ["Board of Directors", "eighth (8)", "18 Muharram 1445 AH", "5 August 2023 (computed)"] {
        assert!(approval.contains(words), "{words} in {approval}");
    }
    assert_eq!(page.values(".edition h2 a", "href"), ["../1.2/", "../1.1/", "../1.0/"]);
    assert_eq!(page.values(".edition .onward a", "href"), ["../1.2/changes/", "../1.1/changes/"]);
    let arabic = built.page("ar/policies/gifts/history/");
    assert_eq!(arabic.text("h1"), "تاريخ السياسة");
    assert!(arabic.text(".edition.in-force").contains("مجلس الإدارة"));
}

#[test]
fn reviews_and_withdrawals_stand_with_their_version_newest_first() {
    let page = built().page("en/policies/gifts/history/");
    assert_eq!(
        page.values(".edition.in-force .events li", "id"),
        ["v1-1-reviewed-2025-07-13-2", "v1-1-reviewed-2025-07-13", "v1-1-reviewed-2024-07-13"]
    );
    let reviews = page.texts(".edition.in-force .events li");
    assert_eq!(
        reviews[0],
        "Version 1.1 reviewed and left unchanged fourteenth (14) session 18 Muharram 1447 AH (computed) 13 July 2025"
    );
    let end = page.text(".edition.withdrawn .events");
    assert!(end.contains("1 February 2024") && end.contains("Moved to another manual"), "{end}");
}

#[test]
fn scans_tell_their_type_and_size() {
    let page = built().page("ar/policies/gifts/history/");
    assert!(page.text(".edition.in-force [data-approval]").contains("(PDF، 1.3 ميغابايت)"));
    assert_eq!(page.texts(".edition .links li"), ["annex 1.txt (TXT، 1 كيلوبايت)"]);
    let links = page.values(".edition .links a", "href");
    assert!(links[0].ends_with("source/trial/gifts/1.1/files/annex%201.txt"), "{links:?}");
}

#[test]
fn the_policy_page_leads_to_the_history() {
    let built = built();
    for (page, way) in [("ar/policies/gifts/", "history/"), ("ar/policies/gifts/1.0/", "../history/")] {
        assert!(built.page(page).values(".approval .links a", "href").contains(&way.to_owned()), "{page}");
    }
}

#[test]
fn everything_that_changed_stands_newest_first_and_what_lies_ahead_is_left_out() {
    let mut site = site();
    let policy = "content/trial/policies/visits/policy.yaml";
    site.put("content/trial/policies/visits/1.0/ar.md", "نص\n");
    site.put("content/trial/policies/visits/1.0/en.md", "text\n");
    site.put(policy, "title: {ar: سياسة الزيارات, en: Visits Policy}\ngoverning_language: ar\nversions:\n  - {version: \"1.0\", approval: not-stated, withdrawn: {date: 2030-01-01, reason: {ar: سبب, en: A reason}}}\n");
    let built = site.builds();
    let page = built.page("en/changes/");
    assert_eq!(page.texts(".year h2"), ["2025", "2024", "2023", "2020", "Date not stated"]);
    assert_eq!(
        page.texts(".what"),
        [
            "Version 1.2 approved",
            "Version 1.1 reviewed and left unchanged",
            "Version 1.1 reviewed and left unchanged",
            "Version 1.1 reviewed and left unchanged",
            "Version 1.0 withdrawn",
            "Version 1.1 approved",
            "Version 1.0 came into force; its approval is not stated",
            "Version 1.0 came into force; its approval is not stated",
        ]
    );
    let links = page.values(".events h3 a", "href");
    assert_eq!(links[0], "../policies/gifts/1.2/");
    assert_eq!(links[1], "../policies/gifts/history/#v1-1-reviewed-2025-07-13-2");
    for home in ["ar/", "en/policies/gifts/1.0/"] {
        assert!(built.page(home).values("footer a", "href").iter().any(|href| href.ends_with("changes/")), "{home}");
    }
}

#[test]
fn drafts_stand_in_the_history_only_where_they_are_published() {
    let folder = site().in_a_folder();
    folder.run(&["build", "--output", "out", "--today", "2026-01-01"]).ends(0);
    assert!(!folder.read("out/en/policies/gifts/history/index.html").contains("v2-0"));
    folder.run(&["build", "--output", "out", "--today", "2026-01-01", "--drafts"]).ends(0);
    assert!(folder.read("out/en/policies/gifts/history/index.html").contains("v2-0-pending"));
    assert!(!folder.read("out/en/changes/index.html").contains("2.0"), "a draft is no decision");
}

#[test]
fn a_clause_of_an_old_version_leads_to_itself_in_the_one_in_force_or_says_that_it_is_gone() {
    let mut site = site();
    let path = format!("{FOLDER}/1.0/ar.md");
    site.put(&path, "## القبول {#accept}\n\n١. تقبل الهدايا.\n\n## الرفض {#refuse}\n\n١. ترفض النقود.\n");
    let built = site.outcome().1;
    let page = built.page("ar/policies/gifts/1.0/");
    assert_eq!(page.values("#c-accept-1 > .today a", "href"), ["../#c-accept-1"]);
    assert_eq!(page.text("#c-accept-1 > .today"), "هذا البند في الإصدار الساري 1.1");
    assert_eq!(page.text("#c-refuse-1 > .today"), "ليس هذا البند في الإصدار الساري 1.1.");
    assert!(built.page("ar/policies/gifts/").has("#c-accept-1"), "the place is there");
    for current in ["ar/policies/gifts/", "ar/policies/gifts/1.1/"] {
        assert!(!built.page(current).has(".today"), "{current}");
    }
}

#[test]
fn a_withdrawn_version_is_a_tombstone_with_day_reason_and_what_holds() {
    let built = built();
    let stone = built.page("en/policies/gifts/1.0/").text(".notice.withdrawn");
    let told = "This version was withdrawn. It was withdrawn on 1 February 2024, 20 Rajab 1445 AH (computed). \
        Read version 1.1, which is in forceReason for withdrawal: Moved to another manual";
    assert_eq!(stone, told);
    let mut gone = site();
    let path = format!("{FOLDER}/policy.yaml");
    let policy = String::from_utf8(gone.files[&path].clone()).expect("text");
    let end = "    withdrawn: {date: 2025-12-05, reason: {ar: سبب, en: A reason}}\n";
    gone.put(&path, policy.replace("  - version: \"1.2\"\n", &format!("{end}  - version: \"1.2\"\n{end}")));
    let page = gone.builds().page("en/policies/gifts/");
    assert!(page.text(".notice.withdrawn").contains("No version of this policy is in force."));
    assert!(!page.has(".today"));
}

#[test]
fn what_lies_ahead_is_told_with_its_day_in_words_that_stay_right() {
    let built = built();
    let page = built.page("en/policies/gifts/1.2/");
    let told = "For a later day. This version applies from 1 January 2027, and not before. Read version 1.1, which is in force";
    assert_eq!(page.text(".notice.upcoming"), told);
    let page = built.page("ar/policies/gifts/");
    assert_eq!(page.text(".notice.next"), "يليه إصدار أحدث. يُعمل به من 1 يناير 2027م. اقرأ الإصدار 1.2");
    assert!(page.text(".approval").contains("موعد المراجعة13 يوليو 2026م"), "a date, and no count of days");
}

#[test]
fn two_notices_stand_open_and_the_rest_are_folded() {
    let mut site = site();
    for version in ["1.0", "1.1"] {
        site.put(&format!("{FOLDER}/{version}/en.md"), "## Acceptance {#accept}\n");
    }
    let path = format!("{FOLDER}/policy.yaml");
    let policy = String::from_utf8(site.files[&path].clone()).expect("text");
    site.put(&path, format!("basis: restated\n{policy}"));
    for (page, folded) in [("en/policies/gifts/1.0/", 2), ("en/policies/gifts/", 2)] {
        let page = site.outcome().1.page(page);
        assert_eq!(page.all(".notices > .notice").len(), 2, "{}", page.path);
        assert_eq!(page.all(".notices > details > .notice").len(), folded, "{}", page.path);
    }
}
