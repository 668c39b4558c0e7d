//! What was sent is erased when somebody says so, or its time is over; then no byte of it is left.

use std::io::Write;
use std::time::{Duration, Instant};

use super::{GOOD, JSON, MULTIPART, URLENCODED, multipart, part, site};
use crate::commands::server::Server;
use crate::folder::Folder;

/// Where some words still stand below the private folder of a site.
fn holders(folder: &Folder, words: &str) -> Vec<String> {
    let files = folder.files(".mithaq");
    let holds = |bytes: &[u8]| bytes.windows(words.len()).any(|window| window == words.as_bytes());
    files.into_iter().filter(|(path, bytes)| path.contains(words) || holds(bytes)).map(|(path, _)| path).collect()
}

#[test]
fn a_deleted_post_leaves_no_byte_in_the_database_beside_it_or_among_its_files() {
    let folder = site().in_a_folder();
    let server = Server::start(&folder, &[]);
    let story = "قصة-لا-يراها-أحد ".repeat(180);
    let parts = |name: &str| {
        multipart(&[
            part("name", None, name.as_bytes()),
            part("declaration", None, b"yes"),
            part("language", None, b"en"),
            part("story", None, story.as_bytes()),
            part("scan", Some("private-scan.pdf"), b"%PDF-1.4 secret-of-a-scan"),
        ])
    };
    let gone = server.script(MULTIPART, parts("Zaynab-Unique")).is(200).reference();
    let kept = server.script(URLENCODED, GOOD).is(200).reference();
    assert!(!holders(&folder, "Zaynab-Unique").is_empty() && !holders(&folder, "secret-of-a-scan").is_empty());
    // It is asked for first, and only the page that asks deletes it.
    let page = server.get(&format!("/_mithaq/inbox/{gone}/?lang=en")).is(200);
    assert!(page.body.contains("href=\"delete?lang=en\""), "{}", page.body);
    let asks = server.get(&format!("/_mithaq/inbox/{gone}/delete?lang=ar")).is(200);
    for words in ["هل تحذف هذه الرسالة نهائيًا؟", "لا يمكن استرجاعها", "احذفها نهائيًا", "dir=\"rtl\""]
    {
        assert!(asks.body.contains(words), "{words}: {}", asks.body);
    }
    let delete = |body: &str| {
        server.ask(
            "POST",
            &format!("/_mithaq/inbox/{gone}/delete?lang=en"),
            &[("Content-Type", URLENCODED)],
            body.as_bytes(),
        )
    };
    for wrong in ["", "delete=", "delete=1", &format!("delete={kept}")] {
        delete(wrong).is(400);
    }
    assert_eq!(server.count(), 2);
    let answer = delete(&format!("delete={gone}")).is(303).says("location: ../?lang=en&deleted=1");
    drop(answer);
    server.get("/_mithaq/inbox/?lang=en&deleted=1").is(200).says("The post was deleted for good.");
    for words in ["Zaynab-Unique", "قصة-لا-يراها-أحد", "secret-of-a-scan", "private-scan", gone.as_str()] {
        assert_eq!(holders(&folder, words), [""; 0], "{words} is still there");
    }
    delete(&format!("delete={gone}")).is(404);
    server.get(&format!("/_mithaq/inbox/{gone}/")).is(404);
    server.get(&format!("/_mithaq/inbox/{gone}/files/1")).is(404);
    assert_eq!(server.count(), 1);
    server.get(&format!("/_mithaq/inbox/{kept}/?lang=en")).is(200).says("Salim");
    assert!(!server.get("/_mithaq/inbox/posts.csv?lang=en").is(200).body.contains("Zaynab"));
}

#[test]
fn a_post_is_erased_when_its_time_is_over() {
    let folder = site().in_a_folder();
    let file =
        [part("name", None, b"Old-Sender"), part("declaration", None, b"yes"), part("scan", Some("a.pdf"), b"x")];
    let mut server = Server::start(&folder, &[]);
    let old = server.script(MULTIPART, multipart(&file)).is(200).reference();
    let new = server.script(JSON, r#"{"name":"New-Sender","declaration":"yes"}"#).is(200).reference();
    server.kill();
    // It came a hundred days ago.
    let database = rusqlite::Connection::open(folder.path.join(".mithaq/inbox.sqlite3")).expect("it is a database");
    let back = "UPDATE posts SET received = received - 100 * 86400000 WHERE reference = ?1";
    assert_eq!(database.execute(back, [&old]).expect("it is written"), 1);
    drop(database);
    let with = |days: &str| {
        let text = folder.read("content/site.yaml");
        let text = text.split("inbox: {keep_days").next().unwrap_or_default().to_owned();
        folder.write("content/site.yaml", format!("{text}inbox: {{keep_days: {days}}}\n"));
    };
    with("365");
    let mut server = Server::start(&folder, &[]);
    server.get("/_mithaq/inbox/?lang=en").is(200).says("Posts: 2").says("this many days: 365");
    server.get(&format!("/_mithaq/inbox/{old}/?lang=ar")).is(200).says("تُحفظ حتى");
    server.kill();
    with("99");
    let server = Server::start(&folder, &[]);
    let start = Instant::now();
    while server.count() != 1 {
        assert!(start.elapsed() < Duration::from_secs(20), "it is kept for too long");
        std::thread::sleep(Duration::from_millis(50));
    }
    server.get(&format!("/_mithaq/inbox/{new}/?lang=en")).is(200).says("New-Sender");
    assert_eq!(holders(&folder, "Old-Sender"), [""; 0]);
    assert_eq!(holders(&folder, &old), [""; 0]);
}

#[test]
fn what_is_deleted_makes_room_in_a_full_inbox() {
    let folder = site().in_a_folder();
    folder.write("content/site.yaml", folder.read("content/site.yaml") + "limits: {inbox_mib: 1}\n");
    let server = Server::start(&folder, &[]);
    let post = |nth: usize| {
        let body = format!("name=a{nth}&declaration=yes&story={}", "x".repeat(4_900));
        server.script(URLENCODED, body)
    };
    let mut kept = Vec::new();
    let last = loop {
        let answer = post(kept.len());
        if answer.status != 200 {
            break answer;
        }
        kept.push(answer.reference());
        assert!(kept.len() < 1_000, "it is never full");
    };
    last.is(507);
    for reference in &kept {
        let path = format!("/_mithaq/inbox/{reference}/delete?lang=en");
        server.ask("POST", &path, &[("Content-Type", URLENCODED)], format!("delete={reference}").as_bytes()).is(303);
    }
    assert_eq!(server.count(), 0);
    for nth in 0..50 {
        post(nth).is(200);
    }
}

#[test]
fn a_time_that_is_none_is_a_finding() {
    for (days, is_right) in
        [("0", false), ("-1", false), ("36501", false), ("often", false), ("1", true), ("36500", true)]
    {
        let folder = site().in_a_folder();
        let text = folder.read("content/site.yaml");
        folder.write("content/site.yaml", format!("{text}inbox: {{keep_days: {days}}}\n"));
        let run = folder.run(&["check", "--today", "2026-01-01"]);
        assert_eq!(!run.err.contains("whole number from 1 to 36500"), is_right, "{days}: {}", run.err);
    }
}

#[test]
fn the_table_holds_every_post_once_newest_first() {
    let folder = site().in_a_folder();
    let mut server = Server::start(&folder, &[]);
    server.script(URLENCODED, GOOD).is(200);
    server.kill();
    let mut database = rusqlite::Connection::open(folder.path.join(".mithaq/inbox.sqlite3")).expect("it is a database");
    let begun = database.transaction().expect("it is begun");
    for nth in 0..1_234 {
        let content = format!("[[\"name\",[\"sender {nth}\"]],[\"field-{}\",[\"x\"]]]", nth % 3);
        let row = "INSERT INTO posts (reference, received, association, form, language, content, files, fingerprint)
                   VALUES (?1, ?2, 'trial', 'complaint', 'en', ?3, '[]', x'00')";
        begun.execute(row, rusqlite::params![format!("R{nth}"), nth, content]).expect("a row");
    }
    begun.commit().expect("it is kept");
    drop(database);
    let server = Server::start(&folder, &[]);
    let table = server.get("/_mithaq/inbox/posts.csv?lang=en").is(200).body;
    let senders: Vec<usize> =
        table.split("sender ").skip(1).filter_map(|rest| rest.split('"').next()?.parse().ok()).collect();
    assert_eq!(senders, (0..1_234).rev().collect::<Vec<_>>());
    assert!(["field-0", "field-1", "field-2", "Salim"].iter().all(|words| table.contains(words)));
    assert_eq!(
        table.lines().next().map(|head| head.matches(',').count()),
        table.lines().nth(1).map(|row| row.matches(',').count())
    );
}

/// What `serve` holds in memory at most, in MiB (Linux).
fn peak(server: &Server) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{}/status", server.id())).expect("it runs");
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).expect("the system tells it");
    line.trim().trim_end_matches(" kB").parse::<u64>().expect("a number") / 1024
}

#[test]
#[ignore = "a part of a benchmark"]
fn the_memory_of_a_hundred_thousand_posts() {
    let folder = site().in_a_folder();
    let mut server = Server::start(&folder, &[]);
    server.script(URLENCODED, GOOD).is(200);
    server.kill();
    let mut database = rusqlite::Connection::open(folder.path.join(".mithaq/inbox.sqlite3")).expect("it is a database");
    let begun = database.transaction().expect("it is begun");
    let story = "حدث في الفرع ما أكتبه هنا بالتفصيل. ".repeat(60);
    for nth in 0..100_000 {
        let content = format!("[[\"name\",[\"sender {nth}\"]],[\"story\",[\"{story}\"]]]");
        let row = "INSERT INTO posts (reference, received, association, form, language, content, files, fingerprint)
                   VALUES (?1, ?2, 'trial', 'complaint', 'en', ?3, '[]', x'00')";
        begun.execute(row, rusqlite::params![format!("R{nth}"), nth, content]).expect("a row");
    }
    begun.commit().expect("it is kept");
    drop(database);
    let server = Server::start(&folder, &[]);
    let start = peak(&server);
    server.get("/_mithaq/inbox/?lang=en").is(200).says("Posts: 100001");
    server.get("/_mithaq/inbox/?lang=en&page=2000").is(200);
    let list = peak(&server);
    let table = server.get("/_mithaq/inbox/posts.csv?lang=en").is(200).body;
    let (size, most) = (table.len() >> 20, peak(&server));
    writeln!(std::io::stdout(), "start: {start} MiB, list: {list} MiB, table of {size} MiB: {most} MiB")
        .expect("it is told");
    assert_eq!(table.matches("sender ").count(), 100_000);
    // A program that was not optimised takes more to begin with.
    let most = if cfg!(debug_assertions) { start + 32 } else { 64 };
    assert!(peak(&server) <= most);
}

#[test]
fn of_many_posts_that_are_deleted_in_any_order_nothing_is_left() {
    let folder = site().in_a_folder();
    let mut server = Server::start(&folder, &[]);
    server.script(URLENCODED, GOOD).is(200);
    server.kill();
    let mut database = rusqlite::Connection::open(folder.path.join(".mithaq/inbox.sqlite3")).expect("it is a database");
    let begun = database.transaction().expect("it is begun");
    let number = |nth: usize| mithaq_reference(nth);
    for nth in 0..400_usize {
        let content = format!("[[\"story\",[\"word-{nth}-of-a-post {}\"]]]", "حدث. ".repeat(nth * 37 % 300));
        let row = "INSERT INTO posts (reference, received, association, form, language, content, files, fingerprint)
                   VALUES (?1, ?2, 'trial', 'complaint', 'en', ?3, '[]', x'00')";
        begun
            .execute(row, rusqlite::params![number(nth), i64::try_from(nth).expect("a number"), content])
            .expect("a row");
    }
    begun.commit().expect("it is kept");
    drop(database);
    let server = Server::start(&folder, &[]);
    let gone: Vec<usize> = (0..40).map(|nth| nth * 157 % 400).collect();
    for nth in &gone {
        let path = format!("/_mithaq/inbox/{}/delete", number(*nth));
        server
            .ask("POST", &path, &[("Content-Type", URLENCODED)], format!("delete={}", number(*nth)).as_bytes())
            .is(303);
    }
    for nth in gone {
        assert_eq!(holders(&folder, &format!("word-{nth}-of-a-post")), [""; 0]);
        assert_eq!(holders(&folder, &number(nth)), [""; 0]);
    }
}

/// A number that the inbox could have given: nine letters of its alphabet, and the one that tells a slip.
fn mithaq_reference(nth: usize) -> String {
    const LETTERS: &[u8] = b"23456789ABCDEFGHJKMNPQRSTUVWXYZ";
    let mut rest = nth * 7_919 + 1;
    let mut places: Vec<usize> = (0..9)
        .map(|_| {
            rest = (rest * 6_364_136_223 + 1_442_695_041) % 2_147_483_647;
            rest % 31
        })
        .collect();
    places.push(places.iter().enumerate().map(|(nth, place)| (nth + 1) * place).sum::<usize>() % 31);
    places.into_iter().map(|place| char::from(LETTERS[place])).collect()
}

#[test]
fn what_is_refused_is_not_given_back_by_the_megabyte() {
    let folder = site().in_a_folder();
    let server = Server::start(&folder, &[]);
    let long = format!("name=a&story={}", "%22".repeat(2 << 20));
    let answer =
        server.send("POST", "/_mithaq/forms/trial/complaint", &[("Content-Type", URLENCODED)], long.as_bytes());
    let answer = answer.is(422);
    assert!(answer.body.len() < 64 << 10, "{} bytes", answer.body.len());
    assert!(
        answer.body.contains("what you wrote is still there") || answer.body.contains("تجد ما كتبته"),
        "{}",
        answer.body
    );
}
