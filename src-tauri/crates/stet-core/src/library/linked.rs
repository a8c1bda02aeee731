//! Links between stories: where one leads, and whether a story's links can be followed.

use std::collections::HashMap;

use serde::Serialize;
use ts_rs::TS;

use super::Library;
use crate::article::Status;
use crate::checks::{self, Check, Led};
use crate::document::story_link;
use crate::store::{articles, revisions};
use crate::{Article, ArticleId, Error, Result};

/// The story that a link leads to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct Linked {
    /// Its id.
    pub id: ArticleId,
    /// Its headline; may be empty.
    pub headline: String,
    /// What became of it.
    pub status: Status,
}

impl Library {
    /// Returns the story that an address `stet:STORY` or `stet:STORY@r14` leads to; none where there is no such story or no such
    /// revision, or where STORY is the beginning of several ids. Errors: those of the file.
    pub fn linked_story(&self, href: &str) -> Result<Option<Linked>> {
        let Some((story, number)) = story_link(href) else { return Ok(None) };
        let id = match self.resolve(story) {
            Ok(id) => id,
            Err(Error::StoryUnknown { .. } | Error::StoryAmbiguous { .. } | Error::StoryEmpty) => return Ok(None),
            Err(error) => return Err(error),
        };
        self.store.read(|connection| {
            let row = articles::load(connection, &id)?;
            if let Some(number) = number
                && revisions::load(connection, row.key, number)?.is_none()
            {
                return Ok(None);
            }
            Ok(Some(Linked { id, headline: row.headline, status: row.status }))
        })
    }

    /// Returns everything worth a look in a story as it stands on the page, saved or not. Errors: those of the file.
    pub fn check_story(&self, article: &Article) -> Result<Vec<Check>> {
        let mut known = HashMap::new();
        let mut failed = None;
        let mut led = |href: &str| {
            *known.entry(href.to_owned()).or_insert_with(|| match self.linked_story(href) {
                Ok(Some(linked)) if linked.status == Status::Published => Led::Published,
                Ok(Some(linked)) if linked.status == Status::Spiked => Led::Spiked,
                Ok(Some(_)) => Led::Unpublished,
                Ok(None) => Led::Nowhere,
                Err(error) => {
                    failed.get_or_insert(error);
                    Led::Published
                }
            })
        };
        let checks = checks::story_checks(article, &mut led);
        failed.map_or(Ok(checks), Err)
    }
}
