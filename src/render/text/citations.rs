//! Citations: what one writes to name a clause, from its association to its label.
//!
//! In: the labels on the way from the text down to a clause. Out: words such as
//! «المادة 3، الفقرة 5/أ» in the page's language, and what stands before them.

use super::labels::bare_label;
use crate::model::Strings;

/// The way down to a clause.
///
/// Labels that are words stand as they are, an article in the form that a sentence wants;
/// figures and letters join to one paragraph, outermost first. A clause without a label is
/// named by what it stands in: counting it would compete with the labels that others have.
#[derive(Debug, Default)]
pub(crate) struct Path {
    /// What is named by words.
    named: String,
    /// The figures and letters below that.
    figures: String,
    /// Where the last of them begins.
    last: usize,
}

impl Path {
    /// The way on to a clause: `label` is its label, as it is shown, and `heading` are the words of a section's.
    pub(crate) fn to(&self, label: Option<&str>, heading: Option<&str>, t: &Strings) -> Path {
        let label = label.map(bare_label).filter(|label| label.chars().any(char::is_alphanumeric));
        let named = |words: &str| Path { named: self.with(words, t), ..Path::default() };
        match (label, heading) {
            (Some(label), _) if is_figure(label) => self.to_figure(label),
            (Some(label), _) => match article_number(label) {
                Some(number) => named(&t.fill("label_article", &[("n", number)])),
                None => named(label),
            },
            (None, Some(heading)) => named(&t.fill("cite_heading", &[("heading", heading)])),
            (None, None) => Path { named: self.named.clone(), figures: self.figures.clone(), last: self.last },
        }
    }

    fn to_figure(&self, label: &str) -> Path {
        let (above, last) = self.figures.split_at(self.last);
        // A decimal label such as `3.5` names what it stands in itself.
        let repeats = !last.is_empty() && label.strip_prefix(last).is_some_and(|rest| rest.starts_with('.'));
        let (above, separator) = if repeats || last.is_empty() { (above, "") } else { (&*self.figures, "/") };
        let figures = [above, separator, label].concat();
        Path { named: self.named.clone(), last: figures.len() - label.len(), figures }
    }

    /// The way in words; empty where no clause on it has a label or a heading.
    pub(crate) fn words(&self, t: &Strings) -> String {
        self.with("", t)
    }

    /// The way in words, and those of what follows.
    fn with(&self, words: &str, t: &Strings) -> String {
        let paragraph =
            if self.figures.is_empty() { String::new() } else { t.fill("cite_paragraph", &[("label", &self.figures)]) };
        let mut out = self.named.clone();
        for part in [&paragraph, words] {
            if !out.is_empty() && !part.is_empty() {
                out.push_str(t.get("list_comma"));
            }
            out.push_str(part);
        }
        out
    }
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

    fn cited(lang: Lang, steps: &[(&'static str, &'static str)]) -> String {
        let t = strings(lang);
        let some = |text| Some(text).filter(|text: &&str| !text.is_empty());
        let step =
            |path: Path, (label, heading): &(&'static str, &'static str)| path.to(some(*label), some(*heading), &t);
        steps.iter().fold(Path::default(), step).words(&t)
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
