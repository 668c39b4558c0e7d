//! Labels: what stands before a clause, and what it is called by.

use crate::model::{Label, Strings};

/// A clause's label in the page's language.
pub(crate) fn label(label: Label<'_>, t: &Strings) -> String {
    match label {
        Label::Written(words) => words.to_string(),
        Label::Article(number) => t.fill("label_article", &[("n", &number.to_string())]),
    }
}

/// A label for use inside a sentence: `ح-` → `ح`, `أ)` → `أ`, but `مادة (3)` as it is.
pub(crate) fn bare_label(label: &str) -> &str {
    let bare = label.trim_end_matches(['-', '–', '.', ':', ' ']);
    if bare.contains('(') { bare } else { bare.trim_end_matches(')') }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_in_sentences_lose_their_delimiter() {
        assert_eq!(
            ["ح-", "أ)", "3.", "مادة (3)", "الفصل الثامن:"].map(bare_label),
            ["ح", "أ", "3", "مادة (3)", "الفصل الثامن"]
        );
    }
}
