//! The file itself: is it a library, how is it connected to, how is one made so that none is ever half made.

use std::fs::{self, File, OpenOptions};
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};

use super::migrations;
use crate::{Error, Result};

/// SQLite's `application_id` of a library: "Stet" in ASCII.
pub const APPLICATION_ID: i32 = 0x5374_6574;

/// How long a writer waits for another process before it says that the library is busy.
const BUSY: Duration = Duration::from_secs(5);

/// Pages after which a commit writes the log back by itself, for callers that are never idle. 4 kB each. Soon, because what follows is
/// written over the log from its start: a commit that makes the file longer has its new size to sync too, and takes twice as long.
const CHECKPOINT_PAGES: u32 = 1_000;

/// Pages that a connection keeps in memory, as SQLite counts it: negative is KiB.
const CACHE: i32 = -16_384;

/// What a connection is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    /// Writes, one at a time.
    Writer,
    /// Only reads.
    Reader,
}

/// Looks at the first bytes of the file, without SQLite and so without touching anything, and tells apart what is no library.
pub(crate) fn inspect(path: &Path) -> Result<()> {
    let metadata = fs::metadata(path).map_err(|error| match error.kind() {
        ErrorKind::NotFound | ErrorKind::NotADirectory => Error::LibraryMissing { path: path.to_owned() },
        _ => Error::of_file(&error, path),
    })?;
    if metadata.is_dir() {
        return Err(Error::IsAFolder { path: path.to_owned() });
    }
    // A pipe or a device: reading one may wait for ever.
    if !metadata.is_file() {
        return Err(Error::NotALibrary { path: path.to_owned() });
    }
    let mut header = [0_u8; 100];
    let mut file = File::open(path).map_err(|error| Error::of_file(&error, path))?;
    match file.read_exact(&mut header) {
        Ok(()) if header.starts_with(b"SQLite format 3\0") => {}
        Ok(()) => return Err(Error::NotALibrary { path: path.to_owned() }),
        Err(error) if error.kind() == ErrorKind::UnexpectedEof => return Err(Error::NotALibrary { path: path.to_owned() }),
        Err(error) => return Err(Error::of_file(&error, path)),
    }
    let number = |at: usize| i32::from_be_bytes([header[at], header[at + 1], header[at + 2], header[at + 3]]);
    if number(68) != APPLICATION_ID {
        return Err(Error::OtherApplication { path: path.to_owned() });
    }
    let found = i64::from(number(60));
    if found > migrations::FORMAT {
        return Err(Error::NewerLibrary { path: path.to_owned(), found, known: migrations::FORMAT });
    }
    if metadata.permissions().readonly() {
        return Err(Error::LibraryReadOnly { path: path.to_owned() });
    }
    Ok(())
}

/// Opens a connection with Stet's settings. The caller has inspected the file.
pub(crate) fn connect(path: &Path, role: Role) -> Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(plain(path), flags).map_err(|error| match error.sqlite_error_code() {
        Some(rusqlite::ffi::ErrorCode::CannotOpen) => Error::LibraryReadOnly { path: path.to_owned() },
        _ => error.into(),
    })?;
    connection.busy_timeout(BUSY)?;
    connection.set_prepared_statement_cache_capacity(128);
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    connection.execute_batch(&format!(
        "PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON; PRAGMA cache_size = {CACHE}; PRAGMA temp_store = MEMORY;"
    ))?;
    match role {
        Role::Writer => {
            // SQLite quietly opens for reading what it may not write.
            if connection.is_readonly("main")? {
                return Err(Error::LibraryReadOnly { path: path.to_owned() });
            }
            // Until the format is known, nothing is written back: a newer file stays as it is.
            connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
            let mode: String = connection.query_row("PRAGMA journal_mode", [], |row| row.get(0))?;
            if mode != "wal" {
                let mode: String = connection.query_row("PRAGMA journal_mode = WAL", [], |row| row.get(0)).map_err(cannot_write)?;
                if mode != "wal" {
                    return Err(Error::LibraryReadOnly { path: path.to_owned() });
                }
            }
            connection.execute_batch(&format!("PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = {CHECKPOINT_PAGES};"))?;
        }
        Role::Reader => connection.execute_batch("PRAGMA query_only = ON;")?,
    }
    Ok(connection)
}

/// Opens a connection that writes nothing to a file that is another's. The caller has inspected it.
pub(crate) fn look(path: &Path) -> Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(plain(path), flags).map_err(cannot_write)?;
    connection.busy_timeout(BUSY)?;
    connection.execute_batch("PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON;")?;
    // Where the index of the log can be neither read nor made, this says so.
    connection.query_row("PRAGMA schema_version", [], |_| Ok(())).map_err(cannot_write)?;
    Ok(connection)
}

/// A folder that cannot be written to keeps SQLite from making its log, which it reports as "unable to open".
fn cannot_write(error: rusqlite::Error) -> Error {
    match error.sqlite_error_code() {
        Some(rusqlite::ffi::ErrorCode::CannotOpen) => Error::LibraryReadOnly { path: PathBuf::new() },
        _ => error.into(),
    }
}

/// Proves, before anything is handed out, that the file can be read and is a library inside too; from now on closing it may tidy it.
pub(crate) fn prove(connection: &Connection) -> Result<()> {
    connection.query_row("SELECT count(*) FROM status_count", [], |row| row.get::<_, i64>(0))?;
    connection.prepare("SELECT content, patch FROM article JOIN working_copy ON article = key LIMIT 0")?;
    connection.prepare("SELECT chain_hash FROM revision LIMIT 0")?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, false)?;
    Ok(())
}

/// Makes an empty library file: beside its place first, then put there whole, never over anything.
pub(crate) fn create(path: &Path) -> Result<()> {
    vacant(path)?;
    let folder = parent(path);
    fs::create_dir_all(folder).map_err(|error| Error::of_file(&error, folder))?;
    let draft = Draft::beside(path)?;
    make(&draft.0).map_err(|error| error.at(path))?;
    draft.place(path)
}

/// Writes an empty library into an empty file.
pub(crate) fn make(path: &Path) -> Result<()> {
    let mut connection = Connection::open(plain(path))?;
    connection.execute_batch("PRAGMA page_size = 4096; PRAGMA journal_mode = DELETE; PRAGMA synchronous = FULL;")?;
    connection.pragma_update(None, "application_id", APPLICATION_ID)?;
    migrations::migrate(&mut connection, path)?;
    connection.close().map_err(|(_, error)| error)?;
    Ok(())
}

/// Refuses a place where something stands already.
pub(crate) fn vacant(path: &Path) -> Result<()> {
    match fs::symlink_metadata(path) {
        Ok(metadata) if metadata.is_dir() => Err(Error::IsAFolder { path: path.to_owned() }),
        Ok(_) => Err(Error::LibraryExists { path: path.to_owned() }),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
        Err(error) => Err(Error::of_file(&error, path)),
    }
}

/// Returns the path of `path` with `suffix` at its end, as SQLite names the files beside a library.
pub(crate) fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

/// Returns `path` as SQLite takes it for a file's name and nothing else: `:memory:` and `file:…` mean something to it.
pub(crate) fn plain(path: &Path) -> PathBuf {
    Path::new(".").join(path)
}

fn parent(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// A file in the making; gone again unless it is placed.
#[derive(Debug)]
pub(crate) struct Draft(pub(crate) PathBuf);

impl Draft {
    /// Makes an empty file beside `path`, of a name that nothing has.
    pub(crate) fn beside(path: &Path) -> Result<Self> {
        for attempt in 0..1_000_u32 {
            let draft = beside(path, &format!(".{attempt}.part"));
            match OpenOptions::new().write(true).create_new(true).open(&draft) {
                Ok(_) => return Ok(Self(draft)),
                Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
                Err(error) => return Err(Error::of_file(&error, path)),
            }
        }
        Err(Error::LibraryExists { path: beside(path, ".0.part") })
    }

    /// Puts the finished file at `path`, unless something came to stand there meanwhile, and makes that durable.
    pub(crate) fn place(self, path: &Path) -> Result<()> {
        let put = || -> std::io::Result<()> {
            File::open(&self.0)?.sync_all()?;
            match fs::hard_link(&self.0, path) {
                Ok(()) => {}
                Err(error) if error.kind() == ErrorKind::AlreadyExists => return Err(error),
                // A file system without hard links: claim the name, then move over the claim.
                Err(_) => {
                    OpenOptions::new().write(true).create_new(true).open(path)?;
                    fs::rename(&self.0, path)?;
                }
            }
            if let Ok(folder) = File::open(parent(path)) {
                // Some systems cannot sync a folder; the file itself is safe.
                let _ = folder.sync_all();
            }
            Ok(())
        };
        put().map_err(|error| match error.kind() {
            ErrorKind::AlreadyExists => Error::LibraryExists { path: path.to_owned() },
            _ => Error::of_file(&error, path),
        })
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        for suffix in ["", "-journal", "-wal", "-shm"] {
            let _ = fs::remove_file(beside(&self.0, suffix));
        }
    }
}
