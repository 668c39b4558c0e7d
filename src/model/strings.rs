//! The words of the interface in one language, with plurals.

use std::collections::BTreeMap;

use memchr::memchr;
use rustc_hash::FxHashMap;

use super::lang::Lang;

/// One entry of the words of the interface.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Entry {
    /// Plain words, perhaps with `{names}` to fill in.
    Words(String),
    /// Forms by plural category (`one`, `two`, `few`, `many`, `other`).
    Forms(BTreeMap<String, String>),
    /// A list, such as the names of months.
    List(Vec<String>),
}

/// The words of the interface in one language.
#[derive(Clone, Debug)]
pub struct Strings {
    /// The language.
    pub lang: Lang,
    /// The entries by key.
    pub entries: FxHashMap<String, Entry>,
}

impl Strings {
    /// The words of a key; the key itself where there is none, so that a hole shows.
    pub fn get<'a>(&'a self, key: &'a str) -> &'a str {
        match self.entries.get(key) {
            Some(Entry::Words(words)) => words,
            _ => key,
        }
    }

    /// The words of a key with its `{names}` filled in.
    pub fn fill(&self, key: &str, values: &[(&str, &str)]) -> String {
        fill(self.get(key), values)
    }

    /// The form of a key that a number asks for, with `{n}` filled in.
    pub fn plural(&self, key: &str, count: u32) -> String {
        let Some(Entry::Forms(forms)) = self.entries.get(key) else { return self.get(key).to_owned() };
        let category = category(self.lang, count);
        let form = forms.get(category).or_else(|| forms.get("other")).map_or(key, String::as_str);
        fill(form, &[("n", &count.to_string())])
    }

    /// An item of a list, counted from 1.
    pub fn item(&self, key: &str, nth: usize) -> &str {
        match self.entries.get(key) {
            Some(Entry::List(items)) => nth.checked_sub(1).and_then(|nth| items.get(nth)).map_or("", String::as_str),
            _ => "",
        }
    }
}

/// Words with their `{names}` filled in; a name that has no value stays, and a value is never filled in itself.
pub fn fill(words: &str, values: &[(&str, &str)]) -> String {
    let mut out = String::with_capacity(words.len() + values.iter().map(|(_, value)| value.len()).sum::<usize>());
    let mut rest = words;
    while let Some(at) = memchr(b'{', rest.as_bytes()) {
        out.push_str(&rest[..at]);
        let after = &rest[at + 1..];
        let mut named =
            values.iter().filter_map(|(name, value)| Some((value, after.strip_prefix(name)?.strip_prefix('}')?)));
        match named.next() {
            Some((value, left)) => {
                out.push_str(value);
                rest = left;
            }
            None => {
                out.push('{');
                rest = after;
            }
        }
    }
    out.push_str(rest);
    out
}

/// The plural category of a whole number.
///
/// Source: Unicode CLDR, plural rules of Arabic and English. `zero` stands for
/// no things at all in both, where a text has a form for it.
fn category(lang: Lang, count: u32) -> &'static str {
    match (lang, count) {
        (_, 0) => "zero",
        (_, 1) => "one",
        (Lang::English, _) => "other",
        (Lang::Arabic, 2) => "two",
        (Lang::Arabic, count) => match count % 100 {
            3..=10 => "few",
            11..=99 => "many",
            _ => "other",
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_filled_in_and_values_are_left_as_they_are() {
        assert_eq!(fill("{a} and {b}, {c} {", &[("b", "{a}"), ("a", "x")]), "x and {a}, {c} {");
        assert_eq!(fill("{a}{a}", &[("a", "y")]), "yy");
    }

    #[test]
    fn arabic_has_six_forms() {
        let categories: Vec<_> = [0, 1, 2, 3, 10, 11, 99, 100, 102, 103, 111].map(|n| category(Lang::Arabic, n)).into();
        assert_eq!(categories, ["zero", "one", "two", "few", "few", "many", "many", "other", "other", "few", "many"]);
    }
}
