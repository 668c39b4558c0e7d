//! libFuzzer over one of the readers: `MITHAQ_READER` names it.
//!
//! libFuzzer keeps what reaches code that nothing before has reached, and goes on from there.
//! Every other step is its own; the rest are those of the tests, which know the words of each reader.

#![no_main]
#![allow(dead_code, reason = "the tests use more of what they share with this program")]

#[path = "../../decisions.rs"]
mod decisions;
#[path = "../../folder.rs"]
mod folder;
#[path = "../../hostile.rs"]
mod hostile;
#[path = "../../page.rs"]
mod page;
#[path = "../../random.rs"]
mod random;
#[path = "../readers.rs"]
mod readers;
#[path = "../../site.rs"]
mod site;

use std::sync::OnceLock;

use libfuzzer_sys::{fuzz_mutator, fuzz_target, fuzzer_mutate};
use random::Random;
use readers::{READERS, Reader};

fn reader() -> &'static Reader {
    static READER: OnceLock<Reader> = OnceLock::new();
    READER.get_or_init(|| {
        let names = READERS.map(|reader| reader.name).join(" ");
        let wanted = std::env::var("MITHAQ_READER").unwrap_or_default();
        let known = READERS.into_iter().find(|reader| reader.name == wanted);
        known.unwrap_or_else(|| panic!("MITHAQ_READER names one of: {names}"))
    })
}

fuzz_target!(|data: &[u8]| {
    (reader().read)(data);
});

fuzz_mutator!(|data: &mut [u8], size: usize, room: usize, seed: u32| {
    let mut random = Random::new(u64::from(seed));
    if random.one_in(2) {
        return fuzzer_mutate(data, size, room);
    }
    let seeds = reader().seeds;
    let start = if size == 0 { random.pick(seeds).as_bytes().to_vec() } else { data[..size].to_vec() };
    let mut changed = readers::mutated(&mut random, start, seeds);
    changed.truncate(room);
    data[..changed.len()].copy_from_slice(&changed);
    changed.len()
});
