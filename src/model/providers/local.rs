//! The inbox inside `mithaq serve`.

use super::service::{Body, ErrorShape, Posting, Proof, Script, Spec, pointer};
use crate::model::form::Endpoint;

/// The most MiB that the inbox takes at once.
const FILES_MIB: u32 = 20;

pub(super) fn spec(endpoint: &Endpoint, posting: &Posting<'_>) -> Spec {
    // A form that nobody receives has nowhere to post to.
    if !endpoint.is_received() {
        return Spec { files_mib: Some(FILES_MIB), ..Spec::default() };
    }
    let address = format!("{}_mithaq/forms/{}/{}", posting.root, posting.association, posting.form);
    Spec {
        action: Some(address.clone()),
        trap: Some("leave-this-empty".into()),
        script: Some(Script {
            address,
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
        ..Spec::default()
    }
}
