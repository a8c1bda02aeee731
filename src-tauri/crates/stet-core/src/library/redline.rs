//! A comparison as a page to send to a writer.

use std::fs;
use std::path::Path;

use super::{Library, Side};
use crate::diff::{self, Budget, render_html};
use crate::{Article, ArticleId, Error, Result};

impl Library {
    /// Returns what changed between two sides of a story as one self-contained page of HTML; without an older side, from nothing.
    /// Errors: StoryUnknown, RevisionUnknown, RevisionDamaged.
    pub fn redline(&self, id: &ArticleId, from: Option<Side>, to: Side) -> Result<String> {
        let older = from.map(|side| self.side(id, side)).transpose()?.unwrap_or_default();
        let newer = self.side(id, to)?;
        let rows = self.history(id)?;
        let label = |side: Side| match side {
            Side::Draft => "the draft".to_owned(),
            Side::Revision { number } => rows.iter().find(|row| row.number == number).map_or_else(
                || format!("Rev {number}"),
                |row| {
                    let name = row.name.as_ref().map_or_else(String::new, |name| format!(" “{name}”"));
                    let by = if row.author.is_empty() { String::new() } else { format!(", {}", row.author) };
                    format!("Rev {number}{name}, {}{by}", row.time.format("%-d %b %Y, %H:%M UTC"))
                },
            ),
        };
        let from = from.map_or_else(|| "nothing".to_owned(), label);
        let found = diff::diff(&older, &newer, Budget::default());
        Ok(render_html::render(&found, &render_html::Page { story: &newer, from: &from, to: &label(to) }))
    }

    fn side(&self, id: &ArticleId, side: Side) -> Result<Article> {
        match side {
            Side::Draft => Ok(self.story(id)?.article),
            Side::Revision { number } => self.revision(id, number),
        }
    }

    /// Writes [`Library::redline`] to a file, whole or not at all. Errors: as there, and Io.
    pub fn write_redline(&self, id: &ArticleId, from: Option<Side>, to: Side, path: &Path) -> Result<()> {
        let page = self.redline(id, from, to)?;
        let failed = |error: std::io::Error| Error::Io { path: path.to_owned(), reason: error.to_string() };
        let mut name = path.file_name().unwrap_or_default().to_owned();
        name.push(".stet-part");
        let part = path.with_file_name(name);
        fs::write(&part, page).and_then(|()| fs::rename(&part, path)).map_err(|error| {
            // What was begun is not left behind; that it cannot be removed either says nothing new.
            let _ = fs::remove_file(&part);
            failed(error)
        })
    }
}
