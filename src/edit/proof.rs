//! The proof of an edit: the changed text, read again, says what was meant and
//! nothing else.

use crate::load::yaml::{Node, read};

use super::editor::{Change, Step};
use super::refusal::Refusal;

/// Holds the changed text against what the changes mean for the old one.
///
/// # Errors
/// Where anything else changed its meaning too.
pub(super) fn hold(old: &str, new: &str, changes: &[Change]) -> Result<(), Refusal> {
    let unread = || {
        let hint = "run `mithaq check`, mend what it finds, then run the command again";
        Refusal::new(0, "the file cannot be read", hint)
    };
    let mut expected = read(old).map_err(|_| unread())?;
    let met = changes.iter().all(|change| apply(&mut expected, change).is_some());
    match read(new) {
        Ok(found) if met && sorted(found.clone()) == sorted(expected) => Ok(()),
        _ => {
            let message =
                "the change cannot be made without touching something else in this file, so nothing was written";
            Err(Refusal::new(0, message, "write it by hand, or write the file with one key a line"))
        }
    }
}

fn apply(root: &mut Node, change: &Change) -> Option<()> {
    let mut node = root;
    for step in change.path() {
        node = match (step, node) {
            (Step::Key(key), Node::Map(entries)) => &mut entries.iter_mut().find(|(name, _)| name == key)?.1,
            (Step::Item(nth), Node::List(items)) => items.get_mut(*nth)?,
            _ => return None,
        };
    }
    match (change, node) {
        (Change::Set { key, value, .. }, Node::Map(entries)) => {
            let value = read(&format!("v: {}", value.inline())).ok()?.get("v")?.clone();
            match entries.iter_mut().find(|(name, _)| name == key) {
                Some(entry) => entry.1 = value,
                None => entries.push(((*key).to_owned(), value)),
            }
        }
        (Change::Append { value, .. }, Node::List(items)) => {
            items.push(read(&format!("v: {}", value.inline())).ok()?.get("v")?.clone());
        }
        (Change::Remove { key, .. }, Node::Map(entries)) => entries.retain(|(name, _)| name != key),
        _ => return None,
    }
    Some(())
}

/// The order of keys says nothing.
fn sorted(node: Node) -> Node {
    match node {
        Node::List(items) => Node::List(items.into_iter().map(sorted).collect()),
        Node::Map(entries) => {
            let mut entries: Vec<(String, Node)> = entries.into_iter().map(|(key, node)| (key, sorted(node))).collect();
            entries.sort_by(|a, b| a.0.cmp(&b.0));
            Node::Map(entries)
        }
        node => node,
    }
}
