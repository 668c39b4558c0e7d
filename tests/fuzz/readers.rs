//! Whatever reads what people or files give, and what is promised of every input.
//!
//! Used twice: by the tests, which replay the corpus and try some hundreds of inputs of chance, and
//! by the program in `libfuzzer/`, which looks for inputs that reach what none has reached before.

use std::sync::OnceLock;

use icu_normalizer::DecomposingNormalizerBorrowed;
use mithaq::derive::search::fold;
use mithaq::inbox;
use mithaq::load::Loaded;
use mithaq::load::yaml::{self, Node};
use mithaq::model::Lang;
use mithaq::text::parse;

use crate::decisions::{Decided, record};
use crate::hostile::harmless;
use crate::page::Page;
use crate::random::Random;
use crate::site::{BARE, Finding, TestSite};

/// The longest input, in bytes.
pub(crate) const LONGEST: usize = 16 << 10;

/// Something that reads.
pub(crate) struct Reader {
    /// Its name, and that of its folder in the corpus.
    pub(crate) name: &'static str,
    /// How many times longer one of its inputs takes than a short one.
    pub(crate) weight: usize,
    /// What people write.
    pub(crate) seeds: &'static [&'static str],
    /// Reads, and panics where a promise is broken.
    pub(crate) read: fn(&[u8]),
}

/// All of them.
pub(crate) const READERS: [Reader; 8] = [
    Reader { name: "yaml", weight: 1, seeds: &[POLICY, ASSOCIATION, ODD_YAML], read: yaml_values },
    Reader { name: "facts", weight: 6, seeds: &FACTS, read: facts },
    Reader { name: "decisions", weight: 1, seeds: &[POLICY, BRACES], read: decisions },
    Reader { name: "markdown", weight: 1, seeds: &[AR, ARTICLES], read: markdown },
    Reader { name: "page", weight: 20, seeds: &[AR, ARTICLES], read: page },
    Reader { name: "references", weight: 20, seeds: &[REFERENCES], read: references },
    Reader { name: "folding", weight: 1, seeds: &[WORDS, MARKED], read: folding },
    Reader { name: "inbox", weight: 1, seeds: &[SENT, SENT_JSON, SENT_FILES], read: sent },
];

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

const AR: &str = "## مادة (1) الهدف {#goal}\n\n١. يحق للمستفيد أن يشكو. {#right}\n    أ- هاتفيًا.\n    ب- كتابةً، [كما سبق](clause:right).\n\n| أ | ب |\n|---|---|\n| ج | د |\n\nنص[^1]\n\n[^1]: حاشية\n\n::approval\n";
const ARTICLES: &str = "---\ntitle: نص\nsummary: words\n---\n\n## مادة (1) {#goal}\n\n١. بند [هنا](clause:goal).\n";
const REFERENCES: &str = "clause:goal\n#c-goal\npolicy:trial/gifts#right\nform:complaint\nfiles/annex.pdf\nmailto:a@example.org\nhttps://example.org/?a=b&c#d\nen/policies/gifts/\n";
const POLICY: &str = "title: {ar: سياسة الهدايا, en: Gifts Policy}\ngoverning_language: ar\ncommitments:\n  - {id: reply, clause: right, bound: at-most, amount: 15, unit: working-day}\nreview: {every_months: 24}\nversions:\n  - version: \"1.0\"\n    effective: 2025-07-13\n    approval: {body: {ar: المجلس, en: Board}, session: 8, date: 2025-07-13, hijri: 1447-01-18}\n    reviewed: [{date: 2025-12-13, session: 12}]\n";
const BRACES: &str = "title: {ar: سياسة, en: Policy} # the name\r\ngoverning_language: ar\r\nversions: [{version: '1.0', approval: pending}, {version: \"1.1\", approval: not-stated, seal: {ar: x}}]\r\n";
const ODD_YAML: &str = "%YAML 1.2\n---\na: &x [1, 0x1f, .inf, ~, yes, 2025-07-13]\nb: *x\n? c\n: |\n  نص\n  نص\nd: >-\n  a\n\n  b\n'e f': \"\\u0645\\n\"\n<<: {g: !!str 1}\n";
const ASSOCIATION: &str = "name: {ar: جمعية, en: Association}\nlicence: \"5351\"\ncolour: \"#0b6e4f\"\ncontacts: {phone: \"+966500000000\", email: a@example.org}\nsocial: [{network: x, handle: trial}]\nworking_week: {days: [sun, mon], holidays: [2026-09-23]}\n";
const FORM: &str = "kind: complaint\ntitle: {ar: شكوى, en: Complaint}\nendpoint: there\npolicy: gifts\nclause: right\ndeclaration: {ar: نعم, en: Yes}\nfields:\n  - {id: name, type: text, label: {ar: الاسم, en: Name}, required: true, max_length: 20, pattern: '[a-z]+'}\n  - {id: kind, type: select, label: {ar: نوع, en: Kind}, options: [{id: a, label: {ar: أ, en: A}}]}\n  - {id: ways, type: checkboxes, label: {ar: طرق, en: Ways}, options: [{id: a, label: {ar: أ, en: A}}, {id: b, label: {ar: ب, en: B}}]}\n  - {id: story, type: textarea, label: {ar: القصة, en: Story}, show_if: {field: kind, is: a}}\n  - {id: phone, type: tel, label: {ar: هاتف, en: Phone}}\n  - {id: mail, type: email, label: {ar: بريد, en: Mail}}\n  - {id: count, type: number, label: {ar: عدد, en: Count}}\n  - {id: day, type: date, label: {ar: يوم, en: Day}}\n  - {id: scan, type: file, label: {ar: صورة, en: Scan}, accept: [pdf, jpg], max_mib: 1}\n";
/// The first letter names the file, as in [`FILES`].
const FACTS: [&str; 6] = [
    "0title: {ar: سياسة الهدايا, en: Gifts Policy}\ncode: POL-01\nowner: {ar: المجلس, en: Board}\ngoverning_language: ar\nnumbering: [article, decimal, hijai]\nchannels: [phone]\ncommitments:\n  - {id: reply, clause: right, bound: at-most, amount: 15, unit: working-day}\nreview: {every_months: 24}\nversions:\n  - version: \"1.0\"\n    effective: 2025-07-13\n    approval: {body: {ar: المجلس, en: Board}, session: 8, date: 2025-07-13, hijri: 1447-01-18}\n    reviewed: [{date: 2025-12-13, session: 12}]\n    withdrawn: {date: 2027-01-01, reason: {ar: أ, en: a}}\n",
    "1name: {ar: جمعية, en: Association}\nlicence: \"5351\"\ncolour: \"#0b6e4f\"\ncontacts: {phone: \"+966500000000\", email: a@example.org}\nsocial: [{network: x, handle: trial}]\nworking_week: {days: [sun, mon], holidays: [2026-09-23]}\nprivacy: {controller: {ar: أ, en: a}, contact: a@example.org, purpose: {ar: أ, en: a}, legal_basis: {ar: أ, en: a}, retention: {ar: أ, en: a}, rights: {ar: أ, en: a}, recipients: {ar: أ, en: a}}\nendpoints: {there: {provider: mailto, url: a@example.org}}\n",
    "2channels:\n  - id: phone\n    kind: phone\n    name: {ar: هاتف, en: Phone}\n    value: \"+966500000000\"\n    serves: [complaint]\n    response: {bound: at-least, amount: 2, unit: week}\n  - {id: form, kind: form, name: {ar: نموذج, en: Form}, form: complaint}\n",
    "3kind: complaint\ntitle: {ar: شكوى, en: Complaint}\nendpoint: there\npolicy: gifts\nclause: right\ncommitment: reply\nfields:\n  - {id: name, type: text, label: {ar: الاسم, en: Name}, required: true, max_length: 20, pattern: '[a-z]+'}\n  - {id: kind, type: select, label: {ar: نوع, en: Kind}, options: [{id: a, label: {ar: أ, en: A}}]}\n",
    "4title: {ar: أ, en: A}\nbase_url: https://trial.example.org/sub/\nlanguages: [ar, en]\nlayout: portal\ntimezone: Asia/Riyadh\nendpoints:\n  there: {provider: generic, url: \"https://example.org/f\", names: {subject: s}}\n",
    "5terms:\n  - {term: {ar: مستفيد, en: beneficiary}, definition: {ar: من ينتفع, en: who benefits}, also: {ar: [منتفع], en: [client]}}\n",
];
/// The files that [`FACTS`] are.
const FILES: [&str; 6] = [
    "content/trial/policies/gifts/policy.yaml",
    "content/trial/association.yaml",
    "content/trial/channels.yaml",
    "content/trial/forms/complaint.yaml",
    "content/site.yaml",
    "content/glossary.yaml",
];
const WORDS: &str = "الشكاوي والشكوى وَالمُستفيدون ١٢٣ complaints' Café ﻻ";
const MARKED: &str = "ٱلْحَمْدُ لِلَّٰهِ";
/// The first line is the `Content-Type`, the rest is the body.
const SENT: &str = "application/x-www-form-urlencoded\nassociation=trial&form=complaint&language=ar&name=abc&kind=a&story=a+b%0D%0A&ways=a&ways=b&phone=0500000000&mail=a@b.c&count=1.5&day=2026-01-01&declaration=yes&reference=2322222224";
const SENT_JSON: &str = "application/json\n{\"name\":\"a\",\"ways\":[\"a\",\"b\"],\"declaration\":true,\"count\":1e3}";
const SENT_FILES: &str = "multipart/form-data; boundary=XYZ\n--XYZ\r\nContent-Disposition: form-data; name=\"name\"\r\n\r\nsalim\r\n--XYZ\r\nContent-Disposition: form-data; name=\"scan\"; filename=\"a.pdf\"\r\nContent-Type: application/pdf\r\n\r\n%PDF\r\n--XYZ--\r\n";

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// As many lines as any reader counts in a text, and one behind the last; YAML knows five ends of a line.
fn lines(text: &str) -> usize {
    text.split(['\n', '\r', '\u{85}', '\u{2028}', '\u{2029}']).count() + 1
}

/// A file is values, or is no YAML at some place within it.
fn yaml_values(bytes: &[u8]) {
    let source = text(bytes);
    if let Err(error) = yaml::read(&source) {
        assert!(!error.message.is_empty(), "a fault without a word");
        let lines = lines(&source);
        assert!(error.at.is_none_or(|(line, column)| line >= 1 && column >= 1 && line <= lines), "{error:?}");
    }
}

/// Any of the files of facts: every finding stands at a line and a column of its file.
fn facts(bytes: &[u8]) {
    let nth = bytes.first().map_or(0, |byte| usize::from(byte.wrapping_sub(b'0'))) % FILES.len();
    let yaml = &bytes[bytes.len().min(1)..];
    let site = site_of_facts().with(FILES[nth], yaml);
    places_are_right(&site.findings_of_reading(), &site);
}

/// A site in which nothing is wrong, with each of the files of facts.
pub(crate) fn site_of_facts() -> TestSite {
    let mut site = TestSite::texts(AR, AR);
    for (path, seed) in FILES.iter().zip(FACTS) {
        site.put(path, &seed[1..]);
    }
    site
}

fn places_are_right(found: &[Finding], site: &TestSite) {
    for finding in found {
        assert!(finding.line > 0 && finding.column > 0 && !finding.message.is_empty(), "{finding:?}");
        let lines = site.files.get(&finding.file).map(|bytes| lines(&text(bytes)));
        assert!(lines.is_none_or(|lines| finding.line <= lines), "{finding:?} in a file of {lines:?} lines");
    }
}

/// A decision is recorded in the file without touching what it does not change, or refused.
fn decisions(bytes: &[u8]) {
    let source = text(bytes);
    let seal = format!("sha256:{}", "0".repeat(64));
    for decided in [
        Decided::Revise { number: "9.9".to_owned() },
        Decided::Approve { nth: 0, body_en: "Board: \"x\"".to_owned(), effective: true, seal: seal.clone() },
        Decided::Review { nth: 0 },
        Decided::Withdraw { nth: 0 },
        Decided::Seal { nth: 0, seal },
    ] {
        let Ok(changed) = record(&source, &decided) else { continue };
        assert!(yaml::read(changed.trim_start_matches('\u{feff}')).is_ok(), "{} broke {source:?}", decided.name());
        assert!(remarks(&changed) >= remarks(&source), "{} lost a remark of {source:?}", decided.name());
    }
}

/// How many signs of a remark a text has that are in none of its values.
fn remarks(text: &str) -> isize {
    fn signs(text: &str) -> isize {
        text.matches('#').count().cast_signed()
    }
    fn in_values(node: &Node) -> isize {
        match node {
            Node::Text(words) => signs(words),
            Node::List(items) => items.iter().map(in_values).sum(),
            Node::Map(entries) => entries.iter().map(|(key, value)| signs(key) + in_values(value)).sum(),
            Node::Null | Node::Bool(_) | Node::Number(_) => 0,
        }
    }
    signs(text) - yaml::read(text.trim_start_matches('\u{feff}')).map_or(0, |node| in_values(&node))
}

/// A text is read, and read alike twice.
fn markdown(bytes: &[u8]) {
    let source = text(bytes);
    let parsed = parse(&source, 0);
    let again = parse(&source, 0);
    assert_eq!(format!("{:?}", parsed.children), format!("{:?}", again.children), "two readings differ");
}

/// A text has an error, or makes a page that runs nothing and on which every link lands.
fn page(bytes: &[u8]) {
    makes_a_page(&TestSite::texts("نص.", "Words.").with("content/trial/policies/gifts/1.0/ar.md", bytes));
}

/// The same of a text whose links lead to what the lines of the input say.
fn references(bytes: &[u8]) {
    let links = text(bytes).split('\n').map(|line| format!("[هنا](<{line}>)\n\n")).collect::<String>();
    let site = TestSite::texts(&format!("{AR}\n{links}"), "## Article (1) Goal {#goal}\n");
    let site = site.with("content/trial/policies/gifts/1.0/files/annex.pdf", "annex");
    let site =
        site.with("content/trial/forms/complaint.yaml", &FACTS[3][1..]).with("content/site.yaml", &FACTS[4][1..]);
    makes_a_page(&site);
}

fn makes_a_page(site: &TestSite) {
    let is_policy = |path: &str| path.starts_with("ar/") && path.ends_with("policies/gifts/index.html");
    let (found, built) = site.outcome_of(&is_policy);
    places_are_right(&found, site);
    let is_refused = found.iter().any(|finding| finding.severity == "error");
    let pages = built.pages();
    let page = pages.iter().find(|page| is_policy(&page.path));
    assert!(is_refused || page.is_some(), "no error and no page");
    let Some(page) = page else { return };
    harmless(page, "an input");
    if !is_refused {
        lands(page);
    }
}

/// Every link to a place of its own page finds it.
fn lands(page: &Page) {
    let names = page.values("[id]", "id");
    for link in page.values(".text a[href]", "href") {
        let Some(name) = link.strip_prefix('#') else { continue };
        assert!(names.iter().any(|known| known == name), "{link} leads nowhere");
    }
}

/// Folding twice folds no further, and every word has keys.
fn folding(bytes: &[u8]) {
    let source = text(bytes);
    let once = fold::fold(&source);
    // Marks of other scripts that a dropped sign kept apart may stand in another order.
    let ordered = |text: &str| DecomposingNormalizerBorrowed::new_nfd().normalize(text).into_owned();
    assert_eq!(ordered(&fold::fold(&once)), ordered(&once), "folded twice, {source:?} differs");
    for word in fold::words(&source) {
        assert!(!fold::keys(&word).is_empty(), "{word:?} has no keys");
        assert!(fold::stems(&word).iter().all(|stem| !stem.is_empty()), "{word:?} has an empty stem");
    }
}

/// Whatever arrives fits its form or is given back on a page that runs nothing.
fn sent(bytes: &[u8]) {
    static LOADED: OnceLock<Loaded> = OnceLock::new();
    let loaded = LOADED.get_or_init(|| {
        let site = TestSite::texts(AR, AR).with("content/trial/forms/complaint.yaml", FORM);
        let site = site.with("content/site.yaml", "title: {ar: أ, en: A}\nbase_url: https://trial.example.org/\nlanguages: [ar, en]\nlayout: portal\nendpoints: {there: {provider: local, served: true}}\n");
        assert!(site.faults_of_reading().iter().all(|fault| fault == BARE));
        site.loaded()
    });
    let site = loaded.site.as_ref().expect("it was read");
    let (association, form) = inbox::form(site, "trial", "complaint").expect("it was read");
    let at = bytes.iter().position(|byte| *byte == b'\n').unwrap_or(bytes.len());
    let (kind, body) = (text(&bytes[..at]), bytes[bytes.len().min(at + 1)..].to_vec());
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    let (sent, _) = runtime.block_on(inbox::read(&kind, body));
    assert!(sent.fields.len() <= 1001, "{} fields", sent.fields.len());
    for (_, value) in &sent.fields {
        let read = inbox::reference::read(value);
        assert!(read.is_none_or(|read| inbox::reference::read(&inbox::reference::shown(&read)) == Some(read)));
    }
    let frame = inbox::pages::Frame { lang: Lang::Arabic, styles: &["style.css"], form: Some("./") };
    if let Err((sent, faults)) = inbox::fits(site, association, form, sent) {
        assert!(!faults.is_empty(), "refused without a reason");
        let html = inbox::pages::form_again(association, form, &sent, inbox::Why::Unfit, &faults, &frame);
        let page = Page::new("again", &html);
        harmless(&page, "what was sent");
        assert_eq!(page.all("form").len(), 1, "another form on the page");
    }
}

/// Bytes changed in a few places, as people, programs and accidents change them.
pub(crate) fn mutated(random: &mut Random, mut bytes: Vec<u8>, seeds: &[&str]) -> Vec<u8> {
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
        bytes.truncate(LONGEST);
    }
    bytes
}
