//! Files that are too large, that nothing can read, or whose paths and names no site should have.

use super::{assert_found, found_in, sound, with_policy};
use crate::folder::Folder;
use crate::site::{TestSite, drawn};

#[test]
fn a_file_that_is_not_utf8_is_a_finding_with_its_line() {
    for (path, bytes) in [
        ("content/trial/policies/gifts/1.0/ar.md", &b"a\nb\xff\n"[..]),
        ("content/trial/association.yaml", &b"name: {ar: \xc7\xe1, en: a}\n"[..]),
        ("content/site.yaml", &b"\xff\xfet\0i\0"[..]),
    ] {
        let finding = sound().with(path, bytes).finding("not-utf8");
        assert_eq!(finding.place(), format!("{path}:1:1"));
        assert!(finding.message.contains(if path.ends_with("ar.md") { "line 2" } else { "line 1" }));
    }
}

#[test]
fn a_file_of_100_mib_is_refused_before_it_is_read() {
    let folder = sound().in_a_folder();
    folder.write_hole("content/trial/policies/gifts/1.0/ar.md", 100 << 20);
    folder.write_hole("content/trial/channels.yaml", 100 << 20);
    let found = found_in(&folder);
    assert_found(&found, "file-too-large", "content/trial/policies/gifts/1.0/ar.md:1:1");
    assert_found(&found, "file-too-large", "content/trial/channels.yaml:1:1");
    assert_eq!(found.len(), 2, "{}", drawn(&found));
    folder.write_hole("content/site.yaml", 100 << 20);
    assert_found(&found_in(&folder), "file-too-large", "content/site.yaml:1:1");
}

#[test]
fn the_limit_is_the_sites_own() {
    let long = "نص ".repeat(300_000);
    let site = sound().with("content/trial/policies/gifts/1.0/ar.md", long);
    site.finds_nothing();
    let small = "title: {ar: أ, en: a}\nbase_url: https://trial.example.org/\nlanguages: [ar, en]\nlimits: {max_input_mib: 1}\n";
    site.with("content/site.yaml", small).finds("file-too-large", "ar.md:1:1");
}

#[test]
fn a_path_that_leads_out_is_a_finding() {
    for path in ["../../secret.svg", "/etc/hostname", "a/../../b.svg", "..", "C:\\x.svg", "..\\..\\x"] {
        let yaml = format!("name: {{ar: أ, en: a}}\nlogo: {}\n", serde_json::to_string(path).expect("words"));
        let finding = sound().with("content/trial/association.yaml", yaml).finding("path-outside");
        assert_eq!(finding.place(), "content/trial/association.yaml:2:1");
    }
    let site =
        with_policy("versions: [{version: \"1.0\", approval: {body: {ar: أ, en: a}, document: \"../../../x.pdf\"}}]\n");
    assert_eq!(site.finding("path-outside").line, 3);
    TestSite::text("[نص](files/../../../x.pdf)\n").finds("reference-dangling", "ar.md:1:1");
}

#[test]
fn two_dots_in_a_file_name_are_a_name() {
    let site = TestSite::text("[نص](files/a..b.txt)\n").with("content/trial/policies/gifts/1.0/files/a..b.txt", "نص");
    site.finds_nothing();
    assert!(site.builds().files.contains_key("source/trial/gifts/1.0/files/a..b.txt"));
}

#[test]
fn a_file_name_that_turns_text_around_is_a_finding() {
    let site = sound().with("content/trial/policies/gifts/1.0/files/scan\u{202e}fdp.exe", "x");
    let finding = site.finding("control-character");
    assert_eq!(finding.file, "content/trial/policies/gifts/1.0/files/scan\u{202e}fdp.exe");
    let site = sound().with("content/trial/policies/gifts/1.0/files/a\nb.txt", "x");
    assert_eq!(site.finding("control-character").line, 1);
}

#[cfg(target_os = "linux")]
#[test]
fn a_file_name_that_is_not_utf8_is_a_finding() {
    use std::os::unix::ffi::OsStrExt;
    let folder = sound().in_a_folder();
    let name = std::ffi::OsStr::from_bytes(b"scan\xff.pdf");
    let files = folder.path.join("content/trial/policies/gifts/1.0/files");
    std::fs::create_dir_all(&files).expect("a folder can be made");
    std::fs::write(files.join(name), "x").expect("a file can be written");
    assert_found(&found_in(&folder), "file-unreadable", "files/scan\u{fffd}.pdf:1:1");
    folder.run(&["build"]).ends(1);
}

#[test]
fn a_form_with_another_ending_is_a_file_that_nothing_reads() {
    sound()
        .with("content/trial/forms/complaint.yml", "kind: complaint\n")
        .finds_only(&[("file-unused", "complaint.yml:1:1")]);
}

#[test]
fn an_empty_folder_is_told_what_it_lacks() {
    let folder = Folder::new();
    folder
        .run(&["build"])
        .ends(1)
        .says("error[file-missing]: there is no `content/site.yaml`")
        .says("hint: name the site's folder with `--site`");
    let site = TestSite::bare("== content/site.yaml\n");
    let found = site.findings();
    assert_eq!(found.iter().filter(|finding| finding.id == "missing-key").count(), 3, "{}", drawn(&found));
}
