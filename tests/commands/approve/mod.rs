//! `approve`: what a draft must be, what is recorded, and what is never written.

mod recorded;
mod refused;
#[cfg(target_os = "linux")]
mod terminal;
mod written;

use sha2::{Digest, Sha256};

use crate::folder::{Folder, Run};
use crate::site::TestSite;

const POLICY: &str = "content/trial/policies/gifts/policy.yaml";
const FOLDER: &str = "content/trial/policies/gifts";
const TODAY: &str = "2026-03-01";

/// One approved version, and a draft of the next.
fn gifts(ar: &str, en: &str) -> Folder {
    TestSite::new(
        "
        == content/trial/policies/gifts/policy.yaml
        title: {ar: سياسة الهدايا, en: Gifts Policy}
        governing_language: ar
        versions:
          - version: \"1.0\"
            approval:
              body: {ar: مجلس الأمناء, en: Board of Trustees}
              session: 8
              session_kind: meeting
              date: 2025-07-13
          # the next one
          - version: \"1.1\"
            change: {ar: مهلة أقصر, en: A shorter period}
            approval: pending # until they meet
        == content/trial/policies/gifts/1.0/ar.md
        نص.
        == content/trial/policies/gifts/1.0/en.md
        Words.
    ",
    )
    .with(&format!("{FOLDER}/1.1/ar.md"), ar)
    .with(&format!("{FOLDER}/1.1/en.md"), en)
    .in_a_folder()
}

fn draft() -> Folder {
    gifts("نص جديد.\n", "New words.\n")
}

fn approve(folder: &Folder, args: &[&str]) -> Run {
    let all: Vec<&str> =
        ["approve", "trial/gifts"].into_iter().chain(args.iter().copied()).chain(["--today", TODAY]).collect();
    folder.run(&all)
}

fn seal(text: &str) -> String {
    let digest = Sha256::digest(text);
    format!("sha256:{}", digest.iter().map(|byte| format!("{byte:02x}")).collect::<String>())
}

const FACTS: [&str; 5] = ["--session", "9", "--hijri", "1447-08-01", "--yes"];
