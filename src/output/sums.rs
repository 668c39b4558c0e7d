//! Sums: the list by which anyone can tell, without this program, that every file is as it was written.
//!
//! A line is what `sha256sum` prints and reads: the sum in hexadecimal digits, two spaces, the path.

use std::fmt::Write;

use super::LISTING;

/// The SHA-256 of a file.
type Sum = [u8; 32];

/// How long a sum is in hexadecimal digits.
const DIGITS: usize = 64;

/// The sums of files as they are written, in any order. A large site has some hundred thousand.
#[derive(Debug, Default)]
pub struct Sums {
    /// The paths, each on a line.
    paths: String,
    /// The sums, in the order of the paths.
    sums: Vec<Sum>,
}

impl Sums {
    /// Adds a file; the list itself and files whose names start with a dot are left out.
    pub fn add(&mut self, path: &str, sum: Sum) {
        if is_listed(path) {
            self.paths.push_str(path);
            self.paths.push('\n');
            self.sums.push(sum);
        }
    }

    /// The list, sorted by path.
    pub fn listing(&self) -> Vec<u8> {
        let mut lines: Vec<_> = self.paths.split_terminator('\n').zip(&self.sums).collect();
        lines.sort_unstable();
        // A file that is made twice is one.
        lines.dedup();
        let mut listing = String::with_capacity(self.paths.len() + lines.len() * (DIGITS + 2));
        for (path, sum) in lines {
            // A string takes whatever is written to it.
            for byte in sum {
                let _ = write!(listing, "{byte:02x}");
            }
            listing.push_str("  ");
            listing.push_str(path);
            listing.push('\n');
        }
        listing.into_bytes()
    }
}

/// Whether a list of sums names the file at a path: all but the list itself and what starts with a dot.
pub fn is_listed(path: &str) -> bool {
    path != LISTING && !path.split('/').any(|name| name.starts_with('.'))
}

/// A list of sums that was written before.
#[derive(Debug, Default)]
pub struct Listed {
    text: String,
    /// Where its lines begin, sorted by path.
    lines: Vec<usize>,
}

impl Listed {
    /// Reads a list; lines that are none are passed over.
    pub fn read(text: String) -> Self {
        let mut lines: Vec<usize> = Vec::new();
        let mut start = 0;
        for line in text.split_inclusive('\n') {
            if entry(line).is_some() {
                lines.push(start);
            }
            start += line.len();
        }
        lines.sort_by(|one, other| path_at(&text, *one).cmp(path_at(&text, *other)));
        Listed { text, lines }
    }

    /// The sum of a file; nothing where the list does not name it.
    pub fn sum(&self, path: &str) -> Option<Sum> {
        let at = self.lines.binary_search_by(|start| path_at(&self.text, *start).cmp(path)).ok()?;
        let (digits, _) = entry(self.text[self.lines[at]..].lines().next()?)?;
        let mut sum = Sum::default();
        for (nth, byte) in sum.iter_mut().enumerate() {
            *byte = u8::from_str_radix(&digits[nth * 2..nth * 2 + 2], 16).ok()?;
        }
        Some(sum)
    }
}

/// The path of the line that begins at a place.
fn path_at(text: &str, start: usize) -> &str {
    text[start..].lines().next().and_then(entry).map_or("", |(_, path)| path)
}

/// The sum in hexadecimal digits and the path of a line; nothing where it is none, or its path leads out of the folder.
pub fn entry(line: &str) -> Option<(&str, &str)> {
    let (sum, path) = line.trim_end_matches('\n').split_once("  ")?;
    let is_sum = sum.len() == DIGITS && sum.bytes().all(|byte| byte.is_ascii_hexdigit());
    let inside = path.split('/').all(|name| !matches!(name, "" | "." | ".."));
    (is_sum && inside).then_some((sum, path))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_sorted_and_gives_back_every_sum() {
        let mut sums = Sums::default();
        for (path, byte) in
            [("b/c", 1), ("a", 255), (LISTING, 3), (".mithaq", 4), ("b/.x", 5), ("_headers", 6), ("a", 255)]
        {
            sums.add(path, [byte; 32]);
        }
        let text = String::from_utf8(sums.listing()).expect("a list is text");
        let paths: Vec<&str> = text.lines().map(|line| &line[66..]).collect();
        assert_eq!(paths, ["_headers", "a", "b/c"]);
        let listed = Listed::read(format!("not a line\n{text}"));
        assert_eq!(listed.sum("a"), Some([255; 32]));
        assert_eq!(listed.sum("b/c"), Some([1; 32]));
        assert_eq!(listed.sum("b"), None);
        assert_eq!(entry(&format!("{}  ../x", "0".repeat(64))), None);
    }
}
