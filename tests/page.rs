//! A page of the built site, read as a browser reads it.

use scraper::{ElementRef, Html, Selector};

/// A parsed page; questions are asked with CSS selectors.
pub(crate) struct Page {
    /// Where it stands, for messages.
    pub(crate) path: String,
    /// Its source.
    pub(crate) html: String,
    tree: Html,
}

impl Page {
    pub(crate) fn new(path: &str, html: &str) -> Self {
        Page { path: path.to_owned(), html: html.to_owned(), tree: Html::parse_document(html) }
    }

    /// Every element that a selector fits, in the order of the page.
    pub(crate) fn all(&self, selector: &str) -> Vec<ElementRef<'_>> {
        let selector = Selector::parse(selector).expect("the test writes a selector");
        self.tree.select(&selector).collect()
    }

    /// The only element that a selector fits.
    pub(crate) fn one(&self, selector: &str) -> ElementRef<'_> {
        let found = self.all(selector);
        assert_eq!(found.len(), 1, "`{selector}` fits {} elements of {}", found.len(), self.path);
        found[0]
    }

    pub(crate) fn has(&self, selector: &str) -> bool {
        !self.all(selector).is_empty()
    }

    /// The words of the only element that a selector fits.
    pub(crate) fn text(&self, selector: &str) -> String {
        text_of(&self.one(selector))
    }

    /// The words of every element that a selector fits.
    pub(crate) fn texts(&self, selector: &str) -> Vec<String> {
        self.all(selector).iter().map(text_of).collect()
    }

    /// An attribute of every element that has it.
    pub(crate) fn values(&self, selector: &str, name: &str) -> Vec<String> {
        self.all(selector).iter().filter_map(|element| element.attr(name)).map(str::to_owned).collect()
    }

    /// The clauses as lines: id, label, own words; the words of another language than the page's in brackets.
    pub(crate) fn clauses(&self) -> Vec<String> {
        let line = |clause: ElementRef<'_>| {
            let id = clause.attr("data-clause").expect("a clause says its id");
            assert_eq!(clause.attr("id"), Some(format!("c-{id}").as_str()), "{}", self.path);
            let label = part(&clause, "label").map(|label| text_of(&label) + " ").unwrap_or_default();
            let words = part(&clause, "words").expect("a clause has words");
            let mut said = text_of(&words);
            if clause.value().name() == "section" {
                // The words of a section are its heading, which holds the label too.
                said = said.strip_prefix(&label).expect("a heading starts with its label").to_owned();
            }
            let shown = match (words.attr("lang"), words.attr("dir")) {
                (Some(lang), Some(dir)) => format!("[{lang} {dir}: {said}]"),
                (None, None) => said,
                half => panic!("`lang` and `dir` belong together, not {half:?}"),
            };
            format!("{id} {label}{shown}")
        };
        self.all("#text [data-clause], .text [data-clause]").into_iter().map(line).collect()
    }
}

/// The words of an element, with single spaces; marks that only isolate are left out.
pub(crate) fn text_of(element: &ElementRef<'_>) -> String {
    let joined: String = element.text().collect();
    joined.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The part of a clause of some class; a section's words are its heading.
fn part<'a>(clause: &ElementRef<'a>, class: &str) -> Option<ElementRef<'a>> {
    clause.child_elements().find_map(|part| {
        let name = part.value().name();
        let heading = name.starts_with('h') && name.len() == 2;
        if part.attr("class").is_some_and(|known| known.split(' ').any(|known| known == class))
            || (heading && class == "words")
        {
            Some(part)
        } else if heading {
            part.child_elements().find(|inner| inner.attr("class").is_some_and(|known| known.starts_with(class)))
        } else {
            None
        }
    })
}
