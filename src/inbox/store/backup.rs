//! The whole inbox in one file, and back.
//!
//! In: a site's folder. Out: one SQLite file, which holds the table of posts and every attachment; it stands
//! without anything beside it. Never: half an inbox, in either place.

use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags, params};
use sha2::{Digest, Sha256};

use super::kept::{KeptFile, NotKept};
use super::{FILES, LAYOUT, TABLES};
use crate::disk;
use crate::inbox::reference;

/// The table of attachments, which a backup alone has.
const ATTACHMENTS: &str = "
    CREATE TABLE attachments (
        reference TEXT NOT NULL,
        stored TEXT NOT NULL,
        bytes BLOB NOT NULL,
        PRIMARY KEY (reference, stored)
    ) STRICT;
";

/// How long somebody else's transaction is waited for.
const BUSY: Duration = Duration::from_secs(5);

/// How much was copied.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Copied {
    /// Posts.
    pub posts: usize,
    /// Attachments.
    pub files: usize,
}

/// Copies the inbox of a site into a new file that its owner alone may read; `serve` may run beside it.
///
/// # Errors
/// When there is no inbox, the file is there already, an attachment is missing or was changed, or the disk refuses.
/// Then no file is left.
pub fn back_up(site: &Path, to: &Path) -> Result<Copied, NotKept> {
    let folder = site.join(disk::PRIVATE);
    let from = folder.join("inbox.sqlite3");
    if !disk::is_there(&from) {
        return Err(NotKept::Failed("this site has no inbox".to_owned()));
    }
    // SQLite writes into an empty file; it is made first, closed to others.
    disk::create_held(to, b"")?;
    let copied = copy(&from, &folder.join(FILES), to);
    if copied.is_err() {
        let _ = disk::remove_file(to);
    }
    copied
}

fn copy(from: &Path, attachments: &Path, to: &Path) -> Result<Copied, NotKept> {
    let inbox = open(from)?;
    inbox.execute("VACUUM INTO ?1", [to.to_string_lossy()])?;
    let mut backup = open(to)?;
    backup.pragma_update_and_check(None, "journal_mode", "DELETE", |_| Ok(()))?;
    let begun = backup.transaction()?;
    begun.execute_batch(ATTACHMENTS)?;
    let mut copied = Copied::default();
    {
        let mut add = begun.prepare("INSERT INTO attachments (reference, stored, bytes) VALUES (?1, ?2, ?3)")?;
        let mut posts = begun.prepare("SELECT reference, files FROM posts")?;
        let mut rows = posts.query([])?;
        let mut erased: Vec<String> = Vec::new();
        while let Some(row) = rows.next()? {
            let (reference, files): (String, String) = (row.get(0)?, row.get(1)?);
            let mut whole = true;
            for file in listed(&files) {
                let bytes = match disk::bytes(&attachments.join(&reference).join(&file.stored)) {
                    Ok(bytes) => bytes,
                    // Somebody deleted the post while it was copied.
                    Err(_) if !is_kept(&inbox, &reference)? => {
                        whole = false;
                        break;
                    }
                    Err(error) => return Err(unfit(&reference, &file, &disk::describe(&error))),
                };
                check(&reference, &file, &bytes)?;
                add.execute(params![reference, file.stored, bytes])?;
                copied.files += 1;
            }
            match whole {
                true => copied.posts += 1,
                false => erased.push(reference),
            }
        }
        drop(rows);
        for reference in erased {
            begun.execute("DELETE FROM attachments WHERE reference = ?1", [&reference])?;
            begun.execute("DELETE FROM posts WHERE reference = ?1", [&reference])?;
        }
    }
    begun.commit()?;
    backup.close().map_err(|(_, error)| error)?;
    Ok(copied)
}

/// Puts a backup in the place of a site's inbox, which nothing may have open. One that has posts is replaced only
/// where that is said.
///
/// # Errors
/// When the backup is damaged or of a newer program, the inbox is open or has posts, or the disk refuses. Then the
/// inbox is as it was.
pub fn restore(site: &Path, from: &Path, replace: bool) -> Result<Copied, NotKept> {
    let backup = Connection::open_with_flags(from, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    let sound: String = backup.query_row("PRAGMA integrity_check", [], |row| row.get(0))?;
    let layout: i64 = backup.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    let tables = "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name IN ('posts', 'attachments')";
    let tables: i64 = backup.query_row(tables, [], |row| row.get(0))?;
    if sound != "ok" || tables != 2 || layout > LAYOUT {
        let why = match layout > LAYOUT {
            true => "a newer mithaq wrote the backup",
            false => "the file is no whole backup of an inbox",
        };
        return Err(NotKept::Failed(why.to_owned()));
    }
    let folder = disk::private_folder(site)?;
    let _hold = disk::Hold::take(&folder.join("inbox.lock"))?
        .ok_or_else(|| NotKept::Failed("`mithaq serve` has the inbox open; end it first".to_owned()))?;
    let inbox = folder.join("inbox.sqlite3");
    if !replace && disk::is_there(&inbox) {
        // One that cannot be counted may hold posts that somebody can still save.
        let posts = posts_in(&inbox).map_err(|error| {
            NotKept::Failed(format!("the inbox cannot be read ({error}); `--replace` puts the backup in its place"))
        })?;
        if posts > 0 {
            let message = format!("the inbox has posts ({posts}); `--replace` puts the backup in their place");
            return Err(NotKept::Failed(message));
        }
    }
    let (staged, staged_files) = (folder.join("inbox.restored"), folder.join("attachments.restored"));
    clear(&staged, &staged_files)?;
    let restored = unpack(&backup, from, &staged, &staged_files);
    if restored.is_err() {
        let _ = clear(&staged, &staged_files);
    }
    let restored = restored?;
    // From here on a run that is ended is finished by the same command.
    let (files, before) = (folder.join(FILES), folder.join("attachments.before"));
    disk::remove(&before)?;
    if disk::is_there(&files) {
        disk::rename(&files, &before)?;
    }
    disk::rename(&staged_files, &files)?;
    for beside in ["inbox.sqlite3-wal", "inbox.sqlite3-shm"] {
        disk::remove_file(&folder.join(beside))?;
    }
    disk::rename(&staged, &inbox)?;
    disk::hold(&folder)?;
    disk::remove(&before)?;
    Ok(restored)
}

/// How many posts a database holds; one that was never used has no table yet.
fn posts_in(inbox: &Path) -> Result<i64, rusqlite::Error> {
    let inbox = Connection::open(inbox)?;
    inbox.busy_timeout(BUSY)?;
    let layout: i64 = inbox.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    if layout == 0 {
        return Ok(0);
    }
    inbox.query_row("SELECT count(*) FROM posts", [], |row| row.get(0))
}

fn clear(database: &Path, files: &Path) -> Result<(), NotKept> {
    disk::remove_file(database)?;
    disk::remove(files)?;
    Ok(())
}

/// Writes what a backup holds beside the inbox that it will replace.
fn unpack(backup: &Connection, from: &Path, database: &Path, files: &Path) -> Result<Copied, NotKept> {
    disk::create_held(database, b"")?;
    disk::create_private(files)?;
    let new = open(database)?;
    new.execute_batch(TABLES)?;
    new.execute("ATTACH ?1 AS backup", [from.to_string_lossy()])?;
    let posts = new.execute("INSERT INTO main.posts SELECT * FROM backup.posts", [])?;
    new.execute("DETACH backup", [])?;
    let mut copied = Copied { posts, files: 0 };
    let mut all = new.prepare("SELECT reference, files FROM posts")?;
    let mut bytes_of = backup.prepare("SELECT bytes FROM attachments WHERE reference = ?1 AND stored = ?2")?;
    let mut rows = all.query([])?;
    while let Some(row) = rows.next()? {
        let (reference, listed_files): (String, String) = (row.get(0)?, row.get(1)?);
        let of_post = listed(&listed_files);
        if of_post.is_empty() {
            continue;
        }
        // Names come from the file, and whoever made it may have meant ill.
        if reference::read(&reference).as_deref() != Some(reference.as_str()) {
            return Err(NotKept::Failed(format!("`{reference}` is no number of a post")));
        }
        let below = files.join(&reference);
        disk::create_private(&below)?;
        for file in of_post {
            if !is_name(&file.stored) {
                return Err(unfit(&reference, &file, "its name leads elsewhere"));
            }
            let bytes: Vec<u8> = bytes_of.query_row([&reference, &file.stored], |row| row.get(0))?;
            check(&reference, &file, &bytes)?;
            disk::create_held(&below.join(&file.stored), &bytes)?;
            copied.files += 1;
        }
        disk::hold(&below)?;
    }
    drop(rows);
    drop(all);
    disk::hold(files)?;
    new.close().map_err(|(_, error)| error)?;
    Ok(copied)
}

fn open(path: &Path) -> Result<Connection, NotKept> {
    let connection = Connection::open(path)?;
    connection.busy_timeout(BUSY)?;
    Ok(connection)
}

fn listed(files: &str) -> Vec<KeptFile> {
    serde_json::from_str(files).unwrap_or_default()
}

/// Whether a name is that of one file in a folder.
fn is_name(name: &str) -> bool {
    let mut parts = Path::new(name).components();
    matches!(parts.next(), Some(std::path::Component::Normal(_)))
        && parts.next().is_none()
        && !name.contains(['/', '\\', '\0'])
        && PathBuf::from(name).file_name().is_some()
}

fn is_kept(inbox: &Connection, reference: &str) -> Result<bool, NotKept> {
    Ok(inbox.prepare_cached("SELECT 1 FROM posts WHERE reference = ?1")?.exists([reference])?)
}

fn check(reference: &str, file: &KeptFile, bytes: &[u8]) -> Result<(), NotKept> {
    let is_same = disk::hex(&Sha256::digest(bytes)) == file.sha256;
    is_same.then_some(()).ok_or_else(|| unfit(reference, file, "it is not what was sent"))
}

fn unfit(reference: &str, file: &KeptFile, why: &str) -> NotKept {
    NotKept::Failed(format!("the file `{}` of the post `{reference}` cannot be copied: {why}", file.stored))
}
