//! A thousand random decisions, recorded in policy files as people write them:
//! every remark and every line that a decision does not touch stays byte for
//! byte, and the file says the old facts and the decision, and nothing else.

mod hand;

use std::collections::BTreeMap;

use hand::Hand;
use serde_yaml::Value;

use crate::decisions::{Decided, record};
use crate::random::Random;
use crate::site::{TestSite, dedent};

/// A decision that fits the file as it stands, and what it makes of the facts.
fn decide(random: &mut Random, facts: &Value) -> (Decided, Value) {
    let mut facts = facts.clone();
    let versions = facts["versions"].as_sequence_mut().expect("a list of versions");
    let nth = random.below(versions.len());
    let seal = format!("sha256:{:064x}", random.below(1 << 30));
    let pending = versions.iter().position(|version| version["approval"] == "pending");
    let yaml = |text: &str| -> Value { serde_yaml::from_str(text).expect("the test writes YAML") };
    let choice = random.below(5);
    let decided = match (choice, pending) {
        (0, None) => {
            let number = format!("1.{}", versions.len());
            versions.push(yaml(&format!("{{version: \"{number}\", approval: pending}}")));
            Decided::Revise { number }
        }
        (_, Some(nth)) => {
            let words = random.pick(&[
                "رئيس المجلس",
                "yes",
                "a: b",
                "\"q\" #",
                "{x}",
                "نعم، [لا]",
                "tab\tand\nline",
                "1.0",
                "- x",
            ]);
            let version = &mut versions[nth];
            version["approval"] = yaml("{body: {ar: المجلس}, session: 9, date: 2025-08-24}");
            version["approval"]["body"]["en"] = words.into();
            for lang in ["ar", "en"] {
                if version["seal"].is_null() {
                    version["seal"] = yaml("{}");
                }
                version["seal"][lang] = seal.clone().into();
            }
            let effective = random.one_in(3);
            if effective {
                version["effective"] = "2026-01-01".into();
            }
            Decided::Approve { nth, body_en: words.to_owned(), effective, seal: seal.clone() }
        }
        (1, _) if versions[nth].get("withdrawn").is_none() => {
            versions[nth]["withdrawn"] = yaml("{date: 2026-02-03, reason: {ar: انتهى أمرها, en: 'over, done'}}");
            Decided::Withdraw { nth }
        }
        (2, _) => {
            if versions[nth]["seal"].is_null() {
                versions[nth]["seal"] = yaml("{}");
            }
            versions[nth]["seal"]["en"] = seal.clone().into();
            Decided::Seal { nth, seal: seal.clone() }
        }
        _ => {
            if versions[nth]["reviewed"].is_null() {
                versions[nth]["reviewed"] = Value::Sequence(Vec::new());
            }
            let list = versions[nth]["reviewed"].as_sequence_mut().expect("a list of reviews");
            list.push(yaml("{date: 2026-01-05, session: 12}"));
            Decided::Review { nth }
        }
    };
    (decided, facts)
}

fn facts(text: &str) -> Value {
    serde_yaml::from_str(text.trim_start_matches('\u{feff}')).unwrap_or_else(|error| panic!("{error} in:\n{text}"))
}

/// Every remark that stands in a text, by its number: the words up to the end of the line.
fn remarks(text: &str) -> BTreeMap<&str, &str> {
    text.lines()
        .filter_map(|line| line.split_once("# "))
        .filter(|(_, rest)| rest.starts_with(|c: char| c.is_ascii_digit()))
        .map(|(_, rest)| (rest.split(' ').next().unwrap_or_default(), rest))
        .collect()
}

/// Lines of the old text that do not stand in the new one, in order (longest common subsequence).
fn lost<'a>(old: &'a str, new: &str) -> Vec<&'a str> {
    let (old, new): (Vec<&str>, Vec<&str>) = (old.split_inclusive('\n').collect(), new.split_inclusive('\n').collect());
    let alike = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
    let (old, new) = (&old[alike..], &new[alike..]);
    let mut common = vec![vec![0; new.len() + 1]; old.len() + 1];
    for a in (0..old.len()).rev() {
        for b in (0..new.len()).rev() {
            let longer = common[a + 1][b].max(common[a][b + 1]);
            common[a][b] = if old[a] == new[b] { common[a + 1][b + 1] + 1 } else { longer };
        }
    }
    let (mut a, mut b) = (0, 0);
    let mut lost = Vec::new();
    while a < old.len() {
        if b < new.len() && old[a] == new[b] {
            (a, b) = (a + 1, b + 1);
        } else if b < new.len() && common[a][b + 1] >= common[a + 1][b] {
            b += 1;
        } else {
            lost.push(old[a]);
            a += 1;
        }
    }
    lost
}

#[test]
fn a_thousand_decisions_leave_every_other_line_as_it_was() {
    let mut edits = 0;
    let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
    for seed in 1.. {
        let mut hand = Hand::new(seed);
        let mut text = hand.file();
        let mut random = Random::new(seed + 1_000_000);
        for _ in 0..4 {
            let before = facts(&text);
            let (decided, expected) = decide(&mut random, &before);
            let new =
                record(&text, &decided).unwrap_or_else(|refusal| panic!("seed {seed}, {decided:?}: {refusal}\n{text}"));
            assert_eq!(facts(&new), expected, "seed {seed}, {decided:?}\n{text}\n-- became\n{new}");
            assert_eq!(remarks(&new), remarks(&text), "seed {seed}, {decided:?}\n{text}\n-- became\n{new}");
            let touched = lost(&text, &new);
            // At most the lines on which a word was replaced or braces were opened,
            // and a last line that had no line end.
            let most = if matches!(decided, Decided::Approve { .. }) { 4 } else { 2 };
            assert!(touched.len() <= most, "seed {seed}, {decided:?} changed {touched:#?}\n{text}\n-- became\n{new}");
            assert!(new.len() > text.len() - "pending".len(), "seed {seed}");
            assert_eq!(new.contains("\r\n"), text.contains("\r\n"), "seed {seed}");
            assert_eq!(new.starts_with('\u{feff}'), text.starts_with('\u{feff}'), "seed {seed}");
            assert!(!new.contains("\r\n") || new.matches('\n').count() == new.matches("\r\n").count(), "seed {seed}");
            loads(&new, seed);
            *kinds.entry(decided.name()).or_default() += 1;
            text = new;
            edits += 1;
        }
        if edits >= 1000 {
            break;
        }
    }
    assert!(kinds.len() == 5 && kinds.values().all(|count| *count > 50), "{kinds:?}");
}

/// The program understands the file.
fn loads(text: &str, seed: u64) {
    let site = TestSite::text("نص.\n").with("content/trial/policies/gifts/policy.yaml", text);
    let wrong = ["yaml-syntax", "unknown-key", "duplicate-key", "wrong-type", "missing-key", "bad-value"];
    let found = site.faults_of_reading();
    assert!(found.iter().all(|id| !wrong.contains(&id.as_str())), "seed {seed}: {found:?}\n{text}");
}

#[test]
fn a_command_that_refuses_has_changed_nothing_and_one_that_does_not_has_changed_little() {
    const POLICY: &str = "content/trial/policies/gifts/policy.yaml";
    let mut done: BTreeMap<String, usize> = BTreeMap::new();
    let mut refused = 0;
    for seed in 1..=32 {
        let mut random = Random::new(seed + 2_000_000);
        let text = Hand::new(seed).file();
        let mut site = TestSite::text("نص.\n").with(POLICY, text.clone());
        for version in facts(&text)["versions"].as_sequence().expect("a list of versions") {
            let number = version["version"].as_str().expect("a number");
            let folder = format!("content/trial/policies/gifts/{number}");
            // Nobody approves what differs in no word from the version before.
            site.put(&format!("{folder}/ar.md"), format!("نص {number}.\n"));
            site.put(&format!("{folder}/en.md"), format!("نص {number}.\n"));
        }
        let folder = site.in_a_folder();
        for day in 10..15 {
            let date = format!("2026-01-{day}");
            let number = random.pick(&["1.0", "1.1", "1.2", "1.3"]);
            let args = match random.below(4) {
                0 => vec!["revise", "trial/gifts"],
                1 => vec!["approve", "trial/gifts", "--session", "9", "--date", &date, "--yes"],
                2 => vec!["review", "trial/gifts", "--date", &date],
                _ => vec![
                    "withdraw",
                    "trial/gifts",
                    number,
                    "--date",
                    &date,
                    "--reason-ar",
                    "نص: \"x\"",
                    "--reason-en",
                    "# no",
                    "--yes",
                ],
            };
            let before = folder.read(POLICY);
            let run = folder.run(&[&args[..], &["--today", "2026-02-01"]].concat());
            let after = folder.read(POLICY);
            if run.status == 0 {
                *done.entry(args[0].to_owned()).or_default() += 1;
                assert_eq!(remarks(&after), remarks(&before), "seed {seed}, {args:?}\n{before}\n-- became\n{after}");
                assert!(lost(&before, &after).len() <= 4, "seed {seed}, {args:?}\n{before}\n-- became\n{after}");
                assert_ne!(facts(&after), facts(&before), "seed {seed}, {args:?}");
                loads(&after, seed);
            } else {
                assert_eq!(run.status, 1, "seed {seed}, {args:?}: {}", run.err);
                assert_eq!(after, before, "seed {seed}, {args:?}");
                refused += 1;
            }
        }
    }
    assert!(done.len() == 4 && done.values().all(|count| *count >= 5) && refused > 5, "{done:?}, {refused} refused");
}

fn refused(yaml: &str, decided: &Decided) -> String {
    record(&dedent(yaml), decided).expect_err("the edit was to be refused")
}

const REVIEW: Decided = Decided::Review { nth: 0 };

#[test]
fn what_an_alias_shares_is_not_edited() {
    let place = refused(
        "
        x: &shared {version: \"1.0\", approval: not-stated}
        versions:
          - *shared
        ",
        &REVIEW,
    );
    assert!(place.starts_with("3:5: the change would fall on an alias"), "{place}");
    let place = refused(
        "
        versions:
          - &first
            version: \"1.0\"
            approval: not-stated
        other: *first
        ",
        &REVIEW,
    );
    assert!(place.starts_with("2:5: the change would fall on an anchor"), "{place}");
    let place = refused(
        "
        base: &base {approval: not-stated}
        versions:
          - version: \"1.0\"
            <<: *base
        ",
        &REVIEW,
    );
    assert!(place.starts_with("4:5: the change would fall on a map that takes in another"), "{place}");
    let draft = Decided::Approve { nth: 0, body_en: "Board".into(), effective: false, seal: "x".into() };
    let place = refused("word: &word pending\nversions: [{version: \"1.0\", approval: *word}]\n", &draft);
    assert!(place.starts_with("2:39: "), "{place}");
}

#[test]
fn an_anchor_that_nothing_repeats_is_no_obstacle() {
    let text = "versions: &all\n  - &first\n    version: \"1.0\"\n    approval: not-stated\n";
    let new = record(text, &REVIEW).expect("nothing is shared");
    assert_eq!(new, format!("{text}    reviewed: [{{date: 2026-01-05, session: 12}}]\n"));
}

#[test]
fn a_tab_is_named_where_it_stands() {
    let place = refused("versions:\n\t- version: \"1.0\"\n", &REVIEW);
    assert!(place.starts_with("2:") && place.contains("not YAML"), "{place}");
}

#[test]
fn a_remark_stays_beside_the_word_that_it_speaks_of() {
    let draft = Decided::Approve { nth: 0, body_en: "Board".into(), effective: false, seal: "x".into() };
    let lines = "      body: {ar: المجلس, en: Board}\n      session: 9\n      date: 2025-08-24\n    seal:\n      ar: \"x\"\n      en: \"x\"\n";
    for (before, after) in [
        ("    approval: pending\n", "    approval:\n"),
        ("    approval: pending  # until they meet\n", "    approval:  # until they meet\n"),
        ("    approval: \"pending\"\t# until they meet\n", "    approval:\t# until they meet\n"),
        ("    approval:\n      # still\n      pending\n", "    approval:\n      # still\n"),
        ("    approval:\n      pending # still\n", "    approval:\n      # still\n"),
    ] {
        let head = "versions:\n  - version: \"1.0\"\n";
        let new = record(&format!("{head}{before}# end\n"), &draft).expect("it can be recorded");
        assert_eq!(new, format!("{head}{after}{lines}# end\n"));
    }
}

#[test]
fn lone_carriage_returns_are_named() {
    let place = refused("versions:\r  - version: \"1.0\"\r", &REVIEW);
    assert!(place.contains("lone carriage return"), "{place}");
}

#[test]
fn a_mixed_file_is_edited_in_the_style_of_the_place() {
    let text = "versions: [{version: \"1.0\", approval: not-stated},  # first\n  {version: \"1.1\", approval: pending}] # all\n";
    let new = record(text, &Decided::Revise { number: "1.2".into() }).expect("it can be recorded");
    assert_eq!(new, text.replace("pending}]", "pending}, {version: \"1.2\", approval: pending}]"));
}

#[test]
fn odd_ways_of_writing_are_edited_where_they_stand() {
    let draft = Decided::Approve { nth: 0, body_en: "Board".into(), effective: true, seal: "x".into() };
    for text in [
        "\"versions\":\n  - 'version': \"1.0\"\n    \"approval\" : pending\n    \"change\": {ar: x}\n",
        "%YAML 1.2\n--- # head\nversions:\n  - version: \"1.0\"\n    approval: pending\n...\n",
        "versions: [{version: \"1.0\",approval: pending,change: {ar: x}}]",
        "{\"title\":{\"ar\":\"x\"},\"versions\":[{\"version\":\"1.0\",\"approval\":\"pending\"}]}\n",
        "versions:\n  - {\n      version: \"1.0\",\n      # why\n      approval: pending # c\n      }\n",
        "versions:\n  - version: \"1.0\"\n    approval: pending\n    change:\n      ar: |+\n        x\n\n\n",
        "versions:\n  - version: \"1.0\"\n    change:\n      ar: |+\n        x\n\n\n    approval: pending\n\n\n# c\nx: 1\n",
        "versions:\n  - approval: pending\n    version: \"1.0\"\n    change:\n      ar: >\n        x\n\n        # not a remark\n    # remark\n  # outer\ncode: x\n",
        "owner: a\n  b\n  c\nversions:\n- version: \"1.0\"\n  change:\n    ar: one\n      two\n  approval: pending",
        "versions:\n- version: \"1.0\"\n  approval:\n  # x\n  change: {ar: x}\n",
        "versions: [{version: \"1.0\", approval: , change: {ar: x}}]\n",
        "versions:\n- version: \"1.0\"\n  approval: ~\n",
        "versions:\n- version: !!str 1.0\n  approval: !!str pending\n",
        "versions:\n- version: \"1.0\"\n  approval: pending\n  seal:\n  change: {ar: x}\n",
        "versions:\n- version: \"1.0\"\n  approval: pending\n  seal: {}\n",
        "versions:\n- version: \"1.0\"\n  approval: pending\n  # eof",
        "# 😀😀\nversions:\n- version: \"1.0\" # 😀\n  approval: pending\n",
        "versions:\n-\n  version: \"1.0\"\n  approval: pending\n- # here\n  version: \"1.1\"\n  approval: not-stated\n",
    ] {
        for text in [text.to_owned(), text.replace('\n', "\r\n"), format!("\u{feff}{text}")] {
            let mut new = text.clone();
            let last = Decided::Revise { number: "9.9".into() };
            for decided in [draft.clone(), REVIEW, REVIEW, Decided::Withdraw { nth: 0 }, last] {
                new = record(&new, &decided).unwrap_or_else(|refusal| panic!("{decided:?}: {refusal}\n{new}"));
            }
            assert!(lost(&text, &new).len() <= 3, "{text}\n-- became\n{new}");
            // What was decided, taken out again, leaves the old facts.
            let mut found = facts(&new);
            let versions = found["versions"].as_sequence_mut().expect("a list of versions");
            assert_eq!(versions.pop().expect("a draft")["version"], "9.9");
            let version = versions[0].as_mapping_mut().expect("a map");
            assert_eq!(version["reviewed"].as_sequence().map(Vec::len), Some(2), "{new}");
            for key in ["effective", "seal", "reviewed", "withdrawn", "approval"] {
                assert!(version.remove(key).is_some(), "no `{key}` in:\n{new}");
            }
            let mut expected = facts(&text);
            let version = expected["versions"][0].as_mapping_mut().expect("a map");
            version.remove("approval");
            version.remove("seal");
            assert_eq!(found, expected, "{text}\n-- became\n{new}");
        }
    }
}

#[test]
fn what_cannot_be_edited_is_told_with_its_place() {
    let revise = Decided::Revise { number: "9.9".into() };
    let place = refused("versions:\n  - version: \"1.0\"\n    change:\n      ar: |\n        x\n        y", &revise);
    assert!(place.starts_with("6:10: the file ends without a line end"), "{place}");
    let place = refused("versions:\n  - version: \"1.0\"\n    approval:\tpending\n", &REVIEW);
    assert!(place.starts_with("3:"), "{place}");
    let place = refused("? versions\n: - version: \"1.0\"\n    approval: pending\n", &REVIEW);
    assert!(place.starts_with("2:5: what stands before this key hides its indentation"), "{place}");
    let place = refused("versions: words\n", &revise);
    assert!(place.starts_with("1:11: a list was to stand here"), "{place}");
}
