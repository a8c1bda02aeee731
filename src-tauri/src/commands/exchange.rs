//! Stories out. Long work tells how far it is over a channel and stops when `cancel` is called.

use std::path::PathBuf;

use stet_core::export::site::{self, SiteOptions, SiteReport};
use stet_core::export::{self, Options, Preview, Report};
use stet_core::library::Selection;
use stet_core::{Error, Library, Stamp};
use tauri::ipc::Channel;
use tauri::{AppHandle, Manager};

use super::{Answer, OnDesk, resolve_all};
use crate::desk::{Desk, off_thread};
use crate::ipc::{ExportSelection, Failure, Progress};

#[tauri::command]
pub(crate) async fn preview_export(desk: OnDesk<'_>, id: String, options: Options) -> Answer<Preview> {
    desk.with(move |library, _| export::preview(library.outgoing(&library.resolve(&id)?)?.piece(library), &options)).await
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
        let ids = match &selection {
            ExportSelection::Stories { ids } => resolve_all(library, ids)?,
            ExportSelection::Query { query } => library.list_ids(query)?,
        };
        export::write_folder(ids.iter().map(|id| library.outgoing(id)), library, &options, &folder, tell)
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

#[tauri::command]
pub(crate) fn cancel(desk: OnDesk<'_>) {
    desk.stop();
}

/// Runs `work` with a function that tells the page how many are done of how many, and returns whether to go on.
pub(super) async fn long_work<T, W>(app: AppHandle, progress: Channel<Progress>, work: W) -> Answer<T>
where
    T: Send + 'static,
    W: FnOnce(&Library, &Stamp, &mut dyn FnMut(usize, usize) -> bool) -> Result<T, Error> + Send + 'static,
{
    let begun = app.state::<Desk>().stops();
    off_thread(move || {
        let desk = app.state::<Desk>();
        let mut tell = |done: usize, total: usize| {
            let clip = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
            let heard = progress.send(Progress { done: clip(done), total: clip(total) });
            heard.is_ok() && desk.stops() == begun
        };
        work(&*desk.library()?, &desk.stamp(), &mut tell).map_err(Failure::from)
    })
    .await
}
