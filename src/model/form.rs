//! Forms, their fields, and the endpoints they post to.

use std::collections::BTreeMap;

use super::lang::Phrase;
use crate::source::FileId;

/// A form of an association.
#[derive(Clone, Debug)]
pub struct Form {
    /// Its id, the name of its file.
    pub id: String,
    /// Where it was read.
    pub file: FileId,
    /// Its kind, a word of the contract (`complaint`, `request`, …).
    pub kind: String,
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

/// A field of a form.
#[derive(Clone, Debug)]
pub struct Field {
    /// Its place in the list of its file, from 0; what could not be read leaves a gap.
    pub nth: usize,
    /// Its id, also the name under which it is sent.
    pub id: String,
    /// Its type, a word of the contract (`text`, `file`, …).
    pub kind: String,
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

/// The service that receives a form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Provider {
    /// The inbox inside `mithaq serve`.
    Local,
    /// Netlify Forms.
    Netlify,
    /// Formspree.
    Formspree,
    /// Basin.
    Basin,
    /// FormSubmit.
    Formsubmit,
    /// Web3Forms.
    Web3forms,
    /// Static Forms.
    Staticforms,
    /// Any other, every name given.
    Generic,
    /// An e-mail that the sender's own program writes.
    Mailto,
    /// A form elsewhere.
    Link,
}

impl Provider {
    /// The words for them in YAML.
    pub const WORDS: [&'static str; 10] = [
        "local",
        "netlify",
        "formspree",
        "basin",
        "formsubmit",
        "web3forms",
        "staticforms",
        "generic",
        "mailto",
        "link",
    ];

    const ALL: [Provider; 10] = [
        Provider::Local,
        Provider::Netlify,
        Provider::Formspree,
        Provider::Basin,
        Provider::Formsubmit,
        Provider::Web3forms,
        Provider::Staticforms,
        Provider::Generic,
        Provider::Mailto,
        Provider::Link,
    ];

    /// The provider that a word names.
    pub fn from_word(word: &str) -> Option<Self> {
        let nth = Self::WORDS.iter().position(|known| *known == word)?;
        Some(Self::ALL[nth])
    }

    /// The word for it in YAML.
    pub fn word(self) -> &'static str {
        let nth = Self::ALL.iter().position(|known| *known == self);
        nth.map_or("", |nth| Self::WORDS[nth])
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
}
