//! Files into a folder: safe names, each file whole or not at all, nothing outside the folder.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use cap_std::ambient_authority;
use cap_std::fs::{Dir, OpenOptions};
use serde::{Deserialize, Serialize};
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
/// No name of a device is longer, in bytes.
const MAX_DEVICE: usize = 8;

/// Returns the name of a story's file: its slug, else its headline as one, else its id; then the format's extension.
pub(super) fn file_name(piece: Piece<'_>, options: &Options) -> String {
    let end = match options.format {
        Format::Markdown => "md",
        Format::Html | Format::Bare => "html",
        Format::Text => "txt",
        Format::Json => "json",
    };
    format!("{}.{end}", stem(piece))
}

/// Returns the name of a story's file without its extension: its slug, else its headline as one, else its id.
pub(super) fn stem(piece: Piece<'_>) -> String {
    let by_headline = crate::library::slug::slugify(&piece.article.headline);
    let stem = [piece.article.slug.as_str(), &by_headline, piece.id].into_iter().map(safe_stem).find(|stem| !stem.is_empty());
    stem.unwrap_or_else(|| "story".to_owned())
}

/// Returns `text` as the stem of a name that every system takes: NFC, no separators, no control or reserved characters, no
/// leading or trailing dots and spaces, no device's name, at most [`MAX_NAME`] bytes with an extension.
pub(super) fn safe_stem(text: &str) -> String {
    let is_bad = |c: char| c.is_control() || matches!(c, '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|');
    let safe = |c: char| if is_bad(c) { '-' } else { c };
    let clean: String = if text.is_ascii() { text.chars().map(safe).collect() } else { text.nfc().map(safe).collect() };
    let mut stem = clean.trim_matches(|c: char| c == '.' || c.is_whitespace()).to_owned();
    let mut end = stem.len().min(MAX_NAME - 10);
    while !stem.is_char_boundary(end) {
        end -= 1;
    }
    stem.truncate(end);
    // Windows takes COM¹ for COM1 too. Names of devices are short, and most others are not.
    let first = stem.split('.').next().unwrap_or_default().trim();
    let device = || first.to_lowercase().replace('¹', "1").replace('²', "2").replace('³', "3");
    if first.len() <= MAX_DEVICE && RESERVED.contains(&device().as_str()) {
        stem.insert(0, '_');
    }
    stem
}

/// Returns `path` with every part safe on every system: no part climbs out, hides or names a device. Parts that are nothing go.
pub(super) fn safe_path(path: &str) -> String {
    let parts = path.split('/').filter_map(|part| match part.rsplit_once('.').filter(|(stem, _)| !stem.is_empty()) {
        Some((stem, end)) if end.len() <= 8 && end.bytes().all(|byte| byte.is_ascii_alphanumeric()) => {
            let stem = safe_stem(stem);
            (!stem.is_empty()).then(|| format!("{stem}.{end}"))
        }
        _ => Some(safe_stem(part)).filter(|part| !part.is_empty()),
    });
    parts.collect::<Vec<_>>().join("/")
}

/// Returns a name as file systems that fold case see it.
pub(super) fn fold(name: &str) -> String {
    // What is ASCII is normal already, and most names are.
    if name.is_ascii() { name.to_ascii_lowercase() } else { name.nfkc().flat_map(char::to_lowercase).collect() }
}

/// What Stet has written into a folder, kept in the folder itself, so that a later export can tell its own files from others'.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Ledger {
    version: u32,
    files: BTreeMap<String, Entry>,
}

/// A file that Stet wrote: for which story, and the BLAKE3 hash of its bytes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Entry {
    story: String,
    hash: String,
}

/// The ledger's name in the folder.
const LEDGER: &str = ".stet-export.json";

/// A folder that files are written into. A file that Stet did not write, or that somebody has changed since, is never written
/// over: the new one gets a number (`ferry-2.md`; where the file is an `index`, its folder does).
pub(super) struct Target {
    folder: PathBuf,
    dir: Dir,
    /// Folded paths that this export has used.
    taken: HashSet<String>,
    /// Folded names of what lies in each folder that was looked into.
    present: HashMap<String, HashSet<String>>,
    ledger: Ledger,
}

impl Target {
    /// Opens the folder, and makes it if need be.
    pub(super) fn open(folder: &Path) -> Result<Self> {
        let refuse = |error: &std::io::Error| failure(folder, error);
        std::fs::create_dir_all(folder).map_err(|error| refuse(&error))?;
        let dir = Dir::open_ambient_dir(folder, ambient_authority()).map_err(|error| refuse(&error))?;
        // A ledger that cannot be read knows no file: everything counts as somebody else's, and nothing is lost.
        let ledger =
            dir.read(LEDGER).ok().and_then(|bytes| serde_json::from_slice::<Ledger>(&bytes).ok()).filter(|ledger| ledger.version == 1);
        let ledger = ledger.unwrap_or(Ledger { version: 1, files: BTreeMap::new() });
        Ok(Self { folder: folder.to_owned(), dir, taken: HashSet::new(), present: HashMap::new(), ledger })
    }

    /// Writes a story's file under `path` (parts joined by `/`), or under a numbered path where this export has used it, in any
    /// case, or somebody else's file lies there. Returns the path.
    pub(super) fn write(&mut self, path: &str, story: &str, bytes: &[u8]) -> Result<String> {
        let path = self.reserve(path, story, Some(bytes));
        self.put(&path, story, bytes)?;
        Ok(path)
    }

    /// Returns the path that a file of this story may have, and keeps it: for a text that has to name the file before it is
    /// written. A file that holds just these `bytes` counts as Stet's own.
    pub(super) fn reserve(&mut self, path: &str, story: &str, bytes: Option<&[u8]>) -> String {
        let wanted = safe_path(path);
        let mut number = 1;
        loop {
            let path = if number == 1 { wanted.clone() } else { numbered(&wanted, number) };
            number += 1;
            if self.taken.contains(&fold(&path)) {
                continue;
            }
            let is_same = || bytes.is_some() && self.dir.read(&path).ok().as_deref() == bytes;
            if is_same() || self.is_own(&path, story) || !self.is_there(&path) {
                self.taken.insert(fold(&path));
                return path;
            }
        }
    }

    /// Writes a file at a path from [`Target::reserve`]; whole or not at all. What is there already is not written again.
    pub(super) fn put(&mut self, path: &str, story: &str, bytes: &[u8]) -> Result<()> {
        let entry = Entry { story: story.to_owned(), hash: blake3::hash(bytes).to_hex().to_string() };
        if self.ledger.files.get(path) != Some(&entry) || !self.dir.read(path).is_ok_and(|found| found == bytes) {
            self.place(path, bytes)?;
        }
        self.ledger.files.insert(path.to_owned(), entry);
        Ok(())
    }

    /// Writes down what was written. To be called after a failure and a cancel too.
    pub(super) fn finish(&mut self) -> Result<()> {
        if self.taken.is_empty() {
            return Ok(());
        }
        let mut bytes = serde_json::to_vec_pretty(&self.ledger).unwrap_or_default();
        bytes.push(b'\n');
        if self.dir.read(LEDGER).is_ok_and(|found| found == bytes) {
            return Ok(());
        }
        self.place(LEDGER, &bytes)
    }

    fn place(&self, path: &str, bytes: &[u8]) -> Result<()> {
        let refuse = |error: std::io::Error| failure(&self.folder.join(path), &error);
        let (parent, name) = path.rsplit_once('/').unwrap_or(("", path));
        if !parent.is_empty() {
            self.dir.create_dir_all(parent).map_err(refuse)?;
        }
        let (temporary, mut file) = self.temporary(parent, name).map_err(refuse)?;
        let written = file.write_all(bytes).and_then(|()| file.sync_all()).and_then(|()| {
            drop(file);
            self.dir.rename(&temporary, &self.dir, path)
        });
        if let Err(error) = written {
            // The half-written file must not stay; that it cannot be removed is no worse than the failure itself.
            let _ = self.dir.remove_file(&temporary);
            return Err(refuse(error));
        }
        Ok(())
    }

    fn temporary(&self, parent: &str, name: &str) -> std::io::Result<(String, cap_std::fs::File)> {
        let within = if parent.is_empty() { String::new() } else { format!("{parent}/") };
        let mut attempt = 0;
        loop {
            let temporary = format!("{within}.{}.{attempt}.part", name.chars().take(40).collect::<String>());
            match self.dir.open_with(&temporary, OpenOptions::new().write(true).create_new(true)) {
                Ok(file) => return Ok((temporary, file)),
                Err(error) if error.kind() == ErrorKind::AlreadyExists && attempt < 100 => attempt += 1,
                Err(error) => return Err(error),
            }
        }
    }

    /// Tells whether anything of this name, in any case, lay in the folder before.
    fn is_there(&mut self, path: &str) -> bool {
        let (parent, name) = path.rsplit_once('/').unwrap_or((".", path));
        let dir = &self.dir;
        let names = self.present.entry(parent.to_owned()).or_insert_with(|| {
            let entries = dir.read_dir(parent).into_iter().flatten().flatten();
            entries.map(|entry| fold(&entry.file_name().to_string_lossy())).collect()
        });
        names.contains(&fold(name))
    }

    /// Tells whether the file is one that Stet wrote for this story, and nobody has changed since.
    fn is_own(&self, path: &str, story: &str) -> bool {
        let Some(entry) = self.ledger.files.get(path).filter(|entry| entry.story == story) else { return false };
        match self.dir.read(path) {
            Ok(found) => blake3::hash(&found).to_hex().as_str() == entry.hash,
            Err(error) => error.kind() == ErrorKind::NotFound,
        }
    }
}

/// Returns a path with a number: in the file's name, or in its folder's where the file is an `index`.
fn numbered(path: &str, number: u32) -> String {
    let (parent, name) = path.rsplit_once('/').unwrap_or(("", path));
    let within = if parent.is_empty() { String::new() } else { format!("{parent}/") };
    let (stem, end) = name.rsplit_once('.').map_or((name, String::new()), |(stem, end)| (stem, format!(".{end}")));
    if !parent.is_empty() && matches!(stem, "index" | "_index") {
        return format!("{parent}-{number}/{name}");
    }
    format!("{within}{stem}-{number}{end}")
}

pub(super) fn failure(path: &Path, error: &std::io::Error) -> Error {
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
            ("COM¹", "_COM¹"),
            (" .hidden. ", "hidden"),
            ("a:b?c", "a-b-c"),
            ("cafe\u{301}", "café"),
        ] {
            assert_eq!(safe_stem(text), expected);
        }
        assert!(safe_stem(&"é".repeat(300)).len() <= MAX_NAME);
    }

    #[test]
    fn paths_stay_inside_and_keep_their_ends() {
        for (path, expected) in [
            ("posts/ferry/index.md", "posts/ferry/index.md"),
            ("../../x.md", "x.md"),
            ("posts/../con/aux.md", "posts/_con/_aux.md"),
            ("a//./b.html", "a/b.html"),
        ] {
            assert_eq!(safe_path(path), expected);
        }
        assert_eq!(numbered("posts/ferry/index.md", 2), "posts/ferry-2/index.md");
        assert_eq!(numbered("posts/ferry.md", 3), "posts/ferry-3.md");
    }

    #[test]
    fn files_of_others_are_never_written_over() {
        let folder = std::env::temp_dir().join(format!("stet-target-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join("Ferry.md"), "mine").unwrap();
        let write = |text: &str| {
            let mut target = Target::open(&folder).unwrap();
            let name = target.write("ferry.md", "s1", text.as_bytes()).unwrap();
            target.finish().unwrap();
            name
        };
        assert_eq!(write("one"), "ferry-2.md");
        assert_eq!(write("two"), "ferry-2.md", "its own file is written anew");
        std::fs::write(folder.join("ferry-2.md"), "changed by hand").unwrap();
        assert_eq!(write("three"), "ferry-3.md", "what somebody changed stays");
        assert_eq!(std::fs::read_to_string(folder.join("ferry-2.md")).unwrap(), "changed by hand");
        assert_eq!(std::fs::read_to_string(folder.join("Ferry.md")).unwrap(), "mine");
        std::fs::remove_dir_all(folder).unwrap();
    }
}
