//! `serve`: shows the site as it is edited, and reloads the browser.
//!
//! In: changes of files. Out: the newest site that had no error, over HTTP on
//! this machine; what is wrong is shown in the terminal and over the page. What
//! forms send to it is kept in the site's `.mithaq` folder.
//! Never: writes anything else into the site's folder.

mod inbox;
mod page;
mod server;
mod watch;

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Instant;

use axum::body::Body;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use clap::Args;
use tokio_stream::StreamExt;
use tokio_stream::wrappers::WatchStream;

use self::server::{Build, Now, Server};
use super::{Fault, SiteArgs, words};
use crate::http::fresh;
use crate::live::{Live, Shown};
use crate::load::Changed;
use crate::report::Severity;

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

pub(super) fn run(args: &ServeArgs) -> Result<u8, Fault> {
    let disk = args.site.open()?;
    let password = args.inbox_password.as_deref();
    if password.is_some_and(|password| password.trim().is_empty()) {
        return Err(Fault::usage("the password of the inbox is empty", "write one, or leave it out"));
    }
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| Fault::system("the server cannot start", &error))?;
    let what = format!("`{}` cannot be listened on", args.address);
    let listener = runtime.block_on(tokio::net::TcpListener::bind(args.address)).map_err(|error| {
        let hint = "end the program that uses the port, or name another with `--address 127.0.0.1:8001`";
        Fault::system(&what, &error).with_hint(hint)
    })?;
    let address = listener.local_addr().map_err(|error| Fault::system(&what, &error))?;
    let url = format!("http://{address}/");
    let server = Arc::new(Server {
        inbox: inbox::Gate::new(disk.root().to_owned(), address, password),
        disk: disk.clone(),
        now: RwLock::default(),
        builds: tokio::sync::watch::Sender::default(),
    });
    let mut watched = watch::Watch::begin(disk.root())
        .map_err(|error| Fault::system("the site's folder cannot be watched", &std::io::Error::other(error)))?;
    let mut live = Live::default();
    rebuild(args, &mut live, &url, &server, &Changed::Anything);
    // What a run that was ended left half done is swept away before anything new arrives.
    if server.inbox.is_wanted(server.shown().as_deref().map(Shown::site)) && server.inbox.store().is_ok() {
        words::say(&format!("the inbox is at {url}_mithaq/inbox/"));
    }
    words::answer(&format!("serving {url} (end with Ctrl-C)"));
    if args.open {
        open_browser(&url);
    }
    let app = axum::Router::new()
        .route("/_mithaq/events", get(events))
        .route("/_mithaq/findings", get(findings))
        .route("/_mithaq/reload.js", get(async || fresh("text/javascript; charset=utf-8", RELOAD_SCRIPT)))
        .route("/_mithaq/reload.css", get(async || fresh("text/css; charset=utf-8", RELOAD_STYLE)))
        .merge(inbox::routes())
        .fallback(page::page)
        .with_state(Arc::clone(&server));
    runtime.spawn(async move {
        let stop = async { drop(tokio::signal::ctrl_c().await) };
        let _ = axum::serve(listener, app).with_graceful_shutdown(stop).await;
        std::process::exit(0);
    });
    while let Some(changed) = watched.next() {
        rebuild(args, &mut live, &url, &server, &changed);
    }
    Ok(0)
}

/// Reads and plans the site; one with errors leaves the last good one standing.
fn rebuild(args: &ServeArgs, live: &mut Live, url: &str, server: &Server, changed: &Changed) {
    let start = Instant::now();
    let options = args.site.options(args.drafts, Some(url.to_owned()), Vec::new());
    let drawn = live.rebuild(&server.disk, &options, changed);
    let milliseconds = start.elapsed().as_secs_f64() * 1e3;
    if let Some(drawn) = drawn {
        words::drawn(&drawn);
    }
    let failed = live.failed();
    words::say(&match failed {
        true => "the last good site is still shown".to_owned(),
        false => format!("ready in {milliseconds:.1} ms"),
    });
    let errors =
        live.findings().iter().filter(|finding| failed && finding.severity == Severity::Error).cloned().collect();
    let now = Now { shown: live.shown(), errors };
    // What was shown until now may be large: it is let go of once others may go on.
    let before = std::mem::replace(&mut *server.now.write().unwrap_or_else(PoisonError::into_inner), now);
    server.builds.send_replace(Build { failed, milliseconds });
    drop(before);
    if let Some(drawn) = live.finish() {
        words::drawn(&drawn);
    }
    // A page that is loaded asks for what was found by then.
    if !failed && live.shown().is_some_and(|shown| !shown.late_findings().is_empty()) {
        server.builds.send_replace(Build { failed, milliseconds });
    }
}

/// Server-sent events: `reload` after a build, `findings` after a failed one.
async fn events(State(server): State<Arc<Server>>) -> Response {
    let stream = WatchStream::from_changes(server.builds.subscribe()).map(|build| {
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
