//! `init`: a site to start from.

use crate::folder::Folder;
use crate::page::Page;

#[test]
fn it_writes_a_bilingual_site_that_builds_without_a_finding() {
    let folder = Folder::new();
    let run = folder.run(&["init", "new"]).ends(0).answers("wrote ").answers("mithaq build --site new");
    assert_eq!(run.err, "");
    assert!(!folder.has("new/output"), "the folder comes with the first build");
    let run = folder.run(&["check", "--strict", "--site", "new"]).ends(0).answers("no findings");
    assert_eq!(run.err, "");
    let run = folder.run(&["build", "--strict", "--site", "new"]).ends(0);
    assert_eq!(run.err, "");
    for lang in ["ar", "en"] {
        let path = format!("new/output/{lang}/policies/beneficiary-relations/index.html");
        let page = Page::new(&path, &folder.read(&path));
        assert!(page.clauses().len() > 5, "{}", page.html);
        assert!(page.clauses().iter().all(|clause| !clause.contains(" [")), "every clause stands in both languages");
        assert!(page.has(".text [data-embed]"), "an example shows an embed");
    }
}

#[test]
fn its_association_is_plainly_invented() {
    let folder = Folder::new();
    folder.run(&["init", "new"]).ends(0);
    let association = folder.read("new/content/example/association.yaml");
    assert!(association.contains("المثال") && association.contains("Example"), "{association}");
    for (path, bytes) in folder.files("new") {
        let text = String::from_utf8(bytes).expect("the example is text");
        for word in text.split(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '.' | '@' | '-'))) {
            let host = word.rsplit('@').next().unwrap_or(word).trim_end_matches('.');
            let real = [".com", ".sa", ".net", ".gov"].iter().any(|ending| host.ends_with(ending));
            assert!(!real, "{path} names {word}, which may be somebody's");
        }
    }
}

#[test]
fn it_takes_the_folder_it_stands_in() {
    let folder = Folder::new();
    folder.run(&["init"]).ends(0);
    assert!(folder.has("content/site.yaml"));
    folder.run(&["check", "--strict"]).ends(0);
}

#[test]
fn it_never_writes_into_a_folder_that_holds_something() {
    let folder = Folder::new();
    folder.write("new/letter.txt", "dear");
    let run =
        folder.run(&["init", "new"]).ends(1).says("the folder `new` is not empty").says("hint: name a new folder");
    assert_eq!(run.out, "");
    assert_eq!(folder.files("new").len(), 1);
    folder.write("file", "x");
    folder.run(&["init", "file"]).ends(3);
    assert_eq!(folder.read("file"), "x");
}

#[test]
fn what_it_writes_stays_right_for_years() {
    let folder = Folder::new();
    folder.run(&["init", "new"]).ends(0);
    for day in ["2026-12-31", "2027-12-31", "2035-01-01"] {
        folder.run(&["check", "--site", "new", "--today", day]).ends(0);
    }
}
