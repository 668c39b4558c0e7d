//! The one writer of the inbox: what waits while it commits is its next transaction.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, Sender};
use std::time::Duration;

use rusqlite::{Connection, OptionalExtension, TransactionBehavior, params};

use super::kept::{KeptFile, NotKept};
use crate::disk;
use crate::inbox::fits::Post;
use crate::inbox::reference;

/// The most posts of one transaction.
const BATCH: usize = 256;

/// What the writer is asked for.
pub(super) enum Job {
    Keep(Box<Written>, Sender<Result<String, NotKept>>),
    Mark(String, bool, Sender<Result<bool, NotKept>>),
    Erase(Vec<String>, Sender<Result<usize, NotKept>>),
}

/// A post whose files are on the disk.
pub(super) struct Written {
    pub(super) post: Post,
    pub(super) received: i64,
    pub(super) fingerprint: [u8; 32],
    pub(super) files: Vec<KeptFile>,
    pub(super) folder: Option<PathBuf>,
}

/// The one writer: every job that waits is part of the next transaction.
pub(super) fn write_all(database: &mut Connection, files: &Path, jobs: &Receiver<Job>) {
    while let Ok(first) = jobs.recv() {
        let mut batch = vec![first];
        while batch.len() < BATCH
            && let Ok(next) = jobs.try_recv()
        {
            batch.push(next);
        }
        write(database, files, batch);
    }
}

/// What a job is answered once the transaction is on the disk.
enum Outcome {
    Kept(Sender<Result<String, NotKept>>, Result<String, NotKept>, Option<PathBuf>),
    Marked(Sender<Result<bool, NotKept>>, Result<bool, NotKept>),
    Erased(Sender<Result<usize, NotKept>>, Result<usize, NotKept>, Vec<String>),
}

fn write(database: &mut Connection, files: &Path, batch: Vec<Job>) {
    let mut outcomes = Vec::new();
    let done = (|| {
        let begun = database.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let mut moved = false;
        for job in batch {
            outcomes.push(match job {
                Job::Keep(written, answer) => {
                    let staged = written.folder.clone();
                    let mut at = staged.clone();
                    let kept = insert(&begun, files, *written, &mut at);
                    moved |= at != staged;
                    // What was kept before, or is refused, leaves no second folder.
                    let spare = if matches!(kept, Ok((_, true))) { None } else { at.clone() };
                    let _ = spare.as_deref().map(disk::remove);
                    Outcome::Kept(answer, kept.map(|(reference, _)| reference), at)
                }
                Job::Mark(reference, read, answer) => {
                    let changed =
                        begun.execute("UPDATE posts SET read = ?2 WHERE reference = ?1", params![reference, read]);
                    Outcome::Marked(answer, changed.map(|rows| rows > 0).map_err(NotKept::from))
                }
                Job::Erase(references, answer) => {
                    let mut gone = begun.prepare_cached("DELETE FROM posts WHERE reference = ?1")?;
                    let rows = references
                        .iter()
                        .try_fold(0, |rows, reference| Ok::<_, NotKept>(rows + gone.execute([reference])?));
                    Outcome::Erased(answer, rows, references)
                }
            });
        }
        if moved {
            disk::hold(files)?;
        }
        begun.commit()?;
        Ok::<_, NotKept>(())
    })();
    for outcome in outcomes {
        // Whoever asked may have gone; what is kept is kept all the same.
        match (outcome, &done) {
            (Outcome::Kept(answer, kept, _), Ok(())) => drop(answer.send(kept)),
            (Outcome::Marked(answer, marked), Ok(())) => drop(answer.send(marked)),
            (Outcome::Erased(answer, rows, references), Ok(())) => {
                let erased = rows.and_then(|rows| {
                    // A folder without a row is swept away at the next start, if this is the last moment.
                    references.iter().try_for_each(|reference| disk::remove(&files.join(reference)))?;
                    disk::hold(files)?;
                    forget(database)?;
                    Ok(rows)
                });
                drop(answer.send(erased));
            }
            (Outcome::Erased(answer, ..), Err(error)) => drop(answer.send(Err(error.repeated()))),
            (Outcome::Kept(answer, _, folder), Err(error)) => {
                let _ = folder.as_deref().map(disk::remove);
                drop(answer.send(Err(error.repeated())));
            }
            (Outcome::Marked(answer, _), Err(error)) => drop(answer.send(Err(error.repeated()))),
        }
    }
}

/// Takes what was written beside the database into it, and empties it: an erased row would still stand there.
fn forget(database: &Connection) -> Result<(), NotKept> {
    // A row that moved from page to page left its bytes behind, which `secure_delete` knows nothing of.
    database.execute_batch("VACUUM")?;
    for _ in 0..50 {
        let busy: i64 = database.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))?;
        if busy == 0 {
            return Ok(());
        }
        // Somebody reads; whoever asks waits for them no longer than a few seconds.
        std::thread::sleep(Duration::from_millis(100));
    }
    Err(NotKept::Failed("what was erased still stands beside the database, since somebody reads it".to_owned()))
}

/// Adds a row, and gives the folder of its files the final name; `at` is where
/// that folder stands. With the reference comes whether the row is new.
fn insert(
    database: &Connection,
    files: &Path,
    written: Written,
    at: &mut Option<PathBuf>,
) -> Result<(String, bool), NotKept> {
    let Written { post, received, fingerprint, files: kept, .. } = written;
    let mut known = database.prepare_cached("SELECT fingerprint FROM posts WHERE reference = ?1")?;
    let mut fingerprint_of = |reference: &str| known.query_row([reference], |row| row.get(0)).optional();
    let reference = match post.reference {
        Some(reference) => match fingerprint_of(&reference)? {
            Some::<[u8; 32]>(same) if same == fingerprint => return Ok((reference, false)),
            Some(_) => return Err(NotKept::Taken),
            None => reference,
        },
        None => loop {
            let reference =
                reference::new().ok_or_else(|| NotKept::Failed("the system gives no random numbers".to_owned()))?;
            if fingerprint_of(&reference)?.is_none() {
                break reference;
            }
        },
    };
    if let Some(staged) = at.take() {
        let folder = files.join(&reference);
        // A folder without a row, whose post failed while this program ran.
        disk::remove(&folder)?;
        let renamed = disk::rename(&staged, &folder);
        *at = Some(if renamed.is_ok() { folder } else { staged });
        renamed?;
    }
    let mut add = database.prepare_cached(
        "INSERT INTO posts (reference, received, association, form, language, policy, policy_version, content, files, fingerprint)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
    )?;
    add.execute(params![
        reference,
        received,
        post.association,
        post.form,
        post.language.code(),
        post.policy,
        post.policy_version,
        serde_json::to_string(&post.values).expect("texts are always JSON"),
        serde_json::to_string(&kept).expect("names are always JSON"),
        fingerprint,
    ])?;
    Ok((reference, true))
}
