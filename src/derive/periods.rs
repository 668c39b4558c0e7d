//! Periods: the years and months on whose pages is told what happened on a site, where one page cannot
//! hold it all.

use std::collections::BTreeMap;
use std::fmt;
use std::ops::AddAssign;

use super::events::Event;
use crate::model::Date;

/// The most events of one page, some two hundred kilobytes.
const AT_MOST: usize = 400;

/// What a page tells of: a span of time, or a part of one that is too much for one page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period {
    /// The time.
    pub span: Span,
    /// Which part of what happened in it, from 1; the latest comes first.
    pub part: usize,
}

/// A time, by the Gregorian calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Span {
    /// What has no date.
    Undated,
    /// A year.
    Year(i16),
    /// A month of a year, from 1.
    Month(i16, i8),
}

impl Period {
    /// What it tells of all that happened, which stands newest first.
    pub fn of<'e, 'a>(self, events: &'e [Event<'a>]) -> impl Iterator<Item = &'e Event<'a>> {
        let in_span = events.iter().filter(move |event| self.span.has(event.day));
        in_span.skip((self.part - 1) * AT_MOST).take(AT_MOST)
    }
}

impl Span {
    /// Whether a day lies in it; where there is none, whether it is that of what has no date.
    pub fn has(self, day: Option<Date>) -> bool {
        match (self, day) {
            (Span::Undated, None) => true,
            (Span::Year(year), Some(day)) => day.year() == year,
            (Span::Month(year, month), Some(day)) => (day.year(), day.month()) == (year, month),
            _ => false,
        }
    }
}

/// As in addresses: `2025`, `2025-02`, `2025-02/2`, `undated`.
impl fmt::Display for Period {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.span {
            Span::Undated => out.write_str("undated"),
            Span::Year(year) => write!(out, "{year:04}"),
            Span::Month(year, month) => write!(out, "{year:04}-{month:02}"),
        }?;
        if self.part > 1 { write!(out, "/{}", self.part) } else { Ok(()) }
    }
}

/// How much happened in each month, and how much has no date.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally(BTreeMap<Option<(i16, i8)>, usize>);

impl Tally {
    /// Counts events.
    pub fn of(events: &[Event<'_>]) -> Self {
        let mut tally = Tally::default();
        for event in events {
            *tally.0.entry(event.day.map(|day| (day.year(), day.month()))).or_default() += 1;
        }
        tally
    }

    /// The periods that have a page of their own with how much happened in each, the latest first: the years,
    /// and the months of a year that is too much for one page. None where one page holds everything.
    pub fn periods(&self) -> Vec<(Period, usize)> {
        self.periods_of(AT_MOST)
    }

    fn periods_of(&self, most: usize) -> Vec<(Period, usize)> {
        if self.0.values().sum::<usize>() <= most {
            return Vec::new();
        }
        let mut spans: Vec<(Span, usize)> = Vec::new();
        // What has no date is the least of all, and so stands last.
        for (month, count) in self.0.iter().rev() {
            let span = match *month {
                None => Span::Undated,
                Some((year, month)) if self.in_year(year) > most => Span::Month(year, month),
                Some((year, _)) => Span::Year(year),
            };
            match spans.last_mut() {
                Some((last, sum)) if *last == span => *sum += count,
                _ => spans.push((span, *count)),
            }
        }
        let parts = |(span, count): (Span, usize)| {
            let part = move |nth| (Period { span, part: nth + 1 }, most.min(count - nth * most));
            (0..count.div_ceil(most)).map(part)
        };
        spans.into_iter().flat_map(parts).collect()
    }

    fn in_year(&self, year: i16) -> usize {
        self.0.range(Some((year, i8::MIN))..=Some((year, i8::MAX))).map(|(_, count)| count).sum()
    }
}

impl AddAssign<&Tally> for Tally {
    fn add_assign(&mut self, more: &Tally) {
        for (month, count) in &more.0 {
            *self.0.entry(*month).or_default() += count;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn periods(counts: &[(&str, usize)]) -> Vec<String> {
        let mut tally = Tally::default();
        for (month, count) in counts {
            let month = month.split_once('-').map(|(year, month)| (year.parse().unwrap(), month.parse().unwrap()));
            tally += &Tally(BTreeMap::from([(month, *count)]));
        }
        tally.periods_of(10).into_iter().map(|(period, count)| format!("{period}: {count}")).collect()
    }

    #[test]
    fn one_page_is_enough_for_what_fits_on_it() {
        assert!(periods(&[("2024-03", 4), ("2025-01", 5), ("", 1)]).is_empty());
    }

    #[test]
    fn a_year_has_a_page_and_one_that_is_too_much_has_its_months() {
        let counts = [("2023-12", 9), ("2024-03", 4), ("2024-03", 5), ("2024-11", 2), ("2025-01", 10), ("", 3)];
        assert_eq!(periods(&counts), ["2025: 10", "2024-11: 2", "2024-03: 9", "2023: 9", "undated: 3"]);
    }

    #[test]
    fn a_month_that_is_too_much_for_one_page_has_parts_and_so_has_what_has_no_date() {
        let counts = [("2024-03", 25), ("", 11)];
        let parts = ["2024-03: 10", "2024-03/2: 10", "2024-03/3: 5", "undated: 10", "undated/2: 1"];
        assert_eq!(periods(&counts), parts);
        assert_eq!(periods(&[("2024-03", 20)]), ["2024-03: 10", "2024-03/2: 10"]);
    }

    #[test]
    fn a_day_is_in_its_year_and_its_month() {
        let day = Some(jiff::civil::date(2025, 2, 28));
        let all = [Span::Year(2025), Span::Year(2024), Span::Month(2025, 2), Span::Month(2024, 2)];
        assert_eq!(all.map(|span| span.has(day)), [true, false, true, false]);
        assert!(!Span::Undated.has(day) && Span::Undated.has(None) && !Span::Year(2025).has(None));
    }
}
