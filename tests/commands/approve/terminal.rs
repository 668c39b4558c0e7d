//! On a terminal what is missing is asked for.

use std::io::Write;
use std::process::{Command, Stdio};
use std::time::Duration;

use super::{POLICY, TODAY, draft};
use crate::folder::Folder;

/// Runs the program on a terminal of its own, with these lines typed.
fn on_a_terminal(folder: &Folder, args: &str, typed: &str) -> String {
    let line = format!("{} {args}; echo ended with $?", env!("CARGO_BIN_EXE_mithaq"));
    let mut child = Command::new("script")
        .args(["-qec", &line, "/dev/null"])
        .current_dir(&folder.path)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("`script` makes a terminal");
    let mut input = child.stdin.take().expect("it has an input");
    for line in typed.lines() {
        // A person types once the question stands there.
        std::thread::sleep(Duration::from_millis(400));
        writeln!(input, "{line}").expect("it reads");
    }
    std::thread::sleep(Duration::from_millis(400));
    drop(input);
    String::from_utf8_lossy(&child.wait_with_output().expect("it ends").stdout).into_owned()
}

#[test]
fn on_a_terminal_it_asks_for_what_is_missing_and_for_a_yes() {
    let folder = draft();
    let args = format!("approve trial/gifts --today {TODAY}");
    let seen = on_a_terminal(&folder, &args, "nine\n9\n1447-08-01\nn\n");
    for words in [
        "number of the session:",
        "that is not a number from 1 to 9999, or words such as 3/27/366",
        "date (2025-07-13, or Hijri 1447-01-18):",
        "record this approval? [y/N]",
        "nothing was recorded",
        "ended with 1",
    ] {
        assert!(seen.contains(words), "no `{words}` in:\n{seen}");
    }
    assert!(folder.read(POLICY).contains("approval: pending"));
    let seen = on_a_terminal(&folder, &format!("{args} --session 9"), "1447-08-01\nنعم\n");
    assert!(seen.contains("ended with 0"), "{seen}");
    assert!(folder.read(POLICY).contains("hijri: 1447-08-01"));
}
