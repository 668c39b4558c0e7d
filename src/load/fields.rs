//! Fields: what more than one reader makes of a node that fits its shape.

use std::collections::BTreeMap;

use crate::model::{Bound, Endpoint, Period, Phrase, Provider, Unit};
use crate::report::Report;
use crate::source::Place;

use super::yaml::Node;

/// The language map at a key; empty where it is absent.
pub(super) fn phrase(node: &Node, key: &str) -> Phrase {
    let Some(node) = node.get(key) else { return Phrase::default() };
    Phrase::of(|lang| node.text(lang.code()).filter(|text| !text.trim().is_empty()))
}

/// What a reader makes of each item of the list at a key, and of its place
/// there; what does not fit is left out.
pub(super) fn list<T>(node: &Node, key: &str, read: impl Fn(usize, &Node) -> Option<T>) -> Vec<T> {
    let items = node.get(key).map(Node::items).unwrap_or_default();
    items.iter().enumerate().filter_map(|(nth, item)| read(nth, item)).collect()
}

/// The period that a node states, under its own keys. A word that is none of those it may be is a
/// finding of its shape; it stands for another here, so that what refers to the thing still finds it.
pub(super) fn period(node: &Node) -> Option<Period> {
    let bound = Bound::from_word(&node.text("bound")?).unwrap_or(Bound::AtMost);
    let unit = Unit::from_word(&node.text("unit")?).unwrap_or(Unit::Day);
    Some(Period { bound, amount: node.count("amount")?, unit })
}

/// The endpoints of a site or an association.
pub(super) fn endpoints(node: &Node) -> BTreeMap<String, Endpoint> {
    let Some(Node::Map(entries)) = node.get("endpoints") else { return BTreeMap::new() };
    let read = |(name, node): &(String, Node)| {
        let provider = Provider::from_word(&node.text("provider")?)?;
        let names = match node.get("names") {
            Some(Node::Map(names)) => {
                names.iter().filter_map(|(name, node)| Some((name.clone(), node.as_text()?.to_owned()))).collect()
            }
            _ => BTreeMap::new(),
        };
        let served = node.get("served") == Some(&Node::Bool(true));
        Some((name.clone(), Endpoint { provider, url: node.text("url"), key: node.text("key"), names, served }))
    };
    entries.iter().filter_map(read).collect()
}

/// Reports every id that two things of one file have.
pub(super) fn report_repeats<'a>(
    ids: impl Iterator<Item = (usize, &'a str)>,
    thing: &str,
    place: impl Fn(usize) -> Place,
    report: &mut Report,
) {
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    for (nth, id) in ids {
        if let Some(first) = seen.get(id) {
            let message = format!("two {thing}s have the id `{id}`");
            report
                .error("duplicate-id", place(nth), message)
                .hint("give one of them another id")
                .see(place(*first), "the first stands here");
        } else {
            seen.insert(id, nth);
        }
    }
}
