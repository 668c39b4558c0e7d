//! Entities such as `&laquo;`, as the parser of Markdown reads them.

use pulldown_cmark::{Event, Parser};

/// What an entity such as `&laquo;` stands for, or the words themselves where there is none of that name.
pub(super) fn entity(words: &str) -> String {
    let text = Parser::new(words).filter_map(|event| match event {
        Event::Text(text) => Some(text.into_string()),
        _ => None,
    });
    text.collect()
}
