//! The signature of a log of decisions: which line of it a key has signed.
//!
//! In: what `ssh-keygen -Y sign -n mithaq` wrote, and the lines of a log. Out: the key, and the line. Never: holds a
//! private key.

use ssh_key::{HashAlg, PublicKey, SshSig};

use crate::source::FileId;

/// Its name, beside the log.
pub const SIGNATURE: &str = "log.sig";

/// What keeps a signature of something else from standing here (`ssh-keygen -n`).
pub const NAMESPACE: &str = "mithaq";

/// So many lines from the last one are looked at for the one that was signed.
const LOOKED_AT: usize = 1_000;

/// The signature beside a log.
#[derive(Clone, Debug)]
pub struct Signature {
    /// Where it was read.
    pub file: FileId,
    /// The file as it was read.
    pub text: String,
    /// What it says; nothing where it is no signature of an Ed25519 key.
    pub says: Option<Signed>,
}

/// What a signature says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signed {
    /// The fingerprint of the key: `SHA256:` and its base64, as `ssh-keygen -l` prints it.
    pub key: String,
    /// The number of the line that it signs, from 1; nothing where it is none of them.
    pub line: Option<usize>,
}

impl Signature {
    /// Reads a signature, and looks for the line of the log that it signs; lines are without their line ends.
    pub fn read(file: FileId, text: &str, log: &str) -> Self {
        Signature { file, text: text.to_owned(), says: signed(text, log) }
    }
}

/// What a signature says of the lines of a log; nothing where it is none of an Ed25519 key.
pub fn signed(text: &str, log: &str) -> Option<Signed> {
    let signature: SshSig = text.trim().parse().ok()?;
    let key = PublicKey::from(signature.public_key().clone());
    let is_of = |line: &str| key.verify(NAMESPACE, format!("{line}\n").as_bytes(), &signature).is_ok();
    let lines: Vec<&str> = log.lines().collect();
    let line = lines.iter().enumerate().rev().take(LOOKED_AT).find(|(_, line)| is_of(line)).map(|(nth, _)| nth + 1);
    Some(Signed { key: key.fingerprint(HashAlg::Sha256).to_string(), line })
}

/// The fingerprint of a public key as `ssh-keygen` writes it to `KEY.pub`; nothing where it is none of Ed25519.
pub fn fingerprint_of(public_key: &str) -> Option<String> {
    let key = PublicKey::from_openssh(public_key.trim()).ok()?;
    key.key_data().ed25519().map(|_| key.fingerprint(HashAlg::Sha256).to_string())
}
