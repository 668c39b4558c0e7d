//! HTML that is safe by its types: what a person wrote is always escaped, and
//! only what stands in our own source is taken as it is.

use crate::output::escape::escape;

/// A page, or a part of one.
#[derive(Debug, Default)]
pub(super) struct Html(String);

impl Html {
    /// Our own HTML.
    pub(super) fn raw(&mut self, html: &'static str) -> &mut Self {
        self.0.push_str(html);
        self
    }

    /// Words, as words; also for attributes in double quotes.
    pub(super) fn text(&mut self, text: &str) -> &mut Self {
        // A control character is shown as its picture; HTML has no place for it.
        let pictured = |c| match c {
            '\t' | '\n' => c,
            '\0'..='\u{1f}' => char::from_u32(0x2400 + u32::from(c)).unwrap_or('\u{fffd}'),
            '\u{7f}'..='\u{9f}' => '\u{fffd}',
            c => c,
        };
        escape(&text.chars().map(pictured).collect::<String>(), &mut self.0);
        self
    }

    /// ` name="value"`.
    pub(super) fn attribute(&mut self, name: &'static str, value: &str) -> &mut Self {
        self.raw(" ").raw(name).raw("=\"").text(value).raw("\"")
    }

    /// A part that was made before.
    pub(super) fn part(&mut self, part: &Html) -> &mut Self {
        self.0.push_str(&part.0);
        self
    }

    pub(super) fn into_string(self) -> String {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_person_wrote_stays_text() {
        let mut html = Html::default();
        html.raw("<p").attribute("title", "\" onclick='x'").raw(">").text("<script>\u{7}&amp;\u{1b}");
        assert_eq!(
            html.into_string(),
            "<p title=\"&quot; onclick=&#39;x&#39;\">&lt;script&gt;\u{2407}&amp;amp;\u{241b}"
        );
    }
}
