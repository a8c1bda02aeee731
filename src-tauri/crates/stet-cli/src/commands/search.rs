//! Finding stories by their words.

use stet_core::library::StoryQuery;

use super::Desk;
use crate::args::Search;
use crate::failure::{Done, Failure};
use crate::output::Output;

pub(super) fn search(desk: &Desk, search: Search, output: &mut Output) -> Done {
    if search.revisions {
        return Err(Failure::not_yet("searching older revisions"));
    }
    let library = desk.open()?;
    let query = StoryQuery { text: search.query, ..StoryQuery::default() };
    let page = library.list(&query, 0, search.limit)?;
    if output.json {
        return output.value(&page.rows);
    }
    for row in page.rows {
        let snippet: String = row.snippet.iter().map(|piece| piece.text.as_str()).collect();
        output.row(&[row.id.as_str(), &row.headline, &snippet])?;
    }
    Ok(())
}
