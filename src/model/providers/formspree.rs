//! Formspree: <https://help.formspree.io>, form endpoints and AJAX.

use super::service::{Body, ErrorShape, Posting, Proof, Script, Spec, hidden, pointer, url};
use crate::model::form::Endpoint;

/// The most MiB of a request, by the plans that take files.
const FILES_MIB: u32 = 25;

pub(super) fn spec(endpoint: &Endpoint, posting: &Posting<'_>) -> Spec {
    Spec {
        action: Some(url(endpoint)),
        // A field named `email` is the address to reply to by itself.
        hidden: vec![hidden("_subject", posting.subject), hidden("_next", posting.thanks)],
        trap: Some("_gotcha".into()),
        script: Some(Script {
            address: url(endpoint),
            body: Body::Form,
            success: Proof { pointer: pointer("/ok"), values: vec![true.into()] },
            error: ErrorShape {
                message: pointer("/error"),
                list: pointer("/errors"),
                field: Some("field".into()),
                text: Some("message".into()),
            },
        }),
        files_mib: Some(FILES_MIB),
        needs_base_url: true,
        needs_url: true,
        ..Spec::default()
    }
}
