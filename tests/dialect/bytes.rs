//! However a text is stored or typed, it is read, and its places are right.

use crate::site::TestSite;

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
