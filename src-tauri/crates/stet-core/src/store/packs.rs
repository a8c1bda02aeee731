//! The tables `pack` and `pack_queue`: contents that are coded together. How, is history's affair.

use std::cmp::Reverse;

use rusqlite::{Connection, OptionalExtension, params};

use crate::{Result, RevisionNumber};

/// A row of `pack`.
#[derive(Debug)]
pub(crate) struct PackRow {
    /// Bytes of its contents, one after another.
    pub(crate) size: usize,
    /// What mends its bytes; empty where nothing does.
    pub(crate) guard: Vec<u8>,
    pub(crate) bytes: Vec<u8>,
}

/// A snapshot in a pack, and the first revision that has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Member {
    pub(crate) snapshot: i64,
    pub(crate) hash: [u8; 32],
    pub(crate) pack: i64,
    pub(crate) start: usize,
    pub(crate) size: usize,
    story: i64,
    number: RevisionNumber,
}

impl Member {
    /// Returns what packs are sorted by: a story's contents together, the newest first.
    pub(crate) fn order(&self) -> (i64, Reverse<RevisionNumber>, i64) {
        (self.story, Reverse(self.number), self.snapshot)
    }
}

const MEMBER: &str = "SELECT s.key, s.hash, s.pack, s.start, s.size, min(r.article), r.number \
                      FROM snapshot s LEFT JOIN revision r ON r.snapshot = s.key";

fn member(row: &rusqlite::Row<'_>) -> rusqlite::Result<Member> {
    let number = |at| row.get::<_, i64>(at).map(|number| usize::try_from(number).unwrap_or(usize::MAX));
    Ok(Member {
        snapshot: row.get(0)?,
        hash: row.get(1)?,
        pack: row.get(2)?,
        start: number(3)?,
        size: number(4)?,
        story: row.get::<_, Option<i64>>(5)?.unwrap_or(i64::MAX),
        number: row.get::<_, Option<RevisionNumber>>(6)?.unwrap_or(0),
    })
}

/// Returns the pack with this key.
pub(crate) fn load(connection: &Connection, key: i64) -> Result<Option<PackRow>> {
    let mut statement = connection.prepare_cached("SELECT size, guard, bytes FROM pack WHERE key = ?1")?;
    let read = |row: &rusqlite::Row<'_>| {
        let size = usize::try_from(row.get::<_, i64>(0)?).unwrap_or(0);
        Ok(PackRow { size, guard: row.get(1)?, bytes: row.get(2)? })
    };
    Ok(statement.query_row([key], read).optional()?)
}

/// Returns a pack's size: that of its contents, and that of its row's bytes.
pub(crate) fn sizes(connection: &Connection, key: i64) -> Result<Option<(u64, u64)>> {
    let mut statement = connection.prepare_cached("SELECT size, length(guard) + length(bytes) FROM pack WHERE key = ?1")?;
    let read = |row: &rusqlite::Row<'_>| Ok((row.get::<_, i64>(0)?.unsigned_abs(), row.get::<_, i64>(1)?.unsigned_abs()));
    Ok(statement.query_row([key], read).optional()?)
}

/// Returns the keys of all packs that have a guard.
pub(crate) fn guarded(connection: &Connection) -> Result<Vec<i64>> {
    super::rows(connection, "SELECT key FROM pack WHERE guard <> x''", [], |row| row.get(0))
}

/// Returns the keys of all packs that hold more than the snapshots that are in them: something has left them.
pub(crate) fn holed(connection: &Connection) -> Result<Vec<i64>> {
    let sql = "SELECT key FROM pack p WHERE size > (SELECT coalesce(sum(size), 0) FROM snapshot WHERE pack = p.key)";
    super::rows(connection, sql, [], |row| row.get(0))
}

/// Tells whether so many packs or more wait to be packed together with others.
pub(crate) fn are_waiting(connection: &Connection, count: u32) -> Result<bool> {
    let sql = "SELECT count(*) FROM (SELECT 1 FROM pack_queue LIMIT ?1)";
    Ok(connection.prepare_cached(sql)?.query_row([count], |row| row.get::<_, u32>(0))? >= count)
}

/// Adds a pack; returns its key.
pub(crate) fn insert(connection: &Connection, pack: &PackRow) -> Result<i64> {
    let sql = "INSERT INTO pack (size, guard, bytes) VALUES (?1, ?2, ?3)";
    connection.prepare_cached(sql)?.execute(params![i64::try_from(pack.size).unwrap_or(i64::MAX), pack.guard, pack.bytes])?;
    Ok(connection.last_insert_rowid())
}

/// Removes a pack that no snapshot is in.
pub(crate) fn delete(connection: &Connection, key: i64) -> Result<()> {
    dequeue(connection, key)?;
    connection.prepare_cached("DELETE FROM pack WHERE key = ?1")?.execute([key])?;
    Ok(())
}

/// Returns the snapshots that are in a pack.
pub(crate) fn members(connection: &Connection, key: i64) -> Result<Vec<Member>> {
    super::rows(connection, &format!("{MEMBER} WHERE s.pack = ?1 GROUP BY s.key"), [key], member)
}

/// Returns the snapshots in the first `limit` packs that wait to be packed together with others.
pub(crate) fn waiting(connection: &Connection, limit: u32) -> Result<Vec<Member>> {
    let sql = format!("{MEMBER} WHERE s.pack IN (SELECT pack FROM pack_queue ORDER BY pack LIMIT ?1) GROUP BY s.key");
    super::rows(connection, &sql, [limit], member)
}

/// Notes that a pack waits to be packed together with others.
pub(crate) fn queue(connection: &Connection, key: i64) -> Result<()> {
    connection.prepare_cached("INSERT OR IGNORE INTO pack_queue (pack) VALUES (?1)")?.execute([key])?;
    Ok(())
}

/// Takes a pack off the queue.
pub(crate) fn dequeue(connection: &Connection, key: i64) -> Result<()> {
    connection.prepare_cached("DELETE FROM pack_queue WHERE pack = ?1")?.execute([key])?;
    Ok(())
}
