//! The inbox over HTTP: who may ask, what is read, and how each answer is sent.
//!
//! Forms are open to whoever reaches the site. The inbox itself is shown to this
//! machine alone, or to whoever knows its password.

mod gate;
mod receive;
mod visit;

use std::sync::Arc;

use axum::Router;
use axum::routing::get;

use super::Server;
use crate::derive::urls::Page;
use crate::http::see_other;
use crate::inbox::{self, pages};
use crate::model::{Association, Form, Lang, Site};
pub(super) use gate::Gate;
use receive::{receive, to_form};
use visit::{file, list, mark, show, style, table};

pub(super) fn routes() -> Router<Arc<Server>> {
    Router::new()
        .route("/_mithaq/forms/{association}/{form}", get(to_form).post(receive))
        .route("/_mithaq/inbox", get(async || see_other("inbox/")))
        .route("/_mithaq/inbox/", get(list))
        .route("/_mithaq/inbox/inbox.css", get(style))
        .route("/_mithaq/inbox/posts.csv", get(table))
        .route("/_mithaq/inbox/{reference}/", get(show).post(mark))
        .route("/_mithaq/inbox/{reference}/files/{nth}", get(file))
}

/// The page of a site that thanks, with the reference of the post that led there.
pub(super) fn thanks(server: &Server, site: &Site, path: &str, query: Option<&str>, page: &[u8]) -> Option<Vec<u8>> {
    let given = query?.split('&').find_map(|pair| pair.strip_prefix("reference="))?;
    if !path.ends_with("/thanks/index.html") {
        return None;
    }
    let post = server.inbox.known(given)?;
    let (association, form) = inbox::form(site, &post.association, &post.form)?;
    let lang = Lang::from_code(path.split('/').next()?)?;
    // A number belongs to the form that it was given for.
    (format!("{}thanks/index.html", form_address(site, association, form, lang)) == path)
        .then(|| pages::with_reference(&String::from_utf8_lossy(page), &post.reference, lang).into_bytes())
}

/// The address of a form's page below the root.
fn form_address(site: &Site, association: &Association, form: &Form, lang: Lang) -> String {
    format!("{}forms/{}/", site.address(Page::Association(association), lang), form.id)
}
