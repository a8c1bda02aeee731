//! Recovery: a new library out of whatever a damaged one still gives.

use std::collections::BTreeMap;
use std::path::Path;

use rusqlite::Connection;

use super::working_copy::{self, Clash};
use super::{Fault, Library, Reason, Recovered};
use crate::article::Status;
use crate::history::snapshots::Walk;
use crate::history::{self, Making, Remains, chain};
use crate::store::articles::{self, ArticleRow};
use crate::store::file::{self, Draft};
use crate::store::imports::{self, SourceRow};
use crate::store::revisions::{Naming, StoredRevision};
use crate::store::salvage::Salvage;
use crate::store::snapshots::hash_of;
use crate::store::{Store, settings, tags};
use crate::{Article, ArticleId, Error, Result, RevisionNumber, Stamp};

impl Library {
    /// Makes a new library at `out` of all that can be read in the damaged one, which is left untouched. Every revision that
    /// comes over is proved by its hash and keeps its number; of one whose content is lost, what was recorded about it comes over where the
    /// chain of hashes proves that. A story whose history has no gaps keeps its chain. A story whose working copy is lost gets its
    /// newest revision; one whose newest revision is lost gets one of its working copy, so that no number ever names another. Errors: LibraryMissing, IsAFolder, LibraryExists (`out`),
    /// NotALibrary, OtherApplication, NewerLibrary, LibraryDamaged where nothing can be read, DiskFull, Io.
    pub fn recover(damaged: &Path, out: &Path, stamp: &Stamp) -> Result<Recovered> {
        file::vacant(out)?;
        let salvage = Salvage::open(damaged, out)?;
        let draft = Draft::beside(out)?;
        file::make(&draft.0)?;
        let library = Self::on(Store::open(&draft.0)?);
        // Nothing is acknowledged before the end, where the whole file is made durable at once.
        library.store.bare(|connection| Ok(connection.execute_batch("PRAGMA synchronous = OFF")?))?;
        let mut recovered = Recovered::default();
        library.store.write(|connection| around(connection, &salvage, &mut recovered))?;
        let mut histories = salvage.revisions();
        let mut namings = salvage.namings();
        let mut sources = salvage.sources();
        let mut keys = salvage.keys("article");
        // Stories of which only revisions are left.
        keys.extend(histories.keys().filter(|key| keys.binary_search(key).is_err()).copied().collect::<Vec<_>>());
        for key in keys {
            let found = Found {
                row: salvage.article(key),
                revisions: histories.remove(&key).unwrap_or_default(),
                namings: namings.remove(&key).unwrap_or_default(),
                sources: sources.remove(&key).unwrap_or_default(),
            };
            if found.row.is_some() || !found.revisions.is_empty() {
                library.store.write(|connection| story(connection, &salvage, found, &mut recovered, stamp))?;
            }
        }
        let torn = salvage.torn();
        if recovered.stories == 0 && !torn.is_empty() {
            return Err(Error::LibraryDamaged { reason: "no story in it can be read".into() });
        }
        for table in torn {
            let detail = format!("the table {table} has gaps; what stood there is not known");
            recovered.faults.push(Fault { kind: "database".into(), story: None, revision: None, detail });
        }
        library.flush_index()?;
        drop(library);
        draft.place(out)?;
        Ok(recovered)
    }
}

/// What is left of a story.
struct Found {
    row: Option<ArticleRow>,
    revisions: Vec<StoredRevision>,
    namings: Vec<Naming>,
    /// Where it was imported from, so that importing it again still updates it.
    sources: Vec<SourceRow>,
}

/// What stands around the stories: the tag tree, settings, saved searches, pictures.
fn around(connection: &Connection, salvage: &Salvage, recovered: &mut Recovered) -> Result<()> {
    let found = salvage.tags();
    let mut made = BTreeMap::new();
    for tag in &found {
        if let Ok(row) = tags::get_or_make(connection, &tag.name) {
            tags::restore_look(connection, row.key, tag.colour.as_deref(), &tag.description)?;
            made.insert(tag.key, row.key);
        }
    }
    for tag in &found {
        let parent = tag.parent.and_then(|parent| made.get(&parent));
        if let (Some(&key), Some(&parent)) = (made.get(&tag.key), parent)
            && !tags::is_under(connection, parent, key)?
        {
            tags::set_parent(connection, key, Some(parent))?;
        }
    }
    for (alias, name) in salvage.pairs("SELECT a.name, t.name FROM tag_alias a JOIN tag t ON t.key = a.tag") {
        if tags::find(connection, &alias)?.is_none()
            && let Some(tag) = tags::find(connection, &name)?
        {
            tags::add_alias(connection, &alias, tag.key)?;
        }
    }
    for (key, value) in salvage.pairs("SELECT key, value FROM setting") {
        settings::set(connection, &key, &value)?;
    }
    for (name, query) in salvage.pairs("SELECT name, query FROM saved_search") {
        settings::save_search(connection, &name, &query)?;
    }
    let lost = salvage.assets(connection)?;
    if lost > 0 {
        let detail = format!("{lost} pictures cannot be read");
        recovered.faults.push(Fault { kind: "database".into(), story: None, revision: None, detail });
    }
    Ok(())
}

fn story(connection: &Connection, salvage: &Salvage, found: Found, recovered: &mut Recovered, stamp: &Stamp) -> Result<()> {
    let id = found.row.as_ref().map_or_else(|| ArticleId::new(stamp), |row| row.id.clone());
    let mut fault = |kind: &str, revision: Option<RevisionNumber>, detail: &str| {
        recovered.faults.push(Fault { kind: kind.into(), story: Some(id.clone()), revision, detail: detail.into() });
    };
    let largest = found.revisions.last().map_or(0, |revision| revision.row.number);
    let history = readable(salvage, &id, found.revisions, &mut |number, reason| fault("snapshot", Some(number), reason));
    let newest = history.iter().rev().find_map(|(_, remains)| match remains {
        Remains::Whole(article, _) => Some(Article::clone(article)),
        Remains::Hash { .. } => None,
    });
    let working = found.row.as_ref().and_then(|row| Article::from_bytes(&row.content).ok());
    // The number that was given last; where the row is not what was written (0: nobody sealed it yet), the largest that was found.
    let proved = found.row.as_ref().filter(|row| row.seal == 0 || row.seal == articles::seal_of(row));
    let head = largest.max(proved.map_or(0, |row| row.head));
    match &found.row {
        None => fault("working_copy", None, "only revisions are left; the story has another id now"),
        Some(_) if working.is_none() => fault("working_copy", None, "the working copy is lost; the newest revision takes its place"),
        Some(row) if blake3::hash(&row.content) != row.content_hash => {
            fault("working_copy", None, "the working copy has changed; read it again")
        }
        Some(row) if row.head != head => {
            fault("chain", None, &format!("the number of its newest revision is damaged; it goes on from revision {head}"));
        }
        Some(_) if history.len() != head as usize => {
            let missing = (head as usize).saturating_sub(history.len());
            fault("chain", None, &format!("revisions are missing ({missing}); the others keep their numbers"));
        }
        Some(_) => {}
    }
    let Some(article) = working.or(newest) else {
        fault("working_copy", None, "nothing of the story can be read");
        return Ok(());
    };
    let millis = |time: chrono::DateTime<chrono::Utc>| time.timestamp_millis();
    let first = history.first().map_or(stamp.time, |(revision, _)| revision.row.time);
    let made = Stamp::new(stamp.author.clone(), found.row.as_ref().map_or(first, |row| row.created_at));
    let mut sealed = working_copy::seal(connection, None, article, Clash::Number)?;
    if let Some(old) = found.row.as_ref().filter(|old| blake3::hash(&old.content) == old.content_hash && old.slug == sealed.article.slug) {
        // Byte for byte what it was; sealing may have spelled a tag anew.
        (sealed.content, sealed.hash) = (old.content.clone(), old.content_hash);
    }
    let mut row = working_copy::insert(connection, &id, &mut sealed, &made)?;
    for (old, remains) in &history {
        history::bring_over(connection, &mut row, old, remains)?;
    }
    let mut revisions = history.len();
    if !matches!(history.last(), Some((last, Remains::Whole(..))) if last.row.number == head) {
        // The number of a revision that is lost is not given again.
        let status = found.row.as_ref().map_or(Status::Draft, |row| row.status);
        let reason = if head == 0 { Reason::Created } else { Reason::Autosaved };
        let making = Making { reason, status, restored: None, stamp };
        if let Some(next) = head.checked_add(1) {
            row.head = history::add_as(connection, &row, next, (&sealed.article, &sealed.content), &making)?;
            revisions += 1;
        } else {
            fault("chain", None, "no number is left for a revision of the working copy");
        }
    }
    let named = |naming: &Naming| (naming.number, naming.name.clone(), naming.author.clone(), naming.time);
    let mut namings: Vec<_> = found.namings.iter().map(named).collect();
    // Where the record of namings is lost, the names themselves may not be.
    for (old, ..) in &history {
        let known = namings.iter().rev().find(|(number, ..)| *number == old.row.number).and_then(|(_, name, ..)| name.clone());
        if known != old.row.name {
            namings.push((old.row.number, old.row.name.clone(), old.row.author.clone(), millis(old.row.time)));
        }
    }
    for (number, name, author, time) in namings {
        let there = history.iter().any(|(old, _)| old.row.number == number);
        if let (true, Some(time)) = (there, chrono::DateTime::from_timestamp_millis(time)) {
            history::name(connection, &row, number, name.as_deref(), &Stamp::new(author, time))?;
        }
    }
    let last = history.last().map_or(Status::Draft, |(revision, _)| revision.row.status);
    let status = found.row.as_ref().map_or(last, |row| row.status);
    let out = found.row.as_ref().and_then(|row| row.published_revision).and_then(|number| {
        history.iter().find_map(|(revision, remains)| match remains {
            Remains::Whole(_, content) if revision.row.number == number => Some((number, blake3::hash(content).into())),
            _ => None,
        })
    });
    // What readers saw cannot be read any more: nothing is out until somebody publishes again.
    let status = if status == Status::Published && out.is_none() { Status::Ready } else { status };
    let (version, updated) = found.row.as_ref().map_or((row.version, millis(made.time)), |old| (old.version, millis(old.updated_at)));
    articles::reinstate(connection, row.key, (version, updated), status, out)?;
    for source in found.sources {
        imports::put(connection, &SourceRow { article: row.key, ..source })?;
    }
    recovered.stories += 1;
    recovered.revisions += u32::try_from(revisions).unwrap_or(u32::MAX);
    Ok(())
}

/// Reads what is left of a story's revisions, oldest first. A revision without its content is among them where the chain proves what was
/// recorded about it. `tell` hears of each that is damaged.
fn readable(
    salvage: &Salvage,
    id: &ArticleId,
    revisions: Vec<StoredRevision>,
    tell: &mut dyn FnMut(RevisionNumber, &str),
) -> Vec<(StoredRevision, Remains)> {
    let chains: BTreeMap<_, _> = revisions.iter().map(|revision| (revision.row.number, revision.chain_hash)).collect();
    let mut walk = Walk::default();
    let mut found = Vec::with_capacity(revisions.len());
    // Newest first, where each content is a small step from the one before.
    for revision in revisions.into_iter().rev() {
        let number = revision.row.number;
        let content = walk.get(salvage.connection(), revision.snapshot, number).map(<[u8]>::to_vec);
        let error = match content.and_then(|content| Ok((history::open(number, &content)?, content))) {
            Ok((article, content)) => {
                found.push((revision, Remains::Whole(Box::new(article), content)));
                continue;
            }
            Err(error) => error,
        };
        let thinned = matches!(error, Error::RevisionThinned { .. });
        if !thinned {
            tell(number, &error.to_string());
        }
        let parent = revision.row.parent.map(|parent| chains.get(&parent));
        let Ok(hash) = hash_of(salvage.connection(), revision.snapshot) else { continue };
        if parent != Some(None) && chain::link(parent.flatten(), id, &revision.row, &hash) == revision.chain_hash {
            found.push((revision, Remains::Hash { hash, thinned }));
        }
    }
    found.reverse();
    found
}
