//! Web3Forms: <https://docs.web3forms.com>; its access key may be public.

use super::service::{Body, ErrorShape, Posting, Proof, Script, Spec, hidden, pointer};
use crate::model::form::Endpoint;

const ADDRESS: &str = "https://api.web3forms.com/submit";

pub(super) fn spec(endpoint: &Endpoint, posting: &Posting<'_>) -> Spec {
    let address = endpoint.url.clone().unwrap_or_else(|| ADDRESS.to_owned());
    Spec {
        action: Some(address.clone()),
        hidden: vec![
            hidden("access_key", endpoint.key.clone().unwrap_or_default()),
            hidden("subject", posting.subject),
            hidden("redirect", posting.thanks),
        ],
        trap: Some("botcheck".into()),
        script: Some(Script {
            address,
            body: Body::Form,
            success: Proof { pointer: pointer("/success"), values: vec![true.into()] },
            error: ErrorShape { message: pointer("/message"), ..ErrorShape::default() },
        }),
        needs_base_url: true,
        needs_key: true,
        ..Spec::default()
    }
}
