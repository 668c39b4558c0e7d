//! FormSubmit: <https://formsubmit.co/documentation> and its AJAX address.

use super::service::{Body, ErrorShape, Posting, Proof, Script, Spec, hidden, pointer, url};
use crate::model::form::Endpoint;

pub(super) fn spec(endpoint: &Endpoint, posting: &Posting<'_>) -> Spec {
    let address = url(endpoint);
    let script = address.replacen("formsubmit.co/", "formsubmit.co/ajax/", 1);
    Spec {
        hidden: vec![
            hidden("_subject", posting.subject),
            hidden("_next", posting.thanks),
            hidden("_captcha", "false"),
            hidden("_template", "table"),
        ],
        trap: Some("_honey".into()),
        script: Some(Script {
            address: if address.contains("/ajax/") { address.clone() } else { script },
            body: Body::Json,
            // A string: until the address is activated it answers 200 with "false".
            success: Proof { pointer: pointer("/success"), values: vec!["true".into(), true.into()] },
            error: ErrorShape { message: pointer("/message"), ..ErrorShape::default() },
        }),
        action: Some(address),
        needs_base_url: true,
        needs_url: true,
        ..Spec::default()
    }
}
