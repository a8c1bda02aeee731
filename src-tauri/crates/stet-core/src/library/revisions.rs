//! History: the timeline, a revision's story, comparison, names, and taking back.

use rusqlite::Connection;
use serde_json::Value;

use super::stories::{as_it_is, current, keep, saved};
use super::working_copy::{self, Clash};
use super::{HistoryFilter, HistoryPage, Library, Reason, RevisionRow, Saved, Side};
use crate::diff::{self, ArticleDiff, BlockAt, Budget};
use crate::history;
use crate::store::articles::{self, ArticleRow};
use crate::store::revisions;
use crate::{Article, ArticleId, Error, Result, RevisionNumber, Stamp};

/// The fields of a story that can be taken back one by one.
const FIELDS: [&str; 20] = [
    "headline",
    "standfirst",
    "kicker",
    "byline",
    "dateline",
    "section",
    "language",
    "slug",
    "seo_title",
    "seo_description",
    "canonical_url",
    "lead_image",
    "tags",
    "notes",
    "corrections",
    "published_at",
    "updated_at",
    "extra",
    "source",
    "body",
];

impl Library {
    /// Returns a story's revisions, newest first. Errors: StoryUnknown.
    pub fn history(&self, id: &ArticleId) -> Result<Vec<RevisionRow>> {
        self.store.read(|connection| {
            let all = revisions::all(connection, articles::key_of(connection, id)?)?;
            Ok(all.into_iter().rev().map(|revision| revision.row).collect())
        })
    }

    /// Returns a revision's story, hash-checked. Errors: StoryUnknown, RevisionUnknown, RevisionDamaged.
    pub fn revision(&self, id: &ArticleId, number: RevisionNumber) -> Result<Article> {
        self.store.read(|connection| {
            // Without the working copy, which may be long.
            match revisions::load(connection, articles::key_of(connection, id)?, number)? {
                Some(revision) => history::read(connection, &revision),
                None => Err(Error::RevisionUnknown { number, head: articles::load(connection, id)?.head }),
            }
        })
    }

    /// Returns what changed between two sides of a story. Errors: as [`Library::revision`].
    pub fn compare(&self, id: &ArticleId, from: Side, to: Side) -> Result<ArticleDiff> {
        let (from, to) = self.store.read(|connection| {
            let row = articles::load(connection, id)?;
            Ok((side(connection, &row, from)?, side(connection, &row, to)?))
        })?;
        Ok(diff::diff(&from, &to, Budget::default()))
    }

    /// Names a revision, or takes its name away. Errors: StoryUnknown, RevisionUnknown.
    pub fn name_revision(&self, id: &ArticleId, number: RevisionNumber, name: Option<&str>, stamp: &Stamp) -> Result<()> {
        self.store.write(|connection| history::name(connection, &articles::load(connection, id)?, number, name, stamp))
    }

    /// Takes back the whole of revision `number` as a new revision; first keeps an unsaved working copy as a revision of
    /// its own. Compare-and-set on `base`. Undo is a restore of the revision before it. A slug that another story has taken
    /// meanwhile is numbered; when a story was first out is not forgotten.
    /// Errors: StoryUnknown, RevisionUnknown, RevisionDamaged, StaleSave.
    pub fn restore(&self, id: &ArticleId, number: RevisionNumber, base: i64, stamp: &Stamp) -> Result<Saved> {
        self.store.write(|connection| {
            let row = current(connection, id, base)?;
            let mut article = side(connection, &row, Side::Revision { number })?;
            let now = working_copy::open(connection, &row)?;
            if row.published_revision.is_some() {
                article.published_at = article.published_at.or(now.published_at);
            }
            if article.slug.is_empty() && row.slug_kept {
                article.slug = now.slug;
            }
            take_back(connection, &row, article, (number, None), Clash::Number, stamp)
        })
    }

    /// Takes back one field (its name in `Article`, `body` too). Errors: as [`Library::restore`], and FieldInvalid, SlugTaken.
    pub fn restore_field(&self, id: &ArticleId, number: RevisionNumber, field: &str, base: i64, stamp: &Stamp) -> Result<Saved> {
        let unknown = || Error::FieldInvalid { field: "field", reason: format!("a story has no field {field:?}") };
        let field = FIELDS.into_iter().find(|name| *name == field).ok_or_else(unknown)?;
        self.store.write(|connection| {
            let row = current(connection, id, base)?;
            let then = side(connection, &row, Side::Revision { number })?;
            let now = working_copy::open(connection, &row)?;
            let article = with_field(&now, &then, field)?;
            take_back(connection, &row, article, (number, Some(field)), Clash::Refuse, stamp)
        })
    }

    /// Takes back one block of the comparison of revision `number` with the working copy: edited, it is as it was; moved, it goes
    /// back to its place; gone, it comes back beside its old neighbours; new, it goes. Its footnotes are part of it.
    /// Errors: as [`Library::restore`], and FieldInvalid.
    pub fn restore_block(&self, id: &ArticleId, number: RevisionNumber, block: &BlockAt, base: i64, stamp: &Stamp) -> Result<Saved> {
        let (BlockAt::Older { path } | BlockAt::Newer { path }) = block;
        let path = path.iter().map(ToString::to_string).collect::<Vec<_>>().join(".");
        let part = match block {
            BlockAt::Older { .. } => format!("block {path}"),
            BlockAt::Newer { .. } => format!("block {path} of the draft"),
        };
        self.store.write(|connection| {
            let row = current(connection, id, base)?;
            let then = side(connection, &row, Side::Revision { number })?;
            let article = diff::take_back(&then, &working_copy::open(connection, &row)?, block, Budget::default())?;
            take_back(connection, &row, article, (number, Some(&part)), Clash::Refuse, stamp)
        })
    }

    /// Returns a page of a story's revisions, newest first: `limit` of those before revision `before` (none: from the newest) that
    /// `only` asks for. Errors: StoryUnknown.
    pub fn history_page(&self, id: &ArticleId, only: &HistoryFilter, before: Option<RevisionNumber>, limit: u32) -> Result<HistoryPage> {
        self.store.read(|connection| {
            let row = articles::load(connection, id)?;
            let (total, rows) = revisions::page(connection, row.key, only, before, limit)?;
            let authors = revisions::authors(connection, row.key)?;
            Ok(HistoryPage { total, rows, authors })
        })
    }
}

pub(super) fn side(connection: &Connection, row: &ArticleRow, side: Side) -> Result<Article> {
    match side {
        Side::Draft => working_copy::open(connection, row),
        Side::Revision { number } => history::read(connection, &history::find(connection, row, number)?),
    }
}

/// Returns `now` with one field as it was `then`.
fn with_field(now: &Article, then: &Article, field: &'static str) -> Result<Article> {
    let broken = |error: serde_json::Error| Error::FieldInvalid { field, reason: error.to_string() };
    let mut value = serde_json::to_value(now).map_err(broken)?;
    let mut old = serde_json::to_value(then).map_err(broken)?;
    if let Some(fields) = value.as_object_mut() {
        match old.get_mut(field) {
            Some(old) => drop(fields.insert(field.to_owned(), old.take())),
            // A story that came from no file has no such field.
            None => drop(fields.shift_remove(field)),
        }
    }
    serde_json::from_value::<Article>(Value::clone(&value)).map_err(broken)
}

fn take_back(
    connection: &Connection,
    row: &ArticleRow,
    article: Article,
    (number, part): (RevisionNumber, Option<&str>),
    clash: Clash,
    stamp: &Stamp,
) -> Result<Saved> {
    let unsaved = as_it_is(connection, row)?;
    keep(connection, row, &unsaved, Reason::Autosaved, None, stamp)?;
    let row = working_copy::reload(connection, row.key)?;
    let mut sealed = working_copy::seal(connection, Some(&row), article, clash)?;
    let row = working_copy::write(connection, &row, &mut sealed, stamp)?;
    let revision = keep(connection, &row, &sealed, Reason::Restored, Some((number, part)), stamp)?;
    Ok(saved(&working_copy::reload(connection, row.key)?, sealed, revision, stamp))
}
