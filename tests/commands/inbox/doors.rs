//! Who may enter: a table of every route, and the ways in and out.

use super::{GOOD, URLENCODED, site};
use crate::commands::server::{Answer, PASSWORD, RIGHT, Server, exchange};

/// What the visitors of the table get: a stranger, one by another host's name, a page of another site, one with
/// the cookie, one with the password.
type Row = (&'static str, &'static str, &'static str, [u16; 5]);

/// Every route of both listeners.
const SITE: [Row; 14] = [
    ("GET", "/", "", [200, 403, 403, 200, 200]),
    ("GET", "/en/trial/forms/complaint/", "", [200, 403, 403, 200, 200]),
    ("GET", "/nowhere/", "", [404, 403, 403, 404, 404]),
    ("POST", "/en/", "", [200, 403, 403, 200, 200]),
    ("HEAD", "/_mithaq/events", "", [200, 403, 403, 200, 200]),
    ("GET", "/_mithaq/findings", "", [200, 403, 403, 200, 200]),
    ("GET", "/_mithaq/reload.js", "", [200, 403, 403, 200, 200]),
    ("GET", "/_mithaq/reload.css", "", [200, 403, 403, 200, 200]),
    ("GET", "/_mithaq/forms/form.css", "", [200, 403, 403, 200, 200]),
    ("GET", "/_mithaq/forms/trial/complaint", "", [303, 403, 403, 303, 303]),
    ("POST", "/_mithaq/forms/trial/complaint", GOOD, [303, 403, 403, 303, 303]),
    ("GET", "/_mithaq/inbox/", "", [404, 403, 403, 404, 404]),
    ("GET", "/_mithaq/inbox/posts.csv", "", [404, 403, 403, 404, 404]),
    ("GET", "/_mithaq/inbox/REFERENCE/", "", [404, 403, 403, 404, 404]),
];

const INBOX: [Row; 20] = [
    ("GET", "/", "", [303, 403, 403, 303, 303]),
    ("GET", "/_mithaq/inbox", "", [303, 403, 403, 303, 303]),
    ("GET", "/_mithaq/inbox/inbox.css", "", [200, 403, 403, 200, 200]),
    ("GET", "/_mithaq/inbox/", "", [401, 403, 403, 200, 200]),
    ("HEAD", "/_mithaq/inbox/", "", [401, 403, 403, 200, 200]),
    ("GET", "/_mithaq/inbox/?page=2&lang=ar", "", [401, 403, 403, 200, 200]),
    ("GET", "/_mithaq/inbox/posts.csv", "", [401, 403, 403, 200, 200]),
    ("GET", "/_mithaq/inbox/REFERENCE/", "", [401, 403, 403, 200, 200]),
    ("GET", "/_mithaq/inbox/%52EFERENCE/", "", [401, 403, 403, 404, 404]),
    ("GET", "/_mithaq/inbox/REFERENCE/files/1", "", [401, 403, 403, 404, 404]),
    ("GET", "/_mithaq/inbox/..%2f..%2fcontent%2fsite.yaml/", "", [401, 403, 403, 404, 404]),
    ("POST", "/_mithaq/inbox/REFERENCE/", "read=1", [401, 403, 403, 303, 303]),
    ("GET", "/_mithaq/inbox/REFERENCE/delete", "", [401, 403, 403, 200, 200]),
    ("POST", "/_mithaq/inbox/REFERENCE/delete", "delete=another", [401, 403, 403, 400, 400]),
    ("GET", "/_mithaq/inbox/enter", "", [401, 403, 403, 401, 401]),
    ("POST", "/_mithaq/inbox/enter", "password=", [401, 403, 403, 401, 401]),
    ("GET", "/_mithaq/events", "", [404, 403, 403, 404, 404]),
    ("GET", "/en/", "", [404, 403, 403, 404, 404]),
    ("GET", "/favicon.ico", "", [204, 403, 403, 204, 204]),
    ("POST", "/_mithaq/inbox/leave", "", [303, 403, 403, 303, 303]),
];

#[test]
fn the_table_lists_every_route() {
    let mut routes = Vec::new();
    for file in ["src/commands/serve.rs", "src/commands/serve/events.rs", "src/commands/serve/inbox.rs"] {
        let text = std::fs::read_to_string(std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(file))
            .expect("the file is there");
        let named = text.split(".route(").skip(1).filter_map(|rest| rest.split('"').nth(1));
        routes.extend(named.map(str::to_owned));
    }
    assert!(routes.len() > 12, "{routes:?}");
    let is_of = |route: &str, path: &str| {
        let (route, path) = (route.split('/'), path.split('?').next().unwrap_or_default().split('/'));
        route.clone().count() == path.clone().count()
            && route.zip(path).all(|(wanted, part)| wanted == part || wanted.starts_with('{') && !part.is_empty())
    };
    let listed = |route: &&String| SITE.iter().chain(&INBOX).any(|(_, path, ..)| is_of(route, path));
    let left_out: Vec<_> = routes.iter().filter(|route| !listed(route)).collect();
    assert!(left_out.is_empty(), "say in the table who may ask for {left_out:?}");
}

/// The value of a cookie that an answer sets, as a browser sends it back.
fn cookie(answer: &Answer) -> String {
    let set = answer.head.lines().find_map(|line| line.strip_prefix("set-cookie: ")).unwrap_or_default();
    assert!(set.contains("; httponly") && set.contains("; samesite=strict") && set.contains("; path=/"), "{set}");
    set.split(';').next().unwrap_or_default().to_owned()
}

#[test]
fn every_route_is_answered_to_whom_it_is_for() {
    let folder = site().in_a_folder();
    let server = Server::start(&folder, &[]);
    let reference = server.script(URLENCODED, GOOD).is(200).reference();
    let entered = exchange(
        &server.inbox,
        "POST",
        "/_mithaq/inbox/enter",
        &[("Content-Type", URLENCODED), ("Origin", &format!("http://{}", server.inbox))],
        b"password=open+sesame%2C+please",
    );
    let cookie = cookie(&entered.expect("the inbox answers").is(303));
    let port = server.inbox.rsplit(':').next().unwrap_or_default();
    assert!(cookie.starts_with(&format!("mithaq-{port}=")), "{cookie}");
    let cross = [("Origin", "https://evil.example"), ("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Mode", "no-cors")];
    let visitors: [(&str, Vec<(&str, &str)>); 5] = [
        ("a stranger", vec![]),
        ("another host", vec![("Host", "evil.example"), ("Authorization", RIGHT), ("Cookie", &cookie)]),
        ("another page", [&cross[..], &[("Authorization", RIGHT), ("Cookie", &cookie)]].concat()),
        ("the cookie", vec![("Cookie", &cookie)]),
        ("the password", vec![("Authorization", RIGHT)]),
    ];
    for (address, table) in [(&server.address, &SITE[..]), (&server.inbox, &INBOX[..])] {
        for (method, path, body, wanted) in table {
            let path = path.replace("REFERENCE", &reference);
            for ((who, headers), wanted) in visitors.iter().zip(wanted) {
                let headers = [&[("Content-Type", URLENCODED)], &headers[..]].concat();
                let answer = exchange(address, method, &path, &headers, body.as_bytes()).expect("an answer");
                assert_eq!(answer.status, *wanted, "{who}: {method} {path}\n{}\n{}", answer.head, answer.body);
                for header in [
                    "x-content-type-options: nosniff",
                    "cross-origin-resource-policy: same-origin",
                    "frame-ancestors 'none'",
                    "referrer-policy: same-origin",
                ] {
                    assert!(answer.head.contains(header), "{who}: {method} {path} lacks {header}\n{}", answer.head);
                }
                if *wanted >= 400 || address == &server.address {
                    assert!(!answer.body.contains("Salim"), "{who}: {method} {path}");
                }
            }
        }
    }
}

#[test]
fn without_a_password_a_link_opens_the_inbox_and_is_told_to_its_owner_alone() {
    let folder = site().in_a_folder();
    // As another program may have left it, and open to others.
    folder.write(".mithaq/built.json", "{}");
    #[cfg_attr(not(unix), expect(unused_mut, reason = "a signal ends it"))]
    let mut server = Server::start_with(&folder, &[], &[]);
    server.script(URLENCODED, GOOD).is(200);
    let link = folder.read(".mithaq/inbox-link");
    let key = link.trim().split("enter?key=").nth(1).expect("a key").to_owned();
    assert_eq!(key.len(), 64);
    assert!(!server.said().contains(&key), "what a service prints is kept");
    let ask =
        |path: &str, headers: &[(&str, &str)]| exchange(&server.inbox, "GET", path, headers, b"").expect("an answer");
    for path in ["", "posts.csv", "?key=x", "enter?key=0", "enter?key=", "enter"] {
        ask(&format!("/_mithaq/inbox/{path}"), &[]).is(401).lacks("Salim").lacks(&key);
    }
    // Nobody is believed for what a proxy says of him, or for an empty password.
    for headers in [
        [("X-Forwarded-For", "127.0.0.1"), ("Forwarded", "for=127.0.0.1")],
        [("Authorization", "Basic Og=="), ("Cookie", "mithaq=")],
    ] {
        ask("/_mithaq/inbox/", &headers).is(401).lacks("Salim");
    }
    let entered = ask(&format!("/_mithaq/inbox/enter?key={key}"), &[]).is(303);
    let cookie = cookie(&entered);
    let entered = entered.says("location: ./\r\n").says("referrer-policy: no-referrer").lacks(&key);
    assert!(!entered.head.contains(&key));
    let list = ask("/_mithaq/inbox/?lang=en", &[("Cookie", &cookie)]).is(200).says("Posts: 1").says("Sign out");
    assert!(!list.body.contains(&key) && !list.head.contains(&key));
    let leave = exchange(&server.inbox, "POST", "/_mithaq/inbox/leave", &[("Cookie", &cookie)], b"");
    leave.expect("an answer").is(303).says("max-age=0");
    ask("/_mithaq/inbox/", &[("Cookie", &cookie)]).is(401);
    // The link still opens the inbox, with another cookie.
    ask(&format!("/_mithaq/inbox/enter?key={key}"), &[]).is(303);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = |path: &str| std::fs::metadata(folder.path.join(path)).expect("it is there").permissions().mode();
        for (path, wanted) in [("", 0o700), ("/inbox-link", 0o600), ("/inbox.sqlite3", 0o600), ("/attachments", 0o700)]
        {
            assert_eq!(mode(&format!(".mithaq{path}")) & 0o777, wanted, "{path}");
        }
        assert_eq!(server.signal("TERM").0.code(), Some(0));
        assert!(!folder.has(".mithaq/inbox-link"));
    }
}

#[test]
fn wrong_passwords_wait_in_one_queue_and_the_right_one_does_not() {
    let folder = site().in_a_folder();
    let server = Server::start(&folder, &["--address", "0.0.0.0:0"]);
    server.script(URLENCODED, GOOD).is(200);
    assert!(server.said().contains("travel in the clear"), "{}", server.said());
    let list = "/_mithaq/inbox/posts.csv";
    let ask = |headers: &[(&str, &str)]| exchange(&server.inbox, "GET", list, headers, b"").expect("an answer");
    ask(&[]).is(401).says("www-authenticate: basic realm=\"mithaq\"");
    let page = ask(&[("Accept", "text/html,*/*")]).is(401).says("type=\"password\"");
    assert!(!page.head.contains("www-authenticate"), "a browser is shown a page");
    ask(&[("Authorization", "Basic !")]).is(401);
    let start = std::time::Instant::now();
    std::thread::scope(|scope| {
        // "someone:wrong"
        let wrong = || ask(&[("Authorization", "Basic c29tZW9uZTp3cm9uZw==")]).is(401).lacks("Salim");
        let all: Vec<_> = (0..3).map(|_| scope.spawn(wrong)).collect();
        std::thread::sleep(std::time::Duration::from_millis(100));
        ask(&[("Authorization", RIGHT)]).is(200).says("Salim");
        // In the queue it would be the fourth.
        assert!(start.elapsed() < std::time::Duration::from_millis(2500), "{:?}", start.elapsed());
        all.into_iter().for_each(|one| drop(one.join().expect("it is answered")));
    });
    assert!(start.elapsed() >= std::time::Duration::from_secs(3), "{:?}", start.elapsed());
    assert!(server.said().contains("wrong password or link; so far: 2"), "{}", server.said());
    assert!(!server.said().contains("Salim") && !server.said().contains(PASSWORD));
}

#[test]
fn a_password_is_long_and_comes_from_a_file_or_the_environment() {
    let folder = site().in_a_folder();
    folder.write("short", "elevenchars\n");
    folder.write("long", format!("{PASSWORD}\r\n"));
    folder.run(&["serve", "--inbox-password-file", "short"]).ends(2).says("has fewer than 12 characters");
    folder.run(&["serve", "--inbox-password-file", "none"]).ends(3).says("cannot be read");
    folder.run(&["serve", "--inbox-password", PASSWORD]).ends(2);
    let server = Server::start_with(
        &folder,
        &["--inbox-password-file", "long"],
        &[("MITHAQ_INBOX_PASSWORD", "another one, as long")],
    );
    server.get("/_mithaq/inbox/").is(200);
    #[cfg(unix)]
    assert!(server.said().contains("others on this machine may read the password in `long`"), "{}", server.said());
    assert!(!folder.has(".mithaq/inbox-link"));
}

#[test]
fn only_names_of_its_own_are_answered() {
    let folder = site().in_a_folder();
    let server = Server::start(&folder, &["--host", "forms.example.org"]);
    let called = |host: &str| server.send("GET", "/en/", &[("Host", host)], b"").status;
    for own in ["localhost", "localhost.:80", "[::1]", "trial.example.org", "Forms.example.org:443"] {
        assert_eq!(called(own), 200, "{own}");
    }
    for other in ["evil.example", "10.0.0.1", "example.org", ""] {
        assert_eq!(called(other), 403, "{other}");
    }
    // As pages of the published site send it through a proxy that hands on no name.
    let sent = |origin: &str| {
        let headers = [("Content-Type", URLENCODED), ("Origin", origin)];
        server.send("POST", "/_mithaq/forms/trial/complaint", &headers, GOOD.as_bytes()).status
    };
    assert_eq!(
        [sent("https://trial.example.org"), sent("https://forms.example.org"), sent("https://evil.example")],
        [303, 303, 403]
    );
}
