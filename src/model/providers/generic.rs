//! Any other service: every name is given under `names`.
//!
//! `subject`, `redirect`, `key`, `honeypot`: what the service calls these fields; one
//! that is not given is not sent. `association`, `form`, `policy`, `policy-version`,
//! `language`, `reference`: what it calls these, where it does not call them as we do.
//! `success`, `error`, `errors`, `error-field`, `error-text`: JSON pointers into its
//! answers. `success-value`: the value at `success` that proves; any where it is not
//! given. `body`: `form`, `urlencoded` or `json`; with a file a posting is always
//! sent in parts, since the others cannot carry one. `files-mib`: the most MiB of a
//! posting, if it takes files.

use super::service::{Body, ErrorShape, Names, Posting, Proof, RECORD_FIELDS, Script, Spec, hidden, url};
use crate::model::form::Endpoint;

pub(super) fn spec(endpoint: &Endpoint, posting: &Posting<'_>) -> Spec {
    let names: &Names = &endpoint.names;
    let name = |key: &str| names.get(key).cloned();
    let key = endpoint.key.clone().unwrap_or_default();
    let facts = [("subject", posting.subject), ("redirect", posting.thanks), ("key", key.as_str())];
    let fields = facts.into_iter().filter_map(|(ours, value)| Some(hidden(&name(ours)?, value)));
    Spec {
        action: Some(url(endpoint)),
        hidden: fields.collect(),
        trap: name("honeypot"),
        script: Some(Script {
            address: url(endpoint),
            body: match names.get("body").map(String::as_str) {
                Some("json") => Body::Json,
                Some("urlencoded") => Body::UrlEncoded,
                _ => Body::Form,
            },
            success: Proof {
                pointer: name("success"),
                values: names.get("success-value").map(|value| values(value)).unwrap_or_default(),
            },
            error: ErrorShape {
                message: name("error"),
                list: name("errors"),
                field: name("error-field"),
                text: name("error-text"),
            },
        }),
        files_mib: names.get("files-mib").and_then(|mib| mib.parse().ok()),
        needs_base_url: names.contains_key("redirect"),
        needs_url: true,
        record_names: RECORD_FIELDS
            .iter()
            .filter_map(|ours| Some(((*ours).to_owned(), name(&ours.replace('_', "-"))?)))
            .collect(),
        ..Spec::default()
    }
}

/// What a value that was written in YAML may be in an answer: `true` the word, or the truth.
fn values(written: &str) -> Vec<serde_json::Value> {
    let word = serde_json::Value::from(written);
    let read = serde_json::from_str(written).ok().filter(|read| *read != word);
    std::iter::once(word).chain(read).collect()
}
