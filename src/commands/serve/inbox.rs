//! The inbox over HTTP: who may ask, what is read, and how each answer is sent.
//!
//! Forms are open to whoever reaches the site. The inbox itself is shown to this
//! machine alone, or to whoever knows its password.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use serde::Deserialize;
use serde_json::json;
use sha2::{Digest, Sha256};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio_stream::StreamExt;

use super::{Room, words};
use crate::derive::urls::{Page, encode};
use crate::inbox::{self, Asked, Fault, Kept, MOST_BYTES, NotKept, Sent, Store, Why, pages, reference};
use crate::model::{Association, Form, Lang, Site};

/// Requests that arrive at the same time share this many MiB.
const ARRIVING_MIB: usize = 160;
/// How long a request waits for its share.
const WAIT: Duration = Duration::from_secs(5);
/// How long a request may take to arrive: 20 MiB over a slow phone.
const ARRIVAL: Duration = Duration::from_secs(180);
/// How long a wrong password takes, so that guessing does.
const PAUSE: Duration = Duration::from_secs(1);

/// Nothing but our own style sheet and forms to ourselves.
const POLICY: &str = "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// The inbox of this run, and who may see it.
pub(super) struct Gate {
    folder: PathBuf,
    password: Option<[u8; 32]>,
    /// Whether nobody but this machine reaches the server.
    loopback: bool,
    store: Mutex<Option<Arc<Store>>>,
    arriving: Arc<Semaphore>,
}

impl Gate {
    pub(super) fn new(folder: PathBuf, address: SocketAddr, password: Option<&str>) -> Self {
        Gate {
            folder,
            password: password.map(|password| Sha256::digest(password).into()),
            loopback: address.ip().is_loopback(),
            store: Mutex::new(None),
            arriving: Arc::new(Semaphore::new(ARRIVING_MIB)),
        }
    }

    /// Whether there are posts to show, or forms that will send some.
    pub(super) fn is_wanted(&self, site: Option<&Site>) -> bool {
        Store::is_there(&self.folder) || site.is_some_and(inbox::is_wanted)
    }

    /// The store, opened when it is first needed; one that fails is tried again.
    pub(super) fn store(&self) -> Result<Arc<Store>, Why> {
        let mut store = self.store.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(store) = &*store {
            return Ok(Arc::clone(store));
        }
        let opened = Arc::new(Store::open(&self.folder).map_err(told)?);
        *store = Some(Arc::clone(&opened));
        Ok(opened)
    }

    /// The post with a reference, if the inbox was opened before.
    fn known(&self, reference: &str) -> Option<Kept> {
        let store = self.store.lock().unwrap_or_else(PoisonError::into_inner).clone()?;
        store.find(&reference::read(reference)?).ok()?
    }

    /// A share of what may arrive at once, for a request of this size.
    async fn share(&self, bytes: usize) -> Result<OwnedSemaphorePermit, Why> {
        let mib = u32::try_from(bytes.min(MOST_BYTES) / (1 << 20) + 1).unwrap_or(1);
        let permit = tokio::time::timeout(WAIT, Arc::clone(&self.arriving).acquire_many_owned(mib)).await;
        permit.ok().and_then(Result::ok).ok_or(Why::Busy)
    }

    /// Whether a request by this name may come from another site's page that
    /// took our address for its own (DNS rebinding). With a password that leads nowhere.
    fn is_own_host(&self, headers: &HeaderMap) -> bool {
        self.password.is_some() || !self.loopback || host(headers).is_some_and(is_loopback_host)
    }
}

/// Says in the terminal why something is not kept.
fn told(error: NotKept) -> Why {
    match error {
        NotKept::Taken => Why::Taken,
        NotKept::Failed(reason) => {
            words::say(&format!("error: the inbox cannot be used: {reason}"));
            Why::Unavailable
        }
    }
}

pub(super) fn routes() -> Router<Arc<Room>> {
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
pub(super) fn thanks(
    room: &Room,
    site: Option<&Site>,
    path: &str,
    query: Option<&str>,
    page: &[u8],
) -> Option<Vec<u8>> {
    let given = query?.split('&').find_map(|pair| pair.strip_prefix("reference="))?;
    if !path.ends_with("/thanks/index.html") {
        return None;
    }
    let post = room.inbox.known(given)?;
    let (association, form) = inbox::form(site?, &post.association, &post.form)?;
    let lang = Lang::from_code(path.split('/').next()?)?;
    // A number belongs to the form that it was given for.
    (format!("{}thanks/index.html", form_address(site?, association, form, lang)) == path)
        .then(|| pages::with_reference(&String::from_utf8_lossy(page), &post.reference, lang).into_bytes())
}

/// The address of a form's page below the root.
fn form_address(site: &Site, association: &Association, form: &Form, lang: Lang) -> String {
    format!("{}forms/{}/", site.address(Page::Association(association), lang), form.id)
}

/// Who opens the address that a form posts to is led to the form.
async fn to_form(State(room): State<Arc<Room>>, Path((association, form)): Path<(String, String)>) -> Response {
    let site = room.site();
    match site.as_deref().and_then(|site| Some((site, inbox::form(site, &association, &form)?))) {
        Some((site, (association, form))) => {
            let to = form_address(site, association, form, site.default_language());
            see_other(&format!("../../../{}", encode(&to)))
        }
        None => Answer::new(&room, &HeaderMap::new()).refuse(Why::NoSuchForm, None),
    }
}

/// What an answer depends on.
struct Answer {
    lang: Lang,
    json: bool,
    /// The way to the site's own style sheet.
    style: Option<String>,
}

impl Answer {
    fn new(room: &Room, headers: &HeaderMap) -> Self {
        let says = |name: HeaderName| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
        // The page that sent the form tells its language before the form is read.
        let from = says(header::REFERER).split('/').skip(3).find_map(Lang::from_code);
        let shown = room.shown.read().expect("no build panics while it writes");
        let style = shown.files.range("assets/style".to_owned()..).next().map(|(path, _)| path);
        Answer {
            lang: from.or(shown.site.as_ref().map(|site| site.default_language())).unwrap_or(Lang::Arabic),
            json: says(header::ACCEPT).contains("application/json")
                || says(header::CONTENT_TYPE).starts_with("application/json"),
            style: style.filter(|path| path.ends_with(".css")).map(|path| format!("../../../{path}")),
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
            return answer_json(why.status(), &json!({"ok": false, "error": why.words(self.lang), "errors": list}));
        }
        let styles: Vec<&str> = self.style.as_deref().into_iter().chain(["../../inbox/inbox.css"]).collect();
        let frame = pages::Frame { lang: self.lang, styles: &styles, form };
        answer_page(why.status(), page(&frame))
    }
}

/// A form is sent.
async fn receive(
    State(room): State<Arc<Room>>,
    Path((association, form)): Path<(String, String)>,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let mut answer = Answer::new(&room, &headers);
    let Some(site) = room.site() else { return answer.refuse(Why::Unavailable, None) };
    let Some((association, form)) = inbox::form(&site, &association, &form) else {
        return answer.refuse(Why::NoSuchForm, None);
    };
    let page = |lang| format!("../../../{}", encode(&form_address(&site, association, form, lang)));
    let bytes = match arrive(&room.inbox, &headers, body).await {
        Ok(bytes) => bytes,
        Err(why) => return answer.refuse(why, Some(&page(answer.lang))),
    };
    let (bytes, _share) = bytes;
    let kind = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let (sent, read) = inbox::read(kind, bytes).await;
    if sent.first("language").is_some() {
        answer.lang = inbox::language(&site, &sent);
    }
    if let Err(why) = read {
        return give_back(&answer, association, form, &sent, why, &[], &page(answer.lang));
    }
    let (association_id, form_id) = (association.id.clone(), form.id.clone());
    let (inner, inner_site) = (Arc::clone(&room), Arc::clone(&site));
    let received = jiff::Timestamp::now().as_millisecond();
    let done = tokio::task::spawn_blocking(move || {
        let (association, form) = inbox::form(&inner_site, &association_id, &form_id).expect("it was found before");
        let post = inbox::fits(&inner_site, association, form, sent)?;
        Ok(inner.inbox.store().and_then(|store| store.keep(post, received).map_err(told)))
    });
    match done.await {
        Ok(Ok(Ok(reference))) if answer.json => answer_json(200, &json!({"ok": true, "reference": reference})),
        Ok(Ok(Ok(reference))) => see_other(&format!("{}thanks/?reference={reference}", page(answer.lang))),
        Ok(Ok(Err(why))) => answer.refuse(why, Some(&page(answer.lang))),
        Ok(Err((sent, faults))) => {
            give_back(&answer, association, form, &sent, Why::Unfit, &faults, &page(answer.lang))
        }
        Err(_) => answer.refuse(Why::Unavailable, Some(&page(answer.lang))),
    }
}

/// What was typed, in its form, with what is wrong; nothing typed, a sentence.
fn give_back(
    answer: &Answer,
    association: &Association,
    form: &Form,
    sent: &Sent,
    why: Why,
    faults: &[Fault],
    page: &str,
) -> Response {
    if sent.fields.is_empty() && faults.is_empty() {
        return answer.refuse(why, Some(page));
    }
    let again = |frame: &pages::Frame<'_>| pages::form_again(association, form, sent, why, faults, frame);
    answer.faults(why, faults, again, Some(page))
}

/// The bytes of a request that this inbox may take, and their share of the memory.
async fn arrive(gate: &Gate, headers: &HeaderMap, body: Body) -> Result<(Vec<u8>, OwnedSemaphorePermit), Why> {
    if !gate.is_own_host(headers) {
        return Err(Why::OtherHost);
    }
    if !is_own_page(headers) {
        return Err(Why::Elsewhere);
    }
    let length = headers.get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse::<usize>().ok());
    let share = gate.share(length.unwrap_or(MOST_BYTES)).await?;
    let read = async {
        let mut parts = body.into_data_stream();
        let mut bytes = Vec::new();
        let mut size = 0;
        while let Some(part) = parts.next().await {
            let part = part.map_err(|_| Why::Broken)?;
            size += part.len();
            if size <= MOST_BYTES {
                bytes.extend_from_slice(&part);
            } else if size > 4 * MOST_BYTES {
                break;
            } else {
                // A browser hears an answer only when it was let finish.
                bytes = Vec::new();
            }
        }
        if size > MOST_BYTES { Err(Why::TooLarge) } else { Ok(bytes) }
    };
    let bytes = tokio::time::timeout(ARRIVAL, read).await.map_err(|_| Why::Slow)??;
    Ok((bytes, share))
}

/// Whether a page of this very site sends the request, as far as the browser says.
fn is_own_page(headers: &HeaderMap) -> bool {
    if let Some(from) = headers.get("sec-fetch-site") {
        return from == "same-origin" || from == "none";
    }
    let Some(origin) = headers.get(header::ORIGIN) else { return true };
    let origin = origin.to_str().ok().and_then(|origin| origin.split_once("://"));
    origin.is_some_and(|(_, origin)| host(headers).is_some_and(|host| host.eq_ignore_ascii_case(origin)))
}

fn host(headers: &HeaderMap) -> Option<&str> {
    headers.get(header::HOST)?.to_str().ok()
}

/// Whether a host is this machine by a name that nobody else can give out.
fn is_loopback_host(host: &str) -> bool {
    let name = match host.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or_default(),
        None => host.rsplit_once(':').map_or(host, |(name, _)| name),
    };
    let name = name.to_ascii_lowercase();
    name == "localhost"
        || name.ends_with(".localhost")
        || name.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}

/// What the address of a page of the inbox asks for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct View {
    lang: String,
    association: String,
    form: String,
    new: String,
    page: String,
}

impl View {
    fn asked(&self) -> Asked {
        let given = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        Asked { association: given(&self.association), form: given(&self.form), only_new: self.new == "1" }
    }
}

/// A request for the inbox that may be answered.
struct Visit {
    site: Arc<Site>,
    store: Arc<Store>,
    lang: Lang,
    zone: jiff::tz::TimeZone,
    style: &'static str,
}

/// Why a page of the inbox is not shown.
struct Shut {
    cause: Cause,
    lang: Lang,
    /// The way to the style sheet.
    style: &'static str,
}

enum Cause {
    /// Others reach this server, and there is no password.
    Closed,
    /// The password is missing or wrong.
    Locked,
    NotFound,
    Refused(Why),
}

impl IntoResponse for Shut {
    fn into_response(self) -> Response {
        let Shut { cause, lang, style } = self;
        match cause {
            Cause::Closed => answer_page(403, pages::closed(lang, style)),
            Cause::NotFound => answer_page(404, pages::not_found(lang, style)),
            Cause::Refused(why) => answer_page(why.status(), pages::failed(why, lang, style)),
            Cause::Locked => {
                let mut response = answer_page(401, pages::locked(lang, style));
                let realm = HeaderValue::from_static("Basic realm=\"mithaq\", charset=\"UTF-8\"");
                response.headers_mut().insert(header::WWW_AUTHENTICATE, realm);
                response
            }
        }
    }
}

impl Visit {
    fn shut(&self, cause: Cause) -> Shut {
        Shut { cause, lang: self.lang, style: self.style }
    }

    fn failed(&self, error: NotKept) -> Shut {
        self.shut(Cause::Refused(told(error)))
    }

    /// The post that an address names.
    fn post(&self, reference: &str) -> Result<Kept, Shut> {
        let reference = reference::read(reference).ok_or_else(|| self.shut(Cause::NotFound))?;
        let found = self.store.find(&reference).map_err(|error| self.failed(error))?;
        found.ok_or_else(|| self.shut(Cause::NotFound))
    }
}

/// Lets a request in, or says why not.
async fn visit(room: &Room, headers: &HeaderMap, view: &View, style: &'static str) -> Result<Visit, Shut> {
    let (site, zone) = {
        let shown = room.shown.read().expect("no build panics while it writes");
        (shown.site.clone(), shown.zone.clone().unwrap_or(jiff::tz::TimeZone::UTC))
    };
    let first = site.as_ref().map_or(Lang::Arabic, |site| site.default_language());
    let lang = Lang::from_code(&view.lang).unwrap_or(first);
    let shut = |cause| Shut { cause, lang, style };
    let gate = &room.inbox;
    match &gate.password {
        Some(password) => {
            let given = given_password(headers);
            if !given.as_ref().is_some_and(|given| is_same(given, password)) {
                if given.is_some() {
                    tokio::time::sleep(PAUSE).await;
                }
                return Err(shut(Cause::Locked));
            }
        }
        None if !gate.loopback || is_forwarded(headers) => return Err(shut(Cause::Closed)),
        None if !gate.is_own_host(headers) => return Err(shut(Cause::Refused(Why::OtherHost))),
        None => {}
    }
    let store = gate.store().map_err(|why| shut(Cause::Refused(why)))?;
    let site = site.ok_or_else(|| shut(Cause::Refused(Why::Unavailable)))?;
    Ok(Visit { site, store, lang, zone, style })
}

/// Whether another server passed the request on: then it need not be this machine that asks.
fn is_forwarded(headers: &HeaderMap) -> bool {
    ["forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via"]
        .iter()
        .any(|name| headers.contains_key(*name))
}

/// The hash of the password that a browser gave; the name before it may be any.
fn given_password(headers: &HeaderMap) -> Option<[u8; 32]> {
    let given = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, code) = given.split_once(' ')?;
    let both = from_base64(code.trim()).filter(|_| scheme.eq_ignore_ascii_case("basic"))?;
    let at = both.iter().position(|byte| *byte == b':')?;
    Some(Sha256::digest(&both[at + 1..]).into())
}

/// Compares in the same time wherever the first difference stands.
fn is_same(one: &[u8; 32], other: &[u8; 32]) -> bool {
    std::hint::black_box(one.iter().zip(other).fold(0, |differs, (a, b)| differs | (a ^ b))) == 0
}

fn from_base64(code: &str) -> Option<Vec<u8>> {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut bytes = Vec::new();
    let (mut bits, mut held) = (0_u32, 0);
    for character in code.trim_end_matches('=').bytes() {
        let value = ALPHABET.iter().position(|known| *known == character)?;
        bits = (bits << 6 | value as u32) & 0xffff;
        held += 6;
        if held >= 8 {
            held -= 8;
            bytes.push((bits >> held & 0xff) as u8);
        }
    }
    Some(bytes)
}

type Shown = Result<Response, Shut>;

async fn list(State(room): State<Arc<Room>>, Query(view): Query<View>, headers: HeaderMap) -> Shown {
    let visit = visit(&room, &headers, &view, "inbox.css").await?;
    let asked = view.asked();
    let page = view.page.parse::<u64>().ok().filter(|page| (1..1 << 40).contains(page)).unwrap_or(1);
    let count = visit.store.count(&asked).map_err(|error| visit.failed(error))?;
    let posts = visit.store.list(&asked, (page - 1) * pages::PER_PAGE, pages::PER_PAGE);
    let posts = posts.map_err(|error| visit.failed(error))?;
    let listing = pages::Listing { posts: &posts, asked: &asked, count, page };
    Ok(answer_page(200, pages::list(&visit.site, &listing, visit.lang, &visit.zone)))
}

async fn show(
    State(room): State<Arc<Room>>,
    Path(reference): Path<String>,
    Query(view): Query<View>,
    headers: HeaderMap,
) -> Shown {
    let visit = visit(&room, &headers, &view, "../inbox.css").await?;
    let post = visit.post(&reference)?;
    Ok(answer_page(200, pages::post(&visit.site, &post, visit.lang, &visit.zone)))
}

async fn mark(
    State(room): State<Arc<Room>>,
    Path(reference): Path<String>,
    Query(view): Query<View>,
    headers: HeaderMap,
    body: Body,
) -> Shown {
    let visit = visit(&room, &headers, &view, "../inbox.css").await?;
    if !is_own_page(&headers) {
        return Err(visit.shut(Cause::Refused(Why::Elsewhere)));
    }
    let read = match axum::body::to_bytes(body, 1024).await.ok().as_deref() {
        Some(b"read=1") => true,
        Some(b"read=0") => false,
        _ => return Err(visit.shut(Cause::Refused(Why::Broken))),
    };
    let post = visit.post(&reference)?;
    let store = Arc::clone(&visit.store);
    let done = tokio::task::spawn_blocking(move || store.mark(&post.reference, read)).await;
    let done = done.map_err(|_| visit.shut(Cause::Refused(Why::Unavailable)))?;
    done.map_err(|error| visit.failed(error))?;
    Ok(see_other(&format!("?lang={}", visit.lang.code())))
}

async fn file(
    State(room): State<Arc<Room>>,
    Path((reference, nth)): Path<(String, usize)>,
    Query(view): Query<View>,
    headers: HeaderMap,
) -> Shown {
    let visit = visit(&room, &headers, &view, "../../inbox.css").await?;
    let post = visit.post(&reference)?;
    let file = nth.checked_sub(1).and_then(|nth| post.files.get(nth));
    let file = file.ok_or_else(|| visit.shut(Cause::NotFound))?;
    let bytes = visit.store.file(&post, file).map_err(|error| visit.failed(error))?;
    Ok(download(bytes.into(), "application/octet-stream", &file.name))
}

async fn table(State(room): State<Arc<Room>>, Query(view): Query<View>, headers: HeaderMap) -> Shown {
    let visit = visit(&room, &headers, &view, "inbox.css").await?;
    let (store, site, lang, zone) = (Arc::clone(&visit.store), Arc::clone(&visit.site), visit.lang, visit.zone.clone());
    let made = tokio::task::spawn_blocking(move || {
        let posts = store.list(&view.asked(), 0, u64::MAX)?;
        Ok(inbox::csv(&site, &posts, lang, &zone))
    });
    let made = made.await.map_err(|_| visit.shut(Cause::Refused(Why::Unavailable)))?;
    let text = made.map_err(|error| visit.failed(error))?;
    Ok(download(text.into(), "text/csv; charset=utf-8", "inbox.csv"))
}

async fn style() -> Response {
    answer(200, "text/css; charset=utf-8", pages::STYLE.into())
}

/// A file to keep; no browser shows it, whatever it says it is.
fn download(bytes: Body, kind: &'static str, name: &str) -> Response {
    let mut response = answer(200, kind, bytes);
    let plain: String =
        name.chars().map(|c| if c.is_ascii_graphic() && !"\"\\%".contains(c) { c } else { '_' }).collect();
    let coded: String = name
        .bytes()
        .map(|byte| match byte {
            b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' | b'.' | b'-' | b'_' => char::from(byte).to_string(),
            byte => format!("%{byte:02X}"),
        })
        .collect();
    let disposition = format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{coded}");
    let disposition = HeaderValue::from_str(&disposition).unwrap_or(HeaderValue::from_static("attachment"));
    response.headers_mut().insert(header::CONTENT_DISPOSITION, disposition);
    let closed = HeaderValue::from_static("default-src 'none'; sandbox");
    response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, closed);
    response
}

fn answer_page(status: u16, page: String) -> Response {
    answer(status, "text/html; charset=utf-8", page.into())
}

fn answer_json(status: u16, value: &serde_json::Value) -> Response {
    answer(status, "application/json", value.to_string().into())
}

/// Every answer of the inbox: kept by nobody, framed by nobody, taken for nothing else.
fn answer(status: u16, kind: &'static str, body: Body) -> Response {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let headers = [
        (header::CONTENT_TYPE, kind),
        (header::CACHE_CONTROL, "no-store"),
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "same-origin"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
        (HeaderName::from_static("x-robots-tag"), "noindex"),
    ];
    let mut response = (status, headers, body).into_response();
    if status == StatusCode::TOO_MANY_REQUESTS || status == StatusCode::SERVICE_UNAVAILABLE {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("60"));
    }
    response
}

/// Leads on, relative to the address that was asked, so that it holds below any path.
fn see_other(to: &str) -> Response {
    let to = HeaderValue::from_str(to).unwrap_or(HeaderValue::from_static("/"));
    (StatusCode::SEE_OTHER, [(header::LOCATION, to), (header::CACHE_CONTROL, HeaderValue::from_static("no-store"))])
        .into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_machine_has_few_names() {
        for own in ["localhost", "LOCALHOST:8000", "127.0.0.1:8000", "127.1.2.3", "[::1]:8000", "site.localhost:1"] {
            assert!(is_loopback_host(own), "{own}");
        }
        for other in ["evil.example:8000", "localhost.evil.example", "127.0.0.1.evil.example", "10.0.0.1", "[::2]", ""]
        {
            assert!(!is_loopback_host(other), "{other}");
        }
    }

    #[test]
    fn a_password_is_read_as_browsers_write_it() {
        assert_eq!(from_base64("QWxhZGRpbjpvcGVuIHNlc2FtZQ==").as_deref(), Some(&b"Aladdin:open sesame"[..]));
        assert_eq!(from_base64("2YU6"), Some("م:".as_bytes().to_vec()));
        assert_eq!(from_base64("a b"), None);
    }

    #[test]
    fn pages_of_other_sites_are_told_apart() {
        let from = |pairs: &[(&'static str, &'static str)]| {
            let pairs =
                pairs.iter().map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value)));
            is_own_page(&pairs.collect())
        };
        assert!(from(&[("host", "a:1")]));
        assert!(from(&[("host", "a:1"), ("origin", "http://a:1")]));
        assert!(from(&[("host", "a:1"), ("origin", "null"), ("sec-fetch-site", "same-origin")]));
        assert!(!from(&[("host", "a:1"), ("origin", "http://a:2")]));
        assert!(!from(&[("host", "a:1"), ("origin", "null")]));
        assert!(!from(&[("host", "a:1"), ("origin", "http://a:1"), ("sec-fetch-site", "cross-site")]));
    }
}
