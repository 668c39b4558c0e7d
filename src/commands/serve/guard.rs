//! What every request passes before anything else: whether it is for us, and whose page sends it.

use std::sync::{Arc, PoisonError};

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;

use super::inbox::refuse;
use super::server::Server;
use crate::http::{NotOurs, secured};
use crate::inbox::Why;

/// Answers what is for us, and refuses all else; either way with the headers of every answer.
pub(super) async fn guard(State(server): State<Arc<Server>>, request: Request, next: Next) -> Response {
    let hosts = server.hosts.read().unwrap_or_else(PoisonError::into_inner).clone();
    let why = match hosts.judge(request.method(), request.uri(), request.headers()) {
        Ok(()) => return secured(next.run(request).await),
        Err(NotOurs::NoHost) => Why::Broken,
        Err(NotOurs::OtherHost) => Why::OtherHost,
        Err(NotOurs::Elsewhere) => Why::Elsewhere,
    };
    secured(refuse(&server, request.uri().path(), request.headers(), why))
}
