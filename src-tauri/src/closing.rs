//! Closing: the page is asked to save everything first, and has five seconds to answer. One that is at work, or could not save,
//! keeps the window until it says that it may close; one that does not answer is closed over.

use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::Duration;

use tauri::{Emitter, Manager, Runtime, WebviewWindow};

/// How long the page may take to save; after that the window closes without it.
const PATIENCE: Duration = Duration::from_secs(5);

/// Whether a window is on its way out.
#[derive(Debug, Default)]
pub(crate) struct Closing {
    /// Counts the requests.
    requests: AtomicU64,
    /// The request that waits for the page; 0 where none does.
    waiting: AtomicU64,
}

impl Closing {
    /// Asks the page to save. A second request while it does so changes nothing.
    pub(crate) fn ask<R: Runtime>(&self, window: &WebviewWindow<R>) {
        let request = self.requests.fetch_add(1, Ordering::SeqCst) + 1;
        if self.waiting.compare_exchange(0, request, Ordering::SeqCst, Ordering::SeqCst).is_err() {
            return;
        }
        if let Err(error) = window.emit("close-requested", ()) {
            tracing::warn!(%error, "the page cannot be asked to save");
            return self.finish(window);
        }
        let window = window.clone();
        thread::spawn(move || {
            thread::sleep(PATIENCE);
            let closing = window.state::<Closing>();
            if closing.waiting.load(Ordering::SeqCst) == request {
                tracing::warn!("the page did not answer; closing without it");
                closing.finish(&window);
            }
        });
    }

    /// Keeps the window: the page answered, and says by itself when it may close.
    pub(crate) fn stay(&self) {
        self.waiting.store(0, Ordering::SeqCst);
    }

    /// Closes the window.
    pub(crate) fn finish<R: Runtime>(&self, window: &WebviewWindow<R>) {
        if let Err(error) = window.destroy() {
            tracing::warn!(%error, "the window cannot be closed");
        }
    }
}
