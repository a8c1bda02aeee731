//! Where the library lies and who sits at the desk: the only place that reads arguments and the environment.
//!
//! Order: `--library FILE`, `$STET_LIBRARY`, the library that was open last, `stet/library.stet` in the platform's data folder.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

use tauri::Theme;

/// Name of the small file beside the default library that remembers another one.
const LAST: &str = "last-library";

/// What the desk shows where nobody gave a name.
const NOBODY: &str = "Editor";

/// Where the desk finds its library.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Place {
    /// The library file.
    pub(crate) library: PathBuf,
    /// Whether it was named for this run, so that opening another is not remembered over the user's own.
    pub(crate) named: bool,
}

impl Place {
    /// Reads arguments and environment.
    pub(crate) fn find() -> Self {
        Self::choose(env::args_os().skip(1), env::var_os("STET_LIBRARY"), &data_folder())
    }

    fn choose(arguments: impl Iterator<Item = OsString>, variable: Option<OsString>, folder: &Path) -> Self {
        if let Some(library) = argument(arguments).or(variable.filter(|value| !value.is_empty())) {
            return Self { library: absolute(library.into()), named: true };
        }
        let last = fs::read_to_string(folder.join(LAST)).ok().map(|text| PathBuf::from(text.trim_end_matches('\n')));
        let library = last.filter(|path| path.is_file()).unwrap_or_else(|| folder.join("library.stet"));
        Self { library, named: false }
    }

    /// Remembers `library` for the next start, unless this run was told which one to open.
    pub(crate) fn remember(&self, library: &Path) -> io::Result<()> {
        if self.named {
            return Ok(());
        }
        let folder = data_folder();
        fs::create_dir_all(&folder)?;
        fs::write(folder.join(LAST), format!("{}\n", library.display()))
    }
}

/// Name of the small file beside the default library that remembers the window's zoom, in per cent.
const ZOOM: &str = "zoom";

/// Returns the zoom of the window, in per cent; 100 where none was chosen.
pub(crate) fn zoom() -> u32 {
    let text = fs::read_to_string(data_folder().join(ZOOM)).unwrap_or_default();
    text.trim().parse().ok().filter(|per_cent| (30..=500).contains(per_cent)).unwrap_or(100)
}

/// Remembers the zoom of the window for the next start.
pub(crate) fn remember_zoom(per_cent: u32) -> io::Result<()> {
    let folder = data_folder();
    fs::create_dir_all(&folder)?;
    fs::write(folder.join(ZOOM), format!("{per_cent}\n"))
}

/// Name of the small file beside the default library that remembers whether the desk is light or dark where the editor chose.
const THEME: &str = "theme";

/// Returns the theme that the editor chose; none where it is the system's.
pub(crate) fn theme() -> Option<Theme> {
    match fs::read_to_string(data_folder().join(THEME)).unwrap_or_default().trim() {
        "light" => Some(Theme::Light),
        "dark" => Some(Theme::Dark),
        _ => None,
    }
}

/// Remembers the chosen theme for the next start.
pub(crate) fn remember_theme(theme: Option<Theme>) -> io::Result<()> {
    let folder = data_folder();
    fs::create_dir_all(&folder)?;
    fs::write(folder.join(THEME), theme.map(|theme| format!("{theme}\n")).unwrap_or_default())
}

/// Returns the value of `--library FILE` or `--library=FILE`.
fn argument(mut arguments: impl Iterator<Item = OsString>) -> Option<OsString> {
    while let Some(argument) = arguments.next() {
        if argument == "--library" {
            return arguments.next();
        }
        if let Some(value) = argument.to_str().and_then(|text| text.strip_prefix("--library=")) {
            return Some(value.into());
        }
    }
    None
}

fn absolute(path: PathBuf) -> PathBuf {
    std::path::absolute(&path).unwrap_or(path)
}

/// Returns Stet's folder for data; tests set `STET_DATA_DIR`.
fn data_folder() -> PathBuf {
    let base = env::var_os("STET_DATA_DIR").map(PathBuf::from).or_else(dirs::data_dir);
    base.unwrap_or_else(|| PathBuf::from(".")).join("stet")
}

/// Returns the name of the person at this computer, as the system knows it.
pub(crate) fn system_author() -> String {
    let user = env::var("USER").or_else(|_| env::var("USERNAME")).unwrap_or_default();
    let full = fs::read_to_string("/etc/passwd").ok().and_then(|accounts| full_name(&accounts, &user));
    match full {
        Some(name) => name,
        None if user.is_empty() || user == "root" => NOBODY.into(),
        None => user,
    }
}

/// Finds a user's full name in the text of `/etc/passwd`: the first part of the fifth field.
fn full_name(accounts: &str, user: &str) -> Option<String> {
    let line = accounts.lines().find(|line| line.split(':').next() == Some(user))?;
    let name = line.split(':').nth(4)?.split(',').next()?.trim();
    (!name.is_empty() && name != user).then(|| name.to_owned())
}

/// What a native dialog shall answer instead of opening, set by tests that cannot click on one: `STET_DIALOG_ANSWER`
/// holds paths as `PATH` does; empty means that the editor cancelled.
pub(crate) fn dialog_answer() -> Option<Vec<PathBuf>> {
    let answer = env::var_os("STET_DIALOG_ANSWER")?;
    Some(env::split_paths(&answer).filter(|path| !path.as_os_str().is_empty()).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chosen(arguments: &[&str], variable: Option<&str>) -> PathBuf {
        let folder = Path::new("/nowhere/stet");
        Place::choose(arguments.iter().map(OsString::from), variable.map(OsString::from), folder).library
    }

    #[test]
    fn the_argument_comes_before_the_variable_before_the_default() {
        assert_eq!(chosen(&["--library", "/a.stet"], Some("/b.stet")), Path::new("/a.stet"), "an argument wins");
        assert_eq!(chosen(&["--library=/a.stet"], None), Path::new("/a.stet"), "both spellings are read");
        assert_eq!(chosen(&[], Some("/b.stet")), Path::new("/b.stet"), "then the variable");
        assert_eq!(chosen(&[], Some("")), Path::new("/nowhere/stet/library.stet"), "an empty variable is none");
    }

    #[test]
    fn a_full_name_is_read_up_to_its_first_comma() {
        let accounts = "root:x:0:0:root:/root:/bin/sh\nann:x:1000:1000:Ann Lee,,,:/home/ann:/bin/sh\n";
        assert_eq!(full_name(accounts, "ann").as_deref(), Some("Ann Lee"), "rooms and telephones are left out");
        assert_eq!(full_name(accounts, "root"), None, "an account's own name is no person's");
        assert_eq!(full_name(accounts, "an"), None, "names are compared whole");
    }
}
