//! History: the timeline, one revision, a comparison, taking back.

use stet_core::diff::ArticleDiff;
use stet_core::export::{self, Options, Piece};
use stet_core::library::{RevisionRow, Saved, Side};
use stet_core::{Article, RevisionNumber};

use super::{Answer, OnDesk};

#[tauri::command]
pub(crate) async fn history(desk: OnDesk<'_>, id: String) -> Answer<Vec<RevisionRow>> {
    desk.with(move |library, _| library.history(&library.resolve(&id)?)).await
}

#[tauri::command]
pub(crate) async fn revision(desk: OnDesk<'_>, id: String, number: RevisionNumber) -> Answer<Article> {
    desk.with(move |library, _| library.revision(&library.resolve(&id)?, number)).await
}

#[tauri::command]
pub(crate) async fn compare(desk: OnDesk<'_>, id: String, from: Side, to: Side) -> Answer<ArticleDiff> {
    desk.with(move |library, _| library.compare(&library.resolve(&id)?, from, to)).await
}

#[tauri::command]
pub(crate) async fn revision_markdown(desk: OnDesk<'_>, id: String, side: Side) -> Answer<String> {
    desk.with(move |library, _| {
        let story = library.story(&library.resolve(&id)?)?;
        let article = match side {
            Side::Draft => story.article,
            Side::Revision { number } => library.revision(&story.id, number)?,
        };
        let piece = Piece::new(story.id.as_str(), story.status, &article);
        Ok(export::preview(piece, &Options::default())?.text)
    })
    .await
}

#[tauri::command]
pub(crate) async fn name_revision(desk: OnDesk<'_>, id: String, number: RevisionNumber, name: Option<String>) -> Answer<()> {
    desk.with(move |library, stamp| library.name_revision(&library.resolve(&id)?, number, name.as_deref(), stamp)).await
}

#[tauri::command]
pub(crate) async fn restore(desk: OnDesk<'_>, id: String, number: RevisionNumber, base: i64) -> Answer<Saved> {
    desk.with(move |library, stamp| library.restore(&library.resolve(&id)?, number, base, stamp)).await
}

#[tauri::command]
pub(crate) async fn restore_field(desk: OnDesk<'_>, id: String, number: RevisionNumber, field: String, base: i64) -> Answer<Saved> {
    desk.with(move |library, stamp| library.restore_field(&library.resolve(&id)?, number, &field, base, stamp)).await
}
