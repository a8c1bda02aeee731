//! Stories in and out. Long work tells how far it is over a channel and stops when `cancel` is called.

use std::path::{Path, PathBuf};

use percent_encoding::percent_decode_str;
use serde::Serialize;
use stet_core::export::{self, NoAssets, Options, Preview, Report};
use stet_core::import::{self, Format, Imported, Warning};
use stet_core::library::Reason;
use stet_core::{Document, Error, Library, Stamp};
use tauri::ipc::{Channel, InvokeBody, Request};
use tauri::{AppHandle, Manager};

use super::{Answer, OnDesk, resolve_all};
use crate::desk::{Desk, off_thread};
use crate::ipc::{ExportSelection, Failure, ImportReport, ImportedFile, Progress};

/// A body read from pasted HTML.
#[derive(Debug, Serialize)]
pub(crate) struct ReadBody {
    body: Document,
    warnings: Vec<Warning>,
}

#[tauri::command]
pub(crate) async fn preview_export(desk: OnDesk<'_>, id: String, options: Options) -> Answer<Preview> {
    desk.with(move |library, _| export::preview(library.outgoing(&library.resolve(&id)?)?.piece(&NoAssets), &options)).await
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
        export::write_folder(ids.iter().map(|id| library.outgoing(id)), &NoAssets, &options, &folder, tell)
    })
    .await
}

#[tauri::command]
pub(crate) async fn import_files(app: AppHandle, paths: Vec<PathBuf>, progress: Channel<Progress>) -> Answer<ImportReport> {
    long_work(app, progress, move |library, stamp, tell| {
        let files = paths.iter().map(|path| import::files(path)).collect::<stet_core::Result<Vec<_>>>()?.concat();
        let mut report = ImportReport::default();
        for (done, path) in files.iter().enumerate() {
            report.files.push(import_file(library, path, stamp));
            if !tell(done + 1, files.len()) {
                break;
            }
        }
        Ok(report)
    })
    .await
}

/// Imports one file that was dropped on the window: its bytes are the request's body, its name (percent-encoded) a header, for
/// a page never learns a path.
#[tauri::command]
pub(crate) async fn import_bytes(desk: OnDesk<'_>, request: Request<'_>) -> Answer<ImportReport> {
    let name = request.headers().get("x-stet-name").and_then(|name| name.to_str().ok()).unwrap_or("file");
    let name = percent_decode_str(name).decode_utf8_lossy().into_owned();
    let InvokeBody::Raw(bytes) = request.body() else {
        return Err(Error::ImportBinary { name }.into());
    };
    let bytes = bytes.clone();
    desk.with(move |library, stamp| {
        let imported = import::read(&name, &bytes, Format::Auto);
        Ok(ImportReport { files: vec![bring_in(library, name, imported, stamp)] })
    })
    .await
}

#[tauri::command]
pub(crate) async fn read_html(html: String) -> Answer<ReadBody> {
    off_thread(move || {
        let (body, warnings) = import::body("pasted.html", html.as_bytes(), Format::Html)?;
        Ok(ReadBody { body, warnings })
    })
    .await
}

#[tauri::command]
pub(crate) fn cancel(desk: OnDesk<'_>) {
    desk.stop();
}

/// Brings one file in; a file that cannot be read becomes a line of the report and stops nothing.
fn import_file(library: &Library, path: &Path, stamp: &Stamp) -> ImportedFile {
    let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
    bring_in(library, name, import::read_file(path, Format::Auto), stamp)
}

/// Makes a story of what was read, and a line of the report of what became of it.
fn bring_in(library: &Library, name: String, read: stet_core::Result<Imported>, stamp: &Stamp) -> ImportedFile {
    let mut file = ImportedFile { name, story: None, headline: String::new(), warnings: Vec::new(), failure: None };
    let story = read.and_then(|imported| {
        file.warnings = imported.warnings;
        library.create_story(imported.article, Reason::Imported, stamp)
    });
    match story {
        Ok(story) => (file.story, file.headline) = (Some(story.id), story.article.headline),
        Err(error) => file.failure = Some(error.into()),
    }
    file
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
