//! Association, channels and forms: nodes that fit their shape → the model.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{
    Association, Bilingual, Bound, Channel, Contacts, Endpoint, Field, Form, GlossaryTerm, Lang, Logo, Period, Phrase,
    Privacy, Provider, ShowIf, Social, WorkingWeek,
};
use crate::report::{Report, Reported};
use crate::source::{FileId, Place};

use super::files::Files;
use super::folder::KnownPolicies;
use super::yaml::Node;
use super::{policy, read_yaml, shapes};
use crate::model::spelling::{is_id, is_inner_path};

/// Reads an association with its channels, forms and policies, and gives what is known of each policy by its
/// id too; `None` where `association.yaml` cannot be understood.
pub(super) fn association(
    files: &Files,
    id: &str,
    languages: &[Lang],
) -> Reported<Option<(Association, KnownPolicies)>> {
    let mut report = Report::default();
    let folder = format!("content/{id}");
    let path = format!("{folder}/association.yaml");
    let Some(file) = files.texts.find(&path) else {
        if !files.has(&path) {
            let message = format!("the folder `{id}` has no association.yaml");
            let hint = "add one with the association's `name`, or start the folder's name with `_` to pass over it";
            report.error("file-missing", Place::Path(path), message).hint(hint);
        }
        return Reported { value: None, report };
    };
    let Some(node) = report.take(read_yaml(files, file, languages, &shapes::ASSOCIATION)) else {
        return Reported { value: None, report };
    };
    let (channels_file, channels) = report.take(channels(files, &folder, languages));
    let forms = report.take(forms(files, &folder, languages));
    let known = policy::policies(files, id, languages, &channels);
    let policies = known.iter().filter_map(|(_, known)| known.read.value.clone()).collect();
    known.iter().for_each(|(_, known)| report.extend(known.read.report.clone()));
    let contacts = node.get("contacts");
    let contact = |key| contacts.and_then(|node: &Node| node.text(key));
    let association = Association {
        id: id.to_owned(),
        file,
        name: phrase(&node, "name"),
        licence: node.text("licence"),
        licensing_body: phrase(&node, "licensing_body"),
        website: node.text("website"),
        logo: node.text("logo").map(|path| Logo { path, bytes: Vec::new() }),
        colour: node.text("colour").map(|colour| colour.to_ascii_lowercase()),
        location: phrase(&node, "location"),
        contacts: Contacts { phone: contact("phone"), email: contact("email") },
        social: list(&node, "social", |_, node| {
            Some(Social { network: node.text("network")?, handle: node.text("handle")? })
        }),
        working_week: node.get("working_week").map(|node| WorkingWeek {
            days: node.texts("days").into_iter().collect(),
            holidays: node.texts("holidays").iter().filter_map(|day| day.parse().ok()).collect(),
        }),
        privacy: node.get("privacy").map(privacy),
        endpoints: endpoints(&node),
        channels_file,
        channels,
        forms,
        policies,
    };
    if let Some(Logo { path: logo, .. }) = &association.logo
        && is_inner_path(logo)
        && !files.has(&format!("{folder}/{logo}"))
    {
        let message = format!("there is no file `{logo}` beside association.yaml");
        report.error("file-missing", Place::key(file, "logo"), message).hint("put the image there, or delete the key");
    }
    Reported { value: Some((association, known.into_iter().collect())), report }
}

/// Reads the site's own terms, where there are some.
pub(super) fn glossary(files: &Files, languages: &[Lang]) -> Reported<(Option<FileId>, Vec<GlossaryTerm>)> {
    let mut report = Report::default();
    let Some(file) = files.texts.find("content/glossary.yaml") else {
        return Reported { value: (None, Vec::new()), report };
    };
    let Some(node) = report.take(read_yaml(files, file, languages, &shapes::GLOSSARY)) else {
        return Reported { value: (Some(file), Vec::new()), report };
    };
    let terms = list(&node, "terms", |nth, node| {
        let also = |lang: Lang| node.get("also").map(|also| also.texts(lang.code())).unwrap_or_default();
        Some(GlossaryTerm {
            nth,
            id: node.text("id"),
            term: phrase(node, "term"),
            also: Bilingual::of(also),
            definition: phrase(node, "definition"),
        })
        .filter(|term| !term.term.is_empty())
    });
    let ids = terms.iter().filter_map(|term| Some((term.nth, term.id.as_deref()?)));
    report_repeats(ids, "term", |nth| Place::key(file, format!("terms.{nth}.id")), &mut report);
    Reported { value: (Some(file), terms), report }
}

/// The language map at a key; empty where it is absent.
pub(super) fn phrase(node: &Node, key: &str) -> Phrase {
    let Some(node) = node.get(key) else { return Phrase::default() };
    Phrase::of(|lang| node.text(lang.code()).filter(|text| !text.trim().is_empty()))
}

/// What a reader makes of each item of the list at a key, and of its place
/// there; what does not fit is left out.
pub(super) fn list<T>(node: &Node, key: &str, read: impl Fn(usize, &Node) -> Option<T>) -> Vec<T> {
    let items = node.get(key).map(Node::items).unwrap_or_default();
    items.iter().enumerate().filter_map(|(nth, item)| read(nth, item)).collect()
}

/// The period that a node states, under its own keys.
pub(super) fn period(node: &Node) -> Option<Period> {
    let bound = match node.text("bound")?.as_str() {
        "at-least" => Bound::AtLeast,
        _ => Bound::AtMost,
    };
    Some(Period { bound, amount: node.count("amount")?, unit: node.text("unit")? })
}

/// The endpoints of a site or an association.
pub(super) fn endpoints(node: &Node) -> BTreeMap<String, Endpoint> {
    let Some(Node::Map(entries)) = node.get("endpoints") else { return BTreeMap::new() };
    let read = |(name, node): &(String, Node)| {
        let provider = Provider::from_word(&node.text("provider")?)?;
        let names = match node.get("names") {
            Some(Node::Map(names)) => {
                names.iter().filter_map(|(name, node)| Some((name.clone(), node.as_text()?.to_owned()))).collect()
            }
            _ => BTreeMap::new(),
        };
        Some((name.clone(), Endpoint { provider, url: node.text("url"), key: node.text("key"), names }))
    };
    entries.iter().filter_map(read).collect()
}

fn privacy(node: &Node) -> Privacy {
    Privacy {
        controller: phrase(node, "controller"),
        contact: node.text("contact"),
        purpose: phrase(node, "purpose"),
        legal_basis: phrase(node, "legal_basis"),
        retention: phrase(node, "retention"),
        rights: phrase(node, "rights"),
        recipients: phrase(node, "recipients"),
    }
}

type Channels = (Option<FileId>, Vec<Channel>);

fn channels(files: &Files, folder: &str, languages: &[Lang]) -> Reported<Channels> {
    let mut report = Report::default();
    let Some(file) = files.texts.find(&format!("{folder}/channels.yaml")) else {
        return Reported { value: (None, Vec::new()), report };
    };
    let Some(node) = report.take(read_yaml(files, file, languages, &shapes::CHANNELS)) else {
        return Reported { value: (None, Vec::new()), report };
    };
    let channels = list(&node, "channels", |nth, node| {
        Some(Channel {
            nth,
            id: node.text("id")?,
            kind: node.text("kind")?,
            name: phrase(node, "name"),
            value: node.text("value").filter(|value| !value.trim().is_empty()),
            note: phrase(node, "note"),
            hours: phrase(node, "hours"),
            serves: node.texts("serves"),
            audience: node.texts("audience"),
            response: node.get("response").and_then(period),
            form: node.text("form"),
        })
    });
    let ids = channels.iter().map(|channel| (channel.nth, channel.id.as_str()));
    report_repeats(ids, "channel", |nth| Place::key(file, format!("channels.{nth}.id")), &mut report);
    Reported { value: (Some(file), channels), report }
}

/// Reports every id that two things of one file have.
pub(super) fn report_repeats<'a>(
    ids: impl Iterator<Item = (usize, &'a str)>,
    thing: &str,
    place: impl Fn(usize) -> Place,
    report: &mut Report,
) {
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    for (nth, id) in ids {
        if let Some(first) = seen.get(id) {
            let message = format!("two {thing}s have the id `{id}`");
            report
                .error("duplicate-id", place(nth), message)
                .hint("give one of them another id")
                .see(place(*first), "the first stands here");
        } else {
            seen.insert(id, nth);
        }
    }
}

fn forms(files: &Files, folder: &str, languages: &[Lang]) -> Reported<Vec<Form>> {
    let mut report = Report::default();
    let mut forms = Vec::new();
    let folder = format!("{folder}/forms");
    for name in files.names(&folder) {
        let path = format!("{folder}/{name}");
        let Some(id) = name.strip_suffix(".yaml") else { continue };
        let Some(file) = files.texts.find(&path) else { continue };
        if !is_id(id) {
            let hint = "rename the file: small Latin letters and digits, words joined by `-`";
            report.error("bad-id", Place::File(file), format!("`{id}` cannot be the id of a form")).hint(hint);
            continue;
        }
        let Some(node) = report.take(read_yaml(files, file, languages, &shapes::FORM)) else { continue };
        if let Some(form) = form(id, file, &node) {
            let ids = form.fields.iter().map(|field| (field.nth, field.id.as_str()));
            report_repeats(ids, "field", |nth| Place::key(file, format!("fields.{nth}.id")), &mut report);
            for field in &form.fields {
                let ids = field.options.iter().enumerate().map(|(nth, (id, _))| (nth, id.as_str()));
                let place = |nth| Place::key(file, format!("fields.{}.options.{nth}.id", field.nth));
                report_repeats(ids, "option", place, &mut report);
            }
            forms.push(form);
        }
    }
    Reported { value: forms, report }
}

fn form(id: &str, file: FileId, node: &Node) -> Option<Form> {
    let success = node.get("success");
    let success = |key| success.map(|node| phrase(node, key)).unwrap_or_default();
    Some(Form {
        id: id.to_owned(),
        file,
        kind: node.text("kind")?,
        title: phrase(node, "title"),
        intro: phrase(node, "intro"),
        endpoint: node.text("endpoint")?,
        policy: node.text("policy"),
        clause: node.text("clause"),
        commitment: node.text("commitment"),
        declaration: phrase(node, "declaration"),
        fields: list(node, "fields", field),
        success_title: success("title"),
        success_body: success("body"),
    })
}

fn field(nth: usize, node: &Node) -> Option<Field> {
    Some(Field {
        nth,
        id: node.text("id")?,
        kind: node.text("type")?,
        label: phrase(node, "label"),
        hint: phrase(node, "hint"),
        required: node.get("required") == Some(&Node::Bool(true)),
        max_length: node.count("max_length"),
        pattern: node.text("pattern"),
        autocomplete: node.text("autocomplete"),
        options: list(node, "options", |_, node| Some((node.text("id")?, phrase(node, "label")))),
        show_if: node.get("show_if").and_then(|node| Some(ShowIf { field: node.text("field")?, is: node.text("is")? })),
        accept: node.texts("accept").into_iter().collect::<BTreeSet<_>>().into_iter().collect(),
        max_mib: node.count("max_mib"),
    })
}
