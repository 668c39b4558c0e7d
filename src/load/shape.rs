//! Shapes: what a YAML file may hold, said once.
//!
//! In: a node and the shape it should have. Out: every difference as a finding.
//! The same shapes are written as JSON Schema, so what an editor completes is
//! what the loader accepts.

use std::collections::HashSet;

use crate::model::spelling::{
    harm_of, harm_of_seal, is_colour, is_email, is_id, is_inner_path, is_phone, is_version, is_web_address,
    unsafe_control,
};
use crate::model::{Date, GREGORIAN_YEARS, Hijri, KNOWN_HIJRI_YEARS, Lang, Session, read_date, to_gregorian, to_hijri};
use crate::report::{Finding, Report, meant};
use crate::source::{Comment, FileId, Place, join};
use crate::text::stated::latin_digits;

use super::yaml::Node;

/// What a value may be.
#[derive(Debug)]
pub enum Kind {
    /// Any words on the page that are the same in every language.
    Text,
    /// A language map.
    Phrase,
    /// `[a-z0-9]` words joined by `-`, 64 characters at most.
    Id,
    /// A whole number from `.0` to `.1`.
    Count(u32, u32),
    /// `true` or `false`.
    Flag,
    /// A Gregorian date, `YYYY-MM-DD`.
    Date,
    /// A number from 1 to 9999, or words: which sitting of a body.
    Session,
    /// A Hijri date, `YYYY-MM-DD`.
    Hijri,
    /// `N.N` in quotes.
    Version,
    /// One of these words.
    Word(&'static [&'static str]),
    /// An `http` or `https` address.
    Url,
    /// An e-mail address.
    Email,
    /// A phone number, E.164.
    Phone,
    /// `#rrggbb`.
    Colour,
    /// `sha256:` and 64 hexadecimal digits.
    Seal,
    /// A path below the folder of the file.
    Path,
    /// A list of values.
    List(&'static Kind),
    /// A map of these keys.
    Record(&'static Record),
    /// A map of these keys, or one of these words.
    RecordOr(&'static Record, &'static [&'static str]),
    /// A map of any ids to values.
    Map(&'static Kind),
    /// A map from languages to values.
    ByLanguage(&'static Kind),
}

/// A map with known keys.
#[derive(Debug)]
pub struct Record {
    /// Its name, for findings: `a version`, `the site`.
    pub name: &'static str,
    /// Its keys.
    pub keys: &'static [Key],
}

/// A key of a record.
#[derive(Debug)]
pub struct Key {
    /// Its name.
    pub name: &'static str,
    /// What its value may be.
    pub kind: Kind,
    /// Whether it must be there.
    pub required: bool,
    /// What it means, for the schema.
    pub doc: &'static str,
}

/// A key that must be there.
pub const fn required(name: &'static str, kind: Kind, doc: &'static str) -> Key {
    Key { name, kind, required: true, doc }
}

/// A key that may be left out.
pub const fn optional(name: &'static str, kind: Kind, doc: &'static str) -> Key {
    Key { name, kind, required: false, doc }
}

/// Checks nodes of one file against their shapes.
pub struct Checker<'a> {
    file: FileId,
    languages: &'a [Lang],
    comments: Vec<Comment>,
    report: &'a mut Report,
}

impl<'a> Checker<'a> {
    /// A checker for one file; `languages` are those the site is written in, and `comments` what stands behind values.
    pub fn new(file: FileId, languages: &'a [Lang], comments: Vec<Comment>, report: &'a mut Report) -> Self {
        Checker { file, languages, comments, report }
    }

    /// Reports every difference between a file's node and its record.
    pub fn check(&mut self, node: &Node, record: &'static Record) {
        self.record(node, record, "");
    }

    fn record(&mut self, node: &Node, record: &'static Record, path: &str) {
        let Node::Map(entries) = node else {
            self.wrong_type(path, node, &format!("{} is a map of keys", record.name))
                .hint("write each key on a line of its own, with a colon and a space behind it");
            return;
        };
        self.duplicates(entries, path);
        for (name, value) in entries {
            let at = join(path, name);
            let Some(key) = record.keys.iter().find(|key| key.name == name) else {
                let known = record.keys.iter().map(|key| key.name);
                let hint = meant(name, known.clone(), format!("use one of: {}", known.collect::<Vec<_>>().join(", ")));
                let message = format!("{} has no key `{name}`", record.name);
                self.report.error("unknown-key", Place::key(self.file, at), message).hint(hint);
                continue;
            };
            match value {
                Node::Null if self.is_comment(&at) => {}
                Node::Null if key.required => self.missing(record, key, &at),
                Node::Null => {}
                value => self.value(value, &key.kind, &at),
            }
        }
        for key in record.keys.iter().filter(|key| key.required) {
            if !entries.iter().any(|(name, _)| name == key.name) {
                self.missing(record, key, &join(path, key.name));
            }
        }
    }

    fn missing(&mut self, record: &Record, key: &Key, at: &str) {
        let message = format!("{} lacks the key `{}`", record.name, key.name);
        self.report
            .error("missing-key", Place::key(self.file, at), message)
            .hint(format!("add `{}`: {}", key.name, key.doc));
    }

    fn duplicates(&mut self, entries: &[(String, Node)], path: &str) {
        let mut seen = HashSet::new();
        for (name, _) in entries {
            if !seen.insert(name) {
                let at = join(path, name);
                let place = Place::Repeat(self.file, at.clone(), 1);
                let first = Place::key(self.file, at);
                let message = format!("the key `{name}` is written twice");
                self.report
                    .error("duplicate-key", place, message)
                    .hint("keep one of the two")
                    .see(first, "first written here");
            }
        }
    }

    fn value(&mut self, node: &Node, kind: &Kind, at: &str) {
        match kind {
            Kind::Phrase => self.phrase(node, at),
            Kind::ByLanguage(kind) => self.map(node, at, Some(Lang::WORDS), kind),
            Kind::Map(kind) => self.map(node, at, None, kind),
            Kind::Record(record) => self.record(node, record, at),
            Kind::RecordOr(record, words) => match node {
                Node::Text(word) => self.word(word, words, at),
                node => self.record(node, record, at),
            },
            Kind::List(kind) => match node {
                Node::List(items) => {
                    for (nth, item) in items.iter().enumerate() {
                        self.value(item, kind, &join(at, &nth.to_string()));
                    }
                }
                node => {
                    self.wrong_type(at, node, "this is a list")
                        .hint("put it between `[` and `]`, or write each item on a line of its own behind `- `");
                }
            },
            Kind::Flag => {
                if !matches!(node, Node::Bool(_)) {
                    self.wrong_type(at, node, "this is `true` or `false`")
                        .hint("write one of the two words, without quotes");
                }
            }
            Kind::Session => match node {
                Node::Text(text) => self.words(text, kind, at),
                node => self.value(node, &Kind::Count(1, 9999), at),
            },
            Kind::Count(least, most) => match node {
                Node::Number(number)
                    if number.fract() == 0.0 && (f64::from(*least)..=f64::from(*most)).contains(number) => {}
                node => {
                    self.wrong_type(at, node, &format!("this is a whole number from {least} to {most}"))
                        .hint("write it in the digits 0 to 9, without quotes");
                }
            },
            kind => match node {
                Node::Text(text) => self.words(text, kind, at),
                Node::Number(_) | Node::Bool(_) => {
                    let name = at.rsplit('.').next().unwrap_or(at);
                    self.wrong_type(at, node, &format!("`{name}` is words"))
                        .hint(format!("put the value in quotes: `{name}: \"…\"`"));
                }
                node => {
                    self.wrong_type(at, node, "this is words")
                        .hint("write it on the line of its key, behind the colon");
                }
            },
        }
    }

    fn map(&mut self, node: &Node, at: &str, keys: Option<&[&'static str]>, kind: &Kind) {
        let Node::Map(entries) = node else {
            self.wrong_type(at, node, "this is a map of keys").hint("write `name: value`, each on a line of its own");
            return;
        };
        self.duplicates(entries, at);
        for (name, value) in entries {
            let at = join(at, name);
            match keys {
                Some(keys) if !keys.contains(&name.as_str()) => self.language(name, &at),
                None if !is_id(name) => self.bad_id(name, &at),
                _ if *value == Node::Null => {}
                _ => self.value(value, kind, &at),
            }
        }
    }

    fn phrase(&mut self, node: &Node, at: &str) {
        let Node::Map(entries) = node else {
            self.wrong_type(at, node, "words that a reader sees are a map of languages").hint("write `{ar: …, en: …}`");
            return;
        };
        self.duplicates(entries, at);
        for (name, value) in entries {
            let at = join(at, name);
            match (Lang::from_code(name), value) {
                (None, _) => self.language(name, &at),
                (Some(_), Node::Null) => drop(self.is_comment(&at)),
                (Some(_), Node::Text(text)) => self.words(text, &Kind::Text, &at),
                (Some(_), node) => {
                    self.wrong_type(&at, node, "this is words")
                        .hint(format!("put the value in quotes: `{name}: \"…\"`"));
                }
            }
        }
        let written = |lang: Lang| {
            let has_words = |node: &Node| node.as_text().is_some_and(|text| !text.trim().is_empty());
            entries.iter().any(|(name, node)| name == lang.code() && has_words(node))
        };
        let name = at.rsplit('.').find(|part| part.parse::<usize>().is_err()).unwrap_or(at);
        if !Lang::ALL.into_iter().any(written) {
            let message = format!("`{name}` has no words in any language");
            self.report
                .error("language-missing", Place::key(self.file, at), message)
                .hint("add `ar: …` and `en: …`, or delete the key if it may be left out");
            return;
        }
        for lang in self.languages.iter().filter(|lang| !written(**lang)) {
            let message = format!("`{name}` has no words in {}", lang.name());
            let hint = format!("add `{}: …`; until then readers see it in the other language", lang.code());
            self.report.warning("language-missing", Place::key(self.file, at), message).hint(hint);
        }
    }

    fn language(&mut self, name: &str, at: &str) {
        let message = format!("`{name}` is not a language of this program");
        self.report.error("unknown-key", Place::key(self.file, at), message).hint("use `ar` or `en`");
    }

    fn word(&mut self, word: &str, words: &[&'static str], at: &str) {
        if words.contains(&word) {
            return;
        }
        let hint = meant(word, words.iter().copied(), format!("use one of: {}", words.join(", ")));
        self.report
            .error("bad-value", Place::key(self.file, at), format!("`{word}` is not a value of this key"))
            .hint(hint);
    }

    /// Whether a key without a value has one that YAML takes for a comment; then it is reported.
    fn is_comment(&mut self, at: &str) -> bool {
        // With a space behind its sign it is a remark.
        let is_value = |one: &&Comment| one.path == at && !one.text[1..].starts_with([' ', '#', '\t']);
        let Some(text) = self.comments.iter().find(is_value).map(|one| one.text.clone()) else { return false };
        if text.len() == 1 {
            return false;
        }
        let name = at.rsplit('.').next().unwrap_or(at);
        let message = format!("`{name}` has no value, since `{text}` is a comment in YAML");
        let hint = format!("put it in quotes: `{name}: \"{text}\"`");
        self.report.error("words-in-comment", Place::key(self.file, at), message).hint(hint);
        true
    }

    /// Reports words of a reader that YAML takes for a comment. What stands two spaces off, with one behind its
    /// sign, is most likely a remark, and was seen if this is no news.
    fn lost_to_comment(&mut self, text: &str, at: &str) {
        let Some(comment) = self.comments.iter().find(|one| one.path == at) else { return };
        let is_remark = comment.apart > 1 && comment.text[1..].starts_with([' ', '#', '\t']);
        let message = format!("`{}` is a comment in YAML, and not a part of these words", comment.text);
        let name = at.rsplit('.').next().unwrap_or(at);
        let hint = format!(
            "put the whole in quotes: `{name}: \"{text} {}\"`; write a remark on a line of its own",
            comment.text
        );
        let place = Place::key(self.file, at);
        match is_remark {
            true => self.report.note("words-in-comment", place, message),
            false => self.report.warning("words-in-comment", place, message),
        }
        .hint(hint);
    }

    /// Reports quotes of a word processor around a value; true where they are why it does not fit.
    fn typed_quotes(&mut self, text: &str, kind: &Kind, at: &str) -> bool {
        const PAIRS: [(char, &[char]); 7] = [
            ('“', &['”', '“', '"']),
            ('”', &['“', '”', '"']),
            ('„', &['“', '”']),
            ('‟', &['”', '“']),
            ('‘', &['’', '‘']),
            ('’', &['‘', '’']),
            ('«', &['»']),
        ];
        let mut letters = text.trim().chars();
        let (Some(first), Some(last)) = (letters.next(), letters.next_back()) else { return false };
        let inner = letters.as_str();
        let is_pair = PAIRS.iter().any(|(open, ends)| *open == first && ends.contains(&last));
        let is_words = matches!(kind, Kind::Text);
        // «…» is how Arabic names a thing, and right among the words of a reader.
        if !is_pair || inner.contains([first, last]) || (is_words && first == '«') {
            return false;
        }
        let name = at.rsplit('.').next().unwrap_or(at);
        let message = match is_words {
            true => format!("`{first}` and `{last}` are not YAML's quotes, so readers would see them"),
            false => format!("`{first}` and `{last}` are not YAML's quotes, but a part of the value"),
        };
        let hint = format!("write `{name}: \"{inner}\"`, with the quotes of the keyboard");
        let place = Place::key(self.file, at);
        match is_words {
            true => self.report.warning("quotes-typed", place, message),
            false => self.report.error("quotes-typed", place, message),
        }
        .hint(hint);
        !is_words
    }

    fn words(&mut self, text: &str, kind: &Kind, at: &str) {
        self.control_characters(text, at);
        if self.typed_quotes(text, kind, at) {
            return;
        }
        if matches!(kind, Kind::Text) {
            self.lost_to_comment(text, at);
        }
        let (fits, hint) = match kind {
            Kind::Word(words) => return self.word(text, words, at),
            Kind::Id if is_id(text) => return,
            Kind::Id => return self.bad_id(text, at),
            Kind::Date | Kind::Hijri if self.wrong_calendar(text, kind, at) => return,
            Kind::Date => (read_date(text).is_some(), "write a day that exists as `2025-07-13`"),
            Kind::Session => {
                (Session::read(text).is_some(), "write its number, or words as the minutes have them: `\"3/27/366\"`")
            }
            Kind::Hijri => match Hijri::parse(text) {
                Some(hijri) if !hijri.exists() => {
                    let message = format!("the Hijri calendar has no day `{text}`");
                    let hint =
                        "a Hijri month has 29 or 30 days by the Umm al-Qura calendar; check the date in the minutes";
                    self.report.error("hijri-date-invalid", Place::key(self.file, at), message).hint(hint);
                    return;
                }
                found => (found.is_some(), "write a Hijri date as `1447-01-18`"),
            },
            Kind::Version => (is_version(text), "write it as `\"1.0\"`, in quotes"),
            Kind::Url => (is_web_address(text), "write a full address that starts with `https://`"),
            Kind::Email => (is_email(text), "write an address such as `info@example.org`"),
            Kind::Phone => (is_phone(text), "write it in international form, such as `\"+966500000000\"`"),
            Kind::Colour => (is_colour(text), "write it as `\"#0b6e4f\"`"),
            Kind::Seal => match harm_of_seal(text) {
                Some(harm) => {
                    let message = format!("the seal {harm}, so nothing can be held against it");
                    let hint = "copy it whole from where it was recorded; `mithaq approve` and `mithaq translated` write it as `sha256:` and 64 digits";
                    self.report.error("seal-malformed", Place::key(self.file, at), message).hint(hint);
                    return;
                }
                None => return,
            },
            Kind::Path => {
                (is_inner_path(text), "name a file beside this one; `..` and `/` at the start lead out of the folder")
            }
            _ => (true, ""),
        };
        if !fits {
            let name = at.rsplit('.').find(|part| part.parse::<usize>().is_err()).unwrap_or(at);
            let (place, message) = (Place::key(self.file, at), format!("`{text}` cannot stand as `{name}`"));
            let finding = match kind {
                Kind::Path => self.report.error("path-outside", place, message),
                _ => self.report.error("bad-value", place, message),
            };
            finding.hint(hint);
        }
    }

    /// Reports a date whose year is one of the other calendar.
    fn wrong_calendar(&mut self, text: &str, kind: &Kind, at: &str) -> bool {
        let (name, in_approval) = (at.rsplit('.').next().unwrap_or(at), at.ends_with(".approval.date"));
        let (calendar, own, mend) = match (kind, Hijri::parse(text)) {
            (Kind::Date, Some(day)) if KNOWN_HIJRI_YEARS.contains(&day.year) => {
                let mend = match to_gregorian(day) {
                    _ if in_approval => format!("write it as `hijri: {day}`"),
                    Some(day) => format!("write the Gregorian day; by the Umm al-Qura calendar it is `{day}`"),
                    None => "write the Gregorian day".to_owned(),
                };
                ("Hijri", "Gregorian", mend)
            }
            (Kind::Hijri, Some(Hijri { year, .. }))
                if i16::try_from(year).is_ok_and(|y| GREGORIAN_YEARS.contains(&y)) =>
            {
                let day: Option<Date> = latin_digits(text).parse().ok();
                let known = day.and_then(to_hijri).map(|day| format!("; by the Umm al-Qura calendar it is `{day}`"));
                let mend = format!("write it as `date: {}`{}", latin_digits(text), known.unwrap_or_default());
                ("Gregorian", "Hijri", mend)
            }
            _ => return false,
        };
        let message = format!("`{text}` is a {calendar} date, and `{name}` takes a {own} one");
        self.report.error("date-in-wrong-calendar", Place::key(self.file, at), message).hint(mend);
        true
    }

    fn control_characters(&mut self, text: &str, at: &str) {
        if let Some(c) = unsafe_control(text) {
            let message = format!("the words hold the invisible control character U+{:04X}{}", c as u32, harm_of(c));
            let hint = "delete it and type the words anew; the page sets directions by itself";
            self.report.error("control-character", Place::key(self.file, at), message).hint(hint);
        }
    }

    fn bad_id(&mut self, text: &str, at: &str) {
        let message = format!("`{text}` cannot be an id");
        let hint = "use small Latin letters and digits, words joined by `-`, 64 characters at most";
        self.report.error("bad-id", Place::key(self.file, at), message).hint(hint);
    }

    /// Reports a value of another type, and gives the finding, for its hint.
    fn wrong_type(&mut self, at: &str, node: &Node, expected: &str) -> &mut Finding {
        let message = format!("{expected}, not {}", node.kind());
        self.report.error("wrong-type", Place::key(self.file, at), message)
    }
}
