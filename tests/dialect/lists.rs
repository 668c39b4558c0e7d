//! Lists as people type them, and what only looks like one.

use super::reads;
use crate::site::TestSite;

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
fn a_mark_inside_code_is_not_a_list() {
    let page = TestSite::text("```\n١. نص\nأ- نص\n::channels\n```\n").policy_page("ar");
    assert_eq!(page.texts(".text pre"), ["١. نص أ- نص ::channels"]);
}
