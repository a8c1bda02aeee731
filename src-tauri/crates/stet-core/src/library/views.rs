//! What the façade hands out and takes in: rows of lists, an opened story, a page of results. Plain data, no behaviour.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::article::Status;
use crate::{Article, ArticleId, RevisionNumber};

/// A story as the list shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct StorySummary {
    /// The story's id.
    pub id: ArticleId,
    /// Where it stands.
    pub status: Status,
    /// The headline; may be empty.
    pub headline: String,
    /// The first 200 characters of the standfirst, or of the body where there is none.
    pub standfirst: String,
    /// The section.
    pub section: String,
    /// The slug.
    pub slug: String,
    /// Language tag.
    pub language: String,
    /// Words in the body.
    pub words: u32,
    /// Tags by name, in the editor's order.
    pub tags: Vec<String>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When its working copy last changed.
    pub updated_at: DateTime<Utc>,
    /// For a published story: its working copy or head differs from what is out.
    pub changed_since_publication: bool,
    /// Where a search matched: pieces of text around the first hit, `hit` for those that match. Empty without a search.
    pub snippet: Vec<SnippetPiece>,
}

/// A piece of a snippet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct SnippetPiece {
    /// The text.
    pub text: String,
    /// Whether it is what was searched for.
    pub hit: bool,
}

/// Which stories to list, and how.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct StoryQuery {
    /// The search as typed: words, `"phrases"`, `-words`, `tag:`, `status:`, `by:`, `section:`, `before:`, `after:`. Empty lists all.
    pub text: String,
    /// Only stories of this status. Without it, and without `status:spiked`, spiked stories are left out.
    pub status: Option<Status>,
    /// Only stories with this tag or one under it.
    pub tag: Option<String>,
    /// The order. A search with words is by rank unless another order than `Updated` is asked for.
    pub sort: Sort,
}

/// The order of a list.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Sort {
    /// Newest change first.
    #[default]
    Updated,
    /// Newest story first.
    Created,
    /// By headline, A to Z.
    Headline,
    /// Longest first.
    Words,
}

/// A window into a list of stories.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct StoryPage {
    /// How many stories the query has in all.
    pub total: u32,
    /// Where the rows begin.
    pub offset: u32,
    /// The rows.
    pub rows: Vec<StorySummary>,
}

/// How many stories there are of each kind.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, TS)]
#[allow(missing_docs, reason = "named after the statuses")]
pub struct Counts {
    /// All that are not spiked.
    pub all: u32,
    pub draft: u32,
    pub review: u32,
    pub ready: u32,
    pub published: u32,
    pub spiked: u32,
}

/// A story opened for writing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct Story {
    /// The story's id.
    pub id: ArticleId,
    /// Where it stands.
    pub status: Status,
    /// Counts every change of the working copy; a save names the one that it is based on.
    #[ts(type = "number")]
    pub version: i64,
    /// The newest revision.
    pub head: RevisionNumber,
    /// Whether the working copy differs from the newest revision.
    pub dirty: bool,
    /// The revision that is out, if any.
    pub published_revision: Option<RevisionNumber>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When the working copy last changed.
    pub updated_at: DateTime<Utc>,
    /// The working copy.
    pub article: Article,
}

/// What a save did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct Saved {
    /// The working copy's version now.
    #[ts(type = "number")]
    pub version: i64,
    /// The newest revision now.
    pub head: RevisionNumber,
    /// The revision that this save made, if it made one (none where nothing differed from the head).
    pub revision: Option<RevisionNumber>,
    /// When it was saved.
    pub saved_at: DateTime<Utc>,
    /// Words in the body.
    pub words: u32,
    /// The slug, which the first save of a headline makes.
    pub slug: String,
    /// Tags as the library spells them now (an alias becomes its tag's name).
    pub tags: Vec<String>,
}

/// Why a revision was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// The story was made.
    Created,
    /// An editor saved a version.
    Saved,
    /// A sitting ended or lasted ten minutes.
    Autosaved,
    /// The status changed.
    Status,
    /// The story was published, or published again.
    Published,
    /// The story came in from a file.
    Imported,
    /// An older revision, or a part of one, was taken back.
    Restored,
}

/// A revision as the timeline shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct RevisionRow {
    /// Its number.
    pub number: RevisionNumber,
    /// The one that it follows; none for the first.
    pub parent: Option<RevisionNumber>,
    /// Why it was made.
    pub reason: Reason,
    /// The status of the story after it.
    pub status: Status,
    /// The name that an editor gave it.
    pub name: Option<String>,
    /// Who made it.
    pub author: String,
    /// When.
    pub time: DateTime<Utc>,
    /// Words that came since its parent.
    pub added: u32,
    /// Words that went since its parent.
    pub removed: u32,
    /// Words in the body.
    pub words: u32,
    /// For `restored`: the revision that was taken back.
    pub restored_from: Option<RevisionNumber>,
    /// For `restored`: the field or block that was taken back; none for the whole.
    pub restored_part: Option<String>,
    /// Whether this revision is, or once was, what readers saw.
    pub published: bool,
    /// Whether its content was thinned out: that it was made stays known, what it said does not.
    pub thinned: bool,
}

/// Which revisions a page of a history has.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct HistoryFilter {
    /// Only those with a name.
    pub named: bool,
    /// Only those that were published.
    pub published: bool,
    /// Only those by this author.
    pub author: Option<String>,
}

/// A page of a history.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct HistoryPage {
    /// How many revisions the filter has in all.
    pub total: u32,
    /// The rows, newest first.
    pub rows: Vec<RevisionRow>,
    /// Everybody who made a revision of the story, whatever the filter.
    pub authors: Vec<String>,
}

/// One side of a comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Side {
    /// The working copy.
    Draft,
    /// A revision.
    Revision {
        /// Its number.
        number: RevisionNumber,
    },
}

/// A search that an editor keeps in the sidebar.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SavedSearch {
    /// Its name, unique.
    pub name: String,
    /// The query as typed.
    pub query: String,
    /// How many stories it finds.
    pub stories: u32,
}

/// What there is in a library.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, TS)]
pub struct Stats {
    /// Stories, spiked ones too.
    pub stories: u32,
    /// Revisions.
    pub revisions: u32,
    /// Words in all working copies.
    #[ts(type = "number")]
    pub words: u64,
    /// Bytes of revisions and snapshots with their indexes.
    #[ts(type = "number")]
    pub history_bytes: u64,
    /// Bytes of assets.
    #[ts(type = "number")]
    pub asset_bytes: u64,
    /// Bytes of the search index.
    #[ts(type = "number")]
    pub index_bytes: u64,
    /// Bytes of the whole file.
    #[ts(type = "number")]
    pub file_bytes: u64,
}

/// What `check` found. Empty `faults` means sound.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, TS)]
pub struct CheckReport {
    /// Stories looked at.
    pub stories: u32,
    /// Revisions looked at.
    pub revisions: u32,
    /// Snapshots read back and hashed (all with `deep`, else only the heads').
    pub snapshots: u32,
    /// What is wrong.
    pub faults: Vec<Fault>,
}

/// What came out of a damaged library.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, TS)]
pub struct Recovered {
    /// Stories in the new library.
    pub stories: u32,
    /// Revisions in the new library.
    pub revisions: u32,
    /// What could not be read. Empty means that nothing was lost.
    pub faults: Vec<Fault>,
}

/// A fault in a library file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct Fault {
    /// What kind of fault: `database`, `foreign_key`, `snapshot`, `content_hash`, `chain`, `search_index`, `working_copy`, `picture`.
    pub kind: String,
    /// The story, where it is one story's.
    pub story: Option<ArticleId>,
    /// The revision, where it is one revision's.
    pub revision: Option<RevisionNumber>,
    /// A sentence.
    pub detail: String,
}
