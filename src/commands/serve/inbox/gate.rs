//! The inbox of this run: its store, what arrives, and its entrance.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use super::super::super::words;
use super::entrance::Entrance;
use crate::http::Arrivals;
use crate::inbox::{self, Kept, MOST_BYTES, NotKept, Store, Why, reference};
use crate::model::Site;

/// Requests that arrive at the same time share this many MiB.
const ARRIVING_MIB: usize = 160;

/// The inbox of this run.
pub(in crate::commands::serve) struct Gate {
    folder: PathBuf,
    pub(super) entrance: Entrance,
    store: Mutex<Option<Arc<Store>>>,
    /// The posts that arrive.
    pub(super) arrivals: Arrivals,
}

impl Gate {
    pub(in crate::commands::serve) fn new(folder: PathBuf, entrance: Entrance) -> Self {
        Gate { folder, entrance, store: Mutex::new(None), arrivals: Arrivals::new(ARRIVING_MIB, MOST_BYTES) }
    }

    /// Opens the inbox where there are posts to show, or forms that will send some, and says where it is. What a
    /// run that was ended left half done is swept away before anything new arrives.
    pub(in crate::commands::serve) fn open_if_wanted(&self, site: Option<&Site>) {
        let wanted = Store::is_there(&self.folder) || site.is_some_and(inbox::is_wanted);
        if wanted && self.store().is_ok() {
            self.entrance.announce(&self.folder);
        }
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

    /// Closes the store, and the entrance.
    pub(in crate::commands::serve) fn close(&self) {
        drop(self.store.lock().unwrap_or_else(PoisonError::into_inner).take());
        self.entrance.close(&self.folder);
    }

    /// The post with a reference, if the inbox was opened before.
    pub(super) fn known(&self, reference: &str) -> Option<Kept> {
        let store = self.store.lock().unwrap_or_else(PoisonError::into_inner).clone()?;
        store.find(&reference::read(reference)?).ok()?
    }

    /// Lets a wrong guess wait for its turn, and says now and then how many there were.
    pub(super) async fn wrong(&self) {
        let guesses = self.entrance.sessions.wrong().await;
        if guesses.is_power_of_two() {
            words::say(&format!("{guesses} wrong tries to enter the inbox so far"));
        }
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
