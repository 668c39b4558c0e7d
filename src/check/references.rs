//! Rules about what a text refers to.

use std::cell::OnceCell;

use rustc_hash::FxHashSet;

use super::context::{Found, PolicyCase};
use crate::model::{ReferenceTarget, Version};
use crate::report::{Report, meant};
use crate::source::Place;

/// `reference-dangling`: a text refers to something that is not there.
/// Why it matters: a reader who follows it finds nothing.
/// What to do: write the id of what is meant.
pub(super) fn dangling(case: &PolicyCase<'_>, report: &mut Report) {
    for version in &case.policy.versions {
        // Each is looked for among all of them.
        let ids: OnceCell<FxHashSet<&str>> = OnceCell::new();
        for text in version.texts.existing() {
            let mut told = 0;
            for reference in &*text.references {
                let search = Search { is_near: told < SEARCHED };
                if let ReferenceTarget::Clause(id) = &reference.target
                    && ids.get_or_init(|| version.clause_ids().collect()).contains(id.as_str())
                {
                    continue;
                }
                if let Some((message, hint)) = fault(case, version, &reference.target, search) {
                    let place = Place::Offset(text.file, reference.at);
                    report.error("reference-dangling", place, message).hint(hint);
                    told += 1;
                }
            }
        }
    }
}

/// For so many faults of a text a near name is looked for: each search reads all the names that there are.
const SEARCHED: usize = 100;

/// Whether a name that is near is looked for.
#[derive(Clone, Copy)]
struct Search {
    is_near: bool,
}

impl Search {
    fn meant<'a>(self, typed: &str, known: impl IntoIterator<Item = &'a str>, otherwise: &str) -> String {
        if self.is_near { meant(typed, known, otherwise) } else { otherwise.to_owned() }
    }
}

/// What is wrong with a reference, and the way out.
fn fault(
    case: &PolicyCase<'_>,
    version: &Version,
    target: &ReferenceTarget,
    search: Search,
) -> Option<(String, String)> {
    match target {
        // One that is there was passed over.
        ReferenceTarget::Clause(id) => {
            let hint = search.meant(id, version.clause_ids(), "write the id of a clause of this text");
            Some((format!("there is no clause `{id}`"), hint))
        }
        ReferenceTarget::Form(id) => {
            let known = case.association.forms.iter().map(|form| form.id.as_str());
            let missing = case.association.form(id).is_none();
            missing.then(|| (format!("there is no form `{id}`"), meant(id, known, "add it below `forms/`")))
        }
        ReferenceTarget::File(path) => {
            let missing = version.attachment(path).is_none();
            missing.then(|| (format!("there is no file `{path}`"), file_meant(version, path)))
        }
        ReferenceTarget::Contact(id) => {
            let channels = &case.association.channels;
            let known: Vec<&str> =
                channels.iter().flat_map(|channel| [channel.id.as_str(), channel.kind.word()]).collect();
            (!known.contains(&id.as_str()))
                .then(|| (format!("there is no channel `{id}`"), meant(id, known, "add it to channels.yaml")))
        }
        ReferenceTarget::Policy { association, policy, clause } => {
            policy_fault(case, association, policy, clause.as_deref(), search)
        }
        // Addresses inside the site are known once it is planned: `render` looks at them.
        ReferenceTarget::Address(_) => None,
    }
}

/// The way out where a link leads to no file: the one that is most like it, else those that are there.
fn file_meant(version: &Version, path: &str) -> String {
    if let Some(file) = version.attachment_like(path) {
        return format!("did you mean `{}`?", file.name);
    }
    let known = version.files.iter().map(|file| file.name.as_str());
    let some: Vec<String> = known.clone().take(3).map(|name| format!("`{name}`")).collect();
    let there = if some.is_empty() { String::new() } else { format!(", where there is {}", some.join(", ")) };
    meant(path, known, format!("put it into `files/` beside the text{there}"))
}

fn policy_fault(
    case: &PolicyCase<'_>,
    association: &str,
    policy: &str,
    clause: Option<&str>,
    search: Search,
) -> Option<(String, String)> {
    if case.context.leaves_out(association) {
        return None;
    }
    let clauses = match case.context.policy(association, policy) {
        Found::NoAssociation(known) => {
            let hint = meant(association, known, "write the name of its folder");
            return Some((format!("there is no association `{association}`"), hint));
        }
        Found::NoPolicy(known) => {
            let hint = meant(policy, known, "write the name of its folder");
            return Some((format!("there is no policy `{association}/{policy}`"), hint));
        }
        Found::NotInForce => {
            let hint = "refer to it once a version is in force".to_owned();
            return Some((format!("no version of `{association}/{policy}` is in force"), hint));
        }
        Found::InForce(clauses) => clauses,
    };
    let id = clause?;
    (!clauses.has(id)).then(|| {
        let hint = search.meant(id, clauses.ids(), "write the id of a clause of its version in force");
        (format!("`{association}/{policy}` has no clause `{id}`"), hint)
    })
}
