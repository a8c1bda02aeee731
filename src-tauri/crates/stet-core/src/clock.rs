//! Who does a thing and when. Core never reads a clock: every write is handed a [`Stamp`].

use chrono::{DateTime, Utc};

/// The author and the moment of a change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stamp {
    /// The moment, in UTC. Stored to the millisecond.
    pub time: DateTime<Utc>,
    /// The name of the person who makes the change, as people read it.
    pub author: String,
}

impl Stamp {
    /// Returns a stamp of `author` at `time`.
    pub fn new(author: impl Into<String>, time: DateTime<Utc>) -> Self {
        Self { time, author: author.into() }
    }
}
