//! Model: what the site is, complete and typed.
//!
//! In: values that `load` made. Out: questions that have one answer, such as
//! which version is in force. Never: reads, writes HTML, or asks the clock.

mod approval;
mod association;
mod attached;
mod clauses;
mod commitment;
mod date;
mod edition;
mod follow;
mod form;
mod glossary;
mod lag;
mod lang;
pub mod log;
pub mod media;
pub mod palette;
pub mod pattern;
mod policy;
pub mod providers;
pub mod seal;
pub mod signature;
pub mod spelling;
mod statements;
mod strings;
mod theme;
pub mod typed;
mod vocabulary;

pub use approval::{Agreement, Approval, ApprovalKind, ApprovalState, Session, Signatory, SittingKind, Stated};
pub use association::{Association, Channel, Contacts, Logo, Privacy, Social, WorkingWeek};
pub use attached::names_attachment;
pub use clauses::{Clause, Clauses, Gathered, Label, is_place};
pub use commitment::{Commitment, Period, Start};
pub use date::{
    CHECKED_HIJRI_YEARS, Date, GREGORIAN_YEARS, Hijri, KNOWN_HIJRI_YEARS, read_date, to_gregorian, to_hijri,
};
pub use edition::Edition;
pub use follow::{Followed, Renumbered};
pub use form::{Endpoint, Field, FieldKind, Form, Provider, ShowIf};
pub use glossary::GlossaryTerm;
pub use lag::{Lag, Since, entries_of};
pub use lang::{Bilingual, Lang, Phrase};
pub use policy::{
    Attachment, Basis, Policy, Reference, ReferenceTarget, Review, SealedCopy, State, Text, Translation,
    TranslationState, Version, Withdrawal,
};

pub use statements::{Contradiction, Statements};
pub use strings::{Entry, Strings, fill};
pub use theme::{Template, Theme};
pub use vocabulary::{Audience, ChannelKind, Topic, Weekday};

/// What changed between two texts, and what their words state, for rooms that see texts through the model.
pub use crate::text::{compare, stated};

pub use crate::text::stated::{Bound, Unit};

use crate::source::FileId;
use crate::text::choices::choices;
use std::collections::BTreeMap;
use std::sync::Arc;

choices! {
    /// How the pages are laid out.
    pub enum Layout {
        /// Each association under its own segment.
        Portal = "portal",
        /// One association, at the root.
        Single = "single",
    }
}

/// The whole site.
#[derive(Clone, Debug)]
pub struct Site {
    /// Where `site.yaml` was read.
    pub file: FileId,
    /// Its title.
    pub title: Phrase,
    /// What it is for, in a sentence.
    pub description: Phrase,
    /// The address under which it is published; ends with `/`.
    pub base_url: String,
    /// The same as `site.yaml` has it, whatever a run says over its head: what names of
    /// things that are to stay start with.
    pub own_url: String,
    /// The languages of the pages; the first is the default.
    pub languages: Vec<Lang>,
    /// How the pages are laid out.
    pub layout: Layout,
    /// The name of its theme.
    pub theme: String,
    /// Who publishes it.
    pub publisher: Phrase,
    /// Where forms post, by name.
    pub endpoints: BTreeMap<String, Endpoint>,
    /// Its own terms, and where they were read.
    pub glossary: Vec<GlossaryTerm>,
    /// Where `glossary.yaml` was read, if there is one.
    pub glossary_file: Option<FileId>,
    /// Its associations, by id.
    pub associations: Vec<Arc<Association>>,
    /// The ids of associations that this run leaves out.
    pub left_out: Vec<String>,
}

impl Site {
    /// The language of the home page at the root.
    pub fn default_language(&self) -> Lang {
        self.languages[0]
    }

    /// The same site with no more than its first associations, those with so many policies in all.
    #[must_use]
    pub fn beginning(&self, policies: usize) -> Site {
        let mut count = 0;
        let first = self.associations.iter().take_while(|association| {
            let taken = count < policies;
            count += association.policies.len();
            taken
        });
        let associations = first.cloned().collect();
        Site { associations, ..self.clone() }
    }

    /// Whether all that it says beside its associations is what another one says.
    pub fn says_the_same(&self, other: &Site) -> bool {
        let Site {
            file,
            title,
            description,
            base_url,
            own_url,
            languages,
            layout,
            theme,
            publisher,
            endpoints,
            glossary,
            glossary_file,
            associations: _,
            left_out,
        } = self;
        let names = (*file, title, description, base_url, own_url, languages, *layout, theme, publisher);
        let others = (
            other.file,
            &other.title,
            &other.description,
            &other.base_url,
            &other.own_url,
            &other.languages,
            other.layout,
            &other.theme,
            &other.publisher,
        );
        names == others
            && (endpoints, glossary, glossary_file, left_out)
                == (&other.endpoints, &other.glossary, &other.glossary_file, &other.left_out)
    }

    /// The association whose page is the first of the site, where it stands alone.
    pub fn alone(&self) -> Option<&Association> {
        self.associations.first().filter(|_| self.layout == Layout::Single).map(|association| &**association)
    }

    /// Whether a version has a page with both languages side by side.
    pub fn shows_both(&self, version: &Version) -> bool {
        version.texts.is_complete() && self.languages.len() > 1
    }

    /// The association with an id.
    pub fn association(&self, id: &str) -> Option<&Association> {
        self.associations.iter().find(|association| association.id == id).map(|association| &**association)
    }

    /// Every policy with the association that issued it, in the order of the site.
    pub fn policies(&self) -> impl Iterator<Item = (&Association, &Policy)> {
        self.associations
            .iter()
            .flat_map(|association| association.policies.iter().map(move |policy| (&**association, &**policy)))
    }
}
