//! The story of one edition, told as a governance officer lives it: from the
//! first draft to the next review, with a text tampered with in between.

use std::process::Command;

use crate::folder::{Folder, Run, program};

const FOLDER: &str = "site/content/example/policies/beneficiary-relations";

fn mithaq(folder: &Folder, line: &str) -> Run {
    let args: Vec<&str> = line.split(' ').chain(["--site", "site"]).collect();
    folder.run(&args)
}

/// Replaces words that stand once in a file.
fn edit(folder: &Folder, path: &str, old: &str, new: &str) {
    let path = format!("{FOLDER}/{path}");
    let text = folder.read(&path);
    assert_eq!(text.matches(old).count(), 1, "`{old}` stands once in {path}:\n{text}");
    folder.write(&path, text.replace(old, new));
}

/// A site with version 1.1 approved by its Hijri date alone, and built.
fn approved_and_built() -> Folder {
    let folder = Folder::new();
    folder.run(&["init", "site"]).ends(0);
    edit(&folder, "policy.yaml", "# review: {every_months: 24}", "review: {every_months: 24}");

    mithaq(&folder, "revise example/beneficiary-relations --today 2026-01-05").ends(0).answers("started version 1.1");
    edit(&folder, "1.1/ar.md", "لا تتجاوز 15 يوم عمل", "لا تتجاوز 10 أيام عمل");
    edit(&folder, "1.1/en.md", "no more than 15 working days", "no more than 10 working days");
    edit(&folder, "1.1/ar.md", "تخدم الجمعية المستفيدين بالعدل والاحترام", "تخدم الجمعية المستفيدين بالعدل والإحسان");
    edit(&folder, "1.1/en.md", "fairly and with respect", "fairly and with kindness");
    edit(&folder, "1.1/ar.md", "## الشكاوى", "٤. تسجّل الجمعية كل طلب وتعطي صاحبه رقمًا.\n\n## الشكاوى");
    edit(
        &folder,
        "1.1/en.md",
        "## Complaints",
        "4. The association records every request and gives it a number.\n\n## Complaints",
    );
    edit(
        &folder,
        "policy.yaml",
        "  - version: \"1.1\"\n",
        "  - version: \"1.1\"\n    change: {ar: مهلة أقصر ورقم لكل طلب, en: A shorter period and a number for every request}\n",
    );
    edit(&folder, "policy.yaml", "amount: 15, unit", "amount: 10, unit");

    mithaq(&folder, "check --today 2026-01-10").ends(0).says("warning[translation-outdated]");
    mithaq(&folder, "translated example/beneficiary-relations").ends(0);
    mithaq(&folder, "check --strict --today 2026-01-10").ends(0).answers("no findings");

    let approve = "approve example/beneficiary-relations --session 9 --hijri 1447-08-01 --yes";
    mithaq(&folder, &format!("{approve} --today 2026-01-10")).ends(1).says("lies in the future");
    mithaq(&folder, &format!("{approve} --today 2026-01-25")).ends(0).says("2026-01-20 (worked out, not recorded)");
    let policy = folder.read(&format!("{FOLDER}/policy.yaml"));
    assert!(policy.contains("hijri: 1447-08-01") && !policy.contains("date: 2026-01-20"), "{policy}");

    mithaq(&folder, "build --output output --strict --today 2026-01-25").ends(0);
    folder
}

#[test]
fn what_the_board_approved_is_what_is_published() {
    let folder = approved_and_built();
    let page = folder.read("output/ar/policies/beneficiary-relations/index.html");
    assert!(page.contains("بالعدل والإحسان") && page.contains("10 أيام عمل"), "the new text is in force");
    assert!(page.contains("2026-01-20"), "the date that was not stated is worked out");
    for lang in ["ar", "en"] {
        assert_eq!(
            folder.read(&format!("output/source/example/beneficiary-relations/1.1/{lang}.md")),
            folder.read(&format!("{FOLDER}/1.1/{lang}.md"))
        );
        assert!(
            folder.has(&format!("output/{lang}/policies/beneficiary-relations/1.0/index.html")),
            "1.0 is there for good"
        );
    }
    checksums_hold(&folder);
}

#[test]
fn readers_see_in_both_languages_what_the_edition_changed() {
    let folder = approved_and_built();
    let told = [
        ("ar", "أضيف بند واحد", "عُدّلت كلمات بندين", "مهلة أقصر"),
        ("en", "One clause added", "2 clauses reworded", "A shorter period"),
    ];
    for (lang, added, reworded, note) in told {
        let page = folder.read(&format!("output/{lang}/policies/beneficiary-relations/1.1/changes/index.html"));
        for words in [added, reworded, note] {
            assert!(page.contains(words), "{lang}: {words}");
        }
        assert!(page.contains("#c-requests-4"), "the clause that was added can be looked up");
    }
    mithaq(&folder, "diff example/beneficiary-relations").ends(0).answers("1 added, 2 reworded");
}

#[test]
fn a_text_that_was_tampered_with_is_not_published_and_can_be_restored() {
    let folder = approved_and_built();
    let published = folder.files("output");
    // One letter: «يوم» becomes «يوما».
    edit(&folder, "1.1/ar.md", "10 أيام عمل", "10 أياما عمل");
    mithaq(&folder, "build --output output --today 2026-01-26")
        .ends(1)
        .says("error[seal-broken]")
        .says("in clause `requests-3`")
        .says("`\u{2068}أيام\u{2069}` became `\u{2068}أياما\u{2069}`")
        .says("1.1/ar.md")
        .says("restore it from `content/example/policies/beneficiary-relations/1.1/.sealed/ar.md`");
    assert_eq!(folder.files("output"), published, "yesterday's site stands");
    let kept = folder.read(&format!("{FOLDER}/1.1/.sealed/ar.md"));
    folder.write(&format!("{FOLDER}/1.1/ar.md"), kept);
    mithaq(&folder, "build --output output --strict --today 2026-01-26").ends(0);
    checksums_hold(&folder);
}

#[test]
fn a_review_that_changed_nothing_moves_the_next_one() {
    let folder = approved_and_built();
    mithaq(&folder, "status --today 2028-01-25").ends(1).answers("2028-01-20 (5 days overdue)");
    let review = "review example/beneficiary-relations --date 2028-01-22 --session 21 --today 2028-01-25";
    mithaq(&folder, review).ends(0).answers("the next review is due by 2030-01-22");
    mithaq(&folder, "status --today 2028-01-25").ends(0).answers("2030-01-22");
    mithaq(&folder, "build --output output --strict --today 2028-01-25").ends(0);
    checksums_hold(&folder);
}

/// The commands of the README's story, in its order; what is a remark, or waits for a person, left out.
fn told() -> Vec<String> {
    let readme = include_str!("../../README.md");
    let (_, section) = readme.split_once("## From a draft to an approved edition").expect("the README tells the story");
    let (_, rest) = section.split_once("```sh\n").expect("it has commands");
    let (commands, _) = rest.split_once("```").expect("the commands end");
    let for_us = |line: &&str| !line.is_empty() && !line.starts_with('#') && !line.starts_with("mithaq serve");
    commands.lines().filter(for_us).map(str::to_owned).collect()
}

#[cfg(unix)]
#[test]
fn the_commands_of_the_readme_do_what_it_tells() {
    let folder = Folder::new();
    let program = std::path::Path::new(program().get_program()).to_owned();
    let path = format!("{}:{}", program.parent().expect("a folder").display(), std::env::var("PATH").expect("a PATH"));
    let at = |place: &str| folder.path.join(place);
    let mut here = folder.path.clone();
    let mut lines = told();
    for (nth, line) in lines.iter_mut().enumerate() {
        // 25 January 2026; from the review on, 25 January 2028.
        let day = if nth > 0 && line.starts_with("mithaq review") || at("reviewed").exists() {
            "1832371200"
        } else {
            "1769299200"
        };
        match line.split(' ').nth(1).unwrap_or_default() {
            "my-site" => {
                here = at("my-site");
                officer_sets_the_period(&folder);
                continue;
            }
            "translated" => officer_edits(&folder),
            // Nobody sits at a terminal here.
            "approve" => line.push_str(" --yes"),
            "review" => folder.write("reviewed", ""),
            _ => {}
        }
        let run = Command::new("sh")
            .args(["-c", line])
            .current_dir(&here)
            .env("PATH", &path)
            .env("SOURCE_DATE_EPOCH", day)
            .output();
        let run = run.expect("a shell starts");
        let said = format!("{}{}", String::from_utf8_lossy(&run.stdout), String::from_utf8_lossy(&run.stderr));
        assert!(run.status.success(), "`{line}` ended with {}:\n{said}", run.status);
    }
    assert!(at("reviewed").exists(), "the story ends with a review: {lines:?}");
    let events = super::status::events(&folder.read("my-site/reviews.ics"));
    assert_eq!(events[0]["DTSTART;VALUE=DATE"], "20280120");
    let page = folder.read("my-site/output/ar/policies/beneficiary-relations/index.html");
    assert!(
        page.contains("10 أيام عمل") && page.contains("2030-01-20"),
        "the edition and its next review are published"
    );
    what_was_decided_can_be_followed(&folder);
}

/// The history in both languages, and the feeds: approval, review, and what came before.
fn what_was_decided_can_be_followed(folder: &Folder) {
    let told = [
        ("ar", ["اعتُمد الإصدار 1.1", "روجع الإصدار 1.1 وبقي كما هو"], "الجلسة التاسعة", "1 شعبان 1447هـ"),
        ("en", ["Version 1.1 approved", "Version 1.1 reviewed and left unchanged"], "ninth (9)", "1 Shaban 1447 AH"),
    ];
    for (lang, [approved, reviewed], session, hijri) in told {
        let page = folder.read(&format!("my-site/output/{lang}/policies/beneficiary-relations/history/index.html"));
        for words in ["v1-1-approved", "v1-1-reviewed-2028-01-20", "../1.1/changes/", reviewed, hijri] {
            assert!(page.contains(words), "{lang}: {words}");
        }
        assert!(page.contains(session) || page.contains("التاسعة (9)"), "{lang}: the session");
        let feed = folder.read(&format!("my-site/output/{lang}/feed.xml"));
        let feed = roxmltree::Document::parse(&feed).expect("a feed is XML");
        let titles: Vec<&str> = feed
            .descendants()
            .filter(|node| node.has_tag_name(("http://www.w3.org/2005/Atom", "entry")))
            .filter_map(|entry| entry.children().find(|child| child.tag_name().name() == "title")?.text())
            .collect();
        assert!(titles[0].ends_with(reviewed) && titles[1].ends_with(approved), "{titles:?}");
        assert!(folder.read(&format!("my-site/output/{lang}/changes/index.html")).contains(reviewed), "{lang}");
    }
}

fn officer_sets_the_period(folder: &Folder) {
    let path = "my-site/content/example/policies/beneficiary-relations/policy.yaml";
    folder.write(path, folder.read(path).replace("# review: {every_months: 24}", "review: {every_months: 24}"));
}

fn officer_edits(folder: &Folder) {
    let of = |name: &str| format!("my-site/content/example/policies/beneficiary-relations/{name}");
    let edits = [
        ("1.1/ar.md", "لا تتجاوز 15 يوم عمل", "لا تتجاوز 10 أيام عمل"),
        ("1.1/en.md", "no more than 15 working days", "no more than 10 working days"),
        ("policy.yaml", "amount: 15, unit", "amount: 10, unit"),
    ];
    for (name, old, new) in edits {
        let text = folder.read(&of(name));
        assert!(text.contains(old), "{name} says {old}");
        folder.write(&of(name), text.replace(old, new));
    }
}

#[cfg(unix)]
#[test]
fn what_a_page_says_of_its_seals_can_be_done() {
    let folder = approved_and_built();
    for lang in ["ar", "en"] {
        let page = folder.read(&format!("output/{lang}/policies/beneficiary-relations/1.1/index.html"));
        let commands: Vec<String> = page
            .split("<code>")
            .skip(1)
            .filter_map(|rest| rest.split("</code>").next())
            .filter(|code| code.starts_with("echo"))
            .map(|code| code.replace("&quot;", "\""))
            .collect();
        assert_eq!(commands.len(), 2, "a command for each text: {commands:?}");
        let check = |command: &str| {
            let sources = folder.path.join("output/source/example/beneficiary-relations/1.1");
            let run = Command::new("sh").args(["-c", command]).current_dir(sources).output().expect("a shell starts");
            (run.status.success(), String::from_utf8_lossy(&run.stdout).into_owned())
        };
        assert_eq!(check(&commands[0]), (true, "ar.md: OK\n".to_owned()));
        assert_eq!(check(&commands[1]), (true, "en.md: OK\n".to_owned()));
        assert!(!check(&commands[1].replace("en.md", "ar.md")).0, "a seal holds for its own text alone");
    }
}

/// Every published text, checked with no tool of ours.
#[track_caller]
fn checksums_hold(folder: &Folder) {
    let check = Command::new("sha256sum").args(["-c", "SHA256SUMS"]).current_dir(folder.path.join("output")).output();
    let check = check.expect("sha256sum starts");
    let said = String::from_utf8_lossy(&check.stdout);
    assert!(check.status.success(), "{said}");
    assert!(said.matches(": OK").count() >= 4, "{said}");
}
