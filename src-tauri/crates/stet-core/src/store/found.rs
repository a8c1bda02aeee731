//! Stories that a search finds: the tables `article` and `article_fts` read together. The index must be up to date.

use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, params_from_iter};

use crate::Result;
use crate::article::Status;
use crate::library::{SnippetPiece, Sort};
use crate::search::{Compiled, Condition};

/// Weights of headline, standfirst, body, byline and pairs in the order by rank: a word of the headline counts most.
const RANK: &str = "bm25(article_fts, 8.0, 4.0, 1.0, 2.0, 1.0)";

/// Marks around a hit in SQLite's answer; private-use characters, so that no text of an editor is taken for one.
const OPEN: char = '\u{E000}';
const CLOSE: char = '\u{E001}';

/// Words around the first hit that a snippet shows.
const SNIPPET_TOKENS: u8 = 18;

/// A search as SQL: what stands after `FROM`, and its parameters.
pub(crate) struct Found {
    from: String,
    parameters: Vec<Value>,
    order: &'static str,
}

impl Found {
    /// Translates a search within a status and a tag (its key). Without a status of either, spiked stories are left out.
    pub(crate) fn new(search: &Compiled, status: Option<Status>, tag: Option<i64>, sort: Sort) -> Self {
        let mut sql = Sql::default();
        if let Some(matches) = &search.matches {
            sql.add("article_fts MATCH ?", [matches.clone().into()]);
        }
        for wanted in &search.wants {
            sql.add("a.key IN (SELECT rowid FROM article_fts WHERE article_fts MATCH ?)", [wanted.clone().into()]);
        }
        for avoided in &search.avoids {
            sql.add("a.key NOT IN (SELECT rowid FROM article_fts WHERE article_fts MATCH ?)", [avoided.clone().into()]);
        }
        if let Some(tag) = tag {
            sql.add("EXISTS (SELECT 1 FROM article_tag t WHERE t.article = a.key AND t.tag = ?)", [tag.into()]);
        }
        if let Some(status) = status {
            sql.add("a.status = ?", [status.as_str().to_owned().into()]);
        }
        for condition in &search.conditions {
            sql.condition(condition);
        }
        let asks_for_status = |condition: &Condition| matches!(condition, Condition::Status { not: false, .. });
        if status.is_none() && !search.conditions.iter().any(asks_for_status) {
            sql.add("a.status <> 'spiked'", []);
        }
        let join = if search.has_text() { "article_fts JOIN article a ON a.key = article_fts.rowid" } else { "article a" };
        let order = match sort {
            Sort::Updated if search.has_text() => RANK,
            Sort::Updated => "a.updated_at DESC, a.key DESC",
            Sort::Created => "a.created_at DESC, a.key DESC",
            Sort::Headline => "a.headline_key, a.key",
            Sort::Words => "a.words DESC, a.key DESC",
        };
        Self { from: format!("{join} WHERE {}", sql.conditions.join(" AND ")), parameters: sql.parameters, order }
    }

    /// Returns how many stories are found.
    pub(crate) fn total(&self, connection: &Connection) -> Result<u32> {
        let sql = format!("SELECT count(*) FROM {}", self.from);
        Ok(connection.prepare_cached(&sql)?.query_row(params_from_iter(&self.parameters), |row| row.get(0))?)
    }

    /// Returns the keys of a page of what is found, best first.
    pub(crate) fn page(&self, connection: &Connection, offset: u32, limit: u32) -> Result<Vec<i64>> {
        let sql = format!("SELECT a.key FROM {} ORDER BY {} LIMIT {limit} OFFSET {offset}", self.from, self.order);
        let mut statement = connection.prepare(&sql)?;
        let rows = statement.query_map(params_from_iter(&self.parameters), |row| row.get(0))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }
}

#[derive(Default)]
struct Sql {
    conditions: Vec<String>,
    parameters: Vec<Value>,
}

impl Sql {
    fn add<const N: usize>(&mut self, condition: &str, parameters: [Value; N]) {
        self.conditions.push(condition.to_owned());
        self.parameters.extend(parameters);
    }

    fn condition(&mut self, condition: &Condition) {
        let (positive, not, parameters): (&str, bool, Vec<Value>) = match condition {
            Condition::Tag { folded, not } => {
                let tag = "EXISTS (SELECT 1 FROM article_tag t WHERE t.article = a.key AND t.tag IN \
                           (SELECT key FROM tag WHERE folded = ? UNION SELECT tag FROM tag_alias WHERE folded = ?))";
                (tag, *not, vec![folded.clone().into(), folded.clone().into()])
            }
            Condition::Status { status, not } => ("a.status = ?", *not, vec![status.as_str().to_owned().into()]),
            Condition::Section { name, not } => ("a.section = ? COLLATE NOCASE", *not, vec![name.clone().into()]),
            Condition::Before { time } => ("a.updated_at < ?", false, vec![time.timestamp_millis().into()]),
            Condition::After { time } => ("a.updated_at >= ?", false, vec![time.timestamp_millis().into()]),
            Condition::Words { more: true, count } => ("a.words > ?", false, vec![i64::from(*count).into()]),
            Condition::Words { more: false, count } => ("a.words < ?", false, vec![i64::from(*count).into()]),
        };
        self.conditions.push(if not { format!("NOT {positive}") } else { positive.to_owned() });
        self.parameters.extend(parameters);
    }
}

/// Returns text around the first hit in the story, from its body if it is there.
pub(crate) fn snippet(connection: &Connection, key: i64, search: &Compiled) -> Result<Vec<SnippetPiece>> {
    let Some(matches) = &search.matches else { return Ok(Vec::new()) };
    for column in [2, 1, 0, 3] {
        let sql = format!(
            "SELECT snippet(article_fts, {column}, '{OPEN}', '{CLOSE}', '…', {SNIPPET_TOKENS}) FROM article_fts WHERE article_fts MATCH ?1 AND rowid = ?2"
        );
        let text: Option<String> = connection.prepare_cached(&sql)?.query_row((matches, key), |row| row.get(0)).optional()?;
        match text {
            Some(text) if text.contains(OPEN) => return Ok(marked(&text)),
            _ => {}
        }
    }
    let sql = "SELECT body, standfirst, headline FROM article_text WHERE article = ?1";
    let texts =
        connection.prepare_cached(sql)?.query_row([key], |row| Ok([row.get(0)?, row.get(1)?, row.get::<_, String>(2)?])).optional()?;
    let around = |text: String| search.texts.iter().find_map(|needle| around(&text, needle));
    Ok(texts.into_iter().flatten().find_map(around).unwrap_or_default())
}

/// Cuts SQLite's marked text into pieces.
fn marked(text: &str) -> Vec<SnippetPiece> {
    let mut out = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(OPEN) {
        let (hit, after) = after.split_once(CLOSE).unwrap_or((after, ""));
        push(&mut out, before, false);
        push(&mut out, hit, true);
        rest = after;
    }
    push(&mut out, rest, false);
    out
}

/// Returns up to 30 characters before and after the first place where `needle` stands in `text`.
fn around(text: &str, needle: &str) -> Option<Vec<SnippetPiece>> {
    const AROUND: usize = 30;
    let (before, after) = text.split_once(needle)?;
    let start = before.char_indices().rev().nth(AROUND - 1).map_or(0, |(at, _)| at);
    let end = after.char_indices().nth(AROUND).map_or(after.len(), |(at, _)| at);
    let mut out = Vec::new();
    push(&mut out, &format!("{}{}", if start > 0 { "…" } else { "" }, &before[start..]), false);
    push(&mut out, needle, true);
    push(&mut out, &format!("{}{}", &after[..end], if end < after.len() { "…" } else { "" }), false);
    Some(out)
}

fn push(out: &mut Vec<SnippetPiece>, text: &str, hit: bool) {
    if !text.is_empty() {
        out.push(SnippetPiece { text: text.replace(['\n', '\r', '\t'], " "), hit });
    }
}
