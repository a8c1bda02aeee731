//! What an import is given, as single sources: files, the files of a folder, the entries of a zip, bytes that were
//! dropped, the stories of another library.
//!
//! Owns which files of a folder are stories and where each one lies, and reads only on demand. Refuses what would lead out of
//! what was chosen: links, names that climb, zips in zips.

use std::collections::HashMap;
use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use super::zipped::Zip;
use super::{MAX_BYTES, Warning, extension, unreadable};
use crate::{Article, Error, Result};

/// Folders of a site that hold no stories: templates, styles, what a build wrote, other people's programs.
const NO_STORIES: [&str; 8] = ["_layouts", "_includes", "_sass", "_site", "_data", "node_modules", "__MACOSX", "__pycache__"];

/// One thing to import. Nothing of it is in memory until it is read, but for bytes that were dropped.
#[derive(Debug)]
pub struct Source {
    /// How the report names it: the path as it was given, with what is inside a folder or zip behind it.
    pub shown: String,
    /// Its path inside what was chosen, with `/` between names; a file chosen by itself has its own name.
    pub name: String,
    /// What tells it from all others: `file:`, `zip:` or `drop:` and where it lies.
    pub origin: String,
    /// Its size in bytes as far as it is known.
    pub size: u64,
    /// Whether somebody named it, rather than a folder or zip that holds it.
    pub named: bool,
    place: Place,
}

#[derive(Debug)]
enum Place {
    /// A file, and the folder out of which nothing beside it may lead.
    File {
        path: PathBuf,
        root: PathBuf,
    },
    Zipped {
        zip: Arc<Mutex<Zip>>,
        index: usize,
    },
    Dropped {
        drop: Arc<HashMap<String, Vec<u8>>>,
        key: String,
    },
    /// Another library's file, where it lies or as it was dropped.
    Library(Option<PathBuf>, Arc<HashMap<String, Vec<u8>>>),
    /// A story of another library.
    Story {
        library: Arc<dyn Elsewhere>,
        id: String,
    },
    /// Why it cannot be read; taken once.
    Refused(Mutex<Option<Error>>),
}

/// Another library that is open for reading.
pub(crate) trait Elsewhere: std::fmt::Debug + Send + Sync {
    /// Reads a story's newest text.
    fn story(&self, id: &str) -> Result<StoryElsewhere>;
    /// Reads a picture, and the name that it came in under.
    fn picture(&self, hash: &str) -> Result<(String, Vec<u8>)>;
}

/// A story of another library, with the Markdown that it came from, if any.
#[derive(Debug)]
pub(crate) struct StoryElsewhere {
    pub(crate) article: Article,
    pub(crate) text: Option<Text>,
    pub(crate) warnings: Vec<Warning>,
}

/// The Markdown that a story came from.
#[derive(Debug)]
pub(crate) struct Text {
    pub(crate) bytes: Vec<u8>,
    /// The name that it was read under.
    pub(crate) name: String,
    /// Whether the story has a slug that neither the text nor a library gave it.
    pub(crate) has_own_slug: bool,
}

/// Another library's file.
#[derive(Debug)]
pub(crate) enum LibraryFile<'a> {
    Path(&'a Path),
    Bytes(&'a [u8]),
}

/// The sources of an import, and how many other files stood among them.
#[derive(Debug, Default)]
pub struct Sources {
    /// The sources, in order.
    pub all: Vec<Source>,
    /// Files that are no stories: pictures, styles, programs.
    pub passed_over: u32,
}

impl Sources {
    /// Finds what lies at `paths`: each a file, a folder or a zip. What cannot be read stands among the sources and says so
    /// when it is read, so that it stops none of the others.
    pub fn of_paths(paths: &[PathBuf]) -> Self {
        let mut sources = Self::default();
        for path in paths {
            let shown = path.display().to_string();
            match fs::metadata(path) {
                Err(error) => sources.refuse(shown, true, unreadable(path, &error)),
                Ok(metadata) if metadata.is_dir() => sources.folder(path),
                Ok(metadata) if is_zip(&shown) => {
                    let zip = fs::File::open(path).map_err(|error| unreadable(path, &error)).and_then(|file| Zip::open(&shown, file));
                    sources.zip(&shown, &format!("zip:{}", whole(path)), zip, metadata.len());
                }
                Ok(metadata) if is_library(&shown) => sources.library(shown, Some(path.clone()), Arc::default(), metadata.len()),
                Ok(metadata) => {
                    let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
                    let root = path.parent().map(Path::to_owned).unwrap_or_default();
                    let place = Place::File { path: path.clone(), root };
                    sources.all.push(Source {
                        shown,
                        name,
                        origin: format!("file:{}", whole(path)),
                        size: metadata.len(),
                        named: true,
                        place,
                    });
                }
            }
        }
        sources
    }

    /// Takes files that were dropped on a window: their paths inside what was dropped, and their bytes.
    pub fn of_bytes(files: Vec<(String, Vec<u8>)>) -> Self {
        let mut sources = Self::default();
        let (zips, files): (Vec<_>, Vec<_>) = files.into_iter().partition(|(name, _)| is_zip(name));
        let drop: Arc<HashMap<String, Vec<u8>>> = Arc::new(files.into_iter().collect());
        let mut names: Vec<&String> = drop.keys().collect();
        names.sort();
        for name in names {
            if !is_story(name) && is_beside(name) {
                sources.passed_over += 1;
                continue;
            }
            let size = drop[name].len() as u64;
            if is_library(name) {
                sources.library(name.clone(), None, Arc::clone(&drop), size);
                continue;
            }
            let place = Place::Dropped { drop: Arc::clone(&drop), key: name.clone() };
            let named = !name.contains('/');
            sources.all.push(Source { shown: name.clone(), name: name.clone(), origin: format!("drop:{name}"), size, named, place });
        }
        for (name, bytes) in zips {
            let size = bytes.len() as u64;
            sources.zip(&name, &format!("drop:{name}"), Zip::open(&name, std::io::Cursor::new(bytes)), size);
        }
        sources
    }

    /// Returns one source that says why it cannot be read.
    pub(crate) fn refused(shown: &str, error: Error) -> Self {
        let mut sources = Self::default();
        sources.refuse(shown.to_owned(), true, error);
        sources
    }

    /// Adds a story of another library.
    pub(crate) fn story(&mut self, shown: &str, library: &Arc<dyn Elsewhere>, id: &str) {
        let place = Place::Story { library: Arc::clone(library), id: id.to_owned() };
        let shown = format!("{shown}/{id}");
        self.all.push(Source { shown, name: format!("{id}.json"), origin: format!("stet:{id}"), size: 0, named: true, place });
    }

    fn library(&mut self, shown: String, path: Option<PathBuf>, drop: Arc<HashMap<String, Vec<u8>>>, size: u64) {
        let place = Place::Library(path, drop);
        self.all.push(Source { name: shown.clone(), origin: String::new(), shown, size, named: true, place });
    }

    fn refuse(&mut self, shown: String, named: bool, error: Error) {
        let (name, place) = (shown.clone(), Place::Refused(Mutex::new(Some(error))));
        self.all.push(Source { origin: String::new(), shown, name, size: 0, named, place });
    }

    /// Finds the stories of a folder, sorted. Hidden files and folders are passed over. Links are never followed: one that
    /// leads to something inside the folder is passed over, for that comes in by itself; one that leads out is named.
    fn folder(&mut self, root: &Path) {
        let real_root = fs::canonicalize(root).unwrap_or_else(|_| root.to_owned());
        let (mut found, mut folders) = (Vec::new(), vec![root.to_owned()]);
        while let Some(folder) = folders.pop() {
            let entries = match fs::read_dir(&folder) {
                Ok(entries) => entries,
                Err(error) => {
                    self.refuse(folder.display().to_string(), false, unreadable(&folder, &error));
                    continue;
                }
            };
            for entry in entries {
                let Ok(entry) = entry else { continue };
                let (path, name) = (entry.path(), entry.file_name().to_string_lossy().into_owned());
                let Ok(kind) = entry.file_type() else { continue };
                if name.starts_with('.') {
                    continue;
                }
                if kind.is_symlink() {
                    match fs::canonicalize(&path) {
                        Ok(target) if target.starts_with(&real_root) => self.passed_over += 1,
                        _ => self.refuse(path.display().to_string(), false, Error::ImportEscapes { name: path.display().to_string() }),
                    }
                } else if kind.is_dir() {
                    if !NO_STORIES.contains(&name.as_str()) {
                        folders.push(path);
                    }
                } else if kind.is_file() && is_story(&name) {
                    found.push((path, entry.metadata().map_or(0, |metadata| metadata.len())));
                } else {
                    self.passed_over += 1;
                }
            }
        }
        found.sort();
        for (path, size) in found {
            let inside = path.strip_prefix(root).unwrap_or(&path);
            let name = inside.components().map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/");
            let shown = path.display().to_string();
            if is_zip(&name) {
                self.refuse(shown, false, Error::ImportNested { name });
                continue;
            }
            let origin = format!("file:{}", real_root.join(inside).display());
            let place = Place::File { path, root: root.to_owned() };
            self.all.push(Source { shown, name, origin, size, named: false, place });
        }
    }

    fn zip(&mut self, shown: &str, origin: &str, zip: Result<Zip>, size: u64) {
        let zip = match zip {
            Ok(zip) => zip,
            Err(error) => return self.refuse(shown.to_owned(), true, error),
        };
        let mut entries: Vec<(String, usize, u64, Option<Error>)> = Vec::new();
        for entry in zip.entries() {
            let (name, refused) = match entry.name {
                Ok(name) => (name, None),
                Err((name, error)) => (name, Some(error)),
            };
            let parts = || name.split('/');
            if refused.is_none() && parts().any(|part| part.starts_with('.') || NO_STORIES.contains(&part)) {
                continue;
            }
            if refused.is_none() && !is_story(&name) {
                self.passed_over += 1;
                continue;
            }
            let refused = refused.or_else(|| is_zip(&name).then(|| Error::ImportNested { name: name.clone() }));
            entries.push((name, entry.index, entry.size.min(size.saturating_mul(1_100)), refused));
        }
        entries.sort_by(|a, b| a.0.cmp(&b.0));
        let zip = Arc::new(Mutex::new(zip));
        for (name, index, size, refused) in entries {
            let inside = format!("{shown}/{name}");
            match refused {
                Some(error) => self.refuse(inside, false, error),
                None => {
                    let place = Place::Zipped { zip: Arc::clone(&zip), index };
                    self.all.push(Source { shown: inside, origin: format!("{origin}!/{name}"), name, size, named: false, place });
                }
            }
        }
    }
}

impl Source {
    /// Returns the file of another library, where the source is one.
    pub(crate) fn library(&self) -> Option<LibraryFile<'_>> {
        match &self.place {
            Place::Library(Some(path), _) => Some(LibraryFile::Path(path)),
            Place::Library(None, drop) => drop.get(&self.name).map(|bytes| LibraryFile::Bytes(bytes)),
            _ => None,
        }
    }

    /// Returns the other library, and the story's id there, where the source is one of its stories.
    pub(super) fn elsewhere(&self) -> Option<(&Arc<dyn Elsewhere>, &str)> {
        match &self.place {
            Place::Story { library, id } => Some((library, id)),
            _ => None,
        }
    }

    /// Reads the bytes.
    ///
    /// # Errors
    /// [`Error::ImportTooLarge`], [`Error::ImportMissing`], [`Error::Io`], [`Error::ImportBomb`], [`Error::ImportDamaged`],
    /// and why the source was refused.
    pub fn bytes(&self) -> Result<Vec<u8>> {
        match &self.place {
            Place::File { path, .. } => file_bytes(path),
            Place::Zipped { zip, index } => zip.lock().unwrap_or_else(PoisonError::into_inner).read(*index, &self.shown),
            Place::Dropped { drop, key } => {
                let bytes = drop.get(key).cloned().unwrap_or_default();
                let length = bytes.len() as u64;
                if length > MAX_BYTES {
                    Err(Error::ImportTooLarge { name: self.name.clone(), bytes: length, limit: MAX_BYTES })
                } else {
                    Ok(bytes)
                }
            }
            Place::Library(..) | Place::Story { .. } => Err(Error::ImportFormat { name: self.shown.clone() }),
            Place::Refused(error) => {
                let error = error.lock().unwrap_or_else(PoisonError::into_inner).take();
                Err(error.unwrap_or_else(|| Error::ImportFormat { name: self.shown.clone() }))
            }
        }
    }

    /// Reads what lies beside the source under a relative address, at most `limit` bytes; `None` where nothing does, where it
    /// is larger, or where the address leads out of what was chosen. An address that begins with `/` counts from the top of
    /// what was chosen, and from the folders that site generators copy to the top.
    pub fn beside(&self, address: &str, limit: u64) -> Option<Vec<u8>> {
        let address = percent_encoding::percent_decode_str(address.split(['?', '#']).next()?).decode_utf8().ok()?.into_owned();
        if address.is_empty() || address.contains([':', '\\', '\0']) || address.starts_with("//") {
            return None;
        }
        let tops = ["", "static/", "public/", "assets/", "src/"];
        let candidates: Vec<String> = match address.strip_prefix('/') {
            Some(rest) => tops.iter().filter_map(|top| resolve("", &format!("{top}{rest}"))).collect(),
            None => resolve(self.name.rsplit_once('/').map_or("", |(folder, _)| folder), &address).into_iter().collect(),
        };
        candidates.into_iter().find_map(|name| self.among(&name, limit))
    }

    /// Reads another file of what was chosen by its path in there.
    fn among(&self, name: &str, limit: u64) -> Option<Vec<u8>> {
        match &self.place {
            Place::File { root, .. } => {
                let real_root = fs::canonicalize(if root.as_os_str().is_empty() { Path::new(".") } else { root }).ok()?;
                let path = fs::canonicalize(real_root.join(name)).ok().filter(|path| path.starts_with(&real_root))?;
                let metadata = fs::metadata(&path).ok().filter(|metadata| metadata.is_file() && metadata.len() <= limit)?;
                let mut bytes = Vec::with_capacity(usize::try_from(metadata.len()).ok()?);
                fs::File::open(path).ok()?.take(limit + 1).read_to_end(&mut bytes).ok()?;
                (bytes.len() as u64 <= limit).then_some(bytes)
            }
            Place::Zipped { zip, .. } => zip.lock().unwrap_or_else(PoisonError::into_inner).find(name, limit),
            Place::Dropped { drop, .. } => drop.get(name).filter(|bytes| bytes.len() as u64 <= limit).cloned(),
            Place::Library(..) | Place::Story { .. } | Place::Refused(_) => None,
        }
    }

    /// Returns the name that a headline, a date and a slug may be read from: a page bundle is named after its folder.
    pub(super) fn telling_name(&self) -> String {
        let mut parts = self.name.rsplit('/');
        let file = parts.next().unwrap_or_default();
        let (stem, end) = file.rsplit_once('.').unwrap_or((file, ""));
        match parts.next().filter(|_| matches!(stem, "index" | "_index")) {
            Some(folder) => format!("{folder}.{end}"),
            None => file.to_owned(),
        }
    }
}

/// Follows a relative path from `folder` without leaving the top; `None` where it would.
fn resolve(folder: &str, path: &str) -> Option<String> {
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    (!parts.is_empty()).then(|| parts.join("/"))
}

/// Returns the real path as text, whatever links and dots it was given with.
fn whole(path: &Path) -> String {
    fs::canonicalize(path).unwrap_or_else(|_| path.to_owned()).display().to_string()
}

/// Reads a file, refusing one that is too large before it is read.
pub(super) fn file_bytes(path: &Path) -> Result<Vec<u8>> {
    let metadata = fs::metadata(path).map_err(|error| unreadable(path, &error))?;
    let name = || path.file_name().map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned());
    if metadata.len() > MAX_BYTES {
        return Err(Error::ImportTooLarge { name: name(), bytes: metadata.len(), limit: MAX_BYTES });
    }
    // A file that grows while it is read, or a device without a size, is cut off too.
    let mut bytes = Vec::new();
    let file = fs::File::open(path).map_err(|error| unreadable(path, &error))?;
    file.take(MAX_BYTES + 1).read_to_end(&mut bytes).map_err(|error| unreadable(path, &error))?;
    if bytes.len() as u64 > MAX_BYTES {
        return Err(Error::ImportTooLarge { name: name(), bytes: bytes.len() as u64, limit: MAX_BYTES });
    }
    Ok(bytes)
}

fn is_zip(name: &str) -> bool {
    name.rsplit_once('.').is_some_and(|(_, end)| end.eq_ignore_ascii_case("zip"))
}

fn is_library(name: &str) -> bool {
    name.rsplit_once('.').is_some_and(|(_, end)| end.eq_ignore_ascii_case("stet"))
}

/// Tells whether a folder's file is looked into: by its name alone.
fn is_story(name: &str) -> bool {
    extension(name).is_some() || is_zip(name)
}

/// Tells whether a file is a picture, by its name alone.
pub fn is_picture(path: &Path) -> bool {
    let end = path.extension().map(|end| end.to_string_lossy().to_ascii_lowercase()).unwrap_or_default();
    matches!(end.as_str(), "jpg" | "jpeg" | "png" | "gif" | "webp" | "avif" | "svg")
}

/// Tells whether a file only stands beside stories: a picture, a style.
fn is_beside(name: &str) -> bool {
    let end = name.rsplit_once('.').map(|(_, end)| end.to_ascii_lowercase()).unwrap_or_default();
    matches!(
        end.as_str(),
        "jpg" | "jpeg" | "png" | "gif" | "webp" | "avif" | "svg" | "bmp" | "ico" | "tif" | "tiff" | "heic" | "css" | "js"
    )
}

#[cfg(test)]
mod tests {
    use super::resolve;

    #[test]
    fn relative_addresses_never_climb_out() {
        assert_eq!(resolve("posts/a", "../img/x.png"), Some("posts/img/x.png".into()));
        assert_eq!(resolve("", "./x.png"), Some("x.png".into()));
        assert_eq!(resolve("posts", "../../x.png"), None);
        assert_eq!(resolve("", ".."), None);
    }
}
