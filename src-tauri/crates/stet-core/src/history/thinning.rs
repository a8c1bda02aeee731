//! Retention: old autosaves give up their content. What was recorded about them, and the chain over it, stays (docs/adr/0007).
//!
//! Only an editor starts it. Refuses whatever anybody made on purpose: saved, named, published, restored, imported, a change of
//! status; and the first and the newest revision of every story.

use std::collections::HashSet;

use rusqlite::Connection;

use super::snapshots;
use crate::Result;
use crate::library::Reason;
use crate::store::articles::ArticleRow;
use crate::store::revisions::{self, StoredRevision};
use crate::store::{packs, snapshots as rows};

/// What thinning a story gives, or gave.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct Thinning {
    pub(crate) revisions: u32,
    pub(crate) bytes: u64,
}

/// Returns the revisions of a story that may be thinned: autosaves before `before` (milliseconds; none: whenever).
fn doomed(connection: &Connection, article: &ArticleRow, before: Option<i64>) -> Result<Vec<StoredRevision>> {
    let mut all = revisions::all(connection, article.key)?;
    let first = all.first().map(|revision| revision.row.number);
    all.retain(|revision| {
        let row = &revision.row;
        row.reason == Reason::Autosaved
            && row.name.is_none()
            && !row.thinned
            && Some(row.number) != first
            && row.number != article.head
            && Some(row.number) != article.published_revision
            && before.is_none_or(|before| row.time.timestamp_millis() < before)
    });
    let going: HashSet<(i64, u32)> = all.iter().map(|revision| (article.key, revision.row.number)).collect();
    let mut kept = Vec::with_capacity(all.len());
    for revision in all {
        // Content that another revision has too stays, whoever's it is.
        if rows::users(connection, revision.snapshot)?.iter().all(|user| going.contains(user)) {
            kept.push(revision);
        }
    }
    Ok(kept)
}

/// Returns what thinning a story would give.
pub(crate) fn preview(connection: &Connection, article: &ArticleRow, before: Option<i64>) -> Result<Thinning> {
    let mut thinning = Thinning::default();
    let mut seen = HashSet::new();
    for revision in doomed(connection, article, before)? {
        thinning.revisions += 1;
        if seen.insert(revision.snapshot) {
            thinning.bytes += bytes_of(connection, revision.snapshot)?;
        }
    }
    Ok(thinning)
}

/// Returns the bytes that a snapshot takes; in a pack, its share.
fn bytes_of(connection: &Connection, key: i64) -> Result<u64> {
    let Some(row) = rows::load(connection, key)? else { return Ok(0) };
    let pack = row.pack.map(|(pack, _)| packs::sizes(connection, pack)).transpose()?.flatten();
    Ok(pack.map_or(row.bytes.len() as u64, |(size, bytes)| bytes * row.size as u64 / size.max(1)))
}

/// Takes the content of a story's old autosaves away; what leans on it leans on something newer afterwards, proved before it does.
pub(crate) fn thin(connection: &Connection, article: &ArticleRow, before: Option<i64>) -> Result<Thinning> {
    let thinning = preview(connection, article, before)?;
    let going: HashSet<i64> = doomed(connection, article, before)?.into_iter().map(|revision| revision.snapshot).collect();
    snapshots::thin(connection, &going)?;
    Ok(thinning)
}
