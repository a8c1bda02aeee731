//! Stories on their way out: the working copy with its old slugs and, where readers may see them, its published versions.

use super::{Library, publication};
use crate::article::Status;
use crate::export::Outgoing;
use crate::store::articles;
use crate::{ArticleId, Result};

impl Library {
    /// Returns a story as an export takes it. Errors: StoryUnknown; RevisionDamaged where readers may see its versions.
    pub fn outgoing(&self, id: &ArticleId) -> Result<Outgoing> {
        let story = self.story(id)?;
        let redirects = self.store.read(|connection| articles::redirects(connection, articles::load(connection, id)?.key))?;
        let shown = story.status == Status::Published
            && match publication::said_in(&story.article.extra) {
                Some(shown) => shown,
                None => self.store.read(publication::shown_by_default)?,
            };
        let history = if shown { self.published_versions(id)? } else { Vec::new() };
        Ok(Outgoing { id: story.id.to_string(), status: story.status, article: story.article, redirects, history })
    }
}
