//! Isolation: words of one direction within words of the other, each in its own order.

use crate::model::Lang;

use crate::output::escape::escape;

/// Words of a page as HTML, with what runs from left to right isolated where they are Arabic.
pub(crate) fn isolated_words(words: &str, lang: Lang) -> String {
    let mut out = String::new();
    push_isolated(words, lang, &mut out);
    out
}

/// Plain words of a text as HTML: those in Arabic letters within an English text are
/// marked as Arabic, since what marked them in the text is not a part of its words.
pub(crate) fn marked_words(words: &str, lang: Lang) -> String {
    if lang == Lang::Arabic {
        return isolated_words(words, lang);
    }
    let is_arabic = |c: char| matches!(c, '\u{600}'..='\u{6ff}' | '\u{750}'..='\u{77f}' | '\u{fb50}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}');
    let mut out = String::new();
    let mut rest = words;
    while let Some(start) = rest.find(is_arabic) {
        let run = &rest[start..];
        // Words of one run are joined by spaces; the run ends with its last letter.
        let end = run.find(|c: char| !is_arabic(c) && c != ' ').unwrap_or(run.len());
        let run = run[..end].trim_end();
        escape(&rest[..start], &mut out);
        out.push_str("<bdi lang=\"ar\" dir=\"rtl\">");
        escape(run, &mut out);
        out.push_str("</bdi>");
        rest = &rest[start + run.len()..];
    }
    escape(rest, &mut out);
    out
}

/// Words, with what runs from left to right isolated in an Arabic text.
pub(super) fn push_isolated(text: &str, lang: Lang, out: &mut String) {
    if lang == Lang::English || !text.bytes().any(|byte| byte.is_ascii_digit() || byte == b'@') {
        return escape(text, out);
    }
    let mut rest = text;
    while let Some((before, inside, after)) = split_isolated(rest) {
        escape(before, out);
        out.push_str("<bdi dir=\"ltr\">");
        escape(inside, out);
        out.push_str("</bdi>");
        rest = after;
    }
    escape(rest, out);
}

/// The first run of `text` that an Arabic paragraph would turn around: a phone
/// number, a range, a date with dashes, a percentage, an e-mail address.
///
/// Measured: `+966 11 234 5678`, `2025-07-13`, `10-20` and `5%` come out reversed;
/// `(5351)` and `18/1/1447` do not, so they are left alone.
fn split_isolated(text: &str) -> Option<(&str, &str, &str)> {
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '%' | ':' | '.' | '@' | '_' | '/' | '#');
    let mut at = 0;
    while at < text.len() {
        let start = at + text[at..].find(fits)?;
        let mut end = start + text[start..].find(|c| !fits(c)).unwrap_or(text.len() - start);
        if text[start..].starts_with('+') {
            end = phone_end(text, start, end);
        }
        let run = text[start..end].trim_end_matches(['.', ':', '-', '/']);
        let digit = run.bytes().any(|byte| byte.is_ascii_digit());
        let turns = run.len() > 1 && run.contains(['-', '%', '+', ':']) && digit;
        let email = run.find('@').is_some_and(|at| at > 0 && run[at..].contains('.'));
        if turns || email {
            return Some((&text[..start], run, &text[start + run.len()..]));
        }
        at = end;
    }
    None
}

/// A number with a country code goes on over the spaces between its groups.
fn phone_end(text: &str, start: usize, mut end: usize) -> usize {
    while let Some(next) = text[end..].strip_prefix(' ') {
        let digits = next.bytes().take_while(u8::is_ascii_digit).count();
        if digits == 0 || end - start > 20 {
            break;
        }
        end += 1 + digits;
    }
    end
}

/// The parts of an address between which it may go on in the next line: after a point, a stroke or
/// their like, never in the middle of a word. What has spaces is no address, and one part.
pub(crate) fn address_parts(text: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut from = 0;
    if !text.contains(char::is_whitespace) {
        for (at, c) in text.char_indices() {
            let next = at + c.len_utf8();
            let goes_on = text[next..].starts_with(char::is_alphanumeric);
            if at > from && goes_on && matches!(c, '/' | '.' | '@' | '-' | '_' | '?' | '&' | '=' | '#') {
                parts.push(&text[from..next]);
                from = next;
            }
        }
    }
    parts.push(&text[from..]);
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_goes_on_after_a_separator() {
        assert_eq!(address_parts("complaints@a-b.org.sa"), ["complaints@", "a-", "b.", "org.", "sa"]);
        assert_eq!(address_parts("https://a.sa/b/?c=d"), ["https://", "a.", "sa/", "b/?", "c=", "d"]);
        assert_eq!(address_parts("@handle"), ["@handle"]);
        assert_eq!(address_parts("+966 11 000-0000"), ["+966 11 000-0000"]);
        assert_eq!(address_parts(""), [""]);
    }

    #[test]
    fn arabic_words_in_an_english_text_are_marked() {
        let mark = |words| marked_words(words, Lang::English);
        let bdi = |words: &str| format!("<bdi lang=\"ar\" dir=\"rtl\">{words}</bdi>");
        let said = format!("which are {}, and &lt;b", bdi("علاقات المستفيدين"));
        assert_eq!(mark("which are علاقات المستفيدين, and <b"), said);
        assert_eq!(mark("plain"), "plain");
        assert_eq!(mark("أ b ج"), format!("{} b {}", bdi("أ"), bdi("ج")));
        assert_eq!(marked_words("نص b", Lang::Arabic), "نص b");
    }
}
