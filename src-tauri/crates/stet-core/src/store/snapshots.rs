//! The tables `snapshot` and `repack_queue`: rows of coded content. How content is coded is history's affair.

use rusqlite::{Connection, OptionalExtension, params};

use crate::Result;

/// A row of `snapshot`.
#[derive(Debug, Clone)]
pub(crate) struct SnapshotRow {
    pub(crate) hash: [u8; 32],
    pub(crate) codec: i64,
    pub(crate) base: Option<i64>,
    pub(crate) size: usize,
    pub(crate) bytes: Vec<u8>,
}

/// Returns the row with this key.
pub(crate) fn load(connection: &Connection, key: i64) -> Result<Option<SnapshotRow>> {
    let mut statement = connection.prepare_cached("SELECT hash, codec, base, size, bytes FROM snapshot WHERE key = ?1")?;
    let read = |row: &rusqlite::Row<'_>| {
        let size = row.get::<_, i64>(3)?;
        Ok(SnapshotRow {
            hash: row.get(0)?,
            codec: row.get(1)?,
            base: row.get(2)?,
            size: usize::try_from(size).unwrap_or(0),
            bytes: row.get(4)?,
        })
    };
    Ok(statement.query_row([key], read).optional()?)
}

/// Returns the key, codec and base of every snapshot from `key` to the whole one that it leads to.
pub(crate) fn base_of(connection: &Connection, key: i64) -> Result<Option<i64>> {
    let mut statement = connection.prepare_cached("SELECT base FROM snapshot WHERE key = ?1")?;
    Ok(statement.query_row([key], |row| row.get(0)).optional()?.flatten())
}

/// Returns the keys of all snapshots.
pub(crate) fn keys(connection: &Connection) -> Result<Vec<i64>> {
    let mut statement = connection.prepare_cached("SELECT key FROM snapshot")?;
    Ok(statement.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?)
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

/// Adds a snapshot; returns its key.
pub(crate) fn insert(connection: &Connection, hash: &[u8; 32], codec: i64, size: usize, bytes: &[u8]) -> Result<i64> {
    let sql = "INSERT INTO snapshot (hash, codec, base, size, bytes) VALUES (?1, ?2, NULL, ?3, ?4)";
    connection.prepare_cached(sql)?.execute(params![hash, codec, i64::try_from(size).unwrap_or(i64::MAX), bytes])?;
    Ok(connection.last_insert_rowid())
}

/// Codes a snapshot anew; its content stays.
pub(crate) fn recode(connection: &Connection, key: i64, codec: i64, base: Option<i64>, bytes: &[u8]) -> Result<()> {
    let sql = "UPDATE snapshot SET codec = ?2, base = ?3, bytes = ?4 WHERE key = ?1";
    connection.prepare_cached(sql)?.execute(params![key, codec, base, bytes])?;
    Ok(())
}

/// Takes a snapshot's content away for good; its hash stays for the chain.
pub(crate) fn empty(connection: &Connection, key: i64) -> Result<()> {
    connection.prepare_cached("DELETE FROM repack_queue WHERE snapshot = ?1 OR newer = ?1")?.execute([key])?;
    connection.prepare_cached("UPDATE snapshot SET codec = 0, base = NULL, bytes = x'' WHERE key = ?1")?.execute([key])?;
    Ok(())
}

/// Returns the revisions (story's key and number) that have this content.
pub(crate) fn users(connection: &Connection, key: i64) -> Result<Vec<(i64, u32)>> {
    let mut statement = connection.prepare_cached("SELECT article, number FROM revision WHERE snapshot = ?1")?;
    let rows = statement.query_map([key], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Tells whether any revision has this content.
pub(crate) fn is_used(connection: &Connection, key: i64) -> Result<bool> {
    let sql = "SELECT EXISTS (SELECT 1 FROM revision WHERE snapshot = ?1)";
    Ok(connection.prepare_cached(sql)?.query_row([key], |row| row.get(0))?)
}

/// Returns the snapshots that are coded against this one.
pub(crate) fn leaning_on(connection: &Connection, key: i64) -> Result<Vec<i64>> {
    let mut statement = connection.prepare_cached("SELECT key FROM snapshot WHERE base = ?1 AND base IS NOT NULL")?;
    let rows = statement.query_map([key], |row| row.get(0))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
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
    let mut statement = connection.prepare_cached("SELECT snapshot, newer FROM repack_queue ORDER BY snapshot LIMIT ?1")?;
    let rows = statement.query_map([limit], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Takes a snapshot off the queue.
pub(crate) fn dequeue(connection: &Connection, key: i64) -> Result<()> {
    connection.prepare_cached("DELETE FROM repack_queue WHERE snapshot = ?1")?.execute([key])?;
    Ok(())
}
