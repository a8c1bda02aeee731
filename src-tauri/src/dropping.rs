//! Files that another program drags onto the window, where the web view gives a page none of them.
//!
//! Since 2.50.3 WebKitGTK keeps `dataTransfer.files` empty for every drop (CVE-2025-13947: a page could have named files itself).
//! So on Linux the desk takes files from GTK, keeps their paths to itself, and tells the page that some are over it, and
//! where they fell, by name only. On other systems the page gets them as the web has it, and nothing here is used.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// Tells the page what is over the window: `files`, `pictures` alone, or nothing any more.
const OVER: &str = "files-over";
/// Tells the page which files fell, and where.
const DROPPED: &str = "files-dropped";

/// The files that fell last, and how many drops there were.
#[derive(Debug, Default)]
pub(crate) struct Dropped(Mutex<(u32, Vec<PathBuf>)>);

impl Dropped {
    /// Returns where the files of a drop lie, in the order in which the page knows their names; none where another came after it.
    pub(crate) fn paths(&self, drop: u32) -> Vec<PathBuf> {
        let (last, paths) = &*self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if *last == drop { paths.clone() } else { Vec::new() }
    }

    /// Keeps the files of a drop, and returns its number.
    fn put(&self, paths: Vec<PathBuf>) -> u32 {
        let mut last = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *last = (last.0 + 1, paths);
        last.0
    }
}

/// Returns a file's name, all that a page learns of where it lies.
fn name(path: &Path) -> String {
    path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
}

/// Listens to files that are dragged over the window.
#[cfg(target_os = "linux")]
pub(crate) fn watch(window: &tauri::WebviewWindow) {
    use std::cell::RefCell;
    use std::rc::Rc;

    use gtk::glib;
    use gtk::prelude::{DragContextExtManual as _, WidgetExt as _};
    use serde::Serialize;
    use stet_core::import::sources::is_picture;
    use tauri::{Emitter as _, Manager as _, WebviewWindow};

    use crate::ipc::FilesDropped;

    fn tell(page: &WebviewWindow, event: &str, what: impl Serialize + Clone) {
        if let Err(error) = page.emit(event, what) {
            tracing::warn!(%error, event, "the page cannot be told of files");
        }
    }

    let page = window.clone();
    let done = window.with_webview(move |view| {
        let view = view.inner();
        let over: Rc<RefCell<Vec<PathBuf>>> = Rc::default();

        // The web view asks for what is dragged as soon as it is over it.
        let (coming, told) = (Rc::clone(&over), page.clone());
        view.connect_drag_data_received(move |_, context, _, _, data, _, _| {
            // What the page itself drags is its own affair.
            if context.drag_get_source_widget().is_some() || !coming.borrow().is_empty() {
                return;
            }
            let files = data.uris().iter().filter_map(|uri| glib::filename_from_uri(uri).ok().map(|(path, _)| path)).collect::<Vec<_>>();
            let pictures = files.iter().all(|path| is_picture(path));
            if !files.is_empty() {
                *coming.borrow_mut() = files;
                tell(&told, OVER, if pictures { "pictures" } else { "files" });
            }
        });

        // GTK says that they leave before it says that they fall.
        let (leaving, told) = (Rc::clone(&over), page.clone());
        view.connect_drag_leave(move |_, _, _| {
            let (leaving, told) = (Rc::clone(&leaving), told.clone());
            glib::idle_add_local_once(move || {
                if !leaving.take().is_empty() {
                    tell(&told, OVER, "");
                }
            });
        });

        view.connect_drag_drop(move |view, context, x, y, time| {
            let files = over.take();
            if files.is_empty() {
                return false;
            }
            context.drag_finish(true, false, time);
            let share = |at: i32, of: i32| f64::from(at) / f64::from(of.max(1));
            let (x, y) = (share(x, view.allocated_width()), share(y, view.allocated_height()));
            let names = files.iter().map(|path| name(path)).collect();
            let drop = page.state::<Dropped>().put(files);
            tell(&page, DROPPED, FilesDropped { drop, names, x, y });
            true
        });
    });
    if let Err(error) = done {
        tracing::warn!(%error, "files cannot be dropped on the window");
    }
}

/// Nothing to do: the page gets what is dropped.
#[cfg(not(target_os = "linux"))]
pub(crate) fn watch(_window: &tauri::WebviewWindow) {}
