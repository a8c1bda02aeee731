//! How content is kept: by its BLAKE3 hash, the newest whole, older ones as zstd deltas against their newer neighbour.
//!
//! Three doors: [`put`], [`get`], and [`repack`] (after [`prepare`]; [`lean`] does a small one at once). Identical content is one
//! row, whoever has it. What is whole lies in a pack ([`packs`]). Invariants: following `base` ends at a whole snapshot; a new
//! coding is read back and compared before it replaces the old one; all of it happens inside the caller's transaction.

use std::collections::{BTreeSet, HashSet};

use rusqlite::Connection;

use super::coding::{Decoder, encode, tight};
use super::packs;
use crate::store::packs as pack_rows;
use crate::store::snapshots::{self as rows, Coded, DELTA, SnapshotRow, WHOLE};
use crate::{Error, Result, RevisionNumber};

/// Every so many revisions one stays whole, so that an old one is at most this many steps away.
const KEYFRAME: u32 = 32;
/// The longest way from a snapshot to a whole one that is ever followed; a longer one is damage.
const LONGEST: usize = 4_096;
/// The most that is coded again inside a save, in bytes; more waits for [`repack`].
const AT_ONCE: usize = 128 * 1024;

/// The reason given where content was read but is not what was put.
pub(crate) const WRONG_HASH: &str = "its content is not what was saved (the hash differs)";

/// Keeps `content`, whole; returns its key. Content that is there already is made whole again, so that a head reads fast.
pub(crate) fn put(connection: &Connection, content: &[u8]) -> Result<i64> {
    let hash: [u8; 32] = blake3::hash(content).into();
    let Some(key) = rows::find(connection, &hash)? else {
        let pack = packs::alone(connection, content)?;
        return rows::insert(connection, &hash, content.len(), Coded::Packed(pack, 0));
    };
    // Also where the row is damaged: the content is at hand, so this heals it.
    if get(connection, key, 0).is_err() || rows::base_of(connection, key)?.is_some() {
        recode(connection, key, Coded::Packed(packs::alone(connection, content)?, 0))?;
        rows::measure(connection, key, content.len())?;
    }
    rows::dequeue(connection, key)?;
    Ok(key)
}

/// Returns the content of a snapshot, proved by its hash. `number` is for the message. Errors: RevisionDamaged, RevisionThinned.
pub(crate) fn get(connection: &Connection, key: i64, number: RevisionNumber) -> Result<Vec<u8>> {
    Walk::default().unpack(connection, key, number)
}

/// Keeps only the hash of a content that cannot be read any more, unless it is there all the same; returns its key.
pub(crate) fn mourn(connection: &Connection, hash: &[u8; 32], thinned: bool) -> Result<i64> {
    match rows::find(connection, hash)? {
        Some(key) => Ok(key),
        None => rows::insert(connection, hash, 0, if thinned { Coded::Gone } else { Coded::Lost }),
    }
}

/// A walk from snapshot to snapshot that remembers the last one and the last pack: along the deltas each is one step from the one before.
#[derive(Debug, Default)]
pub(crate) struct Walk {
    last: Option<(i64, Vec<u8>)>,
    pack: Option<(i64, Vec<u8>)>,
    /// Whether packs are read as their parity says.
    mends: bool,
}

impl Walk {
    /// Returns the content of a snapshot, as [`get`] does. Errors: RevisionDamaged, RevisionThinned.
    pub(crate) fn get(&mut self, connection: &Connection, key: i64, number: RevisionNumber) -> Result<&[u8]> {
        if self.last.as_ref().is_none_or(|(last, _)| *last != key) {
            let content = self.unpack(connection, key, number)?;
            self.last = Some((key, content));
        }
        Ok(self.last.as_ref().map_or(&[], |(_, content)| content))
    }

    /// Unpacks a snapshot; if it cannot be, once more with its pack mended.
    fn unpack(&mut self, connection: &Connection, key: i64, number: RevisionNumber) -> Result<Vec<u8>> {
        let known = self.last.take();
        let found = match self.read(connection, key, number, known.as_ref()) {
            Err(error @ Error::RevisionDamaged { .. }) => {
                let mut mended = Self { mends: true, ..Self::default() };
                let read = mended.read(connection, key, number, None);
                if read.is_ok() {
                    self.pack = mended.pack;
                }
                // If that does not help, what was wrong first is told.
                read.or(Err(error))
            }
            other => other,
        };
        found.map_err(|error| match error {
            Error::LibraryDamaged { reason } => Error::RevisionDamaged { number, reason },
            other => other,
        })
    }

    /// Reads a snapshot; `known` is another one's content, which saves the way behind it.
    fn read(&mut self, connection: &Connection, key: i64, number: RevisionNumber, known: Option<&(i64, Vec<u8>)>) -> Result<Vec<u8>> {
        let damaged = |reason: &str| Error::RevisionDamaged { number, reason: reason.to_owned() };
        let mut path: Vec<SnapshotRow> = Vec::new();
        let mut content: Option<Vec<u8>> = None;
        let mut next = Some(key);
        while let Some(key) = next {
            if path.len() == LONGEST {
                return Err(damaged("its snapshots lean on each other without end"));
            }
            if let Some((_, known)) = known.filter(|(known, _)| *known == key) {
                content = Some(known.clone());
                break;
            }
            let row = rows::load(connection, key)?.ok_or_else(|| damaged("a snapshot is missing"))?;
            if row.is_thinned() && path.is_empty() {
                return Err(Error::RevisionThinned { number });
            }
            if row.is_lost() {
                return Err(damaged("its content was lost before the library was recovered"));
            }
            next = row.base;
            path.push(row);
        }
        let mut decoder = Decoder::new();
        for row in path.iter().rev() {
            let whole = match (row.codec, &content, row.pack) {
                (WHOLE, None, Some((key, start))) => {
                    let contents = self.pack(connection, key)?.ok_or_else(|| damaged("the pack that it lies in cannot be unpacked"))?;
                    let part = start.checked_add(row.size).and_then(|end| contents.get(start..end));
                    part.map(<[u8]>::to_vec)
                }
                // Only in files of the formats before packs.
                (WHOLE, None, None) => decoder.decode(&row.bytes, row.size, None),
                (DELTA, Some(base), _) => decoder.decode(&row.bytes, row.size, Some(base)),
                _ => return Err(damaged("a snapshot is coded in a way that this Stet does not know")),
            };
            content = Some(whole.ok_or_else(|| damaged("a snapshot cannot be unpacked"))?);
        }
        let (Some(content), Some(asked)) = (content, path.first()) else { return Err(damaged("a snapshot is missing")) };
        if blake3::hash(&content) == asked.hash { Ok(content) } else { Err(damaged(WRONG_HASH)) }
    }

    /// Returns the contents of a pack; none where it cannot be read.
    fn pack(&mut self, connection: &Connection, key: i64) -> Result<Option<&[u8]>> {
        if self.pack.as_ref().is_none_or(|(last, _)| *last != key) {
            self.pack = packs::read(connection, key, self.mends)?.map(|contents| (key, contents));
        }
        Ok(self.pack.as_ref().map(|(_, contents)| contents.as_slice()))
    }
}

/// Codes a snapshot anew, and looks after the pack that it was in.
fn recode(connection: &Connection, key: i64, coded: Coded<'_>) -> Result<()> {
    let pack = rows::pack_of(connection, key)?;
    rows::recode(connection, key, coded)?;
    pack.map_or(Ok(()), |pack| packs::left(connection, pack))
}

/// Codes `older`, which was head as revision `number` until now, against `newer`: at once where both are small, else later.
pub(crate) fn lean(connection: &Connection, older: i64, newer: i64, number: RevisionNumber) -> Result<()> {
    if older == newer || number.is_multiple_of(KEYFRAME) {
        return Ok(());
    }
    let small = [older, newer].into_iter().all(|key| matches!(rows::load(connection, key), Ok(Some(row)) if row.size <= AT_ONCE));
    if !small {
        return rows::queue(connection, older, newer);
    }
    code(connection, older, newer)?.map_or(Ok(()), |coding| settle(connection, &coding))
}

/// A coding that is ready to replace a whole snapshot.
#[derive(Debug)]
pub(crate) struct Coding {
    older: i64,
    newer: i64,
    hashes: [[u8; 32]; 2],
    bytes: Vec<u8>,
}

/// Codes the first snapshot that waits for it; the slow half of repacking, which needs no lock. Returns the snapshot, and its
/// coding unless it is better left as it is.
pub(crate) fn prepare(connection: &Connection) -> Result<Option<(i64, Option<Coding>)>> {
    match rows::queued(connection, 1)?.first() {
        Some(&(older, newer)) => Ok(Some((older, code(connection, older, newer)?))),
        None => Ok(None),
    }
}

/// Puts in place what [`prepare`] coded, if all is still as it was then, and takes the snapshot off the queue.
pub(crate) fn repack(connection: &Connection, older: i64, coding: Option<&Coding>) -> Result<()> {
    rows::dequeue(connection, older)?;
    coding.map_or(Ok(()), |coding| settle(connection, coding))
}

/// Removes snapshots that no revision has any more; those that lean on one of them are made whole first.
pub(crate) fn release(connection: &Connection, keys: &[i64]) -> Result<()> {
    let mut unused = Vec::new();
    for key in keys {
        if !rows::is_used(connection, *key)? {
            unused.push(*key);
        }
    }
    for key in &unused {
        for leaning in rows::leaning_on(connection, *key)? {
            if !unused.contains(&leaning) {
                let content = get(connection, leaning, 0)?;
                rows::recode(connection, leaning, Coded::Packed(packs::alone(connection, &content)?, 0))?;
            }
        }
    }
    clear(connection, &unused, rows::delete)?;
    // What went may have been packed once and coded as a step since: the pack that it has left holds it still.
    pack_rows::holed(connection)?.into_iter().try_for_each(|pack| packs::close_holes(connection, pack))
}

/// Takes the content of snapshots away for good; their hashes stay for the chain. What leans on them leans on something newer
/// afterwards, proved before it does.
pub(crate) fn thin(connection: &Connection, going: &HashSet<i64>) -> Result<()> {
    for key in going {
        for leaning in rows::leaning_on(connection, *key)? {
            if !going.contains(&leaning) {
                lean_past(connection, leaning, going)?;
            }
        }
    }
    let going: Vec<i64> = going.iter().copied().collect();
    clear(connection, &going, |connection, key| {
        rows::dequeue_all(connection, key)?;
        rows::recode(connection, key, Coded::Gone)
    })
}

/// Lets each of `keys` go by `away`, and writes the packs anew that they were in.
fn clear(connection: &Connection, keys: &[i64], away: impl Fn(&Connection, i64) -> Result<()>) -> Result<()> {
    let mut held = BTreeSet::new();
    for key in keys {
        held.extend(rows::pack_of(connection, *key)?);
        away(connection, *key)?;
    }
    held.into_iter().try_for_each(|pack| packs::purge(connection, pack))
}

/// Codes what leans on a snapshot that goes anew: against the first on its way that stays, or whole.
fn lean_past(connection: &Connection, key: i64, going: &HashSet<i64>) -> Result<()> {
    let mut base = rows::base_of(connection, key)?;
    while let Some(next) = base.filter(|next| going.contains(next)) {
        base = rows::base_of(connection, next)?;
    }
    let content = get(connection, key, 0)?;
    let Some(base) = base else { return rows::recode(connection, key, Coded::Packed(packs::alone(connection, &content)?, 0)) };
    let against = get(connection, base, 0)?;
    let bytes = encode(&content, Some(&against), tight(content.len()))?;
    if Decoder::new().decode(&bytes, content.len(), Some(&against)).as_ref() != Some(&content) {
        return Err(Error::LibraryDamaged { reason: "a new coding does not read back".to_owned() });
    }
    rows::recode(connection, key, Coded::Delta(base, &bytes))
}

/// Tells whether `older` is whole and may lean on `newer`: no ring, and no way that is too long.
fn may_lean(connection: &Connection, older: i64, newer: i64) -> Result<bool> {
    let mut steps = 0;
    let mut at = Some(newer);
    while let Some(key) = at {
        steps += 1;
        if key == older || steps > KEYFRAME {
            return Ok(false);
        }
        at = rows::base_of(connection, key)?;
    }
    Ok(rows::base_of(connection, older)?.is_none())
}

/// Codes `older` against `newer` and reads it back; `None` where that may not be, or is hardly smaller.
fn code(connection: &Connection, older: i64, newer: i64) -> Result<Option<Coding>> {
    if !may_lean(connection, older, newer)? {
        return Ok(None);
    }
    // What cannot be read is left alone: `check` names it.
    let (Ok(content), Ok(base)) = (get(connection, older, 0), get(connection, newer, 0)) else { return Ok(None) };
    let bytes = encode(&content, Some(&base), tight(content.len()))?;
    // A third is about what a whole content takes in a pack.
    if bytes.len() >= content.len() / 3 || Decoder::new().decode(&bytes, content.len(), Some(&base)).as_ref() != Some(&content) {
        return Ok(None);
    }
    let hashes = [blake3::hash(&content).into(), blake3::hash(&base).into()];
    Ok(Some(Coding { older, newer, hashes, bytes }))
}

/// Replaces a whole snapshot by its coding, if both are still what they were.
fn settle(connection: &Connection, coding: &Coding) -> Result<()> {
    let Coding { older, newer, hashes, bytes } = coding;
    for (key, hash) in [older, newer].into_iter().zip(hashes) {
        if rows::find(connection, hash)? != Some(*key) {
            return Ok(());
        }
    }
    if may_lean(connection, *older, *newer)? { recode(connection, *older, Coded::Delta(*newer, bytes)) } else { Ok(()) }
}
