//! The folder of what is nobody else's: what people sent, and what the program remembers of a site.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// Its name in a site's folder.
pub const PRIVATE: &str = ".mithaq";

/// The private folder of a site, made where there is none.
///
/// It is a folder in the site's own, or a link out of the site to one that nobody but its owner may look
/// into. A link within the site would put what people sent among the files that are published. A real folder
/// that others may look into is closed to them.
///
/// # Errors
/// When it is any other link, or the disk refuses.
pub fn private_folder(site: &Path) -> io::Result<PathBuf> {
    let folder = site.join(PRIVATE);
    if folder.is_symlink() {
        let refused = |reason| io::Error::new(io::ErrorKind::PermissionDenied, reason);
        let real = folder.canonicalize().map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => refused("it is a link that leads nowhere; make the folder that it leads to"),
            _ => error,
        })?;
        if real.starts_with(site.canonicalize()?) {
            return Err(refused("it is a link into the site's own folder; put a real folder in its place"));
        }
        if !is_own(&fs::metadata(&real)?) {
            return Err(refused(
                "it is a link to what others may look into; lead it to a folder of your own, closed with `chmod 700`",
            ));
        }
        return Ok(folder);
    }
    create_private(&folder)?;
    #[cfg(unix)]
    if is_open_to_others(&folder) {
        fs::set_permissions(&folder, std::os::unix::fs::PermissionsExt::from_mode(0o700))?;
    }
    Ok(folder)
}

/// Makes a folder that its owner alone may look into, and every folder above it.
///
/// # Errors
/// When the disk refuses.
pub fn create_private(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// How many bytes are in the files of a folder and of those below it; what cannot be looked at counts for nothing.
pub fn size_below(folder: &Path) -> u64 {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let size = |entry: fs::DirEntry| match entry.metadata() {
        Ok(data) if data.is_dir() => size_below(&entry.path()),
        Ok(data) => data.len(),
        Err(_) => 0,
    };
    entries.map(size).sum()
}

/// Whether others on this machine may look into a file or folder, as far as the system says.
pub fn is_open_to_others(path: &Path) -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        fs::metadata(path).is_ok_and(|data| data.mode() & 0o077 != 0)
    }
    #[cfg(not(unix))]
    {
        let _ = path;
        false
    }
}

/// Whether it is a folder of whoever runs the program, and closed to everybody else.
#[cfg(unix)]
fn is_own(data: &fs::Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;
    data.is_dir() && data.uid() == rustix::process::geteuid().as_raw() && data.mode() & 0o077 == 0
}

#[cfg(not(unix))]
fn is_own(data: &fs::Metadata) -> bool {
    data.is_dir()
}
