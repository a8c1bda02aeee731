//! The whole story as an editor sees it, and as every revision keeps it: the body and all that stands around it.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use ts_rs::TS;

use crate::document::{Crop, Document, Focal, text};
use crate::{Error, Result};

/// The longest field of one line or paragraph (headline, standfirst, a tag …), in characters.
pub const MAX_FIELD: usize = 20_000;

/// About so many bytes of JSON are the fields around the body, and a block of it.
const FIELDS: usize = 1_024;
const BLOCK: usize = 512;

/// A story. All of it is part of a revision: a change of tag or slug is history like a change of body.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default, deny_unknown_fields)]
pub struct Article {
    /// The headline, plain text.
    pub headline: String,
    /// The paragraph under the headline, plain text.
    pub standfirst: String,
    /// The word or two above the headline.
    pub kicker: String,
    /// The people who wrote it, by name.
    pub byline: Vec<String>,
    /// The place it is written from.
    pub dateline: String,
    /// The section of the publication.
    pub section: String,
    /// BCP 47 language tag, e.g. `en-GB`; empty where nobody said.
    pub language: String,
    /// The last part of the story's address; unique in the library, or empty until there is a headline.
    pub slug: String,
    /// The title for search engines, where it differs from the headline.
    pub seo_title: String,
    /// The description for search engines and cards.
    pub seo_description: String,
    /// The address where the story first appeared, or empty.
    pub canonical_url: String,
    /// The picture above the story.
    pub lead_image: Option<LeadImage>,
    /// Tags by name, in the editor's order.
    pub tags: Vec<String>,
    /// Notes to other editors; they leave only in Stet's own JSON.
    pub notes: String,
    /// Corrections, oldest first.
    pub corrections: Vec<Correction>,
    /// When the story was, or shall be said to be, published.
    pub published_at: Option<DateTime<Utc>>,
    /// When the published story was last changed, as readers are told.
    pub updated_at: Option<DateTime<Utc>>,
    /// Front matter that came in and that Stet has no field for; kept in order, goes out again.
    #[ts(type = "Record<string, unknown>")]
    pub extra: Map<String, Value>,
    /// The Markdown that the story came from, so that what nobody touched goes out as it came in.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub source: Option<Source>,
    /// The body.
    #[ts(type = "DocumentJson")]
    pub body: Document,
}

/// The file that a story came from, kept in the library.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// BLAKE3 hash of its bytes in hex.
    pub asset: String,
    /// Its name, which may have said what the text did not.
    pub name: String,
    /// The slug that the library gave the story for the file; empty where an editor had given it one.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    #[ts(optional, as = "Option<String>")]
    pub slug: String,
}

/// The picture above a story.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default, deny_unknown_fields)]
pub struct LeadImage {
    /// BLAKE3 hash of the bytes in hex, or empty.
    pub asset: String,
    /// The picture's address, or empty.
    pub src: String,
    /// What it shows.
    pub alt: String,
    /// The caption, plain text.
    pub caption: String,
    /// Who made it.
    pub credit: String,
    /// On what terms it may be used, e.g. `CC BY 4.0`.
    #[serde(skip_serializing_if = "String::is_empty")]
    #[ts(optional, as = "Option<String>")]
    pub licence: String,
    /// The point that stays in sight when the picture is cut to another shape.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub focal: Option<Focal>,
    /// The part that is shown; all of it where nobody chose.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub crop: Option<Crop>,
}

/// A correction that readers see.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct Correction {
    /// When it was made.
    pub time: DateTime<Utc>,
    /// What it says.
    pub text: String,
}

/// Where a story stands on its way out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Being written.
    Draft,
    /// Waiting for another pair of eyes.
    Review,
    /// Done, not yet out.
    Ready,
    /// Out.
    Published,
    /// In the bin; can be taken out again.
    Spiked,
}

impl Status {
    /// Every status, in the order of the desk; the library file has numbers of its own for them.
    pub const ALL: [Self; 5] = [Self::Draft, Self::Review, Self::Ready, Self::Published, Self::Spiked];

    /// Returns the status as the library file and the command line write it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Review => "review",
            Self::Ready => "ready",
            Self::Published => "published",
            Self::Spiked => "spiked",
        }
    }

    /// Reads what [`Status::as_str`] wrote.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.as_str() == text)
    }
}

impl Article {
    /// Checks what the types alone cannot: lengths of fields, addresses, the form of the slug.
    ///
    /// # Errors
    /// [`Error::FieldInvalid`] with the field's name.
    pub fn validate(&self) -> Result<()> {
        let texts = [
            ("headline", &self.headline),
            ("standfirst", &self.standfirst),
            ("kicker", &self.kicker),
            ("dateline", &self.dateline),
            ("section", &self.section),
            ("language", &self.language),
            ("slug", &self.slug),
            ("seo_title", &self.seo_title),
            ("seo_description", &self.seo_description),
            ("canonical_url", &self.canonical_url),
        ];
        let lists = self.byline.iter().map(|name| ("byline", name)).chain(self.tags.iter().map(|tag| ("tags", tag)));
        for (field, text) in texts.into_iter().chain(lists) {
            if text.chars().count() > MAX_FIELD {
                return Err(Error::FieldInvalid { field, reason: format!("longer than {MAX_FIELD} characters") });
            }
        }
        if !self.slug.is_empty() && crate::library::slug::slugify(&self.slug) != self.slug {
            return Err(Error::FieldInvalid { field: "slug", reason: "a slug holds lower-case letters, digits and single hyphens".into() });
        }
        Ok(())
    }

    /// Shows the asset and the address of each picture to `look`, those of the lead picture first.
    pub fn each_picture<'a>(&'a self, look: &mut dyn FnMut(&'a str, &'a str)) {
        if let Some(lead) = &self.lead_image {
            look(&lead.asset, &lead.src);
        }
        self.body.each_picture(look);
    }

    /// As [`Article::each_picture`], to change them.
    pub fn each_picture_mut(&mut self, change: &mut dyn FnMut(&mut String, &mut String)) {
        if let Some(lead) = &mut self.lead_image {
            change(&mut lead.asset, &mut lead.src);
        }
        self.body.each_picture_mut(change);
    }

    /// Returns the hashes of what it has in the library: its pictures, and the text that it came from.
    pub fn assets(&self) -> BTreeSet<&str> {
        let mut assets: BTreeSet<&str> = self.source.iter().map(|source| source.asset.as_str()).collect();
        self.each_picture(&mut |asset, _| assets.extend([asset]));
        assets.remove("");
        assets
    }

    /// Returns the number of words of the body and its standfirst-less text, as the foot of the page shows it.
    pub fn words(&self) -> u32 {
        text::count_words(&self.body.plain_text())
    }

    /// Returns the story as canonical JSON: the bytes that a revision hashes and keeps.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(FIELDS + self.body.content.len() * BLOCK);
        match serde_json::to_writer(&mut bytes, self) {
            Ok(()) => bytes,
            Err(_) => Vec::new(),
        }
    }

    /// Reads what [`Article::to_bytes`] wrote.
    ///
    /// # Errors
    /// [`Error::DocumentInvalid`] where the bytes are not a story.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self> {
        serde_json::from_slice(bytes).map_err(|error| Error::DocumentInvalid { reason: error.to_string() })
    }
}
