//! Where a request comes from, as far as a browser says.

use std::net::IpAddr;

use axum::http::{HeaderMap, header};

/// Whether a page of this very site sends the request.
pub fn is_same_origin(headers: &HeaderMap) -> bool {
    if let Some(from) = headers.get("sec-fetch-site") {
        return from == "same-origin" || from == "none";
    }
    let Some(origin) = headers.get(header::ORIGIN) else { return true };
    let origin = origin.to_str().ok().and_then(|origin| origin.split_once("://"));
    origin.is_some_and(|(_, origin)| host(headers).is_some_and(|host| host.eq_ignore_ascii_case(origin)))
}

/// Whether the request calls this machine by a name that nobody else can give out. Another name may be
/// that of a site whose page took our address for its own (DNS rebinding).
pub fn names_this_machine(headers: &HeaderMap) -> bool {
    host(headers).is_some_and(is_loopback)
}

/// Whether another server passed the request on: then it need not be this machine that asks.
pub fn is_forwarded(headers: &HeaderMap) -> bool {
    ["forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via"]
        .iter()
        .any(|name| headers.contains_key(*name))
}

fn host(headers: &HeaderMap) -> Option<&str> {
    headers.get(header::HOST)?.to_str().ok()
}

fn is_loopback(host: &str) -> bool {
    let name = match host.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or_default(),
        None => host.rsplit_once(':').map_or(host, |(name, _)| name),
    };
    let name = name.to_ascii_lowercase();
    name == "localhost"
        || name.ends_with(".localhost")
        || name.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderName, HeaderValue};

    use super::*;

    #[test]
    fn this_machine_has_few_names() {
        for name in ["localhost", "LOCALHOST:8000", "127.0.0.1:8000", "127.1.2.3", "[::1]:8000", "site.localhost:1"] {
            assert!(is_loopback(name), "{name}");
        }
        for other in ["evil.example:8000", "localhost.evil.example", "127.0.0.1.evil.example", "10.0.0.1", "[::2]", ""]
        {
            assert!(!is_loopback(other), "{other}");
        }
    }

    #[test]
    fn pages_of_other_sites_are_told_apart() {
        let from = |pairs: &[(&'static str, &'static str)]| {
            let pairs =
                pairs.iter().map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value)));
            is_same_origin(&pairs.collect())
        };
        assert!(from(&[("host", "a:1")]));
        assert!(from(&[("host", "a:1"), ("origin", "http://a:1")]));
        assert!(from(&[("host", "a:1"), ("origin", "null"), ("sec-fetch-site", "same-origin")]));
        assert!(!from(&[("host", "a:1"), ("origin", "http://a:2")]));
        assert!(!from(&[("host", "a:1"), ("origin", "null")]));
        assert!(!from(&[("host", "a:1"), ("origin", "http://a:1"), ("sec-fetch-site", "cross-site")]));
    }
}
