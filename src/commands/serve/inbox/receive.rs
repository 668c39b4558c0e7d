//! What a form sends: read whole, held against its form, kept, then answered.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderName, header};
use axum::response::Response;
use serde_json::json;

use super::super::server::Server;
use super::thanks::form_address;
use crate::derive::urls::encode;
use crate::http::{self, NotArrived, see_other};
use crate::inbox::{self, Fault, Sent, Why, pages};
use crate::live::Shown;
use crate::model::{Association, Form, Lang};

/// Who opens the address that a form posts to is led to the form.
pub(super) async fn to_form(
    State(server): State<Arc<Server>>,
    Path((association, form)): Path<(String, String)>,
) -> Response {
    let shown = server.shown();
    let site = shown.as_deref().map(Shown::site);
    match site.and_then(|site| Some((site, inbox::form(site, &association, &form)?))) {
        Some((site, (association, form))) => {
            let to = form_address(site, association, form, site.default_language());
            see_other(&format!("../../../{}", encode(&to)))
        }
        None => Answer::new(&server, &HeaderMap::new()).refuse(Why::NoSuchForm, None),
    }
}

/// What an answer depends on.
struct Answer {
    lang: Lang,
    json: bool,
    /// The ways to the site's own style sheet, and to that of the form given back.
    styles: Vec<String>,
}

impl Answer {
    fn new(server: &Server, headers: &HeaderMap) -> Self {
        let says = |name: HeaderName| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
        // The page that sent the form tells its language before the form is read.
        let from = says(header::REFERER).split('/').skip(3).find_map(Lang::from_code);
        let shown = server.shown();
        let first = || shown.as_ref().map(|shown| shown.site().default_language());
        Answer {
            lang: from.or_else(first).unwrap_or(Lang::Arabic),
            json: says(header::ACCEPT).contains("application/json")
                || says(header::CONTENT_TYPE).starts_with("application/json"),
            styles: shown
                .and_then(|shown| shown.style())
                .map(|path| format!("../../../{path}"))
                .into_iter()
                .chain(["../form.css".to_owned()])
                .collect(),
        }
    }

    /// A refusal of the whole, or the form again where `typed` is known.
    fn refuse(&self, why: Why, form: Option<&str>) -> Response {
        self.faults(why, &[], |frame| pages::refused(why, frame), form)
    }

    fn faults(
        &self,
        why: Why,
        faults: &[Fault],
        page: impl Fn(&pages::Frame<'_>) -> String,
        form: Option<&str>,
    ) -> Response {
        if self.json {
            let list: Vec<_> =
                faults.iter().map(|fault| json!({"field": fault.field, "message": fault.message})).collect();
            return http::json(why.status(), &json!({"ok": false, "error": why.words(self.lang), "errors": list}));
        }
        let styles: Vec<&str> = self.styles.iter().map(String::as_str).collect();
        let frame = pages::Frame { lang: self.lang, styles: &styles, form };
        http::page(why.status(), page(&frame))
    }
}

/// Refuses a request for an address, before anybody reads what it holds.
pub(in crate::commands::serve) fn refuse(server: &Server, path: &str, headers: &HeaderMap, why: Why) -> Response {
    let mut answer = Answer::new(server, headers);
    if !path.starts_with("/_mithaq/forms/") {
        answer.styles.clear();
    }
    answer.refuse(why, None)
}

/// A form is sent.
pub(super) async fn receive(
    State(server): State<Arc<Server>>,
    Path((association, form)): Path<(String, String)>,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let mut answer = Answer::new(&server, &headers);
    let Some(shown) = server.shown() else { return answer.refuse(Why::Unavailable, None) };
    let site = shown.site();
    let Some((association, form)) = inbox::form(site, &association, &form) else {
        return answer.refuse(Why::NoSuchForm, None);
    };
    let page = |lang| format!("../../../{}", encode(&form_address(site, association, form, lang)));
    let (bytes, _share) = match server.inbox.arrivals.read(body).await {
        Ok(arrived) => arrived,
        Err(why) => return answer.refuse(to_why(why), Some(&page(answer.lang))),
    };
    let size = bytes.len() as u64;
    let kind = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let (sent, read) = inbox::read(kind, bytes).await;
    if sent.first("language").is_some() {
        answer.lang = inbox::language(site, &sent);
    }
    if let Err(why) = read {
        return give_back(&answer, association, form, &sent, why, &[], &page(answer.lang));
    }
    let (association_id, form_id) = (association.id.clone(), form.id.clone());
    let (inner, inner_shown) = (Arc::clone(&server), Arc::clone(&shown));
    let received = jiff::Timestamp::now().as_millisecond();
    let done = tokio::task::spawn_blocking(move || {
        let (association, form) =
            inbox::form(inner_shown.site(), &association_id, &form_id).expect("it was found before");
        let post = inbox::fits(inner_shown.site(), association, form, sent)?;
        Ok(inner.inbox.keep(post, received, size, inner_shown.loaded().inbox_limit))
    });
    match done.await {
        Ok(Ok(Ok(reference))) if answer.json => http::json(200, &json!({"ok": true, "reference": reference})),
        Ok(Ok(Ok(reference))) => see_other(&format!("{}thanks/?reference={reference}", page(answer.lang))),
        Ok(Ok(Err(why))) => answer.refuse(why, Some(&page(answer.lang))),
        Ok(Err((sent, faults))) => {
            give_back(&answer, association, form, &sent, Why::Unfit, &faults, &page(answer.lang))
        }
        Err(_) => answer.refuse(Why::Unavailable, Some(&page(answer.lang))),
    }
}

/// So many bytes are given back in the form; whoever typed more finds it with the browser's own button.
const GIVEN_BACK: usize = 256 << 10;

/// What was typed, in its form, with what is wrong; nothing typed, or more than any letter has, a sentence.
fn give_back(
    answer: &Answer,
    association: &Association,
    form: &Form,
    sent: &Sent,
    why: Why,
    faults: &[Fault],
    page: &str,
) -> Response {
    // An answer may be six times as long as what it gives back, and waits for whoever reads it slowly.
    let typed: usize = sent.fields.iter().map(|(name, value)| name.len() + value.len()).sum();
    if (sent.fields.is_empty() && faults.is_empty()) || (typed > GIVEN_BACK && !answer.json) {
        return answer.refuse(why, Some(page));
    }
    let again = |frame: &pages::Frame<'_>| pages::form_again(association, form, sent, why, faults, frame);
    answer.faults(why, faults, again, Some(page))
}

fn to_why(why: NotArrived) -> Why {
    match why {
        NotArrived::Busy => Why::Busy,
        NotArrived::TooLarge => Why::TooLarge,
        NotArrived::Slow => Why::Slow,
        NotArrived::Broken => Why::Broken,
    }
}
