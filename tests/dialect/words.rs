//! Nothing is lost: what stands in a text stands in its labels and words, in order, or it is said.

use mithaq::text::{Child, Parsed, Problem, parse, plain};

use crate::random::Random;
use crate::site::TestSite;
use crate::tidy::files;

/// All labels and words of a text, notes where they were written.
fn shown(parsed: &Parsed) -> String {
    fn walk(children: &[Child], out: &mut Vec<(usize, String)>) {
        for child in children {
            if let Child::Clause(node) = child {
                let label = node.label.as_ref().map_or("", |marker| marker.label.as_str());
                out.push((node.at, format!("{label} {}", node.plain())));
                walk(&node.children, out);
            }
        }
    }
    let mut all = Vec::new();
    walk(&parsed.children, &mut all);
    all.extend(parsed.notes.iter().map(|note| (note.at, plain(&note.blocks))));
    all.sort_by_key(|(at, _)| *at);
    all.into_iter().map(|(_, words)| words + "\n").collect()
}

fn is_told(problem: &Problem) -> bool {
    matches!(
        problem,
        Problem::WordsLost { .. }
            | Problem::CellsBeyond { .. }
            | Problem::MarkupLeft { .. }
            | Problem::IndentedCode { .. }
    )
}

/// A text of chance whose words are numbered, and how many there are. Nothing in it hides words by right.
fn text_of_chance(random: &mut Random) -> (String, usize) {
    const LEADS: [&str; 12] = ["", "", "", " ", "  ", "   ", "    ", "\t", "        ", "> ", "> > ", "   > "];
    const MARKS: [&str; 34] = [
        "",
        "",
        "",
        "- ",
        "1. ",
        "2) ",
        "١. ",
        "أ- ",
        "ب- ",
        "ج) ",
        "(1) ",
        "(2) ",
        "(أ) ",
        "1/ ",
        "1.1 ",
        "3-1 ",
        "أولاً: ",
        "ثانياً: ",
        "– ",
        "• ",
        "✓ ",
        "i. ",
        "ii. ",
        "**1.** ",
        "## ",
        "### المادة 3/1 ",
        "#### 2.1 ",
        ": ",
        "1447. ",
        "د. ",
        "\u{200f}1- ",
        "- - ",
        "1. 2. ",
        "| ",
    ];
    const AROUND: [(&str, &str); 22] = [
        ("", ""),
        ("", ""),
        ("**", "**"),
        ("**", ":**"),
        ("*", "*"),
        ("~~", "~~"),
        ("`", "`"),
        ("[", "](clause:a)"),
        ("![", "](files/a.png)"),
        ("<b>", "</b>"),
        ("<td>", "</td>"),
        ("<p>", "</p>"),
        ("&laquo;", "&raquo;"),
        ("\\*", "\\*"),
        ("", " {#id}"),
        ("", "[^a] "),
        ("[^a]: ", ""),
        ("(", ")"),
        ("«", "»"),
        ("", "<br>"),
        ("", " | "),
        ("", "  "),
    ];
    const ENDS: [&str; 8] = ["\n", "\n", "\n\n", "\n\n", "\r\n", "\\\n", "\n> ", "\n---\n"];
    const LINES: [&str; 12] = [
        "```\n",
        "~~~\n",
        "<div dir=\"rtl\">\n",
        "</div>\n",
        "<table>\n",
        "| أ | ب |\n|---|---|\n",
        "|---|\n",
        "::approval\n",
        "---\n",
        "<!-- -->\n",
        "***\n",
        "[مرجع]: https://example.org/\n",
    ];
    let (mut text, mut count) = (String::new(), 0);
    for _ in 0..2 + random.below(8) {
        if random.one_in(6) {
            text.push_str(random.pick(&LINES));
        }
        text.push_str(random.pick(&LEADS));
        text.push_str(random.pick(&MARKS));
        for _ in 0..1 + random.below(3) {
            let (open, close) = AROUND[random.below(AROUND.len())];
            text.push_str(&format!("{open}ك{count}ل{close}{}", random.pick(&[" ", " ", " ، ", ""])));
            count += 1;
        }
        text.push_str(random.pick(&ENDS));
    }
    (text, count)
}

#[test]
fn no_word_of_a_text_of_chance_is_lost_without_a_finding() {
    let texts = std::env::var("MITHAQ_TEXTS").ok().and_then(|count| count.parse().ok()).unwrap_or(1_500);
    let mut random = Random::new(18);
    let mut told = 0;
    for _ in 0..texts {
        let (text, count) = text_of_chance(&mut random);
        let parsed = parse(&text, 0);
        if parsed.problems.iter().any(is_told) {
            told += 1;
            continue;
        }
        let all = shown(&parsed);
        let mut rest = all.as_str();
        for nth in 0..count {
            let word = format!("ك{nth}ل");
            let at =
                rest.find(&word).unwrap_or_else(|| panic!("{word} is lost:\n{text}\n\nshown:\n{all}\n{parsed:#?}"));
            rest = &rest[at + word.len()..];
        }
    }
    assert!(told * 10 < texts * 9, "nearly every text has a finding, so nothing is tried: {told} of {texts}");
}

#[test]
fn every_text_of_the_repository_is_shown_whole() {
    let mut texts = files("content", "md");
    texts.extend(files("src/commands", "md"));
    texts.extend(files("tests/golden/full", "md"));
    for (path, text) in &texts {
        let body = mithaq::source::front_matter(text).map_or(0, |matter| matter.body);
        let lost: Vec<_> = parse(text, body).problems.into_iter().filter(is_told).collect();
        assert_eq!(lost, [], "{path}");
    }
    assert!(texts.len() > 10, "{} texts were read", texts.len());
}

#[test]
fn a_text_of_many_lines_and_a_line_of_a_megabyte_are_read_in_time_that_grows_with_them() {
    let lines: String = (0..20_000).map(|nth| format!("({nth}) ك[x]{nth}\n<div>\nأ- نص\n")).collect();
    let long = "ك**ل [".repeat(150_000);
    for text in [lines, long] {
        assert!(!parse(&text, 0).children.is_empty());
    }
}

#[test]
fn words_that_a_definition_swallows_are_told() {
    TestSite::text("[المستفيد]: العميل\n\nنص.\n").finds("words-lost", "ar.md:1:2");
    TestSite::text("انظر [النظام].\n\n[النظام]: https://example.org/\n").finds_nothing();
}

#[test]
fn what_was_approved_is_told_of_and_does_not_stop_the_site() {
    let text = "نص **غامق\n";
    let mut site = TestSite::text(text);
    site.put(
        "content/trial/policies/gifts/policy.yaml",
        "title: {ar: سياسة, en: Policy}\ngoverning_language: ar\nversions:\n  - {version: \"1.0\", approval: {body: {ar: المجلس, en: Board}, session: 1, date: 2025-07-13}}\n",
    );
    let found = site.findings();
    assert!(found.iter().all(|finding| finding.severity == "warning"), "{found:?}");
    assert!(found.iter().any(|finding| finding.id == "markup-left"), "{found:?}");
    let found = TestSite::text(text).findings();
    assert!(found.iter().any(|finding| finding.id == "markup-left" && finding.severity == "error"), "{found:?}");
}

#[test]
fn what_shows_nothing_is_no_clause_and_moves_no_id() {
    for empty in [
        "<!-- ترجمة آلية -->",
        "<br>",
        "<br/>\n<br/>",
        "&nbsp;",
        "\u{200f}",
        "<div></div>",
        "<div dir=\"rtl\">",
        "<a title=\"x\"></a>",
        "<p>&nbsp;</p>",
        "<hr>",
    ] {
        let site = TestSite::texts(&format!("أول.\n\n{empty}\n\nثان.\n\n1. بند\n"), "One.\n\nTwo.\n\n1. Item\n");
        site.finds_nothing();
        assert_eq!(site.policy_page("ar").clauses(), ["1 أول.", "2 ثان.", "3 1. بند"], "{empty}");
    }
    TestSite::text("أول.\n\n<script>x</script>\n").finds("html-unsafe", "ar.md:3:1");
}

#[test]
fn bounds_of_lines_and_elements_are_spaces_in_data() {
    let text = "الهاتف<br>الفاكس\n\n<p>أول</p><p>ثان</p>\n\n| أ |\n|---|\n| بريد<br>مقابلة |\n";
    let built = TestSite::text(text).builds();
    let data = built.file("data/trial/gifts/1.0.json");
    for words in ["الهاتف الفاكس", "أول ثان", "أ بريد مقابلة"] {
        assert!(data.contains(words), "{words}: {data}");
    }
}

#[test]
fn a_bare_address_is_a_link_and_its_words_stay() {
    let site = TestSite::text("راسلنا على <info@example.org> أو help@example.org أو https://example.org/a.\n");
    site.finds_nothing();
    let page = site.policy_page("ar");
    assert_eq!(
        page.values(".text .words a", "href"),
        ["mailto:info@example.org", "mailto:help@example.org", "https://example.org/a"]
    );
    assert_eq!(page.clauses(), ["1 راسلنا على info@example.org أو help@example.org أو https://example.org/a."]);
}

#[test]
fn marks_in_quotations_are_shown_as_typed() {
    let site = TestSite::text("> ١. أول\n> ٢. ثان\n>     أ- فرع\n");
    site.finds_nothing();
    let page = site.policy_page("ar");
    assert_eq!(page.texts(".text blockquote .label"), ["١.", "٢.", "أ-"]);
    assert!(site.builds().file("data/trial/gifts/1.0.json").contains("١. أول ٢. ثان أ- فرع"));
}

#[test]
fn emphasis_beside_letters_and_punctuation_is_what_people_mean() {
    let cases: [(&str, &[&str]); 7] = [
        ("**المستفيد:**كل من تخدمه.\n", &["المستفيد:"]),
        ("يُقصد بـ**«المجلس»** مجلس الإدارة، و**(الأمين)** أمينه.\n", &["«المجلس»", "(الأمين)"]),
        ("**(أ)**نص و**«ب»**نص\n", &["(أ)", "«ب»"]),
        ("و**«المجلس\nالأعلى»**كله\n", &["«المجلس الأعلى»"]),
        ("***المستفيد:***كل\n", &["المستفيد:"]),
        ("**نص** عادي\n", &["نص"]),
        ("\\*\\*المستفيد:\\*\\*كل و`**«نص»**`\n", &[]),
    ];
    for (text, strong) in cases {
        let site = TestSite::text(text);
        site.finds_nothing();
        let page = site.policy_page("ar");
        assert_eq!(page.texts(".text .words strong"), strong, "{text}");
        assert!(!page.html.contains("<!---->"), "{text}");
    }
    TestSite::text("**المستفيد: كل من\n").finds("markup-left", "ar.md:1:1");
    // A star alone may be a mark of its own.
    TestSite::text("نص *المستفيد:*كل و*نص\n").finds_nothing();
}

#[test]
fn front_matter_that_is_not_read_is_never_published_as_text() {
    for text in [
        "\n---\ntitle: سياسة\n---\n\nنص.\n",
        "+++\ntitle = \"x\"\n+++\n\nنص.\n",
        "title: سياسة\nsummary: نص\n---\nنص.\n",
    ] {
        let site = TestSite::text("نص.\n").with("content/trial/policies/gifts/1.0/ar.md", text);
        let found = site.findings();
        assert!(
            found.iter().any(|one| one.id == "front-matter-missed" && one.severity == "error"),
            "{text}: {found:?}"
        );
    }
}
