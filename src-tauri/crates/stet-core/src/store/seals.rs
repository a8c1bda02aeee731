//! The table `seal`: hashes of rows that no other hash covers (settings, tags, saved searches), so that `check` can prove them.
//!
//! Whoever writes such a row renews its seal in the same transaction. A row without a seal was written by a Stet that knew none.

use rusqlite::types::ValueRef;
use rusqlite::{Connection, OptionalExtension, Row, ToSql, params};

use crate::Result;

/// A table whose rows are sealed: its name, the column that its rows are known by, and what is sealed.
const TABLES: [(&str, &str, &str); 4] = [
    ("setting", "key", "key, value"),
    ("saved_search", "folded", "folded, name, query"),
    ("tag", "key", "key, name, folded, parent, colour, description"),
    ("tag_alias", "folded", "folded, name, tag"),
];

/// Seals the rows of `table` that have `key` in `column` anew; a row that is gone loses its seal.
pub(crate) fn renew(connection: &Connection, table: &str, key: &dyn ToSql) -> Result<()> {
    let Some((_, column, columns)) = TABLES.into_iter().find(|(name, ..)| *name == table) else { return Ok(()) };
    let named = connection.prepare_cached("SELECT ?1 || ':' || ?2")?.query_row(params![table, key], |row| row.get::<_, String>(0))?;
    let mut statement = connection.prepare_cached(&format!("SELECT {columns} FROM {table} WHERE {column} = ?1"))?;
    match statement.query_row([key], hash).optional()? {
        Some(hash) => {
            let sql = "INSERT INTO seal (name, hash) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET hash = excluded.hash";
            connection.prepare_cached(sql)?.execute(params![named, hash])?;
        }
        None => drop(connection.prepare_cached("DELETE FROM seal WHERE name = ?1")?.execute([named])?),
    }
    Ok(())
}

/// Seals every row of `table` anew, after a change of many.
pub(crate) fn renew_all(connection: &Connection, table: &str) -> Result<()> {
    let Some((_, column, _)) = TABLES.into_iter().find(|(name, ..)| *name == table) else { return Ok(()) };
    connection.execute("DELETE FROM seal WHERE name GLOB ?1 || ':*'", [table])?;
    let keys: Vec<rusqlite::types::Value> = {
        let mut statement = connection.prepare(&format!("SELECT {column} FROM {table}"))?;
        statement.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?
    };
    keys.iter().try_for_each(|key| renew(connection, table, key))
}

/// Returns the rows that are not what was written, a sentence each.
pub(crate) fn broken(connection: &Connection) -> Result<Vec<String>> {
    let mut found = Vec::new();
    let mut seen: u64 = 0;
    let mut sealed = connection.prepare("SELECT hash FROM seal WHERE name = ?1 || ':' || ?2")?;
    for (table, _, columns) in TABLES {
        let mut statement = connection.prepare(&format!("SELECT {columns} FROM {table}"))?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let key: rusqlite::types::Value = row.get(0)?;
            let seal: Option<Vec<u8>> = sealed.query_row(params![table, key], |row| row.get(0)).optional()?;
            seen += u64::from(seal.is_some());
            if seal.is_some_and(|seal| seal != hash(row).unwrap_or_default()) {
                found.push(format!("a row of {table} is not what was written"));
            }
        }
    }
    // A row whose key has changed leaves a seal of nothing.
    let seals: u64 = connection.query_row("SELECT count(*) FROM seal", [], |row| row.get::<_, i64>(0))?.unsigned_abs();
    if seals != seen {
        found.push(format!("{} rows that were written are not there", seals.abs_diff(seen)));
    }
    Ok(found)
}

/// Returns a hash over all values of a row, eight bytes long.
fn hash(row: &Row<'_>) -> rusqlite::Result<Vec<u8>> {
    let mut hasher = blake3::Hasher::new();
    for column in 0..row.as_ref().column_count() {
        let mut field = |kind: u8, bytes: &[u8]| {
            hasher.update(&[kind]).update(&(bytes.len() as u64).to_le_bytes()).update(bytes);
        };
        match row.get_ref(column)? {
            ValueRef::Null => field(0, &[]),
            ValueRef::Integer(number) => field(1, &number.to_le_bytes()),
            ValueRef::Real(number) => field(2, &number.to_le_bytes()),
            ValueRef::Text(bytes) => field(3, bytes),
            ValueRef::Blob(bytes) => field(4, bytes),
        }
    }
    Ok(hasher.finalize().as_bytes()[..8].to_vec())
}
