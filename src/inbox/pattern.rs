//! The pattern of a field, held against a value within a time.
//!
//! Browsers read a pattern as JavaScript does, by going back and trying again; a pattern that
//! repeats a repetition can take years over forty letters. What is not decided in time is taken as
//! fitting: a pattern helps people to write well, and a complaint that it loses is the worse fault.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;

/// How long a pattern may take.
const PATIENCE: Duration = Duration::from_millis(500);

/// The most threads that go on after they were given up; beyond them no pattern is tried.
const MOST_LOST: usize = 4;

static LOST: AtomicUsize = AtomicUsize::new(0);

/// Whether a browser would take `value` for a `pattern`: the anchored of it, with the flag `v`. One
/// that does not compile is passed over, as browsers do, and so is one that takes too long.
pub(super) fn matches(pattern: &str, value: &str) -> bool {
    if LOST.load(Ordering::Relaxed) >= MOST_LOST || regress::Regex::with_flags(pattern, "v").is_err() {
        return true;
    }
    let Ok(anchored) = regress::Regex::with_flags(&format!("^(?:{pattern})$"), "v") else { return true };
    let (answer, found) = channel();
    let (value, is_lost) = (value.to_owned(), Arc::new(AtomicBool::new(false)));
    let lost = Arc::clone(&is_lost);
    let run = thread::Builder::new().name("pattern".to_owned()).spawn(move || {
        // Whoever asked may have given up.
        let _ = answer.send(anchored.find(&value).is_some());
        if lost.swap(true, Ordering::AcqRel) {
            LOST.fetch_sub(1, Ordering::AcqRel);
        }
    });
    if run.is_err() {
        return true;
    }
    match found.recv_timeout(PATIENCE) {
        Ok(fits) => fits,
        Err(RecvTimeoutError::Disconnected) => true,
        Err(RecvTimeoutError::Timeout) => {
            LOST.fetch_add(1, Ordering::AcqRel);
            if is_lost.swap(true, Ordering::AcqRel) {
                // It ended in the meantime.
                LOST.fetch_sub(1, Ordering::AcqRel);
            }
            true
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // One test: what never ends keeps its threads, and later patterns are not tried beside them.
    #[test]
    fn a_pattern_holds_for_the_whole_value_and_one_that_never_ends_loses_none() {
        assert!(matches("[0-9]{3}|x", "123") && matches("[0-9]{3}|x", "x"));
        assert!(!matches("[0-9]{3}|x", "1234") && !matches("a", "a\nb"));
        assert!(matches("\\p{L}+", "اسم"));
        assert!(matches("(", "anything"), "what does not compile is passed over");
        let value = format!("{}b", "a".repeat(60));
        for _ in 0..MOST_LOST + 2 {
            assert!(matches("(a+)+", &value));
        }
        assert_eq!(LOST.load(Ordering::Relaxed), MOST_LOST);
    }
}
