//! The posts as a table for a spreadsheet.

use std::collections::BTreeMap;

use jiff::tz::TimeZone;

use super::reference;
use super::store::Kept;
use super::words::words;
use crate::derive::csv::{Quotes, push_row};
use crate::model::{Lang, Site};

/// The columns of the table: every field that anybody filled in, found before the first row is written.
#[derive(Default)]
pub struct Columns {
    /// Each field with its heading.
    all: Vec<(String, String)>,
    times: BTreeMap<String, usize>,
}

impl Columns {
    /// Takes in the fields of some posts.
    pub fn find(&mut self, site: &Site, posts: &[Kept], lang: Lang) {
        for post in posts {
            for (id, _) in post.values.iter().filter(|(_, given)| !given.is_empty()) {
                if self.all.iter().all(|(known, _)| known != id) {
                    let heading = label(site, post, id, lang).to_owned();
                    *self.times.entry(heading.clone()).or_default() += 1;
                    self.all.push((id.clone(), heading));
                }
            }
        }
    }

    /// The mark that tells spreadsheets of UTF-8, and the row of headings; each heading stands once.
    pub fn head(&self, lang: Lang) -> String {
        let words = words(lang);
        let mut out = String::from("\u{feff}");
        let facts = [
            words.reference,
            words.received,
            words.association,
            words.form,
            words.language,
            words.policy,
            words.version,
            words.state,
        ];
        let own = self.all.iter().map(|(id, heading)| match self.times[heading] {
            1 => heading.clone(),
            _ => format!("{heading} ({id})"),
        });
        let headings: Vec<String> =
            facts.into_iter().map(str::to_owned).chain(own).chain([words.files.to_owned()]).collect();
        push_row(&mut out, headings.iter().map(String::as_str), Quotes::Always);
        out
    }

    /// The rows of some posts.
    pub fn rows(&self, site: &Site, posts: &[Kept], lang: Lang, zone: &TimeZone) -> String {
        let words = words(lang);
        let mut out = String::new();
        for post in posts {
            let facts = [
                reference::shown(&post.reference),
                time(post.received, zone),
                post.association.clone(),
                post.form.clone(),
                post.language.map_or("", Lang::code).to_owned(),
                post.policy.clone().unwrap_or_default(),
                post.policy_version.clone().unwrap_or_default(),
                if post.read { words.was_read } else { words.new }.to_owned(),
            ];
            let files: Vec<&str> = post.files.iter().map(|file| &*file.name).collect();
            let answers = self.all.iter().map(|(id, _)| {
                let given = post.values.iter().find(|(field, _)| field == id).map(|(_, given)| given.as_slice());
                let shown = given.unwrap_or_default().iter().map(|value| answer(site, post, id, value, lang));
                shown.collect::<Vec<_>>().join("; ")
            });
            let cells: Vec<String> = facts.into_iter().chain(answers).chain([files.join("; ")]).collect();
            push_row(&mut out, cells.iter().map(String::as_str), Quotes::Always);
        }
        out
    }
}

/// When a post came, on the site's clock: `2026-03-15 09:30`.
pub(super) fn time(received: i64, zone: &TimeZone) -> String {
    let instant = jiff::Timestamp::from_millisecond(received).unwrap_or_default();
    instant.to_zoned(zone.clone()).strftime("%Y-%m-%d %H:%M").to_string()
}

/// An answer as a person reads it: the label of a choice, else what was written.
pub(super) fn answer(site: &Site, post: &Kept, field: &str, value: &str, lang: Lang) -> String {
    if field == "declaration" {
        return words(lang).confirmed.to_owned();
    }
    let form = site.association(&post.association).and_then(|association| association.form(&post.form));
    let field = form.and_then(|form| form.fields.iter().find(|known| known.id == field));
    let label = field.and_then(|field| field.options.iter().find(|(id, _)| id == value));
    label.map_or(value, |(id, label)| label.or_id(lang, id)).to_owned()
}

/// The label of a field as the form has it today; its id where the form lost it.
pub(super) fn label<'a>(site: &'a Site, post: &Kept, field: &'a str, lang: Lang) -> &'a str {
    if field == "declaration" {
        return words(lang).declared;
    }
    let form = site.association(&post.association).and_then(|association| association.form(&post.form));
    let known = form.and_then(|form| form.fields.iter().find(|known| known.id == field));
    known.map_or(field, |known| known.label.or_id(lang, field))
}
