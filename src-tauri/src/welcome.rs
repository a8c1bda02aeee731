//! The story that a new library opens with: it shows what the desk does, and has a revision to look back at.

use chrono::TimeDelta;
use stet_core::import::{self, Format};
use stet_core::library::{Reason, Story};
use stet_core::{Library, Result, Stamp};

/// The story as it stands.
const WELCOME: &str = include_str!("welcome.md");
/// The same before its editor went over it.
const FIRST_DRAFT: &str = include_str!("welcome-first-draft.md");

/// Writes the welcome story and its two revisions, the older one a quarter of an hour before `stamp`.
///
/// # Errors
/// Those of import and library.
pub(crate) fn write(library: &Library, stamp: &Stamp) -> Result<Story> {
    let before = Stamp::new(stamp.author.clone(), stamp.time - TimeDelta::minutes(15));
    let draft = import::read("welcome.md", FIRST_DRAFT.as_bytes(), Format::Markdown)?.article;
    let edited = import::read("welcome.md", WELCOME.as_bytes(), Format::Markdown)?.article;
    let story = library.create_story(draft, Reason::Created, &before)?;
    library.save_revision(&story.id, Some((story.version, edited)), Reason::Saved, Some("After the first edit"), stamp)?;
    library.story(&story.id)
}
