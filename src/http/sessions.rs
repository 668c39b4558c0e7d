//! Who may look: whoever has the link of this run or knows the password, and from then on a cookie.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use axum::http::{HeaderMap, HeaderValue, header};
use sha2::{Digest, Sha256};

use super::password::{Credentials, Password, digest_of_basic, is_same};

/// How long a wrong guess takes, so that guessing does.
const PAUSE: Duration = Duration::from_secs(1);

/// So many visitors may be known at once; the one who came first is forgotten first.
const MOST: usize = 64;

/// The visitors of one server, and the secret by which they enter.
pub struct Sessions {
    /// The name of the cookie; browsers do not tell the ports of a host apart, so it holds ours.
    cookie: String,
    secret: Secret,
    /// The hashes of their cookies, the oldest first.
    known: Mutex<Vec<[u8; 32]>>,
    /// Wrong guesses stand in one queue.
    guesses: tokio::sync::Mutex<u64>,
}

/// By what a visitor enters.
#[derive(Clone, Copy, Debug)]
pub enum Secret {
    /// The key in the link of this run.
    Key(Password),
    /// The password.
    Password(Password),
}

/// What a visitor is to keep: the value of `Set-Cookie`.
pub type Cookie = HeaderValue;

impl std::fmt::Debug for Sessions {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("Sessions(…)")
    }
}

impl Sessions {
    /// Nobody has entered yet; `port` is where the server listens.
    pub fn new(port: u16, secret: Secret) -> Self {
        let cookie = format!("mithaq-{port}");
        Sessions { cookie, secret, known: Mutex::default(), guesses: tokio::sync::Mutex::new(0) }
    }

    /// Whether visitors enter by a password, else by a link.
    pub fn by_password(&self) -> bool {
        matches!(self.secret, Secret::Password(_))
    }

    /// What a request says of who sends it: by its cookie, else, where there is a password, as scripts say it.
    pub fn check(&self, headers: &HeaderMap) -> Credentials {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if self.cookies(headers).any(|given| known.iter().any(|known| is_same(known, &given))) {
            return Credentials::Right;
        }
        match (self.secret, digest_of_basic(headers)) {
            (Secret::Password(password), Some(given)) if password.is(&given) => Credentials::Right,
            (Secret::Password(_), Some(_)) => Credentials::Wrong,
            _ => Credentials::Missing,
        }
    }

    /// Lets a visitor in who knows the secret; `None` where this is another, or the system has no chance to give. The
    /// cookie of who comes by HTTPS goes by nothing else.
    pub fn enter(&self, given: &str, headers: &HeaderMap) -> Option<Cookie> {
        let (Secret::Key(secret) | Secret::Password(secret)) = &self.secret;
        let value = secret.is(&Sha256::digest(given).into()).then(key).flatten()?;
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() == MOST {
            known.remove(0);
        }
        known.push(Sha256::digest(&value).into());
        let secure = if comes_by_https(headers) { "; Secure" } else { "" };
        HeaderValue::from_str(&format!("{}={value}; Path=/; HttpOnly; SameSite=Strict{secure}", self.cookie)).ok()
    }

    /// Forgets who sends a request.
    pub fn leave(&self, headers: &HeaderMap) -> Option<Cookie> {
        let given: Vec<_> = self.cookies(headers).collect();
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.retain(|known| !given.iter().any(|given| is_same(known, given)));
        HeaderValue::from_str(&format!("{}=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0", self.cookie)).ok()
    }

    /// Lets a wrong guess wait for its turn; a right one never does. Gives how many there were.
    pub async fn wrong(&self) -> u64 {
        let mut guesses = self.guesses.lock().await;
        *guesses += 1;
        tokio::time::sleep(PAUSE).await;
        *guesses
    }

    fn cookies<'a>(&'a self, headers: &'a HeaderMap) -> impl Iterator<Item = [u8; 32]> + 'a {
        let pairs = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
        let pairs = pairs.flat_map(|pairs| pairs.split(';')).filter_map(|pair| pair.trim().split_once('='));
        pairs.filter(|(name, _)| *name == self.cookie).map(|(_, value)| Sha256::digest(value).into())
    }
}

/// Whether a browser or a proxy says that the way to us begins with HTTPS. Who says so falsely shuts himself out.
fn comes_by_https(headers: &HeaderMap) -> bool {
    let says = |name: &str, start: &str| {
        headers.get(name).is_some_and(|value| value.as_bytes().to_ascii_lowercase().starts_with(start.as_bytes()))
    };
    says("origin", "https://") || says("x-forwarded-proto", "https")
}

/// Thirty-two bytes that nobody can guess, as letters and digits; `None` where the system has no chance to give.
pub fn key() -> Option<String> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).ok()?;
    Some(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderName;

    use super::*;

    fn sent(cookie: &str) -> HeaderMap {
        [(header::COOKIE, HeaderValue::from_str(cookie).expect("it is ASCII"))].into_iter().collect()
    }

    #[test]
    fn a_cookie_holds_until_its_visitor_leaves() {
        let sessions = Sessions::new(8001, Secret::Key(Password::new("the key")));
        assert!(sessions.enter("another key", &HeaderMap::new()).is_none());
        let cookie = sessions.enter("the key", &HeaderMap::new()).expect("it is right");
        let cookie = cookie.to_str().expect("it is ASCII");
        assert!(cookie.starts_with("mithaq-8001=") && cookie.ends_with("; Path=/; HttpOnly; SameSite=Strict"));
        let pair = cookie.split(';').next().unwrap_or_default();
        assert_eq!(sessions.check(&sent(&format!("a=b; {pair}"))), Credentials::Right);
        assert_eq!(sessions.check(&sent(&pair.replace("8001", "8002"))), Credentials::Missing);
        assert_eq!(sessions.check(&sent("mithaq-8001=the key")), Credentials::Missing);
        assert_eq!(sessions.check(&HeaderMap::new()), Credentials::Missing);
        let proxied = [("x-forwarded-proto", "https"), ("origin", "https://inbox.example.org")];
        for (name, value) in proxied {
            let headers = [(HeaderName::from_static(name), HeaderValue::from_static(value))].into_iter().collect();
            let cookie = sessions.enter("the key", &headers).expect("it is right");
            assert!(cookie.to_str().is_ok_and(|cookie| cookie.ends_with("; Secure")), "{name}");
        }
        sessions.leave(&sent(pair));
        assert_eq!(sessions.check(&sent(pair)), Credentials::Missing);
    }

    #[test]
    fn of_many_visitors_the_first_is_forgotten() {
        let sessions = Sessions::new(1, Secret::Password(Password::new("open sesame")));
        let enter = || sessions.enter("open sesame", &HeaderMap::new()).expect("it is right");
        let pair =
            |cookie: &Cookie| cookie.to_str().expect("it is ASCII").split(';').next().unwrap_or_default().to_owned();
        let first = enter();
        let second = enter();
        (2..=MOST).for_each(|_| drop(enter()));
        assert_eq!(sessions.check(&sent(&pair(&first))), Credentials::Missing);
        assert_eq!(sessions.check(&sent(&pair(&second))), Credentials::Right);
    }
}
