//! What servers and search engines read: robots, headers.

use std::collections::BTreeSet;

use super::sitemap;
use crate::derive::urls;
use crate::model::providers::{self, Posting};
use crate::model::{Site, media};

/// Everything may be read; the sitemap says where it is.
pub(super) fn robots(site: &Site) -> String {
    format!("User-agent: *\nAllow: /\n\nSitemap: {}\n", urls::encode(&site.full(sitemap::PATH)))
}

/// The policy that says what a page may load: files of this site, and nothing else. Forms
/// may post to the hosts of their endpoints.
fn content_security_policy(site: &Site) -> String {
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

/// What a file that is published as it was given may do where it is opened: be seen.
const SEEN: &str = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'";

/// What a drawing may do where it is opened by itself. A PDF under the same would be shown empty by Safari.
const SEEN_ALONE: &str = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox";

/// The policy of the file at a path of the output: pages have the one of the whole site, what others made has less.
pub fn policy_of(site: &Site, path: &str) -> String {
    if media::ending(path).is_some_and(|ending| ending == "svg") {
        SEEN_ALONE.to_owned()
    } else if path.starts_with("source/") {
        SEEN.to_owned()
    } else {
        content_security_policy(site)
    }
}

/// Whether a browser keeps the file at a path of the output in place of showing it: an attachment that is neither
/// a PDF nor a picture.
pub fn is_download(path: &str) -> bool {
    path.starts_with("source/") && path.contains("/files/") && !media::is_shown(path)
}

/// The endings of attachments that browsers keep. One that texts have too is left out: a rule is by ending.
fn downloads(site: &Site) -> BTreeSet<String> {
    let versions = site.associations.iter().flat_map(|one| &one.policies).flat_map(|policy| &policy.versions);
    let names =
        versions.flat_map(|version| &version.files).map(|file| &*file.name).filter(|name| !media::is_shown(name));
    let fits = |ending: &String| ending != "md" && ending.chars().all(|c| c.is_ascii_alphanumeric());
    names.filter_map(media::ending).filter(fits).collect()
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
pub(crate) fn headers(site: &Site) -> String {
    let base = site.base_path();
    // Cloudflare joins the values of rules that match one path: of policies that are joined, each holds.
    let kept: String = downloads(site)
        .iter()
        .map(|ending| format!("\n{base}source/*.{ending}\n  Content-Disposition: attachment\n"))
        .collect();
    format!(
        "{base}*\n  Content-Security-Policy: {}\n  X-Content-Type-Options: nosniff\n  Referrer-Policy: strict-origin-when-cross-origin\n  Permissions-Policy: camera=(), geolocation=(), microphone=()\n  Cross-Origin-Opener-Policy: same-origin\n\n{base}assets/*\n  Cache-Control: public, max-age=31536000, immutable\n\n{base}assets/search.js\n  Cache-Control: no-cache\n\n{base}assets/forms.js\n  Cache-Control: no-cache\n\n{base}data/*\n  Access-Control-Allow-Origin: *\n\n{base}source/*\n  Content-Security-Policy: {SEEN}\n\n{base}*.svg\n  Content-Security-Policy: {SEEN_ALONE}\n{kept}",
        content_security_policy(site)
    )
}
