//! `serve`: the site in memory, over HTTP.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use crate::folder::{Folder, program};
use crate::site::TestSite;

/// A server that ends with its test.
struct Server {
    child: Child,
    address: String,
    folder: Folder,
}

impl Server {
    fn start(site: &TestSite) -> Self {
        let folder = site.in_a_folder();
        let mut child = program()
            .current_dir(&folder.path)
            .args(["serve", "--address", "127.0.0.1:0", "--today", "2026-01-01"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the program starts");
        let mut line = String::new();
        BufReader::new(child.stdout.take().expect("it is piped")).read_line(&mut line).expect("it says where it is");
        let address =
            line.split("http://").nth(1).and_then(|rest| rest.split('/').next()).expect("an address").to_owned();
        Server { child, address, folder }
    }

    /// Head and body of an answer.
    fn get(&self, path: &str) -> (String, String) {
        let mut stream = TcpStream::connect(&self.address).expect("the server listens");
        stream.set_read_timeout(Some(Duration::from_secs(10))).expect("a time can be set");
        write!(stream, "GET {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", self.address)
            .expect("the server reads");
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).expect("the server answers");
        let answer = String::from_utf8_lossy(&answer).into_owned();
        let (head, body) = answer.split_once("\r\n\r\n").expect("a head and a body");
        (head.to_ascii_lowercase(), body.to_owned())
    }

    /// Asks until the answer is as it should be.
    fn waits_for(&self, path: &str, fits: impl Fn(&str) -> bool) {
        let start = Instant::now();
        while !fits(&self.get(path).1) {
            assert!(start.elapsed() < Duration::from_secs(20), "{path} never came to be as it should");
            std::thread::sleep(Duration::from_millis(50));
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself, which the test has seen by then.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn it_shows_the_site_writes_nothing_and_follows_changes() {
    let server = Server::start(&TestSite::texts("نص أول.\n", "First words.\n"));
    let (head, body) = server.get("/en/policies/gifts/");
    assert!(head.starts_with("http/1.1 200"), "{head}");
    assert!(
        head.contains("content-type: text/html; charset=utf-8")
            && head.contains("content-security-policy: default-src 'none'"),
        "{head}"
    );
    assert!(body.contains("First words."));
    assert!(server.get("/en/policies/gifts").0.contains("location: /en/policies/gifts/"));
    assert!(server.get("/nowhere/").0.starts_with("http/1.1 404"));
    for path in ["/../Cargo.toml", "/%2e%2e/%2e%2e/etc/passwd", "/content/site.yaml", "//etc/passwd"] {
        assert!(server.get(path).0.starts_with("http/1.1 404"), "{path}");
    }
    server.folder.write("content/trial/policies/gifts/1.0/en.md", "Second words.\n");
    server.waits_for("/en/policies/gifts/", |body| body.contains("Second words."));
    assert!(!server.folder.has("output"));
}

#[test]
fn an_error_keeps_the_last_good_site_and_is_told_to_the_browser() {
    let server = Server::start(&TestSite::texts("نص.\n", "Good words.\n"));
    server.folder.write("content/trial/policies/gifts/1.0/en.md", "[Bad](clause:none) words.\n");
    server.waits_for("/_mithaq/findings", |body| body.contains("reference-dangling"));
    assert!(server.get("/en/policies/gifts/").1.contains("Good words."));
    server.folder.write("content/trial/policies/gifts/1.0/en.md", "Better words.\n");
    server.waits_for("/_mithaq/findings", |body| body.ends_with("[]"));
    assert!(server.get("/en/policies/gifts/").1.contains("Better words."));
}

#[test]
fn a_port_that_is_taken_ends_with_3_and_a_way_out() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").expect("a port is free");
    let address = taken.local_addr().expect("it has an address").to_string();
    let folder = TestSite::texts("نص.\n", "Words.\n").in_a_folder();
    folder
        .run(&["serve", "--address", &address])
        .ends(3)
        .says("cannot be listened on")
        .says("hint: end the program that uses the port");
}

#[test]
fn a_burst_of_writes_is_one_reload() {
    let server = Server::start(&TestSite::texts("نص.\n", "Words 0.\n"));
    let mut events = TcpStream::connect(&server.address).expect("the server listens");
    events.set_read_timeout(Some(Duration::from_millis(1500))).expect("a time can be set");
    write!(events, "GET /_mithaq/events HTTP/1.1\r\nHost: {}\r\n\r\n", server.address).expect("the server reads");
    let mut reader = BufReader::new(events);
    let mut line = String::new();
    while line != "\r\n" {
        line.clear();
        reader.read_line(&mut line).expect("a head comes at once");
    }
    // A machine that is busy may take longer over the writes than a burst lasts: then it tries again.
    for attempt in 0..20 {
        let start = Instant::now();
        for nth in 1..=50 {
            server.folder.write("content/trial/policies/gifts/1.0/en.md", format!("Words {attempt} {nth}.\n"));
        }
        let within = start.elapsed() < Duration::from_millis(50);
        let mut reloads = 0;
        loop {
            line.clear();
            match reader.read_line(&mut line) {
                Ok(0) => panic!("the server ended"),
                Ok(_) => reloads += usize::from(line.starts_with("event: reload")),
                // Nothing came for a while.
                Err(_) => break,
            }
        }
        assert!(server.get("/en/policies/gifts/").1.contains(&format!("Words {attempt} 50.")));
        if within && start.elapsed() < Duration::from_secs(10) {
            assert_eq!(reloads, 1, "50 writes");
            return;
        }
    }
    panic!("50 writes never took less than 50 ms");
}

#[test]
fn folders_that_come_while_it_runs_are_watched() {
    let server = Server::start(&TestSite::texts("نص.\n", "Words.\n"));
    let folder = &server.folder;
    folder.write("themes/default/strings/en.yaml", "search: \"Look for\"\n");
    server.waits_for("/en/", |body| body.contains("Look for"));
    folder.write("themes/default/strings/en.yaml", "search: \"Seek\"\n");
    server.waits_for("/en/", |body| body.contains("Seek"));
    let policy = "content/trial/policies/travel";
    folder.write(
        &format!("{policy}/policy.yaml"),
        "title: {ar: السفر, en: Travel}\ngoverning_language: ar\nversions:\n  - {version: \"1.0\", approval: not-stated}\n",
    );
    folder.write(&format!("{policy}/1.0/ar.md"), "نص.\n");
    folder.write(&format!("{policy}/1.0/en.md"), "First.\n");
    server.waits_for("/en/policies/travel/", |body| body.contains("First."));
    folder.write(&format!("{policy}/1.0/en.md"), "Second.\n");
    server.waits_for("/en/policies/travel/", |body| body.contains("Second."));
}
