//! What is minified for a theme, kept: a site that is edited while it is looked at asks for the same
//! scripts, style sheets and templates after every change.

use std::sync::{Mutex, PoisonError};

use rustc_hash::FxHashMap;

/// Results of a function that gives the same for the same input, by that input.
#[derive(Debug)]
pub(crate) struct Once<I, O> {
    /// So many are kept: older ones of a file that is edited are of no use.
    most: usize,
    known: Mutex<Option<FxHashMap<I, O>>>,
}

impl<I: Eq + std::hash::Hash + Clone, O: Clone> Once<I, O> {
    /// Keeps up to so many results.
    pub(crate) const fn new(most: usize) -> Self {
        Once { most, known: Mutex::new(None) }
    }

    /// The result for an input, worked out where it is not known.
    pub(crate) fn get(&self, input: &I, work_out: impl FnOnce(&I) -> O) -> O {
        let known = || self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(output) = known().as_ref().and_then(|known| known.get(input)) {
            return output.clone();
        }
        let output = work_out(input);
        let mut known = known();
        let known = known.get_or_insert_default();
        if known.len() >= self.most {
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
        let once: Once<usize, usize> = Once::new(9);
        let mut times = 0;
        for nth in [1, 2, 1, 2].into_iter().chain(3..30) {
            let double = once.get(&nth, |nth| {
                times += 1;
                nth * 2
            });
            assert_eq!(double, nth * 2);
            assert!(once.known.lock().expect("nobody failed").as_ref().expect("some").len() <= 9);
        }
        assert_eq!(times, 29);
    }
}
