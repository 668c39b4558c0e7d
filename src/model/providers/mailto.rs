//! An e-mail that the sender's own program writes; nothing proves that it was sent.

use super::service::{Posting, Spec, url};
use crate::model::form::Endpoint;

pub(super) fn spec(endpoint: &Endpoint, _: &Posting<'_>) -> Spec {
    let address = url(endpoint);
    let address = address.strip_prefix("mailto:").unwrap_or(&address);
    Spec { action: Some(format!("mailto:{address}")), encoding: Some("text/plain"), needs_url: true, ..Spec::default() }
}
