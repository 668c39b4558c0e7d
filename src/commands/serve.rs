//! `serve`: builds in memory, watches, and reloads the browser.
//!
//! In: changes of files. Out: the newest site that had no error, over HTTP on
//! this machine; what is wrong is shown in the terminal and over the page. What
//! forms send to it is kept in the site's `.mithaq` folder.
//! Never: writes anything else into the site's folder.

mod inbox;

use std::collections::{BTreeMap, BTreeSet};
use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, RwLock};
use std::time::{Duration, Instant};

use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use clap::Args;
use jiff::tz::TimeZone;
use notify::{RecursiveMode, Watcher};
use rayon::prelude::*;
use tokio::sync::watch;
use tokio_stream::StreamExt;
use tokio_stream::wrappers::WatchStream;

use super::{Fault, SiteArgs, open, words};
use crate::disk::{Disk, RealDisk};
use crate::model::Site;
use crate::output::file_path;
use crate::render::{Made, content_security_policy};
use crate::report::{FindingRecord, Report, records};

/// Editors save in bursts: what comes within this time is one rebuild.
const BURST: Duration = Duration::from_millis(60);

const RELOAD_SCRIPT: &str = include_str!("serve/reload.js");
const RELOAD_STYLE: &str = include_str!("serve/reload.css");

#[derive(Debug, Args)]
pub(super) struct ServeArgs {
    #[command(flatten)]
    site: SiteArgs,
    /// The address to listen on
    #[arg(long, default_value = "127.0.0.1:8000")]
    address: SocketAddr,
    /// Show drafts too, each marked as a draft
    #[arg(long)]
    drafts: bool,
    /// Who knows it sees the inbox; without one, only this machine does
    #[arg(long, value_name = "PASSWORD", env = "MITHAQ_INBOX_PASSWORD", hide_env_values = true)]
    inbox_password: Option<String>,
    /// Open the site in the browser
    #[arg(long)]
    open: bool,
}

/// What the server shows now.
#[derive(Default)]
struct Shown {
    files: BTreeMap<String, Arc<[u8]>>,
    findings: Vec<FindingRecord>,
    failed: bool,
    /// The site of those files: its forms say what the inbox takes.
    site: Option<Arc<Site>>,
    /// The clock that the inbox shows.
    zone: Option<TimeZone>,
    /// The Content-Security-Policy of its pages.
    policy: String,
}

/// What every request shares.
struct Room {
    inbox: inbox::Gate,
    shown: RwLock<Shown>,
    /// Counts the builds; a browser that waits hears of the next one.
    builds: watch::Sender<u64>,
}

impl Room {
    /// The site as it is shown.
    fn site(&self) -> Option<Arc<Site>> {
        self.shown.read().expect("no build panics while it writes").site.clone()
    }
}

pub(super) fn run(args: &ServeArgs) -> Result<u8, Fault> {
    let disk = open(&args.site)?;
    let password = args.inbox_password.as_deref();
    if password.is_some_and(|password| password.trim().is_empty()) {
        return Err(Fault::usage("the password of the inbox is empty", "write one, or leave it out"));
    }
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| Fault::system("the server cannot start", &error))?;
    let what = format!("`{}` cannot be listened on", args.address);
    let listener = runtime.block_on(tokio::net::TcpListener::bind(args.address)).map_err(|error| Fault {
        hint: Some("end the program that uses the port, or name another with `--address 127.0.0.1:8001`".to_owned()),
        ..Fault::system(&what, &error)
    })?;
    let address = listener.local_addr().map_err(|error| Fault::system(&what, &error))?;
    let url = format!("http://{address}/");
    let room = Arc::new(Room {
        inbox: inbox::Gate::new(disk.root().to_owned(), address, password),
        shown: RwLock::new(Shown::default()),
        builds: watch::Sender::new(0),
    });
    let (changed, changes) = std::sync::mpsc::channel();
    let _watcher = watch_site(&disk, changed).map_err(|error| Fault {
        status: 3,
        message: format!("the site's folder cannot be watched: {error}"),
        hint: None,
    })?;
    rebuild(args, &disk, &url, &room);
    // What a run that was ended left half done is swept away before anything new arrives.
    if room.inbox.is_wanted(room.site().as_deref()) && room.inbox.store().is_ok() {
        words::say(&format!("the inbox is at {url}_mithaq/inbox/"));
    }
    words::answer(&format!("serving {url} (end with Ctrl-C)"));
    if args.open {
        open_browser(&url);
    }
    let app = axum::Router::new()
        .route("/_mithaq/events", get(events))
        .route("/_mithaq/findings", get(findings))
        .route("/_mithaq/reload.js", get(async || asset("text/javascript; charset=utf-8", RELOAD_SCRIPT)))
        .route("/_mithaq/reload.css", get(async || asset("text/css; charset=utf-8", RELOAD_STYLE)))
        .merge(inbox::routes())
        .fallback(page)
        .with_state(Arc::clone(&room));
    runtime.spawn(async move {
        let stop = async { drop(tokio::signal::ctrl_c().await) };
        let _ = axum::serve(listener, app).with_graceful_shutdown(stop).await;
        std::process::exit(0);
    });
    while changes.recv().is_ok() {
        // One rebuild a burst: wait until nothing came for a moment.
        while changes.recv_timeout(BURST).is_ok() {}
        rebuild(args, &disk, &url, &room);
    }
    Ok(0)
}

/// Tells of every change below `content/` and `themes/`.
fn watch_site(disk: &RealDisk, changed: std::sync::mpsc::Sender<()>) -> notify::Result<notify::RecommendedWatcher> {
    let mut watcher = notify::recommended_watcher(move |event: notify::Result<notify::Event>| {
        let matters = event.is_ok_and(|event| !event.kind.is_access());
        if matters {
            // The receiver is gone only when the program ends.
            let _ = changed.send(());
        }
    })?;
    for folder in ["content", "themes"] {
        let path = disk.root().join(folder);
        if path.is_dir() {
            watcher.watch(&path, RecursiveMode::Recursive)?;
        }
    }
    Ok(watcher)
}

/// Builds the site in memory; one with errors leaves the last good one standing.
fn rebuild(args: &ServeArgs, disk: &RealDisk, url: &str, room: &Room) {
    let start = Instant::now();
    let options = args.site.options(args.drafts, Some(url.to_owned()), Vec::new());
    let mut report = Report::default();
    let (mut loaded, today) = report.take(crate::read(disk, &options));
    let plan = report.take(crate::plan(&loaded, today, &options));
    let mut files = BTreeMap::new();
    if let Some(plan) = plan.as_ref().filter(|_| !report.has_errors()) {
        let faults = Mutex::new(Report::default());
        let made = (0..plan.len()).into_par_iter().flat_map_iter(|job| match plan.make(job) {
            Ok(Made::Files(files)) => files.into_iter().map(|file| (file.path, file.bytes.into())).collect(),
            Ok(Made::Copy { from, to }) => disk.read(&from).map(|bytes| vec![(to, bytes.into())]).unwrap_or_default(),
            Err(fault) => {
                faults.lock().expect("no job panics while it reports").extend(fault);
                Vec::new()
            }
        });
        files = made.collect();
        report.extend(faults.into_inner().expect("no job panics while it reports"));
    }
    drop(plan);
    report.sort(&loaded.sources);
    let site = loaded.site.take().map(Arc::new);
    let failed = report.has_errors();
    let mut shown = room.shown.write().expect("no request panics while it reads");
    let known: BTreeSet<String> = shown.findings.iter().map(finding_key).collect();
    shown.findings = records(&report, &loaded.sources);
    shown.failed = failed;
    // A person who saves a file reads what is new, not the whole list again.
    let new = shown.findings.iter().any(|finding| !known.contains(&finding_key(finding)));
    if new {
        words::findings(&report, &loaded.sources);
    }
    let seconds = start.elapsed().as_secs_f64();
    if failed {
        words::say("the last good site is still shown");
    } else {
        words::say(&format!("built {} in {seconds:.2} s", words::counted(files.len(), "file")));
        shown.files = files;
        shown.zone = loaded.timezone.take();
        shown.policy = site.as_deref().map(content_security_policy).unwrap_or_default();
        shown.site = site;
    }
    drop(shown);
    room.builds.send_modify(|builds| *builds += 1);
}

fn finding_key(finding: &FindingRecord) -> String {
    format!("{} {} {} {}", finding.id, finding.file, finding.line, finding.message)
}

/// Server-sent events: `reload` after a build, `findings` after a failed one.
async fn events(State(room): State<Arc<Room>>) -> Response {
    let stream = WatchStream::from_changes(room.builds.subscribe()).map(move |_| {
        let failed = room.shown.read().is_ok_and(|shown| shown.failed);
        Ok::<_, Infallible>(format!("event: {}\ndata: {{}}\n\n", if failed { "findings" } else { "reload" }))
    });
    let headers = [(header::CONTENT_TYPE, "text/event-stream"), (header::CACHE_CONTROL, "no-store")];
    (headers, Body::from_stream(stream)).into_response()
}

/// The errors of the last build, for the overlay.
async fn findings(State(room): State<Arc<Room>>) -> Response {
    let shown = room.shown.read().expect("no build panics while it writes");
    let errors: Vec<&FindingRecord> =
        shown.findings.iter().filter(|finding| shown.failed && finding.severity == "error").collect();
    let body = serde_json::to_string(&errors).expect("findings are always JSON");
    ([(header::CONTENT_TYPE, "application/json"), (header::CACHE_CONTROL, "no-store")], body).into_response()
}

fn asset(kind: &'static str, text: &'static str) -> Response {
    ([(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, "no-store")], text).into_response()
}

/// A file of the site, with the headers that the built site asks its host for.
async fn page(State(room): State<Arc<Room>>, uri: Uri) -> Response {
    let shown = room.shown.read().expect("no build panics while it writes");
    let asked = percent_decoded(uri.path().trim_start_matches('/'));
    let path = file_path(&asked);
    let (status, path, bytes) = match shown.files.get(&path) {
        Some(bytes) => (StatusCode::OK, path, Arc::clone(bytes)),
        None if shown.files.contains_key(&format!("{path}/index.html")) => {
            let to = format!("/{}/", uri.path().trim_matches('/'));
            return (StatusCode::TEMPORARY_REDIRECT, [(header::LOCATION, to)]).into_response();
        }
        // Browsers ask for it beside the pages that name no icon, such as those of the inbox.
        None if path == "favicon.ico" => return StatusCode::NO_CONTENT.into_response(),
        None => {
            let page = shown.files.get("404.html").cloned().unwrap_or_else(|| {
                Arc::from(
                    &b"<!doctype html><html lang=\"en\"><head><title>mithaq</title></head><body></body></html>"[..],
                )
            });
            (StatusCode::NOT_FOUND, "404.html".to_owned(), page)
        }
    };
    let site = shown.site.clone();
    let policy = shown.policy.clone();
    drop(shown);
    let told = inbox::thanks(&room, site.as_deref(), &path, uri.query(), &bytes);
    let bytes = told.map_or(bytes, Arc::from);
    let body = if path.ends_with(".html") { with_reload(&bytes) } else { bytes.to_vec() };
    let mut response = (status, body).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type(&path)));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    response
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

fn percent_decoded(path: &str) -> String {
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.bytes();
    while let Some(byte) = rest.next() {
        let mut ahead = rest.clone();
        let digit = |byte: Option<u8>| byte.and_then(|byte| char::from(byte).to_digit(16));
        match (byte, digit(ahead.next()), digit(ahead.next())) {
            (b'%', Some(high), Some(low)) => {
                bytes.push(u8::try_from(high * 16 + low).unwrap_or(b'?'));
                rest = ahead;
            }
            _ => bytes.push(byte),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn media_type(path: &str) -> &'static str {
    match path.rsplit_once('.').map_or("", |(_, ending)| ending) {
        "html" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "json" => "application/json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "webp" => "image/webp",
        "woff2" => "font/woff2",
        "xml" => "application/xml",
        "csv" => "text/csv; charset=utf-8",
        "pdf" => "application/pdf",
        "md" => "text/markdown; charset=utf-8",
        "txt" => "text/plain; charset=utf-8",
        _ if path.ends_with("SHA256SUMS") || path.ends_with("_headers") => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

/// Asks the system to open an address; one that cannot says nothing.
fn open_browser(url: &str) {
    let program = if cfg!(target_os = "macos") {
        "open"
    } else if cfg!(windows) {
        "explorer"
    } else {
        "xdg-open"
    };
    let mut command = std::process::Command::new(program);
    command.arg(url).stdout(std::process::Stdio::null()).stderr(std::process::Stdio::null());
    if command.spawn().is_err() {
        words::say(&format!("no browser could be opened; go to {url}"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_decoded() {
        assert_eq!(percent_decoded("a%20b/%D9%85"), "a b/م");
        assert_eq!(percent_decoded("100%"), "100%");
    }
}
