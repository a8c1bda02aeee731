//! A site's folder: what Stet wrote there before, and how the new comes in its place.
//!
//! New files are made in a folder beside their places (`.stet-site-new`, within the site's own, so that a rename moves nothing
//! over file systems). Only when every one of them is whole is a list of moves written and carried out, the manifest last. A
//! failure or a cancel before the list leaves the old site as it was; after it, the next export finishes what the list says.
//! Nothing waits for the disk: a site can be made again from its library (`--fresh` writes every file anew after a power cut).

use std::collections::{BTreeSet, HashMap};
use std::io::{ErrorKind, Read as _, Write as _};
use std::path::{Path, PathBuf};

use cap_std::ambient_authority;
use cap_std::fs::{Dir, OpenOptions};
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use super::card::{Card, Print};
use crate::{Error, Result};

const MANIFEST: &str = ".stet-site";
const STAGING: &str = ".stet-site-new";
/// Begins every manifest, whatever its version. The files follow, in a form that stays, so that no version of Stet takes another's
/// files for foreign ones; then the version, and what it alone can read.
const MAGIC: &[u8] = b"stet-site\n";
/// Counted up whenever what follows it is written otherwise.
const VERSION: u32 = 4;
/// The largest manifest, in bytes.
const MAX_MANIFEST: u64 = 1 << 30;
/// What a story takes of it, more or less.
const A_STORY: usize = 512;

/// The files of a site, and the print of what each was made from.
pub(super) type Files = FxHashMap<String, Print>;

/// What an earlier export left.
#[derive(Debug, Default)]
pub(super) struct Manifest {
    /// Files that another version of Stet wrote have a print of nothing: they are made anew.
    pub(super) files: Files,
    pub(super) told: Told,
}

/// What a manifest tells beside the files.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Told {
    pub(super) stories: Vec<Card>,
    pub(super) tags: Vec<(i64, String)>,
    /// The pictures that each story's page shows: their paths, by the story's id.
    pub(super) pictures: HashMap<String, Vec<String>>,
}

/// A [`Told`] as it is written.
#[derive(Debug, Serialize)]
pub(super) struct Keeping<'a> {
    pub(super) stories: &'a [Card],
    pub(super) tags: &'a [(i64, String)],
    pub(super) pictures: &'a HashMap<String, Vec<String>>,
}

/// The list of moves.
#[derive(Debug, Serialize, Deserialize)]
struct Moves {
    /// Number of the new file, and its place.
    come: Vec<(u32, String)>,
    go: Vec<String>,
}

/// A site's folder, open.
pub(super) struct Folder {
    path: PathBuf,
    dir: Dir,
}

/// New files in the making; dropped without [`Staged::commit`], they go.
pub(super) struct Staged<'a> {
    folder: &'a Folder,
    staging: Dir,
    is_done: bool,
}

impl Folder {
    /// Opens the folder, made if need be; finishes moves that an earlier export was interrupted in.
    pub(super) fn open(path: &Path) -> Result<Self> {
        let refuse = |error: std::io::Error| super::super::folder::failure(path, &error);
        std::fs::create_dir_all(path).map_err(refuse)?;
        let dir = Dir::open_ambient_dir(path, ambient_authority()).map_err(refuse)?;
        let folder = Self { path: path.to_owned(), dir };
        if let Ok(staging) = folder.dir.open_dir(STAGING) {
            if let Some(moves) = staging.read("moves").ok().and_then(|bytes| postcard::from_bytes::<Moves>(&bytes).ok()) {
                folder.carry_out(&staging, &moves)?;
            }
            drop(staging);
            folder.dir.remove_dir_all(STAGING).map_err(refuse)?;
        }
        Ok(folder)
    }

    fn refuse(&self, name: &str, error: &std::io::Error) -> Error {
        super::super::folder::failure(&self.path.join(name), error)
    }

    /// Returns what an earlier export left; nothing where there was none, or its manifest cannot be read.
    pub(super) fn manifest(&self) -> Option<Manifest> {
        let mut file = self.dir.open(MANIFEST).ok()?;
        let size = file.metadata().ok().filter(|about| about.len() <= MAX_MANIFEST)?.len();
        let mut bytes = Vec::with_capacity(usize::try_from(size).ok()?);
        file.read_to_end(&mut bytes).ok()?;
        let (mut files, rest) = postcard::take_from_bytes::<Files>(bytes.strip_prefix(MAGIC)?).ok()?;
        let told = match postcard::take_from_bytes::<u32>(rest) {
            Ok((VERSION, rest)) => postcard::from_bytes(rest).ok(),
            _ => None,
        };
        if told.is_none() {
            files.values_mut().for_each(|print| *print = Print::default());
        }
        Some(Manifest { files, told: told.unwrap_or_default() })
    }

    /// Tells whether nothing lies in the folder.
    pub(super) fn is_empty(&self) -> bool {
        self.dir.entries().is_ok_and(|mut entries| entries.next().is_none())
    }

    /// Returns the paths at which something lies that is not one of `own`.
    pub(super) fn foreign<'p>(&self, paths: impl Iterator<Item = &'p str>, own: &Files) -> BTreeSet<&'p str> {
        paths.filter(|path| !own.contains_key(*path) && self.dir.symlink_metadata(path).is_ok()).collect()
    }

    /// Tells whether the file at `path` holds these bytes.
    pub(super) fn holds(&self, path: &str, bytes: &[u8]) -> bool {
        self.dir.read(path).is_ok_and(|found| found == bytes)
    }

    /// Refuses to go on because of files that Stet did not write.
    pub(super) fn refuse_foreign(&self, files: Vec<String>) -> Error {
        Error::ExportForeign { folder: self.path.clone(), files }
    }

    /// Begins to make new files.
    pub(super) fn stage(&self) -> Result<Staged<'_>> {
        self.dir.create_dir(STAGING).map_err(|error| self.refuse(STAGING, &error))?;
        let staging = self.dir.open_dir(STAGING).map_err(|error| self.refuse(STAGING, &error))?;
        Ok(Staged { folder: self, staging, is_done: false })
    }

    fn carry_out(&self, staging: &Dir, moves: &Moves) -> Result<()> {
        let parents: BTreeSet<&str> = moves.come.iter().filter_map(|(_, path)| path.rsplit_once('/')).map(|(parent, _)| parent).collect();
        for parent in parents {
            self.dir.create_dir_all(parent).map_err(|error| self.refuse(parent, &error))?;
        }
        moves.come.par_iter().try_for_each(|(number, path)| match staging.rename(number.to_string(), &self.dir, path) {
            // Already there, by the export that was interrupted.
            Err(error) if error.kind() == ErrorKind::NotFound && self.dir.symlink_metadata(path).is_ok() => Ok(()),
            moved => moved.map_err(|error| self.refuse(path, &error)),
        })?;
        for path in &moves.go {
            match self.dir.remove_file(path) {
                Err(error) if error.kind() != ErrorKind::NotFound => return Err(self.refuse(path, &error)),
                _ => {}
            }
        }
        // A folder that Stet's last file has left goes too; one that holds anything else stays by itself.
        let parents: BTreeSet<&str> = moves.go.iter().filter_map(|path| path.rsplit_once('/')).map(|(parent, _)| parent).collect();
        for parent in parents.into_iter().rev() {
            let _ = self.dir.remove_dir(parent);
        }
        match staging.rename("manifest", &self.dir, MANIFEST) {
            Err(error) if error.kind() != ErrorKind::NotFound => Err(self.refuse(MANIFEST, &error)),
            _ => Ok(()),
        }
    }
}

impl Staged<'_> {
    /// Makes the new file with this number.
    pub(super) fn write(&self, number: u32, path: &str, bytes: &[u8]) -> Result<()> {
        self.put(&number.to_string(), bytes).map_err(|error| self.folder.refuse(path, &error))
    }

    fn put(&self, name: &str, bytes: &[u8]) -> std::io::Result<()> {
        self.staging.open_with(name, OpenOptions::new().write(true).create_new(true))?.write_all(bytes)
    }

    /// Puts the new files in their places and takes away those that are no more. From here on there is no way back.
    pub(super) fn commit(mut self, come: Vec<(u32, String)>, go: Vec<String>, files: &Files, told: &Keeping<'_>) -> Result<()> {
        let broken = |error: postcard::Error| Error::Io { path: MANIFEST.into(), reason: error.to_string() };
        let mut bytes = Vec::with_capacity(A_STORY * (1 + told.stories.len()));
        bytes.extend(MAGIC);
        bytes = postcard::to_extend(files, bytes).map_err(broken)?;
        bytes = postcard::to_extend(&VERSION, bytes).map_err(broken)?;
        bytes = postcard::to_extend(told, bytes).map_err(broken)?;
        self.put("manifest", &bytes).map_err(|error| self.folder.refuse(MANIFEST, &error))?;
        let moves = Moves { come, go };
        let list = postcard::to_stdvec(&moves).map_err(broken)?;
        // Under another name first, so that half a list is no list.
        self.put("moves.part", &list).map_err(|error| self.folder.refuse(STAGING, &error))?;
        self.staging.rename("moves.part", &self.staging, "moves").map_err(|error| self.folder.refuse(STAGING, &error))?;
        self.is_done = true;
        self.folder.carry_out(&self.staging, &moves)?;
        self.folder.dir.remove_dir_all(STAGING).map_err(|error| self.folder.refuse(STAGING, &error))
    }
}

impl Drop for Staged<'_> {
    fn drop(&mut self) {
        if !self.is_done {
            // What stays is taken away by the next export.
            let _ = self.folder.dir.remove_dir_all(STAGING);
        }
    }
}
