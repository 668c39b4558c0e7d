//! The decision that a clause tells of: `اعتمد مجلس الإدارة … في الاجتماع (الخامس) … بتاريخ 20/07/2025`.

use std::ops::Range;

use super::numbers::{Numeral, numeral, ordinal};
use super::tokens::{Kind, Token, tokens};

/// What a clause says of the decision by which a text was approved.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StatedDecision {
    /// The numbers of sittings, as digits; `3/27/366` where they are written so.
    pub sessions: Vec<(String, Range<usize>)>,
    /// The dates.
    pub dates: Vec<(StatedDate, Range<usize>)>,
    /// The numbers of resolutions.
    pub resolutions: Vec<(String, Range<usize>)>,
}

/// A date, in the calendar that its year belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StatedDate {
    /// Whether the year is one of the Hijri calendar, 1300–1600; else it is one of 1900–2199.
    pub hijri: bool,
    /// The year.
    pub year: u16,
    /// The month, from 1.
    pub month: u8,
    /// The day, from 1.
    pub day: u8,
}

/// The decision that the words of a clause tell of; nothing where they tell of no approval.
pub fn decision(text: &str) -> Option<StatedDecision> {
    if !APPROVED.iter().any(|word| text.contains(word)) {
        return None;
    }
    let tokens = tokens(text);
    let mut told = StatedDecision::default();
    for sentence in tokens.split(|token| token.kind == Kind::Stop) {
        if sentence.iter().filter_map(Token::word).any(approves) {
            read_sentence(sentence, &mut told);
        }
    }
    (told != StatedDecision::default()).then_some(told)
}

/// What a text that tells of an approval holds, whatever its vowel marks: looked for before it is taken apart.
const APPROVED: [&str; 5] = ["عت", "قر", "pprove", "dopted", "pproval"];

fn approves(word: &str) -> bool {
    let stems = ["اعتمد", "اعتماد", "معتمد"];
    let bare = ["ال", "وال", "و"].into_iter().find_map(|prefix| word.strip_prefix(prefix)).unwrap_or(word);
    matches!(bare, "اقر" | "اقرت" | "approved" | "adopted" | "approval")
        || stems.iter().any(|stem| bare.starts_with(stem))
}

fn read_sentence(tokens: &[Token], told: &mut StatedDecision) {
    let mut at = 0;
    while at < tokens.len() {
        let rest = &tokens[at..];
        let taken = if let Some((date, taken)) = date(rest) {
            told.dates.push((date, span(rest, taken)));
            taken
        } else if let Some((number, from, taken)) = named(rest, is_sitting, true) {
            told.sessions.push((number, rest[from].start..rest[taken - 1].end));
            taken
        } else if let Some((number, from, taken)) = named(rest, is_resolution, false) {
            told.resolutions.push((number, rest[from].start..rest[taken - 1].end));
            taken
        } else if let Some((number, taken)) = before_sitting(rest) {
            told.sessions.push((number, span(rest, taken)));
            taken
        } else {
            1
        };
        at += taken;
    }
}

fn span(tokens: &[Token], taken: usize) -> Range<usize> {
    tokens[0].start..tokens[taken - 1].end
}

fn is_sitting(word: &str) -> bool {
    let arabic = ["اجتماع", "اجتماعه", "اجتماعها", "جلسه", "جلسته", "جلستها"];
    let bare = word.strip_prefix("ال").or_else(|| word.strip_prefix("بال")).or_else(|| word.strip_prefix("وال"));
    let bare = bare.or_else(|| word.strip_prefix('ب')).unwrap_or(word);
    arabic.contains(&bare) || matches!(word, "session" | "meeting" | "sitting")
}

fn is_resolution(word: &str) -> bool {
    let arabic = ["قرار", "قراره", "قرارها"];
    let bare = ["ال", "بال", "ب", "وال", "بموجب"].into_iter().find_map(|prefix| word.strip_prefix(prefix));
    arabic.contains(&bare.unwrap_or(word)) || matches!(word, "resolution" | "decision")
}

/// `الاجتماع (الخامس)`, `جلسته رقم (3/27/366)`, `session no. 8`: the number, the token at which it starts,
/// and how many are taken with it.
fn named(tokens: &[Token], names: fn(&str) -> bool, ordinals: bool) -> Option<(String, usize, usize)> {
    tokens.first()?.word().filter(|word| names(word))?;
    let mut at = 1;
    let word = |at: usize| tokens.get(at).and_then(Token::word);
    // What the body is called may stand between: `اجتماع مجلس الإدارة الخامس`.
    let fillers = ["رقم", "ذو", "ذي", "الرقم", "no", "number", "مجلس", "المجلس", "الاداره", "board", "the"];
    while word(at).is_some_and(|word| fillers.contains(&word)) {
        at += 1;
    }
    let numbered = at > 1 && matches!(word(at - 1), Some("رقم" | "الرقم" | "no" | "number"));
    let (number, taken) = match &tokens.get(at)?.kind {
        Kind::Figure(figure) => (figure.clone(), 1),
        Kind::Number(value) => (value.to_string(), 1),
        Kind::Word(_) if ordinals => {
            let found = ordinal(&tokens[at..]).or_else(|| numeral(&tokens[at..]).filter(|_| numbered))?;
            (found.value.to_string(), found.taken)
        }
        _ => return None,
    };
    // `20/07/2025` behind the word is the day, not the number.
    date(&tokens[at..]).is_none().then_some((number, at, at + taken))
}

/// `the fifth meeting`, `الجلسة` never stands so.
fn before_sitting(tokens: &[Token]) -> Option<(String, usize)> {
    let Numeral { value, taken, .. } = ordinal(tokens)?;
    let next = tokens.get(taken)?.word()?;
    matches!(next, "session" | "meeting" | "sitting").then(|| (value.to_string(), taken + 1))
}

/// The months of both calendars by the names that texts give them.
const MONTHS: [(&[&str], bool, u8); 24] = [
    (&["يناير", "january", "jan"], false, 1),
    (&["فبراير", "february", "feb"], false, 2),
    (&["مارس", "march", "mar"], false, 3),
    (&["ابريل", "april", "apr"], false, 4),
    (&["مايو", "may"], false, 5),
    (&["يونيو", "يونيه", "june", "jun"], false, 6),
    (&["يوليو", "يوليه", "july", "jul"], false, 7),
    (&["اغسطس", "august", "aug"], false, 8),
    (&["سبتمبر", "september", "sep", "sept"], false, 9),
    (&["اكتوبر", "october", "oct"], false, 10),
    (&["نوفمبر", "november", "nov"], false, 11),
    (&["ديسمبر", "december", "dec"], false, 12),
    (&["محرم", "المحرم", "muharram"], true, 1),
    (&["صفر", "safar"], true, 2),
    (&["ربيع الاول"], true, 3),
    (&["ربيع الاخر", "ربيع الثاني"], true, 4),
    (&["جمادي الاولي", "جمادي الاول"], true, 5),
    (&["جمادي الاخره", "جمادي الثانيه", "جمادي الاخر"], true, 6),
    (&["رجب", "rajab"], true, 7),
    (&["شعبان", "shaban"], true, 8),
    (&["رمضان", "ramadan"], true, 9),
    (&["شوال", "shawwal"], true, 10),
    (&["ذو القعده", "ذي القعده"], true, 11),
    (&["ذو الحجه", "ذي الحجه"], true, 12),
];

/// The date with which the tokens begin, and how many of them it takes.
fn date(tokens: &[Token]) -> Option<(StatedDate, usize)> {
    match &tokens.first()?.kind {
        Kind::Figure(figure) => Some((in_figures(figure)?, 1)),
        Kind::Number(day @ 1..=31) => {
            let mut at = 1;
            // `20 من شهر يوليو عام 2025`.
            let word = |at: usize| tokens.get(at).and_then(Token::word);
            while matches!(word(at), Some("من" | "شهر" | "of" | "st" | "nd" | "rd" | "th")) {
                at += 1;
            }
            let (month, taken) = month(word(at)?, word(at + 1))?;
            at += taken;
            while matches!(word(at), Some("عام" | "لعام" | "سنه" | "لسنه")) || tokens.get(at)?.kind == Kind::Pause
            {
                at += 1;
            }
            let Kind::Number(year) = tokens.get(at)?.kind else { return None };
            Some((stated(year, u32::from(month), *day)?, at + 1))
        }
        // `July 20, 2025`.
        Kind::Word(word) => {
            let (month, _) = month(word, None)?;
            let Kind::Number(day @ 1..=31) = tokens.get(1)?.kind else { return None };
            let at = 2 + usize::from(tokens.get(2)?.kind == Kind::Pause);
            let Kind::Number(year) = tokens.get(at)?.kind else { return None };
            Some((stated(year, u32::from(month), day)?, at + 1))
        }
        _ => None,
    }
}

fn month(first: &str, second: Option<&str>) -> Option<(u8, usize)> {
    let both = second.map(|second| format!("{first} {second}"));
    MONTHS.iter().find_map(|(names, _, month)| {
        let two = both.as_deref().is_some_and(|both| names.contains(&both));
        (two || names.contains(&first)).then_some((*month, if two { 2 } else { 1 }))
    })
}

/// `20/07/2025`, `2025-07-20`, `25.1.1447`: the day first or the year first.
fn in_figures(figure: &str) -> Option<StatedDate> {
    let parts: Vec<u32> = figure.split(['/', '-', '.']).map(|part| part.parse().ok()).collect::<Option<_>>()?;
    let [first, month, last] = parts[..] else { return None };
    if first > 31 { stated(first, month, last) } else { stated(last, month, first) }
}

fn stated(year: u32, month: u32, day: u32) -> Option<StatedDate> {
    let hijri = (1300..=1600).contains(&year);
    let known = hijri || (1900..=2199).contains(&year);
    // A month beyond the twelfth was written before its day.
    let (month, day) = if month > 12 { (day, month) } else { (month, day) };
    let fits = known && (1..=12).contains(&month) && (1..=31).contains(&day);
    fits.then_some(StatedDate {
        hijri,
        year: u16::try_from(year).ok()?,
        month: u8::try_from(month).ok()?,
        day: u8::try_from(day).ok()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (Vec<String>, Vec<String>, Vec<String>) {
        let told = decision(text).unwrap_or_default();
        let date = |date: StatedDate| {
            let calendar = if date.hijri { " AH" } else { "" };
            format!("{}-{:02}-{:02}{calendar}", date.year, date.month, date.day)
        };
        let words = |list: Vec<(String, Range<usize>)>| list.into_iter().map(|(words, _)| words).collect();
        (words(told.sessions), told.dates.into_iter().map(|(day, _)| date(day)).collect(), words(told.resolutions))
    }

    #[test]
    fn sittings_dates_and_numbers_of_an_approval_are_read() {
        type Case<'a> = (&'a str, &'a [&'a str], &'a [&'a str], &'a [&'a str]);
        let cases: [Case<'_>; 12] = [
            (
                "اعتمد مجلس الإدارة هذه السياسة في الاجتماع (الخامس) المنعقد بتاريخ 20/07/2025م",
                &["5"],
                &["2025-07-20"],
                &[],
            ),
            ("تم اعتماد السياسة في جلسته رقم (8) بتاريخ ١٨/١/١٤٤٧هـ", &["8"], &["1447-01-18 AH"], &[]),
            ("اعتمدت في الاجتماع الحادي عشر يوم 25 محرم 1447هـ", &["11"], &["1447-01-25 AH"], &[]),
            ("اعتُمدت في جلسة مجلس الإدارة الثالثة والعشرين", &["23"], &[], &[]),
            ("المعتمدة بالقرار رقم (5/2025) وتاريخ 2025-07-20", &[], &["2025-07-20"], &["5/2025"]),
            ("اعتمدت بمحضر الاجتماع رقم (3/27/366)", &["3/27/366"], &[], &[]),
            ("أقر المجلس السياسة في 20 من شهر يوليو عام 2025", &[], &["2025-07-20"], &[]),
            ("Approved by the board in its fifth meeting on 20 July 2025", &["5"], &["2025-07-20"], &[]),
            ("Adopted in session no. 8, July 13, 2025", &["8"], &["2025-07-13"], &[]),
            ("approved at the 12th meeting by resolution 44", &["12"], &[], &["44"]),
            ("اعتمدت بتاريخ 4 ذي الحجة 1446", &[], &["1446-12-04 AH"], &[]),
            ("اعتمد في الاجتماع (١٢) بتاريخ ٢٠٢٥/٧/٢٠", &["12"], &["2025-07-20"], &[]),
        ];
        let own = |list: &[&str]| list.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
        for (text, sessions, dates, resolutions) in cases {
            let (found, days, numbers) = read(text);
            assert_eq!((found, days, numbers), (own(sessions), own(dates), own(resolutions)), "{text}");
        }
    }

    #[test]
    fn a_clause_that_tells_of_no_approval_tells_nothing() {
        for text in [
            "يعقد المجلس اجتماعه الأول في 20/07/2025",
            "تعتمد الجمعية الوسائل التي تراها",
            "لا يعقد الاجتماع الثاني قبل يومين. تعتمد اللجنة قراراتها.",
            "The committee approves requests",
            "نص",
        ] {
            assert_eq!(decision(text), None, "{text}");
        }
    }
}
