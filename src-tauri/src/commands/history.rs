//! History: the timeline, one revision, a comparison, taking back.

use std::path::PathBuf;

use chrono::{DateTime, Utc};
use stet_core::diff::{ArticleDiff, BlockAt};
use stet_core::export::{self, Options, Piece};
use stet_core::library::{
    Blame, HistoryFilter, HistoryPage, PassageEvent, PastHits, PublicVersion, Saved, Side, SincePublication, Spot, Thinned,
};
use stet_core::{Article, ArticleId, Library, Result, RevisionNumber};
use tauri::ipc::Channel;
use tauri::{AppHandle, Manager};

use super::exchange::long_work;
use super::{Answer, OnDesk};
use crate::desk::{Desk, off_thread};
use crate::ipc::{Failure, Progress};

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
pub(crate) async fn export_redline(desk: OnDesk<'_>, id: String, from: Side, to: Side, path: PathBuf) -> Answer<()> {
    desk.with(move |library, _| library.write_redline(&library.resolve(&id)?, Some(from), to, &path)).await
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

#[tauri::command]
pub(crate) async fn restore_block(desk: OnDesk<'_>, id: String, number: RevisionNumber, block: BlockAt, base: i64) -> Answer<Saved> {
    desk.with(move |library, stamp| library.restore_block(&library.resolve(&id)?, number, &block, base, stamp)).await
}

#[tauri::command]
pub(crate) async fn history_page(
    desk: OnDesk<'_>,
    id: String,
    only: HistoryFilter,
    before: Option<RevisionNumber>,
    limit: u32,
) -> Answer<HistoryPage> {
    desk.with(move |library, _| library.history_page(&library.resolve(&id)?, &only, before, limit)).await
}

#[tauri::command]
pub(crate) async fn passage(app: AppHandle, id: String, text: String, progress: Channel<Progress>) -> Answer<Vec<PassageEvent>> {
    asking(app, id, &progress, move |library, id, go_on| library.passage(id, &text, go_on)).await
}

#[tauri::command]
pub(crate) async fn appeared(
    app: AppHandle,
    id: String,
    side: Side,
    spot: Spot,
    from: u32,
    to: u32,
    progress: Channel<Progress>,
) -> Answer<Vec<PassageEvent>> {
    asking(app, id, &progress, move |library, id, go_on| library.appeared(id, side, &spot, (from, to), go_on)).await
}

#[tauri::command]
pub(crate) async fn block_history(
    app: AppHandle,
    id: String,
    side: Side,
    spot: Spot,
    progress: Channel<Progress>,
) -> Answer<Vec<RevisionNumber>> {
    asking(app, id, &progress, move |library, id, go_on| library.block_history(id, side, &spot, go_on)).await
}

#[tauri::command]
pub(crate) async fn blame(app: AppHandle, id: String, side: Side, progress: Channel<Progress>) -> Answer<Blame> {
    asking(app, id, &progress, move |library, id, go_on| library.blame(id, side, go_on)).await
}

#[tauri::command]
pub(crate) async fn search_revisions(app: AppHandle, query: String, limit: u32, progress: Channel<Progress>) -> Answer<PastHits> {
    long_work(app, progress, move |library, _, tell| library.search_revisions(&query, limit, tell)).await
}

#[tauri::command]
pub(crate) async fn changes_since_publication(desk: OnDesk<'_>, id: String) -> Answer<Option<SincePublication>> {
    desk.with(move |library, _| library.changes_since_publication(&library.resolve(&id)?)).await
}

#[tauri::command]
pub(crate) async fn draft_correction(desk: OnDesk<'_>, id: String) -> Answer<String> {
    desk.with(move |library, _| library.draft_correction(&library.resolve(&id)?)).await
}

#[tauri::command]
pub(crate) async fn undo_publish(desk: OnDesk<'_>, id: String) -> Answer<Saved> {
    desk.with(move |library, stamp| library.undo_publish(&library.resolve(&id)?, stamp)).await
}

#[tauri::command]
pub(crate) async fn public_history(desk: OnDesk<'_>, id: String) -> Answer<Vec<PublicVersion>> {
    desk.with(move |library, _| library.public_history(&library.resolve(&id)?)).await
}

#[tauri::command]
pub(crate) async fn thin_preview(desk: OnDesk<'_>, before: Option<DateTime<Utc>>) -> Answer<Thinned> {
    desk.with(move |library, _| library.thin_preview(before)).await
}

#[tauri::command]
pub(crate) async fn thin(app: AppHandle, before: Option<DateTime<Utc>>, progress: Channel<Progress>) -> Answer<Thinned> {
    long_work(app, progress, move |library, _, tell| library.thin(before, tell)).await
}

/// Runs a question about a story's past, which `cancel` stops by the channel; nothing is told over it.
async fn asking<T, W>(app: AppHandle, id: String, progress: &Channel<Progress>, ask: W) -> Answer<T>
where
    T: Send + 'static,
    W: FnOnce(&Library, &ArticleId, &dyn Fn() -> bool) -> Result<T> + Send + 'static,
{
    let work = progress.id();
    off_thread(move || {
        let desk = app.state::<Desk>();
        let under_way = desk.begin(work);
        let library = desk.library()?;
        ask(&library, &library.resolve(&id)?, &|| under_way.goes_on()).map_err(Failure::from)
    })
    .await
}
