//! The tables `snapshot` and `repack_queue`: rows of coded content. How content is coded is history's affair.

use rusqlite::{Connection, OptionalExtension, params};

use super::revisions::unless_missing;
use crate::Result;

/// A row of `snapshot`.
#[derive(Debug, Clone)]
pub(crate) struct SnapshotRow {
    pub(crate) hash: [u8; 32],
    pub(crate) codec: i64,
    pub(crate) base: Option<i64>,
    pub(crate) size: usize,
    pub(crate) bytes: Vec<u8>,
    /// The pack that it is in, and where among its contents.
    pub(crate) pack: Option<(i64, usize)>,
}

/// Thinned out: only the hash is left.
pub(crate) const GONE: i64 = 0;
/// In a pack; in files of the formats before packs, coded by itself.
pub(crate) const WHOLE: i64 = 1;
/// Coded with its base's content as prefix.
pub(crate) const DELTA: i64 = 2;
/// Lost to damage before the library was recovered: only the hash is left.
const LOST: i64 = 3;

/// Of a snapshot only the hash is left. The number of its coding alone does not say so: one flipped bit makes another of it.
const EMPTY: &str = "base IS NULL AND pack IS NULL AND length(bytes) = 0";

/// How a snapshot's content is kept.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Coded<'a> {
    /// Not any more: thinned out.
    Gone,
    /// Not any more: it could not be read when the library was recovered.
    Lost,
    /// In a pack, from there on.
    Packed(i64, usize),
    /// As what differs from another snapshot.
    Delta(i64, &'a [u8]),
}

impl Coded<'_> {
    /// Returns codec, base, bytes, pack and start.
    fn columns(&self) -> (i64, Option<i64>, &[u8], Option<i64>, Option<i64>) {
        match self {
            Self::Gone => (GONE, None, &[], None, None),
            Self::Lost => (LOST, None, &[], None, None),
            Self::Packed(pack, start) => (WHOLE, None, &[], Some(*pack), Some(i64::try_from(*start).unwrap_or(i64::MAX))),
            Self::Delta(base, bytes) => (DELTA, Some(*base), bytes, None, None),
        }
    }
}

impl SnapshotRow {
    /// Tells whether it was thinned out: nothing of it is left.
    pub(crate) fn is_thinned(&self) -> bool {
        self.codec == GONE && self.is_empty()
    }

    /// Tells what [`is_lost`] does.
    pub(crate) fn is_lost(&self) -> bool {
        self.codec == LOST && self.is_empty()
    }

    fn is_empty(&self) -> bool {
        self.base.is_none() && self.pack.is_none() && self.bytes.is_empty()
    }
}

/// Returns the row with this key.
pub(crate) fn load(connection: &Connection, key: i64) -> Result<Option<SnapshotRow>> {
    let mut statement = connection.prepare_cached("SELECT * FROM snapshot WHERE key = ?1")?;
    let number = |number: i64| usize::try_from(number).unwrap_or(0);
    let read = |row: &rusqlite::Row<'_>| {
        let pack: Option<i64> = row.get("pack").or_else(unless_missing(None))?;
        let start: Option<i64> = row.get("start").or_else(unless_missing(None))?;
        Ok(SnapshotRow {
            hash: row.get("hash")?,
            codec: row.get("codec")?,
            base: row.get("base")?,
            size: number(row.get("size")?),
            bytes: row.get("bytes")?,
            pack: pack.map(|pack| (pack, start.map_or(usize::MAX, number))),
        })
    };
    Ok(statement.query_row([key], read).optional()?)
}

/// Returns the pack that a snapshot is in.
pub(crate) fn pack_of(connection: &Connection, key: i64) -> Result<Option<i64>> {
    let mut statement = connection.prepare_cached("SELECT pack FROM snapshot WHERE key = ?1")?;
    Ok(statement.query_row([key], |row| row.get(0)).optional()?.flatten())
}

/// Returns the snapshot that this one is coded against.
pub(crate) fn base_of(connection: &Connection, key: i64) -> Result<Option<i64>> {
    let mut statement = connection.prepare_cached("SELECT base FROM snapshot WHERE key = ?1")?;
    Ok(statement.query_row([key], |row| row.get(0)).optional()?.flatten())
}

/// Returns the keys of all snapshots that have their content, the newest first: of those that were thinned out or lost only the hash is left.
pub(crate) fn kept(connection: &Connection) -> Result<Vec<i64>> {
    let sql = format!("SELECT key FROM snapshot WHERE NOT (codec IN (?1, ?2) AND {EMPTY}) ORDER BY key DESC");
    super::rows(connection, &sql, [GONE, LOST], |row| row.get(0))
}

/// Returns the snapshot with this hash.
pub(crate) fn find(connection: &Connection, hash: &[u8; 32]) -> Result<Option<i64>> {
    let mut statement = connection.prepare_cached("SELECT key FROM snapshot WHERE substr(hash, 1, 4) = substr(?1, 1, 4) AND hash = ?1")?;
    Ok(statement.query_row([hash], |row| row.get(0)).optional()?)
}

/// Returns a snapshot's hash.
pub(crate) fn hash_of(connection: &Connection, key: i64) -> Result<[u8; 32]> {
    let mut statement = connection.prepare_cached("SELECT hash FROM snapshot WHERE key = ?1")?;
    Ok(statement.query_row([key], |row| row.get(0))?)
}

/// Tells whether a snapshot's content was lost before the library was recovered: nothing of it is left.
pub(crate) fn is_lost(connection: &Connection, key: i64) -> Result<bool> {
    let sql = format!("SELECT codec = ?2 AND {EMPTY} FROM snapshot WHERE key = ?1");
    Ok(connection.prepare_cached(&sql)?.query_row([key, LOST], |row| row.get(0)).optional()? == Some(true))
}

/// Adds a snapshot of `size` bytes; returns its key.
pub(crate) fn insert(connection: &Connection, hash: &[u8; 32], size: usize, coded: Coded<'_>) -> Result<i64> {
    let (codec, base, bytes, pack, start) = coded.columns();
    let sql = "INSERT INTO snapshot (hash, codec, base, size, bytes, pack, start) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
    let size = i64::try_from(size).unwrap_or(i64::MAX);
    connection.prepare_cached(sql)?.execute(params![hash, codec, base, size, bytes, pack, start])?;
    Ok(connection.last_insert_rowid())
}

/// Codes a snapshot anew; its content stays, unless it is gone.
pub(crate) fn recode(connection: &Connection, key: i64, coded: Coded<'_>) -> Result<()> {
    let (codec, base, bytes, pack, start) = coded.columns();
    let sql = "UPDATE snapshot SET codec = ?2, base = ?3, bytes = ?4, pack = ?5, start = ?6 WHERE key = ?1";
    connection.prepare_cached(sql)?.execute(params![key, codec, base, bytes, pack, start])?;
    Ok(())
}

/// Returns the revisions (story's key and number) that have this content.
pub(crate) fn users(connection: &Connection, key: i64) -> Result<Vec<(i64, u32)>> {
    super::rows(connection, "SELECT article, number FROM revision WHERE snapshot = ?1", [key], |row| Ok((row.get(0)?, row.get(1)?)))
}

/// Tells whether any revision has this content.
pub(crate) fn is_used(connection: &Connection, key: i64) -> Result<bool> {
    let sql = "SELECT EXISTS (SELECT 1 FROM revision WHERE snapshot = ?1)";
    Ok(connection.prepare_cached(sql)?.query_row([key], |row| row.get(0))?)
}

/// Returns the snapshots that are coded against this one.
pub(crate) fn leaning_on(connection: &Connection, key: i64) -> Result<Vec<i64>> {
    super::rows(connection, "SELECT key FROM snapshot WHERE base = ?1 AND base IS NOT NULL", [key], |row| row.get(0))
}

/// Removes a snapshot that no revision and no other snapshot needs.
pub(crate) fn delete(connection: &Connection, key: i64) -> Result<()> {
    connection.prepare_cached("DELETE FROM snapshot WHERE key = ?1")?.execute([key])?;
    Ok(())
}

/// Notes that `key` can be coded against `newer` when there is time.
pub(crate) fn queue(connection: &Connection, key: i64, newer: i64) -> Result<()> {
    let sql = "INSERT OR REPLACE INTO repack_queue (snapshot, newer) VALUES (?1, ?2)";
    connection.prepare_cached(sql)?.execute([key, newer])?;
    Ok(())
}

/// Returns up to `limit` pairs (snapshot, newer) that [`queue`] noted.
pub(crate) fn queued(connection: &Connection, limit: u32) -> Result<Vec<(i64, i64)>> {
    super::rows(connection, "SELECT snapshot, newer FROM repack_queue ORDER BY snapshot LIMIT ?1", [limit], |row| {
        Ok((row.get(0)?, row.get(1)?))
    })
}

/// Notes how long a content is of which only the hash was known.
pub(crate) fn measure(connection: &Connection, key: i64, size: usize) -> Result<()> {
    let size = i64::try_from(size).unwrap_or(i64::MAX);
    connection.prepare_cached("UPDATE snapshot SET size = ?2 WHERE key = ?1 AND size <> ?2")?.execute([key, size])?;
    Ok(())
}

/// Takes a snapshot off the queue, and whatever waits to be coded against it.
pub(crate) fn dequeue_all(connection: &Connection, key: i64) -> Result<()> {
    connection.prepare_cached("DELETE FROM repack_queue WHERE snapshot = ?1 OR newer = ?1")?.execute([key])?;
    Ok(())
}

/// Takes a snapshot off the queue.
pub(crate) fn dequeue(connection: &Connection, key: i64) -> Result<()> {
    connection.prepare_cached("DELETE FROM repack_queue WHERE snapshot = ?1")?.execute([key])?;
    Ok(())
}
