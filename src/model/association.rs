//! The association: who it is, and how to reach it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::Site;
use super::commitment::Period;
use super::date::Date;
use super::form::{Endpoint, Form};
use super::lang::Phrase;
use super::log::Log;
use super::policy::Policy;
use super::vocabulary::{Audience, ChannelKind, Topic, Weekday};
use crate::source::FileId;

/// An association and all that it publishes.
#[derive(Clone, Debug)]
pub struct Association {
    /// Its id, the name of its folder.
    pub id: String,
    /// Where `association.yaml` was read.
    pub file: FileId,
    /// Its name.
    pub name: Phrase,
    /// The number of its licence; an identifier, its digits are never regrouped.
    pub licence: Option<String>,
    /// Who gave the licence.
    pub licensing_body: Phrase,
    /// Its website.
    pub website: Option<String>,
    /// Its logo.
    pub logo: Option<Logo>,
    /// Its colour, `#rrggbb`.
    pub colour: Option<String>,
    /// Where it is.
    pub location: Phrase,
    /// Its phone and e-mail.
    pub contacts: Contacts,
    /// Its accounts.
    pub social: Vec<Social>,
    /// The days on which it works.
    pub working_week: Option<WorkingWeek>,
    /// What it says of personal data.
    pub privacy: Option<Privacy>,
    /// Its own endpoints, which win over the site's.
    pub endpoints: BTreeMap<String, Endpoint>,
    /// Where `channels.yaml` was read.
    pub channels_file: Option<FileId>,
    /// The ways to reach it.
    pub channels: Vec<Channel>,
    /// Its forms, by id.
    pub forms: Vec<Form>,
    /// Its policies, by id.
    pub policies: Vec<Arc<Policy>>,
    /// The log of its decisions, where one was begun.
    pub log: Option<Log>,
}

/// An image that stands for an association.
#[derive(Clone, Debug)]
pub struct Logo {
    /// Its path relative to the association's folder.
    pub path: String,
    /// The image; empty where it could not be read.
    pub bytes: Vec<u8>,
}

/// A phone number and an e-mail address.
#[derive(Clone, Debug, Default)]
pub struct Contacts {
    /// The phone number, E.164.
    pub phone: Option<String>,
    /// The e-mail address.
    pub email: Option<String>,
}

/// An account on a social network.
#[derive(Clone, Debug)]
pub struct Social {
    /// The network.
    pub network: String,
    /// The name of the account.
    pub handle: String,
}

/// The days on which an association works.
#[derive(Clone, Debug, Default)]
pub struct WorkingWeek {
    /// The days, in the order of the week.
    pub days: BTreeSet<Weekday>,
    /// Days off.
    pub holidays: BTreeSet<Date>,
}

/// What an association says of the personal data that it collects.
#[derive(Clone, Debug, Default)]
pub struct Privacy {
    /// Who is responsible.
    pub controller: Phrase,
    /// How to reach them.
    pub contact: Option<String>,
    /// What the data is for.
    pub purpose: Phrase,
    /// On what ground it is collected.
    pub legal_basis: Phrase,
    /// How long it is kept.
    pub retention: Phrase,
    /// What rights a person has.
    pub rights: Phrase,
    /// Who receives it.
    pub recipients: Phrase,
}

/// A way to reach an association.
#[derive(Clone, Debug)]
pub struct Channel {
    /// Its place in the list of its file, from 0; what could not be read leaves a gap.
    pub nth: usize,
    /// Its id.
    pub id: String,
    /// What it is.
    pub kind: ChannelKind,
    /// Its name.
    pub name: Phrase,
    /// The number, address or handle; absent where none is published.
    pub value: Option<String>,
    /// A note for readers.
    pub note: Phrase,
    /// When it is open.
    pub hours: Phrase,
    /// The topics it serves.
    pub serves: Vec<Topic>,
    /// Whom it is for.
    pub audience: Vec<Audience>,
    /// How soon it answers.
    pub response: Option<Period>,
    /// The form it leads to.
    pub form: Option<String>,
}

impl Channel {
    /// Whether a reader can use it: there is a contact, or a form.
    pub fn is_published(&self) -> bool {
        self.value.is_some() || self.form.is_some()
    }
}

impl Association {
    /// The channel with an id.
    pub fn channel(&self, id: &str) -> Option<&Channel> {
        self.channels.iter().find(|channel| channel.id == id)
    }

    /// The form with an id.
    pub fn form(&self, id: &str) -> Option<&Form> {
        self.forms.iter().find(|form| form.id == id)
    }

    /// The endpoint of a name: its own, else the site's.
    pub fn endpoint<'a>(&'a self, site: &'a Site, name: &str) -> Option<&'a Endpoint> {
        self.endpoints.get(name).or_else(|| site.endpoints.get(name))
    }

    /// The policy with an id.
    pub fn policy(&self, id: &str) -> Option<&Policy> {
        self.policies.iter().find(|policy| policy.id == id).map(|policy| &**policy)
    }
}
