//! `check`.

use crate::site::TestSite;

fn with_a_warning() -> TestSite {
    TestSite::texts("أ- نص\nت- نص\n", "أ- نص\nب- نص\n")
}

#[test]
fn it_writes_nothing() {
    let folder = TestSite::texts("نص.\n", "Words.\n").in_a_folder();
    let before = folder.files("");
    let run = folder.run(&["check"]).ends(0).answers("no findings");
    assert_eq!(run.err, "");
    assert_eq!(folder.files(""), before);
}

#[test]
fn it_finds_what_build_finds() {
    let folder = with_a_warning().in_a_folder();
    folder.write("content/trial/association.yaml", "nmae: x\n");
    folder.write("themes/default/strings/ar.yaml", "a: [\n");
    let checked = folder.run(&["check", "--format", "json"]).ends(1).json();
    let built = folder.run(&["build", "--format", "json"]).ends(1).json();
    assert_eq!(checked["findings"], built["findings"]);
    assert!(checked["findings"].as_array().expect("a list").len() >= 3);
}

#[test]
fn it_finds_a_template_that_fails_only_while_pages_are_made() {
    let folder = TestSite::texts("نص.\n", "Words.\n").in_a_folder();
    folder.write("themes/default/templates/home.html", "{{ view.nothing.at.all }}");
    folder.write("themes/default/templates/association.html", "<p>fine</p>\n{{ view.nothing.at.all }}");
    folder.run(&["check"]).ends(1).says("error[template]").says("themes/default/templates/association.html:2:");
}

#[test]
fn a_warning_ends_with_0_and_under_strict_with_1() {
    let folder = with_a_warning().in_a_folder();
    folder.run(&["check"]).ends(0).says("0 errors, 1 warning");
    folder.run(&["check", "--strict"]).ends(1).says("1 error, 0 warnings");
}

#[test]
fn a_finding_is_drawn_as_name_sentence_place_and_hint() {
    let folder = with_a_warning().in_a_folder();
    let run = folder.run(&["check"]).ends(0);
    let expected = "warning[list-sequence]: the list goes on with `\u{2068}ت-\u{2069}` where `\u{2068}ب-\u{2069}` is next\n  content/trial/policies/gifts/1.0/ar.md:2:1\n  hint: look for an item that is missing, repeated or mistyped; the label is shown as it is typed\n0 errors, 1 warning\n";
    assert_eq!(run.err, expected);
}

#[test]
fn json_is_one_value() {
    let folder = with_a_warning().in_a_folder();
    let run = folder.run(&["check", "--format", "json"]).ends(0);
    assert_eq!(run.err, "");
    let value = run.json();
    assert_eq!((&value["errors"], &value["warnings"]), (&0.into(), &1.into()));
    assert_eq!(value["findings"][0]["line"], 2);
    let strict = folder.run(&["check", "--strict", "--format", "json"]).ends(1).json();
    assert_eq!((&strict["errors"], &strict["findings"][0]["severity"]), (&1.into(), &"error".into()));
}

#[test]
fn sarif_has_its_shape() {
    let folder = TestSite::texts("أ. {#a}\n\nب. {#a}\n", "A. {#a}\n").in_a_folder();
    folder.write("content/trial/policies/gifts/1.0/files/سر\u{202e}.txt", "x");
    let run = folder.run(&["check", "--format", "sarif"]).ends(1);
    assert_eq!(run.err, "");
    let log = run.json();
    assert_eq!(log["version"], "2.1.0");
    assert_eq!(log["$schema"], "https://json.schemastore.org/sarif-2.1.0.json");
    let run = &log["runs"][0];
    assert_eq!(run["tool"]["driver"]["name"], "mithaq");
    assert_eq!(run["columnKind"], "unicodeCodePoints");
    let rules: Vec<&str> = run["tool"]["driver"]["rules"]
        .as_array()
        .expect("rules")
        .iter()
        .filter_map(|rule| rule["id"].as_str())
        .collect();
    let results = run["results"].as_array().expect("results");
    for result in results {
        assert!(rules.contains(&result["ruleId"].as_str().expect("a rule")));
        assert!(matches!(result["level"].as_str(), Some("error" | "warning" | "note")));
        assert!(result["message"]["text"].as_str().is_some_and(|text| text.contains("; hint: ")));
        let place = &result["locations"][0]["physicalLocation"];
        assert!(
            place["artifactLocation"]["uri"].as_str().is_some_and(|uri| uri.is_ascii() && uri.starts_with("content/"))
        );
        assert!(place["region"]["startLine"].as_u64() >= Some(1) && place["region"]["startColumn"].as_u64() >= Some(1));
    }
    let repeated = results.iter().find(|result| result["ruleId"] == "duplicate-id").expect("a result");
    assert_eq!(
        repeated["relatedLocations"][0]["physicalLocation"]["region"],
        serde_json::json!({"startLine": 1, "startColumn": 1})
    );
    assert_eq!(repeated["relatedLocations"][0]["message"]["text"], "the first stands here");
    let sound = TestSite::texts("نص.\n", "Words.\n").in_a_folder().run(&["check", "--format", "sarif"]).ends(0).json();
    assert_eq!(sound["runs"][0]["results"], serde_json::json!([]));
}
