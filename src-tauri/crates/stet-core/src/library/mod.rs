//! The façade: one method a use case, each one transaction. Window, command line and tests all come in here.
//!
//! Owns the order of things (what a save, a restore, a publication is); the tables belong to [`crate::store`], the
//! revisions to [`crate::history`]. Refuses to know a window, a clock or a default path.
//!
//! `Library` is `Send + Sync` and is shared by reference: one writer connection behind a lock, a few readers beside it.
//! Its methods stand in [`stories`] (make, find, save, status), [`listing`] (lists, counts, searches), [`tags`],
//! [`revisions`], [`past`] (words through the revisions), [`publication`], [`imports`] (and [`elsewhere`], out of other libraries), [`upkeep`] (the file) and [`recover`] (out of a damaged one).

mod assets;
mod dictionary;
mod elsewhere;
mod imports;
mod linked;
mod listing;
mod outgoing;
mod past;
mod proof;
mod publication;
mod recover;
mod redline;
mod retention;
mod revisions;
mod site;
pub mod slug;
mod stories;
mod tags;
mod upkeep;
mod views;
mod working_copy;

use crate::store::Store;

pub use assets::{Asset, Removed, StoryAsset};
pub use imports::{ImportLine, ImportOptions, ImportOutcome, ImportReport, OnImport};
pub use linked::Linked;
pub use past::{Blame, BlameRun, PassageChange, PassageEvent, PastHit, PastHits, Spot};
pub use publication::{PUBLIC_HISTORY, PublicVersion, SincePublication};
pub use retention::Thinned;
pub use site::Selection;
pub(crate) use site::{SiteContent, SiteIndex, SiteStory};
pub use views::*;

/// A library of stories: one file.
#[derive(Debug)]
pub struct Library {
    store: Store,
    remembered: past::Remembered,
}

impl Library {
    fn on(store: Store) -> Self {
        Self { store, remembered: past::Remembered::default() }
    }
}
