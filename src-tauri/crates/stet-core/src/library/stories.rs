//! Stories: made, found, saved, moved between statuses, published, purged.

use chrono::{DateTime, Utc};
use rusqlite::Connection;

use super::retention;
use super::working_copy::{self, Clash, Sealed};
use super::{Library, Reason, Saved, Story};
use crate::article::Status;
use crate::document::story_link;
use crate::history::{self, Making, snapshots};
use crate::store::articles::{self, ArticleRow};
use crate::store::{assets, revisions, tags, text};
use crate::{Article, ArticleId, Error, Result, RevisionNumber, Stamp};

/// The length of a whole story id, in bytes.
const ID_LENGTH: usize = 36;

impl Library {
    /// Makes a story with revision 1 (`created`, or `imported` for imports). Fills in an empty slug from the headline, unique
    /// (`-2`, `-3` …); an import's slug is numbered too where it is taken. Errors: FieldInvalid, DocumentInvalid, TagInvalid, SlugTaken.
    pub fn create_story(&self, article: Article, reason: Reason, stamp: &Stamp) -> Result<Story> {
        let clash = if reason == Reason::Imported { Clash::Number } else { Clash::Refuse };
        self.store.write(|connection| {
            let mut sealed = working_copy::seal(connection, None, article, clash)?;
            let id = ArticleId::new(stamp);
            let row = working_copy::insert(connection, &id, &mut sealed, stamp)?;
            let making = Making { reason, status: row.status, restored: None, stamp };
            history::add(connection, &row, &sealed.article, &sealed.content, &making)?;
            story(connection, &working_copy::reload(connection, row.key)?)
        })
    }

    /// Finds a story by id, slug (an old one of a published story too), or unique prefix of an id, in this order.
    /// Errors: StoryUnknown, StoryAmbiguous, StoryEmpty.
    pub fn resolve(&self, given: &str) -> Result<ArticleId> {
        let asked = given.trim();
        let asked = match story_link(asked) {
            Some((story, None)) => story,
            _ => asked,
        };
        if asked.is_empty() {
            return Err(Error::StoryEmpty);
        }
        let lower = asked.to_ascii_lowercase();
        self.store.read(|connection| {
            // A whole id is that story's, even where another has it for a slug.
            if lower.len() == ID_LENGTH
                && let (1, Some(id)) = articles::by_prefix(connection, &lower)?
            {
                return Ok(id);
            }
            if let Some(id) = articles::by_slug(connection, asked)?.or(articles::by_slug(connection, &lower)?) {
                return Ok(id);
            }
            let unknown = || Error::StoryUnknown { given: given.to_owned() };
            if !lower.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-') {
                return Err(unknown());
            }
            match articles::by_prefix(connection, &lower)? {
                (1, Some(id)) => Ok(id),
                (0, _) | (_, None) => Err(unknown()),
                (count, _) => Err(Error::StoryAmbiguous { given: given.to_owned(), count: count as usize }),
            }
        })
    }

    /// Opens a story for writing. Errors: StoryUnknown.
    pub fn story(&self, id: &ArticleId) -> Result<Story> {
        self.store.read(|connection| story(connection, &articles::load(connection, id)?))
    }

    /// Writes the working copy; compare-and-set on `base` (a story's `version`). No revision; one small commit, on the disk
    /// when this returns. Errors: StoryUnknown, StaleSave, DocumentInvalid, FieldInvalid, TagInvalid, SlugTaken.
    pub fn save_working_copy(&self, id: &ArticleId, base: i64, article: Article, stamp: &Stamp) -> Result<Saved> {
        self.store.write(|connection| {
            let row = current(connection, id, base)?;
            let mut sealed = working_copy::seal(connection, Some(&row), article, Clash::Refuse)?;
            let row = working_copy::write(connection, &row, &mut sealed, stamp)?;
            Ok(saved(&row, sealed, None, stamp))
        })
    }

    /// Makes a revision of the working copy, first replacing it by `change` (compare-and-set on its base) if given. Nothing
    /// is made where the content equals the head, except that `name` then names the head. Errors: as `save_working_copy`.
    pub fn save_revision(
        &self,
        id: &ArticleId,
        change: Option<(i64, Article)>,
        reason: Reason,
        name: Option<&str>,
        stamp: &Stamp,
    ) -> Result<Saved> {
        self.store.write(|connection| {
            let (row, sealed) = match change {
                Some((base, article)) => {
                    let row = current(connection, id, base)?;
                    let mut sealed = working_copy::seal(connection, Some(&row), article, Clash::Refuse)?;
                    (working_copy::write(connection, &row, &mut sealed, stamp)?, sealed)
                }
                None => {
                    let row = articles::load(connection, id)?;
                    let sealed = as_it_is(connection, &row)?;
                    (row, sealed)
                }
            };
            let revision = keep(connection, &row, &sealed, reason, None, stamp)?;
            let row = working_copy::reload(connection, row.key)?;
            if name.is_some_and(|name| !name.trim().is_empty()) {
                history::name(connection, &row, row.head, name, stamp)?;
            }
            Ok(saved(&row, sealed, revision, stamp))
        })
    }

    /// After a stale save: keeps `mine` as a revision of its own (reason saved, under `name`) with the other text still the
    /// working copy, so that both can be compared and restored. The other text, where no revision has it yet, is kept as one
    /// first. Returns the number of the revision that keeps `mine`. Errors: StoryUnknown, DocumentInvalid, FieldInvalid.
    pub fn keep_both(&self, id: &ArticleId, mine: Article, name: &str, stamp: &Stamp) -> Result<RevisionNumber> {
        self.store.write(|connection| {
            let row = articles::load(connection, id)?;
            let theirs = as_it_is(connection, &row)?;
            keep(connection, &row, &theirs, Reason::Autosaved, None, stamp)?;
            let row = working_copy::reload(connection, row.key)?;
            let mut mine = mine;
            mine.body.normalise();
            mine.validate()?;
            let mine = working_copy::seal_as_is(mine, Vec::new())?;
            let making = Making { reason: Reason::Saved, status: row.status, restored: None, stamp };
            let number = history::add(connection, &row, &mine.article, &mine.content, &making)?;
            history::name(connection, &row, number, Some(name), stamp)?;
            Ok(number)
        })
    }

    /// Moves stories to another status, all or none; each gets a revision that records it, with what was unsaved in it. A
    /// published story that leaves `published` is withdrawn; one that was out goes back to `published` with the revision that was
    /// out last, and what was written since stays unpublished. Errors: StoryUnknown, StatusRefused for `published` where the story
    /// was never out (see `publish`).
    pub fn set_status(&self, ids: &[ArticleId], status: Status, stamp: &Stamp) -> Result<()> {
        self.store.write(|connection| {
            for id in ids {
                let row = articles::load(connection, id)?;
                if row.status == status {
                    continue;
                }
                let out = if status == Status::Published {
                    let last = revisions::last_published(connection, row.key)?
                        .ok_or_else(|| Error::StatusRefused { from: row.status.as_str(), to: status.as_str() })?;
                    Some((last, hash_of(connection, &row, last)?))
                } else {
                    None
                };
                let sealed = as_it_is(connection, &row)?;
                let making = Making { reason: Reason::Status, status, restored: None, stamp };
                let number = history::add(connection, &row, &sealed.article, &sealed.content, &making)?;
                // The same text again: the newest revision is what is out, so nothing counts as changed since.
                let out = out.map(|(last, hash)| (if hash == sealed.hash { number } else { last }, hash));
                articles::set_status(connection, row.key, status, out)?;
            }
            Ok(())
        })
    }

    /// Publishes, or publishes again: status published, revision pinned. `published_at` becomes `at`, or the stamp's time where
    /// it is empty; `updated_at` becomes the stamp's time where the story was out before. Makes nothing where what is out is
    /// the same and `at` says nothing new. Errors: StoryUnknown, StatusRefused for a spiked story, which has to come out of the bin first.
    pub fn publish(&self, id: &ArticleId, at: Option<DateTime<Utc>>, stamp: &Stamp) -> Result<Saved> {
        self.store.write(|connection| {
            let row = articles::load(connection, id)?;
            if row.status == Status::Spiked {
                return Err(Error::StatusRefused { from: row.status.as_str(), to: Status::Published.as_str() });
            }
            let mut sealed = as_it_is(connection, &row)?;
            let at = at.map(working_copy::whole_millis);
            let same_moment = at.is_none() || at == sealed.article.published_at;
            if let Some(out) = row.published_revision.filter(|_| same_moment)
                && hash_of(connection, &row, out)? == sealed.hash
            {
                return Ok(saved(&row, sealed, None, stamp));
            }
            let now = working_copy::whole_millis(stamp.time);
            let was_out = row.published_revision.is_some() || revisions::was_published(connection, row.key)?;
            let mut article = sealed.article;
            article.published_at = at.or(article.published_at).or(Some(now));
            if was_out {
                article.updated_at = Some(now);
            }
            sealed = working_copy::seal_as_is(article, sealed.tags)?;
            let row = working_copy::write(connection, &row, &mut sealed, stamp)?;
            let making = Making { reason: Reason::Published, status: Status::Published, restored: None, stamp };
            let number = history::add(connection, &row, &sealed.article, &sealed.content, &making)?;
            articles::set_status(connection, row.key, Status::Published, Some((number, sealed.hash)))?;
            Ok(saved(&working_copy::reload(connection, row.key)?, sealed, Some(number), stamp))
        })
    }

    /// Removes spiked stories, all their revisions and the texts that they were imported from for good, all or none, and overwrites their
    /// words in the file. Pictures stay for [`Library::remove_unused_assets`]. Errors: StoryUnknown, StatusRefused for one that is not spiked.
    pub fn purge(&self, ids: &[ArticleId]) -> Result<()> {
        self.store.write(|connection| {
            retention::due(connection)?;
            // Rows that point at each other go in one go; every pointer is checked at the end.
            connection.execute_batch("PRAGMA defer_foreign_keys = ON")?;
            let (mut unused, mut sources) = (Vec::new(), Vec::new());
            for id in ids {
                let row = articles::load(connection, id)?;
                if row.status != Status::Spiked {
                    return Err(Error::StatusRefused { from: row.status.as_str(), to: "purged" });
                }
                unused.extend(revisions::delete_all(connection, row.key)?);
                tags::clear(connection, row.key)?;
                text::remove(connection, row.key)?;
                sources.extend(assets::texts_of_story(connection, row.key)?);
                articles::delete(connection, row.key)?;
            }
            sources.iter().try_for_each(|hash| assets::delete_unnamed(connection, hash))?;
            unused.sort_unstable();
            unused.dedup();
            snapshots::release(connection, &unused)
        })?;
        self.overwrite()
    }
}

/// Returns the row if the save was made from what it holds. Errors: StoryUnknown, StaleSave.
pub(super) fn current(connection: &Connection, id: &ArticleId, base: i64) -> Result<ArticleRow> {
    let row = articles::load(connection, id)?;
    if row.version == base { Ok(row) } else { Err(Error::StaleSave { base, current: row.version }) }
}

/// Returns the working copy as it is, ready to become a revision.
pub(super) fn as_it_is(connection: &Connection, row: &ArticleRow) -> Result<Sealed> {
    let article = working_copy::open(connection, row)?;
    let tags = tags::spell(connection, &article.tags)?;
    working_copy::seal_as_is(article, tags)
}

/// Makes a revision of the working copy, unless it is what the head holds already.
pub(super) fn keep(
    connection: &Connection,
    row: &ArticleRow,
    sealed: &Sealed,
    reason: Reason,
    restored: Option<(RevisionNumber, Option<&str>)>,
    stamp: &Stamp,
) -> Result<Option<RevisionNumber>> {
    if row.head > 0 && hash_of(connection, row, row.head)? == sealed.hash {
        return Ok(None);
    }
    let making = Making { reason, status: row.status, restored, stamp };
    history::add(connection, row, &sealed.article, &sealed.content, &making).map(Some)
}

/// Returns the content hash of a revision.
fn hash_of(connection: &Connection, row: &ArticleRow, number: RevisionNumber) -> Result<[u8; 32]> {
    let revision = history::find(connection, row, number)?;
    crate::store::snapshots::hash_of(connection, revision.snapshot)
}

pub(super) fn saved(row: &ArticleRow, sealed: Sealed, revision: Option<RevisionNumber>, stamp: &Stamp) -> Saved {
    Saved {
        version: row.version,
        head: row.head,
        revision,
        saved_at: working_copy::whole_millis(stamp.time),
        words: row.words,
        slug: row.slug.clone(),
        tags: sealed.article.tags,
    }
}

pub(super) fn story(connection: &Connection, row: &ArticleRow) -> Result<Story> {
    let article = working_copy::open(connection, row)?;
    let hash: [u8; 32] = blake3::hash(&article.to_bytes()).into();
    Ok(Story {
        id: row.id.clone(),
        status: row.status,
        version: row.version,
        head: row.head,
        dirty: hash != hash_of(connection, row, row.head)?,
        published_revision: row.published_revision,
        created_at: row.created_at,
        updated_at: row.updated_at,
        article,
    })
}
