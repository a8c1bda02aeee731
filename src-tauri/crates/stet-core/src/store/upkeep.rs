//! The file as a whole: copies of it, its soundness, its size.

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
    let copy = || -> Result<()> {
        let mut target = Connection::open(file::plain(&draft.0))?;
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
        // A backup is one file: nothing of it may wait in a log beside it.
        target.query_row("PRAGMA journal_mode = DELETE", [], |row| row.get::<_, String>(0))?;
        let (structure, dangling) = integrity(&target)?;
        if let Some(reason) = structure.into_iter().chain(dangling).next() {
            return Err(Error::LibraryDamaged { reason });
        }
        target.close().map_err(|(_, error)| error)?;
        Ok(())
    };
    copy().map_err(|error| error.at(to))?;
    draft.place(to)
}

/// Writes the log back into the file, as far as no reader needs it; keeps nobody waiting. Any connection may, a reader too.
pub(crate) fn checkpoint(connection: &Connection) -> Result<()> {
    connection.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(()))?;
    Ok(())
}
