//! The list of sums of a site that is shown: every file is made once and let go of.

use std::io;
use std::sync::Mutex;

use crate::Sink;
use crate::disk::{Disk, Sum, describe, sum};
use crate::output::{LISTING, OutputFile};
use crate::render::unreadable;
use crate::report::Report;

/// Takes every file, and keeps the list of sums alone.
pub(super) struct ListAlone<'d> {
    disk: &'d dyn Disk,
    list: Mutex<Vec<u8>>,
}

impl<'d> ListAlone<'d> {
    /// One that reads attachments from the folder of the site.
    pub(super) fn new(disk: &'d dyn Disk) -> Self {
        ListAlone { disk, list: Mutex::default() }
    }

    /// The list.
    pub(super) fn into_list(self) -> Vec<u8> {
        self.list.into_inner().expect("nothing panics while it is kept")
    }
}

impl Sink for ListAlone<'_> {
    fn write(&self, file: OutputFile) -> io::Result<()> {
        if file.path == LISTING {
            *self.list.lock().expect("nothing panics while it is kept") = file.bytes;
        }
        Ok(())
    }

    fn copy(&self, from: &str, _: String) -> io::Result<Result<Sum, Report>> {
        Ok(self.disk.open(from).and_then(sum).map_err(|error| unreadable(from, &describe(&error))))
    }
}
