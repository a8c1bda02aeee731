//! The working copy: how a story's fields become its row, and its row a story again.

use std::ops::Range;

use chrono::{DateTime, Utc};
use rusqlite::Connection;

use super::slug::{self, slugify};
use crate::document::{Document, text};
use crate::history::canonical;
use crate::store::articles::{self, ArticleRow, Columns};
use crate::store::{tags, text as texts};
use crate::{Article, Error, Result, Stamp};

/// The most characters of a headline that take part in the order A to Z.
const KEY_CHARACTERS: usize = 120;
/// The characters of the standfirst that the list shows.
const SUMMARY_CHARACTERS: usize = 200;

/// What to do about a slug that another story has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Clash {
    /// Refuse: an editor typed it.
    Refuse,
    /// Number it: it came with a file or out of history.
    Number,
}

/// A story that may be written: normalised, valid, its tags spelled as the library spells them, its slug settled.
#[derive(Debug)]
pub(super) struct Sealed {
    pub(super) article: Article,
    pub(super) tags: Vec<tags::TagRow>,
    /// Canonical bytes.
    pub(super) content: Vec<u8>,
    pub(super) hash: [u8; 32],
    pub(super) words: u32,
}

/// Returns the moment of a stamp as the file keeps it, to the millisecond.
pub(super) fn millis(stamp: &Stamp) -> i64 {
    stamp.time.timestamp_millis()
}

/// Returns a moment cut to the millisecond.
pub(super) fn whole_millis(time: DateTime<Utc>) -> DateTime<Utc> {
    DateTime::from_timestamp_millis(time.timestamp_millis()).unwrap_or(time)
}

/// Returns the working copy in `row`, with its tags as they are called now.
pub(super) fn open(connection: &Connection, row: &ArticleRow) -> Result<Article> {
    let damaged = |reason: String| Error::LibraryDamaged { reason: format!("the working copy of {}: {reason}", row.id) };
    if blake3::hash(&row.content) != row.content_hash {
        return Err(damaged("it is not what was saved (the hash differs)".to_owned()));
    }
    let mut article = Article::from_bytes(&row.content).map_err(|error| damaged(error.to_string()))?;
    article.tags = tags::names_of(connection, row.key)?;
    Ok(article)
}

/// Prepares `article` for writing over `row` (or as a new story). Errors: FieldInvalid, DocumentInvalid, TagInvalid, SlugTaken.
pub(super) fn seal(connection: &Connection, row: Option<&ArticleRow>, mut article: Article, clash: Clash) -> Result<Sealed> {
    article.body.normalise();
    article.validate()?;
    let tags = tags::spell(connection, &article.tags)?;
    article.tags = tags.iter().map(|tag| tag.name.clone()).collect();
    settle_slug(connection, row, &mut article, clash)?;
    seal_over(row, article, tags)
}

/// Prepares `article` with tags and slug as they are.
pub(super) fn seal_as_is(article: Article, tags: Vec<tags::TagRow>) -> Result<Sealed> {
    seal_over(None, article, tags)
}

/// Prepares `article` for writing over a row: what stands in that is known to read back, and is not proved again. What is damaged
/// in the row is not what is written, so it differs and is proved.
fn seal_over(row: Option<&ArticleRow>, mut article: Article, tags: Vec<tags::TagRow>) -> Result<Sealed> {
    let mut content = article.to_bytes();
    if let Some(words) = row.and_then(|row| proved_over(row, &mut article, &content)) {
        let hash = blake3::hash(&content).into();
        return Ok(Sealed { article, tags, content, hash, words });
    }
    // Whatever is acknowledged can be read again: a body built by hand may break the schema, one from JSON never does.
    let back = Article::from_bytes(&content)?;
    if back.body != article.body {
        return Err(Error::DocumentInvalid { reason: "it would not read back as it was written".into() });
    }
    if back != article {
        // A number in `extra` may lose its last digit in JSON; what counts is what will be read from now on.
        article = back;
        content = article.to_bytes();
    }
    let hash = blake3::hash(&content).into();
    let words = article.words();
    Ok(Sealed { article, tags, content, hash, words })
}

/// Proves that `content`, the bytes of `article`, read back, by reading only what `row` does not hold already; returns the number
/// of words. None where too much differs, or anything is not as expected: then all of it has to be read.
fn proved_over(row: &ArticleRow, article: &mut Article, content: &[u8]) -> Option<u32> {
    let old = canonical::cut(&row.content, &[])?;
    let canonical::Came { blocks: came, above, below, body } = canonical::came(&row.content, &old, content)?;
    let gone = &old[above..old.len() - below];
    if article.body.content.len() != above + came.len() + below
        || came.len() > 8 + (above + came.len() + below) / 4
        || gone.len() > 8 + old.len() / 4
    {
        return None;
    }
    let read = |content: &[u8], range: &Range<usize>| {
        let json = [br#"{"type":"doc","content":["#, &content[range.clone()], b"]}"].concat();
        serde_json::from_slice::<Document>(&json).ok()
    };
    let words_in = |body: &Document| text::count_words(&body.plain_text());
    let mut words = row.words;
    for range in gone {
        words = words.checked_sub(words_in(&read(&row.content, range)?))?;
    }
    for (range, block) in came.iter().zip(article.body.content.get(above..)?) {
        let back = read(content, range)?;
        if back.content.len() != 1 || back.content[0] != *block {
            return None;
        }
        words += words_in(&back);
    }
    // The fields: the same bytes with an empty body.
    let fields = [&content[..body], canonical::BODY, br#"{"type":"paragraph"}]}}"#].concat();
    let back = Article::from_bytes(&fields).ok()?;
    let blocks = std::mem::replace(&mut article.body, back.body.clone());
    let same = *article == back;
    article.body = blocks;
    same.then_some(words)
}

/// Adds the story to the library, without a revision yet.
pub(super) fn insert(connection: &Connection, id: &crate::ArticleId, sealed: &mut Sealed, stamp: &Stamp) -> Result<ArticleRow> {
    let key = articles::insert(connection, id, &columns(sealed), millis(stamp))?;
    beside(connection, key, sealed)?;
    tags::set(connection, key, &sealed.tags)?;
    reload(connection, key)
}

/// Writes the working copy over `row`, unless nothing differs; returns the row as it is then.
pub(super) fn write(connection: &Connection, row: &ArticleRow, sealed: &mut Sealed, stamp: &Stamp) -> Result<ArticleRow> {
    let same_tags = tags::names_of(connection, row.key)? == sealed.article.tags;
    if same_tags && row.content_hash == sealed.hash && row.content == sealed.content {
        return Ok(row.clone());
    }
    if row.slug != sealed.article.slug {
        if row.published_revision.is_some() && !row.slug.is_empty() {
            articles::add_redirect(connection, &row.slug, row.key, millis(stamp))?;
        }
        articles::drop_redirect(connection, &sealed.article.slug)?;
    }
    let next = articles::update(connection, row, &columns(sealed), millis(stamp))?;
    if !same_tags {
        tags::set(connection, row.key, &sealed.tags)?;
    }
    beside(connection, row.key, sealed)?;
    Ok(next)
}

/// Reads a row that was just written.
pub(super) fn reload(connection: &Connection, key: i64) -> Result<ArticleRow> {
    let gone = || Error::LibraryDamaged { reason: "a story that was just written is not there".into() };
    articles::load_key(connection, key)?.ok_or_else(gone)
}

/// What hangs on a working copy beside its row.
fn beside(connection: &Connection, key: i64, sealed: &Sealed) -> Result<()> {
    texts::queue(connection, key)?;
    articles::note_assets(connection, key, &sealed.article)
}

fn columns(sealed: &mut Sealed) -> Columns<'_> {
    let article = &sealed.article;
    let mut summary = String::with_capacity(2 * SUMMARY_CHARACTERS);
    if article.standfirst.trim().is_empty() {
        article.body.content.iter().map(|block| block.plain_text()).all(|text| summarise(&mut summary, &text));
    } else {
        summarise(&mut summary, &article.standfirst);
    }
    Columns {
        headline: &article.headline,
        headline_key: headline_key(&article.headline),
        summary,
        section: &article.section,
        slug: &article.slug,
        language: &article.language,
        byline: article.byline.join("\n"),
        words: sealed.words,
        published_at: article.published_at.map(|time| time.timestamp_millis()),
        content_hash: sealed.hash,
        content: &sealed.content,
    }
}

/// Adds words of `text` to a summary until it is long enough; returns whether it has room for more.
fn summarise(summary: &mut String, text: &str) -> bool {
    let mut characters = summary.chars().count();
    for word in text.split_whitespace() {
        let space = if characters > 0 { " " } else { "" };
        for character in space.chars().chain(word.chars()) {
            if characters == SUMMARY_CHARACTERS {
                return false;
            }
            summary.push(character);
            characters += 1;
        }
    }
    characters < SUMMARY_CHARACTERS
}

/// Returns the key of the order A to Z: without accents, case and opening quotes; stories without a headline come last.
fn headline_key(headline: &str) -> String {
    let start: String = headline.chars().take(KEY_CHARACTERS).collect();
    let key = deunicode::deunicode(&start).to_lowercase();
    let key = key.trim_start_matches(|c: char| !c.is_alphanumeric());
    if key.is_empty() { "~".to_owned() } else { key.to_owned() }
}

/// Gives the story its slug: one is made from the headline where there is none, and follows the headline until a revision has kept it.
pub(super) fn settle_slug(connection: &Connection, row: Option<&ArticleRow>, article: &mut Article, clash: Clash) -> Result<()> {
    let key = row.map(|row| row.key);
    let follows = row.is_some_and(|row| {
        !row.slug_kept && article.slug == row.slug && article.headline != row.headline && slug::is_made_from(&row.slug, &row.headline)
    });
    if article.slug.is_empty() || follows {
        article.slug = free_slug(connection, &slugify(&article.headline), key)?;
        return Ok(());
    }
    if row.is_none_or(|row| row.slug != article.slug) && articles::slug_taken(connection, &article.slug, key, false)? {
        match clash {
            Clash::Refuse => return Err(Error::SlugTaken { slug: article.slug.clone() }),
            Clash::Number => article.slug = free_slug(connection, &article.slug, key)?,
        }
    }
    Ok(())
}

/// Returns `base`, or `base-2`, `base-3` … , whichever no other story has or had.
fn free_slug(connection: &Connection, base: &str, key: Option<i64>) -> Result<String> {
    if base.is_empty() || !articles::slug_taken(connection, base, key, true)? {
        return Ok(base.to_owned());
    }
    let mut number = 2_u64;
    loop {
        let candidate = slug::numbered(base, number);
        if !articles::slug_taken(connection, &candidate, key, true)? {
            return Ok(candidate);
        }
        // After a few steps the count of stories of that name is a better guess than the next number.
        number = if number == 10 { articles::slugs_like(connection, base)?.max(11) } else { number + 1 };
    }
}
