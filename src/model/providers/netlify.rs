//! Netlify Forms: a post to the site itself; the host finds the form in the built page.

use super::service::{Body, ErrorShape, Posting, Proof, Script, Spec, hidden};
use crate::model::form::Endpoint;

/// The most MiB of a request.
const FILES_MIB: u32 = 8;
const TRAP: &str = "leave-this-empty";

pub(super) fn spec(_: &Endpoint, posting: &Posting<'_>) -> Spec {
    let name = format!("{}-{}", posting.association, posting.form);
    Spec {
        // The form's own action is where the host sends the person afterwards.
        action: Some(posting.thanks_path.to_owned()),
        attributes: vec![("name", name.clone()), ("data-netlify", "true".into()), ("netlify-honeypot", TRAP.into())],
        hidden: vec![hidden("form-name", name), hidden("subject", posting.subject)],
        trap: Some(TRAP.into()),
        script: Some(Script {
            address: posting.root.to_owned(),
            body: Body::UrlEncoded,
            success: Proof::default(),
            error: ErrorShape::default(),
        }),
        files_mib: Some(FILES_MIB),
        ..Spec::default()
    }
}
