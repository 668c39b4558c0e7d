//! The dialect of Markdown in which policies are written: what becomes a clause,
//! with which id and label, and how the two languages pair.

use crate::site::TestSite;

/// The clauses of the Arabic page of one text: `id label words`.
#[track_caller]
fn reads(text: &str, expected: &[&str]) {
    let site = TestSite::text(text);
    site.finds_nothing();
    assert_eq!(site.policy_page("ar").clauses(), expected);
}

#[test]
fn lists_as_people_type_them_are_items_with_the_label_that_was_typed() {
    let marks: [[&str; 3]; 14] = [
        ["١.", "٢.", "٣."],
        ["١-", "٢-", "٣-"],
        ["١)", "٢)", "٣)"],
        ["۱.", "۲.", "۳."],
        ["1.", "2.", "3."],
        ["1-", "2-", "3-"],
        ["1)", "2)", "3)"],
        ["أ-", "ب-", "ت-"],
        ["أ.", "ب.", "ت."],
        ["أ)", "ب)", "ت)"],
        ["ا-", "ب-", "ت-"],
        ["a)", "b)", "c)"],
        ["•", "•", "•"],
        ["▪", "▪", "▪"],
    ];
    for [a, b, c] in marks {
        reads(
            &format!("{a} أول\n{b} ثان\n{c} ثالث\n"),
            &[&format!("1 {a} أول"), &format!("2 {b} ثان"), &format!("3 {c} ثالث")],
        );
    }
}

#[test]
fn a_plain_dash_is_an_item_too() {
    reads("- أول\n- ثان\n", &["1 - أول", "2 - ثان"]);
}

#[test]
fn a_mark_may_touch_its_first_word() {
    reads("1-المقابلة\n2-الهاتف\n", &["1 1- المقابلة", "2 2- الهاتف"]);
    reads("أ-المقابلة\nب-الهاتف\n", &["1 أ- المقابلة", "2 ب- الهاتف"]);
    reads("▪المقابلة\n▪الهاتف\n", &["1 ▪ المقابلة", "2 ▪ الهاتف"]);
}

#[test]
fn items_nest_by_indentation_under_every_mark() {
    let expected = ["1 ١. أول", "1-1 أ- فرع", "1-2 ب- فرع", "1-2-1 • نقطة", "2 ٢. ثان"];
    for indent in ["  ", "    ", "\t"] {
        let text = format!("١. أول\n{indent}أ- فرع\n{indent}ب- فرع\n{indent}{indent}• نقطة\n٢. ثان\n");
        reads(&text, &expected);
    }
}

#[test]
fn a_letter_list_below_a_number_needs_no_indentation_of_four() {
    reads("1. أول\n   أ- فرع\n   ب- فرع\n2. ثان\n", &["1 1. أول", "1-1 أ- فرع", "1-2 ب- فرع", "2 2. ثان"]);
}

#[test]
fn the_hijai_order_has_28_letters() {
    let letters = "أ ب ت ث ج ح خ د ذ ر ز س ش ص ض ط ظ ع غ ف ق ك ل م ن هـ و ي";
    let text: String = letters.split(' ').map(|letter| format!("{letter}- نص\n")).collect();
    let expected: Vec<String> =
        letters.split(' ').enumerate().map(|(nth, letter)| format!("{} {letter}- نص", nth + 1)).collect();
    reads(&text, &expected.iter().map(String::as_str).collect::<Vec<_>>());
}

#[test]
fn a_gap_or_a_repeat_is_reported_at_its_item_and_the_label_stays() {
    let cases = [
        ("أ- س\nب- س\nث- س\n", "ar.md:3:1"),
        ("أ- س\nب- س\nب- س\n", "ar.md:3:1"),
        ("ب- س\nت- س\n", "ar.md:1:1"),
        ("١- س\n٣- س\n", "ar.md:2:1"),
        ("1. س\n\n2. س\n\n4. س\n", "ar.md:5:1"),
        ("1. س\n   أ- س\n   ت- س\n2. س\n", "ar.md:3:4"),
    ];
    for (text, place) in cases {
        let site = TestSite::texts(text, text);
        site.finds_only(&[("list-sequence", place), ("list-sequence", &place.replace("ar.md", "en.md"))]);
        let shown = site.policy_page("ar").clauses();
        let last = text.lines().last().expect("a line").trim_start().split(' ').next().expect("a mark");
        assert!(shown.last().expect("a clause").contains(last), "{shown:?}");
    }
}

#[test]
fn a_list_that_starts_anew_or_goes_on_is_no_fault() {
    TestSite::text("1. أ\n2. ب\n\nنص.\n\n3. ت\n").finds_nothing();
    TestSite::text("## س\n\n1. أ\n2. ب\n\n## ع\n\n1. أ\n").finds_nothing();
    TestSite::text("أ- س\nب- س\nج- س\nد- س\n").finds_nothing();
}

#[test]
fn a_year_a_decimal_and_a_title_at_the_start_of_a_line_are_words() {
    let cases: [(&str, &[&str]); 6] = [
        ("1447. عام الاعتماد\n", &["1 1447. عام الاعتماد"]),
        ("١٤٤٧. عام الاعتماد\n", &["1 ١٤٤٧. عام الاعتماد"]),
        ("1.5 كيلومتر\n", &["1 1.5 كيلومتر"]),
        ("د. أحمد رئيس المجلس\n\nأ. نورة عضو\n", &["1 د. أحمد رئيس المجلس", "2 أ. نورة عضو"]),
        ("خلال مدة أقصاها\n15. يوما من التقديم\n", &["1 خلال مدة أقصاها 15. يوما من التقديم"]),
        ("-نص بلا مسافة\n", &["1 -نص بلا مسافة"]),
    ];
    for (text, expected) in cases {
        reads(text, expected);
        let page = TestSite::text(text).policy_page("ar");
        assert!(!page.has(".text .label, .text li, .text ol"), "{text} is read as a list");
    }
}

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

#[test]
fn a_mark_inside_code_is_not_a_list() {
    let page = TestSite::text("```\n١. نص\nأ- نص\n::channels\n```\n").policy_page("ar");
    assert_eq!(page.texts(".text pre"), ["١. نص أ- نص ::channels"]);
}

#[test]
fn line_ends_marks_and_final_lines_change_neither_clauses_nor_seals() {
    let text = "---\ntitle: عنوان\n---\n\n## الهدف {#goal}\n\n١. أول\n    أ- فرع\n٢. ثان\n";
    let plain = TestSite::text(text);
    plain.finds_nothing();
    let expected = plain.policy_page("ar");
    for other in
        [text.replace('\n', "\r\n"), format!("\u{feff}{text}"), format!("{text}\n\n"), text.trim_end().to_owned()]
    {
        let mut site = plain.clone();
        for lang in ["ar", "en"] {
            site.put(&format!("content/trial/policies/gifts/1.0/{lang}.md"), other.clone());
        }
        site.finds_nothing();
        let page = site.policy_page("ar");
        assert_eq!(page.clauses(), expected.clauses());
        assert_eq!(page.text("h1"), "عنوان");
        assert_eq!(page.values("[data-seal]", "data-seal"), expected.values("[data-seal]", "data-seal"));
        assert_eq!(site.builds().file("source/trial/gifts/1.0/ar.md"), text);
    }
}

#[test]
fn places_are_right_after_a_mark_and_with_windows_line_ends() {
    let body = "\u{feff}---\r\ntitle: عنوان\r\nsumary: x\r\n---\r\n\r\nنص [هنا](clause:none)\r\n";
    TestSite::text(body).finds_only(&[
        ("unknown-key", "ar.md:3:1"),
        ("reference-dangling", "ar.md:6:4"),
        ("unknown-key", "en.md:3:1"),
        ("reference-dangling", "en.md:6:4"),
    ]);
    TestSite::text("---\r\ntitle: عنوان\r\n\r\nنص\r\n").finds("front-matter-open", "ar.md:1:1");
}

#[test]
fn places_in_yaml_are_right_after_a_mark() {
    TestSite::new("== content/trial/channels.yaml\nchannels: []\n")
        .with("content/trial/association.yaml", "\u{feff}nmae: {ar: أ, en: a}\nname: {ar: أ, en: a}\n")
        .finds_only(&[("unknown-key", "association.yaml:1:1")]);
    TestSite::new("== content/trial/channels.yaml\nchannels: []\n")
        .with("content/trial/association.yaml", "\u{feff}name: {ar: أ, en: a}\nlicence: ب: ج\n")
        .finds_only(&[("yaml-syntax", "association.yaml:2:11")]);
}

#[test]
fn embeds_stand_where_they_are_written_and_count_as_no_clause() {
    let site = TestSite::new(
        "
        == content/site.yaml
        title: {ar: سياسات, en: Policies}
        base_url: https://trial.example.org/
        languages: [ar, en]
        endpoints: {inbox: {provider: local}}
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
        endpoints: {inbox: {provider: local}}
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

#[test]
fn a_link_to_an_anchor_that_is_not_there_is_dangling() {
    TestSite::text("[نص](#none)\n").finds("reference-dangling", "ar.md:1:1");
}

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

#[test]
fn an_empty_text_makes_a_page_without_clauses() {
    for text in ["", "\n", "---\ntitle: عنوان\n---\n", "\u{feff}", "::channels\n"] {
        let page = TestSite::text(text).policy_page("ar");
        assert_eq!(page.clauses(), Vec::<String>::new());
    }
}

#[test]
fn nothing_that_a_person_can_type_breaks_the_reader() {
    let pieces = [
        "أ-",
        "ب.",
        "١.",
        "1)",
        "-",
        "•",
        "#",
        "## ",
        "::",
        "::form{",
        "{#",
        "{#a}",
        "[",
        "](clause:",
        ")",
        "|",
        "|-|",
        ">",
        "```",
        "~~~",
        "\t",
        "    ",
        "\n",
        "\n\n",
        "\r\n",
        "---",
        "[^1]",
        "[^1]: ",
        ": ",
        "<b>",
        "<!--",
        "&amp;",
        "\\",
        "*",
        "**",
        "هـ",
        "\u{feff}",
        "\u{200f}",
        "نص",
        "1447.",
        "\0",
        "!",
        "مادة (",
        "مادة (3)",
        "Article",
        "٣",
        ":",
        "=",
    ];
    // A small generator with a fixed seed: the same texts on every machine.
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut next = |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state % below as u64).expect("it is small")
    };
    // One site of many policies: reading the theme once is what takes time.
    let mut site = TestSite::new("");
    for nth in 0..120 {
        let length = 1 + next(24);
        let text: String = (0..length).map(|_| pieces[next(pieces.len())]).collect();
        site.put(&format!("content/trial/policies/p{nth}/1.0/ar.md"), text);
    }
    let (found, built) = site.completed(&[]).outcome();
    for finding in found {
        assert!(finding.line >= 1 && finding.column >= 1, "{finding:?}");
        assert!(finding.hint.is_some(), "{finding:?}");
    }
    for page in built.pages().iter() {
        page.clauses();
        page.one("h1");
        assert!(!page.has(".text script, .text style, .text img, .text [onerror]"), "{}", page.html);
    }
}
