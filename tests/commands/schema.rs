//! `schema`: what an editor completes is what the loader accepts.

use serde_json::Value;

use crate::folder::Folder;
use crate::site::TestSite;

const NAMES: [&str; 7] = ["site", "glossary", "association", "channels", "policy", "form", "front-matter"];

#[test]
fn every_file_has_a_schema() {
    let folder = Folder::new();
    let all = folder.run(&["schema"]).ends(0);
    assert_eq!(all.err, "");
    let all = all.json();
    assert_eq!(all.as_object().map(serde_json::Map::len), Some(NAMES.len()));
    for name in NAMES {
        let one = folder.run(&["schema", name]).ends(0).json();
        assert_eq!(all[name], one);
        assert_eq!(one["$schema"], "https://json-schema.org/draft/2020-12/schema");
        assert_eq!((&one["type"], &one["additionalProperties"]), (&"object".into(), &false.into()));
        described(&one, name);
    }
}

/// Every key says what it means, and every key that must be there is a key.
fn described(schema: &Value, at: &str) {
    for (key, part) in schema["properties"].as_object().into_iter().flatten() {
        let at = format!("{at}.{key}");
        let is_language = matches!(key.as_str(), "ar" | "en");
        assert!(
            is_language || part["description"].as_str().is_some_and(|words| words.len() > 2),
            "{at} is not described"
        );
        for inner in [part, &part["items"], &part["additionalProperties"], &part["oneOf"][1]] {
            described(inner, &at);
        }
    }
    for key in schema["required"].as_array().into_iter().flatten() {
        assert!(
            schema["properties"].get(key.as_str().expect("a name")).is_some(),
            "{at} requires {key}, which is no key"
        );
    }
}

#[test]
fn the_keys_that_must_be_there_are_those_of_the_contract() {
    let all = Folder::new().run(&["schema"]).json();
    let required = |schema: &Value| {
        let mut keys: Vec<String> = schema["required"]
            .as_array()
            .expect("a list")
            .iter()
            .map(|key| key.as_str().expect("a name").to_owned())
            .collect();
        keys.sort();
        keys.join(" ")
    };
    assert_eq!(required(&all["site"]), "base_url languages title");
    assert_eq!(required(&all["association"]), "name");
    assert_eq!(required(&all["channels"]["properties"]["channels"]["items"]), "id kind name");
    assert_eq!(required(&all["policy"]), "governing_language title versions");
    assert_eq!(required(&all["policy"]["properties"]["versions"]["items"]), "approval version");
    assert_eq!(required(&all["form"]), "endpoint fields kind title");
    assert_eq!(required(&all["form"]["properties"]["fields"]["items"]), "id label type");
}

#[test]
fn an_unknown_name_is_wrong_usage_and_answered() {
    Folder::new().run(&["schema", "polcy"]).ends(2).says("there is no schema `polcy`").says("did you mean `policy`?");
}

#[test]
fn a_key_of_the_schema_is_a_key_of_the_loader() {
    let all = Folder::new().run(&["schema"]).json();
    let keys = |name: &str| all[name]["properties"].as_object().expect("keys").keys().cloned().collect::<Vec<_>>();
    for key in keys("association") {
        let site = TestSite::texts("نص.\n", "Words.\n").with("content/trial/association.yaml", format!("{key}: ~\n"));
        assert!(site.findings().iter().all(|finding| finding.id != "unknown-key"), "the loader does not know `{key}`");
    }
}
