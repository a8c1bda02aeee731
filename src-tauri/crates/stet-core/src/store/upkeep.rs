//! The file as a whole: copies of it, its soundness, its size.

use std::fs::{self, File};
use std::io;
use std::path::Path;
use std::time::Duration;

use rusqlite::Connection;
use rusqlite::backup::{Backup, StepResult};

use super::file::{self, Draft};
use crate::library::Stats;
use crate::{Error, Result};

/// Returns what SQLite itself finds wrong, a sentence each: the structure first, then rows that point nowhere.
pub(crate) fn integrity(connection: &Connection) -> Result<(Vec<String>, Vec<String>)> {
    let mut statement = connection.prepare("PRAGMA integrity_check(100)")?;
    let rows = statement.query_map([], |row| row.get::<_, String>(0))?;
    let structure = rows.collect::<rusqlite::Result<Vec<_>>>()?.into_iter().filter(|line| line != "ok").collect();
    let mut statement = connection.prepare("PRAGMA foreign_key_check")?;
    let rows = statement.query_map([], |row| {
        let (table, key, parent): (String, Option<i64>, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
        Ok(format!("row {} of {table} points at a row of {parent} that is not there", key.map_or("?".into(), |key| key.to_string())))
    })?;
    let dangling = rows.collect::<rusqlite::Result<_>>()?;
    Ok((structure, dangling))
}

/// Returns counters that differ from what they count, a sentence each.
pub(crate) fn counters(connection: &Connection) -> Result<Vec<String>> {
    let sql = "SELECT 'the counter of ' || c.status || ' stories says ' || c.stories FROM status_count c \
                   WHERE c.stories <> (SELECT count(*) FROM article a WHERE a.status = c.status) \
               UNION ALL SELECT 'the counters of the statuses are not all there' WHERE 5 <> \
                   (SELECT count(*) FROM status_count WHERE status IN ('draft', 'review', 'ready', 'published', 'spiked')) \
               UNION ALL SELECT 'the counter of the tag ' || t.name || ' says ' || t.stories FROM tag t \
                   WHERE t.stories <> (SELECT count(*) FROM article_tag x JOIN article a ON a.key = x.article WHERE x.tag = t.key AND a.status <> 'spiked')";
    let mut statement = connection.prepare(sql)?;
    let rows = statement.query_map([], |row| row.get(0))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Returns what there is in the file; its size is filled in by the caller.
pub(crate) fn stats(connection: &Connection) -> Result<Stats> {
    let number = |sql: &str| connection.query_row(sql, [], |row| row.get::<_, i64>(0).map(i64::unsigned_abs));
    let bytes = |names: &str| {
        number(&format!(
            "SELECT coalesce(sum(pgsize), 0) FROM dbstat('main', 1) WHERE name IN (SELECT name FROM sqlite_schema WHERE {names})"
        ))
    };
    Ok(Stats {
        stories: u32::try_from(number("SELECT count(*) FROM article")?).unwrap_or(u32::MAX),
        revisions: u32::try_from(number("SELECT count(*) FROM revision")?).unwrap_or(u32::MAX),
        words: number("SELECT coalesce(sum(words), 0) FROM article")?,
        history_bytes: bytes("tbl_name IN ('revision', 'revision_name', 'snapshot', 'repack_queue', 'pack', 'pack_queue')")?,
        asset_bytes: bytes("tbl_name IN ('asset', 'article_asset')")?,
        index_bytes: bytes("tbl_name GLOB 'article_fts*' OR tbl_name IN ('article_text', 'index_queue')")?,
        file_bytes: 0,
    })
}

/// Copies the library as it is now to a new file at `to`, proves the copy, and only then gives it its name.
pub(crate) fn backup(from: &Connection, to: &Path) -> Result<()> {
    file::vacant(to)?;
    let draft = Draft::beside(to).map_err(|error| match error {
        Error::Io { path, reason } => Error::ExportUnwritable { path, reason },
        other => other,
    })?;
    let made = || -> Result<()> {
        let target = copy(from, &draft.0)?;
        let (structure, dangling) = integrity(&target)?;
        if let Some(reason) = structure.into_iter().chain(dangling).next() {
            return Err(Error::LibraryDamaged { reason });
        }
        target.close().map_err(|(_, error)| error)?;
        Ok(())
    };
    made().map_err(|error| error.at(to))?;
    draft.place(to)
}

/// Copies all that `from` reads as of one moment, whoever writes meanwhile, into the empty file at `to`.
fn copy(from: &Connection, to: &Path) -> Result<Connection> {
    let mut target = Connection::open(file::plain(to))?;
    {
        let backup = Backup::new(from, &mut target)?;
        let mut waits = 0;
        loop {
            match backup.step(-1)? {
                StepResult::Done => break,
                StepResult::Busy | StepResult::Locked if waits == 50 => return Err(Error::LibraryBusy),
                StepResult::Busy | StepResult::Locked => {
                    waits += 1;
                    std::thread::sleep(Duration::from_millis(100));
                }
                _ => {}
            }
        }
    }
    // A copy is one file: nothing of it may wait in a log beside it.
    target.query_row("PRAGMA journal_mode = DELETE", [], |row| row.get::<_, String>(0))?;
    Ok(target)
}

/// Copies the library at `path`, which somebody may have open, into the empty file at `to` and leaves everything beside it as it is.
///
/// Whoever has it open keeps an index of the log beside it (`-shm`): then it is read as SQLite reads it, for two plain copies, of the file and of its
/// log, would be torn where the one is written back into the other between them. Where there is none, nobody has it open, the
/// plain copies are sound, and they leave no trace. Errors: LibraryBusy, DiskFull, Io, LibraryDamaged.
pub(crate) fn copy_of_another(path: &Path, to: &Path) -> Result<()> {
    let failed = |error: std::io::Error| Error::of_file(&error, path);
    // SQLite keeps the log beside the file itself, not beside a link to it.
    let real = fs::canonicalize(path).map_err(failed)?;
    let (log, index) = (file::beside(&real, "-wal"), file::beside(&real, "-shm"));
    let plain = || -> Result<()> {
        bytes(&real, to)?;
        if log.exists() { bytes(&log, &file::beside(to, "-wal")) } else { Ok(()) }
    };
    if !index.exists() {
        plain()?;
        if !index.exists() {
            return Ok(());
        }
        // Somebody opened it meanwhile: once more, from an empty file.
        let _ = fs::remove_file(file::beside(to, "-wal"));
        File::create(to).map_err(|error| Error::of_file(&error, to))?;
    }
    let read = || -> Result<()> { copy(&file::look(&real)?, to)?.close().map_err(|(_, error)| error.into()) };
    match read() {
        // The index was left by a crash in a folder that may not be written to, so that nobody can have opened it since.
        Err(Error::LibraryReadOnly { .. }) => plain(),
        other => other.map_err(|error| error.at(path)),
    }
}

/// Copies the bytes of a file over those of another, and nothing else of it: one that may not be written to has a copy that may.
fn bytes(from: &Path, to: &Path) -> Result<()> {
    let mut source = File::open(from).map_err(|error| Error::of_file(&error, from))?;
    let mut target = File::create(to).map_err(|error| Error::of_file(&error, to))?;
    io::copy(&mut source, &mut target).map_err(|error| Error::of_file(&error, to)).map(drop)
}

/// Writes the log back into the file, as far as no reader needs it; keeps nobody waiting. Any connection may, a reader too.
pub(crate) fn checkpoint(connection: &Connection) -> Result<()> {
    connection.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(()))?;
    Ok(())
}
