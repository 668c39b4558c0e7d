//! Static Forms: <https://www.staticforms.xyz/docs/api-reference>; its key may be public.

use super::service::{Body, ErrorShape, Posting, Proof, Script, Spec, hidden, pointer};
use crate::model::form::Endpoint;

const ADDRESS: &str = "https://api.staticforms.xyz/submit";

pub(super) fn spec(endpoint: &Endpoint, posting: &Posting<'_>) -> Spec {
    let address = endpoint.url.clone().unwrap_or_else(|| ADDRESS.to_owned());
    Spec {
        action: Some(address.clone()),
        hidden: vec![
            hidden("apiKey", endpoint.key.clone().unwrap_or_default()),
            hidden("subject", posting.subject),
            hidden("redirectTo", posting.thanks),
        ],
        trap: Some("honeypot".into()),
        script: Some(Script {
            address,
            body: Body::Json,
            success: Proof { pointer: pointer("/success"), values: vec![true.into()] },
            error: ErrorShape { message: pointer("/message"), ..ErrorShape::default() },
        }),
        needs_base_url: true,
        needs_key: true,
        ..Spec::default()
    }
}
