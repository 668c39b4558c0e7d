//! A build that finds nothing changed leaves the output as it is; whatever else
//! holds, the output is what a build from nothing writes.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use crate::folder::Folder;
use crate::live::{edit, start};
use crate::random::Random;
use crate::site::TestSite;

const SAME: &str = "nothing has changed:";

fn is_same(folder: &Folder, arguments: &[&str]) -> bool {
    let run = folder.run(&[&["build"], arguments].concat()).ends(0);
    let same = run.out.starts_with(SAME);
    assert!(same || run.out.starts_with("built "), "{}", run.out);
    holds(folder, arguments);
    same
}

/// The output is that of a build from nothing.
fn holds(folder: &Folder, arguments: &[&str]) {
    let anew: Vec<&str> = ["build", "--no-cache", "--output", "anew"].iter().chain(arguments).copied().collect();
    folder.run(&anew).ends(0);
    let (shown, wanted) = (folder.files("output"), folder.files("anew"));
    let paths: BTreeSet<&String> = shown.keys().chain(wanted.keys()).collect();
    let differ: Vec<_> = paths.into_iter().filter(|path| shown.get(*path) != wanted.get(*path)).collect();
    assert!(differ.is_empty(), "these are not what a build from nothing writes: {differ:?}");
}

#[test]
fn a_second_build_says_that_nothing_has_changed_and_tells_findings_again() {
    let folder = TestSite::texts("نص.\n", "Words.\n").in_a_folder();
    folder.write("content/trial/channels.yaml", "channels: [{id: post, kind: letter, name: {ar: البريد, en: Post}}]\n");
    let first = folder.run(&["build"]).ends(0).says("warning[channel-without-contact]");
    let second = folder.run(&["build"]).ends(0).says("warning[channel-without-contact]");
    assert!(second.out.starts_with(SAME), "{}", second.out);
    let told = |out: &str| out.split(", in ").next().unwrap_or_default().to_owned();
    assert_eq!(told(&first.out).replace("built", SAME), told(&second.out), "the same is counted");
    folder.run(&["build", "--strict"]).ends(1);
}

#[test]
fn whatever_decides_is_seen_when_it_changes() {
    let folder = TestSite::texts("نص [ملف](files/scan.pdf).\n", "Words [file](files/scan.pdf).\n").in_a_folder();
    let scan = "content/trial/policies/gifts/1.0/files/scan.pdf";
    folder.write(scan, "one");
    assert!(!is_same(&folder, &[]));
    assert!(is_same(&folder, &[]));
    folder.write("content/trial/policies/gifts/1.0/en.md", "Other [file](files/scan.pdf).\n");
    assert!(!is_same(&folder, &[]), "a text");
    folder.write(scan, "two");
    assert!(!is_same(&folder, &[]), "an attachment of the same length");
    assert!(is_same(&folder, &[]));
    assert!(!is_same(&folder, &["--base-url", "https://other.example.org/"]), "the command line");
    assert!(!is_same(&folder, &[]));
    folder.write("themes/default/strings/en.yaml", "search: Seek\n");
    assert!(!is_same(&folder, &[]), "a word of the theme");
    assert!(is_same(&folder, &[]));
    folder.write("output/index.html", "mine");
    assert!(!is_same(&folder, &[]), "the output itself");
    fs::remove_file(folder.path.join("output/404.html")).expect("it is there");
    assert!(!is_same(&folder, &[]), "a page that is gone");
    assert!(is_same(&folder, &[]));
    for record in ["", "{}", "not JSON"] {
        folder.write(".mithaq/built.json", record);
        assert!(!is_same(&folder, &[]), "a record that says nothing: {record}");
    }
    fs::remove_dir_all(folder.path.join(".mithaq")).expect("it is there");
    assert!(!is_same(&folder, &[]), "no record");
    assert!(is_same(&folder, &[]));
    let run = folder.run(&["build", "--no-cache"]).ends(0);
    assert!(run.out.starts_with("built "), "{}", run.out);
}

#[test]
fn another_moment_of_the_same_day_changes_nothing() {
    let folder = TestSite::texts("نص.\n", "Words.\n").in_a_folder();
    let same = |arguments: &[&str], epoch: &str| {
        let run = folder.run_with(&[&["build"], arguments].concat(), &[("SOURCE_DATE_EPOCH", epoch)]).ends(0);
        run.out.starts_with(SAME)
    };
    // Riyadh's midnight stands between the last two.
    let [morning, night, next] = ["1780180000", "1780261199", "1780261200"];
    assert!(!same(&[], morning));
    assert!(same(&[], night));
    assert!(same(&["--today", "2026-05-31"], next), "the day by its name");
    assert!(!same(&[], next));
    assert!(!same(&[], night), "a clock that was set back");
    assert!(!same(&["--today", "2026-06-01"], next));
    assert!(same(&["--today", "2026-06-01"], next));
}

#[test]
fn after_any_edits_the_output_is_that_of_a_build_from_nothing() {
    let (mut built, mut taken_over, mut refused) = (0, 0, 0);
    for seed in 20..22 {
        let mut random = Random::new(seed);
        let (mut disk, mut kept) = (start(), Vec::new());
        let folder = TestSite::texts("نص.\n", "Words.\n").in_a_folder();
        for below in ["content", "themes"] {
            let _ = fs::remove_dir_all(folder.path.join(below));
        }
        let mut known: BTreeMap<String, Vec<u8>> = BTreeMap::new();
        for step in 0..9 {
            if step > 0 && random.below(4) > 0 {
                edit(&mut random, &mut disk, &mut kept);
            }
            for path in known.keys().filter(|path| !disk.files.contains_key(*path)) {
                fs::remove_file(folder.path.join(path)).expect("it was written");
            }
            for (path, bytes) in disk.files.iter().filter(|(path, bytes)| known.get(*path) != Some(*bytes)) {
                let _ = fs::create_dir_all(folder.path.join(path).parent().expect("a file is in a folder"));
                fs::write(folder.path.join(path), bytes).expect("it can be written");
            }
            known.clone_from(&disk.files);
            if folder.run(&["check"]).status == 0 {
                let run = folder.run(&["build"]).ends(0);
                holds(&folder, &[]);
                taken_over += usize::from(run.out.contains(" of them as before, "));
                built += 1;
            } else {
                refused += 1;
            }
        }
    }
    assert!(built > 6 && taken_over > 1, "{built} built, {taken_over} in part, {refused} refused");
}

/// How many files a build took over from the one before; the output is that of a build from nothing.
fn as_before(folder: &Folder, arguments: &[&str]) -> usize {
    let run = folder.run(&[&["build"], arguments].concat()).ends(0);
    assert!(run.out.starts_with("built "), "{}", run.out);
    holds(folder, arguments);
    let words: Vec<&str> = run.out.split(' ').collect();
    let of_them = words.windows(3).position(|words| words == ["of", "them", "as"]);
    of_them.map_or(0, |at| words[at - 1].parse().expect("a number"))
}

#[test]
fn what_shows_an_association_that_has_not_changed_is_taken_over() {
    let folder = TestSite::new(
        "
        == content/one/policies/gifts/1.0/ar.md
        ## باب {#part}

        ١. نص [هناك](policy:two/visits#part) و[ملف](files/scan.txt).
        == content/one/policies/gifts/1.0/files/scan.txt
        one
        == content/two/policies/visits/1.0/ar.md
        ## باب {#part}

        ١. نص آخر.
        == content/two/policies/visits/1.0/en.md
        ## Part {#part}

        1. Another text.
        == content/glossary.yaml
        terms: [{id: text, term: {ar: نص, en: text}, definition: {ar: كلام مكتوب, en: Written words}}]
        ",
    )
    .in_a_folder();
    assert_eq!(as_before(&folder, &[]), 0);
    let of_one = folder.files("output").keys().filter(|path| path.contains("/one/")).count();
    let of_two = folder.files("output").keys().filter(|path| path.contains("/two/")).count();
    assert!(of_one > 10 && of_two > of_one, "{of_one}, {of_two}");

    folder.write("content/two/policies/visits/1.0/ar.md", "## باب {#part}\n\n١. نص غيره.\n");
    assert_eq!(as_before(&folder, &[]), of_one, "the text of another association");
    folder.write("content/one/policies/gifts/1.0/files/scan.txt", "two");
    assert_eq!(as_before(&folder, &[]), of_two, "an attachment");
    folder.write("content/one/policies/gifts/1.0/files/new.txt", "new");
    assert_eq!(as_before(&folder, &[]), of_two, "a new attachment");
    folder.write("content/three/policies/p/1.0/ar.md", "١. نص.\n");
    folder.write("content/three/policies/p/policy.yaml", folder.read("content/one/policies/gifts/policy.yaml"));
    folder.write("content/three/association.yaml", "name: {ar: جمعية ثالثة, en: Third}\n");
    assert_eq!(as_before(&folder, &[]), of_one + of_two + 1, "a new association");
    fs::remove_dir_all(folder.path.join("content/three")).expect("it was written");
    assert_eq!(as_before(&folder, &[]), of_one + of_two + 1, "one that is gone");

    folder.write("output/CNAME", "example.org");
    folder.write("content/two/policies/visits/1.0/ar.md", "## باب {#part}\n\n١. نص رابع.\n");
    folder.run(&["build"]).ends(0).says("CNAME");
    folder.write("content/two/policies/visits/1.0/ar.md", "## باب {#part}\n\n١. نص خامس.\n");
    let run = folder.run(&["build"]).ends(0).says("CNAME");
    let taken_over = format!(" {} of them as before", of_one + 1);
    assert!(run.out.contains(&taken_over), "beside a file that is not ours: {}", run.out);
    folder.run(&["build"]).ends(0).says("CNAME").answers("built ");
    fs::remove_file(folder.path.join("output/CNAME")).expect("it was written");

    folder.write(
        "content/glossary.yaml",
        "terms: [{id: text, term: {ar: نص, en: text}, definition: {ar: كلام, en: Words}}]\n",
    );
    assert_eq!(as_before(&folder, &[]), 0, "the glossary");
    folder.write("themes/default/strings/en.yaml", "search: Seek\n");
    assert_eq!(as_before(&folder, &[]), 0, "a word of the theme");
    let site = folder.read("content/site.yaml");
    folder.write("content/site.yaml", format!("{site}publisher: {{ar: ناشر, en: Publisher}}\n"));
    assert_eq!(as_before(&folder, &[]), 0, "the site's own facts");
    assert_eq!(as_before(&folder, &["--today", "2030-01-01"]), 0, "another day");
    assert_eq!(as_before(&folder, &["--today", "2030-01-01", "--drafts"]), 0, "another command");
    folder.write("content/two/policies/visits/1.0/ar.md", "## باب {#part}\n\n١. نص ثالث.\n");
    folder.write("output/ar/one/index.html", "mine");
    assert_eq!(as_before(&folder, &["--today", "2030-01-01", "--drafts"]), 0, "an output that was touched");
}
