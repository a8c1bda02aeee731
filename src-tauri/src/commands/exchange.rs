//! Stories out. Long work tells how far it is over a channel and stops when `cancel` is called.

use std::path::PathBuf;

use stet_core::export::site::{self, SiteOptions, SiteReport};
use stet_core::export::{self, Loss, Options, Preview, Report};
use stet_core::library::Selection;
use stet_core::{ArticleId, Error, Library, Stamp};
use tauri::ipc::Channel;
use tauri::{AppHandle, Manager};

use super::{Answer, OnDesk, resolve_all};
use crate::desk::{Desk, off_thread};
use crate::ipc::{ExportSelection, Failure, Progress};

#[tauri::command]
pub(crate) async fn preview_export(desk: OnDesk<'_>, id: String, options: Options) -> Answer<Preview> {
    desk.with(move |library, _| export::preview(library.outgoing_for(&library.resolve(&id)?, &options)?.piece(library), &options)).await
}

/// Tells what an export of these stories would lose, before anything is written.
#[tauri::command]
pub(crate) async fn export_losses(
    app: AppHandle,
    selection: ExportSelection,
    options: Options,
    progress: Channel<Progress>,
) -> Answer<Vec<Loss>> {
    long_work(app, progress, move |library, _, tell| {
        let ids = chosen(library, &selection)?;
        let pieces = ids.iter().enumerate().map(|(done, id)| {
            // Telling costs more than looking at a short story.
            let goes_on = done % 16 != 0 || tell(done, ids.len());
            if goes_on { library.outgoing_for(id, &options) } else { Err(Error::Cancelled) }
        });
        export::losses(pieces, library, &options)
    })
    .await
}

#[tauri::command]
pub(crate) async fn export_stories(
    app: AppHandle,
    selection: ExportSelection,
    options: Options,
    folder: PathBuf,
    progress: Channel<Progress>,
) -> Answer<Report> {
    long_work(app, progress, move |library, _, tell| {
        let ids = chosen(library, &selection)?;
        export::write_folder(ids.iter().map(|id| library.outgoing_for(id, &options)), library, &options, &folder, tell)
    })
    .await
}

/// Writes a website into the folder, or brings the one there up to date.
#[tauri::command]
pub(crate) async fn export_site(
    app: AppHandle,
    selection: ExportSelection,
    options: SiteOptions,
    folder: PathBuf,
    progress: Channel<Progress>,
) -> Answer<SiteReport> {
    long_work(app, progress, move |library, _, tell| {
        let selection = match selection {
            ExportSelection::Stories { ids } => Selection::Stories(resolve_all(library, &ids)?),
            ExportSelection::Query { query } => Selection::Query(query),
        };
        site::export(library, &selection, &options, &folder, tell)
    })
    .await
}

fn chosen(library: &Library, selection: &ExportSelection) -> Result<Vec<ArticleId>, Error> {
    match selection {
        ExportSelection::Stories { ids } => resolve_all(library, ids),
        ExportSelection::Query { query } => library.list_ids(query),
    }
}

/// Stops the work that tells of itself over this channel; the page may ask for it before the work has begun.
#[tauri::command]
pub(crate) fn cancel(desk: OnDesk<'_>, channel: u32) {
    desk.stop(channel);
}

/// Runs `work` with a function that tells the page how many are done of how many, and returns whether to go on.
pub(super) async fn long_work<T, W>(app: AppHandle, progress: Channel<Progress>, work: W) -> Answer<T>
where
    T: Send + 'static,
    W: FnOnce(&Library, &Stamp, &mut dyn FnMut(usize, usize) -> bool) -> Result<T, Error> + Send + 'static,
{
    off_thread(move || {
        let desk = app.state::<Desk>();
        let under_way = desk.begin(progress.id());
        let mut tell = |done: usize, total: usize| {
            let clip = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
            let heard = progress.send(Progress { done: clip(done), total: clip(total) });
            heard.is_ok() && under_way.goes_on()
        };
        work(&*desk.library()?, &desk.stamp(), &mut tell).map_err(Failure::from)
    })
    .await
}
