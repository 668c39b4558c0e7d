//! Every file of a plan, handed on as it is made.

use std::collections::HashSet;
use std::io;
use std::sync::Mutex;

use rayon::prelude::*;

use crate::output::OutputFile;
use crate::render::{First, Made, Plan};
use crate::report::Report;

/// Where the files of a site go as they are made. Several threads call it.
pub trait Sink: Sync {
    /// Takes a file that was made.
    ///
    /// # Errors
    /// What the system says; nothing else is made then.
    fn write(&self, file: OutputFile) -> io::Result<()>;

    /// Takes an attachment of the site's folder as it is; gives what is wrong with it.
    ///
    /// # Errors
    /// What the system says; nothing else is made then.
    fn copy(&self, from: &str, to: String) -> io::Result<Report>;

    /// Takes over a file of that path from the build before, which may have made none.
    ///
    /// # Errors
    /// What the system says; nothing else is made then.
    fn keep(&self, _path: &str) -> io::Result<()> {
        Ok(())
    }
}

/// Runs every job of a plan but those that are `kept`, and hands over what they make as it comes. `step` is
/// called for each job. Gives what is found wrong while files are made.
///
/// # Errors
/// Those of the sink.
pub fn make_files(
    plan: &Plan<'_>,
    kept: &HashSet<usize>,
    sink: &dyn Sink,
    step: &(dyn Fn() + Sync),
) -> io::Result<Report> {
    let First { jobs, faults } = plan.write_first(kept, &|file| sink.write(file), step)?;
    let faults = Mutex::new(faults);
    let found = |report| faults.lock().expect("no job panics while it reports").extend(report);
    (0..plan.len()).into_par_iter().filter(|job| !jobs.contains(job)).try_for_each(|job| {
        step();
        if kept.contains(&job) {
            return plan.paths(job).try_for_each(|path| sink.keep(path));
        }
        match plan.make(job) {
            Ok(Made::Files(files)) => return files.into_iter().try_for_each(|file| sink.write(file)),
            Ok(Made::Copy { from, to }) => found(sink.copy(&from, to)?),
            Err(report) => found(report),
        }
        Ok(())
    })?;
    Ok(faults.into_inner().expect("no job panics while it reports"))
}
