//! How content is kept: by its BLAKE3 hash, the newest whole, older ones as zstd deltas against their newer neighbour.
//!
//! Three doors: [`put`], [`get`], and [`repack`] (after [`prepare`]; [`lean`] does a small one at once). Identical content is one
//! row, whoever has it. Invariants: following `base` ends at a whole snapshot; a new coding is read back and compared
//! before it replaces the old one; all of it happens inside the caller's transaction.

use std::collections::HashSet;
use std::io::{Read, Write};

use rusqlite::Connection;
use zstd::stream::{read::Decoder, write::Encoder};

use crate::store::snapshots::{self as rows, SnapshotRow};
use crate::{Error, Result, RevisionNumber};

/// Thinned out: only the hash is left.
const GONE: i64 = 0;
/// Coded by itself.
const WHOLE: i64 = 1;
/// Coded with its base's content as prefix.
const DELTA: i64 = 2;

/// The level for content that will be coded again soon; fast.
const QUICK: i32 = 3;
/// The level for content that rests; about 3 ms for 10 kB.
const TIGHT: i32 = 19;

/// Every so many revisions one stays whole, so that an old one is at most this many steps away.
const KEYFRAME: u32 = 64;
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
        return rows::insert(connection, &hash, WHOLE, content.len(), &encode(content, None, QUICK)?);
    };
    // Also where the row is damaged: the content is at hand, so this heals it.
    if get(connection, key, 0).is_err() || rows::base_of(connection, key)?.is_some() {
        rows::recode(connection, key, WHOLE, None, &encode(content, None, QUICK)?)?;
    }
    rows::dequeue(connection, key)?;
    Ok(key)
}

/// Returns the content of a snapshot, proved by its hash. `number` is for the message. Errors: RevisionDamaged.
pub(crate) fn get(connection: &Connection, key: i64, number: RevisionNumber) -> Result<Vec<u8>> {
    unpack(connection, key, number, None)
}

/// A walk from snapshot to snapshot that remembers the last one: along the deltas each is one step from the one before.
#[derive(Debug, Default)]
pub(crate) struct Walk {
    last: Option<(i64, Vec<u8>)>,
}

impl Walk {
    /// Returns the content of a snapshot, as [`get`] does. Errors: RevisionDamaged.
    pub(crate) fn get(&mut self, connection: &Connection, key: i64, number: RevisionNumber) -> Result<&[u8]> {
        if self.last.as_ref().is_none_or(|(last, _)| *last != key) {
            let content = unpack(connection, key, number, self.last.take())?;
            self.last = Some((key, content));
        }
        Ok(self.last.as_ref().map_or(&[], |(_, content)| content))
    }
}

/// Unpacks a snapshot; `known` is another one's content, which saves the way behind it.
fn unpack(connection: &Connection, key: i64, number: RevisionNumber, known: Option<(i64, Vec<u8>)>) -> Result<Vec<u8>> {
    let damaged = |reason: &str| Error::RevisionDamaged { number, reason: reason.to_owned() };
    let read = || -> Result<Vec<u8>> {
        let mut path: Vec<SnapshotRow> = Vec::new();
        let mut content: Option<Vec<u8>> = None;
        let mut next = Some(key);
        while let Some(key) = next {
            if path.len() == LONGEST {
                return Err(damaged("its snapshots lean on each other without end"));
            }
            if let Some((_, known)) = known.as_ref().filter(|(known, _)| *known == key) {
                content = Some(known.clone());
                break;
            }
            let row = rows::load(connection, key)?.ok_or_else(|| damaged("a snapshot is missing"))?;
            if row.codec == GONE && path.is_empty() {
                return Err(Error::RevisionThinned { number });
            }
            next = row.base;
            path.push(row);
        }
        for row in path.iter().rev() {
            let whole = match (row.codec, &content) {
                (WHOLE, None) => decode(row, None),
                (DELTA, Some(base)) => decode(row, Some(base)),
                _ => return Err(damaged("a snapshot is coded in a way that this Stet does not know")),
            };
            content = Some(whole.map_err(|_| damaged("a snapshot cannot be unpacked"))?);
        }
        let (Some(content), Some(asked)) = (content, path.first()) else { return Err(damaged("a snapshot is missing")) };
        if blake3::hash(&content) == asked.hash { Ok(content) } else { Err(damaged(WRONG_HASH)) }
    };
    read().map_err(|error| match error {
        Error::LibraryDamaged { reason } => damaged(&reason),
        other => other,
    })
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
                rows::recode(connection, leaning, WHOLE, None, &encode(&content, None, TIGHT)?)?;
            }
        }
    }
    for key in &unused {
        rows::delete(connection, *key)?;
    }
    Ok(())
}

/// Codes what leans on a snapshot that goes anew: against the first on its way that stays, or whole.
pub(crate) fn lean_past(connection: &Connection, key: i64, going: &HashSet<i64>) -> Result<()> {
    let mut base = rows::base_of(connection, key)?;
    while let Some(next) = base.filter(|next| going.contains(next)) {
        base = rows::base_of(connection, next)?;
    }
    let content = get(connection, key, 0)?;
    let against = base.map(|base| get(connection, base, 0)).transpose()?;
    let bytes = encode(&content, against.as_deref(), TIGHT)?;
    let row = SnapshotRow { hash: [0; 32], codec: DELTA, base, size: content.len(), bytes };
    if !decode(&row, against.as_deref()).is_ok_and(|back| back == content) {
        return Err(Error::LibraryDamaged { reason: "a new coding does not read back".to_owned() });
    }
    rows::recode(connection, key, if base.is_some() { DELTA } else { WHOLE }, base, &row.bytes)
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

/// Codes `older` against `newer` and reads it back; `None` where that may not be, or is no smaller.
fn code(connection: &Connection, older: i64, newer: i64) -> Result<Option<Coding>> {
    if !may_lean(connection, older, newer)? {
        return Ok(None);
    }
    // What cannot be read is left alone: `check` names it.
    let (Ok(content), Ok(base)) = (get(connection, older, 0), get(connection, newer, 0)) else { return Ok(None) };
    let Some(mut row) = rows::load(connection, older)? else { return Ok(None) };
    let whole = row.bytes.len();
    row.bytes = encode(&content, Some(&base), TIGHT)?;
    if row.bytes.len() >= whole || !decode(&row, Some(&base)).is_ok_and(|back| back == content) {
        return Ok(None);
    }
    let hashes = [row.hash, blake3::hash(&base).into()];
    Ok(Some(Coding { older, newer, hashes, bytes: row.bytes }))
}

/// Replaces a whole snapshot by its coding, if both are still what they were.
fn settle(connection: &Connection, coding: &Coding) -> Result<()> {
    let Coding { older, newer, hashes, bytes } = coding;
    for (key, hash) in [older, newer].into_iter().zip(hashes) {
        if rows::find(connection, hash)? != Some(*key) {
            return Ok(());
        }
    }
    if may_lean(connection, *older, *newer)? { rows::recode(connection, *older, DELTA, Some(*newer), bytes) } else { Ok(()) }
}

fn encode(content: &[u8], base: Option<&[u8]>, level: i32) -> Result<Vec<u8>> {
    let code = || -> std::io::Result<Vec<u8>> {
        let prefix = base.unwrap_or_default();
        let mut encoder = Encoder::with_ref_prefix(Vec::new(), level, prefix)?;
        // The window must reach over the prefix; a small one also keeps the tables, and so the time, small.
        encoder.window_log(window(content.len() + prefix.len()))?;
        encoder.set_pledged_src_size(Some(content.len() as u64))?;
        encoder.include_checksum(false)?;
        encoder.write_all(content)?;
        encoder.finish()
    };
    code().map_err(|error| Error::LibraryDamaged { reason: format!("zstd: {error}") })
}

fn decode(row: &SnapshotRow, base: Option<&[u8]>) -> std::io::Result<Vec<u8>> {
    let mut decoder = Decoder::with_ref_prefix(row.bytes.as_slice(), base.unwrap_or_default())?;
    decoder.window_log_max(27)?;
    let mut content = Vec::new();
    decoder.take(row.size as u64 + 1).read_to_end(&mut content)?;
    Ok(content)
}

/// Returns the logarithm of the window that reaches over `bytes`, within what zstd allows.
fn window(bytes: usize) -> u32 {
    (usize::BITS - bytes.leading_zeros()).clamp(10, 27)
}
