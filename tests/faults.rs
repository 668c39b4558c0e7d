//! What goes wrong around a build: it is ended, the disk is full, a file cannot be read.
//! Whatever happens, the output is the old one or the new one, and the next build succeeds.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::process::{Command, Output, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant, SystemTime};

use crate::folder::{Folder, program};
use crate::site::TestSite;

const AR: &str = "content/trial/policies/gifts/1.0/ar.md";

/// A site with an attachment, built.
fn built() -> Folder {
    let folder = TestSite::texts("نص.\n", "Words.\n").in_a_folder();
    folder.write("content/trial/policies/gifts/1.0/files/annex.txt", "annex");
    folder.run(&["build", "--today", crate::site::TODAY]).ends(0);
    folder
}

/// Runs a script in a folder, where `$MITHAQ` is the program.
fn shell(folder: &Folder, script: &str) -> Output {
    let mut command = Command::new("sh");
    command.args(["-c", script]).current_dir(&folder.path).env("MITHAQ", env!("CARGO_BIN_EXE_mithaq"));
    command.output().expect("there is a shell")
}

fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

/// It stopped with a message, not with a panic, and the old output stands.
fn stops(folder: &Folder, run: &Output, status: i32, words: &str, old: &BTreeMap<String, Vec<u8>>) {
    assert_eq!(run.status.code(), Some(status), "{}", said(run));
    assert!(said(run).contains(words), "no `{words}` in:\n{}", said(run));
    assert!(folder.files("output") == *old, "the output is not the old one");
}

#[test]
fn a_build_that_is_ended_at_any_moment_leaves_the_old_output_or_the_new_one() {
    let folder = built();
    let text = |nth: usize| format!("نص {}.\n", nth % 2);
    let whole = [0, 1].map(|nth| {
        folder.write(AR, text(nth));
        let start = Instant::now();
        folder.run(&["build", "--today", crate::site::TODAY]).ends(0);
        (folder.files("output"), start.elapsed())
    });
    let longest = whole.iter().map(|(_, took)| *took).max().expect("there are two");
    let (mut olds, mut news) = (0, 0);
    for nth in 0..50_u32 {
        folder.write(AR, text(nth as usize));
        let before = folder.files("output");
        let mut build = program()
            .current_dir(&folder.path)
            .args(["build", "--today", crate::site::TODAY])
            .stdout(Stdio::null())
            .spawn()
            .expect("it starts");
        // Spread over the whole of a build, in an order that meets every part of it early.
        sleep(longest * (nth * 37 % 50) / 45);
        build.kill().expect("it can be ended");
        build.wait().expect("it ended");
        // Between two renames, where the system can do no better, the old one has its other name.
        let now = folder.files("output");
        let new = &whole[nth as usize % 2].0;
        assert!(now == before || now == *new, "a mixture after {nth}");
        if now == *new { news += 1 } else { olds += 1 }
    }
    assert!(olds > 0, "no build was ended before it was done");
    folder.write(AR, text(1));
    folder.run(&["build", "--today", crate::site::TODAY]).ends(0);
    assert!(folder.files("output") == whole[1].0, "the next build gives the whole site ({olds} old, {news} new)");
    assert!(!folder.has(".output.next") && !folder.has(".output.old"), "nothing is left behind");
}

#[test]
fn a_file_that_cannot_be_written_whole_leaves_the_old_output() {
    let folder = built();
    let old = folder.files("output");
    folder.write(AR, "نص آخر.\n");
    // What a full disk does in the middle of a file, wherever the tests run: no file may be over 1 KiB.
    let run = shell(&folder, "trap '' XFSZ; ulimit -f 2; exec \"$MITHAQ\" build");
    stops(&folder, &run, 3, "the output `./output` cannot be written: the system allows no files of that size", &old);
    assert!(!folder.has(".output.next"), "nothing is left behind");
    folder.run(&["build"]).ends(0);
}

#[test]
fn a_disk_that_fills_up_at_any_moment_leaves_the_old_output() {
    let folder = built();
    // Every page changes, and the disk has room for none, some or nearly all of them.
    let script = "cp -r content disk/ && \"$MITHAQ\" build --site disk || exit 78\n\
        cp -a disk/output before && sed -i 's/Trial/Other/; s/التجربة/أخرى/' disk/content/site.yaml\n\
        for free in 0 4 16 48 96; do\n\
            left=$(($(df --output=avail disk | tail -n 1) - free))\n\
            head -c ${left}K /dev/zero >disk/fill\n\
            \"$MITHAQ\" build --site disk; echo \"status $?\"\n\
            diff -rq before disk/output && echo \"the old one\"; echo left: $(LC_ALL=C ls -A disk)\n\
            rm disk/fill\n\
        done\n\
        \"$MITHAQ\" build --site disk; echo \"status $?\"; diff -rq before disk/output >changed; echo left: $(LC_ALL=C ls -A disk)";
    let said = on_a_disk(&folder, "size=8m", script);
    assert_eq!(said.matches("the disk is full").count(), 5, "{said}");
    assert_eq!((said.matches("status 3").count(), said.matches("the old one").count()), (5, 5), "{said}");
    assert_eq!(said.matches("left: .mithaq content fill output\n").count(), 5, "nothing is left behind: {said}");
    assert!(said.ends_with("status 0\nleft: .mithaq content output\n"), "with room again it is built: {said}");
    assert!(folder.read("changed").lines().count() > 20, "every page changed: {}", folder.read("changed"));
}

#[test]
fn a_disk_that_has_no_room_for_another_file_leaves_the_old_output() {
    let folder = built();
    let script = "cp -r content disk/ && \"$MITHAQ\" build --site disk || exit 78\n\
        cp -a disk/output before && sed -i 's/Trial/Other/' disk/content/site.yaml && mkdir disk/fill\n\
        left=$(df --output=iavail disk | tail -n 1)\n\
        for free in 0 1 40; do\n\
            for nth in $(seq $((left - 1 - free))); do : >disk/fill/$nth; done\n\
            \"$MITHAQ\" build --site disk; echo \"status $?\"\n\
            diff -rq before disk/output && echo \"the old one\"; echo left: $(LC_ALL=C ls -A disk)\n\
            rm disk/fill/*\n\
        done\n\
        \"$MITHAQ\" build --site disk; echo \"status $?\"";
    let said = on_a_disk(&folder, "size=64m,nr_inodes=500", script);
    assert_eq!(said.matches("the disk is full").count(), 3, "{said}");
    assert_eq!((said.matches("status 3").count(), said.matches("the old one").count()), (3, 3), "{said}");
    assert_eq!(said.matches("left: .mithaq content fill output\n").count(), 3, "nothing is left behind: {said}");
    assert!(said.ends_with("status 0\n"), "with room again it is built: {said}");
}

#[test]
fn a_disk_that_is_read_only_is_named_and_the_old_output_stands() {
    let folder = built();
    let script = "cp -r content disk/ && \"$MITHAQ\" build --site disk || exit 78\n\
        cp -a disk/output before && mount -o remount,ro disk && \"$MITHAQ\" build --no-cache --site disk; echo \"status $?\"\n\
        diff -rq before disk/output && echo \"the old one\"";
    let said = on_a_disk(&folder, "size=8m", script);
    assert!(said.contains("cannot be written: the file system is read-only"), "{said}");
    assert!(said.contains("status 3") && said.contains("the old one"), "{said}");
}

#[test]
fn a_quota_that_is_used_up_is_told_in_words() {
    const EDQUOT: i32 = 122;
    let words = mithaq::disk::describe(&std::io::Error::from_raw_os_error(EDQUOT));
    assert_eq!(words, "the quota of the disk is used up");
}

/// What a script said that ran beside a small disk, which it alone sees, at `disk`. Root can mount one
/// in a room of its own; anybody else needs a system that lets users make such rooms.
fn on_a_disk(folder: &Folder, options: &str, script: &str) -> String {
    let script = format!("mkdir -p disk && mount -t tmpfs -o {options} tmpfs disk || exit 77\nexec 2>&1\n{script}");
    let quoted = script.replace('\'', "'\\''");
    let mut refused = String::new();
    for unshare in ["unshare -m", "unshare -rm"] {
        let run = shell(folder, &format!("{unshare} sh -c '{quoted}'"));
        match run.status.code() {
            Some(1 | 77 | 127) => refused += &said(&run),
            Some(78) => panic!("the site does not fit on the disk: {}", said(&run)),
            _ => return said(&run),
        }
    }
    panic!("no disk can be mounted here, neither with `unshare -m` nor with `unshare -rm`: {refused}");
}

#[test]
fn an_output_in_a_folder_that_may_not_be_written_is_named() {
    let folder = built();
    fs::create_dir_all(folder.path.join("closed/inner")).expect("it can be made");
    let run = without_rights(&folder, "closed", "build --output closed/inner/site");
    assert_eq!(run.status.code(), Some(0), "a folder below may be written: {}", said(&run));
    let run = without_rights(&folder, "closed", "build --output closed/site");
    assert_eq!(run.status.code(), Some(3), "{}", said(&run));
    assert!(said(&run).contains("the output `closed/site` cannot be written: permission denied"), "{}", said(&run));
}

#[test]
fn a_text_that_may_not_be_read_is_named_and_the_old_output_stands() {
    let folder = built();
    let old = folder.files("output");
    let run = without_rights(&folder, AR, "build");
    stops(&folder, &run, 1, AR, &old);
    assert!(said(&run).contains("permission denied"), "{}", said(&run));
    let annex = "content/trial/policies/gifts/1.0/files/annex.txt";
    let run = without_rights(&folder, annex, "build");
    stops(&folder, &run, 1, annex, &old);
}

/// Runs the program while nobody has a right to a path. For root rights mean nothing
/// until it gives up the power to pass over them.
fn without_rights(folder: &Folder, path: &str, args: &str) -> Output {
    let path = folder.path.join(path);
    let mode = if path.is_dir() { 0o555 } else { 0o000 };
    let was = fs::metadata(&path).expect("it is there").permissions();
    fs::set_permissions(&path, fs::Permissions::from_mode(mode)).expect("it can be closed");
    let root = said(&shell(folder, "id -u")).trim() == "0";
    let give_up = if root { "setpriv --bounding-set=-dac_override,-dac_read_search " } else { "" };
    let run = shell(folder, &format!("exec {give_up}\"$MITHAQ\" {args}"));
    fs::set_permissions(&path, was).expect("it can be opened again");
    run
}

#[test]
fn files_that_come_and_go_while_they_are_read_are_no_more_than_findings() {
    let folder = built();
    let annex = folder.path.join("content/trial/policies/gifts/1.0/files/annex.txt");
    let stop = std::sync::atomic::AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let mut nth = 0_u64;
            while !stop.load(std::sync::atomic::Ordering::Relaxed) {
                nth += 1;
                let _ = fs::remove_file(&annex);
                let _ = fs::write(folder.path.join(AR), format!("نص {nth}.\n").repeat((nth % 50) as usize));
                sleep(Duration::from_micros(nth * 997 % 3000));
                let _ = fs::write(&annex, "annex");
            }
        });
        for _ in 0..20 {
            let run = program().current_dir(&folder.path).args(["build"]).output().expect("the program starts");
            assert!(matches!(run.status.code(), Some(0 | 1)), "{:?}: {}", run.status, said(&run));
            assert!(folder.has("output/index.html") && folder.has("output/SHA256SUMS"), "a whole site stands");
        }
        stop.store(true, std::sync::atomic::Ordering::Relaxed);
    });
    folder.write(AR, "نص.\n");
    folder.write("content/trial/policies/gifts/1.0/files/annex.txt", "annex");
    folder.run(&["build"]).ends(0);
}

#[test]
fn of_two_builds_at_once_each_is_whole_or_waits_for_another_time() {
    let folder = built();
    let expected = folder.files("output");
    for _ in 0..5 {
        let start = || program().current_dir(&folder.path).args(["build", "--today", crate::site::TODAY]).output();
        let runs = std::thread::scope(|scope| {
            [0, 1, 2].map(|_| scope.spawn(start)).map(|run| run.join().expect("it ran").expect("it starts"))
        });
        assert!(runs.iter().any(|run| run.status.success()), "one of them builds");
        for run in runs.iter().filter(|run| !run.status.success()) {
            assert!(run.status.code() == Some(3) && said(run).contains("another run is writing it"), "{}", said(run));
        }
        assert!(folder.files("output") == expected, "the output is whole");
    }
}

#[test]
fn a_clock_that_was_set_back_changes_nothing() {
    let folder = built();
    let future = SystemTime::now() + Duration::from_secs(86_400 * 365);
    for path in folder.files("output").keys() {
        let file = fs::File::options().append(true).open(folder.path.join("output").join(path)).expect("it is there");
        file.set_modified(future).expect("it can be dated");
    }
    folder.write(AR, "نص جديد.\n");
    let file = fs::File::options().append(true).open(folder.path.join(AR)).expect("it is there");
    file.set_modified(SystemTime::UNIX_EPOCH).expect("it can be dated");
    folder.run(&["build"]).ends(0);
    assert!(folder.read("output/ar/policies/gifts/index.html").contains("نص جديد."));
}

/// Fills a folder with files, a thousand in each folder below it.
fn fill(folder: &Folder, path: &str, files: usize) {
    for nth in 0..files {
        let path = folder.path.join(format!("{path}/{}/{nth}.txt", nth / 1000));
        if nth % 1000 == 0 {
            fs::create_dir_all(path.parent().expect("it stands in a folder")).expect("it can be made");
        }
        fs::write(path, "").expect("it can be written");
    }
}

/// How long a build took that ended well.
fn took(folder: &Folder) -> Duration {
    let start = Instant::now();
    folder.run(&["build"]).ends(0);
    start.elapsed()
}

#[test]
fn a_hundred_thousand_files_that_no_page_needs_take_a_bounded_time() {
    let folder = built();
    fill(&folder, "content/trial/archive", 100_000);
    let took = took(&folder);
    assert!(took < Duration::from_secs(150), "{took:?}");
}

#[test]
fn thousands_of_attachments_are_published_in_a_bounded_time() {
    let folder = built();
    // Each of them is a line on six pages.
    fill(&folder, "content/trial/policies/gifts/1.0/files", 5_000);
    let took = took(&folder);
    assert!(took < Duration::from_secs(150), "{took:?}");
    let ours = folder.read("output/.mithaq");
    // Beside them stands the one that every site here has.
    assert_eq!(ours.lines().filter(|line| line.starts_with("source/") && line.ends_with(".txt")).count(), 5_001);
}

#[test]
fn a_hundred_thousand_files_of_others_in_the_output_stay_and_take_a_bounded_time() {
    let folder = built();
    fill(&folder, "output/.git/objects", 100_000);
    folder.write(AR, "نص آخر.\n");
    let took = took(&folder);
    assert!(took < Duration::from_secs(150), "{took:?}");
    assert!(folder.has("output/.git/objects/99/99999.txt"));
    assert!(folder.read("output/ar/policies/gifts/index.html").contains("نص آخر."));
}

#[test]
fn odd_names_are_paths_like_any_other() {
    let folder = built();
    let long = format!("{}.txt", "ط".repeat(125) + "x");
    assert_eq!(long.len(), 255);
    for name in ["with space.txt", "ملف بالعربية.txt", "per%cent & #hash?.txt", &long] {
        folder.write(&format!("content/trial/policies/gifts/1.0/files/{name}"), name);
    }
    folder.run(&["build"]).ends(0);
    let made = folder.files("output");
    for name in ["with space.txt", "ملف بالعربية.txt", "per%cent & #hash?.txt", &long] {
        assert!(made.iter().any(|(path, bytes)| path.ends_with(name) && bytes == name.as_bytes()), "{name}");
    }
    let output = "م".repeat(127);
    folder.run(&["build", "--output", &output]).ends(0);
    folder.run(&["build", "--output", &output]).ends(0);
    let home = TestSite::texts("نص.\n", "Words.\n").in_a_folder();
    fs::rename(home.path.join("content"), folder.path.join("content 2")).expect("it can be moved");
    fs::create_dir_all(folder.path.join("موقع تجريبي")).expect("it can be made");
    fs::rename(folder.path.join("content 2"), folder.path.join("موقع تجريبي/content")).expect("it can be moved");
    folder.run(&["build", "--site", "موقع تجريبي"]).ends(0);
    assert!(folder.has("موقع تجريبي/output/index.html"));
}

#[test]
fn names_that_differ_in_case_alone_are_told_apart_before_anything_is_written() {
    let folder = built();
    let old = folder.files("output");
    folder.write("content/trial/policies/gifts/1.0/files/Annex.txt", "other");
    let run = folder.run(&["build"]).ends(1).says("error[address-taken]");
    assert!(run.err.to_lowercase().contains("annex.txt"), "{}", run.err);
    assert_eq!(folder.files("output"), old);
}

#[test]
fn a_link_that_leads_back_to_a_folder_above_it_is_named() {
    let folder = built();
    let old = folder.files("output");
    folder.link("content/trial/policies/gifts/1.0/files/loop", &folder.path.join("content/trial"));
    folder.run(&["build"]).ends(1).says("a link that leads back to a folder above it");
    assert_eq!(folder.files("output"), old);
    fs::remove_file(folder.path.join("content/trial/policies/gifts/1.0/files/loop")).expect("it can be removed");
    folder.link(
        "content/trial/policies/gifts/1.0/files/self",
        &folder.path.join("content/trial/policies/gifts/1.0/files/self"),
    );
    let run = folder.run(&["build"]).ends(1);
    assert!(run.err.contains("files/self"), "{}", run.err);
}

#[test]
fn few_files_may_be_open_at_once() {
    let folder = built();
    for nth in 0..200 {
        folder.write(&format!("content/trial/policies/gifts/1.0/files/{nth}/{nth}/{nth}.txt"), "annex");
    }
    let run = shell(&folder, "ulimit -n 64; exec \"$MITHAQ\" build");
    assert_eq!(run.status.code(), Some(0), "{}", said(&run));
    assert!(folder.files("output").len() > 200);
    let old = folder.files("output");
    let run = shell(&folder, "ulimit -n 6; exec \"$MITHAQ\" build");
    assert!(matches!(run.status.code(), Some(0..=3)), "{:?}: {}", run.status, said(&run));
    if run.status.code() != Some(0) {
        assert!(said(&run).contains("too many files are open"), "{}", said(&run));
        assert!(folder.files("output") == old, "the old output stands");
    }
}
