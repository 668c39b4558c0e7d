//! Search: the words of readers and of texts are folded alike, and the index holds what it should.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use mithaq::derive::search::{self, fold};
use mithaq::disk::RealDisk;
use mithaq::load::Overrides;
use mithaq::render::Made;
use mithaq::{Moment, Options};
use serde_json::{Value, json};

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

/// Writes the search files alone of a large site, and says how long the index took; `tests/bench/search` runs it.
#[test]
#[ignore = "a part of a benchmark"]
fn the_search_files_of_a_large_site() {
    let folder = |name| PathBuf::from(std::env::var_os(name).unwrap_or_else(|| panic!("{name} names a folder")));
    let (site, output) = (folder("MITHAQ_BENCH_SITE"), folder("MITHAQ_BENCH_OUTPUT"));
    let options = Options {
        moment: Moment::Day("2026-01-01".parse().expect("a day")),
        drafts: false,
        overrides: Overrides::default(),
    };
    let disk = RealDisk::open(&site).expect("the site's folder is there");
    let (loaded, today) = mithaq::read(&disk, &options).value;
    let model = loaded.site.as_ref().expect("the site can be read");
    let mut seconds: Vec<f64> = Vec::new();
    let label = |_, _: &_| String::new();
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
    for job in (0..plan.len()).filter(|job| plan.paths(*job)[0].starts_with("assets/search")) {
        let Ok(Made::Files(files)) = plan.make(job) else { panic!("a search file cannot be made") };
        for file in files {
            let path = output.join(Path::new(&file.path));
            fs::create_dir_all(path.parent().expect("below the output")).expect("a folder can be made");
            fs::write(path, file.bytes).expect("a file can be written");
        }
    }
    fs::write(output.join("index-seconds.txt"), format!("{:.3}", seconds[1])).expect("the time can be written");
}
