//! Stories in: files and folders that were chosen, files that were dropped on the window.

use std::path::PathBuf;
use std::str::FromStr as _;

use percent_encoding::percent_decode_str;
use serde::{Deserialize, Serialize};
use stet_core::import::sources::{self, Sources};
use stet_core::import::{self, Format, Warning};
use stet_core::library::ImportOptions;
use stet_core::picture;
use stet_core::{Document, Error, Library, Stamp};
use tauri::ipc::{Channel, InvokeBody, JavaScriptChannelId, Request, Response};
use tauri::{AppHandle, Manager as _, Webview};

use super::Answer;
use super::exchange::long_work;
use crate::desk::off_thread;
use crate::dropping::Dropped as OnWindow;
use crate::ipc::{Failure, ImportReport, Progress};

/// A body read from pasted HTML.
#[derive(Debug, Serialize)]
pub(crate) struct ReadBody {
    body: Document,
    warnings: Vec<Warning>,
}

/// A dropped file, as the head of the request's body lists it.
#[derive(Deserialize)]
struct Dropped {
    /// Its path inside what was dropped, with `/` between names.
    name: String,
    /// Its size in bytes.
    size: usize,
}

#[tauri::command]
pub(crate) async fn import_files(app: AppHandle, paths: Vec<PathBuf>, progress: Channel<Progress>) -> Answer<ImportReport> {
    long_work(app, progress, move |library, stamp, tell| Ok(bring_in(library, &Sources::of_paths(&paths), 0, stamp, tell))).await
}

/// Imports files that were dropped on the window, for a page never learns a path. The request's body is bytes: the length of the
/// list in four bytes (little end first), the list as JSON, then the files one after the other. Headers: `x-stet-run` (when the
/// drop began, so that its calls count as one import) and `x-stet-progress` (the channel that hears of it).
#[tauri::command]
pub(crate) async fn import_bytes(app: AppHandle, webview: Webview, request: Request<'_>) -> Answer<ImportReport> {
    let header = |name: &str| request.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned();
    let run = header("x-stet-run").parse().unwrap_or(0);
    let channel = percent_decode_str(&header("x-stet-progress")).decode_utf8_lossy().into_owned();
    let channel = JavaScriptChannelId::from_str(&channel).map_err(Failure::system)?;
    let InvokeBody::Raw(body) = request.body() else {
        return Err(Error::ImportBinary { name: "what was dropped".into() }.into());
    };
    let files =
        unpack(body).ok_or_else(|| Error::ImportDamaged { name: "what was dropped".into(), reason: "its list does not fit".into() })?;
    long_work(app, channel.channel_on(webview), move |library, stamp, tell| {
        Ok(bring_in(library, &Sources::of_bytes(files), run, stamp, tell))
    })
    .await
}

/// Imports what fell on the window, where it lies. Pictures among it come in with the stories that show them.
#[tauri::command]
pub(crate) async fn import_dropped(app: AppHandle, drop: u32, progress: Channel<Progress>) -> Answer<ImportReport> {
    let mut paths = app.state::<OnWindow>().paths(drop);
    if paths.iter().any(|path| !sources::is_picture(path)) {
        paths.retain(|path| !sources::is_picture(path));
    }
    long_work(app, progress, move |library, stamp, tell| Ok(bring_in(library, &Sources::of_paths(&paths), 0, stamp, tell))).await
}

/// Gives the page the bytes of a picture that fell on it, by its place among the names that it was told.
#[tauri::command]
pub(crate) async fn dropped_file(app: AppHandle, drop: u32, index: usize) -> Answer<Response> {
    off_thread(move || {
        let paths = app.state::<OnWindow>().paths(drop);
        let path = paths.get(index).filter(|path| sources::is_picture(path));
        let path = path.ok_or_else(|| Error::ImportMissing { path: index.to_string().into() })?;
        let missing = |_: std::io::Error| Error::ImportMissing { path: path.clone() };
        let bytes = std::fs::metadata(path).map_err(missing)?.len();
        if bytes > picture::MAX_BYTES {
            return Err(Error::PictureTooLarge { name: path.display().to_string(), bytes, limit: picture::MAX_BYTES }.into());
        }
        Ok(Response::new(std::fs::read(path).map_err(missing)?))
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

fn bring_in(library: &Library, sources: &Sources, run: i64, stamp: &Stamp, tell: &mut dyn FnMut(usize, usize) -> bool) -> ImportReport {
    let options = ImportOptions { run, ..ImportOptions::default() };
    if !tell(0, sources.all.len()) {
        return ImportReport { cancelled: true, ..ImportReport::default() };
    }
    library.import(sources, &options, stamp, &mut |_, done, total| tell(done, total)).into()
}

/// Takes the body of a request apart; `None` where its list and its bytes do not fit each other.
fn unpack(body: &[u8]) -> Option<Vec<(String, Vec<u8>)>> {
    let (length, rest) = body.split_first_chunk::<4>()?;
    let (list, mut rest) = rest.split_at_checked(usize::try_from(u32::from_le_bytes(*length)).ok()?)?;
    let list: Vec<Dropped> = serde_json::from_slice(list).ok()?;
    let mut files = Vec::with_capacity(list.len());
    for Dropped { name, size } in list {
        let (bytes, after) = rest.split_at_checked(size)?;
        files.push((name, bytes.to_vec()));
        rest = after;
    }
    rest.is_empty().then_some(files)
}

#[cfg(test)]
mod tests {
    use super::unpack;

    #[test]
    fn a_drop_is_taken_apart_and_one_that_does_not_fit_is_refused() {
        let list = br#"[{"name":"a.md","size":2},{"name":"b/c.md","size":1}]"#;
        let whole = [&u32::try_from(list.len()).unwrap_or(0).to_le_bytes()[..], list, b"xyz"].concat();
        assert_eq!(unpack(&whole), Some(vec![("a.md".into(), b"xy".to_vec()), ("b/c.md".into(), b"z".to_vec())]));
        assert_eq!(unpack(&whole[..whole.len() - 1]), None, "too short");
        assert_eq!(unpack(&[&whole[..], b"!"].concat()), None, "too long");
        assert_eq!(unpack(b"\xff\xff\xff\xff[]"), None);
    }
}
