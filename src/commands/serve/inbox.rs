//! The inbox over HTTP: who may ask, what is read, and how each answer is sent.
//!
//! Forms are open to whoever reaches the site. The inbox itself is shown to this
//! machine alone, or to whoever knows its password.

mod gate;
mod receive;
mod thanks;
mod visit;

use std::sync::Arc;

use axum::Router;
use axum::routing::get;

use super::server::Server;
use crate::http::see_other;
pub(super) use gate::Gate;
use receive::{receive, to_form};
pub(super) use thanks::thanks;
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
