//! Published and after: what was written since, corrections for readers, and what readers may see of the history.

use chrono::{DateTime, Utc};
use rusqlite::Connection;
use serde::Serialize;
use serde_json::{Map, Value};
use ts_rs::TS;

use super::stories::{as_it_is, saved};
use super::working_copy;
use super::{Library, Reason, Saved};
use crate::article::{Correction, Status};
use crate::diff::{self, ArticleDiff, Budget, correction};
use crate::export::clean::standing;
use crate::history::{self, Making};
use crate::store::articles::{self, ArticleRow};
use crate::store::{revisions, settings, snapshots};
use crate::{Article, ArticleId, Error, Result, RevisionNumber, Stamp};

/// The setting of a library, and the key in a story's `extra`, that shows readers the published versions.
pub const PUBLIC_HISTORY: &str = "public_history";

/// What was written since a story was published.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct SincePublication {
    /// The revision that is out.
    pub revision: RevisionNumber,
    /// When that revision was made.
    pub time: DateTime<Utc>,
    /// From what is out to the working copy; `summary.changes` is how many there are.
    pub diff: ArticleDiff,
}

/// A version of a story that readers saw.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct PublicVersion {
    /// The revision.
    pub revision: RevisionNumber,
    /// When it went out.
    pub time: DateTime<Utc>,
    /// Corrections that came with it.
    pub corrections: Vec<Correction>,
    /// What changed since the version before, as far as readers see it; none for the first.
    pub changes: Option<ArticleDiff>,
}

impl Library {
    /// Returns what differs between what is out and the working copy; none for a story that is not out. Publishing again makes
    /// that what readers see. Errors: StoryUnknown, RevisionDamaged.
    pub fn changes_since_publication(&self, id: &ArticleId) -> Result<Option<SincePublication>> {
        let sides = self.store.read(|connection| {
            let row = articles::load(connection, id)?;
            let Some(number) = row.published_revision else { return Ok(None) };
            let out = history::find(connection, &row, number)?;
            Ok(Some((number, out.row.time, history::read(connection, &out)?, working_copy::open(connection, &row)?)))
        })?;
        let since = |(revision, time, out, now): (_, _, Article, Article)| {
            let diff = diff::diff(&out, &now, Budget::default());
            SincePublication { revision, time, diff }
        };
        Ok(sides.map(since))
    }

    /// Returns a correction for readers, drafted from what changed since publication: what the story said, and what it says now.
    /// Empty where nothing that it said was changed. The editor words it. Errors: StoryUnknown, RevisionDamaged.
    pub fn draft_correction(&self, id: &ArticleId) -> Result<String> {
        Ok(self.changes_since_publication(id)?.map(|since| correction::draft(&since.diff)).unwrap_or_default())
    }

    /// Takes a publication back that was the last thing done to a story: it gets the status that it had, and the dates that
    /// readers are told are what they were. What was written meanwhile stays.
    /// Errors: StoryUnknown, StatusRefused where the newest revision is no publication.
    pub fn undo_publish(&self, id: &ArticleId, stamp: &Stamp) -> Result<Saved> {
        self.store.write(|connection| {
            let row = articles::load(connection, id)?;
            let published = history::find(connection, &row, row.head)?;
            let parent = published.row.parent.map(|parent| history::find(connection, &row, parent)).transpose()?;
            let (true, Some(parent)) = (published.row.reason == Reason::Published, parent) else {
                return Err(Error::StatusRefused { from: row.status.as_str(), to: row.status.as_str() });
            };
            let (out, before) = (history::read(connection, &published)?, history::read(connection, &parent)?);
            let mut sealed = as_it_is(connection, &row)?;
            if sealed.article.published_at == out.published_at {
                sealed.article.published_at = before.published_at;
            }
            if sealed.article.updated_at == out.updated_at {
                sealed.article.updated_at = before.updated_at;
            }
            let mut sealed = working_copy::seal_as_is(sealed.article, sealed.tags)?;
            let row = working_copy::write(connection, &row, &mut sealed, stamp)?;
            let status = parent.row.status;
            let making = Making { reason: Reason::Status, status, restored: None, stamp };
            let number = history::add(connection, &row, &sealed.article, &sealed.content, &making)?;
            let out = match status {
                Status::Published => out_before(connection, &row, published.row.number)?,
                _ => None,
            };
            articles::set_status(connection, row.key, status, out)?;
            Ok(saved(&working_copy::reload(connection, row.key)?, sealed, Some(number), stamp))
        })
    }

    /// Returns the versions of a story that readers saw, oldest first, with the redline from each to the next; empty unless the
    /// story (its `extra.public_history`) or else the library (setting `public_history`) says that readers may see them. Holds nothing
    /// that a page would not show: no notes, no comments, no suggestions. A version that is damaged is passed over. Errors: StoryUnknown.
    pub fn public_history(&self, id: &ArticleId) -> Result<Vec<PublicVersion>> {
        let seen = self.store.read(|connection| {
            let row = articles::load(connection, id)?;
            let now = working_copy::open(connection, &row)?;
            let shown = match said_in(&now.extra) {
                Some(shown) => shown,
                None => shown_by_default(connection)?,
            };
            if shown && row.status == Status::Published { seen(connection, &row) } else { Ok(Vec::new()) }
        })?;
        Ok(compared(&seen))
    }

    /// Returns the versions of a story that readers saw, whether or not they may see them now. Errors: StoryUnknown.
    pub(crate) fn published_versions(&self, id: &ArticleId) -> Result<Vec<PublicVersion>> {
        Ok(compared(&self.store.read(|connection| seen(connection, &articles::load(connection, id)?))?))
    }
}

/// Returns what a story says by itself on whether readers may see its published versions.
pub(super) fn said_in(extra: &Map<String, Value>) -> Option<bool> {
    extra.get(PUBLIC_HISTORY).and_then(Value::as_bool)
}

/// Tells whether readers may see the published versions of stories that say nothing of it.
pub(super) fn shown_by_default(connection: &Connection) -> Result<bool> {
    Ok(settings::get(connection, PUBLIC_HISTORY)?.is_some_and(|value| matches!(value.as_str(), "1" | "true")))
}

/// A version that went out: its number, when, and what readers saw of it.
type Seen = (RevisionNumber, DateTime<Utc>, Article);

fn seen(connection: &Connection, row: &ArticleRow) -> Result<Vec<Seen>> {
    let version = |number| {
        let revision = history::find(connection, row, number)?;
        Ok((number, revision.row.time, as_read(history::read(connection, &revision)?)))
    };
    // What cannot be read can be shown to nobody; a check of the library names it.
    let is_readable = |version: &Result<Seen>| !matches!(version, Err(Error::RevisionDamaged { .. }));
    revisions::published(connection, row.key)?.into_iter().map(version).filter(is_readable).collect()
}

fn compared(seen: &[Seen]) -> Vec<PublicVersion> {
    let mut versions: Vec<PublicVersion> = Vec::with_capacity(seen.len());
    for (at, (revision, time, article)) in seen.iter().enumerate() {
        let before = at.checked_sub(1).map(|before| &seen[before].2);
        let known = before.map_or(&[][..], |before| &before.corrections);
        let corrections = article.corrections.iter().filter(|correction| !known.contains(correction)).cloned().collect();
        let changes = before.map(|before| diff::diff(before, article, Budget::default()));
        versions.push(PublicVersion { revision: *revision, time: *time, corrections, changes });
    }
    versions
}

/// Returns what was out before revision `number` was published.
fn out_before(connection: &Connection, row: &ArticleRow, number: RevisionNumber) -> Result<Option<(RevisionNumber, [u8; 32])>> {
    let last = revisions::published(connection, row.key)?.into_iter().rfind(|other| *other < number);
    let hash = |last| -> Result<_> { Ok((last, snapshots::hash_of(connection, history::find(connection, row, last)?.snapshot)?)) };
    last.map(hash).transpose()
}

/// Returns of a story what its readers see.
fn as_read(article: Article) -> Article {
    Article {
        body: standing(&article.body).into_owned(),
        headline: article.headline,
        standfirst: article.standfirst,
        kicker: article.kicker,
        byline: article.byline,
        dateline: article.dateline,
        lead_image: article.lead_image,
        corrections: article.corrections,
        ..Article::default()
    }
}
