//! What a website asks of the library: which stories there are and what is out of each, without reading one; then some of them.

use std::collections::HashSet;

use rusqlite::{Connection, Row};

use super::articles;
use crate::Result;
use crate::article::Status;

/// A story as it stands, without its content.
#[derive(Debug, Clone)]
pub(crate) struct OutgoingRow {
    pub(crate) key: i64,
    pub(crate) id: String,
    pub(crate) status: Status,
    /// Milliseconds since 1970.
    pub(crate) created_at: i64,
    pub(crate) content_hash: [u8; 32],
    pub(crate) published_revision: Option<u32>,
    pub(crate) published_hash: Option<[u8; 32]>,
    /// The slug of a published story whose working copy holds more than what is out.
    pub(crate) changed_slug: Option<String>,
}

const COLUMNS: &str = "SELECT key, id, status, created_at, content_hash, published_revision, published_hash, \
                       CASE WHEN content_hash <> published_hash AND slug <> '' THEN slug END FROM article";
/// From this share of all stories on, one walk over all is cheaper than a look for each.
const SHARE: usize = 8;

fn read(row: &Row<'_>) -> rusqlite::Result<OutgoingRow> {
    Ok(OutgoingRow {
        key: row.get(0)?,
        id: row.get(1)?,
        status: articles::status(row, "status")?,
        created_at: row.get(3)?,
        content_hash: row.get(4)?,
        published_revision: row.get(5)?,
        published_hash: row.get(6)?,
        changed_slug: row.get(7)?,
    })
}

/// Returns the rows with these keys, in the order of their ids.
pub(crate) fn rows(connection: &Connection, keys: &[i64]) -> Result<Vec<OutgoingRow>> {
    let all: usize = connection.query_row("SELECT sum(stories) FROM status_count", [], |row| row.get::<_, i64>(0))?.try_into().unwrap_or(0);
    let mut rows = if keys.len() > all / SHARE {
        let wanted: HashSet<i64> = keys.iter().copied().collect();
        let mut statement = connection.prepare_cached(COLUMNS)?;
        let rows = statement.query_map([], read)?.collect::<rusqlite::Result<Vec<_>>>()?;
        rows.into_iter().filter(|row| wanted.contains(&row.key)).collect()
    } else {
        let mut statement = connection.prepare_cached(&format!("{COLUMNS} WHERE key = ?1"))?;
        keys.iter().map(|key| statement.query_row([key], read)).collect::<rusqlite::Result<Vec<_>>>()?
    };
    rows.sort_unstable_by(|a, b| a.id.cmp(&b.id));
    Ok(rows)
}

/// Returns a working copy's bytes.
pub(crate) fn content(connection: &Connection, key: i64) -> Result<Vec<u8>> {
    Ok(articles::load_key(connection, key)?.map(|row| row.content).unwrap_or_default())
}

/// Returns every tag's key, name and description.
pub(crate) fn tags(connection: &Connection) -> Result<Vec<(i64, String, String)>> {
    super::rows(connection, "SELECT key, name, description FROM tag ORDER BY key", [], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
}

/// Returns every old slug with the id of the story that had it.
pub(crate) fn redirects(connection: &Connection) -> Result<Vec<(String, String)>> {
    super::rows(connection, "SELECT r.slug, a.id FROM redirect r JOIN article a ON a.key = r.article ORDER BY r.slug", [], |row| {
        Ok((row.get(0)?, row.get(1)?))
    })
}
