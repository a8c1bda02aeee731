//! Notices changes of the library, by this process or another, and tells the page.

use std::sync::Arc;
use std::thread;
use std::time::Duration;

use chrono::Utc;
use stet_core::Library;
use tauri::{AppHandle, Emitter, Manager};

use crate::desk::Desk;
use crate::ipc::LibraryChanged;

/// How often to look; a look reads one number.
const PAUSE: Duration = Duration::from_millis(400);

/// Starts the thread that watches for as long as the process lives.
pub(crate) fn start(app: AppHandle) -> std::io::Result<()> {
    thread::Builder::new().name("watch".into()).spawn(move || watch(&app)).map(drop)
}

fn watch(app: &AppHandle) {
    let mut seen: Option<(Arc<Library>, i64)> = None;
    loop {
        thread::sleep(PAUSE);
        let Ok(library) = app.state::<Desk>().library() else { continue };
        let Ok(version) = library.data_version() else { continue };
        let changed = match &seen {
            Some((before, last)) if Arc::ptr_eq(before, &library) => *last != version,
            _ => false,
        };
        seen = Some((library, version));
        if changed && let Err(error) = app.emit("library-changed", LibraryChanged { at: Utc::now(), elsewhere: true }) {
            tracing::warn!(%error, "the page cannot be told of a change");
        }
    }
}
