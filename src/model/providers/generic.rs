//! Any other service: every name is given under `names`.
//!
//! `subject`, `redirect`, `key`, `honeypot`: what the service calls these fields; one
//! that is not given is not sent. `success`, `error`, `errors`, `error-field`,
//! `error-text`: JSON pointers into its answers. `body`: `form` or `json`.
//! `files-mib`: the most MiB of a posting, if it takes files.

use super::{Body, ErrorShape, Names, Posting, Proof, Script, Spec, hidden, url};
use crate::model::form::Endpoint;

pub(super) fn spec(endpoint: &Endpoint, posting: &Posting<'_>) -> Spec {
    let names: &Names = &endpoint.names;
    let name = |key: &str| names.get(key).cloned();
    let key = endpoint.key.clone().unwrap_or_default();
    let told = [("subject", posting.subject), ("redirect", posting.thanks), ("key", key.as_str())];
    let fields = told.into_iter().filter_map(|(ours, value)| Some(hidden(&name(ours)?, value)));
    Spec {
        action: Some(url(endpoint)),
        hidden: fields.collect(),
        trap: name("honeypot"),
        script: Some(Script {
            address: url(endpoint),
            body: if names.get("body").is_some_and(|body| body == "json") { Body::Json } else { Body::Form },
            success: Proof { pointer: name("success"), values: Vec::new() },
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
        ..Spec::default()
    }
}
