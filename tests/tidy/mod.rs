//! The house in order: arrows between rooms, what stays in which room, a page a
//! finding, words in both languages, a README that tells the truth.

mod arrows;
mod circles;
mod findings;
mod readme;
mod rooms;
mod sheets;
mod words;

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

/// A file of the program.
struct Source {
    path: String,
    room: String,
    text: String,
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Every file below a folder of the repository, by path relative to it.
pub(crate) fn files(below: &str, ending: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut open = vec![root().join(below)];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(&folder).expect("the folder is there") {
            let path = entry.expect("the folder can be read").path();
            if path.is_dir() {
                open.push(path);
            } else if path.to_string_lossy().ends_with(ending) {
                let name = path.strip_prefix(root()).expect("it stands below").to_string_lossy().replace('\\', "/");
                found.push((name, fs::read_to_string(&path).expect("the file is text")));
            }
        }
    }
    found.sort();
    found
}

fn sources() -> Vec<Source> {
    let read = |(path, text): (String, String)| {
        let first = path.trim_start_matches("src/").split('/').next().expect("a name");
        Source { room: first.trim_end_matches(".rs").to_owned(), path, text }
    };
    files("src", ".rs").into_iter().map(read).collect()
}

#[test]
fn every_module_opens_by_saying_what_it_is() {
    for (path, text) in files("src", ".rs").into_iter().chain(files("tests", ".rs")) {
        if path != "src/main.rs" {
            assert!(text.starts_with("//! "), "{path} does not say what it is");
        }
    }
}

/// The names of the crates that the lock file of a package says it stands on.
fn locked(lock: &str) -> BTreeSet<String> {
    let text = fs::read_to_string(root().join(lock)).expect("the lock file is there");
    let own = text.split("[[package]]").find(|package| package.contains("name = \"mithaq\"\n"));
    let names = own.expect("the package is locked").lines().filter_map(|line| line.strip_prefix(" \""));
    names.filter_map(|line| line.split(['"', ' ']).next()).map(str::to_owned).collect()
}

#[test]
fn the_search_for_faults_is_locked_to_the_crates_that_the_program_stands_on() {
    let manifest = fs::read_to_string(root().join("Cargo.toml")).expect("the manifest is there");
    let tests_alone = manifest.split("[dev-dependencies]").nth(1).and_then(|rest| rest.split("\n[").next());
    let tests_alone: BTreeSet<&str> = tests_alone
        .into_iter()
        .flat_map(str::lines)
        .filter_map(|line| line.split_once(" = "))
        .map(|(name, _)| name)
        .collect();
    let mut wanted = locked("Cargo.lock");
    wanted.retain(|name| !tests_alone.contains(name.as_str()));
    assert_eq!(wanted, locked("tests/fuzz/libfuzzer/Cargo.lock"), "build it once without `--locked`");
}
