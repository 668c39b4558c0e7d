//! The README and the guides tell the truth.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use super::root;
use crate::folder::Folder;

fn readme() -> String {
    fs::read_to_string(root().join("README.md")).expect("there is a README.md")
}

#[test]
fn the_readme_names_only_commands_and_options_that_help_lists() {
    let folder = Folder::new();
    let help = folder.run(&["--help"]).ends(0).out;
    let listed = commands(&help);
    assert!(listed.len() >= 6, "{help}");
    let mut options = String::new();
    for command in listed.iter().filter(|command| *command != "help") {
        let help = folder.run(&[command, "--help"]).ends(0).out;
        for below in commands(&help).iter().filter(|below| *below != "help") {
            options += &folder.run(&[command, below, "--help"]).ends(0).out;
        }
        options += &help;
    }
    let text = readme();
    let mut named = BTreeSet::new();
    for (at, _) in text.match_indices("mithaq ") {
        // A command is typed: it stands in code.
        let before = text[..at].chars().next_back();
        let word: String = text[at + 7..].chars().take_while(|c| c.is_ascii_lowercase() || *c == '-').collect();
        if matches!(before, Some('`' | '\n' | '/' | '$' | ' ')) && !word.is_empty() && in_code(&text, at) {
            named.insert(word);
        }
    }
    let unknown: Vec<_> = named.difference(&listed).collect();
    assert!(unknown.is_empty(), "the README names commands that do not exist: {unknown:?}");
    let unnamed: Vec<_> = listed.iter().filter(|command| *command != "help" && !named.contains(*command)).collect();
    assert!(unnamed.is_empty(), "the README leaves out {unnamed:?}");
    for (at, _) in text.match_indices("--") {
        let option: String = text[at..].chars().take_while(|c| c.is_ascii_lowercase() || *c == '-').collect();
        let ours = in_code(&text, at)
            && option.len() > 3
            && !matches!(option.as_str(), "--release" | "--version" | "--locked" | "--path" | "--help" | "--git");
        assert!(
            !ours || options.contains(&format!("{option} ")) || options.contains(&format!("{option}\n")),
            "no command knows the option `{option}` of the README"
        );
    }
}

/// The commands that a help lists.
fn commands(help: &str) -> BTreeSet<String> {
    let listed = help.lines().skip_while(|line| !line.starts_with("Commands:")).skip(1);
    let listed = listed.take_while(|line| line.starts_with("  "));
    listed.filter_map(|line| line.split_whitespace().next().map(str::to_owned)).collect()
}

/// Whether a byte of a Markdown text stands in a fence or between backticks.
fn in_code(text: &str, at: usize) -> bool {
    let before = &text[..at];
    if before.lines().filter(|line| line.starts_with("```")).count() % 2 == 1 {
        return true;
    }
    let line = before.rfind('\n').map_or(0, |line| line + 1);
    before[line..].matches('`').count() % 2 == 1
}

#[test]
fn the_links_of_the_guides_lead_to_files() {
    for name in ["README.md", "content/README.md", "CONTRIBUTING.md", "tests/README.md", "tests/bench/README.md"] {
        let path = root().join(name);
        let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{name}: {error}"));
        for target in text.split("](").skip(1).filter_map(|rest| rest.split([')', '#']).next()) {
            if !target.is_empty() && !target.contains("://") && !target.contains(':') {
                let there = path.parent().unwrap_or(Path::new(".")).join(target);
                assert!(there.exists(), "{name} leads to `{target}`, which is not there");
            }
        }
    }
}

/// What stands between backticks in a Markdown text, outside of fences.
fn spans(text: &str) -> impl Iterator<Item = &str> {
    let outside = text.split("```").step_by(2);
    outside.flat_map(|part| part.split('`').skip(1).step_by(2))
}

#[test]
fn every_path_that_the_guide_to_the_code_names_is_there() {
    let text = fs::read_to_string(root().join("CONTRIBUTING.md")).expect("there is a CONTRIBUTING.md");
    let is_path = |span: &&str| {
        let rooted = ["src/", "tests/", "themes/", "content/"].iter().any(|folder| span.starts_with(folder));
        rooted || span.ends_with(".md") && !span.contains('/')
    };
    let paths: BTreeSet<&str> = spans(&text).filter(is_path).collect();
    assert!(paths.len() > 50, "the guide names {} paths", paths.len());
    for path in paths {
        // Of `tests/checks/<id>.md` the folder is there.
        let (known, is_open) = path.split_once('<').map_or((path, false), |(folder, _)| (folder, true));
        let there = root().join(known.trim_end_matches('/'));
        let is_there = if is_open { there.is_dir() } else { there.exists() };
        assert!(is_there, "CONTRIBUTING.md names `{path}`, which is not there");
    }
}

#[test]
fn the_guide_to_the_code_names_the_parts_of_all_tests() {
    let script = fs::read_to_string(root().join("tests/run")).expect("there is a tests/run");
    let parts = script.lines().find_map(|line| line.strip_prefix("all=(")?.strip_suffix(')')).expect("a list of parts");
    let done = Command::new("bash").arg(root().join("tests/run")).arg("nonsense").output().expect("bash runs");
    assert_eq!(done.status.code(), Some(2));
    let said = String::from_utf8_lossy(&done.stderr);
    assert!(said.contains(&format!("there is no part `nonsense`; the parts are: {parts}")), "{said}");
    let text = fs::read_to_string(root().join("CONTRIBUTING.md")).expect("there is a CONTRIBUTING.md");
    let named: Vec<&str> = text
        .lines()
        .filter_map(|line| line.split('#').next()?.strip_prefix("tests/run "))
        .flat_map(str::split_whitespace)
        .collect();
    assert_eq!(named.join(" "), parts, "the parts that CONTRIBUTING.md names");
}

#[test]
fn each_folder_of_tests_is_explained() {
    let text = fs::read_to_string(root().join("tests/README.md")).expect("there is a tests/README.md");
    let explained: BTreeSet<String> = text
        .lines()
        .filter_map(|line| line.strip_prefix("| `")?.split_once("/`"))
        .map(|(name, _)| name.to_owned())
        .collect();
    let folders = fs::read_dir(root().join("tests")).expect("there are tests").map(|entry| entry.expect("an entry"));
    let there: BTreeSet<String> = folders
        .filter(|entry| entry.path().is_dir())
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    assert_eq!(explained, there);
}
