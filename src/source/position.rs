//! Position: the line and column of a place, as people count them.

/// A line and a column, both counted from 1; columns count characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
}

impl Position {
    /// The first character of a file.
    pub const START: Position = Position { line: 1, column: 1 };
}

/// The line and column of a byte offset; an offset past the end is the end.
pub fn position(text: &str, offset: usize) -> Position {
    let mut end = offset.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let before = &text[..end];
    let line_start = before.rfind('\n').map_or(0, |at| at + 1);
    Position {
        line: before.bytes().filter(|byte| *byte == b'\n').count() + 1,
        column: before[line_start..].chars().filter(|c| *c != '\u{feff}').count() + 1,
    }
}

/// The lines of a text, for whoever asks for many places of it: each is found in the same short time, however
/// long the text and its lines are.
#[derive(Debug)]
pub(super) struct Lines {
    text: String,
    /// The byte at which each line starts.
    starts: Vec<usize>,
    /// How many characters that count start before each [`STEP`]th byte.
    counted: Vec<usize>,
}

/// Characters are counted anew from every so many bytes on.
const STEP: usize = 256;

impl Lines {
    pub(super) fn new(text: String) -> Self {
        let ends = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        let starts = std::iter::once(0).chain(ends.map(|(at, _)| at + 1)).collect();
        let mut lines = Lines { text, starts, counted: vec![0] };
        for step in 1..=lines.text.len() / STEP {
            let before = lines.counted[step - 1] + lines.starting_in((step - 1) * STEP, step * STEP);
            lines.counted.push(before);
        }
        lines
    }

    /// The same as [`position`].
    pub(super) fn position(&self, offset: usize) -> Position {
        let mut end = offset.min(self.text.len());
        while !self.text.is_char_boundary(end) {
            end -= 1;
        }
        let line = self.starts.partition_point(|start| *start <= end);
        Position { line, column: self.before(end) - self.before(self.starts[line - 1]) + 1 }
    }

    /// How many characters that count start before a byte.
    fn before(&self, end: usize) -> usize {
        self.counted[end / STEP] + self.starting_in(end / STEP * STEP, end)
    }

    fn starting_in(&self, from: usize, to: usize) -> usize {
        let bytes = self.text.as_bytes();
        let counts = |at: &usize| self.text.is_char_boundary(*at) && !bytes[*at..].starts_with("\u{feff}".as_bytes());
        (from..to).filter(counts).count()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters_not_bytes() {
        assert_eq!(position("سطر\nنص هنا", "سطر\nنص ".len()), Position { line: 2, column: 4 });
    }

    #[test]
    fn many_places_are_found_where_each_alone_is() {
        let text = format!("\u{feff}{}\n\n{}\r\n{}", "سطر طويل ".repeat(200), "\u{feff}a", "é𝕏".repeat(300));
        let lines = Lines::new(text.clone());
        for offset in 0..text.len() + 2 {
            assert_eq!(lines.position(offset), position(&text, offset), "at {offset}");
        }
        assert_eq!(Lines::new(String::new()).position(3), Position::START);
    }
}
