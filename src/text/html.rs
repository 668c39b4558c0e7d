//! Raw HTML in a text: what is let through, said once.
//!
//! The same two lists serve the finding (`is_safe_html`) and the page
//! (`clean_html`), so that nothing disappears from a page without a word.

use std::collections::HashSet;
use std::sync::LazyLock;

use ammonia::Builder;

use super::entity::entity;

const TAGS: [&str; 45] = [
    "a",
    "abbr",
    "b",
    "bdi",
    "bdo",
    "blockquote",
    "br",
    "caption",
    "cite",
    "code",
    "dd",
    "del",
    "dfn",
    "div",
    "dl",
    "dt",
    "em",
    "figcaption",
    "figure",
    "hr",
    "i",
    "ins",
    "kbd",
    "li",
    "mark",
    "ol",
    "p",
    "q",
    "s",
    "small",
    "span",
    "strong",
    "sub",
    "sup",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "time",
    "tr",
    "u",
    "ul",
    "wbr",
];

/// Attributes that any of these tags may have; no `id`, so that no anchor of a clause can be taken.
const ATTRIBUTES: [&str; 10] =
    ["lang", "dir", "title", "href", "datetime", "colspan", "rowspan", "scope", "value", "start"];

/// The class of what the page itself makes of a blank to be filled in; an author's tag may not have one.
pub const BLANK: &str = "blank";

const SCHEMES: [&str; 4] = ["http", "https", "mailto", "tel"];

static CLEANER: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut builder = Builder::default();
    builder
        .allowed_classes(std::collections::HashMap::from([("span", HashSet::from([BLANK]))]))
        .tags(HashSet::from(TAGS))
        .tag_attributes(std::collections::HashMap::new())
        .generic_attributes(HashSet::from(ATTRIBUTES))
        .url_schemes(HashSet::from(SCHEMES))
        .link_rel(Some("noopener noreferrer"));
    builder
});

/// How many elements of raw HTML may stand in each other.
const DEEPEST: usize = 48;

/// Reduces HTML to the safe set; always well-formed. HTML that is nested beyond
/// reason comes back as its words alone.
pub fn clean_html(html: &str) -> String {
    if depth(html) > DEEPEST {
        return ammonia::clean_text(&html_words(html));
    }
    CLEANER.clean(html).to_string()
}

/// The most elements that are open at once, counting every tag that is not closed.
fn depth(html: &str) -> usize {
    let (mut open, mut deepest) = (0_usize, 0);
    for (at, _) in html.match_indices('<') {
        let rest = &html[at + 1..];
        if rest.starts_with('/') {
            open = open.saturating_sub(1);
        } else if rest.starts_with(|c: char| c.is_ascii_alphabetic()) {
            open += 1;
            deepest = deepest.max(open);
        }
    }
    deepest
}

/// Elements that stand within a line; every other one is a bound between words.
const WITHIN_LINES: [&str; 24] = [
    "a", "abbr", "b", "bdi", "bdo", "cite", "code", "del", "dfn", "em", "font", "i", "ins", "kbd", "mark", "q", "s",
    "small", "span", "strong", "sub", "sup", "time", "u",
];

/// The words between tags as readers see them: entities decoded, comments, scripts and styles left out, and a
/// space at the bound of every element that does not stand within a line.
pub(super) fn html_words(html: &str) -> String {
    let mut out = String::new();
    let mut rest = html;
    while let Some(open) = rest.find('<') {
        push_decoded(&rest[..open], &mut out);
        rest = &rest[open..];
        let length = length_of_tag(rest);
        if length == 0 {
            out.push('<');
            rest = &rest[1..];
            continue;
        }
        if parts_words(&rest[..length]) {
            out.push(' ');
        }
        let silent = ["script", "style"].into_iter().find(|name| tag_name(rest).eq_ignore_ascii_case(name));
        rest = &rest[length..];
        if let Some(name) = silent {
            let end = rest.to_ascii_lowercase().find(&format!("</{name}")).unwrap_or(rest.len());
            rest = &rest[end..];
        }
    }
    push_decoded(rest, &mut out);
    out
}

/// Whether a piece of raw HTML stands between words as a space does.
pub(super) fn parts_words(tag: &str) -> bool {
    let name = tag_name(tag.strip_prefix("</").map_or(tag, |_| &tag[1..]));
    !name.is_empty() && !WITHIN_LINES.iter().any(|known| known.eq_ignore_ascii_case(name))
}

/// The name of the tag that starts here, behind its first sign; nothing for comments.
fn tag_name(tag: &str) -> &str {
    let name = tag.get(1..).unwrap_or_default();
    let end = name.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(name.len());
    &name[..end]
}

/// How long the tag or comment is that starts with this `<`; 0 where it starts none.
fn length_of_tag(html: &str) -> usize {
    if let Some(comment) = html.strip_prefix("<!--") {
        return comment.find("-->").map_or(html.len(), |end| "<!---->".len() + end);
    }
    let starts = html[1..].starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '!' | '?'));
    if starts { end_of_tag(html).map_or(html.len(), |end| end + 1) } else { 0 }
}

/// Adds words with their entities decoded, whose names the Markdown parser knows.
fn push_decoded(words: &str, out: &mut String) {
    let mut rest = words;
    while let Some(start) = rest.find('&') {
        out.push_str(&rest[..start]);
        rest = &rest[start..];
        let end = rest.bytes().skip(1).position(|byte| !byte.is_ascii_alphanumeric() && byte != b'#');
        let end = end.map_or(rest.len(), |end| end + 1);
        let length = if rest[end..].starts_with(';') { end + 1 } else { end };
        out.push_str(&entity(&rest[..length]));
        rest = &rest[length..];
    }
    out.push_str(rest);
}

/// Whether a piece of raw HTML (a tag, or a block) is in the safe set as it stands.
pub fn is_safe_html(html: &str) -> bool {
    let mut rest = html;
    while let Some(open) = rest.find('<') {
        rest = &rest[open..];
        if let Some(comment) = rest.strip_prefix("<!--") {
            let Some(end) = comment.find("-->") else { return false };
            rest = &comment[end + 3..];
            continue;
        }
        let Some(end) = end_of_tag(rest) else { return false };
        if !is_safe_tag(&rest[1..end]) {
            return false;
        }
        rest = &rest[end + 1..];
    }
    true
}

/// Where the tag that starts `html` has its `>`, which may stand in quotes before.
fn end_of_tag(html: &str) -> Option<usize> {
    let mut quote = None;
    html.char_indices().find_map(|(at, c)| {
        match (quote, c) {
            (Some(open), c) if open == c => quote = None,
            (None, '"' | '\'') => quote = Some(c),
            (None, '>') => return Some(at),
            _ => {}
        }
        None
    })
}

fn is_safe_tag(tag: &str) -> bool {
    // What ends an element carries nothing of its own; its start was looked at.
    if tag.starts_with('/') {
        return true;
    }
    let (name, attributes) = tag.split_at(tag.find(ends_name).unwrap_or(tag.len()));
    TAGS.contains(&name.to_ascii_lowercase().as_str()) && attributes_are_safe(attributes)
}

fn ends_name(c: char) -> bool {
    c.is_whitespace() || c == '/'
}

/// Attributes are separated by spaces or slashes; a value may stand in either
/// kind of quotes, or in none.
fn attributes_are_safe(mut rest: &str) -> bool {
    loop {
        rest = rest.trim_start_matches(ends_name);
        if rest.is_empty() {
            return true;
        }
        let end = rest.find(|c| ends_name(c) || c == '=').unwrap_or(rest.len());
        let name = rest[..end].to_ascii_lowercase();
        rest = rest[end..].trim_start();
        let mut value = "";
        if let Some(behind) = rest.strip_prefix('=') {
            let behind = behind.trim_start();
            let quote = behind.chars().next().filter(|c| matches!(c, '"' | '\''));
            (value, rest) = match quote {
                Some(quote) => behind[1..].split_once(quote).unwrap_or((&behind[1..], "")),
                None => behind.split_at(behind.find(char::is_whitespace).unwrap_or(behind.len())),
            };
        }
        if !ATTRIBUTES.contains(&name.as_str()) || (name == "href" && !is_safe_address(value)) {
            return false;
        }
    }
}

/// Whether an address may start with this and a colon.
pub fn is_safe_scheme(scheme: &str) -> bool {
    SCHEMES.iter().any(|known| known.eq_ignore_ascii_case(scheme))
}

/// Whether an address in raw HTML has a scheme that is let through, or none;
/// one that is written with entities is not trusted.
fn is_safe_address(address: &str) -> bool {
    match address.split_once(':') {
        Some((scheme, _)) if !scheme.contains(['/', '?', '#']) => is_safe_scheme(scheme),
        _ => !address.contains('&'),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unsafe_html_is_told_from_safe_and_taken_out() {
        for safe in ["<span dir=\"ltr\">", "</span>", "<td colspan=\"2\">", "<br/>", "<time datetime=\"2025-07-13\">"] {
            assert!(is_safe_html(safe), "{safe}");
        }
        for bad in [
            "<script>",
            "<img src=x onerror=alert(1)>",
            "<p onclick=\"x\">",
            "<a href=\"javascript:x\">",
            "<style>",
            "<p style=\"x\">",
        ] {
            assert!(!is_safe_html(bad), "{bad}");
            let clean = clean_html(bad);
            for word in ["script", "onerror", "onclick", "style"] {
                assert!(!clean.contains(word), "{clean}");
            }
        }
        assert_eq!(clean_html("<bdi dir=\"ltr\">x</bdi>"), "<bdi dir=\"ltr\">x</bdi>");
    }

    #[test]
    fn words_between_tags_are_those_that_readers_see() {
        let cases = [
            ("<p>أول</p><p>ثان</p>", " أول  ثان "),
            ("ن<b>ص</b> واحد", "نص واحد"),
            ("هاتف<br>فاكس<br/>بريد", "هاتف فاكس بريد"),
            ("<!-- <b>لا</b> -->نعم<script>let a = '<b>';</script>", "نعم  "),
            ("<a title=\"a>b\">&laquo;نص&raquo; &amp; &#1575; &nope; a & b</a>", "«نص» & ا &nope; a & b"),
            ("3 < 5 <i>x", "3 < 5 x"),
        ];
        for (html, words) in cases {
            assert_eq!(html_words(html), words, "{html}");
        }
    }
}
