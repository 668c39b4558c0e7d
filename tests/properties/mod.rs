//! What holds of every page and file of a built site; tried on the content of
//! this repository.

mod builds;
mod files;
mod links;
mod pages;

use std::path::PathBuf;
use std::sync::LazyLock;

use serde_json::Value;

use crate::site::{Built, Said, TODAY, build_folder, drawn};

/// The repository's own site.
static PORTAL: LazyLock<Built> = LazyLock::new(|| built(&Said::default()));
/// The same below a path.
static BELOW: LazyLock<Built> =
    LazyLock::new(|| built(&Said { base_url: Some("https://example.org/a/b"), ..Said::default() }));
/// One association at the root.
static SINGLE: LazyLock<Built> = LazyLock::new(|| built(&Said { associations: vec!["kadi"], ..Said::default() }));

/// An invented association that uses what the real ones do not.
static FULL: LazyLock<Built> =
    LazyLock::new(|| build_folder(&repository().join("tests/golden/full/site"), TODAY, &Said::default()).1);

fn repository() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn built(said: &Said<'_>) -> Built {
    let (found, built) = build_folder(&repository(), TODAY, said);
    assert!(found.iter().all(|finding| finding.severity != "error"), "{}", drawn(&found));
    built
}

fn every_site() -> [(&'static str, &'static Built); 4] {
    [
        ("https://policies.example.org/", &PORTAL),
        ("https://example.org/a/b/", &BELOW),
        ("https://policies.example.org/", &SINGLE),
        ("https://portal.example/policies/", &FULL),
    ]
}

/// The file that an address of a page leads to; none where it leaves the site.
fn resolved(base: &str, page: &str, address: &str) -> Option<String> {
    let host = base
        .find("://")
        .and_then(|at| base[at + 3..].find('/').map(|slash| at + 3 + slash))
        .expect("a base has a host");
    let below = if let Some(rest) = address.strip_prefix(base) {
        rest.to_owned()
    } else if address.split_once(':').is_some_and(|(scheme, _)| scheme.bytes().all(|b| b.is_ascii_alphanumeric())) {
        return None;
    } else if address.starts_with('/') {
        assert_eq!(
            page, "404.html",
            "`{address}` starts at the root of the host, so the site could not stand below a path"
        );
        address.strip_prefix(&base[host..]).unwrap_or_else(|| panic!("`{address}` leaves {base}")).to_owned()
    } else if address.is_empty() {
        page.to_owned()
    } else {
        let folder = page.rsplit_once('/').map_or("", |(folder, _)| folder);
        let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
        for part in address.split('/') {
            match part {
                ".." => assert!(parts.pop().is_some(), "`{address}` leaves the site from {page}"),
                "." | "" => {}
                part => parts.push(part),
            }
        }
        let slash = if parts.is_empty() || !address.ends_with(['/', '.']) { "" } else { "/" };
        parts.join("/") + slash
    };
    Some(if below.is_empty() || below.ends_with('/') { format!("{below}index.html") } else { below })
}

/// Holds a value against the part of JSON Schema that the site's schemas use.
pub(crate) fn fits(value: &Value, schema: &Value, root: &Value, at: &str) {
    if let Some(fault) = misfit(value, schema, root, at) {
        panic!("{fault}");
    }
}

/// Where and how a value is not what a schema says of it.
fn misfit(value: &Value, schema: &Value, root: &Value, at: &str) -> Option<String> {
    if let Some(name) = schema["$ref"].as_str() {
        let target = name.trim_start_matches("#/$defs/");
        return misfit(value, &root["$defs"][target], root, at);
    }
    if let Some(any) = schema["anyOf"].as_array() {
        let misfits: Option<Vec<String>> = any.iter().map(|one| misfit(value, one, root, at)).collect();
        return misfits.map(|misfits| misfits.join("; "));
    }
    let types: Vec<&str> = match &schema["type"] {
        Value::String(one) => vec![one.as_str()],
        Value::Array(many) => many.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    };
    let is = |name: &str| match name {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "integer" => value.is_i64() || value.is_u64(),
        "boolean" => value.is_boolean(),
        "null" => value.is_null(),
        name => panic!("the test knows no type `{name}`"),
    };
    if !types.is_empty() && !types.into_iter().any(is) {
        return Some(format!("{at} is {value}, which does not fit {schema}"));
    }
    if let Some(words) = schema["enum"].as_array().filter(|words| !words.contains(value)) {
        return Some(format!("{at} is {value}, not one of {words:?}"));
    }
    // Keys are asked of objects alone: what may be null has none.
    let required = schema["required"].as_array().filter(|_| value.is_object());
    for key in required.into_iter().flatten() {
        if value.get(key.as_str().expect("a name")).is_none() {
            return Some(format!("{at} lacks {key}"));
        }
    }
    if let (Some(keys), Some(known)) = (value.as_object(), schema["properties"].as_object()) {
        for (key, value) in keys {
            let at = format!("{at}.{key}");
            let Some(part) = known.get(key) else { return Some(format!("{at} is no key of the schema")) };
            if part["description"].as_str().is_none_or(str::is_empty) {
                return Some(format!("the schema does not say what {at} is"));
            }
            if let Some(fault) = misfit(value, part, root, &at) {
                return Some(fault);
            }
        }
    }
    let items = value.as_array().into_iter().flatten().enumerate();
    items.into_iter().find_map(|(nth, item)| misfit(item, &schema["items"], root, &format!("{at}.{nth}")))
}
