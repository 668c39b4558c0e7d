//! The inbox over HTTP: who may ask, what is read, and how each answer is sent.
//!
//! Forms are open to whoever reaches the site, and stand with it. The inbox itself has a listener of its own,
//! and is shown to nobody without the link of this run or the password: that a request comes from this machine
//! says nothing of who sends it.

mod enter;
mod entrance;
mod gate;
mod receive;
mod thanks;
mod visit;

use std::sync::Arc;

use axum::Router;
use axum::routing::{get, post};

use super::server::Server;
use crate::http::{private, see_other};
use enter::{by_link, by_password, leave};
pub(super) use entrance::{Entrance, password};
pub(super) use gate::Gate;
pub(super) use receive::refuse;
use receive::{receive, to_form};
pub(super) use thanks::thanks;
use visit::{ask_to_delete, delete, file, list, mark, show, style, table};

/// What stands with the site: where forms post.
pub(super) fn form_routes() -> Router<Arc<Server>> {
    Router::new()
        .route("/_mithaq/forms/form.css", get(style))
        .route("/_mithaq/forms/{association}/{form}", get(to_form).post(receive))
}

/// What stands at the listener of the inbox.
pub(super) fn routes() -> Router<Arc<Server>> {
    Router::new()
        .route("/", get(async || see_other("_mithaq/inbox/")))
        .route("/_mithaq/inbox", get(async || see_other("inbox/")))
        .route("/_mithaq/inbox/", get(list))
        .route("/_mithaq/inbox/enter", get(by_link).post(by_password))
        .route("/_mithaq/inbox/leave", post(leave))
        .route("/_mithaq/inbox/inbox.css", get(style))
        .route("/_mithaq/inbox/posts.csv", get(table))
        .route("/_mithaq/inbox/{reference}/", get(show).post(mark))
        .route("/_mithaq/inbox/{reference}/delete", get(ask_to_delete).post(delete))
        .route("/_mithaq/inbox/{reference}/files/{nth}", get(file))
        // Browsers ask for it beside pages that name no icon.
        .route("/favicon.ico", get(async || private(204, "image/x-icon", "")))
        .fallback(async || private(404, "text/plain; charset=utf-8", "not found"))
}
