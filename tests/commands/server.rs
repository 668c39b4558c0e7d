//! `serve` in a folder, and what it answers.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Stdio};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use crate::folder::{Folder, program};

/// The password of the inbox in these tests, and how a script says it.
pub(super) const PASSWORD: &str = "open sesame, please";
pub(super) const RIGHT: &str = "Basic eDpvcGVuIHNlc2FtZSwgcGxlYXNl";

/// A server that ends with its test; the folder outlives it.
pub(super) struct Server {
    child: Child,
    pub(super) address: String,
    /// Where the inbox is, if there is one.
    pub(super) inbox: String,
    /// What it says in the terminal.
    said: Arc<Mutex<String>>,
}

impl Server {
    /// A server whose inbox has a password.
    pub(super) fn start(folder: &Folder, args: &[&str]) -> Self {
        Server::start_with(folder, args, &[("MITHAQ_INBOX_PASSWORD", PASSWORD)])
    }

    pub(super) fn start_with(folder: &Folder, args: &[&str], variables: &[(&str, &str)]) -> Self {
        let mut child = program()
            .current_dir(&folder.path)
            .args(["serve", "--today", "2026-01-01"])
            .args(if args.contains(&"--address") { &[][..] } else { &["--address", "127.0.0.1:0"] })
            .args(args)
            .env_remove("MITHAQ_INBOX_PASSWORD")
            .envs(variables.iter().copied())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let said = Arc::new(Mutex::new(String::new()));
        let (heard, errors) = (Arc::clone(&said), child.stderr.take().expect("it is piped"));
        std::thread::spawn(move || {
            for line in BufReader::new(errors).lines().map_while(Result::ok) {
                heard.lock().expect("nobody panics").push_str(&format!("{line}\n"));
            }
        });
        let mut line = String::new();
        BufReader::new(child.stdout.take().expect("it is piped")).read_line(&mut line).expect("it says where it is");
        let local = |text: &str| {
            let address = text.split("http://").nth(1)?.split('/').next()?;
            let (host, port) = address.rsplit_once(':')?;
            Some(format!("{}:{port}", if host == "0.0.0.0" { "127.0.0.1" } else { host }))
        };
        let address = local(&line).expect("an address");
        let mut server = Server { child, address, inbox: String::new(), said };
        // It says so before it says that it serves; the thread may hear it later.
        let heard = |words: &str| server.said().contains(words);
        let waits = || {
            !(heard("ready in") || heard("is still shown"))
                || folder.has(".mithaq/inbox.sqlite3") && !heard("the inbox is at ")
        };
        for _ in 0..1000 {
            if !waits() {
                break;
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        server.inbox = server.said().split("the inbox is at ").nth(1).and_then(local).unwrap_or_default();
        server
    }

    /// What it has said in the terminal so far.
    pub(super) fn said(&self) -> String {
        self.said.lock().expect("nobody panics").clone()
    }

    /// Sends it a signal; gives how it ended, and after how long.
    #[cfg(unix)]
    pub(super) fn signal(&mut self, name: &str) -> (std::process::ExitStatus, Duration) {
        let start = std::time::Instant::now();
        let kill =
            std::process::Command::new("kill").args([&format!("-{name}"), &self.child.id().to_string()]).status();
        assert!(kill.expect("the system has `kill`").success());
        (self.child.wait().expect("it ends"), start.elapsed())
    }

    /// Its number in the system.
    pub(super) fn id(&self) -> u32 {
        self.child.id()
    }

    pub(super) fn kill(&mut self) {
        // SIGKILL: nothing in the program runs any more.
        self.child.kill().expect("it runs");
        self.child.wait().expect("it ends");
    }

    pub(super) fn send(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Answer {
        exchange(&self.address, method, path, headers, body).expect("the server answers")
    }

    /// Asks the inbox, with its password.
    pub(super) fn ask(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Answer {
        let headers = [&[("Authorization", RIGHT)], headers].concat();
        exchange(&self.inbox, method, path, &headers, body).expect("the inbox answers")
    }

    /// A page of the site, or one of the inbox as who knows its password sees it.
    pub(super) fn get(&self, path: &str) -> Answer {
        if path.starts_with("/_mithaq/inbox/") {
            self.ask("GET", path, &[], b"")
        } else {
            self.send("GET", path, &[], b"")
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

pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) head: String,
    pub(super) body: String,
}

impl Answer {
    #[track_caller]
    pub(super) fn is(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{}\n{}", self.head, self.body);
        self
    }

    #[track_caller]
    pub(super) fn says(self, words: &str) -> Self {
        assert!(
            self.head.contains(words) || self.body.contains(words),
            "no `{words}` in\n{}\n{}",
            self.head,
            self.body
        );
        self
    }

    #[track_caller]
    pub(super) fn lacks(self, words: &str) -> Self {
        assert!(!self.body.contains(words), "`{words}` in\n{}", self.body);
        self
    }
}

pub(super) fn exchange(
    address: &str,
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
    body: &[u8],
) -> std::io::Result<Answer> {
    let mut stream = TcpStream::connect(address)?;
    stream.set_read_timeout(Some(Duration::from_secs(20)))?;
    let mut head = format!("{method} {path} HTTP/1.1\r\nConnection: close\r\nContent-Length: {}\r\n", body.len());
    if headers.iter().all(|(name, _)| *name != "Host") {
        head.push_str(&format!("Host: {address}\r\n"));
    }
    for (name, value) in headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    stream.write_all(format!("{head}\r\n").as_bytes())?;
    stream.write_all(body)?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer)?;
    let end = answer.windows(4).position(|four| four == b"\r\n\r\n").ok_or(std::io::ErrorKind::UnexpectedEof)?;
    let head = String::from_utf8_lossy(&answer[..end]).to_ascii_lowercase();
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok());
    let body = &answer[end + 4..];
    let is_chunked = head.contains("transfer-encoding: chunked") && method != "HEAD";
    let body = if is_chunked { unchunked(body).ok_or(std::io::ErrorKind::UnexpectedEof)? } else { body.to_vec() };
    let body = String::from_utf8_lossy(&body).into_owned();
    Ok(Answer { status: status.ok_or(std::io::ErrorKind::InvalidData)?, head, body })
}

/// The bytes of a body that came in chunks (RFC 9112, 7.1); nothing where its last chunk did not come.
fn unchunked(mut body: &[u8]) -> Option<Vec<u8>> {
    let mut whole = Vec::new();
    loop {
        let end = body.windows(2).position(|two| two == b"\r\n")?;
        let size = usize::from_str_radix(std::str::from_utf8(&body[..end]).ok()?.split(';').next()?, 16).ok()?;
        if size == 0 {
            return Some(whole);
        }
        whole.extend(body.get(end + 2..end + 2 + size)?);
        body = body.get(end + 4 + size..)?;
    }
}
