//! Input that nobody would write: seeds that are cut, doubled, spliced and broken at random, the same
//! in every run, fed to whatever reads what people or files give. Nothing may panic, and what is
//! promised of every input holds of these too.
//!
//! A run tries some hundreds. `MITHAQ_FUZZ_SECONDS=600 cargo test fuzz` goes on that long for each
//! reader, from another beginning each time, and puts what breaks one into `tests/fuzz/`, from where
//! every run replays it.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant, SystemTime};

use mithaq::derive::search::fold;
use mithaq::inbox;
use mithaq::text::parse;

use crate::random::Random;
use crate::site::TestSite;

/// How many inputs a reader gets in a common run.
const INPUTS: usize = 150;

/// Pieces that mean something to one reader or another.
const PIECES: [&str; 46] = [
    "{#a}",
    "{#",
    "}",
    "::form{complaint}",
    "::channels",
    "::approval",
    "](clause:a)",
    "](policy:gifts#a)",
    "[^1]",
    "[^1]: ",
    "---\n",
    "\n\n",
    "\r\n",
    "\t",
    "    ",
    "١. ",
    "أ- ",
    "1. ",
    "- ",
    "## ",
    "###### ",
    "> ",
    "| a | b |\n|---|---|\n",
    "```",
    "`",
    "**",
    "~~",
    "<b>",
    "</script>",
    "<!--",
    "&amp;",
    "\u{feff}",
    "\u{202e}",
    "\u{200f}",
    "\u{640}",
    "\u{64b}",
    "ﻻ",
    "é",
    "e\u{301}",
    "\u{0}",
    "&x ",
    "*x",
    "!!binary ",
    "{ar: ",
    "? : ",
    "%YAML 1.2\n",
];

/// Its name, how many times longer one of its inputs takes than a short one, its seeds, and itself.
type Reader = (&'static str, usize, &'static [&'static str], fn(&[u8]));

const READERS: [Reader; 6] = [
    (
        "markdown",
        1,
        &[AR, "---\ntitle: نص\nsummary: words\n---\n\n## مادة (1) {#goal}\n\n١. بند [هنا](clause:goal).\n"],
        markdown,
    ),
    ("page", 20, &[AR], page),
    ("policy", 6, &[POLICY], policy),
    ("form", 6, &[FORM], form),
    ("folding", 1, &["الشكاوي والشكوى وَالمُستفيدون ١٢٣ complaints' Café ﻻ", "ٱلْحَمْدُ لِلَّٰهِ"], folding),
    ("inbox", 1, &["name=%D9%86&about=delay&story=a+b", "{\"name\":\"a\",\"ways\":[\"a\",\"b\"]}", MULTIPART], sent),
];

const AR: &str = "## مادة (1) الهدف {#goal}\n\n١. يحق للمستفيد أن يشكو. {#right}\n    أ- هاتفيًا.\n    ب- كتابةً، [كما سبق](clause:right).\n\n| أ | ب |\n|---|---|\n| ج | د |\n\nنص[^1]\n\n[^1]: حاشية\n\n::approval\n";
const POLICY: &str = "title: {ar: سياسة الهدايا, en: Gifts Policy}\ngoverning_language: ar\ncommitments:\n  - {id: reply, clause: right, bound: at-most, amount: 15, unit: working-day}\nreview: {every_months: 24}\nversions:\n  - version: \"1.0\"\n    effective: 2025-07-13\n    approval: {body: {ar: المجلس, en: Board}, session: 8, date: 2025-07-13, hijri: 1447-01-18}\n    reviewed: [{date: 2026-07-13, session: 12}]\n";
const FORM: &str = "kind: complaint\ntitle: {ar: شكوى, en: Complaint}\nendpoint: there\npolicy: gifts\nclause: right\nfields:\n  - {id: name, type: text, label: {ar: الاسم, en: Name}, required: true, max_length: 20, pattern: '[a-z]+'}\n  - {id: kind, type: select, label: {ar: نوع, en: Kind}, options: [{id: a, label: {ar: أ, en: A}}]}\n";
const MULTIPART: &str = "--XYZ\r\nContent-Disposition: form-data; name=\"name\"\r\n\r\nSalim\r\n--XYZ\r\nContent-Disposition: form-data; name=\"scan\"; filename=\"a.pdf\"\r\nContent-Type: application/pdf\r\n\r\n%PDF\r\n--XYZ--\r\n";

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// A text is read, and read alike twice.
fn markdown(bytes: &[u8]) {
    let source = text(bytes);
    let parsed = parse(&source, 0);
    let again = parse(&source, 0);
    assert_eq!(format!("{:?}", parsed.children), format!("{:?}", again.children), "two readings differ");
}

/// A site with the text either has an error or makes pages.
fn page(bytes: &[u8]) {
    let (found, built) =
        TestSite::texts("نص.", "Words.").with("content/trial/policies/gifts/1.0/ar.md", bytes).outcome();
    let is_refused = found.iter().any(|finding| finding.severity == "error");
    assert!(is_refused || built.files.keys().any(|path| path.ends_with("gifts/index.html")), "no error and no page");
}

fn policy(bytes: &[u8]) {
    places_are_right(
        TestSite::texts(AR, "## Article (1) Goal {#goal}\n").with("content/trial/policies/gifts/policy.yaml", bytes),
    );
}

fn form(bytes: &[u8]) {
    let site = "title: {ar: أ, en: A}\nbase_url: https://trial.example.org/\nlanguages: [ar, en]\nlayout: portal\nendpoints: {there: {provider: local}}\n";
    let texts = TestSite::texts(AR, "## Article (1) Goal {#goal}\n");
    places_are_right(texts.with("content/site.yaml", site).with("content/trial/forms/complaint.yaml", bytes));
}

/// Every finding stands at a line and a column.
fn places_are_right(site: TestSite) {
    for finding in site.outcome().0 {
        assert!(finding.line > 0 && finding.column > 0 && !finding.message.is_empty(), "{finding:?}");
    }
}

/// Folding twice folds no further, and every word has keys.
fn folding(bytes: &[u8]) {
    let source = text(bytes);
    let once = fold::fold(&source);
    assert_eq!(fold::fold(&once), once, "folded twice, {source:?} differs");
    for word in fold::words(&source) {
        assert!(!fold::keys(&word).is_empty(), "{word:?} has no keys");
        assert!(fold::stems(&word).iter().all(|stem| !stem.is_empty()), "{word:?} has an empty stem");
    }
}

/// Whatever arrives is read or refused, by each of the ways in which forms are sent.
fn sent(bytes: &[u8]) {
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    for kind in ["application/x-www-form-urlencoded", "application/json", "multipart/form-data; boundary=XYZ"] {
        let (sent, _) = runtime.block_on(inbox::read(kind, bytes.to_vec()));
        assert!(sent.fields.len() <= 1001, "{} fields", sent.fields.len());
    }
}

/// A seed, or what came of one, changed in a few places.
fn mutated(random: &mut Random, seeds: &[&str]) -> Vec<u8> {
    let mut bytes = random.pick(seeds).as_bytes().to_vec();
    for _ in 0..1 + random.below(6) {
        let at = random.below(bytes.len() + 1);
        let to = (at + random.below(12)).min(bytes.len());
        match random.below(7) {
            0 => drop(bytes.drain(at..to)),
            1 => drop(bytes.splice(at..at, random.pick(&PIECES).bytes())),
            2 => drop(bytes.splice(at..to, random.pick(&PIECES).bytes())),
            3 => {
                let part = bytes[at..to].to_vec();
                for _ in 0..1 + random.below(40) {
                    bytes.splice(at..at, part.iter().copied());
                }
            }
            4 => bytes.truncate(at),
            5 if at < bytes.len() => bytes[at] ^= 1 << random.below(8),
            _ => {
                let other = random.pick(seeds).as_bytes();
                let from = random.below(other.len() + 1);
                bytes.splice(at..to, other[from..].iter().copied());
            }
        }
        bytes.truncate(16 << 10);
    }
    bytes
}

fn kept(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fuzz").join(name)
}

/// Feeds a reader, and keeps what breaks it.
fn feed(name: &str, read: fn(&[u8]), input: &[u8]) {
    if catch_unwind(AssertUnwindSafe(|| read(input))).is_ok() {
        return;
    }
    let folder = kept(name);
    let sum = input
        .iter()
        .fold(0xcbf2_9ce4_8422_2325_u64, |sum, byte| (sum ^ u64::from(*byte)).wrapping_mul(0x100_0000_01b3));
    let path = folder.join(format!("{sum:016x}"));
    std::fs::create_dir_all(&folder).and_then(|()| std::fs::write(&path, input)).expect("the input can be kept");
    panic!("{name} is broken by {}: {:?}", path.display(), text(input));
}

#[test]
fn fuzz_inputs_that_broke_a_reader_once_break_none() {
    for (name, _, _, read) in READERS {
        let Ok(folder) = std::fs::read_dir(kept(name)) else { continue };
        for entry in folder {
            let input = std::fs::read(entry.expect("an entry").path()).expect("an input");
            read(&input);
        }
    }
}

#[test]
#[expect(clippy::print_stdout, reason = "a long run tells how much it tried")]
fn fuzz_no_input_breaks_a_reader() {
    let seconds = std::env::var("MITHAQ_FUZZ_SECONDS").ok().and_then(|seconds| seconds.parse().ok());
    for (nth, (name, weight, seeds, read)) in READERS.into_iter().enumerate() {
        let moment = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).expect("after 1970").as_nanos() as u64;
        let mut random = Random::new(if seconds.is_some() { moment } else { 11 + nth as u64 });
        let (start, mut tried) = (Instant::now(), 0);
        while seconds.map_or(tried < INPUTS / weight, |seconds| start.elapsed() < Duration::from_secs(seconds)) {
            feed(name, read, &mutated(&mut random, seeds));
            tried += 1;
        }
        if seconds.is_some() {
            println!("{name}: {tried} inputs");
        }
    }
}
