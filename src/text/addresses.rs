//! Addresses: what is typed as an address of the web or of mail is a link.

use super::blocks::Inline;

/// Makes links of the bare addresses in words that stand in no link; `at` is the place of their block.
pub(super) fn link_addresses(words: &mut Vec<Inline>, at: usize) {
    let holds = |inline: &Inline| match inline {
        Inline::Text(text) => may_hold(text),
        Inline::Strong(_) | Inline::Emphasis(_) | Inline::Struck(_) => true,
        _ => false,
    };
    if !words.iter().any(holds) {
        return;
    }
    let mut linked = Vec::with_capacity(words.len() + 2);
    for inline in words.drain(..) {
        match inline {
            Inline::Text(text) if may_hold(&text) => push_linked(&text, at, &mut linked),
            Inline::Strong(mut inner) => {
                link_addresses(&mut inner, at);
                linked.push(Inline::Strong(inner));
            }
            Inline::Emphasis(mut inner) => {
                link_addresses(&mut inner, at);
                linked.push(Inline::Emphasis(inner));
            }
            Inline::Struck(mut inner) => {
                link_addresses(&mut inner, at);
                linked.push(Inline::Struck(inner));
            }
            other => linked.push(other),
        }
    }
    *words = linked;
}

fn may_hold(text: &str) -> bool {
    text.contains("://") || text.contains('@') || text.contains("www.")
}

fn push_linked(text: &str, at: usize, out: &mut Vec<Inline>) {
    let mut from = 0;
    let mut next = 0;
    while let Some((start, end, target)) = next_address(text, next) {
        if start > from {
            out.push(Inline::Text(text[from..start].to_owned()));
        }
        let words = vec![Inline::Text(text[start..end].to_owned())];
        out.push(Inline::Link { target, title: String::new(), words, at });
        (from, next) = (end, end);
    }
    if from < text.len() {
        out.push(Inline::Text(text[from..].to_owned()));
    }
}

/// The first address from a byte on: where it starts and ends, and where it leads.
fn next_address(text: &str, from: usize) -> Option<(usize, usize, String)> {
    let mut at = from;
    for run in text[from..].split_inclusive(|c: char| !is_of_address(c)) {
        let word = run.trim_end_matches(|c: char| !is_of_address(c));
        let start = at + word.find(|c: char| c.is_ascii_alphanumeric()).unwrap_or(word.len());
        let word = trimmed(&text[start..at + word.len()]);
        if let Some(target) = target_of(word) {
            return Some((start, start + word.len(), target));
        }
        at += run.len();
    }
    None
}

/// What addresses are written with; other letters end one, as they do in a browser's bar.
fn is_of_address(c: char) -> bool {
    c.is_ascii_graphic() && !matches!(c, '<' | '>' | '"' | '`' | '|' | '\\' | '^' | '{' | '}' | ',' | ';')
}

/// An address without the punctuation of the sentence around it.
fn trimmed(word: &str) -> &str {
    let mut word = word;
    loop {
        let shorter = word.trim_end_matches(['.', ':', '!', '?', '\'', '*', '_', '[', ']', '(']);
        let shorter = match shorter.strip_suffix(')') {
            Some(inner) if shorter.matches(')').count() > shorter.matches('(').count() => inner,
            _ => shorter,
        };
        if shorter.len() == word.len() {
            return word;
        }
        word = shorter;
    }
}

fn target_of(word: &str) -> Option<String> {
    let lower = word.get(..8.min(word.len())).unwrap_or_default().to_ascii_lowercase();
    let host_of = |rest: &str| {
        let host = rest.split(['/', '?', '#', ':']).next().unwrap_or_default();
        host.contains('.')
            && !host.starts_with('.')
            && host.bytes().all(|b| b.is_ascii_alphanumeric() || b"-.".contains(&b))
    };
    if let Some(scheme) = ["https://", "http://"].into_iter().find(|scheme| lower.starts_with(scheme)) {
        return host_of(&word[scheme.len()..]).then(|| word.to_owned());
    }
    if lower.starts_with("www.") {
        return (host_of(word) && word[4..].contains('.')).then(|| format!("https://{word}"));
    }
    let (name, host) = word.split_once('@')?;
    let plain = |c: u8| c.is_ascii_alphanumeric() || b"._%+-".contains(&c);
    let mail =
        !name.is_empty() && name.bytes().all(plain) && host_of(host) && !host.contains(['/', '?', '#', ':', '@']);
    mail.then(|| format!("mailto:{word}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn linked(text: &str) -> Vec<(String, Option<String>)> {
        let mut words = vec![Inline::Text(text.to_owned())];
        link_addresses(&mut words, 0);
        let parts = words.into_iter().map(|inline| match inline {
            Inline::Link { target, ref words, .. } => (words[0].plain(), Some(target)),
            other => (other.plain(), None),
        });
        parts.collect()
    }

    #[test]
    fn bare_addresses_are_links_without_the_punctuation_behind_them() {
        let links = |text: &str| {
            linked(text).into_iter().filter_map(|(words, target)| Some((words, target?))).collect::<Vec<_>>()
        };
        let same = |word: &str| vec![(word.to_owned(), word.to_owned())];
        assert_eq!(links("زوروا https://example.org/a?b=c."), same("https://example.org/a?b=c"));
        assert_eq!(links("(https://example.org/a_(b))،"), same("https://example.org/a_(b)"));
        assert_eq!(
            links("راسلنا على info@example.org، أو"),
            [("info@example.org".into(), "mailto:info@example.org".into())]
        );
        assert_eq!(links("www.example.org"), [("www.example.org".into(), "https://www.example.org".into())]);
        for text in ["user@host", "@example", "http://", "a://b.c", "نص @ نص"] {
            assert_eq!(links(text), [], "{text}");
        }
    }

    #[test]
    fn words_around_addresses_stay_as_they_are() {
        let words: String = linked("أ a@b.org ب http://c.org/ ت").into_iter().map(|(words, _)| words).collect();
        assert_eq!(words, "أ a@b.org ب http://c.org/ ت");
    }
}
