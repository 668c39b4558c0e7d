//! A template → the same template with its HTML minified, once for all pages.
//!
//! In: the source of a template. Out: the source with minified HTML around the same expressions, or
//! nothing where HTML and expressions are so entwined that it cannot be told what belongs to what;
//! a page of such a template is minified once it is rendered. Never: understands an expression.
//!
//! The minifier sees a placeholder in the place of each expression. A tag whose attributes hold one keeps
//! its attributes as they are written. That nothing but white space and quotes was changed is known
//! twice: here the tags and placeholders of both sources are compared, and `tests/parts.rs` minifies whole
//! pages of either.

use crate::output::minified;

/// Around the number of what stands for an expression. Both are for private use.
const OPEN: char = '\u{e000}';
const CLOSE: char = '\u{e001}';

/// Minifies the HTML of a template; `None` where that cannot be done for the template alone.
pub(super) fn minified_template(source: &str) -> Option<String> {
    if source.contains([OPEN, CLOSE]) {
        return None;
    }
    let mut writer = Writer::default();
    let pieces = pieces(source)?;
    let statement = |nth: Option<usize>| nth.and_then(|nth| pieces.get(nth)).is_some_and(Piece::is_statement);
    for (nth, piece) in pieces.iter().enumerate() {
        match piece {
            Piece::Expression(kind, text) => writer.expression(*kind, text)?,
            Piece::Text(text) => writer.text(text, statement(nth.checked_sub(1)), statement(Some(nth + 1)))?,
        }
    }
    let Writer { html, held, state: State::Content, .. } = writer else { return None };
    // What a template holds may stand inside of a line: only a whole page is sure to stand alone.
    let (open, close) = if html.contains("<html") { ("", "") } else { ("<span>", "</span>") };
    let minified = minified(&[open, &html, close].concat());
    let minified = minified.strip_prefix(open)?.strip_suffix(close)?;
    (marks(&html) == marks(minified)).then(|| restored(minified, &held)).flatten()
}

/// Elements that begin and end a line: white space beside their tags means nothing.
const BLOCKS: &str = " address article aside blockquote body caption col colgroup dd details dialog div dl dt fieldset \
    figcaption figure footer form h1 h2 h3 h4 h5 h6 head header hr html legend li link main meta nav ol optgroup \
    option p search section summary table tbody td tfoot th thead title tr ul ";

/// Whether HTML begins with a tag of a block.
fn begins_block(html: &str) -> bool {
    let name = html.strip_prefix("</").or_else(|| html.strip_prefix('<')).unwrap_or_default();
    let end = name.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(name.len());
    end > 0 && BLOCKS.contains(&format!(" {} ", &name[..end]))
}

/// Whether HTML ends with a tag of a block.
fn ends_block(html: &str) -> bool {
    html.ends_with('>') && html.rfind('<').is_some_and(|at| begins_block(&html[at..]))
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// `{{ … }}`: something is printed.
    Print,
    /// `{% … %}`: nothing is.
    Statement,
}

#[derive(Debug)]
enum Piece<'a> {
    Text(&'a str),
    Expression(Kind, &'a str),
}

impl Piece<'_> {
    fn is_statement(&self) -> bool {
        matches!(self, Piece::Expression(Kind::Statement, _))
    }
}

/// The text and the expressions of a template, without its comments.
fn pieces(source: &str) -> Option<Vec<Piece<'_>>> {
    let mut pieces = Vec::new();
    let mut rest = source;
    while let Some(at) =
        rest.match_indices('{').map(|(at, _)| at).find(|at| rest[at + 1..].starts_with(['{', '%', '#']))
    {
        let (text, after) = rest.split_at(at);
        if !text.is_empty() {
            pieces.push(Piece::Text(text));
        }
        let (kind, close) = match after.as_bytes()[1] {
            b'{' => (Some(Kind::Print), "}}"),
            b'%' => (Some(Kind::Statement), "%}"),
            _ => (None, "#}"),
        };
        let end = if kind.is_none() { 2 + after[2..].find(close)? } else { end_of(after, close)? } + close.len();
        let (expression, after) = after.split_at(end);
        if let Some(kind) = kind {
            // What is raw looks like expressions and is none.
            if kind == Kind::Statement && expression[2..].trim_start_matches(['-', ' ']).starts_with("raw") {
                return None;
            }
            pieces.push(Piece::Expression(kind, expression));
        }
        rest = after;
    }
    if !rest.is_empty() {
        pieces.push(Piece::Text(rest));
    }
    Some(pieces)
}

/// Where an expression ends: at its closing sign outside of quotes.
fn end_of(expression: &str, close: &str) -> Option<usize> {
    let mut quote = None;
    expression.char_indices().skip(2).find_map(|(at, c)| match quote {
        Some(open) => {
            if c == open {
                quote = None;
            }
            None
        }
        None if matches!(c, '"' | '\'' | '`') => {
            quote = Some(c);
            None
        }
        None => expression[at..].starts_with(close).then_some(at),
    })
}

/// Where in the HTML the writer is.
#[derive(Debug, Default, PartialEq, Eq)]
enum State {
    #[default]
    Content,
    /// Inside an opening tag.
    Tag { name: String, attributes: String, quote: Option<char>, dynamic: bool },
    /// Inside a closing tag, a comment or a declaration, up to these letters.
    Until(&'static str),
    /// Inside an element without markup.
    Plain(String),
}

#[derive(Debug, Default)]
struct Writer {
    html: String,
    held: Vec<String>,
    state: State,
}

impl Writer {
    fn hold(&mut self, what: &str) -> String {
        self.held.push(what.to_owned());
        format!("{OPEN}{}{CLOSE}", self.held.len() - 1)
    }

    fn expression(&mut self, kind: Kind, text: &str) -> Option<()> {
        match &mut self.state {
            State::Tag { attributes, dynamic, .. } => {
                attributes.push_str(text);
                *dynamic = true;
            }
            State::Until(_) => return None,
            State::Content if kind == Kind::Statement => {
                let placeholder = self.hold(text);
                self.html.push_str("<!");
                self.html.push_str(&placeholder);
                self.html.push('>');
            }
            State::Content | State::Plain(_) => {
                let placeholder = self.hold(text);
                self.html.push_str(&placeholder);
            }
        }
        Some(())
    }

    /// Adds text between expressions; white space beside a statement parts words, unless it stands
    /// beside the tag of a block: what the statement leads to is not known.
    fn text(&mut self, text: &str, after_statement: bool, before_statement: bool) -> Option<()> {
        let mut text = text;
        let trimmed = text.trim_ascii();
        if self.state == State::Content && after_statement && text.starts_with(is_space) {
            if !begins_block(trimmed) {
                self.space();
            }
            text = text.trim_ascii_start();
        }
        self.markup(if before_statement { text.trim_ascii_end() } else { text })?;
        if self.state == State::Content && before_statement && text.ends_with(is_space) && !ends_block(trimmed) {
            self.space();
        } else if before_statement && self.state != State::Content {
            self.markup(&text[text.trim_ascii_end().len()..])?;
        }
        Some(())
    }

    /// Adds a space that stays.
    fn space(&mut self) {
        let space = self.hold(" ");
        self.html.push_str(&space);
    }

    fn markup(&mut self, text: &str) -> Option<()> {
        let mut rest = text;
        while let Some(c) = rest.chars().next() {
            rest = match &mut self.state {
                State::Content => self.content(rest)?,
                State::Tag { .. } => self.in_tag(c, &rest[c.len_utf8()..]),
                State::Until(end) => {
                    let (taken, found) = rest.find(*end).map_or((rest.len(), false), |at| (at + end.len(), true));
                    self.html.push_str(&rest[..taken]);
                    if found {
                        self.state = State::Content;
                    }
                    &rest[taken..]
                }
                State::Plain(name) => {
                    let at = rest.find(&format!("</{name}")).unwrap_or(rest.len());
                    self.html.push_str(&rest[..at]);
                    if at < rest.len() {
                        self.state = State::Content;
                    }
                    &rest[at..]
                }
            };
        }
        Some(())
    }

    fn content<'t>(&mut self, text: &'t str) -> Option<&'t str> {
        let Some(at) = text.find('<') else {
            self.html.push_str(text);
            return Some("");
        };
        let (before, after) = text.split_at(at);
        self.html.push_str(before);
        let inside = &after[1..];
        if inside.starts_with("!--") {
            self.state = State::Until("-->");
        } else if inside.starts_with(['/', '!', '?']) {
            self.state = State::Until(">");
        } else if inside.starts_with(|c: char| c.is_ascii_alphabetic()) {
            let end = inside.find(|c: char| !c.is_ascii_alphanumeric() && c != '-').unwrap_or(inside.len());
            let name = inside[..end].to_ascii_lowercase();
            self.state = State::Tag { name, attributes: String::new(), quote: None, dynamic: false };
            return Some(&inside[end..]);
        } else {
            // A bare sign, or a tag whose name is an expression.
            return None;
        }
        Some(after)
    }

    fn in_tag<'t>(&mut self, c: char, rest: &'t str) -> &'t str {
        let State::Tag { name, attributes, quote, dynamic } = &mut self.state else { return rest };
        match (*quote, c) {
            (Some(open), _) => {
                attributes.push(c);
                if c == open {
                    *quote = None;
                }
            }
            (None, '"' | '\'') => {
                attributes.push(c);
                *quote = Some(c);
            }
            (None, '>') => {
                let (name, written, dynamic) = (std::mem::take(name), std::mem::take(attributes), *dynamic);
                let (written, closed) = match written.trim().strip_suffix('/') {
                    // `a=b/` is a value.
                    Some(rest) if rest.is_empty() || rest.ends_with([' ', '"', '\'', '}']) => (rest.trim_end(), " /"),
                    _ => (written.trim(), ""),
                };
                let written = if dynamic { self.hold(written) } else { written.to_owned() };
                let space = if written.is_empty() { "" } else { " " };
                self.html.push_str(&format!("<{name}{space}{written}{closed}>"));
                let plain = matches!(&*name, "script" | "style" | "textarea" | "title");
                self.state = if plain { State::Plain(name) } else { State::Content };
            }
            (None, c) if c.is_ascii_whitespace() => {
                if !attributes.ends_with(' ') {
                    attributes.push(' ');
                }
            }
            (None, c) => attributes.push(c),
        }
        rest
    }
}

fn is_space(c: char) -> bool {
    c.is_ascii_whitespace()
}

/// The tags and placeholders of HTML in their order, comments and attributes aside.
fn marks(html: &str) -> Vec<String> {
    let mut marks = Vec::new();
    let mut rest = html;
    while let Some(at) = rest.find(['<', OPEN]) {
        rest = &rest[at..];
        if let Some(placeholder) = rest.strip_prefix(OPEN) {
            let end = placeholder.find(CLOSE).unwrap_or(placeholder.len());
            marks.push(placeholder[..end].to_owned());
            rest = &placeholder[end..];
        } else if rest.starts_with("<!--") {
            rest = rest.find("-->").map_or("", |end| &rest[end..]);
        } else {
            let end = rest[1..]
                .find(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '-' | '/'))
                .map_or(rest.len(), |end| end + 1);
            marks.push(rest[..end].trim_end_matches('/').to_ascii_lowercase());
            let name = rest[1..end].to_ascii_lowercase();
            rest = &rest[end..];
            if matches!(&*name, "script" | "style") {
                // The script itself is no markup.
                let close = format!("</{name}");
                let inside = &rest[..rest.find(&close).unwrap_or(rest.len())];
                let placeholders = inside.split(OPEN).skip(1).filter_map(|rest| rest.split(CLOSE).next());
                marks.extend(placeholders.map(str::to_owned));
                rest = &rest[inside.len()..];
            }
        }
    }
    marks
}

/// Puts the expressions back into the places of their placeholders.
fn restored(minified: &str, held: &[String]) -> Option<String> {
    let mut out = String::with_capacity(minified.len() * 2);
    let mut rest = minified;
    while let Some(at) = rest.find(OPEN) {
        let (before, after) = (&rest[..at], &rest[at + OPEN.len_utf8()..]);
        let (number, after) = after.split_once(CLOSE)?;
        let what = held.get(number.parse::<usize>().ok()?)?;
        // A statement stood in a declaration of its own.
        let bare = before.strip_suffix("<!").zip(after.strip_prefix('>'));
        let (before, after) = bare.unwrap_or((before, after));
        out.push_str(before);
        out.push_str(what);
        rest = after;
    }
    out.push_str(rest);
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn html_around_expressions_is_minified_and_the_expressions_are_the_same() {
        let page = "<ul class=\"a\">\n  {% for x in xs %}\n  <li id=\"{{ x }}\"   class=\"b\">{{ x | f(a=\"}}\") }}  and {# a comment #} more </li>\n  {% endfor %}\n</ul>\n<p>\n {{ y }} </p>";
        let minified = minified_template(page).expect("it can be done");
        assert_eq!(
            minified,
            "<ul class=a>{% for x in xs %}<li id=\"{{ x }}\" class=\"b\">{{ x | f(a=\"}}\") }} and more</li>{% endfor %}</ul> <p>{{ y }}</p>"
        );
    }

    #[test]
    fn attributes_that_are_there_or_not_stay_as_they_are_written() {
        let page = "<a\n href=\"{{ x }}\"{% if y > 1 %} aria-current=\"page\"{% endif %}>z</a><svg><path d=\"{{ d }}\"/></svg>";
        let minified = minified_template(page).expect("it can be done");
        assert!(
            minified.starts_with("<a href=\"{{ x }}\"{% if y > 1 %} aria-current=\"page\"{% endif %}>z</a>"),
            "{minified}"
        );
        assert!(minified.contains("<path d=\"{{ d }}\""), "{minified}");
    }

    #[test]
    fn the_space_between_two_statements_may_part_words() {
        let page = "<div>{% if a %}a{% endif %} {% if b %}b{% endif %}</div>";
        assert_eq!(minified_template(page).as_deref(), Some(page));
    }

    #[test]
    fn what_cannot_be_told_apart_is_left_alone() {
        for page in [
            "{% if a %}<div>{% else %}<div class=b>{% endif %}x</div>",
            "<{{ tag }}>x</{{ tag }}>",
            "<!-- {{ comment }} -->",
            "{% raw %}{{ x }}{% endraw %}",
            "<a href=\"{{ x }}",
            "{{ x",
        ] {
            assert_eq!(minified_template(page), None, "{page}");
        }
    }
}
