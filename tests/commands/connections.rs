//! Connections to `serve`: slow, many, odd, and how they end.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::thread;
use std::time::{Duration, Instant};

use super::inbox::{GOOD, URLENCODED, site};
use super::server::{RIGHT, Server, exchange};

/// What is sent of a post of which most never comes.
fn slow_post(server: &Server) -> TcpStream {
    let mut stream = TcpStream::connect(&server.address).expect("the server listens");
    let host = &server.address;
    let head = format!(
        "POST /_mithaq/forms/trial/complaint HTTP/1.1\r\nHost: {host}\r\nContent-Type: {URLENCODED}\r\n\
         Content-Length: 20000000\r\n\r\nname="
    );
    stream.write_all(head.as_bytes()).expect("the server reads");
    stream
}

fn half_request(address: &str) -> TcpStream {
    let mut stream = TcpStream::connect(address).expect("the server listens");
    stream.write_all(b"GET /en/ HTTP/1.1\r\nHost: loc").expect("the server reads");
    stream
}

/// What a stream still says before it ends, which must be within a time.
fn rest(mut stream: TcpStream, within: Duration) -> String {
    stream.set_read_timeout(Some(within)).expect("a time can be set");
    let mut bytes = Vec::new();
    match stream.read_to_end(&mut bytes) {
        Err(error) if matches!(error.kind(), std::io::ErrorKind::WouldBlock | std::io::ErrorKind::TimedOut) => {
            panic!("it was not ended within {within:?}")
        }
        _ => String::from_utf8_lossy(&bytes).into_owned(),
    }
}

/// The 99th percentile of 200 requests and 20 posts of others.
fn wait_of_others(server: &Server) -> Duration {
    let mut waits: Vec<Duration> = (0..220)
        .map(|nth| {
            let start = Instant::now();
            match nth % 11 {
                0 => drop(server.script(URLENCODED, GOOD).is(200)),
                _ => drop(server.get("/_mithaq/findings").is(200)),
            }
            start.elapsed()
        })
        .collect();
    waits.sort();
    waits[waits.len() * 99 / 100]
}

#[test]
fn slow_posts_and_half_requests_keep_nobody_waiting_and_are_ended() {
    let folder = site().in_a_folder();
    let server = Server::start(&folder, &[]);
    // What a machine does that has other things to do.
    let quiet = wait_of_others(&server);
    let start = Instant::now();
    let slow: Vec<TcpStream> = (0..9).map(|_| slow_post(&server)).collect();
    let half: Vec<TcpStream> = (0..260).map(|_| half_request(&server.address)).collect();
    // The machine may have had something else to do just then.
    let most = Duration::from_millis(50).max(3 * quiet);
    let mut waits = Vec::new();
    while waits.len() < 3 && waits.last().is_none_or(|last| *last > most) {
        waits.push(wait_of_others(&server));
    }
    assert!(waits.last().is_some_and(|last| *last <= most), "{waits:?}, {quiet:?} alone");
    assert!(start.elapsed() < Duration::from_secs(8), "all that was meant to be slow was still there");
    for one in half {
        rest(one, Duration::from_secs(12));
    }
    for one in slow {
        assert!(rest(one, Duration::from_secs(17)).starts_with("HTTP/1.1 408"));
    }
    assert!(start.elapsed() < Duration::from_secs(25), "{:?}", start.elapsed());
}

#[test]
fn of_too_many_connections_those_that_ask_for_nothing_are_ended_first() {
    let folder = site().in_a_folder();
    let server = Server::start(&folder, &[]);
    // A byte now and then does not make a request of it.
    let mut many: Vec<TcpStream> = Vec::new();
    for nth in 0..700 {
        many.push(half_request(&server.address));
        if nth % 3 == 0 {
            // One that was ended may not be written to.
            let at = many.len() / 2;
            let _ = many[at].write_all(b"a");
        }
    }
    server.script(URLENCODED, GOOD).is(200);
    server.get("/en/").is(200);
    let first = many.swap_remove(0);
    assert_eq!(rest(first, Duration::from_secs(5)), "", "the oldest made room");
    let mut last = many.pop().expect("there are many");
    last.write_all(b"alhost\r\nConnection: close\r\n\r\n").expect("the newest is open");
    assert!(rest(last, Duration::from_secs(5)).starts_with("HTTP/1.1 200"));
}

#[cfg(unix)]
#[test]
fn it_ends_within_two_seconds_whatever_tabs_are_open() {
    for signal in ["INT", "TERM"] {
        let folder = site().in_a_folder();
        let mut server = Server::start(&folder, &[]);
        server.script(URLENCODED, GOOD).is(200);
        assert!(folder.has(".mithaq/inbox.sqlite3-wal"));
        let tabs: Vec<TcpStream> = (0..10)
            .map(|_| {
                let mut tab = TcpStream::connect(&server.address).expect("the server listens");
                write!(tab, "GET /_mithaq/events HTTP/1.1\r\nHost: localhost\r\n\r\n").expect("the server reads");
                let mut head = [0; 15];
                tab.read_exact(&mut head).expect("a head comes at once");
                assert_eq!(&head, b"HTTP/1.1 200 OK");
                tab
            })
            .collect();
        let half = half_request(&server.address);
        let (status, took) = server.signal(signal);
        assert_eq!(status.code(), Some(0), "{}", server.said());
        assert!(took < Duration::from_secs(2), "{took:?}");
        assert!(!folder.has(".mithaq/inbox.sqlite3-wal"), "all is in one file");
        drop((tabs, half));
        let again = Server::start(&folder, &[]);
        assert_eq!(again.count(), 1);
    }
}

#[test]
fn old_and_odd_requests_are_answered_as_the_standard_says() {
    let folder = site().in_a_folder();
    let server = Server::start(&folder, &[]);
    let says = |address: &str, words: &str| {
        let mut stream = TcpStream::connect(address).expect("the server listens");
        stream.write_all(words.as_bytes()).expect("the server reads");
        rest(stream, Duration::from_secs(5))
    };
    let site = |words: &str| says(&server.address, words);
    assert!(site("GET /en/ HTTP/1.0\r\nHost: localhost\r\n\r\n").starts_with("HTTP/1.0 200"));
    // As nginx passes a request on, where nobody tells it otherwise.
    assert!(site("GET /en/ HTTP/1.0\r\nHost: 127.0.0.1:8000\r\nConnection: close\r\n\r\n").starts_with("HTTP/1.0 200"));
    assert!(site("GET /en/ HTTP/1.0\r\n\r\n").starts_with("HTTP/1.0 400"));
    let two = site("GET /en/ HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    assert!(two.starts_with("HTTP/1.1 400"), "{two}");
    let absolute = site("GET http://evil.example/en/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    assert!(absolute.starts_with("HTTP/1.1 403"), "{absolute}");
    let piped = site(
        "GET /_mithaq/findings HTTP/1.1\r\nHost: localhost\r\n\r\n\
         GET /_mithaq/inbox/ HTTP/1.1\r\nHost: localhost\r\n\r\n\
         GET /_mithaq/reload.css HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n",
    );
    let answers: Vec<&str> = piped.split("HTTP/1.1 ").skip(1).map(|answer| &answer[..3]).collect();
    assert_eq!(answers, ["200", "404", "403"], "{piped}");
    // What one program takes for the end of a request and another does not.
    let smuggled = site(
        "POST /_mithaq/forms/trial/complaint HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\n\
         Transfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /_mithaq/findings HTTP/1.1\r\nHost: localhost\r\n\
         Connection: close\r\n\r\n",
    );
    assert!(smuggled.matches("HTTP/1.1 ").count() <= 2 && !smuggled.starts_with("HTTP/1.1 2"), "{smuggled}");
    let inbox = |path: &str| says(&server.inbox, &format!("GET {path} HTTP/1.0\r\nHost: localhost\r\n\r\n"));
    for path in [
        "/_mithaq/inbox/",
        "/%5fmithaq/inbox/",
        "/_mithaq%2finbox/posts.csv",
        "/_mithaq/inbox/%70osts.csv",
        "/_mithaq/./inbox/posts.csv",
        "/_mithaq/inbox/%2e%2e/inbox/posts.csv",
        "//_mithaq/inbox/posts.csv",
        "/_mithaq/inbox/posts.csv%00",
        "/_mithaq/inbox/posts.csv;x",
    ] {
        let answer = inbox(path);
        assert!(answer.starts_with("HTTP/1.0 401") || answer.starts_with("HTTP/1.0 404"), "{path}: {answer}");
    }
}

#[test]
fn the_other_loopback_is_this_machine_too() {
    let folder = site().in_a_folder();
    let server = Server::start(&folder, &["--address", "[::1]:0"]);
    assert!(server.address.starts_with("[::1]:") && server.inbox.starts_with("[::1]:"), "{}", server.said());
    assert!(!server.said().contains("in the clear"), "{}", server.said());
    server.script(URLENCODED, GOOD).is(200);
    server.get("/_mithaq/inbox/?lang=en").is(200).says("Posts: 1");
    exchange(&server.inbox, "GET", "/_mithaq/inbox/", &[], b"").expect("an answer").is(401);
}

/// Passes on whatever comes, as `ssh -L` and the ports of containers do; everything then comes from this machine.
fn forward(to: &str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
    let here = listener.local_addr().expect("it has an address").to_string();
    let to = to.to_owned();
    thread::spawn(move || {
        for mut from in listener.incoming().flatten() {
            let Ok(mut there) = TcpStream::connect(&to) else { break };
            let (mut back, mut out) = (there.try_clone().expect("a stream"), from.try_clone().expect("a stream"));
            thread::spawn(move || {
                let _ = std::io::copy(&mut back, &mut out);
                let _ = out.shutdown(std::net::Shutdown::Both);
            });
            thread::spawn(move || std::io::copy(&mut from, &mut there));
        }
    });
    here
}

#[test]
fn whoever_comes_through_a_forwarded_port_reads_nothing_of_the_inbox() {
    let folder = site().in_a_folder();
    let server = Server::start(&folder, &[]);
    let reference = server.script(URLENCODED, GOOD).is(200).reference();
    let there = forward(&server.inbox);
    for headers in [&[][..], &[("Host", "localhost:8001")], &[("X-Forwarded-For", "127.0.0.1"), ("Host", "127.0.0.1")]]
    {
        for path in ["", "posts.csv", &format!("{reference}/"), &format!("{reference}/files/1")] {
            let answer = exchange(&there, "GET", &format!("/_mithaq/inbox/{path}"), headers, b"").expect("an answer");
            answer.is(401).lacks("Salim").lacks(&reference);
        }
    }
    let known =
        exchange(&there, "GET", "/_mithaq/inbox/posts.csv", &[("Authorization", RIGHT)], b"").expect("an answer");
    known.is(200).says("Salim");
}
