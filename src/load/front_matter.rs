//! Front matter that was meant, and is none for the reader.

/// The keys with which front matter begins.
const KEYS: [&str; 4] = ["title", "summary", "translation", "translated_from"];
/// So many lines are looked at for one of them.
const LINES: usize = 12;

/// Where front matter stands that is not read, and why; for a text that has none.
pub(super) fn missed(source: &str) -> Option<(usize, &'static str)> {
    let hidden =
        |c: char| c.is_whitespace() || matches!(c, '\u{feff}' | '\u{200b}'..='\u{200f}' | '\u{61c}' | '\u{ad}');
    let text = source.trim_start_matches(hidden);
    let at = source.len() - text.len();
    let mut lines = text.split(['\n', '\r']).map(|line| line.trim_matches(hidden)).filter(|line| !line.is_empty());
    let first = lines.next()?;
    if is_key(first) && lines.clone().take(LINES).any(|line| is_key(line) || is_bound(line)) {
        return Some((at, "its first line of `---` is missing"));
    }
    if !is_bound(first) || !lines.take(LINES).any(is_key) {
        return None;
    }
    let why = if first != "---" {
        "another sign than `---` stands before it"
    } else if !source.contains('\n') {
        "its lines end with CR alone"
    } else if source.trim_start_matches('\u{feff}').starts_with("---") {
        // Its second line is missing, which is told by itself.
        return None;
    } else {
        "a blank line or a sign that is not seen stands before it"
    };
    Some((at, why))
}

fn is_key(line: &str) -> bool {
    let word = line.split([':', '=', '：']).next().filter(|word| word.len() < line.len()).unwrap_or_default();
    KEYS.contains(&word.trim().to_ascii_lowercase().as_str())
}

/// Three or more signs that people set front matter off with.
fn is_bound(line: &str) -> bool {
    let dashes = line.chars().all(|c| matches!(c, '-' | '‐' | '‑' | '–' | '—' | '−' | 'ـ' | '─'));
    let other = ['+', '=', '_', '*', '~', ';'].iter().any(|sign| line.chars().all(|c| c == *sign));
    (dashes && (line.chars().count() >= 3 || line.contains(['—', '–']))) || (other && line.len() >= 3)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn front_matter_that_was_meant_is_seen() {
        let matter = "title: سياسة\nsummary: نص\n";
        for text in [
            format!("\n---\n{matter}---\n"),
            format!("\u{200f}---\n{matter}---\n"),
            format!("+++\n{matter}+++\n"),
            format!("———\n{matter}———\n"),
            format!("—-\n{matter}—-\n"),
            format!("{matter}---\n"),
            format!("---\n{matter}---\n").replace('\n', "\r"),
            "title = \"x\"\nsummary = \"y\"\n".to_owned(),
        ] {
            assert!(missed(&text).is_some(), "{text:?}");
        }
    }

    #[test]
    fn a_rule_and_words_are_no_front_matter() {
        for text in ["", "نص.\n", "---\n\nنص.\n", "title: one word alone\n\nWords.\n", "***\n\nنص: شيء\n"] {
            assert_eq!(missed(text), None, "{text:?}");
        }
    }
}
