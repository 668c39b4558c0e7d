//! Forms, their fields, and the endpoints they post to.

use std::collections::BTreeMap;

use super::lang::Phrase;
use super::vocabulary::Topic;
use crate::source::FileId;
use crate::text::choices::choices;

/// A form of an association.
#[derive(Clone, Debug)]
pub struct Form {
    /// Its id, the name of its file.
    pub id: String,
    /// Where it was read.
    pub file: FileId,
    /// What it is about.
    pub kind: Topic,
    /// Its title.
    pub title: Phrase,
    /// What it is for.
    pub intro: Phrase,
    /// The name of the endpoint that it posts to.
    pub endpoint: String,
    /// The policy that gives the right.
    pub policy: Option<String>,
    /// The clause of that policy.
    pub clause: Option<String>,
    /// The commitment that it starts.
    pub commitment: Option<String>,
    /// What the sender must confirm.
    pub declaration: Phrase,
    /// Its fields, in order.
    pub fields: Vec<Field>,
    /// The title of the page after sending.
    pub success_title: Phrase,
    /// The words of the page after sending.
    pub success_body: Phrase,
}

choices! {
    /// What a field takes.
    pub enum FieldKind {
        /// A line of words.
        Text = "text",
        /// Words on several lines.
        TextArea = "textarea",
        /// A phone number.
        Tel = "tel",
        /// An e-mail address.
        Email = "email",
        /// A number.
        Number = "number",
        /// A Gregorian day.
        Date = "date",
        /// One of many choices, in a list that opens.
        Select = "select",
        /// One of a few choices.
        Radio = "radio",
        /// Any of some choices.
        Checkboxes = "checkboxes",
        /// A file.
        File = "file",
        /// What the page fills in by itself.
        Hidden = "hidden",
    }
}

impl FieldKind {
    /// Whether it is made of several controls under one heading.
    pub fn is_group(self) -> bool {
        matches!(self, FieldKind::Radio | FieldKind::Checkboxes)
    }

    /// Whether a person chooses from `options`.
    pub fn has_options(self) -> bool {
        self.is_group() || self == FieldKind::Select
    }

    /// The keyboard that fits on a phone (HTML's `inputmode`), for what is written from left to right in both languages.
    pub fn keyboard(self) -> Option<&'static str> {
        match self {
            FieldKind::Tel => Some("tel"),
            FieldKind::Email => Some("email"),
            FieldKind::Number => Some("decimal"),
            FieldKind::Date => Some("numeric"),
            _ => None,
        }
    }
}

/// A field of a form.
#[derive(Clone, Debug)]
pub struct Field {
    /// Its place in the list of its file, from 0; what could not be read leaves a gap.
    pub nth: usize,
    /// Its id, also the name under which it is sent.
    pub id: String,
    /// Its type.
    pub kind: FieldKind,
    /// Its label.
    pub label: Phrase,
    /// A hint.
    pub hint: Phrase,
    /// Whether it must be filled in.
    pub required: bool,
    /// The most characters it takes.
    pub max_length: Option<u32>,
    /// A regular expression that its value matches.
    pub pattern: Option<String>,
    /// The token by which a browser fills it in.
    pub autocomplete: Option<String>,
    /// Choices: id and label.
    pub options: Vec<(String, Phrase)>,
    /// When it is shown.
    pub show_if: Option<ShowIf>,
    /// Endings of files that it takes.
    pub accept: Vec<String>,
    /// The size of a file, MiB at most.
    pub max_mib: Option<u32>,
}

/// A field is shown when another has a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShowIf {
    /// The other field.
    pub field: String,
    /// Its value.
    pub is: String,
}

choices! {
    /// The service that receives a form.
    pub enum Provider {
        /// The inbox inside `mithaq serve`.
        Local = "local",
        /// Netlify Forms.
        Netlify = "netlify",
        /// Formspree.
        Formspree = "formspree",
        /// Basin.
        Basin = "basin",
        /// FormSubmit.
        Formsubmit = "formsubmit",
        /// Web3Forms.
        Web3forms = "web3forms",
        /// Static Forms.
        Staticforms = "staticforms",
        /// Any other, every name given.
        Generic = "generic",
        /// An e-mail that the sender's own program writes.
        Mailto = "mailto",
        /// A form elsewhere.
        Link = "link",
    }
}

impl Provider {
    /// Whether it receives at the address of the site itself, and so has none of its own.
    pub fn is_of_the_site(self) -> bool {
        matches!(self, Provider::Local | Provider::Netlify)
    }
}

/// Where forms post.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endpoint {
    /// The service.
    pub provider: Provider,
    /// Its address; absent for `local` and `netlify`.
    pub url: Option<String>,
    /// A key that the service asks for and that may be public.
    pub key: Option<String>,
    /// For `generic`: what each of its names is called there.
    pub names: BTreeMap<String, String>,
    /// Of the inbox inside `mithaq serve`: whether it stands behind the published site.
    pub served: bool,
}

impl Endpoint {
    /// Whether somebody receives what is sent to it: the inbox of `mithaq serve` does where that stands behind the site.
    pub fn is_received(&self) -> bool {
        self.provider != Provider::Local || self.served
    }
}
