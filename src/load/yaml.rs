//! YAML → nodes that keep every key, twice where it is written twice.
//!
//! Only this file names the YAML reader. Positions are not kept: a finding looks
//! its key up again (`source`).

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};

/// A YAML value.
#[derive(Clone, Debug, PartialEq)]
pub enum Node {
    /// Nothing, or `~`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number, as YAML understood it.
    Number(f64),
    /// Words.
    Text(String),
    /// A list.
    List(Vec<Node>),
    /// A map; keys in the order in which they are written.
    Map(Vec<(String, Node)>),
}

/// Why a file is no YAML: the sentence, and its line and column where known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyntaxError {
    /// What is wrong.
    pub message: String,
    /// Line and column, from 1, within the YAML.
    pub at: Option<(usize, usize)>,
}

/// What to do where a tab is why a text is no YAML.
pub const TAB_HINT: &str = "indent with spaces, not with the tab key";

/// Reads one YAML document; an empty one is an empty map.
///
/// # Errors
/// When the text is no YAML, or repeats itself through aliases without end.
pub fn read(yaml: &str) -> Result<Node, SyntaxError> {
    if yaml.lines().all(|line| line.trim().is_empty() || line.trim_start().starts_with('#')) {
        return Ok(Node::Map(Vec::new()));
    }
    serde_yaml::from_str(yaml).map_err(|error| {
        let at = error.location().map(|at| (at.line(), at.column()));
        let said = error.to_string();
        // The reader ends its sentence with the place, which a finding has of its own.
        let message = said.split(" at line ").next().unwrap_or(&said).to_owned();
        let message = match message.as_str() {
            "repetition limit exceeded" => "its aliases repeat it without end".to_owned(),
            "recursion limit exceeded" => "it is nested too deeply".to_owned(),
            _ => message,
        };
        SyntaxError { message, at }
    })
}

impl Node {
    /// The value of a key of a map.
    pub fn get(&self, key: &str) -> Option<&Node> {
        match self {
            Node::Map(entries) => {
                entries.iter().find(|(name, _)| name == key).map(|(_, node)| node).filter(|node| **node != Node::Null)
            }
            _ => None,
        }
    }

    /// The items of a list; none where it is something else.
    pub fn items(&self) -> &[Node] {
        match self {
            Node::List(items) => items,
            _ => &[],
        }
    }

    /// The words of a key.
    pub fn text(&self, key: &str) -> Option<String> {
        self.get(key).and_then(Node::as_text).map(str::to_owned)
    }

    /// The words of this value, if it is words.
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Node::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The whole number of a key, not below zero.
    pub fn count(&self, key: &str) -> Option<u32> {
        match self.get(key) {
            Some(Node::Number(number)) if number.fract() == 0.0 && (0.0..=4e9).contains(number) => Some(*number as u32),
            _ => None,
        }
    }

    /// The words of each item of a list at a key.
    pub fn texts(&self, key: &str) -> Vec<String> {
        let items = self.get(key).map(Node::items).unwrap_or_default();
        items.iter().filter_map(Node::as_text).map(str::to_owned).collect()
    }

    /// What kind of value it is, in words for a finding.
    pub fn kind(&self) -> &'static str {
        match self {
            Node::Null => "nothing",
            Node::Bool(_) => "true or false",
            Node::Number(_) => "a number",
            Node::Text(_) => "words",
            Node::List(_) => "a list",
            Node::Map(_) => "a map",
        }
    }
}

impl<'de> Deserialize<'de> for Node {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(NodeVisitor)
    }
}

struct NodeVisitor;

impl<'de> Visitor<'de> for NodeVisitor {
    type Value = Node;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a YAML value")
    }

    fn visit_unit<E>(self) -> Result<Node, E> {
        Ok(Node::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Node, E> {
        Ok(Node::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Node, E> {
        Ok(Node::Number(value as f64))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Node, E> {
        Ok(Node::Number(value as f64))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Node, E> {
        Ok(Node::Number(value))
    }

    fn visit_str<E>(self, value: &str) -> Result<Node, E> {
        Ok(Node::Text(value.to_owned()))
    }

    fn visit_string<E>(self, value: String) -> Result<Node, E> {
        Ok(Node::Text(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Node, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = seq.next_element()? {
            items.push(item);
        }
        Ok(Node::List(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Node, A::Error> {
        let mut entries = Vec::new();
        while let Some(key) = map.next_key::<Node>()? {
            let key = match key {
                Node::Text(text) => text,
                Node::Number(number) => number.to_string(),
                Node::Bool(value) => value.to_string(),
                other => format!("({})", other.kind()),
            };
            entries.push((key, map.next_value()?));
        }
        Ok(Node::Map(entries))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_written_twice_is_kept_twice() {
        let Ok(Node::Map(entries)) = read("a: 1\na: 2\n") else { panic!("a map") };
        assert_eq!(entries.len(), 2);
    }

    #[test]
    fn an_alias_bomb_is_an_error_not_a_crash() {
        let mut yaml = "a: &a [x, x, x, x, x, x, x, x, x]\n".to_owned();
        for (name, above) in
            ["b", "c", "d", "e", "f", "g", "h", "i"].iter().zip(["a", "b", "c", "d", "e", "f", "g", "h"])
        {
            yaml.push_str(&format!(
                "{name}: &{name} [*{above}, *{above}, *{above}, *{above}, *{above}, *{above}, *{above}]\n"
            ));
        }
        assert_eq!(read(&yaml).expect_err("it repeats without end").message, "its aliases repeat it without end");
    }

    #[test]
    fn broken_yaml_says_where() {
        let error = read("a: [1, 2\nb: 3\n").expect_err("it is broken");
        assert!(error.at.is_some());
        assert!(!error.message.contains("line"));
    }
}
