//! Who may send and who may look: the store of this run, its password, its neighbours.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use axum::http::HeaderMap;

use super::super::words;
use crate::http::{Arrivals, Password, names_this_machine};
use crate::inbox::{self, Kept, MOST_BYTES, NotKept, Store, Why, reference};
use crate::model::Site;

/// Requests that arrive at the same time share this many MiB.
const ARRIVING_MIB: usize = 160;

/// The inbox of this run, and who may see it.
pub(in crate::commands::serve) struct Gate {
    folder: PathBuf,
    pub(super) password: Option<Password>,
    /// Whether nobody but this machine reaches the server.
    pub(super) loopback: bool,
    store: Mutex<Option<Arc<Store>>>,
    /// The posts that arrive.
    pub(super) arrivals: Arrivals,
}

impl Gate {
    pub(in crate::commands::serve) fn new(folder: PathBuf, address: SocketAddr, password: Option<&str>) -> Self {
        Gate {
            folder,
            password: password.map(Password::new),
            loopback: address.ip().is_loopback(),
            store: Mutex::new(None),
            arrivals: Arrivals::new(ARRIVING_MIB, MOST_BYTES),
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
        let opened = Arc::new(Store::open(&self.folder).map_err(to_refusal)?);
        *store = Some(Arc::clone(&opened));
        Ok(opened)
    }

    /// The post with a reference, if the inbox was opened before.
    pub(super) fn known(&self, reference: &str) -> Option<Kept> {
        let store = self.store.lock().unwrap_or_else(PoisonError::into_inner).clone()?;
        store.find(&reference::read(reference)?).ok()?
    }

    /// Whether a request may use the name that it does. Another site's page that took our address for its
    /// own (DNS rebinding) gets nowhere where there is a password.
    pub(super) fn allows_host(&self, headers: &HeaderMap) -> bool {
        self.password.is_some() || !self.loopback || names_this_machine(headers)
    }
}

/// Says in the terminal why something is not kept.
pub(super) fn to_refusal(error: NotKept) -> Why {
    match error {
        NotKept::Taken => Why::Taken,
        NotKept::Failed(reason) => {
            words::say(&format!("error: the inbox cannot be used: {reason}"));
            Why::Unavailable
        }
    }
}
