//! Output: path → bytes, each path once.
//!
//! In: what the renderer plans and makes. Out: the list of paths before the
//! first byte, collisions, minified HTML, the list of sums, text in which nothing is markup. Never: knows what a policy is.

pub(crate) mod escape;
mod nesting;
pub mod sums;

use std::borrow::Cow;
use std::collections::hash_map::Entry;

use minify_html::{Cfg, minify};
use nesting::{is_deep_code, is_deep_html};
use rustc_hash::FxHashMap;

/// The listing that every built site carries; it tells our folders from others.
pub const LISTING: &str = "SHA256SUMS";

/// A file of the site, ready to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutputFile {
    /// The path below the output folder.
    pub path: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// Two things that want one path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Collision {
    /// The path.
    pub path: String,
    /// What wanted it first.
    pub first: usize,
    /// What wants it too.
    pub second: usize,
}

/// Finds the paths that two owners want; an owner is an index of the caller's.
///
/// Paths that differ in case alone collide too: many disks cannot hold both.
pub fn collisions<'a>(paths: impl Iterator<Item = (&'a str, usize)>) -> Vec<Collision> {
    let mut owners: FxHashMap<Cow<'a, str>, usize> = FxHashMap::default();
    let mut found = Vec::new();
    for (path, owner) in paths {
        match owners.entry(folded(path)) {
            Entry::Occupied(first) => {
                found.push(Collision { path: path.to_owned(), first: *first.get(), second: owner });
            }
            Entry::Vacant(free) => {
                free.insert(owner);
            }
        }
    }
    found
}

/// How a path begins, with its first two names: paths that collide begin alike.
pub fn root(path: &str) -> Cow<'_, str> {
    let end = |path: &str| path.match_indices('/').nth(1).map_or(path.len(), |(end, _)| end);
    match folded(path) {
        Cow::Borrowed(path) => Cow::Borrowed(&path[..end(path)]),
        Cow::Owned(path) => Cow::Owned(path[..end(&path)].to_owned()),
    }
}

/// A path in lower case.
fn folded(path: &str) -> Cow<'_, str> {
    // Nearly all paths are so as they are.
    let is_lower = path.bytes().all(|byte| byte.is_ascii() && !byte.is_ascii_uppercase());
    if is_lower { Cow::Borrowed(path) } else { Cow::Owned(path.to_lowercase()) }
}

/// Minifies a page.
///
/// Closing tags are kept: leaving them out saves nothing worth having once a
/// page is compressed, and people and programs read the source of these pages.
pub fn minified(html: &str) -> String {
    // The minifier needs a frame for each level, and would end the program.
    if is_deep_html(html.as_bytes()) {
        return html.to_owned();
    }
    let cfg = Cfg { keep_closing_tags: true, keep_html_and_head_opening_tags: true, ..Cfg::default() };
    String::from_utf8(minify(html.as_bytes(), &cfg)).expect("the minifier keeps UTF-8")
}

/// Larger scripts and style sheets stay as they were written, in bytes.
const LARGEST: usize = 128 << 10;

/// The stack on which a script is read, in bytes: enough for as many levels as the largest can have. The system
/// gives of it what is used.
const STACK: usize = 1 << 29;

/// Minifies a script or a style sheet by its name's ending; anything else stays as it is.
pub fn minified_asset(name: &str, bytes: &[u8]) -> Vec<u8> {
    let (open, close, cfg) = match name.rsplit_once('.').map(|(_, ending)| ending) {
        Some("js") => ("<script type=module>", "</script>", Cfg { minify_js: true, ..Cfg::default() }),
        Some("css") => ("<style>", "</style>", Cfg { minify_css: true, ..Cfg::default() }),
        _ => return bytes.to_vec(),
    };
    if bytes.len() > LARGEST || is_deep_code(bytes) {
        return bytes.to_vec();
    }
    let element = [open.as_bytes(), bytes, close.as_bytes()].concat();
    // `a.b.b.b…`, `else if … else if …`: levels that no bracket shows, each of them a frame.
    let minified = std::thread::scope(|scope| {
        let room = std::thread::Builder::new().stack_size(STACK);
        let made = room.spawn_scoped(scope, || minify(&element, &Cfg { keep_closing_tags: true, ..cfg }));
        made.ok().and_then(|made| made.join().ok())
    });
    let Some(minified) = minified else { return bytes.to_vec() };
    match minified.strip_prefix(open.as_bytes()).and_then(|rest| rest.strip_suffix(close.as_bytes())) {
        Some(inner) if !inner.is_empty() => inner.to_vec(),
        _ => bytes.to_vec(),
    }
}

/// The path of the file behind an address: a page is `index.html` in its folder.
pub fn file_path(address: &str) -> String {
    if address.is_empty() || address.ends_with('/') { format!("{address}index.html") } else { address.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_that_differ_in_case_alone_collide() {
        let found = collisions([("a/B", 0), ("c", 1), ("A/b", 2)].into_iter());
        assert_eq!(found, [Collision { path: "A/b".into(), first: 0, second: 2 }]);
    }

    #[test]
    fn minifying_keeps_bidi_marks_and_spaces_between_words() {
        let page = "<!doctype html><html lang=ar dir=rtl><head><title>x</title></head><body><p>نص <bdi dir=\"ltr\">1.0</bdi> ثم\u{200f} نص</p></body></html>";
        let page = minified(page);
        assert!(page.contains("نص <bdi dir=ltr>1.0</bdi> ثم\u{200f} نص"), "{page}");
    }
}
