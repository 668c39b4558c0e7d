//! The server: what every request shares.

use std::sync::{Arc, PoisonError, RwLock};

use super::inbox::Gate;
use crate::disk::RealDisk;
use crate::http::Hosts;
use crate::live::Shown;
use crate::report::FindingRecord;

/// What every request shares.
pub(super) struct Server {
    pub(super) inbox: Gate,
    pub(super) disk: RealDisk,
    pub(super) now: RwLock<Now>,
    /// The names by which both listeners may be called.
    pub(super) hosts: RwLock<Hosts>,
    /// The builds; a browser that waits hears of the next one.
    pub(super) builds: tokio::sync::watch::Sender<Build>,
}

/// What the server shows, and what is wrong with what it does not show.
#[derive(Default)]
pub(super) struct Now {
    pub(super) shown: Option<Arc<Shown>>,
    /// The errors of a newer site that is not shown.
    pub(super) errors: Vec<FindingRecord>,
}

/// A build that was done.
#[derive(Clone, Copy, Default)]
pub(super) struct Build {
    pub(super) failed: bool,
    pub(super) milliseconds: f64,
    /// Whether there will be none after it: the program ends.
    pub(super) last: bool,
}

impl Server {
    /// The site as it is shown.
    pub(super) fn shown(&self) -> Option<Arc<Shown>> {
        self.now.read().unwrap_or_else(PoisonError::into_inner).shown.clone()
    }
}
