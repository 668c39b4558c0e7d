//! Visitors enter the inbox and leave it.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response;
use serde::Deserialize;

use super::super::server::Server;
use super::visit::{Answered, Shut, View, locked};
use crate::http::{self, Cookie, see_other};
use crate::inbox;

/// What the link holds.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Key {
    key: String,
}

/// Who opens the link gets a cookie, and is led on at once to an address without the key.
pub(super) async fn by_link(
    State(server): State<Arc<Server>>,
    Query(given): Query<Key>,
    Query(view): Query<View>,
    headers: HeaderMap,
) -> Answered {
    let sessions = &server.inbox.entrance.sessions;
    if sessions.by_password() || given.key.is_empty() {
        return Err(locked(&server, &headers, &view, "inbox.css"));
    }
    let entered = enter(&server, &given.key, &headers, &view).await?;
    Ok(without_referrer(entered))
}

/// Who types the password gets a cookie.
pub(super) async fn by_password(
    State(server): State<Arc<Server>>,
    Query(view): Query<View>,
    headers: HeaderMap,
    body: Body,
) -> Answered {
    let shut = || locked(&server, &headers, &view, "inbox.css");
    let bytes = http::small(body, 4096).await.map_err(|_| shut())?;
    let (sent, read) = inbox::read("application/x-www-form-urlencoded", bytes).await;
    match sent.first("password") {
        Some(given) if read.is_ok() && server.inbox.entrance.sessions.by_password() => {
            enter(&server, given, &headers, &view).await
        }
        _ => Err(shut()),
    }
}

async fn enter(server: &Server, given: &str, headers: &HeaderMap, view: &View) -> Result<Response, Shut> {
    match server.inbox.entrance.sessions.enter(given, headers) {
        Some(cookie) => Ok(with_cookie(see_other(&format!("./{}", view.language())), cookie)),
        None => {
            server.inbox.wrong().await;
            Err(locked(server, headers, view, "inbox.css"))
        }
    }
}

/// Who leaves is forgotten here and in the browser.
pub(super) async fn leave(State(server): State<Arc<Server>>, Query(view): Query<View>, headers: HeaderMap) -> Response {
    let left = see_other(&format!("./{}", view.language()));
    match server.inbox.entrance.sessions.leave(&headers) {
        Some(cookie) => with_cookie(left, cookie),
        None => left,
    }
}

fn with_cookie(mut response: Response, cookie: Cookie) -> Response {
    response.headers_mut().insert(header::SET_COOKIE, cookie);
    response
}

fn without_referrer(mut response: Response) -> Response {
    response.headers_mut().insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    response
}
