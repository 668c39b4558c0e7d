//! Periods in the words of a clause: `خلال مدة لا تتجاوز (15) يوم عمل`, `within two weeks`.

use std::ops::Range;

use memchr::memmem;

use super::numbers::numeral;
use super::tokens::{Kind, Token, tokens};
use super::{Bound, Unit};

/// A length of time that words state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatedPeriod {
    /// Most or least, where the words say so.
    pub bound: Option<Bound>,
    /// How many units.
    pub amount: u32,
    /// The unit.
    pub unit: Unit,
    /// Whether the number is written in words, where people err in other ways than programs read.
    pub in_words: bool,
    /// The bytes at which it stands, number and unit.
    pub at: Range<usize>,
}

/// The roots of the units: a text without one of them states no period.
const ROOTS: [&str; 14] =
    ["يوم", "أيام", "ايام", "سبوع", "سابيع", "شهر", "شهور", "ساعة", "ساعه", "ساعات", "ساعت", "day", "week", "hour"];

/// Whether a text may state a period at all; cheap, for texts that state none.
pub fn may_state_periods(text: &str) -> bool {
    let has = |root: &str| memmem::find(text.as_bytes(), root.as_bytes()).is_some();
    ROOTS.iter().any(|root| has(root)) || has("month")
}

/// The periods that the words of a clause state, in their order.
pub fn periods(text: &str) -> Vec<StatedPeriod> {
    let tokens = tokens(text);
    let mut found = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        match counted(&tokens, at).or_else(|| bare(&tokens, at)) {
            Some(read) => {
                let bound = after(&tokens[read.end..]).or_else(|| before(&tokens[..at]));
                for (amount, in_words) in read.amounts.into_iter().flatten() {
                    let at = tokens[at].start..tokens[read.end - 1].end;
                    found.push(StatedPeriod { bound, amount, unit: read.unit, in_words, at });
                }
                at = read.end;
            }
            None => at += 1,
        }
    }
    found
}

/// A period that begins at a token.
struct Read {
    /// Its number, and another one where it is said twice and not the same: `خمسة عشر (51)`.
    amounts: [Option<(u32, bool)>; 2],
    unit: Unit,
    /// The token behind it.
    end: usize,
}

/// `15 يوم عمل`, `خمسة عشر (15) يوماً`, `ten working days`.
fn counted(tokens: &[Token], at: usize) -> Option<Read> {
    let first = numeral(&tokens[at..])?;
    let mut end = at + first.taken;
    let second = numeral(&tokens[end..]).filter(|second| second.in_words != first.in_words);
    end += second.map_or(0, |second| second.taken);
    let (unit, taken) = unit(&tokens[end..], false)?;
    // Digits say what is meant; number words beside them that say the same add nothing.
    let (digits, words) = if first.in_words { (second, Some(first)) } else { (Some(first), second) };
    let words = words.filter(|words| digits.is_none_or(|digits| digits.value != words.value));
    let amounts = [digits, words].map(|number| number.map(|number| (number.value, number.in_words)));
    Some(Read { amounts, unit, end: end + taken })
}

/// A unit that is its own number: `يومين`, `يومي عمل`, and after a bound `أسبوع`, `a week`.
fn bare(tokens: &[Token], at: usize) -> Option<Read> {
    let word = tokens[at].word()?;
    let two = |unit, taken| Some(Read { amounts: [Some((2, true)), None], unit, end: at + taken });
    let plain = without_prefix(word);
    let next = tokens.get(at + 1).and_then(Token::word);
    match plain {
        "يومين" | "يومان" => {
            let taken = working(&tokens[at + 1..]);
            return two(if taken > 0 { Unit::WorkingDay } else { Unit::Day }, 1 + taken);
        }
        "يومي" | "يوما" if next == Some("عمل") => {
            return two(Unit::WorkingDay, 1 + working(&tokens[at + 1..]));
        }
        "اسبوعين" | "اسبوعان" => return two(Unit::Week, 1),
        "شهرين" | "شهران" => return two(Unit::Month, 1),
        "ساعتين" | "ساعتان" => return two(Unit::Hour, 1),
        _ => {}
    }
    // One of a unit is a period only where a bound stands right before it: `خلال أسبوع`, `within a week`.
    if !is_bound_word(&tokens[at.checked_sub(1)?]) || before(&tokens[..at]).is_none() {
        return None;
    }
    let article = usize::from(matches!(word, "a" | "an"));
    let (unit, taken) = unit(&tokens[at + article..], true)?;
    let end = at + article + taken;
    let goes_on = tokens.get(end).and_then(Token::word);
    let one = matches!(goes_on, Some("واحد" | "واحده"));
    let ends = matches!(
        goes_on,
        None | Some("من" | "علي" | "كحد" | "بحد" | "بعد" | "واحد" | "واحده" | "of" | "from" | "after" | "at" | "and")
    );
    (ends || article == 1).then_some(Read { amounts: [Some((1, true)), None], unit, end: end + usize::from(one) })
}

/// The unit with which the tokens begin, and how many of them it takes; `one` of it alone where asked.
fn unit(tokens: &[Token], one: bool) -> Option<(Unit, usize)> {
    let word = tokens.first()?.word()?;
    let found = match without_prefix(word) {
        "يوم" => Some(Unit::Day),
        "اسبوع" => Some(Unit::Week),
        "شهر" => Some(Unit::Month),
        "ساعه" => Some(Unit::Hour),
        "يوما" | "ايام" | "اياما" if !one => Some(Unit::Day),
        "اسبوعا" | "اسابيع" if !one => Some(Unit::Week),
        "شهرا" | "اشهر" | "شهور" if !one => Some(Unit::Month),
        "ساعات" if !one => Some(Unit::Hour),
        _ => None,
    };
    if let Some(unit) = found {
        let taken = if unit == Unit::Day { working(&tokens[1..]) } else { 0 };
        return Some((if taken > 0 { Unit::WorkingDay } else { unit }, 1 + taken));
    }
    let english = |word: &str| match (word, one) {
        ("day", _) | ("days", false) => Some(Unit::Day),
        ("workday", _) | ("workdays", false) => Some(Unit::WorkingDay),
        ("week", _) | ("weeks", false) => Some(Unit::Week),
        ("month", _) | ("months", false) => Some(Unit::Month),
        ("hour", _) | ("hours", false) => Some(Unit::Hour),
        _ => None,
    };
    match (word, tokens.get(1).and_then(Token::word).and_then(english)) {
        ("working" | "business" | "work", Some(Unit::Day)) => Some((Unit::WorkingDay, 2)),
        ("calendar" | "consecutive", Some(unit)) => Some((unit, 2)),
        ("clock", Some(Unit::Hour)) => Some((Unit::Hour, 2)),
        _ => english(word).map(|unit| (unit, 1)),
    }
}

/// How many tokens after a day say that it is one of work: `عمل`, `من أيام العمل الرسمية`.
fn working(tokens: &[Token]) -> usize {
    let word = |nth: usize| tokens.get(nth).and_then(Token::word);
    let taken = match (word(0), word(1), word(2)) {
        (Some("عمل" | "العمل" | "دوام"), ..) => 1,
        (Some("من"), Some("ايام" | "الايام"), Some("العمل" | "عمل" | "الدوام")) => 3,
        _ => return 0,
    };
    taken + usize::from(matches!(word(taken), Some("رسمي" | "رسميه" | "الرسمي" | "الرسميه")))
}

/// An Arabic word without the letters that are written before it.
fn without_prefix(word: &str) -> &str {
    let prefixes = ["بال", "وال", "ال", "لل", "ب", "ل", "و", "ف"];
    let starts = ["يوم", "ايام", "اسبوع", "اسابيع", "شهر", "شهور", "اشهر", "ساع"];
    let bare = prefixes.into_iter().filter_map(|prefix| word.strip_prefix(prefix));
    bare.into_iter().find(|bare| starts.iter().any(|start| bare.starts_with(start))).unwrap_or(word)
}

const MOST: Option<Bound> = Some(Bound::AtMost);
const LEAST: Option<Bound> = Some(Bound::AtLeast);

/// The words before a period that bound it, the nearest within its sentence first.
fn before(tokens: &[Token]) -> Option<Bound> {
    /// So many words may stand between the bound and the number: `خلال مدة أقصاها لا تتجاوز`.
    const NEAR: usize = 7;
    let sentence = tokens.iter().rposition(|token| token.kind == Kind::Stop).map_or(0, |stop| stop + 1);
    let words: Vec<&str> = tokens[sentence..].iter().filter_map(Token::word).collect();
    let near = &words[words.len().saturating_sub(NEAR)..];
    (0..near.len()).rev().find_map(|at| {
        let word = |back: usize| at.checked_sub(back).map_or("", |at| near[at]);
        let not = |word: &str| matches!(word, "لا" | "ولا" | "الا" | "والا" | "لن" | "ولن");
        match word(0) {
            "تقل" | "يقل" if not(word(1)) => LEAST,
            "الاقل" if word(1) == "علي" => LEAST,
            "ادني" | "الادني" => LEAST,
            "تتجاوز" | "يتجاوز" | "تجاوز" | "تزيد" | "يزيد" | "تتعدي" | "يتعدي" | "يتاخر" | "تتاخر" if not(word(1)) => {
                MOST
            }
            "الاكثر" if word(1) == "علي" => MOST,
            "اقصي" | "الاقصي" | "اقصاها" | "اقصاه" | "خلال" | "غضون" => MOST,
            "least" if word(1) == "at" => LEAST,
            "less" | "fewer" | "sooner" | "earlier" if matches!(word(1), "not" | "no") => LEAST,
            "less" | "fewer" if word(1) == "be" && word(2) == "not" => LEAST,
            "minimum" => LEAST,
            "most" | "latest" if matches!(word(1), "at" | "the") => MOST,
            "more" | "longer" | "later" | "greater" if matches!(word(1), "not" | "no" | "be") => MOST,
            "exceed" | "exceeding" | "within" | "maximum" => MOST,
            "to" if word(1) == "up" => MOST,
            _ => None,
        }
    })
}

/// Whether a word can stand right before one of a unit, which it bounds.
fn is_bound_word(token: &Token) -> bool {
    let bounds = [
        "خلال",
        "غضون",
        "تتجاوز",
        "يتجاوز",
        "عن",
        "علي",
        "اقصاها",
        "اقصاه",
        "مده",
        "within",
        "exceed",
        "exceeding",
        "than",
    ];
    token.word().is_some_and(|word| bounds.contains(&word))
}

/// The words right behind a period that bound it: `على الأكثر`, `كحد أدنى`, `at the latest`.
fn after(tokens: &[Token]) -> Option<Bound> {
    let word = |nth: usize| tokens.get(nth).and_then(Token::word).unwrap_or_default();
    match (word(0), word(1), word(2)) {
        ("علي", "الاقل", _) | ("كحد" | "بحد" | "حدا", "ادني", _) | ("فاكثر", ..) | ("او", "اكثر", _) => {
            LEAST
        }
        ("at", "least", _) | ("or", "more", _) | ("minimum", ..) | ("as", "a", "minimum") => LEAST,
        ("علي", "الاكثر", _) | ("كحد" | "بحد" | "حدا", "اقصي", _) | ("فاقل", ..) | ("او", "اقل", _) => {
            MOST
        }
        ("at", "most", _) | ("at", "the", "latest" | "most") | ("or", "less", _) | ("maximum", ..) => MOST,
        ("as", "a", "maximum") => MOST,
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<(Option<&'static str>, u32, &'static str, bool)> {
        let told =
            |period: StatedPeriod| (period.bound.map(Bound::word), period.amount, period.unit.word(), period.in_words);
        periods(text).into_iter().map(told).collect()
    }

    const AT_MOST: Option<&str> = Some("at-most");
    const AT_LEAST: Option<&str> = Some("at-least");

    #[test]
    fn periods_of_arabic_clauses_are_read() {
        let cases = [
            ("يُرد على الطلب في مدة لا تتجاوز (15) يوم عمل، تُحسب من تاريخ اكتماله.", AT_MOST, 15, "working-day", false),
            ("خلال مدة لا تقل عن أسبوعين.", AT_LEAST, 2, "week", true),
            ("خلال ٣٠ يوماً من تاريخ تقديمه", AT_MOST, 30, "day", false),
            ("خلال خمسة عشر (15) يوماً", AT_MOST, 15, "day", false),
            ("خلال (15) خمسة عشر يوم عمل", AT_MOST, 15, "working-day", false),
            ("خلال خَمْسَةَ عَشَرَ يوماً", AT_MOST, 15, "day", true),
            ("خلال عشرة أيام عمل", AT_MOST, 10, "working-day", true),
            ("في غضون عشرة أيام من أيام العمل الرسمية", AT_MOST, 10, "working-day", true),
            ("يرد خلال يومين", AT_MOST, 2, "day", true),
            ("يرد خلال يومي عمل", AT_MOST, 2, "working-day", true),
            ("خلال يومي عمل رسمي", AT_MOST, 2, "working-day", true),
            ("في مدة أقصاها خمسة وعشرون يوماً", AT_MOST, 25, "day", true),
            ("بما لا يزيد على ثلاثين يوماً", AT_MOST, 30, "day", true),
            ("لا تتجاوز مدة الدراسة 3 أشهر", AT_MOST, 3, "month", false),
            ("خلال شهر من تاريخ الطلب", AT_MOST, 1, "month", true),
            ("خلال أسبوع واحد", AT_MOST, 1, "week", true),
            ("خلال يوم عمل واحد", AT_MOST, 1, "working-day", true),
            ("خلال ٢٤ ساعة", AT_MOST, 24, "hour", false),
            ("خلال ثمان وأربعين ساعة", AT_MOST, 48, "hour", true),
            ("10 أيام كحد أقصى", AT_MOST, 10, "day", false),
            ("قبل الاجتماع بسبعة أيام على الأقل", AT_LEAST, 7, "day", true),
            ("قبل الاجتماع بيومين", None, 2, "day", true),
            ("مدة الدراسة أسبوعان", None, 2, "week", true),
            ("خلال مدة لا تتجاوز ۱۵ يوم عمل", AT_MOST, 15, "working-day", false),
            ("خلال مئة وعشرين يوماً", AT_MOST, 120, "day", true),
            ("ألا يقل الإشعار عن ستين يوماً", AT_LEAST, 60, "day", true),
        ];
        for (text, bound, amount, unit, in_words) in cases {
            assert_eq!(read(text), [(bound, amount, unit, in_words)], "{text}");
        }
    }

    #[test]
    fn periods_of_english_clauses_are_read() {
        let cases = [
            ("in a period not exceeding (15) working days, counted from then", AT_MOST, 15, "working-day", false),
            ("within a period of not less than two weeks", AT_LEAST, 2, "week", true),
            ("within ten business days", AT_MOST, 10, "working-day", true),
            ("no later than 30 calendar days", AT_MOST, 30, "day", false),
            ("within twenty-one days", AT_MOST, 21, "day", true),
            ("fifteen (15) days at the latest", AT_MOST, 15, "day", false),
            ("within a week of receipt", AT_MOST, 1, "week", true),
            ("at least 48 hours before", AT_LEAST, 48, "hour", false),
            ("3 months or more", AT_LEAST, 3, "month", false),
            ("up to six months", AT_MOST, 6, "month", true),
            ("must not be less than 5 days", AT_LEAST, 5, "day", false),
        ];
        for (text, bound, amount, unit, in_words) in cases {
            assert_eq!(read(text), [(bound, amount, unit, in_words)], "{text}");
        }
    }

    #[test]
    fn several_periods_keep_their_own_bounds() {
        assert_eq!(
            read("لا تقل عن 5 أيام ولا تتجاوز 15 يوم عمل"),
            [(AT_LEAST, 5, "day", false), (AT_MOST, 15, "working-day", false)]
        );
        assert_eq!(read("خلال خمسة عشر (51) يوماً"), [(AT_MOST, 51, "day", false), (AT_MOST, 15, "day", true)]);
        assert_eq!(read("يجتمع كل 3 أيام. ويرد خلال أسبوع."), [(None, 3, "day", false), (AT_MOST, 1, "week", true)]);
    }

    #[test]
    fn what_states_no_period_is_left_alone() {
        for text in [
            "خلال شهر رمضان",
            "خلال ساعات العمل",
            "خلال أيام الأسبوع",
            "يومي الأحد والاثنين",
            "في 20/07/2025 يوم الأحد",
            "المادة 15: أيام العمل",
            "twice a week",
            "the day of the request",
            "2.5 days",
            "مدة العضوية 3 سنوات",
            "من خلال الوسائل التي تعتمدها الجمعية",
        ] {
            assert_eq!(read(text), [], "{text}");
        }
    }

    #[test]
    fn a_text_without_a_unit_is_passed_over() {
        assert!(!may_state_periods("نص بلا مدة"));
        assert!(may_state_periods("خلال أسبوعين") && may_state_periods("six months"));
    }

    #[test]
    fn the_place_is_that_of_number_and_unit() {
        let text = "خلال (15) يوم عمل.";
        assert_eq!(&text[periods(text)[0].at.clone()], "15) يوم عمل");
    }
}
