//! Search: the words of readers and of texts are folded alike, and the index holds what it should.

use std::collections::{BTreeMap, HashSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use mithaq::derive::search::{self, fold};
use mithaq::disk::RealDisk;
use mithaq::load::{Loaded, Overrides};
use mithaq::output::OutputFile;
use mithaq::render::{Made, Plan};
use mithaq::{Moment, Options};
use serde_json::{Value, json};

use crate::page::Page;
use crate::site::TestSite;

const VECTORS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/search/vectors.json");

/// The table that `tests/search/vectors.test.mjs` holds the reader's script to; `MITHAQ_BLESS=1` writes it again.
#[test]
fn words_fold_and_stem_as_the_table_says() {
    let table: Vec<Value> =
        serde_json::from_str(&fs::read_to_string(VECTORS).expect("the table is there")).expect("the table is JSON");
    let found: Vec<Value> = table
        .iter()
        .map(|row| {
            let text = row["text"].as_str().expect("every row has a text");
            let words = fold::words(text);
            let keys: Vec<_> = words.iter().map(|word| fold::keys(word)).collect();
            json!({"text": text, "fold": fold::fold(text), "words": words, "keys": keys})
        })
        .collect();
    if std::env::var_os("MITHAQ_BLESS").is_some() {
        let lines: Vec<String> = found.iter().map(Value::to_string).collect();
        fs::write(VECTORS, format!("[\n{}\n]\n", lines.join(",\n"))).expect("the table can be written");
    }
    for (told, found) in table.iter().zip(&found) {
        assert_eq!(told, found);
    }
}

fn options() -> Options {
    Options {
        moment: Moment::Day("2026-01-01".parse().expect("a day")),
        drafts: false,
        overrides: Overrides::default(),
    }
}

/// Everything that a plan makes: the versions in force together with the index as a build does it, or every job by itself.
fn made(plan: &Plan<'_>, at_once: bool, apart: bool) -> BTreeMap<String, Vec<u8>> {
    let files = Mutex::new(BTreeMap::new());
    let keep = |file: OutputFile| {
        let before = files.lock().expect("nothing panics while it is held").insert(file.path.clone(), file.bytes);
        assert!(before.is_none(), "{} is made once", file.path);
        Ok(())
    };
    let done = match at_once {
        true => plan.write_first(&HashSet::new(), &keep, &|| ()).expect("memory takes every file").jobs,
        false => HashSet::new(),
    };
    // A text in a language that the site does not have is on the pages and not in the index.
    assert!(!at_once || done.is_empty() == apart);
    for job in (0..plan.len()).filter(|job| !done.contains(job)) {
        if let Made::Files(made) = plan.make(job).expect("every file can be made") {
            made.into_iter().try_for_each(&keep).expect("memory takes every file");
        }
    }
    files.into_inner().expect("nobody holds it")
}

fn made_both_ways(loaded: &Loaded, apart: bool) {
    let today = "2026-01-01".parse().expect("a day");
    let [at_once, one_by_one] = [true, false].map(|at_once| {
        made(&mithaq::plan(loaded, today, &options()).value.expect("the site can be planned"), at_once, apart)
    });
    let differ = at_once.keys().chain(one_by_one.keys()).find(|path| at_once.get(*path) != one_by_one.get(*path));
    assert_eq!(differ, None, "made at once or one by one, the files are the same");
}

#[test]
fn an_index_made_with_the_pages_is_the_one_made_by_itself() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for folder in [root.to_owned(), root.join("tests/golden/full/site")] {
        let disk = RealDisk::open(&folder).expect("the site's folder is there");
        made_both_ways(&mithaq::read(&disk, &options()).value.0, false);
    }
    // A text in a language that the site does not have; one that lacks a translation which another has.
    let site = TestSite::texts("## باب {#a}\n\nكلمات أولى.\n", "## Chapter {#a}\n\nFirst words.\n");
    made_both_ways(&site.clone().with("content/site.yaml", "title: {ar: م}\nlanguages: [ar]\n").loaded(), true);
    let lacking = "content/trial/policies/other";
    let site = site
        .with(&format!("{lacking}/policy.yaml"), "title: {ar: أخرى}\nversions: [{version: \"1.0\"}]\n")
        .with(&format!("{lacking}/1.0/ar.md"), "## باب {#a}\n\nكلمات أولى.\n");
    made_both_ways(&site.loaded(), false);
}

/// Writes the search files alone of a large site, and says how long the index took; `tests/bench/search` runs it.
#[test]
#[ignore = "a part of a benchmark"]
fn the_search_files_of_a_large_site() {
    let folder = |name| PathBuf::from(std::env::var_os(name).unwrap_or_else(|| panic!("{name} names a folder")));
    let (site, output) = (folder("MITHAQ_BENCH_SITE"), folder("MITHAQ_BENCH_OUTPUT"));
    let options = options();
    let disk = RealDisk::open(&site).expect("the site's folder is there");
    let (loaded, today) = mithaq::read(&disk, &options).value;
    let model = loaded.site.as_ref().expect("the site can be read");
    let mut seconds: Vec<f64> = Vec::new();
    let label = |_, _: mithaq::model::Label<'_>| String::new();
    for _ in 0..3 {
        let start = Instant::now();
        let files = AtomicUsize::new(0);
        let count = |_: &str, _| {
            files.fetch_add(1, Ordering::Relaxed);
            Ok(())
        };
        search::index(model, today, &label, &|head| Ok(head.read(&label)), &count).expect("nothing is written");
        seconds.push(start.elapsed().as_secs_f64());
        assert!(files.into_inner() > 0);
    }
    seconds.sort_by(f64::total_cmp);
    let plan = mithaq::plan(&loaded, today, &options).value.expect("the site can be planned");
    for job in (0..plan.len()).filter(|job| plan.paths(*job).any(|path| path.starts_with("assets/search"))) {
        let Ok(Made::Files(files)) = plan.make(job) else { panic!("a search file cannot be made") };
        for file in files {
            let path = output.join(Path::new(&file.path));
            fs::create_dir_all(path.parent().expect("below the output")).expect("a folder can be made");
            fs::write(path, file.bytes).expect("a file can be written");
        }
    }
    fs::write(output.join("index-seconds.txt"), format!("{:.3}", seconds[1])).expect("the time can be written");
}

/// The search page of a site of two associations with so many policies between them.
fn search_page(policies: usize) -> Page {
    let text =
        |nth: usize| format!("== content/{}/policies/p-{nth}/1.0/ar.md\n## باب\n\n١. نص.\n", ["one", "two"][nth % 2]);
    let site = TestSite::new(&(0..policies).map(text).collect::<String>());
    site.outcome_of(&|path| path == "ar/search/index.html").1.page("ar/search/")
}

#[test]
fn the_list_of_the_search_page_is_not_heavier_than_what_it_leads_to() {
    let page = search_page(300);
    assert_eq!(page.text("#list-title"), "كل السياسات بأقسامها");
    assert_eq!(page.texts("#list h4").len(), 300);
    assert_eq!(page.texts("#list .sections-of a").len(), 300);

    let page = search_page(301);
    assert_eq!(page.text("#list-title"), "كل السياسات");
    assert_eq!((page.texts("#list h4").len(), page.texts("#list .sections-of a").len()), (301, 0));

    let page = search_page(1001);
    assert_eq!(page.text("#list-title"), "كل الجمعيات، وسياسات كل جمعية في صفحتها");
    assert_eq!(page.values("#list .associations a", "href"), ["../one/", "../two/"]);
    assert_eq!(page.texts("#list .associations p"), ["501 سياسة", "500 سياسة"]);
    assert!(page.texts("#list h4").is_empty());
}

#[test]
fn associations_stand_in_the_order_of_their_names_in_each_language() {
    let site = TestSite::new(
        "
        == content/a/association.yaml
        name: {ar: جمعية يسر, en: Ease Association}
        == content/a/policies/p/1.0/ar.md
        ١. نص.
        == content/b/association.yaml
        name: {ar: جمعية إحسان, en: Kindness Association}
        == content/b/policies/p/1.0/ar.md
        ١. نص.
        == content/c/association.yaml
        name: {ar: جمعية أثر, en: ability association}
        == content/c/policies/p/1.0/ar.md
        ١. نص.
        ",
    );
    let (_, built) = site.outcome();
    for (lang, names) in [
        ("ar", ["جمعية أثر", "جمعية إحسان", "جمعية يسر"]),
        ("en", ["ability association", "Ease Association", "Kindness Association"]),
    ] {
        assert_eq!(built.page(&format!("{lang}/")).texts(".associations a"), names);
        assert_eq!(built.page(&format!("{lang}/search/")).texts("#list h3 a"), names);
    }
}
