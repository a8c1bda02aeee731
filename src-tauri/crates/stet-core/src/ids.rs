//! Identities: a story's id (UUIDv7 in text) and a revision's number within its story.

use std::fmt;

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use uuid::{NoContext, Timestamp, Uuid};

use crate::Stamp;

/// A story's identity: a UUIDv7 in its lower-case hyphenated text form.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(transparent)]
pub struct ArticleId(String);

impl ArticleId {
    /// Makes a new id at the moment of `stamp`; the rest of it is random.
    pub fn new(stamp: &Stamp) -> Self {
        Self(new_uuid(stamp))
    }

    /// Takes over an id that the library file holds.
    pub(crate) fn from_row(text: String) -> Self {
        Self(text)
    }

    /// Returns the id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ArticleId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A revision's number within its story, from 1 upwards; people read it as `r14`.
pub type RevisionNumber = u32;

/// Makes a UUIDv7 at the moment of `stamp`, in text.
pub(crate) fn new_uuid(stamp: &Stamp) -> String {
    let millis = u64::try_from(stamp.time.timestamp_millis()).unwrap_or(0);
    let timestamp = Timestamp::from_unix(NoContext, millis / 1_000, u32::try_from(millis % 1_000).unwrap_or(0) * 1_000_000);
    Uuid::new_v7(timestamp).to_string()
}
