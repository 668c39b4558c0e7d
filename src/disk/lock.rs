//! Files that one process at a time holds.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::plain;

/// A file that one process at a time holds; the system lets go of it when the process ends.
#[derive(Debug)]
pub struct Hold(fs::File);

impl Hold {
    /// Holds a file, made where there is none; `None` where another process has it.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn take(path: &Path) -> io::Result<Option<Self>> {
        let mut options = fs::OpenOptions::new();
        options.create(true).truncate(false).write(true);
        plain::never_wait(&mut options);
        let file = options.open(path)?;
        match file.try_lock() {
            Ok(()) => Ok(Some(Hold(file))),
            Err(fs::TryLockError::WouldBlock) => Ok(None),
            Err(fs::TryLockError::Error(error)) => Err(error),
        }
    }

    /// Whether the file that is held is the one that has this name.
    fn is_at(&self, path: &Path) -> bool {
        #[cfg(unix)]
        {
            use std::os::unix::fs::MetadataExt;
            let held = self.0.metadata();
            held.is_ok_and(|held| {
                fs::metadata(path).is_ok_and(|there| (there.dev(), there.ino()) == (held.dev(), held.ino()))
            })
        }
        // An open file keeps its name.
        #[cfg(not(unix))]
        {
            let _ = &self.0;
            path.exists()
        }
    }
}

/// A file that one run at a time holds, and takes away when it ends.
#[derive(Debug)]
pub(super) struct Lock {
    path: PathBuf,
    _hold: Hold,
}

impl Lock {
    /// Holds the file; none where another run does.
    pub(super) fn take(path: PathBuf) -> io::Result<Option<Self>> {
        loop {
            let Some(hold) = Hold::take(&path)? else { return Ok(None) };
            // The run before may have taken the file away after this one had opened it.
            if hold.is_at(&path) {
                return Ok(Some(Lock { path, _hold: hold }));
            }
        }
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        // One that stays is held by nobody, and in nobody's way.
        let _ = fs::remove_file(&self.path);
    }
}
