//! The words of the interface: in both languages, all that are asked for and no others.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use super::{files, root, sources};

type Words = BTreeMap<String, serde_yaml::Value>;

fn words(lang: &str) -> Words {
    let text =
        fs::read_to_string(root().join(format!("themes/default/strings/{lang}.yaml"))).expect("the words are there");
    serde_yaml::from_str(&text).expect("the words are YAML")
}

#[test]
fn every_word_of_the_interface_stands_in_both_languages() {
    let (ar, en) = (words("ar"), words("en"));
    let keys = |words: &Words| words.keys().cloned().collect::<BTreeSet<_>>();
    assert_eq!(keys(&ar), keys(&en));
    for (key, value) in &ar {
        let other = &en[key];
        let kinds = (value.is_string(), value.is_mapping(), value.is_sequence());
        assert_eq!(
            kinds,
            (other.is_string(), other.is_mapping(), other.is_sequence()),
            "`{key}` is another kind of thing in English"
        );
        assert_eq!(
            value.as_sequence().map(Vec::len),
            other.as_sequence().map(Vec::len),
            "`{key}` is longer in one language"
        );
        if let (Some(ar), Some(en)) = (value.as_str(), other.as_str()) {
            assert_eq!(holes(ar), holes(en), "`{key}` is filled in with other things in English");
            assert!(!ar.trim().is_empty() && !en.trim().is_empty(), "`{key}` is empty");
        }
    }
}

fn holes(words: &str) -> BTreeSet<&str> {
    words.split('{').skip(1).filter_map(|rest| rest.split('}').next()).collect()
}

#[test]
fn plurals_have_every_form_that_their_language_counts_with() {
    for (lang, forms) in [("ar", &["zero", "one", "two", "few", "many", "other"][..]), ("en", &["one", "other"])] {
        let mut counted = 0;
        for (key, value) in words(lang) {
            let Some(map) = value.as_mapping() else { continue };
            counted += 1;
            for form in forms {
                assert!(map.contains_key(*form), "`{key}` in {lang} has no form `{form}`");
            }
            for form in ["few", "many", "other"].iter().filter(|form| forms.contains(form)) {
                assert!(
                    map[*form].as_str().is_some_and(|words| words.contains("{n}")),
                    "`{key}.{form}` in {lang} does not say how many"
                );
            }
        }
        assert!(counted > 3);
    }
}

#[test]
fn every_word_that_is_asked_for_is_there() {
    let ar = words("ar");
    let mut missing = BTreeSet::new();
    for (path, text) in files("themes/default/templates", ".html") {
        for (at, _) in text.match_indices("t.") {
            let before = text[..at].chars().next_back().unwrap_or(' ');
            let key: String = text[at + 2..].chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
            if !before.is_alphanumeric() && !matches!(before, '_' | '.') && !key.is_empty() && !ar.contains_key(&key) {
                missing.insert(format!("{path}: t.{key}"));
            }
        }
    }
    for source in sources().iter().filter(|source| source.room == "render") {
        for call in ["t.get(\"", "t.fill(\"", "t.plural(\"", "t.item(\"", "word(\""] {
            for (at, _) in source.text.match_indices(call) {
                let key = source.text[at + call.len()..].split('"').next().expect("it ends");
                if !ar.contains_key(key) {
                    missing.insert(format!("{}: {key}", source.path));
                }
            }
        }
    }
    for (prefix, keys) in [
        ("topic", &["complaint", "request", "enquiry", "suggestion", "satisfaction", "volunteering", "report"][..]),
        ("unit", &["working-day", "day", "week", "month"]),
        (
            "audience",
            &["beneficiaries", "applicants", "volunteers", "donors", "members", "staff", "partners", "public"],
        ),
        ("state", &["in-force", "upcoming", "superseded", "draft", "withdrawn"]),
        ("period", &["at-most", "at-least"]),
        ("from", &["submission", "complete-request"]),
        ("language", &["ar", "en"]),
        (
            "kind",
            &[
                "interview",
                "phone",
                "whatsapp",
                "sms",
                "email",
                "fax",
                "letter",
                "social",
                "website",
                "form",
                "help-request",
                "volunteering",
                "branch",
                "other",
            ],
        ),
    ] {
        missing.extend(keys.iter().map(|key| format!("{prefix}_{key}")).filter(|key| !ar.contains_key(key)));
    }
    assert!(missing.is_empty(), "words that are asked for and not there: {missing:#?}");
}

#[test]
fn no_word_is_carried_along_unused() {
    let mut everything: String = sources().into_iter().map(|source| source.text).collect();
    everything.extend(files("themes/default/templates", ".html").into_iter().map(|(_, text)| text));
    // The script of forms gets its words by what follows `form_`.
    let script = files("themes/default/assets", "forms.js").into_iter().map(|(_, text)| text).collect::<String>();
    let in_script =
        |key: &str| key.strip_prefix("form_").is_some_and(|rest| rest.split('_').all(|part| script.contains(part)));
    let used = |key: &str| {
        in_script(key) || everything.contains(&format!("\"{key}\"")) || everything.contains(&format!("t.{key}")) || {
            // `format!("topic_{id}")`, `format!("need_{id}_{met}")`.
            key.match_indices('_').any(|(at, _)| everything.contains(&format!("\"{}_{{", &key[..at])))
                || everything.contains("{prefix}_{id}")
                    && ["topic_", "audience_"].iter().any(|prefix| key.starts_with(prefix))
        }
    };
    let unused: Vec<String> = words("ar").into_keys().filter(|key| !used(key)).collect();
    assert!(unused.is_empty(), "words that nothing asks for: {unused:?}");
}
