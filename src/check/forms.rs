//! Rules about forms.

use crate::model::{Association, Form, Policy, Site};
use crate::report::{Report, meant};
use crate::source::Place;

/// `reference-dangling`, `endpoint-unknown`, `field-unfit`: a form names what is not there.
/// Why it matters: what is sent would reach nobody, or start no promise.
/// What to do: write the id of what is meant.
pub(super) fn names_unknown(site: &Site, association: &Association, report: &mut Report) {
    for form in &association.forms {
        let place = |key: &str| Place::key(form.file, key);
        let endpoints = || site.endpoints.keys().chain(association.endpoints.keys()).map(String::as_str);
        if !endpoints().any(|name| name == form.endpoint) {
            let message = format!("there is no endpoint `{}`", form.endpoint);
            report.error("endpoint-unknown", place("endpoint"), message).hint(meant(
                &form.endpoint,
                endpoints(),
                "add it to `endpoints` of site.yaml",
            ));
        }
        for (key, message, hint) in dangling(form, association) {
            report.error("reference-dangling", place(key), message).hint(hint);
        }
        fields(form, report);
    }
    channels(association, report);
}

type Fault = (&'static str, String, String);

fn dangling(form: &Form, association: &Association) -> Vec<Fault> {
    let mut faults = Vec::new();
    let Some(id) = &form.policy else {
        for (key, named) in [("clause", &form.clause), ("commitment", &form.commitment)] {
            if named.is_some() {
                faults.push((
                    key,
                    format!("`{key}` stands without a `policy`"),
                    "add the `policy` that holds it".to_owned(),
                ));
            }
        }
        return faults;
    };
    let Some(policy) = association.policy(id) else {
        let known = association.policies.iter().map(|policy| policy.id.as_str());
        return vec![(
            "policy",
            format!("the association has no policy `{id}`"),
            meant(id, known, "write the name of its folder"),
        )];
    };
    if let Some(clause) = &form.clause {
        let known = clause_ids(policy);
        if !known.contains(&clause.as_str()) {
            faults.push((
                "clause",
                format!("the policy `{id}` has no clause `{clause}`"),
                meant(clause, known, "write the id of the clause that gives the right"),
            ));
        }
    }
    if let Some(commitment) = &form.commitment {
        let known: Vec<&str> = policy.commitments.iter().map(|commitment| commitment.id.as_str()).collect();
        if !known.contains(&commitment.as_str()) {
            faults.push((
                "commitment",
                format!("the policy `{id}` makes no promise `{commitment}`"),
                meant(commitment, known, "add it to `commitments` of policy.yaml"),
            ));
        }
    }
    faults
}

fn clause_ids(policy: &Policy) -> Vec<&str> {
    let texts = policy.versions.iter().flat_map(|version| [&version.texts.ar, &version.texts.en]).flatten();
    texts.flat_map(|text| text.clauses.iter().map(|clause| &*clause.id)).collect()
}

fn fields(form: &Form, report: &mut Report) {
    for field in &form.fields {
        let place = |key: &str| Place::key(form.file, format!("fields.{}.{key}", field.nth));
        let chooses = matches!(field.kind.as_str(), "select" | "radio" | "checkboxes");
        if chooses && field.options.is_empty() {
            let message = format!("the field `{}` has nothing to choose from", field.id);
            report
                .error("field-unfit", place("options"), message)
                .hint("add `options`, each with an `id` and a `label`");
        }
        if let Some(condition) = &field.show_if {
            let known: Vec<&str> =
                form.fields.iter().map(|field| field.id.as_str()).filter(|id| *id != field.id).collect();
            if !known.contains(&condition.field.as_str()) {
                let message = format!("the form has no other field `{}`", condition.field);
                report.error("reference-dangling", place("show_if.field"), message).hint(meant(
                    &condition.field,
                    known,
                    "write the id of a field of this form",
                ));
            }
        }
    }
}

fn channels(association: &Association, report: &mut Report) {
    let Some(file) = association.channels_file else { return };
    for channel in &association.channels {
        let Some(id) = channel.form.as_ref().filter(|id| association.form(id).is_none()) else { continue };
        let known = association.forms.iter().map(|form| form.id.as_str());
        let place = Place::key(file, format!("channels.{}.form", channel.nth));
        report.error("reference-dangling", place, format!("the association has no form `{id}`")).hint(meant(
            id,
            known,
            "add it below `forms/`",
        ));
    }
}
