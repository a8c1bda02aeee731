//! Reading a damaged file: every row that can still be read, whatever lies around it. Works on a copy; the file itself is
//! never written to.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, OpenOptions};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::Path;

use rusqlite::{Connection, Row};

use super::articles::{self, ArticleRow};
use super::file::{self, APPLICATION_ID, Draft};
use super::imports::{self, SourceRow};
use super::migrations::FORMAT;
use super::revisions::{self, Naming, StoredRevision};
use crate::{Error, Result};

/// The most rows that are asked for one by one between two readable ends of a table.
const PROBES: i64 = 4_000_000;

/// A damaged library, opened as far as it goes.
#[derive(Debug)]
pub(crate) struct Salvage {
    connection: Connection,
    torn: RefCell<BTreeSet<String>>,
    // After the connection, so that the copy goes when nobody has it open.
    _copy: Draft,
}

/// A row of `tag`: its name, parent's key, colour and description.
#[derive(Debug, Clone)]
pub(crate) struct SalvagedTag {
    pub(crate) key: i64,
    pub(crate) name: String,
    pub(crate) parent: Option<i64>,
    pub(crate) colour: Option<String>,
    pub(crate) description: String,
}

impl Salvage {
    /// Opens a copy of the file (and of the log beside it), made beside `out`. Errors: LibraryMissing, IsAFolder, NewerLibrary,
    /// OtherApplication, NotALibrary and LibraryDamaged where nothing in it can be read.
    pub(crate) fn open(damaged: &Path, out: &Path) -> Result<Self> {
        match file::inspect(damaged) {
            // Whatever the header says: that may be the damage.
            Ok(()) | Err(Error::LibraryReadOnly { .. } | Error::NotALibrary { .. }) => {}
            Err(error) => return Err(error),
        }
        let copy = Draft::beside(out)?;
        let io = |error: std::io::Error| Error::of_file(&error, damaged);
        fs::write(&copy.0, fs::read(damaged).map_err(io)?).map_err(|error| Error::of_file(&error, out))?;
        // SQLite keeps the log beside the file itself, not beside a link to it.
        let log = file::beside(&fs::canonicalize(damaged).map_err(io)?, "-wal");
        let logged = log.exists();
        if logged {
            fs::write(file::beside(&copy.0, "-wal"), fs::read(&log).map_err(io)?).map_err(|error| Error::of_file(&error, out))?;
        }
        if let Some(connection) = readable(&copy.0) {
            return Ok(Self { connection, torn: RefCell::default(), _copy: copy });
        }
        graft(&copy.0, out, logged)?;
        match readable(&copy.0) {
            Some(connection) => Ok(Self { connection, torn: RefCell::default(), _copy: copy }),
            None => match file::inspect(damaged) {
                Err(error @ Error::NotALibrary { .. }) => Err(error),
                _ => Err(Error::LibraryDamaged { reason: "nothing in it can be read".into() }),
            },
        }
    }

    /// Returns the connection, for reading content by its key.
    pub(crate) fn connection(&self) -> &Connection {
        &self.connection
    }

    /// Returns the keys that a table may have: all that a walk from either end meets, and, where damage stops the walks, all between.
    pub(crate) fn keys(&self, table: &str) -> Vec<i64> {
        let mut keys = BTreeSet::new();
        let mut ends = Vec::new();
        for order in ["ASC", "DESC"] {
            let mut last = None;
            let mut whole = false;
            if let Ok(mut statement) = self.connection.prepare(&format!("SELECT key FROM {table} NOT INDEXED ORDER BY key {order}"))
                && let Ok(mut rows) = statement.query([])
            {
                loop {
                    match rows.next() {
                        Ok(Some(row)) => {
                            last = row.get::<_, i64>(0).ok().or(last);
                            keys.extend(last);
                        }
                        Ok(None) => {
                            whole = true;
                            break;
                        }
                        Err(_) => break,
                    }
                }
            }
            if whole {
                return keys.into_iter().collect();
            }
            ends.push(last);
        }
        self.torn.borrow_mut().insert(table.to_owned());
        if let [Some(low), Some(high)] = ends[..] {
            keys.extend((low..high).take(usize::try_from(PROBES).unwrap_or(usize::MAX)));
        }
        keys.into_iter().collect()
    }

    /// Returns the tables that could not be walked from end to end, so that rows may be missing of which nothing is known.
    pub(crate) fn torn(&self) -> Vec<String> {
        self.torn.borrow().iter().cloned().collect()
    }

    /// Reads a story's row; `None` where there is none or it cannot be read.
    pub(crate) fn article(&self, key: i64) -> Option<ArticleRow> {
        let [whole, bare] = articles::salvage_sql(&self.connection);
        self.row(&whole, key, articles::read).or_else(|| self.row(&bare, key, articles::read))
    }

    /// Reads every revision that can be read, by story, in order of their numbers.
    pub(crate) fn revisions(&self) -> BTreeMap<i64, Vec<StoredRevision>> {
        let mut found: BTreeMap<i64, Vec<StoredRevision>> = BTreeMap::new();
        for key in self.keys("revision") {
            let read = |row: &Row<'_>| Ok((row.get::<_, i64>("article")?, revisions::read(row)?));
            if let Some((article, revision)) = self.row("SELECT * FROM revision NOT INDEXED WHERE key = ?1", key, read) {
                found.entry(article).or_default().push(revision);
            }
        }
        for all in found.values_mut() {
            all.sort_by_key(|revision| revision.row.number);
            all.dedup_by_key(|revision| revision.row.number);
        }
        found
    }

    /// Reads every naming that can be read, by story, oldest first.
    pub(crate) fn namings(&self) -> BTreeMap<i64, Vec<Naming>> {
        let mut found: BTreeMap<i64, Vec<Naming>> = BTreeMap::new();
        for key in self.keys("revision_name") {
            let read = |row: &Row<'_>| {
                let naming = Naming {
                    number: row.get("number")?,
                    name: row.get("name")?,
                    author: row.get("author")?,
                    time: row.get("time")?,
                    hash: row.get("hash")?,
                };
                Ok((row.get::<_, i64>("article")?, naming))
            };
            if let Some((article, naming)) = self.row("SELECT * FROM revision_name NOT INDEXED WHERE key = ?1", key, read) {
                found.entry(article).or_default().push(naming);
            }
        }
        found
    }

    /// Reads every tag that can be read.
    pub(crate) fn tags(&self) -> Vec<SalvagedTag> {
        let read = |row: &Row<'_>| {
            Ok(SalvagedTag {
                key: row.get("key")?,
                name: row.get("name")?,
                parent: row.get("parent")?,
                colour: row.get("colour")?,
                description: row.get("description")?,
            })
        };
        let one = |key| self.row("SELECT * FROM tag NOT INDEXED WHERE key = ?1", key, read);
        self.keys("tag").into_iter().filter_map(one).collect()
    }

    /// Reads where stories came from, by story, until the end or the damage.
    pub(crate) fn sources(&self) -> BTreeMap<i64, Vec<SourceRow>> {
        let mut found: BTreeMap<i64, Vec<SourceRow>> = BTreeMap::new();
        if let Ok(mut statement) = self.connection.prepare("SELECT * FROM import_source NOT INDEXED")
            && let Ok(mut rows) = statement.query([])
        {
            while let Ok(Some(row)) = rows.next() {
                if let Ok(source) = imports::read(row) {
                    found.entry(source.article).or_default().push(source);
                }
            }
        }
        found
    }

    /// Reads pairs of texts until the end or the damage.
    pub(crate) fn pairs(&self, sql: &str) -> Vec<(String, String)> {
        let mut out = Vec::new();
        if let Ok(mut statement) = self.connection.prepare(sql)
            && let Ok(mut rows) = statement.query([])
        {
            while let Ok(Some(row)) = rows.next() {
                if let (Ok(one), Ok(two)) = (row.get(0), row.get(1)) {
                    out.push((one, two));
                }
            }
        }
        out
    }

    /// Copies every asset whose bytes are still what their hash says; returns how many are lost.
    pub(crate) fn assets(&self, to: &Connection) -> Result<u32> {
        let mut lost = 0;
        let keys: Vec<i64> = self.pairs_of_keys("SELECT rowid FROM asset NOT INDEXED ORDER BY rowid");
        for key in keys {
            type Asset = (String, String, i64, i64, Vec<u8>);
            let read = |row: &Row<'_>| -> rusqlite::Result<Asset> { Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?)) };
            let sql = "SELECT hash, media_type, size, created_at, bytes FROM asset NOT INDEXED WHERE rowid = ?1";
            match self.row(sql, key, read) {
                Some(asset) if blake3::hash(&asset.4).to_hex().as_str() == asset.0 => {
                    to.execute(
                        "INSERT OR IGNORE INTO asset (hash, media_type, size, created_at, bytes) VALUES (?1, ?2, ?3, ?4, ?5)",
                        asset,
                    )?;
                }
                _ => lost += 1,
            }
        }
        Ok(lost)
    }

    fn pairs_of_keys(&self, sql: &str) -> Vec<i64> {
        let mut out = Vec::new();
        if let Ok(mut statement) = self.connection.prepare(sql)
            && let Ok(mut rows) = statement.query([])
        {
            while let Ok(Some(row)) = rows.next() {
                out.extend(row.get::<_, i64>(0).ok());
            }
        }
        out
    }

    fn row<T>(&self, sql: &str, key: i64, read: impl Fn(&Row<'_>) -> rusqlite::Result<T>) -> Option<T> {
        self.connection.prepare_cached(sql).ok()?.query_row([key], |row| read(row)).ok()
    }
}

/// Opens the copy if its schema can be read. A schema that contradicts itself is no reason to stop.
fn readable(copy: &Path) -> Option<Connection> {
    let connection = Connection::open(file::plain(copy)).ok()?;
    connection.execute_batch("PRAGMA writable_schema = ON; PRAGMA trusted_schema = OFF; PRAGMA foreign_keys = OFF;").ok()?;
    for table in ["article", "revision", "snapshot"] {
        connection.prepare(&format!("SELECT * FROM {table} NOT INDEXED")).ok()?;
    }
    Some(connection)
}

/// Puts the pages that hold the schema of a new library in the place of those that cannot be read: the tables of every
/// library of this format begin on the same pages, as they are made by the same statements.
fn graft(copy: &Path, out: &Path, logged: bool) -> Result<()> {
    let fresh = Draft::beside(out)?;
    file::make(&fresh.0)?;
    let pages: Vec<u32> = {
        let connection = Connection::open(file::plain(&fresh.0))?;
        let mut statement = connection.prepare("SELECT pageno FROM dbstat WHERE name = 'sqlite_schema'")?;
        let rows = statement.query_map([], |row| row.get(0))?;
        rows.collect::<rusqlite::Result<_>>()?
    };
    let io = |error: std::io::Error| Error::of_file(&error, out);
    let whole = fs::read(&fresh.0).map_err(io)?;
    let mut target = OpenOptions::new().read(true).write(true).open(copy).map_err(io)?;
    let length = target.metadata().map_err(io)?.len();
    for page in pages {
        let at = (page as usize - 1) * PAGE;
        let Some(bytes) = whole.get(at..at + PAGE).filter(|_| (at + PAGE) as u64 <= length) else { continue };
        let mut bytes = bytes.to_vec();
        if page == 1 {
            let count = u32::try_from(length / PAGE as u64).unwrap_or(u32::MAX);
            let mut change = [0_u8; 4];
            target.seek(SeekFrom::Start(24)).and_then(|_| target.read_exact(&mut change)).map_err(io)?;
            // The header (SQLite's file format, section 1.3): read and write version, counters, size, no free pages.
            bytes[18..20].fill(if logged { 2 } else { 1 });
            bytes[24..28].copy_from_slice(&change);
            bytes[28..32].copy_from_slice(&count.to_be_bytes());
            bytes[32..40].fill(0);
            bytes[60..64].copy_from_slice(&u32::try_from(FORMAT).unwrap_or(0).to_be_bytes());
            bytes[68..72].copy_from_slice(&APPLICATION_ID.to_be_bytes());
            bytes[92..96].copy_from_slice(&change);
        }
        target.seek(SeekFrom::Start(at as u64)).and_then(|_| target.write_all(&bytes)).map_err(io)?;
    }
    target.sync_all().map_err(io)
}

/// Bytes of a page, as every library is made.
const PAGE: usize = 4_096;
