//! Stories: made, listed, shown, saved, moved on, published.

use serde_json::json;
use stet_core::Article;
use stet_core::article::Correction;
use stet_core::export::{self, Format, Options, Piece};
use stet_core::library::{Reason, Saved, StoryQuery};

use super::{Desk, export_format, import_format, moment};
use crate::args::{Correct, List, New, Publish, Save, Show, Status};
use crate::failure::Done;
use crate::output::Output;
use crate::{place, source};

/// So many stories are fetched at a time.
const PAGE: u32 = 500;

pub(super) fn new(desk: &Desk, new: New, output: &mut Output) -> Done {
    let format = import_format(&new.format)?;
    let library = desk.open()?;
    let mut article = Article {
        headline: new.headline,
        standfirst: new.standfirst.unwrap_or_default(),
        byline: new.byline,
        section: new.section.unwrap_or_default(),
        tags: new.tag,
        ..Article::default()
    };
    if let Some(body) = &new.body {
        article.body = source::body(body, format, output)?;
    }
    let story = library.create_story(article, Reason::Created, &place::stamp())?;
    if output.json { output.value(&story) } else { output.row(&[story.id.as_str()]) }
}

pub(super) fn list(desk: &Desk, list: List, output: &mut Output) -> Done {
    let library = desk.open()?;
    let query =
        StoryQuery { text: list.query.unwrap_or_default(), status: list.status.map(Into::into), tag: list.tag, ..StoryQuery::default() };
    let limit = list.limit.unwrap_or(u32::MAX);
    let mut rows = Vec::new();
    let mut offset = 0;
    while offset < limit {
        let page = library.list(&query, offset, PAGE.min(limit - offset))?;
        let count = page.rows.len() as u32;
        offset += count;
        if output.json {
            rows.extend(page.rows);
        } else {
            for row in page.rows {
                let words = row.words.to_string();
                output.row(&[row.id.as_str(), row.status.as_str(), &moment(row.updated_at), &words, &row.headline])?;
            }
        }
        if count == 0 || offset >= page.total {
            break;
        }
    }
    if output.json { output.value(&rows) } else { Ok(()) }
}

pub(super) fn show(desk: &Desk, show: &Show, output: &mut Output) -> Done {
    let format = show.format.as_deref().map(export_format).transpose()?;
    let library = desk.open()?;
    let id = library.resolve(&show.story)?;
    let mut story = library.story(&id)?;
    if let Some(number) = show.revision {
        story.article = library.revision(&id, number)?;
    }
    let format = match format {
        None if output.json => {
            let mut value = json!(story);
            value["revision"] = json!(show.revision);
            return output.value(&value);
        }
        None => Format::Markdown,
        Some(format) => format,
    };
    let options = Options { format, ..Options::default() };
    let piece = Piece::new(id.as_str(), story.status, &story.article);
    let mut bytes = Vec::new();
    let losses = export::write(piece, &options, &mut bytes)?;
    losses
        .iter()
        .filter(|loss| !loss.kept)
        .for_each(|loss| output.warning(&loss.what, "loss", &format!("{} ({}×)", loss.becomes, loss.count)));
    output.text(&String::from_utf8_lossy(&bytes))
}

pub(super) fn save(desk: &Desk, save: Save, output: &mut Output) -> Done {
    let format = import_format(&save.format)?;
    let library = desk.open()?;
    let id = library.resolve(&save.story)?;
    // The story as it is before the body is read: what changes meanwhile is a stale save and overwrites nothing.
    let story = library.story(&id)?;
    let mut article = story.article;
    article.body = source::body(&save.body, format, output)?;
    if let Some(headline) = save.headline {
        article.headline = headline;
    }
    let base = save.base.unwrap_or(story.version);
    let saved = library.save_revision(&id, Some((base, article)), Reason::Saved, save.name.as_deref(), &place::stamp())?;
    if saved.revision.is_none() {
        output.warning(&save.story, "unchanged", "nothing differs from the newest revision; none was made");
    }
    print_saved(&saved, output)
}

pub(super) fn status(desk: &Desk, status: &Status, output: &mut Output) -> Done {
    let library = desk.open()?;
    let id = library.resolve(&status.story)?;
    library.set_status(std::slice::from_ref(&id), status.status.into(), &place::stamp())?;
    let story = library.story(&id)?;
    if output.json {
        return output.value(&json!({ "id": id, "status": story.status, "head": story.head }));
    }
    output.row(&[id.as_str(), story.status.as_str()])
}

pub(super) fn publish(desk: &Desk, publish: &Publish, output: &mut Output) -> Done {
    let library = desk.open()?;
    let id = library.resolve(&publish.story)?;
    let saved = library.publish(&id, publish.at, &place::stamp())?;
    print_saved(&saved, output)
}

pub(super) fn correct(desk: &Desk, correct: Correct, output: &mut Output) -> Done {
    let library = desk.open()?;
    let id = library.resolve(&correct.story)?;
    let Some(text) = correct.text else {
        let draft = library.draft_correction(&id)?;
        if draft.is_empty() {
            output.warning(&correct.story, "unchanged", "nothing that the published story said was changed");
        }
        return if output.json { output.value(&json!({ "text": draft })) } else { output.text(&draft) };
    };
    let stamp = place::stamp();
    let story = library.story(&id)?;
    let mut article = story.article;
    article.corrections.push(Correction { time: stamp.time, text });
    let saved = library.save_revision(&id, Some((story.version, article)), Reason::Saved, None, &stamp)?;
    print_saved(&saved, output)
}

/// Prints the number of the revision that a save made, or of the newest where it made none.
pub(super) fn print_saved(saved: &Saved, output: &mut Output) -> Done {
    if output.json { output.value(saved) } else { output.row(&[&saved.revision.unwrap_or(saved.head).to_string()]) }
}
