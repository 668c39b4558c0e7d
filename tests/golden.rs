//! Three whole sites and what they become: the list of files, the `<main>` of
//! each page, the data, the findings.
//!
//! `MITHAQ_BLESS=1 cargo test golden` writes what is expected anew; the
//! difference is then read like code. An expected file that is missing, or that
//! nothing makes any more, fails.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use crate::folder::Folder;
use crate::site::{Built, Said, TODAY, build_folder, drawn};

#[test]
fn the_smallest_bilingual_site() {
    compare("smallest");
}

#[test]
fn a_full_association() {
    compare("full");
}

#[test]
fn many_mistakes() {
    compare("mistakes");
}

#[test]
fn a_difference_is_told_by_its_line() {
    assert_eq!(first_difference("a\nb\nc", "a\nx\nc"), "line 2\n  expected: b\n  found:    x");
    assert_eq!(first_difference("a", "a\nb"), "line 2\n  expected: \n  found:    b");
}

fn compare(name: &str) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(name);
    let made = made(&root.join("site"));
    let expected = root.join("expected");
    if std::env::var_os("MITHAQ_BLESS").is_some() {
        return bless(&expected, &made);
    }
    let known = read(&expected);
    let mut wrong = Vec::new();
    for (path, text) in &made {
        match known.get(path) {
            None => wrong.push(format!("{path}: nothing is expected")),
            Some(expected) if expected != text => wrong.push(format!("{path}: {}", first_difference(expected, text))),
            Some(_) => {}
        }
    }
    wrong.extend(
        known
            .keys()
            .filter(|path| !made.contains_key(*path))
            .map(|path| format!("{path}: it is expected, and not made")),
    );
    assert!(
        wrong.is_empty(),
        "{name} differs; look at it, then run `MITHAQ_BLESS=1 cargo test golden`:\n{}",
        wrong.join("\n")
    );
}

/// Everything that is compared, by the name of the file that keeps it.
fn made(site: &Path) -> BTreeMap<String, String> {
    let (found, built) = build_folder(site, TODAY, &Said::default());
    let mut made = BTreeMap::new();
    made.insert("findings.txt".to_owned(), drawn_fully(site, &drawn(&found)));
    if found.iter().any(|finding| finding.severity == "error") {
        return made;
    }
    let paths: Vec<String> = built.files.keys().map(|path| without_hash(path)).collect();
    made.insert("files.txt".to_owned(), paths.join("\n") + "\n");
    for path in built.files.keys() {
        if path.ends_with(".html") {
            made.insert(path.replace(".html", ".main.html"), main_of(&built, path));
        } else if !["assets/", "source/", "data/schema/", "SHA256SUMS"].iter().any(|start| path.starts_with(start)) {
            made.insert(path.clone(), built.file(path).replace("\r\n", "\n"));
        }
    }
    made
}

/// The findings as a person sees them, which the program itself draws.
fn drawn_fully(site: &Path, short: &str) -> String {
    if short.is_empty() {
        return "nothing is found\n".to_owned();
    }
    Folder::new().run(&["check", "--today", TODAY, "--site", site.to_str().expect("a path")]).err
}

/// The `<main>` of a page, an element a line, without the hashes of assets.
fn main_of(built: &Built, path: &str) -> String {
    let html = built.file(path);
    let start = html.find("<main").expect("a page has a main part");
    let end = html.find("</main>").expect("it ends");
    without_hash(&html[start..end]).replace("><", ">\n<") + "\n"
}

/// Names of assets change with every change of the theme: `style.0123456789.css` → `style.*.css`.
fn without_hash(text: &str) -> String {
    let is_hash = |part: &str| part.len() == 10 && part.bytes().all(|b| b.is_ascii_hexdigit());
    let parts: Vec<&str> = text.split('.').map(|part| if is_hash(part) { "*" } else { part }).collect();
    parts.join(".")
}

fn read(folder: &Path) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let mut open = vec![folder.to_owned()];
    while let Some(inner) = open.pop() {
        for entry in fs::read_dir(&inner).into_iter().flatten() {
            let path: PathBuf = entry.expect("the folder can be read").path();
            if path.is_dir() {
                open.push(path);
            } else {
                let name = path.strip_prefix(folder).expect("it stands below").to_string_lossy().replace('\\', "/");
                found.insert(name, fs::read_to_string(&path).expect("an expected file is text").replace("\r\n", "\n"));
            }
        }
    }
    found
}

fn bless(folder: &Path, made: &BTreeMap<String, String>) {
    if folder.exists() {
        fs::remove_dir_all(folder).expect("what was expected can be removed");
    }
    for (path, text) in made {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().expect("a file stands in a folder")).expect("a folder can be made");
        fs::write(path, text).expect("a file can be written");
    }
}

fn first_difference(expected: &str, found: &str) -> String {
    let (mut before, mut after) = (expected.lines(), found.lines());
    let mut line = 1;
    loop {
        match (before.next(), after.next()) {
            (None, None) => return "the ends of its lines".to_owned(),
            (a, b) if a == b => line += 1,
            (a, b) => {
                return format!(
                    "line {line}\n  expected: {}\n  found:    {}",
                    a.unwrap_or_default(),
                    b.unwrap_or_default()
                );
            }
        }
    }
}
