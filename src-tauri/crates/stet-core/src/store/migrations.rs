//! Migrations: numbered SQL, forward only. All that a file lacks run in one transaction, so a failure changes nothing.

use std::path::Path;

use rusqlite::{Connection, TransactionBehavior};

use crate::{Error, Result};

/// Every migration in order; the n-th brings a file to `user_version` n. A shipped one is never edited (a test holds its hash).
const MIGRATIONS: &[&str] = &[
    include_str!("migrations/0001_library.sql"),
    include_str!("migrations/0002_import_source.sql"),
    include_str!("migrations/0003_lean_saves.sql"),
    include_str!("migrations/0004_pictures.sql"),
    include_str!("migrations/0005_thinning.sql"),
    include_str!("migrations/0006_packs.sql"),
    include_str!("migrations/0007_one_walk.sql"),
];

/// The format that this Stet writes, and the newest that it reads.
pub const FORMAT: i64 = MIGRATIONS.len() as i64;

/// Brings the file to [`FORMAT`]. `path` is for messages only.
pub(crate) fn migrate(connection: &mut Connection, path: &Path) -> Result<()> {
    run(connection, path, MIGRATIONS)
}

/// Returns how the schema of a file differs from the one that these migrations make, a sentence each.
pub(crate) fn differences(connection: &Connection) -> Result<Vec<String>> {
    let schema = |connection: &Connection| -> Result<Vec<(String, String, Option<String>)>> {
        let sql = "SELECT type || ' ' || name, tbl_name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%' ORDER BY 1";
        let mut statement = connection.prepare(sql)?;
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    };
    let mut fresh = Connection::open_in_memory()?;
    migrate(&mut fresh, Path::new(""))?;
    let (found, made) = (schema(connection)?, schema(&fresh)?);
    let missing = made.iter().filter(|entry| !found.contains(entry)).map(|(name, ..)| format!("the {name} is not as Stet makes it"));
    let more =
        found.iter().filter(|entry| made.iter().all(|other| other.0 != entry.0)).map(|(name, ..)| format!("the {name} is not Stet's"));
    Ok(missing.chain(more).collect())
}

fn run(connection: &mut Connection, path: &Path, migrations: &[&str]) -> Result<()> {
    let known = i64::try_from(migrations.len()).unwrap_or(i64::MAX);
    let version = |connection: &Connection| connection.query_row("PRAGMA user_version", [], |row| row.get::<_, i64>(0));
    let newer = |found: i64| Error::NewerLibrary { path: path.to_owned(), found, known };
    match version(connection)? {
        found if found == known => return Ok(()),
        found if found > known => return Err(newer(found)),
        _ => {}
    }
    // A table that is made anew is dropped on the way, which must not take along what points at it (the keys stay the same).
    let enforced: bool = connection.query_row("PRAGMA foreign_keys", [], |row| row.get(0))?;
    connection.pragma_update(None, "foreign_keys", false)?;
    let done = all_or_nothing(connection, migrations, known, &version, &newer);
    connection.pragma_update(None, "foreign_keys", enforced)?;
    done
}

fn all_or_nothing(
    connection: &mut Connection,
    migrations: &[&str],
    known: i64,
    version: &dyn Fn(&Connection) -> rusqlite::Result<i64>,
    newer: &dyn Fn(i64) -> Error,
) -> Result<()> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    // Another process may have migrated the file while this one waited for the lock.
    let found = version(&transaction)?;
    if found > known {
        return Err(newer(found));
    }
    for sql in migrations.iter().skip(usize::try_from(found).unwrap_or(0)) {
        transaction.execute_batch(sql)?;
    }
    if transaction.prepare("PRAGMA foreign_key_check")?.exists([])? {
        return Err(Error::LibraryDamaged { reason: "rows point at others that are not there".to_owned() });
    }
    transaction.pragma_update(None, "user_version", known)?;
    transaction.commit()?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dump(connection: &Connection) -> Vec<String> {
        let mut statement = connection.prepare("SELECT type || ' ' || name FROM sqlite_schema ORDER BY 1").unwrap();
        let rows = statement.query_map([], |row| row.get(0)).unwrap();
        rows.map(Result::unwrap).collect()
    }

    #[test]
    fn a_failing_migration_changes_nothing() {
        let mut connection = Connection::open_in_memory().unwrap();
        let path = Path::new("x");
        run(&mut connection, path, &["CREATE TABLE one (a)"]).unwrap();
        let before = dump(&connection);
        let failed = run(&mut connection, path, &["", "CREATE TABLE two (a)", "CREATE TABLE two (a)"]);
        assert!(failed.is_err(), "the third migration should fail");
        assert_eq!(dump(&connection), before, "nothing of a failed run should stay");
        let version: i64 = connection.query_row("PRAGMA user_version", [], |row| row.get(0)).unwrap();
        assert_eq!(version, 1);
        run(&mut connection, path, &["", "CREATE TABLE two (a)"]).unwrap();
        assert!(dump(&connection).contains(&"table two".to_owned()));
    }

    #[test]
    fn a_newer_file_is_refused() {
        let mut connection = Connection::open_in_memory().unwrap();
        connection.pragma_update(None, "user_version", FORMAT + 1).unwrap();
        let error = migrate(&mut connection, Path::new("x")).unwrap_err();
        assert!(matches!(error, Error::NewerLibrary { found, known, .. } if found == FORMAT + 1 && known == FORMAT));
        assert!(dump(&connection).is_empty());
    }

    #[test]
    fn shipped_migrations_are_never_edited() {
        let hashes: Vec<String> = MIGRATIONS.iter().map(|sql| blake3::hash(sql.as_bytes()).to_hex()[..16].to_owned()).collect();
        assert_eq!(
            hashes,
            [
                "1aa215ce1c4e409d",
                "2bee8b31c987deb8",
                "cdc558cb5009a313",
                "07c1c2a43960efe8",
                "498e7a3f85038640",
                "35b3c4b4aff72306",
                "7236dc2af4ad2b97"
            ],
            "add a migration; do not edit one that has shipped"
        );
    }
}
