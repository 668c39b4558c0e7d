//! The table of contents of a text.

use crate::derive::pairs::{Pair, PairChild};
use crate::render::views::{ContentsEntry, Words};
use crate::text::ClauseKind;

/// The address, label and words of a section in a table of contents.
type Heading = (String, Option<String>, Words);

/// The table of contents: the sections of the tree, each as it is shown.
pub(crate) fn contents(tree: &[PairChild], shown: &dyn Fn(&Pair) -> Option<Heading>) -> Vec<ContentsEntry> {
    let entry = |pair: &Pair| {
        let (href, label, words) = shown(pair)?;
        Some(ContentsEntry { href, label, words, children: contents(&pair.children, shown) })
    };
    tree.iter()
        .filter_map(|child| match child {
            PairChild::Clause(pair) if pair.kind == ClauseKind::Section => entry(pair),
            _ => None,
        })
        .collect()
}
