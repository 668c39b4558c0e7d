//! The number by which a person and the association find a post again.
//!
//! Ten characters of an alphabet that leaves out what looks alike: nine by
//! chance, and a check character, which is the sum of place (from 1) times
//! character (from 0), modulo 31. One wrong character, or two that changed
//! places, make another sum.

const ALPHABET: &[u8; 31] = b"23456789ABCDEFGHJKMNPQRSTUVWXYZ";

/// How many characters it has.
const LENGTH: usize = 10;

/// What was typed or sent, as it is kept: capital letters, no dash or space;
/// `None` where it is no such number.
pub fn read(text: &str) -> Option<String> {
    let reference: String = text.trim().chars().filter(|c| *c != '-').map(|c| c.to_ascii_uppercase()).collect();
    let (check, rest) = reference.as_bytes().split_last()?;
    (reference.len() == LENGTH && check_character(rest)? == *check).then_some(reference)
}

/// As people read it: `XXXXX-XXXXX`.
pub fn shown(reference: &str) -> String {
    match reference.split_at_checked(LENGTH / 2) {
        Some((first, second)) => format!("{first}-{second}"),
        None => reference.to_owned(),
    }
}

/// A new one; `None` where the system has no chance to give.
pub(super) fn new() -> Option<String> {
    let mut reference = Vec::with_capacity(LENGTH);
    while reference.len() < LENGTH - 1 {
        let mut bytes = [0; 16];
        getrandom::fill(&mut bytes).ok()?;
        // 248 is the largest multiple of 31 in a byte: above it the first characters would come more often.
        let fair = bytes.into_iter().filter(|byte| *byte < 248).map(|byte| ALPHABET[usize::from(byte % 31)]);
        reference.extend(fair.take(LENGTH - 1 - reference.len()));
    }
    reference.push(check_character(&reference)?);
    String::from_utf8(reference).ok()
}

fn check_character(characters: &[u8]) -> Option<u8> {
    let mut sum = 0;
    for (nth, character) in characters.iter().enumerate() {
        sum += (nth + 1) * ALPHABET.iter().position(|known| known == character)?;
    }
    Some(ALPHABET[sum % ALPHABET.len()])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn new_ones_are_right_and_differ() {
        let (one, two) = (new().expect("chance"), new().expect("chance"));
        assert_ne!(one, two);
        for reference in [one, two] {
            assert_eq!(read(&reference).as_deref(), Some(&*reference));
            assert_eq!(read(&shown(&reference).to_ascii_lowercase()).as_deref(), Some(&*reference));
        }
    }

    #[test]
    fn a_slip_is_seen() {
        // 2 counts 0, 3 counts 1: 1×0 + 2×1 = 2, which is 4.
        assert_eq!(read("2322222224").as_deref(), Some("2322222224"));
        for wrong in ["3222222224", "2322222225", "232222222", "23222222244", "", "١٢٣٤٥٦٧٨٩٠", "232222222O"]
        {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }
}
