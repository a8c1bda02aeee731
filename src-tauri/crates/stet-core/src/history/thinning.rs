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
use crate::store::snapshots as rows;

/// What thinning a story gives, or gave.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct Thinning {
    pub(crate) revisions: u32,
    pub(crate) bytes: u64,
}

/// Returns the revisions of a story that may be thinned: autosaves before `before` (milliseconds; none: whenever).
fn doomed(connection: &Connection, article: &ArticleRow, before: Option<i64>) -> Result<Vec<StoredRevision>> {
    let mut all = revisions::all(connection, article.key)?;
    all.retain(|revision| {
        let row = &revision.row;
        row.reason == Reason::Autosaved
            && row.name.is_none()
            && !row.thinned
            && row.number != 1
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
            thinning.bytes += rows::load(connection, revision.snapshot)?.map_or(0, |row| row.bytes.len() as u64);
        }
    }
    Ok(thinning)
}

/// Takes the content of a story's old autosaves away; what leans on it leans on something newer afterwards, proved before it does.
pub(crate) fn thin(connection: &Connection, article: &ArticleRow, before: Option<i64>) -> Result<Thinning> {
    let thinning = preview(connection, article, before)?;
    let going: HashSet<i64> = doomed(connection, article, before)?.into_iter().map(|revision| revision.snapshot).collect();
    for key in &going {
        for leaning in rows::leaning_on(connection, *key)? {
            if !going.contains(&leaning) {
                snapshots::lean_past(connection, leaning, &going)?;
            }
        }
    }
    for key in going {
        rows::empty(connection, key)?;
    }
    Ok(thinning)
}
