//! A form elsewhere: the page leads there, and asks for nothing itself.

use super::service::{Posting, Spec};
use crate::model::form::Endpoint;

pub(super) fn spec(_: &Endpoint, _: &Posting<'_>) -> Spec {
    Spec { needs_url: true, ..Spec::default() }
}
