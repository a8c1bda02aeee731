//! What core is never told by itself: where the library lies, who is at work, what time it is.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use chrono::Utc;
use stet_core::{Error, Stamp};

use crate::failure::Done;

/// Returns the library to work on: the one named, or `stet/library.stet` in the platform's folder for data.
/// `STET_DATA_DIR` stands for that folder, as in the desk.
pub(crate) fn library(named: Option<PathBuf>) -> PathBuf {
    named.unwrap_or_else(|| {
        let base = env::var_os("STET_DATA_DIR").map(PathBuf::from).or_else(dirs::data_dir);
        base.unwrap_or_else(|| PathBuf::from(".")).join("stet").join("library.stet")
    })
}

/// Makes the folder that the default library lies in.
pub(crate) fn make_folder(library: &Path) -> Done {
    match library.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => {
            Ok(fs::create_dir_all(folder).map_err(|error| Error::Io { path: folder.to_owned(), reason: error.to_string() })?)
        }
        _ => Ok(()),
    }
}

/// Returns who does it, and when.
pub(crate) fn stamp() -> Stamp {
    Stamp::new(author(), Utc::now())
}

/// Who did it where nobody said and the system knows no name, as at the desk.
const NOBODY: &str = "Editor";

/// `$STET_AUTHOR`, or the full name that the system knows the user by, or the user's short name.
fn author() -> String {
    let given = |key: &str| env::var(key).ok().filter(|value| !value.trim().is_empty());
    if let Some(author) = given("STET_AUTHOR") {
        return author.trim().to_owned();
    }
    let user = given("USER").or_else(|| given("USERNAME")).or_else(|| given("LOGNAME")).unwrap_or_default();
    let full = fs::read_to_string("/etc/passwd").ok().and_then(|accounts| full_name(&accounts, &user));
    full.unwrap_or_else(|| if user.is_empty() || user == "root" { NOBODY.to_owned() } else { user })
}

/// Finds a user's full name in the text of `/etc/passwd`: the first part of the fifth field.
fn full_name(accounts: &str, user: &str) -> Option<String> {
    let line = accounts.lines().find(|line| line.split(':').next() == Some(user))?;
    let name = line.split(':').nth(4)?.split(',').next()?.trim();
    (!name.is_empty() && name != user).then(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::full_name;

    #[test]
    fn a_full_name_is_found_among_accounts() {
        let accounts = "root:x:0:0:root:/root:/bin/sh\nines:x:1000:1000:Inês Duarte,,,:/home/ines:/bin/sh\nbot:x:2:2::/:/bin/false\n";
        assert_eq!(full_name(accounts, "ines").as_deref(), Some("Inês Duarte"));
        assert_eq!(full_name(accounts, "bot"), None);
        assert_eq!(full_name(accounts, "nobody"), None);
    }
}
