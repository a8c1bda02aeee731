//! The tables `setting` and `saved_search`.

use rusqlite::{Connection, OptionalExtension, params};

use super::seals;
use crate::Result;
use crate::tag::fold;

/// Returns a setting of this library.
pub(crate) fn get(connection: &Connection, key: &str) -> Result<Option<String>> {
    let mut statement = connection.prepare_cached("SELECT value FROM setting WHERE key = ?1")?;
    Ok(statement.query_row([key], |row| row.get(0)).optional()?)
}

/// Writes a setting of this library.
pub(crate) fn set(connection: &Connection, key: &str, value: &str) -> Result<()> {
    let sql = "INSERT INTO setting (key, value) VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE SET value = excluded.value";
    connection.prepare_cached(sql)?.execute([key, value])?;
    seals::renew(connection, "setting", &key)
}

/// Forgets a setting.
pub(crate) fn forget(connection: &Connection, key: &str) -> Result<()> {
    connection.prepare_cached("DELETE FROM setting WHERE key = ?1")?.execute([key])?;
    seals::renew(connection, "setting", &key)
}

/// Returns saved searches (name, query), A to Z.
pub(crate) fn searches(connection: &Connection) -> Result<Vec<(String, String)>> {
    super::rows(connection, "SELECT name, query FROM saved_search ORDER BY folded", [], |row| Ok((row.get(0)?, row.get(1)?)))
}

/// Keeps a search under a name; one of that name, whatever its case, is replaced.
pub(crate) fn save_search(connection: &Connection, name: &str, query: &str) -> Result<()> {
    let sql = "INSERT INTO saved_search (folded, name, query) VALUES (?1, ?2, ?3) \
               ON CONFLICT (folded) DO UPDATE SET name = excluded.name, query = excluded.query";
    connection.prepare_cached(sql)?.execute(params![fold(name), name, query])?;
    seals::renew(connection, "saved_search", &fold(name))
}

/// Forgets a search.
pub(crate) fn delete_search(connection: &Connection, name: &str) -> Result<()> {
    connection.prepare_cached("DELETE FROM saved_search WHERE folded = ?1")?.execute([fold(name)])?;
    seals::renew(connection, "saved_search", &fold(name))
}
