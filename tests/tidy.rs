//! The house in order: arrows between rooms, what stays in which room, a page a
//! finding, words in both languages, a README that tells the truth.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use crate::checks;
use crate::folder::Folder;

/// The rooms from left to right: a room uses only what stands to the left of it.
const ROOMS: [&str; 16] = [
    "source", "report", "disk", "text", "model", "load", "edit", "check", "derive", "output", "render", "lib", "live",
    "inbox", "commands", "main",
];

/// Rooms that stay away from some that stand to their left.
const APART: [(&str, &[&str]); 7] = [
    ("report", &["disk"]),
    ("edit", &["disk"]),
    ("check", &["disk", "text", "load", "edit"]),
    ("derive", &["disk", "load", "edit", "check"]),
    ("output", &["disk", "text", "model", "load", "edit", "check", "derive"]),
    ("render", &["disk", "load", "edit", "check"]),
    ("inbox", &["text", "load", "edit", "check", "output", "render", "lib", "live"]),
];

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
fn files(below: &str, ending: &str) -> Vec<(String, String)> {
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

/// The rooms that a file names, with the line: `crate::load`, `crate::{report, source}`.
fn named(source: &Source) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    for (at, _) in source.text.match_indices("crate::") {
        let line = source.text[..at].matches('\n').count() + 1;
        let rest = &source.text[at + "crate::".len()..];
        let inside = match rest.strip_prefix('{') {
            Some(list) => &list[..list.find(';').unwrap_or(list.len())],
            None => first_word(rest),
        };
        let mut depth = 0;
        let mut word = String::new();
        for c in inside.chars().chain([',']) {
            match c {
                '{' => depth += 1,
                // The last one closes the list itself.
                '}' if depth > 0 => depth -= 1,
                '}' => {}
                ',' if depth == 0 => {
                    let name: String = word.trim().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
                    if !name.is_empty() {
                        found.push((line, if ROOMS.contains(&name.as_str()) { name } else { "lib".to_owned() }));
                    }
                    word.clear();
                }
                c if depth == 0 => word.push(c),
                _ => {}
            }
        }
    }
    found
}

fn first_word(rest: &str) -> &str {
    &rest[..rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len())]
}

#[test]
fn rooms_use_only_what_stands_to_the_left() {
    let order = |room: &str| {
        ROOMS.iter().position(|known| *known == room).unwrap_or_else(|| panic!("`{room}` is no room of the map"))
    };
    let mut wrong = Vec::new();
    for source in sources() {
        for (line, used) in named(&source) {
            let apart = APART.iter().any(|(room, others)| *room == source.room && others.contains(&used.as_str()));
            if used != source.room && (order(&used) > order(&source.room) || apart) {
                wrong.push(format!("{}:{line}: `{}` uses `{used}`", source.path, source.room));
            }
        }
    }
    assert!(wrong.is_empty(), "arrows that run the wrong way:\n{}", wrong.join("\n"));
}

#[test]
fn the_map_in_lib_tells_the_order_of_the_rooms() {
    let lib = fs::read_to_string(root().join("src/lib.rs")).expect("the map is there");
    assert!(lib.contains(&ROOMS.join(" → ")), "the map at the top of lib.rs tells another order");
    for room in ROOMS.iter().filter(|room| !matches!(**room, "lib" | "main")) {
        assert!(lib.contains(&format!("//! | `{room}` |")), "the map does not say what `{room}` is");
    }
}

#[test]
fn the_reader_of_arrows_sees_every_way_of_writing_one() {
    let source = |text: &str| Source { path: "src/x.rs".to_owned(), room: "model".to_owned(), text: text.to_owned() };
    let rooms = |text: &str| named(&source(text)).into_iter().map(|(_, room)| room).collect::<Vec<_>>();
    assert_eq!(rooms("use crate::load::Loaded;\nlet x = crate::disk::create(y);"), ["load", "disk"]);
    assert_eq!(rooms("use crate::{Moment, report::{Report, meant}, source::Place};"), ["lib", "report", "source"]);
    assert_eq!(rooms("crate::plan(x)"), ["lib"]);
}

/// Parts of a file that are not comments and not its own tests.
fn code(source: &Source) -> impl Iterator<Item = (usize, &str)> {
    let own = source.text.split("#[cfg(test)]").next().unwrap_or_default();
    own.lines().enumerate().map(|(nth, line)| (nth + 1, line)).filter(|(_, line)| !line.trim_start().starts_with("//"))
}

#[track_caller]
fn stays_in(words: &[&str], rooms: &[&str]) {
    let mut wrong = Vec::new();
    for source in sources().iter().filter(|source| !rooms.contains(&source.room.as_str())) {
        for (line, text) in code(source) {
            wrong.extend(
                words
                    .iter()
                    .filter(|word| text.contains(**word))
                    .map(|word| format!("{}:{line}: `{word}`", source.path)),
            );
        }
    }
    assert!(wrong.is_empty(), "only {rooms:?} may say so:\n{}", wrong.join("\n"));
}

#[test]
fn files_are_touched_in_one_room() {
    stays_in(&["std::fs", "fs::read", "fs::write", "File::open", "WalkDir", "std::os"], &["disk"]);
}

#[test]
fn the_clock_the_environment_and_the_outputs_belong_to_the_commands() {
    stays_in(
        &["::now()", "SystemTime", "std::env::", "std::process", "std::net", "println!", "print!(", "stdout", "stderr"],
        &["commands", "main"],
    );
}

#[test]
fn each_big_dependency_is_named_in_its_own_place() {
    for (words, places) in [
        ("serde_yaml", &["src/load/yaml.rs"][..]),
        ("saphyr_parser", &["src/source/keys.rs", "src/edit/tree.rs"]),
        ("pulldown_cmark", &["src/text/blocks.rs"]),
        ("ammonia", &["src/text/html.rs"]),
        ("icu_calendar", &["src/model/date.rs"]),
        ("minify_html", &["src/output.rs"]),
        ("walkdir", &["src/disk.rs", "src/disk/staging.rs"]),
        ("rustix", &["src/disk/staging.rs"]),
        ("axum", &["src/commands/serve.rs"]),
        ("notify", &["src/commands/serve/watch.rs"]),
        ("self_cell", &["src/live/shown.rs"]),
        ("rusqlite", &["src/inbox/store.rs"]),
        ("multer", &["src/inbox/body.rs"]),
        ("getrandom", &["src/inbox/reference.rs"]),
    ] {
        for source in sources() {
            let named = code(&source).any(|(_, line)| line.contains(&format!("{words}::")));
            // A file and the folder of its name are one place.
            let is_its_own = places.iter().any(|place| {
                source.path == *place || source.path.starts_with(&format!("{}/", place.trim_end_matches(".rs")))
            });
            assert!(!named || is_its_own, "{} names `{words}`, which is for {places:?}", source.path);
        }
    }
}

/// The name of every finding that the program can report.
fn finding_ids() -> BTreeMap<String, String> {
    let mut ids = BTreeMap::new();
    for source in sources().iter().filter(|source| source.room != "report") {
        let own = source.text.split("#[cfg(test)]").next().unwrap_or_default();
        for call in [".error(", ".warning("] {
            for (at, _) in own.match_indices(call) {
                let argument = own[at + call.len()..].trim_start();
                let literal = argument.strip_prefix('"').and_then(|rest| rest.split('"').next());
                assert!(
                    literal.is_some() || argument.starts_with("problem.id"),
                    "{}: the name of a finding is written where it is reported: {}",
                    source.path,
                    &argument[..40]
                );
                ids.extend(literal.map(|id| (id.to_owned(), source.path.clone())));
            }
        }
        // What keeps a file from being read is named before there is a report.
        for (at, name) in own.match_indices("Problem {") {
            let literal =
                own[at + name.len()..].trim_start().strip_prefix("id: \"").and_then(|rest| rest.split('"').next());
            ids.extend(literal.map(|id| (id.to_owned(), source.path.clone())));
        }
    }
    ids
}

#[test]
fn every_finding_has_its_page_and_every_page_its_finding() {
    let ids = finding_ids();
    let pages: BTreeSet<String> = checks::pages().into_iter().map(|(id, _)| id).collect();
    let missing: Vec<_> = ids.iter().filter(|(id, _)| !pages.contains(*id)).collect();
    let unused: Vec<_> = pages.iter().filter(|id| !ids.contains_key(*id)).collect();
    assert!(missing.is_empty(), "findings without a page in tests/checks: {missing:?}");
    assert!(unused.is_empty(), "pages of findings that nothing reports: {unused:?}");
    assert!(ids.len() > 45, "the scan sees {} findings", ids.len());
}

#[test]
fn names_of_findings_are_words_joined_by_dashes() {
    for (id, path) in finding_ids() {
        assert!(id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-'), "`{id}` in {path}");
    }
}

type Words = BTreeMap<String, serde_yaml::Value>;

fn words(lang: &str) -> Words {
    let text =
        fs::read_to_string(root().join(format!("themes/default/strings/{lang}.yaml"))).expect("the words are there");
    serde_yaml::from_str(&text).expect("the words are YAML")
}

#[test]
fn every_word_of_the_interface_stands_in_both_languages() {
    let (ar, en) = (words("ar"), words("en"));
    let keys = |words: &Words| words.keys().cloned().collect::<BTreeSet<_>>();
    assert_eq!(keys(&ar), keys(&en));
    for (key, value) in &ar {
        let other = &en[key];
        let kinds = (value.is_string(), value.is_mapping(), value.is_sequence());
        assert_eq!(
            kinds,
            (other.is_string(), other.is_mapping(), other.is_sequence()),
            "`{key}` is another kind of thing in English"
        );
        assert_eq!(
            value.as_sequence().map(Vec::len),
            other.as_sequence().map(Vec::len),
            "`{key}` is longer in one language"
        );
        if let (Some(ar), Some(en)) = (value.as_str(), other.as_str()) {
            assert_eq!(holes(ar), holes(en), "`{key}` is filled in with other things in English");
            assert!(!ar.trim().is_empty() && !en.trim().is_empty(), "`{key}` is empty");
        }
    }
}

fn holes(words: &str) -> BTreeSet<&str> {
    words.split('{').skip(1).filter_map(|rest| rest.split('}').next()).collect()
}

#[test]
fn plurals_have_every_form_that_their_language_counts_with() {
    for (lang, forms) in [("ar", &["zero", "one", "two", "few", "many", "other"][..]), ("en", &["one", "other"])] {
        let mut counted = 0;
        for (key, value) in words(lang) {
            let Some(map) = value.as_mapping() else { continue };
            counted += 1;
            for form in forms {
                assert!(map.contains_key(*form), "`{key}` in {lang} has no form `{form}`");
            }
            for form in ["few", "many", "other"].iter().filter(|form| forms.contains(form)) {
                assert!(
                    map[*form].as_str().is_some_and(|words| words.contains("{n}")),
                    "`{key}.{form}` in {lang} does not say how many"
                );
            }
        }
        assert!(counted > 3);
    }
}

#[test]
fn every_word_that_is_asked_for_is_there() {
    let ar = words("ar");
    let mut missing = BTreeSet::new();
    for (path, text) in files("themes/default/templates", ".html") {
        for (at, _) in text.match_indices("t.") {
            let before = text[..at].chars().next_back().unwrap_or(' ');
            let key: String = text[at + 2..].chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
            if !before.is_alphanumeric() && !matches!(before, '_' | '.') && !key.is_empty() && !ar.contains_key(&key) {
                missing.insert(format!("{path}: t.{key}"));
            }
        }
    }
    for source in sources().iter().filter(|source| source.room == "render") {
        for call in ["t.get(\"", "t.fill(\"", "t.plural(\"", "t.item(\"", "word(\""] {
            for (at, _) in source.text.match_indices(call) {
                let key = source.text[at + call.len()..].split('"').next().expect("it ends");
                if !ar.contains_key(key) {
                    missing.insert(format!("{}: {key}", source.path));
                }
            }
        }
    }
    for (prefix, keys) in [
        ("topic", &["complaint", "request", "enquiry", "suggestion", "satisfaction", "volunteering", "report"][..]),
        ("unit", &["working-day", "day", "week", "month"]),
        (
            "audience",
            &["beneficiaries", "applicants", "volunteers", "donors", "members", "staff", "partners", "public"],
        ),
        ("state", &["in-force", "upcoming", "superseded", "draft", "withdrawn"]),
        ("period", &["at-most", "at-least"]),
        ("from", &["submission", "complete-request"]),
        ("language", &["ar", "en"]),
        (
            "kind",
            &[
                "interview",
                "phone",
                "whatsapp",
                "sms",
                "email",
                "fax",
                "letter",
                "social",
                "website",
                "form",
                "help-request",
                "volunteering",
                "branch",
                "other",
            ],
        ),
    ] {
        missing.extend(keys.iter().map(|key| format!("{prefix}_{key}")).filter(|key| !ar.contains_key(key)));
    }
    assert!(missing.is_empty(), "words that are asked for and not there: {missing:#?}");
}

#[test]
fn no_word_is_carried_along_unused() {
    let mut everything: String = sources().into_iter().map(|source| source.text).collect();
    everything.extend(files("themes/default/templates", ".html").into_iter().map(|(_, text)| text));
    // The script of forms gets its words by what follows `form_`.
    let script = files("themes/default/assets", "forms.js").into_iter().map(|(_, text)| text).collect::<String>();
    let in_script =
        |key: &str| key.strip_prefix("form_").is_some_and(|rest| rest.split('_').all(|part| script.contains(part)));
    let used = |key: &str| {
        in_script(key) || everything.contains(&format!("\"{key}\"")) || everything.contains(&format!("t.{key}")) || {
            // `format!("topic_{id}")`, `format!("need_{id}_{met}")`.
            key.match_indices('_').any(|(at, _)| everything.contains(&format!("\"{}_{{", &key[..at])))
                || everything.contains("{prefix}_{id}")
                    && ["topic_", "audience_"].iter().any(|prefix| key.starts_with(prefix))
        }
    };
    let unused: Vec<String> = words("ar").into_keys().filter(|key| !used(key)).collect();
    assert!(unused.is_empty(), "words that nothing asks for: {unused:?}");
}

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

#[test]
fn every_module_opens_by_saying_what_it_is() {
    for (path, text) in files("src", ".rs").into_iter().chain(files("tests", ".rs")) {
        if path != "src/main.rs" {
            assert!(text.starts_with("//! "), "{path} does not say what it is");
        }
    }
}

/// The declarations of a style sheet that stand at one physical side and so would not turn with the script.
fn physical(sheet: &str) -> Vec<String> {
    let mut plain = String::new();
    for (nth, part) in sheet.split("/*").enumerate() {
        plain.push_str(if nth == 0 { part } else { part.split_once("*/").map_or("", |(_, rest)| rest) });
    }
    let turns = |declaration: &&str| {
        let Some((name, value)) = declaration.split_once(':') else { return false };
        let (name, value) = (name.trim(), value.trim());
        let sides = ["left", "right", "top", "bottom"];
        let words: Vec<_> = value.split_whitespace().collect();
        sides.contains(&name)
            || ["width", "height", "min-width", "max-width", "min-height", "max-height"].contains(&name)
            || (name.contains('-')
                && !name.starts_with("--")
                && sides.iter().any(|side| name.split('-').any(|w| w == *side)))
            || (["text-align", "float", "clear"].contains(&name) && ["left", "right"].contains(&value))
            || (["margin", "padding", "inset"].contains(&name) && words.len() == 4 && words[1] != words[3])
    };
    let pieces = plain.split(['{', '}', ';']).map(str::trim).filter(|piece| !piece.starts_with('@'));
    pieces.filter(turns).map(str::to_owned).collect()
}

#[test]
fn the_theme_knows_no_left_and_no_right() {
    for (path, sheet) in files("themes", ".css") {
        assert_eq!(
            physical(&sheet),
            Vec::<String>::new(),
            "{path} stands at one side; write start, end, inline and block"
        );
    }
}

#[test]
fn the_reader_of_style_sheets_sees_every_way_of_taking_a_side() {
    for wrong in [
        "margin-left: 1rem",
        "left: 0",
        "width: 2rem",
        "max-width: 9rem",
        "text-align: right",
        "float: left",
        "padding: 0 1rem 0 2rem",
        "border-right: 1px solid",
        "border-top-left-radius: 2px",
        "scroll-margin-top: 1rem",
    ] {
        assert_eq!(
            physical(&format!("/* left: 1 */ @media (min-width: 1rem) {{ a:hover {{ color: red; {wrong}; }} }}")),
            [wrong]
        );
    }
    let right = "@page { @bottom-center { content: counter(page) } } .left { margin: 0 1rem 2rem 1rem; inset-inline-start: 0; line-height: 2; --left: 1 }";
    assert_eq!(physical(right), Vec::<String>::new());
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
