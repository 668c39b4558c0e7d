//! Links: where those of a text lead.

use crate::derive::urls::{self, Page};
use crate::model::{Association, Lang, Policy, Site, Version, names_attachment};
use crate::render::text::markdown::ROOT;
use crate::text::is_safe_scheme;

/// Where a link of a text leads; nothing where it must not.
pub(super) fn resolve(
    site: &Site,
    association: &Association,
    policy: &Policy,
    version: &Version,
    lang: Lang,
    target: &str,
) -> Option<String> {
    if let Some(id) = target.strip_prefix("clause:").or_else(|| target.strip_prefix('#')) {
        return Some(format!("#c-{id}"));
    }
    if let Some(rest) = target.strip_prefix("policy:") {
        let (path, clause) = rest.split_once('#').map_or((rest, None), |(path, clause)| (path, Some(clause)));
        let (association, policy) = path.split_once('/')?;
        let association = site.association(association)?;
        let address = site.address(Page::Policy(association, association.policy(policy)?), lang);
        return Some(format!("{ROOT}{address}{}", clause.map(|id| format!("#c-{id}")).unwrap_or_default()));
    }
    if let Some(form) = target.strip_prefix("form:") {
        let page = association.form(form).map_or(Page::Association(association), |form| Page::Form(association, form));
        return Some(format!("{ROOT}{}", site.address(page, lang)));
    }
    if names_attachment(target) {
        let (name, behind) = version.attachment(target).map_or((target, ""), |(file, behind)| (&file.name, behind));
        let file = urls::file_link(association, policy, version, name);
        return Some([ROOT, &file, &urls::encode(behind)].concat());
    }
    match target.split_once(':').map(|(scheme, _)| scheme) {
        Some(scheme) if is_safe_scheme(scheme) => Some(target.to_owned()),
        Some(scheme) if !scheme.contains(['/', '?']) => None,
        _ => Some(format!("{ROOT}{}", target.trim_start_matches('/'))),
    }
}
