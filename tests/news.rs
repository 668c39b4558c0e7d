//! All that changed on a large site: the latest on one page, and every year or month on its own.

use std::collections::BTreeMap;
use std::fmt::Write;

use crate::site::TestSite;

/// A policy that was approved on a day of 2022, and reviewed on so many days of each month.
fn site(reviews: &[(&str, usize)]) -> TestSite {
    let mut policy = String::from(
        "title: {ar: سياسة الهدايا, en: Gifts Policy}
governing_language: ar
versions:
  - version: \"1.0\"
    approval: {body: {ar: مجلس الإدارة, en: Board of Directors}, session: 8, date: 2022-01-01}
    reviewed:
",
    );
    for (month, count) in reviews {
        for nth in 0..*count {
            let _ = writeln!(policy, "      - {{date: {month}-{:02}, session: {}}}", nth % 28 + 1, nth + 9);
        }
    }
    TestSite::text("١. تقبل الهدايا الرمزية وحدها.\n").with("content/trial/policies/gifts/policy.yaml", policy)
}

#[test]
fn one_page_holds_all_that_changed_where_it_can() {
    let built = site(&[("2023-05", 399)]).builds();
    let page = built.page("ar/changes/");
    assert_eq!(page.texts(".events > li").len(), 400);
    assert!(page.texts("#periods, [href='#periods']").is_empty());
}

#[test]
fn what_is_too_much_for_one_page_has_a_page_for_every_year_or_month() {
    let built = site(&[("2023-05", 300), ("2023-11", 150), ("2024-02", 20)]).builds();
    let first = built.page("en/changes/");
    assert_eq!(first.texts(".events > li").len(), 100, "the latest");
    assert_eq!(first.texts(".year h2"), ["2024", "2023"]);
    assert_eq!(first.values("header [href='#periods']", "href").len(), 1);
    let periods = ["2024 20 changes", "November 2023 150 changes", "May 2023 300 changes", "2022 One change"];
    assert_eq!(first.texts(".periods li"), periods);
    let ways = first.values(".periods a", "href");
    assert_eq!(ways, ["2024/", "2023-11/", "2023-05/", "2022/"]);

    // Nothing is lost: the pages of the periods have every event once, in the order of time.
    let mut told: BTreeMap<String, usize> = BTreeMap::new();
    for (way, count) in ways.iter().zip([20, 150, 300, 1]) {
        let page = built.page(&format!("en/changes/{way}"));
        assert_eq!(page.texts(".events > li").len(), count, "{way}");
        assert!(page.texts("header [href='#periods']").is_empty());
        let hrefs = page.values(".events h3 a", "href");
        hrefs.into_iter().for_each(|href| *told.entry(href).or_default() += 1);
    }
    assert_eq!(told.len(), 471);
    assert!(told.values().all(|times| *times == 1));
}

#[test]
fn the_page_of_a_month_says_which_one_it_is_in_both_languages() {
    let built = site(&[("2023-05", 300), ("2023-11", 150)]).builds();
    let page = built.page("ar/changes/2023-11/");
    assert_eq!(page.text("h1"), "ما تغيّر في نوفمبر 2023م");
    assert_eq!(page.texts(".crumbs li").last().map(String::as_str), Some("ما تغيّر في نوفمبر 2023م"));
    assert_eq!(page.values(".crumbs li:nth-last-child(2) a", "href"), ["../"]);
    assert_eq!(page.text(".periods [aria-current=page]"), "نوفمبر 2023م");
    assert_eq!(page.values(".language", "href"), ["../../../en/changes/2023-11/"]);
    assert_eq!(built.page("en/changes/2022/").text("h1"), "What changed in 2022");
    let sitemap = built.file("sitemap.xml");
    let listed = "<loc>https://trial.example.org/ar/changes/2023-11/</loc><lastmod>2023-11-28</lastmod>";
    assert!(sitemap.contains(listed), "{sitemap}");
}

#[test]
fn a_month_that_is_too_much_for_one_page_has_several() {
    let built = site(&[("2023-05", 900)]).builds();
    assert_eq!(
        built.page("en/changes/").values(".periods a", "href"),
        ["2023-05/", "2023-05/2/", "2023-05/3/", "2022/"]
    );
    let page = built.page("ar/changes/2023-05/3/");
    assert_eq!((page.text("h1").as_str(), page.texts(".events > li").len()), ("ما تغيّر في مايو 2023م (3)", 100));
    assert_eq!(page.text(".periods [aria-current=page]"), "مايو 2023م (3)");
    assert_eq!(page.values(".periods a", "href"), ["../", "../2/", "../../2022/"]);
    let last = page.values(".events h3 a", "href").pop();
    assert_eq!(last.as_deref(), Some("../../../policies/gifts/history/#v1-0-reviewed-2023-05-01"));
}

#[test]
fn what_has_no_date_has_a_page_of_its_own_beside_the_years() {
    let undated = "title: {ar: سياسة الزيارات, en: Visits Policy}\ngoverning_language: ar\nversions:\n  - {version: \"1.0\", approval: not-stated}\n";
    let built = site(&[("2023-05", 400)])
        .with("content/trial/policies/visits/policy.yaml", undated)
        .with("content/trial/policies/visits/1.0/ar.md", "١. نص.\n")
        .with("content/trial/policies/visits/1.0/en.md", "1. text.\n")
        .builds();
    let page = built.page("en/changes/undated/");
    assert_eq!(page.text("h1"), "Changes whose date is not stated");
    assert_eq!(page.values(".events h3 a", "href"), ["../../policies/visits/1.0/"]);
    assert_eq!(built.page("en/changes/").values(".periods a", "href"), ["2023/", "2022/", "undated/"]);
}
