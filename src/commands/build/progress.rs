//! A bar that shows itself once a build lasts over a second, to a person alone.

use std::sync::OnceLock;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::commands::words;

/// How far a build is.
pub(super) struct Progress {
    bar: OnceLock<ProgressBar>,
    start: Instant,
    /// Whether a person watches; the system is asked once.
    watched: bool,
}

impl Progress {
    pub(super) fn new(start: Instant) -> Self {
        Progress { bar: OnceLock::new(), start, watched: words::watched() }
    }

    /// One more of so many jobs.
    pub(super) fn step(&self, jobs: usize) {
        let bar = self.bar.get_or_init(|| hidden(jobs));
        if self.watched && bar.is_hidden() && self.start.elapsed() > Duration::from_secs(1) {
            bar.set_draw_target(ProgressDrawTarget::stderr());
        }
        bar.inc(1);
    }

    pub(super) fn finish(&self) {
        if let Some(bar) = self.bar.get() {
            bar.finish_and_clear();
        }
    }
}

fn hidden(jobs: usize) -> ProgressBar {
    let bar = ProgressBar::with_draw_target(Some(jobs as u64), ProgressDrawTarget::hidden());
    bar.with_style(ProgressStyle::with_template("{wide_bar} {pos}/{len}").expect("the template is right"))
}
