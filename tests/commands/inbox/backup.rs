//! The whole inbox in one file, and back: nothing is lost, and nothing is replaced unasked.

use std::fs;

use super::{GOOD, MULTIPART, URLENCODED, multipart, part, site};
use crate::commands::server::Server;
use crate::folder::Folder;

const FILE: &[u8] = b"%PDF-1.4 a scan";

/// An inbox with two posts, one of them with a file; its server still runs. Gives the number of that one.
fn kept() -> (Folder, Server, String) {
    let folder = site().in_a_folder();
    let server = Server::start(&folder, &[]);
    server.script(URLENCODED, GOOD).is(200);
    let parts = [
        part("name", None, "زينب".as_bytes()),
        part("declaration", None, b"yes"),
        part("reference", None, b"2322222224"),
        part("scan", Some("تقرير.pdf"), FILE),
    ];
    let reference = server.script(MULTIPART, multipart(&parts)).is(200).reference();
    (folder, server, reference)
}

fn backup(folder: &Folder, file: &str) -> crate::folder::Run {
    folder.run(&["inbox", "backup", file])
}

#[test]
fn a_backup_is_whole_without_anything_beside_it_and_comes_back_as_it_was() {
    let (folder, mut server, reference) = kept();
    // What was received a moment ago stands beside the database yet.
    backup(&folder, "copy.sqlite3").ends(0).answers("2 posts, 1 file");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = fs::metadata(folder.path.join("copy.sqlite3")).expect("it is there").permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
    let names: Vec<_> = folder.files(".").into_keys().filter(|path| path.starts_with("copy")).collect();
    assert_eq!(names, ["copy.sqlite3"]);
    server.kill();
    let before = server_pages(&folder, &reference);
    fs::remove_dir_all(folder.path.join(".mithaq")).expect("it is lost");
    folder.run(&["inbox", "restore", "copy.sqlite3"]).ends(0).answers("2 posts, 1 file");
    assert_eq!(server_pages(&folder, &reference), before);
    let server = Server::start(&folder, &[]);
    // What is sent once more is what was kept.
    let again = format!("{GOOD}&reference=2322222224");
    server.script(URLENCODED, again).is(409);
    assert_eq!(server.count(), 2);
    assert_eq!(server.get(&format!("/_mithaq/inbox/{reference}/files/1")).is(200).body.as_bytes(), FILE);
}

/// The list and a post, as somebody sees them.
fn server_pages(folder: &Folder, reference: &str) -> (String, String) {
    let server = Server::start(folder, &[]);
    let list = server.get("/_mithaq/inbox/?lang=en").is(200).body;
    (list, server.get(&format!("/_mithaq/inbox/{reference}/?lang=ar")).is(200).body)
}

#[test]
fn nothing_is_replaced_or_overwritten_unasked() {
    let (folder, mut server, reference) = kept();
    backup(&folder, "copy.sqlite3").ends(0);
    let copy = fs::read(folder.path.join("copy.sqlite3")).expect("it is there");
    backup(&folder, "copy.sqlite3").ends(1).says("`copy.sqlite3` is there already");
    assert!(fs::read(folder.path.join("copy.sqlite3")).expect("it is there") == copy);
    folder.run(&["inbox", "restore", "copy.sqlite3"]).ends(1).says("`mithaq serve` has the inbox open");
    server.script(URLENCODED, GOOD).is(200);
    server.kill();
    folder.run(&["inbox", "restore", "copy.sqlite3"]).ends(1).says("the inbox has posts (3)").says("--replace");
    let run = folder.run(&["inbox", "restore", "copy.sqlite3", "--replace"]);
    assert!(run.status != 0, "it asks, and nobody answers: {}{}", run.out, run.err);
    folder.run(&["inbox", "restore", "copy.sqlite3", "--replace", "--yes"]).ends(0).answers("2 posts, 1 file");
    let server = Server::start(&folder, &[]);
    assert_eq!(server.count(), 2);
    server.get(&format!("/_mithaq/inbox/{reference}/files/1")).is(200);
    let left: Vec<_> = folder
        .files(".mithaq")
        .into_keys()
        .filter(|path| path.contains("restored") || path.contains("before"))
        .collect();
    assert_eq!(left, [""; 0]);
}

#[test]
fn what_is_no_whole_backup_leaves_the_inbox_as_it_was() {
    let (folder, mut server, reference) = kept();
    backup(&folder, "copy.sqlite3").ends(0);
    server.kill();
    let change = |name: &str, sql: &str| {
        fs::copy(folder.path.join("copy.sqlite3"), folder.path.join(name)).expect("it is copied");
        rusqlite::Connection::open(folder.path.join(name))
            .and_then(|one| one.execute_batch(sql))
            .expect("it is changed");
    };
    change("changed.sqlite3", "UPDATE attachments SET bytes = x'00'");
    change("missing.sqlite3", "DELETE FROM attachments");
    change("newer.sqlite3", "PRAGMA user_version = 99");
    change("away.sqlite3", "UPDATE posts SET files = replace(files, '1-', '../../../1-')");
    change(
        "number.sqlite3",
        "UPDATE posts SET reference = '../x' WHERE files <> '[]'; UPDATE attachments SET reference = '../x'",
    );
    let whole = fs::read(folder.path.join("copy.sqlite3")).expect("it is there");
    folder.write("cut.sqlite3", &whole[..whole.len() / 2]);
    folder.write("text.sqlite3", "not a database, but long enough to be one of some kind or other\n".repeat(40));
    fs::copy(folder.path.join(".mithaq/inbox.sqlite3"), folder.path.join("plain.sqlite3")).expect("it is copied");
    let before = folder.files(".mithaq");
    for name in ["changed", "missing", "newer", "away", "number", "cut", "text", "plain"] {
        let args = ["inbox", "restore", &format!("{name}.sqlite3"), "--replace", "--yes"];
        let run = folder.run(&args).ends(1).says("the inbox stays as it is");
        let now = folder.files(".mithaq");
        let kept = |path: &&String| path.contains("attachments/") || path.ends_with(".sqlite3");
        let of = |files: &std::collections::BTreeMap<String, Vec<u8>>| {
            files.keys().filter(kept).cloned().collect::<Vec<_>>()
        };
        assert_eq!(of(&now), of(&before), "{name}: {}", run.err);
    }
    folder.run(&["inbox", "restore", "nowhere.sqlite3"]).ends(2).says("there is no `nowhere.sqlite3`");
    let server = Server::start(&folder, &[]);
    assert_eq!(server.count(), 2);
    server.get(&format!("/_mithaq/inbox/{reference}/files/1")).is(200);
    // An attachment that somebody changed is told, and no backup claims to be whole.
    drop(server);
    let (path, _) = folder.files(".mithaq/attachments").into_iter().next().expect("there is one");
    folder.write(&format!(".mithaq/attachments/{path}"), "other");
    backup(&folder, "second.sqlite3").ends(1).says("it is not what was sent");
    assert!(!folder.has("second.sqlite3"));
    let empty = site().in_a_folder();
    backup(&empty, "copy.sqlite3").ends(1).says("this site has no inbox");
    assert!(!empty.has("copy.sqlite3") && !empty.has(".mithaq"));
}

#[test]
fn an_inbox_that_cannot_be_read_is_not_taken_for_an_empty_one() {
    let (folder, mut server, _) = kept();
    backup(&folder, "copy.sqlite3").ends(0);
    server.kill();
    folder.run(&["inbox", "restore", "copy.sqlite3", "--replace", "--yes"]).ends(0);
    let path = folder.path.join(".mithaq/inbox.sqlite3");
    let mut bytes = fs::read(&path).expect("it is there");
    // Its first page stands, and the tables after it do not.
    bytes[4096..].fill(0xaa);
    fs::write(&path, &bytes).expect("it is damaged");
    folder.run(&["inbox", "restore", "copy.sqlite3"]).ends(1).says("the inbox cannot be read").says("--replace");
    assert!(fs::read(&path).expect("it is there") == bytes, "it stays as it was");
    folder.run(&["inbox", "restore", "copy.sqlite3", "--replace", "--yes"]).ends(0).answers("2 posts, 1 file");
    // One that was never used holds nothing to lose.
    fs::write(&path, b"").expect("it is emptied");
    folder.run(&["inbox", "restore", "copy.sqlite3"]).ends(0).answers("2 posts, 1 file");
}
