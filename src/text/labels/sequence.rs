//! Sequence: whether labels follow each other.

use super::typed::letter;
use super::{ABJAD, LETTERS, Marker, MarkerStyle, arabic_indic, digit};

/// The order of the letters on Persian keyboards.
const PERSIAN: [&str; 32] = [
    "أ", "ب", "پ", "ت", "ث", "ج", "چ", "ح", "خ", "د", "ذ", "ر", "ز", "ژ", "س", "ش", "ص", "ض", "ط", "ظ", "ع", "غ", "ف",
    "ق", "ك", "گ", "ل", "م", "ن", "و", "هـ", "ي",
];

/// Whether the labels of one list follow each other; gives the first that does
/// not, with the label that was expected.
///
/// Letters may follow either the dictionary or the abjad order, but one of them
/// throughout. Bullets follow anything.
pub(in crate::text) fn first_break(markers: &[&Marker]) -> Option<(usize, String)> {
    for at in 1..markers.len() {
        let (before, here) = (markers[at - 1], markers[at]);
        if here.style != before.style || here.style == MarkerStyle::Bullet || follows(before, here) {
            continue;
        }
        if here.style == MarkerStyle::Hijai && (in_order(markers, &ABJAD) || in_order(markers, &PERSIAN)) {
            return None;
        }
        return Some((at, next(before, here)));
    }
    None
}

/// Whether a label is the one after another of the same style.
pub(in crate::text) fn follows(before: &Marker, here: &Marker) -> bool {
    if here.style != MarkerStyle::Compound {
        return here.style == before.style && here.ordinal == before.ordinal + 1;
    }
    let (old, new) = (parts(&before.label), parts(&here.label));
    // One part is counted up, and what stands below it starts anew: 1.2, 1.3, 2.1. Some write the item first: 1-3, 2-3.
    let counted = old.iter().zip(&new).position(|(old, new)| old != new);
    match counted {
        None => new.len() == old.len() + 1 && new.last() == Some(&1),
        Some(at) if new[at] != old[at] + 1 => false,
        Some(at) if at + 1 == new.len() => true,
        Some(at) => {
            new[at + 1..].iter().all(|part| *part == 1) || (old.len() == new.len() && old[at + 1..] == new[at + 1..])
        }
    }
}

/// The numbers of a label of more than one level.
fn parts(label: &str) -> Vec<u32> {
    let words = label.split(|c| digit(c).is_none()).filter(|word| !word.is_empty());
    words.map(|word| word.chars().filter_map(digit).fold(0, |sum, digit| sum * 10 + digit)).collect()
}

/// The label with which a list starts that counts as this one does.
pub(in crate::text) fn first_of(marker: &Marker) -> String {
    next(&Marker { ordinal: 0, ..marker.clone() }, marker)
}

/// The label that should stand here, written as the one that does.
fn next(before: &Marker, here: &Marker) -> String {
    let count = before.ordinal + 1;
    let own = |c: char| match here.style {
        MarkerStyle::Decimal | MarkerStyle::ArabicIndic | MarkerStyle::Compound => digit(c).is_some(),
        MarkerStyle::Hijai => letter(c).is_some() || c == 'ـ',
        _ => c.is_alphabetic(),
    };
    let words = match here.style {
        MarkerStyle::Compound
            if parts(&before.label).split_last().map(|(_, above)| above.to_vec())
                != parts(&here.label).split_last().map(|(_, above)| above.to_vec()) =>
        {
            return format!("{}…", before.label);
        }
        MarkerStyle::ArabicIndic if here.label.contains(|c| matches!(c, '۰'..='۹')) => {
            arabic_indic(count as usize).chars().map(persian).collect()
        }
        MarkerStyle::ArabicIndic => arabic_indic(count as usize),
        MarkerStyle::Compound if here.label.contains(|c| matches!(c, '٠'..='٩')) => arabic_indic(count as usize),
        MarkerStyle::Decimal | MarkerStyle::Compound => count.to_string(),
        style => style.write(count as usize).unwrap_or_default(),
    };
    let end = here
        .label
        .rfind(own)
        .map_or(here.label.len(), |at| at + here.label[at..].chars().next().map_or(0, char::len_utf8));
    let start = here.label[..end].trim_end_matches(own).len();
    [&here.label[..start], &words, &here.label[end..]].concat()
}

fn persian(c: char) -> char {
    let value = digit(c).unwrap_or(0);
    char::from_u32('۰' as u32 + value).unwrap_or(c)
}

/// Whether letters stand in an order from its first on; those that it lacks stand in none.
fn in_order(markers: &[&Marker], order: &[&str]) -> bool {
    let letters = markers.iter().filter(|marker| marker.style == MarkerStyle::Hijai);
    let mut expected = order.iter().copied();
    letters.into_iter().all(|marker| LETTERS.get(marker.ordinal as usize - 1).copied() == expected.next())
}

#[cfg(test)]
mod tests {
    use super::super::read_mark;
    use super::*;

    fn list(labels: &[&str]) -> Vec<Marker> {
        labels.iter().map(|label| read_mark(&format!("{label} نص")).expect("a mark").marker).collect()
    }

    fn check(labels: &[&str]) -> Option<(usize, String)> {
        first_break(&list(labels).iter().collect::<Vec<_>>())
    }

    #[test]
    fn letters_follow_the_dictionary_or_the_abjad_order() {
        assert_eq!(check(&["أ-", "ب-", "ت-", "ث-", "ج-"]), None);
        assert_eq!(check(&["أ-", "ب-", "ج-", "د-", "هـ-"]), None);
        assert_eq!(check(&["أ-", "ب-", "ث-"]), Some((2, "ت-".into())));
        assert_eq!(check(&["أ-", "ب-", "ب-"]), Some((2, "ت-".into())));
    }

    #[test]
    fn what_is_expected_is_written_as_what_stands_there() {
        assert_eq!(check(&["(1)", "(3)"]), Some((1, "(2)".into())));
        assert_eq!(check(&["(أ)", "(ت)"]), Some((1, "(ب)".into())));
        assert_eq!(check(&["۱.", "۳."]), Some((1, "۲.".into())));
        assert_eq!(check(&["1.1", "1.3"]), Some((1, "1.2".into())));
        assert_eq!(check(&["ii.", "iv."]), Some((1, "iii.".into())));
        assert_eq!(check(&["أولاً:", "ثالثاً:"]), Some((1, "ثانياً:".into())));
    }

    #[test]
    fn numbers_of_more_than_one_level_count_on_or_start_anew() {
        for labels in [["1.1", "1.2"], ["1.9", "1.10"], ["1.3", "2.1"], ["1-3", "2-3"], ["1.1", "1.1.1"]] {
            assert_eq!(check(&labels), None, "{labels:?}");
        }
        assert!(check(&["1.1", "3.1"]).is_some());
    }
}
