//! A password, as browsers send it (RFC 7617).

use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response;
use sha2::{Digest, Sha256};

/// A password, kept as its hash.
#[derive(Clone, Copy)]
pub struct Password([u8; 32]);

/// What a request says of the password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Credentials {
    /// Nothing that can be read.
    Missing,
    /// Another password.
    Wrong,
    /// The password.
    Right,
}

impl std::fmt::Debug for Password {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("Password(…)")
    }
}

impl Password {
    /// The password that is asked for.
    pub fn new(password: &str) -> Self {
        Password(Sha256::digest(password).into())
    }

    /// Whether something with this digest is the password.
    pub(super) fn is(&self, digest: &[u8; 32]) -> bool {
        is_same(digest, &self.0)
    }
}

/// The same response, which makes a browser ask for the password.
pub fn ask_for_password(mut response: Response) -> Response {
    let realm = HeaderValue::from_static("Basic realm=\"mithaq\", charset=\"UTF-8\"");
    response.headers_mut().insert(header::WWW_AUTHENTICATE, realm);
    response
}

/// The digest of the password that a request holds; the name before it may be any.
pub(super) fn digest_of_basic(headers: &HeaderMap) -> Option<[u8; 32]> {
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
    use super::*;

    #[test]
    fn a_password_is_read_as_browsers_write_it() {
        assert_eq!(from_base64("QWxhZGRpbjpvcGVuIHNlc2FtZQ==").as_deref(), Some(&b"Aladdin:open sesame"[..]));
        assert_eq!(from_base64("2YU6"), Some("م:".as_bytes().to_vec()));
        assert_eq!(from_base64("a b"), None);
    }

    #[test]
    fn the_name_before_a_password_may_be_any() {
        let said = |words: &'static str| {
            let headers = [(header::AUTHORIZATION, HeaderValue::from_static(words))].into_iter().collect();
            digest_of_basic(&headers).map(|given| Password::new("open sesame").is(&given))
        };
        assert_eq!(said("Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="), Some(true));
        assert_eq!(said("basic Om9wZW4gc2VzYW1l"), Some(true));
        assert_eq!(said("Basic QWxhZGRpbjpzZXNhbWU="), Some(false));
        assert_eq!(said("Bearer QWxhZGRpbjpvcGVuIHNlc2FtZQ=="), None);
        assert_eq!(digest_of_basic(&HeaderMap::new()), None);
    }
}
