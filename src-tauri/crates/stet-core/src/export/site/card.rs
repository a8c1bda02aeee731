//! What lists, neighbours, feeds and maps need to know of a story. Kept in the site's manifest, so that a story that has not
//! changed is not read again.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::links;
use crate::article::LeadImage;
use crate::document::Crop;
use crate::library::{SiteContent, SiteStory};
use crate::{Error, Result};

/// The beginning of a BLAKE3 hash.
pub(super) type Print = [u8; 16];

/// A story in short.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Card {
    pub(super) id: String,
    /// Of all that the card was made from.
    pub(super) print: Print,
    /// Of the content that goes out.
    pub(super) content: Print,
    /// Of what a list shows of it.
    pub(super) face: Print,
    /// The day it stands under, in milliseconds since 1970: of publication, else of making.
    pub(super) when: i64,
    pub(super) slug: String,
    pub(super) headline: String,
    pub(super) standfirst: String,
    pub(super) kicker: String,
    pub(super) byline: Vec<String>,
    pub(super) section: String,
    pub(super) tags: Vec<String>,
    pub(super) language: String,
    /// Milliseconds since 1970.
    pub(super) published: Option<i64>,
    /// Milliseconds since 1970.
    pub(super) updated: Option<i64>,
    pub(super) lead: Option<Lead>,
    /// What the body links to that may be other stories: ids, slugs and addresses as they are written there.
    pub(super) links: Vec<String>,
    /// When it was published first and last, in milliseconds since 1970, and how often.
    pub(super) publications: Option<(i64, i64, u32)>,
    /// The story's own word on whether readers may see its published versions.
    pub(super) shows_history: Option<bool>,
}

/// The picture above a story, as far as lists show it. (The manifest's coding wants every field written, so it is not a [`LeadImage`].)
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Lead {
    pub(super) asset: String,
    pub(super) crop: Option<Crop>,
    pub(super) src: String,
    pub(super) alt: String,
}

/// The fields of a story that a card needs. The body is passed over, not read.
#[derive(Deserialize)]
#[serde(default)]
#[derive(Default)]
struct Head {
    headline: String,
    standfirst: String,
    kicker: String,
    byline: Vec<String>,
    section: String,
    language: String,
    slug: String,
    lead_image: Option<LeadImage>,
    published_at: Option<DateTime<Utc>>,
    updated_at: Option<DateTime<Utc>>,
}

impl Card {
    /// Reads a card out of what goes out of a story; returns the story's canonical bytes too.
    ///
    /// # Errors
    /// [`Error::LibraryDamaged`] where that is no story.
    pub(super) fn read(story: &SiteStory, content: SiteContent) -> Result<(Self, Vec<u8>)> {
        let damaged = |error: serde_json::Error| Error::LibraryDamaged { reason: format!("the content of {}: {error}", story.id) };
        let head: Head = serde_json::from_slice(&content.bytes).map_err(damaged)?;
        let published = head.published_at.map(|time| time.timestamp_millis());
        let mut card = Self {
            id: story.id.clone(),
            print: story.print,
            content: story.content,
            face: [0; 16],
            when: published.unwrap_or(story.created_at),
            slug: head.slug,
            headline: if head.headline.trim().is_empty() { "Untitled".to_owned() } else { head.headline },
            standfirst: head.standfirst,
            kicker: head.kicker,
            byline: head.byline.into_iter().filter(|name| !name.trim().is_empty()).collect(),
            section: head.section.trim().to_owned(),
            tags: content.tags,
            language: head.language,
            published,
            updated: head.updated_at.map(|time| time.timestamp_millis()),
            lead: head.lead_image.map(|lead| Lead { asset: lead.asset, crop: lead.crop, src: lead.src, alt: lead.alt }),
            links: links::noted(&content.bytes),
            publications: content.publications,
            shows_history: content.shows_history,
        };
        card.face = card.face();
        Ok((card, content.bytes))
    }

    fn face(&self) -> Print {
        let mut hash = Hash::new("face");
        for text in [&self.id, &self.slug, &self.headline, &self.standfirst, &self.kicker, &self.section, &self.language] {
            hash.text(text);
        }
        hash.list(&self.byline);
        hash.number(self.when).number(self.published.unwrap_or(i64::MIN)).number(self.updated.unwrap_or(i64::MIN));
        if let Some(lead) = &self.lead {
            hash.text(&lead.asset).text(&lead.src).text(&lead.alt).text(&lead.crop.map(Crop::text).unwrap_or_default());
        }
        hash.print()
    }

    /// Returns the moment that it was last changed, as readers are told.
    pub(super) fn changed(&self) -> DateTime<Utc> {
        moment(self.updated.or(self.published).unwrap_or(self.when))
    }
}

/// Returns milliseconds since 1970 as a moment.
pub(super) fn moment(millis: i64) -> DateTime<Utc> {
    DateTime::from_timestamp_millis(millis).unwrap_or_default()
}

/// A hash over parts of known length, so that no two lists of parts are told alike. The parts are put together first: they are
/// short, and one call over all of them costs a fraction of a hasher that is fed.
pub(super) struct Hash(Vec<u8>);

impl Hash {
    pub(super) fn new(kind: &str) -> Self {
        let mut hash = Self(Vec::with_capacity(512));
        hash.text(kind);
        hash
    }

    pub(super) fn bytes(&mut self, bytes: &[u8]) -> &mut Self {
        self.0.extend_from_slice(bytes);
        self
    }

    pub(super) fn text(&mut self, text: &str) -> &mut Self {
        self.bytes(&(text.len() as u64).to_le_bytes()).bytes(text.as_bytes())
    }

    pub(super) fn list(&mut self, texts: &[String]) -> &mut Self {
        self.number(texts.len() as i64);
        for text in texts {
            self.text(text);
        }
        self
    }

    pub(super) fn number(&mut self, number: i64) -> &mut Self {
        self.bytes(&number.to_le_bytes())
    }

    pub(super) fn print(&self) -> Print {
        let mut print = [0; 16];
        print.copy_from_slice(&blake3::hash(&self.0).as_bytes()[..16]);
        print
    }
}
