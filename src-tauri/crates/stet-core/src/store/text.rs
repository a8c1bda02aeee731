//! The tables `index_queue` and `article_text`, and the full-text index over them.
//!
//! A save only queues its story, so that it stays one small commit; the index is brought up to date in batches.

use rusqlite::{Connection, OptionalExtension, params};

use crate::search::cjk;
use crate::{Error, Result};

/// What of a story is searched.
#[derive(Debug, Default)]
pub(crate) struct Texts {
    pub(crate) headline: String,
    pub(crate) standfirst: String,
    pub(crate) body: String,
    pub(crate) byline: String,
}

/// Marks a story's text as changed.
pub(crate) fn queue(connection: &Connection, article: i64) -> Result<()> {
    connection.prepare_cached("INSERT OR IGNORE INTO index_queue (article) VALUES (?1)")?.execute([article])?;
    Ok(())
}

/// Returns up to `limit` stories whose text is not yet in the index.
pub(crate) fn queued(connection: &Connection, limit: u32) -> Result<Vec<i64>> {
    super::rows(connection, "SELECT article FROM index_queue ORDER BY article LIMIT ?1", [limit], |row| row.get(0))
}

/// Puts a story's text into the index and takes it off the queue.
pub(crate) fn put(connection: &Connection, article: i64, texts: &Texts) -> Result<()> {
    // A line of its own for each field, so that no pair runs over from one into the next.
    let cjk = cjk::pairs(&[&*texts.headline, &texts.standfirst, &texts.body, &texts.byline].join("\n"));
    let sql = "INSERT INTO article_text (article, headline, standfirst, body, byline, cjk) VALUES (?1, ?2, ?3, ?4, ?5, ?6) \
               ON CONFLICT (article) DO UPDATE SET headline = excluded.headline, standfirst = excluded.standfirst, \
               body = excluded.body, byline = excluded.byline, cjk = excluded.cjk";
    connection.prepare_cached(sql)?.execute(params![article, texts.headline, texts.standfirst, texts.body, texts.byline, cjk])?;
    dequeue(connection, article)
}

/// Takes a story off the queue.
pub(crate) fn dequeue(connection: &Connection, article: i64) -> Result<()> {
    connection.prepare_cached("DELETE FROM index_queue WHERE article = ?1")?.execute([article])?;
    Ok(())
}

/// Takes a story out of the index.
pub(crate) fn remove(connection: &Connection, article: i64) -> Result<()> {
    connection.prepare_cached("DELETE FROM article_text WHERE article = ?1")?.execute([article])?;
    dequeue(connection, article)
}

/// Proves the index against the text that it stands for. Errors: LibraryDamaged.
pub(crate) fn prove(connection: &Connection) -> Result<()> {
    connection.execute("INSERT INTO article_fts (article_fts, rank) VALUES ('integrity-check', 1)", [])?;
    let sql = "SELECT count(*) FROM article a WHERE NOT EXISTS (SELECT 1 FROM article_text t WHERE t.article = a.key) \
               AND NOT EXISTS (SELECT 1 FROM index_queue q WHERE q.article = a.key)";
    let missing: u32 = connection.query_row(sql, [], |row| row.get(0))?;
    let strays = "SELECT count(*) FROM article_text t WHERE NOT EXISTS (SELECT 1 FROM article a WHERE a.key = t.article)";
    let strays: Option<u32> = connection.query_row(strays, [], |row| row.get(0)).optional()?;
    if missing > 0 || strays.unwrap_or(0) > 0 {
        let strays = strays.unwrap_or(0);
        return Err(Error::LibraryDamaged { reason: format!("{missing} stories are not in the index, {strays} in it are gone") });
    }
    Ok(())
}
