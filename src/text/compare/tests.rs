//! What a person would say of two texts is what the comparison says.

use super::*;
use crate::text::parse;

/// What changed, one line a clause.
fn changes(old: &str, new: &str) -> Vec<String> {
    let (old, new) = (parse(old, 0).entries(), parse(new, 0).entries());
    let compared = compare(&old, &new);
    compared.changes.iter().map(|change| line(&old, &new, change)).collect()
}

fn line(old: &[Entry], new: &[Entry], change: &Change) -> String {
    let mut out = match (change.old, change.new) {
        (Some(a), Some(b)) if old[a].id == new[b].id => old[a].id.clone(),
        (Some(a), Some(b)) => format!("{} > {}", old[a].id, new[b].id),
        (Some(a), None) => format!("-{} {}", old[a].id, old[a].words),
        (None, Some(b)) => format!("+{} {}", new[b].id, new[b].words),
        (None, None) => String::new(),
    };
    let flags = [
        (change.moved, "moved"),
        (change.renumbered, "renumbered"),
        (change.kind, "kind"),
        (change.level, "level"),
        (change.markup, "markup"),
    ];
    for (_, name) in flags.iter().filter(|(holds, _)| *holds) {
        out.push_str(&format!(" {name}"));
    }
    if let Some(words) = &change.words {
        for word in words.spelling.words() {
            out.push_str(&format!(" {word}"));
        }
        out.push_str(": ");
        for (nth, piece) in words.pieces.iter().enumerate() {
            if piece.spaced && nth > 0 {
                out.push(' ');
            }
            out.push_str(&match piece.kind {
                PieceKind::Same => piece.text.clone(),
                PieceKind::Removed => format!("[-{}-]", piece.text),
                PieceKind::Added => format!("[+{}+]", piece.text),
            });
        }
    }
    out
}

const BASE: &str = "## مادة (1) الهدف\n\nتنظيم العلاقة بين الجمعية والمستفيدين من خدماتها.\n\n## مادة (2) الخطوات\n\n١. استقبال الطلب من المستفيد وتسجيله.\n٢. دراسة الطلب خلال خمسة أيام عمل.\n٣. إبلاغ المستفيد بالقرار كتابة.\n\n## مادة (3) أحكام ختامية\n\nتسري هذه السياسة من تاريخ اعتمادها.\n";

#[test]
fn the_same_text_has_no_changes_wherever_its_lines_break() {
    assert_eq!(changes(BASE, BASE), Vec::<String>::new());
    assert_eq!(
        changes(BASE, &BASE.replace("الطلب خلال", "الطلب\n  خلال").replace("بين الجمعية", "بين  الجمعية")),
        Vec::<String>::new()
    );
    assert_eq!(changes(BASE, &BASE.replace('\n', "\r\n")), Vec::<String>::new());
}

#[test]
fn words_are_told_inside_the_clause_with_its_punctuation_apart() {
    let new = BASE.replace("خمسة أيام عمل.", "ثلاثة أيام عمل، ويبلّغ بها.");
    assert_eq!(changes(BASE, &new), ["2-2: دراسة الطلب خلال [-خمسة-] [+ثلاثة+] أيام عمل[+، ويبلّغ بها+]."]);
}

#[test]
fn a_clause_put_in_is_added_and_those_after_it_are_renumbered() {
    let new =
        BASE.replace("٢. دراسة", "٢. إشعار المستفيد برقم الطلب فور تسجيله.\n٣. دراسة").replace("٣. إبلاغ", "٤. إبلاغ");
    assert_eq!(
        changes(BASE, &new),
        ["+2-2 إشعار المستفيد برقم الطلب فور تسجيله.", "2-2 > 2-3 renumbered", "2-3 > 2-4 renumbered"]
    );
}

#[test]
fn a_clause_after_one_that_was_put_in_may_be_reworded_as_well() {
    let new = BASE.replace(
        "٢. دراسة الطلب خلال خمسة أيام عمل.\n٣.",
        "٢. إشعار المستفيد برقم الطلب فور تسجيله.\n٣. دراسة الطلب خلال ثلاثة أيام عمل.\n٤.",
    );
    assert_eq!(
        changes(BASE, &new),
        [
            "+2-2 إشعار المستفيد برقم الطلب فور تسجيله.",
            "2-2 > 2-3 renumbered: دراسة الطلب خلال [-خمسة-] [+ثلاثة+] أيام عمل.",
            "2-3 > 2-4 renumbered"
        ]
    );
}

#[test]
fn an_article_put_in_renumbers_the_articles_and_not_what_they_hold() {
    let new = BASE
        .replace("## مادة (3)", "## مادة (4)")
        .replace("## مادة (2)", "## مادة (3)")
        .replace("## مادة (3) الخطوات", "## مادة (2) النطاق\n\nتشمل جميع فروع الجمعية.\n\n## مادة (3) الخطوات");
    assert_eq!(
        changes(BASE, &new),
        ["+2 النطاق", "+2-1 تشمل جميع فروع الجمعية.", "2 > 3 renumbered", "3 > 4 renumbered"]
    );
}

#[test]
fn a_clause_taken_out_is_removed_and_stands_where_it_stood() {
    let new = BASE.replace("١. استقبال الطلب من المستفيد وتسجيله.\n٢.", "١.").replace("٣. إبلاغ", "٢. إبلاغ");
    assert_eq!(
        changes(BASE, &new),
        ["-2-1 استقبال الطلب من المستفيد وتسجيله.", "2-2 > 2-1 renumbered", "2-3 > 2-2 renumbered"]
    );
}

#[test]
fn a_clause_that_went_elsewhere_with_nearly_the_same_words_has_moved() {
    let gone = BASE.replace("٣. إبلاغ المستفيد بالقرار كتابة.\n", "");
    let new = gone.replace("من تاريخ اعتمادها.\n", "من تاريخ اعتمادها.\n\nإبلاغ المستفيد بالقرار كتابة.\n");
    assert_eq!(changes(BASE, &new), ["2-3 > 3-2 moved renumbered kind"]);
    let reworded = new.replace("بالقرار كتابة", "بالقرار شفاهة");
    assert_eq!(
        changes(BASE, &reworded),
        ["2-3 > 3-2 moved renumbered kind: إبلاغ المستفيد بالقرار [-كتابة-] [+شفاهة+]."]
    );
}

#[test]
fn two_clauses_that_changed_places_count_as_one_that_moved() {
    let old = "- المقابلة الشخصية في المقر\n- الاتصال الهاتفي المباشر\n- البريد الإلكتروني الرسمي\n";
    let new = "- المقابلة الشخصية في المقر\n- البريد الإلكتروني الرسمي\n- الاتصال الهاتفي المباشر\n";
    let told = changes(old, new);
    assert_eq!(told.iter().filter(|line| line.contains("moved")).count(), 1, "{told:?}");
}

#[test]
fn a_section_that_moved_takes_along_what_it_holds() {
    let old = "## أول {#a}\n\nنص أول من هذا الباب.\n\nنص ثان من هذا الباب.\n\n## ثان {#b}\n\nنص الباب الثاني.\n";
    let new = "## ثان {#b}\n\nنص الباب الثاني.\n\n## أول {#a}\n\nنص أول من هذا الباب.\n\nنص ثان من هذا الباب.\n";
    assert_eq!(changes(old, new), ["b moved"]);
}

#[test]
fn ids_of_the_author_pair_whatever_the_words_are() {
    let old = "كلام قديم تماما. {#x}\n\nكلام باق. {#y}\n";
    let new = "عبارة حديثة مختلفة. {#x}\n\nكلام باق. {#y}\n";
    assert_eq!(changes(old, new), ["x: [-كلام قديم تماما-] [+عبارة حديثة مختلفة+]."]);
}

#[test]
fn a_place_with_wholly_other_words_is_removed_and_added() {
    let old = "نص باق في أول السياسة.\n\nتقبل الهدايا الرمزية وحدها.\n";
    let new = "نص باق في أول السياسة.\n\nيجتمع المجلس مرتين كل عام.\n";
    assert_eq!(changes(old, new), ["-2 تقبل الهدايا الرمزية وحدها.", "+2 يجتمع المجلس مرتين كل عام."]);
}

#[test]
fn a_heading_that_changed_is_known_by_what_it_holds() {
    let new = BASE.replace("(2) الخطوات", "(2) مراحل المعاملة");
    assert_eq!(changes(BASE, &new), ["2: [-الخطوات-] [+مراحل المعاملة+]"]);
}

#[test]
fn a_single_word_that_changed_a_little_is_reworded() {
    assert_eq!(changes("- المقابلة\n- الفاكس\n", "- المقابلات\n- الفاكس\n"), ["1: [-المقابلة-] [+المقابلات+]"]);
}

#[test]
fn changes_of_spelling_alone_are_named() {
    let cases = [
        ("يُبلَّغ المستفيد", "يبلغ المستفيد", "marks"),
        ("يبلغ المستفيد", "يبلـــغ المستفيد", "tatweel"),
        ("يُبلغ المستفيد", "يبلـغ المستفيد", "marks tatweel"),
        ("أحكام ختامية", "أ\u{200f}حكام ختامية", "invisible"),
        ("أحكام ختامية", "ا\u{654}حكام ختامية", "encoding"),
        ("لا تقبل الهدايا", "\u{fefb} تقبل الهدايا", "encoding"),
        ("ختاميّةُ", "ختاميةُ", "marks"),
        ("مد\u{651}\u{64e}ة", "مد\u{64e}\u{651}ة", "encoding"),
    ];
    for (old, new, expected) in cases {
        let found = rewording(old, new);
        let named = found.map(|found| found.spelling.words().join(" "));
        assert_eq!(named.as_deref(), Some(expected), "{old} | {new}");
    }
    for (old, new) in [("أحكام", "احكام"), ("مساء", "مسأ"), ("على", "علي"), ("آخر", "أخر")]
    {
        assert!(
            !rewording(old, new).expect("they differ").spelling.any(),
            "{old} | {new}: another letter is another word"
        );
    }
}

#[test]
fn links_emphasis_and_embeds_count_though_no_word_changed() {
    assert_eq!(changes("انظر [المادة](clause:1).\n", "انظر [المادة](clause:2).\n"), ["1 markup"]);
    assert_eq!(changes("نص **مهم** هنا.\n", "نص مهم هنا.\n"), ["1 markup"]);
    assert_eq!(changes("## الشكاوى\n\n::form{complaint}\n", "## الشكاوى\n\n::form{request}\n"), ["1 markup"]);
}

#[test]
fn kinds_levels_and_footnotes_are_told() {
    assert_eq!(changes("تقدم الشكوى كتابة.\n\nنص.\n", "- تقدم الشكوى كتابة.\n\nنص.\n"), ["1 kind"]);
    let old = "## أ\n\n١. استقبال الطلب وتسجيله\n٢. دراسة الطلب ورفعه\n";
    let new = "## أ\n\n١. استقبال الطلب وتسجيله\n    ٢. دراسة الطلب ورفعه\n";
    assert_eq!(changes(old, new), ["1-2 > 1-1-1 level"]);
    let note = "نص[^1].\n\n[^1]: هامش قديم للنص.\n";
    assert_eq!(changes(note, &note.replace("قديم", "جديد")), ["1: هامش [-قديم-] [+جديد+] للنص."]);
}

#[test]
fn english_is_compared_as_well() {
    assert_eq!(
        changes(
            "The request is answered within 15 working days.\n",
            "The request is answered within 10 working days.\n"
        ),
        ["1: The request is answered within [-15-] [+10+] working days."]
    );
}

/// Numbers that look random and are the same in every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % end as u64).expect("it is below a usize")
    }
}

const WORDS: [&str; 16] = [
    "الجمعية",
    "المستفيد",
    "الطلب",
    "خلال",
    "أيام",
    "عمل",
    "القرار",
    "كتابة",
    "الشكوى",
    "اللجنة",
    "في",
    "من",
    "المدير",
    "يرفع",
    "يبلَّغ",
    "التقرير",
];

fn sentence(dice: &mut Dice) -> String {
    let words: Vec<&str> = (0..1 + dice.below(9)).map(|_| WORDS[dice.below(WORDS.len())]).collect();
    format!("{}.", words.join(" "))
}

/// A text of sections, paragraphs and items, as lines that stand for themselves.
fn lines(dice: &mut Dice) -> Vec<String> {
    (0..1 + dice.below(24))
        .map(|nth| match dice.below(5) {
            0 => format!("## {}", sentence(dice)),
            1 => format!("- {}", sentence(dice)),
            2 if dice.below(3) == 0 => format!("{} {{#given-{nth}}}", sentence(dice)),
            _ => sentence(dice),
        })
        .collect()
}

fn changed(lines: &[String], dice: &mut Dice) -> Vec<String> {
    let mut lines = lines.to_vec();
    for _ in 0..dice.below(5) {
        let at = dice.below(lines.len().max(1));
        match dice.below(4) {
            0 => lines.insert(at.min(lines.len()), sentence(dice)),
            1 if lines.len() > 1 => drop(lines.remove(at)),
            2 if lines.len() > 1 => {
                let line = lines.remove(at);
                lines.insert(dice.below(lines.len() + 1), line);
            }
            _ => lines[at] = lines[at].replacen(' ', &format!(" {} ", WORDS[dice.below(WORDS.len())]), 1),
        }
    }
    lines
}

#[test]
fn comparisons_of_any_two_texts_hold_together() {
    let mut dice = Dice(0x5eed_2026);
    for round in 0..600 {
        let old = lines(&mut dice);
        let new = if round % 5 == 0 { lines(&mut dice) } else { changed(&old, &mut dice) };
        let (old, new) = (old.join("\n\n"), new.join("\n\n"));
        let (before, after) = (parse(&old, 0).entries(), parse(&new, 0).entries());
        assert_eq!(compare(&before, &before).changes, [], "a text against itself:\n{old}");

        let there = compare(&before, &after);
        let counts = there.counts;
        let pairs = there.changes.iter().filter(|change| !change.added() && !change.removed()).count();
        assert_eq!(before.len(), counts.removed + pairs + counts.unchanged, "{old}\n=====\n{new}");
        assert_eq!(after.len(), counts.added + pairs + counts.unchanged, "{old}\n=====\n{new}");
        for change in &there.changes {
            let words = change.words.as_ref().zip(change.old).zip(change.new);
            if let Some(((words, a), b)) = words {
                assert_eq!(side(words, PieceKind::Removed), before[a].words);
                assert_eq!(side(words, PieceKind::Added), after[b].words);
            }
        }

        let mut back = compare(&after, &before);
        back.changes.iter_mut().for_each(turn);
        let sorted = |compared: &Comparison| {
            let mut lines: Vec<String> = compared.changes.iter().map(|c| line(&before, &after, c)).collect();
            lines.sort();
            lines
        };
        assert_eq!(sorted(&back), sorted(&there), "there and back:\n{old}\n=====\n{new}");
    }
}

/// The clause as one of the two texts has it.
fn side(words: &Rewording, own: PieceKind) -> String {
    let mut out = String::new();
    for piece in words.pieces.iter().filter(|piece| piece.kind == PieceKind::Same || piece.kind == own) {
        if piece.spaced && !out.is_empty() {
            out.push(' ');
        }
        out.push_str(&piece.text);
    }
    out
}
