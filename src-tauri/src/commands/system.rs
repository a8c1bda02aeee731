//! The system around the desk: native dialogs, the browser, the clipboard, closing.

use std::path::PathBuf;

use stet_core::Error;
use stet_core::export::theme::{self, Theme};
use tauri::{AppHandle, Manager, WebviewWindow};
use tauri_plugin_clipboard_manager::ClipboardExt;
use tauri_plugin_dialog::{DialogExt, FileDialogBuilder, FilePath};
use tauri_plugin_opener::OpenerExt;

use super::{Answer, OnDesk};
use crate::closing::Closing;
use crate::desk::off_thread;
use crate::ipc::Failure;
use crate::{place, window};

#[tauri::command]
pub(crate) async fn choose_folder(window: WebviewWindow) -> Answer<Option<PathBuf>> {
    choose(move || dialog(&window, "Export to").blocking_pick_folder().map(|folder| vec![folder])).await.map(first)
}

/// Asks for the folder of a theme. One that is none is refused; a mistake in a template is told where the theme is used.
#[tauri::command]
pub(crate) async fn choose_theme(window: WebviewWindow) -> Answer<Option<PathBuf>> {
    let folder =
        choose(move || dialog(&window, "The folder of a theme").blocking_pick_folder().map(|folder| vec![folder])).await.map(first)?;
    let Some(folder) = folder else { return Ok(None) };
    off_thread(move || match Theme::read(&folder) {
        Ok(_) | Err(Error::TemplateInvalid { .. }) => Ok(Some(folder)),
        Err(error) => Err(error.into()),
    })
    .await
}

/// Asks where to, and copies the built-in theme there to be changed. Answers the folder that it is in.
#[tauri::command]
pub(crate) async fn copy_theme(window: WebviewWindow) -> Answer<Option<PathBuf>> {
    let folder = choose(move || dialog(&window, "Copy the theme to").blocking_pick_folder().map(|folder| vec![folder])).await.map(first)?;
    let Some(folder) = folder else { return Ok(None) };
    off_thread(move || theme::copy_into(&folder).map(Some).map_err(Failure::from)).await
}

#[tauri::command]
pub(crate) async fn choose_files(window: WebviewWindow) -> Answer<Option<Vec<PathBuf>>> {
    choose(move || {
        let kinds = ["md", "markdown", "mdx", "html", "htm", "xhtml", "txt", "text", "json", "zip"];
        dialog(&window, "Import stories").add_filter("Stories", &kinds).add_filter("All files", &["*"]).blocking_pick_files()
    })
    .await
}

#[tauri::command]
pub(crate) async fn choose_import_folder(window: WebviewWindow) -> Answer<Option<PathBuf>> {
    choose(move || dialog(&window, "Import a folder").blocking_pick_folder().map(|folder| vec![folder])).await.map(first)
}

#[tauri::command]
pub(crate) async fn choose_library(window: WebviewWindow, save: bool) -> Answer<Option<PathBuf>> {
    choose(move || {
        let title = if save { "Save the library as" } else { "Open a library" };
        let dialog = dialog(&window, title).add_filter("Stet libraries", &["stet"]);
        let chosen = if save { dialog.set_file_name("library.stet").blocking_save_file() } else { dialog.blocking_pick_file() };
        chosen.map(|file| vec![file])
    })
    .await
    .map(first)
}

/// Asks where a page of HTML is to be written; `name` is what the field begins with.
#[tauri::command]
pub(crate) async fn choose_page(window: WebviewWindow, name: String) -> Answer<Option<PathBuf>> {
    let answered = choose({
        let name = name.clone();
        move || {
            let dialog = dialog(&window, "Save the page as").add_filter("Web pages", &["html"]).set_file_name(name);
            dialog.blocking_save_file().map(|file| vec![file])
        }
    })
    .await
    .map(first)?;
    // What tests answer for every dialog is a folder.
    Ok(answered.map(|path| if path.is_dir() { path.join(name) } else { path }))
}

/// Opens a link in the system's browser or mail program: https and mailto only.
#[tauri::command]
pub(crate) async fn open_link(app: AppHandle, url: String) -> Answer<()> {
    if !may_open(&url) {
        return Err(Error::FieldInvalid { field: "link", reason: format!("{url:?} is neither https nor mailto") }.into());
    }
    off_thread(move || app.opener().open_url(url, None::<&str>).map_err(Failure::system)).await
}

#[tauri::command]
pub(crate) async fn copy_text(app: AppHandle, text: String) -> Answer<()> {
    off_thread(move || app.clipboard().write_text(text).map_err(Failure::system)).await
}

/// Copies rich text, with plain text beside it for those who take no other.
#[tauri::command]
pub(crate) async fn copy_html(app: AppHandle, html: String, text: String) -> Answer<()> {
    off_thread(move || app.clipboard().write_html(html, Some(text)).map_err(Failure::system)).await
}

/// Shows the folder of the last export in the system's file manager.
#[tauri::command]
pub(crate) async fn show_exported(app: AppHandle, desk: OnDesk<'_>) -> Answer<()> {
    show_kept(app, desk, "export_folder").await
}

/// Shows the folder of the theme that websites are made with.
#[tauri::command]
pub(crate) async fn show_theme(app: AppHandle, desk: OnDesk<'_>) -> Answer<()> {
    show_kept(app, desk, "export_theme").await
}

/// Shows a folder that the library keeps; a page never names a path of its own.
async fn show_kept(app: AppHandle, desk: OnDesk<'_>, setting: &'static str) -> Answer<()> {
    let folder = desk.with(move |library, _| library.setting(setting)).await?;
    let Some(folder) = folder.filter(|folder| !folder.is_empty()) else { return Ok(()) };
    off_thread(move || app.opener().open_path(folder, None::<&str>).map_err(Failure::system)).await
}

/// Zooms the whole window by a step, or back with 0; answers per cent.
#[tauri::command]
pub(crate) async fn zoom(window: WebviewWindow, step: i32) -> Answer<u32> {
    off_thread(move || window::zoom_by(&window, step).map_err(Failure::system)).await
}

/// Remembers light or dark for the window's first colour; none leaves it to the system.
#[tauri::command]
pub(crate) async fn remember_theme(theme: Option<tauri::Theme>) -> Answer<()> {
    off_thread(move || place::remember_theme(theme).map_err(Failure::system)).await
}

/// The page answers: it is saving, or could not. The window stays until it is ready.
#[tauri::command]
pub(crate) fn stay_open(window: WebviewWindow) {
    window.state::<Closing>().stay();
}

#[tauri::command]
pub(crate) fn ready_to_close(window: WebviewWindow) {
    window.state::<Closing>().finish(&window);
}

pub(super) fn dialog(window: &WebviewWindow, title: &str) -> FileDialogBuilder<tauri::Wry> {
    window.dialog().file().set_parent(window).set_title(title)
}

/// Shows a dialog off the window's thread, or gives what tests set as its answer.
pub(super) async fn choose(show: impl FnOnce() -> Option<Vec<FilePath>> + Send + 'static) -> Answer<Option<Vec<PathBuf>>> {
    off_thread(move || {
        if let Some(paths) = place::dialog_answer() {
            return Ok((!paths.is_empty()).then_some(paths));
        }
        let chosen = show().map(|files| files.into_iter().map(FilePath::into_path).collect::<Result<Vec<_>, _>>());
        chosen.transpose().map_err(Failure::system)
    })
    .await
}

pub(super) fn first(paths: Option<Vec<PathBuf>>) -> Option<PathBuf> {
    paths.and_then(|paths| paths.into_iter().next())
}

fn may_open(url: &str) -> bool {
    let scheme = url.split_once(':').map(|(scheme, _)| scheme.to_ascii_lowercase());
    matches!(scheme.as_deref(), Some("https" | "mailto")) && !url.chars().any(char::is_control)
}

#[cfg(test)]
mod tests {
    use super::may_open;

    #[test]
    fn only_the_web_and_mail_leave_the_desk() {
        for url in ["https://example.org/", "HTTPS://example.org", "mailto:desk@example.org"] {
            assert!(may_open(url), "{url} opens");
        }
        for url in ["http://example.org", "file:///etc/passwd", "javascript:alert(1)", "/bin/sh", "", "https://a\n.b", "smb://host/share"] {
            assert!(!may_open(url), "{url:?} stays closed");
        }
    }
}
