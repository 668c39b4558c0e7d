//! Embeds, references and footnotes: what a text leads to.

use crate::site::TestSite;

#[test]
fn embeds_stand_where_they_are_written_and_count_as_no_clause() {
    let site = TestSite::new(
        "
        == content/site.yaml
        title: {ar: سياسات, en: Policies}
        base_url: https://trial.example.org/
        languages: [ar, en]
        endpoints: {inbox: {provider: local, served: true}}
        == content/trial/channels.yaml
        channels:
          - {id: hotline, kind: phone, name: {ar: الهاتف الساخن, en: Hotline}, value: \"+966500000000\"}
          - {id: post, kind: letter, name: {ar: البريد, en: Post}, value: \"ص.ب 1\"}
        == content/trial/forms/complaint.yaml
        kind: complaint
        title: {ar: نموذج الشكوى, en: Complaint form}
        endpoint: inbox
        fields: [{id: name, type: text, label: {ar: الاسم, en: Name}}]
        == content/trial/policies/gifts/policy.yaml
        title: {ar: سياسة, en: Policy}
        governing_language: ar
        channels: [post]
        commitments: [{id: reply, clause: reply, bound: at-most, amount: 15, unit: working-day}]
        versions:
          - {version: \"1.0\", approval: {body: {ar: مجلس التجربة, en: Trial Board}, session: 8, date: 2025-07-13}}
        == content/trial/policies/gifts/1.0/ar.md
        أول. {#reply}

        ::channels

        ثان.

        ::form{complaint}

        ::contact{hotline}

        ::commitments

        ::approval
        == content/trial/policies/gifts/1.0/en.md
        First. {#reply}

        Second.
    ",
    );
    site.finds_nothing();
    let page = site.policy_page("ar");
    assert_eq!(page.clauses(), ["reply أول.", "2 ثان."]);
    assert_eq!(
        page.values(".text [data-embed]", "data-embed"),
        ["channels", "form", "contact", "commitments", "approval"]
    );
    let embed = |name: &str| page.text(&format!(".text [data-embed={name}]"));
    assert!(
        embed("channels").contains("البريد") && !embed("channels").contains("الهاتف الساخن"),
        "the policy names one channel"
    );
    assert!(embed("form").contains("نموذج الشكوى"));
    assert!(embed("contact").contains("الهاتف الساخن"));
    assert!(embed("commitments").contains("15 يوم عمل"));
    assert!(embed("approval").contains("مجلس التجربة") && embed("approval").contains("13 يوليو 2025"));
}

#[test]
fn references_lead_to_the_clause_the_policy_the_form_and_the_file() {
    let site = TestSite::new("
        == content/site.yaml
        title: {ar: سياسات, en: Policies}
        base_url: https://trial.example.org/sub/
        languages: [ar, en]
        layout: portal
        endpoints: {inbox: {provider: local, served: true}}
        == content/trial/forms/complaint.yaml
        kind: complaint
        title: {ar: نموذج, en: Form}
        endpoint: inbox
        fields: [{id: name, type: text, label: {ar: الاسم, en: Name}}]
        == content/trial/policies/gifts/1.0/files/scan.txt
        scan
        == content/trial/policies/gifts/1.0/ar.md
        الهدف. {#goal}

        [أ](clause:goal) [ب](policy:trial/gifts#goal) [ج](form:complaint) [د](files/scan.txt) [هـ](https://example.org/) [و](#goal) [ز](/ar/trial/)
        == content/trial/policies/gifts/1.0/en.md
        Goal. {#goal}

        Nothing.
    ");
    site.finds_nothing();
    let links = site.builds().page("ar/trial/policies/gifts/").values("#c-2 .words a", "href");
    assert_eq!(
        links,
        [
            "#c-goal",
            "../../../../ar/trial/policies/gifts/#c-goal",
            "../../../../ar/trial/forms/complaint/",
            "../../../../source/trial/gifts/1.0/files/scan.txt",
            "https://example.org/",
            "#c-goal",
            "../../../../ar/trial/",
        ]
    );
}

/// `é` and `أ` in two signs each, as some disks keep them.
const APART: &str = "files/re\u{301}sume\u{301} ا\u{654}.pdf";

#[test]
fn a_file_is_found_however_its_name_is_written_and_published_under_one_address() {
    let links = "[١](files/r%C3%A9sum%C3%A9%20%D8%A3.pdf) [٢](<files/résumé أ.pdf>) [٣](./files/r%C3%A9sum%C3%A9%C2%A0أ.pdf#page=3) [٤](files/50%25.pdf) [٥](<files/عقد #5.pdf>)";
    let folder = "content/trial/policies/gifts/1.0";
    let policy = "title: {ar: سياسة الهدايا, en: Gifts Policy}\ngoverning_language: ar\nversions:\n  - version: \"1.0\"\n    approval: {body: {ar: المجلس, en: Board}, date: 2025-07-13, document: \"files/résumé أ.pdf\"}\n";
    let site = TestSite::text(&format!("{links}\n"))
        .with("content/trial/policies/gifts/policy.yaml", policy)
        .with(&format!("{folder}/{APART}"), "%PDF-1.7")
        .with(&format!("{folder}/files/50%.pdf"), "%PDF-1.7")
        .with(&format!("{folder}/files/عقد #5.pdf"), "%PDF-1.7");
    let errors = site
        .findings()
        .into_iter()
        .filter(|finding| finding.id == "reference-dangling" || finding.id == "file-missing");
    assert_eq!(errors.count(), 0);
    let built = site.builds_anyway();
    let page = built.page("ar/policies/gifts/");
    let one = "files/re%CC%81sume%CC%81%20%D8%A7%D9%94.pdf";
    let hrefs = page.values("#c-1 .words a", "href");
    let ends = [one, one, &format!("{one}#page=3"), "files/50%25.pdf", "files/%D8%B9%D9%82%D8%AF%20%235.pdf"];
    assert_eq!(hrefs.len(), ends.len(), "{hrefs:?}");
    assert!(
        hrefs.iter().zip(ends).all(|(href, end)| href.ends_with(&format!("source/trial/gifts/1.0/{end}"))),
        "{hrefs:?}"
    );
    assert!(!built.file(&format!("source/trial/gifts/1.0/{APART}")).is_empty());
}

#[test]
fn a_file_that_is_not_there_is_told_with_the_one_that_is_meant() {
    let hint = |link: &str| {
        TestSite::texts(&format!("[نص]({link})\n"), "Words.\n")
            .with(&format!("content/trial/policies/gifts/1.0/{APART}"), "%PDF-1.7")
            .with("content/trial/policies/gifts/1.0/files/Annex 1.pdf", "%PDF-1.7")
            .finding("reference-dangling")
            .hint
            .expect("there is a way out")
    };
    assert_eq!(hint("files/annex_1.PDF"), "did you mean `files/Annex 1.pdf`?");
    assert_eq!(hint("files/Anex%201.pdf"), "did you mean `files/Annex 1.pdf`?");
    assert_eq!(hint("files/r%C3%A9sum%C3%A9-%D8%A3.pdf"), format!("did you mean `{APART}`?"));
    assert!(hint("files/else.txt").contains("where there is `files/Annex 1.pdf`"));
}

#[test]
fn a_link_to_an_anchor_that_is_not_there_is_dangling() {
    TestSite::text("[نص](#none)\n").finds("reference-dangling", "ar.md:1:1");
}

#[test]
fn footnotes_are_numbered_and_lead_there_and_back() {
    let site = TestSite::text("نص[^a] ثم نص[^b] ثم نص[^a].\n\n[^a]: حاشية أولى.\n[^b]: حاشية ثانية.\n");
    site.finds_nothing();
    let page = site.policy_page("ar");
    assert_eq!(page.texts(".text .words sup"), ["1", "2", "1"]);
    assert_eq!(page.values(".notes li", "id"), ["note-ar-1", "note-ar-2"]);
    assert_eq!(page.values(".notes li > a", "href"), ["#c-1", "#c-1"]);
    let both = site.builds().page("ar/policies/gifts/both/");
    assert_eq!(both.values(".notes li", "id"), ["note-ar-1", "note-ar-2", "note-en-1", "note-en-2"]);
    for page in site.builds().pages().iter() {
        let ids = page.values("[id]", "id");
        assert_eq!(
            ids.len(),
            ids.iter().collect::<std::collections::BTreeSet<_>>().len(),
            "{} has an id twice: {ids:?}",
            page.path
        );
        for href in page.values("main a[href^='#']", "href") {
            assert!(ids.contains(&href[1..].to_owned()), "{} leads to {href}, which is not there", page.path);
        }
    }
}

#[test]
fn a_note_of_a_clause_that_is_not_translated_stands_on_the_page() {
    let site = TestSite::texts("أول. {#a}\n\nثان[^x]. {#b}\n\n[^x]: حاشية.\n", "First[^y]. {#a}\n\n[^y]: Note.\n");
    let page = site.policy_page("en");
    assert_eq!(page.texts(".notes li"), ["Note. ↑", "حاشية. ↑"]);
    assert_eq!(page.values(".words sup a", "href"), ["#note-en-1", "#note-ar-1"]);
    assert_eq!(site.policy_page("ar").texts(".notes li"), ["حاشية. ↑"]);
}
