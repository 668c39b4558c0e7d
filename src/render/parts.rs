//! Parts: pieces of pages that are minified once and put into every page that shows them.
//!
//! A template gets a tag in the place of a part; the page around it is minified with the tag in it,
//! and the part, minified before, takes the tag's place. Whatever the minifier makes of an element
//! depends on that element alone, so the page has the bytes that it would have if it were minified
//! whole; `tests/parts.rs` holds one against the other.

use memchr::memchr;

use crate::output::minified;

use super::markdown::ROOT;

const OPEN: &str = "<x-part n=";
const CLOSE: &str = "></x-part>";

/// What stands for a part until it is put in. Nothing else on a page holds the sign after `n=`.
pub(super) fn tag(key: &str) -> String {
    format!("{OPEN}\0{key}{CLOSE}")
}

/// HTML as it would be in a minified page, inside an element that lays out what it holds; nothing where
/// that is the HTML as it is.
pub(super) fn small(html: &str) -> Option<String> {
    if is_small(html) {
        return None;
    }
    let (open, close) = ("<div>", "</div>");
    let whole = minified(&[open, html, close].concat());
    // HTML that the minifier reads otherwise is right as it is.
    let inner = whole.strip_prefix(open).and_then(|rest| rest.strip_suffix(close));
    inner.filter(|inner| *inner != html).map(str::to_owned)
}

/// Whether there is nothing that the minifier could change: no attribute, entity, remark, white space
/// of more than one sign or beside a tag. That is so with most clauses, and quickly seen.
fn is_small(html: &str) -> bool {
    let bytes = html.as_bytes();
    let plain = |pair: &[u8]| !matches!(pair, [b' ' | b'>', b' '] | [b' ', b'<'] | [b'<', b'!' | b'?']);
    let edge = |byte: Option<&u8>| byte != Some(&b' ');
    bytes.iter().all(|byte| !matches!(byte, b'&' | b'=' | b'\n' | b'\t' | b'\r' | 0x0c))
        && bytes.windows(2).all(plain)
        && edge(bytes.first())
        && edge(bytes.last())
        && balanced(html)
}

/// Whether there are but paragraphs and what stands inside of a line, each opened and closed in its turn.
fn balanced(html: &str) -> bool {
    let mut open: Vec<&str> = Vec::new();
    html.split('<').skip(1).all(|tag| {
        let Some((name, _)) = tag.split_once('>') else { return false };
        match name.strip_prefix('/') {
            Some(name) => open.pop() == Some(name),
            None if name == "br" => true,
            None => {
                let known = if open.is_empty() { name == "p" || is_inline(name) } else { is_inline(name) };
                open.push(name);
                known
            }
        }
    }) && open.is_empty()
}

fn is_inline(name: &str) -> bool {
    matches!(
        name,
        "b" | "bdi" | "del" | "em" | "i" | "ins" | "mark" | "s" | "small" | "span" | "strong" | "sub" | "sup"
    )
}

/// Puts parts in the place of their tags, those inside parts too, and the way to the root. A tag of which
/// `find` knows nothing stays; `more` is about how much longer the page becomes.
pub(super) fn fill<'a>(html: &str, root: &str, more: usize, find: &dyn Fn(&str) -> Option<&'a str>) -> String {
    let mut out = String::with_capacity(html.len() + more);
    fill_into(&mut out, html, root, find);
    out
}

fn fill_into<'a>(out: &mut String, html: &str, root: &str, find: &dyn Fn(&str) -> Option<&'a str>) {
    let mut rest = html;
    while let Some(at) = memchr(0, rest.as_bytes()) {
        let (before, after) = rest.split_at(at);
        if let Some(after) = after.strip_prefix(ROOT) {
            out.push_str(before);
            out.push_str(root);
            rest = after;
            continue;
        }
        let end = memchr(b'>', after.as_bytes()).filter(|end| after[*end..].starts_with(CLOSE));
        let key = end.map(|end| &after[1..end]);
        match (before.strip_suffix(OPEN), key.and_then(|key| Some((key, find(key)?)))) {
            (Some(before), Some((key, part))) => {
                out.push_str(before);
                fill_into(out, part, root, find);
                rest = &after[1 + key.len() + CLOSE.len()..];
            }
            _ => {
                out.push_str(before);
                out.push('\0');
                rest = &after[1..];
            }
        }
    }
    out.push_str(rest);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_go_where_their_tags_are_and_the_root_where_it_is_asked_for() {
        let page = format!("<div>{}</div><p>{}</p>", tag("a"), tag("unknown"));
        let inner = format!("<a href=\"{ROOT}x\">{}</a>", tag("b"));
        let find = |key: &str| match key {
            "a" => Some(inner.as_str()),
            "b" => Some("words"),
            _ => None,
        };
        let filled = fill(&page, "../", 0, &find);
        assert_eq!(filled, format!("<div><a href=\"../x\">words</a></div><p>{}</p>", tag("unknown")));
    }

    #[test]
    fn what_is_said_to_be_small_is_what_the_minifier_makes() {
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
        ];
        let (mut yes, mut no) = (0, 0);
        for nth in 0..some.len().pow(3) {
            let part = |power: u32| some[nth / some.len().pow(power) % some.len()];
            let html = [part(0), part(1), part(2)].concat();
            if is_small(&html) {
                yes += 1;
                let whole = minified(&format!("<div>{html}</div>"));
                assert_eq!(whole, format!("<div>{html}</div>"));
            } else {
                no += 1;
            }
        }
        assert!(yes > 300 && no > 300, "{yes} and {no}");
    }

    #[test]
    fn the_minifier_keeps_tags_and_the_root() {
        let page = format!("<div>\n {} \n</div>\n<a href=\"{ROOT}x/\">y</a>", tag("w-ar-12"));
        let page = minified(&page);
        assert_eq!(page, format!("<div>{}</div><a href={ROOT}x/>y</a>", tag("w-ar-12")));
        assert_eq!(small("<p>a  b</p> <p class=\"c\">d</p>").as_deref(), Some("<p>a b</p><p class=c>d</p>"));
    }
}
