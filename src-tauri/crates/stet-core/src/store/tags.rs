//! The tables `tag`, `tag_alias` and `article_tag`.
//!
//! Invariant: for every tag that a story carries there is a row with `direct = 1`, and for every tag above it a row too,
//! with `direct = 0` unless the story carries that one as well. So a tag's list and count are one index range.

use std::collections::BTreeMap;

use rusqlite::{Connection, OptionalExtension, params};

use super::seals;
use crate::tag::{Colour, Tag, clean_name, fold};
use crate::{Error, Result};

/// A row of `tag`.
#[derive(Debug, Clone)]
pub(crate) struct TagRow {
    pub(crate) key: i64,
    pub(crate) name: String,
    pub(crate) folded: String,
    pub(crate) parent: Option<i64>,
}

/// Reads one tag by a condition on `?1`.
fn find_by(connection: &Connection, condition: &str, value: &str) -> Result<Option<TagRow>> {
    let sql = format!("SELECT key, name, folded, parent FROM tag WHERE {condition}");
    let mut statement = connection.prepare_cached(&sql)?;
    let read = |row: &rusqlite::Row<'_>| Ok(TagRow { key: row.get(0)?, name: row.get(1)?, folded: row.get(2)?, parent: row.get(3)? });
    Ok(statement.query_row([value], read).optional()?)
}

/// Returns the tag of this name or alias, whatever the case.
pub(crate) fn find(connection: &Connection, name: &str) -> Result<Option<TagRow>> {
    // As clean as a name is kept, but what could be no name is simply not found.
    let Ok(name) = clean_name(name) else { return Ok(None) };
    let folded = fold(&name);
    match find_by(connection, "folded = ?1", &folded)? {
        Some(tag) => Ok(Some(tag)),
        None => find_by(connection, "key = (SELECT tag FROM tag_alias WHERE folded = ?1)", &folded),
    }
}

/// Returns the tag of this name or alias. Errors: TagUnknown.
pub(crate) fn get(connection: &Connection, name: &str) -> Result<TagRow> {
    find(connection, name)?.ok_or_else(|| Error::TagUnknown { name: name.to_owned() })
}

/// Returns the tag of this name or alias, made if there is none. Errors: TagInvalid.
pub(crate) fn get_or_make(connection: &Connection, name: &str) -> Result<TagRow> {
    let name = clean_name(name)?;
    match find(connection, &name)? {
        Some(tag) => Ok(tag),
        None => insert(connection, &name, None),
    }
}

/// Adds a tag. The name is clean and free.
pub(crate) fn insert(connection: &Connection, name: &str, parent: Option<i64>) -> Result<TagRow> {
    let folded = fold(name);
    let sql = "INSERT INTO tag (name, folded, parent) VALUES (?1, ?2, ?3)";
    connection.prepare_cached(sql)?.execute(params![name, folded, parent])?;
    let key = connection.last_insert_rowid();
    seals::renew(connection, "tag", &key)?;
    Ok(TagRow { key, name: name.to_owned(), folded, parent })
}

/// Returns how many stories that are not spiked carry the tag or one under it.
pub(crate) fn stories(connection: &Connection, tag: i64) -> Result<u32> {
    let mut statement = connection.prepare_cached("SELECT stories FROM tag WHERE key = ?1")?;
    Ok(statement.query_row([tag], |row| row.get(0))?)
}

/// Returns the names of a story's tags in the editor's order.
pub(crate) fn names_of(connection: &Connection, article: i64) -> Result<Vec<String>> {
    let sql = "SELECT t.name FROM article_tag x JOIN tag t ON t.key = x.tag WHERE x.article = ?1 AND x.direct = 1 ORDER BY x.position";
    super::rows(connection, sql, [article], |row| row.get(0))
}

/// Returns `names` as the library spells them, each tag once; unknown ones are made. Errors: TagInvalid.
pub(crate) fn spell(connection: &Connection, names: &[String]) -> Result<Vec<TagRow>> {
    let mut tags: Vec<TagRow> = Vec::with_capacity(names.len());
    for name in names {
        let tag = get_or_make(connection, name)?;
        if tags.iter().all(|other| other.key != tag.key) {
            tags.push(tag);
        }
    }
    Ok(tags)
}

/// Makes `tags` the tags of a story, in this order. Touches only rows that change.
pub(crate) fn set(connection: &Connection, article: i64, tags: &[TagRow]) -> Result<()> {
    let mut wanted: BTreeMap<i64, (i64, bool)> = BTreeMap::new();
    for tag in tags {
        let mut above = tag.parent;
        while let Some(key) = above {
            wanted.entry(key).or_insert((0, false));
            above = connection.prepare_cached("SELECT parent FROM tag WHERE key = ?1")?.query_row([key], |row| row.get(0))?;
        }
    }
    for (position, tag) in (0_i64..).zip(tags) {
        wanted.insert(tag.key, (position, true));
    }
    let mut present: BTreeMap<i64, (i64, bool)> = BTreeMap::new();
    let mut statement = connection.prepare_cached("SELECT tag, position, direct FROM article_tag WHERE article = ?1")?;
    let mut rows = statement.query([article])?;
    while let Some(row) = rows.next()? {
        present.insert(row.get(0)?, (row.get(1)?, row.get(2)?));
    }
    for tag in present.keys().filter(|tag| !wanted.contains_key(tag)) {
        connection.prepare_cached("DELETE FROM article_tag WHERE article = ?1 AND tag = ?2")?.execute([article, *tag])?;
    }
    for (tag, (position, direct)) in wanted {
        if present.get(&tag) != Some(&(position, direct)) {
            let sql = "INSERT INTO article_tag (article, tag, position, direct) VALUES (?1, ?2, ?3, ?4) \
                       ON CONFLICT (article, tag) DO UPDATE SET position = excluded.position, direct = excluded.direct";
            connection.prepare_cached(sql)?.execute(params![article, tag, position, direct])?;
        }
    }
    Ok(())
}

/// Takes every tag from a story.
pub(crate) fn clear(connection: &Connection, article: i64) -> Result<()> {
    connection.prepare_cached("DELETE FROM article_tag WHERE article = ?1")?.execute([article])?;
    Ok(())
}

/// Returns the tree in display order: a parent before its children, A to Z among siblings.
pub(crate) fn tree(connection: &Connection) -> Result<Vec<Tag>> {
    struct Found {
        key: i64,
        name: String,
        colour: Option<String>,
        description: String,
        stories: u32,
    }
    let mut children: BTreeMap<Option<i64>, Vec<Found>> = BTreeMap::new();
    let sql = "SELECT key, name, parent, colour, description, stories FROM tag ORDER BY folded DESC";
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let found = Found { key: row.get(0)?, name: row.get(1)?, colour: row.get(3)?, description: row.get(4)?, stories: row.get(5)? };
        children.entry(row.get(2)?).or_default().push(found);
    }
    let mut out = Vec::new();
    let mut open: Vec<(Option<String>, u32, Found)> =
        children.remove(&None).unwrap_or_default().into_iter().map(|tag| (None, 0, tag)).collect();
    while let Some((parent, depth, tag)) = open.pop() {
        for child in children.remove(&Some(tag.key)).unwrap_or_default() {
            open.push((Some(tag.name.clone()), depth + 1, child));
        }
        let colour = tag.colour.as_deref().and_then(read_colour);
        out.push(Tag { name: tag.name, parent, depth, colour, description: tag.description, stories: tag.stories });
    }
    Ok(out)
}

const COLOURS: [(Colour, &str); 8] = [
    (Colour::Red, "red"),
    (Colour::Orange, "orange"),
    (Colour::Yellow, "yellow"),
    (Colour::Green, "green"),
    (Colour::Teal, "teal"),
    (Colour::Blue, "blue"),
    (Colour::Violet, "violet"),
    (Colour::Grey, "grey"),
];

fn read_colour(text: &str) -> Option<Colour> {
    COLOURS.into_iter().find(|(_, name)| *name == text).map(|(colour, _)| colour)
}

/// Gives a tag a colour or takes it away.
pub(crate) fn set_colour(connection: &Connection, tag: i64, colour: Option<Colour>) -> Result<()> {
    let name = colour.and_then(|colour| COLOURS.into_iter().find(|(other, _)| *other == colour)).map(|(_, name)| name);
    connection.prepare_cached("UPDATE tag SET colour = ?2 WHERE key = ?1")?.execute(params![tag, name])?;
    seals::renew(connection, "tag", &tag)
}

/// Gives a recovered tag its colour, as the file writes it, and its description.
pub(crate) fn restore_look(connection: &Connection, tag: i64, colour: Option<&str>, description: &str) -> Result<()> {
    set_colour(connection, tag, colour.and_then(read_colour))?;
    set_description(connection, tag, description)
}

/// Says what a tag is for.
pub(crate) fn set_description(connection: &Connection, tag: i64, description: &str) -> Result<()> {
    connection.prepare_cached("UPDATE tag SET description = ?2 WHERE key = ?1")?.execute(params![tag, description])?;
    seals::renew(connection, "tag", &tag)
}

/// Gives a tag another name.
pub(crate) fn set_name(connection: &Connection, tag: i64, name: &str) -> Result<()> {
    let sql = "UPDATE tag SET name = ?2, folded = ?3 WHERE key = ?1";
    connection.prepare_cached(sql)?.execute(params![tag, name, fold(name)])?;
    seals::renew(connection, "tag", &tag)
}

/// Makes `name` an alias of the tag.
pub(crate) fn add_alias(connection: &Connection, name: &str, tag: i64) -> Result<()> {
    let sql = "INSERT OR REPLACE INTO tag_alias (folded, name, tag) VALUES (?1, ?2, ?3)";
    connection.prepare_cached(sql)?.execute(params![fold(name), name, tag])?;
    seals::renew(connection, "tag_alias", &fold(name))
}

/// Ends an alias.
pub(crate) fn drop_alias(connection: &Connection, folded: &str) -> Result<()> {
    connection.prepare_cached("DELETE FROM tag_alias WHERE folded = ?1")?.execute([folded])?;
    seals::renew(connection, "tag_alias", &folded)
}

/// Tells whether `tag` is `top` or stands somewhere under it.
pub(crate) fn is_under(connection: &Connection, tag: i64, top: i64) -> Result<bool> {
    let mut at = Some(tag);
    while let Some(key) = at {
        if key == top {
            return Ok(true);
        }
        at = connection.prepare_cached("SELECT parent FROM tag WHERE key = ?1")?.query_row([key], |row| row.get(0))?;
    }
    Ok(false)
}

/// Puts the tag under `parent` and brings the rows of its stories in order.
pub(crate) fn set_parent(connection: &Connection, tag: i64, parent: Option<i64>) -> Result<()> {
    affect(connection, &[tag])?;
    connection.prepare_cached("UPDATE tag SET parent = ?2 WHERE key = ?1")?.execute(params![tag, parent])?;
    seals::renew(connection, "tag", &tag)?;
    rebuild(connection)
}

/// Hands stories, aliases and children of `from` to `into` and removes `from`; its name becomes an alias.
pub(crate) fn merge(connection: &Connection, from: &TagRow, into: &TagRow) -> Result<()> {
    affect(connection, &[from.key, into.key])?;
    if is_under(connection, into.key, from.key)? {
        // `into` takes the place of `from` in the tree, so that no ring comes to be.
        connection.execute("UPDATE tag SET parent = ?2 WHERE key = ?1", params![into.key, from.parent])?;
    }
    connection.execute("UPDATE tag SET parent = ?2 WHERE parent = ?1 AND key <> ?2", [from.key, into.key])?;
    connection.execute("UPDATE tag_alias SET tag = ?2 WHERE tag = ?1", [from.key, into.key])?;
    // Stories that carry both keep the place of `into`; the others get it in the place of `from`.
    connection.execute("DELETE FROM article_tag WHERE tag = ?1 AND direct = 0", [from.key])?;
    connection.execute(
        "DELETE FROM article_tag WHERE tag = ?1 AND article IN (SELECT article FROM article_tag WHERE tag = ?2 AND direct = 1)",
        [from.key, into.key],
    )?;
    connection.execute(
        "INSERT INTO article_tag (article, tag, position, direct) SELECT article, ?2, position, 1 FROM article_tag WHERE tag = ?1 \
         ON CONFLICT (article, tag) DO UPDATE SET position = excluded.position, direct = 1",
        [from.key, into.key],
    )?;
    connection.execute("DELETE FROM article_tag WHERE tag = ?1", [from.key])?;
    connection.execute("DELETE FROM tag WHERE key = ?1", [from.key])?;
    add_alias(connection, &from.name, into.key)?;
    seals::renew_all(connection, "tag")?;
    seals::renew_all(connection, "tag_alias")?;
    rebuild(connection)
}

/// Removes a tag from the tree and from its stories; its children move up.
pub(crate) fn delete(connection: &Connection, tag: &TagRow) -> Result<()> {
    affect(connection, &[tag.key])?;
    connection.execute("DELETE FROM article_tag WHERE tag = ?1", [tag.key])?;
    connection.execute("UPDATE tag SET parent = ?2 WHERE parent = ?1", params![tag.key, tag.parent])?;
    connection.execute("DELETE FROM tag WHERE key = ?1", [tag.key])?;
    seals::renew_all(connection, "tag")?;
    seals::renew_all(connection, "tag_alias")?;
    rebuild(connection)
}

/// Notes which stories carry one of `tags` or a tag under it, before the tree changes.
fn affect(connection: &Connection, tags: &[i64]) -> Result<()> {
    connection.execute_batch("CREATE TEMP TABLE IF NOT EXISTS affected (article INTEGER PRIMARY KEY); DELETE FROM temp.affected;")?;
    for tag in tags {
        connection.execute("INSERT OR IGNORE INTO temp.affected SELECT article FROM article_tag WHERE tag = ?1", [tag])?;
    }
    Ok(())
}

/// Brings the rows of the tags above into line with the tree, for the stories that [`affect`] noted.
fn rebuild(connection: &Connection) -> Result<()> {
    let up = "WITH RECURSIVE up (article, tag) AS ( \
                  SELECT x.article, t.parent FROM temp.affected a JOIN article_tag x ON x.article = a.article JOIN tag t ON t.key = x.tag \
                      WHERE x.direct = 1 AND t.parent IS NOT NULL \
                  UNION SELECT up.article, t.parent FROM up JOIN tag t ON t.key = up.tag WHERE t.parent IS NOT NULL)";
    let gone = format!(
        "{up} DELETE FROM article_tag WHERE direct = 0 AND article IN (SELECT article FROM temp.affected) AND (article, tag) NOT IN (SELECT article, tag FROM up)"
    );
    connection.execute(&gone, [])?;
    let come =
        format!("{up} INSERT OR IGNORE INTO article_tag (article, tag, position, direct) SELECT article, tag, 0, 0 FROM up WHERE true");
    connection.execute(&come, [])?;
    connection.execute("DELETE FROM temp.affected", [])?;
    Ok(())
}
