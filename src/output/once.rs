//! What is minified for a theme, kept: a site that is edited while it is looked at asks for the same
//! scripts, style sheets and templates after every change.

use std::sync::{Mutex, PoisonError};

use rustc_hash::FxHashMap;

/// So many results are kept; a theme has fewer, and older ones of a file that is edited are of no use.
const MOST: usize = 200;

/// Results of a function that gives the same for the same input, by that input.
#[derive(Debug)]
pub(super) struct Once<I, O>(Mutex<Option<FxHashMap<I, O>>>);

impl<I: Eq + std::hash::Hash + Clone, O: Clone> Once<I, O> {
    pub(super) const fn new() -> Self {
        Once(Mutex::new(None))
    }

    /// The result for an input, worked out where it is not known.
    pub(super) fn get(&self, input: &I, work_out: impl FnOnce(&I) -> O) -> O {
        let known = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(output) = known().as_ref().and_then(|known| known.get(input)) {
            return output.clone();
        }
        let output = work_out(input);
        let mut known = known();
        let known = known.get_or_insert_default();
        if known.len() >= MOST {
            known.clear();
        }
        known.insert(input.clone(), output.clone());
        output
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_result_is_worked_out_once_and_few_are_kept() {
        let once: Once<usize, usize> = Once::new();
        let mut times = 0;
        for nth in [1, 2, 1, 2] {
            let double = once.get(&nth, |nth| {
                times += 1;
                nth * 2
            });
            assert_eq!(double, nth * 2);
        }
        assert_eq!(times, 2);
        (0..3 * MOST)
            .for_each(|nth| assert_eq!(once.get(&nth, |nth| *nth), if (1..=2).contains(&nth) { nth * 2 } else { nth }));
        assert!(once.0.lock().expect("nobody failed").as_ref().expect("some").len() <= MOST);
    }
}
