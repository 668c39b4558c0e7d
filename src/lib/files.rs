//! Every file of a plan, handed on as it is made.

use std::collections::HashSet;
use std::io;
use std::sync::Mutex;

use rayon::prelude::*;

use crate::disk::{Sum, sum_of};
use crate::output::sums::Sums;
use crate::output::{LISTING, OutputFile};
use crate::render::{First, Made, Plan};
use crate::report::Report;

/// Where the files of a site go as they are made. Several threads call it.
pub trait Sink: Sync {
    /// Takes a file that was made.
    ///
    /// # Errors
    /// What the system says; nothing else is made then.
    fn write(&self, file: OutputFile) -> io::Result<()>;

    /// Takes an attachment of the site's folder as it is; gives its sum, or what is wrong with it.
    ///
    /// # Errors
    /// What the system says; nothing else is made then.
    fn copy(&self, from: &str, to: String) -> io::Result<Result<Sum, Report>>;

    /// Takes over a file of that path from the build before, which may have made none, and gives its sum.
    ///
    /// # Errors
    /// What the system says; nothing else is made then.
    fn keep(&self, _path: &str) -> io::Result<Option<Sum>> {
        Ok(None)
    }

    /// Whether the list of the sums of all files is wanted.
    fn wants_sums(&self) -> bool {
        true
    }
}

/// Runs every job of a plan but those that are `kept`, and hands over what they make as it comes; the list of
/// the sums of all files at the end, where nothing is wrong. `step` is called for each job. Gives what is found
/// wrong while files are made.
///
/// # Errors
/// Those of the sink.
pub fn make_files(
    plan: &Plan<'_>,
    kept: &HashSet<usize>,
    sink: &dyn Sink,
    step: &(dyn Fn() + Sync),
) -> io::Result<Report> {
    let (sums, wants_sums) = (Mutex::new(Sums::default()), sink.wants_sums());
    let add = |path: &str, sum| sums.lock().expect("no job panics while it adds a sum").add(path, sum);
    let write = |file: OutputFile| {
        if wants_sums {
            add(&file.path, sum_of(&file.bytes));
        }
        sink.write(file)
    };
    let First { jobs, faults } = plan.write_first(kept, &write, step)?;
    let faults = Mutex::new(faults);
    let found = |report| faults.lock().expect("no job panics while it reports").extend(report);
    (0..plan.len()).into_par_iter().filter(|job| !jobs.contains(job)).try_for_each(|job| {
        step();
        if kept.contains(&job) {
            return plan.paths(job).try_for_each(|path| {
                if let Some(sum) = sink.keep(path)? {
                    add(path, sum);
                }
                Ok(())
            });
        }
        match plan.make(job) {
            Ok(Made::Files(files)) => return files.into_iter().try_for_each(write),
            Ok(Made::Copy { from, to }) => match sink.copy(&from, to.clone())? {
                Ok(sum) => add(&to, sum),
                Err(report) => found(report),
            },
            // They are known when all else is made.
            Ok(Made::Sums) => {}
            Err(report) => found(report),
        }
        Ok(())
    })?;
    let faults = faults.into_inner().expect("no job panics while it reports");
    if wants_sums && !faults.has_errors() {
        let bytes = sums.into_inner().expect("no job panics while it adds a sum").listing();
        sink.write(OutputFile { path: LISTING.to_owned(), bytes })?;
    }
    Ok(faults)
}
