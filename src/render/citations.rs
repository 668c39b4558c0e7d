//! Citations: what one writes to name a clause, from its association to its label.
//!
//! In: the labels on the way from the text down to a clause. Out: words such as
//! «المادة 3، الفقرة 5/أ» in the page's language, and what stands before them.

use super::words::bare_label;
use crate::model::Strings;

/// A clause on the way down to the one that is cited.
#[derive(Clone, Debug)]
pub(super) struct Step {
    /// Its label, as it is shown.
    pub(super) label: Option<String>,
    /// Of a section the words of its heading.
    pub(super) heading: Option<String>,
}

/// The way down to a clause in words; empty where no clause on it has a label or a heading.
///
/// Labels that are words stand as they are, an article in the form that a sentence wants;
/// figures and letters join to one paragraph, outermost first. A clause without a label is
/// named by what it stands in: counting it would compete with the labels that others have.
pub(super) fn path(steps: &[Step], t: &Strings) -> String {
    let mut parts: Vec<String> = Vec::new();
    let mut figures: Vec<String> = Vec::new();
    let close = |figures: &mut Vec<String>, parts: &mut Vec<String>| {
        if !figures.is_empty() {
            parts.push(t.fill("cite_paragraph", &[("label", &figures.join("/"))]));
            figures.clear();
        }
    };
    for step in steps {
        let label = step.label.as_deref().map(bare_label).filter(|label| label.chars().any(char::is_alphanumeric));
        match (label, &step.heading) {
            (Some(label), _) if is_figure(label) => {
                // A decimal label such as `3.5` names what it stands in itself.
                let repeats =
                    |outer: &mut String| label.strip_prefix(outer.as_str()).is_some_and(|r| r.starts_with('.'));
                if figures.last_mut().is_some_and(repeats) {
                    figures.pop();
                }
                figures.push(label.to_owned());
            }
            (Some(label), _) => {
                close(&mut figures, &mut parts);
                let article = article_number(label);
                parts.push(article.map_or_else(|| label.to_owned(), |n| t.fill("label_article", &[("n", n)])));
            }
            (None, Some(heading)) => {
                close(&mut figures, &mut parts);
                parts.push(t.fill("cite_heading", &[("heading", heading)]));
            }
            (None, None) => {}
        }
    }
    close(&mut figures, &mut parts);
    parts.join(t.get("list_comma"))
}

/// Whether a label is a figure or a letter, or several with dots between them.
fn is_figure(label: &str) -> bool {
    let short = |part: &str| {
        let letters = part.chars().filter(|c| c.is_alphabetic()).count();
        part.chars().all(char::is_alphanumeric) && (letters == 0 || part.chars().count() <= 2 || is_roman(part))
    };
    label.split(['.', '-', '/']).all(short)
}

fn is_roman(part: &str) -> bool {
    part.chars().all(|c| "ivxlcIVXLC".contains(c))
}

/// The number of an article: `3` of «مادة (3)», «المادة 3», `Article (3)`.
fn article_number(label: &str) -> Option<&str> {
    let rest = ["المادة", "مادة", "Article", "article"].iter().find_map(|word| label.strip_prefix(word))?;
    let number = rest.trim().trim_start_matches('(').trim_end_matches(')').trim();
    (!number.is_empty() && number.chars().all(char::is_numeric)).then_some(number)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Entry, Lang};

    fn strings(lang: Lang) -> Strings {
        let words = match lang {
            Lang::Arabic => ["المادة {n}", "الفقرة {label}", "«{heading}»", "، "],
            Lang::English => ["Article {n}", "paragraph {label}", "“{heading}”", ", "],
        };
        let keys = ["label_article", "cite_paragraph", "cite_heading", "list_comma"].map(str::to_owned);
        let entries = keys.into_iter().zip(words.map(|words| Entry::Words(words.to_owned()))).collect();
        Strings { lang, entries }
    }

    fn cited(lang: Lang, steps: &[(&str, &str)]) -> String {
        let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        let steps: Vec<Step> =
            steps.iter().map(|(label, heading)| Step { label: some(label), heading: some(heading) }).collect();
        path(&steps, &strings(lang))
    }

    #[test]
    fn figures_and_letters_join_to_one_paragraph_of_their_article() {
        assert_eq!(
            cited(Lang::Arabic, &[("مادة (3)", "بيان العمل"), ("5.", "الشكاوى"), ("أ-", "")]),
            "المادة 3، الفقرة 5/أ"
        );
        assert_eq!(
            cited(Lang::English, &[("Article (3)", "How it works"), ("5.", "Complaints"), ("a)", "")]),
            "Article 3, paragraph 5/a"
        );
    }

    #[test]
    fn labels_that_are_words_stand_as_they_are() {
        assert_eq!(
            cited(Lang::Arabic, &[("الفصل الثامن:", "العلاقة"), ("أولاً:", "النطاق"), ("هـ)", "")]),
            "الفصل الثامن، أولاً، الفقرة هـ"
        );
    }

    #[test]
    fn a_decimal_label_is_not_repeated_by_what_it_stands_in() {
        assert_eq!(cited(Lang::Arabic, &[("٣.", ""), ("٣.٥", ""), ("أ-", "")]), "الفقرة ٣.٥/أ");
        assert_eq!(cited(Lang::English, &[("3.", ""), ("31.", "")]), "paragraph 3/31");
    }

    #[test]
    fn a_section_without_a_label_is_cited_by_its_heading_and_a_bullet_by_its_section() {
        assert_eq!(cited(Lang::Arabic, &[("", "النطاق"), ("-", "")]), "«النطاق»");
        assert_eq!(cited(Lang::English, &[("", "Scope"), ("iii)", "")]), "“Scope”, paragraph iii");
        assert_eq!(cited(Lang::English, &[("•", "")]), "");
    }
}
