//! Packed: the text of a file, compressed while nobody reads it.
//!
//! A large site holds its texts from the first file to the last page, and reads each of
//! them three or four times: unpacking one costs about a fifth of reading its Markdown.

use std::borrow::Cow;
use std::sync::Arc;

/// Below this many bytes a text is not worth packing.
const LEAST: usize = 512;

/// Above this many bytes a text is kept as it is: LZ4 counts them in 32 bits.
const MOST: usize = 1 << 30;

/// The text of a file as it was read. Two are equal where their texts are, and both are packed or kept as they are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Packed(Held);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Held {
    Plain(Arc<str>),
    /// An LZ4 block behind the length of the text; the same text always gives the same bytes.
    Lz4(Arc<[u8]>),
}

impl Packed {
    /// A text that is kept as it is, because there is room for it.
    pub fn plain(text: &str) -> Self {
        Packed(Held::Plain(text.into()))
    }

    /// The text, letter for letter as it was packed.
    pub fn text(&self) -> Cow<'_, str> {
        match &self.0 {
            Held::Plain(text) => Cow::Borrowed(text),
            Held::Lz4(block) => {
                let bytes = lz4_flex::block::decompress_size_prepended(block).expect("what was packed can be unpacked");
                Cow::Owned(String::from_utf8(bytes).expect("what was packed was a text"))
            }
        }
    }

    /// Whether two are known to be the same without looking into them.
    pub fn is(&self, other: &Packed) -> bool {
        match (&self.0, &other.0) {
            (Held::Plain(here), Held::Plain(there)) => Arc::ptr_eq(here, there),
            (Held::Lz4(here), Held::Lz4(there)) => Arc::ptr_eq(here, there),
            _ => false,
        }
    }
}

impl From<&str> for Packed {
    fn from(text: &str) -> Self {
        if (LEAST..MOST).contains(&text.len()) {
            let block = lz4_flex::block::compress_prepend_size(text.as_bytes());
            if block.len() < text.len() {
                return Packed(Held::Lz4(block.into()));
            }
        }
        Packed::plain(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_comes_back_as_it_was() {
        let clause = "1. يحق للمستفيد أن يشكو، وأن يعرف متى يُجاب.\n";
        let mut state = 7_u64;
        let noise: String = std::iter::repeat_with(|| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            char::from_u32((state >> 44) as u32).unwrap_or('ش')
        })
        .take(3000)
        .collect();
        for text in ["", clause, &clause.repeat(200), &noise, "\u{feff}---\r\n---\0"] {
            let packed = Packed::from(text);
            assert_eq!(packed.text(), text);
            assert_eq!(packed, Packed::from(text));
            assert_ne!(packed, Packed::from(&*format!("{text}.")));
        }
    }

    #[test]
    fn a_long_text_is_held_in_less_than_it_takes() {
        let text = "1. يحق للمستفيد أن يشكو، وأن يعرف متى يُجاب.\n".repeat(200);
        let Held::Lz4(block) = Packed::from(&*text).0 else { panic!("it is plain") };
        assert!(block.len() * 4 < text.len(), "{} of {} bytes", block.len(), text.len());
    }
}
