//! Inbox: what people send through the forms, checked, kept and shown.
//!
//! In: the bytes of a request, the site as it stands, the moment. Out: a post
//! that is kept for good, or every reason why not; pages and a table of what is
//! kept. Never: asks the clock, speaks HTTP, or answers before the disk has it.

mod body;
mod csv;
mod fits;
mod html;
mod names;
pub mod pages;
pub mod reference;
mod refusal;
mod store;
mod words;

pub use body::{Sent, SentFile, read};
pub use csv::Columns;
pub use fits::{Fault, Post, fits, language};
pub use refusal::Why;
pub use store::{Asked, Copied, Kept, KeptFile, NotKept, Store, back_up, restore};

use crate::model::{Association, Form, Provider, Site};

/// The most bytes of a request.
pub const MOST_BYTES: usize = 20 << 20;

/// The form at an address, if it is one that this inbox receives.
pub fn form<'a>(site: &'a Site, association: &str, form: &str) -> Option<(&'a Association, &'a Form)> {
    let association = site.association(association)?;
    let form = association.form(form)?;
    receives(site, association, form).then_some((association, form))
}

/// Whether any form of a site posts to this inbox.
pub fn is_wanted(site: &Site) -> bool {
    site.associations.iter().any(|association| association.forms.iter().any(|form| receives(site, association, form)))
}

fn receives(site: &Site, association: &Association, form: &Form) -> bool {
    let endpoint = association.endpoints.get(&form.endpoint).or_else(|| site.endpoints.get(&form.endpoint));
    endpoint.is_some_and(|endpoint| endpoint.provider == Provider::Local)
}
