//! The card of a policy: one picture that says what it is, for whoever passes it on.
//!
//! In: the views of the policy's page. Out: an SVG of 1200 × 630, the size that
//! social previews have, in the page's language. The words are text, set and
//! shaped by whoever shows it, with the fonts of the system; none is embedded.

use std::fmt::Write;

use crate::output::escape::escape;
use crate::render::views::{Page, PolicyView};

/// The most characters in a line of the title, and the most lines.
const LINE: usize = 30;
const LINES: usize = 4;

/// Draws the card; `accent` is the association's colour on light paper.
pub(crate) fn svg(page: &Page, view: &PolicyView, accent: &str) -> Vec<u8> {
    let (dir, x) = if page.dir == "rtl" { ("rtl", 1120) } else { ("ltr", 80) };
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 1200 630\" width=\"1200\" height=\"630\" xml:lang=\"{}\" direction=\"{dir}\" font-family=\"system-ui, 'Segoe UI', Tahoma, 'Noto Sans Arabic', 'Noto Sans', sans-serif\" fill=\"#1b211f\"><title>",
        page.lang
    );
    escape(&page.title, &mut out);
    let _ = write!(
        out,
        "</title><rect width=\"1200\" height=\"630\" fill=\"#fbfaf7\"/><rect width=\"1200\" height=\"16\" fill=\"{accent}\"/>"
    );
    let mut text = |y: usize, size: usize, style: &str, words: &str| {
        let _ = write!(out, "<text x=\"{x}\" y=\"{y}\" font-size=\"{size}\"{style}>");
        escape(words, &mut out);
        out.push_str("</text>");
    };
    let name = page.association.as_ref().map_or("", |association| association.name.text.as_str());
    text(110, 40, &format!(" font-weight=\"700\" fill=\"{accent}\""), name);
    for (nth, line) in lines(&view.title.text).iter().enumerate() {
        text(210 + nth * 82, 62, " font-weight=\"700\"", line);
    }
    let state = format!("{} · {}", view.version.state_words, view.version.number);
    text(535, 34, &format!(" fill=\"{accent}\" font-weight=\"700\""), &state);
    text(585, 28, " fill=\"#59625d\"", &shortened(&view.version.approval.line, 78));
    out.push_str("</svg>\n");
    out.into_bytes()
}

/// The title in lines, broken between words; what does not fit ends in an ellipsis.
fn lines(title: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in title.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= LINE => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(shortened(word, LINE)),
        }
    }
    if lines.len() > LINES {
        lines.truncate(LINES);
        if let Some(last) = lines.last_mut() {
            *last = format!("{} …", shortened(last, LINE - 2).trim_end_matches('…'));
        }
    }
    lines
}

fn shortened(words: &str, most: usize) -> String {
    if words.chars().count() <= most {
        return words.to_owned();
    }
    words.chars().take(most - 1).chain(['…']).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_breaks_between_words_and_ends_where_the_card_does() {
        assert_eq!(lines("سياسة الهدايا"), ["سياسة الهدايا"]);
        let long = lines(&"سياسة تنظيم العلاقة مع المستفيدين ".repeat(9));
        assert_eq!(long.len(), LINES);
        assert!(long.iter().all(|line| line.chars().count() <= LINE), "{long:?}");
        assert!(long[LINES - 1].ends_with('…'));
        assert_eq!(lines(&"ا".repeat(50))[0].chars().count(), LINE);
    }
}
