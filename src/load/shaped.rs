//! Shaped: the YAML of a file, held against the shape that it should have.

use crate::model::Lang;
use crate::report::{Report, Reported};
use crate::source::{FileId, Place, comments};

use super::files::Files;
use super::shape::{Checker, Record};
use super::yaml::{self, Node};

/// Reads a YAML file and holds it against its shape; `None` where it is no map.
pub(super) fn read_yaml(files: &Files, file: FileId, record: &'static Record) -> Reported<Option<Node>> {
    let text = files.texts.text(file).text();
    let yaml = text.trim_start_matches('\u{feff}');
    read_shaped(file, yaml, text.len() - yaml.len(), &files.setting.languages, record)
}

/// The same for YAML that starts at byte `base` of its file; `languages` are those the site is written in.
pub(super) fn read_shaped(
    file: FileId,
    yaml: &str,
    base: usize,
    languages: &[Lang],
    record: &'static Record,
) -> Reported<Option<Node>> {
    let mut report = Report::default();
    let node = match yaml::read(yaml) {
        Ok(node) => node,
        Err(error) => {
            let offset = error.at.map_or(0, |(line, column)| offset_of(yaml, line, column));
            let place = Place::Offset(file, base + offset);
            report.error("yaml-syntax", place, format!("this is not YAML: {}", error.message)).hint(hint_for(
                &error.message,
                &yaml[offset..],
                &yaml[..offset],
            ));
            return Reported { value: None, report };
        }
    };
    Checker::new(file, languages, comments(yaml), &mut report).check(&node, record);
    let value = matches!(node, Node::Map(_)).then_some(node);
    Reported { value, report }
}

fn hint_for(message: &str, at: &str, before: &str) -> &'static str {
    // A comment swallows the end of what was opened before it.
    let is_cut = |line: &str| line.find(" #").is_some_and(|sign| line[..sign].contains(['{', '[']));
    // The reader names any character that it cannot go on with; a tab looks like the spaces that it would take.
    let line = before.rfind('\n').map_or(before, |line| &before[line + 1..]);
    let tab = at.starts_with('\t') || !line.is_empty() && line.trim().is_empty() && line.contains('\t');
    if message.contains("aliases") || message.contains("deeply") {
        "write the values out instead of referring to them"
    } else if tab {
        yaml::TAB_HINT
    } else if at.lines().next().is_some_and(|line| line.contains('،')) || line.contains('،') && line.contains('{') {
        "an Arabic comma does not part two keys: write `,` and a space between them"
    } else if before.lines().rev().take(2).chain(at.lines().take(1)).any(is_cut) {
        "` #` begins a comment, to the end of the line: put the value in quotes"
    } else {
        "look at the line above too: a missing quote, bracket or space after a colon often stands there"
    }
}

fn offset_of(text: &str, line: usize, column: usize) -> usize {
    let start: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    let within = text[start.min(text.len())..].char_indices().nth(column.saturating_sub(1)).map_or(0, |(at, _)| at);
    (start + within).min(text.len())
}
