//! Words: dates, ordinals, periods and labels in the page's language.

use crate::model::{
    Agreement, Approval, ApprovalState, Commitment, Date, Hijri, Lang, Period, Phrase, Session, SittingKind, State,
    Stated, Strings, to_hijri,
};

use super::views::{ApprovalView, DateView, Words};

/// Words in `theirs` for a page in `lang`, marked where that is another language.
pub(super) fn words(theirs: Lang, words: &str, lang: Lang) -> Words {
    Words { text: words.to_owned(), lang: theirs.code(), dir: theirs.direction(), foreign: theirs != lang }
}

/// The same for a phrase; absent where neither language has words.
pub(super) fn phrase(phrase: &Phrase, lang: Lang) -> Option<Words> {
    phrase.shown(lang).map(|(theirs, text)| words(theirs, text, lang))
}

/// Words of the interface, in the page's language.
pub(super) fn in_page_language(text: impl Into<String>, lang: Lang) -> Words {
    Words { text: text.into(), lang: lang.code(), dir: lang.direction(), foreign: false }
}

/// `13 July 2025`, «13 يوليو 2025م».
pub(super) fn gregorian(date: Date, t: &Strings) -> String {
    let month = t.item("gregorian_months", date.month().unsigned_abs().into());
    t.fill("date_gregorian", &[("day", &date.day().to_string()), ("month", month), ("year", &date.year().to_string())])
}

/// `18 Muharram 1447 AH`, «18 محرم 1447هـ».
pub(super) fn hijri(date: Hijri, t: &Strings) -> String {
    let month = t.item("hijri_months", date.month.into());
    t.fill("date_hijri", &[("day", &date.day.to_string()), ("month", month), ("year", &date.year.to_string())])
}

/// A Gregorian date that is stated.
pub(super) fn date(day: Date, t: &Strings) -> DateView {
    DateView { text: gregorian(day, t), iso: Some(day.to_string()), computed: false }
}

fn date_views(approval: &Approval, t: &Strings) -> (Option<DateView>, Option<DateView>) {
    let day: Option<Stated<Date>> = approval.gregorian();
    let iso = day.map(|day| day.value.to_string());
    // A pair that disagrees is an error elsewhere; each date keeps its own day here.
    let agrees = !matches!(approval.agreement(), Agreement::Disagree(_));
    let hijri = approval.hijri().map(|date| DateView {
        text: hijri(date.value, t),
        iso: iso.clone().filter(|_| agrees),
        computed: date.computed,
    });
    let gregorian = day.map(|day| DateView { text: gregorian(day.value, t), iso: iso.clone(), computed: day.computed });
    (hijri, gregorian)
}

/// A Gregorian day in both calendars; the Hijri one is worked out.
pub(super) fn both_dates(day: Date, t: &Strings) -> (Option<DateView>, Option<DateView>) {
    let text = to_hijri(day).map(|value| hijri(value, t));
    let hijri = text.map(|text| DateView { text, iso: Some(day.to_string()), computed: true });
    (hijri, Some(date(day, t)))
}

/// A Gregorian day in both calendars, in one line.
pub(super) fn day_in_both(day: Date, t: &Strings) -> String {
    let Some(other) = to_hijri(day) else { return gregorian(day, t) };
    format!("{}{}{} ({})", gregorian(day, t), t.get("list_comma"), hijri(other, t), t.get("computed"))
}

/// The size of a file: whole kilobytes, rounded up; megabytes with one decimal.
pub(super) fn size(bytes: u64, t: &Strings) -> String {
    if bytes < 1_000_000 {
        return t.fill("size_kb", &[("n", &bytes.div_ceil(1000).to_string())]);
    }
    let tenths = bytes.div_ceil(100_000);
    t.fill("size_mb", &[("n", &format!("{}.{}", tenths / 10, tenths % 10))])
}

/// The state of a version in words.
pub(super) fn state(state: State, t: &Strings) -> String {
    t.get(&format!("state_{}", state.word())).to_owned()
}

/// The approval block.
pub(super) fn approval(state: &ApprovalState, t: &Strings, document: Option<String>) -> ApprovalView {
    let word = state.kind().word();
    let blank = |line: String| ApprovalView {
        state: word,
        line,
        body: None,
        sitting_name: None,
        sitting: None,
        hijri: None,
        gregorian: None,
        resolution: None,
        signatory: None,
        signatory_role: None,
        document: None,
    };
    let Some(approval) = state.approved() else {
        let key = if *state == ApprovalState::Pending { "approval_pending" } else { "approval_not_stated" };
        return blank(t.get(key).to_owned());
    };
    let kind = match approval.sitting {
        SittingKind::Session => "sitting_session",
        SittingKind::Meeting => "sitting_meeting",
    };
    let (hijri, gregorian) = date_views(approval, t);
    let sitting = approval.session.as_ref().map(|session| sitting(session, approval.sitting, t));
    let signatory = approval.signatory.as_ref();
    ApprovalView {
        line: line(approval, t, &hijri, &gregorian, sitting.as_deref()),
        body: phrase(&approval.body, t.lang),
        sitting_name: sitting.as_ref().map(|_| t.get(kind).to_owned()),
        sitting,
        hijri,
        gregorian,
        resolution: approval.resolution.clone(),
        signatory: signatory.and_then(|signatory| phrase(&signatory.name, t.lang)),
        signatory_role: signatory.and_then(|signatory| phrase(&signatory.role, t.lang)),
        document,
        ..blank(String::new())
    }
}

/// «مجلس الإدارة، الجلسة الثامنة، 18 محرم 1447هـ الموافق 13 يوليو 2025م».
fn line(
    approval: &Approval,
    t: &Strings,
    hijri: &Option<DateView>,
    gregorian: &Option<DateView>,
    sitting: Option<&str>,
) -> String {
    // A date that the document does not state is never passed off as stated.
    let told = |date: &DateView| {
        if date.computed { format!("{} ({})", date.text, t.get("computed")) } else { date.text.clone() }
    };
    let date = match (hijri, gregorian) {
        (Some(hijri), Some(gregorian)) => {
            t.fill("dates_joined", &[("hijri", &told(hijri)), ("gregorian", &told(gregorian))])
        }
        (hijri, gregorian) => hijri.iter().chain(gregorian).map(told).collect(),
    };
    let sitting = sitting.map(|words| sitting_line(words, approval.sitting, t));
    // A line is in one language: a body named in the other alone stands, marked, in the block.
    joined([approval.body.get(t.lang).clone(), sitting, Some(date)], t)
}

fn joined(parts: [Option<String>; 3], t: &Strings) -> String {
    let parts: Vec<String> = parts.into_iter().flatten().filter(|part| !part.is_empty()).collect();
    parts.join(t.get("list_comma"))
}

fn sitting_line(sitting: &str, kind: SittingKind, t: &Strings) -> String {
    let kind = match kind {
        SittingKind::Session => t.get("sitting_session"),
        SittingKind::Meeting => t.get("sitting_meeting"),
    };
    match t.lang {
        Lang::Arabic => format!("{kind} {sitting}"),
        Lang::English => format!("{sitting} {}", kind.to_lowercase()),
    }
}

/// Who approved, without the date: «مجلس الإدارة، الجلسة الثامنة (8)».
pub(super) fn decided_by(approval: &Approval, t: &Strings) -> String {
    let kind = approval.sitting;
    let sitting = approval.session.as_ref().map(|session| sitting_line(&sitting(session, kind, t), kind, t));
    joined([approval.body.get(t.lang).clone(), sitting, None], t)
}

/// The sitting of a review, called what the approval's sitting is called.
pub(super) fn review_session(session: &Session, approval: &ApprovalState, t: &Strings) -> String {
    let kind = approval.approved().map_or(SittingKind::Session, |approval| approval.sitting);
    sitting_line(&sitting(session, kind, t), kind, t)
}

/// The sitting in words and figures; as it was given where there is no word for it.
fn sitting(session: &Session, kind: SittingKind, t: &Strings) -> String {
    let Session::Number(number) = *session else { return session.to_string() };
    match ordinal(number, t.lang, kind == SittingKind::Session) {
        Some(word) => t.fill("sitting_words", &[("word", &word), ("n", &number.to_string())]),
        None => number.to_string(),
    }
}

/// An ordinal from 1 to 99 in words; Arabic with its article, in the gender of
/// «جلسة» (feminine) or «اجتماع» (masculine).
pub(super) fn ordinal(number: u32, lang: Lang, feminine: bool) -> Option<String> {
    match lang {
        Lang::English => english_ordinal(number),
        Lang::Arabic => arabic_ordinal(number, feminine),
    }
}

fn english_ordinal(number: u32) -> Option<String> {
    const FIRST: [&str; 19] = [
        "first",
        "second",
        "third",
        "fourth",
        "fifth",
        "sixth",
        "seventh",
        "eighth",
        "ninth",
        "tenth",
        "eleventh",
        "twelfth",
        "thirteenth",
        "fourteenth",
        "fifteenth",
        "sixteenth",
        "seventeenth",
        "eighteenth",
        "nineteenth",
    ];
    const TENS: [&str; 8] = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];
    let index = usize::try_from(number).ok()?;
    match index {
        1..=19 => Some(FIRST[index - 1].to_owned()),
        20..=99 if index % 10 == 0 => Some(format!("{}ieth", TENS[index / 10 - 2].trim_end_matches('y'))),
        20..=99 => Some(format!("{}-{}", TENS[index / 10 - 2], FIRST[index % 10 - 1])),
        _ => None,
    }
}

fn arabic_ordinal(number: u32, feminine: bool) -> Option<String> {
    const MASCULINE: [&str; 10] =
        ["الأول", "الثاني", "الثالث", "الرابع", "الخامس", "السادس", "السابع", "الثامن", "التاسع", "العاشر"];
    const FEMININE: [&str; 10] =
        ["الأولى", "الثانية", "الثالثة", "الرابعة", "الخامسة", "السادسة", "السابعة", "الثامنة", "التاسعة", "العاشرة"];
    const TENS: [&str; 8] = ["العشرون", "الثلاثون", "الأربعون", "الخمسون", "الستون", "السبعون", "الثمانون", "التسعون"];
    let index = usize::try_from(number).ok()?;
    let unit = |unit: usize| match (unit, feminine) {
        // In a compound the first is «الحادي», not «الأول».
        (1, false) if index > 10 => "الحادي",
        (1, true) if index > 10 => "الحادية",
        (unit, false) => MASCULINE[unit - 1],
        (unit, true) => FEMININE[unit - 1],
    };
    match index {
        1..=10 => Some(unit(index).to_owned()),
        11..=19 => Some(format!("{} {}", unit(index - 10), if feminine { "عشرة" } else { "عشر" })),
        20..=99 if index % 10 == 0 => Some(TENS[index / 10 - 2].to_owned()),
        20..=99 => Some(format!("{} و{}", unit(index % 10), TENS[index / 10 - 2])),
        _ => None,
    }
}

/// «خلال مدة لا تتجاوز 15 يوم عمل»: a period with its bound.
pub(super) fn period(period: &Period, t: &Strings) -> String {
    let length = t.plural(&format!("unit_{}", period.unit.word()), period.amount);
    t.fill(&format!("period_{}", period.bound.word()), &[("period", &length)])
}

/// A promise in plain words: what is promised, else what its clause is called where that is known.
pub(super) fn commitment(commitment: &Commitment, clause: &str, t: &Strings) -> String {
    let mut when = period(&commitment.period, t);
    if let Some(start) = commitment.from {
        when = format!("{when} {}", t.get(&format!("from_{}", start.word())));
    }
    match commitment.what.get(t.lang).as_deref() {
        None if commitment.id == "reply" => t.fill("commitment_reply", &[("period", &when)]),
        None if clause.is_empty() => when,
        what => t.fill("commitment_of", &[("what", what.unwrap_or(clause)), ("period", &when)]),
    }
}

/// A digest in groups of eight digits, so that eyes can follow it.
pub(crate) fn in_groups(digest: &str) -> Vec<String> {
    digest.as_bytes().chunks(8).map(|group| String::from_utf8_lossy(group).into_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sittings_are_counted_in_words() {
        let arabic = |n, feminine| ordinal(n, Lang::Arabic, feminine).expect("a word");
        assert_eq!(arabic(8, true), "الثامنة");
        assert_eq!(arabic(4, false), "الرابع");
        assert_eq!(arabic(11, true), "الحادية عشرة");
        assert_eq!(arabic(12, false), "الثاني عشر");
        assert_eq!(arabic(21, true), "الحادية والعشرون");
        assert_eq!(arabic(30, false), "الثلاثون");
        assert_eq!(ordinal(100, Lang::Arabic, true), None);
        let english: Vec<_> = [1, 8, 12, 20, 21, 99].map(|n| ordinal(n, Lang::English, true).expect("a word")).into();
        assert_eq!(english, ["first", "eighth", "twelfth", "twentieth", "twenty-first", "ninety-ninth"]);
    }
}
