//! The entrance of the inbox: a link of this run, or a password.

use std::io::IsTerminal;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use super::super::super::{Fault, words};
use crate::disk::{self, PRIVATE};
use crate::http::{self, Password, Secret, Sessions};

/// The file in the private folder that holds the link where no person reads what is printed.
const LINK: &str = "inbox-link";

/// The fewest characters of a password.
const FEWEST: usize = 12;

/// The variable that holds the password.
const VARIABLE: &str = "MITHAQ_INBOX_PASSWORD";

/// Where visitors enter, and what is said of it.
pub(in crate::commands::serve) struct Entrance {
    pub(super) sessions: Sessions,
    url: String,
    /// The key of this run, where there is no password.
    key: Option<String>,
    said: AtomicBool,
}

impl Entrance {
    /// The entrance at an address, by a password or else by a link that is new.
    pub(in crate::commands::serve) fn new(address: SocketAddr, password: Option<&str>) -> Result<Self, Fault> {
        let key = match password {
            Some(_) => None,
            None => Some(http::key().ok_or_else(|| {
                Fault::system(
                    "the inbox cannot be closed",
                    &std::io::Error::other("the system gives no random numbers"),
                )
            })?),
        };
        let secret = match (password, &key) {
            (Some(password), _) => Secret::Password(Password::new(password)),
            (None, key) => Secret::Key(Password::new(key.as_deref().unwrap_or_default())),
        };
        let url = format!("http://{address}/_mithaq/inbox/");
        Ok(Entrance { sessions: Sessions::new(address.port(), secret), url, key, said: AtomicBool::new(false) })
    }

    /// Says once where the inbox is. Its link is printed for a person alone: what a service prints is kept, and
    /// read by others.
    pub(super) fn announce(&self, site: &Path) {
        if self.said.swap(true, Ordering::Relaxed) {
            return;
        }
        let url = &self.url;
        let Some(key) = &self.key else {
            return words::say(&format!("the inbox is at {url} and asks for its password"));
        };
        let link = format!("{url}enter?key={key}");
        if std::io::stderr().is_terminal() {
            return words::say(&format!("the inbox opens with this link alone: {link}"));
        }
        let written = disk::private_folder(site).and_then(|folder| {
            disk::remove_file(&folder.join(LINK))?;
            disk::create_held(&folder.join(LINK), format!("{link}\n").as_bytes())
        });
        words::say(&match written {
            Ok(()) => format!("the inbox is at {url} and opens with the link in {PRIVATE}/{LINK}"),
            Err(error) => format!("error: the link to the inbox cannot be written: {}", disk::describe(&error)),
        });
    }

    /// Takes the link away, which leads nowhere once the program has ended.
    pub(super) fn close(&self, site: &Path) {
        if self.key.is_some() && self.said.load(Ordering::Relaxed) {
            // One that stays opens nothing.
            let _ = disk::remove_file(&site.join(PRIVATE).join(LINK));
        }
    }
}

/// The password from a file, else from the environment.
pub(in crate::commands::serve) fn password(file: Option<&Path>) -> Result<Option<String>, Fault> {
    let given = match file {
        Some(path) => {
            let shown = path.display();
            let bytes = disk::bytes(path)
                .map_err(|error| Fault::system(&format!("the password file `{shown}` cannot be read"), &error))?;
            if disk::is_open_to_others(path) {
                words::say(&format!(
                    "warning: others on this machine may read the password in `{shown}`\nhint: `chmod 600` closes it"
                ));
            }
            String::from_utf8(bytes).map(|text| text.trim_end_matches(['\r', '\n']).to_owned()).map(Some)
        }
        None => std::env::var_os(VARIABLE).map(|value| value.into_encoded_bytes()).map(String::from_utf8).transpose(),
    };
    let given = given.map_err(|_| Fault::usage("the password of the inbox is not text", "write it in UTF-8"))?;
    match given {
        Some(password) if password.trim().chars().count() < FEWEST => Err(Fault::usage(
            format!("the password of the inbox has fewer than {FEWEST} characters"),
            "write a longer one, or give none: then a link opens the inbox",
        )),
        given => Ok(given),
    }
}
