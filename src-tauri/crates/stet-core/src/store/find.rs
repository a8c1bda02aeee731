//! A compiled search, run: the full-text index for words, the columns of a story for everything else.

use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, params, params_from_iter};

use super::articles::Filter;
use crate::Result;
use crate::article::Status;
use crate::library::{SnippetPiece, Sort};
use crate::search::cjk;
use crate::search::{Compiled, Condition};
use crate::tag::fold;

/// Around a hit, so many words are shown.
const SNIPPET_WORDS: u32 = 18;
/// Around a hit in a script without spaces, so many characters on either side.
const SNIPPET_CHARACTERS: usize = 30;

/// Begins and ends a hit in what SQLite returns; characters that no story's text holds, for they are stripped here.
const HIT: (char, char) = ('\u{2}', '\u{3}');

/// Returns the keys of all stories that the search has, in order.
pub(crate) fn find(connection: &Connection, search: &Compiled, filter: Filter, sort: Sort) -> Result<Vec<i64>> {
    let mut values: Vec<Value> = Vec::new();
    let mut bind = |value: Value| {
        values.push(value);
        format!("?{}", values.len())
    };
    let mut conditions = Vec::new();
    let mut from = "article a".to_owned();
    if let Some(matches) = &search.matches {
        from = "article_fts f CROSS JOIN article a ON a.key = f.rowid".to_owned();
        conditions.push(format!("article_fts MATCH {}", bind(matches.clone().into())));
    }
    for avoided in &search.avoids {
        conditions.push(format!("a.key NOT IN (SELECT rowid FROM article_fts WHERE article_fts MATCH {})", bind(avoided.clone().into())));
    }
    let mut spiked = filter.status.is_some();
    if let Some(status) = filter.status {
        conditions.push(format!("a.status = '{}'", status.as_str()));
    }
    let tagged = "a.key IN (SELECT article FROM article_tag WHERE tag =";
    if let Some(tag) = filter.tag {
        conditions.push(format!("{tagged} {})", bind(tag.into())));
    }
    for condition in &search.conditions {
        let (sql, not) = match condition {
            Condition::Tag { folded, not } => {
                let name = bind(folded.clone().into());
                let tag = format!(
                    "(SELECT key FROM tag WHERE folded = {name} UNION ALL SELECT tag FROM tag_alias WHERE folded = {name} LIMIT 1)"
                );
                (format!("{tagged} {tag})"), *not)
            }
            Condition::Status { status, not } => {
                spiked |= *status == Status::Spiked && !*not;
                (format!("a.status = '{}'", status.as_str()), *not)
            }
            Condition::By { contains, not } => (format!("instr(stet_fold(a.byline), {}) > 0", bind(fold(contains).into())), *not),
            Condition::Section { name, not } => (format!("stet_fold(a.section) = {}", bind(fold(name).into())), *not),
            Condition::Before { time } => (format!("a.updated_at < {}", bind(time.timestamp_millis().into())), false),
            Condition::After { time } => (format!("a.updated_at >= {}", bind(time.timestamp_millis().into())), false),
            Condition::Words { more, count } => {
                let sign = if *more { ">" } else { "<" };
                (format!("a.words {sign} {count}"), false)
            }
        };
        conditions.push(if not { format!("NOT ({sql})") } else { sql });
    }
    if !spiked {
        conditions.push("a.status <> 'spiked'".to_owned());
    }
    let order = match sort {
        // A word in the headline counts most, then standfirst and byline.
        Sort::Updated if search.has_text() => "bm25(article_fts, 10.0, 4.0, 1.0, 3.0, 1.0), a.updated_at DESC",
        Sort::Updated => "a.updated_at DESC, a.key DESC",
        Sort::Created => "a.created_at DESC, a.key DESC",
        Sort::Headline => "a.headline_key, a.key",
        Sort::Words => "a.words DESC, a.key DESC",
    };
    let sql = format!("SELECT a.key FROM {from} WHERE {} ORDER BY {order}", conditions.join(" AND "));
    let mut statement = connection.prepare_cached(&sql)?;
    let rows = statement.query_map(params_from_iter(values), |row| row.get(0))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Returns the text of a story around its first hit, with the hits told apart.
pub(crate) fn snippet(connection: &Connection, search: &Compiled, key: i64) -> Result<Vec<SnippetPiece>> {
    let Some(matches) = &search.matches else { return Ok(Vec::new()) };
    let (open, close) = HIT;
    let mut best: Option<String> = None;
    // The body first, then what stands around it: the headline is in the list anyway.
    for column in [2, 1, 3, 0] {
        let sql = format!(
            "SELECT snippet(article_fts, {column}, '{open}', '{close}', '…', {SNIPPET_WORDS}) FROM article_fts WHERE article_fts MATCH ?1 AND rowid = ?2"
        );
        let text: Option<String> = connection.prepare_cached(&sql)?.query_row(params![matches, key], |row| row.get(0)).optional()?;
        if let Some(text) = text.filter(|text| text.contains(open)) {
            best = Some(text);
            break;
        }
    }
    match best {
        Some(text) => Ok(pieces(&text)),
        None => unspaced_snippet(connection, matches, key),
    }
}

/// Cuts marked text into pieces.
fn pieces(text: &str) -> Vec<SnippetPiece> {
    let flat = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut out = Vec::new();
    let mut push = |text: &str, hit: bool| {
        if !text.is_empty() {
            out.push(SnippetPiece { text: text.to_owned(), hit });
        }
    };
    let mut rest = flat.as_str();
    while let Some((before, after)) = rest.split_once(HIT.0) {
        push(before, false);
        let (hit, tail) = after.split_once(HIT.1).unwrap_or((after, ""));
        push(hit, true);
        rest = tail;
    }
    push(rest, false);
    out
}

/// The index holds scripts without spaces as pairs, from which no readable text can be cut: looks into the text itself.
fn unspaced_snippet(connection: &Connection, matches: &str, key: i64) -> Result<Vec<SnippetPiece>> {
    let sql = "SELECT body || char(10) || standfirst || char(10) || headline FROM article_text WHERE article = ?1";
    let text: Option<String> = connection.prepare_cached(sql)?.query_row([key], |row| row.get(0)).optional()?;
    let text = text.unwrap_or_default();
    // The expression asks for "東京 京都" (pairs) or "東" *; the first two characters of the first run are enough to find it.
    let sought: String = matches.chars().filter(|c| cjk::is_unspaced(*c)).take(2).collect();
    let single: String = sought.chars().take(1).collect();
    let Some((at, length)) = [sought, single].iter().filter(|s| !s.is_empty()).find_map(|s| text.find(s.as_str()).map(|at| (at, s.len())))
    else {
        return Ok(Vec::new());
    };
    let start = text[..at].char_indices().rev().take(SNIPPET_CHARACTERS).last().map_or(at, |(index, _)| index);
    let end = text[at + length..].char_indices().nth(SNIPPET_CHARACTERS).map_or(text.len(), |(index, _)| at + length + index);
    let marked = format!("{}{}{}{}{}", &text[start..at], HIT.0, &text[at..at + length], HIT.1, &text[at + length..end]);
    Ok(pieces(&marked))
}
