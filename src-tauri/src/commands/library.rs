//! The library itself: what the desk opens with, another file, a backup, settings.

use std::path::{Path, PathBuf};

use tauri::{AppHandle, Manager};

use super::{Answer, OnDesk};
use crate::boot;
use crate::desk::{self, Desk, off_thread};
use crate::ipc::{Boot, LibraryInfo};

#[tauri::command]
pub(crate) async fn boot(app: AppHandle) -> Answer<Boot> {
    off_thread(move || Ok(boot::gather(&app.state::<Desk>()))).await
}

#[tauri::command]
pub(crate) async fn library_info(desk: OnDesk<'_>) -> Answer<LibraryInfo> {
    desk.with(|library, _| boot::info(library)).await
}

#[tauri::command]
pub(crate) async fn open_library(app: AppHandle, path: PathBuf) -> Answer<Boot> {
    off_thread(move || change(&app, &path, false)).await
}

#[tauri::command]
pub(crate) async fn create_library(app: AppHandle, path: PathBuf) -> Answer<Boot> {
    off_thread(move || change(&app, &path, true)).await
}

#[tauri::command]
pub(crate) async fn backup_library(desk: OnDesk<'_>, path: PathBuf) -> Answer<()> {
    desk.with(move |library, _| library.backup(&path)).await
}

#[tauri::command]
pub(crate) async fn set_setting(desk: OnDesk<'_>, key: String, value: String) -> Answer<()> {
    if key == desk::AUTHOR {
        desk.set_author(&value);
    }
    desk.with(move |library, _| library.set_setting(&key, &value)).await
}

fn change(app: &AppHandle, path: &Path, create: bool) -> Answer<Boot> {
    let desk = app.state::<Desk>();
    desk.change(path, create)?;
    Ok(boot::gather(&desk))
}
