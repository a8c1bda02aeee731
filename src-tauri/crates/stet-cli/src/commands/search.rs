//! Finding stories by their words, those of today and those of older revisions.

use std::cmp::Reverse;

use serde::Serialize;
use stet_core::library::{SnippetPiece, StoryQuery};
use stet_core::search::{self, past};
use stet_core::{ArticleId, Error, Library, RevisionNumber};

use super::Desk;
use crate::args::Search;
use crate::failure::Done;
use crate::output::Output;

pub(super) fn search(desk: &Desk, search: Search, output: &mut Output) -> Done {
    let library = desk.open()?;
    if search.revisions {
        return revisions(&library, &search, output);
    }
    let query = StoryQuery { text: search.query, ..StoryQuery::default() };
    let page = library.list(&query, 0, search.limit)?;
    if output.json {
        return output.value(&page.rows);
    }
    page.rows.iter().try_for_each(|row| output.row(&[row.id.as_str(), &row.headline, &text(&row.snippet)]))
}

fn text(snippet: &[SnippetPiece]) -> String {
    snippet.iter().map(|piece| piece.text.as_str()).collect()
}

/// A story that once said what is searched for.
#[derive(Serialize)]
struct Hit {
    id: ArticleId,
    /// The headline of that revision.
    headline: String,
    snippet: Vec<SnippetPiece>,
    /// The newest revision that says it.
    revision: RevisionNumber,
    #[serde(skip)]
    hits: usize,
}

/// Reads every revision of every story: slow in a large library, and complete.
fn revisions(library: &Library, search: &Search, output: &mut Output) -> Done {
    let query = search::parse(&search.query)?;
    let ids = library.list_ids(&StoryQuery::default())?;
    let bar = output.progress(ids.len(), "searching");
    let mut hits = Vec::new();
    for id in ids {
        for row in library.history(&id)? {
            let article = match library.revision(&id, row.number) {
                Ok(article) => article,
                Err(error @ Error::RevisionDamaged { .. }) => {
                    output.warning(id.as_str(), "revision_damaged", &error.to_string());
                    continue;
                }
                Err(error) => return Err(error.into()),
            };
            if let Some(found) = past::find(&query, &article, &row) {
                hits.push(Hit { id, headline: article.headline, snippet: found.snippet, revision: row.number, hits: found.hits });
                break;
            }
        }
        bar.inc(1);
    }
    bar.finish_and_clear();
    hits.sort_by_key(|hit| Reverse(hit.hits));
    hits.truncate(search.limit as usize);
    if output.json {
        return output.value(&hits);
    }
    hits.iter().try_for_each(|hit| output.row(&[hit.id.as_str(), &hit.headline, &text(&hit.snippet), &hit.revision.to_string()]))
}
