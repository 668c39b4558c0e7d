//! The inbox of `serve`: what is sent is checked, kept for good, and shown as text.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Stdio};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use crate::folder::{Folder, program};
use crate::site::TestSite;

const URLENCODED: &str = "application/x-www-form-urlencoded";
const JSON: &str = "application/json";
const MULTIPART: &str = "multipart/form-data; boundary=XYZ";

fn site() -> TestSite {
    TestSite::new(
        "
        == content/site.yaml
        title: {ar: سياسات التجربة, en: Trial policies}
        base_url: https://trial.example.org/
        languages: [ar, en]
        layout: portal
        endpoints:
          inbox: {provider: local}
          away: {provider: generic, url: 'https://example.org/'}
        == content/trial/association.yaml
        name: {ar: جمعية التجربة, en: Trial Association}
        contacts: {phone: '+966500000000', email: office@example.org}
        privacy:
          controller: {ar: الجمعية, en: The association}
          contact: office@example.org
          purpose: {ar: الرد, en: To answer}
          legal_basis: {ar: الموافقة, en: Consent}
          retention: {ar: سنة, en: A year}
          rights: {ar: الاطلاع, en: Access}
          recipients: {ar: لا أحد, en: Nobody}
        == content/trial/forms/complaint.yaml
        kind: complaint
        title: {ar: شكوى, en: Complaint}
        endpoint: inbox
        declaration: {ar: أقرّ بصحته., en: It is true.}
        fields:
          - {id: name, type: text, label: {ar: الاسم, en: Name}, required: true, max_length: 20}
          - {id: code, type: text, label: {ar: الرمز, en: Code}, pattern: '[A-Z]{2}\\d+|\\p{Script=Arabic}+'}
          - {id: phone, type: tel, label: {ar: الجوال, en: Mobile}}
          - {id: mail, type: email, label: {ar: البريد, en: E-mail}}
          - {id: days, type: number, label: {ar: الأيام, en: Days}}
          - {id: since, type: date, label: {ar: منذ, en: Since}}
          - {id: about, type: select, label: {ar: الموضوع, en: Subject}, options: [{id: delay, label: {ar: تأخر, en: A delay}}, {id: other, label: {ar: آخر, en: Other}}]}
          - {id: how, type: radio, label: {ar: كيف نرد, en: How to answer}, options: [{id: call, label: {ar: اتصال, en: A call}}, {id: letter, label: {ar: رسالة, en: A letter}}]}
          - {id: ways, type: checkboxes, label: {ar: الطرق, en: Ways}, options: [{id: a, label: {ar: أول, en: First}}, {id: b, label: {ar: ثان, en: Second}}]}
          - {id: which, type: text, label: {ar: أي موعد, en: Which date}, required: true, show_if: {field: about, is: delay}}
          - {id: story, type: textarea, label: {ar: ماذا حدث؟, en: What happened?}, max_length: 5000}
          - {id: scan, type: file, label: {ar: صورة, en: A scan}, accept: [pdf, jpg], max_mib: 1}
        == content/trial/forms/away.yaml
        kind: enquiry
        title: {ar: استفسار, en: Enquiry}
        endpoint: away
        fields:
          - {id: about, type: select, label: {ar: عن, en: About}, options: [{id: a, label: {ar: أ, en: A}}]}
        ",
    )
}

/// A server that ends with its test; the folder outlives it.
struct Server {
    child: Child,
    address: String,
}

impl Server {
    fn start(folder: &Folder, args: &[&str]) -> Self {
        let mut child = program()
            .current_dir(&folder.path)
            .args(["serve", "--today", "2026-01-01"])
            .args(if args.contains(&"--address") { &[][..] } else { &["--address", "127.0.0.1:0"] })
            .args(args)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the program starts");
        let mut line = String::new();
        BufReader::new(child.stdout.take().expect("it is piped")).read_line(&mut line).expect("it says where it is");
        let address = line.split("http://").nth(1).and_then(|rest| rest.split('/').next());
        let port = address.expect("an address").rsplit(':').next().expect("a port");
        Server { child, address: format!("127.0.0.1:{port}") }
    }

    fn kill(&mut self) {
        // SIGKILL: nothing in the program runs any more.
        self.child.kill().expect("it runs");
        self.child.wait().expect("it ends");
    }

    fn send(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Answer {
        exchange(&self.address, method, path, headers, body).expect("the server answers")
    }

    fn get(&self, path: &str) -> Answer {
        self.send("GET", path, &[], b"")
    }

    /// A form as a page without scripts sends it.
    fn post(&self, kind: &str, body: impl AsRef<[u8]>) -> Answer {
        self.send("POST", "/_mithaq/forms/trial/complaint", &[("Content-Type", kind)], body.as_ref())
    }

    /// The same as the script sends it.
    fn script(&self, kind: &str, body: impl AsRef<[u8]>) -> Answer {
        let headers = [("Content-Type", kind), ("Accept", JSON)];
        self.send("POST", "/_mithaq/forms/trial/complaint", &headers, body.as_ref())
    }

    /// How many posts the inbox says it has.
    fn count(&self) -> usize {
        let page = self.get("/_mithaq/inbox/?lang=en").body;
        let count = page.split("Posts: ").nth(1).and_then(|rest| rest.split('<').next());
        count.and_then(|count| count.parse().ok()).unwrap_or_else(|| panic!("no count in {page}"))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself, which the test has seen by then.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

struct Answer {
    status: u16,
    head: String,
    body: String,
}

impl Answer {
    #[track_caller]
    fn is(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{}\n{}", self.head, self.body);
        self
    }

    #[track_caller]
    fn says(self, words: &str) -> Self {
        assert!(
            self.head.contains(words) || self.body.contains(words),
            "no `{words}` in\n{}\n{}",
            self.head,
            self.body
        );
        self
    }

    #[track_caller]
    fn lacks(self, words: &str) -> Self {
        assert!(!self.body.contains(words), "`{words}` in\n{}", self.body);
        self
    }

    fn reference(&self) -> String {
        let value: serde_json::Value = serde_json::from_str(&self.body).expect("one JSON value");
        value["reference"].as_str().unwrap_or_else(|| panic!("no reference in {value}")).to_owned()
    }
}

fn exchange(address: &str, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> std::io::Result<Answer> {
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
    let answer = String::from_utf8_lossy(&answer).into_owned();
    let (head, body) = answer.split_once("\r\n\r\n").ok_or(std::io::ErrorKind::UnexpectedEof)?;
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok());
    Ok(Answer {
        status: status.ok_or(std::io::ErrorKind::InvalidData)?,
        head: head.to_ascii_lowercase(),
        body: body.to_owned(),
    })
}

/// A part of a multipart body, with or without the name of a file.
fn part(name: &str, file: Option<&str>, bytes: &[u8]) -> Vec<u8> {
    let mut out = format!("--XYZ\r\nContent-Disposition: form-data; name=\"{name}\"").into_bytes();
    if let Some(file) = file {
        out.extend(format!("; filename=\"{file}\"\r\nContent-Type: text/html").bytes());
    }
    out.extend(b"\r\n\r\n");
    out.extend(bytes);
    out.extend(b"\r\n");
    out
}

fn multipart(parts: &[Vec<u8>]) -> Vec<u8> {
    let mut out = parts.concat();
    out.extend(b"--XYZ--\r\n");
    out
}

const GOOD: &str = "name=Salim&declaration=yes&language=en";

#[test]
fn a_form_without_script_leads_to_its_thanks_in_its_language() {
    let folder = site().in_a_folder();
    let server = Server::start(&folder, &[]);
    let body = "association=trial&form=complaint&language=ar&leave-this-empty=&name=%D8%B3%D8%A7%D9%84%D9%85&code=&phone=%2B966+50+000+0000&mail=&days=&since=&about=&which=&story=a%0D%0Ab&declaration=yes";
    let answer =
        server.post(URLENCODED, body).is(303).says("location: ../../../ar/trial/forms/complaint/thanks/?reference=");
    let reference = answer.head.split("reference=").nth(1).and_then(|rest| rest.get(..10)).expect("ten characters");
    let reference = reference.to_ascii_uppercase();
    let list = server.get("/_mithaq/inbox/?lang=ar").is(200).says("جمعية التجربة").says("dir=\"rtl\"").body;
    assert!(list.contains(&format!("{}-{}", &reference[..5], &reference[5..])), "{list}");
    server
        .get(&format!("/_mithaq/inbox/{reference}/?lang=en"))
        .is(200)
        .says("<bdi>سالم</bdi></dd>")
        .says(">a\nb</dd>")
        .says("What happened?")
        .says("content-security-policy: default-src 'none'; style-src 'self'")
        .lacks("<script");
    server.get("/_mithaq/forms/trial/complaint").is(303).says("location: ../../../ar/trial/forms/complaint/");
    server.get("/_mithaq/inbox/?lang=en&form=away").is(200).says("There are no posts.");
    server.get("/_mithaq/inbox/2322222224/").is(404);
    server.get("/_mithaq/inbox/..%2f..%2fsite.yaml/").is(404);
}

#[test]
fn each_of_the_three_ways_of_sending_is_read() {
    let folder = site().in_a_folder();
    let server = Server::start(&folder, &[]);
    server.script(URLENCODED, "name=One&declaration=yes&ways=a&ways=b").is(200).says("{\"ok\":true,\"reference\":\"");
    server
        .script(JSON, r#"{"name":"اثنان","declaration":"yes","ways":["a","b"],"days":3,"since":null,"reference":""}"#)
        .is(200);
    let parts = [part("name", None, "ثلاثة".as_bytes()), part("declaration", None, b"yes"), part("scan", Some(""), b"")];
    server.script(MULTIPART, multipart(&parts)).is(200);
    let parts = [
        part("name", None, b"Four"),
        part("declaration", None, b"yes"),
        part("scan", Some("تقرير الحالة.PDF"), b"\x00\xff<script>"),
    ];
    let reference = server.script(MULTIPART, multipart(&parts)).is(200).reference();
    server.get(&format!("/_mithaq/inbox/{reference}/?lang=en")).says("تقرير الحالة.PDF").says("files/1");
    server
        .get(&format!("/_mithaq/inbox/{reference}/files/1"))
        .is(200)
        .says("content-type: application/octet-stream")
        .says("content-disposition: attachment; filename=\"")
        .says("filename*=utf-8''%d8%aa")
        .says("x-content-type-options: nosniff")
        .says("sandbox")
        .says("<script>");
    server.get(&format!("/_mithaq/inbox/{reference}/files/2")).is(404);
    server.get(&format!("/_mithaq/inbox/{reference}/files/0")).is(404);
    assert_eq!(server.count(), 4);
    server.get("/_mithaq/inbox/posts.csv?lang=en").is(200).says("\"First; Second\"").says("filename=\"inbox.csv\"");
    let kept = folder.files(".mithaq/attachments");
    assert_eq!(kept.keys().collect::<Vec<_>>(), [&format!("{reference}/1-تقرير الحالة.PDF")]);
}

#[test]
fn what_does_not_fit_is_answered_with_its_reason_and_kept_nowhere() {
    let folder = site().in_a_folder();
    let server = Server::start(&folder, &[]);
    let long = format!("name={}&declaration=yes&language=en", "x".repeat(21));
    for (body, field, reason) in [
        ("declaration=yes&language=en", "name", "must be filled in"),
        ("name=++&declaration=yes&language=en", "name", "must be filled in"),
        (&*long, "name", "Characters at most: 20; it has 21"),
        ("name=a&name=b&declaration=yes&language=en", "name", "More than one answer"),
        ("name=a%00b&declaration=yes&language=en", "name", "no part of writing"),
        ("name=a&language=en", "declaration", "Tick this"),
        ("name=a&declaration=on&language=en", "declaration", "Tick this"),
        ("name=a&declaration=yes&language=en&code=ab", "code", "form that is asked for"),
        ("name=a&declaration=yes&language=en&code=AB12x", "code", "form that is asked for"),
        ("name=a&declaration=yes&language=en&phone=call+me", "phone", "in digits"),
        ("name=a&declaration=yes&language=en&mail=a@b", "mail", "whole e-mail"),
        ("name=a&declaration=yes&language=en&days=many", "days", "in digits"),
        ("name=a&declaration=yes&language=en&since=2026-02-30", "since", "a date that exists"),
        ("name=a&declaration=yes&language=en&about=money", "about", "answers given"),
        ("name=a&declaration=yes&language=en&how=call&how=letter", "how", "More than one"),
        ("name=a&declaration=yes&language=en&ways=a&ways=c", "ways", "answers given"),
        ("name=a&declaration=yes&language=en&ways=a&ways=a", "ways", "answers given"),
        ("name=a&declaration=yes&language=en&about=delay", "which", "must be filled in"),
        ("name=a&declaration=yes&language=en&scan=x.pdf", "scan", "did not arrive"),
        ("name=a&declaration=yes&language=en&admin=1", "", "no part of this form: admin"),
        ("name=a&declaration=yes&language=en&leave-this-empty=x", "", "perhaps by your browser"),
        ("name=a&declaration=yes&language=en&association=other", "", "does not belong"),
        ("name=a&declaration=yes&language=en&policy=../x", "", "does not belong"),
        ("name=a&declaration=yes&language=en&policy_version=one", "", "does not belong"),
        ("name=a&declaration=yes&language=fr", "", "لا يوافق"),
        ("name=a&declaration=yes&language=en&reference=2222222223", "reference", "not right"),
        ("name=a&language=ar", "declaration", "ضع علامة"),
    ] {
        let answer = server.script(URLENCODED, body).is(422);
        let value: serde_json::Value = serde_json::from_str(&answer.body).expect("one JSON value");
        let errors = value["errors"].as_array().expect("a list");
        let fits = |error: &serde_json::Value| {
            error["field"] == field && error["message"].as_str().is_some_and(|m| m.contains(reason))
        };
        assert!(value["ok"] == false && errors.len() == 1 && errors.iter().all(fits), "{body}: {value}");
        server.post(URLENCODED, body).is(422).says(reason);
    }
    let file = |name: &str, bytes: &[u8]| {
        multipart(&[
            part("name", None, b"a"),
            part("declaration", None, b"yes"),
            part("language", None, b"en"),
            part("scan", Some(name), bytes),
        ])
    };
    server.script(MULTIPART, file("a.exe", b"x")).is(422).says("Accepted: jpg, pdf");
    server.script(MULTIPART, file("a.pdf.exe", b"x")).is(422).says("Accepted");
    server.script(MULTIPART, file("a\u{202e}fdp.exe", b"x")).is(422).says("Accepted");
    server.script(MULTIPART, file("a.pdf", b"")).is(422).says("empty");
    server.script(MULTIPART, file("a.pdf", &vec![b'x'; (1 << 20) + 1])).is(422).says("larger than 1 MiB");
    let twice = [file("a.pdf", b"x"), file("b.pdf", b"x")].concat();
    let twice = String::from_utf8(twice).expect("text").replacen("--XYZ--\r\n", "", 1);
    server.script(MULTIPART, twice).is(422).says("More than one");
    let other = multipart(&[
        part("name", Some("a.pdf"), b"x"),
        part("declaration", None, b"yes"),
        part("bad", Some("x.pdf"), b"x"),
    ]);
    server.script(MULTIPART, other).is(422).says("\"field\":\"name\"").says("bad");
    assert_eq!(server.count(), 0);
    assert!(folder.files(".mithaq/attachments").is_empty());
}

#[test]
fn requests_that_no_form_sends_are_refused() {
    let folder = site().in_a_folder();
    let server = Server::start(&folder, &[]);
    let many: String = (0..1000).map(|nth| format!("&f{nth}=x")).collect();
    server.script(URLENCODED, format!("{GOOD}{many}")).is(422).says("more fields than any form");
    server.post(URLENCODED, format!("{GOOD}{many}")).is(422).says("value=\"Salim\"").says("more fields than any form");
    for kind in ["text/plain", "application/xml", "", "application/x-www-form-urlencodedx"] {
        server.script(kind, GOOD).is(415).says("\"ok\":false");
    }
    server.post("text/plain", GOOD).is(415).says("text/html").says("الرجوع");
    for broken in [
        &b"--XYZ\r\nContent-Disposition: form-data; name=\"name\"\r\n\r\nSalim"[..],
        b"--XYZ\r\nContent-Disposition: form-data\r\n\r\nx\r\n--XYZ--\r\n",
        b"--XYZ\r\nno header\r\n\r\nx\r\n--XYZ--\r\n",
        b"--OTHER\r\nContent-Disposition: form-data; name=\"name\"\r\n\r\nx\r\n--OTHER--\r\n",
        b"--XYZ\r\nContent-Disposition: form-data; name=\"scan\"; filename=\"a\x07.pdf\"\r\n\r\nx\r\n--XYZ--\r\n",
        b"\0\0\0\0",
        b"",
    ] {
        server.script(MULTIPART, broken).is(400).says("\"ok\":false");
    }
    server.script("multipart/form-data", multipart(&[part("name", None, b"x")])).is(400);
    // What came before the break is given back.
    let mut cut = [part("language", None, b"en"), part("name", None, b"Salim & sons")].concat();
    cut.extend(b"--XYZ\r\nContent-Disposition: form-data; name=\"story\"\r\n\r\nAnd th");
    server.post(MULTIPART, cut).is(400).says("Salim &amp; sons").says("incomplete or damaged");
    for broken in ["{", "[]", "null", "{\"name\":{}}", "{\"name\":[[1]]}", "\u{feff}{}"] {
        server.script(JSON, broken).is(400).says("\"ok\":false");
    }
    server.script(URLENCODED, b"name=%ff").is(400).says("UTF-8");
    server.script(JSON, b"{\"name\":\"\xff\"}").is(400);
    server.script(URLENCODED, vec![b'a'; (20 << 20) + 1]).is(413).says("20");
    server.post(MULTIPART, vec![b'a'; (20 << 20) + 1]).is(413).says("text/html").says("20");
    for path in ["/_mithaq/forms/trial/away", "/_mithaq/forms/trial/none", "/_mithaq/forms/none/complaint"] {
        server.send("POST", path, &[("Content-Type", URLENCODED), ("Accept", JSON)], GOOD.as_bytes()).is(404);
    }
    server.send("PUT", "/_mithaq/forms/trial/complaint", &[], b"").is(405);
    assert_eq!(server.count(), 0);
    assert!(folder.files(".mithaq/attachments").is_empty());
}

#[test]
fn without_scripts_the_form_comes_back_with_what_was_typed() {
    let folder = site().in_a_folder();
    let server = Server::start(&folder, &[]);
    let body = "language=en&name=%3Cb%3E%22Salim%22%3C%2Fb%3E+and+a+very+long+name&about=other&how=letter&ways=b&since=soon&story=%0AI+waited.%00&declaration=yes&leave-this-empty=spam";
    server
        .post(URLENCODED, body)
        .is(422)
        .says("<html lang=\"en\" dir=\"ltr\">")
        .says("<title>Error: Complaint</title>")
        .says("<a href=\"#f-name\">Name</a>: The text is too long")
        .says("aria-invalid=\"true\"")
        .says("value=\"&lt;b&gt;&quot;Salim&quot;&lt;/b&gt; and a very long name\"")
        .says("<option value=\"other\" selected>Other</option>")
        .says("value=\"letter\" checked")
        .says("value=\"b\" checked")
        .says("type=\"text\" id=\"f-since\" name=\"since\"")
        .says("value=\"soon\"")
        .says(">\n\nI waited.</textarea>")
        .says("id=\"f-declaration\" required checked")
        .says("action=\"complaint\"")
        .says("href=\"../../../assets/style")
        .says("form-action 'self'")
        .lacks("<b>")
        .lacks("spam");
    server
        .post(URLENCODED, "name=&language=ar")
        .is(422)
        .says("<html lang=\"ar\" dir=\"rtl\">")
        .says("هذه الخانة مطلوبة");
    assert_eq!(server.count(), 0);
}

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
    server.send("GET", "/_mithaq/inbox/", &[("Host", "evil.example:8000")], b"").is(403).lacks("Complaint");
    server.send("GET", "/_mithaq/inbox/posts.csv", &[("Host", "evil.example")], b"").is(403).lacks("Salim");
    server.send("GET", "/_mithaq/inbox/", &[("X-Forwarded-For", "192.0.2.1")], b"").is(403);
    server.send("GET", "/_mithaq/inbox/", &[("Host", "localhost:8000")], b"").is(200);
    let reference = server.script(URLENCODED, GOOD).is(200).reference();
    let path = format!("/_mithaq/inbox/{reference}/?lang=en");
    server.send("POST", &path, &[("Origin", "https://evil.example")], b"read=1").is(403);
    server.get(&path).says("<bdi>New</bdi>");
    server.send("POST", &path, &[("Origin", &own)], b"read=1").is(303);
    server.get(&path).says("<bdi>Read</bdi>");
    server.get("/_mithaq/inbox/?lang=en").says("New: 2");
    server.get("/_mithaq/inbox/?lang=en&new=1").lacks(&reference);
    server.send("POST", &path, &[], b"read=0").is(303);
    server.get("/_mithaq/inbox/?lang=en&new=1").says(&reference);
    server.send("POST", &path, &[], b"read=2").is(400);
}

#[test]
fn beyond_this_machine_the_inbox_asks_for_its_password() {
    let folder = site().in_a_folder();
    {
        let open = Server::start(&folder, &["--address", "0.0.0.0:0"]);
        open.script(URLENCODED, GOOD).is(200);
        for path in ["", "posts.csv", "2322222224/", "2322222224/files/1"] {
            open.get(&format!("/_mithaq/inbox/{path}")).is(403).lacks("Salim").lacks("<table");
        }
        open.get("/_mithaq/inbox/inbox.css").is(200);
    }
    let server = Server::start(&folder, &["--address", "0.0.0.0:0", "--inbox-password", "سرّ: 1"]);
    server.get("/_mithaq/inbox/").is(401).says("www-authenticate: basic realm=\"mithaq\"");
    // "someone:سرّ: 1", "someone:wrong"
    let right = "Basic c29tZW9uZTrYs9ix2ZE6IDE=";
    let wrong = "Basic c29tZW9uZTp3cm9uZw==";
    server.send("GET", "/_mithaq/inbox/posts.csv", &[("Authorization", wrong)], b"").is(401).lacks("Salim");
    server.send("GET", "/_mithaq/inbox/posts.csv", &[("Authorization", "Basic !")], b"").is(401);
    server.send("GET", "/_mithaq/inbox/posts.csv", &[("Authorization", right)], b"").is(200).says("Salim");
    let behind = [("Authorization", right), ("Host", "forms.example.org"), ("X-Forwarded-For", "192.0.2.1")];
    server.send("GET", "/_mithaq/inbox/", &behind, b"").is(200);
    folder.run(&["serve", "--inbox-password", ""]).ends(2).says("the password of the inbox is empty");
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
