//! What was confirmed is kept, once and for good.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use super::{GOOD, JSON, MULTIPART, URLENCODED, multipart, part, site};
use crate::commands::server::{Server, exchange};
use crate::site::TestSite;

#[test]
fn a_number_from_the_browser_is_kept_once() {
    let folder = site().in_a_folder();
    let server = Server::start(&folder, &[]);
    let body = format!("{GOOD}&reference=23222-22224");
    for _ in 0..3 {
        assert_eq!(server.script(URLENCODED, &body).is(200).reference(), "2322222224");
    }
    // The same by another way is the same.
    server.script(JSON, r#"{"name":"Salim","declaration":"yes","language":"en","reference":"2322222224"}"#).is(200);
    server.script(URLENCODED, body.replace("Salim", "Salem")).is(409).says("\"ok\":false").says("other content");
    server.post(URLENCODED, body.replace("Salim", "Salem")).is(409).says("text/html");
    let file = |bytes: &[u8]| {
        multipart(&[
            part("name", None, b"Salim"),
            part("declaration", None, b"yes"),
            part("reference", None, b"3222222223"),
            part("scan", Some("a.pdf"), bytes),
        ])
    };
    server.script(MULTIPART, file(b"one")).is(200);
    server.script(MULTIPART, file(b"one")).is(200);
    server.script(MULTIPART, file(b"two")).is(409);
    assert_eq!(server.count(), 2);
    let kept = folder.files(".mithaq/attachments");
    assert_eq!(kept, BTreeMap::from([("3222222223/1-a.pdf".to_owned(), b"one".to_vec())]));
}

#[test]
fn one_program_at_a_time_holds_the_inbox_and_sweeps_what_was_never_confirmed() {
    let folder = site().in_a_folder();
    let mut server = Server::start(&folder, &[]);
    let file = [part("name", None, b"a"), part("declaration", None, b"yes"), part("scan", Some("a.pdf"), b"x")];
    let reference = server.script(MULTIPART, multipart(&file)).is(200).reference();
    let second = Server::start(&folder, &[]);
    second.script(URLENCODED, GOOD).is(503).says("was not received");
    drop(second);
    server.kill();
    folder.write(".mithaq/attachments/2322222224/1-a.pdf", "never confirmed");
    folder.write(".mithaq/attachments/.7/1-a.pdf", "half written");
    folder.write(".mithaq/attachments/notes/mine.txt", "someone's own");
    let server = Server::start(&folder, &[]);
    let kept = folder.files(".mithaq/attachments");
    assert_eq!(kept.keys().collect::<Vec<_>>(), [&format!("{reference}/1-a.pdf"), "notes/mine.txt"]);
    server.get(&format!("/_mithaq/inbox/{reference}/files/1")).is(200);
    assert_eq!(folder.read(".mithaq/.gitignore"), "*\n");
}

#[test]
fn a_site_without_a_form_of_its_own_gets_no_folder() {
    let folder = TestSite::texts("نص.\n", "Words.\n").in_a_folder();
    let server = Server::start(&folder, &[]);
    server.get("/en/policies/gifts/").is(200);
    assert!(!folder.has(".mithaq"));
}

/// The long version, with figures, is `tests/bench/inbox`.
#[test]
fn what_was_confirmed_is_there_after_kill_9() {
    const ROUNDS: usize = 4;
    let folder = site().in_a_folder();
    let mut confirmed: Vec<String> = Vec::new();
    for round in 0..ROUNDS {
        let mut server = Server::start(&folder, &[]);
        let (over, said) = (AtomicBool::new(false), AtomicUsize::new(0));
        let address = server.address.clone();
        let found: Vec<Vec<String>> = thread::scope(|scope| {
            let senders: Vec<_> = (0..8)
                .map(|sender| {
                    let (address, over, said) = (&address, &over, &said);
                    scope.spawn(move || {
                        let mut references = Vec::new();
                        for nth in 0.. {
                            let name = format!("{round}-{sender}-{nth}");
                            let mut parts =
                                vec![part("name", None, name.as_bytes()), part("declaration", None, b"yes")];
                            if nth % 4 == 0 {
                                parts.push(part("scan", Some("a.pdf"), name.as_bytes()));
                            }
                            let headers = [("Content-Type", MULTIPART), ("Accept", JSON)];
                            let path = "/_mithaq/forms/trial/complaint";
                            match exchange(address, "POST", path, &headers, &multipart(&parts)) {
                                Ok(answer) if answer.status == 200 => {
                                    references.push(format!("{} {name}", answer.reference()));
                                    said.fetch_add(1, Ordering::Relaxed);
                                }
                                _ if over.load(Ordering::Relaxed) => break,
                                _ => {}
                            }
                        }
                        references
                    })
                })
                .collect();
            while said.load(Ordering::Relaxed) < 60 {
                thread::sleep(Duration::from_millis(5));
            }
            over.store(true, Ordering::Relaxed);
            server.kill();
            senders.into_iter().map(|sender| sender.join().expect("it ends")).collect()
        });
        confirmed.extend(found.into_iter().flatten());
    }
    let server = Server::start(&folder, &[]);
    let table = server.get("/_mithaq/inbox/posts.csv?lang=en").is(200).body;
    let mut names: BTreeMap<&str, usize> = BTreeMap::new();
    for name in table.lines().skip(1).filter_map(|line| line.split("\",\"").nth(8)) {
        *names.entry(name.trim_matches('"')).or_default() += 1;
    }
    assert!(confirmed.len() >= ROUNDS * 60);
    for one in &confirmed {
        let (reference, name) = one.split_once(' ').expect("two words");
        assert_eq!(names.get(name), Some(&1), "{reference} {name} was confirmed");
        assert!(table.contains(&format!("{}-{}", &reference[..5], &reference[5..])), "{reference} is lost");
        if name.rsplit('-').next().and_then(|nth| nth.parse::<usize>().ok()).is_some_and(|nth| nth % 4 == 0) {
            assert_eq!(folder.read(&format!(".mithaq/attachments/{reference}/1-a.pdf")), name);
        }
    }
    assert!(names.values().all(|times| *times == 1), "none is kept twice");
}

#[test]
fn a_full_inbox_says_so_and_stands_by_what_it_took() {
    let folder = site().in_a_folder();
    let limits = folder.read("content/site.yaml") + "limits: {inbox_mib: 1}\n";
    folder.write("content/site.yaml", limits);
    let server = Server::start(&folder, &[]);
    let small = |number: &str| format!("name=Salim&declaration=yes&language=en&reference={number}");
    let first = server.script(URLENCODED, GOOD).is(200).reference();
    server.script(URLENCODED, small("2322222224")).is(200);
    let large = multipart(&[
        part("name", None, b"Salim"),
        part("declaration", None, b"yes"),
        part("language", None, b"en"),
        part("scan", Some("a.pdf"), &vec![b'x'; 1 << 20]),
    ]);
    server.script(MULTIPART, &large).is(507).says("The inbox is full, and your request was not received.");
    let page = server.post(MULTIPART, &large).is(507).says("text/html").says("The inbox is full");
    page.says("/en/trial/forms/complaint/");
    // Who sends once more what was kept hears that it is.
    assert_eq!(server.script(URLENCODED, small("2322222224")).is(200).reference(), "2322222224");
    server.script(URLENCODED, GOOD).is(200);
    assert_eq!(server.count(), 3);
    server.get(&format!("/_mithaq/inbox/{first}/")).is(200);
    assert!(server.said().contains("error: the inbox is full at 1 MiB: 1 post turned away"), "{}", server.said());
    assert!(folder.files(".mithaq/attachments").is_empty());
}
