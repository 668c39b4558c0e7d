//! The site's folders, watched: what comes in a burst is one change.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

use notify::{Config, Event, RecommendedWatcher, RecursiveMode, Watcher};

use crate::disk;
use crate::load::Changed;

/// Editors save in bursts: what comes within this time is one change.
const BURST: Duration = Duration::from_millis(60);

/// A burst without an end, such as a large copy, is shown now and then all the same.
const LONGEST: Duration = Duration::from_secs(2);

/// The site's folder may be put in the place of another, of which the system tells nobody: so often it is looked at.
const LOOK: Duration = Duration::from_secs(1);

/// A build reads the files of the site, and the system may report each of them as an event. Where these are
/// more than it counts, anything may have changed and the next build follows at once. After so many builds
/// in a row for that reason alone, the watch waits for a change whose path is known.
const MOST_LOST: usize = 2;

/// The folders of a site's folder that make a site.
const FOLDERS: [&str; 2] = ["content", "themes"];

/// The watcher and what it saw.
pub(super) struct Watch {
    watcher: RecommendedWatcher,
    seen: Receiver<Seen>,
    root: PathBuf,
    /// Which folder the root was when it was watched.
    identity: Option<disk::Identity>,
    /// How often in a row nothing was known but that the system lost count.
    lost: usize,
}

/// What changed, of what matters.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Seen {
    /// Below one of the folders.
    inside: BTreeSet<PathBuf>,
    /// One of the folders itself came, went or changed its name.
    folder: bool,
    /// The system lost count: anything may have changed.
    lost: bool,
}

impl Seen {
    fn folder() -> Self {
        Seen { folder: true, ..Seen::default() }
    }

    fn lost() -> Self {
        Seen { lost: true, ..Seen::default() }
    }

    fn add(&mut self, other: Seen) {
        self.inside.extend(other.inside);
        self.folder |= other.folder;
        self.lost |= other.lost;
    }
}

impl Watch {
    /// Watches a site's folder; its folders may come later.
    pub(super) fn begin(root: &Path) -> notify::Result<Self> {
        // Events name absolute paths.
        let root = &std::path::absolute(root).map_err(notify::Error::io)?;
        let (sender, seen) = channel();
        let forward = forward(root.to_owned(), sender);
        // Links lead to what is watched itself, or are not followed.
        let config = Config::default().with_follow_symlinks(false);
        let watcher = RecommendedWatcher::new(forward, config)?;
        let mut watch = Watch { watcher, seen, root: root.to_owned(), identity: disk::identity(root), lost: 0 };
        watch.watcher.watch(root, RecursiveMode::NonRecursive)?;
        watch.follow()?;
        Ok(watch)
    }

    /// Whether another folder stands in the place of the one that was watched; that one is watched from now on.
    fn was_swapped(&mut self) -> bool {
        let now = disk::identity(&self.root);
        if now.is_none() || now == self.identity {
            return false;
        }
        // What is no longer watched need not be let go of.
        let _ = self.watcher.unwatch(&self.root);
        for folder in FOLDERS {
            let _ = self.watcher.unwatch(&self.root.join(folder));
        }
        let watched = self.watcher.watch(&self.root, RecursiveMode::NonRecursive).and_then(|()| self.follow());
        if watched.is_ok() {
            self.identity = now;
        }
        watched.is_ok()
    }

    /// Watches all that is below the folders.
    fn follow(&mut self) -> notify::Result<()> {
        for folder in FOLDERS.map(|folder| self.root.join(folder)) {
            if crate::disk::is_folder(&folder) {
                self.watcher.watch(&folder, RecursiveMode::Recursive)?;
            }
        }
        Ok(())
    }

    /// Waits for the next burst of changes; nothing when there will be none.
    pub(super) fn next(&mut self) -> Option<Changed> {
        loop {
            let first = match self.seen.recv_timeout(LOOK) {
                Ok(seen) => seen,
                Err(RecvTimeoutError::Timeout) if self.was_swapped() => return Some(Changed::Anything),
                Err(RecvTimeoutError::Timeout) => continue,
                Err(RecvTimeoutError::Disconnected) => return None,
            };
            let burst = burst(first, &self.seen);
            self.lost = if burst == Seen::lost() { self.lost + 1 } else { 0 };
            if self.lost > MOST_LOST {
                continue;
            }
            if burst.folder || burst.lost {
                // What was written before a folder was watched is read by the build that follows;
                // one that is gone again by now is watched when it comes back.
                let _ = self.follow();
            }
            return Some(self.changed(burst));
        }
    }

    /// The paths of the site's folder at which something changed.
    fn changed(&self, burst: Seen) -> Changed {
        let relative = |path: &PathBuf| {
            let names = path.strip_prefix(&self.root).ok()?.iter().map(|name| name.to_str());
            Some(names.collect::<Option<Vec<&str>>>()?.join("/"))
        };
        let paths: Option<BTreeSet<String>> = burst.inside.iter().map(relative).collect();
        paths.filter(|_| !burst.folder && !burst.lost).map_or(Changed::Anything, Changed::Paths)
    }
}

/// Forwards what matters.
fn forward(root: PathBuf, sender: Sender<Seen>) -> impl FnMut(notify::Result<Event>) {
    let folders = FOLDERS.map(|folder| root.join(folder));
    move |event| {
        // Where the system lost count, anything may have changed.
        let seen = match event {
            Ok(event) if event.kind.is_access() => None,
            Ok(event) if event.need_rescan() => Some(Seen::lost()),
            Ok(event) if event.paths.iter().any(|path| folders.contains(path)) => Some(Seen::folder()),
            Ok(mut event) => {
                event.paths.retain(|path| folders.iter().any(|folder| path.starts_with(folder)));
                let inside: BTreeSet<PathBuf> = event.paths.into_iter().collect();
                (!inside.is_empty()).then(|| Seen { inside, ..Seen::default() })
            }
            Err(_) => Some(Seen::lost()),
        };
        if let Some(seen) = seen {
            // The receiver is gone only when the program ends.
            let _ = sender.send(seen);
        }
    }
}

/// A first change and all that follow until none came for a moment, as one.
fn burst(first: Seen, seen: &Receiver<Seen>) -> Seen {
    let mut all = first;
    let start = Instant::now();
    while let Ok(next) = seen.recv_timeout(BURST) {
        all.add(next);
        if start.elapsed() > LONGEST {
            break;
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn inside(nth: usize) -> Seen {
        Seen { inside: BTreeSet::from([PathBuf::from(nth.to_string())]), ..Seen::default() }
    }

    #[test]
    fn what_comes_within_a_moment_is_one_change() {
        let (sender, seen) = channel();
        let writes = std::thread::spawn(move || {
            for nth in 0..50 {
                sender.send(if nth == 20 { Seen::folder() } else { inside(nth % 3) }).expect("somebody listens");
                std::thread::sleep(Duration::from_millis(1));
            }
            std::thread::sleep(4 * BURST);
            sender.send(inside(7)).expect("somebody listens");
        });
        let mut all = Seen::folder();
        (0..3).for_each(|nth| all.add(inside(nth)));
        let next = || Some(burst(seen.recv().ok()?, &seen));
        assert_eq!(next(), Some(all));
        assert_eq!(next(), Some(inside(7)));
        assert_eq!(next(), None);
        writes.join().expect("all was sent");
    }

    #[test]
    fn changes_without_an_end_are_told_in_between() {
        // Several send without a pause, so that a busy machine makes no moment without a change.
        let (sender, seen) = std::sync::mpsc::sync_channel(64);
        let send = |sender: std::sync::mpsc::SyncSender<Seen>| while sender.send(inside(1)).is_ok() {};
        let writes: Vec<_> = (0..4).map(|_| sender.clone()).map(|one| std::thread::spawn(move || send(one))).collect();
        let start = Instant::now();
        assert_eq!(burst(inside(1), &seen), inside(1));
        assert!(start.elapsed() >= LONGEST && start.elapsed() < 3 * LONGEST, "{:?}", start.elapsed());
        drop(seen);
        writes.into_iter().for_each(|one| one.join().expect("it ends when nobody listens"));
    }
}
