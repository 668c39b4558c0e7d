//! What open pages hear of builds.

use std::convert::Infallible;
use std::sync::{Arc, PoisonError};

use axum::Router;
use axum::body::Body;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use tokio_stream::StreamExt;
use tokio_stream::wrappers::WatchStream;

use super::server::Server;
use crate::http::fresh;

const RELOAD_SCRIPT: &str = include_str!("reload.js");
const RELOAD_STYLE: &str = include_str!("reload.css");

pub(super) fn routes() -> Router<Arc<Server>> {
    Router::new()
        .route("/_mithaq/events", get(events))
        .route("/_mithaq/findings", get(findings))
        .route("/_mithaq/reload.js", get(async || fresh("text/javascript; charset=utf-8", RELOAD_SCRIPT)))
        .route("/_mithaq/reload.css", get(async || fresh("text/css; charset=utf-8", RELOAD_STYLE)))
}

/// Server-sent events: `reload` after a build, `findings` after a failed one; they end with the program.
async fn events(State(server): State<Arc<Server>>) -> Response {
    let builds = WatchStream::from_changes(server.builds.subscribe()).take_while(|build| !build.last);
    let stream = builds.map(|build| {
        let event = if build.failed { "findings" } else { "reload" };
        Ok::<_, Infallible>(format!("event: {event}\ndata: {{\"milliseconds\": {:.3}}}\n\n", build.milliseconds))
    });
    fresh("text/event-stream", Body::from_stream(stream))
}

/// The errors of the last build, and of pages that could not be made, for the overlay.
async fn findings(State(server): State<Arc<Server>>) -> Response {
    let (mut errors, shown) = {
        let now = server.now.read().unwrap_or_else(PoisonError::into_inner);
        (now.errors.clone(), now.shown.clone())
    };
    errors.extend(shown.map(|shown| shown.late_findings()).unwrap_or_default());
    fresh("application/json", serde_json::to_string(&errors).expect("findings are always JSON"))
}
