//! A site that is edited while it is looked at: what is shown is what a build would write.

use std::collections::{BTreeMap, BTreeSet};

use mithaq::disk::{Disk, MemoryDisk};
use mithaq::live::{Answer, Live, Shown};
use mithaq::load::{Changed, Overrides};
use mithaq::render::Plan;
use mithaq::report::{FindingRecord, Report, records};
use mithaq::{Moment, Options, plan, read};

use crate::random::Random;
use crate::site::{TestSite, make_all};

const URL: &str = "http://127.0.0.1:8000/";

fn options() -> Options {
    let overrides = Overrides { base_url: Some(URL.to_owned()), ..Overrides::default() };
    Options { moment: Moment::Day("2026-01-01".parse().expect("a day")), drafts: true, overrides }
}

/// Every file that a build would write, or nothing where it would write none, and what it finds.
fn cold_build(disk: &MemoryDisk) -> (Option<BTreeMap<String, Vec<u8>>>, Vec<FindingRecord>) {
    let mut report = Report::default();
    let (loaded, today) = report.take(read(disk, &options()));
    let plan = report.take(plan(&loaded, today, &options()));
    report.sort(&loaded.sources);
    let found = records(&report, &loaded.sources);
    (plan.filter(|_| !report.has_errors()).and_then(|plan| made(&plan, disk)), found)
}

/// Every file of a plan; nothing where one cannot be made.
fn made(plan: &Plan<'_>, disk: &MemoryDisk) -> Option<BTreeMap<String, Vec<u8>>> {
    let (files, faults) = make_all(plan, disk);
    (!faults.has_errors()).then_some(files)
}

/// Findings to compare, without those of templates that fail while a page is made: a build meets them later.
fn of_content(findings: &[FindingRecord]) -> Vec<String> {
    findings.iter().filter(|finding| finding.id != "template").map(|finding| format!("{finding:?}")).collect()
}

/// What is shown at every path of a build is the build's, and nothing stands at other paths.
fn holds_against(
    shown: &Shown,
    disk: &MemoryDisk,
    built: &BTreeMap<&String, &Vec<u8>>,
    gone: &BTreeSet<&String>,
    told: &str,
) {
    for (path, bytes) in built {
        match shown.answer(disk, path) {
            Answer::File { bytes: made, .. } => {
                let (made, bytes) = (lossy(&made), lossy(bytes));
                assert!(made == bytes, "{told}: {path} is not what a build writes:\n{made}\n{bytes}");
            }
            other => panic!("{told}: {path} is not shown: {other:?}"),
        }
    }
    for path in gone {
        let answer = shown.answer(disk, path);
        assert!(!matches!(answer, Answer::File { .. }), "{told}: {path} is shown, and no build writes it");
    }
}

fn lossy(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

const FORM: &str = "kind: complaint\ntitle: {ar: شكوى, en: Complaint}\nendpoint: inbox\nfields:\n  - {id: what, type: textarea, label: {ar: ماذا حدث؟, en: What happened?}, required: true}\n";

pub(crate) fn start() -> MemoryDisk {
    let mut site = TestSite::texts(
        "## البيان {#first}\n\nأ- نص أول. انظر [الثاني](clause:second).\n\n## الثاني {#second}\n\n::channels\n",
        "## Statement {#first}\n\na- First words. See [the second](clause:second).\n\n## Second {#second}\n\n::channels\n",
    );
    site.put(
        "content/site.yaml",
        "title: {ar: سياسات, en: Policies}\nbase_url: https://example.org/\nlanguages: [ar, en]\nlayout: portal\nendpoints: {inbox: {provider: local, served: true}}\n",
    );
    site.put("content/trial/forms/complaint.yaml", FORM);
    site.put("content/trial/policies/gifts/1.0/files/minutes.pdf", "%PDF-1");
    site.put("content/other/association.yaml", "name: {ar: أخرى, en: Other}\n");
    site.put(
        "content/other/policies/travel/1.0/ar.md",
        "## السفر {#go}\n\nانظر [الهدايا](policy:trial/gifts#second).\n",
    );
    site.put("content/other/policies/travel/1.0/en.md", "## Travel {#go}\n\nSee [gifts](policy:trial/gifts#second).\n");
    site.put(
        "content/other/policies/travel/policy.yaml",
        "title: {ar: السفر, en: Travel}\ngoverning_language: ar\nversions:\n  - {version: \"1.0\", approval: not-stated}\n",
    );
    MemoryDisk { files: site.files }
}

/// One thing that a person may do to the files of a site.
pub(crate) fn edit(random: &mut Random, disk: &mut MemoryDisk, kept: &mut Vec<(String, Vec<u8>)>) -> String {
    let mut put = |path: &str, bytes: &str| {
        disk.files.insert(path.to_owned(), bytes.as_bytes().to_vec());
        format!("write {path}")
    };
    let nth = random.below(1000);
    let gifts = "content/trial/policies/gifts";
    match random.below(24) {
        0 => put(
            &format!("{gifts}/1.0/ar.md"),
            &format!("## البيان {{#first}}\n\nأ- نص {nth}.\n\n## الثاني {{#second}}\n\nنص.\n"),
        ),
        1 => put(
            &format!("{gifts}/1.0/en.md"),
            &format!("## Statement {{#first}}\n\na- Words {nth}.\n\n## Second {{#second}}\n\nMore.\n"),
        ),
        // A clause that another association refers to is gone.
        2 => put(&format!("{gifts}/1.0/ar.md"), "## البيان {#first}\n\nنص.\n"),
        3 => put(&format!("{gifts}/1.0/en.md"), "[Broken](clause:nowhere).\n"),
        4 => put(
            &format!("{gifts}/policy.yaml"),
            &format!(
                "title: {{ar: الهدايا {nth}, en: Gifts {nth}}}\ngoverning_language: ar\nnumbering: [article]\nversions:\n  - {{version: \"1.0\", approval: not-stated}}\n"
            ),
        ),
        5 => put(&format!("{gifts}/policy.yaml"), "title: [\n"),
        6 => put(
            "content/trial/association.yaml",
            &format!("name: {{ar: تجربة {nth}, en: Trial {nth}}}\ncolour: \"#0b6e4f\"\n"),
        ),
        7 => put(
            "content/trial/channels.yaml",
            &format!(
                "channels:\n  - {{id: phone, kind: phone, name: {{ar: الهاتف, en: Phone}}, value: \"+966500000{nth:03}\"}}\n"
            ),
        ),
        8 => {
            put("content/trial/forms/complaint.yaml", &FORM.replace("What happened?", &format!("What happened {nth}?")))
        }
        9 => put(
            "content/glossary.yaml",
            &format!(
                "terms:\n  - {{id: gift, term: {{ar: هدية, en: gift}}, definition: {{ar: ما يعطى {nth}, en: what is given {nth}}}}}\n"
            ),
        ),
        10 => put("themes/default/strings/en.yaml", &format!("search: \"Seek {nth}\"\n")),
        11 => put("themes/default/assets/style.css", &format!("body{{margin:{nth}px}}\n")),
        12 => put(
            "themes/default/templates/home.html",
            if nth.is_multiple_of(2) {
                "{{ view.nothing }"
            } else {
                "<!doctype html><html lang={{ page.lang }}><head><title>x</title></head><body>{{ page.title }}</body></html>"
            },
        ),
        13 => {
            let version = format!("{gifts}/1.{}", 1 + nth % 2);
            put(
                &format!("{version}/ar.md"),
                &format!("## البيان {{#first}}\n\nنص أحدث {nth}.\n\n## الثاني {{#second}}\n\nنص.\n"),
            );
            put(
                &format!("{gifts}/policy.yaml"),
                &format!(
                    "title: {{ar: الهدايا, en: Gifts}}\ngoverning_language: ar\nversions:\n  - {{version: \"1.0\", approval: not-stated}}\n  - {{version: \"1.{}\", approval: not-stated}}\n",
                    1 + nth % 2
                ),
            )
        }
        // A whole new association, policy and all.
        14 => {
            let home = format!("content/new-{}", nth % 3);
            put(&format!("{home}/association.yaml"), &format!("name: {{ar: جديدة {nth}, en: New {nth}}}\n"));
            put(&format!("{home}/policies/care/1.0/ar.md"), &format!("## العناية {{#care}}\n\nنص {nth}.\n"));
            put(
                &format!("{home}/policies/care/policy.yaml"),
                "title: {ar: العناية, en: Care}\ngoverning_language: ar\nversions:\n  - {version: \"1.0\", approval: not-stated}\n",
            )
        }
        15 => put(
            "content/site.yaml",
            &format!(
                "title: {{ar: سياسات {nth}, en: Policies {nth}}}\nbase_url: https://example.org/\nlanguages: [{}]\nlayout: portal\nendpoints: {{inbox: {{provider: local, served: true}}}}\n",
                if nth.is_multiple_of(3) { "en, ar" } else { "ar, en" }
            ),
        ),
        16 => put(
            "content/trial/association.yaml",
            "name: {ar: تجربة, en: Trial}\nlogo: mark.svg\nendpoints: {own: {provider: local, served: true}}\n",
        ),
        17 => put("content/trial/mark.svg", &format!("<svg width=\"{nth}\"/>")),
        // Nothing reads it.
        18 => put(["content/notes.md", "content/other/notes.md"][nth % 2], "نص\n"),
        // Which channels a policy names, and whether they are there, stands in two files.
        19 => put(
            &format!("{gifts}/policy.yaml"),
            "title: {ar: الهدايا, en: Gifts}\ngoverning_language: ar\nchannels: [phone]\nversions:\n  - {version: \"1.0\", approval: not-stated}\n",
        ),
        // What others refer to is not in force.
        20 => put(
            &format!("{gifts}/policy.yaml"),
            "title: {ar: الهدايا, en: Gifts}\ngoverning_language: ar\nversions:\n  - {version: \"1.0\", approval: not-stated, effective: 2030-01-01}\n",
        ),
        // A file goes, and may come back.
        21 => {
            let paths: Vec<String> = disk.files.keys().cloned().collect();
            let path = paths[random.below(paths.len())].clone();
            let bytes = disk.files.remove(&path).expect("it is there");
            kept.push((path.clone(), bytes));
            format!("delete {path}")
        }
        // A folder has another name.
        22 => {
            let folders = ["content/other/", "content/other/policies/travel/", "content/new-1/", "content/moved/"];
            let from = folders[random.below(folders.len())];
            let to = if from == "content/moved/" {
                "content/other/"
            } else if from.contains("travel") {
                "content/other/policies/tours/"
            } else {
                "content/moved/"
            };
            let moved: Vec<String> = disk.files.keys().filter(|path| path.starts_with(from)).cloned().collect();
            for path in moved {
                let bytes = disk.files.remove(&path).expect("it is there");
                disk.files.insert(path.replacen(from, to, 1), bytes);
            }
            format!("rename {from} {to}")
        }
        // What was deleted is put back; what was broken is mended.
        _ => {
            disk.files.extend(kept.drain(..));
            mend(disk);
            "mend".to_owned()
        }
    }
}

/// The paths at which two disks differ, as one is told of them that come and go: folders too.
fn changed(before: &MemoryDisk, after: &MemoryDisk) -> Changed {
    let paths = before.files.keys().chain(after.files.keys());
    let differ = paths.filter(|path| before.files.get(*path) != after.files.get(*path));
    let mut told: BTreeSet<String> = differ.cloned().collect();
    let folders = |disk: &MemoryDisk| -> BTreeSet<String> {
        let above = |path: &String| path.match_indices('/').map(|(at, _)| path[..at].to_owned()).collect::<Vec<_>>();
        disk.files.keys().flat_map(above).collect()
    };
    told.extend(folders(before).symmetric_difference(&folders(after)).cloned());
    Changed::Paths(told)
}

/// Writes what every edit of a sound site leaves sound.
fn mend(disk: &mut MemoryDisk) {
    let extra = ["/moved/", "/tours/", "/new-", "/mark.svg", "/notes.md", "/channels.yaml"];
    disk.files.retain(|path, _| !extra.iter().any(|extra| path.contains(extra)));
    disk.files.remove("themes/default/templates/home.html");
    let sound = start().files.into_iter().filter(|(path, _)| !path.ends_with("complaint.yaml"));
    disk.files.extend(sound);
}

#[test]
fn after_any_edits_the_site_that_is_shown_is_what_a_build_would_write() {
    let (mut compared, mut failed) = (0, 0);
    for seed in 0..4 {
        let mut random = Random::new(seed);
        let mut disk = start();
        let (mut live, mut kept, mut ever) = (Live::default(), Vec::new(), BTreeSet::new());
        let mut done = Vec::new();
        let mut good: Option<BTreeMap<String, Vec<u8>>> = None;
        for step in 0..12 {
            let before = disk.clone();
            // Sometimes several changes are one burst.
            for _ in 0..if step == 0 { 0 } else { 1 + random.below(2) } {
                done.push(edit(&mut random, &mut disk, &mut kept));
            }
            if live.failed() && random.one_in(2) {
                mend(&mut disk);
                done.push("mend".to_owned());
            }
            let changed = if random.one_in(4) { Changed::Anything } else { changed(&before, &disk) };
            live.rebuild(&disk, &options(), &changed);
            let (built, found) = cold_build(&disk);
            let told = format!("seed {seed} after {done:?}");
            assert_eq!(of_content(live.findings()), of_content(&found), "{told}");
            match built {
                Some(files) => {
                    assert!(!live.failed(), "{told}: a build succeeds, and this failed: {:?}", live.findings());
                    ever.extend(files.keys().cloned());
                    good = Some(files);
                    compared += 1;
                }
                None => {
                    assert!(live.failed(), "{told}: a build fails, and this did not");
                    failed += 1;
                }
            }
            let Some(files) = &good else { continue };
            let shown = live.shown().expect("there was a good site");
            // An attachment is read when it is asked for: it may have gone since the site was good.
            let same = |path: &str| !live.failed() || !path.ends_with(".pdf");
            let wanted = files.iter().filter(|(path, _)| same(path)).collect();
            let gone = ever.iter().filter(|path| !files.contains_key(*path)).collect();
            holds_against(&shown, &disk, &wanted, &gone, &told);
        }
    }
    assert!(compared > 15 && failed > 8, "{compared} sites were compared, {failed} had errors");
}

#[test]
fn a_template_that_fails_keeps_the_last_good_site_and_names_its_line() {
    let mut disk = start();
    let mut live = Live::default();
    live.rebuild(&disk, &options(), &Changed::Anything);
    assert!(!live.failed(), "{:?}", live.findings());
    // It is understood, and fails only while a page is made.
    let template = "<!doctype html>\n<html><head><title>x</title></head><body>{{ view.nothing.at.all }}</body></html>";
    for page in [
        "home",
        "search",
        "news",
        "history",
        "association",
        "channels",
        "form",
        "thanks",
        "policy",
        "both",
        "not-found",
    ] {
        let path = format!("themes/default/templates/{page}.html");
        disk.files.insert(path.clone(), template.as_bytes().to_vec());
        live.rebuild(&disk, &options(), &Changed::Anything);
        assert!(live.failed(), "{page}.html fails, and nobody is told");
        let found: Vec<_> =
            live.findings().iter().map(|finding| (finding.id, finding.file.as_str(), finding.line)).collect();
        assert!(found.contains(&("template", path.as_str(), 2)), "{page}: {found:?}");
        let shown = live.shown().expect("the last good site");
        let Answer::File { bytes, .. } = shown.answer(&disk, "ar/") else { panic!("the last good page stands") };
        assert!(lossy(&bytes).contains("سياسات"), "{page}");
        disk.files.remove(&path);
    }
    live.rebuild(&disk, &options(), &Changed::Anything);
    assert!(!live.failed());
}

/// Fails for one policy alone, and not for the first of its kind.
const FAILS_FOR_ONE: &str = "<!doctype html><html><head><title>x</title></head><body>{% if \"Gifts\" in page.title %}{{ view.nothing.at.all }}{% endif %}</body></html>";

#[test]
fn a_page_that_fails_when_it_is_asked_for_says_why_once_and_blocks_the_next_site_while_it_is_looked_at() {
    let mut disk = start();
    disk.files.insert("themes/default/templates/history.html".to_owned(), FAILS_FOR_ONE.as_bytes().to_vec());
    let mut live = Live::default();
    live.rebuild(&disk, &options(), &Changed::Anything);
    assert!(!live.failed(), "the first history is well: {:?}", live.findings());
    let shown = live.shown().expect("a site");
    let path = "en/trial/policies/gifts/history/";
    let Answer::Fault { findings, drawn } = shown.answer(&disk, path) else { panic!("the page cannot be made") };
    assert_eq!(findings[0].id, "template");
    assert!(drawn.expect("it is news").text.contains("history.html"));
    let Answer::Fault { drawn, .. } = shown.answer(&disk, path) else { panic!("it still cannot") };
    assert!(drawn.is_none(), "it is drawn once");
    assert_eq!(shown.late_findings().len(), 1);
    // Who looks at it hears of it from the next build too, and sees it mended.
    live.rebuild(&disk, &options(), &Changed::Anything);
    assert!(live.failed());
    disk.files.remove("themes/default/templates/history.html");
    live.rebuild(&disk, &options(), &Changed::Anything);
    assert!(!live.failed());
    assert!(matches!(live.shown().expect("a site").answer(&disk, path), Answer::File { .. }));
}

/// Fails where an association has a name of three words.
const FAILS_FOR_A_NAME: &str = "<!doctype html><html><head><title>x</title></head><body>{% for card in view.associations %}{% if \"Three Whole Words\" in card.brand.name.text %}{{ view.nothing.at.all }}{% endif %}{% endfor %}</body></html>";

#[test]
fn a_page_of_the_whole_site_that_fails_after_a_change_of_content_is_told_of_once_the_site_is_shown() {
    let mut disk = start();
    disk.files.insert("themes/default/templates/home.html".to_owned(), FAILS_FOR_A_NAME.as_bytes().to_vec());
    let mut live = Live::default();
    live.rebuild(&disk, &options(), &Changed::Anything);
    assert!(!live.failed() && live.finish().is_none(), "the home page is well: {:?}", live.findings());
    let path = "content/other/association.yaml";
    let mut rename = |name: &str, live: &mut Live| {
        disk.files.insert(path.to_owned(), format!("name: {{ar: {name}, en: {name}}}\n").into_bytes());
        live.rebuild(&disk, &options(), &Changed::Paths(BTreeSet::from([path.to_owned()])));
        assert!(!live.failed(), "{:?}", live.findings());
        live.finish()
    };
    assert!(rename("Two Words", &mut live).is_none());
    let told = rename("Three Whole Words", &mut live).expect("the home page fails");
    assert!(told.text.contains("home.html"), "{}", told.text);
    assert_eq!(live.shown().expect("a site").late_findings().len(), 1);
    assert!(rename("These Three Whole Words", &mut live).is_none(), "it is told once");
    assert_eq!(live.shown().expect("a site").late_findings().len(), 1);
    assert!(rename("Again Two", &mut live).is_none());
    assert!(live.shown().expect("a site").late_findings().is_empty());
}

#[test]
fn a_change_of_one_text_leaves_every_other_association_and_policy_the_very_same() {
    let mut disk = start();
    let mut live = Live::default();
    live.rebuild(&disk, &options(), &Changed::Anything);
    let before = live.shown().expect("a site");
    let path = "content/other/policies/travel/1.0/en.md";
    disk.files.insert(path.to_owned(), "## Travel {#go}\n\nMore.\n".as_bytes().to_vec());
    // A new file beside it moves no other one.
    disk.files.insert("content/other/policies/travel/README.md".to_owned(), b"About.\n".to_vec());
    let told = [path, "content/other/policies/travel/README.md"].map(str::to_owned);
    live.rebuild(&disk, &options(), &Changed::Paths(BTreeSet::from(told)));
    let after = live.shown().expect("a site");
    let pairs: Vec<_> = before.site().associations.iter().zip(&after.site().associations).collect();
    let same: Vec<bool> = pairs.iter().map(|(before, after)| std::sync::Arc::ptr_eq(before, after)).collect();
    assert_eq!(same, [false, true], "`other` is another, and `trial` is not");
    let theme = |shown: &Shown| std::sync::Arc::clone(shown.loaded().theme.as_ref().expect("a theme"));
    assert!(std::sync::Arc::ptr_eq(&theme(&before), &theme(&after)));
}

/// A disk that counts what is read from it.
struct Counted(mithaq::disk::RealDisk, std::sync::atomic::AtomicUsize);

impl Disk for Counted {
    fn walk(&self, folder: &str) -> Vec<mithaq::disk::Entry> {
        self.0.walk(folder)
    }

    fn read(&self, path: &str) -> std::io::Result<Vec<u8>> {
        self.1.fetch_add(usize::from(path.ends_with(".md")), std::sync::atomic::Ordering::Relaxed);
        self.0.read(path)
    }

    fn state(&self, path: &str) -> Option<mithaq::disk::FileState> {
        self.0.state(path)
    }

    fn has_links(&self) -> bool {
        self.0.has_links()
    }
}

#[cfg(unix)]
#[test]
fn only_files_in_another_state_are_read_again() {
    let folder = crate::folder::Folder::new();
    for (path, bytes) in &start().files {
        folder.write(path, bytes);
    }
    // By then every file has been left alone for long.
    let now = jiff::Timestamp::now() + std::time::Duration::from_secs(60);
    let options = Options { moment: Moment::Instant(now), ..options() };
    let disk = Counted(mithaq::disk::RealDisk::open(&folder.path).expect("a folder"), Default::default());
    let mut live = Live::default();
    let texts_read = |live: &mut Live, changed: &[&str]| {
        let changed = Changed::Paths(changed.iter().map(|path| (*path).to_owned()).collect());
        let before = disk.1.load(std::sync::atomic::Ordering::Relaxed);
        live.rebuild(&disk, &options, &changed);
        assert!(!live.failed(), "{:?}", live.findings());
        disk.1.load(std::sync::atomic::Ordering::Relaxed) - before
    };
    assert_eq!(texts_read(&mut live, &[]), 4);
    assert_eq!(texts_read(&mut live, &[]), 0);
    let text = "content/other/policies/travel/1.0/en.md";
    let longer = |words: &str| format!("## Travel {{#go}}\n\nSee [{words}](policy:trial/gifts#second).\n");
    for words in ["Gifts", "Bribe"] {
        // Times that the system gives are some milliseconds apart.
        std::thread::sleep(std::time::Duration::from_millis(50));
        folder.write(text, longer(words).as_bytes());
        assert_eq!(texts_read(&mut live, &[text]), 1);
        let Answer::File { bytes, .. } = live.shown().expect("a site").answer(&disk, "en/other/policies/travel/")
        else {
            panic!("the page is there")
        };
        assert!(lossy(&bytes).contains(words), "{words}");
    }
    // Whatever is told: what stands behind a link is looked at every time.
    folder.link("content/trial/policies/linked", &folder.path.join("content/other/policies/travel"));
    assert_eq!(texts_read(&mut live, &["content/trial/policies/linked"]), 2);
    folder.write("content/other/policies/travel/1.1/ar.md", "## السفر {#go}\n\nنص.\n".as_bytes());
    folder.write("content/other/policies/travel/policy.yaml", "title: {ar: السفر, en: Travel}\ngoverning_language: ar\nversions:\n  - {version: \"1.0\", approval: not-stated}\n  - {version: \"1.1\", approval: not-stated, effective: 2025-01-01}\n".as_bytes());
    texts_read(&mut live, &["content/other/policies/travel/1.1/ar.md", "content/other/policies/travel/policy.yaml"]);
    let shown = live.shown().expect("a site");
    assert!(matches!(shown.answer(&disk, "ar/trial/policies/linked/1.1/"), Answer::File { .. }), "behind the link too");
}
