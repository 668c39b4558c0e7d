//! YAML that is broken, or holds what no file of the site may hold.

use super::{assert_found, sound, with_policy};
use crate::folder::Folder;
use crate::site::drawn;

#[test]
fn an_unknown_key_is_answered_with_what_was_meant() {
    let site = with_policy("reveiw: {every_months: 12}\nversions: [{version: \"1.0\", approval: not-stated}]\n");
    let finding = site.finding("unknown-key");
    assert_eq!(
        (finding.place().as_str(), finding.hint.as_deref()),
        ("content/trial/policies/gifts/policy.yaml:3:1", Some("did you mean `review`?"))
    );
}

#[test]
fn a_wrong_type_is_named() {
    let finding = with_policy("versions: [{version: 1.0, approval: not-stated}]\n").finding("wrong-type");
    assert_eq!(finding.place(), "content/trial/policies/gifts/policy.yaml:3:13");
    assert_eq!(finding.message, "`version` is words, not a number");
    assert_eq!(finding.hint.as_deref(), Some("put the value in quotes: `version: \"…\"`"));
}

#[test]
fn every_value_of_every_type_at_every_key_is_a_finding_and_no_panic() {
    // The keys of every file as its own schema tells them.
    let folder = Folder::new();
    let schemas = folder.run(&["schema"]).ends(0).json();
    let files = [
        ("site", "content/site.yaml"),
        ("association", "content/trial/association.yaml"),
        ("channels", "content/trial/channels.yaml"),
        ("policy", "content/trial/policies/gifts/policy.yaml"),
        ("form", "content/trial/forms/complaint.yaml"),
    ];
    for (name, path) in files {
        let keys = schemas[name]["properties"].as_object().expect("a schema has keys");
        for value in [
            "~",
            "true",
            "-1",
            "1.5e300",
            "x",
            "[]",
            "{}",
            "[[]]",
            "{a: {b: [c]}}",
            "\"\"",
            "2026-01-01",
            "!tag x",
            ".nan",
        ] {
            let mut yaml = String::new();
            for key in keys.keys() {
                yaml.push_str(&format!("{key}: {value}\n"));
            }
            let (found, _) = sound().with(path, yaml).outcome();
            assert!(found.iter().all(|finding| finding.hint.is_some()), "{path} with {value}:\n{}", drawn(&found));
        }
    }
}

#[test]
fn broken_yaml_is_a_finding_where_it_breaks() {
    let found = with_policy("versions:\n  - {version: \"1.0\"\n").findings();
    assert_found(&found, "yaml-syntax", "policy.yaml:5:1");
    let site = sound().with("content/site.yaml", "title: {ar: س\n");
    assert_eq!(site.finding("yaml-syntax").file, "content/site.yaml");
    for yaml in [
        "\t",
        "---\n---\n",
        "a: b\n---\nc: d\n",
        "%",
        "&",
        "*x",
        "!",
        "? [a]\n: b\n",
        "a: |\n",
        ": ",
        "{",
        "}",
        "a: 'x",
        "\u{feff}",
        "#",
    ] {
        let (found, _) = sound().with("content/trial/association.yaml", yaml).outcome();
        assert!(
            found.iter().any(|finding| finding.file == "content/trial/association.yaml"),
            "{yaml:?}:\n{}",
            drawn(&found)
        );
    }
}

#[test]
fn a_yaml_alias_bomb_is_a_finding() {
    let mut yaml = "name: {ar: أ, en: a}\na0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
    for nth in 1..12 {
        let above = nth - 1;
        yaml.push_str(&format!("a{nth}: &a{nth} [*a{above}, *a{above}, *a{above}, *a{above}, *a{above}, *a{above}, *a{above}, *a{above}, *a{above}]\n"));
    }
    let finding = sound().with("content/trial/association.yaml", yaml).finding("yaml-syntax");
    assert_eq!(finding.message, "this is not YAML: its aliases repeat it without end");
    assert_eq!(finding.hint.as_deref(), Some("write the values out instead of referring to them"));
}

#[test]
fn words_that_both_languages_lack_are_a_finding() {
    for yaml in ["name: {}\n", "name: {ar: \"\", en: \" \"}\n", "name: {ar: ~, en: ~}\n", "name: ~\n", "name:\n"] {
        let (found, built) = sound().with("content/trial/association.yaml", yaml).outcome();
        let here = found.iter().filter(|finding| finding.file.ends_with("association.yaml"));
        assert!(
            here.clone().count() > 0 && here.clone().all(|finding| finding.hint.is_some()),
            "{yaml}: {}",
            drawn(&found)
        );
        assert!(
            here.clone().any(|finding| finding.severity == "error"),
            "{yaml} leaves the association without a name:\n{}",
            drawn(&found)
        );
        for page in built.pages().iter() {
            page.one("h1");
        }
    }
}

#[test]
fn places_are_right_after_an_item_that_could_not_be_read() {
    let site = sound().with(
        "content/trial/channels.yaml",
        "channels:\n  - kind: phone\n    name: {ar: أ, en: a}\n  - id: post\n    kind: letter\n    name: {ar: أ, en: a}\n  - id: mail\n    kind: email\n    name: {ar: أ, en: a}\n    value: nobody\n",
    );
    site.finds_only(&[
        ("missing-key", "channels.yaml:2:5"),
        ("channel-without-contact", "channels.yaml:4:5"),
        ("channel-value-unfit", "channels.yaml:10:5"),
    ]);
    let site = with_policy(
        "commitments:\n  - {id: a, clause: \"1\", bound: at-most, amount: few, unit: day}\n  - {id: b, clause: none, bound: at-least, amount: 2, unit: day}\nversions:\n  - {version: one, approval: not-stated}\n  - {version: \"1.0\", approval: {body: {ar: أ, en: a}, document: files/x.pdf}}\n",
    );
    site.finds("promise-lower-bound", "policy.yaml:5:27")
        .finds("reference-dangling", "policy.yaml:5:13")
        .finds("file-missing", "policy.yaml:8:55");
}
