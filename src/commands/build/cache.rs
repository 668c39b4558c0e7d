//! What the build before met, made and told, kept in the site's `.mithaq` folder.
//!
//! In: the same again. Out: its counts and findings, or the need to build. Deleting
//! the record costs one build its time.

use std::path::{Path, PathBuf};

use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use super::{BuildArgs, Counts, Outcome};
use crate::disk::{Built, Disk, Recorded, stamp};
use crate::live::Told;
use crate::model::Date;
use crate::{Moment, Options};

/// The record of a site's last build.
pub(super) struct Cache {
    record: PathBuf,
    output: PathBuf,
    /// What decides beside the files and the day: the program and the command line.
    said: String,
}

/// What a build made and told.
#[derive(Serialize, Deserialize)]
struct Made {
    /// The day that it took for today.
    day: String,
    /// When that day begins and ends where the site is, in seconds since 1970.
    span: Option<(i64, i64)>,
    pages: usize,
    files: usize,
    bytes: u64,
    /// What it found, none of it an error, as JSON.
    findings: serde_json::Value,
    /// The same as a person reads it, and how many warnings there are.
    told: Option<(String, usize)>,
}

impl Cache {
    /// Nothing where none is wanted, or where the program cannot be told from others.
    pub(super) fn new(args: &BuildArgs, output: &Path, options: &Options) -> Option<Self> {
        if args.no_cache {
            return None;
        }
        let output = std::path::absolute(output).ok()?;
        let program = stamp(&std::env::current_exe().ok()?)?;
        let said = format!(
            "{} {:?} {program} {} {}",
            options.drafts,
            options.overrides,
            env!("CARGO_PKG_VERSION"),
            output.display()
        );
        Some(Cache { record: args.site.site.join(".mithaq").join("built.json"), output, said })
    }

    /// What the build before made and told, where this one would do the same.
    pub(super) fn same(&self, disk: &dyn Disk, moment: Moment, strict: bool) -> Option<Outcome> {
        let built: Built<Made> = Built::read(&self.record, &self.said)?;
        let today = match moment {
            Moment::Day(day) => built.made.day == day.to_string(),
            Moment::Instant(now) => built.made.span.is_some_and(|(from, to)| (from..to).contains(&now.as_second())),
        };
        let warnings = built.made.told.as_ref().map_or(0, |(_, warnings)| *warnings);
        if !today || strict && warnings > 0 || !built.holds(disk, &self.output) {
            return None;
        }
        let Made { pages, files, bytes, findings, told, .. } = built.made;
        let told = told.map(|(text, warnings)| Told { text, errors: 0, warnings });
        let counts = Counts { same: true, notes: Vec::new(), pages, files, bytes };
        Some(Outcome { counts, findings, told, failed: false })
    }

    /// Keeps what was made of what was met, unless something changed while it was met.
    pub(super) fn keep(&self, met: Recorded<'_>, outcome: &Outcome, today: Date, zone: Option<&TimeZone>) {
        let Counts { pages, files, bytes, .. } = outcome.counts;
        let made = Made {
            day: today.to_string(),
            span: zone.and_then(|zone| seconds_of(today, zone)),
            pages,
            files,
            bytes,
            findings: outcome.findings.clone(),
            told: outcome.told.as_ref().map(|told| (told.text.clone(), told.warnings)),
        };
        let Some(met) = met.met() else { return };
        if let Some(built) = Built::new(self.said.clone(), met, &self.output, made) {
            built.keep(&self.record);
        }
    }
}

/// When a day begins and ends, in seconds since 1970.
fn seconds_of(day: Date, zone: &TimeZone) -> Option<(i64, i64)> {
    let begins = |day: Date| Some(day.to_zoned(zone.clone()).ok()?.timestamp().as_second());
    Some((begins(day)?, begins(day.tomorrow().ok()?)?))
}
