//! What is written into a file, as YAML.

/// A value that a decision adds.
#[derive(Clone, Debug)]
pub(super) enum Value {
    /// A number, a date or a word that needs no quotes.
    Plain(String),
    /// Words that stand in quotes whatever they are: a version, a seal.
    Quoted(String),
    /// Words of a person; in quotes where YAML would take them for something else.
    Words(String),
    /// A map on a line of its own: `{ar: …, en: …}`.
    Inline(Vec<(&'static str, Value)>),
    /// A map with a line an entry, where the place allows lines.
    Lines(Vec<(&'static str, Value)>),
    /// A list on one line.
    List(Vec<Value>),
    /// A list with a line an item, where the place allows lines.
    Items(Vec<Value>),
}

impl Value {
    /// The value on one line.
    pub(super) fn inline(&self) -> String {
        match self {
            Value::Plain(text) => text.clone(),
            Value::Quoted(text) => quoted(text),
            Value::Words(text) if is_plain(text) => text.clone(),
            Value::Words(text) => quoted(text),
            Value::Inline(entries) | Value::Lines(entries) => {
                let entries: Vec<String> =
                    entries.iter().map(|(key, value)| format!("{key}: {}", value.inline())).collect();
                format!("{{{}}}", entries.join(", "))
            }
            Value::List(items) | Value::Items(items) => {
                let items: Vec<String> = items.iter().map(Value::inline).collect();
                format!("[{}]", items.join(", "))
            }
        }
    }

    /// `key: value` as lines without line ends; the first one without indentation,
    /// the others with what lies inside indented by two more.
    pub(super) fn entry(&self, key: &str) -> Vec<String> {
        match self {
            Value::Lines(entries) => {
                let inner = entries.iter().flat_map(|(key, value)| value.entry(key));
                std::iter::once(format!("{key}:")).chain(inner.map(|line| format!("  {line}"))).collect()
            }
            Value::Items(items) if !items.is_empty() => {
                let items = items.iter().map(|item| format!("  - {}", item.inline()));
                std::iter::once(format!("{key}:")).chain(items).collect()
            }
            value => vec![format!("{key}: {}", value.inline())],
        }
    }
}

/// Whether words can stand without quotes, inside braces too. What is not surely
/// safe gets quotes: they never change what is meant.
fn is_plain(text: &str) -> bool {
    let safe =
        |c: char| c.is_alphanumeric() || is_mark(c) || matches!(c, ' ' | '-' | '\'' | '.' | '(' | ')' | '/' | '،');
    let reserved = ["true", "false", "yes", "no", "on", "off", "null", "y", "n"];
    text.starts_with(char::is_alphabetic)
        && !text.ends_with(' ')
        && text.chars().all(safe)
        && !reserved.contains(&text.to_ascii_lowercase().as_str())
}

/// The marks that Arabic writes over and under its letters.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{610}'..='\u{61a}' | '\u{64b}'..='\u{65f}' | '\u{670}')
}

fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            c if c.is_control() || matches!(c, '\u{feff}' | '\u{2028}' | '\u{2029}') => {
                out.push_str(&format!("\\u{:04X}", c as u32));
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}
