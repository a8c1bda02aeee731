//! The table `article`: a row a story, with the columns of the list beside the working copy.

use std::sync::LazyLock;

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension, Row, RowIndex, ToSql, params};

use crate::article::Status;
use crate::ends::common_ends;
use crate::library::{Counts, Sort, StorySummary};
use crate::{Article, ArticleId, Error, Result, RevisionNumber};

/// A story's row.
#[derive(Debug, Clone)]
pub(crate) struct ArticleRow {
    pub(crate) key: i64,
    pub(crate) id: ArticleId,
    pub(crate) status: Status,
    pub(crate) headline: String,
    headline_key: String,
    summary: String,
    language: String,
    byline: String,
    published_at: Option<i64>,
    pub(crate) section: String,
    pub(crate) slug: String,
    pub(crate) slug_kept: bool,
    pub(crate) words: u32,
    pub(crate) created_at: DateTime<Utc>,
    pub(crate) updated_at: DateTime<Utc>,
    pub(crate) version: i64,
    pub(crate) head: RevisionNumber,
    pub(crate) published_revision: Option<RevisionNumber>,
    pub(crate) published_hash: Option<[u8; 32]>,
    pub(crate) content_hash: [u8; 32],
    /// The working copy.
    pub(crate) content: Vec<u8>,
    /// The working copy as it stands in `working_copy`, where it differs.
    base: Option<Vec<u8>>,
    pub(crate) seal: i64,
}

/// What a write of the working copy puts into the row.
#[derive(Debug)]
pub(crate) struct Columns<'a> {
    pub(crate) headline: &'a str,
    pub(crate) headline_key: String,
    pub(crate) summary: String,
    pub(crate) section: &'a str,
    pub(crate) slug: &'a str,
    pub(crate) language: &'a str,
    pub(crate) byline: String,
    pub(crate) words: u32,
    pub(crate) published_at: Option<i64>,
    pub(crate) content_hash: [u8; 32],
    pub(crate) content: &'a [u8],
}

impl Columns<'_> {
    /// Returns the columns of `article` with their values.
    fn bound(&self) -> [(&'static str, &dyn ToSql); 10] {
        [
            ("headline", &self.headline),
            ("headline_key", &self.headline_key),
            ("summary", &self.summary),
            ("section", &self.section),
            ("slug", &self.slug),
            ("language", &self.language),
            ("byline", &self.byline),
            ("words", &self.words),
            ("published_at", &self.published_at),
            ("content_hash", &self.content_hash),
        ]
    }
}

/// A change of the working copy up to this length stands in the story's row; a longer one is written whole.
const LONGEST_PATCH: usize = 1_200;

/// The columns of a row in the order that [`read`] takes them, from `article` as `a`; then comes what the working copy is made of.
const COLUMNS: &str = "a.key, a.id, a.status, a.headline, a.headline_key, a.summary, a.language, a.byline, a.published_at, a.section, a.slug, \
                       a.slug_kept, a.words, a.created_at, a.updated_at, a.version, a.head, a.published_revision, a.published_hash, a.content_hash";
/// The seal, and what the working copy is made of: how it differs from what was last written whole, which stands beside it.
const WORKING_COPY: &str = "a.seal, a.patch_start, a.patch_cut, a.patch";
const BESIDE: &str = "LEFT JOIN working_copy w ON w.article = a.key";

/// Read a story's row by its id, and by its key.
static BY_ID: LazyLock<String> =
    LazyLock::new(|| format!("SELECT {COLUMNS}, {WORKING_COPY}, w.content FROM article a {BESIDE} WHERE a.id = ?1"));
static BY_KEY: LazyLock<String> =
    LazyLock::new(|| format!("SELECT {COLUMNS}, {WORKING_COPY}, w.content FROM article a {BESIDE} WHERE a.key = ?1"));

/// Which stories a list has, where no text is searched for.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Filter {
    /// Only this status; without it all that are not spiked.
    pub(crate) status: Option<Status>,
    /// Only stories that carry this tag or one under it.
    pub(crate) tag: Option<i64>,
}

/// From this many stories on, a tag's list walks the order and looks for the tag, rather than sorting the tag's stories.
const MANY: u32 = 2_000;

/// Returns a column of milliseconds as a moment.
pub(crate) fn moment(row: &Row<'_>, column: &str) -> rusqlite::Result<DateTime<Utc>> {
    let millis: i64 = row.get(column)?;
    DateTime::from_timestamp_millis(millis).ok_or(rusqlite::Error::IntegralValueOutOfRange(0, millis))
}

/// Returns a column that holds a status.
pub(crate) fn status(row: &Row<'_>, column: impl RowIndex) -> rusqlite::Result<Status> {
    let text = row.get_ref(column)?.as_str()?;
    Status::parse(text).ok_or_else(|| rusqlite::Error::InvalidColumnName(format!("status {text:?}")))
}

/// Returns the story's row. Errors: StoryUnknown.
pub(crate) fn load(connection: &Connection, id: &ArticleId) -> Result<ArticleRow> {
    let mut statement = connection.prepare_cached(&BY_ID)?;
    let row = statement.query_row([id.as_str()], read).optional()?;
    row.ok_or_else(|| Error::StoryUnknown { given: id.to_string() })
}

/// Returns the row with this key, if there is one.
pub(crate) fn load_key(connection: &Connection, key: i64) -> Result<Option<ArticleRow>> {
    let mut statement = connection.prepare_cached(&BY_KEY)?;
    Ok(statement.query_row([key], read).optional()?)
}

/// Reads a row of [`COLUMNS`] and its working copy. A working copy that cannot be put together is empty.
pub(crate) fn read(row: &Row<'_>) -> rusqlite::Result<ArticleRow> {
    // By place and not by name: a save reads a row, and finding two dozen names takes longer than the row.
    let mut next = 0..;
    let mut at = || next.next().unwrap_or_default();
    let moment = |at: usize| {
        let millis: i64 = row.get(at)?;
        DateTime::from_timestamp_millis(millis).ok_or(rusqlite::Error::IntegralValueOutOfRange(at, millis))
    };
    let mut read = ArticleRow {
        key: row.get(at())?,
        id: ArticleId::from_row(row.get(at())?),
        status: status(row, at())?,
        headline: row.get(at())?,
        headline_key: row.get(at())?,
        summary: row.get(at())?,
        language: row.get(at())?,
        byline: row.get(at())?,
        published_at: row.get(at())?,
        section: row.get(at())?,
        slug: row.get(at())?,
        slug_kept: row.get(at())?,
        words: row.get(at())?,
        created_at: moment(at())?,
        updated_at: moment(at())?,
        version: row.get(at())?,
        head: row.get(at())?,
        published_revision: row.get(at())?,
        published_hash: row.get(at())?,
        content_hash: row.get(at())?,
        seal: row.get(at())?,
        content: Vec::new(),
        base: None,
    };
    let (start, cut, patch) = (row.get(at())?, row.get(at())?, row.get_ref(at())?.as_blob()?);
    let base: Vec<u8> = row.get::<_, Option<Vec<u8>>>(at())?.unwrap_or_default();
    (read.content, read.base) = match (start, cut, patch) {
        (0, 0, []) => (base, None),
        _ => (patched(&base, start, cut, patch).unwrap_or_default(), Some(base)),
    };
    Ok(read)
}

/// Returns the statements that read a row for [`read`] and do without an index, for a file of this format or of the first; the
/// second does without the working copy.
pub(crate) fn salvage_sql(connection: &Connection) -> [String; 2] {
    let row = |working_copy: &str, content: &str, beside: &str| {
        format!("SELECT {COLUMNS}, {working_copy}, {content} FROM article a NOT INDEXED {beside} WHERE a.key = ?1")
    };
    if connection.prepare("SELECT content FROM working_copy").is_ok() {
        [row(WORKING_COPY, "w.content", BESIDE), row(WORKING_COPY, "NULL", "")]
    } else {
        let none = "0, 0, 0, x''";
        [row(none, "a.content", ""), row(none, "NULL", "")]
    }
}

fn patched(base: &[u8], start: i64, cut: i64, patch: &[u8]) -> Option<Vec<u8>> {
    let (start, cut) = (usize::try_from(start).ok()?, usize::try_from(cut).ok()?);
    Some([base.get(..start)?, patch, base.get(start.checked_add(cut)?..)?].concat())
}

/// Returns a hash of what stands in a story's row beside its content; never 0.
pub(crate) fn seal_of(row: &ArticleRow) -> i64 {
    let mut hasher = blake3::Hasher::new();
    hasher.update(row.id.as_str().as_bytes()).update(row.status.as_str().as_bytes()).update(&[u8::from(row.slug_kept)]);
    for number in [row.created_at.timestamp_millis(), row.updated_at.timestamp_millis(), row.version] {
        hasher.update(&number.to_le_bytes());
    }
    hasher.update(&row.head.to_le_bytes()).update(&row.published_revision.unwrap_or(0).to_le_bytes());
    hasher.update(&row.published_hash.unwrap_or_default()).update(&row.content_hash);
    hasher.update(&row.words.to_le_bytes()).update(&row.published_at.unwrap_or(i64::MIN).to_le_bytes());
    for text in [&row.headline, &row.headline_key, &row.summary, &row.language, &row.byline, &row.section, &row.slug] {
        hasher.update(&(text.len() as u64).to_le_bytes()).update(text.as_bytes());
    }
    short(&hasher)
}

/// Returns the first bytes of a hash as a number that is not 0.
pub(crate) fn short(hasher: &blake3::Hasher) -> i64 {
    let mut bytes = [0; 8];
    bytes.copy_from_slice(&hasher.finalize().as_bytes()[..8]);
    // Six bytes: SQLite keeps such a number in six.
    (i64::from_le_bytes(bytes) & 0xFFFF_FFFF_FFFF) | 1
}

/// Seals a row anew after a change.
fn reseal(connection: &Connection, key: i64) -> Result<()> {
    if let Some(row) = load_key(connection, key)? {
        connection.prepare_cached("UPDATE article SET seal = ?2 WHERE key = ?1")?.execute([key, seal_of(&row)])?;
    }
    Ok(())
}

/// Returns a story's key. Errors: StoryUnknown.
pub(crate) fn key_of(connection: &Connection, id: &ArticleId) -> Result<i64> {
    let mut statement = connection.prepare_cached("SELECT key FROM article WHERE id = ?1")?;
    let key = statement.query_row([id.as_str()], |row| row.get(0)).optional()?;
    key.ok_or_else(|| Error::StoryUnknown { given: id.to_string() })
}

/// Returns all keys, oldest first.
pub(crate) fn keys(connection: &Connection) -> Result<Vec<i64>> {
    super::rows(connection, "SELECT key FROM article ORDER BY key", [], |row| row.get(0))
}

/// Adds a story without a revision (head 0); returns its key.
pub(crate) fn insert(connection: &Connection, id: &ArticleId, columns: &Columns<'_>, time: i64) -> Result<i64> {
    let mut values: Vec<(&str, &dyn ToSql)> = columns.bound().to_vec();
    let id = id.as_str();
    values.extend([("id", &id as &dyn ToSql), ("created_at", &time), ("updated_at", &time)]);
    let (names, places): (Vec<&str>, Vec<String>) = values.iter().zip(1..).map(|((name, _), at)| (*name, format!("?{at}"))).unzip();
    let (names, places) = (names.join(", "), places.join(", "));
    let sql = format!("INSERT INTO article (status, version, head, slug_kept, {names}) VALUES ('draft', 1, 0, 0, {places})");
    let values: Vec<&dyn ToSql> = values.into_iter().map(|(_, value)| value).collect();
    connection.prepare_cached(&sql)?.execute(values.as_slice())?;
    let key = connection.last_insert_rowid();
    let sql = "INSERT INTO working_copy (article, content) VALUES (?1, ?2)";
    connection.prepare_cached(sql)?.execute(params![key, columns.content])?;
    Ok(key)
}

/// Writes the working copy and counts its version up; returns the row as it is then. Touches no index that need not change, and
/// writes of the content only what differs, while that is short.
pub(crate) fn update(connection: &Connection, row: &ArticleRow, columns: &Columns<'_>, time: i64) -> Result<ArticleRow> {
    let mut next = ArticleRow {
        key: row.key,
        id: row.id.clone(),
        status: row.status,
        headline: columns.headline.to_owned(),
        // Written only with another headline: a later Stet may make another key of the same one.
        headline_key: if row.headline == columns.headline { row.headline_key.clone() } else { columns.headline_key.clone() },
        summary: columns.summary.clone(),
        language: columns.language.to_owned(),
        byline: columns.byline.clone(),
        published_at: columns.published_at,
        section: columns.section.to_owned(),
        slug: columns.slug.to_owned(),
        slug_kept: row.slug_kept,
        words: columns.words,
        created_at: row.created_at,
        updated_at: DateTime::from_timestamp_millis(time).unwrap_or(row.updated_at),
        version: row.version + 1,
        head: row.head,
        published_revision: row.published_revision,
        published_hash: row.published_hash,
        content_hash: columns.content_hash,
        content: columns.content.to_owned(),
        base: None,
        seal: 0,
    };
    next.seal = seal_of(&next);
    let base = row.base.as_deref().unwrap_or(&row.content);
    let (start, end) = common_ends(base, columns.content);
    let mut patch = (start, base.len() - start - end, &columns.content[start..columns.content.len() - end]);
    if patch.2.len() > LONGEST_PATCH || patch.1 > base.len() / 2 || base.is_empty() {
        let sql =
            "INSERT INTO working_copy (article, content) VALUES (?1, ?2) ON CONFLICT (article) DO UPDATE SET content = excluded.content";
        connection.prepare_cached(sql)?.execute(params![row.key, columns.content])?;
        patch = (0, 0, &[]);
    } else if patch == (start, 0, &[]) {
        patch.0 = 0;
    } else {
        next.base = Some(base.to_owned());
    }
    // An index is touched only where its column changes.
    let same = |name: &str| match name {
        "headline" | "headline_key" => row.headline == columns.headline,
        "section" => row.section == columns.section,
        "slug" => row.slug == columns.slug,
        "words" => row.words == columns.words,
        _ => false,
    };
    let number = |bytes: usize| i64::try_from(bytes).unwrap_or(i64::MAX);
    let (patch_start, patch_cut) = (number(patch.0), number(patch.1));
    let mut values: Vec<(&str, &dyn ToSql)> = columns.bound().into_iter().filter(|(name, _)| !same(name)).collect();
    values.extend([
        ("updated_at", &time as &dyn ToSql),
        ("version", &next.version),
        ("seal", &next.seal),
        ("patch_start", &patch_start),
        ("patch_cut", &patch_cut),
        ("patch", &patch.2),
    ]);
    let mut sql = String::with_capacity(320);
    sql.push_str("UPDATE article SET ");
    for (name, _) in &values {
        sql.push_str(name);
        sql.push_str(" = ?, ");
    }
    sql.truncate(sql.len() - 2);
    sql.push_str(" WHERE key = ?");
    let values: Vec<&dyn ToSql> = values.into_iter().map(|(_, value)| value).chain([&row.key as &dyn ToSql]).collect();
    connection.prepare_cached(&sql)?.execute(values.as_slice())?;
    Ok(next)
}

/// Makes `number` the newest revision; `keeps_slug` says that it holds a slug.
pub(crate) fn set_head(connection: &Connection, key: i64, number: RevisionNumber, keeps_slug: bool) -> Result<()> {
    let sql = "UPDATE article SET head = ?2, slug_kept = slug_kept OR ?3 WHERE key = ?1";
    connection.prepare_cached(sql)?.execute(params![key, number, keeps_slug])?;
    reseal(connection, key)
}

/// Makes a recovered row what it was, beside its content: version, last change, status and what is out.
pub(crate) fn reinstate(
    connection: &Connection,
    key: i64,
    (version, updated_at): (i64, i64),
    status: Status,
    out: Option<(RevisionNumber, [u8; 32])>,
) -> Result<()> {
    connection.execute("UPDATE article SET version = ?2, updated_at = ?3 WHERE key = ?1", [key, version, updated_at])?;
    set_status(connection, key, status, out)
}

/// Sets the status, and with it what is out.
pub(crate) fn set_status(connection: &Connection, key: i64, status: Status, out: Option<(RevisionNumber, [u8; 32])>) -> Result<()> {
    let (revision, hash) = out.unzip();
    let sql = "UPDATE article SET status = ?2, published_revision = ?3, published_hash = ?4 WHERE key = ?1";
    connection.prepare_cached(sql)?.execute(params![key, status.as_str(), revision, hash])?;
    reseal(connection, key)
}

/// Removes the row; everything that hangs on it is gone already.
pub(crate) fn delete(connection: &Connection, key: i64) -> Result<()> {
    connection.prepare_cached("DELETE FROM working_copy WHERE article = ?1")?.execute([key])?;
    connection.prepare_cached("DELETE FROM article WHERE key = ?1")?.execute([key])?;
    Ok(())
}

/// Returns the story that has this slug now, or had it when it was published.
pub(crate) fn by_slug(connection: &Connection, slug: &str) -> Result<Option<ArticleId>> {
    let id = |row: &Row<'_>| row.get(0).map(ArticleId::from_row);
    // The literal condition lets SQLite use the partial index.
    let mut statement = connection.prepare_cached("SELECT id FROM article WHERE slug = ?1 AND slug <> ''")?;
    if let Some(found) = statement.query_row([slug], id).optional()? {
        return Ok(Some(found));
    }
    let sql = "SELECT a.id FROM redirect r JOIN article a ON a.key = r.article WHERE r.slug = ?1";
    Ok(connection.prepare_cached(sql)?.query_row([slug], id).optional()?)
}

/// Tells whether a story other than `key` has the slug, or with `old` too: had it.
pub(crate) fn slug_taken(connection: &Connection, slug: &str, key: Option<i64>, old: bool) -> Result<bool> {
    let sql = "SELECT EXISTS (SELECT 1 FROM article WHERE slug = ?1 AND slug <> '' AND key IS NOT ?2) \
               OR (?3 AND EXISTS (SELECT 1 FROM redirect WHERE slug = ?1 AND article IS NOT ?2))";
    Ok(connection.prepare_cached(sql)?.query_row(params![slug, key, old], |row| row.get(0))?)
}

/// Notes that a published story had this slug.
pub(crate) fn add_redirect(connection: &Connection, slug: &str, key: i64, time: i64) -> Result<()> {
    let sql = "INSERT OR REPLACE INTO redirect (slug, article, time) VALUES (?1, ?2, ?3)";
    connection.prepare_cached(sql)?.execute(params![slug, key, time])?;
    Ok(())
}

/// Returns the slugs that lead to a story from before, oldest first.
pub(crate) fn redirects(connection: &Connection, key: i64) -> Result<Vec<String>> {
    super::rows(connection, "SELECT slug FROM redirect WHERE article = ?1 ORDER BY time, slug", [key], |row| row.get(0))
}

/// Ends a redirect whose slug a story has taken.
pub(crate) fn drop_redirect(connection: &Connection, slug: &str) -> Result<()> {
    connection.prepare_cached("DELETE FROM redirect WHERE slug = ?1")?.execute([slug])?;
    Ok(())
}

/// Returns how many slugs begin with `base` and a hyphen, to guess the next free number.
pub(crate) fn slugs_like(connection: &Connection, base: &str) -> Result<u64> {
    let sql = "SELECT count(*) FROM article WHERE slug >= ?1 || '-' AND slug < ?1 || '.' AND slug <> ''";
    let count: i64 = connection.prepare_cached(sql)?.query_row([base], |row| row.get(0))?;
    Ok(count.unsigned_abs())
}

/// Notes that a story has, or once had, the assets of `article`, as far as the library holds them. Never undone: old revisions
/// need them too.
pub(crate) fn note_assets(connection: &Connection, key: i64, article: &Article) -> Result<()> {
    let sql = "INSERT OR IGNORE INTO article_asset (article, asset) SELECT ?1, hash FROM asset WHERE hash = ?2";
    for asset in article.assets() {
        connection.prepare_cached(sql)?.execute(params![key, asset])?;
    }
    Ok(())
}

/// Returns how many ids begin with `prefix`, and the first of them.
pub(crate) fn by_prefix(connection: &Connection, prefix: &str) -> Result<(u32, Option<ArticleId>)> {
    let sql = "SELECT count(*), min(id) FROM article WHERE id >= ?1 AND id < ?1 || '~'";
    let found = connection.prepare_cached(sql)?.query_row([prefix], |row| {
        let id: Option<String> = row.get(1)?;
        Ok((row.get(0)?, id.map(ArticleId::from_row)))
    })?;
    Ok(found)
}

/// Returns how many stories there are of each status.
pub(crate) fn counts(connection: &Connection) -> Result<Counts> {
    let mut counts = Counts::default();
    let mut statement = connection.prepare_cached("SELECT status, stories FROM status_count")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let stories: u32 = row.get("stories")?;
        match status(row, "status")? {
            Status::Draft => counts.draft = stories,
            Status::Review => counts.review = stories,
            Status::Ready => counts.ready = stories,
            Status::Published => counts.published = stories,
            Status::Spiked => counts.spiked = stories,
        }
    }
    counts.all = counts.draft + counts.review + counts.ready + counts.published;
    Ok(counts)
}

/// Returns how many stories the filter has; without a tag, and for a tag alone, from the counters.
pub(crate) fn total(connection: &Connection, filter: Filter) -> Result<u32> {
    match filter {
        Filter { status, tag: None } => {
            let counts = counts(connection)?;
            Ok(match status {
                None => counts.all,
                Some(Status::Draft) => counts.draft,
                Some(Status::Review) => counts.review,
                Some(Status::Ready) => counts.ready,
                Some(Status::Published) => counts.published,
                Some(Status::Spiked) => counts.spiked,
            })
        }
        Filter { status: None, tag: Some(tag) } => super::tags::stories(connection, tag),
        Filter { status: Some(status), tag: Some(tag) } => {
            // Along the index of the status no row is read, so that is the way unless the tag has far fewer stories.
            let few = super::tags::stories(connection, tag)? <= MANY;
            let sql = if few || status == Status::Spiked {
                "SELECT count(*) FROM article_tag t CROSS JOIN article a ON a.key = t.article WHERE t.tag = ?1 AND a.status = ?2"
            } else {
                "SELECT count(*) FROM article a INDEXED BY article_status WHERE a.status = ?2 \
                 AND EXISTS (SELECT 1 FROM article_tag t WHERE t.article = a.key AND t.tag = ?1)"
            };
            Ok(connection.prepare_cached(sql)?.query_row(params![tag, status.as_str()], |row| row.get(0))?)
        }
    }
}

/// Returns the keys of a page of the list. The first page is a walk along an index, however many stories there are.
pub(crate) fn page(connection: &Connection, filter: Filter, sort: Sort, offset: u32, limit: u32) -> Result<Vec<i64>> {
    let many = filter.tag.map(|tag| super::tags::stories(connection, tag)).transpose()?.is_some_and(|stories| stories > MANY);
    super::rows(connection, &page_sql(filter, sort, many), params![limit, offset, filter.tag.unwrap_or(0)], |row| row.get(0))
}

/// The statuses of stories that are listed unless those of one status are asked for.
const LISTED: [Status; 4] = [Status::Draft, Status::Review, Status::Ready, Status::Published];

fn page_sql(filter: Filter, sort: Sort, many: bool) -> String {
    let (place, way, index) = match sort {
        Sort::Updated => ("updated_at", "DESC", "article_status"),
        Sort::Created => ("created_at", "DESC", "article_created"),
        Sort::Headline => ("headline_key", "ASC", "article_headline"),
        Sort::Words => ("words", "DESC", "article_words"),
    };
    let by_tag = filter.tag.is_some() && !many;
    let is = |status: Status| format!("a.status = '{}'", status.as_str());
    let conditions = match filter.status {
        Some(status) => vec![is(status)],
        // Times of change stand by status: a walk for each, merged as they go.
        None if sort == Sort::Updated && !by_tag => LISTED.map(is).to_vec(),
        None => vec!["a.status <> 'spiked'".to_owned()],
    };
    let walk = |condition: &String| {
        let from = if by_tag {
            format!("FROM article_tag t CROSS JOIN article a ON a.key = t.article WHERE t.tag = ?3 AND {condition}")
        } else {
            let tagged = if many { "AND EXISTS (SELECT 1 FROM article_tag t WHERE t.article = a.key AND t.tag = ?3)" } else { "" };
            format!("FROM article a INDEXED BY {index} WHERE {condition} {tagged}")
        };
        // The third parameter stands in every form, so that all are run alike.
        format!("SELECT a.key AS key, a.{place} AS place {from} AND ?3 IS NOT NULL")
    };
    let walks = conditions.iter().map(walk).collect::<Vec<_>>().join(" UNION ALL ");
    format!("{walks} ORDER BY place {way}, key {way} LIMIT ?1 OFFSET ?2")
}

/// Returns the id of the story with this key.
pub(crate) fn id_of(connection: &Connection, key: i64) -> Result<ArticleId> {
    let mut statement = connection.prepare_cached("SELECT id FROM article WHERE key = ?1")?;
    Ok(statement.query_row([key], |row| row.get(0).map(ArticleId::from_row))?)
}

/// Returns the story with this key as the list shows it, without a snippet.
pub(crate) fn summary(connection: &Connection, key: i64) -> Result<StorySummary> {
    let sql = "SELECT id, status, headline, summary, section, slug, language, words, created_at, updated_at, \
               status = 'published' AND content_hash IS NOT published_hash AS changed FROM article WHERE key = ?1";
    let mut statement = connection.prepare_cached(sql)?;
    let mut summary = statement.query_row([key], |row| {
        Ok(StorySummary {
            id: ArticleId::from_row(row.get("id")?),
            status: status(row, "status")?,
            headline: row.get("headline")?,
            standfirst: row.get("summary")?,
            section: row.get("section")?,
            slug: row.get("slug")?,
            language: row.get("language")?,
            words: row.get("words")?,
            tags: Vec::new(),
            created_at: moment(row, "created_at")?,
            updated_at: moment(row, "updated_at")?,
            changed_since_publication: row.get("changed")?,
            snippet: Vec::new(),
        })
    })?;
    summary.tags = super::tags::names_of(connection, key)?;
    Ok(summary)
}

/// Returns sections in use, most used first.
pub(crate) fn sections(connection: &Connection) -> Result<Vec<String>> {
    let sql = "SELECT section FROM article INDEXED BY article_section WHERE status <> 'spiked' AND section <> '' \
               GROUP BY section ORDER BY count(*) DESC, section";
    super::rows(connection, sql, [], |row| row.get(0))
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    #[test]
    fn a_page_is_a_walk_along_an_index() {
        let mut connection = Connection::open_in_memory().unwrap();
        crate::store::migrations::migrate(&mut connection, Path::new("")).unwrap();
        let plan = |sql: &str| -> String {
            let mut statement = connection.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
            let rows = statement.query_map(params![60, 0, 1], |row| row.get::<_, String>("detail")).unwrap();
            rows.map(Result::unwrap).collect::<Vec<_>>().join("; ")
        };
        for sort in [Sort::Updated, Sort::Created, Sort::Headline, Sort::Words] {
            for status in [None, Some(Status::Draft), Some(Status::Spiked)] {
                for (tag, many) in [(None, false), (Some(1), true)] {
                    let plan = plan(&page_sql(Filter { status, tag }, sort, many));
                    assert!(!plan.contains("TEMP B-TREE") && plan.contains(" INDEX article_"), "{sort:?} {status:?}: {plan}");
                }
            }
        }
    }

    #[test]
    fn all_stories_are_listed_across_their_statuses() {
        let mut connection = Connection::open_in_memory().unwrap();
        crate::store::migrations::migrate(&mut connection, Path::new("")).unwrap();
        let statuses = [Status::Ready, Status::Draft, Status::Spiked, Status::Published, Status::Draft, Status::Review, Status::Published];
        // Some changed in the same moment; the later story stands first then.
        let times = [5, 5, 9, 7, 1, 9, 5];
        for ((key, status), time) in (1_i64..).zip(statuses).zip(times) {
            let sql = "INSERT INTO article (key, id, status, headline, headline_key, summary, section, slug, language, byline, words, created_at, \
                       updated_at, version, head, slug_kept, content_hash) VALUES (?1, ?1, ?2, '', '', '', '', '', '', '', 0, 0, ?3, 1, 0, 0, x'')";
            connection.execute(sql, params![key, status.as_str(), time]).unwrap();
        }
        let filter = Filter { status: None, tag: None };
        let listed = |offset, limit| page(&connection, filter, Sort::Updated, offset, limit).unwrap();
        assert_eq!(listed(0, 10), [6, 4, 7, 2, 1, 5]);
        assert_eq!(listed(2, 3), [7, 2, 1]);
    }
}
