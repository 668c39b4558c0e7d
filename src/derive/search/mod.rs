//! Search: the clauses in force as an index that a reader's own words open.
//!
//! In: the site and the day. Out: text files for the reader's script, each handed
//! over when it is done, and the manifest that stands inside the script. The index
//! holds folded words as they stand in the texts; stems, plurals, synonyms and
//! slips are found when one asks.
//!
//! Texts are read some policies at a time. What is kept of them until the end is
//! where each word stands, a byte or two a place.

mod clauses;
pub mod fold;
mod lookup;
mod relations;
mod shards;
mod texts;
mod vocabulary;

use std::io;

use rayon::prelude::*;
use serde_json::{Value, json};

use crate::model::{Date, Layout, Site};
use clauses::heads;
use relations::Group;
use shards::Files;
use texts::{Facets, Texts};
use vocabulary::{Folded, Vocabulary};

pub use clauses::{Entries, Head, LabelWords};
pub use shards::Sink;

/// So many policies are read at once.
const AT_ONCE: usize = 64;

/// Reads the clauses of a policy in force; see [`Head::read`].
pub type Reader<'s, 'r> = dyn Fn(&Head<'s>) -> io::Result<Entries<'s>> + Sync + 'r;

/// Builds the index of the versions in force, and hands its files to `sink`; `label` says how a label is
/// written, and `read` reads. Gives what the reader's script knows before it fetches anything.
///
/// # Errors
/// Those of `read` and `sink`.
pub fn index<'s>(
    site: &'s Site,
    today: Date,
    label: &LabelWords<'_>,
    read: &Reader<'s, '_>,
    sink: &Sink<'_>,
) -> io::Result<Value> {
    let files = Files::new(sink);
    let heads = heads(site, today);
    let translations = clauses::shared_translations(&heads, label);
    let (mut vocabulary, mut facets) = (Vocabulary::default(), Facets::default());
    let mut texts = Texts::new(site, heads.iter().map(Head::clauses).sum());
    let mut english_alone = false;
    let gather = || {
        heads.chunks(AT_ONCE).try_for_each(|some| {
            let policies = some.par_iter().map(read).collect::<io::Result<Vec<_>>>()?;
            let folded: Vec<_> = policies.par_iter().map(|policy| Folded::of(policy, &translations)).collect();
            folded.into_iter().for_each(|folded| vocabulary.add(folded));
            policies.iter().for_each(|policy| facets.add(policy));
            english_alone |= policies.iter().flat_map(|policy| &policy.clauses).any(|entry| entry.text.ar.is_none());
            texts.add(&policies, &files)
        })
    };
    // The lists of words are wanted after that: who is idle takes them apart meanwhile.
    rayon::join(gather, relations::prepare).0?;
    let terms: Vec<Group> = site.glossary.iter().flat_map(Group::of_term).collect();
    let rules: Value = serde_json::from_str(fold::LANGUAGE).expect("the rules are compiled in");
    let languages: Vec<&str> = site.languages.iter().map(|lang| lang.code()).collect();
    Ok(json!({
        "clauses": vocabulary.clauses(),
        "single": site.layout == Layout::Single,
        "languages": languages,
        "words": lookup::shards(&vocabulary, &terms, english_alone, &files)?,
        "texts": texts.finish(&files)?,
        "facets": facets.finish(&files)?,
        "rules": rules,
        "stop": relations::STOP_WORDS.join(" "),
    }))
}
