//! The table `import_source`: where a story came from, and what it was when it came.

use rusqlite::{Connection, OptionalExtension as _, Row, params};

use crate::Result;

/// A source that was imported before.
#[derive(Debug, Clone)]
pub(crate) struct SourceRow {
    pub(crate) origin: String,
    pub(crate) url: String,
    pub(crate) name: String,
    pub(crate) article: i64,
    pub(crate) source_hash: [u8; 32],
    pub(crate) content_hash: [u8; 32],
    /// Milliseconds since 1970; every source of one import has the same.
    pub(crate) run: i64,
}

pub(super) fn read(row: &Row<'_>) -> rusqlite::Result<SourceRow> {
    Ok(SourceRow {
        origin: row.get("origin")?,
        url: row.get("url")?,
        name: row.get("name")?,
        article: row.get("article")?,
        source_hash: row.get("source_hash")?,
        content_hash: row.get("content_hash")?,
        run: row.get("run")?,
    })
}

/// Returns what came from exactly here.
pub(crate) fn by_origin(connection: &Connection, origin: &str) -> Result<Option<SourceRow>> {
    let mut statement = connection.prepare_cached("SELECT * FROM import_source WHERE origin = ?1")?;
    Ok(statement.query_row([origin], read).optional()?)
}

/// Returns what came from this address of the web, one row a story; the import `run` itself left out.
pub(crate) fn by_url(connection: &Connection, url: &str, run: i64) -> Result<Vec<SourceRow>> {
    let sql = "SELECT * FROM import_source WHERE url = ?1 AND url <> '' AND run <> ?2 GROUP BY article ORDER BY run DESC LIMIT 2";
    super::rows(connection, sql, params![url, run], read)
}

/// Returns what was the same byte for byte, newest first; the import `run` itself left out.
pub(crate) fn by_hash(connection: &Connection, hash: &[u8; 32], run: i64) -> Result<Vec<SourceRow>> {
    let sql = "SELECT * FROM import_source WHERE source_hash = ?1 AND run <> ?2 ORDER BY run DESC LIMIT 20";
    super::rows(connection, sql, params![hash, run], read)
}

/// Returns what had this path inside what was chosen, newest first; the import `run` itself left out.
pub(crate) fn by_name(connection: &Connection, name: &str, run: i64) -> Result<Vec<SourceRow>> {
    let sql = "SELECT * FROM import_source WHERE name = ?1 AND run <> ?2 ORDER BY run DESC LIMIT 20";
    super::rows(connection, sql, params![name, run], read)
}

/// Tells whether the import `run` has brought this story something already.
pub(crate) fn is_claimed(connection: &Connection, article: i64, run: i64) -> Result<bool> {
    let mut statement = connection.prepare_cached("SELECT EXISTS (SELECT 1 FROM import_source WHERE article = ?1 AND run = ?2)")?;
    Ok(statement.query_row(params![article, run], |row| row.get(0))?)
}

/// Keeps where a story came from, over what was kept for the same origin.
pub(crate) fn put(connection: &Connection, row: &SourceRow) -> Result<()> {
    // What came in before mostly stays as it was, and no index knows of the run.
    let same = "UPDATE import_source SET run = ?7 \
                WHERE origin = ?1 AND url = ?2 AND name = ?3 AND article = ?4 AND source_hash = ?5 AND content_hash = ?6";
    let whole = "INSERT OR REPLACE INTO import_source (origin, url, name, article, source_hash, content_hash, run) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
    let put = |sql: &str| -> rusqlite::Result<usize> {
        let values = params![row.origin, row.url, row.name, row.article, row.source_hash, row.content_hash, row.run];
        connection.prepare_cached(sql)?.execute(values)
    };
    if put(same)? == 0 {
        put(whole)?;
    }
    Ok(())
}

/// Runs `work` so that nothing of it stays where it fails, or where `keep` is false; the transaction around it goes on.
pub(crate) fn apart<T>(connection: &Connection, keep: bool, work: impl FnOnce() -> Result<T>) -> Result<T> {
    connection.execute_batch("SAVEPOINT piece")?;
    let done = work();
    connection.execute_batch(if keep && done.is_ok() { "RELEASE piece" } else { "ROLLBACK TO piece; RELEASE piece" })?;
    done
}
