//! Pictures into the library: as bytes from the page, from a file, from the clipboard; and what a story has of them.

use std::fs;

use percent_encoding::percent_decode_str;
use stet_core::Error;
use stet_core::library::{Asset, Removed, StoryAsset};
use stet_core::picture::Cut;
use tauri::ipc::{InvokeBody, Request};
use tauri::{AppHandle, Manager, WebviewWindow};
use tauri_plugin_opener::OpenerExt;

use super::system::{choose, dialog, first};
use super::{Answer, OnDesk};
use crate::clipboard;
use crate::desk::{Desk, off_thread};
use crate::ipc::Failure;

/// Adds a picture that was pasted or dropped: its bytes are the request's body, its name (percent-encoded) a header.
#[tauri::command]
pub(crate) async fn add_asset(desk: OnDesk<'_>, request: Request<'_>) -> Answer<Asset> {
    let name = request.headers().get("x-stet-name").and_then(|name| name.to_str().ok()).unwrap_or_default();
    let name = percent_decode_str(name).decode_utf8_lossy().into_owned();
    let InvokeBody::Raw(bytes) = request.body() else {
        return Err(Error::PictureFormat { name }.into());
    };
    let bytes = bytes.clone();
    desk.with(move |library, stamp| library.add_asset(bytes, &name, stamp)).await
}

/// Lets the editor choose a file and adds it; nothing where they choose none.
#[tauri::command]
pub(crate) async fn choose_picture(window: WebviewWindow) -> Answer<Option<Asset>> {
    let asked = window.clone();
    let chosen = choose(move || {
        let kinds = ["jpg", "jpeg", "png", "webp", "gif", "avif", "svg"];
        let dialog = dialog(&asked, "Choose a picture").add_filter("Pictures", &kinds).add_filter("All files", &["*"]);
        dialog.blocking_pick_file().map(|file| vec![file])
    });
    let Some(path) = first(chosen.await?) else { return Ok(None) };
    window.state::<Desk>().with(move |library, stamp| library.add_asset_file(&path, stamp)).await.map(Some)
}

/// Adds the picture on the system's clipboard, which a page does not get as a file everywhere; nothing where there is none.
#[tauri::command]
pub(crate) async fn paste_picture(app: AppHandle) -> Answer<Option<Asset>> {
    off_thread(move || {
        let Some(bytes) = clipboard::picture(&app)? else { return Ok(None) };
        let desk = app.state::<Desk>();
        Ok(Some(desk.library()?.add_asset(bytes, "", &desk.stamp())?))
    })
    .await
}

#[tauri::command]
pub(crate) async fn asset_info(desk: OnDesk<'_>, hash: String) -> Answer<Asset> {
    desk.with(move |library, _| library.asset_info(&hash)).await
}

#[tauri::command]
pub(crate) async fn story_assets(desk: OnDesk<'_>, id: String) -> Answer<Vec<StoryAsset>> {
    desk.with(move |library, _| library.story_assets(&library.resolve(&id)?)).await
}

/// What removing unused pictures would take out.
#[tauri::command]
pub(crate) async fn unused_assets(desk: OnDesk<'_>) -> Answer<Removed> {
    desk.with(|library, stamp| library.unused_assets(stamp)).await
}

#[tauri::command]
pub(crate) async fn remove_unused_assets(desk: OnDesk<'_>) -> Answer<Removed> {
    desk.with(|library, stamp| library.remove_unused_assets(stamp)).await
}

/// Opens a picture in the system's own viewer: a copy of it, upright and without what its camera noted.
#[tauri::command]
pub(crate) async fn open_asset(app: AppHandle, hash: String) -> Answer<()> {
    off_thread(move || {
        let library = app.state::<Desk>().library()?;
        let rendition = library.export_picture(&hash, &Cut::default())?;
        let folder = app.path().app_cache_dir().map_err(Failure::system)?.join("pictures");
        let path = folder.join(format!("{}.{}", &hash[..16.min(hash.len())], rendition.kind.extension()));
        fs::create_dir_all(&folder).and_then(|()| fs::write(&path, rendition.bytes)).map_err(Failure::system)?;
        app.opener().open_path(path.to_string_lossy(), None::<&str>).map_err(Failure::system)
    })
    .await
}
