//! The inbox of this run: its store, what arrives, and its entrance.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::super::super::words;
use super::entrance::Entrance;
use crate::disk::{self, PRIVATE};
use crate::http::Arrivals;
use crate::inbox::{self, Kept, MOST_BYTES, NotKept, Post, Store, Why, reference};
use crate::model::Site;

/// Requests that arrive at the same time share this many MiB.
const ARRIVING_MIB: usize = 160;

/// How long it is believed how much the inbox holds, before it is looked at again.
const LOOK: Duration = Duration::from_secs(10);

/// The inbox of this run.
pub(in crate::commands::serve) struct Gate {
    folder: PathBuf,
    pub(super) entrance: Entrance,
    store: Mutex<Option<Arc<Store>>>,
    /// The posts that arrive.
    pub(super) arrivals: Arrivals,
    held: Mutex<Held>,
}

/// How much the inbox holds.
#[derive(Default)]
struct Held {
    /// When it was looked at.
    seen: Option<Instant>,
    /// The bytes then, and of what came since.
    bytes: u64,
    /// How often there was no room.
    refused: u64,
}

impl Gate {
    pub(in crate::commands::serve) fn new(folder: PathBuf, entrance: Entrance) -> Self {
        let arrivals = Arrivals::new(ARRIVING_MIB, MOST_BYTES);
        Gate { folder, entrance, store: Mutex::new(None), arrivals, held: Mutex::default() }
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

    /// Keeps a post of `bytes`, where all that is kept stays within `most` bytes. One that was kept before is
    /// answered as it was.
    pub(super) fn keep(&self, post: Post, received: i64, bytes: u64, most: u64) -> Result<String, Why> {
        let store = self.store()?;
        let known = || post.reference.as_deref().is_some_and(|reference| matches!(store.find(reference), Ok(Some(_))));
        if !self.has_room(&store, bytes, most) && !known() {
            return Err(Why::Full);
        }
        store.keep(post, received).map_err(to_refusal)
    }

    fn has_room(&self, store: &Store, bytes: u64, most: u64) -> bool {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        if held.seen.is_none_or(|seen| seen.elapsed() > LOOK) {
            // What was erased left room in the database's file.
            let free = store.free().unwrap_or(0);
            held.bytes = disk::size_below(&self.folder.join(PRIVATE)).saturating_sub(free);
            held.seen = Some(Instant::now());
        }
        if held.bytes.saturating_add(bytes) <= most {
            held.bytes += bytes;
            return true;
        }
        held.refused += 1;
        if held.refused.is_power_of_two() {
            words::say(&format!(
                "error: the inbox is full at {} MiB: {} turned away so far\nhint: raise `limits: {{inbox_mib: …}}` in site.yaml, or delete what is no longer needed",
                most >> 20,
                words::counted(usize::try_from(held.refused).unwrap_or(usize::MAX), "post")
            ));
        }
        false
    }

    /// Looks at how much the inbox holds before the next post is kept: something was erased.
    pub(super) fn look_again(&self) {
        self.held.lock().unwrap_or_else(PoisonError::into_inner).seen = None;
    }

    /// Erases what was kept for longer than so many days, where an inbox is there.
    pub(in crate::commands::serve) fn erase_old(&self, keep_days: u32) {
        if !Store::is_there(&self.folder) {
            return;
        }
        let now = jiff::Timestamp::now().as_millisecond();
        let before = now.saturating_sub(i64::from(keep_days) * inbox::pages::DAY);
        let Ok(store) = self.store() else { return };
        let erased = store.erase_before(before);
        self.look_again();
        match erased {
            Ok(0) => {}
            Ok(erased) => {
                let posts = words::counted(erased, "post");
                words::say(&format!("erased from the inbox: {posts}, kept for {keep_days} days"));
            }
            Err(error) => drop(to_refusal(error)),
        }
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
            words::say(&format!("the inbox was asked for with a wrong password or link; so far: {guesses}"));
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
