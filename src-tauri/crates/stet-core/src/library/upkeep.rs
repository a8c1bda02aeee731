//! The file: made, opened, watched, copied, proved, tidied; and its settings.

use std::path::Path;

use super::{CheckReport, Fault, Library, Stats, proof, working_copy};
use crate::history::{chain, packs, snapshots};
use crate::store::{Store, articles, settings, text, upkeep};
use crate::{ArticleId, Error, Result, Stamp};

/// Packs that are made before others have a turn; about a second.
const PACKS_AT_ONCE: usize = 4;

impl Library {
    /// Makes an empty library at `path`, and the folders above it. Errors: LibraryExists, IsAFolder, Io, DiskFull.
    pub fn create(path: &Path, stamp: &Stamp) -> Result<Self> {
        let library = Self::on(Store::create(path)?);
        library.set_setting("created_at", &stamp.time.to_rfc3339())?;
        Ok(library)
    }

    /// Opens the library at `path`; migrates an older one. Errors: LibraryMissing, IsAFolder, NotALibrary, OtherApplication,
    /// NewerLibrary, LibraryReadOnly, LibraryDamaged, LibraryBusy, Io.
    pub fn open(path: &Path) -> Result<Self> {
        Ok(Self::on(Store::open(path)?))
    }

    /// Returns where the library lies.
    pub fn path(&self) -> &Path {
        self.store.path()
    }

    /// Returns a number that changes whenever any process (this one too) commits a change; cheap to poll. It means nothing
    /// beyond this `Library`, and changes for the index and for repacking too.
    pub fn data_version(&self) -> Result<i64> {
        self.store.data_version()
    }

    /// Returns a number that changes whenever another process, and not this one, commits a change. Waits for a write that
    /// is under way here.
    pub fn data_version_elsewhere(&self) -> Result<i64> {
        self.store.bare(|writer| Ok(writer.query_row("PRAGMA data_version", [], |row| row.get(0))?))
    }

    /// Copies the whole library to `to`, a new file, and proves the copy before it gets its name. Saves go on meanwhile.
    /// Errors: LibraryExists, IsAFolder, ExportUnwritable, DiskFull, LibraryDamaged.
    pub fn backup(&self, to: &Path) -> Result<()> {
        self.store.reader(upkeep::checkpoint)?;
        self.store.reader(|connection| upkeep::backup(connection, to))
    }

    /// Proves the file: SQLite's own check, rows that point nowhere, counters, every chain of revisions, the content of
    /// every head (with `deep` of every revision), every working copy, the search index. Finding faults is no error.
    pub fn check(&self, deep: bool) -> Result<CheckReport> {
        let mut report = CheckReport::default();
        let walked = self.store.read(|connection| {
            // Each part by itself: damage in one must not hide what another would say.
            let found = upkeep::integrity(connection);
            if let Some((structure, dangling)) = sound(found, "database", None, &mut report)? {
                report.faults.extend(structure.into_iter().map(|detail| fault("database", None, detail)));
                report.faults.extend(dangling.into_iter().map(|detail| fault("foreign_key", None, detail)));
            }
            if let Some(counters) = sound(upkeep::counters(connection), "database", None, &mut report)? {
                report.faults.extend(counters.into_iter().map(|detail| fault("database", None, detail)));
            }
            if let Some(found) = sound(proof::around(connection), "database", None, &mut report)? {
                report.faults.extend(found.into_iter().map(|detail| fault("database", None, detail)));
            }
            for key in sound(articles::keys(connection), "database", None, &mut report)?.unwrap_or_default() {
                let Some(Some(row)) = sound(articles::load_key(connection, key), "working_copy", None, &mut report)? else { continue };
                report.stories += 1;
                sound(working_copy::open(connection, &row), "working_copy", Some(&row.id), &mut report)?;
                if let Some(found) = sound(proof::row(connection, &row), "working_copy", Some(&row.id), &mut report)? {
                    report.faults.extend(found.into_iter().map(|detail| fault("working_copy", Some(&row.id), detail)));
                }
                if let Some(proof) = sound(chain::prove(connection, &row, deep), "chain", Some(&row.id), &mut report)? {
                    report.revisions += proof.revisions;
                    report.snapshots += proof.snapshots;
                    report.faults.extend(proof.faults);
                }
            }
            Ok(())
        });
        sound(walked, "database", None, &mut report)?;
        if deep {
            if let Some(mended @ 1..) = sound(self.store.read(packs::mended), "database", None, &mut report)? {
                let detail = format!("{mended} packs of revisions have damaged bytes; what lies in them is still read, by their parity");
                report.faults.push(fault("database", None, detail));
            }
            self.prove_assets(&mut report.faults)?;
        }
        sound(self.store.bare(text::prove), "search_index", None, &mut report)?;
        Ok(report)
    }

    /// Returns how much there is in the library and what it takes.
    pub fn stats(&self) -> Result<Stats> {
        let stats = self.store.read(upkeep::stats)?;
        Ok(Stats { file_bytes: self.store.file_bytes(), ..stats })
    }

    /// Does what can wait: brings the search index up to date, packs revisions tighter, writes the log back into the file.
    /// For the desk at idle and for the end of a command; saves pass in between. Returns whether there was anything to do.
    pub fn tidy(&self) -> Result<bool> {
        let mut busy = self.flush_index()? > 0;
        // Coding a long story takes a while; it is done on a reader, and only the result waits for its turn to write.
        while let Some((older, coding)) = self.store.read(snapshots::prepare)? {
            self.store.write(|connection| snapshots::repack(connection, older, coding.as_ref()))?;
            busy = true;
        }
        busy |= self.pack(packs::FULL)?;
        self.overwrite()?;
        self.store.reader(upkeep::checkpoint)?;
        Ok(busy)
    }

    /// Packs together what is kept whole, at most `full` bytes of content in a pack, as far as there is enough for one; [`Library::tidy`] does
    /// with half a megabyte. A few packs at a time: returns whether there was anything to do.
    pub fn pack(&self, full: usize) -> Result<bool> {
        for made in 0..PACKS_AT_ONCE {
            let Some(packing) = self.store.read(|connection| packs::prepare(connection, full))? else { return Ok(made > 0) };
            self.store.write(|connection| packs::settle(connection, &packing))?;
        }
        Ok(true)
    }

    /// Returns a setting of this library.
    pub fn setting(&self, key: &str) -> Result<Option<String>> {
        self.store.read(|connection| settings::get(connection, key))
    }

    /// Writes a setting of this library.
    pub fn set_setting(&self, key: &str, value: &str) -> Result<()> {
        self.store.write(|connection| settings::set(connection, key, value))
    }
}

fn fault(kind: &str, story: Option<&ArticleId>, detail: String) -> Fault {
    Fault { kind: kind.to_owned(), story: story.cloned(), revision: None, detail }
}

/// Turns damage into a fault of the report; every other failure stays one.
fn sound<T>(found: Result<T>, kind: &str, story: Option<&ArticleId>, report: &mut CheckReport) -> Result<Option<T>> {
    match found {
        Ok(value) => Ok(Some(value)),
        Err(Error::LibraryDamaged { reason }) => {
            report.faults.push(fault(kind, story, reason));
            Ok(None)
        }
        Err(error) => Err(error),
    }
}
