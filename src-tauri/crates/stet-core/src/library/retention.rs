//! What an editor does about room and remains: thinning old autosaves, and overwriting the words of what was purged.

use chrono::{DateTime, Utc};
use rusqlite::Connection;
use serde::Serialize;
use ts_rs::TS;

use super::Library;
use crate::history;
use crate::history::thinning::{self, Thinning};
use crate::store::articles::{self, ArticleRow};
use crate::store::{packs, settings};
use crate::{Error, Result};

/// The setting that says that words of a purged story may still lie in unused parts of the file.
const DUE: &str = "overwrite_due";

/// What thinning takes away.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, TS)]
pub struct Thinned {
    /// Stories that have such revisions.
    pub stories: u32,
    /// Revisions whose content goes.
    pub revisions: u32,
    /// Bytes that their content takes; the file reuses them before it grows.
    #[ts(type = "number")]
    pub bytes: u64,
}

impl Library {
    /// Says what [`Library::thin`] would take away; changes nothing.
    pub fn thin_preview(&self, before: Option<DateTime<Utc>>) -> Result<Thinned> {
        self.each_story(&mut |_, _| true, |row| {
            self.store.read(|connection| thinning::preview(connection, row, before.map(|time| time.timestamp_millis())))
        })
    }

    /// Takes the content of autosaves made before `before` (none: of all) away, for good. Those that somebody named, saved,
    /// published or restored stay, and so do the first and the newest of every story; that there was a revision, when and by whom,
    /// stays too, and the chain still proves it. One transaction a story; `tell` hears how many are done and says whether to go on.
    pub fn thin(&self, before: Option<DateTime<Utc>>, tell: &mut dyn FnMut(usize, usize) -> bool) -> Result<Thinned> {
        let thinned = self.each_story(tell, |row| {
            let before = before.map(|time| time.timestamp_millis());
            if self.store.read(|connection| thinning::preview(connection, row, before))?.revisions == 0 {
                return Ok(Thinning::default());
            }
            self.store.write(|connection| match articles::load_key(connection, row.key)? {
                // Read again: something may have been named or published meanwhile.
                Some(row) => thinning::thin(connection, &row, before),
                None => Ok(Thinning::default()),
            })
        })?;
        if thinned.revisions > 0 {
            // What went may have been packed once and coded as a step since: the packs that it has left hold it still.
            for pack in self.store.read(packs::holed)? {
                self.store.write(|connection| history::packs::close_holes(connection, pack))?;
            }
        }
        Ok(thinned)
    }

    fn each_story(
        &self,
        tell: &mut dyn FnMut(usize, usize) -> bool,
        mut one: impl FnMut(&ArticleRow) -> Result<Thinning>,
    ) -> Result<Thinned> {
        let keys = self.store.read(articles::keys)?;
        let mut sum = Thinned::default();
        for (done, key) in keys.iter().enumerate() {
            if !tell(done, keys.len()) {
                break;
            }
            let Some(row) = self.store.read(|connection| articles::load_key(connection, *key))? else { continue };
            let Thinning { revisions, bytes } = one(&row)?;
            sum.stories += u32::from(revisions > 0);
            sum.revisions += revisions;
            sum.bytes += bytes;
        }
        Ok(sum)
    }

    /// Overwrites what unused parts of the file still hold, if something was purged: the search index is merged into one, the file
    /// written anew, the log emptied. Another program at work in the library puts it off until [`Library::tidy`] comes again.
    pub(super) fn overwrite(&self) -> Result<()> {
        if self.setting(DUE)?.is_none() {
            return Ok(());
        }
        let done = self.store.bare(|connection| {
            connection.execute_batch(
                "PRAGMA secure_delete = ON; INSERT INTO article_fts (article_fts) VALUES ('optimize'); VACUUM; PRAGMA secure_delete = OFF;",
            )?;
            let busy: bool = connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))?;
            Ok(!busy)
        });
        match done {
            Ok(true) => self.store.write(|connection| settings::forget(connection, DUE)),
            Ok(false) => Ok(()),
            Err(error @ (Error::LibraryBusy | Error::DiskFull)) => {
                tracing::warn!(%error, "what was purged will be overwritten later");
                Ok(())
            }
            Err(error) => Err(error),
        }
    }
}

/// Notes, in the transaction of a purge, that the file has to be written anew.
pub(super) fn due(connection: &Connection) -> Result<()> {
    settings::set(connection, DUE, "1")
}
