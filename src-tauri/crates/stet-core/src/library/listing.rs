//! Lists of stories: pages, ids, counts, sections, saved searches.

use rusqlite::Connection;

use super::{Counts, Library, SavedSearch, StoryPage, StoryQuery};
use crate::search::{self, Compiled};
use crate::store::articles::{self, Filter};
use crate::store::found::{self, Found};
use crate::store::{settings, tags, text};
use crate::{Article, ArticleId, Error, Result};

/// Stories whose text goes into the index in one transaction; between two, a save can pass.
const INDEX_BATCH: u32 = 64;

impl Library {
    /// Returns a page of the stories that the query has. Errors: QueryInvalid, TagUnknown.
    pub fn list(&self, query: &StoryQuery, offset: u32, limit: u32) -> Result<StoryPage> {
        let search = self.prepare(query)?;
        self.store.read(|connection| {
            let filter = filter(connection, query)?;
            let (total, keys) = match &search {
                None => (articles::total(connection, filter)?, articles::page(connection, filter, query.sort, offset, limit)?),
                Some(search) => {
                    let found = Found::new(search, filter.status, filter.tag, query.sort);
                    (found.total(connection)?, found.page(connection, offset, limit)?)
                }
            };
            let rows = keys.into_iter().map(|key| {
                let mut row = articles::summary(connection, key)?;
                if let Some(search) = &search {
                    row.snippet = found::snippet(connection, key, search)?;
                }
                Ok(row)
            });
            Ok(StoryPage { total, offset, rows: rows.collect::<Result<_>>()? })
        })
    }

    /// Returns all ids that a query has, in its order: for "select all" and exports. Errors: as [`Library::list`].
    pub fn list_ids(&self, query: &StoryQuery) -> Result<Vec<ArticleId>> {
        let search = self.prepare(query)?;
        self.store.read(|connection| {
            let keys = keys(connection, query, search.as_ref())?;
            keys.into_iter().map(|key| articles::id_of(connection, key)).collect()
        })
    }

    /// Returns the keys of all stories that a query has. Errors: as [`Library::list`].
    pub(super) fn list_keys(&self, query: &StoryQuery) -> Result<Vec<i64>> {
        let search = self.prepare(query)?;
        self.store.read(|connection| keys(connection, query, search.as_ref()))
    }

    /// Returns how many stories there are of each status. Costs the same however many there are.
    pub fn counts(&self) -> Result<Counts> {
        self.store.read(articles::counts)
    }

    /// Returns sections in use, most used first.
    pub fn sections(&self) -> Result<Vec<String>> {
        self.store.read(articles::sections)
    }

    /// Returns saved searches, A to Z, with how many stories each finds now (none where it can no longer be read).
    pub fn saved_searches(&self) -> Result<Vec<SavedSearch>> {
        let saved = self.store.read(settings::searches)?;
        let count = |(name, query): (String, String)| {
            let asked = StoryQuery { text: query.clone(), ..StoryQuery::default() };
            let stories = match self.prepare(&asked) {
                Ok(search) => self.store.read(|connection| Ok(keys(connection, &asked, search.as_ref())?.len()))?,
                Err(Error::QueryInvalid { .. }) => 0,
                Err(error) => return Err(error),
            };
            Ok(SavedSearch { name, query, stories: u32::try_from(stories).unwrap_or(u32::MAX) })
        };
        saved.into_iter().map(count).collect()
    }

    /// Keeps a search in the sidebar; one of that name is replaced. Errors: QueryInvalid, FieldInvalid for an empty name.
    pub fn save_search(&self, name: &str, query: &str) -> Result<()> {
        search::parse(query)?;
        let name = name.trim();
        if name.is_empty() {
            return Err(Error::FieldInvalid { field: "name", reason: "a saved search needs a name".into() });
        }
        self.store.write(|connection| settings::save_search(connection, name, query))
    }

    /// Forgets a saved search; does nothing where there is none of that name.
    pub fn delete_saved_search(&self, name: &str) -> Result<()> {
        self.store.write(|connection| settings::delete_search(connection, name.trim()))
    }

    /// Brings the search index up to date with what was saved since; returns how many stories went in. A search does this by itself.
    pub fn flush_index(&self) -> Result<usize> {
        let mut done = 0;
        loop {
            // Looked at on a reader first, so that a search writes nothing, and waits for nobody, when nothing changed.
            if self.store.read(|connection| text::queued(connection, 1))?.is_empty() {
                return Ok(done);
            }
            done += self.store.write(|connection| {
                let queued = text::queued(connection, INDEX_BATCH)?;
                for key in &queued {
                    match articles::load_key(connection, *key)?.map(|row| Article::from_bytes(&row.content)) {
                        Some(Ok(article)) => text::put(connection, *key, &texts(article))?,
                        // A story that is gone, or damaged (which `check` reports), is not searched.
                        None | Some(Err(_)) => text::remove(connection, *key)?,
                    }
                }
                Ok(queued.len())
            })?;
        }
    }

    /// Reads the query's text; brings the index up to date where words are searched. `None` where all is asked for.
    fn prepare(&self, query: &StoryQuery) -> Result<Option<Compiled>> {
        let terms = search::parse(&query.text)?;
        if terms.terms.is_empty() {
            return Ok(None);
        }
        let compiled = search::compile(&terms);
        if compiled.has_text() || !compiled.avoids.is_empty() || !compiled.wants.is_empty() {
            match self.flush_index() {
                // While another process writes, what was indexed before is found all the same.
                Ok(_) | Err(Error::LibraryBusy) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(Some(compiled))
    }
}

fn keys(connection: &Connection, query: &StoryQuery, search: Option<&Compiled>) -> Result<Vec<i64>> {
    let filter = filter(connection, query)?;
    match search {
        None => articles::page(connection, filter, query.sort, 0, u32::MAX),
        Some(search) => Found::new(search, filter.status, filter.tag, query.sort).page(connection, 0, u32::MAX),
    }
}

fn filter(connection: &Connection, query: &StoryQuery) -> Result<Filter> {
    let tag = query.tag.as_deref().map(|name| tags::get(connection, name)).transpose()?;
    Ok(Filter { status: query.status, tag: tag.map(|tag| tag.key) })
}

fn texts(article: Article) -> text::Texts {
    let mut body = article.body.plain_text();
    // What stands under the lead picture is searched with the other captions.
    for said in article.lead_image.iter().flat_map(|lead| [&lead.caption, &lead.credit]).filter(|said| !said.is_empty()) {
        body.push_str("\n\n");
        body.push_str(said);
    }
    text::Texts { body, byline: article.byline.join("\n"), headline: article.headline, standfirst: article.standfirst }
}
