//! Finding stories by their words, those of today and those of older revisions.

use stet_core::Library;
use stet_core::library::{SnippetPiece, StoryQuery};

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

/// Searches every revision of every story. Slow in a large library, and complete.
fn revisions(library: &Library, search: &Search, output: &mut Output) -> Done {
    let bar = output.progress(library.stats()?.stories as usize, "searching");
    let found = library.search_revisions(&search.query, search.limit, &mut |done, _| {
        bar.set_position(done as u64);
        true
    })?;
    bar.finish_and_clear();
    for (id, number) in &found.damaged {
        output.warning(id.as_str(), "revision_damaged", &format!("revision {number} cannot be read, and was not searched"));
    }
    if output.json {
        return output.value(&found.hits);
    }
    found.hits.iter().try_for_each(|hit| output.row(&[hit.id.as_str(), &hit.headline, &text(&hit.snippet), &hit.revision.to_string()]))
}
