//! Files of the site, made when they are asked for, as a host would send them.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::State;
use axum::http::{StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use percent_encoding::percent_decode_str;

use super::super::words;
use super::inbox;
use super::server::Server;
use crate::http::{attachment, published};
use crate::live::Answer;
use crate::output::escape::escaped;
use crate::render::is_download;
use crate::report::FindingRecord;

/// Under what a page of ours stands where the site has none: it may run the script that listens for builds.
const OWN_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; frame-ancestors 'none'";

/// A file of the site, with the headers that the built site asks its host for.
pub(super) async fn page(State(server): State<Arc<Server>>, uri: Uri) -> Response {
    // Making a page takes a processor for a while: other requests are not to wait for it.
    let answered = tokio::task::spawn_blocking(move || answer(&server, &uri)).await;
    answered.unwrap_or_else(|_| StatusCode::INTERNAL_SERVER_ERROR.into_response())
}

fn answer(server: &Server, uri: &Uri) -> Response {
    let asked = percent_decode_str(uri.path().trim_start_matches('/')).decode_utf8_lossy();
    let Some(shown) = server.shown() else {
        let page = empty_page("the site has errors", "");
        return published(StatusCode::NOT_FOUND, "404.html", with_reload(page.as_bytes()), OWN_POLICY);
    };
    let (status, path, bytes) = match shown.answer(&server.disk, &asked) {
        Answer::File { path, bytes } => (StatusCode::OK, path, bytes),
        Answer::Folder => {
            let to = format!("/{}/", uri.path().trim_matches('/'));
            return (StatusCode::TEMPORARY_REDIRECT, [(header::LOCATION, to)]).into_response();
        }
        // Browsers ask for it beside the pages that name no icon, such as those of the inbox.
        Answer::Missing if asked == "favicon.ico" => return StatusCode::NO_CONTENT.into_response(),
        Answer::Missing => match shown.answer(&server.disk, "404.html") {
            Answer::File { path, bytes } => (StatusCode::NOT_FOUND, path, bytes),
            _ => (StatusCode::NOT_FOUND, "404.html".to_owned(), empty_page("not found", "").into_bytes().into()),
        },
        Answer::Fault { findings, drawn } => {
            if let Some(drawn) = drawn {
                words::drawn(&drawn);
            }
            let page = faulty_page(&findings).into_bytes();
            (StatusCode::INTERNAL_SERVER_ERROR, "index.html".to_owned(), page.into())
        }
    };
    let with_reference = inbox::thanks(server, shown.site(), &path, uri.query(), &bytes);
    let bytes = with_reference.map_or(bytes, Arc::from);
    // What is large is held once, however many ask for it.
    let body = if path.ends_with(".html") { with_reload(&bytes).into() } else { Bytes::from_owner(bytes) };
    let policy = shown.security_policy(&path);
    if is_download(&path) { attachment(&path, body, &policy) } else { published(status, &path, body, &policy) }
}

/// A page of ours where the site has none; the overlay says more.
fn empty_page(title: &str, body: &str) -> String {
    format!(
        "<!doctype html><html lang=\"en\" dir=\"ltr\"><head><meta charset=\"utf-8\"><title>{title} · mithaq</title></head><body>{body}</body></html>"
    )
}

/// In place of a page that cannot be made: why. With scripts on, the overlay says the same.
fn faulty_page(findings: &[FindingRecord]) -> String {
    let item = |finding: &FindingRecord| {
        let hint = finding.hint.as_ref().map(|hint| format!("<p dir=\"auto\">{}</p>", escaped(hint)));
        format!(
            "<li><b dir=\"auto\">{}</b><code>{}:{}:{}</code>{}</li>",
            escaped(&finding.message),
            escaped(&finding.file),
            finding.line,
            finding.column,
            hint.unwrap_or_default()
        )
    };
    let list: String = findings.iter().map(item).collect();
    let title = "this page cannot be made";
    empty_page(title, &format!("<section class=\"mithaq-findings\"><h1>{title}</h1><ol>{list}</ol></section>"))
}

/// The page with the script that listens for the next build.
fn with_reload(page: &[u8]) -> Vec<u8> {
    let html = String::from_utf8_lossy(page);
    let tag =
        "<link rel=\"stylesheet\" href=\"/_mithaq/reload.css\"><script defer src=\"/_mithaq/reload.js\"></script>";
    match html.find("</head>") {
        Some(at) => format!("{}{tag}{}", &html[..at], &html[at..]).into_bytes(),
        None => page.to_vec(),
    }
}
