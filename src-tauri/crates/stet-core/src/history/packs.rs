//! Packs: contents that are kept whole, coded together, so that stories share what they have in common (docs/adr/0013-packs.md).
//!
//! A new content is a pack of one, coded fast, until enough wait to be packed well at idle. Much hangs on the bytes of such a pack, so it
//! carries its parity and mends a damaged stretch of itself. Invariants: a new pack is read back and compared before anything
//! points at it; nothing stays in a pack that is not in the library any more, beyond the transaction that removed it. What is still
//! in the library, coded as a step, may stay as a hole until then.

use std::collections::{BTreeSet, HashMap};

use rusqlite::Connection;

use super::coding::{Decoder, QUICK, encode, tight};
use crate::store::packs::{self as rows, Member, PackRow};
use crate::store::snapshots::{self, Coded};
use crate::{Error, Result};

/// The most that is packed together, in bytes of content; what is longer than half of it is packed alone. Any of it is read in half a
/// millisecond, and sixty stories or so have most of what stories have in common.
pub(crate) const FULL: usize = 512 * 1024;
/// How many packs that wait are looked at, at once.
const WINDOW: u32 = 1_024;
/// Bytes that have a checksum of their own; a damaged stretch up to this length is mended wherever it is.
const CHUNK: usize = 256;

/// Keeps `content` as a pack of its own; returns its key.
pub(super) fn alone(connection: &Connection, content: &[u8]) -> Result<i64> {
    let pack = PackRow { size: content.len(), guard: Vec::new(), bytes: encode(content, None, QUICK)? };
    let key = rows::insert(connection, &pack)?;
    rows::queue(connection, key)?;
    Ok(key)
}

/// Returns the contents of a pack, one after another; `mended` from its parity where its bytes are damaged. None where it cannot be read.
pub(super) fn read(connection: &Connection, key: i64, mended: bool) -> Result<Option<Vec<u8>>> {
    let Some(mut pack) = rows::load(connection, key)? else { return Ok(None) };
    if mended && !mend(&mut pack.bytes, &pack.guard) {
        return Ok(None);
    }
    Ok(Decoder::new().decode(&pack.bytes, pack.size, None))
}

/// Looks after a pack that a snapshot has left: it goes with its last one, and is packed anew once much of it is left.
pub(super) fn left(connection: &Connection, key: i64) -> Result<()> {
    let members = rows::members(connection, key)?;
    let Some((size, _)) = rows::sizes(connection, key)? else { return Ok(()) };
    if members.is_empty() {
        return rows::delete(connection, key);
    }
    let live: u64 = members.iter().map(|member| member.size as u64).sum();
    if live * 4 <= size * 3 { rows::queue(connection, key) } else { Ok(()) }
}

/// Writes a pack anew without what has left it, so that nothing of that stays. Errors: LibraryDamaged where it cannot be read.
pub(super) fn purge(connection: &Connection, key: i64) -> Result<()> {
    let members = rows::members(connection, key)?;
    if !members.is_empty() {
        // Fast, for somebody waits for it; at idle it is packed well again.
        let packing = pack(connection, members, Effort::Quick)?;
        let damaged =
            || Error::LibraryDamaged { reason: "a pack of revisions that something was to be taken out of cannot be read".to_owned() };
        packing.filter(|packing| packing.skipped == 0).ok_or_else(damaged)?.put(connection)?;
    }
    rows::delete(connection, key)
}

/// Writes a pack anew that something has left to be coded as a step: it is still among the bytes of the pack, as a hole in it. One that
/// cannot be read stays as it is, for a purge must not wait for what it has nothing to do with; `check` names what lies in it.
pub(crate) fn close_holes(connection: &Connection, key: i64) -> Result<()> {
    match purge(connection, key) {
        Err(Error::LibraryDamaged { reason }) => {
            tracing::warn!(pack = key, %reason, "a pack keeps what has left it");
            Ok(())
        }
        other => other,
    }
}

/// How well contents are packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Effort {
    /// Fast; it waits to be packed better, with others.
    Quick,
    /// As small as can be.
    Tight,
}

/// Contents that are ready to become a pack.
#[derive(Debug)]
pub(crate) struct Packing {
    members: Vec<Member>,
    /// Members that could not be read, and stay where they are: `check` names them.
    skipped: usize,
    effort: Effort,
    pack: PackRow,
}

/// Packs what waits together, if there is enough for a pack of `full` bytes of content; the slow half of it, which needs no lock.
pub(crate) fn prepare(connection: &Connection, full: usize) -> Result<Option<Packing>> {
    let (long, mut waiting): (Vec<Member>, Vec<Member>) =
        rows::waiting(connection, WINDOW)?.into_iter().partition(|member| member.size > full / 2);
    for member in long {
        // One that cannot be read must not keep the others waiting.
        if let Some(packing) = pack(connection, vec![member], Effort::Tight)? {
            return Ok(Some(packing));
        }
    }
    // What more packs than are looked at hold is packed, however little it is: they would keep all others waiting.
    if waiting.iter().map(|member| member.size).sum::<usize>() < full && !rows::are_waiting(connection, WINDOW)? {
        return Ok(None);
    }
    waiting.sort_by_key(Member::order);
    let mut sum = 0;
    let fits = waiting.iter().take_while(|member| {
        sum += member.size;
        sum <= full
    });
    let chosen = fits.count();
    waiting.truncate(chosen);
    pack(connection, waiting, Effort::Tight)
}

/// Codes the contents of `members` together and reads them back; none where none of them can be read.
fn pack(connection: &Connection, members: Vec<Member>, effort: Effort) -> Result<Option<Packing>> {
    let mut read_already = HashMap::new();
    let (mut content, mut kept, all) = (Vec::new(), Vec::new(), members.len());
    for member in members {
        for mended in [false, true] {
            if mended || !read_already.contains_key(&member.pack) {
                read_already.insert(member.pack, read(connection, member.pack, mended)?);
            }
            let whole = read_already.get(&member.pack).and_then(Option::as_ref);
            let part = whole.and_then(|whole| whole.get(member.start..member.start.checked_add(member.size)?));
            if let Some(part) = part.filter(|part| blake3::hash(part) == member.hash) {
                content.extend_from_slice(part);
                kept.push(member);
                break;
            }
        }
    }
    if kept.is_empty() {
        return Ok(None);
    }
    let level = if effort == Effort::Quick { QUICK } else { tight(content.len()) };
    let bytes = encode(&content, None, level)?;
    if Decoder::new().decode(&bytes, content.len(), None).as_ref() != Some(&content) {
        return Err(Error::LibraryDamaged { reason: "a new coding does not read back".to_owned() });
    }
    let skipped = all - kept.len();
    Ok(Some(Packing { members: kept, skipped, effort, pack: PackRow { size: content.len(), guard: guard(&bytes), bytes } }))
}

/// Puts in place what [`prepare`] packed, if all is still as it was then.
pub(crate) fn settle(connection: &Connection, packing: &Packing) -> Result<()> {
    for member in &packing.members {
        let row = snapshots::load(connection, member.snapshot)?;
        if row.is_none_or(|row| row.pack != Some((member.pack, member.start)) || row.hash != member.hash) {
            return Ok(());
        }
    }
    packing.put(connection)?;
    let old: BTreeSet<i64> = packing.members.iter().map(|member| member.pack).collect();
    old.into_iter().try_for_each(|pack| left(connection, pack))
}

impl Packing {
    /// Adds the pack and points its members at it.
    fn put(&self, connection: &Connection) -> Result<()> {
        let key = rows::insert(connection, &self.pack)?;
        if self.effort == Effort::Quick {
            rows::queue(connection, key)?;
        }
        let mut start = 0;
        for member in &self.members {
            snapshots::recode(connection, member.snapshot, Coded::Packed(key, start))?;
            start += member.size;
        }
        Ok(())
    }
}

/// Returns how many packs have damaged bytes that their parity mends; what it does not mend, the snapshots in it tell.
pub(crate) fn mended(connection: &Connection) -> Result<u32> {
    let mut count = 0;
    for key in rows::guarded(connection)? {
        let Some(pack) = rows::load(connection, key)? else { continue };
        let mut bytes = pack.bytes.clone();
        count += u32::from(guard(&pack.bytes) != pack.guard && mend(&mut bytes, &pack.guard));
    }
    Ok(count)
}

/// Returns what mends `bytes`: the parity of every other chunk, that of the rest, and two bytes of a hash for each chunk. No two
/// neighbours share a parity, so a stretch may lie across two chunks.
fn guard(bytes: &[u8]) -> Vec<u8> {
    let mut guard = vec![0; 2 * CHUNK];
    for (at, chunk) in bytes.chunks(CHUNK).enumerate() {
        let side = at % 2 * CHUNK;
        guard[side..side + chunk.len()].iter_mut().zip(chunk).for_each(|(parity, byte)| *parity ^= byte);
    }
    guard.extend(bytes.chunks(CHUNK).flat_map(sum));
    guard
}

fn sum(chunk: &[u8]) -> [u8; 2] {
    let hash = blake3::hash(chunk);
    [hash.as_bytes()[0], hash.as_bytes()[1]]
}

/// Mends what `guard` says is damaged; false where it cannot. Whether the result is right, the hash of the content tells.
fn mend(bytes: &mut [u8], guard: &[u8]) -> bool {
    if guard.len() != 2 * CHUNK + 2 * bytes.len().div_ceil(CHUNK) {
        return false;
    }
    let (parity, sums) = guard.split_at(2 * CHUNK);
    for side in 0..2 {
        let bad = |(at, chunk): &(usize, &[u8])| at % 2 == side && sum(chunk) != sums[2 * at..2 * at + 2];
        let damaged: Vec<usize> = bytes.chunks(CHUNK).enumerate().filter(bad).map(|(at, _)| at).collect();
        let [damaged] = damaged[..] else {
            if damaged.is_empty() {
                continue;
            }
            return false;
        };
        let mut chunk = parity[side * CHUNK..(side + 1) * CHUNK].to_vec();
        for (_, other) in bytes.chunks(CHUNK).enumerate().filter(|(at, _)| at % 2 == side && *at != damaged) {
            chunk.iter_mut().zip(other).for_each(|(byte, other)| *byte ^= other);
        }
        let place = &mut bytes[damaged * CHUNK..];
        let length = place.len().min(CHUNK);
        place[..length].copy_from_slice(&chunk[..length]);
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_small_contents_do_not_keep_the_others_waiting() {
        let folder = std::env::temp_dir().join(format!("stet-waiting-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let path = folder.join("waiting.stet");
        crate::store::file::make(&path).unwrap();
        let connection = Connection::open(&path).unwrap();
        connection.execute_batch("PRAGMA synchronous = OFF; BEGIN").unwrap();
        let put = |at: u32| super::super::snapshots::put(&connection, format!("A short story, the {at}th.").as_bytes()).unwrap();
        for at in 1..WINDOW {
            put(at);
        }
        assert!(prepare(&connection, FULL).unwrap().is_none(), "few and small: more may come");
        put(WINDOW);
        put(WINDOW + 1);
        let packing = prepare(&connection, FULL).unwrap().expect("no more are looked at, so these are packed");
        settle(&connection, &packing).unwrap();
        assert_eq!(packing.members.len(), WINDOW as usize);
        assert!(prepare(&connection, FULL).unwrap().is_none(), "one is left");
        drop(connection);
        std::fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn a_damaged_stretch_is_mended_wherever_it_is() {
        for length in [1, 255, 256, 257, 700, 5_000] {
            let bytes: Vec<u8> = (0..length).map(|at: usize| (at * at % 251) as u8).collect();
            let guard = guard(&bytes);
            for at in (0..length).step_by(37) {
                for stretch in [1, 2, CHUNK] {
                    let mut broken = bytes.clone();
                    broken[at..(at + stretch).min(length)].iter_mut().for_each(|byte| *byte ^= 0x55);
                    assert!(mend(&mut broken, &guard), "{stretch} bytes at {at} of {length}");
                    assert_eq!(broken, bytes);
                }
            }
            let mut sound = bytes.clone();
            assert!(mend(&mut sound, &guard) && sound == bytes);
        }
        let bytes = vec![7; 5_000];
        let guard = guard(&bytes);
        let mut broken = bytes.clone();
        (broken[0], broken[2 * CHUNK]) = (0, 0);
        assert!(!mend(&mut broken, &guard), "two stretches that share a parity are not mended");
        assert!(!mend(&mut vec![7; 4_000], &guard), "nor are bytes that are cut off");
    }
}
