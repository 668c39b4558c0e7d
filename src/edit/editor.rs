//! The editor: one value set or added, every other byte left where it is.

use super::refusal::Refusal;
use super::tree::{Kind, Node};
use super::value::Value;

/// A step from a value to one inside it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// The value of a key.
    Key(&'static str),
    /// An item of a list, from 0.
    Item(usize),
}

/// One change of a text.
#[derive(Clone, Debug)]
pub(super) enum Change {
    /// A key of the map at `path` gets this value, in place of the words that
    /// it has, or as a new entry behind the first of `behind` that is there.
    Set { path: Vec<Step>, key: &'static str, value: Value, behind: &'static [&'static str] },
    /// The list at `path` gets one more item at its end.
    Append { path: Vec<Step>, value: Value },
    /// A key of the map at `path` goes, with its value.
    Remove { path: Vec<Step>, key: &'static str },
}

impl Change {
    /// The way to the value in which something changes.
    pub(super) fn path(&self) -> &[Step] {
        match self {
            Change::Set { path, .. } | Change::Append { path, .. } | Change::Remove { path, .. } => path,
        }
    }
}

/// Makes one change.
///
/// # Errors
/// Where the change would have to touch what other places share, or stands
/// where it cannot be made without writing the file anew.
pub(super) fn make(text: &str, change: &Change) -> Result<String, Refusal> {
    let root = Node::read(text)?;
    let Some(root) = root else {
        return match change {
            Change::Set { path, key, value, .. } if path.is_empty() => Ok(onto_nothing(text, key, value)),
            _ => Err(Refusal::new(0, "the file is empty", "write the policy's facts into it first")),
        };
    };
    let node = walk(&root, change.path())?;
    let editor = Editor { text, line_end: line_end(text) };
    match change {
        Change::Set { key, value, behind, .. } => editor.set(node, key, value, behind),
        Change::Append { value, .. } => editor.append(node, value),
        Change::Remove { key, .. } => editor.remove(node, key),
    }
}

/// The value at a path; nothing on the way may be shared with another place.
fn walk<'a>(root: &'a Node, path: &[Step]) -> Result<&'a Node, Refusal> {
    let mut node = root;
    refuse_shared(node)?;
    for step in path {
        let next = match (step, &node.kind) {
            (Step::Key(key), Kind::Map { entries, .. }) => {
                entries.iter().find(|(name, _)| name.text() == Some(*key)).map(|(_, value)| value)
            }
            (Step::Item(nth), Kind::List { items, .. }) => items.get(*nth),
            _ => None,
        };
        let missing = || Refusal::new(node.start, format!("{} is not written here", step.name()), "add it by hand");
        node = next.ok_or_else(missing)?;
        refuse_shared(node)?;
    }
    Ok(node)
}

impl Step {
    fn name(&self) -> String {
        match self {
            Step::Key(key) => format!("`{key}`"),
            Step::Item(nth) => format!("item {} of the list", nth + 1),
        }
    }
}

/// Refuses what an alias repeats, or what is itself the repetition of something.
fn refuse_shared(node: &Node) -> Result<(), Refusal> {
    let hint = "write the values out instead of referring to them, then run the command again";
    if matches!(node.kind, Kind::Alias) {
        let message = "the change would fall on an alias, and what it refers to would not change with it";
        return Err(Refusal::new(node.start, message, hint));
    }
    if node.shared {
        let message = "the change would fall on an anchor, and every alias of it would change too";
        return Err(Refusal::new(node.start, message, hint));
    }
    if let Kind::Map { entries, .. } = &node.kind
        && let Some((merge, _)) = entries.iter().find(|(key, _)| key.text() == Some("<<"))
    {
        let message = "the change would fall on a map that takes in another one with `<<`";
        return Err(Refusal::new(merge.start, message, hint));
    }
    Ok(())
}

fn line_end(text: &str) -> &'static str {
    match text.find('\n') {
        Some(at) if text[..at].ends_with('\r') => "\r\n",
        _ => "\n",
    }
}

/// A file of comments alone, or an empty one.
fn onto_nothing(text: &str, key: &str, value: &Value) -> String {
    let end = line_end(text);
    let gap = if text.is_empty() || text.ends_with('\n') { "" } else { end };
    let lines: String = value.entry(key).iter().map(|line| format!("{line}{end}")).collect();
    format!("{text}{gap}{lines}")
}

struct Editor<'a> {
    text: &'a str,
    line_end: &'static str,
}

impl Editor<'_> {
    fn set(&self, map: &Node, key: &str, value: &Value, behind: &[&str]) -> Result<String, Refusal> {
        let Kind::Map { flow, entries } = &map.kind else {
            return Err(Refusal::new(
                map.start,
                format!("a map that can hold `{key}` was to stand here"),
                "mend it by hand",
            ));
        };
        let named = |name: &str| entries.iter().find(|(key, _)| key.text() == Some(name));
        if let Some((name, old)) = named(key) {
            return self.replace(name, old, *flow, key, value);
        }
        let before = behind.iter().find_map(|name| named(name)).or(entries.last());
        match (before, flow) {
            (Some((_, before)), true) => Ok(self.insert(before.end, &format!(", {key}: {}", value.inline()))),
            (None, true) => Ok(self.insert(
                map.start + self.text[map.start..].find('{').map_or(0, |at| at + 1),
                &format!("{key}: {}", value.inline()),
            )),
            (Some((_, before)), false) => {
                let first = entries.first().expect("a map without braces has an entry");
                let column = self.column(first.0.start)?;
                Ok(self.insert_lines(before.end, column, &value.entry(key)))
            }
            (None, false) => Err(Refusal::new(map.start, "nothing is written here", "mend it by hand")),
        }
    }

    /// Takes out a key with its value; a comment beside it stays.
    fn remove(&self, map: &Node, key: &str) -> Result<String, Refusal> {
        let missing = || Refusal::new(map.start, format!("`{key}` is not written here"), "look at the file");
        let Kind::Map { flow, entries } = &map.kind else { return Err(missing()) };
        let nth = entries.iter().position(|(name, _)| name.text() == Some(key)).ok_or_else(missing)?;
        let (name, old) = &entries[nth];
        refuse_shared(old)?;
        if *flow {
            return Ok(match (entries.get(nth + 1), nth.checked_sub(1)) {
                (Some((next, _)), _) => self.splice(name.start, next.start, ""),
                (None, Some(before)) => self.splice(entries[before].1.end, old.end, ""),
                (None, None) => self.splice(name.start, old.end, ""),
            });
        }
        let start = self.line_start(name.start);
        if !self.text[start..name.start].trim().is_empty() {
            let hint = "take it out by hand";
            return Err(Refusal::new(name.start, format!("`{key}` shares its line with what stands before it"), hint));
        }
        let block = old.end > old.start && self.text[..old.end].ends_with('\n');
        let rest = self.text[old.end..self.line_after(old.end)].trim_start();
        if !block && rest.starts_with('#') {
            return Ok(self.splice(name.start, self.line_after(old.end) - rest.len(), ""));
        }
        let end = if block { old.end } else { self.line_after(old.end) };
        Ok(self.splice(start, end, ""))
    }

    /// Puts a value in the place of words.
    fn replace(&self, name: &Node, old: &Node, flow: bool, key: &str, value: &Value) -> Result<String, Refusal> {
        refuse_shared(old)?;
        let Kind::Scalar { absent, .. } = old.kind else {
            let message = format!("`{key}` holds more than a word, and would be lost");
            return Err(Refusal::new(old.start, message, "change it by hand"));
        };
        match value {
            Value::Lines(_) if !flow => {
                let lines = &value.entry(key)[1..];
                let column = self.column(name.start)?;
                let beside = !self.text[name.end..old.start].contains('\n');
                Ok(if beside { self.open_up(old, column, lines) } else { self.lines_for_line(old, column, lines) })
            }
            _ => {
                let gap = if absent { " " } else { "" };
                let end = if self.text[..old.end].ends_with('\n') && old.end > old.start { self.line_end } else { "" };
                Ok(self.splice(old.start, old.end, &format!("{gap}{}{end}", value.inline())))
            }
        }
    }

    /// `key: word # comment` becomes `key: # comment` with lines below it.
    fn open_up(&self, old: &Node, column: usize, lines: &[String]) -> String {
        let start = self.text[..old.start].trim_end_matches([' ', '\t']).len();
        let end = old.end + self.blanks_before_line_end(old.end);
        let without = self.splice(start, end, "");
        Editor { text: &without, line_end: self.line_end }.insert_lines(start, column, lines)
    }

    /// Lines for a word that stands on a line of its own; a comment beside it keeps that line.
    fn lines_for_line(&self, old: &Node, column: usize, lines: &[String]) -> String {
        let rest = &self.text[old.end..self.line_after(old.end)];
        if rest.trim_start().starts_with('#') {
            let without = self.splice(old.start, old.end + rest.len() - rest.trim_start().len(), "");
            return Editor { text: &without, line_end: self.line_end }.insert_lines(old.start, column, lines);
        }
        let end = self.line_after(old.end);
        let indent = " ".repeat(column);
        let mut new: Vec<String> = lines.iter().map(|line| format!("{indent}{line}{}", self.line_end)).collect();
        if let Some(last) = new.last_mut().filter(|_| !self.text[..end].ends_with('\n')) {
            last.truncate(last.trim_end_matches(['\r', '\n']).len());
        }
        self.splice(self.line_start(old.start), end, &new.concat())
    }

    /// How many blanks stand between a byte and the end of its line; 0 where more than blanks does.
    fn blanks_before_line_end(&self, at: usize) -> usize {
        let rest = self.text[at..self.line_after(at)].trim_end_matches(['\r', '\n']);
        if rest.trim_matches([' ', '\t']).is_empty() { rest.len() } else { 0 }
    }

    fn append(&self, list: &Node, value: &Value) -> Result<String, Refusal> {
        let Kind::List { flow, items } = &list.kind else {
            return Err(Refusal::new(
                list.start,
                "a list was to stand here",
                "write it as a list, then run the command again",
            ));
        };
        if let Some(alias) = items.last().filter(|last| matches!(last.kind, Kind::Alias)) {
            refuse_shared(alias)?;
        }
        match (items.last(), flow) {
            (Some(last), true) => Ok(self.insert(last.end, &format!(", {}", value.inline()))),
            (None, true) => {
                Ok(self.insert(list.start + self.text[list.start..].find('[').map_or(0, |at| at + 1), &value.inline()))
            }
            (Some(last), false) => {
                let (dash, inner) = self.dash(last)?;
                let lines = match (value, &last.kind) {
                    (Value::Lines(entries), Kind::Map { flow: false, .. }) => {
                        entries.iter().flat_map(|(key, value)| value.entry(key)).collect()
                    }
                    _ => vec![value.inline()],
                };
                let gap = " ".repeat(inner - dash - 1);
                let first = |nth: usize| if nth == 0 { format!("-{gap}") } else { format!(" {gap}") };
                let lines: Vec<String> =
                    lines.iter().enumerate().map(|(nth, line)| format!("{}{line}", first(nth))).collect();
                Ok(self.insert_lines(last.end, dash, &lines))
            }
            (None, false) => Err(Refusal::new(list.start, "the list is empty", "write its first item by hand")),
        }
    }

    /// The column of an item's dash, and of what stands behind it.
    fn dash(&self, item: &Node) -> Result<(usize, usize), Refusal> {
        let start = self.line_start(item.start);
        let before = &self.text[start..item.start];
        if let Some(dash) = before.rfind('-').filter(|dash| before[dash + 1..].chars().all(|c| c == ' ')) {
            let column = before[..dash].chars().count();
            return Ok((column, before.chars().count().max(column + 2)));
        }
        // The dash stands on a line above, with nothing but a comment behind it.
        let above = self.text[..start].lines().rev().find(|line| line.trim() == "-" || line.trim().starts_with("- #"));
        match above.and_then(|line| line.find('-')) {
            Some(column) => Ok((column, column + 2)),
            None => Err(Refusal::new(
                item.start,
                "the dash of this item is not where it is looked for",
                "write the list with a dash before each item",
            )),
        }
    }

    /// The column of a byte, from 0. What is indented with a tab was refused by the parser.
    fn column(&self, at: usize) -> Result<usize, Refusal> {
        let before = &self.text[self.line_start(at)..at];
        // `? key` and `- key` take up room that the next line fills with spaces.
        if before.chars().all(|c| matches!(c, ' ' | '-')) {
            Ok(before.chars().count())
        } else {
            let hint = "start the map's first key on a line of its own";
            Err(Refusal::new(at, "what stands before this key hides its indentation", hint))
        }
    }

    fn splice(&self, start: usize, end: usize, new: &str) -> String {
        format!("{}{new}{}", &self.text[..start], &self.text[end..])
    }

    fn insert(&self, at: usize, new: &str) -> String {
        self.splice(at, at, new)
    }

    /// Inserts lines below the one on which a value ends, and below the comments
    /// that are indented deeper than the new lines: they speak of that value.
    fn insert_lines(&self, end: usize, column: usize, lines: &[String]) -> String {
        let at = self.below(end, column);
        let indent = " ".repeat(column);
        let before = &self.text[..at];
        let mut new = String::new();
        if !before.is_empty() && !before.ends_with('\n') {
            new.push_str(self.line_end);
        }
        for (nth, line) in lines.iter().enumerate() {
            new.push_str(&indent);
            new.push_str(line);
            // A file that ends without a line end goes on doing so.
            if nth + 1 < lines.len() || before.ends_with('\n') {
                new.push_str(self.line_end);
            }
        }
        self.insert(at, &new)
    }

    fn below(&self, end: usize, column: usize) -> usize {
        // A block of lines ends at the start of the next line already.
        let mut at = if end > 0 && self.text[..end].ends_with('\n') { end } else { self.line_after(end) };
        let mut after = at;
        for line in self.text[at..].split_inclusive('\n') {
            after += line.len();
            let words = line.trim_start_matches(' ');
            let indent = line.len() - words.len();
            if words.starts_with('#') && indent > column {
                at = after;
            } else if !words.trim().is_empty() {
                break;
            }
        }
        at
    }

    /// The byte behind the line end of the line that holds `at`.
    fn line_after(&self, at: usize) -> usize {
        self.text[at..].find('\n').map_or(self.text.len(), |line| at + line + 1)
    }

    fn line_start(&self, at: usize) -> usize {
        self.text[..at].rfind('\n').map_or(0, |line| line + 1)
    }
}
