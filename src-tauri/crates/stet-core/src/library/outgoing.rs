//! Stories on their way out: the working copy with its old slugs.

use super::Library;
use crate::export::Outgoing;
use crate::store::articles;
use crate::{ArticleId, Result};

impl Library {
    /// Returns a story as an export takes it. Errors: StoryUnknown.
    pub fn outgoing(&self, id: &ArticleId) -> Result<Outgoing> {
        let story = self.story(id)?;
        let redirects = self.store.read(|connection| articles::redirects(connection, articles::load(connection, id)?.key))?;
        Ok(Outgoing { id: story.id.to_string(), status: story.status, article: story.article, redirects })
    }
}
