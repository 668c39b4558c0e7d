//! The site's folders, watched: what comes in a burst is one change.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::{Duration, Instant};

use notify::{Event, RecommendedWatcher, RecursiveMode, Watcher};

/// Editors save in bursts: what comes within this time is one change.
const BURST: Duration = Duration::from_millis(60);

/// A burst without an end, such as a large copy, is shown now and then all the same.
const LONGEST: Duration = Duration::from_secs(2);

/// The folders of a site's folder that make a site.
const FOLDERS: [&str; 2] = ["content", "themes"];

/// The watcher and what it saw.
pub(super) struct Watch {
    watcher: RecommendedWatcher,
    seen: Receiver<Seen>,
    root: PathBuf,
}

/// A change that matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Seen {
    /// Below one of the folders.
    Inside,
    /// One of the folders itself came, went or changed its name.
    Folder,
}

impl Watch {
    /// Watches a site's folder; its folders may come later.
    pub(super) fn begin(root: &Path) -> notify::Result<Self> {
        // What is told of is told by its whole path.
        let root = &std::path::absolute(root).map_err(notify::Error::io)?;
        let (sender, seen) = channel();
        let tell = told(root.to_owned(), sender);
        let mut watch = Watch { watcher: notify::recommended_watcher(tell)?, seen, root: root.to_owned() };
        watch.watcher.watch(root, RecursiveMode::NonRecursive)?;
        watch.follow()?;
        Ok(watch)
    }

    /// Watches all that is below the folders.
    fn follow(&mut self) -> notify::Result<()> {
        for folder in FOLDERS.map(|folder| self.root.join(folder)) {
            if folder.is_dir() {
                self.watcher.watch(&folder, RecursiveMode::Recursive)?;
            }
        }
        Ok(())
    }

    /// Waits for the next burst of changes; `false` when there will be none.
    pub(super) fn next(&mut self) -> bool {
        let Some(burst) = burst(&self.seen) else { return false };
        if burst == Seen::Folder {
            // What was written before a folder was watched is read by the build that follows;
            // one that is gone again by now is watched when it comes back.
            let _ = self.follow();
        }
        true
    }
}

/// Sends on what matters.
fn told(root: PathBuf, sender: Sender<Seen>) -> impl FnMut(notify::Result<Event>) {
    let folders = FOLDERS.map(|folder| root.join(folder));
    move |event| {
        // Where the system lost count, anything may have changed.
        let seen = match event {
            Ok(event) if event.kind.is_access() => None,
            Ok(event) if event.need_rescan() => Some(Seen::Folder),
            Ok(event) if event.paths.iter().any(|path| folders.contains(path)) => Some(Seen::Folder),
            Ok(event) => {
                let inside = |path: &PathBuf| folders.iter().any(|folder| path.starts_with(folder));
                event.paths.iter().any(inside).then_some(Seen::Inside)
            }
            Err(_) => Some(Seen::Folder),
        };
        if let Some(seen) = seen {
            // The receiver is gone only when the program ends.
            let _ = sender.send(seen);
        }
    }
}

/// All changes until none came for a moment, as one: the greatest of them.
fn burst(seen: &Receiver<Seen>) -> Option<Seen> {
    let mut greatest = seen.recv().ok()?;
    let start = Instant::now();
    while let Ok(next) = seen.recv_timeout(BURST) {
        if next == Seen::Folder {
            greatest = next;
        }
        if start.elapsed() > LONGEST {
            break;
        }
    }
    Some(greatest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_comes_within_a_moment_is_one_change() {
        let (sender, seen) = channel();
        let writes = std::thread::spawn(move || {
            for nth in 0..50 {
                sender.send(if nth == 20 { Seen::Folder } else { Seen::Inside }).expect("somebody listens");
                std::thread::sleep(Duration::from_millis(1));
            }
            std::thread::sleep(4 * BURST);
            sender.send(Seen::Inside).expect("somebody listens");
        });
        assert_eq!(burst(&seen), Some(Seen::Folder));
        assert_eq!(burst(&seen), Some(Seen::Inside));
        assert_eq!(burst(&seen), None);
        writes.join().expect("all was sent");
    }

    #[test]
    fn changes_without_an_end_are_told_in_between() {
        // Several send without a pause, so that a busy machine makes no moment without a change.
        let (sender, seen) = std::sync::mpsc::sync_channel(64);
        let send = |sender: std::sync::mpsc::SyncSender<Seen>| while sender.send(Seen::Inside).is_ok() {};
        let writes: Vec<_> = (0..4).map(|_| sender.clone()).map(|one| std::thread::spawn(move || send(one))).collect();
        let start = Instant::now();
        assert_eq!(burst(&seen), Some(Seen::Inside));
        assert!(start.elapsed() >= LONGEST && start.elapsed() < 3 * LONGEST, "{:?}", start.elapsed());
        drop(seen);
        writes.into_iter().for_each(|one| one.join().expect("it ends when nobody listens"));
    }
}
