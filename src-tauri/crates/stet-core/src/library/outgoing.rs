//! Stories on their way out: the working copy, or what is out of it, with its old slugs.

use rusqlite::Connection;

use super::revisions::side;
use super::{Library, Side};
use crate::article::Status;
use crate::export::{Options, Outgoing};
use crate::store::articles::{self, ArticleRow};
use crate::store::tags;
use crate::{Article, ArticleId, Result, RevisionNumber};

impl Library {
    /// Returns a story as an export takes it: its working copy. Errors: StoryUnknown.
    pub fn outgoing(&self, id: &ArticleId) -> Result<Outgoing> {
        let story = self.story(id)?;
        let redirects = self.store.read(|connection| articles::redirects(connection, articles::load(connection, id)?.key))?;
        Ok(Outgoing { id: story.id.to_string(), status: story.status, article: story.article, redirects })
    }

    /// Returns a story as an export with these options takes it: its working copy, or what a website shows of it.
    /// Errors: StoryUnknown; RevisionDamaged where what is out cannot be read.
    pub fn outgoing_for(&self, id: &ArticleId, options: &Options) -> Result<Outgoing> {
        let mut outgoing = self.outgoing(id)?;
        if options.as_published {
            let out = self.store.read(|connection| {
                let row = articles::load(connection, id)?;
                let number = differing(row.status, row.published_revision.zip(row.published_hash), &row.content_hash);
                number.map(|number| published(connection, &row, number)).transpose()
            })?;
            outgoing.article = out.unwrap_or(outgoing.article);
        }
        Ok(outgoing)
    }
}

/// Returns the revision that goes out in place of the working copy: the published one, where the working copy is another.
pub(super) fn differing(status: Status, out: Option<(RevisionNumber, [u8; 32])>, content: &[u8; 32]) -> Option<RevisionNumber> {
    out.filter(|(_, hash)| status == Status::Published && hash != content).map(|(number, _)| number)
}

/// Returns what is out of a story, with its tags as they are called now.
pub(super) fn published(connection: &Connection, row: &ArticleRow, number: RevisionNumber) -> Result<Article> {
    let mut article = side(connection, row, Side::Revision { number })?;
    for name in &mut article.tags {
        if let Some(tag) = tags::find(connection, name)? {
            *name = tag.name;
        }
    }
    Ok(article)
}
