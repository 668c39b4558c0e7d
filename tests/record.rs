//! Decisions recorded by the library, as a page in a browser would: nobody is asked, nothing is printed.

use mithaq::disk::RealDisk;
use mithaq::load::Overrides;
use mithaq::model::Session;
use mithaq::record::approve::{self, Document, Facts};
use mithaq::record::review::{self, NextReview, Request};
use mithaq::record::{Access, EditSession, Failure, Refused, Target, withdraw};
use mithaq::{Moment, Options};

use crate::folder::Folder;
use crate::site::TestSite;

const POLICY: &str = "content/trial/policies/gifts/policy.yaml";

/// One approved version, and a draft of the next.
fn gifts() -> Folder {
    let policy = "
        title: {ar: سياسة الهدايا, en: Gifts Policy}
        governing_language: ar
        review: {every_months: 12}
        versions:
          - version: \"1.0\"
            approval: {body: {ar: المجلس, en: Board}, session: 8, date: 2025-07-13}
          - {version: \"1.1\", change: {ar: مهلة أقصر, en: A shorter period}, approval: pending}
        ";
    TestSite::text("نص.\n")
        .with(POLICY, crate::site::dedent(policy))
        .with("content/trial/policies/gifts/1.1/ar.md", "نص جديد.\n")
        .with("content/trial/policies/gifts/1.1/en.md", "New words.\n")
        .in_a_folder()
}

fn session(folder: &Folder, access: Access) -> EditSession {
    let disk = RealDisk::open(&folder.path).expect("the folder is there");
    let moment = Moment::Day("2026-03-01".parse().expect("it is a day"));
    let options = Options { moment, drafts: false, overrides: Overrides::default() };
    EditSession::open(disk, options, access).expect("the site can be read")
}

fn target() -> Target {
    "trial/gifts".parse().expect("it names a policy")
}

fn facts() -> Facts {
    Facts {
        session: Some(Session::Number(9)),
        date: Some("2026-01-20".parse().expect("it is a day")),
        document: Document::new("minutes.pdf", b"%PDF-1.7".to_vec()),
        ..Facts::default()
    }
}

fn refused(failure: Failure) -> Refused {
    match failure {
        Failure::Refused(refused) => refused,
        other => panic!("a refusal was expected, not {other:?}"),
    }
}

#[test]
fn what_would_be_written_is_shown_and_nothing_is_before_it_is_asked_for() {
    let folder = gifts();
    let before = folder.files("content");
    let session = session(&folder, Access::Write);
    let request = Request { date: "2026-02-01".parse().expect("it is a day"), session: Some(Session::Number(10)) };
    let review = review::prepare(&session, &target(), request).expect("it can be recorded");
    assert_eq!(review.next, NextReview::Due("2027-02-01".parse().expect("it is a day")));
    let file = review.change.of(POLICY).expect("the record changes");
    assert_eq!(file.before.as_deref(), Some(folder.read(POLICY).as_bytes()));
    assert!(String::from_utf8_lossy(&file.after).contains("reviewed: [{date: 2026-02-01, session: 10}]"));
    assert_eq!(folder.files("content"), before);
    session.write(&review.change).expect("it can be written");
    assert_eq!(folder.read(POLICY).as_bytes(), file.after);
}

#[test]
fn every_reason_has_its_name_and_its_place() {
    let folder = gifts();
    folder.write("content/trial/policies/gifts/1.1/ar.md", "نص TODO.\n");
    let session = session(&folder, Access::Look);
    let target = target();
    let candidate = approve::choose(&session, &target, None).expect("there is a draft");
    let early = Facts { date: Some("2025-01-20".parse().expect("it is a day")), ..facts() };
    let why = refused(approve::prepare(vec![candidate], &early).expect_err("it does not hold"));
    let reasons: Vec<_> = why
        .reasons
        .iter()
        .map(|reason| (reason.id, reason.spot.as_ref().map(|spot| (spot.file.as_str(), spot.line, spot.column))))
        .collect();
    let text = "content/trial/policies/gifts/1.1/ar.md";
    assert_eq!(why.id, "not-approved");
    assert!(reasons.contains(&("date-before-last", Some((POLICY, 6, 5)))), "{reasons:?}");
    assert!(reasons.contains(&("blank-left", Some((text, 1, 4)))), "{reasons:?}");
    let unknown: Target = "trial/gift".parse().expect("it could be one");
    assert_eq!(refused(session.policy(&unknown).expect_err("there is none")).id, "policy-unknown");
}

#[test]
fn blanks_that_belong_to_the_text_are_approved_as_they_are_and_other_gaps_are_not() {
    let arabic = "content/trial/policies/gifts/1.1/ar.md";
    let english = "content/trial/policies/gifts/1.1/en.md";
    let left = |words: &str| {
        let folder = gifts();
        folder.write(arabic, words);
        folder.write(english, "## Pledge {.fill-in}\n\nI, ........, pledge.\n\n## After\n\nWords.\n");
        let session = session(&folder, Access::Look);
        let target = target();
        let candidate = approve::choose(&session, &target, None).expect("there is a draft");
        match approve::prepare(vec![candidate], &facts()) {
            Ok(_) => Vec::new(),
            Err(failure) => refused(failure).reasons,
        }
    };
    let pledge = "## إقرار {.fill-in}\n\nأنا ........ أقر، ـــــــ.\n\n## بعده\n\n";
    assert_eq!(left(&format!("{pledge}نص.\n")).len(), 0);
    for (words, line) in [("خلال .... يوم.", 7), ("TODO", 7)] {
        let reasons = left(&format!("{pledge}{words}\n"));
        let [reason] = reasons.as_slice() else { panic!("{words}: {reasons:?}") };
        assert_eq!((reason.id, reason.spot.as_ref().map(|spot| spot.line)), ("blank-left", Some(line)));
        assert_eq!(reason.hint.contains("{.fill-in}"), words != "TODO", "{}", reason.hint);
    }
    let reasons = left("## إقرار {.fill-in}\n\nأنا TODO\n\n## بعده\n\nنص.\n");
    assert_eq!(reasons.iter().map(|reason| reason.id).collect::<Vec<_>>(), ["blank-left"], "a word to fill in is none");
}

#[test]
fn a_file_that_changed_in_the_meantime_leaves_nothing_written() {
    let folder = gifts();
    let session = session(&folder, Access::Write);
    let target = target();
    let candidate = approve::choose(&session, &target, None).expect("there is a draft");
    let approval = approve::prepare(vec![candidate], &facts()).expect("it can be recorded");
    let paths: Vec<&str> = approval.change.files().iter().map(|file| file.path.as_str()).collect();
    assert_eq!(paths.len(), 5, "the scan, a copy of each text, the record, the log: {paths:?}");
    folder.write(POLICY, format!("{}# by hand\n", folder.read(POLICY)));
    let before = folder.files("content");
    assert_eq!(refused(session.write(&approval.change).expect_err("it changed")).id, "file-changed");
    assert_eq!(folder.files("content"), before);
}

#[test]
fn a_withdrawal_gives_its_reason_in_every_language_of_the_site() {
    let folder = gifts();
    let session = session(&folder, Access::Look);
    let target = target();
    let candidate = withdraw::choose(&session, &target, None).expect("a version is in force");
    assert_eq!(candidate.version.number, "1.0");
    let reason = mithaq::model::Bilingual { ar: Some("نقلت إلى دليل آخر".to_owned()), en: None };
    let date = "2026-02-01".parse().expect("it is a day");
    let why = refused(candidate.prepare(date, None, reason).expect_err("a language is missing"));
    assert_eq!(why.reasons.iter().map(|reason| reason.id).collect::<Vec<_>>(), ["reason-missing"]);
}
