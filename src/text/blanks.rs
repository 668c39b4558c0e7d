//! Blanks: dots and lines to write on.

use std::ops::Range;

/// The signs that blanks are made of, and how many of one are a blank.
type Least = [(char, usize); 4];

/// Where nothing says that blanks are meant: three dots end a sentence that goes on.
pub const UNMARKED: Least = [('.', 4), ('…', 2), ('_', 4), ('ـ', 4)];

/// Where the author says so: `.../.../1447` is a date to write.
pub const MARKED: Least = [('.', 3), ('…', 1), ('_', 3), ('ـ', 3)];

/// The blanks of some words, in their order.
pub fn blanks(words: &str, least: Least) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut rest = 0;
    while let Some(start) = words[rest..].find(least.map(|(sign, _)| sign)).map(|at| rest + at) {
        let sign = words[start..].chars().next().unwrap_or_default();
        let (run, length) = words[start..]
            .chars()
            .take_while(|c| *c == sign)
            .fold((0, 0), |(run, length), c| (run + 1, length + c.len_utf8()));
        rest = start + length;
        let enough = least.iter().any(|(known, least)| *known == sign && run >= *least);
        // The stroke that lengthens a word stands between its letters.
        let within = |c: Option<char>| sign == 'ـ' && c.is_some_and(char::is_alphabetic);
        if enough && !within(words[..start].chars().next_back()) && !within(words[rest..].chars().next()) {
            found.push(start..rest);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_blank_is_a_run_of_one_sign_and_shorter_where_it_is_marked() {
        let found =
            |words: &str, least| blanks(words, least).into_iter().map(|at| words[at].to_owned()).collect::<Vec<_>>();
        assert_eq!(found("أنا ....... هوية ____", UNMARKED), [".......", "____"]);
        assert_eq!(found("في .../.../1447 ... و…", UNMARKED), [""; 0]);
        assert_eq!(found("في .../.../1447 و…", MARKED), ["...", "...", "…"]);
        assert_eq!(found("الاسم: ـــــ", UNMARKED), ["ـــــ"]);
        assert_eq!(found("محمـــــد", MARKED), [""; 0]);
    }
}
