//! The hash chain: each revision's hash covers its parent's, its content's, and all that was said about it when it was made.
//!
//! Names may be given later, so they have a chain of their own beside it (docs/adr/0002-history-chain.md). Every field is
//! hashed with its length before it, so that no two different revisions spell the same bytes.

use std::collections::BTreeMap;

use blake3::Hasher;

use super::snapshots;
use crate::library::{Fault, RevisionRow};
use crate::store::articles::ArticleRow;
use crate::store::revisions::{self, Naming, reason_name};
use crate::store::snapshots as rows;
use crate::{ArticleId, Error, Result};

/// Returns a revision's identity. The number of words is not part of it: it can be counted anew from the content.
pub(crate) fn link(parent: Option<&[u8; 32]>, story: &ArticleId, row: &RevisionRow, content: &[u8; 32]) -> [u8; 32] {
    let mut hasher = Hasher::new_derive_key("stet 2026-11 revision");
    let mut field = |bytes: &[u8]| {
        hasher.update(&(bytes.len() as u64).to_le_bytes());
        hasher.update(bytes);
    };
    field(parent.map_or(&[], |hash| hash.as_slice()));
    field(content);
    field(story.as_str().as_bytes());
    field(&row.number.to_le_bytes());
    field(&row.parent.unwrap_or(0).to_le_bytes());
    field(reason_name(row.reason).as_bytes());
    field(row.status.as_str().as_bytes());
    field(row.author.as_bytes());
    field(&row.time.timestamp_millis().to_le_bytes());
    field(&row.restored_from.unwrap_or(0).to_le_bytes());
    field(row.restored_part.as_deref().unwrap_or_default().as_bytes());
    hasher.finalize().into()
}

/// Returns the hash of a naming: over the story's naming before it and the revision that is named.
pub(crate) fn naming(before: Option<&[u8; 32]>, revision: &[u8; 32], naming: &Naming) -> [u8; 32] {
    let mut hasher = Hasher::new_derive_key("stet 2026-11 revision name");
    let mut field = |bytes: &[u8]| {
        hasher.update(&(bytes.len() as u64).to_le_bytes());
        hasher.update(bytes);
    };
    field(before.map_or(&[], |hash| hash.as_slice()));
    field(revision);
    field(naming.name.as_deref().unwrap_or_default().as_bytes());
    field(naming.author.as_bytes());
    field(&naming.time.to_le_bytes());
    hasher.finalize().into()
}

/// What [`prove`] looked at.
#[derive(Debug, Default)]
pub(crate) struct Proof {
    pub(crate) revisions: u32,
    pub(crate) snapshots: u32,
    pub(crate) faults: Vec<Fault>,
}

/// Proves a story's history: no revision is missing, every link of the chain holds, and the content of the head, with
/// `deep` of every revision, hashes to what it was.
pub(crate) fn prove(connection: &rusqlite::Connection, article: &ArticleRow, deep: bool) -> Result<Proof> {
    let mut proof = Proof::default();
    let fault = |kind: &str, revision: Option<u32>, detail: String| Fault {
        kind: kind.to_owned(),
        story: Some(article.id.clone()),
        revision,
        detail,
    };
    let all = revisions::all(connection, article.key)?;
    // Newest first, where each content is a small step from the one before.
    let mut walk = snapshots::Walk::default();
    let mut unread = BTreeMap::new();
    for stored in all.iter().rev().filter(|stored| (deep || stored.row.number == article.head) && !stored.row.thinned) {
        if rows::is_lost(connection, stored.snapshot)? {
            continue;
        }
        proof.snapshots += 1;
        let read = walk.get(connection, stored.snapshot, stored.row.number).and_then(|content| super::open(stored.row.number, content));
        match read {
            Ok(_) => {}
            Err(Error::RevisionDamaged { reason, .. }) => drop(unread.insert(stored.row.number, reason)),
            Err(other) => return Err(other),
        }
    }
    let mut parent: Option<[u8; 32]> = None;
    let mut before = None;
    for stored in &all {
        let row = &stored.row;
        proof.revisions += 1;
        // Which revision it follows is hashed: what a recovery could not bring over is missing by its own word, anything else is not.
        if row.parent != before || before.is_some_and(|before| before >= row.number) {
            let missing = |number: u32| format!("revision {} should follow revision {number}", row.number);
            let detail = row.parent.map_or_else(|| format!("revision {} should be the first", row.number), missing);
            proof.faults.push(fault("chain", Some(row.number), detail));
        }
        before = Some(row.number);
        let content = rows::hash_of(connection, stored.snapshot)?;
        if link(parent.as_ref(), &article.id, row, &content) != stored.chain_hash {
            proof.faults.push(fault("chain", Some(row.number), "the chain of hashes breaks here".to_owned()));
        }
        // The next link is judged by the hash that stands here, so that one break is reported once.
        parent = Some(stored.chain_hash);
        if stored.seal != 0 && stored.seal != revisions::seal_of(row, stored.snapshot) {
            proof.faults.push(fault("chain", Some(row.number), "its counts of words are not what was written".to_owned()));
        }
        if let Some(reason) = unread.remove(&row.number) {
            let kind = if reason == snapshots::WRONG_HASH { "content_hash" } else { "snapshot" };
            proof.faults.push(fault(kind, Some(row.number), reason));
        }
    }
    if all.last().map_or(0, |last| last.row.number) != article.head {
        proof.faults.push(fault("chain", None, format!("the newest revision should be {}", article.head)));
    }
    let mut before: Option<[u8; 32]> = None;
    let mut names = BTreeMap::new();
    for given in revisions::namings(connection, article.key)? {
        let named = all.iter().find(|stored| stored.row.number == given.number);
        if named.is_none_or(|stored| naming(before.as_ref(), &stored.chain_hash, &given) != given.hash) {
            proof.faults.push(fault("chain", Some(given.number), "the chain of names breaks here".to_owned()));
        }
        before = Some(given.hash);
        names.insert(given.number, given.name);
    }
    for stored in &all {
        if names.get(&stored.row.number).cloned().flatten() != stored.row.name {
            proof.faults.push(fault("chain", Some(stored.row.number), "the name is not the one that was given last".to_owned()));
        }
    }
    Ok(proof)
}
