//! The two listeners: the site with its forms at one, the inbox at another. And how they end.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use tokio::net::TcpListener;
use tokio::runtime::Runtime;
use tokio::sync::watch;

use super::super::{Fault, words};
use super::server::Server;
use crate::http;

/// How long requests that have arrived may take yet once the program is to end.
const GRACE: Duration = Duration::from_millis(1500);

/// The status of a program that was ended by a second Ctrl-C, as shells count it.
const INTERRUPTED: i32 = 130;

/// Connections to the site, and to the inbox, at once. Most systems give a program 1,024 files.
const CONNECTIONS: (usize, usize) = (512, 64);

/// A listener, and where it listens.
pub(super) struct Listening {
    pub(super) listener: TcpListener,
    pub(super) address: SocketAddr,
}

/// Listens at an address that `option` names.
pub(super) fn listen(runtime: &Runtime, address: SocketAddr, option: &str) -> Result<Listening, Fault> {
    let what = format!("`{address}` cannot be listened on");
    let listener = runtime.block_on(TcpListener::bind(address)).map_err(|error| {
        let hint = format!("end the program that uses the port, or name another with `{option} 127.0.0.1:8001`");
        Fault::system(&what, &error).with_hint(hint)
    })?;
    let address = listener.local_addr().map_err(|error| Fault::system(&what, &error))?;
    Ok(Listening { listener, address })
}

/// Says so where what is private would travel in the clear.
pub(super) fn warn_of_listeners(address: SocketAddr) {
    if !address.ip().is_loopback() {
        words::say(&format!(
            "warning: the inbox is open to others at {address}, and its password and posts travel in the clear\n\
             hint: leave out `--inbox-address`, and let a server with HTTPS or an SSH tunnel lead to it"
        ));
    }
}

/// Answers at both listeners until the program is to end; then ends it in order.
pub(super) fn answer(runtime: &Runtime, server: &Arc<Server>, site: (Listening, Router), inbox: (Listening, Router)) {
    let stop = watch::Sender::new(false);
    let start = |(listening, app): (Listening, Router), most| {
        runtime.spawn(http::serve(listening.listener, app, most, stop.subscribe()))
    };
    let both = [start(site, CONNECTIONS.0), start(inbox, CONNECTIONS.1)];
    let server = Arc::clone(server);
    runtime.spawn(async move {
        asked_to_end().await;
        stop.send_replace(true);
        server.builds.send_modify(|build| build.last = true);
        let ended = async {
            for one in both {
                // One that panicked has ended too.
                let _ = one.await;
            }
        };
        tokio::select! {
            _ = tokio::time::timeout(GRACE, ended) => {}
            () = asked_to_end() => std::process::exit(INTERRUPTED),
        }
        let closed = tokio::task::spawn_blocking(move || server.inbox.close());
        let _ = tokio::time::timeout(GRACE, closed).await;
        std::process::exit(0);
    });
}

/// Waits for Ctrl-C, or for what systems send to a service that is to end.
async fn asked_to_end() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = tokio::signal::ctrl_c() => {}
                _ = terminate.recv() => {}
            }
            return;
        }
    }
    let _ = tokio::signal::ctrl_c().await;
}
