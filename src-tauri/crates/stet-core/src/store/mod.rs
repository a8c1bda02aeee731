//! The library file: SQLite, its pragmas, migrations and tables. Knows rows, not stories' meaning.
//!
//! Owns every line of SQL (one file a table) and refuses to know documents, exports, imports and differences. Functions
//! take a `&Connection` and run inside whatever transaction their caller holds; only [`Store`] begins and ends one.

pub(crate) mod articles;
pub(crate) mod assets;
mod errors;
pub(crate) mod file;
pub(crate) mod found;
pub(crate) mod imports;
pub(crate) mod migrations;
pub(crate) mod outgoing;
pub(crate) mod packs;
pub(crate) mod revisions;
pub(crate) mod salvage;
pub(crate) mod seals;
pub(crate) mod settings;
pub(crate) mod snapshots;
pub(crate) mod tags;
pub(crate) mod text;
pub(crate) mod upkeep;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use rusqlite::{Connection, Params, Row};

use crate::{Error, Result};

pub use file::APPLICATION_ID;
pub use migrations::FORMAT;

/// Readers that are kept open for the next read; more are opened when more are needed at once.
const READERS_KEPT: usize = 4;

/// An open library file: one writer behind a lock, a few readers beside it, and a connection that only watches.
#[derive(Debug)]
pub(crate) struct Store {
    path: PathBuf,
    writer: Mutex<Connection>,
    readers: Mutex<Vec<Connection>>,
    watcher: Mutex<Connection>,
}

impl Store {
    /// Makes an empty library file. Errors: LibraryExists, IsAFolder, Io, DiskFull.
    pub(crate) fn create(path: &Path) -> Result<Self> {
        file::create(path)?;
        Self::open(path)
    }

    /// Opens a library file and brings it to this format. See [`crate::Library::open`] for the errors.
    pub(crate) fn open(path: &Path) -> Result<Self> {
        let named = |error: Error| error.at(path);
        file::inspect(path)?;
        let mut writer = file::connect(path, file::Role::Writer).map_err(named)?;
        migrations::migrate(&mut writer, path).map_err(named)?;
        file::prove(&writer).map_err(named)?;
        let watcher = file::connect(path, file::Role::Reader).map_err(named)?;
        Ok(Self { path: path.to_owned(), writer: Mutex::new(writer), readers: Mutex::new(Vec::new()), watcher: Mutex::new(watcher) })
    }

    /// Returns where the file lies.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Runs `work` in one transaction that either happens whole or not at all. When this returns `Ok`, what was written is on the disk.
    pub(crate) fn write<T>(&self, work: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
        let writer = lock(&self.writer);
        let run = || {
            let transaction = Writing::begin(&writer)?;
            let value = work(&writer)?;
            transaction.commit()?;
            Ok(value)
        };
        run().map_err(|error: Error| error.at(&self.path))
    }

    /// Runs `work` on a reader, in one snapshot of the file.
    pub(crate) fn read<T>(&self, work: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
        self.reader(|reader| {
            let transaction = reader.unchecked_transaction()?;
            let value = work(&transaction)?;
            transaction.commit()?;
            Ok(value)
        })
    }

    /// Runs `work` on a reader outside a transaction.
    pub(crate) fn reader<T>(&self, work: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
        let kept = lock(&self.readers).pop();
        let run = || {
            let reader = kept.map_or_else(|| file::connect(&self.path, file::Role::Reader), Ok)?;
            let value = work(&reader);
            let mut readers = lock(&self.readers);
            if readers.len() < READERS_KEPT {
                readers.push(reader);
            }
            value
        };
        run().map_err(|error: Error| error.at(&self.path))
    }

    /// Runs `work` on the writer outside a transaction: for statements that SQLite wants so.
    pub(crate) fn bare<T>(&self, work: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
        work(&lock(&self.writer)).map_err(|error| error.at(&self.path))
    }

    /// Returns a number that changes whenever anyone commits; the connection that asks never writes, so this process counts too.
    pub(crate) fn data_version(&self) -> Result<i64> {
        let version = lock(&self.watcher).query_row("PRAGMA data_version", [], |row| row.get(0));
        version.map_err(|error| Error::from(error).at(&self.path))
    }

    /// Returns the size of the file and of what is not yet written back into it, in bytes.
    pub(crate) fn file_bytes(&self) -> u64 {
        let size = |path: &Path| fs::metadata(path).map_or(0, |metadata| metadata.len());
        size(&self.path) + size(&file::beside(&self.path, "-wal"))
    }
}

/// Returns all rows of a statement, which is kept for the next time.
fn rows<T>(connection: &Connection, sql: &str, values: impl Params, read: impl FnMut(&Row<'_>) -> rusqlite::Result<T>) -> Result<Vec<T>> {
    let mut statement = connection.prepare_cached(sql)?;
    Ok(statement.query_map(values, read)?.collect::<rusqlite::Result<_>>()?)
}

/// A transaction that writes; it is rolled back unless it is committed. As rusqlite's own, which parses its statements each time.
struct Writing<'c>(&'c Connection);

impl<'c> Writing<'c> {
    fn begin(connection: &'c Connection) -> rusqlite::Result<Self> {
        connection.prepare_cached("BEGIN IMMEDIATE")?.execute([])?;
        Ok(Self(connection))
    }

    fn commit(self) -> rusqlite::Result<()> {
        self.0.prepare_cached("COMMIT")?.execute([]).map(drop)
    }
}

impl Drop for Writing<'_> {
    fn drop(&mut self) {
        if !self.0.is_autocommit() {
            // SQLite rolls back what a failed write left by itself; what is left to roll back here is what the caller gave up.
            if let Err(error) = self.0.execute_batch("ROLLBACK") {
                tracing::warn!(%error, "a change that was given up is not rolled back");
            }
        }
    }
}

/// Takes a lock that a panicking thread may have left: its transaction was rolled back, so the connection is sound.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_disk_changes_nothing() {
        let folder = std::env::temp_dir().join(format!("stet-full-{}", std::process::id()));
        let store = Store::create(&folder.join("full.stet")).unwrap();
        store.write(|connection| settings::set(connection, "a", "before")).unwrap();
        let pages: i64 = store.bare(|connection| Ok(connection.query_row("PRAGMA page_count", [], |row| row.get(0))?)).unwrap();
        store.bare(|connection| Ok(connection.execute_batch(&format!("PRAGMA max_page_count = {pages}"))?)).unwrap();
        let full = store.write(|connection| {
            settings::set(connection, "a", "after")?;
            settings::set(connection, "b", &"x".repeat(100_000))
        });
        assert!(matches!(full, Err(Error::DiskFull)), "{full:?}");
        let kept = store.read(|connection| Ok((settings::get(connection, "a")?, settings::get(connection, "b")?))).unwrap();
        assert_eq!(kept, (Some("before".to_owned()), None));
        drop(store);
        fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn a_panic_inside_a_write_leaves_a_sound_library() {
        let folder = std::env::temp_dir().join(format!("stet-panic-{}", std::process::id()));
        let store = Store::create(&folder.join("panic.stet")).unwrap();
        let panicked = std::thread::scope(|scope| {
            let write = || {
                store.write(|connection| -> Result<()> {
                    settings::set(connection, "a", "x")?;
                    panic!("on purpose")
                })
            };
            scope.spawn(write).join()
        });
        assert!(panicked.is_err());
        assert_eq!(store.read(|connection| settings::get(connection, "a")).unwrap(), None);
        store.write(|connection| settings::set(connection, "a", "after")).unwrap();
        drop(store);
        fs::remove_dir_all(folder).unwrap();
    }
}
