//! Rules about forms.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::context::RuleContext;
use crate::model::providers::{self, Posting};
use crate::model::spelling::{is_email, is_web_address};
use crate::model::{Association, FieldKind, Form, Provider, Site, Version, pattern};
use crate::report::{Report, counted, meant};
use crate::source::Place;

/// `reference-dangling`, `endpoint-unknown`, `field-unfit`: a form names what is not there.
/// Why it matters: what is sent would reach nobody, or start no promise.
/// What to do: write the id of what is meant.
pub(super) fn names_unknown(context: &RuleContext<'_>, association: &Association, report: &mut Report) {
    for form in &association.forms {
        let place = |key: &str| Place::key(form.file, key);
        let endpoints = || context.endpoints().keys().chain(association.endpoints.keys()).map(String::as_str);
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

/// `endpoint-unfit`: what is known of an endpoint does not do for the forms that post to it.
/// Why it matters: what is sent would be refused, travel in the open, or reach nobody.
/// What to do: give the endpoint what its service needs, or name another.
pub(super) fn endpoint_unfit(context: &RuleContext<'_>, association: &Association, report: &mut Report) {
    for form in &association.forms {
        let local = association.endpoints.get(&form.endpoint);
        let Some(endpoint) = local.or_else(|| context.endpoints().get(&form.endpoint)) else { continue };
        let posting = Posting { association: "", form: "", subject: "", thanks: "", thanks_path: "", root: "" };
        let spec = providers::spec(endpoint, &posting);
        let word = endpoint.provider.word();
        let place = || Place::key(form.file, "endpoint");
        let mut unfit = |message: String, hint: &str| {
            report.error("endpoint-unfit", place(), message).hint(hint);
        };
        let url = endpoint.url.as_deref().unwrap_or_default();
        if spec.needs_url && url.is_empty() {
            unfit(
                format!("the endpoint `{}` has no address", form.endpoint),
                "add its `url`, or give it with `--endpoint`",
            );
        } else if endpoint.provider.is_of_the_site() && !url.is_empty() {
            unfit(
                format!("`{word}` receives at the address of the site, and not at `{url}`"),
                "leave out `url`, or name the provider that stands there, such as `generic`",
            );
        } else if endpoint.provider == Provider::Mailto {
            if !is_email(url.trim_start_matches("mailto:")) {
                unfit(format!("`{url}` is no e-mail address"), "write an address such as `office@example.org`");
            }
        } else if !url.is_empty() && !is_web_address(url) {
            unfit(format!("`{url}` is no web address"), "write a full address that begins with `https://`");
        } else if url.starts_with("http:") && !is_loopback(url) {
            unfit(
                format!("`{url}` would carry what people write in the open"),
                "write an address that begins with `https://`",
            );
        }
        for field in form.fields.iter().filter(|field| spec.is_taken(&field.id)) {
            let message = format!("the id `{}` is the name of something else that the form sends", field.id);
            report
                .error("field-unfit", Place::key(form.file, format!("fields.{}.id", field.nth)), message)
                .hint("give the field another id");
        }
        let mut unfit = |message: String, hint: &str| {
            report.error("endpoint-unfit", place(), message).hint(hint);
        };
        if spec.needs_key && endpoint.key.as_deref().unwrap_or_default().is_empty() {
            unfit(format!("the provider `{word}` needs a `key`"), "add the public key that the service gave you");
        }
        if spec.needs_base_url && is_loopback(context.base_url()) && !is_loopback(url) {
            unfit(
                format!(
                    "the provider `{word}` would lead people back to `{}`, which they cannot open",
                    context.base_url()
                ),
                "write the address of the published site in `base_url`, or give it with `--base-url`",
            );
        }
        if endpoint.provider == Provider::Link && !form.fields.is_empty() {
            unfit(
                "a form that is elsewhere has fields here".to_owned(),
                "delete the fields, or name an endpoint that receives them",
            );
        }
        let files = form.fields.iter().find(|field| field.kind == FieldKind::File);
        if let Some(field) = files.filter(|_| spec.files_mib.is_none() && spec.action.is_some()) {
            unfit(
                format!("the provider `{word}` takes no files, and the field `{}` asks for one", field.id),
                "delete the field, or name an endpoint that takes files",
            );
        }
    }
}

/// `endpoint-local-static`: forms post to the inbox of `mithaq serve`, and nothing says that it stands behind the site.
/// Why it matters: on a static host nobody receives what people write.
/// What to do: name a service that receives forms, or say `served: true` where `mithaq serve` is the published site.
pub(super) fn received_nowhere(site: &Site, report: &mut Report) {
    let forms = |own: Option<&Association>, name: &str| -> usize {
        let posts = |association: &&Arc<Association>| match own {
            Some(own) => own.id == association.id,
            None => !association.endpoints.contains_key(name),
        };
        let forms = site.associations.iter().filter(posts).flat_map(|association| &association.forms);
        forms.filter(|form| form.endpoint == name).count()
    };
    let own = site
        .associations
        .iter()
        .flat_map(|one| one.endpoints.iter().map(move |(name, endpoint)| (Some(&**one), one.file, name, endpoint)));
    let all = site.endpoints.iter().map(|(name, endpoint)| (None, site.file, name, endpoint)).chain(own);
    for (own, file, name, _) in all.filter(|(.., endpoint)| !endpoint.is_received()) {
        let count = forms(own, name);
        if count == 0 {
            continue;
        }
        let forms = counted(count, "form");
        let post = if count == 1 { "posts" } else { "post" };
        let message = format!(
            "{forms} {post} to the inbox of `mithaq serve`, which a static host does not have, so they send nothing and lead to the channels"
        );
        report.warning("endpoint-local-static", Place::key(file, format!("endpoints.{name}")), message).hint(
            "name a service that receives forms, or write `served: true` where `mithaq serve` stands behind the published site",
        );
    }
}

/// `privacy-missing`: a form asks for personal data, and the association says nothing of what becomes of it.
/// `privacy-part-missing`: it says only a part.
/// Why it matters: the Saudi personal-data law (PDPL) asks for a notice where data is collected.
/// What to do: fill in `privacy` of association.yaml with what the association states.
pub(super) fn privacy_missing(_: &RuleContext<'_>, association: &Association, report: &mut Report) {
    let personal = |form: &&Form| {
        let impersonal = |kind: FieldKind| kind.has_options() || matches!(kind, FieldKind::Number | FieldKind::Hidden);
        form.fields.iter().any(|field| !impersonal(field.kind))
    };
    let Some(form) = association.forms.iter().find(personal) else { return };
    let Some(privacy) = &association.privacy else {
        report
            .error("privacy-missing", Place::File(association.file), "a form asks for personal data, and there is no `privacy`")
            .see(Place::File(form.file), "the form")
            .hint("add `privacy` with what the association states: `controller`, `purpose`, `legal_basis`, `recipients`, `retention`, `rights`, `contact`");
        return;
    };
    let parts = [
        ("controller", privacy.controller.is_empty()),
        ("purpose", privacy.purpose.is_empty()),
        ("legal_basis", privacy.legal_basis.is_empty()),
        ("recipients", privacy.recipients.is_empty()),
        ("retention", privacy.retention.is_empty()),
        ("rights", privacy.rights.is_empty()),
        ("contact", privacy.contact.is_none()),
    ];
    let missing: Vec<&str> = parts.into_iter().filter(|(_, missing)| *missing).map(|(name, _)| name).collect();
    if !missing.is_empty() {
        let message = format!("the notice on personal data does not state: {}", missing.join(", "));
        report
            .warning("privacy-part-missing", Place::key(association.file, "privacy"), message)
            .hint("the page says of each that the association does not state it; add what it does state");
    }
}

/// Whether an address is of this machine alone.
fn is_loopback(url: &str) -> bool {
    let host = url.trim_start_matches("http://").split(['/', ':', '?', '#']).next().unwrap_or_default();
    matches!(host, "localhost" | "127.0.0.1")
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
        let known: Vec<&str> = policy.versions.iter().flat_map(Version::clause_ids).collect();
        if !known.contains(&clause.as_str()) {
            faults.push((
                "clause",
                format!("the policy `{id}` has no clause `{clause}`"),
                meant(clause, known, "write the id of the clause that gives the right"),
            ));
        }
    }
    if let Some(commitment) = &form.commitment {
        let all = policy.versions.iter().flat_map(|version| policy.commitments_of(version));
        let known: BTreeSet<&str> = all.map(|commitment| commitment.id.as_str()).collect();
        if !known.contains(commitment.as_str()) {
            faults.push((
                "commitment",
                format!("the policy `{id}` makes no promise `{commitment}`"),
                meant(commitment, known, "add it to `commitments` of policy.yaml"),
            ));
        }
    }
    faults
}

fn fields(form: &Form, report: &mut Report) {
    for field in &form.fields {
        let place = |key: &str| Place::key(form.file, format!("fields.{}.{key}", field.nth));
        if field.kind.has_options() && field.options.is_empty() {
            let message = format!("the field `{}` has nothing to choose from", field.id);
            report
                .error("field-unfit", place("options"), message)
                .hint("add `options`, each with an `id` and a `label`");
        }
        if let Some(pattern) = &field.pattern
            && let Some(fault) = pattern::fault(pattern)
        {
            // Of a long one the beginning is enough to know it by.
            let shown: String = pattern.chars().take(60).collect();
            let message = format!("the pattern `{shown}` {fault}");
            report
                .error("field-unfit", place("pattern"), message)
                .hint("write a short regular expression, as JavaScript reads it with the flag `v`");
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
