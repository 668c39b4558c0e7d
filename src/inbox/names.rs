//! The names of files that people send, made safe to store and to show.

/// The most bytes of a name: file systems take 255, and a number stands before it.
const LONGEST: usize = 120;

/// A name that leads nowhere, turns no text around and is a name everywhere.
///
/// What stands before the last slash of either kind goes; control characters
/// and those that no reader sees go; what some system forbids becomes `_`.
pub(super) fn safe(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let kept: String = last
        .chars()
        .filter(|c| !c.is_control() && !is_unseen(*c))
        .map(|c| if "<>:\"|?*'`$&;".contains(c) { '_' } else { c })
        .collect();
    let kept = kept.trim_matches(|c: char| c == '.' || c.is_whitespace());
    if kept.is_empty() { "file".to_owned() } else { shortened(kept) }
}

/// The ending of a name in small letters, without its dot.
pub(super) fn ending(name: &str) -> String {
    name.rsplit_once('.').map(|(_, ending)| ending.to_lowercase()).unwrap_or_default()
}

/// Characters that turn text around, join what is apart, or have no width.
fn is_unseen(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        | '\u{feff}' | '\u{fff0}'..='\u{ffff}' | '\u{e0000}'..='\u{e0fff}')
}

/// At most [`LONGEST`] bytes, with the ending kept.
fn shortened(name: &str) -> String {
    if name.len() <= LONGEST {
        return name.to_owned();
    }
    let (stem, ending) = name.rsplit_once('.').filter(|(_, ending)| ending.len() <= 20).unwrap_or((name, ""));
    let mut end = LONGEST - ending.len() - 1;
    while !stem.is_char_boundary(end) {
        end -= 1;
    }
    if ending.is_empty() { stem[..end].to_owned() } else { format!("{}.{ending}", &stem[..end]) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lead_nowhere_and_turn_nothing_around() {
        assert_eq!(safe("../../etc/passwd"), "passwd");
        assert_eq!(safe("C:\\users\\صورة.jpg"), "صورة.jpg");
        assert_eq!(safe("invoice\u{202e}fdp.exe"), "invoicefdp.exe");
        assert_eq!(safe("a\r\nb\0c\u{7f}.pdf"), "abc.pdf");
        assert_eq!(safe(".."), "file");
        assert_eq!(safe("..."), "file");
        assert_eq!(safe(""), "file");
        assert_eq!(safe(".htaccess"), "htaccess");
        assert_eq!(safe("a\"b<c>.pdf"), "a_b_c_.pdf");
    }

    #[test]
    fn long_names_keep_their_ending() {
        let name = safe(&format!("{}.pdf", "م".repeat(300)));
        assert!(name.len() <= LONGEST && name.ends_with("م.pdf"), "{name}");
        assert!(safe(&"م".repeat(300)).len() <= LONGEST);
    }
}
