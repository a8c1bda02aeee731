//! Stories in a zip, read entry by entry and never unpacked to disk.
//!
//! Owns the limits that keep a hostile archive harmless: entries, bytes altogether, and how far an entry may swell. Names that
//! climb out, links, encrypted entries and zips in zips are refused one by one; the rest of the archive comes in.

use std::io::{self, Read, Seek, SeekFrom};

use zip::ZipArchive;

use super::MAX_BYTES;
use crate::{Error, Result};

/// An archive may hold this many entries.
pub(super) const MAX_ENTRIES: usize = 50_000;
/// This much may come out of one archive, in bytes.
pub(super) const MAX_UNPACKED: u64 = 2 * 1024 * 1024 * 1024;
/// An entry may swell to this many times its packed size; text packs to a tenth, rarely to a fortieth.
const MAX_SWELLING: u64 = 250;
/// Below this size in bytes nothing is called swollen.
const HARMLESS: u64 = 1024 * 1024;

trait Input: Read + Seek + Send {}
impl<T: Read + Seek + Send> Input for T {}

/// An open archive.
pub(super) struct Zip {
    archive: ZipArchive<Box<dyn Input>>,
    /// What may still come out of it, in bytes.
    left: u64,
}

impl std::fmt::Debug for Zip {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Zip").field("entries", &self.archive.len()).field("left", &self.left).finish()
    }
}

/// An entry as the archive's directory has it.
pub(super) struct Entry {
    pub(super) index: usize,
    /// Its path, or, where it is refused, a name for people and why.
    pub(super) name: std::result::Result<String, (String, Error)>,
    /// The size that the directory claims, in bytes.
    pub(super) size: u64,
}

impl Zip {
    /// Opens an archive by its directory. Errors: ImportDamaged, ImportTooMany.
    pub(super) fn open(name: &str, mut input: impl Read + Seek + Send + 'static) -> Result<Self> {
        let damaged = |reason: String| Error::ImportDamaged { name: name.to_owned(), reason };
        let too_many = |count: usize| Error::ImportTooMany { name: name.to_owned(), count, limit: MAX_ENTRIES };
        // The counts are looked at before anything is made room for.
        let claimed = claimed_entries(&mut input).map_err(|error| damaged(error.to_string()))?;
        if claimed > MAX_ENTRIES as u64 {
            return Err(too_many(usize::try_from(claimed).unwrap_or(usize::MAX)));
        }
        let input: Box<dyn Input> = Box::new(input);
        let archive = ZipArchive::new(input).map_err(|error| damaged(error.to_string()))?;
        if archive.len() > MAX_ENTRIES { Err(too_many(archive.len())) } else { Ok(Self { archive, left: MAX_UNPACKED }) }
    }

    /// Returns the entries that are files.
    pub(super) fn entries(&self) -> Vec<Entry> {
        let mut entries = Vec::new();
        for index in 0..self.archive.len() {
            let Ok(entry) = self.archive.by_index_data(index) else { continue };
            if entry.is_dir() {
                continue;
            }
            let raw = entry.name().map_or_else(|_| String::from_utf8_lossy(entry.name_raw()).into_owned(), |name| name.into_owned());
            let name = raw.replace('\\', "/");
            let climbs = name.starts_with('/')
                || name.contains('\0')
                || name.split('/').any(|part| part == "..")
                || name.split('/').next().is_some_and(|first| first.ends_with(':'));
            let name = if climbs || entry.is_symlink() {
                Err((name.clone(), Error::ImportEscapes { name }))
            } else if entry.encrypted() {
                Err((name.clone(), Error::ImportEncrypted { name }))
            } else {
                Ok(name.split('/').filter(|part| !part.is_empty() && *part != ".").collect::<Vec<_>>().join("/"))
            };
            entries.push(Entry { index, name, size: entry.size() });
        }
        entries
    }

    /// Reads an entry whole. Errors: ImportTooLarge, ImportBomb, ImportDamaged.
    pub(super) fn read(&mut self, index: usize, name: &str) -> Result<Vec<u8>> {
        self.unpack(index, name, MAX_BYTES)
    }

    /// Reads the entry with this path, of at most `limit` bytes; `None` where there is none that may be read.
    pub(super) fn find(&mut self, path: &str, limit: u64) -> Option<Vec<u8>> {
        let index = self.archive.index_for_name(path).or_else(|| self.archive.index_for_name(&format!("./{path}")))?;
        let refused =
            self.archive.by_index_data(index).map_or(true, |entry| entry.is_symlink() || entry.encrypted() || entry.size() > limit);
        if refused { None } else { self.unpack(index, path, limit).ok() }
    }

    fn unpack(&mut self, index: usize, name: &str, limit: u64) -> Result<Vec<u8>> {
        let damaged = |reason: String| Error::ImportDamaged { name: name.to_owned(), reason };
        let mut entry = self.archive.by_index(index).map_err(|error| damaged(error.to_string()))?;
        let (packed, claimed) = (entry.compressed_size(), entry.size());
        let swollen = |size: u64| size > HARMLESS && size / packed.max(1) > MAX_SWELLING;
        let bomb = || Error::ImportBomb { name: name.to_owned() };
        if swollen(claimed) || self.left == 0 {
            return Err(bomb());
        }
        if claimed > limit {
            return Err(Error::ImportTooLarge { name: name.to_owned(), bytes: claimed, limit });
        }
        // What an archive claims need not be so: not a byte more than allowed comes out.
        let allowed = limit.min(self.left).min(packed.max(1).saturating_mul(MAX_SWELLING).max(HARMLESS));
        let mut bytes = Vec::new();
        let read = (&mut entry).take(allowed + 1).read_to_end(&mut bytes);
        self.left = self.left.saturating_sub(bytes.len() as u64);
        read.map_err(|error| damaged(error.to_string()))?;
        if bytes.len() as u64 > allowed { Err(bomb()) } else { Ok(bytes) }
    }
}

/// Returns the largest count of entries that a record at the archive's end claims (APPNOTE 4.3.14 and 4.3.16).
fn claimed_entries(input: &mut (impl Read + Seek)) -> io::Result<u64> {
    const TAIL: u64 = 22 + 65_535 + 20 + 56;
    let length = input.seek(SeekFrom::End(0))?;
    input.seek(SeekFrom::Start(length.saturating_sub(TAIL)))?;
    let mut tail = Vec::new();
    input.take(TAIL).read_to_end(&mut tail)?;
    input.rewind()?;
    let number = |at: usize, size: usize| {
        tail.get(at..at + size).map_or(0, |bytes| bytes.iter().rev().fold(0_u64, |number, byte| number << 8 | u64::from(*byte)))
    };
    let claims = tail.windows(4).enumerate().filter_map(|(at, mark)| match mark {
        b"PK\x05\x06" => Some(number(at + 10, 2)),
        b"PK\x06\x06" => Some(number(at + 32, 8)),
        _ => None,
    });
    Ok(claims.max().unwrap_or(0))
}
