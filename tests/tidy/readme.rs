//! The README and the guide tell the truth.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use super::root;
use crate::folder::Folder;

fn readme() -> String {
    fs::read_to_string(root().join("README.md")).expect("there is a README.md")
}

#[test]
fn the_readme_names_only_commands_and_options_that_help_lists() {
    let folder = Folder::new();
    let help = folder.run(&["--help"]).ends(0).out;
    let listed: BTreeSet<String> = help
        .lines()
        .skip_while(|line| !line.starts_with("Commands:"))
        .skip(1)
        .take_while(|line| line.starts_with("  "))
        .filter_map(|line| line.split_whitespace().next().map(str::to_owned))
        .collect();
    assert!(listed.len() >= 6, "{help}");
    let options: String = listed
        .iter()
        .filter(|command| *command != "help")
        .map(|command| folder.run(&[command, "--help"]).ends(0).out)
        .collect();
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
fn the_links_of_the_readme_and_the_guide_lead_to_files() {
    for name in ["README.md", "content/README.md"] {
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
