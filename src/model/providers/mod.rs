//! Providers: the services that receive forms, each as its own documents describe it.
//!
//! To add one: a file here that states what the service expects, and its `mod` below; a case with
//! its word in [`Provider`]; a line in [`spec`]. For people: the tables of providers in `README.md`
//! and `content/README.md`; and a case in `tests/forms.rs` and in `tests/browser/providers.mjs`.

mod basin;
mod formspree;
mod formsubmit;
mod generic;
mod link;
mod local;
mod mailto;
mod netlify;
mod service;
mod staticforms;
mod web3forms;

pub use service::{Body, DECLARATION, ErrorShape, Names, Posting, Proof, RECORD_FIELDS, Script, Spec};

use super::form::{Endpoint, Provider};

/// What the service behind an endpoint expects of a posting.
pub fn spec(endpoint: &Endpoint, posting: &Posting<'_>) -> Spec {
    match endpoint.provider {
        Provider::Local => local::spec(endpoint, posting),
        Provider::Netlify => netlify::spec(endpoint, posting),
        Provider::Formspree => formspree::spec(endpoint, posting),
        Provider::Basin => basin::spec(endpoint, posting),
        Provider::Formsubmit => formsubmit::spec(endpoint, posting),
        Provider::Web3forms => web3forms::spec(endpoint, posting),
        Provider::Staticforms => staticforms::spec(endpoint, posting),
        Provider::Generic => generic::spec(endpoint, posting),
        Provider::Mailto => mailto::spec(endpoint, posting),
        Provider::Link => link::spec(endpoint, posting),
    }
}
