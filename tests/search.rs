//! Search: the words of readers and of texts are folded alike, and the index holds what it should.

use std::fs;

use mithaq::derive::search::fold;
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
