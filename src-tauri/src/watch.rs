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

/// After so many looks without a change the library is tidied: about 6 s.
const QUIET_LOOKS: u32 = 15;

/// Starts the thread that watches for as long as the process lives.
pub(crate) fn start(app: AppHandle) -> std::io::Result<()> {
    thread::Builder::new().name("watch".into()).spawn(move || watch(&app)).map(drop)
}

fn watch(app: &AppHandle) {
    let mut seen: Option<(Arc<Library>, i64, i64)> = None;
    let mut quiet = 0;
    loop {
        thread::sleep(PAUSE);
        let desk = app.state::<Desk>();
        let Ok(library) = desk.library() else { continue };
        desk.note_opened(&library);
        let Ok(any) = library.data_version() else { continue };
        let before = seen.as_ref().filter(|(before, _, _)| Arc::ptr_eq(before, &library)).map(|(_, any, elsewhere)| (*any, *elsewhere));
        if before.is_some_and(|(before, _)| before == any) {
            quiet += 1;
            if quiet == QUIET_LOOKS
                && let Err(error) = library.tidy()
            {
                tracing::warn!(%error, "the library is tidied later");
            }
            continue;
        }
        quiet = 0;
        // Asked only after a change: it may wait for a write that is under way here.
        let Ok(elsewhere) = library.data_version_elsewhere() else { continue };
        seen = Some((library, any, elsewhere));
        let Some((_, before)) = before else { continue };
        let change = LibraryChanged { at: Utc::now(), elsewhere: before != elsewhere };
        if let Err(error) = app.emit("library-changed", change) {
            tracing::warn!(%error, "the page cannot be told of a change");
        }
    }
}
