//! The log of decisions: only commands append, and nobody can rewrite it unseen.

use std::process::{Command, Stdio};
use std::time::Duration;

use crate::folder::Folder;
use crate::site::TestSite;

const POLICY: &str = "content/trial/policies/gifts/policy.yaml";
const LOG: &str = "content/trial/decisions.jsonl";
const DRAFT: &str = "title: {ar: سياسة الهدايا, en: Gifts Policy}\ngoverning_language: ar\nversions:\n  - version: \"1.0\"\n    approval: pending\n";

/// A site with a draft, in a folder.
fn draft() -> Folder {
    TestSite::texts("نص الهدية.\n", "Words of a gift.\n").with(POLICY, DRAFT).in_a_folder()
}

fn done(folder: &Folder, args: &[&str]) {
    let run = folder.run(&[args, &["--today", "2026-02-01"]].concat());
    assert_eq!(run.status, 0, "{args:?}: {}{}", run.out, run.err);
}

/// The findings of a check, each as `id file:line`.
fn findings(folder: &Folder) -> Vec<String> {
    let run = folder.run(&["check", "--format", "json", "--today", "2026-02-01"]);
    let found: serde_json::Value = serde_json::from_str(&run.out).expect("it is JSON");
    let found = found["findings"].as_array().or(found.as_array()).expect("a list").clone();
    let told = |one: &serde_json::Value| {
        let word = |key: &str| one[key].as_str().unwrap_or_default().to_owned();
        format!("{} {}:{}", word("id"), word("file").trim_start_matches("content/trial/"), one["line"])
    };
    found.iter().filter(|one| one["severity"] == "error").map(told).collect()
}

const APPROVE: [&str; 7] = ["approve", "trial/gifts", "--session", "3", "--date", "2026-01-12", "--yes"];

/// A site in which everything was decided that can be.
fn decided() -> Folder {
    let folder = draft();
    folder.write("scan.pdf", "%PDF-1.4\n");
    let scan = folder.path.join("scan.pdf").to_string_lossy().into_owned();
    done(&folder, &[&APPROVE[..], &["--document", &scan]].concat());
    done(&folder, &["review", "trial/gifts", "--date", "2026-01-20", "--session", "4"]);
    let why = ["--reason-ar", "عُلم لاحقًا", "--reason-en", "learnt later", "--yes"];
    done(&folder, &[&["correct", "trial/gifts", "1.0", "--resolution", "44/1"][..], &why].concat());
    done(&folder, &[&["withdraw", "trial/gifts", "1.0", "--date", "2026-01-25"][..], &why].concat());
    assert_eq!(findings(&folder), [""; 0]);
    folder
}

fn lines(folder: &Folder) -> Vec<serde_json::Value> {
    folder.read(LOG).lines().map(|line| serde_json::from_str(line).expect("a line is JSON")).collect()
}

fn digest(line: &str) -> String {
    mithaq::model::log::digest(line)
}

#[test]
fn every_decision_appends_a_line_that_is_tied_to_the_one_before() {
    let folder = decided();
    let kinds: Vec<_> =
        lines(&folder).iter().map(|line| line["kind"].as_str().unwrap_or_default().to_owned()).collect();
    assert_eq!(kinds, ["approved", "reviewed", "corrected", "withdrawn"]);
    let text = folder.read(LOG);
    assert!(text.ends_with('\n') && !text.contains('\r'));
    let mut before = serde_json::Value::Null;
    for (nth, line) in text.lines().enumerate() {
        let read: serde_json::Value = serde_json::from_str(line).expect("JSON");
        assert_eq!((&read["n"], &read["before"]), (&(nth + 1).into(), &before));
        before = digest(line).into();
    }
    let all = lines(&folder);
    assert_eq!(all[0]["facts"]["session"], 3);
    assert!(all[0]["texts"]["ar"].as_str().is_some_and(|seal| folder.read(POLICY).contains(seal)));
    assert!(all[0]["files"]["files/scan.pdf"].as_str().is_some_and(|digest| digest.starts_with("sha256:")));
    assert_eq!(all[2]["facts"]["resolution"], "44/1");
    assert_eq!(all[2]["facts"]["reason"]["en"], "learnt later");
    assert_eq!(all[3]["facts"]["withdrawn"]["date"], "2026-01-25");
}

#[test]
fn a_log_begins_with_every_version_as_it_is_found() {
    let folder = TestSite::texts("نص.\n", "Words.\n").in_a_folder();
    done(&folder, &["log", "begin", "trial"]);
    assert_eq!(lines(&folder)[0]["facts"]["approval"], "not-stated");
    assert_eq!(findings(&folder), [""; 0]);
    let before = folder.read(LOG);
    done(&folder, &["log", "begin", "trial"]);
    assert_eq!(folder.read(LOG), before, "a log is begun once");
    // What nobody decided upon may still be mended.
    folder.write("content/trial/policies/gifts/1.0/ar.md", "نص آخر.\n");
    assert_eq!(findings(&folder), [""; 0]);
}

#[test]
fn a_fact_that_is_changed_after_it_was_recorded_is_an_error_at_its_place() {
    let changes = [
        ("session: 3\n", "session: 33\n", "log-differs policies/gifts/policy.yaml:7"),
        ("date: 2026-01-12\n", "date: 2026-01-13\n", "log-differs policies/gifts/policy.yaml:8"),
        ("      resolution: \"44/1\"\n", "", "log-differs policies/gifts/policy.yaml:5"),
        (
            "resolution: \"44/1\"\n",
            "resolution: \"44/1\"\n      signatory: {name: {ar: أحمد, en: Ahmad}}\n",
            "log-differs policies/gifts/policy.yaml:10",
        ),
        ("date: 2026-01-20", "date: 2026-01-21", "log-differs policies/gifts/policy.yaml:14"),
        ("date: 2026-01-25", "date: 2026-01-26", "log-differs policies/gifts/policy.yaml:15"),
        ("learnt later", "no reason", "log-differs policies/gifts/policy.yaml:15"),
    ];
    for (old, new, found) in changes {
        let folder = decided();
        let policy = folder.read(POLICY);
        assert!(policy.contains(old), "{old} in\n{policy}");
        folder.write(POLICY, policy.replace(old, new));
        assert!(
            findings(&folder).iter().any(|one| one == found),
            "{old} → {new}: {:?}\n{}",
            findings(&folder),
            folder.read(POLICY)
        );
    }
}

#[test]
fn a_text_a_seal_a_copy_or_a_scan_that_is_exchanged_is_an_error() {
    let text = "content/trial/policies/gifts/1.0/ar.md";
    let copy = "content/trial/policies/gifts/1.0/.sealed/ar.md";
    let seal = |words: &str| mithaq::model::seal::seal(words);
    // The text alone.
    let folder = decided();
    folder.write(text, "نص آخر.\n");
    assert!(findings(&folder)[0].starts_with("seal-broken"));
    // Text, seal and copy together.
    let known = seal(&decided().read(text));
    folder.write(copy, "نص آخر.\n");
    folder.write(POLICY, folder.read(POLICY).replace(&known, &seal("نص آخر.\n")));
    assert!(findings(&folder).iter().any(|one| one.starts_with("log-differs")), "{:?}", findings(&folder));
    // The copy alone.
    let folder = decided();
    folder.write(copy, "نص آخر.\n");
    assert!(findings(&folder).iter().any(|one| one.starts_with("seal-broken")), "{:?}", findings(&folder));
    // The seal is taken out.
    let folder = decided();
    let policy = folder.read(POLICY);
    let start = policy.find("    seal:").expect("it is sealed");
    let end = start + policy[start..].find("    reviewed").expect("it was reviewed");
    folder.write(POLICY, format!("{}{}", &policy[..start], &policy[end..]));
    let found = findings(&folder);
    assert!(
        found.iter().any(|one| one.starts_with("seal-missing"))
            && found.iter().any(|one| one.starts_with("log-differs")),
        "{found:?}"
    );
    // The scan.
    let folder = decided();
    folder.write("content/trial/policies/gifts/1.0/files/scan.pdf", "%PDF-1.5\n");
    assert_eq!(findings(&folder), ["log-differs policies/gifts/1.0/files/scan.pdf:1"]);
}

#[test]
fn a_line_that_is_changed_taken_out_moved_or_cut_is_an_error_at_its_place() {
    let folder = decided();
    let whole = folder.read(LOG);
    let all: Vec<&str> = whole.lines().collect();
    let joined = |lines: &[&str]| lines.iter().map(|line| format!("{line}\n")).collect::<String>();
    let changed = all[0].replace("\"session\":3", "\"session\":33");
    let cases = [
        (joined(&[&changed, all[1], all[2], all[3]]), "log-broken decisions.jsonl:2"),
        (joined(&[all[0], all[2], all[3]]), "log-broken decisions.jsonl:2"),
        (joined(&[all[0], all[2], all[1], all[3]]), "log-broken decisions.jsonl:2"),
        (joined(&all[1..]), "log-broken decisions.jsonl:1"),
        (joined(&all[..3]), "log-differs policies/gifts/policy.yaml:15"),
        (whole[..whole.len() - 40].to_owned(), "log-broken decisions.jsonl:4"),
        (whole.trim_end().to_owned(), "log-broken decisions.jsonl:4"),
        (format!("{whole}\n"), "log-broken decisions.jsonl:5"),
        (format!("{whole}not a line\n"), "log-broken decisions.jsonl:5"),
        (format!("{whole}{}\n", all[3]), "log-forked decisions.jsonl:5"),
    ];
    for (text, found) in cases {
        folder.write(LOG, &text);
        assert!(findings(&folder).iter().any(|one| one == found), "{found}: {:?}", findings(&folder));
        // Nothing is appended to what is broken.
        let run = folder.run(&["review", "trial/gifts", "--date", "2026-01-30", "--today", "2026-02-01"]);
        assert_eq!((run.status, folder.read(LOG)), (1, text), "{}", run.err);
    }
    // Line ends of other systems and a mark at its start are no change.
    folder.write(LOG, format!("\u{feff}{}", whole.replace('\n', "\r\n")));
    assert_eq!(findings(&folder), [""; 0]);
}

#[test]
fn two_sides_of_a_log_are_joined_and_the_second_names_its_old_digests() {
    let base = draft();
    done(&base, &APPROVE);
    let (policy, log) = (base.read(POLICY), base.read(LOG));
    done(&base, &["review", "trial/gifts", "--date", "2026-01-20"]);
    let ours = base.read(LOG);
    base.write(POLICY, &policy);
    base.write(LOG, &log);
    done(&base, &["review", "trial/gifts", "--date", "2026-01-21"]);
    let theirs = base.read(LOG);
    let (our_line, their_line) = (&ours[log.len()..], &theirs[log.len()..]);
    base.write(POLICY, policy.clone() + "    reviewed: [{date: 2026-01-20}, {date: 2026-01-21}]\n");
    for merged in [
        format!("{log}<<<<<<< HEAD\n{our_line}=======\n{their_line}>>>>>>> other\n"),
        format!("{log}{our_line}{their_line}"),
        format!("{log}{our_line}{log}{their_line}"),
    ] {
        base.write(LOG, merged);
        assert!(findings(&base).iter().any(|one| one.starts_with("log-forked")), "{:?}", findings(&base));
        done(&base, &["log", "merge", "trial"]);
        assert_eq!(findings(&base), [""; 0]);
        let all = lines(&base);
        assert_eq!(all.len(), 3);
        assert_eq!(all[2]["facts"]["merged"], digest(their_line.trim_end()));
        assert!(base.read(LOG).starts_with(&ours));
    }
    let before = base.read(LOG);
    done(&base, &["log", "merge", "trial"]);
    assert_eq!(base.read(LOG), before, "one side is left as it is");
}

#[test]
fn what_left_the_site_is_missed_until_the_log_says_why() {
    let folder = decided();
    let kept = TestSite::texts("نص.\n", "Words.\n").in_a_folder();
    for path in ["policy.yaml", "1.0/ar.md", "1.0/en.md"] {
        folder.write(
            &format!("content/trial/policies/travel/{path}"),
            kept.read(&format!("content/trial/policies/gifts/{path}")),
        );
    }
    std::fs::remove_dir_all(folder.path.join("content/trial/policies/gifts")).expect("it can be deleted");
    assert_eq!(findings(&folder), ["log-orphan decisions.jsonl:1"]);
    let why = ["--reason-ar", "دُمجت في غيرها", "--reason-en", "merged into another", "--yes"];
    let run = folder.run(&[&["log", "remove", "trial/travel"][..], &why].concat());
    assert_eq!(run.status, 1, "what is there is not removed");
    done(&folder, &[&["log", "remove", "trial/gifts"][..], &why].concat());
    assert_eq!(findings(&folder), [""; 0]);
    assert_eq!(lines(&folder)[4]["facts"]["reason"]["ar"], "دُمجت في غيرها");
}

#[test]
fn a_recording_that_was_ended_halfway_is_finished_by_the_next() {
    let folder = draft();
    done(&folder, &APPROVE);
    let (policy, log) = (folder.read(POLICY), folder.read(LOG));
    done(&folder, &["review", "trial/gifts", "--date", "2026-01-20"]);
    let (reviewed, logged) = (folder.read(POLICY), folder.read(LOG));
    let digest_of = |text: &str| digest(text);
    let plan = serde_json::json!({"folder": null, "files": [
        {"path": POLICY, "in_folder": false, "before": digest_of(&policy), "after": digest_of(&reviewed)},
        {"path": LOG, "in_folder": false, "before": digest_of(&log), "after": digest_of(&logged)},
    ]});
    let begin = || {
        folder.write(".mithaq/pending/0", &reviewed);
        folder.write(".mithaq/pending/1", &logged);
        folder.write(".mithaq/pending/plan.json", plan.to_string());
    };
    for (record, lines) in [(&policy, &log), (&reviewed, &log), (&reviewed, &logged)] {
        folder.write(POLICY, record);
        folder.write(LOG, lines);
        begin();
        assert!(findings(&folder).iter().any(|one| one.starts_with("log-behind")), "{:?}", findings(&folder));
        assert_eq!(folder.run(&["build", "--today", "2026-02-01"]).status, 1);
        done(&folder, &["log", "begin", "trial"]);
        assert_eq!((folder.read(POLICY), folder.read(LOG)), (reviewed.clone(), logged.clone()));
        assert_eq!(findings(&folder), [""; 0]);
    }
    // Somebody changed a file since: nobody can tell what is right.
    folder.write(POLICY, policy.replace("Gifts", "Presents"));
    folder.write(LOG, &log);
    begin();
    let run = folder.run(&["log", "begin", "trial"]);
    assert_eq!(run.status, 1, "{}", run.err);
    assert!(run.err.contains(".mithaq/pending"), "{}", run.err);
    assert_eq!(folder.read(LOG), log);
}

#[test]
fn an_auditor_finds_a_rewritten_log_by_the_digest_of_a_page_with_standard_tools() {
    let folder = decided();
    done(&folder, &["build"]);
    let shell = |script: &str| {
        let run =
            Command::new("sh").arg("-c").arg(script).current_dir(folder.path.join("output")).output().expect("sh runs");
        (run.status.success(), String::from_utf8_lossy(&run.stdout).trim().to_owned())
    };
    // Each line holds the digest of the one before, and the page of the version names that of its own.
    let chain = r#"n=0; want=null
while IFS= read -r line; do
  n=$((n+1)); got=$(printf '%s' "$line" | sed 's/.*"before":\("[^"]*"\|null\)}$/\1/' | tr -d '"')
  [ "$got" = "$want" ] || { echo "line $n"; exit 1; }
  want="sha256:$(printf '%s' "$line" | sha256sum | awk '{print $1}')"
done < data/trial/decisions.jsonl"#;
    assert_eq!(shell(chain), (true, String::new()));
    let log = std::fs::read_to_string(folder.path.join("output/data/trial/decisions.jsonl")).expect("it is published");
    assert_eq!(log, folder.read(LOG));
    let page =
        std::fs::read_to_string(folder.path.join("output/ar/policies/gifts/1.0/index.html")).expect("it is published");
    let history = std::fs::read_to_string(folder.path.join("output/ar/policies/gifts/history/index.html"))
        .expect("it is published");
    let feed = std::fs::read_to_string(folder.path.join("output/ar/policies/gifts/feed.xml")).expect("it is published");
    let of = |nth: usize| digest(log.lines().nth(nth).expect("a line")).trim_start_matches("sha256:").to_owned();
    assert!(page.contains(&of(2)), "the page names the line that speaks for the version");
    assert!(history.contains(&of(1)) && history.contains(&of(3)));
    assert!([1, 2, 3].iter().all(|nth| feed.contains(&of(*nth))));
    // A fact of the last line is changed, and of the first with every digest behind it.
    for nth in [3, 0] {
        let mut lines: Vec<String> = log.lines().map(str::to_owned).collect();
        lines[nth] = lines[nth].replace("2026-01-25", "2026-01-24").replace("\"session\":3", "\"session\":33");
        for later in nth + 1..lines.len() {
            let old = digest(log.lines().nth(later - 1).expect("a line"));
            lines[later] = lines[later].replace(&old, &digest(&lines[later - 1]));
        }
        std::fs::write(folder.path.join("output/data/trial/decisions.jsonl"), lines.join("\n") + "\n")
            .expect("it is written");
        assert_eq!(shell(chain), (true, String::new()), "the chain itself was mended");
        let (_, last) = shell("tail -n 1 data/trial/decisions.jsonl | tr -d '\\n' | sha256sum | awk '{print $1}'");
        assert!(!history.contains(&last) && !feed.contains(&last), "its digest is on no page");
    }
}

#[test]
fn killed_at_any_moment_record_and_log_say_the_same_once_the_next_command_ran() {
    let why = ["--reason-ar", "عُلم لاحقًا", "--reason-en", "learnt later", "--yes"];
    let commands = [
        vec!["review", "trial/gifts", "--date", "2026-01-20"],
        [&["correct", "trial/gifts", "1.0", "--resolution", "44/1"][..], &why].concat(),
        [&["withdraw", "trial/gifts", "1.0", "--date", "2026-01-25"][..], &why].concat(),
        vec!["translated", "trial/gifts", "1.0"],
    ];
    for args in commands {
        let base = || {
            let folder = draft();
            let text = "content/trial/policies/gifts/1.0/en.md";
            folder.write(text, "---\ntranslation: courtesy\n---\n\nWords of a gift.\n");
            done(&folder, &APPROVE);
            folder.write(text, folder.read(text).replace("Words", "The words"));
            folder
        };
        let state = |folder: &Folder| (folder.read(POLICY), folder.read(LOG));
        let before = state(&base());
        let after = {
            let folder = base();
            done(&folder, &args);
            state(&folder)
        };
        assert_ne!(before.1, after.1, "{args:?}");
        for step in 0..8 {
            let folder = base();
            let mut command = crate::folder::program();
            command.current_dir(&folder.path).args(&args).args(["--today", "2026-02-01"]);
            let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("it starts");
            std::thread::sleep(Duration::from_millis(step * 5));
            child.kill().expect("it can be killed");
            child.wait().expect("it ends");
            done(&folder, &["log", "begin", "trial"]);
            let now = state(&folder);
            assert!(now == before || now == after, "{args:?} after {} ms", step * 5);
            // The translation was changed after it was sealed; only `translated` seals it anew.
            let is_sealed = args[0] == "translated" && now == after;
            let found = findings(&folder);
            assert!(found.iter().all(|one| one.starts_with("seal-broken") && !is_sealed), "{args:?}: {found:?}");
        }
    }
}

#[test]
fn two_decisions_at_once_are_both_recorded_or_one_is_turned_away() {
    let folder = draft();
    done(&folder, &APPROVE);
    let children: Vec<_> = (0..6)
        .map(|nth| {
            let mut command = crate::folder::program();
            let day = format!("2026-01-2{nth}");
            command.current_dir(&folder.path).args(["review", "trial/gifts", "--date", &day, "--today", "2026-02-01"]);
            command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("it starts")
        })
        .collect();
    let done = children.into_iter().filter_map(|mut child| child.wait().ok()).filter(|status| status.success()).count();
    assert_eq!(lines(&folder).len(), done + 1);
    assert!(done >= 1);
    assert_eq!(findings(&folder), [""; 0]);
}

#[test]
fn a_seal_that_the_log_never_named_and_another_prevailing_language_are_told() {
    // The English text was not there when the body decided.
    let folder = draft();
    let english = folder.path.join("content/trial/policies/gifts/1.0/en.md");
    std::fs::remove_file(&english).expect("it is taken away");
    done(&folder, &APPROVE);
    assert_eq!(findings(&folder), [""; 0]);
    std::fs::write(&english, "No words of the board.\n").expect("it is written");
    let seal = mithaq::model::seal::seal("No words of the board.\n");
    let policy = folder.read(POLICY);
    let (before, after) = policy.split_once("seal:").expect("it is sealed");
    // In whichever way the seals are written.
    let forged = match after.trim_start().starts_with('{') {
        true => format!("{before}seal: {{en: \"{seal}\", {}", after.trim_start().trim_start_matches('{')),
        false => format!("{before}seal:\n      en: \"{seal}\"{after}"),
    };
    folder.write(POLICY, &forged);
    let found = findings(&folder);
    assert!(found.iter().any(|one| one.starts_with("log-differs policies/gifts/policy.yaml")), "{found:?}\n{forged}");
    folder.run(&["build", "--today", "2026-02-01"]).ends(1);
    folder.write(POLICY, &policy);
    folder.write(POLICY, policy.replace("governing_language: ar", "governing_language: en"));
    let found = findings(&folder);
    assert!(found.iter().any(|one| one.starts_with("log-differs policies/gifts/policy.yaml")), "{found:?}");
    // Brought up to date on the record, it is sealed and known.
    folder.write(POLICY, &policy);
    done(&folder, &["translated", "trial/gifts", "1.0"]);
    assert_eq!(findings(&folder), [""; 0]);
}
