//! Input that nobody would write, fed to whatever reads what people or files give: seeds that are cut,
//! doubled, spliced and broken at random, the same in every run, and what coverage-guided runs found
//! (`tests/fuzz/README.md`). Nothing may panic, and what is promised of every input holds of these too.

pub(crate) mod readers;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use crate::random::Random;
use readers::{READERS, Reader, mutated};

/// How much the inputs of a reader may take together: 40 KB, as `tests/fuzz/README.md` says.
const ROOM: usize = 40 << 10;

/// How many inputs a reader gets.
const INPUTS: usize = 150;

fn corpus(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fuzz/corpus").join(name)
}

/// Feeds a reader, and keeps what breaks it.
fn feed(reader: &Reader, input: &[u8]) {
    if catch_unwind(AssertUnwindSafe(|| (reader.read)(input))).is_ok() {
        return;
    }
    let folder = corpus(reader.name);
    let sum = input
        .iter()
        .fold(0xcbf2_9ce4_8422_2325_u64, |sum, byte| (sum ^ u64::from(*byte)).wrapping_mul(0x100_0000_01b3));
    let path = folder.join(format!("{sum:016x}"));
    std::fs::create_dir_all(&folder).and_then(|()| std::fs::write(&path, input)).expect("the input can be kept");
    panic!("{} is broken by {}: {:?}", reader.name, path.display(), String::from_utf8_lossy(input));
}

#[test]
fn fuzz_inputs_that_were_found_once_break_no_reader() {
    for reader in READERS {
        let entries = std::fs::read_dir(corpus(reader.name)).expect("each reader has its corpus");
        let inputs: Vec<PathBuf> = entries.map(|entry| entry.expect("an entry").path()).collect();
        assert!(!inputs.is_empty(), "the corpus of {} is empty", reader.name);
        let mut length = 0;
        for path in inputs {
            let input = std::fs::read(&path).expect("an input");
            length += input.len();
            let broken = catch_unwind(AssertUnwindSafe(|| (reader.read)(&input))).is_err();
            assert!(!broken, "{} is broken by {}", reader.name, path.display());
        }
        assert!(length <= ROOM, "the corpus of {} takes {length} bytes; see tests/fuzz/README.md", reader.name);
    }
}

#[test]
fn fuzz_no_input_of_chance_breaks_a_reader() {
    for (nth, reader) in READERS.iter().enumerate() {
        let mut random = Random::new(11 + nth as u64);
        for _ in 0..INPUTS / reader.weight {
            let seed = random.pick(reader.seeds).as_bytes().to_vec();
            feed(reader, &mutated(&mut random, seed, reader.seeds));
        }
    }
}

#[test]
fn fuzz_seeds_are_what_people_write() {
    for reader in READERS {
        reader.seeds.iter().for_each(|seed| feed(&reader, seed.as_bytes()));
    }
    assert_eq!(readers::site_of_facts().faults_of_reading(), [""; 0]);
}
