//! A build is the same every time, and leaves nothing but what it says.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::time::SystemTime;

use super::{FULL, PORTAL, repository};
use crate::folder::Folder;
use crate::site::{Said, TODAY, TestSite, build_folder};

#[test]
fn two_builds_give_the_same_bytes() {
    let folder = Folder::new();
    let site = repository();
    let site = site.to_str().expect("a path");
    let build = |name: &str, args: &[&str], environment: &[(&str, &str)]| {
        let all = [&["build", "--site", site, "--output", name][..], args].concat();
        folder.run_with(&all, environment).ends(0);
        folder.files(name)
    };
    let first = build("first", &["--today", TODAY], &[]);
    assert!(first.len() > 50);
    // Another folder, another hour of the same day in Riyadh, another locale and home.
    let epochs = ["1767214800", "1767301199"];
    for (name, epoch) in ["second", "third"].iter().zip(epochs) {
        let environment =
            [("SOURCE_DATE_EPOCH", epoch), ("LANG", "ar_SA.UTF-8"), ("TZ", "America/New_York"), ("HOME", "/nowhere")];
        assert!(build(name, &[], &environment) == first, "a build at {epoch} differs");
    }
    assert!(build("first", &["--today", TODAY], &[]) == first, "a build over an older one differs");
}

#[test]
fn a_large_site_shows_its_policies_as_a_small_one_does() {
    let site = repository().join("tests/golden/full/site");
    let folder = Folder::new();
    for found in walkdir::WalkDir::new(&site).into_iter().map(|found| found.expect("the site can be read")) {
        if found.file_type().is_file() {
            let path = found.path().strip_prefix(&site).expect("it is below the site");
            folder.write(path.to_str().expect("a path"), fs::read(found.path()).expect("it can be read"));
        }
    }
    // Nothing is published of this, but it is among the texts.
    folder.write("content/waha/README.md", "A remark.\n".repeat(600_000));
    assert!(build_folder(&folder.path, TODAY, &Said::default()).1.files == FULL.files, "its pages differ");
}

#[test]
fn nothing_but_what_is_in_force_depends_on_the_day() {
    let (_, later) = build_folder(&repository(), "2026-01-02", &Said::default());
    // How it was built names the day, and the sums name that file.
    let undated = |files: &BTreeMap<String, Vec<u8>>| {
        let mut files = files.clone();
        for dated in ["data/build.json", "SHA256SUMS"] {
            assert!(files.remove(dated).is_some(), "{dated} is written");
        }
        files
    };
    assert!(undated(&later.files) == undated(&PORTAL.files), "another day without a change of force gives other bytes");
}

#[test]
fn files_that_did_not_change_keep_their_time() {
    let folder = TestSite::texts("نص.\n", "Words.\n").in_a_folder();
    let times = |folder: &Folder| -> BTreeMap<String, SystemTime> {
        let time = |path: &str| {
            fs::metadata(folder.path.join("output").join(path)).and_then(|data| data.modified()).expect("a time")
        };
        folder.files("output").keys().map(|path| (path.clone(), time(path))).collect()
    };
    folder.run(&["build", "--today", TODAY]).ends(0);
    let first = times(&folder);
    std::thread::sleep(std::time::Duration::from_millis(20));
    folder.run(&["build", "--today", TODAY]).ends(0);
    assert_eq!(times(&folder), first);
    folder.write("content/trial/policies/gifts/1.0/en.md", "Other words.\n");
    folder.run(&["build", "--today", TODAY]).ends(0);
    let third = times(&folder);
    let changed: BTreeSet<&str> =
        third.iter().filter(|(path, time)| first.get(*path) != Some(*time)).map(|(path, _)| path.as_str()).collect();
    assert!(
        changed.contains("en/policies/gifts/index.html") && changed.contains("source/trial/gifts/1.0/en.md"),
        "{changed:?}"
    );
    assert!(!changed.contains("en/index.html") && !changed.contains("ar/channels/index.html"), "{changed:?}");
}

#[test]
fn a_build_leaves_nothing_beside_its_output() {
    let folder = TestSite::texts("نص.\n", "Words.\n").in_a_folder();
    folder.run(&["build"]).ends(0);
    folder.write("content/trial/association.yaml", "nmae: x\n");
    folder.run(&["build"]).ends(1);
    let name = |entry: std::io::Result<fs::DirEntry>| entry.expect("a name").file_name().into_string().expect("UTF-8");
    let mut names: Vec<String> = fs::read_dir(&folder.path).expect("the folder is there").map(name).collect();
    names.sort();
    assert_eq!(names, [".mithaq", "content", "output"], "but what the next build needs to know");
}

#[test]
fn what_is_gone_from_the_content_is_gone_from_the_output() {
    let folder =
        TestSite::texts("نص.\n", "Words.\n").with("content/trial/policies/gifts/1.0/files/scan.txt", "x").in_a_folder();
    folder.run(&["build"]).ends(0);
    assert!(folder.has("output/source/trial/gifts/1.0/files/scan.txt"));
    fs::remove_file(folder.path.join("content/trial/policies/gifts/1.0/files/scan.txt")).expect("it is there");
    folder.run(&["build"]).ends(0);
    assert!(!folder.has("output/source/trial/gifts/1.0/files"));
}

#[test]
fn pages_hold_no_place_of_this_machine() {
    let here = repository();
    for (path, bytes) in &PORTAL.files {
        let text = String::from_utf8_lossy(bytes);
        assert!(!text.contains(here.to_str().expect("a path")), "{path}");
    }
}
