//! The tables `index_queue` and `article_text`, and the full-text index over them.
//!
//! A save only queues its story, so that it stays one small commit; the index is brought up to date in batches.

use rusqlite::{Connection, OptionalExtension, params};

use crate::{Error, Result};

/// What of a story is searched.
#[derive(Debug, Default)]
pub(crate) struct Texts {
    pub(crate) headline: String,
    pub(crate) standfirst: String,
    pub(crate) body: String,
    pub(crate) byline: String,
}

/// Marks a story's text as changed.
pub(crate) fn queue(connection: &Connection, article: i64) -> Result<()> {
    connection.prepare_cached("INSERT OR IGNORE INTO index_queue (article) VALUES (?1)")?.execute([article])?;
    Ok(())
}

/// Returns up to `limit` stories whose text is not yet in the index.
pub(crate) fn queued(connection: &Connection, limit: u32) -> Result<Vec<i64>> {
    let mut statement = connection.prepare_cached("SELECT article FROM index_queue ORDER BY article LIMIT ?1")?;
    let rows = statement.query_map([limit], |row| row.get(0))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Puts a story's text into the index and takes it off the queue.
pub(crate) fn put(connection: &Connection, article: i64, texts: &Texts) -> Result<()> {
    let cjk = cjk_bigrams(&[&texts.headline, &texts.standfirst, &texts.body, &texts.byline]);
    let sql = "INSERT INTO article_text (article, headline, standfirst, body, byline, cjk) VALUES (?1, ?2, ?3, ?4, ?5, ?6) \
               ON CONFLICT (article) DO UPDATE SET headline = excluded.headline, standfirst = excluded.standfirst, \
               body = excluded.body, byline = excluded.byline, cjk = excluded.cjk";
    connection.prepare_cached(sql)?.execute(params![article, texts.headline, texts.standfirst, texts.body, texts.byline, cjk])?;
    dequeue(connection, article)
}

/// Takes a story off the queue.
pub(crate) fn dequeue(connection: &Connection, article: i64) -> Result<()> {
    connection.prepare_cached("DELETE FROM index_queue WHERE article = ?1")?.execute([article])?;
    Ok(())
}

/// Takes a story out of the index.
pub(crate) fn remove(connection: &Connection, article: i64) -> Result<()> {
    connection.prepare_cached("DELETE FROM article_text WHERE article = ?1")?.execute([article])?;
    dequeue(connection, article)
}

/// Proves the index against the text that it stands for. Errors: LibraryDamaged.
pub(crate) fn prove(connection: &Connection) -> Result<()> {
    connection.execute("INSERT INTO article_fts (article_fts, rank) VALUES ('integrity-check', 1)", [])?;
    let sql = "SELECT count(*) FROM article a WHERE NOT EXISTS (SELECT 1 FROM article_text t WHERE t.article = a.key) \
               AND NOT EXISTS (SELECT 1 FROM index_queue q WHERE q.article = a.key)";
    let missing: u32 = connection.query_row(sql, [], |row| row.get(0))?;
    let strays = "SELECT count(*) FROM article_text t WHERE NOT EXISTS (SELECT 1 FROM article a WHERE a.key = t.article)";
    let strays: Option<u32> = connection.query_row(strays, [], |row| row.get(0)).optional()?;
    if missing > 0 || strays.unwrap_or(0) > 0 {
        let strays = strays.unwrap_or(0);
        return Err(Error::LibraryDamaged { reason: format!("{missing} stories are not in the index, {strays} in it are gone") });
    }
    Ok(())
}

/// Tells whether `c` is of a script that is written without spaces between words.
pub(crate) fn is_unspaced(c: char) -> bool {
    matches!(u32::from(c),
        0x0E00..=0x0EFF | 0x1000..=0x109F | 0x1780..=0x17FF // Thai, Lao, Burmese, Khmer
        | 0x3005..=0x3007 | 0x3040..=0x30FF | 0x31F0..=0x31FF // kana
        | 0x3400..=0x4DBF | 0x4E00..=0x9FFF | 0xF900..=0xFAFF | 0x20000..=0x3FFFF // ideographs
        | 0x1100..=0x11FF | 0x3130..=0x318F | 0xAC00..=0xD7AF) // Hangul, for parts of words
}

/// Returns pairs of neighbouring characters of scripts without spaces, and single ones that stand alone, parted by spaces:
/// the form in which the column `cjk` holds them and a query asks for them.
pub(crate) fn cjk_bigrams(texts: &[&str]) -> String {
    let mut out = String::new();
    let mut push = |run: &[char]| {
        let pairs: Vec<String> = if run.len() == 1 { vec![run[0].into()] } else { run.windows(2).map(|pair| pair.iter().collect()).collect() };
        for pair in pairs {
            if !out.is_empty() {
                out.push(' ');
            }
            out.push_str(&pair);
        }
    };
    let mut run: Vec<char> = Vec::new();
    for text in texts {
        for c in text.chars() {
            if is_unspaced(c) {
                run.push(c);
            } else if !run.is_empty() {
                push(&run);
                run.clear();
            }
        }
        if !run.is_empty() {
            push(&run);
            run.clear();
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_without_spaces_become_pairs() {
        let check = |text: &str, pairs: &str| assert_eq!(cjk_bigrams(&[text]), pairs, "{text}");
        check("ferry", "");
        check("東京都", "東京 京都");
        check("a 水 b 東京", "水 東京");
        assert_eq!(cjk_bigrams(&["東", "京"]), "東 京", "fields do not run together");
    }
}
