//! Who may send and who may look: the store of this run, its password, its neighbours.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::http::{HeaderMap, header};
use sha2::{Digest, Sha256};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::super::words;
use crate::inbox::{self, Kept, MOST_BYTES, NotKept, Store, Why, reference};
use crate::model::Site;

/// Requests that arrive at the same time share this many MiB.
const ARRIVING_MIB: usize = 160;

/// How long a request waits for its share.
const WAIT: Duration = Duration::from_secs(5);

/// The inbox of this run, and who may see it.
pub(in crate::commands::serve) struct Gate {
    folder: PathBuf,
    pub(super) password: Option<[u8; 32]>,
    /// Whether nobody but this machine reaches the server.
    pub(super) loopback: bool,
    store: Mutex<Option<Arc<Store>>>,
    arriving: Arc<Semaphore>,
}

impl Gate {
    pub(in crate::commands::serve) fn new(folder: PathBuf, address: SocketAddr, password: Option<&str>) -> Self {
        Gate {
            folder,
            password: password.map(|password| Sha256::digest(password).into()),
            loopback: address.ip().is_loopback(),
            store: Mutex::new(None),
            arriving: Arc::new(Semaphore::new(ARRIVING_MIB)),
        }
    }

    /// Whether there are posts to show, or forms that will send some.
    pub(in crate::commands::serve) fn is_wanted(&self, site: Option<&Site>) -> bool {
        Store::is_there(&self.folder) || site.is_some_and(inbox::is_wanted)
    }

    /// The store, opened when it is first needed; one that fails is tried again.
    pub(in crate::commands::serve) fn store(&self) -> Result<Arc<Store>, Why> {
        let mut store = self.store.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(store) = &*store {
            return Ok(Arc::clone(store));
        }
        let opened = Arc::new(Store::open(&self.folder).map_err(told)?);
        *store = Some(Arc::clone(&opened));
        Ok(opened)
    }

    /// The post with a reference, if the inbox was opened before.
    pub(super) fn known(&self, reference: &str) -> Option<Kept> {
        let store = self.store.lock().unwrap_or_else(PoisonError::into_inner).clone()?;
        store.find(&reference::read(reference)?).ok()?
    }

    /// A share of what may arrive at once, for a request of this size.
    pub(super) async fn share(&self, bytes: usize) -> Result<OwnedSemaphorePermit, Why> {
        let mib = u32::try_from(bytes.min(MOST_BYTES) / (1 << 20) + 1).unwrap_or(1);
        let permit = tokio::time::timeout(WAIT, Arc::clone(&self.arriving).acquire_many_owned(mib)).await;
        permit.ok().and_then(Result::ok).ok_or(Why::Busy)
    }

    /// Whether a request by this name may come from another site's page that
    /// took our address for its own (DNS rebinding). With a password that leads nowhere.
    pub(super) fn is_own_host(&self, headers: &HeaderMap) -> bool {
        self.password.is_some() || !self.loopback || host(headers).is_some_and(is_loopback_host)
    }
}

/// Says in the terminal why something is not kept.
pub(super) fn told(error: NotKept) -> Why {
    match error {
        NotKept::Taken => Why::Taken,
        NotKept::Failed(reason) => {
            words::say(&format!("error: the inbox cannot be used: {reason}"));
            Why::Unavailable
        }
    }
}

/// Whether a page of this very site sends the request, as far as the browser says.
pub(super) fn is_own_page(headers: &HeaderMap) -> bool {
    if let Some(from) = headers.get("sec-fetch-site") {
        return from == "same-origin" || from == "none";
    }
    let Some(origin) = headers.get(header::ORIGIN) else { return true };
    let origin = origin.to_str().ok().and_then(|origin| origin.split_once("://"));
    origin.is_some_and(|(_, origin)| host(headers).is_some_and(|host| host.eq_ignore_ascii_case(origin)))
}

fn host(headers: &HeaderMap) -> Option<&str> {
    headers.get(header::HOST)?.to_str().ok()
}

/// Whether a host is this machine by a name that nobody else can give out.
fn is_loopback_host(host: &str) -> bool {
    let name = match host.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or_default(),
        None => host.rsplit_once(':').map_or(host, |(name, _)| name),
    };
    let name = name.to_ascii_lowercase();
    name == "localhost"
        || name.ends_with(".localhost")
        || name.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}

/// Whether another server passed the request on: then it need not be this machine that asks.
pub(super) fn is_forwarded(headers: &HeaderMap) -> bool {
    ["forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via"]
        .iter()
        .any(|name| headers.contains_key(*name))
}

/// The hash of the password that a browser gave; the name before it may be any.
pub(super) fn given_password(headers: &HeaderMap) -> Option<[u8; 32]> {
    let given = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, code) = given.split_once(' ')?;
    let both = from_base64(code.trim()).filter(|_| scheme.eq_ignore_ascii_case("basic"))?;
    let at = both.iter().position(|byte| *byte == b':')?;
    Some(Sha256::digest(&both[at + 1..]).into())
}

/// Compares in the same time wherever the first difference stands.
pub(super) fn is_same(one: &[u8; 32], other: &[u8; 32]) -> bool {
    std::hint::black_box(one.iter().zip(other).fold(0, |differs, (a, b)| differs | (a ^ b))) == 0
}

fn from_base64(code: &str) -> Option<Vec<u8>> {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut bytes = Vec::new();
    let (mut bits, mut held) = (0_u32, 0);
    for character in code.trim_end_matches('=').bytes() {
        let value = ALPHABET.iter().position(|known| *known == character)?;
        bits = (bits << 6 | value as u32) & 0xffff;
        held += 6;
        if held >= 8 {
            held -= 8;
            bytes.push((bits >> held & 0xff) as u8);
        }
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderName, HeaderValue};

    use super::*;

    #[test]
    fn this_machine_has_few_names() {
        for own in ["localhost", "LOCALHOST:8000", "127.0.0.1:8000", "127.1.2.3", "[::1]:8000", "site.localhost:1"] {
            assert!(is_loopback_host(own), "{own}");
        }
        for other in ["evil.example:8000", "localhost.evil.example", "127.0.0.1.evil.example", "10.0.0.1", "[::2]", ""]
        {
            assert!(!is_loopback_host(other), "{other}");
        }
    }

    #[test]
    fn a_password_is_read_as_browsers_write_it() {
        assert_eq!(from_base64("QWxhZGRpbjpvcGVuIHNlc2FtZQ==").as_deref(), Some(&b"Aladdin:open sesame"[..]));
        assert_eq!(from_base64("2YU6"), Some("م:".as_bytes().to_vec()));
        assert_eq!(from_base64("a b"), None);
    }

    #[test]
    fn pages_of_other_sites_are_told_apart() {
        let from = |pairs: &[(&'static str, &'static str)]| {
            let pairs =
                pairs.iter().map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value)));
            is_own_page(&pairs.collect())
        };
        assert!(from(&[("host", "a:1")]));
        assert!(from(&[("host", "a:1"), ("origin", "http://a:1")]));
        assert!(from(&[("host", "a:1"), ("origin", "null"), ("sec-fetch-site", "same-origin")]));
        assert!(!from(&[("host", "a:1"), ("origin", "http://a:2")]));
        assert!(!from(&[("host", "a:1"), ("origin", "null")]));
        assert!(!from(&[("host", "a:1"), ("origin", "http://a:1"), ("sec-fetch-site", "cross-site")]));
    }
}
