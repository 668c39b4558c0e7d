//! The pages of a form: what it asks, what it rests on, and where it goes.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use crate::derive::pairs::nodes;
use crate::derive::urls::{self, Page};
use crate::model::providers::{self, Body, Posting, Spec};
use crate::model::typed;
use crate::model::{
    Association, ChannelKind, Commitment, Endpoint, Entry, Field, FieldKind, Form, Phrase, Policy, Provider,
};

use super::chrome::{Head, json_in_script};
use super::context::PageContext;
use crate::render::text::isolation::isolated_words;
use crate::render::theme::assets::FORMS_SCRIPT;
use crate::render::views::{
    ChoiceView, ClauseQuote, ContactLink, Crumb, FieldView, FormView, Link, Named, NoticeRow, Page as PageView,
    ThanksView,
};
use crate::render::words;

impl<'a> PageContext<'a> {
    /// All that a form asks and says, seen from the page of this context.
    pub(super) fn form_view(&self, association: &Association, form: &Form) -> FormView {
        let endpoint = association.endpoint(self.site, &form.endpoint);
        let spec = endpoint.map(|endpoint| self.spec(association, form, endpoint)).unwrap_or_default();
        let rests = form.policy.as_ref().and_then(|id| association.policy(id));
        let in_force = rests.and_then(|policy| Some((policy, policy.in_force(self.edition.today)?)));
        let promise = rests.and_then(|policy| {
            let id = form.commitment.as_ref()?;
            policy
                .commitments_of(policy.newest_or_in_force(self.edition.today)?)
                .iter()
                .find(|commitment| commitment.id == *id)
        });
        FormView {
            title: self.name(&form.title, &form.id),
            intro: self.phrase(&form.intro),
            provider: endpoint.map_or("", |endpoint| endpoint.provider.word()),
            action: spec.action.clone(),
            received: endpoint.is_none_or(Endpoint::is_received),
            contacts: match endpoint.is_none_or(Endpoint::is_received) {
                true => Vec::new(),
                false => self.contacts(association),
            },
            elsewhere: endpoint.filter(|endpoint| endpoint.provider == Provider::Link).and_then(|e| e.url.clone()),
            encoding: if has_files(form) && spec.files_mib.is_some() {
                Some("multipart/form-data")
            } else {
                spec.encoding
            },
            attributes: spec.attributes.iter().map(|(name, value)| Named::new(*name, value)).collect(),
            hidden: self.hidden(association, form, &spec, in_force),
            trap: spec.trap.clone(),
            fields: form
                .fields
                .iter()
                .filter(|field| field.kind != FieldKind::Hidden)
                .map(|one| self.field(one))
                .collect(),
            declaration: self.phrase(&form.declaration),
            policy: rests.map(|policy| Link {
                words: self.name(&policy.title, &policy.id),
                href: self.to_page(Page::Policy(association, policy)),
            }),
            clause: in_force.and_then(|(policy, nth)| self.quote(association, policy, nth, form.clause.as_deref()?)),
            promise: promise.zip(in_force).map(|(commitment, (policy, nth))| {
                let text = policy.versions[nth].texts.shown(self.lang).map(|(_, text)| text);
                self.commitment(association, policy, commitment, text)
            }),
            notice: self.notice(association),
            channels: self.to_page(Page::Channels(association)),
            settings: json_in_script(&self.form_settings(association, form, endpoint, &spec, promise)),
        }
    }

    /// The page of a form.
    pub(crate) fn form(&self, association: &'a Association, form: &'a Form) -> (PageView, FormView) {
        let view = self.form_view(association, form);
        let mut crumbs = self.crumbs_to_association(association);
        crumbs.push(Crumb { words: view.title.clone(), href: None });
        let head = Head {
            kind: "form",
            title: vec![view.title.text.clone(), self.name(&association.name, &association.id).text],
            description: view.intro.as_ref().map(|words| words.text.clone()),
            page: Some(Page::Form(association, form)),
            crumbs,
            association: Some(association),
            json_ld: None,
            noindex: false,
        };
        let mut page = self.page(head);
        self.add_form_script(&view, &mut page);
        (page, view)
    }

    /// Gives a page the script of the forms, where a form on it has something to send.
    pub(super) fn add_form_script(&self, view: &FormView, page: &mut PageView) {
        if view.action.is_some() && self.assets.has(FORMS_SCRIPT) {
            page.scripts.push(self.to(&self.assets.path(FORMS_SCRIPT)));
        }
    }

    /// The page to which a form leads after it was sent.
    pub(crate) fn thanks(&self, association: &'a Association, form: &'a Form) -> (PageView, ThanksView) {
        let title = self.name(&form.title, &form.id);
        let view = ThanksView {
            heading: self.phrase(&form.success_title),
            body: self.phrase(&form.success_body),
            form: Link { words: title.clone(), href: self.to_page(Page::Form(association, form)) },
            channels: self.to_page(Page::Channels(association)),
            contacts: self.contacts(association),
        };
        let mut crumbs = self.crumbs_to_association(association);
        crumbs.push(Crumb { words: title.clone(), href: Some(view.form.href.clone()) });
        crumbs.push(Crumb { words: words::in_page_language(self.t.get("thanks_title"), self.lang), href: None });
        let head = Head {
            kind: "thanks",
            title: vec![self.t.get("thanks_title").to_owned(), title.text],
            description: None,
            page: Some(Page::Thanks(association, form)),
            crumbs,
            association: Some(association),
            json_ld: None,
            noindex: true,
        };
        (self.page(head), view)
    }

    fn spec(&self, association: &Association, form: &Form, endpoint: &Endpoint) -> Spec {
        let name = self.name(&association.name, &association.id).text;
        let title = self.name(&form.title, &form.id).text;
        let thanks = self.site.address(Page::Thanks(association, form), self.lang);
        let posting = Posting {
            association: &association.id,
            form: &form.id,
            subject: &format!("{title} – {name}"),
            thanks: &urls::encode(&self.site.full(&thanks)),
            thanks_path: &self.to(&thanks),
            root: &self.root(),
        };
        providers::spec(endpoint, &posting)
    }

    /// Hidden fields: the provider's own, those of the form's record, and where it comes from.
    fn hidden(
        &self,
        association: &Association,
        form: &Form,
        spec: &Spec,
        rests: Option<(&Policy, usize)>,
    ) -> Vec<Named> {
        let mut hidden: Vec<Named> = spec.hidden.iter().map(|(name, value)| Named::new(name, value)).collect();
        let mut record = |ours, value: &str| hidden.push(Named::new(spec.record_name(ours), value));
        record("association", &association.id);
        record("form", &form.id);
        if let Some((policy, nth)) = rests {
            record("policy", &policy.id);
            record("policy_version", &policy.versions[nth].number);
        }
        record("language", self.lang.code());
        hidden
    }

    fn field(&self, field: &Field) -> FieldView {
        let control = match field.kind {
            FieldKind::TextArea | FieldKind::Select | FieldKind::Radio | FieldKind::Checkboxes | FieldKind::File => {
                field.kind.word()
            }
            _ => "input",
        };
        let keyboard = field.kind.keyboard();
        let (pattern, own_pattern) = patterns(field);
        FieldView {
            id: field.id.clone(),
            control,
            kind: field.kind.word(),
            label: self.name(&field.label, &field.id),
            hint: self.phrase(&field.hint),
            hint_html: field.hint.shown(self.lang).map(|(lang, words)| isolated_words(words, lang)).unwrap_or_default(),
            required: field.required,
            max_length: field.max_length,
            input_type: match field.kind {
                FieldKind::Number | FieldKind::Date => "text",
                kind => kind.word(),
            },
            pattern,
            own_pattern,
            autocomplete: field.autocomplete.clone(),
            input_mode: keyboard,
            dir: keyboard.map(|_| "ltr"),
            options: field
                .options
                .iter()
                .map(|(id, label)| ChoiceView { id: id.clone(), label: self.name(label, id) })
                .collect(),
            show_if: field.show_if.as_ref().map(|rule| Named::new(&rule.field, &rule.is)),
            accept: field.accept.iter().map(|ending| format!(".{ending}")).collect::<Vec<_>>().join(","),
            max_mib: field.max_mib,
        }
    }

    /// The clause that gives the right, in the reader's language if it has it.
    fn quote(&self, association: &Association, policy: &Policy, nth: usize, clause: &str) -> Option<ClauseQuote> {
        let version = &policy.versions[nth];
        self.lang.then_other().into_iter().find_map(|lang| {
            let text = version.texts.get(lang).as_ref()?;
            let parsed = text.parsed();
            let said = nodes(&parsed).iter().find(|node| node.id == clause)?.plain();
            Some(ClauseQuote {
                named: self.clause_name(text, clause).unwrap_or_else(|| clause.to_owned()),
                words: words::words(lang, &said, self.lang),
                href: format!("{}#c-{clause}", self.to_page(Page::Policy(association, policy))),
            })
        })
    }

    /// What the association says of personal data; a part that it does not say is shown as not stated.
    fn notice(&self, association: &Association) -> Vec<NoticeRow> {
        let Some(privacy) = &association.privacy else { return Vec::new() };
        let said = |phrase: &Phrase| self.phrase(phrase);
        let contact = privacy.contact.as_ref().map(|value| {
            let kind = if value.contains('@') { ChannelKind::Email } else { ChannelKind::Phone };
            self.contact(kind, value)
        });
        let rows = [
            ("controller", said(&privacy.controller)),
            ("purpose", said(&privacy.purpose)),
            ("legal_basis", said(&privacy.legal_basis)),
            ("recipients", said(&privacy.recipients)),
            ("retention", said(&privacy.retention)),
            ("rights", said(&privacy.rights)),
            ("contact", None),
        ];
        let row = |(key, words)| NoticeRow {
            name: self.t.get(&format!("privacy_{key}")).to_owned(),
            words,
            contact: (key == "contact").then(|| contact.clone()).flatten(),
        };
        rows.into_iter().map(row).collect()
    }

    /// The ways to reach the association that a letter can be written to: phone, WhatsApp, e-mail.
    fn contacts(&self, association: &Association) -> Vec<ContactLink> {
        const WRITTEN_TO: [ChannelKind; 3] = [ChannelKind::Phone, ChannelKind::Whatsapp, ChannelKind::Email];
        let contacts = &association.contacts;
        let stated = [(ChannelKind::Phone, &contacts.phone), (ChannelKind::Email, &contacts.email)];
        let stated = stated.into_iter().filter_map(|(kind, value)| Some((kind, value.as_deref()?)));
        let listed = association.channels.iter().filter_map(|channel| Some((channel.kind, channel.value.as_deref()?)));
        let mut contacts: Vec<ContactLink> = Vec::new();
        for (kind, value) in stated.chain(listed.filter(|(kind, _)| WRITTEN_TO.contains(kind))) {
            let contact = self.contact(kind, value);
            let Some(href) = contact.href else { continue };
            if contacts.iter().all(|known| known.href != href) {
                contacts.push(ContactLink { kind: kind.word(), label: contact.kind, text: contact.text, href });
            }
        }
        contacts
    }

    /// What the script of the page needs.
    fn form_settings(
        &self,
        association: &Association,
        form: &Form,
        endpoint: Option<&Endpoint>,
        spec: &Spec,
        promise: Option<&Commitment>,
    ) -> Value {
        let send = spec.script.as_ref().map(|script| {
            json!({
                "address": script.address,
                "body": match script.body {
                    Body::Form => "form",
                    Body::UrlEncoded => "urlencoded",
                    Body::Json => "json",
                },
                "headers": {"Accept": "application/json"},
                "success": {"from": 200, "to": 299, "pointer": script.success.pointer, "values": script.success.values},
                "error": {
                    "message": script.error.message,
                    "list": script.error.list,
                    "field": script.error.field,
                    "text": script.error.text,
                },
            })
        });
        let week = association.working_week.as_ref();
        let due = promise.map(|promise| {
            let mut due = json!({
                "bound": promise.period.bound,
                "amount": promise.period.amount,
                "unit": promise.period.unit,
                "from": promise.from,
                "rule": words::commitment(promise, "", self.t),
            });
            // What is not stated is left out, so that the script can say that it is not.
            if let Some(week) = week {
                due["days"] = week.days.iter().map(|day| day.word()).collect::<BTreeSet<_>>().into_iter().collect();
                due["holidays"] = week.holidays.iter().map(ToString::to_string).collect();
            }
            due
        });
        json!({
            "id": format!("{}/{}", association.id, form.id),
            "lang": self.lang.code(),
            "title": self.name(&form.title, &form.id).text,
            "provider": endpoint.map(|endpoint| endpoint.provider.word()),
            "send": send,
            "files_mib": spec.files_mib.unwrap_or(0),
            "reference": spec.record_name("reference"),
            "due": due,
            "success": {
                "title": self.phrase(&form.success_title).map(|words| words.text),
                "body": self.phrase(&form.success_body).map(|words| words.text),
            },
            "contacts": self.contacts(association),
            "words": self.script_words(),
        })
    }

    /// The strings that the script shows, without the beginning of their keys.
    fn script_words(&self) -> Value {
        let words = self.t.entries.iter().filter_map(|(key, entry)| {
            let value = match entry {
                Entry::Words(words) => json!(words),
                Entry::Forms(forms) => json!(forms),
                Entry::List(list) => json!(list),
            };
            Some((key.strip_prefix("form_")?.to_owned(), value))
        });
        let mut words: Map<String, Value> = words.collect();
        let months = match self.t.entries.get("gregorian_months") {
            Some(Entry::List(months)) => json!(months),
            _ => json!([]),
        };
        words.insert("months".into(), months);
        words.insert("date".into(), json!(self.t.get("date_gregorian")));
        Value::Object(words)
    }
}

fn has_files(form: &Form) -> bool {
    form.fields.iter().any(|field| field.kind == FieldKind::File)
}

/// The pattern that a field shows to browsers, and its own where that is another.
fn patterns(field: &Field) -> (Option<String>, Option<String>) {
    let wide = field.pattern.as_deref().and_then(typed::with_all_digits);
    match (wide, &field.pattern, field.kind) {
        (Some(wide), own, _) => (Some(wide), own.clone()),
        (None, Some(own), _) => (Some(own.clone()), None),
        (None, None, FieldKind::Number) => (Some(typed::NUMBER_PATTERN.to_owned()), None),
        (None, None, FieldKind::Date) => (Some(typed::DATE_PATTERN.to_owned()), None),
        (None, None, _) => (None, None),
    }
}
