//! Stories on their way to a website: which there are and what is out of each, told without reading one; and then the few that changed.

use super::revisions::side;
use super::{Library, Side, StoryQuery};
use crate::article::Status;
use crate::store::{articles, outgoing, tags};
use crate::{Article, ArticleId, Result};

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
}

/// A story that goes out, unread.
#[derive(Debug, Clone)]
pub(crate) struct SiteStory {
    pub(crate) id: String,
    /// Milliseconds since 1970.
    pub(crate) created_at: i64,
    /// The beginning of the BLAKE3 hash of what goes out.
    pub(crate) print: [u8; 16],
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
                let out = row.published_revision.zip(row.published_hash).filter(|_| row.status == Status::Published);
                let revision = out.filter(|(_, hash)| *hash != row.content_hash);
                let hash = revision.map_or(row.content_hash, |(_, hash)| hash);
                let mut print = [0; 16];
                print.copy_from_slice(&hash[..16]);
                SiteStory { id: row.id, created_at: row.created_at, print, key: row.key, revision: revision.map(|(number, _)| number) }
            };
            let mut rows = outgoing::rows(connection, &keys)?;
            rows.retain(|row| row.status != Status::Spiked);
            Ok(SiteIndex {
                stories: rows.into_iter().map(story).collect(),
                tags: outgoing::tags(connection)?,
                redirects: outgoing::redirects(connection)?,
            })
        })
    }

    /// Returns what goes out of these stories: its canonical bytes, and its tags as they are called now. Errors: RevisionDamaged.
    pub(crate) fn site_contents(&self, stories: &[&SiteStory]) -> Result<Vec<(Vec<u8>, Vec<String>)>> {
        self.store.read(|connection| {
            let content = |story: &&SiteStory| match story.revision {
                None => Ok((outgoing::content(connection, story.key)?, tags::names_of(connection, story.key)?)),
                Some(number) => {
                    let row = articles::load(connection, &ArticleId::from_row(story.id.clone()))?;
                    let article: Article = side(connection, &row, Side::Revision { number })?;
                    let present = |name: &String| Ok(tags::find(connection, name)?.map_or_else(|| name.clone(), |tag| tag.name));
                    let names = article.tags.iter().map(present).collect::<Result<_>>()?;
                    Ok((article.to_bytes(), names))
                }
            };
            stories.iter().map(content).collect()
        })
    }
}
