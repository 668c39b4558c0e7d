//! Headings: whether their numbers follow each other.

use rustc_hash::FxHashMap as HashMap;

use super::Problem;
use crate::text::labels::{HeadingLabel, goes_on, next_number};

/// The numbers of the headings above.
#[derive(Default)]
pub(super) struct Headings {
    /// The last of each word («المادة»), wherever it stood; of numbers alone, within one section.
    last: HashMap<(&'static str, Option<usize>), Last>,
}

struct Last {
    section: Option<usize>,
    number: Vec<u32>,
}

impl Headings {
    /// Holds a heading against the one of its kind before; `section` is where the one above it starts.
    pub(super) fn take(
        &mut self,
        section: Option<usize>,
        at: usize,
        heading: HeadingLabel,
        problems: &mut Vec<Problem>,
    ) {
        let word = heading.word.strip_prefix("ال").unwrap_or(heading.word);
        let key = (word, section.filter(|_| word.is_empty()));
        if let Some(before) = self.last.get(&key)
            && !heading.number.is_empty()
            && !before.number.is_empty()
            && !goes_on(&before.number, &heading.number)
            && !(before.section != section && heading.number.iter().all(|level| *level == 1))
        {
            // It is told in the way in which the heading itself is written: `2.2`, `2-2`.
            let sign = heading.label.chars().find(|c| matches!(c, '/' | '.' | '-' | '٫')).unwrap_or('/');
            let expected = next_number(&before.number, heading.number.len());
            let expected = expected.map(|number| number.replace('/', &sign.to_string()));
            problems.push(Problem::HeadingSequence { at, found: heading.label, expected });
        }
        self.last.insert(key, Last { section, number: heading.number });
    }
}
