//! What was kept is shown as text, to those alone who may look.

use super::{GOOD, MULTIPART, URLENCODED, multipart, part, site};
use crate::commands::server::Server;

#[test]
fn markup_formulas_and_names_of_files_stay_text() {
    let folder = site().in_a_folder();
    let server = Server::start(&folder, &[]);
    let evil = "=HYPERLINK(\"x\")<img src=x onerror=alert(1)>\u{1b}\u{202e}";
    let parts = [
        part("name", None, b"@SUM(A1)"),
        part("story", None, evil.as_bytes()),
        part("phone", None, b"+966500000000"),
        part("days", None, b"-3"),
        part("declaration", None, b"yes"),
        part("scan", Some("../../<b>\u{202e}gpj.\u{85}evil\u{200b}.pdf"), b"x"),
    ];
    let reference = server.script(MULTIPART, multipart(&parts)).is(200).reference();
    for path in ["/_mithaq/inbox/".to_owned(), format!("/_mithaq/inbox/{reference}/")] {
        server.get(&path).is(200).lacks("<img").lacks("<b>").lacks("\u{1b}");
    }
    server
        .get(&format!("/_mithaq/inbox/{reference}/"))
        .says("&lt;img src=x onerror=alert(1)&gt;")
        .says(">_b_gpj.evil.pdf</bdi>");
    server
        .get("/_mithaq/inbox/posts.csv?lang=en")
        .is(200)
        .says("\"'=HYPERLINK(\"\"x\"\")<img")
        .says("\"'@SUM(A1)\"")
        .says("\"'+966500000000\"")
        .says("\"'-3\"")
        .says("content-type: text/csv");
    assert_eq!(
        folder.files(".mithaq/attachments").keys().collect::<Vec<_>>(),
        [&format!("{reference}/1-_b_gpj.evil.pdf")]
    );
    let lost = server.get("/_mithaq/inbox/?association=%22%3E%3Cscript%3E&form=%22x").is(200);
    lost.lacks("<script");
}

#[test]
fn pages_of_other_sites_neither_send_nor_look() {
    let folder = site().in_a_folder();
    let server = Server::start(&folder, &[]);
    let own = format!("http://{}", server.address);
    let post = |headers: &[(&str, &str)]| {
        let headers = [&[("Content-Type", URLENCODED)], headers].concat();
        server.send("POST", "/_mithaq/forms/trial/complaint", &headers, GOOD.as_bytes())
    };
    post(&[("Origin", &own)]).is(303);
    post(&[("Origin", "null"), ("Sec-Fetch-Site", "same-origin")]).is(303);
    assert_eq!(server.count(), 2);
    post(&[("Origin", "https://evil.example")]).is(403).says("text/html");
    post(&[("Origin", "null")]).is(403);
    post(&[("Origin", &own), ("Sec-Fetch-Site", "cross-site")]).is(403);
    post(&[("Sec-Fetch-Site", "same-site")]).is(403);
    // An address of another's that leads to this machine.
    post(&[("Host", "evil.example"), ("Origin", "http://evil.example")]).is(403);
    server.ask("GET", "/_mithaq/inbox/", &[("Host", "evil.example:8000")], b"").is(403).lacks("Complaint");
    server.ask("GET", "/_mithaq/inbox/posts.csv", &[("Host", "evil.example")], b"").is(403).lacks("Salim");
    server.ask("GET", "/_mithaq/inbox/", &[("Host", "localhost:8000")], b"").is(200);
    let reference = server.script(URLENCODED, GOOD).is(200).reference();
    let path = format!("/_mithaq/inbox/{reference}/?lang=en");
    let own = format!("http://{}", server.inbox);
    server.ask("POST", &path, &[("Origin", "https://evil.example")], b"read=1").is(403);
    server.get(&path).says("<bdi>New</bdi>");
    server.ask("POST", &path, &[("Origin", &own)], b"read=1").is(303);
    server.get(&path).says("<bdi>Read</bdi>");
    server.get("/_mithaq/inbox/?lang=en").says("New: 2");
    server.get("/_mithaq/inbox/?lang=en&new=1").lacks(&reference);
    server.ask("POST", &path, &[], b"read=0").is(303);
    server.get("/_mithaq/inbox/?lang=en&new=1").says(&reference);
    server.ask("POST", &path, &[], b"read=2").is(400);
}

#[test]
fn long_lists_are_shown_by_the_page_and_newest_first() {
    let folder = site().in_a_folder();
    let server = Server::start(&folder, &[]);
    for nth in 0..51 {
        server.script(URLENCODED, format!("name=n{nth}&declaration=yes")).is(200);
    }
    let first = server.get("/_mithaq/inbox/?lang=en").is(200).says("Page 1 of 2").says("Older").lacks("Newer");
    assert_eq!(first.body.matches("<tr role=\"row\" class=\"new\">").count(), 50);
    let second = server.get("/_mithaq/inbox/?lang=en&page=2").is(200).says("Page 2 of 2").says("Newer");
    assert_eq!(second.body.matches("<tr role=\"row\" class=\"new\">").count(), 1);
    server.get("/_mithaq/inbox/?page=99999999999999999999").is(200);
    let table = server.get("/_mithaq/inbox/posts.csv").is(200).body;
    let place = |name: &str| table.find(&format!("\"{name}\"")).unwrap_or_else(|| panic!("no {name}"));
    assert!(place("n50") < place("n49") && place("n1") < place("n0"));
}
