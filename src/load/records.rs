//! Association, channels and forms: nodes that fit their shape → the model.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::model::log::Log;
use crate::model::spelling::{is_id, is_inner_path};
use crate::model::{
    Association, Audience, Bilingual, Channel, ChannelKind, Contacts, Field, FieldKind, Form, GlossaryTerm, Lang, Logo,
    Policy, Privacy, ShowIf, Social, Topic, Weekday, WorkingWeek, read_date,
};
use crate::report::{Report, Reported};
use crate::source::{FileId, Place};

use super::fields::{endpoints, list, period, phrase, report_repeats};
use super::files::Files;
use super::shaped::read_yaml;
use super::shapes;
use super::yaml::Node;

/// The file of an association and what it holds, before what stands beside it is read.
pub(super) struct AssociationFile {
    file: FileId,
    node: Node,
}

/// What an association is made of beside its own file.
pub(super) struct Parts {
    pub(super) channels: Channels,
    pub(super) forms: Vec<Form>,
    pub(super) policies: Vec<Arc<Policy>>,
    pub(super) log: Option<Log>,
}

/// An association's channels, and the file that lists them.
#[derive(Default)]
pub(super) struct Channels {
    file: Option<FileId>,
    pub(super) list: Vec<Channel>,
}

/// Reads the file of an association; `None` where it cannot be understood.
pub(super) fn association_file(files: &Files, id: &str) -> Reported<Option<AssociationFile>> {
    let mut report = Report::default();
    let path = format!("content/{id}/association.yaml");
    let Some(file) = files.texts.find(&path) else {
        if !files.has(&path) {
            let message = format!("the folder `{id}` has no association.yaml");
            let hint = "add one with the association's `name`, or start the folder's name with `_` to pass over it";
            report.error("file-missing", Place::Path(path), message).hint(hint);
        }
        return Reported { value: None, report };
    };
    let node = report.take(read_yaml(files, file, &shapes::ASSOCIATION));
    Reported { value: node.map(|node| AssociationFile { file, node }), report }
}

/// Makes an association of its own file and of its other parts.
pub(super) fn association(files: &Files, id: &str, own_file: AssociationFile, parts: Parts) -> Reported<Association> {
    let mut report = Report::default();
    let AssociationFile { file, node } = own_file;
    let Parts { channels, forms, policies, log } = parts;
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
            days: node.texts("days").iter().filter_map(|day| Weekday::from_word(day)).collect(),
            holidays: node.texts("holidays").iter().filter_map(|day| read_date(day)).collect(),
        }),
        privacy: node.get("privacy").map(privacy),
        endpoints: endpoints(&node),
        channels_file: channels.file,
        channels: channels.list,
        forms,
        policies,
        log,
    };
    if let Some(Logo { path: logo, .. }) = &association.logo
        && is_inner_path(logo)
        && !files.has(&format!("content/{id}/{logo}"))
    {
        let message = format!("there is no file `{logo}` beside association.yaml");
        report.error("file-missing", Place::key(file, "logo"), message).hint("put the image there, or delete the key");
    }
    Reported { value: association, report }
}

/// Reads the site's own terms, where there are some.
pub(super) fn glossary(files: &Files) -> Reported<(Option<FileId>, Vec<GlossaryTerm>)> {
    let mut report = Report::default();
    let Some(file) = files.texts.find("content/glossary.yaml") else {
        return Reported { value: (None, Vec::new()), report };
    };
    let Some(node) = report.take(read_yaml(files, file, &shapes::GLOSSARY)) else {
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

/// Reads the channels of an association; none where it has no file of them.
pub(super) fn channels(files: &Files, association: &str) -> Reported<Channels> {
    let mut report = Report::default();
    let Some(file) = files.texts.find(&format!("content/{association}/channels.yaml")) else {
        return Reported { value: Channels::default(), report };
    };
    let Some(node) = report.take(read_yaml(files, file, &shapes::CHANNELS)) else {
        return Reported { value: Channels::default(), report };
    };
    let list = list(&node, "channels", |nth, node| {
        Some(Channel {
            nth,
            id: node.text("id")?,
            kind: ChannelKind::from_word(&node.text("kind")?).unwrap_or(ChannelKind::Other),
            name: phrase(node, "name"),
            value: node.text("value").filter(|value| !value.trim().is_empty()),
            note: phrase(node, "note"),
            hours: phrase(node, "hours"),
            serves: node.texts("serves").iter().filter_map(|word| Topic::from_word(word)).collect(),
            audience: node.texts("audience").iter().filter_map(|word| Audience::from_word(word)).collect(),
            response: node.get("response").and_then(period),
            form: node.text("form"),
        })
    });
    let ids = list.iter().map(|channel| (channel.nth, channel.id.as_str()));
    report_repeats(ids, "channel", |nth| Place::key(file, format!("channels.{nth}.id")), &mut report);
    Reported { value: Channels { file: Some(file), list }, report }
}

/// Reads the forms of an association.
pub(super) fn forms(files: &Files, association: &str) -> Reported<Vec<Form>> {
    let mut report = Report::default();
    let mut forms = Vec::new();
    let folder = format!("content/{association}/forms");
    for name in files.names(&folder) {
        let path = format!("{folder}/{name}");
        let Some(id) = name.strip_suffix(".yaml") else { continue };
        let Some(file) = files.texts.find(&path) else { continue };
        if !is_id(id) {
            let hint = "rename the file: small Latin letters and digits, words joined by `-`";
            report.error("bad-id", Place::File(file), format!("`{id}` cannot be the id of a form")).hint(hint);
            continue;
        }
        let Some(node) = report.take(read_yaml(files, file, &shapes::FORM)) else { continue };
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
        kind: Topic::from_word(&node.text("kind")?).unwrap_or(Topic::Request),
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
        kind: FieldKind::from_word(&node.text("type")?).unwrap_or(FieldKind::Text),
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
