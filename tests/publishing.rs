//! The new output takes the place of the old one at once, and nothing else in it is touched.

use std::fs;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::folder::{Folder, program};
use crate::site::TestSite;

fn built() -> Folder {
    let folder = TestSite::texts("نص.\n", "Words.\n").in_a_folder();
    folder.run(&["build"]).ends(0);
    folder
}

#[test]
fn what_is_not_ours_in_the_output_is_kept_and_named() {
    let folder = built();
    folder.write("output/CNAME", "policies.example.org\n");
    folder.write("output/.git/config", "[core]\n");
    folder.write("content/trial/policies/gifts/1.0/ar.md", "نص آخر.\n");
    folder.run(&["build"]).ends(0).says("kept in `./output`, since mithaq did not write it: `.git/config`, `CNAME`");
    assert_eq!(folder.read("output/CNAME"), "policies.example.org\n");
    assert_eq!(folder.read("output/.git/config"), "[core]\n");
    assert!(folder.read("output/ar/policies/gifts/index.html").contains("نص آخر."));
}

#[test]
fn a_file_of_someone_else_is_not_written_over() {
    let folder = built();
    let old = folder.files("output");
    folder.write("output/source/trial/gifts/2.0/ar.md", "mine");
    let policy = folder.read("content/trial/policies/gifts/policy.yaml");
    folder.write(
        "content/trial/policies/gifts/policy.yaml",
        policy + "  - {version: \"2.0\", effective: 2025-06-01, approval: not-stated}\n",
    );
    folder.write("content/trial/policies/gifts/2.0/ar.md", "نص.\n");
    folder.write("content/trial/policies/gifts/2.0/en.md", "Words.\n");
    let run = folder.run(&["build"]).ends(3);
    let run = run.says("`source/trial/gifts/2.0/ar.md` in it is not ours and would be written over; move it away");
    drop(run);
    fs::remove_file(folder.path.join("output/source/trial/gifts/2.0/ar.md")).expect("it can be removed");
    assert_eq!(folder.files("output"), old);
    folder.run(&["build"]).ends(0);
}

#[test]
fn pages_of_a_policy_that_is_gone_go_too() {
    let folder = built();
    fs::remove_dir_all(folder.path.join("content/trial/policies/gifts")).expect("it can be removed");
    let run = folder.run(&["build"]).ends(0);
    assert!(!run.err.contains("kept"), "{}", run.err);
    assert!(!folder.has("output/ar/policies/gifts/index.html"));
}

#[test]
fn a_second_build_leaves_every_file_as_it_was() {
    let folder = built();
    let stamps = |folder: &Folder| -> Vec<_> {
        let stamp =
            |path: &String| fs::metadata(folder.path.join("output").join(path)).and_then(|data| data.modified());
        let ours = folder.files("output");
        ours.keys().filter(|path| *path != ".mithaq").map(|path| stamp(path).expect("it has a time")).collect()
    };
    let before = stamps(&folder);
    folder.run(&["build"]).ends(0);
    assert_eq!(stamps(&folder), before);
}

#[test]
fn nothing_is_left_beside_the_output() {
    let folder = built();
    folder.run(&["build"]).ends(0);
    let mut names: Vec<_> = fs::read_dir(&folder.path)
        .expect("it can be read")
        .map(|entry| entry.expect("it can be read").file_name())
        .collect();
    names.sort();
    assert_eq!(names, [".mithaq", "content", "output"], "and what the next build needs to know");
}

#[test]
fn an_output_that_another_run_writes_is_left_to_it() {
    let folder = built();
    let old = folder.files("output");
    let lock = fs::File::create(folder.path.join(".output.lock")).expect("it can be made");
    lock.lock().expect("it can be held");
    folder.write("content/trial/policies/gifts/1.0/ar.md", "نص آخر.\n");
    folder.run(&["build"]).ends(3).says("another run is writing it; wait until that has ended");
    assert_eq!(folder.files("output"), old);
    drop(lock);
    folder.run(&["build"]).ends(0);
}

#[cfg(unix)]
#[test]
fn an_output_that_is_a_link_is_replaced_where_it_leads() {
    let folder = TestSite::texts("نص.\n", "Words.\n").in_a_folder();
    folder.link("output", &folder.path.join("elsewhere/site"));
    folder.run(&["build"]).ends(3).says("it is a link that leads nowhere");
    fs::create_dir_all(folder.path.join("elsewhere/site")).expect("it can be made");
    folder.run(&["build"]).ends(0);
    assert!(folder.path.join("output").is_symlink() && folder.has("elsewhere/site/index.html"));
    folder.run(&["build"]).ends(0);
    assert!(folder.path.join("output").is_symlink());
}

#[cfg(target_os = "linux")]
#[test]
fn a_reader_finds_every_page_while_the_output_is_replaced() {
    let folder = built();
    let done = AtomicBool::new(false);
    let page = folder.path.join("output/ar/policies/gifts/index.html");
    std::thread::scope(|scope| {
        let reader = scope.spawn(|| {
            let mut looks = 0;
            while !done.load(Ordering::Relaxed) {
                fs::read(&page).unwrap_or_else(|error| panic!("after {looks} looks: {error}"));
                looks += 1;
            }
            looks
        });
        for nth in 0..10 {
            folder.write("content/trial/policies/gifts/1.0/ar.md", format!("نص {nth}.\n"));
            let run = program().current_dir(&folder.path).args(["build"]).output().expect("the program starts");
            assert!(run.status.success(), "{run:?}");
        }
        done.store(true, Ordering::Relaxed);
        assert!(reader.join().expect("no look fails") > 100);
    });
}

#[test]
fn blanks_that_the_author_marks_are_lines_on_the_page_and_say_what_was_typed() {
    let text = "## إقرار {.fill-in}\n\nأنا ........ أقر.\n\n| الاسم | التوقيع |\n|---|---|\n| ........ | |\n\n## بعده\n\nنص .... نص.\n";
    let site = TestSite::text(text);
    let page = site.policy_page("ar");
    assert_eq!(page.texts(".blank"), ["........", "........"]);
    assert!(page.has(".table.fill-in") && !page.html.contains("{.fill-in}"));
}
