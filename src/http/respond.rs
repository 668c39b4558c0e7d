//! Responses, each with the headers that its kind of content needs.

use axum::body::Body;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::media_type;

/// Nothing but our own style sheet and forms to ourselves.
const POLICY: &str = "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// All but what every browser reads as itself in the name of a file (RFC 8187 would leave a few more).
const OUTSIDE_NAMES: &AsciiSet = &NON_ALPHANUMERIC.remove(b'.').remove(b'-').remove(b'_');

/// A file of the built site, under the Content-Security-Policy of its pages; never stored, since the next
/// build may change it.
pub fn published(status: StatusCode, path: &str, body: impl Into<Body>, policy: &str) -> Response {
    let mut response = (status, body.into()).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type(path)));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if let Ok(policy) = HeaderValue::from_str(policy) {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    response
}

/// A file of the built site that a browser keeps in place of showing it.
pub fn attachment(path: &str, body: impl Into<Body>, policy: &str) -> Response {
    let mut response = published(StatusCode::OK, path, body, policy);
    response.headers_mut().insert(header::CONTENT_DISPOSITION, HeaderValue::from_static("attachment"));
    response
}

/// The same response with what every one of ours tells a browser: to guess at no kind, to tell no other site
/// where it was, and to be part of no other site's page.
pub fn secured(mut response: Response) -> Response {
    let headers = response.headers_mut();
    for (name, value) in [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "same-origin"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (header::CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    ] {
        // What an answer says of itself stands.
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    response
}

/// Something for scripts of our own pages, as it is now.
pub fn fresh(kind: &'static str, body: impl Into<Body>) -> Response {
    ([(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, "no-store")], body.into()).into_response()
}

/// What people have sent, or an answer to them: kept by nobody, framed by nobody, taken for nothing else.
pub fn private(status: u16, kind: &'static str, body: impl Into<Body>) -> Response {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let headers = [
        (header::CONTENT_TYPE, kind),
        (header::CACHE_CONTROL, "no-store"),
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (HeaderName::from_static("x-robots-tag"), "noindex"),
    ];
    let mut response = secured((status, headers, body.into()).into_response());
    if status == StatusCode::TOO_MANY_REQUESTS || status == StatusCode::SERVICE_UNAVAILABLE {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("60"));
    }
    response
}

/// A private page.
pub fn page(status: u16, page: String) -> Response {
    private(status, "text/html; charset=utf-8", page)
}

/// A private answer to a script.
pub fn json(status: u16, value: &serde_json::Value) -> Response {
    private(status, "application/json", value.to_string())
}

/// A private file to keep; no browser shows it, whatever it says it is.
pub fn download(bytes: impl Into<Body>, kind: &'static str, name: &str) -> Response {
    let mut response = private(200, kind, bytes);
    let plain: String =
        name.chars().map(|c| if c.is_ascii_graphic() && !"\"\\%".contains(c) { c } else { '_' }).collect();
    let coded = utf8_percent_encode(name, OUTSIDE_NAMES);
    let disposition = format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{coded}");
    let disposition = HeaderValue::from_str(&disposition).unwrap_or(HeaderValue::from_static("attachment"));
    response.headers_mut().insert(header::CONTENT_DISPOSITION, disposition);
    let closed = HeaderValue::from_static("default-src 'none'; sandbox; frame-ancestors 'none'");
    response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, closed);
    response
}

/// Leads on, relative to the address that was asked, so that it holds below any path.
pub fn see_other(to: &str) -> Response {
    let to = HeaderValue::from_str(to).unwrap_or(HeaderValue::from_static("/"));
    (StatusCode::SEE_OTHER, [(header::LOCATION, to), (header::CACHE_CONTROL, HeaderValue::from_static("no-store"))])
        .into_response()
}
