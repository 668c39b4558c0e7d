//! What holds of every command.

use crate::folder::{Folder, program};
use crate::site::TestSite;

const COMMANDS: [&str; 11] =
    ["init", "build", "check", "serve", "status", "revise", "approve", "review", "withdraw", "translated", "schema"];

#[test]
fn help_lists_every_command_and_is_an_answer() {
    let folder = Folder::new();
    let run = folder.run(&["--help"]).ends(0);
    for command in COMMANDS {
        assert!(run.out.contains(&format!("  {command} ")), "{}", run.out);
        folder.run(&[command, "--help"]).ends(0).answers("Usage: mithaq");
    }
    assert_eq!(run.err, "");
    folder.run(&["--version"]).ends(0).answers(&format!("mithaq {}", env!("CARGO_PKG_VERSION")));
}

#[test]
fn wrong_usage_ends_with_2_and_says_what_was_meant() {
    let folder = TestSite::texts("نص.\n", "Words.\n").in_a_folder();
    folder.run(&[]).ends(2);
    let run = folder.run(&["biuld"]).ends(2).says("build");
    assert_eq!(run.out, "");
    for args in [
        &["build", "--ouput", "x"][..],
        &["build", "--format", "xml"],
        &["build", "--today", "yesterday"],
        &["build", "--today", "2026-02-30"],
        &["build", "--base-url", "example.org"],
        &["build", "--base-url", "javascript:alert(1)"],
        &["build", "--endpoint", "inbox"],
        &["build", "--endpoint", "In Box=https://example.org"],
        &["build", "extra"],
        &["check", "--format", "xml"],
        &["status", "--due-within", "soon"],
        &["schema", "polcy"],
        &["serve", "--address", "nowhere"],
        &["revise", "gifts"],
        &["revise", "trial/gifts", "--to", "2"],
        &["approve", "trial/gifts", "--session", "0"],
        &["approve", "trial/gifts", "--hijri", "1447-13-01"],
        &["review", "trial/gifts"],
        &["withdraw", "trial/gifts", "--date", "2026-01-01"],
    ] {
        let run = folder.run(args).ends(2);
        assert!(!run.err.is_empty() && run.out.is_empty(), "{args:?} says {:?} and {:?}", run.out, run.err);
    }
    assert!(!folder.has("output"));
}

#[test]
fn a_folder_that_is_not_there_is_wrong_usage() {
    let folder = Folder::new();
    for (command, policy) in
        [("build", None), ("check", None), ("status", None), ("serve", None), ("revise", Some("a/b"))]
    {
        let args: Vec<&str> = [command, "--site", "nowhere"].into_iter().chain(policy).collect();
        folder.run(&args).ends(2).says("the site's folder `nowhere` cannot be opened").says("hint: name the folder");
    }
    folder.write("file", "x");
    folder.run(&["build", "--site", "file"]).ends(2).says("it is not a folder");
}

#[test]
fn an_environment_that_is_not_utf8_is_no_fault() {
    #[cfg(unix)]
    {
        use std::os::unix::ffi::OsStrExt;
        let folder = TestSite::texts("نص.\n", "Words.\n").in_a_folder();
        let odd = std::ffi::OsStr::from_bytes(b"\xff\xfe");
        let output = program()
            .current_dir(&folder.path)
            .arg("check")
            .env("ODD", odd)
            .env("MITHAQ_ODD", odd)
            .output()
            .expect("the program starts");
        assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    }
}

#[test]
fn no_colours_are_written_where_nobody_sees_them() {
    let folder = TestSite::texts("أ- نص\nت- نص\n", "Words.\n").in_a_folder();
    for environment in [&[][..], &[("NO_COLOR", "1")], &[("TERM", "xterm-256color")], &[("COLORTERM", "truecolor")]] {
        let run = folder.run_with(&["check"], environment).ends(0).says("warning[list-sequence]");
        assert!(!run.err.contains('\u{1b}') && !run.out.contains('\u{1b}'), "{:?}", run.err);
    }
    let run = folder.run_with(&["check"], &[("CLICOLOR_FORCE", "1")]);
    assert!(run.err.contains("\u{1b}["), "colours can be asked for: {:?}", run.err);
    let run = folder.run_with(&["check"], &[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")]);
    assert!(!run.err.contains('\u{1b}'), "{:?}", run.err);
}

#[test]
fn a_reader_that_goes_away_is_no_fault() {
    let folder = TestSite::texts("نص.\n", "Words.\n").in_a_folder();
    let mut child = program()
        .current_dir(&folder.path)
        .arg("schema")
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .expect("the program starts");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("it ends");
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    assert_eq!(output.status.code(), Some(0));
}
