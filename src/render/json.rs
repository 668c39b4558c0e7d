//! JSON as it is published: indented by two spaces, a line end at its end.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::Serializer;
use serde_json::ser::Formatter;

/// Published JSON.
pub(super) fn bytes(value: &impl Serialize) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(16 << 10);
    value.serialize(&mut Serializer::with_formatter(&mut bytes, Indented::default())).expect("our records are JSON");
    bytes.push(b'\n');
    bytes
}

/// What `serde_json` does for people, with one piece for a line's beginning instead of one a level: a version
/// has thousands of lines.
#[derive(Default)]
struct Indented {
    depth: usize,
    /// Whether what is open holds something.
    filled: bool,
}

/// Where a line ends and the next one begins.
const BREAK: &[u8] = b",\n                                                                ";

impl Indented {
    fn line<W: ?Sized + Write>(&self, writer: &mut W, after: bool) -> io::Result<()> {
        let at_once = self.depth.min((BREAK.len() - 2) / 2);
        writer.write_all(&BREAK[usize::from(!after)..2 + 2 * at_once])?;
        (at_once..self.depth).try_for_each(|_| writer.write_all(b"  "))
    }

    fn open<W: ?Sized + Write>(&mut self, writer: &mut W, bracket: u8) -> io::Result<()> {
        self.depth += 1;
        self.filled = false;
        writer.write_all(&[bracket])
    }

    fn close<W: ?Sized + Write>(&mut self, writer: &mut W, bracket: u8) -> io::Result<()> {
        self.depth -= 1;
        if self.filled {
            self.line(writer, false)?;
        }
        self.filled = true;
        writer.write_all(&[bracket])
    }
}

impl Formatter for Indented {
    fn begin_array<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.open(writer, b'[')
    }

    fn end_array<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.close(writer, b']')
    }

    fn begin_array_value<W: ?Sized + Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        self.filled = true;
        self.line(writer, !first)
    }

    fn begin_object<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.open(writer, b'{')
    }

    fn end_object<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.close(writer, b'}')
    }

    fn begin_object_key<W: ?Sized + Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        self.filled = true;
        self.line(writer, !first)
    }

    fn begin_object_value<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        writer.write_all(b": ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_looks_as_people_expect_it_at_any_depth() {
        let mut value = serde_json::json!([[], {}, [[]], {"a": {}, "b": [1, null, "x\n"], "c": {"d": [{}, []]}}]);
        for _ in 0..40 {
            value = serde_json::json!({"x": [value], "y": []});
            let expected = serde_json::to_string_pretty(&value).expect("it is JSON");
            assert_eq!(String::from_utf8(bytes(&value)).expect("it is UTF-8"), expected + "\n");
        }
    }
}
