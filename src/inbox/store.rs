//! Where posts are kept: one SQLite file, and a folder of files beside it.
//!
//! In: posts that fit. Out: posts that are kept, newest first. What is answered
//! as kept outlasts a machine that stops at any moment. Never: half a post.
//!
//! Files are written to a folder of their own first, which takes its final name
//! just before the row is committed; a folder without a row belongs to a post
//! that was never confirmed, and is swept away at the next start. One thread
//! writes. What waits while it commits is the next transaction, so many posts at
//! once share one wait for the disk.

mod backup;
mod kept;
mod room;
mod writer;

pub use backup::{Copied, back_up, restore};
pub use kept::{Asked, Kept, KeptFile, NotKept};

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Sender, channel};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;
use std::{io, thread};

use rusqlite::{Connection, OptionalExtension, Row, TransactionBehavior, params};
use sha2::{Digest, Sha256};

use super::body::SentFile;
use super::fits::Post;
use super::reference;
use crate::disk;
use crate::model::Lang;
use writer::{Job, Written, write_all};

/// The folder in the site's own.
const FILES: &str = "attachments";

/// Before the name of a folder whose post has no row yet.
const STAGED: char = '.';

/// What this program writes; a newer one may write another.
const LAYOUT: i64 = 1;

const TABLES: &str = "
    CREATE TABLE posts (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        reference TEXT NOT NULL UNIQUE,
        received INTEGER NOT NULL,
        association TEXT NOT NULL,
        form TEXT NOT NULL,
        language TEXT NOT NULL,
        policy TEXT,
        policy_version TEXT,
        content TEXT NOT NULL,
        files TEXT NOT NULL,
        fingerprint BLOB NOT NULL,
        read INTEGER NOT NULL DEFAULT 0
    ) STRICT;
    CREATE INDEX posts_of_a_form ON posts (association, form, id);
    PRAGMA user_version = 1;
";

const COLUMNS: &str = "reference, received, association, form, language, policy, policy_version, content, files, read";

/// The same without what was filled in, for the list.
const LISTED: &str = "reference, received, association, form, language, policy, policy_version, '[]', '[]', read";

/// So many posts are in memory at once where all are asked for.
const AT_ONCE: i64 = 100;

/// The inbox of a site.
pub struct Store {
    files: PathBuf,
    jobs: Mutex<Sender<Job>>,
    reader: Mutex<Connection>,
    staged: AtomicU64,
    writer: Option<thread::JoinHandle<()>>,
    /// One process at a time: another would sweep away what this one has begun.
    _hold: disk::Hold,
}

impl Store {
    /// Whether a site's folder holds an inbox already.
    pub fn is_there(site: &Path) -> bool {
        disk::is_there(&site.join(disk::PRIVATE).join("inbox.sqlite3"))
    }

    /// Opens the inbox in a site's folder; makes one where there is none.
    ///
    /// # Errors
    /// When another process has it, the disk refuses, or a newer program wrote it.
    pub fn open(site: &Path) -> Result<Self, NotKept> {
        let folder = disk::private_folder(site)?;
        let files = folder.join(FILES);
        disk::create_private(&files)?;
        // What people write is nothing to publish with the site's own texts.
        let ignored = folder.join(".gitignore");
        if !disk::is_there(&ignored) {
            disk::create_held(&ignored, b"*\n")?;
        }
        let hold = disk::Hold::take(&folder.join("inbox.lock"))?
            .ok_or_else(|| NotKept::Failed("another `mithaq serve` has it open".to_owned()))?;
        let path = folder.join("inbox.sqlite3");
        if !disk::is_there(&path) {
            // SQLite would let others read what it makes, and takes an empty file for a new database.
            disk::create_held(&path, b"")?;
        }
        let mut writer = connection(&path)?;
        let layout: i64 = writer.query_row("PRAGMA user_version", [], |row| row.get(0))?;
        match layout {
            0 => {
                let begun = writer.transaction_with_behavior(TransactionBehavior::Immediate)?;
                begun.execute_batch(TABLES)?;
                begun.commit()?;
                disk::hold(&folder)?;
                // Files of an inbox whose table is gone are not ours to judge.
                sweep(&writer, &files, false)?;
            }
            LAYOUT => sweep(&writer, &files, true)?,
            _ => return Err(NotKept::Failed("a newer mithaq wrote it".to_owned())),
        }
        let reader = connection(&path)?;
        reader.pragma_update(None, "query_only", true)?;
        let (jobs, asked) = channel();
        let below = files.clone();
        let writer =
            thread::Builder::new().name("inbox".to_owned()).spawn(move || write_all(&mut writer, &below, &asked))?;
        Ok(Store {
            files,
            jobs: Mutex::new(jobs),
            reader: Mutex::new(reader),
            staged: AtomicU64::new(0),
            writer: Some(writer),
            _hold: hold,
        })
    }

    /// Keeps a post; when this returns its reference, it is kept for good. One
    /// that was kept before with the same reference and content is not kept twice.
    ///
    /// # Errors
    /// When its reference belongs to another post, or the disk refuses.
    pub fn keep(&self, mut post: Post, received: i64) -> Result<String, NotKept> {
        let fingerprint = fingerprint(&post);
        let sent = std::mem::take(&mut post.files);
        let folder = (!sent.is_empty()).then(|| {
            let nth = self.staged.fetch_add(1, Ordering::Relaxed);
            self.files.join(format!("{STAGED}{nth}"))
        });
        let written = match &folder {
            Some(folder) => write_files(folder, &sent),
            None => Ok(Vec::new()),
        };
        let files = match written {
            Ok(files) => files,
            Err(error) => {
                // What cannot be removed now is swept away at the next start.
                let _ = folder.as_deref().map(disk::remove);
                return Err(error.into());
            }
        };
        let (answer, kept) = channel();
        let written = Written { post, received, fingerprint, files, folder };
        self.ask(Job::Keep(Box::new(written), answer))?;
        kept.recv().unwrap_or_else(|_| Err(ended()))
    }

    /// Marks a post as read or as new; whether there is such a post.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn mark(&self, reference: &str, read: bool) -> Result<bool, NotKept> {
        let (answer, marked) = channel();
        self.ask(Job::Mark(reference.to_owned(), read, answer))?;
        marked.recv().unwrap_or_else(|_| Err(ended()))
    }

    /// Erases a post and its files; whether there was such a post. When this returns, no byte of it is in the
    /// database, in what is written beside it, or among the files.
    ///
    /// # Errors
    /// When the disk refuses; then what is left is erased by the next erasure or the next start.
    pub fn erase(&self, reference: &str) -> Result<bool, NotKept> {
        Ok(self.erased(vec![reference.to_owned()])? > 0)
    }

    /// Erases every post that came before a moment (milliseconds since 1970); gives how many.
    ///
    /// # Errors
    /// When the database cannot be read, or the disk refuses.
    pub fn erase_before(&self, moment: i64) -> Result<usize, NotKept> {
        let mut erased = 0;
        loop {
            let old: Vec<String> = {
                let reader = self.reader();
                let mut statement =
                    reader.prepare_cached("SELECT reference FROM posts WHERE received < ?1 ORDER BY id LIMIT 200")?;
                let rows = statement.query_map([moment], |row| row.get(0))?;
                rows.collect::<Result<_, _>>()?
            };
            if old.is_empty() {
                return Ok(erased);
            }
            erased += self.erased(old)?;
        }
    }

    fn erased(&self, references: Vec<String>) -> Result<usize, NotKept> {
        let (answer, erased) = channel();
        self.ask(Job::Erase(references, answer))?;
        erased.recv().unwrap_or_else(|_| Err(ended()))
    }

    fn ask(&self, job: Job) -> Result<(), NotKept> {
        let jobs = self.jobs.lock().unwrap_or_else(PoisonError::into_inner);
        jobs.send(job).map_err(|_| ended())
    }

    /// How many posts there are of those that are asked for, and how many of them nobody read.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn count(&self, asked: &Asked) -> Result<(u64, u64), NotKept> {
        let reader = self.reader();
        let sql = format!("SELECT count(*), count(*) FILTER (WHERE read = 0) FROM posts {}", where_asked(asked));
        let mut statement = reader.prepare_cached(&sql)?;
        let (all, new): (i64, i64) =
            statement.query_row(params![asked.association, asked.form], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok((all.unsigned_abs(), new.unsigned_abs()))
    }

    /// The place of the newest post; what comes later has a higher one.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn newest(&self) -> Result<i64, NotKept> {
        Ok(self.reader().query_row("SELECT coalesce(max(id), 0) FROM posts", [], |row| row.get(0))?)
    }

    /// Hands every post that is asked for to `each`, up to a place, newest first, some at a time; ends early where
    /// `each` says so.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn each(&self, asked: &Asked, newest: i64, mut each: impl FnMut(&[Kept]) -> bool) -> Result<(), NotKept> {
        let sql =
            format!("SELECT {COLUMNS}, id FROM posts {} AND id < ?4 ORDER BY id DESC LIMIT ?3", where_asked(asked));
        let mut before = newest.saturating_add(1);
        loop {
            let some: Vec<(Kept, i64)> = {
                let reader = self.reader();
                let mut statement = reader.prepare_cached(&sql)?;
                let given = params![asked.association, asked.form, AT_ONCE, before];
                let rows = statement.query_map(given, |row| Ok((kept(row)?, row.get(10)?)))?;
                rows.collect::<Result<_, _>>()?
            };
            let Some((_, last)) = some.last() else { return Ok(()) };
            before = *last;
            let some: Vec<Kept> = some.into_iter().map(|(kept, _)| kept).collect();
            if !each(&some) {
                return Ok(());
            }
        }
    }

    /// Posts, newest first, without what was filled in.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn list(&self, asked: &Asked, skip: u64, most: u64) -> Result<Vec<Kept>, NotKept> {
        let reader = self.reader();
        let sql = format!("SELECT {LISTED} FROM posts {} ORDER BY id DESC LIMIT ?3 OFFSET ?4", where_asked(asked));
        let mut statement = reader.prepare_cached(&sql)?;
        let (most, skip) = (i64::try_from(most).unwrap_or(i64::MAX), i64::try_from(skip).unwrap_or(i64::MAX));
        let rows = statement.query_map(params![asked.association, asked.form, most, skip], kept)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The post with a reference.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn find(&self, reference: &str) -> Result<Option<Kept>, NotKept> {
        let reader = self.reader();
        let mut statement = reader.prepare_cached(&format!("SELECT {COLUMNS} FROM posts WHERE reference = ?1"))?;
        Ok(statement.query_row([reference], kept).optional()?)
    }

    /// The bytes of a file of a post.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn file(&self, post: &Kept, file: &KeptFile) -> Result<Vec<u8>, NotKept> {
        Ok(disk::bytes(&self.files.join(&post.reference).join(&file.stored))?)
    }

    fn reader(&self) -> std::sync::MutexGuard<'_, Connection> {
        // A reader that panicked has changed nothing.
        self.reader.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Store {
    /// Waits for the writer, so that the last connection is closed and takes up all that was written beside the file.
    fn drop(&mut self) {
        // The writer ends when nobody can ask it any more.
        *self.jobs.get_mut().unwrap_or_else(PoisonError::into_inner) = channel().0;
        // One that panicked has ended too.
        let _ = self.writer.take().map(thread::JoinHandle::join);
    }
}

fn ended() -> NotKept {
    NotKept::Failed("the inbox was closed".to_owned())
}

fn connection(path: &Path) -> Result<Connection, NotKept> {
    let connection = Connection::open(path)?;
    connection.busy_timeout(Duration::from_secs(5))?;
    connection.pragma_update_and_check(None, "journal_mode", "WAL", |_| Ok(()))?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    // Where a plain wait leaves bytes in the drive's own memory (macOS).
    connection.pragma_update(None, "fullfsync", true)?;
    // What is erased is overwritten, not only let go of.
    connection.pragma_update_and_check(None, "secure_delete", true, |_| Ok(()))?;
    Ok(connection)
}

fn where_asked(asked: &Asked) -> &'static str {
    if asked.only_new {
        "WHERE (?1 IS NULL OR association = ?1) AND (?2 IS NULL OR form = ?2) AND read = 0"
    } else {
        "WHERE (?1 IS NULL OR association = ?1) AND (?2 IS NULL OR form = ?2)"
    }
}

fn kept(row: &Row<'_>) -> rusqlite::Result<Kept> {
    let json = |nth| row.get::<_, String>(nth);
    Ok(Kept {
        reference: row.get(0)?,
        received: row.get(1)?,
        association: row.get(2)?,
        form: row.get(3)?,
        language: Lang::from_code(&row.get::<_, String>(4)?),
        policy: row.get(5)?,
        policy_version: row.get(6)?,
        // Written by us, so they are read; what another hand broke is shown as empty.
        values: serde_json::from_str(&json(7)?).unwrap_or_default(),
        files: serde_json::from_str(&json(8)?).unwrap_or_default(),
        read: row.get(9)?,
    })
}

/// What makes a post this one: all that was sent but the reference.
fn fingerprint(post: &Post) -> [u8; 32] {
    let files: Vec<_> = post
        .files
        .iter()
        .map(|file| (&file.field, &file.name, <[u8; 32]>::from(Sha256::digest(&file.bytes))))
        .collect();
    let all = (
        (&post.association, &post.form, post.language.code(), &post.policy, &post.policy_version),
        &post.values,
        files,
    );
    Sha256::digest(serde_json::to_vec(&all).expect("texts are always JSON")).into()
}

/// Writes the files of a post, each held by the disk before its row is.
fn write_files(folder: &Path, sent: &[SentFile]) -> io::Result<Vec<KeptFile>> {
    disk::create_private(folder)?;
    let mut files = Vec::new();
    for (nth, file) in sent.iter().enumerate() {
        let stored = format!("{}-{}", nth + 1, file.name);
        disk::create_held(&folder.join(&stored), &file.bytes)?;
        files.push(KeptFile {
            field: file.field.clone(),
            name: file.name.clone(),
            stored,
            bytes: file.bytes.len() as u64,
            sha256: disk::hex(&Sha256::digest(&file.bytes)),
        });
    }
    disk::hold(folder)?;
    Ok(files)
}

/// Takes away the folders of posts that were never confirmed.
fn sweep(database: &Connection, files: &Path, moved: bool) -> Result<(), NotKept> {
    let mut known = database.prepare("SELECT 1 FROM posts WHERE reference = ?1")?;
    for name in disk::names(files)? {
        let is_kept = match name.to_str() {
            Some(name) if name.starts_with(STAGED) => false,
            // Only what we could have written is ours to remove.
            Some(name) if moved && reference::read(name).as_deref() == Some(name) => known.exists([name])?,
            _ => true,
        };
        if !is_kept {
            disk::remove(&files.join(name))?;
        }
    }
    Ok(())
}
