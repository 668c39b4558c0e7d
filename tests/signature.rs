//! The signature of a log: made with `ssh-keygen`, held by the program and by `ssh-keygen` alike.

use std::fs;
use std::process::Command;

use crate::folder::Folder;
use crate::site::TestSite;

const POLICY: &str = "content/trial/policies/gifts/policy.yaml";
const SIGNATURE: &str = "content/trial/log.sig";
const DRAFT: &str = "title: {ar: سياسة الهدايا, en: Gifts Policy}\ngoverning_language: ar\nversions:\n  - version: \"1.0\"\n    approval: pending\n";
const TODAY: [&str; 2] = ["--today", "2026-02-01"];

/// A site with a draft, and two keys beside it.
fn draft() -> Folder {
    let folder = TestSite::texts("نص الهدية.\n", "Words of a gift.\n").with(POLICY, DRAFT).in_a_folder();
    for key in ["key", "other"] {
        shell(&folder, &format!("ssh-keygen -q -t ed25519 -N '' -C officer -f {key}"));
    }
    folder
}

fn shell(folder: &Folder, script: &str) -> String {
    let run = Command::new("sh").arg("-c").arg(script).current_dir(&folder.path).output().expect("sh runs");
    assert!(run.status.success(), "{script}: {}", String::from_utf8_lossy(&run.stderr));
    String::from_utf8_lossy(&run.stdout).trim().to_owned()
}

fn run(folder: &Folder, args: &[&str]) -> crate::folder::Run {
    folder.run(&[args, &TODAY].concat())
}

fn approve(folder: &Folder, more: &[&str]) -> crate::folder::Run {
    run(folder, &[&["approve", "trial/gifts", "--session", "3", "--date", "2026-01-12", "--yes"], more].concat())
}

#[test]
fn a_decision_that_is_signed_is_held_by_the_key_alone() {
    let folder = draft();
    approve(&folder, &["--sign", "key"]).ends(0);
    run(&folder, &["check"]).ends(0).answers("no findings");
    run(&folder, &["build"]).ends(0);
    assert_eq!(folder.read("output/data/trial/log.sig"), folder.read(SIGNATURE));
    let key = shell(&folder, "ssh-keygen -lf key.pub | awk '{print $2}'");
    for (lang, words) in [("ar", "موقَّع بالمفتاح"), ("en", "signed with the key")] {
        let page = folder.read(&format!("output/{lang}/policies/gifts/index.html"));
        assert!(page.contains(words) && page.contains(&key) && page.contains("data/trial/log.sig"), "{lang}");
        assert!(!page.contains("not signed with a key") && !page.contains("غير موقَّع"), "{lang}");
    }
    let held = "printf 'officer %s\\n' \"$(cat key.pub)\" > allowed
tail -n 1 output/data/trial/decisions.jsonl | ssh-keygen -Y verify -n mithaq -f allowed -I officer -s output/data/trial/log.sig";
    assert!(shell(&folder, held).contains("Good \"mithaq\" signature"));
    for place in [&["--output", "output"][..], &["--site", "."], &["--site", ".", "--output", "output"]] {
        folder.run(&[&["verify", "--key", "key.pub"], place].concat()).ends(0).says("signed with");
        folder
            .run(&[&["verify", "--key", "other.pub"], place].concat())
            .ends(1)
            .says("decisions.jsonl: another key has signed it");
    }
    // Whoever owns the site writes the last line anew, with every sum: without the key it shows.
    let log = folder.read("output/data/trial/decisions.jsonl").replace("2026-01-12", "2026-01-13");
    fs::write(folder.path.join("output/data/trial/decisions.jsonl"), log).expect("it is written");
    shell(
        &folder,
        "cd output && find . -type f ! -name SHA256SUMS ! -name '.*' | sed 's|^./||' | LC_ALL=C sort | xargs sha256sum > SHA256SUMS",
    );
    folder.run(&["verify", "--output", "output", "--key", "key.pub"]).ends(1).says("its signature is of no line of it");
    folder.run(&["verify", "--output", "output"]).ends(1).says("its signature is of no line of it");
}

#[test]
fn a_later_line_without_a_signature_is_told_until_it_is_signed() {
    let folder = draft();
    approve(&folder, &["--sign", "key"]).ends(0);
    run(&folder, &["review", "trial/gifts", "--date", "2026-01-20"]).ends(0).says("mithaq log sign trial --sign KEY");
    run(&folder, &["check"])
        .ends(0)
        .says("warning[log-signature]: the signature is of line 1, and the log has 2")
        .says(SIGNATURE);
    run(&folder, &["build"]).ends(0);
    assert!(!folder.has("output/data/trial/log.sig"), "a signature of an earlier line would be taken for one of all");
    assert!(folder.read("output/en/policies/gifts/index.html").contains("not signed with a key"));
    folder.run(&["verify", "--site", ".", "--key", "key.pub"]).ends(1).says("its signature is of line 1 of 2");
    run(&folder, &["log", "sign", "trial"]).ends(2).says("MITHAQ_SIGN_KEY");
    folder
        .run_with(&["log", "sign", "trial", "--today", "2026-02-01"], &[("MITHAQ_SIGN_KEY", "key")])
        .ends(0)
        .answers("signed: line 2");
    run(&folder, &["check"]).ends(0).answers("no findings");
    folder.run(&["verify", "--site", ".", "--key", "key.pub"]).ends(0);
}

#[test]
fn what_cannot_be_signed_is_not_recorded() {
    let folder = draft();
    shell(&folder, "ssh-keygen -q -t rsa -b 2048 -N '' -f rsa");
    folder.write("nokey", "not a key\n");
    let before = folder.files("content");
    for (key, why) in [("missing", "missing"), ("nokey", "nokey"), ("rsa", "no key of Ed25519")] {
        approve(&folder, &["--sign", key]).ends(1).says("the log cannot be signed").says(why);
        assert_eq!(folder.files("content"), before, "{key}");
    }
    approve(&folder, &[]).ends(0);
    folder.run(&["verify", "--site", ".", "--key", "key.pub"]).ends(1).says("decisions.jsonl: it is not signed");
    folder.run(&["verify", "--site", "."]).ends(0).says("not signed; hold it against an older copy");
    folder.run(&["verify", "--site", ".", "--key", "nokey"]).ends(2).says("is no public SSH key of Ed25519");
    for (text, what) in [("nothing of the kind\n", "this is no signature"), ("", "this is no signature")] {
        folder.write(SIGNATURE, text);
        run(&folder, &["check"]).ends(1).says("error[log-signature]").says(what);
    }
    // A signature of other words, in the name of something else, or of another file.
    shell(&folder, "printf 'other\\n' | ssh-keygen -Y sign -n mithaq -f key > content/trial/log.sig");
    run(&folder, &["check"]).ends(1).says("is of no line of the log");
    shell(
        &folder,
        "tail -n 1 content/trial/decisions.jsonl | ssh-keygen -Y sign -n git -f key > content/trial/log.sig",
    );
    run(&folder, &["check"]).ends(1).says("is of no line of the log");
}
