//! What `check` proves beside SQLite's own check and the chain of revisions: rows that no other hash covers, tags, the schema.

use rusqlite::Connection;

use crate::store::articles::{self, ArticleRow};
use crate::store::{migrations, seals, tags};
use crate::{Article, Result};

/// Returns what is wrong around the stories: the schema, and the rows that are sealed.
pub(super) fn around(connection: &Connection) -> Result<Vec<String>> {
    let mut found = migrations::differences(connection)?;
    found.extend(seals::broken(connection)?);
    Ok(found)
}

/// Returns what is wrong with a story's row: what the list shows of it, and the tags that it carries.
pub(super) fn row(connection: &Connection, row: &ArticleRow) -> Result<Vec<String>> {
    let mut found = Vec::new();
    if row.seal != 0 && row.seal != articles::seal_of(row) {
        found.push("what the list shows of the story is not what was written".to_owned());
    }
    if let Ok(article) = Article::from_bytes(&row.content) {
        // A tag may have been renamed or merged since, which its aliases tell, or deleted, but none comes without a save.
        let mut known = Vec::new();
        for name in &article.tags {
            known.extend(tags::find(connection, name)?.map(|tag| tag.key));
        }
        for name in tags::names_of(connection, row.key)? {
            if tags::find(connection, &name)?.is_none_or(|tag| !known.contains(&tag.key)) {
                found.push(format!("it carries the tag {name:?}, which nobody gave it"));
            }
        }
    }
    Ok(found)
}
