//! One Markdown page a finding: why it matters, a small site, and the finding
//! beside its line.
//!
//! A fence ` ```path ` holds a file. A line `<-- error[id] column: message`
//! below a line of the file is a finding at that line; it is not part of the
//! file, and the message may be its first words. What the site needs and the
//! page does not show is added. Files that cannot be typed are told by a word
//! behind the path: `hex` (bytes), `mib 9` (a size), `link target`, `missing`.
//! A sentence “Run with `--option value`.” says what the command line adds.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use crate::folder::Folder;
use crate::site::{BARE, Finding, Said, TODAY, TestSite, build_folder, drawn};

/// A page that was read.
struct Sheet {
    files: Vec<Shown>,
    options: Vec<String>,
}

/// A file that a page shows, and the findings that it expects there.
struct Shown {
    path: String,
    form: String,
    text: String,
    expected: Vec<Expected>,
}

#[derive(Debug)]
struct Expected {
    severity: String,
    id: String,
    line: usize,
    column: usize,
    message: String,
}

#[test]
fn every_page_shows_what_is_found() {
    let mut wrong = Vec::new();
    for (id, path) in pages() {
        let text = fs::read_to_string(&path).expect("the page can be read");
        if let Err(why) = check(&id, &text) {
            wrong.push(format!("{}:\n{why}", path.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

/// The pages by the id that each is named after.
pub(crate) fn pages() -> Vec<(String, PathBuf)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/checks");
    let names = fs::read_dir(folder).expect("the pages are there").map(|entry| entry.expect("a page").path());
    let mut pages: Vec<_> = names
        .filter(|path| path.extension().is_some_and(|ending| ending == "md"))
        .map(|path| (path.file_stem().expect("a name").to_string_lossy().into_owned(), path))
        .collect();
    pages.sort();
    pages
}

fn check(id: &str, text: &str) -> Result<(), String> {
    if !text.starts_with(&format!("# {id}\n")) {
        return Err(format!("  the page starts with `# {id}`"));
    }
    for words in ["Why it matters:", "What to do:"] {
        if !text.contains(words) {
            return Err(format!("  the page says no “{words}”"));
        }
    }
    let sheet = read(text);
    let folder = write(&sheet);
    let found = found(&folder, &sheet.options);
    let expected: Vec<(&str, &Expected)> = sheet
        .files
        .iter()
        .flat_map(|file| file.expected.iter().map(|expected| (file.path.as_str(), expected)))
        .collect();
    if !expected.iter().any(|(_, expected)| expected.id == id) {
        return Err(format!("  no file shows `{id}`"));
    }
    let fits = |finding: &Finding, path: &str, expected: &Expected| {
        finding.file == path
            && (finding.line, finding.column) == (expected.line, expected.column)
            && finding.id == expected.id
            && finding.severity == expected.severity
            && finding.message.starts_with(&expected.message)
    };
    let missing: Vec<String> = expected
        .iter()
        .filter(|(path, expected)| !found.iter().any(|finding| fits(finding, path, expected)))
        .map(|(path, expected)| {
            format!(
                "  not found: {}[{}] {path}:{}:{}: {}\n",
                expected.severity, expected.id, expected.line, expected.column, expected.message
            )
        })
        .collect();
    // Most of the texts are too short to have front matter.
    let mut told = found.iter().filter(|finding| finding.id != BARE || id == BARE);
    let unshown = told.any(|finding| !expected.iter().any(|(path, expected)| fits(finding, path, expected)));
    let blind: BTreeSet<&str> =
        found.iter().filter(|finding| finding.hint.is_none()).map(|finding| finding.id.as_str()).collect();
    if missing.is_empty() && !unshown && blind.is_empty() {
        return Ok(());
    }
    Err(format!("{}  found:\n{}  without a hint: {blind:?}", missing.concat(), drawn(&found)))
}

fn read(text: &str) -> Sheet {
    let mut sheet = Sheet { files: Vec::new(), options: Vec::new() };
    let mut open: Option<Shown> = None;
    for line in text.split_inclusive('\n') {
        match (&mut open, line.strip_prefix("```")) {
            (None, Some(head)) => {
                let (path, form) = head.trim().split_once(' ').unwrap_or((head.trim(), ""));
                open = Some(Shown {
                    path: path.to_owned(),
                    form: form.to_owned(),
                    text: String::new(),
                    expected: Vec::new(),
                });
            }
            (Some(_), Some(_)) => sheet.files.extend(open.take()),
            (Some(file), None) => match line.strip_prefix("<-- ") {
                Some(note) => file.expected.push(expectation(note, file.text.lines().count().max(1))),
                None => file.text.push_str(line),
            },
            (None, None) => {
                if let Some((_, rest)) = line.split_once("Run with `") {
                    let options = rest.split('`').next().unwrap_or_default();
                    sheet.options.extend(options.split(' ').map(str::to_owned));
                }
            }
        }
    }
    sheet
}

/// `error[bad-id] 7: the message`.
fn expectation(note: &str, line: usize) -> Expected {
    let parse = || {
        let (head, message) = note.trim().split_once(": ")?;
        let (name, column) = head.split_once(' ')?;
        let (severity, id) = name.strip_suffix(']')?.split_once('[')?;
        let (severity, id, message) = (severity.to_owned(), id.to_owned(), message.to_owned());
        Some(Expected { severity, id, line, column: column.parse().ok()?, message })
    };
    parse().unwrap_or_else(|| panic!("`{note}` is not `error[id] column: message`"))
}

fn write(sheet: &Sheet) -> Folder {
    let mut site = TestSite::bare("");
    let typed = |file: &&Shown| file.form.is_empty();
    for file in sheet.files.iter().filter(typed) {
        site.put(&file.path, file.text.clone());
    }
    // A page whose subject is a missing file must not be given one.
    let kept = sheet.files.iter().filter(|file| file.form == "missing").map(|file| file.path.clone());
    let site = site.completed(&kept.collect::<Vec<_>>());
    let folder = site.in_a_folder();
    for file in sheet.files.iter().filter(|file| !file.form.is_empty()) {
        match file.form.split_once(' ').unwrap_or((&file.form, "")) {
            ("missing", _) => {}
            ("folder", _) => fs::create_dir_all(folder.path.join(&file.path)).expect("a folder can be made"),
            ("hex", _) => folder.write(&file.path, bytes(&file.text)),
            ("mib", size) => folder.write_hole(&file.path, size.parse::<u64>().expect("a number of MiB") << 20),
            ("link", target) => folder.link(&file.path, Path::new(target)),
            (form, _) => panic!("`{form}` is no form of a file"),
        }
    }
    folder
}

fn bytes(hex: &str) -> Vec<u8> {
    hex.split_whitespace().map(|byte| u8::from_str_radix(byte, 16).expect("a byte in hexadecimal")).collect()
}

fn found(folder: &Folder, options: &[String]) -> Vec<Finding> {
    let (mut today, mut said) = (TODAY, Said::default());
    for pair in options.chunks(2) {
        match (pair[0].as_str(), pair[1].as_str()) {
            ("--today", day) => today = day,
            ("--association", id) => said.associations.push(id),
            ("--endpoint", endpoint) => said.endpoints.extend(endpoint.split_once('=')),
            (option, _) => panic!("the pages know no `{option}`"),
        }
    }
    build_folder(&folder.path, today, &said).0
}
