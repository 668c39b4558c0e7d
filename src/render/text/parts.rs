//! Parts: pieces of pages that are minified once and put into every page that shows them.
//!
//! A template gets a tag in the place of a part; the page around it is minified with the tag in it,
//! and the part, minified before, takes the tag's place. Whatever the minifier makes of an element
//! depends on that element alone, so the page has the bytes that it would have if it were minified
//! unsplit; `tests/parts.rs` holds one against the other.

use memchr::{memchr, memchr2};

use crate::output::minified;

use super::markdown::ROOT;

/// How a page is minified.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Minify {
    /// Its parts by themselves, once for all the pages that show them.
    Parts,
    /// Unsplit, when all its parts are in it.
    Unsplit,
}

const OPEN: &str = "<x-part n=";
const CLOSE: &str = "></x-part>";

/// What stands for a part until it is put in. Nothing else on a page holds the character after `n=`.
pub(crate) fn tag(key: &str) -> String {
    format!("{OPEN}\0{key}{CLOSE}")
}

/// HTML as it would be in a minified page, inside an element that lays out what it holds; nothing where
/// that is the HTML as it is.
pub(crate) fn minified_part(html: &str) -> Option<String> {
    if is_minimal(html) {
        return None;
    }
    let quick = without_quotes(html);
    if is_minimal(&quick) {
        return Some(quick);
    }
    let (open, close) = ("<div>", "</div>");
    let element = minified(&[open, html, close].concat());
    // HTML that the minifier reads otherwise is right as it is.
    let inner = element.strip_prefix(open).and_then(|rest| rest.strip_suffix(close));
    inner.filter(|inner| *inner != html).map(str::to_owned)
}

/// HTML without the quotes around anchors and without the entities of quotes: most that is not minimal is so then.
fn without_quotes(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(at) = memchr2(b'&', b'"', rest.as_bytes()) {
        let (before, after) = rest.split_at(at);
        let anchor = after[1..].split('"').next().filter(|anchor| before.ends_with("<a href=") && is_anchor(anchor));
        let (said, written) = match anchor {
            Some(anchor) => (anchor, anchor.len() + 2),
            None if after.starts_with("&#39;") => ("'", 5),
            None if after.starts_with("&quot;") => ("\"", 6),
            None => (&after[..1], 1),
        };
        out.push_str(before);
        out.push_str(said);
        rest = after.get(written..).unwrap_or_default();
    }
    out.push_str(rest);
    out
}

/// Whether an address leads to a clause and needs no quotes.
fn is_anchor(address: &str) -> bool {
    let plain = |id: &str| id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    address.strip_prefix('#').is_some_and(plain)
}

/// Whether there is nothing that the minifier could change: but paragraphs, links to clauses and what stands
/// inside of a line, each opened and closed in its turn, without other attributes, entities and white space that
/// is not between words. That is so with most clauses, and quickly seen.
fn is_minimal(html: &str) -> bool {
    let mut open: Vec<&str> = Vec::new();
    let mut rest = html;
    let mut goes_on = false;
    while let Some(at) = memchr(b'<', rest.as_bytes()) {
        let (text, behind) = (&rest[..at], &rest[at + 1..]);
        let Some(end) = memchr2(b'<', b'>', behind.as_bytes()).filter(|end| behind[*end..].starts_with('>')) else {
            return false;
        };
        let tag = &behind[..end];
        let (name, closes) = tag.strip_prefix('/').map_or((tag, false), |name| (name, true));
        let name = if !closes && name.strip_prefix("a href=").is_some_and(is_anchor) { "a" } else { name };
        let inline = (name == "a" && tag != "a") || is_inline(name);
        let stands = if closes { open.pop() == Some(name) } else { inline || open.is_empty() && name == "p" };
        if !(stands || tag == "br") || !is_words(text, goes_on, inline && !closes) {
            return false;
        }
        if !closes && tag != "br" {
            open.push(name);
        }
        (rest, goes_on) = (&behind[end + 1..], inline && closes);
    }
    open.is_empty() && is_words(rest, goes_on, false)
}

/// Whether text is minimal: `goes_on` where a line is before it, `leads_on` where one is behind it.
fn is_words(text: &str, goes_on: bool, leads_on: bool) -> bool {
    // All bytes are looked at, which a processor does many at a time.
    let bytes = text.as_bytes();
    let odd = bytes.iter().fold(false, |odd, byte| odd | matches!(byte, b'&' | b'\n' | b'\t' | b'\r' | 0x0c));
    let pairs = bytes.iter().zip(bytes.get(1..).unwrap_or_default());
    let spaces = pairs.fold(false, |found, (here, next)| found | ((*here == b' ') & (*next == b' ')));
    text != " " && (goes_on || !text.starts_with(' ')) && (leads_on || !text.ends_with(' ')) && !odd && !spaces
}

fn is_inline(name: &str) -> bool {
    matches!(
        name,
        "b" | "bdi" | "del" | "em" | "i" | "ins" | "mark" | "s" | "small" | "span" | "strong" | "sub" | "sup"
    )
}

/// Puts parts in the place of their tags, those inside parts too, and the way to the root. A tag of which
/// `find` knows nothing stays; `more` is about how much longer the page becomes.
pub(crate) fn fill<'a>(html: &[u8], root: &str, more: usize, find: &dyn Fn(&[u8]) -> Option<&'a str>) -> Vec<u8> {
    let mut out = Vec::with_capacity(html.len() + more);
    fill_into(&mut out, html, root, find);
    out
}

fn fill_into<'a>(out: &mut Vec<u8>, html: &[u8], root: &str, find: &dyn Fn(&[u8]) -> Option<&'a str>) {
    let mut rest = html;
    while let Some(at) = memchr(0, rest) {
        let (before, after) = rest.split_at(at);
        if let Some(after) = after.strip_prefix(ROOT.as_bytes()) {
            out.extend_from_slice(before);
            out.extend_from_slice(root.as_bytes());
            rest = after;
            continue;
        }
        let end = memchr(b'>', after).filter(|end| after[*end..].starts_with(CLOSE.as_bytes()));
        let key = end.map(|end| &after[1..end]);
        match (before.strip_suffix(OPEN.as_bytes()), key.and_then(|key| Some((key, find(key)?)))) {
            (Some(before), Some((key, part))) => {
                out.extend_from_slice(before);
                fill_into(out, part.as_bytes(), root, find);
                rest = &after[1 + key.len() + CLOSE.len()..];
            }
            _ => {
                out.extend_from_slice(before);
                out.push(0);
                rest = &after[1..];
            }
        }
    }
    out.extend_from_slice(rest);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_go_where_their_tags_are_and_the_root_where_it_is_asked_for() {
        let page = format!("<div>{}</div><p>{}</p>", tag("a"), tag("unknown"));
        let inner = format!("<a href=\"{ROOT}x\">{}</a>", tag("b"));
        let find = |key: &[u8]| match key {
            b"a" => Some(inner.as_str()),
            b"b" => Some("words"),
            _ => None,
        };
        let filled = String::from_utf8(fill(page.as_bytes(), "../", 0, &find));
        assert_eq!(
            filled.expect("it is UTF-8"),
            format!("<div><a href=\"../x\">words</a></div><p>{}</p>", tag("unknown"))
        );
    }

    #[test]
    fn what_is_said_to_be_minimal_is_what_the_minifier_makes() {
        let some = [
            "<p>a</p>",
            "a",
            " ",
            "<b>b</b>",
            "<p>a<br>b</p>",
            "  ",
            "&amp;",
            "<p>a <b>c</b> d</p>",
            "<ul><li>x</li></ul>",
            "<p>x",
            ">",
            "<p></p>",
            "<td>x</td>",
            "<P>x</P>",
            "<br>",
            "<p><p>x</p></p>",
            "</b>",
            "<hr/>",
            "x\ny",
            "<a href=x>y</a>",
            "<a href=#c-x>y</a>",
            "a=b",
        ];
        let (mut yes, mut no) = (0, 0);
        for nth in 0..some.len().pow(3) {
            let part = |power: u32| some[nth / some.len().pow(power) % some.len()];
            let html = [part(0), part(1), part(2)].concat();
            if is_minimal(&html) {
                yes += 1;
                let unsplit = minified(&format!("<div>{html}</div>"));
                assert_eq!(unsplit, format!("<div>{html}</div>"));
            } else {
                no += 1;
            }
        }
        assert!(yes > 300 && no > 300, "{yes} and {no}");
    }

    #[test]
    fn anchors_and_quotes_are_minified_as_the_minifier_does_it() {
        let some = [
            "<p>",
            "</p>",
            "<a href=\"#c-a-1\">",
            "<a href=\"#\">",
            "<a href=\"x\">",
            "</a>",
            "b&#39;c",
            "&#39;",
            "&quot;",
            "&quot;#c&quot;",
            "<a href=",
            "\"",
            "&amp;",
            "<b>",
            "</b>",
            "d",
            " ",
        ];
        let mut quickly = 0;
        for nth in 0..some.len().pow(4) {
            let part = |power: u32| some[nth / some.len().pow(power) % some.len()];
            for html in [
                [part(0), part(1), part(2), part(3)].concat(),
                ["<p>", part(0), part(1), " <b>x</b> ", part(2), part(3), "</p>"].concat(),
            ] {
                let quick = without_quotes(&html);
                if is_minimal(&quick) {
                    quickly += usize::from(quick != html);
                    assert_eq!(minified(&format!("<div>{html}</div>")), format!("<div>{quick}</div>"), "{html}");
                }
            }
        }
        assert!(quickly > 1000, "{quickly}");
    }

    #[test]
    fn the_minifier_keeps_tags_and_the_root() {
        let page = format!("<div>\n {} \n</div>\n<a href=\"{ROOT}x/\">y</a>", tag("w-ar-12"));
        let page = minified(&page);
        assert_eq!(page, format!("<div>{}</div><a href={ROOT}x/>y</a>", tag("w-ar-12")));
        assert_eq!(minified_part("<p>a  b</p> <p class=\"c\">d</p>").as_deref(), Some("<p>a b</p><p class=c>d</p>"));
    }
}
