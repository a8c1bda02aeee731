//! The façade: one method a use case, each one transaction. Window, command line and tests all come in here.
//!
//! Owns the order of things (what a save, a restore, a publication is); the tables belong to [`crate::store`], the
//! revisions to [`crate::history`]. Refuses to know a window, a clock or a default path.
//!
//! `Library` is `Send + Sync` and is shared by reference: one writer connection behind a lock, a few readers beside it.

pub mod slug;
mod views;

use std::path::Path;

use chrono::{DateTime, Utc};

use crate::article::Status;
use crate::diff::ArticleDiff;
use crate::tag::{Colour, Tag};
use crate::{Article, ArticleId, Result, RevisionNumber, Stamp};

pub use views::*;

/// A library of stories: one file.
#[derive(Debug)]
pub struct Library {}

#[allow(unused_variables, clippy::todo, missing_docs)]
impl Library {
    // ---- the file -----------------------------------------------------------------------------------------------
    /// Makes an empty library at `path`. Errors: LibraryExists, IsAFolder, Io, DiskFull.
    pub fn create(path: &Path, stamp: &Stamp) -> Result<Self> {
        todo!()
    }
    /// Opens the library at `path`; migrates an older one. Errors: LibraryMissing, IsAFolder, NotALibrary, OtherApplication, NewerLibrary, LibraryReadOnly, LibraryDamaged.
    pub fn open(path: &Path) -> Result<Self> {
        todo!()
    }
    pub fn path(&self) -> &Path {
        todo!()
    }
    /// A number that changes whenever any process (this one too) commits a change; cheap to poll.
    pub fn data_version(&self) -> Result<i64> {
        todo!()
    }
    /// Copies the whole library to `to` (online backup API), checks the copy. Errors: LibraryExists, ExportUnwritable …
    pub fn backup(&self, to: &Path) -> Result<()> {
        todo!()
    }
    pub fn check(&self, deep: bool) -> Result<CheckReport> {
        todo!()
    }
    pub fn stats(&self) -> Result<Stats> {
        todo!()
    }
    pub fn setting(&self, key: &str) -> Result<Option<String>> {
        todo!()
    }
    pub fn set_setting(&self, key: &str, value: &str) -> Result<()> {
        todo!()
    }

    // ---- stories ------------------------------------------------------------------------------------------------
    /// Makes a story with revision 1 (`created`, or `imported` for imports). Fills in an empty slug from the headline, unique (`-2`, `-3` …).
    pub fn create_story(&self, article: Article, reason: Reason, stamp: &Stamp) -> Result<Story> {
        todo!()
    }
    /// Finds a story by id, unique prefix of an id, or slug. Errors: StoryUnknown, StoryAmbiguous, StoryEmpty.
    pub fn resolve(&self, given: &str) -> Result<ArticleId> {
        todo!()
    }
    pub fn story(&self, id: &ArticleId) -> Result<Story> {
        todo!()
    }
    /// Writes the working copy; compare-and-set on `base` (a story's `version`). No revision. Errors: StaleSave, DocumentInvalid, FieldInvalid, SlugTaken.
    pub fn save_working_copy(&self, id: &ArticleId, base: i64, article: Article, stamp: &Stamp) -> Result<Saved> {
        todo!()
    }
    /// Makes a revision of the working copy, first replacing it by `article` (compare-and-set on its base) if given. Nothing
    /// is made where the content equals the head, except that `name` then names the head.
    pub fn save_revision(
        &self,
        id: &ArticleId,
        change: Option<(i64, Article)>,
        reason: Reason,
        name: Option<&str>,
        stamp: &Stamp,
    ) -> Result<Saved> {
        todo!()
    }
    /// After a stale save: keeps `mine` as a revision of its own (reason saved, name "Kept from …" given by caller) with
    /// the other text still the working copy, so that both can be compared and restored. Returns the number of the kept revision.
    pub fn keep_both(&self, id: &ArticleId, mine: Article, name: &str, stamp: &Stamp) -> Result<RevisionNumber> {
        todo!()
    }
    pub fn set_status(&self, ids: &[ArticleId], status: Status, stamp: &Stamp) -> Result<()> {
        todo!()
    }
    /// Publishes: status published, revision pinned, `published_at` set if empty (to `at` or the stamp's time), `updated_at` set when publishing again.
    pub fn publish(&self, id: &ArticleId, at: Option<DateTime<Utc>>, stamp: &Stamp) -> Result<Saved> {
        todo!()
    }
    /// Removes spiked stories for good. Errors: StatusRefused for one that is not spiked.
    pub fn purge(&self, ids: &[ArticleId]) -> Result<()> {
        todo!()
    }
    pub fn list(&self, query: &StoryQuery, offset: u32, limit: u32) -> Result<StoryPage> {
        todo!()
    }
    /// All ids that a query has, in its order: for "select all" and exports.
    pub fn list_ids(&self, query: &StoryQuery) -> Result<Vec<ArticleId>> {
        todo!()
    }
    pub fn counts(&self) -> Result<Counts> {
        todo!()
    }
    pub fn saved_searches(&self) -> Result<Vec<SavedSearch>> {
        todo!()
    }
    pub fn save_search(&self, name: &str, query: &str) -> Result<()> {
        todo!()
    }
    pub fn delete_saved_search(&self, name: &str) -> Result<()> {
        todo!()
    }
    /// Sections in use, most used first.
    pub fn sections(&self) -> Result<Vec<String>> {
        todo!()
    }

    // ---- tags ---------------------------------------------------------------------------------------------------
    /// The tag tree in display order (parents before children, A to Z).
    pub fn tags(&self) -> Result<Vec<Tag>> {
        todo!()
    }
    /// Adds and removes tags of stories' working copies; unknown names in `add` are made. Makes no revision by itself.
    pub fn tag_stories(&self, ids: &[ArticleId], add: &[String], remove: &[String], stamp: &Stamp) -> Result<()> {
        todo!()
    }
    pub fn create_tag(&self, name: &str, parent: Option<&str>) -> Result<()> {
        todo!()
    }
    /// The old name stays as an alias.
    pub fn rename_tag(&self, old: &str, new: &str) -> Result<()> {
        todo!()
    }
    /// `from` becomes an alias of `into`.
    pub fn merge_tags(&self, from: &str, into: &str) -> Result<()> {
        todo!()
    }
    pub fn move_tag(&self, name: &str, parent: Option<&str>) -> Result<()> {
        todo!()
    }
    pub fn set_tag_colour(&self, name: &str, colour: Option<Colour>) -> Result<()> {
        todo!()
    }
    pub fn delete_tag(&self, name: &str) -> Result<()> {
        todo!()
    }

    // ---- history ------------------------------------------------------------------------------------------------
    /// Newest first.
    pub fn history(&self, id: &ArticleId) -> Result<Vec<RevisionRow>> {
        todo!()
    }
    /// A revision's story, hash-checked. Errors: RevisionUnknown, RevisionDamaged.
    pub fn revision(&self, id: &ArticleId, number: RevisionNumber) -> Result<Article> {
        todo!()
    }
    pub fn compare(&self, id: &ArticleId, from: Side, to: Side) -> Result<ArticleDiff> {
        todo!()
    }
    pub fn name_revision(&self, id: &ArticleId, number: RevisionNumber, name: Option<&str>, stamp: &Stamp) -> Result<()> {
        todo!()
    }
    /// Takes back the whole of revision `number` as a new revision; first keeps an unsaved working copy as a revision of
    /// its own. Compare-and-set on `base`. Undo is a restore of the revision before it.
    pub fn restore(&self, id: &ArticleId, number: RevisionNumber, base: i64, stamp: &Stamp) -> Result<Saved> {
        todo!()
    }
    /// Takes back one field (its name in `Article`).
    pub fn restore_field(&self, id: &ArticleId, number: RevisionNumber, field: &str, base: i64, stamp: &Stamp) -> Result<Saved> {
        todo!()
    }
}
