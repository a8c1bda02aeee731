//! Test equipment: builders of stories, a fixed clock, a library in a folder of its own, strategies for property tests.
//!
//! Depends on core only and is in nobody's product. Everything here is deterministic but for the temporary folder's name.

mod build;
mod corpus;
mod dice;
mod strategies;

use std::cell::Cell;
use std::path::{Path, PathBuf};

use chrono::{DateTime, TimeDelta, Utc};
use stet_core::{Library, Stamp};
use tempfile::TempDir;

pub use build::*;
pub use corpus::corpus;
pub use dice::Dice;
pub use strategies::*;

/// A clock that stands still between stamps and then goes on by one second.
#[derive(Debug)]
pub struct Clock {
    now: Cell<DateTime<Utc>>,
    author: String,
}

impl Default for Clock {
    /// Starts on 22 November 2026, 09:00 UTC, for Ada Lovelace.
    fn default() -> Self {
        Self { now: Cell::new(DateTime::from_timestamp(1_795_338_000, 0).unwrap_or_default()), author: "Ada Lovelace".to_owned() }
    }
}

impl Clock {
    /// Puts the clock forward, or back.
    pub fn jump(&self, by: TimeDelta) {
        self.now.set(self.now.get() + by);
    }

    /// Makes the next stamp tell the same moment as the last.
    pub fn stand_still(&self) {
        self.jump(TimeDelta::seconds(-1));
    }

    /// Returns a stamp, one second after the one before.
    pub fn stamp(&self) -> Stamp {
        self.now.set(self.now.get() + TimeDelta::seconds(1));
        Stamp::new(self.author.clone(), self.now.get())
    }
}

/// A library in a temporary folder, gone when dropped.
#[derive(Debug)]
pub struct TempLibrary {
    library: Option<Library>,
    /// Its clock.
    pub clock: Clock,
    folder: TempDir,
}

impl TempLibrary {
    /// Makes an empty library.
    ///
    /// # Panics
    /// Where the folder or the library cannot be made.
    #[allow(clippy::new_without_default, reason = "it touches the disk")]
    pub fn new() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let clock = Clock::default();
        let library = Library::create(&folder.path().join("test.stet"), &clock.stamp()).expect("a new library");
        Self { library: Some(library), clock, folder }
    }

    /// Returns a stamp from the library's clock.
    pub fn stamp(&self) -> Stamp {
        self.clock.stamp()
    }

    /// Returns where the library lies.
    pub fn path(&self) -> PathBuf {
        self.folder.path().join("test.stet")
    }

    /// Returns a path beside the library.
    pub fn beside(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Closes the library and opens it again.
    ///
    /// # Panics
    /// Where it cannot be opened.
    pub fn reopen(&mut self) {
        self.library = None;
        self.library = Some(Library::open(&self.path()).expect("the library to open again"));
    }

    /// Leaves the library as a crash would: the files as they lie on the disk are copied, and the copy is opened.
    ///
    /// # Panics
    /// Where the copy cannot be made or opened.
    pub fn crash(&mut self) {
        let copy = tempfile::tempdir().expect("a temporary folder");
        for name in ["test.stet", "test.stet-wal"] {
            let from = self.folder.path().join(name);
            if from.exists() {
                std::fs::copy(&from, copy.path().join(name)).expect("a copy");
            }
        }
        self.library = None;
        self.folder = copy;
        self.library = Some(Library::open(&self.path()).expect("the library to open after a crash"));
    }

    /// Returns a second handle on the same file.
    ///
    /// # Panics
    /// Where it cannot be opened.
    pub fn second(&self) -> Library {
        Library::open(&self.path()).expect("a second handle")
    }
}

impl std::ops::Deref for TempLibrary {
    type Target = Library;

    fn deref(&self) -> &Library {
        self.library.as_ref().expect("the library is open")
    }
}

/// Writes `bytes` to a new file for tests of bad input.
///
/// # Panics
/// Where it cannot be written.
pub fn file_of(path: &Path, bytes: &[u8]) -> PathBuf {
    std::fs::write(path, bytes).expect("a file");
    path.to_owned()
}
