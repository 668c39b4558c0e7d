//! Blanks: dots and lines to write on.

use std::ops::Range;

/// The signs that blanks are made of, and how many of one are a blank.
type Least = [(char, usize); 4];

/// Where nothing says that blanks are meant: three dots end a sentence that goes on.
pub const UNMARKED: Least = [('.', 4), ('…', 2), ('_', 4), ('ـ', 4)];

/// Where the author says so: `.../.../1447` is a date to write.
pub const MARKED: Least = [('.', 3), ('…', 1), ('_', 3), ('ـ', 3)];

/// The blanks of some words, in their order; one space or the sign that escapes may stand between two of their signs.
pub fn blanks(words: &str, least: Least) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut rest = 0;
    while let Some(start) = words[rest..].find(least.map(|(sign, _)| sign)).map(|at| rest + at) {
        let sign = words[start..].chars().next().unwrap_or_default();
        let (mut run, mut end) = (0, start);
        while let Some(next) = next_sign(&words[end..], sign) {
            (run, end) = (run + 1, end + next);
        }
        rest = end;
        let enough = least.iter().any(|(known, least)| *known == sign && run >= *least);
        // The stroke that lengthens a word stands between its letters.
        let within = |c: Option<char>| sign == 'ـ' && c.is_some_and(char::is_alphabetic);
        if enough && !within(words[..start].chars().next_back()) && !within(words[end..].chars().next()) {
            found.push(start..end);
        }
    }
    found
}

/// How many bytes the next sign of a run takes, with what stands before it.
fn next_sign(rest: &str, sign: char) -> Option<usize> {
    let before = usize::from(rest.starts_with([' ', '\\']));
    rest[before..].starts_with(sign).then(|| before + sign.len_utf8())
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
        assert_eq!(found("قبل. . . . . بعد", UNMARKED), [". . . . ."]);
        assert_eq!(found("Name: \\_\\_\\_\\_ x", UNMARKED), ["_\\_\\_\\_"]);
        assert_eq!(found("a. b. c. _a_ _b_ _c_ _d_ 1.2.3.4", UNMARKED), [""; 0]);
    }
}
