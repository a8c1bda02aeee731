//! The native menu: the palette's commands by their ids. The page gets the id in the event `menu` and acts on it; closing alone
//! is done here, since a page that hangs must not keep its window.
//!
//! The shortcuts stand here too. GTK takes a menu's shortcut before the page sees the key, macOS and Windows give it to the
//! page first and to the menu only if the page left it; so one of the two acts on a key press, never both.

use tauri::menu::{AboutMetadata, Menu, MenuBuilder, MenuEvent, MenuItemBuilder, Submenu, SubmenuBuilder};
use tauri::{AppHandle, Emitter, Runtime};
#[cfg(not(target_os = "linux"))]
use tauri::{Builder, Wry};

use crate::window;

/// An entry: the command's id in the palette, its words, its shortcut.
type Entry = (&'static str, &'static str, Option<&'static str>);
/// The entry that closes the window.
const CLOSE: &str = "window.close";

/// A line between groups.
const LINE: Entry = ("", "", None);

const FILE: &[Entry] = &[
    ("story.new", "New story", Some("CmdOrCtrl+N")),
    LINE,
    ("library.import", "Import files…", Some("CmdOrCtrl+O")),
    ("library.importFolder", "Import a folder…", Some("CmdOrCtrl+Alt+O")),
    ("story.export", "Export…", Some("CmdOrCtrl+E")),
    ("story.copyRich", "Copy as rich text", None),
    LINE,
    ("library.open", "Open library…", None),
    ("library.create", "New library…", None),
    ("library.backup", "Back up library…", None),
    LINE,
    ("settings.open", "Settings…", Some("CmdOrCtrl+Comma")),
    LINE,
    (CLOSE, "Close", Some(if cfg!(target_os = "macos") { "CmdOrCtrl+W" } else { "CmdOrCtrl+Q" })),
];

const STORY: &[Entry] = &[
    ("story.save", "Save a version", Some("CmdOrCtrl+S")),
    ("story.name", "Name this version…", Some("CmdOrCtrl+Shift+S")),
    ("history.open", "History", Some("CmdOrCtrl+H")),
    ("history.play", "Play the drafting", None),
    ("history.beside", "An old revision beside the draft", None),
    LINE,
    ("find.story", "Find in the story", Some("CmdOrCtrl+F")),
    ("find.library", "Search the library", Some("CmdOrCtrl+Shift+F")),
];

const VIEW: &[Entry] = &[
    ("palette.open", "Command palette", Some("CmdOrCtrl+K")),
    LINE,
    ("view.sidebar", "Sidebar", Some("CmdOrCtrl+Backslash")),
    ("view.inspector", "Inspector", Some("CmdOrCtrl+Shift+Backslash")),
    ("view.focus", "Focus on the page", Some("CmdOrCtrl+Shift+F11")),
    ("view.blame", "Who wrote what", None),
    LINE,
    ("view.theme", "Light or dark", None),
];

const HELP: &[Entry] = &[("help.shortcuts", "Keyboard shortcuts", Some("F1"))];

/// Gives the application its menu before its window opens: on macOS it belongs to the application, on Windows it is there at once.
#[cfg(not(target_os = "linux"))]
pub(crate) fn hang(builder: Builder<Wry>) -> Builder<Wry> {
    builder.menu(build)
}

/// Gives the window its menu. GTK makes a bar of widgets for it, for which a page that is being sent for would have to wait.
#[cfg(target_os = "linux")]
pub(crate) fn hang<R: Runtime>(app: &AppHandle<R>) {
    if let Err(error) = build(app).and_then(|menu| app.set_menu(menu)) {
        tracing::warn!(%error, "the window has no menu");
    }
}

/// Builds the menu bar.
fn build<R: Runtime>(app: &AppHandle<R>) -> tauri::Result<Menu<R>> {
    let mut bar = MenuBuilder::new(app);
    if cfg!(target_os = "macos") {
        bar = bar.item(&application(app)?);
    }
    bar = bar.item(&entries(app, "File", FILE)?.build()?);
    if cfg!(target_os = "macos") {
        // On macOS the shortcuts of editing come from the menu; elsewhere the page has them by itself.
        bar = bar.item(&SubmenuBuilder::new(app, "Edit").undo().redo().separator().cut().copy().paste().select_all().build()?);
    }
    bar.item(&entries(app, "Story", STORY)?.build()?)
        .item(&entries(app, "View", VIEW)?.build()?)
        .item(&entries(app, "Help", HELP)?.build()?)
        .build()
}

/// Hands a chosen entry to the page.
pub(crate) fn chosen<R: Runtime>(app: &AppHandle<R>, event: &MenuEvent) {
    if event.id().as_ref() == CLOSE {
        return window::close(app);
    }
    if let Err(error) = app.emit("menu", event.id().as_ref()) {
        tracing::warn!(%error, "the page cannot be told of a menu entry");
    }
}

fn entries<'m, R: Runtime>(app: &'m AppHandle<R>, title: &str, entries: &[Entry]) -> tauri::Result<SubmenuBuilder<'m, R, AppHandle<R>>> {
    entries.iter().try_fold(SubmenuBuilder::new(app, title), |menu, &(id, words, shortcut)| {
        if id.is_empty() {
            return Ok(menu.separator());
        }
        let item = MenuItemBuilder::with_id(id, words);
        let item = if let Some(keys) = shortcut { item.accelerator(keys) } else { item };
        Ok(menu.item(&item.build(app)?))
    })
}

fn application<R: Runtime>(app: &AppHandle<R>) -> tauri::Result<Submenu<R>> {
    let menu = SubmenuBuilder::new(app, "Stet").about(Some(AboutMetadata::default())).separator();
    menu.hide().hide_others().show_all().separator().quit().build()
}
