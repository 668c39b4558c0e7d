//! What a form sends is read and checked, and what does not fit comes back with its reason.

use super::{GOOD, JSON, MULTIPART, URLENCODED, multipart, part, site};
use crate::commands::server::Server;

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
fn digits_of_any_kind_are_taken_and_kept_as_ours() {
    let folder = site().in_a_folder();
    let server = Server::start(&folder, &[]);
    for (days, since, phone, code) in [
        ("٢٥", "٢٨/٢/٢٠٢٦", "٠٥٠٠٠٠٠٠٠٠", "AB١٢"),
        ("۲۵", "۲۰۲۶-۰۲-۲۸", "۰۵۰۰۰۰۰۰۰۰", "AB۱۲"),
        ("25", "28022026", "0500000000", "AB12"),
    ] {
        let sent = serde_json::json!({
            "name": "سالم ٣", "declaration": "yes", "days": days, "since": since, "phone": phone, "code": code
        });
        let reference = server.script(JSON, sent.to_string()).is(200).reference();
        let page = server.get(&format!("/_mithaq/inbox/{reference}/?lang=en")).is(200);
        for kept in [">25<", ">2026-02-28<", ">0500000000<", ">AB12<", ">سالم ٣<"] {
            assert!(page.body.contains(kept), "{kept}: {}", page.body);
        }
    }
    server.script(JSON, r#"{"name":"a","declaration":"yes","code":"A١٢"}"#).is(422);
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
