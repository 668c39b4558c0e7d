//! `serve`: the site in memory, over HTTP.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpStream;
use std::path::Path;
use std::time::{Duration, Instant};

use super::server::{Answer, Server};
use crate::folder::Folder;
use crate::site::TestSite;

/// Asks until the answer is as it should be.
fn waits_for(server: &Server, path: &str, fits: impl Fn(&str) -> bool) {
    let start = Instant::now();
    while !fits(&server.get(path).body) {
        assert!(start.elapsed() < Duration::from_secs(20), "{path} never came to be as it should");
        std::thread::sleep(Duration::from_millis(50));
    }
}

#[test]
fn it_shows_the_site_writes_nothing_and_follows_changes() {
    let folder = TestSite::texts("نص أول.\n", "First words.\n").in_a_folder();
    let server = Server::start(&folder, &[]);
    let Answer { head, body, .. } = server.get("/en/policies/gifts/");
    assert!(head.starts_with("http/1.1 200"), "{head}");
    assert!(
        head.contains("content-type: text/html; charset=utf-8")
            && head.contains("content-security-policy: default-src 'none'"),
        "{head}"
    );
    assert!(body.contains("First words."));
    assert!(server.get("/en/policies/gifts").head.contains("location: /en/policies/gifts/"));
    assert!(server.get("/%65n/policies/gifts/").body.contains("First words."), "an address may come encoded");
    assert!(server.get("/nowhere/").head.starts_with("http/1.1 404"));
    for path in ["/../Cargo.toml", "/%2e%2e/%2e%2e/etc/passwd", "/content/site.yaml", "//etc/passwd"] {
        assert!(server.get(path).head.starts_with("http/1.1 404"), "{path}");
    }
    folder.write("content/trial/policies/gifts/1.0/en.md", "Second words.\n");
    waits_for(&server, "/en/policies/gifts/", |body| body.contains("Second words."));
    assert!(!folder.has("output"));
}

#[test]
fn an_error_keeps_the_last_good_site_and_is_told_to_the_browser() {
    let folder = TestSite::texts("نص.\n", "Good words.\n").in_a_folder();
    let server = Server::start(&folder, &[]);
    folder.write("content/trial/policies/gifts/1.0/en.md", "[Bad](clause:none) words.\n");
    waits_for(&server, "/_mithaq/findings", |body| body.contains("reference-dangling"));
    assert!(server.get("/en/policies/gifts/").body.contains("Good words."));
    folder.write("content/trial/policies/gifts/1.0/en.md", "Better words.\n");
    waits_for(&server, "/_mithaq/findings", |body| body.ends_with("[]"));
    assert!(server.get("/en/policies/gifts/").body.contains("Better words."));
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
    let folder = TestSite::texts("نص.\n", "Words 0.\n").in_a_folder();
    let server = Server::start(&folder, &[]);
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
            folder.write("content/trial/policies/gifts/1.0/en.md", format!("Words {attempt} {nth}.\n"));
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
        assert!(server.get("/en/policies/gifts/").body.contains(&format!("Words {attempt} 50.")));
        if within && start.elapsed() < Duration::from_secs(10) {
            assert_eq!(reloads, 1, "50 writes");
            return;
        }
    }
    panic!("50 writes never took less than 50 ms");
}

#[test]
fn folders_that_come_while_it_runs_are_watched() {
    let folder = TestSite::texts("نص.\n", "Words.\n").in_a_folder();
    let server = Server::start(&folder, &[]);
    folder.write("themes/default/strings/en.yaml", "search: \"Look for\"\n");
    waits_for(&server, "/en/", |body| body.contains("Look for"));
    folder.write("themes/default/strings/en.yaml", "search: \"Seek\"\n");
    waits_for(&server, "/en/", |body| body.contains("Seek"));
    let policy = "content/trial/policies/travel";
    folder.write(
        &format!("{policy}/policy.yaml"),
        "title: {ar: السفر, en: Travel}\ngoverning_language: ar\nversions:\n  - {version: \"1.0\", approval: not-stated}\n",
    );
    folder.write(&format!("{policy}/1.0/ar.md"), "نص.\n");
    folder.write(&format!("{policy}/1.0/en.md"), "First.\n");
    waits_for(&server, "/en/policies/travel/", |body| body.contains("First."));
    folder.write(&format!("{policy}/1.0/en.md"), "Second.\n");
    waits_for(&server, "/en/policies/travel/", |body| body.contains("Second."));
}

#[cfg(unix)]
#[test]
fn a_folder_that_takes_the_place_of_the_sites_own_is_shown() {
    let home = Folder::new();
    let put = |name: &str, words: &str| {
        for (path, bytes) in TestSite::texts("نص.\n", words).files {
            home.write(&format!("{name}/{path}"), bytes);
        }
    };
    put("first", "First words.\n");
    put("second", "Second words.\n");
    put("third", "Third words.\n");
    home.link("site", Path::new("first"));
    let server = Server::start(&home, &["--site", "site"]);
    assert!(server.get("/en/policies/gifts/").body.contains("First words."));
    // A release is put in the place of the one before by a link that leads elsewhere, or by its name.
    home.link("next", Path::new("second"));
    std::fs::rename(home.path.join("next"), home.path.join("site")).expect("a link can be renamed");
    waits_for(&server, "/en/policies/gifts/", |body| body.contains("Second words."));
    std::fs::rename(home.path.join("second"), home.path.join("old")).expect("a folder can be renamed");
    std::fs::rename(home.path.join("third"), home.path.join("second")).expect("a folder can be renamed");
    waits_for(&server, "/en/policies/gifts/", |body| body.contains("Third words."));
    home.write("second/content/trial/policies/gifts/1.0/en.md", "Fourth words.\n");
    waits_for(&server, "/en/policies/gifts/", |body| body.contains("Fourth words."));
}

#[cfg(unix)]
#[test]
fn a_pipe_keeps_nobody_waiting() {
    let folder = TestSite::texts("نص.\n", "Good words.\n").in_a_folder();
    let server = Server::start(&folder, &[]);
    let pipe = folder.path.join("content/trial/policies/gifts/1.0/notes.md");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().expect("the system makes pipes").success());
    waits_for(&server, "/_mithaq/findings", |body| body.contains("file-unreadable"));
    std::fs::remove_file(pipe).expect("it is there");
    folder.write("content/trial/policies/gifts/1.0/en.md", "Better words.\n");
    waits_for(&server, "/en/policies/gifts/", |body| body.contains("Better words."));
}

#[test]
fn nothing_runs_in_what_is_published_as_it_is() {
    let site = TestSite::texts("نص.\n", "Words.\n")
        .with("content/trial/association.yaml", "name: {ar: أ, en: a}\nlogo: logo.svg\n")
        .with("content/trial/logo.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"><script href=\"x.js\"/></svg>")
        .with("content/trial/policies/gifts/1.0/files/minutes.pdf", "%PDF-1.7")
        .with("content/trial/policies/gifts/1.0/files/sheet.csv", "a,b");
    let folder = site.in_a_folder();
    let server = Server::start(&folder, &[]);
    let seen = "content-security-policy: default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'\r\n";
    let pdf = server.get("/source/trial/gifts/1.0/files/minutes.pdf").is(200).says(seen).says("nosniff");
    assert!(!pdf.head.contains("content-disposition"), "{}", pdf.head);
    server.get("/source/trial/gifts/1.0/files/sheet.csv").is(200).says(seen).says("content-disposition: attachment");
    server.get("/source/trial/gifts/1.0/ar.md").is(200).says(seen);
    folder.run(&["build"]).ends(0);
    let logo = folder.files("output").into_keys().find(|path| path.starts_with("assets/") && path.ends_with(".svg"));
    let logo = logo.expect("the logo is published");
    server.get(&format!("/{logo}")).is(200).says("frame-ancestors 'none'; sandbox\r\n");
    let headers = folder.read("output/_headers");
    for rule in [
        "/source/*\n  Content-Security-Policy: default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'\n",
        "/*.svg\n  Content-Security-Policy: default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox\n",
        "/source/*.csv\n  Content-Disposition: attachment\n",
    ] {
        assert!(headers.contains(rule), "{headers}");
    }
    assert!(!headers.contains("*.pdf") && !headers.contains("*.md"), "{headers}");
}
