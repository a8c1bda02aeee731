//! The desk's state: the open library, who sits at it, and whether long work shall stop.
//!
//! Commands come through [`Desk::with`], which takes them off the window's thread and hands them library and stamp.

use std::collections::HashSet;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

use chrono::Utc;
use stet_core::{ArticleId, Error, Library, Stamp};

use crate::boot::LAST_STORY;
use crate::ipc::Failure;
use crate::place::{Place, system_author};
use crate::welcome;

/// The setting that holds the name of the person at the desk.
pub(crate) const AUTHOR: &str = "author";

/// What the desk holds while it runs.
#[derive(Debug)]
pub(crate) struct Desk {
    place: Place,
    open: RwLock<Open>,
    /// Long work that was asked to stop, by the ids of its channels. One may stand here before its work begins: the page's calls
    /// overtake each other.
    stopped: Mutex<HashSet<u32>>,
    /// The story that was opened last, until it is written down.
    opened: Mutex<Option<ArticleId>>,
}

/// The library, or why there is none.
#[derive(Debug, Clone)]
struct Open {
    library: Result<Arc<Library>, Failure>,
    author: String,
    first_run: bool,
}

impl Open {
    fn new(result: stet_core::Result<Library>, first_run: bool) -> Self {
        let author = result.as_ref().ok().and_then(|library| library.setting(AUTHOR).ok().flatten());
        let author = author.filter(|name| !name.trim().is_empty()).unwrap_or_else(system_author);
        Self { library: result.map(Arc::new).map_err(Failure::from), author, first_run }
    }
}

impl Desk {
    /// Opens the library of `place`; the first run makes it, with the welcome story. A library that cannot be opened
    /// still gives a desk, which says why.
    pub(crate) fn open(place: Place) -> Self {
        let path = place.library.clone();
        let open = match Library::open(&path) {
            Err(Error::LibraryMissing { .. }) => Open::new(first_run(&path), true),
            result => Open::new(result, false),
        };
        Self { place, open: RwLock::new(open), stopped: Mutex::default(), opened: Mutex::default() }
    }

    /// Logs why there is no library; apart from opening it, which happens before there is a log.
    pub(crate) fn log_failure(&self) {
        if let Err(failure) = self.library() {
            tracing::warn!(path = %self.place.library.display(), detail = failure.detail, "the library cannot be opened");
        }
    }

    /// Returns the open library.
    ///
    /// # Errors
    /// Why there is none.
    pub(crate) fn library(&self) -> Result<Arc<Library>, Failure> {
        self.now().library
    }

    /// Returns the name of the person at the desk.
    pub(crate) fn author(&self) -> String {
        self.now().author
    }

    /// Whether this start made the library.
    pub(crate) fn first_run(&self) -> bool {
        self.now().first_run
    }

    /// Says who sits at the desk from now on.
    pub(crate) fn set_author(&self, name: &str) {
        let name = if name.trim().is_empty() { system_author() } else { name.trim().to_owned() };
        self.open.write().unwrap_or_else(PoisonError::into_inner).author = name;
    }

    /// Puts another library on the desk. The one before stays where it cannot be opened.
    ///
    /// # Errors
    /// As [`Library::open`] or, with `create`, [`Library::create`].
    pub(crate) fn change(&self, path: &Path, create: bool) -> Result<(), Failure> {
        let result = if create { Library::create(path, &self.stamp()) } else { Library::open(path) };
        let open = Open::new(Ok(result?), false);
        *self.open.write().unwrap_or_else(PoisonError::into_inner) = open;
        if let Err(error) = self.place.remember(path) {
            tracing::warn!(%error, "the next start will not remember this library");
        }
        Ok(())
    }

    /// Returns the stamp of what is done now.
    pub(crate) fn stamp(&self) -> Stamp {
        Stamp::new(self.author(), Utc::now())
    }

    /// Runs `work` on the open library, off the window's thread and off the threads that answer the page.
    ///
    /// # Errors
    /// Those of `work`, and why there is no library.
    pub(crate) async fn with<T, W>(&self, work: W) -> Result<T, Failure>
    where
        T: Send + 'static,
        W: FnOnce(&Library, &Stamp) -> stet_core::Result<T> + Send + 'static,
    {
        let (library, stamp) = (self.library()?, self.stamp());
        off_thread(move || work(&library, &stamp).map_err(Failure::from)).await
    }

    /// Notes which story was opened, for the next start. Nobody waits for it to be written.
    pub(crate) fn opened(&self, id: &ArticleId) {
        *self.opened.lock().unwrap_or_else(PoisonError::into_inner) = Some(id.clone());
    }

    /// Writes down which story was opened last, once for however many were opened since.
    pub(crate) fn note_opened(&self, library: &Library) {
        let opened = self.opened.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(id) = opened
            && let Err(error) = library.set_setting(LAST_STORY, id.as_str())
        {
            tracing::debug!(%error, "the next start will open another story");
        }
    }

    /// Asks long work to stop, by the id of its channel.
    pub(crate) fn stop(&self, work: u32) {
        self.stopped().insert(work);
    }

    /// Begins long work that is named by a channel.
    pub(crate) fn begin(&self, work: u32) -> Work<'_> {
        Work { desk: self, work }
    }

    fn stopped(&self) -> MutexGuard<'_, HashSet<u32>> {
        self.stopped.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn now(&self) -> Open {
        self.open.read().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// Long work under way. What is asked of it is forgotten when it ends.
pub(crate) struct Work<'d> {
    desk: &'d Desk,
    work: u32,
}

impl Work<'_> {
    /// Whether nobody asked it to stop.
    pub(crate) fn goes_on(&self) -> bool {
        !self.desk.stopped().contains(&self.work)
    }
}

impl Drop for Work<'_> {
    fn drop(&mut self) {
        self.desk.stopped().remove(&self.work);
    }
}

/// Runs `work` on a thread that may wait.
///
/// # Errors
/// Those of `work`; one of the system where it panicked.
pub(crate) async fn off_thread<T, W>(work: W) -> Result<T, Failure>
where
    T: Send + 'static,
    W: FnOnce() -> Result<T, Failure> + Send + 'static,
{
    tauri::async_runtime::spawn_blocking(work).await.unwrap_or_else(|error| Err(Failure::system(error)))
}

fn first_run(path: &Path) -> stet_core::Result<Library> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).map_err(|error| Error::Io { path: folder.into(), reason: error.to_string() })?;
    }
    let stamp = Stamp::new("Stet", Utc::now());
    let library = Library::create(path, &stamp)?;
    if let Err(error) = welcome::write(&library, &stamp) {
        tracing::warn!(%error, "the welcome story could not be written");
    }
    Ok(library)
}
