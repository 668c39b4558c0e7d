//! The theme of a site: templates, assets and words, whoever wrote them.

use std::collections::BTreeMap;

use super::lang::Bilingual;
use super::strings::Strings;
use crate::source::FileId;

/// The files that make the face of a site.
#[derive(Debug)]
pub struct Theme {
    /// Its templates by name (`base.html`, `embeds/form.html`).
    pub templates: BTreeMap<String, Template>,
    /// Its assets by name.
    pub assets: BTreeMap<String, Vec<u8>>,
    /// Its words.
    pub strings: Bilingual<Strings>,
}

/// The text of a template, and where it was read if the site has its own.
#[derive(Clone, Debug)]
pub struct Template {
    /// The text.
    pub text: String,
    /// The site's file; absent for the built-in one.
    pub file: Option<FileId>,
}
