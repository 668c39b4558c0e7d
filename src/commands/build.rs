//! `build`: reads, checks, renders beside the old output, and swaps.

mod progress;

use std::path::{Display, PathBuf};
use std::time::Instant;

use clap::Args;
use serde::Serialize;

use super::site::{Format, web_address};
use super::{Fault, SiteArgs, words};
use crate::disk::stamp;
use crate::{BuildOptions, BuildOutcome, CacheFile, Counts};
use progress::Progress;

#[derive(Debug, Args)]
pub(super) struct BuildArgs {
    #[command(flatten)]
    site: SiteArgs,
    /// Where the site is written; `output` beside `content` when absent
    #[arg(long, value_name = "DIR")]
    output: Option<PathBuf>,
    /// The address under which the site is published, instead of site.yaml's
    #[arg(long, value_name = "URL", value_parser = web_address)]
    base_url: Option<String>,
    /// Build this association alone; may be given several times
    #[arg(long = "association", value_name = "ID")]
    associations: Vec<String>,
    /// Publish drafts too, each marked as a draft
    #[arg(long)]
    drafts: bool,
    /// Treat warnings as errors
    #[arg(long)]
    strict: bool,
    /// Make every page anew, even where nothing has changed since the build before
    #[arg(long)]
    no_cache: bool,
    /// How the result is written
    #[arg(long, value_enum, default_value = "human")]
    format: Format,
}

/// What `build --format json` prints.
#[derive(Debug, Serialize)]
struct Summary<'a> {
    pages: usize,
    files: usize,
    bytes: u64,
    seconds: f64,
    findings: &'a serde_json::Value,
}

pub(super) fn run(args: &BuildArgs) -> Result<u8, Fault> {
    let start = Instant::now();
    let disk = args.site.open()?;
    let options = args.site.options(args.drafts, args.base_url.clone(), args.associations.clone());
    let output = args.output.clone().unwrap_or_else(|| args.site.site.join("output"));
    let target = BuildOptions { output, strict: args.strict, cache: cache(args) };
    let progress = Progress::new(start);
    let built = crate::build(&disk, &options, &target, &|jobs| progress.step(jobs));
    progress.finish();
    let output = target.output.display();
    let outcome = built.map_err(|error| Fault::system(&format!("the output `{output}` cannot be written"), &error))?;
    if args.format == Format::Json {
        let (Counts { pages, files, bytes, .. }, findings) = (outcome.counts, &outcome.findings);
        words::json(&Summary { pages, files, bytes, seconds: start.elapsed().as_secs_f64(), findings });
    } else {
        print(&outcome, &output, start);
    }
    Ok(u8::from(outcome.failed))
}

/// The cache of the site, unless none is wanted or this program cannot be told from others.
fn cache(args: &BuildArgs) -> Option<CacheFile> {
    if args.no_cache {
        return None;
    }
    let program = stamp(&std::env::current_exe().ok()?)?;
    Some(CacheFile { site: args.site.site.clone(), program })
}

/// Says what was made and found.
fn print(outcome: &BuildOutcome, output: &Display<'_>, start: Instant) {
    let BuildOutcome { counts, drawn, failed, .. } = outcome;
    if let Some(drawn) = drawn {
        words::drawn(drawn);
    }
    if *failed {
        words::say("nothing was written; the old output stands");
        return;
    }
    for note in &counts.notes {
        words::say(note);
    }
    let done = if counts.unchanged { "nothing has changed:" } else { "built" };
    let kept = if counts.kept > 0 { format!(", {} of them as before", counts.kept) } else { String::new() };
    words::answer(&format!(
        "{done} {} and {} more{kept}, {}, in {:.2} s: {output}",
        words::counted(counts.pages, "page"),
        words::counted(counts.files - counts.pages, "file"),
        words::size(counts.bytes),
        start.elapsed().as_secs_f64(),
    ));
}
