//! What keeps an approval back, and what is told before it is given.

use std::fs;

use crate::folder::Folder;

use super::{FACTS, FOLDER, POLICY, TODAY, approve, draft, gifts, seal};

#[test]
fn what_is_missing_is_named_where_nobody_can_be_asked() {
    let folder = draft();
    approve(&folder, &["--yes"]).ends(2).says("give `--session N`, and `--date D` or `--hijri D`");
    approve(&folder, &["--session", "9", "--yes"]).ends(2).says("give `--date D` or `--hijri D`");
    approve(&folder, &FACTS[..4]).ends(2).says("no terminal to ask on").says("say `--yes`");
    assert!(folder.read(POLICY).contains("approval: pending"));
}

#[test]
fn all_reasons_against_an_approval_are_told_at_once() {
    let folder = gifts(
        "---\ntitle: سياسة\n---\n\n١. الرد خلال .... يوم.\n٢. TODO: من يوقّع؟\n٣. انظر [البند](clause:none).\n٤. بند رابع.\n",
        "1. Answered within …… days.\n2. Who signs (TBD).\n3. See the clause.\n",
    );
    let before = folder.files("content");
    let run = approve(&folder, &["--session", "9", "--date", "2026-04-01", "--yes"]).ends(1);
    for reason in [
        "error: version `1.1` is not approved",
        "`....` is still to be filled in",
        "1.1/ar.md:5:14",
        "`TODO` is still to be filled in",
        "1.1/ar.md:6:4",
        "`……` is still to be filled in",
        "1.1/en.md:1:20",
        "`TBD` is still to be filled in",
        "clause `4` stands in Arabic alone",
        "the day of the decision, `2026-04-01`, lies in the future: today is `2026-03-01`",
        "1.1/ar.md:7:9",
    ] {
        assert!(run.err.contains(reason), "no `{reason}` in:\n{}", run.err);
    }
    assert_eq!(folder.files("content"), before);
}

#[test]
fn dates_agree_have_come_and_follow_the_decision_before() {
    let folder = draft();
    let reason = |args: &[&str], reason: &str| {
        let all: Vec<&str> = args.iter().copied().chain(["--yes"]).collect();
        approve(&folder, &all).ends(1).says(reason);
    };
    reason(
        &["--session", "9", "--date", "2026-01-21", "--hijri", "1447-08-01"],
        "`1447-08-01` AH is `2026-01-20` by the Umm al-Qura calendar, and the date given is `2026-01-21`",
    );
    reason(&["--session", "9", "--hijri", "1447-10-01"], "lies in the future");
    reason(&["--session", "9", "--date", "2025-07-13"], "is not after that of version `1.0`, `2025-07-13`");
    reason(&["--session", "9", "--date", "2025-01-13"], "is not after that of version `1.0`");
    reason(&["--session", "8", "--date", "2025-09-13"], "session `8` met on `2025-07-13` and approved version `1.0`");
    reason(
        &["--session", "9", "--date", "2025-09-13", "--effective", "2025-02-01"],
        "version `1.1` holds from an earlier day than version `1.0` before it",
    );
    approve(&folder, &["--session", "9", "--hijri", "1447-13-01", "--yes"]).ends(2).says("no such day");
    approve(&folder, &["--session", "9", "--hijri", "1200-01-01", "--yes"]).ends(2).says("1300 to 1600");
    approve(&folder, &["--session", "9", "--hijri", "1447-8-1", "--yes"]).ends(2).says("1447-01-18");
    assert!(folder.read(POLICY).contains("approval: pending"));
}

#[test]
fn a_pair_is_complete_unless_the_translation_is_there_for_convenience() {
    let folder = gifts("١. نص.\n٢. نص.\n", "1. Words.\n");
    approve(&folder, &FACTS).ends(1).says("clause `2` stands in Arabic alone").says("1.1/ar.md:2:1");
    folder.write(&format!("{FOLDER}/1.1/en.md"), "---\ntranslation: official\n---\n\n1. Words.\n");
    approve(&folder, &FACTS).ends(1).says("clause `2` stands in Arabic alone");
    folder.write(&format!("{FOLDER}/1.1/en.md"), "---\ntranslation: courtesy\n---\n\n1. Words.\n");
    approve(&folder, &FACTS).ends(0).says("1 clause stands in one language alone");
}

#[test]
fn an_approved_translation_follows_the_text_as_it_stands() {
    let old = format!("---\ntranslated_from: sha256:{}\n---\n\nWords.\n", "a".repeat(64));
    let folder = gifts("نص جديد.\n", &old);
    approve(&folder, &FACTS).ends(1).says("the English text follows an earlier Arabic text").says("1.1/en.md:2:1");
    folder.run(&["translated", "trial/gifts"]).ends(0);
    approve(&folder, &FACTS).ends(0);
    folder.run(&["check", "--strict", "--today", TODAY]).ends(0);
}

#[test]
fn the_text_that_prevails_must_be_there_and_the_other_may_be_missing() {
    let folder = draft();
    fs::remove_file(folder.path.join(format!("{FOLDER}/1.1/ar.md"))).expect("it is there");
    approve(&folder, &FACTS).ends(1).says("no Arabic text, and that is the one that prevails");
    let folder = draft();
    fs::remove_file(folder.path.join(format!("{FOLDER}/1.1/en.md"))).expect("it is there");
    approve(&folder, &FACTS).ends(0).says("there is no English text");
    assert!(!folder.read(POLICY).contains("en: \"sha256"));
}

#[test]
fn a_draft_that_carries_the_seal_of_another_text_is_refused() {
    let folder = draft();
    let other = seal("نص آخر.\n");
    folder.write(POLICY, folder.read(POLICY) + &format!("    seal: {{ar: \"{other}\"}}\n"));
    approve(&folder, &FACTS)
        .ends(1)
        .says("another seal is recorded for the Arabic text")
        .says(&format!("{POLICY}:14:"));
    // The same seal is no obstacle.
    folder.write(POLICY, folder.read(POLICY).replace(&other, &seal("نص جديد.\n")));
    approve(&folder, &FACTS).ends(0);
    folder.run(&["check", "--strict", "--today", TODAY]).ends(0);
}

#[test]
fn what_is_worth_a_look_is_told_before_anything_is_written() {
    let folder = draft();
    let text = folder.read(POLICY).replace("    change: {ar: مهلة أقصر, en: A shorter period}\n", "");
    folder.write(POLICY, format!("basis: restated\n{text}"));
    let args = ["--session", "9", "--hijri", "1447-08-01", "--dry-run"];
    approve(&folder, &args).ends(1).says("or say `--restated-is-meant`").says(&format!("{POLICY}:1:1"));
    approve(&folder, &[&args[..], &["--restated-is-meant"]].concat())
        .ends(0)
        .says("`change` does not say what is new in this version")
        .says("`basis: restated` says that these are not the approved words");
}

#[test]
fn a_copy_in_which_no_clause_differs_is_nothing_to_approve() {
    let folder = gifts("نص.\n", "Words.\n");
    approve(&folder, &FACTS)
        .ends(1)
        .says("no clause differs from version `1.0`, in any language")
        .says("`mithaq review`");
}

#[test]
fn an_approval_that_the_text_tells_otherwise_is_refused() {
    let folder = gifts("اعتمده مجلس الأمناء في الاجتماع (الخامس).\n", "New words.\n");
    approve(&folder, &FACTS).ends(1).says("the text says `\u{2068}الخامس\u{2069}`, and the decision is `session: 9`");
    let folder = gifts("عُدل ما اعتمد في الاجتماع (الثامن)، واعتمد في الاجتماع التاسع.\n", "New words.\n");
    approve(&folder, &FACTS).ends(0);
}

#[test]
fn an_item_inserted_before_a_promise_is_refused_until_the_record_follows() {
    let folder = gifts(
        "- نقبل الهدية.\n- بند جديد تماماً عن السجل.\n- نرد خلال 15 يوماً.\n",
        "- We accept.\n- A new item on records.\n- We answer in 15 days.\n",
    );
    folder.write(&format!("{FOLDER}/1.0/ar.md"), "- نقبل الهدية.\n- نرد خلال 15 يوماً.\n");
    folder.write(&format!("{FOLDER}/1.0/en.md"), "- We accept.\n- We answer in 15 days.\n");
    let list = "commitments: [{id: reply, clause: \"2\", bound: at-most, amount: 15, unit: day}]\n";
    folder.write(POLICY, folder.read(POLICY).replace("versions:\n", &format!("{list}versions:\n")));
    approve(&folder, &FACTS).ends(1).says("the promise `reply` names clause `2`, whose words now stand as clause `3`");
    let own = "    commitments: [{id: reply, clause: \"3\", bound: at-most, amount: 15, unit: day}]\n";
    folder.write(POLICY, folder.read(POLICY).replace("    approval: pending", &format!("{own}    approval: pending")));
    approve(&folder, &FACTS).ends(0);
}

#[test]
fn other_words_of_a_clause_that_the_record_goes_by_are_refused_unless_they_are_meant() {
    let ar = |period: &str| format!("- نقبل الهدية.\n- نرد على المهدي خلال {period} يوماً.\n");
    let texts = |folder: &Folder| {
        folder.write(&format!("{FOLDER}/1.0/ar.md"), ar("15"));
        folder.write(&format!("{FOLDER}/1.0/en.md"), "- We accept.\n- We answer the giver in 15 days.\n");
    };
    let reworded = "- نقبل الهدية.\n- نجيب صاحب الهدية كتابةً خلال 15 يوماً.\n";
    let en = "- We accept.\n- We answer the giver in writing in 15 days.\n";
    // A promise that nobody looked at.
    let folder = gifts(reworded, en);
    texts(&folder);
    let list = "commitments: [{id: reply, clause: \"2\", bound: at-most, amount: 15, unit: day}]\n";
    folder.write(POLICY, folder.read(POLICY).replace("versions:\n", &format!("{list}versions:\n")));
    approve(&folder, &FACTS)
        .ends(1)
        .says("the promise `reply` names clause `2`, whose words are others now")
        .says(&format!("{FOLDER}/1.1/ar.md:2:1"))
        .says("--rewording-is-meant");
    approve(&folder, &[&FACTS[..], &["--rewording-is-meant"]].concat()).ends(0);
    // One that follows the new words.
    let folder = gifts(&ar("10"), "- We accept.\n- We answer the giver in 10 days.\n");
    texts(&folder);
    folder.write(POLICY, folder.read(POLICY).replace("versions:\n", &format!("{list}versions:\n")));
    let own = "    commitments: [{id: reply, clause: \"2\", bound: at-most, amount: 10, unit: day}]\n";
    folder.write(POLICY, folder.read(POLICY).replace("    approval: pending", &format!("{own}    approval: pending")));
    approve(&folder, &FACTS).ends(0);
    // A form, and a reference of another policy.
    let form = "kind: request\ntitle: {ar: طلب, en: Request}\nendpoint: inbox\npolicy: gifts\nclause: \"2\"\nfields:\n  - {id: n, type: number, label: {ar: عدد, en: Count}}\n";
    let other = "title: {ar: سياسة السفر, en: Travel Policy}\ngoverning_language: ar\nversions:\n  - {version: \"1.0\", approval: not-stated}\n";
    for (path, text, who) in [
        ("content/trial/forms/request.yaml", form, "the form `request`"),
        ("content/trial/policies/travel/1.0/ar.md", "[نص](policy:trial/gifts#2).\n", "a reference in `trial/travel`"),
    ] {
        let (shifted, moved) = (
            "- نقبل الهدية.\n- بند لم يكن من قبل.\n- نرد على المهدي خلال 15 يوماً.\n",
            "- We accept.\n- New.\n- We answer the giver in 15 days.\n",
        );
        for (ar, en, what) in
            [(reworded, en, "whose words are others now"), (shifted, moved, "whose words now stand as clause `3`")]
        {
            let folder = gifts(ar, en);
            texts(&folder);
            let site = folder.read("content/site.yaml");
            folder
                .write("content/site.yaml", format!("{site}endpoints: {{inbox: {{provider: local, served: true}}}}\n"));
            if !text.starts_with("kind") {
                folder.write("content/trial/policies/travel/policy.yaml", other);
                folder.write("content/trial/policies/travel/1.0/en.md", "[Words](policy:trial/gifts#2).\n");
            }
            folder.write(path, text);
            approve(&folder, &FACTS).ends(1).says(&format!("{who} names clause `2`, {what}"));
        }
    }
}

#[test]
fn a_reference_that_follows_its_clause_is_none_that_was_forgotten() {
    let text = |items: &str, first: &str, second: &str| {
        format!("{items}\nكما في [أول](clause:{first}) و[ثان](clause:{second}).\n")
    };
    let (old, new) =
        ("- نقبل الهدية.\n- نرد خلال 15 يوماً.\n", "- بند لم يكن من قبل.\n- نقبل الهدية.\n- نرد خلال 15 يوماً.\n");
    let en = "- New.\n- We accept.\n- We answer.\n\nWords.\n";
    for (first, second, moved) in [("2", "3", false), ("1", "3", true), ("1", "2", true)] {
        let folder = gifts(&text(new, first, second), en);
        folder.write(&format!("{FOLDER}/1.0/ar.md"), text(old, "1", "2"));
        folder.write(&format!("{FOLDER}/1.0/en.md"), "- We accept.\n- We answer.\n\nWords.\n");
        for ran in [folder.run(&["check", "--today", TODAY]), approve(&folder, &FACTS)] {
            match moved {
                true => ran
                    .ends(1)
                    .says("a reference of the Arabic text names clause `1`, whose words now stand as clause `2`"),
                false => ran.ends(0),
            };
        }
    }
    // Some came: those on a line that stands as it stood were forgotten.
    let folder = gifts(&format!("{}\nوانظر [هنا](clause:3).\n", text(new, "1", "2")), en);
    folder.write(&format!("{FOLDER}/1.0/ar.md"), text(old, "1", "2"));
    folder.write(&format!("{FOLDER}/1.0/en.md"), "- We accept.\n- We answer.\n\nWords.\n");
    approve(&folder, &FACTS).ends(1).says("names clause `2`, whose words now stand as clause `3`");
}

#[test]
fn a_draft_whose_promise_the_text_no_longer_makes_is_stopped_before_anyone_decides() {
    let en = "- We accept.\n- We answer the giver.\n";
    for (ar, what) in [
        ("- نقبل الهدية.\n- نرد على المهدي خلال 10 أيام.\n", "says `\u{2068}10 أيام\u{2069}`"),
        (
            "- نقبل الهدية.\n- نرد على المهدي في أقرب وقت.\n",
            "states no period any more in the Arabic text of version `1.1`",
        ),
    ] {
        let folder = gifts(ar, en);
        folder.write(&format!("{FOLDER}/1.0/ar.md"), "- نقبل الهدية.\n- نرد على المهدي خلال 15 يوماً.\n");
        folder.write(&format!("{FOLDER}/1.0/en.md"), en);
        let list = "commitments: [{id: reply, clause: \"2\", bound: at-most, amount: 15, unit: day}]\n";
        folder.write(POLICY, folder.read(POLICY).replace("versions:\n", &format!("{list}versions:\n")));
        folder.run(&["check", "--today", TODAY]).ends(1).says("error[promise-differs]").says(what);
        approve(&folder, &FACTS).ends(1);
    }
}

#[test]
fn other_words_of_the_translation_alone_are_looked_at_too() {
    let ar = "- نقبل الهدية.\n- نرد على المهدي خلال 15 يوماً.\n- نحفظ السجل.\n";
    let folder = gifts(ar, "- We accept.\n- We answer whoever gave within 15 days.\n- We keep it.\n");
    folder.write(&format!("{FOLDER}/1.0/ar.md"), ar);
    folder.write(&format!("{FOLDER}/1.0/en.md"), "- We accept.\n- We answer the giver in 15 days.\n- We keep it.\n");
    let list = "commitments: [{id: reply, clause: \"2\", bound: at-most, amount: 15, unit: day}]\n";
    folder.write(POLICY, folder.read(POLICY).replace("versions:\n", &format!("{list}versions:\n")));
    approve(&folder, &FACTS)
        .ends(1)
        .says("the promise `reply` names clause `2`, whose words are others now in the English text")
        .says(&format!("{FOLDER}/1.1/en.md:2:1"));
    approve(&folder, &[&FACTS[..], &["--rewording-is-meant"]].concat()).ends(0);
}

#[test]
fn a_version_is_approved_once() {
    let folder = draft();
    approve(&folder, &FACTS).ends(0);
    let before = folder.files("content");
    for args in [&["1.1"][..], &[]] {
        let args: Vec<&str> = args.iter().copied().chain(FACTS).collect();
        approve(&folder, &args)
            .ends(1)
            .says("version `1.1` was approved in session `9` on `2026-01-20` (`1447-08-01` AH)")
            .says("start a new version with `mithaq revise`")
            .says(&format!("{POLICY}:13:5"));
    }
    assert_eq!(folder.files("content"), before);
}

#[test]
fn a_version_that_does_not_exist_is_answered_with_those_that_do() {
    let folder = draft();
    let args: Vec<&str> = ["3.0"].into_iter().chain(FACTS).collect();
    approve(&folder, &args).ends(1).says("the policy has no version `3.0`").says("its versions are 1.0, 1.1");
}

#[test]
fn with_several_drafts_one_is_named() {
    let folder = draft();
    folder.write(POLICY, folder.read(POLICY) + "  - {version: \"1.2\", approval: pending}\n");
    folder.write(&format!("{FOLDER}/1.2/ar.md"), "نص.\n");
    folder.write(&format!("{FOLDER}/1.2/en.md"), "Words.\n");
    approve(&folder, &FACTS).ends(1).says("several drafts: 1.1, 1.2").says("mithaq approve trial/gifts 1.1");
}

#[test]
fn a_promise_whose_clause_the_new_version_lacks_keeps_it_back() {
    let folder = draft();
    let promise = "commitments: [{id: reply, clause: reply, bound: at-most, amount: 5, unit: day}]\n";
    folder.write(POLICY, folder.read(POLICY) + promise);
    folder.write(&format!("{FOLDER}/1.0/ar.md"), "نص. {#reply}\n");
    folder.write(&format!("{FOLDER}/1.0/en.md"), "Words. {#reply}\n");
    let moved = "the promise `reply` names clause `reply`, whose words now stand as clause `1`";
    folder.run(&["check", "--today", TODAY]).ends(1).says(moved).says("give version `1.1` a list of its own");
    approve(&folder, &FACTS).ends(1).says(moved);
    assert!(folder.read(POLICY).contains("approval: pending"));
}

#[test]
fn a_document_that_cannot_be_kept_is_refused() {
    let folder = draft();
    let document = |name: &str| {
        let args: Vec<&str> = FACTS.into_iter().chain(["--document", name]).collect();
        approve(&folder, &args)
    };
    document("nowhere.pdf").ends(2).says("the document `nowhere.pdf` cannot be read");
    folder.write("_hidden.pdf", "scan");
    document("_hidden.pdf").ends(2).says("cannot be published");
    folder.write("minutes.pdf", "scan");
    folder.write(&format!("{FOLDER}/1.1/files/minutes.pdf"), "another scan");
    document("minutes.pdf").ends(1).says("another file has the name");
    folder.write(&format!("{FOLDER}/1.1/files/minutes.pdf"), "scan");
    document("minutes.pdf").ends(0);
}
