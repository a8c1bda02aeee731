//! The tables `asset`, `picture` and `rendition`: bytes by their hash, what they show, and smaller forms of them. Bytes are
//! added once and never changed; `article_asset` says which stories have, or ever had, which.

use rusqlite::{Connection, OptionalExtension, Row, params};

use crate::Result;

/// An asset without its bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct AssetRow {
    pub(crate) hash: String,
    pub(crate) media_type: String,
    /// In bytes.
    pub(crate) size: i64,
    /// What is known of the picture; nothing of one that came over from a damaged library.
    pub(crate) picture: Option<PictureRow>,
}

/// What a picture is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PictureRow {
    pub(crate) name: String,
    pub(crate) width: u32,
    pub(crate) height: u32,
    pub(crate) turned: u8,
    pub(crate) frames: u32,
    pub(crate) alpha: bool,
}

/// A smaller form of a picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RenditionRow {
    pub(crate) media_type: String,
    pub(crate) width: u32,
    pub(crate) height: u32,
    pub(crate) bytes: Vec<u8>,
}

/// The media type of the text that a story came from; it is no picture.
pub(crate) const MARKDOWN: &str = "text/markdown";

const COLUMNS: &str = "a.hash, a.media_type, a.size, p.name, p.width, p.height, p.turned, p.frames, p.alpha \
                       FROM asset a LEFT JOIN picture p ON p.asset = a.hash";

fn read(row: &Row<'_>) -> rusqlite::Result<AssetRow> {
    let picture = match row.get::<_, Option<String>>(3)? {
        None => None,
        Some(name) => {
            Some(PictureRow { name, width: row.get(4)?, height: row.get(5)?, turned: row.get(6)?, frames: row.get(7)?, alpha: row.get(8)? })
        }
    };
    Ok(AssetRow { hash: row.get(0)?, media_type: row.get(1)?, size: row.get(2)?, picture })
}

/// Returns what is known of an asset, without reading its bytes.
pub(crate) fn info(connection: &Connection, hash: &str) -> Result<Option<AssetRow>> {
    let mut statement = connection.prepare_cached(&format!("SELECT {COLUMNS} WHERE a.hash = ?1"))?;
    Ok(statement.query_row([hash], read).optional()?)
}

/// Returns the assets that a story has or ever had, oldest first.
pub(crate) fn of_story(connection: &Connection, article: i64) -> Result<Vec<AssetRow>> {
    let sql = format!(
        "SELECT {COLUMNS} JOIN article_asset x ON x.asset = a.hash WHERE x.article = ?1 AND a.media_type <> '{MARKDOWN}' ORDER BY a.created_at, a.hash"
    );
    super::rows(connection, &sql, [article], read)
}

/// Returns the hashes of the texts that a story came from, now or ever.
pub(crate) fn texts_of_story(connection: &Connection, article: i64) -> Result<Vec<String>> {
    let sql =
        format!("SELECT a.hash FROM article_asset x JOIN asset a ON a.hash = x.asset WHERE x.article = ?1 AND a.media_type = '{MARKDOWN}'");
    super::rows(connection, &sql, [article], |row| row.get(0))
}

/// Removes an asset, unless a story has it or ever had it.
pub(crate) fn delete_unnamed(connection: &Connection, hash: &str) -> Result<()> {
    let sql = "DELETE FROM asset WHERE hash = ?1 AND NOT EXISTS (SELECT 1 FROM article_asset WHERE asset = ?1)";
    connection.prepare_cached(sql)?.execute([hash])?;
    Ok(())
}

/// Returns an asset's media type and bytes, as they lie there.
pub(crate) fn load(connection: &Connection, hash: &str) -> Result<Option<(String, Vec<u8>)>> {
    let mut statement = connection.prepare_cached("SELECT media_type, bytes FROM asset WHERE hash = ?1")?;
    Ok(statement.query_row([hash], |row| Ok((row.get(0)?, row.get(1)?))).optional()?)
}

/// Returns the hashes of all assets.
pub(crate) fn hashes(connection: &Connection) -> Result<Vec<String>> {
    super::rows(connection, "SELECT hash FROM asset ORDER BY hash", [], |row| row.get(0))
}

/// Adds an asset, unless its bytes are there already. Returns whether it is new.
pub(crate) fn insert(connection: &Connection, hash: &str, media_type: &str, bytes: &[u8], created_at: i64) -> Result<bool> {
    let sql = "INSERT OR IGNORE INTO asset (hash, media_type, size, created_at, bytes) VALUES (?1, ?2, ?3, ?4, ?5)";
    let size = i64::try_from(bytes.len()).unwrap_or(i64::MAX);
    Ok(connection.prepare_cached(sql)?.execute(params![hash, media_type, size, created_at, bytes])? > 0)
}

/// Says what an asset shows, unless that is known already.
pub(crate) fn describe(connection: &Connection, hash: &str, picture: &PictureRow) -> Result<()> {
    let sql = "INSERT OR IGNORE INTO picture (asset, name, width, height, turned, frames, alpha) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
    let PictureRow { name, width, height, turned, frames, alpha } = picture;
    connection.prepare_cached(sql)?.execute(params![hash, name, width, height, turned, frames, alpha])?;
    Ok(())
}

/// Returns a kept form of a picture.
pub(crate) fn rendition(connection: &Connection, hash: &str, form: &str) -> Result<Option<RenditionRow>> {
    let mut statement =
        connection.prepare_cached("SELECT media_type, width, height, bytes FROM rendition WHERE asset = ?1 AND form = ?2")?;
    let read = |row: &Row<'_>| Ok(RenditionRow { media_type: row.get(0)?, width: row.get(1)?, height: row.get(2)?, bytes: row.get(3)? });
    Ok(statement.query_row([hash, form], read).optional()?)
}

/// Keeps a form of a picture, unless there is one.
pub(crate) fn keep_rendition(connection: &Connection, hash: &str, form: &str, rendition: &RenditionRow) -> Result<()> {
    let sql = "INSERT OR IGNORE INTO rendition (asset, form, media_type, width, height, bytes) VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
    let RenditionRow { media_type, width, height, bytes } = rendition;
    connection.prepare_cached(sql)?.execute(params![hash, form, media_type, width, height, bytes])?;
    Ok(())
}

/// Returns the assets that no story has or ever had and that came in before a moment (milliseconds since 1970).
pub(crate) fn unused(connection: &Connection, before: i64) -> Result<Vec<String>> {
    let sql = "SELECT hash FROM asset WHERE created_at < ?1 AND hash NOT IN (SELECT asset FROM article_asset)";
    super::rows(connection, sql, [before], |row| row.get(0))
}

/// Removes an asset; returns its size in bytes.
pub(crate) fn delete(connection: &Connection, hash: &str) -> Result<u64> {
    let size: Option<i64> =
        connection.prepare_cached("DELETE FROM asset WHERE hash = ?1 RETURNING size")?.query_row([hash], |row| row.get(0)).optional()?;
    Ok(size.unwrap_or(0).unsigned_abs())
}
