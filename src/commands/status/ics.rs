//! The next reviews as a calendar (RFC 5545): an event of a whole day a policy, in both languages.

use crate::derive::urls::Page;
use crate::model::{Association, Date, Lang, Policy, Site};

/// A line may hold so many bytes before it goes on in the next one.
const LINE: usize = 75;

/// What a calendar without a review holds: RFC 5545 (3.6) wants one component at least, and this one
/// puts nothing before whoever reads it.
const NOTHING: [&str; 8] = [
    "BEGIN:VTIMEZONE",
    "TZID:UTC",
    "BEGIN:STANDARD",
    "DTSTART:19700101T000000",
    "TZOFFSETFROM:+0000",
    "TZOFFSETTO:+0000",
    "END:STANDARD",
    "END:VTIMEZONE",
];

/// The calendar, with line ends as the rules want them.
pub(super) fn calendar(site: &Site, today: Date) -> String {
    let mut out = String::new();
    for text in ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//mithaq//register//EN", "CALSCALE:GREGORIAN"] {
        line(&mut out, text);
    }
    let head = out.len();
    for (association, policy) in site.policies() {
        if let Some(day) = policy.next_review(today) {
            event(&mut out, site, association, policy, day, today);
        }
    }
    if out.len() == head {
        NOTHING.iter().for_each(|text| line(&mut out, text));
    }
    line(&mut out, "END:VCALENDAR");
    out
}

fn event(out: &mut String, site: &Site, association: &Association, policy: &Policy, day: Date, today: Date) {
    // Of the record, so that the same record makes the same calendar, and a later decision a later stamp.
    let decided = policy.in_force(today).map(|nth| &policy.versions[nth]).and_then(|version| {
        let reviewed = version.reviewed.iter().map(|(day, _)| *day).max();
        reviewed.max(version.effective())
    });
    let languages = || Lang::ALL.into_iter().filter(|lang| site.languages.contains(lang));
    let both = |of: &dyn Fn(Lang) -> Option<String>| languages().filter_map(of).collect::<Vec<_>>();
    let summary = both(&|lang| {
        let title = policy.title.get(lang).as_deref()?;
        Some(match lang {
            Lang::Arabic => format!("موعد مراجعة {title}"),
            Lang::English => format!("Review due: {title}"),
        })
    });
    let names = both(&|lang| association.name.get(lang).clone());
    let addresses = both(&|lang| Some(site.full(&site.address(Page::Policy(association, policy), lang))));
    let description: Vec<String> = names.into_iter().chain(addresses.iter().cloned()).collect();
    let host = site.base_url.split("://").nth(1).and_then(|rest| rest.split('/').next()).unwrap_or("mithaq");
    line(out, "BEGIN:VEVENT");
    line(out, &format!("UID:review-{}-{}@{host}", association.id, policy.id));
    line(out, &format!("DTSTAMP:{}T000000Z", compact(decided.unwrap_or(day))));
    line(out, &format!("DTSTART;VALUE=DATE:{}", compact(day)));
    line(out, &format!("SUMMARY:{}", escaped(&summary.join(" / "))));
    line(out, &format!("DESCRIPTION:{}", escaped(&description.join("\n"))));
    if let Some(address) = addresses.first() {
        line(out, &format!("URL:{address}"));
    }
    line(out, "TRANSP:TRANSPARENT");
    line(out, "END:VEVENT");
}

fn compact(day: Date) -> String {
    day.to_string().replace('-', "")
}

fn escaped(text: &str) -> String {
    let text = text.replace('\\', "\\\\").replace(';', "\\;").replace(',', "\\,");
    text.replace("\r\n", "\\n").replace(['\n', '\r'], "\\n")
}

/// Adds a line, folded between letters where it is too long.
fn line(out: &mut String, text: &str) {
    let mut used = 0;
    for letter in text.chars() {
        if used + letter.len_utf8() > LINE {
            out.push_str("\r\n ");
            used = 1;
        }
        out.push(letter);
        used += letter.len_utf8();
    }
    out.push_str("\r\n");
}
