//! Looking back: revisions, what differs between two, and taking one back.

use serde::Serialize;
use serde_json::json;
use stet_core::diff::{self, BlockAt, Budget, render_text};
use stet_core::library::{PassageChange, PassageEvent, RevisionRow, Side};
use stet_core::{Article, ArticleId, Library};

use super::story::print_saved;
use super::{Desk, moment};
use crate::args::{self, BlockPath, Diff, DiffFormat, History, Restore};
use crate::failure::{Done, Failure};
use crate::output::Output;
use crate::place;

/// A revision in which a passage came, changed or went.
#[derive(Serialize)]
struct Turn {
    #[serde(flatten)]
    revision: RevisionRow,
    passage: PassageChange,
    /// The passage as it read then.
    text: String,
}

pub(super) fn history(desk: &Desk, history: &History, output: &mut Output) -> Done {
    let library = desk.open()?;
    let id = library.resolve(&history.story)?;
    let rows = library.history(&id)?;
    let Some(passage) = &history.passage else {
        if output.json {
            return output.value(&rows);
        }
        return rows.iter().try_for_each(|row| output.row(&cells(row).each_ref().map(String::as_str)));
    };
    if passage.trim().is_empty() {
        return Err(Failure::Usage("a passage needs at least a word".to_owned()));
    }
    let turn = |event: PassageEvent| {
        let revision = rows.iter().find(|row| Some(row.number) == event.revision)?.clone();
        Some(Turn { revision, passage: event.change, text: event.text })
    };
    let turns: Vec<Turn> = library.passage(&id, passage, &|| true)?.into_iter().filter_map(turn).collect();
    if output.json {
        return output.value(&turns);
    }
    for turn in &turns {
        let mut cells = cells(&turn.revision).to_vec();
        cells.push(json!(turn.passage).as_str().unwrap_or_default().to_owned());
        cells.push(turn.text.clone());
        output.row(&cells.iter().map(String::as_str).collect::<Vec<_>>())?;
    }
    Ok(())
}

fn cells(row: &RevisionRow) -> [String; 7] {
    let reason = json!(row.reason).as_str().unwrap_or_default().to_owned();
    [
        row.number.to_string(),
        moment(row.time),
        reason,
        row.author.clone(),
        format!("+{}", row.added),
        format!("-{}", row.removed),
        row.name.clone().unwrap_or_default(),
    ]
}

pub(super) fn diff(desk: &Desk, diff: &Diff, output: &mut Output) -> Done {
    let library = desk.open()?;
    let id = library.resolve(&diff.story)?;
    let head = library.story(&id)?.head;
    let to = diff.to.unwrap_or(args::Side::Revision(head));
    // The first revision has none before it: it is compared with nothing.
    let from = match diff.from {
        Some(from) => Some(from),
        None => head.checked_sub(1).filter(|number| *number > 0).map(args::Side::Revision),
    };
    let found = match from {
        Some(from) => library.compare(&id, side(from), side(to))?,
        None => diff::diff(&Article::default(), &side_article(&library, &id, to)?, Budget::default()),
    };
    let format = diff.format.unwrap_or(if output.json { DiffFormat::Json } else { DiffFormat::Text });
    match format {
        DiffFormat::Json => output.value(&found),
        DiffFormat::Text => {
            let text = render_text::render(&found, output.colours());
            output.styled(&text)
        }
        DiffFormat::Html => {
            let page = library.redline(&id, from.map(side), side(to))?;
            output.text(&page)
        }
    }
}

fn side(side: args::Side) -> Side {
    match side {
        args::Side::Draft => Side::Draft,
        args::Side::Revision(number) => Side::Revision { number },
    }
}

fn side_article(library: &Library, id: &ArticleId, side: args::Side) -> Done<Article> {
    Ok(match side {
        args::Side::Draft => library.story(id)?.article,
        args::Side::Revision(number) => library.revision(id, number)?,
    })
}

pub(super) fn restore(desk: &Desk, restore: &Restore, output: &mut Output) -> Done {
    let library = desk.open()?;
    let id = library.resolve(&restore.story)?;
    let base = library.story(&id)?.version;
    let saved = match (&restore.field, &restore.block) {
        (Some(field), _) => library.restore_field(&id, restore.number, field, base, &place::stamp())?,
        (None, Some(BlockPath(path))) => {
            let block = BlockAt::Older { path: path.clone() };
            library.restore_block(&id, restore.number, &block, base, &place::stamp())?
        }
        (None, None) => library.restore(&id, restore.number, base, &place::stamp())?,
    };
    if saved.revision.is_none() {
        output.warning(&restore.story, "unchanged", "nothing differs from that revision; none was made");
    }
    print_saved(&saved, output)
}
