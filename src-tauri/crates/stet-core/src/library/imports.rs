//! Imports: many sources in, a transaction a chunk, a line of the report a source. What came in before is updated, never doubled.
//!
//! Owns how a source is recognised and what a second import does. Refuses to overwrite what an editor wrote since: where both
//! sides changed, the story stays and the file becomes a revision beside it.

use rusqlite::Connection;

use super::working_copy::{self, Clash, Sealed};
use super::{Library, Reason, stories};
use crate::article::Status;
use crate::history::{self, Making};
use crate::import::batch::{self, Item, MAX_PICTURES};
use crate::import::sources::{Source, Sources, Text};
use crate::import::{Format, Imported, Warning};
use crate::store::articles::{self, ArticleRow};
use crate::store::assets;
use crate::store::imports::{self, SourceRow};
use crate::{Article, ArticleId, Error, ErrorCode, Result, RevisionNumber, Stamp};

/// How to import.
#[derive(Debug, Clone, Default)]
pub struct ImportOptions {
    /// What the sources are.
    pub format: Format,
    /// Tags for every story that comes in.
    pub tags: Vec<String>,
    /// Whether to say only what would happen.
    pub dry_run: bool,
    /// When the import began, in milliseconds since 1970, where it comes in several calls; 0 takes the stamp's time. Sources of
    /// one import are different stories, however much they are alike.
    pub run: i64,
}

/// What an import did.
#[derive(Debug, Default)]
pub struct ImportReport {
    /// A line a source, in order.
    pub files: Vec<ImportLine>,
    /// Files that are no stories: pictures, styles, programs.
    pub passed_over: u32,
    /// Whether it was asked to stop before the end. What had come in stays.
    pub cancelled: bool,
    /// Why the library took no more. What had come in stays.
    pub stopped: Option<Error>,
}

/// What became of one source.
#[derive(Debug)]
pub struct ImportLine {
    /// Its path as it was given.
    pub name: String,
    /// What became of it.
    pub outcome: ImportOutcome,
    /// The story; in a dry run only one that is there already.
    pub story: Option<ArticleId>,
    /// Its headline.
    pub headline: String,
    /// The revision that was made.
    pub revision: Option<RevisionNumber>,
    /// What was dropped or guessed.
    pub warnings: Vec<Warning>,
    /// Why nothing came in.
    pub error: Option<Error>,
}

/// What became of a source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
pub enum ImportOutcome {
    /// A new story.
    New,
    /// The story that it was before has a new revision.
    Updated,
    /// It is as it was when it last came in.
    Unchanged,
    /// It changed and so did the story: the story stays, the source is a revision beside it.
    BothKept,
    /// Nothing came in.
    Failed,
}

/// What is told after each source: its line, how many are done, of how many. Returns whether to go on.
pub type OnImport<'a> = &'a mut dyn FnMut(&ImportLine, usize, usize) -> bool;

impl Library {
    /// Brings sources in. One that fails stops none of the others, and none is half written: each chunk of sources is a
    /// transaction, each source in it whole or not at all. `told` hears of each source once it is on the disk.
    pub fn import(&self, sources: &Sources, options: &ImportOptions, stamp: &Stamp, told: OnImport<'_>) -> ImportReport {
        let run = if options.run == 0 { stamp.time.timestamp_millis() } else { options.run };
        let mut report = ImportReport { passed_over: sources.passed_over, ..ImportReport::default() };
        let others = match self.open_libraries(sources) {
            Ok(others) => others,
            Err(error) => return ImportReport { stopped: Some(error), ..report },
        };
        let mut chunks = Vec::new();
        let mut from = 0;
        for (at, stories) in &others {
            chunks.extend(batch::chunks(&sources.all[from..*at]));
            chunks.extend(batch::chunks(&stories.all));
            report.passed_over += stories.passed_over;
            from = at + 1;
        }
        chunks.extend(batch::chunks(&sources.all[from..]));
        let (mut done, total) = (0, chunks.iter().map(|chunk| chunk.len()).sum());
        let mut next = chunks.first().map(|chunk| batch::read(chunk, options.format)).unwrap_or_default();
        for (at, chunk) in chunks.iter().enumerate() {
            let items = std::mem::take(&mut next);
            // The next chunk is read while this one is written.
            let (written, read) = rayon::join(
                || self.write_chunk(chunk, items, options, run, stamp),
                || chunks.get(at + 1).map(|chunk| batch::read(chunk, options.format)).unwrap_or_default(),
            );
            next = read;
            let lines = match written {
                Ok(lines) => lines,
                Err(error) => {
                    report.stopped = Some(error);
                    break;
                }
            };
            report.passed_over += u32::try_from(chunk.len() - lines.len()).unwrap_or(0);
            done += chunk.len() - lines.len();
            let mut goes_on = true;
            for line in lines {
                done += 1;
                goes_on &= told(&line, done, total);
                report.files.push(line);
            }
            if !goes_on && at + 1 < chunks.len() {
                report.cancelled = true;
                break;
            }
        }
        report
    }

    fn write_chunk(
        &self,
        chunk: &[Source],
        mut items: Vec<Item>,
        options: &ImportOptions,
        run: i64,
        stamp: &Stamp,
    ) -> Result<Vec<ImportLine>> {
        if !options.dry_run {
            items.iter_mut().try_for_each(|item| self.take_pictures(item, stamp))?;
        }
        self.store.write(|connection| {
            let mut lines = Vec::with_capacity(chunk.len());
            for (source, item) in chunk.iter().zip(items) {
                if item.passed_over {
                    continue;
                }
                let mut line = ImportLine {
                    name: source.shown.clone(),
                    outcome: ImportOutcome::Failed,
                    story: None,
                    headline: String::new(),
                    revision: None,
                    warnings: Vec::new(),
                    error: None,
                };
                let piece = Piece { connection, source, options, run, stamp };
                match imports::apart(connection, !options.dry_run, || piece.bring_in(item, &mut line)) {
                    Ok(()) => {}
                    Err(error) if ends_all(&error) => return Err(error),
                    Err(error) => {
                        line = ImportLine { outcome: ImportOutcome::Failed, story: None, revision: None, error: Some(error), ..line }
                    }
                }
                lines.push(line);
            }
            Ok(lines)
        })
    }
}

impl Library {
    /// Puts the pictures that come with a source into the library, each once. One that cannot be had keeps its address, and says so.
    fn take_pictures(&self, item: &mut Item, stamp: &Stamp) -> Result<()> {
        let Ok(Imported { article, warnings }) = &mut item.imported else { return Ok(()) };
        let mut outside = |what: String, error: &Error| {
            let detail = format!("The picture {what}: {error}.");
            warnings.push(Warning { code: "picture_outside".into(), detail });
        };
        if let Some(other) = item.elsewhere.take() {
            for hash in hashes(article) {
                let (name, bytes) = match other.picture(&hash) {
                    Ok(found) => found,
                    // A fault of the other library's file is none of this one's. An address that the story has too is all that is left.
                    Err(error) => {
                        outside(format!("{hash} could not be had from the other library"), &error);
                        article.each_picture_mut(&mut |asset, src| {
                            if *asset == hash && !src.is_empty() {
                                asset.clear();
                            }
                        });
                        continue;
                    }
                };
                match self.add_asset(bytes, &name, stamp) {
                    Ok(taken) => article.each_picture_mut(&mut |asset, _| {
                        if *asset == hash {
                            asset.clone_from(&taken.hash);
                        }
                    }),
                    Err(error) if ends_all(&error) => return Err(error),
                    Err(error) => outside(format!("{name} stays in the other library"), &error),
                }
            }
        }
        for (address, bytes) in std::mem::take(&mut item.pictures) {
            let name = address.rsplit('/').next().unwrap_or_default();
            match self.add_asset(bytes, name, stamp) {
                Ok(taken) => article.each_picture_mut(&mut |asset, src| {
                    if asset.is_empty() && *src == address {
                        asset.clone_from(&taken.hash);
                    }
                }),
                Err(error) if ends_all(&error) => return Err(error),
                Err(error) => outside(format!("{address} stays outside the library"), &error),
            }
        }
        Ok(())
    }
}

/// Returns the hashes of a story's pictures, each once, up to as many as come in with one story.
fn hashes(article: &Article) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    article.each_picture(&mut |asset, _| {
        if !asset.is_empty() && found.len() < MAX_PICTURES && !found.iter().any(|other| other == asset) {
            found.push(asset.to_owned());
        }
    });
    found
}

/// Tells whether a failure is the library's, so that trying the next source makes no sense.
fn ends_all(error: &Error) -> bool {
    use ErrorCode as Code;
    matches!(
        error.code(),
        Code::LibraryMissing | Code::NotALibrary | Code::LibraryReadOnly | Code::LibraryBusy | Code::LibraryDamaged | Code::DiskFull
    )
}

/// One source on its way in.
struct Piece<'a> {
    connection: &'a Connection,
    source: &'a Source,
    options: &'a ImportOptions,
    run: i64,
    stamp: &'a Stamp,
}

impl Piece<'_> {
    fn bring_in(&self, item: Item, line: &mut ImportLine) -> Result<()> {
        let Item { imported, text, hash, url, id, .. } = item;
        let imported = imported?;
        line.warnings = imported.warnings;
        let mut article = imported.article;
        let origin = id.map_or_else(|| self.source.origin.clone(), |id| format!("stet:{id}"));
        let mut came =
            SourceRow { origin, url, name: self.source.name.clone(), article: 0, source_hash: hash, content_hash: [0; 32], run: self.run };
        let known = self.known(&came, &article)?;
        let kept = match &known {
            Some(Known { article, before }) => articles::load_key(self.connection, *article)?
                .map(|row| (row, before.as_ref().map(|row| (row.source_hash, row.content_hash)))),
            None => None,
        };
        // What says nothing new needs none of what follows.
        if let Some((row, Some((source, content)))) = &kept
            && *source == came.source_hash
        {
            self.same_again(row, content, &mut came, line)?;
            return imports::put(self.connection, &came);
        }
        let has_own_slug = text.as_ref().is_some_and(|text| text.has_own_slug);
        if let Some(Text { bytes, name, .. }) = text {
            let asset = blake3::hash(&bytes).to_hex().to_string();
            assets::insert(self.connection, &asset, assets::MARKDOWN, &bytes, self.stamp.time.timestamp_millis())?;
            article.source = Some(crate::article::Source { asset, name, slug: String::new() });
        }
        article.tags.extend(self.missing(&article.tags));
        match kept {
            None => {
                working_copy::settle_slug(self.connection, None, &mut article, Clash::Number)?;
                let gave = article.slug.clone();
                tell_slug(&mut article, has_own_slug, gave);
                self.create(article, &mut came, line)?;
            }
            Some((row, before)) => {
                self.again(&row, before.map(|(_, content)| content), article, has_own_slug, &mut came, line)?;
            }
        }
        imports::put(self.connection, &came)
    }

    /// Finds the story that this source is, by where it comes from; failing that, by what it is.
    fn known(&self, came: &SourceRow, article: &Article) -> Result<Option<Known>> {
        let connection = self.connection;
        let known = |row: SourceRow| Some(Known { article: row.article, before: Some(row) });
        if let Some(row) = imports::by_origin(connection, &came.origin)?
            // Another page that was saved under the same name is another story.
            && (row.url.is_empty() || came.url.is_empty() || row.url == came.url)
        {
            return Ok(known(row));
        }
        if let Some(id) = came.origin.strip_prefix("stet:") {
            // A story of this very library.
            let row = articles::load(connection, &ArticleId::from_row(id.to_owned())).ok();
            return Ok(row.map(|row| Known { article: row.key, before: None }));
        }
        if let [row] = imports::by_url(connection, &came.url, self.run)?.as_slice() {
            return self.unclaimed(row.clone());
        }
        let leaf = |name: &str| {
            let mut parts = name.rsplit('/');
            let file = parts.next().unwrap_or_default().to_owned();
            if file.starts_with("index.") || file.starts_with("_index.") {
                format!("{}/{file}", parts.next().unwrap_or_default())
            } else {
                file
            }
        };
        for row in imports::by_hash(connection, &came.source_hash, self.run)? {
            if leaf(&row.name) == leaf(&came.name) {
                return self.unclaimed(row);
            }
        }
        // A folder that came as a zip, or was dropped, has no place of its own: the name inside it and the headline tell.
        let has_place = |origin: &str| origin.starts_with("file:");
        for row in imports::by_name(connection, &came.name, self.run)? {
            let is_page = !row.url.is_empty() && !came.url.is_empty();
            if is_page || (has_place(&row.origin) && has_place(&came.origin)) {
                continue;
            }
            if let Some(story) = articles::load_key(connection, row.article)?
                && !article.headline.is_empty()
                && (story.headline == article.headline || (!article.slug.is_empty() && story.slug == article.slug))
            {
                return self.unclaimed(row);
            }
        }
        Ok(None)
    }

    /// Takes a likeness for the same thing, unless another source of this import is that story already.
    fn unclaimed(&self, row: SourceRow) -> Result<Option<Known>> {
        let is_claimed = imports::is_claimed(self.connection, row.article, self.run)?;
        Ok((!is_claimed).then_some(Known { article: row.article, before: Some(row) }))
    }

    fn create(&self, article: Article, came: &mut SourceRow, line: &mut ImportLine) -> Result<()> {
        let mut sealed = working_copy::seal(self.connection, None, article, Clash::Number)?;
        let id = ArticleId::new(self.stamp);
        let row = working_copy::insert(self.connection, &id, &mut sealed, self.stamp)?;
        self.keep(&row, &sealed, line)?;
        line.outcome = ImportOutcome::New;
        line.headline = sealed.article.headline;
        line.story = (!self.options.dry_run).then_some(id);
        (came.article, came.content_hash) = (row.key, row.content_hash);
        Ok(())
    }

    /// Returns the tags that this import asks for and that are not among these.
    fn missing(&self, tags: &[String]) -> Vec<String> {
        let lacks = |tag: &&String| !tags.iter().any(|own| crate::tag::fold(own) == crate::tag::fold(tag));
        self.options.tags.iter().filter(lacks).cloned().collect()
    }

    /// Says which story a source is that came in before.
    fn tell_story(row: &ArticleRow, came: &mut SourceRow, line: &mut ImportLine) {
        (line.story, line.headline) = (Some(row.id.clone()), row.headline.clone());
        came.article = row.key;
        if row.status == Status::Spiked {
            let detail = "The story is among the spiked ones; it stays there.".to_owned();
            line.warnings.push(Warning { code: "spiked".into(), detail });
        }
    }

    /// Imports what is as it was when it came in, and left the story with the hash `content`. It says nothing new; tags that this
    /// import asks for may.
    fn same_again(&self, row: &ArticleRow, content: &[u8; 32], came: &mut SourceRow, line: &mut ImportLine) -> Result<()> {
        Self::tell_story(row, came, line);
        came.content_hash = *content;
        line.outcome = ImportOutcome::Unchanged;
        if self.options.tags.is_empty() {
            return Ok(());
        }
        let mut article = stories::as_it_is(self.connection, row)?.article;
        let missing = self.missing(&article.tags);
        if missing.is_empty() {
            return Ok(());
        }
        article.tags.extend(missing);
        let written = self.update(row, article, line)?;
        if row.content_hash == *content {
            came.content_hash = written.content_hash;
        }
        Ok(())
    }

    /// Imports what came in before and is otherwise now. `before` is the hash of the story as that import left it.
    fn again(
        &self,
        row: &ArticleRow,
        before: Option<[u8; 32]>,
        mut article: Article,
        has_own_slug: bool,
        came: &mut SourceRow,
        line: &mut ImportLine,
    ) -> Result<()> {
        Self::tell_story(row, came, line);
        let current = stories::as_it_is(self.connection, row)?;
        let gave = if article.slug.is_empty() {
            // Perhaps an editor has given the story another since.
            article.slug.clone_from(&row.slug);
            current.article.source.as_ref().map(|source| source.slug.clone()).unwrap_or_default()
        } else {
            working_copy::settle_slug(self.connection, Some(row), &mut article, Clash::Number)?;
            article.slug.clone()
        };
        tell_slug(&mut article, has_own_slug, gave);
        let sealed = working_copy::seal(self.connection, Some(row), article, Clash::Number)?;
        if sealed.hash == current.hash {
            line.outcome = ImportOutcome::Unchanged;
            came.content_hash = row.content_hash;
        } else if before == Some(row.content_hash) {
            came.content_hash = self.update(row, sealed.article, line)?.content_hash;
        } else if before.is_none() && self.has_revision(row, &sealed)? {
            // An old export of this very story: the library has it, and newer text beside it.
            (line.outcome, came.content_hash) = (ImportOutcome::Unchanged, sealed.hash);
        } else {
            self.keep_both(row, &current, &sealed, line)?;
            // Should an editor take the file's text over, the next import finds it untouched.
            came.content_hash = sealed.hash;
        }
        Ok(())
    }

    fn update(&self, row: &ArticleRow, article: Article, line: &mut ImportLine) -> Result<ArticleRow> {
        let mut sealed = working_copy::seal(self.connection, Some(row), article, Clash::Number)?;
        let row = working_copy::write(self.connection, row, &mut sealed, self.stamp)?;
        self.keep(&row, &sealed, line)?;
        line.outcome = ImportOutcome::Updated;
        line.headline = sealed.article.headline;
        Ok(row)
    }

    /// Keeps the source as a revision of its own and the story as it is; what no revision has of the story is kept first.
    fn keep_both(&self, row: &ArticleRow, current: &Sealed, source: &Sealed, line: &mut ImportLine) -> Result<()> {
        stories::keep(self.connection, row, current, Reason::Autosaved, None, self.stamp)?;
        let row = working_copy::reload(self.connection, row.key)?;
        self.keep(&row, source, line)?;
        if let Some(number) = line.revision {
            history::name(self.connection, &row, number, Some(&format!("From {}", self.source.name)), self.stamp)?;
        }
        let detail =
            "Both the file and the story changed since it came in. The story stays as it is; the file is kept as a revision beside it.";
        line.warnings.push(Warning { code: "both_changed".into(), detail: detail.into() });
        line.outcome = ImportOutcome::BothKept;
        Ok(())
    }

    fn keep(&self, row: &ArticleRow, sealed: &Sealed, line: &mut ImportLine) -> Result<()> {
        let making = Making { reason: Reason::Imported, status: row.status, restored: None, stamp: self.stamp };
        let number = history::add(self.connection, row, &sealed.article, &sealed.content, &making)?;
        line.revision = (!self.options.dry_run).then_some(number);
        Ok(())
    }

    fn has_revision(&self, row: &ArticleRow, sealed: &Sealed) -> Result<bool> {
        let Some(snapshot) = crate::store::snapshots::find(self.connection, &sealed.hash)? else { return Ok(false) };
        Ok(crate::store::revisions::all(self.connection, row.key)?.iter().any(|revision| revision.snapshot == snapshot))
    }
}

/// Notes which slug the library gave a story for the text that it came from, so that an export knows it from an editor's.
fn tell_slug(article: &mut Article, has_own_slug: bool, gave: String) {
    if let Some(source) = article.source.as_mut().filter(|_| !has_own_slug) {
        source.slug = gave;
    }
}

/// A story that a source was before, and what is known of that time; nothing where the story is this library's own.
struct Known {
    article: i64,
    before: Option<SourceRow>,
}
