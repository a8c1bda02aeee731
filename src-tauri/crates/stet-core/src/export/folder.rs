//! Files into a folder: safe names, each file whole or not at all, nothing outside the folder.

use std::collections::HashSet;
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use cap_std::ambient_authority;
use cap_std::fs::{Dir, OpenOptions};
use unicode_normalization::UnicodeNormalization;

use super::{Format, Options, Piece};
use crate::{Error, Result};

/// The longest name of a file, in bytes; leaves room for a number and what a sync program adds.
const MAX_NAME: usize = 200;

/// Names that Windows keeps for devices, with or without an extension.
const RESERVED: [&str; 24] = [
    "con", "prn", "aux", "nul", "com1", "com2", "com3", "com4", "com5", "com6", "com7", "com8", "com9", "lpt1", "lpt2", "lpt3", "lpt4",
    "lpt5", "lpt6", "lpt7", "lpt8", "lpt9", "conin$", "conout$",
];

/// Returns the name of a story's file: its slug, else its headline as one, else its id; then the format's extension.
pub(super) fn file_name(piece: Piece<'_>, options: &Options) -> String {
    let end = match options.format {
        Format::Markdown => "md",
        Format::Html => "html",
        Format::Text => "txt",
        Format::Json => "json",
    };
    let by_headline = crate::library::slug::slugify(&piece.article.headline);
    let stem = [piece.article.slug.as_str(), &by_headline, piece.id].into_iter().map(safe_stem).find(|stem| !stem.is_empty());
    format!("{}.{end}", stem.unwrap_or_else(|| "story".to_owned()))
}

/// Returns `text` as the stem of a name that every system takes: NFC, no separators, no control or reserved characters, no
/// leading or trailing dots and spaces, no device's name, at most [`MAX_NAME`] bytes with an extension.
fn safe_stem(text: &str) -> String {
    let is_bad = |c: char| c.is_control() || matches!(c, '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|');
    let clean: String = text.nfc().map(|c| if is_bad(c) { '-' } else { c }).collect();
    let mut stem = clean.trim_matches(|c: char| c == '.' || c.is_whitespace()).to_owned();
    let mut end = stem.len().min(MAX_NAME - 10);
    while !stem.is_char_boundary(end) {
        end -= 1;
    }
    stem.truncate(end);
    let device = stem.split('.').next().unwrap_or_default().trim().to_lowercase();
    if RESERVED.contains(&device.as_str()) {
        stem.insert(0, '_');
    }
    stem
}

/// A folder that files are written into.
pub(super) struct Target {
    folder: PathBuf,
    dir: Dir,
    taken: HashSet<String>,
}

impl Target {
    /// Opens the folder, and makes it if need be.
    pub(super) fn open(folder: &Path) -> Result<Self> {
        let refuse = |error: &std::io::Error| failure(folder, error);
        std::fs::create_dir_all(folder).map_err(|error| refuse(&error))?;
        let dir = Dir::open_ambient_dir(folder, ambient_authority()).map_err(|error| refuse(&error))?;
        Ok(Self { folder: folder.to_owned(), dir, taken: HashSet::new() })
    }

    /// Writes a file under `name`, or the same name with a number where this export has used it, in any case. An older
    /// file of that name is replaced. Returns the name.
    pub(super) fn write(&mut self, name: &str, bytes: &[u8]) -> Result<String> {
        let name = self.free_name(name);
        let refuse = |error: std::io::Error| failure(&self.folder.join(&name), &error);
        let (temporary, mut file) = self.temporary(&name).map_err(refuse)?;
        let written = file.write_all(bytes).and_then(|()| file.sync_all()).and_then(|()| {
            drop(file);
            self.dir.rename(&temporary, &self.dir, &name)
        });
        if let Err(error) = written {
            // The half-written file must not stay; that it cannot be removed is no worse than the failure itself.
            let _ = self.dir.remove_file(&temporary);
            return Err(failure(&self.folder.join(&name), &error));
        }
        Ok(name)
    }

    fn temporary(&self, name: &str) -> std::io::Result<(String, cap_std::fs::File)> {
        let mut attempt = 0;
        loop {
            let temporary = format!(".{}.{attempt}.part", name.chars().take(40).collect::<String>());
            match self.dir.open_with(&temporary, OpenOptions::new().write(true).create_new(true)) {
                Ok(file) => return Ok((temporary, file)),
                Err(error) if error.kind() == ErrorKind::AlreadyExists && attempt < 100 => attempt += 1,
                Err(error) => return Err(error),
            }
        }
    }

    fn free_name(&mut self, name: &str) -> String {
        let (stem, end) = name.rsplit_once('.').unwrap_or((name, ""));
        let fold = |name: &str| name.nfkc().flat_map(char::to_lowercase).collect::<String>();
        let mut free = name.to_owned();
        let mut number = 2;
        while !self.taken.insert(fold(&free)) {
            free = format!("{stem}-{number}.{end}");
            number += 1;
        }
        free
    }
}

fn failure(path: &Path, error: &std::io::Error) -> Error {
    match error.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => Error::DiskFull,
        _ => Error::ExportUnwritable { path: path.to_owned(), reason: error.to_string() },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_safe_on_every_system() {
        for (text, expected) in [
            ("hestray-winter-ferry", "hestray-winter-ferry"),
            ("../../etc/passwd", "-..-etc-passwd"),
            ("con", "_con"),
            ("LPT1.notes", "_LPT1.notes"),
            (" .hidden. ", "hidden"),
            ("a:b?c", "a-b-c"),
            ("cafe\u{301}", "café"),
        ] {
            assert_eq!(safe_stem(text), expected);
        }
        assert!(safe_stem(&"é".repeat(300)).len() <= MAX_NAME);
    }
}
