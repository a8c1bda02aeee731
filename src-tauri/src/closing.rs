//! Closing: the page is asked to save everything first, and has five seconds to say that it did.

use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use tauri::{Emitter, Manager, Runtime, WebviewWindow};

/// How long the page may take to save; after that the window closes without it.
const PATIENCE: Duration = Duration::from_secs(5);

/// Whether a window is on its way out.
#[derive(Debug, Default)]
pub(crate) struct Closing {
    asked: AtomicBool,
}

impl Closing {
    /// Asks the page to save. A second request while it does so changes nothing.
    pub(crate) fn ask<R: Runtime>(&self, window: &WebviewWindow<R>) {
        if self.asked.swap(true, Ordering::SeqCst) {
            return;
        }
        if let Err(error) = window.emit("close-requested", ()) {
            tracing::warn!(%error, "the page cannot be asked to save");
            return self.finish(window);
        }
        let window = window.clone();
        thread::spawn(move || {
            thread::sleep(PATIENCE);
            tracing::warn!("the page did not answer; closing without it");
            window.state::<Closing>().finish(&window);
        });
    }

    /// Closes the window.
    pub(crate) fn finish<R: Runtime>(&self, window: &WebviewWindow<R>) {
        if let Err(error) = window.destroy() {
            tracing::warn!(%error, "the window cannot be closed");
        }
    }
}
