//! Filling: what a page of a version gets after its template was rendered.
//!
//! A text is written once for all the pages that show it. What stands in it and depends on the address
//! of the page, its embeds and promises, is put in page by page.

use std::borrow::Cow;

use memchr::memmem;

use super::parts::{Minify, fill};

/// What is put into a page, as [`super::parts`] puts parts in the place of their tags.
pub(crate) struct Filling<'a> {
    /// Whether everything is minified before it is put in, or the page with everything in it.
    pub(crate) minify: Minify,
    /// The text of the page.
    text: Cow<'a, str>,
    embeds: Vec<String>,
    promises: Vec<String>,
    /// A tag that the page must hold, or its template made something else of the text.
    probe: Option<String>,
}

impl<'a> Filling<'a> {
    /// The text of a page with what stands in it.
    pub(crate) fn new(minify: Minify, text: Cow<'a, str>, embeds: Vec<String>, promises: Vec<String>) -> Self {
        Filling { minify, text, embeds, promises, probe: None }
    }

    /// What the template gets for the text: `place`, which stands for it until the page is filled; or the text
    /// as it is, where the page is minified unsplit.
    pub(crate) fn stand_in(&mut self, place: String, root: &str) -> String {
        if self.minify == Minify::Unsplit {
            return String::from_utf8_lossy(&self.fill(self.text.as_bytes(), root)).into_owned();
        }
        self.probe = Some(place.clone());
        place
    }

    /// Whether the page has a place for what it gets.
    pub(crate) fn fits(&self, html: &[u8]) -> bool {
        self.probe.as_ref().is_none_or(|probe| memmem::find(html, probe.as_bytes()).is_some())
    }

    /// Fills a page.
    pub(crate) fn fill(&self, html: &[u8], root: &str) -> Vec<u8> {
        let more = self.embeds.iter().chain(&self.promises).map(String::len).sum::<usize>() + self.text.len();
        fill(html, root, more, &|key| self.find(key))
    }

    fn find(&self, key: &[u8]) -> Option<&str> {
        let key = std::str::from_utf8(key).ok()?;
        let nth = |rest: &str| rest.parse::<usize>().ok();
        if key == "text" {
            return Some(&self.text);
        }
        if let Some(nth) = key.strip_prefix("embed-").and_then(nth) {
            return self.embeds.get(nth).map(String::as_str);
        }
        if let Some(nth) = key.strip_prefix("promise-").and_then(nth) {
            return self.promises.get(nth).map(String::as_str);
        }
        None
    }
}
