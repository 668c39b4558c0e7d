//! `serve`: shows the site as it is edited, and reloads the browser.
//!
//! In: changes of files. Out: the newest site that had no error, over HTTP on
//! this machine; what is wrong is shown in the terminal and over the page. What
//! forms send to it is kept in the site's `.mithaq` folder, and shown at an address of
//! its own to whoever may see it.
//! Never: writes anything else into the site's folder.

mod events;
mod guard;
mod inbox;
mod listen;
mod page;
mod server;
mod watch;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Instant;

use axum::Router;
use axum::middleware::from_fn_with_state;
use clap::Args;

use self::listen::{answer, listen, warn_of_listeners};
use self::server::{Build, Now, Server};
use super::{Fault, SiteArgs, words};
use crate::http::Hosts;
use crate::live::{Live, Shown};
use crate::load::Changed;
use crate::report::Severity;

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
    /// The address of the inbox; else a free port of the same host
    #[arg(long, value_name = "ADDRESS")]
    inbox_address: Option<SocketAddr>,
    /// A file with the password of the inbox; else MITHAQ_INBOX_PASSWORD holds it, else a link opens the inbox
    #[arg(long, value_name = "FILE")]
    inbox_password_file: Option<PathBuf>,
    /// A name by which this server may be called, besides those of this machine and of `base_url`
    #[arg(long = "host", value_name = "NAME")]
    hosts: Vec<String>,
    /// Open the site in the browser
    #[arg(long)]
    open: bool,
}

pub(super) fn run(args: &ServeArgs) -> Result<u8, Fault> {
    let disk = args.site.open()?;
    let password = inbox::password(args.inbox_password_file.as_deref())?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| Fault::system("the server cannot start", &error))?;
    let site = listen(&runtime, args.address, "--address")?;
    let beside = args.inbox_address.unwrap_or_else(|| SocketAddr::new(args.address.ip(), 0));
    let reading = listen(&runtime, beside, "--inbox-address")?;
    let url = format!("http://{}/", site.address);
    let server = Arc::new(Server {
        inbox: inbox::Gate::new(disk.root().to_owned(), inbox::Entrance::new(reading.address, password.as_deref())?),
        disk: disk.clone(),
        now: RwLock::default(),
        hosts: RwLock::default(),
        builds: tokio::sync::watch::Sender::default(),
    });
    let mut watched = watch::Watch::begin(disk.root())
        .map_err(|error| Fault::system("the site's folder cannot be watched", &std::io::Error::other(error)))?;
    let beyond = [site.address, reading.address].iter().any(|address| !address.ip().is_loopback());
    let mut live = Live::default();
    let mut rebuild = |changed: &Changed| {
        rebuild(args, &mut live, &url, &server, changed);
        let shown = server.shown();
        let published = shown.as_deref().map(|shown| &*shown.site().own_url);
        let hosts = Hosts::new(args.hosts.iter().map(String::as_str).chain(published), beyond);
        *server.hosts.write().unwrap_or_else(PoisonError::into_inner) = hosts;
        server.inbox.open_if_wanted(shown.as_deref().map(Shown::site));
    };
    warn_of_listeners(reading.address);
    rebuild(&Changed::Anything);
    words::answer(&format!("serving {url} (end with Ctrl-C)"));
    if args.open {
        open_browser(&url);
    }
    let guarded = |app: Router<Arc<Server>>| {
        app.layer(from_fn_with_state(Arc::clone(&server), guard::guard)).with_state(Arc::clone(&server))
    };
    let app = events::routes().merge(inbox::form_routes()).fallback(page::page);
    runtime.spawn(erase_hourly(Arc::clone(&server)));
    answer(&runtime, &server, (site, guarded(app)), (reading, guarded(inbox::routes())));
    while let Some(changed) = watched.next() {
        rebuild(&changed);
    }
    Ok(0)
}

/// Erases, at once and every hour, what the inbox has kept for as long as the site says.
async fn erase_hourly(server: Arc<Server>) {
    let mut hours = tokio::time::interval(std::time::Duration::from_secs(3600));
    loop {
        hours.tick().await;
        let server = Arc::clone(&server);
        let erased = tokio::task::spawn_blocking(move || {
            let keep_days = server.shown().and_then(|shown| shown.loaded().keep_days);
            let _ = keep_days.map(|days| server.inbox.erase_old(days));
        });
        // One that panicked is tried again.
        let _ = erased.await;
    }
}

/// Reads and plans the site; one with errors leaves the last good one standing.
fn rebuild(args: &ServeArgs, live: &mut Live, url: &str, server: &Server, changed: &Changed) {
    let start = Instant::now();
    let mut options = args.site.options(args.drafts, Some(url.to_owned()), Vec::new());
    options.overrides.served = true;
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
    server.builds.send_replace(Build { failed, milliseconds, last: false });
    drop(before);
    if let Some(drawn) = live.finish() {
        words::drawn(&drawn);
    }
    // A page that is loaded asks for what was found by then.
    if !failed && live.shown().is_some_and(|shown| !shown.late_findings().is_empty()) {
        server.builds.send_replace(Build { failed, milliseconds, last: false });
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
