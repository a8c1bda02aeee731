//! Revisions: content-addressed snapshots as zstd deltas, a hash chain over them, and the making of a new one.
//!
//! Owns what a revision is and how its content is kept. Refuses to change one that is made: history only grows, and what
//! was acknowledged reads back byte for byte or says that it is damaged.

pub(crate) mod canonical;
pub(crate) mod chain;
mod coding;
pub(crate) mod follow;
pub(crate) mod lineage;
mod origin;
pub(crate) mod packs;
pub(crate) mod snapshots;
pub(crate) mod thinning;

use rusqlite::Connection;

use crate::article::Status;
use crate::diff::word_counts;
use crate::library::{Reason, RevisionRow};
use crate::store::articles::{self, ArticleRow};
use crate::store::revisions::{self, Naming, StoredRevision};
use crate::{Article, Error, Result, RevisionNumber, Stamp};

/// The longest name of a revision, in characters.
const MAX_NAME: usize = 200;

/// How a new revision comes about.
#[derive(Debug)]
pub(crate) struct Making<'a> {
    pub(crate) reason: Reason,
    pub(crate) status: Status,
    /// For a restore: the revision that is taken back, and the part of it unless it is the whole.
    pub(crate) restored: Option<(RevisionNumber, Option<&'a str>)>,
    pub(crate) stamp: &'a Stamp,
}

/// Adds a revision of `article`, whose canonical bytes are `content`, after the head of `row`; returns its number.
pub(crate) fn add(
    connection: &Connection,
    row: &ArticleRow,
    article: &Article,
    content: &[u8],
    making: &Making<'_>,
) -> Result<RevisionNumber> {
    add_as(connection, row, row.head + 1, (article, content), making)
}

/// Adds a revision as [`add`] does, under a number above the head's.
pub(crate) fn add_as(
    connection: &Connection,
    row: &ArticleRow,
    number: RevisionNumber,
    (article, content): (&Article, &[u8]),
    making: &Making<'_>,
) -> Result<RevisionNumber> {
    let parent = if row.head == 0 { None } else { revisions::load(connection, row.key, row.head)? };
    let words = article.words();
    let before = parent.as_ref().map(|parent| read(connection, parent));
    let (added, removed) = match &before {
        Some(Ok(before)) => word_counts(before, article),
        // A damaged predecessor must not keep anybody from saving.
        None | Some(Err(_)) => word_counts(&Article::default(), article),
    };
    // Nothing is coded against a neighbour that cannot be read.
    let neighbour = parent.as_ref().filter(|_| matches!(before, Some(Ok(_))));
    let snapshot = keep(connection, row.key, (article, content), neighbour)?;
    let (restored_from, part) = making.restored.unzip();
    let revision = RevisionRow {
        number,
        parent: parent.as_ref().map(|parent| parent.row.number),
        reason: making.reason,
        status: making.status,
        name: None,
        author: making.stamp.author.clone(),
        time: making.stamp.time,
        added,
        removed,
        words,
        restored_from,
        restored_part: part.flatten().map(str::to_owned),
        published: making.reason == Reason::Published,
        thinned: false,
    };
    append(connection, row, parent.as_ref(), revision, (snapshot, blake3::hash(content).into()), !article.slug.is_empty())?;
    Ok(number)
}

/// Keeps the content of a new revision and what it shows, and codes that of its `neighbour` against it; returns the snapshot.
fn keep(connection: &Connection, story: i64, (article, content): (&Article, &[u8]), neighbour: Option<&StoredRevision>) -> Result<i64> {
    articles::note_assets(connection, story, article)?;
    let snapshot = snapshots::put(connection, content)?;
    if let Some(neighbour) = neighbour {
        snapshots::lean(connection, neighbour.snapshot, snapshot, neighbour.row.number)?;
    }
    Ok(snapshot)
}

/// Links a revision, whose content is `snapshot` with its hash, to its parent, and makes it the head.
fn append(
    connection: &Connection,
    row: &ArticleRow,
    parent: Option<&StoredRevision>,
    revision: RevisionRow,
    (snapshot, hash): (i64, [u8; 32]),
    keeps_slug: bool,
) -> Result<()> {
    let chain_hash = chain::link(parent.map(|parent| &parent.chain_hash), &row.id, &revision, &hash);
    let stored = StoredRevision { row: revision, snapshot, chain_hash, seal: 0 };
    revisions::insert(connection, row.key, &stored)?;
    articles::set_head(connection, row.key, stored.row.number, keeps_slug)
}

/// Returns a story's revision. Errors: RevisionUnknown.
pub(crate) fn find(connection: &Connection, row: &ArticleRow, number: RevisionNumber) -> Result<StoredRevision> {
    revisions::load(connection, row.key, number)?.ok_or(Error::RevisionUnknown { number, head: row.head })
}

/// Returns the story that a revision keeps, hash-checked. Errors: RevisionDamaged, RevisionThinned.
pub(crate) fn read(connection: &Connection, revision: &StoredRevision) -> Result<Article> {
    let number = revision.row.number;
    open(number, &snapshots::get(connection, revision.snapshot, number)?)
}

/// Returns the story that the content of revision `number` is. Errors: RevisionDamaged.
pub(crate) fn open(number: RevisionNumber, content: &[u8]) -> Result<Article> {
    Article::from_bytes(content).map_err(|error| Error::RevisionDamaged { number, reason: error.to_string() })
}

/// What a recovery found of a revision's content.
#[derive(Debug)]
pub(crate) enum Remains {
    /// All of it: the story, and its canonical bytes.
    Whole(Box<Article>, Vec<u8>),
    /// Its hash; whether it was thinned out, or is lost to damage.
    Hash { hash: [u8; 32], thinned: bool },
}

/// Puts a revision of another file into `row`'s history after its head, under the number that it had.
pub(crate) fn bring_over(connection: &Connection, row: &mut ArticleRow, old: &StoredRevision, remains: &Remains) -> Result<()> {
    let parent = if row.head == 0 { None } else { revisions::load(connection, row.key, row.head)? };
    let mut revision = RevisionRow { parent: parent.as_ref().map(|parent| parent.row.number), ..old.row.clone() };
    let (snapshot, hash, keeps_slug) = match remains {
        Remains::Whole(article, content) => {
            if old.seal != revisions::seal_of(&old.row, old.snapshot) {
                let before = parent.as_ref().and_then(|parent| read(connection, parent).ok()).unwrap_or_default();
                (revision.added, revision.removed) = word_counts(&before, article);
                revision.words = article.words();
            }
            let snapshot = keep(connection, row.key, (article, content), parent.as_ref())?;
            (snapshot, blake3::hash(content).into(), !article.slug.is_empty())
        }
        Remains::Hash { hash, thinned } => (snapshots::mourn(connection, hash, *thinned)?, *hash, false),
    };
    revision.name = None;
    append(connection, row, parent.as_ref(), revision, (snapshot, hash), keeps_slug)?;
    row.head = old.row.number;
    Ok(())
}

/// Names a revision, or takes its name away; every naming is kept. Errors: RevisionUnknown, RevisionNameTooLong.
pub(crate) fn name(connection: &Connection, row: &ArticleRow, number: RevisionNumber, name: Option<&str>, stamp: &Stamp) -> Result<()> {
    let revision = find(connection, row, number)?;
    let name = name.map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned);
    if name.as_ref().is_some_and(|name| name.chars().count() > MAX_NAME) {
        return Err(Error::RevisionNameTooLong { limit: MAX_NAME });
    }
    if name == revision.row.name {
        return Ok(());
    }
    let before = revisions::namings(connection, row.key)?.last().map(|naming| naming.hash);
    let mut naming = Naming { number, name, author: stamp.author.clone(), time: stamp.time.timestamp_millis(), hash: [0; 32] };
    naming.hash = chain::naming(before.as_ref(), &revision.chain_hash, &naming);
    revisions::add_naming(connection, row.key, &naming)
}
