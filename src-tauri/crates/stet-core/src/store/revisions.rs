//! The tables `revision` and `revision_name`. Rows are added and never changed, but for the name that stands beside its history.

use rusqlite::{Connection, OptionalExtension, Row, params};

use super::articles::moment;
use crate::article::Status;
use crate::library::{HistoryFilter, Reason, RevisionRow};
use crate::{Result, RevisionNumber};

/// A revision with what the timeline does not show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct StoredRevision {
    pub(crate) row: RevisionRow,
    pub(crate) snapshot: i64,
    pub(crate) chain_hash: [u8; 32],
    /// A hash of what the chain does not cover; 0 where a Stet that knew none wrote it.
    pub(crate) seal: i64,
}

/// Returns a hash of what the chain does not cover.
pub(crate) fn seal_of(row: &RevisionRow, snapshot: i64) -> i64 {
    let mut hasher = blake3::Hasher::new();
    for number in [row.number, row.added, row.removed, row.words] {
        hasher.update(&number.to_le_bytes());
    }
    hasher.update(&snapshot.to_le_bytes());
    // Three bytes, so that a revision stays small.
    (super::articles::short(&hasher) & 0x7F_FFFF) | 1
}

/// A change of a revision's name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Naming {
    pub(crate) number: RevisionNumber,
    pub(crate) name: Option<String>,
    pub(crate) author: String,
    /// Milliseconds since 1970.
    pub(crate) time: i64,
    pub(crate) hash: [u8; 32],
}

/// Reasons with their numbers in the file and the names that the chain hashes. A number once given is never given to another.
const REASONS: [(i64, Reason, &str); 7] = [
    (0, Reason::Created, "created"),
    (1, Reason::Saved, "saved"),
    (2, Reason::Autosaved, "autosaved"),
    (3, Reason::Status, "status"),
    (PUBLISHED, Reason::Published, "published"),
    (5, Reason::Imported, "imported"),
    (6, Reason::Restored, "restored"),
];

/// [`Reason::Published`], as the file writes it.
const PUBLISHED: i64 = 4;

/// Returns a reason as the chain hashes it.
pub(crate) fn reason_name(reason: Reason) -> &'static str {
    REASONS.into_iter().find(|(_, other, _)| *other == reason).map_or("saved", |(.., name)| name)
}

/// Returns a reason as the file writes it.
fn reason_number(reason: Reason) -> i64 {
    REASONS.into_iter().find(|(_, other, _)| *other == reason).map_or(1, |(number, ..)| number)
}

/// Returns a status as the file writes it. A number once given is never given to another.
fn status_number(status: Status) -> i64 {
    match status {
        Status::Draft => 0,
        Status::Review => 1,
        Status::Ready => 2,
        Status::Published => 3,
        Status::Spiked => 4,
    }
}

/// Reads the number of one of `all`; files of the formats before packs have a name there.
fn listed<T: Copy>(row: &Row<'_>, column: &str, all: impl IntoIterator<Item = (i64, T, &'static str)>) -> rusqlite::Result<T> {
    let value: rusqlite::types::Value = row.get(column)?;
    let is_it = |(number, _, name): &(i64, T, &str)| match &value {
        rusqlite::types::Value::Integer(found) => found == number,
        rusqlite::types::Value::Text(found) => found == name,
        _ => false,
    };
    let found = all.into_iter().find(is_it).map(|(_, item, _)| item);
    found.ok_or_else(|| rusqlite::Error::InvalidColumnName(format!("{column} {value:?}")))
}

/// A revision's row, and whether its content is gone.
const ROW: &str = "SELECT *, snapshot IN (SELECT key FROM snapshot WHERE codec = 0) AS thinned FROM revision";

/// Reads a row with all its columns.
pub(crate) fn read(row: &Row<'_>) -> rusqlite::Result<StoredRevision> {
    let reason = listed(row, "reason", REASONS)?;
    let status = listed(row, "status", Status::ALL.map(|status| (status_number(status), status, status.as_str())))?;
    Ok(StoredRevision {
        row: RevisionRow {
            number: row.get("number")?,
            parent: row.get("parent")?,
            reason,
            status,
            name: row.get("name")?,
            author: row.get("author")?,
            time: moment(row, "time")?,
            added: row.get("added")?,
            removed: row.get("removed")?,
            words: row.get("words")?,
            restored_from: row.get("restored_from")?,
            restored_part: row.get("restored_part")?,
            published: reason == Reason::Published,
            thinned: row.get("thinned").or_else(unless_missing(false))?,
        },
        snapshot: row.get("snapshot")?,
        chain_hash: row.get("chain_hash")?,
        seal: row.get("seal").or_else(unless_missing(0))?,
    })
}

/// Returns what stands for a column that a file of an older format lacks.
pub(super) fn unless_missing<T>(value: T) -> impl FnOnce(rusqlite::Error) -> rusqlite::Result<T> {
    |error| match error {
        rusqlite::Error::InvalidColumnName(_) => Ok(value),
        other => Err(other),
    }
}

/// Returns a story's revision of this number.
pub(crate) fn load(connection: &Connection, article: i64, number: RevisionNumber) -> Result<Option<StoredRevision>> {
    let mut statement = connection.prepare_cached(&format!("{ROW} WHERE article = ?1 AND number = ?2"))?;
    Ok(statement.query_row(params![article, number], read).optional()?)
}

/// Returns all revisions of a story, oldest first.
pub(crate) fn all(connection: &Connection, article: i64) -> Result<Vec<StoredRevision>> {
    super::rows(connection, &format!("{ROW} WHERE article = ?1 ORDER BY number"), [article], read)
}

/// Returns how many revisions of a story the filter has, and up to `limit` of them before `before`, newest first.
pub(crate) fn page(
    connection: &Connection,
    article: i64,
    only: &HistoryFilter,
    before: Option<RevisionNumber>,
    limit: u32,
) -> Result<(u32, Vec<RevisionRow>)> {
    let filter = "article = ?1 AND (?2 = 0 OR name IS NOT NULL) AND (?3 = 0 OR reason = ?5) AND (?4 IS NULL OR author = ?4)";
    let mut statement = connection.prepare_cached(&format!("SELECT count(*) FROM revision WHERE {filter}"))?;
    let total = statement.query_row(params![article, only.named, only.published, only.author, PUBLISHED], |row| row.get(0))?;
    let sql = format!("{ROW} WHERE {filter} AND (?6 IS NULL OR number < ?6) ORDER BY number DESC LIMIT ?7");
    let values = params![article, only.named, only.published, only.author, PUBLISHED, before, limit];
    Ok((total, super::rows(connection, &sql, values, |row| read(row).map(|revision| revision.row))?))
}

/// Returns everybody who made a revision of a story.
pub(crate) fn authors(connection: &Connection, article: i64) -> Result<Vec<String>> {
    super::rows(connection, "SELECT DISTINCT author FROM revision WHERE article = ?1 ORDER BY author", [article], |row| row.get(0))
}

/// A revision as a layer of its story's history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Stratum {
    pub(crate) number: RevisionNumber,
    pub(crate) snapshot: i64,
    pub(crate) chain_hash: [u8; 32],
}

/// Returns number, snapshot and identity of all revisions of a story, oldest first.
pub(crate) fn strata(connection: &Connection, article: i64) -> Result<Vec<Stratum>> {
    let sql = "SELECT number, snapshot, chain_hash FROM revision WHERE article = ?1 ORDER BY number";
    super::rows(connection, sql, [article], |row| Ok(Stratum { number: row.get(0)?, snapshot: row.get(1)?, chain_hash: row.get(2)? }))
}

/// Tells whether a story was ever out.
pub(crate) fn was_published(connection: &Connection, article: i64) -> Result<bool> {
    let sql = "SELECT EXISTS (SELECT 1 FROM revision WHERE article = ?1 AND reason = ?2)";
    Ok(connection.prepare_cached(sql)?.query_row([article, PUBLISHED], |row| row.get(0))?)
}

/// Returns the revision that was published last.
pub(crate) fn last_published(connection: &Connection, article: i64) -> Result<Option<RevisionNumber>> {
    let sql = "SELECT max(number) FROM revision WHERE article = ?1 AND reason = ?2";
    Ok(connection.prepare_cached(sql)?.query_row([article, PUBLISHED], |row| row.get(0))?)
}

/// Returns the revisions that were published, oldest first.
pub(crate) fn published(connection: &Connection, article: i64) -> Result<Vec<RevisionNumber>> {
    let sql = "SELECT number FROM revision WHERE article = ?1 AND reason = ?2 ORDER BY number";
    super::rows(connection, sql, [article, PUBLISHED], |row| row.get(0))
}

/// Returns when a story was published first and last, in milliseconds since 1970, and how often.
pub(crate) fn publications(connection: &Connection, article: i64) -> Result<Option<(i64, i64, u32)>> {
    let sql = "SELECT time FROM revision WHERE article = ?1 AND reason = ?2 ORDER BY number";
    let times: Vec<i64> = super::rows(connection, sql, [article, PUBLISHED], |row| row.get(0))?;
    let count = u32::try_from(times.len()).unwrap_or(u32::MAX);
    Ok(times.first().zip(times.last()).map(|(first, last)| (*first, *last, count)))
}

/// Adds a revision.
pub(crate) fn insert(connection: &Connection, article: i64, revision: &StoredRevision) -> Result<()> {
    let sql = "INSERT INTO revision (article, number, parent, reason, status, author, time, snapshot, chain_hash, added, removed, words, \
               restored_from, restored_part, seal) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)";
    let row = &revision.row;
    connection.prepare_cached(sql)?.execute(params![
        article,
        row.number,
        row.parent,
        reason_number(row.reason),
        status_number(row.status),
        row.author,
        row.time.timestamp_millis(),
        revision.snapshot,
        revision.chain_hash,
        row.added,
        row.removed,
        row.words,
        row.restored_from,
        row.restored_part,
        seal_of(row, revision.snapshot),
    ])?;
    Ok(())
}

/// Returns the changes of names in a story, oldest first.
pub(crate) fn namings(connection: &Connection, article: i64) -> Result<Vec<Naming>> {
    let sql = "SELECT number, name, author, time, hash FROM revision_name WHERE article = ?1 ORDER BY key";
    super::rows(connection, sql, [article], |row| {
        Ok(Naming { number: row.get(0)?, name: row.get(1)?, author: row.get(2)?, time: row.get(3)?, hash: row.get(4)? })
    })
}

/// Names a revision and keeps that it was named.
pub(crate) fn add_naming(connection: &Connection, article: i64, naming: &Naming) -> Result<()> {
    let sql = "INSERT INTO revision_name (article, number, name, author, time, hash) VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
    let values = params![article, naming.number, naming.name, naming.author, naming.time, naming.hash];
    connection.prepare_cached(sql)?.execute(values)?;
    let sql = "UPDATE revision SET name = ?3 WHERE article = ?1 AND number = ?2";
    connection.prepare_cached(sql)?.execute(params![article, naming.number, naming.name])?;
    Ok(())
}

/// Removes every revision of a story that is purged; returns the snapshots that they had.
pub(crate) fn delete_all(connection: &Connection, article: i64) -> Result<Vec<i64>> {
    let snapshots = super::rows(connection, "SELECT DISTINCT snapshot FROM revision WHERE article = ?1", [article], |row| row.get(0))?;
    connection.prepare_cached("DELETE FROM revision_name WHERE article = ?1")?.execute([article])?;
    connection.prepare_cached("DELETE FROM revision WHERE article = ?1")?.execute([article])?;
    Ok(snapshots)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The numbers are in every library file there is; migration 0006 wrote the first of them.
    #[test]
    fn numbers_of_reasons_and_statuses_stay_what_they_are() {
        let numbers = REASONS.map(|(_, reason, name)| (reason_number(reason), name));
        let names = ["created", "saved", "autosaved", "status", "published", "imported", "restored"];
        assert!(numbers.into_iter().eq((0..).zip(names)));
        let numbers = Status::ALL.map(|status| (status_number(status), status.as_str()));
        assert_eq!(numbers, [(0, "draft"), (1, "review"), (2, "ready"), (3, "published"), (4, "spiked")]);
    }
}
