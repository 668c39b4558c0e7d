//! Connections, within limits of number and time.
//!
//! Behind a proxy every sender has one address, so none is told from another: where there are too many, the
//! one that has asked for nothing for the longest time is ended. Who sends half a request waits like that too.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::io;
use std::pin::{Pin, pin};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::Router;
use axum::extract::Request;
use axum::response::Response;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::{Service, service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Notify, watch};
use tokio::task::JoinSet;
use tokio::time::Sleep;

/// How long the head of a request may take to arrive, and a connection may ask for nothing.
const HEAD: Duration = Duration::from_secs(10);

/// How many bytes the head of a request may have, at most.
const HEAD_BYTES: usize = 64 << 10;

/// How long nobody need read what is answered.
const STALL: Duration = Duration::from_secs(30);

/// How long, at the end, the rest of an answer may take to be read.
const LAST: Duration = Duration::from_millis(500);

/// How long to wait where the system has no more connections to give.
const BREATH: Duration = Duration::from_millis(20);

/// Answers what arrives at a listener, on `most` connections at once, until `stop` says so; then every
/// request that has arrived is answered yet.
pub async fn serve(listener: TcpListener, app: Router, most: usize, mut stop: watch::Receiver<bool>) {
    let open = Arc::new(Open { most, state: Mutex::default() });
    let mut tasks = JoinSet::new();
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            Some(_) = tasks.join_next() => continue,
            _ = stop.wait_for(|stop| *stop) => break,
        };
        match accepted {
            Ok((stream, _)) => {
                let place = open.enter();
                tasks.spawn(answer(stream, app.clone(), place, stop.clone()));
            }
            Err(_) => {
                open.end_oldest();
                tokio::time::sleep(BREATH).await;
            }
        }
    }
    drop(listener);
    while tasks.join_next().await.is_some() {}
}

/// Answers the requests of one connection.
async fn answer(stream: TcpStream, app: Router, place: Place, mut stop: watch::Receiver<bool>) {
    let app = TowerToHyperService::new(app);
    let place = &place;
    let service = service_fn(|request: Request<Incoming>| {
        place.works(true);
        let answer = app.call(request);
        async move {
            let answer: Result<Response, Infallible> = answer.await;
            place.works(false);
            answer
        }
    });
    let mut builder = http1::Builder::new();
    builder.timer(TokioTimer::new()).header_read_timeout(HEAD).max_buf_size(HEAD_BYTES);
    // A connection that breaks is none of ours to mend, and nobody's to read about.
    let mut connection = pin!(builder.serve_connection(TokioIo::new(Steady { stream, stall: None }), service));
    tokio::select! {
        _ = connection.as_mut() => return,
        () = place.end.notified() => return,
        _ = stop.wait_for(|stop| *stop) => connection.as_mut().graceful_shutdown(),
    }
    let nothing_more = async {
        // Half a request is never answered.
        tokio::time::sleep(LAST).await;
        while place.is_working() {
            tokio::time::sleep(BREATH).await;
        }
    };
    tokio::select! {
        _ = connection => {}
        () = place.end.notified() => {}
        () = nothing_more => {}
    }
}

/// The connections that are open.
struct Open {
    most: usize,
    state: Mutex<Places>,
}

/// The places of connections by a number of their own.
#[derive(Default)]
struct Places {
    /// Counts what happens: what has a lower number happened before.
    count: u64,
    taken: BTreeMap<u64, Taken>,
}

struct Taken {
    /// Whether a request is being answered.
    works: bool,
    /// Since when.
    since: u64,
    end: Arc<Notify>,
}

/// The place of one connection, given back when it is dropped.
struct Place {
    open: Arc<Open>,
    number: u64,
    end: Arc<Notify>,
}

impl Places {
    fn tick(&mut self) -> u64 {
        self.count += 1;
        self.count
    }

    fn end_oldest(&mut self) {
        let oldest = self.taken.iter().min_by_key(|(_, taken)| (taken.works, taken.since)).map(|(number, _)| *number);
        if let Some(taken) = oldest.and_then(|number| self.taken.remove(&number)) {
            taken.end.notify_one();
        }
    }
}

impl Open {
    fn state(&self) -> std::sync::MutexGuard<'_, Places> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn end_oldest(&self) {
        self.state().end_oldest();
    }

    /// A place for a new connection; where there is none, the oldest that waits loses its own.
    fn enter(self: &Arc<Self>) -> Place {
        let mut places = self.state();
        while places.taken.len() >= self.most {
            places.end_oldest();
        }
        let (number, end) = (places.tick(), Arc::new(Notify::new()));
        places.taken.insert(number, Taken { works: false, since: number, end: Arc::clone(&end) });
        Place { open: Arc::clone(self), number, end }
    }
}

impl Place {
    fn works(&self, works: bool) {
        let mut places = self.open.state();
        let since = places.tick();
        if let Some(taken) = places.taken.get_mut(&self.number) {
            (taken.works, taken.since) = (works, since);
        }
    }

    fn is_working(&self) -> bool {
        self.open.state().taken.get(&self.number).is_some_and(|taken| taken.works)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.open.state().taken.remove(&self.number);
    }
}

/// A stream that fails where nobody reads for long what is written to it.
struct Steady {
    stream: TcpStream,
    stall: Option<Pin<Box<Sleep>>>,
}

impl Steady {
    fn steady<T>(&mut self, context: &mut Context<'_>, written: Poll<io::Result<T>>) -> Poll<io::Result<T>> {
        if written.is_ready() {
            self.stall = None;
            return written;
        }
        let stall = self.stall.get_or_insert_with(|| Box::pin(tokio::time::sleep(STALL)));
        ready!(stall.as_mut().poll(context));
        Poll::Ready(Err(io::ErrorKind::TimedOut.into()))
    }
}

impl AsyncRead for Steady {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl AsyncWrite for Steady {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.steady(context, written)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        parts: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write_vectored(context, parts);
        self.steady(context, written)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_waits_longest_makes_room_and_who_is_answered_last_of_all() {
        let open = Arc::new(Open { most: 3, state: Mutex::default() });
        let places: Vec<Place> = (0..3).map(|_| open.enter()).collect();
        let is_open = |place: &Place| open.state().taken.contains_key(&place.number);
        places[0].works(true);
        let fourth = open.enter();
        assert_eq!(places.iter().map(is_open).collect::<Vec<_>>(), [true, false, true]);
        places[0].works(false);
        let _fifth = open.enter();
        assert_eq!(places.iter().map(is_open).collect::<Vec<_>>(), [true, false, false]);
        let _sixth = open.enter();
        assert!(is_open(&places[0]) && !is_open(&fourth));
    }
}
