//! Rules about what a text refers to.

use super::Case;
use crate::model::{ReferenceTarget, Version};
use crate::report::{Report, meant};
use crate::source::Place;

/// `reference-dangling`: a text refers to something that is not there.
/// Why it matters: a reader who follows it finds nothing.
/// What to do: write the id of what is meant.
pub(super) fn dangling(case: &Case<'_>, report: &mut Report) {
    for version in &case.policy.versions {
        for text in [&version.texts.ar, &version.texts.en].into_iter().flatten() {
            for reference in &*text.references {
                if let Some((message, hint)) = fault(case, version, &reference.target) {
                    let place = Place::Offset(text.file, reference.at);
                    report.error("reference-dangling", place, message).hint(hint);
                }
            }
        }
    }
}

/// What is wrong with a reference, and the way out.
fn fault(case: &Case<'_>, version: &Version, target: &ReferenceTarget) -> Option<(String, String)> {
    match target {
        ReferenceTarget::Clause(id) => {
            let missing = !version.clause_ids().any(|known| known == id);
            missing.then(|| {
                let hint = meant(id, version.clause_ids(), "write the id of a clause of this text");
                (format!("there is no clause `{id}`"), hint)
            })
        }
        ReferenceTarget::Form(id) => {
            let known = case.association.forms.iter().map(|form| form.id.as_str());
            let missing = case.association.form(id).is_none();
            missing.then(|| (format!("there is no form `{id}`"), meant(id, known, "add it below `forms/`")))
        }
        ReferenceTarget::File(path) => {
            let known = version.files.iter().map(|file| file.name.as_str());
            (!version.files.iter().any(|file| file.name == *path))
                .then(|| (format!("there is no file `{path}`"), meant(path, known, "put it beside the text")))
        }
        ReferenceTarget::Contact(id) => {
            let channels = &case.association.channels;
            let known: Vec<&str> =
                channels.iter().flat_map(|channel| [channel.id.as_str(), channel.kind.as_str()]).collect();
            (!known.contains(&id.as_str()))
                .then(|| (format!("there is no channel `{id}`"), meant(id, known, "add it to channels.yaml")))
        }
        ReferenceTarget::Policy { association, policy, clause } => {
            policy_fault(case, association, policy, clause.as_deref())
        }
        // Addresses inside the site are known once it is planned: `render` looks at them.
        ReferenceTarget::Address(_) => None,
    }
}

fn policy_fault(case: &Case<'_>, association: &str, policy: &str, clause: Option<&str>) -> Option<(String, String)> {
    if case.site.left_out.iter().any(|id| id == association) {
        return None;
    }
    let Some(found) = case.site.association(association) else {
        let known = case.site.associations.iter().map(|association| association.id.as_str());
        return Some((
            format!("there is no association `{association}`"),
            meant(association, known, "write the name of its folder"),
        ));
    };
    let Some(found) = found.policy(policy) else {
        let known = found.policies.iter().map(|policy| policy.id.as_str());
        return Some((
            format!("there is no policy `{association}/{policy}`"),
            meant(policy, known, "write the name of its folder"),
        ));
    };
    let Some(version) = found.in_force(case.today) else {
        return Some((
            format!("no version of `{association}/{policy}` is in force"),
            "refer to it once a version is in force".to_owned(),
        ));
    };
    let id = clause?;
    let version = &found.versions[version];
    let missing = !version.clause_ids().any(|known| known == id);
    missing.then(|| {
        let hint = meant(id, version.clause_ids(), "write the id of a clause of its version in force");
        (format!("`{association}/{policy}` has no clause `{id}`"), hint)
    })
}
