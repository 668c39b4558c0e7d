//! What was sent, held against the form's own YAML.
//!
//! In: a form and what was sent. Out: a post that fits, or every fault with the
//! field that it belongs to. The page checks the same; this is what counts.

use std::collections::BTreeSet;

use super::body::{Sent, SentFile};
use super::names;
use super::reference;
use super::words::words;
use crate::model::spelling::{is_email, is_id, is_version};
use crate::model::{Association, Field, FieldKind, Form, Lang, Site, fill, typed};

/// The most characters of an answer whose field sets no limit: a long letter has some thousand.
const LONGEST: u32 = 1 << 16;

/// The field that people do not see, and programs fill in.
pub(super) const TRAP: &str = "leave-this-empty";

/// What every form sends besides its own fields.
const OWN: [&str; 8] =
    ["association", "form", "policy", "policy_version", "language", "reference", "declaration", TRAP];

/// A post that fits its form.
#[derive(Debug)]
pub struct Post {
    pub(super) association: String,
    pub(super) form: String,
    pub(super) language: Lang,
    pub(super) policy: Option<String>,
    pub(super) policy_version: Option<String>,
    /// The number that the browser made.
    pub reference: Option<String>,
    /// What was filled in, in the order of the form; `declaration` last.
    pub(super) values: Vec<(String, Vec<String>)>,
    /// The files, their names made safe.
    pub(super) files: Vec<SentFile>,
}

/// What is wrong with a field.
#[derive(Debug, PartialEq, Eq)]
pub struct Fault {
    /// The field; empty where it is the whole.
    pub field: String,
    /// The reason, in the language of the sender.
    pub message: String,
}

/// The language in which a post was written; else the first of the site.
pub fn language(site: &Site, sent: &Sent) -> Lang {
    let given = sent.first("language").and_then(Lang::from_code);
    given.filter(|lang| site.languages.contains(lang)).unwrap_or_else(|| site.default_language())
}

/// Holds what was sent against its form.
pub fn fits(site: &Site, association: &Association, form: &Form, sent: Sent) -> Result<Post, (Sent, Vec<Fault>)> {
    let mut faults = Faults { lang: language(site, &sent), found: Vec::new() };
    let ours = [("association", &association.id), ("form", &form.id)];
    for (name, id) in ours.into_iter().filter(|(name, id)| sent.all(name).any(|given| given != **id)) {
        faults.add("", fill(faults.words().other_form, &[("name", &format!("{name} ≠ {id}"))]));
    }
    for (name, is_right) in [("policy", is_id as fn(&str) -> bool), ("policy_version", is_version)] {
        if sent.all(name).any(|given| !given.is_empty() && !is_right(given)) {
            faults.add("", fill(faults.words().other_form, &[("name", name)]));
        }
    }
    if sent.all("language").any(|given| Lang::from_code(given).is_none_or(|lang| !site.languages.contains(&lang))) {
        faults.add("", fill(faults.words().other_form, &[("name", "language")]));
    }
    let unknown = sent.fields.iter().map(|(name, _)| name).chain(sent.files.iter().map(|file| &file.field));
    let unknown: BTreeSet<&String> = unknown.filter(|name| !is_known(form, name)).collect();
    for name in unknown.into_iter().take(5) {
        faults.add("", fill(faults.words().unknown, &[("name", &shortened(name))]));
    }
    for name in OWN.iter().filter(|name| sent.all(name).count() > 1) {
        faults.add("", fill(faults.words().other_form, &[("name", name)]));
    }
    if sent.all(TRAP).any(|given| !given.is_empty()) {
        faults.add("", faults.words().trap.to_owned());
    }
    let given = sent.first("reference").filter(|given| !given.is_empty());
    let reference = given.and_then(reference::read);
    if given.is_some() && reference.is_none() {
        faults.add("reference", faults.words().bad_reference.to_owned());
    }
    for field in &form.fields {
        if let Some(message) = fault_of(form, field, &sent, faults.lang) {
            faults.add(&field.id, message);
        }
    }
    if !form.declaration.is_empty() && sent.first("declaration") != Some("yes") {
        faults.add("declaration", faults.words().declaration.to_owned());
    }
    if !faults.found.is_empty() {
        return Err((sent, faults.found));
    }
    Ok(Post {
        association: association.id.clone(),
        form: form.id.clone(),
        language: faults.lang,
        policy: sent.first("policy").filter(|given| !given.is_empty()).map(str::to_owned),
        policy_version: sent.first("policy_version").filter(|given| !given.is_empty()).map(str::to_owned),
        reference,
        values: values(form, &sent),
        files: files(form, sent.files),
    })
}

struct Faults {
    lang: Lang,
    found: Vec<Fault>,
}

impl Faults {
    fn words(&self) -> &'static super::words::Words {
        words(self.lang)
    }

    fn add(&mut self, field: &str, message: String) {
        self.found.push(Fault { field: field.to_owned(), message });
    }
}

fn is_known(form: &Form, name: &str) -> bool {
    match name {
        "declaration" => !form.declaration.is_empty(),
        name => OWN.contains(&name) || form.fields.iter().any(|field| field.id == name),
    }
}

/// The name of a field that nobody knows may be anything.
fn shortened(name: &str) -> String {
    name.chars().filter(|c| !c.is_control()).take(40).collect()
}

/// What was filled in, without what was left empty; numbers, phones and dates in the digits 0 to 9.
fn values(form: &Form, sent: &Sent) -> Vec<(String, Vec<String>)> {
    let mut values = Vec::new();
    for field in form.fields.iter().filter(|field| field.kind != FieldKind::File) {
        let meant = |given: &str| typed::value(field.kind, field.pattern.as_deref(), given);
        let given = sent.all(&field.id).filter(|value| !is_blank(value));
        let given: Vec<String> = given.map(|given| meant(given).unwrap_or_else(|| given.to_owned())).collect();
        if !given.is_empty() {
            values.push((field.id.clone(), given));
        }
    }
    if !form.declaration.is_empty() {
        values.push(("declaration".to_owned(), vec!["yes".to_owned()]));
    }
    values
}

fn files(form: &Form, sent: Vec<SentFile>) -> Vec<SentFile> {
    let mut files: Vec<SentFile> =
        sent.into_iter().filter(is_chosen).map(|file| SentFile { name: names::safe(&file.name), ..file }).collect();
    files.sort_by_key(|file| form.fields.iter().position(|field| field.id == file.field));
    files
}

/// A file field that was left empty is sent as a file without name or bytes.
fn is_chosen(file: &SentFile) -> bool {
    !file.name.is_empty() || !file.bytes.is_empty()
}

fn is_blank(value: &str) -> bool {
    value.trim().is_empty()
}

/// What is wrong with one field.
fn fault_of(form: &Form, field: &Field, sent: &Sent, lang: Lang) -> Option<String> {
    let words = words(lang);
    if field.kind == FieldKind::File {
        return file_fault(form, field, sent, lang);
    }
    if sent.files.iter().any(|file| file.field == field.id) {
        return Some(words.file_here.to_owned());
    }
    let given: Vec<&str> = sent.all(&field.id).filter(|value| !is_blank(value)).collect();
    if given.iter().any(|value| value.contains('\0')) {
        return Some(words.control.to_owned());
    }
    let [value] = given[..] else {
        return match (given.is_empty(), field.kind == FieldKind::Checkboxes) {
            (true, _) => is_needed(form, field, sent).then(|| words.required.to_owned()),
            (false, true) => choices_fault(field, &given).then(|| words.choose.to_owned()),
            (false, false) => Some(words.once.to_owned()),
        };
    };
    let length = value.chars().count();
    let most = field.max_length.unwrap_or(LONGEST);
    if length > most as usize {
        return Some(fill(words.too_long, &[("most", &most.to_string()), ("n", &length.to_string())]));
    }
    let is_meant = || typed::value(field.kind, None, value).is_some();
    let fault = match field.kind {
        FieldKind::Email => (!is_email(value.trim())).then_some(words.email),
        FieldKind::Tel => (!is_meant()).then_some(words.tel),
        FieldKind::Number => (!is_meant()).then_some(words.number),
        FieldKind::Date => (!is_meant()).then_some(words.date),
        FieldKind::Select | FieldKind::Radio | FieldKind::Checkboxes => {
            choices_fault(field, &given).then_some(words.choose)
        }
        _ => None,
    };
    let misses = typed::value(field.kind, field.pattern.as_deref(), value).is_none();
    fault.or(misses.then_some(words.pattern)).map(str::to_owned)
}

/// Whether a field must be filled in: a hidden one is for the page, and one
/// whose condition does not hold was not asked for.
fn is_needed(form: &Form, field: &Field, sent: &Sent) -> bool {
    field.required && field.kind != FieldKind::Hidden && is_asked(form, field, sent, form.fields.len())
}

/// `depth` ends a ring of fields that wait for one another.
fn is_asked(form: &Form, field: &Field, sent: &Sent, depth: usize) -> bool {
    let Some(condition) = &field.show_if else { return true };
    let holds = sent.all(&condition.field).any(|value| value == condition.is);
    let other = form.fields.iter().find(|other| other.id == condition.field);
    holds && depth > 0 && other.is_none_or(|other| is_asked(form, other, sent, depth - 1))
}

fn choices_fault(field: &Field, given: &[&str]) -> bool {
    let known = |value: &&str| field.options.iter().any(|(id, _)| id == value);
    let distinct: BTreeSet<&&str> = given.iter().collect();
    distinct.len() != given.len() || !given.iter().all(known)
}

fn file_fault(form: &Form, field: &Field, sent: &Sent, lang: Lang) -> Option<String> {
    let words = words(lang);
    // Without `multipart/form-data` a browser sends the name alone.
    if sent.all(&field.id).any(|name| !name.is_empty()) {
        return Some(words.file_missing.to_owned());
    }
    let given: Vec<&SentFile> = sent.files.iter().filter(|file| file.field == field.id && is_chosen(file)).collect();
    let [file] = given[..] else {
        return match given.is_empty() {
            true => is_needed(form, field, sent).then(|| words.required.to_owned()),
            false => Some(words.once.to_owned()),
        };
    };
    let ending = names::ending(&names::safe(&file.name));
    let accepted = field.accept.is_empty()
        || field.accept.iter().any(|known| known.trim_start_matches('.').eq_ignore_ascii_case(&ending));
    if !accepted {
        let list = if lang == Lang::Arabic { "، " } else { ", " };
        return Some(fill(words.file_ending, &[("list", &field.accept.join(list))]));
    }
    let most = field.max_mib.filter(|most| file.bytes.len() as u64 > u64::from(*most) << 20);
    if let Some(most) = most {
        return Some(fill(words.file_size, &[("n", &most.to_string())]));
    }
    file.bytes.is_empty().then(|| words.file_empty.to_owned())
}
