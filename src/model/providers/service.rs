//! What a service expects of a form, and what its answers mean.

use std::collections::BTreeMap;

use crate::model::form::Endpoint;

/// What every form sends of itself, so that staff know what it is about; `reference` only with a script.
pub const RECORD_FIELDS: [&str; 6] = ["association", "form", "policy", "policy_version", "language", "reference"];

/// The box by which a sender declares something; sent under this name.
pub const DECLARATION: &str = "declaration";

/// What a form is about when it is posted.
#[derive(Clone, Copy, Debug)]
pub struct Posting<'a> {
    /// The association's id.
    pub association: &'a str,
    /// The form's id.
    pub form: &'a str,
    /// What the message is called where it arrives.
    pub subject: &'a str,
    /// The full address of the page of thanks.
    pub thanks: &'a str,
    /// The way from the form's page to that page.
    pub thanks_path: &'a str,
    /// The way from the form's page to the site's root.
    pub root: &'a str,
}

/// What a service expects of a form, and what its answers mean.
#[derive(Clone, Debug, Default)]
pub struct Spec {
    /// The address that the form posts to without a script; none for a form that is elsewhere.
    pub action: Option<String>,
    /// How the body is encoded where there is no file and the service does not take the usual way.
    pub encoding: Option<&'static str>,
    /// Attributes of the form element.
    pub attributes: Vec<(&'static str, String)>,
    /// Hidden fields, in order.
    pub hidden: Vec<(String, String)>,
    /// The name of the field that people leave empty.
    pub trap: Option<String>,
    /// How a script sends; none where it cannot.
    pub script: Option<Script>,
    /// The most MiB of one posting with files; none where the service takes no files.
    pub files_mib: Option<u32>,
    /// Whether it needs to be told the full address of the page of thanks.
    pub needs_base_url: bool,
    /// Whether `url` must be given.
    pub needs_url: bool,
    /// Whether `key` must be given.
    pub needs_key: bool,
    /// What the service calls those of [`RECORD_FIELDS`] that it does not call as we do.
    pub record_names: Names,
}

impl Spec {
    /// What the service calls one of [`RECORD_FIELDS`].
    pub fn record_name<'a>(&'a self, ours: &'a str) -> &'a str {
        self.record_names.get(ours).map_or(ours, String::as_str)
    }

    /// Whether something else is sent under a name, so that no field may have it for its id.
    pub fn is_taken(&self, name: &str) -> bool {
        name == DECLARATION
            || RECORD_FIELDS.iter().any(|ours| self.record_name(ours) == name)
            || self.hidden.iter().any(|(hidden, _)| hidden == name)
            || self.trap.as_deref() == Some(name)
    }
}

/// How a script sends a form, and how it reads the answer.
#[derive(Clone, Debug)]
pub struct Script {
    /// Where it posts to.
    pub address: String,
    /// How the body is written.
    pub body: Body,
    /// What proves that the posting arrived.
    pub success: Proof,
    /// Where an answer says what was wrong.
    pub error: ErrorShape,
}

/// How a script writes the body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Body {
    /// `multipart/form-data`.
    Form,
    /// `application/x-www-form-urlencoded`, or the former with files.
    UrlEncoded,
    /// A JSON object.
    Json,
}

/// A status from 200 to 299, and where given a value at a JSON pointer (RFC 6901).
#[derive(Clone, Debug, Default)]
pub struct Proof {
    /// The pointer; none where the status alone is proof.
    pub pointer: Option<String>,
    /// The values that prove; any value that is there where the list is empty.
    pub values: Vec<serde_json::Value>,
}

/// JSON pointers to what an answer says of an error.
#[derive(Clone, Debug, Default)]
pub struct ErrorShape {
    /// A message for the whole.
    pub message: Option<String>,
    /// A list of errors.
    pub list: Option<String>,
    /// In an entry of the list: the field's name.
    pub field: Option<String>,
    /// In an entry of the list: the message.
    pub text: Option<String>,
}

/// The names that an endpoint gives to things of ours.
pub type Names = BTreeMap<String, String>;

/// A hidden field.
pub(super) fn hidden(name: &str, value: impl Into<String>) -> (String, String) {
    (name.to_owned(), value.into())
}

pub(super) fn url(endpoint: &Endpoint) -> String {
    endpoint.url.clone().unwrap_or_default()
}

pub(super) fn pointer(text: &str) -> Option<String> {
    Some(text.to_owned())
}
