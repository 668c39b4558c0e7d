//! The pages of the inbox, for whoever may see them.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use super::super::server::Server;
use super::gate::to_refusal;
use crate::http::{self, Credentials, ask_for_password, download, see_other};
use crate::inbox::{Asked, Columns, Kept, NotKept, Store, Why, pages, reference};
use crate::live::Shown;
use crate::model::Lang;

/// What the address of a page of the inbox asks for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct View {
    lang: String,
    association: String,
    form: String,
    new: String,
    page: String,
    deleted: String,
}

impl View {
    /// The language that was asked for, to be asked for again.
    pub(super) fn language(&self) -> String {
        Lang::from_code(&self.lang).map_or_else(String::new, |lang| format!("?lang={}", lang.code()))
    }

    fn asked(&self) -> Asked {
        let given = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        Asked { association: given(&self.association), form: given(&self.form), only_new: self.new == "1" }
    }
}

/// A request for the inbox that may be answered.
struct Visit {
    shown: Arc<Shown>,
    store: Arc<Store>,
    lang: Lang,
    zone: jiff::tz::TimeZone,
    style: &'static str,
}

/// Why a page of the inbox is not shown.
pub(super) struct Shut {
    cause: Cause,
    lang: Lang,
    /// The way to the style sheet.
    style: &'static str,
}

enum Cause {
    /// What opens the inbox is missing or wrong.
    Locked {
        /// Whether that is a password.
        by_password: bool,
        /// Whether a script asks, which a page helps nothing.
        script: bool,
    },
    NotFound,
    Refused(Why),
}

impl IntoResponse for Shut {
    fn into_response(self) -> Response {
        let Shut { cause, lang, style } = self;
        match cause {
            Cause::NotFound => http::page(404, pages::not_found(lang, style)),
            Cause::Refused(why) => http::page(why.status(), pages::failed(why, lang, style)),
            Cause::Locked { by_password, script } => {
                let page = http::page(401, pages::locked(lang, style, by_password));
                if by_password && script { ask_for_password(page) } else { page }
            }
        }
    }
}

impl Visit {
    fn shut(&self, cause: Cause) -> Shut {
        Shut { cause, lang: self.lang, style: self.style }
    }

    fn failed(&self, error: NotKept) -> Shut {
        self.shut(Cause::Refused(to_refusal(error)))
    }

    /// Asks the store, on a thread on which no other request waits.
    async fn ask<T: Send + 'static>(
        &self,
        ask: impl FnOnce(&Store) -> Result<T, NotKept> + Send + 'static,
    ) -> Result<T, Shut> {
        let store = Arc::clone(&self.store);
        let done = tokio::task::spawn_blocking(move || ask(&store)).await;
        done.map_err(|_| self.shut(Cause::Refused(Why::Unavailable)))?.map_err(|error| self.failed(error))
    }

    /// The post that an address names.
    async fn post(&self, reference: &str) -> Result<Kept, Shut> {
        let reference = reference::read(reference).ok_or_else(|| self.shut(Cause::NotFound))?;
        let found = self.ask(move |store| store.find(&reference)).await?;
        found.ok_or_else(|| self.shut(Cause::NotFound))
    }
}

/// What is shown to whoever may not see the inbox yet.
pub(super) fn locked(server: &Server, headers: &HeaderMap, view: &View, style: &'static str) -> Shut {
    let accepts = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let (by_password, script) = (server.inbox.entrance.sessions.by_password(), !accepts.contains("text/html"));
    Shut { cause: Cause::Locked { by_password, script }, lang: language(server, view), style }
}

fn language(server: &Server, view: &View) -> Lang {
    let first = || server.shown().map_or(Lang::Arabic, |shown| shown.site().default_language());
    Lang::from_code(&view.lang).unwrap_or_else(first)
}

/// Lets a request in, or says why not.
async fn visit(server: &Server, headers: &HeaderMap, view: &View, style: &'static str) -> Result<Visit, Shut> {
    let gate = &server.inbox;
    match gate.entrance.sessions.check(headers) {
        Credentials::Right => {}
        Credentials::Missing => return Err(locked(server, headers, view, style)),
        Credentials::Wrong => {
            gate.wrong().await;
            return Err(locked(server, headers, view, style));
        }
    }
    let lang = language(server, view);
    let shut = |cause| Shut { cause, lang, style };
    let store = gate.store().map_err(|why| shut(Cause::Refused(why)))?;
    let shown = server.shown().ok_or_else(|| shut(Cause::Refused(Why::Unavailable)))?;
    let zone = shown.loaded().timezone.clone().unwrap_or(jiff::tz::TimeZone::UTC);
    Ok(Visit { shown, store, lang, zone, style })
}

pub(super) type Answered = Result<Response, Shut>;

pub(super) async fn list(State(server): State<Arc<Server>>, Query(view): Query<View>, headers: HeaderMap) -> Answered {
    let visit = visit(&server, &headers, &view, "inbox.css").await?;
    let page = view.page.parse::<u64>().ok().filter(|page| (1..1 << 40).contains(page)).unwrap_or(1);
    let asked = view.asked();
    let found = visit.ask(move |store| {
        let posts = store.list(&asked, (page - 1) * pages::PER_PAGE, pages::PER_PAGE)?;
        Ok((store.count(&asked)?, posts))
    });
    let (count, posts) = found.await?;
    let (keep_days, deleted) = (visit.shown.loaded().keep_days, view.deleted == "1");
    let listing = pages::Listing { posts: &posts, asked: &view.asked(), count, page, keep_days, deleted };
    Ok(http::page(200, pages::list(visit.shown.site(), &listing, visit.lang, &visit.zone)))
}

pub(super) async fn show(
    State(server): State<Arc<Server>>,
    Path(reference): Path<String>,
    Query(view): Query<View>,
    headers: HeaderMap,
) -> Answered {
    let visit = visit(&server, &headers, &view, "../inbox.css").await?;
    let post = visit.post(&reference).await?;
    let keep_days = visit.shown.loaded().keep_days;
    Ok(http::page(200, pages::post(visit.shown.site(), &post, visit.lang, &visit.zone, keep_days)))
}

pub(super) async fn ask_to_delete(
    State(server): State<Arc<Server>>,
    Path(reference): Path<String>,
    Query(view): Query<View>,
    headers: HeaderMap,
) -> Answered {
    let visit = visit(&server, &headers, &view, "../inbox.css").await?;
    let post = visit.post(&reference).await?;
    Ok(http::page(200, pages::delete(visit.shown.site(), &post, visit.lang, &visit.zone)))
}

/// Erases a post, where the page that asks for it names it too.
pub(super) async fn delete(
    State(server): State<Arc<Server>>,
    Path(reference): Path<String>,
    Query(view): Query<View>,
    headers: HeaderMap,
    body: Body,
) -> Answered {
    let visit = visit(&server, &headers, &view, "../inbox.css").await?;
    let said = http::small(body, 1024).await.ok();
    let post = visit.post(&reference).await?;
    if said.as_deref() != Some(format!("delete={}", post.reference).as_bytes()) {
        return Err(visit.shut(Cause::Refused(Why::Broken)));
    }
    visit.ask(move |store| store.erase(&post.reference)).await?;
    server.inbox.look_again();
    Ok(see_other(&format!("../?lang={}&deleted=1", visit.lang.code())))
}

pub(super) async fn mark(
    State(server): State<Arc<Server>>,
    Path(reference): Path<String>,
    Query(view): Query<View>,
    headers: HeaderMap,
    body: Body,
) -> Answered {
    let visit = visit(&server, &headers, &view, "../inbox.css").await?;
    let read = match http::small(body, 1024).await.ok().as_deref() {
        Some(b"read=1") => true,
        Some(b"read=0") => false,
        _ => return Err(visit.shut(Cause::Refused(Why::Broken))),
    };
    let post = visit.post(&reference).await?;
    visit.ask(move |store| store.mark(&post.reference, read)).await?;
    Ok(see_other(&format!("?lang={}", visit.lang.code())))
}

pub(super) async fn file(
    State(server): State<Arc<Server>>,
    Path((reference, nth)): Path<(String, usize)>,
    Query(view): Query<View>,
    headers: HeaderMap,
) -> Answered {
    let visit = visit(&server, &headers, &view, "../../inbox.css").await?;
    let post = visit.post(&reference).await?;
    let file = nth.checked_sub(1).and_then(|nth| post.files.get(nth)).cloned();
    let file = file.ok_or_else(|| visit.shut(Cause::NotFound))?;
    let name = file.name.clone();
    let bytes = visit.ask(move |store| store.file(&post, &file)).await?;
    Ok(download(bytes, "application/octet-stream", &name))
}

/// The table of all posts that are asked for. It is sent as it is made: what waits to be sent is some rows.
pub(super) async fn table(State(server): State<Arc<Server>>, Query(view): Query<View>, headers: HeaderMap) -> Answered {
    let visit = visit(&server, &headers, &view, "inbox.css").await?;
    let (shown, lang, zone) = (Arc::clone(&visit.shown), visit.lang, visit.zone.clone());
    let asked = view.asked();
    let found = visit.ask(move |store| {
        // What comes while the table is made may have fields that it has no column for.
        let newest = store.newest()?;
        let mut columns = Columns::default();
        store.each(&asked, newest, |posts| {
            columns.find(shown.site(), posts, lang);
            true
        })?;
        Ok((columns, newest))
    });
    let (columns, newest) = found.await?;
    let (sender, chunks) = tokio::sync::mpsc::channel::<Result<String, std::io::Error>>(2);
    let (shown, store, asked) = (Arc::clone(&visit.shown), Arc::clone(&visit.store), view.asked());
    tokio::task::spawn_blocking(move || {
        // Whoever asked may have gone.
        let mut goes_on = sender.blocking_send(Ok(columns.head(lang))).is_ok();
        let done = store.each(&asked, newest, |posts| {
            goes_on = goes_on && sender.blocking_send(Ok(columns.rows(shown.site(), posts, lang, &zone))).is_ok();
            goes_on
        });
        if done.is_err() {
            // A table that is cut must not look whole.
            let _ = sender.blocking_send(Err(std::io::Error::other("the inbox cannot be read")));
        }
    });
    let body = Body::from_stream(tokio_stream::wrappers::ReceiverStream::new(chunks));
    Ok(download(body, "text/csv; charset=utf-8", "inbox.csv"))
}

pub(super) async fn style() -> Response {
    http::private(200, "text/css; charset=utf-8", pages::STYLE)
}
