//! Bodies that no browser sends: each is answered, and what is kept of them harms nobody.

use std::collections::BTreeMap;

use super::{JSON, MULTIPART, URLENCODED, multipart, part, site};
use crate::commands::server::Server;
use crate::random::Random;

/// A part whose name of a file is any bytes.
fn file(name: &[u8], bytes: &[u8]) -> Vec<u8> {
    let before = b"--XYZ\r\nContent-Disposition: form-data; name=\"scan\"; filename=\"";
    [&before[..], name, b"\"\r\nContent-Type: image/svg+xml\r\n\r\n", bytes, b"\r\n"].concat()
}

fn with(last: Vec<u8>) -> Vec<u8> {
    multipart(&[part("name", None, b"a"), part("declaration", None, b"yes"), last])
}

/// Every post opens, its files are downloads that no browser runs, and no name on the disk leads anywhere.
fn holds(server: &Server, references: &[String]) {
    for reference in references {
        server.get(&format!("/_mithaq/inbox/{reference}/?lang=ar")).is(200).lacks("<script").lacks("\0");
    }
    for path in ["/_mithaq/inbox/?lang=ar", "/_mithaq/inbox/posts.csv?lang=ar"] {
        server.get(path).is(200);
    }
}

#[test]
fn names_of_files_and_what_they_hold_stay_in_their_folder_and_are_downloads() {
    let folder = site().in_a_folder();
    let server = Server::start(&folder, &[]);
    let long = [b"a".repeat(5_000), b".pdf".to_vec()].concat();
    let joined = ["م".repeat(3_000), ".pdf".to_owned()].concat();
    let names: [&[u8]; 20] = [
        b"..",
        b"../../../content/site.yaml.pdf",
        b"..\\..\\x.pdf",
        b"/etc/x.pdf",
        b"a\0b.pdf",
        b"\0.pdf",
        "\u{202e}gpj.pdf".as_bytes(),
        "\u{2066}x\u{2069}.pdf".as_bytes(),
        "\u{e0041}.pdf".as_bytes(),
        b".pdf",
        b"",
        b"CON.pdf",
        b"x.pdf::$DATA",
        b"x.pdf.",
        b"%2e%2e%2fx.pdf",
        b"a/.pdf",
        b"\xff\xfe.pdf",
        b"-rf.pdf",
        &long,
        joined.as_bytes(),
    ];
    let holding: [&[u8]; 5] = [
        b"<html><script>alert(1)</script>",
        b"%PDF-1.4\n<script>alert(1)</script>",
        b"GIF89a/*<svg onload=alert(1)>*/",
        b"MZ\x90",
        b"",
    ];
    let mut kept = Vec::new();
    for (nth, name) in names.iter().enumerate() {
        let bytes = holding[nth % holding.len()];
        let answer = server.script(MULTIPART, with(file(name, bytes)));
        match answer.status {
            200 => kept.push((answer.reference(), bytes)),
            400 | 422 => {}
            other => panic!("{other} for {:?}", String::from_utf8_lossy(name)),
        }
    }
    assert!(kept.len() >= 8, "{}", kept.len());
    for (reference, bytes) in &kept {
        let answer = server.get(&format!("/_mithaq/inbox/{reference}/files/1")).is(200);
        let answer = answer.says("content-type: application/octet-stream").says("content-disposition: attachment");
        assert_eq!(
            answer.says("x-content-type-options: nosniff").body.as_bytes(),
            String::from_utf8_lossy(bytes).as_bytes()
        );
    }
    holds(&server, &kept.iter().map(|(reference, _)| reference.clone()).collect::<Vec<_>>());
    let below = folder.files(".mithaq/attachments");
    assert_eq!(below.len(), kept.len());
    for path in below.keys() {
        let (reference, name) = path.split_once('/').expect("a folder and a file");
        assert!(kept.iter().any(|(known, _)| known == reference), "{path}");
        assert!(name.starts_with("1-") && !name.contains(['/', '\\', '\0', '\u{202e}', '\u{2066}']), "{path}");
    }
    let outside: BTreeMap<_, _> = folder
        .files(".")
        .into_iter()
        .filter(|(path, _)| path.ends_with(".pdf") && !path.contains(".mithaq/"))
        .collect();
    assert!(outside.is_empty(), "{:?}", outside.keys());
}

#[test]
fn a_body_of_very_many_parts_or_of_none_is_refused() {
    let folder = site().in_a_folder();
    let server = Server::start(&folder, &[]);
    let fields: Vec<_> = (0..10_000).map(|nth| part(&format!("f{nth}"), None, b"")).collect();
    server.script(MULTIPART, with(fields.concat())).is(422);
    let pairs: String = (0..10_000).map(|nth| format!("&f{nth}=")).collect();
    server.script(URLENCODED, format!("name=a&declaration=yes{pairs}")).is(422);
    let pairs: String = (0..10_000).map(|nth| format!(",\"f{nth}\":\"\"")).collect();
    server.script(JSON, format!("{{\"name\":\"a\",\"declaration\":\"yes\"{pairs}}}")).is(422);
    server.script(MULTIPART, with(file(b"a.pdf", b"x").repeat(10_000))).is(422);
    server.script(JSON, format!("{{\"name\":{}", "[".repeat(100_000))).is(400);
    let head = b"A: b\r\n".repeat(50_000);
    server.script(MULTIPART, [&b"--XYZ\r\n"[..], &head, b"\r\n\r\n--XYZ--\r\n"].concat()).is(400);
    for kind in ["multipart/form-data", "multipart/form-data; boundary=", "multipart/form-data; boundary=\""] {
        server.script(kind, with(Vec::new())).is(400);
    }
    for body in ["", "\r\n", "--XYZ", "--XYZ\r\n", "--XYZ\r\nContent-Disposition: form-data\r\n\r\nx\r\n--XYZ--\r\n"] {
        server.script(MULTIPART, body).is(400);
    }
    assert_eq!(server.count(), 0);
}

#[test]
fn a_body_that_was_damaged_anyhow_is_answered_and_shown() {
    let folder = site().in_a_folder();
    let server = Server::start(&folder, &[]);
    let whole = with([file("تقرير.pdf".as_bytes(), b"x"), part("story", None, "قصة ".repeat(40).as_bytes())].concat());
    let pieces: [&[u8]; 9] = [
        b"--XYZ",
        b"--XYZ--",
        b"\r\n\r\n",
        b"\0",
        b"\"",
        b"; filename*=UTF-8''%2e%2e%2fx.pdf",
        b"\xff",
        "\u{202e}".as_bytes(),
        b"Content-Transfer-Encoding: base64\r\n",
    ];
    let mut chance = Random::new(19);
    let mut kept = Vec::new();
    for _ in 0..400 {
        let mut body = whole.clone();
        for _ in 0..=chance.below(6) {
            let at = chance.below(body.len());
            match chance.below(3) {
                0 => drop(body.splice(at..at, pieces[chance.below(pieces.len())].iter().copied())),
                1 => drop(body.drain(at..(at + 1 + chance.below(60)).min(body.len()))),
                _ => body[at] = u8::try_from(chance.below(256)).expect("a byte"),
            }
            if body.is_empty() {
                break;
            }
        }
        let answer = server.script(MULTIPART, &body);
        match answer.status {
            200 => kept.push(answer.reference()),
            400 | 422 => {}
            other => panic!("{other} for {:?}", String::from_utf8_lossy(&body)),
        }
    }
    assert!(kept.len() >= 5, "{}", kept.len());
    holds(&server, &kept);
    assert_eq!(server.count(), kept.len());
}
