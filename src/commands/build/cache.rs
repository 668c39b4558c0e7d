//! What the build before met, made and told, kept in the site's `.mithaq` folder.
//!
//! In: the same again, or some of it. Out: its counts and findings, or which files of it stand. Deleting
//! the record costs one build its time.

use std::collections::{BTreeSet, HashSet};
use std::path::{Path, PathBuf};

use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use super::{BuildArgs, Counts, Outcome};
use crate::disk::{Built, Disk, Left, PRIVATE, Parts, Recorded, private_folder, stamp};
use crate::model::Date;
use crate::render::Plan;
use crate::report::DrawnFindings;
use crate::{Moment, Options};

/// The name of the record in the private folder.
const RECORD: &str = "built.json";

/// The record of a site's last build.
pub(super) struct Cache {
    site: PathBuf,
    output: PathBuf,
    /// What decides beside the files and the day: the program and the command line.
    said: String,
    /// What the last build met and made, where it was asked for the same.
    before: Option<Built<Made>>,
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
    /// The same as a person reads it, and how many warnings and notes there are.
    told: Option<(String, usize, usize)>,
    /// Whether the swap of the folders had something to say, which a build that swaps nothing would not say again.
    noted: bool,
    /// What it met, association by association.
    parts: Parts,
    /// What else the pages of an association depend on.
    facts: String,
}

/// What this build has in common with the build before.
pub(super) struct Kept {
    output: Left,
    /// The associations whose folders are as they were.
    associations: BTreeSet<String>,
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
        let site = args.site.site.clone();
        let before = Built::read(&site.join(PRIVATE).join(RECORD), &said);
        Some(Cache { site, output, said, before })
    }

    /// What the build before made and told, where this one would do the same.
    pub(super) fn same(&self, disk: &dyn Disk, moment: Moment, strict: bool) -> Option<Outcome> {
        let built = self.before.as_ref()?;
        let made = &built.made;
        let today = match moment {
            Moment::Day(day) => made.day == day.to_string(),
            Moment::Instant(now) => made.span.is_some_and(|(from, to)| (from..to).contains(&now.as_second())),
        };
        let warnings = made.told.as_ref().map_or(0, |(_, warnings, _)| *warnings);
        if !today || made.noted || strict && warnings > 0 || !built.holds(disk, &self.output) {
            return None;
        }
        let told = made.told.clone().map(|(text, warnings, notes)| DrawnFindings { text, errors: 0, warnings, notes });
        let Made { pages, files, bytes, .. } = *made;
        let counts = Counts { same: true, pages, files, bytes, ..Counts::default() };
        Some(Outcome { counts, findings: made.findings.clone(), told, failed: false })
    }

    /// What this build has in common with the one before, where all is the same that every page depends on:
    /// the files of the whole site, the theme, the `facts` of the plan. What was known of that one is let go of.
    pub(super) fn kept(&mut self, met: &Recorded<'_>, facts: &str) -> Option<Kept> {
        let Built { output, made, .. } = self.before.take()?;
        let now = met.parts().filter(|now| now.rest == made.parts.rest && facts == made.facts)?;
        let same = now.folders.into_iter().filter(|(name, met)| made.parts.folders.get(name) == Some(met));
        Some(Kept { output, associations: same.map(|(name, _)| name).collect() })
    }

    /// Keeps what was made of what was met, unless something changed while it was met.
    pub(super) fn keep(
        &self,
        met: Recorded<'_>,
        outcome: &Outcome,
        (today, zone): (Date, Option<&TimeZone>),
        facts: String,
    ) {
        let Counts { pages, files, bytes, .. } = outcome.counts;
        let Some(parts) = met.parts() else { return };
        let made = Made {
            day: today.to_string(),
            span: zone.and_then(|zone| seconds_of(today, zone)),
            pages,
            files,
            bytes,
            findings: outcome.findings.clone(),
            told: outcome.told.as_ref().map(|told| (told.text.clone(), told.warnings, told.notes)),
            noted: !outcome.counts.notes.is_empty(),
            parts,
            facts,
        };
        let Some(met) = met.met() else { return };
        if let Some(built) = Built::new(self.said.clone(), met, &self.output, made) {
            // A disk that refuses costs the next build its time, no more.
            let _ = private_folder(&self.site).map(|folder| built.keep(&folder.join(RECORD)));
        }
    }
}

impl Kept {
    /// Which jobs have their files in the output already. That one must be held, so that no other build
    /// writes it.
    pub(super) fn jobs(&self, plan: &Plan<'_>, output: &Path) -> HashSet<usize> {
        let stands = !self.associations.is_empty() && self.output.stands(output);
        if stands { plan.jobs_of(|id| self.associations.contains(id)) } else { HashSet::new() }
    }
}

/// When a day begins and ends, in seconds since 1970.
fn seconds_of(day: Date, zone: &TimeZone) -> Option<(i64, i64)> {
    let begins = |day: Date| Some(day.to_zoned(zone.clone()).ok()?.timestamp().as_second());
    Some((begins(day)?, begins(day.tomorrow().ok()?)?))
}
