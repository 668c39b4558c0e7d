//! Plain files: what is opened to be read answers at once.

use std::fs;
use std::io::{self, Read};
use std::path::Path;

/// Why something else is not read.
pub(super) const NOT_PLAIN: &str = "it is no plain file but a pipe, a socket or a device";

/// Opens a plain file to read it. A pipe or a device, which may keep its reader waiting for ever, is refused.
///
/// # Errors
/// When it is no plain file, or cannot be opened.
pub(super) fn open(path: &Path) -> io::Result<fs::File> {
    let mut options = fs::OpenOptions::new();
    options.read(true);
    never_wait(&mut options);
    let file = options.open(path)?;
    let kind = file.metadata()?.file_type();
    if kind.is_dir() {
        return Err(io::Error::new(io::ErrorKind::IsADirectory, "it is a folder"));
    }
    if !kind.is_file() {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, NOT_PLAIN));
    }
    Ok(file)
}

/// Has a pipe opened at once or not at all; else the system waits until somebody has its other end.
pub(super) fn never_wait(options: &mut fs::OpenOptions) {
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::custom_flags(options, rustix::fs::OFlags::NONBLOCK.bits().cast_signed());
    #[cfg(not(unix))]
    let _ = options;
}

/// The bytes of a plain file.
///
/// # Errors
/// As for [`open`], and when it cannot be read.
pub(super) fn read(path: &Path) -> io::Result<Vec<u8>> {
    let mut file = open(path)?;
    let length = file.metadata()?.len();
    let mut bytes = Vec::with_capacity(usize::try_from(length).unwrap_or_default());
    file.read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Copies a plain file.
///
/// # Errors
/// As for [`open`], and when it cannot be read or the copy not written.
pub(super) fn copy(from: &Path, to: &Path) -> io::Result<()> {
    io::copy(&mut open(from)?, &mut fs::File::create(to)?).map(drop)
}
