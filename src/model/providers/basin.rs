//! Basin: <https://usebasin.com/docs>; where the person is sent is set in its dashboard.

use super::service::{Body, ErrorShape, Posting, Proof, Script, Spec, hidden, pointer, url};
use crate::model::form::Endpoint;

/// The most MiB of a request.
const FILES_MIB: u32 = 100;

pub(super) fn spec(endpoint: &Endpoint, posting: &Posting<'_>) -> Spec {
    Spec {
        action: Some(url(endpoint)),
        hidden: vec![hidden("subject", posting.subject)],
        trap: Some("_gotcha".into()),
        script: Some(Script {
            address: url(endpoint),
            body: Body::Form,
            success: Proof::default(),
            error: ErrorShape { message: pointer("/error"), ..ErrorShape::default() },
        }),
        files_mib: Some(FILES_MIB),
        needs_url: true,
        ..Spec::default()
    }
}
