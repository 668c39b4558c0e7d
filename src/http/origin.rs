//! Where a request comes from, and by which name it calls the server.

use std::net::IpAddr;

use axum::http::{HeaderMap, Method, Uri, header};

/// The names by which a server may be called. Another name may be that of a site whose page took our
/// address for its own (DNS rebinding).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hosts {
    /// Names besides those of this machine.
    named: Vec<Named>,
    /// Whether others reach the server: then it may be called by an address too, which nobody can give out.
    beyond: bool,
}

/// A name by which a server may be called.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Named {
    /// In front of `://`, where it is said.
    scheme: Option<String>,
    /// The name, with its port where it has one.
    host: String,
}

/// Why a request is none for this server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotOurs {
    /// It calls the server by no name, or by two.
    NoHost,
    /// It calls the server by a name that is not its own.
    OtherHost,
    /// Another site's page sent it.
    Elsewhere,
}

impl Hosts {
    /// `named` are names or addresses with a scheme; the rest of an address is passed over.
    pub fn new<'a>(named: impl IntoIterator<Item = &'a str>, beyond: bool) -> Self {
        let read = |given: &str| {
            let (scheme, rest) = match given.split_once("://") {
                Some((scheme, rest)) => (Some(scheme.to_owned()), rest),
                None => (None, given),
            };
            Named { scheme, host: rest.split(['/', '?', '#']).next().unwrap_or_default().to_owned() }
        };
        Hosts { named: named.into_iter().map(read).filter(|named| !name(&named.host).is_empty()).collect(), beyond }
    }

    /// Whether a request is for this server, and is sent by a page of its own or by no page at all.
    ///
    /// # Errors
    /// Why not.
    pub fn judge(&self, method: &Method, uri: &Uri, headers: &HeaderMap) -> Result<(), NotOurs> {
        let mut hosts = headers.get_all(header::HOST).iter();
        let (Some(host), None) = (hosts.next(), hosts.next()) else { return Err(NotOurs::NoHost) };
        let host = host.to_str().map_err(|_| NotOurs::OtherHost)?;
        // A request may name the server a second time, in the address that it asks for.
        let asked = uri.authority().map(|authority| authority.as_str());
        if !self.is_own(host) || !asked.is_none_or(|asked| self.is_own(asked)) {
            return Err(NotOurs::OtherHost);
        }
        let safe = matches!(*method, Method::GET | Method::HEAD);
        let own = if safe { !is_embedded(headers) } else { self.is_same_origin(host, headers) };
        if own { Ok(()) } else { Err(NotOurs::Elsewhere) }
    }

    fn is_own(&self, host: &str) -> bool {
        let name = name(host);
        is_loopback(name)
            || self.named.iter().any(|named| self::name(&named.host).eq_ignore_ascii_case(name))
            || self.beyond && name.parse::<IpAddr>().is_ok()
    }

    /// Whether a page of this very site sends the request.
    fn is_same_origin(&self, host: &str, headers: &HeaderMap) -> bool {
        if let Some(from) = headers.get("sec-fetch-site") {
            return from == "same-origin" || from == "none";
        }
        let Some(origin) = headers.get(header::ORIGIN) else { return true };
        let origin = origin.to_str().ok().and_then(|origin| origin.split_once("://"));
        // A proxy need not hand on the name by which it was called.
        origin.is_some_and(|(scheme, origin)| {
            let is = |named: &Named| {
                named.host.eq_ignore_ascii_case(origin)
                    && named.scheme.as_deref().is_none_or(|named| named.eq_ignore_ascii_case(scheme))
            };
            host.eq_ignore_ascii_case(origin) || self.named.iter().any(is)
        })
    }
}

/// Whether another site's page wants what is asked for as a part of itself; a link may lead here from anywhere.
fn is_embedded(headers: &HeaderMap) -> bool {
    let says =
        |name: &str, words: &[&str]| headers.get(name).is_some_and(|value| words.iter().any(|word| value == word));
    let is_led = says("sec-fetch-mode", &["navigate"])
        && !says("sec-fetch-dest", &["iframe", "frame", "object", "embed", "fencedframe"]);
    !is_led && says("sec-fetch-site", &["cross-site", "same-site"])
}

/// The name in front of a port, without brackets and without the dot at its end.
fn name(host: &str) -> &str {
    let name = match host.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or_default(),
        None => host.rsplit_once(':').map_or(host, |(name, _)| name),
    };
    name.strip_suffix('.').unwrap_or(name)
}

fn is_loopback(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    name == "localhost"
        || name.ends_with(".localhost")
        || name.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderName, HeaderValue};

    use super::*;

    fn judged(hosts: &Hosts, method: Method, asked: &str, pairs: &[(&'static str, &'static str)]) -> Option<NotOurs> {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.append(HeaderName::from_static(name), HeaderValue::from_static(value));
        }
        hosts.judge(&method, &asked.parse().expect("an address"), &headers).err()
    }

    #[test]
    fn a_server_has_few_names() {
        let hosts = Hosts::new(["https://Policies.example.org/portal/", "forms.example.org:8443"], false);
        let called = |host: &'static str| judged(&hosts, Method::GET, "/", &[("host", host)]);
        for own in [
            "localhost",
            "LOCALHOST:8000",
            "localhost.",
            "localhost.:8000",
            "127.0.0.1:8000",
            "127.1.2.3",
            "[::1]:8000",
            "site.localhost:1",
            "policies.example.org",
            "POLICIES.example.org.:443",
            "forms.example.org",
        ] {
            assert_eq!(called(own), None, "{own}");
        }
        for other in [
            "evil.example:8000",
            "localhost.evil.example",
            "127.0.0.1.evil.example",
            "10.0.0.1",
            "[::2]",
            "",
            ".",
            "example.org",
            "x.policies.example.org",
        ] {
            assert_eq!(called(other), Some(NotOurs::OtherHost), "{other}");
        }
        let beyond = Hosts::new([], true);
        assert_eq!(judged(&beyond, Method::GET, "/", &[("host", "10.0.0.1:8000")]), None);
        assert_eq!(judged(&beyond, Method::GET, "/", &[("host", "evil.example")]), Some(NotOurs::OtherHost));
        assert_eq!(judged(&hosts, Method::GET, "/", &[]), Some(NotOurs::NoHost));
        let two = [("host", "localhost"), ("host", "localhost")];
        assert_eq!(judged(&hosts, Method::GET, "/", &two), Some(NotOurs::NoHost));
        let absolute = |asked| judged(&hosts, Method::GET, asked, &[("host", "localhost")]);
        assert_eq!(absolute("http://localhost/"), None);
        assert_eq!(absolute("http://evil.example/"), Some(NotOurs::OtherHost));
    }

    #[test]
    fn pages_of_other_sites_are_told_apart() {
        let hosts = Hosts::new(["a", "https://b:8443/sub/"], false);
        let post = |pairs: &[(&'static str, &'static str)]| {
            judged(&hosts, Method::POST, "/", &[&[("host", "localhost:1")], pairs].concat()).is_none()
        };
        assert!(post(&[]));
        assert!(post(&[("origin", "http://localhost:1")]));
        assert!(post(&[("origin", "https://a")]));
        assert!(post(&[("origin", "http://a")]));
        assert!(post(&[("origin", "https://B:8443")]));
        assert!(!post(&[("origin", "http://b:8443")]));
        assert!(!post(&[("origin", "https://b")]));
        assert!(!post(&[("origin", "https://a:81")]));
        assert!(post(&[("origin", "null"), ("sec-fetch-site", "same-origin")]));
        assert!(!post(&[("origin", "http://localhost:2")]));
        assert!(!post(&[("origin", "https://a.evil.example")]));
        assert!(!post(&[("origin", "null")]));
        assert!(!post(&[("origin", "http://localhost:1"), ("sec-fetch-site", "cross-site")]));
        let get = |pairs: &[(&'static str, &'static str)]| {
            judged(&hosts, Method::GET, "/", &[&[("host", "localhost:1")], pairs].concat()).is_none()
        };
        let cross = ("sec-fetch-site", "cross-site");
        assert!(get(&[cross, ("sec-fetch-mode", "navigate"), ("sec-fetch-dest", "document")]));
        assert!(!get(&[cross, ("sec-fetch-mode", "navigate"), ("sec-fetch-dest", "iframe")]));
        assert!(!get(&[cross, ("sec-fetch-mode", "no-cors"), ("sec-fetch-dest", "script")]));
        assert!(!get(&[("sec-fetch-site", "same-site"), ("sec-fetch-mode", "cors")]));
        assert!(get(&[("sec-fetch-site", "same-origin"), ("sec-fetch-mode", "cors")]));
    }
}
