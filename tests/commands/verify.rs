//! `verify`: what an auditor runs, on the content, on a built site, on both.

use std::process::Command;

use crate::folder::Folder;
use crate::site::{TestSite, seal};

const FOLDER: &str = "content/trial/policies/gifts";
const AR: &str = "## القبول\n\n١. تقبل الهدايا الرمزية وحدها.\n";
const EN: &str = "## Acceptance\n\n1. Small gifts.\n";

/// A policy with both texts sealed and a file beside them, built into `output`.
fn built() -> Folder {
    let mut site = TestSite::texts(AR, EN);
    site.put(
        &format!("{FOLDER}/policy.yaml"),
        format!(
            "title: {{ar: سياسة الهدايا, en: Gifts Policy}}\ngoverning_language: ar\nversions:\n  - version: \"1.0\"\n    approval: {{body: {{ar: المجلس, en: The Board}}, session: 1, date: 2025-01-01, document: files/minutes.txt}}\n    seal: {{ar: \"{}\", en: \"{}\"}}\n",
            seal(AR),
            seal(EN)
        ),
    );
    site.put(&format!("{FOLDER}/1.0/files/minutes.txt"), "signed\n");
    let folder = site.in_a_folder();
    folder.run(&["build"]).ends(0);
    folder
}

const OUTPUT: [&str; 3] = ["verify", "--output", "output"];
const BOTH: [&str; 5] = ["verify", "--output", "output", "--site", "."];

#[test]
fn what_holds_is_counted() {
    let folder = built();
    for args in [&["verify"][..], &OUTPUT, &BOTH] {
        let run = folder.run(args).ends(0);
        assert!(run.out.starts_with("2 texts hold") && run.err.is_empty(), "{args:?}: {}{}", run.out, run.err);
        assert_eq!(run.out.contains(" files as listed"), args.len() > 1, "{args:?}: {}", run.out);
    }
    let audit = folder.run(&["verify", "--format", "json"]).ends(0).json();
    assert_eq!(audit, serde_json::json!({"held": 2, "unsealed": 0, "files": 0, "notes": [], "problems": []}));
}

#[test]
fn a_text_without_a_seal_is_counted_and_no_fault() {
    let folder = TestSite::texts(AR, EN).in_a_folder();
    folder.run(&["verify"]).ends(0).answers("0 texts hold, 2 have no seal");
}

#[test]
fn a_letter_changed_in_the_content_breaks_its_seal() {
    let folder = built();
    folder.write(&format!("{FOLDER}/1.0/ar.md"), AR.replace("الرمزية", "الرمزيه"));
    folder.run(&["verify"]).ends(1).says(&format!("{FOLDER}/1.0/ar.md: it differs from its seal"));
    folder.run(&OUTPUT).ends(0);
    folder.run(&BOTH).ends(1).says("source/trial/gifts/1.0/ar.md: it was published, but differs from the text");
}

#[test]
fn content_that_cannot_be_read_is_not_taken_for_held() {
    let folder = built();
    folder.write(&format!("{FOLDER}/policy.yaml"), "title: [\n");
    folder.run(&["verify"]).ends(1).says(&format!("{FOLDER}/policy.yaml: not verified"));
}

#[test]
fn a_fault_inside_a_text_leaves_its_seal_whole() {
    let twice = "## القبول {#accept}\n\nنص.\n\n## الرد {#accept}\n\n[بند](clause:none)\n";
    let mut site = TestSite::texts(twice, EN);
    let policy = "title: {ar: سياسة الهدايا, en: Gifts Policy}\ngoverning_language: ar\nversions:\n  - version: \"1.0\"\n    approval: not-stated\n";
    site.put(
        &format!("{FOLDER}/policy.yaml"),
        format!("{policy}    seal: {{ar: \"{}\", en: \"{}\"}}\n", seal(twice), seal(EN)),
    );
    let folder = site.in_a_folder();
    folder.run(&["check"]).ends(1).says("error[duplicate-id]");
    folder.run(&["verify"]).ends(0).answers("2 texts hold");
    folder.write(&format!("{FOLDER}/1.0/ar.md"), twice.replace("نص", "نصّ"));
    folder.run(&["verify"]).ends(1).says("it differs from its seal");
}

/// What somebody does to a file.
type Change = fn(&str) -> String;

#[test]
fn every_tampering_with_an_output_is_named_with_its_path() {
    let source = "output/source/trial/gifts/1.0/en.md";
    let cases: [(&str, Change, &str); 5] = [
        (source, |text| text.replace("Small", "Large"), "it differs from its checksum in `SHA256SUMS`"),
        ("output/SHA256SUMS", |text| text.lines().next().unwrap_or_default().to_owned(), "an extra file"),
        ("output/SHA256SUMS", |text| format!("../x\n{text}"), "line 1 is not a checksum"),
        ("output/en/policies/gifts/1.0/index.html", |text| text.replace("sha256:", "sha256:00"), "prints the seal"),
        ("output/data/trial/gifts/1.0.json", |text| text.replace("sha256:", "sha256:0"), "the seal that it prints"),
    ];
    for (path, change, expected) in cases {
        let folder = built();
        let path = if folder.has(path) { path.to_owned() } else { path.replace("/en/", "/en/trial/") };
        let (before, after) = (folder.read(&path), change(&folder.read(&path)));
        assert_ne!(before, after, "{path}");
        std::fs::remove_file(folder.path.join(&path)).expect("the file is there");
        folder.write(&path, after);
        folder.run(&OUTPUT).ends(1).says(expected);
    }
}

#[test]
fn missing_texts_facts_and_files_are_named() {
    let folder = built();
    let gone = |path: &str| std::fs::remove_file(folder.path.join(path)).expect("the file is there");
    gone("output/data/trial/gifts/1.0.json");
    folder.run(&OUTPUT).ends(1).says("data/trial/gifts/1.0.json: it is missing");
    gone("output/source/trial/gifts/1.0/files/minutes.txt");
    folder.run(&BOTH).ends(1).says("files/minutes.txt: the content has this file, but it is not published");
    gone("output/source/trial/gifts/1.0/en.md");
    folder.run(&OUTPUT).ends(1).says("source/trial/gifts/1.0/en.md: it is missing, though `SHA256SUMS` lists it");
    gone("output/SHA256SUMS");
    folder.run(&OUTPUT).ends(1).says("SHA256SUMS: the list of checksums cannot be read");
    folder.run(&["verify", "--output", "nowhere"]).ends(2);
}

#[cfg(unix)]
#[test]
fn the_systems_own_tool_checks_every_file() {
    let folder = built();
    let check = || {
        let mut command = Command::new("sha256sum");
        command.args(["-c", "SHA256SUMS"]).current_dir(folder.path.join("output"));
        command.output().expect("sha256sum is there")
    };
    let checked = check();
    assert!(checked.status.success());
    let files = folder.files("output").into_keys().filter(|path| path != "SHA256SUMS" && path != ".mithaq").count();
    assert_eq!(String::from_utf8_lossy(&checked.stdout).matches(": OK").count(), files);
    std::fs::remove_file(folder.path.join("output/source/trial/gifts/1.0/ar.md")).expect("the file is there");
    folder.write("output/source/trial/gifts/1.0/ar.md", AR.replace("وحدها", "فقط"));
    assert!(!check().status.success());
}

/// Puts other bytes in the place of a file, which may be linked from elsewhere.
fn replace(folder: &Folder, path: &str, bytes: &str) {
    let _ = std::fs::remove_file(folder.path.join(path));
    folder.write(path, bytes);
}

#[test]
fn every_file_that_differs_is_missing_or_is_extra_is_named() {
    let folder = built();
    let whole = folder.files("output");
    for path in ["index.html", "_headers", "VERIFY.txt", "data/build.json", "source/trial/gifts/1.0/files/minutes.txt"]
    {
        let whole = String::from_utf8(whole[path].clone()).expect("it is text");
        replace(&folder, &format!("output/{path}"), &whole.replacen('e', "E", 1));
        folder.run(&OUTPUT).ends(1).says(&format!("{path}: it differs from its checksum"));
        std::fs::remove_file(folder.path.join("output").join(path)).expect("it is there");
        folder.run(&OUTPUT).ends(1).says(&format!("{path}: it is missing, though"));
        replace(&folder, &format!("output/{path}"), &whole);
        folder.run(&BOTH).ends(0);
    }
    for path in ["en/extra.html", "_redirects"] {
        folder.write(&format!("output/{path}"), "x");
        folder.run(&OUTPUT).ends(1).says(&format!("{path}: an extra file"));
        std::fs::remove_file(folder.path.join("output").join(path)).expect("it is there");
    }
}

#[cfg(unix)]
#[test]
fn a_site_with_its_sums_made_anew_is_not_what_the_content_makes() {
    let folder = built();
    let page = "output/en/index.html";
    replace(&folder, page, &folder.read(page).replacen("Gifts Policy", "Other Policy", 1));
    replace(&folder, "output/404.html", "");
    let mut sums = Command::new("sh");
    let command = "sha256sum $(cut -c67- SHA256SUMS) > new && mv new SHA256SUMS";
    sums.args(["-c", command]).current_dir(folder.path.join("output"));
    assert!(sums.status().expect("a shell starts").success());
    folder.run(&OUTPUT).ends(0);
    let run = folder.run(&BOTH).ends(1);
    for path in ["en/index.html", "404.html", "SHA256SUMS"] {
        assert!(
            run.err.contains(&format!("{path}: \u{2068}it is not what the content makes"))
                || run.err.contains(&format!("{path}: it is not what the content makes")),
            "{path}: {}",
            run.err
        );
    }
}

#[test]
fn a_site_is_built_again_with_what_it_was_built_with() {
    let folder = built();
    let policy = folder.read(&format!("{FOLDER}/policy.yaml"));
    folder.write(&format!("{FOLDER}/policy.yaml"), format!("{policy}  - version: \"1.1\"\n    approval: pending\n"));
    folder.write(&format!("{FOLDER}/1.1/ar.md"), "مسودة.\n");
    folder.write(&format!("{FOLDER}/1.1/en.md"), "A draft.\n");
    folder.write("content/other/association.yaml", "name: {ar: جمعية أخرى, en: Other}\n");
    folder.write(
        "content/other/policies/visits/policy.yaml",
        "title: {ar: الزيارات, en: Visits}\ngoverning_language: ar\nversions: [{version: '1.0', approval: not-stated}]\n",
    );
    folder.write("content/other/policies/visits/1.0/ar.md", "نص.\n");
    let said = ["--drafts", "--base-url", "https://other.example.org/a/", "--association", "trial"];
    folder.run(&[&["build", "--today", "2031-02-03"], &said[..]].concat()).ends(0);
    let data: serde_json::Value = serde_json::from_str(&folder.read("output/data/build.json")).expect("it is JSON");
    assert_eq!((&data["day"], &data["drafts"]), (&"2031-02-03".into(), &true.into()));
    assert_eq!((&data["associations"][0], &data["left_out"][0]), (&"trial".into(), &"other".into()));
    folder.run(&BOTH).ends(0).says("built for the address https://other.example.org/a/").says("built without other");
}

#[test]
fn what_another_version_built_is_not_comparable() {
    let folder = built();
    let data = folder.read("output/data/build.json").replace(env!("CARGO_PKG_VERSION"), "0.0.7");
    replace(&folder, "output/data/build.json", &data);
    folder.run(&BOTH).ends(1).says("not comparable: mithaq 0.0.7 built the site");
    replace(&folder, "output/data/build.json", "{}");
    folder.run(&BOTH).ends(1).says("not comparable: it does not say how");
    std::fs::remove_file(folder.path.join("output/data/build.json")).expect("it is there");
    folder.run(&BOTH).ends(1).says("not comparable: how the site was built cannot be read");
}

#[cfg(unix)]
#[test]
fn the_guide_of_a_site_holds_commands_that_find_any_change() {
    let mut site = TestSite::texts(AR, EN);
    site.put(&format!("{FOLDER}/policy.yaml"), "title: {ar: سياسة الهدايا, en: Gifts Policy}\ngoverning_language: ar\nversions:\n  - version: \"1.0\"\n    approval: pending\n".to_owned());
    let folder = site.in_a_folder();
    let today = ["--today", "2026-02-01"];
    let approve = ["approve", "trial/gifts", "--session", "3", "--date", "2026-01-12", "--yes"];
    folder.run(&[&approve[..], &today].concat()).ends(0);
    folder.run(&[&["review", "trial/gifts", "--date", "2026-01-20", "--session", "4"][..], &today].concat()).ends(0);
    folder.run(&[&["build"][..], &today].concat()).ends(0);
    let guide = folder.read("output/VERIFY.txt");
    let commands: Vec<String> = guide.lines().filter_map(|line| line.strip_prefix("    ")).map(str::to_owned).collect();
    let [sums, chain] = &commands[..] else { panic!("two commands: {commands:?}") };
    let run = |command: &str| {
        let run = Command::new("sh").args(["-c", command]).current_dir(folder.path.join("output")).output();
        let run = run.expect("a shell starts");
        (
            run.status.success(),
            String::from_utf8_lossy(&run.stdout).into_owned() + &String::from_utf8_lossy(&run.stderr),
        )
    };
    assert_eq!(run(sums), (true, String::new()));
    let log = "output/data/trial/decisions.jsonl";
    let whole = folder.read(log);
    let last = mithaq::model::log::digest(whole.lines().last().expect("a line"));
    let last = last.trim_start_matches("sha256:");
    assert_eq!(run(chain), (true, format!("data/trial/decisions.jsonl: {last}\n")));
    assert!(folder.read("output/en/feed.xml").contains(last), "the feed names the digest");
    assert!(whole.lines().count() > 1, "{whole}");
    for (change, broken) in [
        (whole.replacen("\"session\":3", "\"session\":33", 1), true),
        (whole.lines().skip(1).collect::<Vec<_>>().join("\n") + "\n", true),
        (whole.replace("\"before\":null}", "\"before\":\"\"}"), true),
        (whole.replace("\"session\":4", "\"session\":44"), false),
    ] {
        assert_ne!(change, whole);
        replace(&folder, log, &change);
        assert!(!run(sums).0, "the sums tell of {change}");
        let (held, told) = run(chain);
        assert_eq!((held, told.contains("does not follow")), (!broken, broken), "{told}");
        assert!(!told.contains(last) || broken, "the last digest is another one: {told}");
    }
}
