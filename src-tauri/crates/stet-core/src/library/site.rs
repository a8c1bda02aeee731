//! Stories on their way to a website: which there are and what is out of each, told without reading one; and then the few that changed.

use serde::Deserialize;
use serde_json::{Map, Value};

use super::outgoing::{differing, published};
use super::{Library, StoryQuery, publication};
use crate::article::Status;
use crate::store::{articles, outgoing, revisions, tags};
use crate::{ArticleId, Result};

/// Which stories go out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Selection {
    /// These.
    Stories(Vec<ArticleId>),
    /// All that a query has.
    Query(StoryQuery),
}

/// A library as a website sees it.
#[derive(Debug)]
pub(crate) struct SiteIndex {
    /// By id, and so in the order in which they were made.
    pub(crate) stories: Vec<SiteStory>,
    /// Key, name and description of every tag.
    pub(crate) tags: Vec<(i64, String, String)>,
    /// Old slugs of published stories, and whose they were.
    pub(crate) redirects: Vec<(String, String)>,
    /// Slugs that published stories get once they are published again, and whose they are.
    pub(crate) coming: Vec<(String, String)>,
    /// Whether readers may see the published versions of stories that say nothing of it.
    pub(crate) shows_history: bool,
}

/// What goes out of a story.
#[derive(Debug)]
pub(crate) struct SiteContent {
    /// Its canonical bytes.
    pub(crate) bytes: Vec<u8>,
    /// Its tags as they are called now.
    pub(crate) tags: Vec<String>,
    /// Where it is published: when first and last, in milliseconds since 1970, and how often.
    pub(crate) publications: Option<(i64, i64, u32)>,
    /// The story's own word on whether readers may see its published versions.
    pub(crate) shows_history: Option<bool>,
}

/// A story that goes out, unread.
#[derive(Debug, Clone)]
pub(crate) struct SiteStory {
    pub(crate) id: String,
    /// Milliseconds since 1970.
    pub(crate) created_at: i64,
    /// The beginning of the BLAKE3 hash of what goes out.
    pub(crate) content: [u8; 16],
    /// The beginning of a hash of all that can change what goes out: the content, the working copy's word on what readers may see
    /// of its past, and how often it was published.
    pub(crate) print: [u8; 16],
    is_published: bool,
    key: i64,
    /// The revision that goes out, where it is not the working copy.
    revision: Option<u32>,
}

impl SiteStory {
    /// Tells whether the working copy holds more than what goes out.
    pub(crate) fn has_unpublished_changes(&self) -> bool {
        self.revision.is_some()
    }
}

impl Library {
    /// Returns the stories that go out. Of a published story what is out goes out, of any other its working copy; spiked ones
    /// never. Errors: QueryInvalid, TagUnknown, StoryUnknown.
    pub(crate) fn site_index(&self, selection: &Selection) -> Result<SiteIndex> {
        let query = |query: &StoryQuery| self.list_keys(query);
        let listed = match selection {
            Selection::Query(asked) => Some(query(asked)?),
            Selection::Stories(_) => None,
        };
        self.store.read(|connection| {
            let keys = match (listed, selection) {
                (Some(keys), _) => keys,
                (None, Selection::Stories(ids)) => ids.iter().map(|id| articles::key_of(connection, id)).collect::<Result<_>>()?,
                (None, Selection::Query(_)) => Vec::new(),
            };
            let story = |row: outgoing::OutgoingRow| {
                let revision = differing(row.status, row.published_revision.zip(row.published_hash), &row.content_hash);
                let hash = revision.and(row.published_hash).unwrap_or(row.content_hash);
                let is_published = row.status == Status::Published;
                let content = beginning(&hash);
                let print = if is_published {
                    let number = row.published_revision.unwrap_or_default().to_le_bytes();
                    beginning(blake3::Hasher::new().update(&hash).update(&row.content_hash).update(&number).finalize().as_bytes())
                } else {
                    content
                };
                SiteStory { id: row.id, created_at: row.created_at, content, print, is_published, key: row.key, revision }
            };
            let mut rows = outgoing::rows(connection, &keys)?;
            rows.retain(|row| row.status != Status::Spiked);
            let coming = rows.iter_mut().filter_map(|row| Some((row.changed_slug.take()?, row.id.clone()))).collect();
            Ok(SiteIndex {
                stories: rows.into_iter().map(story).collect(),
                tags: outgoing::tags(connection)?,
                redirects: outgoing::redirects(connection)?,
                coming,
                shows_history: publication::shown_by_default(connection)?,
            })
        })
    }

    /// Returns what goes out of these stories. Errors: RevisionDamaged.
    pub(crate) fn site_contents(&self, stories: &[&SiteStory]) -> Result<Vec<SiteContent>> {
        self.store.read(|connection| {
            let content = |story: &&SiteStory| {
                let now = outgoing::content(connection, story.key)?;
                let publications = if story.is_published { revisions::publications(connection, story.key)? } else { None };
                let shows_history = publications.and_then(|_| shows_history(&now));
                let (bytes, tags) = match story.revision {
                    None => (now, tags::names_of(connection, story.key)?),
                    Some(number) => {
                        let row = articles::load(connection, &ArticleId::from_row(story.id.clone()))?;
                        let article = published(connection, &row, number)?;
                        (article.to_bytes(), article.tags)
                    }
                };
                Ok(SiteContent { bytes, tags, publications, shows_history })
            };
            stories.iter().map(content).collect()
        })
    }
}

/// Returns the beginning of a hash.
fn beginning(hash: &[u8; 32]) -> [u8; 16] {
    let mut print = [0; 16];
    print.copy_from_slice(&hash[..16]);
    print
}

/// Returns the word of a story, given in canonical bytes, on whether readers may see its published versions. All else is passed over.
fn shows_history(bytes: &[u8]) -> Option<bool> {
    #[derive(Deserialize)]
    struct Head {
        #[serde(default)]
        extra: Map<String, Value>,
    }
    // A story that cannot be read fails where all of it is.
    serde_json::from_slice::<Head>(bytes).ok().and_then(|head| publication::said_in(&head.extra))
}
