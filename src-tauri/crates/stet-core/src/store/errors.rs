//! SQLite's failures as Stet's: what a person can act on is told apart, by code and never by text.

use std::path::{Path, PathBuf};

use rusqlite::ffi::ErrorCode as Sqlite;

use crate::Error;

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Self {
        let path = PathBuf::new();
        match error.sqlite_error_code() {
            Some(Sqlite::DatabaseBusy | Sqlite::DatabaseLocked) => Self::LibraryBusy,
            Some(Sqlite::DiskFull) => Self::DiskFull,
            Some(Sqlite::ReadOnly | Sqlite::PermissionDenied | Sqlite::AuthorizationForStatementDenied) => Self::LibraryReadOnly { path },
            Some(Sqlite::NotADatabase) => Self::NotALibrary { path },
            Some(Sqlite::DatabaseCorrupt | Sqlite::ConstraintViolation | Sqlite::TypeMismatch) => {
                Self::LibraryDamaged { reason: error.to_string() }
            }
            Some(_) => Self::Io { path, reason: error.to_string() },
            // A missing table, a column of another type, text that is no UTF-8: the file is not what its header says.
            None => Self::LibraryDamaged { reason: plain(&error) },
        }
    }
}

/// Returns what failed, without the statement that did: a whole migration is no sentence.
fn plain(error: &rusqlite::Error) -> String {
    match error {
        rusqlite::Error::SqlInputError { msg, .. } => msg.clone(),
        other => other.to_string(),
    }
}

impl Error {
    /// Fills in the path of the library where SQLite's failure did not know it.
    pub(crate) fn at(self, library: &Path) -> Self {
        let fill = |path: PathBuf| if path.as_os_str().is_empty() { library.to_owned() } else { path };
        match self {
            Self::LibraryReadOnly { path } => Self::LibraryReadOnly { path: fill(path) },
            Self::NotALibrary { path } => Self::NotALibrary { path: fill(path) },
            Self::Io { path, reason } => Self::Io { path: fill(path), reason },
            other => other,
        }
    }

    /// Returns the failure of a file operation on `path`.
    pub(crate) fn of_file(error: &std::io::Error, path: &Path) -> Self {
        match error.kind() {
            std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded => Self::DiskFull,
            _ => Self::Io { path: path.to_owned(), reason: error.to_string() },
        }
    }
}
