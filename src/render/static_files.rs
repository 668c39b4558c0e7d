//! What servers, search engines and programs read: sitemap, robots, headers, schemas.

use std::collections::BTreeSet;
use std::fmt::Write;

use serde_json::{Value, json};

use super::markdown::escape;
use super::{has_both, published};
use crate::derive::changes::version_before;
use crate::derive::events;
use crate::derive::urls::{self, Page};
use crate::model::providers::{self, Posting};
use crate::model::{ApprovalState, Date, Lang, Layout, Site};

/// The sitemap, with the languages of each page (sitemaps.org 0.9; hreflang as
/// search engines read it). Drafts are left out.
pub(super) fn sitemap(site: &Site, today: Date, drafts: bool) -> String {
    let mut out = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\" xmlns:xhtml=\"http://www.w3.org/1999/xhtml\">\n",
    );
    let mut pages: Vec<(Page<'_>, Option<Date>)> = vec![(Page::Home, None), (Page::Search, None)];
    let news = events::of_site(site, today, &|policy| published(policy, drafts));
    pages.push((Page::News, news.first().and_then(|event| event.day)));
    for association in &site.associations {
        if site.layout == Layout::Portal {
            pages.push((Page::Association(association), None));
        }
        pages.push((Page::Channels(association), None));
        pages.extend(association.forms.iter().map(|form| (Page::Form(association, form), None)));
        for policy in &association.policies {
            let shown: Vec<usize> = published(policy, drafts)
                .into_iter()
                .filter(|nth| policy.versions[*nth].approval != ApprovalState::Pending)
                .collect();
            let day =
                |nth: usize| policy.versions[nth].approval.approved().and_then(|a| a.gregorian()).map(|day| day.value);
            if let Some(nth) = policy.in_force(today).or_else(|| shown.last().copied()) {
                pages.push((Page::Policy(association, policy), day(nth)));
            }
            if policy.in_force(today).or_else(|| shown.last().copied()).is_some_and(|nth| has_both(site, policy, nth)) {
                pages.push((Page::Both(association, policy), None));
            }
            if !shown.is_empty() {
                let events = events::of_policy(association, policy, &shown);
                let newest = events.iter().filter(|event| event.is_past(today)).find_map(|event| event.day);
                pages.push((Page::History(association, policy), newest));
            }
            let compared = shown.iter().filter(|nth| version_before(policy, **nth, &shown).is_some());
            pages.extend(compared.map(|nth| (Page::Changes(association, policy, &policy.versions[*nth]), day(*nth))));
            pages.extend(
                shown.iter().map(|nth| (Page::Version(association, policy, &policy.versions[*nth]), day(*nth))),
            );
        }
    }
    for (page, day) in pages {
        for lang in &site.languages {
            let full = |lang: Lang| {
                let mut address = String::new();
                escape(&urls::encode(&site.full(&site.address(page, lang))), &mut address);
                address
            };
            let _ = write!(out, "<url><loc>{}</loc>", full(*lang));
            if let Some(day) = day {
                let _ = write!(out, "<lastmod>{day}</lastmod>");
            }
            for other in &site.languages {
                let _ = write!(
                    out,
                    "<xhtml:link rel=\"alternate\" hreflang=\"{}\" href=\"{}\"/>",
                    other.code(),
                    full(*other)
                );
            }
            out.push_str("</url>\n");
        }
    }
    out.push_str("</urlset>\n");
    out
}

/// Everything may be read; the sitemap says where it is.
pub(super) fn robots(site: &Site) -> String {
    format!("User-agent: *\nAllow: /\n\nSitemap: {}\n", urls::encode(&site.full("sitemap.xml")))
}

/// The policy that says what a page may load: files of this site, and nothing else. Forms
/// may post to the hosts of their endpoints.
pub fn content_security_policy(site: &Site) -> String {
    let mut hosts: BTreeSet<String> = BTreeSet::new();
    for association in &site.associations {
        let endpoints = association.forms.iter().filter_map(|form| association.endpoint(site, &form.endpoint));
        for endpoint in endpoints {
            let posting = Posting { association: "", form: "", subject: "", thanks: "", thanks_path: "", root: "" };
            let spec = providers::spec(endpoint, &posting);
            let script = spec.script.map(|script| script.address);
            hosts.extend([spec.action, script].into_iter().flatten().filter_map(|address| origin(&address)));
        }
    }
    let told: String = hosts.iter().map(|host| format!(" {host}")).collect();
    let connect: String = hosts.iter().filter(|host| *host != "mailto:").map(|host| format!(" {host}")).collect();
    format!(
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'{connect}; form-action 'self'{told}; base-uri 'none'; frame-ancestors 'none'"
    )
}

/// Scheme and host of a full address; the scheme of one that names no host.
fn origin(address: &str) -> Option<String> {
    if address.starts_with("mailto:") {
        return Some("mailto:".to_owned());
    }
    let (scheme, rest) = address.split_once("://")?;
    let host = rest.split(['/', '?', '#']).next().filter(|host| !host.is_empty())?;
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | ':' | '[' | ']');
    (matches!(scheme, "http" | "https") && host.chars().all(fits)).then(|| format!("{scheme}://{host}"))
}

/// Headers in the format that Netlify and Cloudflare Pages read.
pub(super) fn headers(site: &Site) -> String {
    let base = site.base_path();
    format!(
        "{base}*\n  Content-Security-Policy: {}\n  X-Content-Type-Options: nosniff\n  Referrer-Policy: strict-origin-when-cross-origin\n  Permissions-Policy: camera=(), geolocation=(), microphone=()\n  Cross-Origin-Opener-Policy: same-origin\n\n{base}assets/*\n  Cache-Control: public, max-age=31536000, immutable\n\n{base}assets/search.js\n  Cache-Control: no-cache\n\n{base}assets/forms.js\n  Cache-Control: no-cache\n\n{base}data/*\n  Access-Control-Allow-Origin: *\n",
        content_security_policy(site)
    )
}

/// The JSON Schemas of the files below `data/`, by name.
pub(super) fn data_schemas() -> Vec<(&'static str, Value)> {
    let words = json!({
        "type": "object",
        "description": "words by language; null where a language has none",
        "properties": {"ar": {"type": ["string", "null"]}, "en": {"type": ["string", "null"]}},
        "required": ["ar", "en"],
    });
    let text = json!({"type": "string"});
    let optional = json!({"type": ["string", "null"]});
    let list = |items: Value| json!({"type": "array", "items": items});
    let record = |properties: Value| {
        let required: Vec<&String> = properties.as_object().map(|map| map.keys().collect()).unwrap_or_default();
        json!({"type": "object", "required": required, "properties": properties})
    };
    let schema = |title: &str, mut body: Value| {
        body["$schema"] = json!("https://json-schema.org/draft/2020-12/schema");
        body["title"] = json!(title);
        body
    };
    let policy = record(json!({
        "id": text, "title": words, "code": optional, "in_force": optional, "url": words, "versions": list(text.clone()),
    }));
    let channel = record(json!({
        "id": text, "kind": text, "name": words, "value": optional, "serves": list(text.clone()),
    }));
    let association = record(json!({
        "id": text, "name": words, "licence": optional, "url": words, "policies": list(policy),
        "forms": list(record(json!({"id": text, "kind": text, "title": words}))), "channels": list(channel),
    }));
    let site = record(
        json!({"title": words, "languages": list(json!({"enum": ["ar", "en"]})), "associations": list(association)}),
    );
    let clause = record(json!({
        "id": text, "kind": {"enum": ["section", "item", "paragraph"]}, "label": words, "text": words,
        "children": list(json!({"$ref": "#/$defs/clause"})),
    }));
    let mut version = record(json!({
        "association": text, "policy": text, "version": text, "title": words, "code": optional, "category": optional,
        "governing_language": {"enum": ["ar", "en"]}, "basis": {"enum": ["official", "restated"]},
        "state": {"enum": ["in-force", "upcoming", "superseded", "draft", "withdrawn"]},
        "effective": optional, "change": words,
        "approval": {"type": "object", "required": ["state"], "properties": {"state": {"enum": ["approved", "pending", "not-stated"]}}},
        "seal": words, "source": words, "url": words,
        "commitments": list(record(json!({
            "id": text, "clause": text, "bound": {"enum": ["at-most", "at-least"]}, "amount": {"type": "integer"},
            "unit": {"enum": ["working-day", "day", "week", "month"]},
            "from": {"enum": ["submission", "complete-request", null]},
        }))),
        "clauses": list(json!({"$ref": "#/$defs/clause"})),
    }));
    version["$defs"] = json!({"clause": clause});
    vec![
        ("site", schema("The facts of a site; addresses are relative to its root", site)),
        ("version", schema("A version of a policy; addresses are relative to the site's root", version)),
    ]
}
