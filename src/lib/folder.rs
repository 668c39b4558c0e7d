//! The folder of an output on its way, and how much it holds.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

use super::{Counts, Sink};
use crate::disk::{Copied, Disk, Staging, Sum, Swap, Uncopied, bytes, describe, sum_at};
use crate::output::sums::Listed;
use crate::output::{LISTING, OutputFile};
use crate::render::unreadable;
use crate::report::Report;

/// An output that is written beside the one that it replaces.
pub(super) struct OutputFolder<'d> {
    staging: Staging,
    output: PathBuf,
    /// Where attachments are read.
    disk: &'d dyn Disk,
    /// The list of sums of the output that stands, once a file of it is taken over.
    former: OnceLock<Listed>,
    pages: AtomicUsize,
    files: AtomicUsize,
    kept: AtomicUsize,
    bytes: AtomicU64,
}

impl<'d> OutputFolder<'d> {
    /// Begins one; no other build writes the same output from now on.
    pub(super) fn begin(output: &Path, disk: &'d dyn Disk) -> io::Result<Self> {
        let staging = Staging::begin(output, LISTING)?;
        let (pages, files, kept) = (AtomicUsize::new(0), AtomicUsize::new(0), AtomicUsize::new(0));
        let (output, former, bytes) = (output.to_owned(), OnceLock::new(), AtomicU64::new(0));
        Ok(OutputFolder { staging, output, disk, former, pages, files, kept, bytes })
    }

    /// The sum of a file that was taken over: that of the former list, since nobody has touched the output.
    fn former_sum(&self, path: &str) -> io::Result<Sum> {
        let former = self.former.get_or_init(|| {
            let list = bytes(&self.output.join(LISTING)).unwrap_or_default();
            Listed::read(String::from_utf8(list).unwrap_or_default())
        });
        former.sum(path).map_or_else(|| sum_at(&self.output.join(path)), Ok)
    }

    fn count(&self, path: &str, length: u64) {
        self.pages.fetch_add(usize::from(path.ends_with(".html")), Ordering::Relaxed);
        self.files.fetch_add(1, Ordering::Relaxed);
        self.bytes.fetch_add(length, Ordering::Relaxed);
    }

    /// Puts it in the place of the old one.
    pub(super) fn publish(self) -> io::Result<Counts> {
        let swap = self.staging.publish()?;
        Ok(Counts {
            unchanged: false,
            pages: self.pages.into_inner(),
            // The list of our files is one of them.
            files: self.files.into_inner() + 1,
            kept: self.kept.into_inner(),
            bytes: self.bytes.into_inner() + swap.list,
            notes: notes(&swap, &self.output),
        })
    }
}

impl Sink for OutputFolder<'_> {
    fn write(&self, file: OutputFile) -> io::Result<()> {
        self.staging.write(&file.path, &file.bytes)?;
        self.count(&file.path, file.bytes.len() as u64);
        Ok(())
    }

    fn copy(&self, from: &str, to: String) -> io::Result<Result<Sum, Report>> {
        match self.staging.copy(&to, self.disk, from) {
            Ok(Copied { length, sum }) => {
                self.count(&to, length);
                Ok(Ok(sum))
            }
            Err(Uncopied::Source(error)) => Ok(Err(unreadable(from, &describe(&error)))),
            Err(Uncopied::Copy(error)) => Err(error),
        }
    }

    fn keep(&self, path: &str) -> io::Result<Option<Sum>> {
        let Some(length) = self.staging.keep_file(path)? else { return Ok(None) };
        self.kept.fetch_add(1, Ordering::Relaxed);
        self.count(path, length);
        self.former_sum(path).map(Some)
    }
}

/// What was not ours and stayed, and a swap that was none.
fn notes(swap: &Swap, output: &Path) -> Vec<String> {
    let mut notes = Vec::new();
    if !swap.kept.is_empty() {
        let shown: Vec<String> = swap.kept.iter().take(5).map(|path| format!("`{path}`")).collect();
        let more = swap.kept.len() - shown.len();
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        notes.push(format!(
            "kept in `{}`, since mithaq did not write it: {}{more}",
            output.display(),
            shown.join(", ")
        ));
    }
    if swap.in_place {
        notes.push(format!("a disk is mounted at `{}`, so its files were replaced one by one", output.display()));
    }
    notes
}
