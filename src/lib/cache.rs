//! What the build before met, made and found, kept in a file.
//!
//! In: the same again, or some of it. Out: its counts and findings, or which files of it stand. Deleting
//! the file costs one build its time.

use std::collections::{BTreeSet, HashSet};
use std::path::{Path, PathBuf};

use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use super::{BuildOutcome, CacheFile, Counts};
use crate::disk::{Built, Disk, Left, PRIVATE, Parts, Recorded, private_folder};
use crate::model::Date;
use crate::render::Plan;
use crate::report::DrawnFindings;
use crate::{Moment, Options};

/// The name of the file in the private folder.
const NAME: &str = "built.json";

/// The cache of a site's builds.
pub(super) struct BuildCache {
    site: PathBuf,
    output: PathBuf,
    /// What decides beside the files and the day: the program and what it is asked for.
    key: String,
    /// What the last build met and made, where it was asked for the same.
    before: Option<Built<Entry>>,
}

/// What a build made and found.
#[derive(Serialize, Deserialize)]
struct Entry {
    day: Day,
    pages: usize,
    files: usize,
    bytes: u64,
    /// What it found, none of it an error, as JSON.
    findings: serde_json::Value,
    /// The same as a person reads it, and how many warnings and notes there are.
    drawn: Option<(String, usize, usize)>,
    /// Whether the swap of the folders had something to say, which a build that swaps nothing would not say again.
    noted: bool,
    /// What it met, association by association.
    parts: Parts,
    /// What else the pages of an association depend on.
    facts: String,
}

/// The day that a build took for today.
#[derive(Serialize, Deserialize)]
pub(super) struct Day {
    day: String,
    /// When it begins and ends where the site is, in seconds since 1970.
    span: Option<(i64, i64)>,
}

impl Day {
    /// A day in the time zone of the site, if the moment of the build decides which one it is.
    pub(super) fn new(day: Date, zone: Option<&TimeZone>) -> Self {
        let begins = |day: Date, zone: &TimeZone| Some(day.to_zoned(zone.clone()).ok()?.timestamp().as_second());
        let span = zone.and_then(|zone| Some((begins(day, zone)?, begins(day.tomorrow().ok()?, zone)?)));
        Day { day: day.to_string(), span }
    }

    fn holds(&self, moment: Moment) -> bool {
        match moment {
            Moment::Day(day) => self.day == day.to_string(),
            Moment::Instant(now) => self.span.is_some_and(|(from, to)| (from..to).contains(&now.as_second())),
        }
    }
}

/// What this build has in common with the build before.
pub(super) struct Kept {
    output: Left,
    /// The associations whose folders are as they were.
    associations: BTreeSet<String>,
}

impl BuildCache {
    /// Reads the cache; nothing where the output has no path.
    pub(super) fn read(file: &CacheFile, output: &Path, options: &Options) -> Option<Self> {
        let output = std::path::absolute(output).ok()?;
        let (program, version) = (&file.program, env!("CARGO_PKG_VERSION"));
        let key = format!("{} {:?} {program} {version} {}", options.drafts, options.overrides, output.display());
        let before = Built::read(&file.site.join(PRIVATE).join(NAME), &key);
        Some(BuildCache { site: file.site.clone(), output, key, before })
    }

    /// What the build before made and found, where this one would do the same.
    pub(super) fn outcome(&self, disk: &dyn Disk, moment: Moment, strict: bool) -> Option<BuildOutcome> {
        let built = self.before.as_ref()?;
        let made = &built.made;
        let warnings = made.drawn.as_ref().map_or(0, |(_, warnings, _)| *warnings);
        if !made.day.holds(moment) || made.noted || strict && warnings > 0 || !built.holds(disk, &self.output) {
            return None;
        }
        let drawn = made.drawn.clone();
        let drawn = drawn.map(|(text, warnings, notes)| DrawnFindings { text, errors: 0, warnings, notes });
        let Entry { pages, files, bytes, .. } = *made;
        let counts = Counts { unchanged: true, pages, files, bytes, ..Counts::default() };
        Some(BuildOutcome { counts, findings: made.findings.clone(), drawn, failed: false })
    }

    /// What this build has in common with the one before, where all is the same that every page depends on:
    /// the files of the whole site, the theme, the `facts` of the plan. What was known of that one is let go of.
    pub(super) fn kept(&mut self, met: &Recorded<'_>, facts: &str) -> Option<Kept> {
        let Built { output, made, .. } = self.before.take()?;
        let now = met.parts().filter(|now| now.rest == made.parts.rest && facts == made.facts)?;
        let same = now.folders.into_iter().filter(|(name, met)| made.parts.folders.get(name) == Some(met));
        Some(Kept { output, associations: same.map(|(name, _)| name).collect() })
    }

    /// Writes what was made of what was met, unless something changed while it was met.
    pub(super) fn write(&self, met: Recorded<'_>, outcome: &BuildOutcome, day: Day, facts: String) {
        let Counts { pages, files, bytes, .. } = outcome.counts;
        let Some(parts) = met.parts() else { return };
        let made = Entry {
            day,
            pages,
            files,
            bytes,
            findings: outcome.findings.clone(),
            drawn: outcome.drawn.as_ref().map(|drawn| (drawn.text.clone(), drawn.warnings, drawn.notes)),
            noted: !outcome.counts.notes.is_empty(),
            parts,
            facts,
        };
        let Some(met) = met.met() else { return };
        if let Some(built) = Built::new(self.key.clone(), met, &self.output, made) {
            // A disk that refuses costs the next build its time, no more.
            let _ = private_folder(&self.site).map(|folder| built.keep(&folder.join(NAME)));
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
