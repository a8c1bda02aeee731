//! A story's words through its revisions: when a passage came, where a block changed, who brought each word.

use std::cmp::Reverse;
use std::sync::{Mutex, PoisonError};

use rusqlite::Connection;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Library, RevisionRow, Side, SnippetPiece, working_copy};
use crate::article::Status;
use crate::history::follow::{self, Stretch};
use crate::history::lineage::{FIELDS, Lineage};
use crate::history::snapshots::Walk;
use crate::search::past::{self, Sieve};
use crate::search::{self, Query, Term};
use crate::store::articles::{self, ArticleRow};
use crate::store::revisions;
use crate::{Article, ArticleId, Error, Result, RevisionNumber};

/// A place in a story's text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Spot {
    /// A text field.
    Field {
        /// `headline` or `standfirst`.
        name: String,
    },
    /// A block of the body.
    Block {
        /// Its place in the body, from 0.
        index: usize,
    },
}

/// What became of a passage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum PassageChange {
    /// It was not there before.
    Came,
    /// Some of its words changed.
    Changed,
    /// It is not there any more.
    Went,
    /// The revision cannot be read: whether it had the passage is not known, and what came in it is told of the next.
    Unreadable,
}

/// A revision in which a passage came, changed or went, or that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct PassageEvent {
    /// The revision; none for the working copy.
    pub revision: Option<RevisionNumber>,
    /// What became of it there.
    pub change: PassageChange,
    /// The passage as it read after that; for one that went, as it read last; empty for a revision that cannot be read.
    pub text: String,
    /// Where it stood after that; none where it went, or where no single block holds it.
    pub place: Option<Spot>,
}

/// The origin of a text's words, place by place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct Blame {
    /// Runs of the headline.
    pub headline: Vec<BlameRun>,
    /// Runs of the standfirst.
    pub standfirst: Vec<BlameRun>,
    /// Runs of each block of the body.
    pub blocks: Vec<Vec<BlameRun>>,
}

/// A run of text that one revision brought. Offsets count UTF-16 units of the block's text: its lines from top to bottom (items,
/// cells, quoted paragraphs, an embed's title; the lines of footnotes follow the line that refers to them) with one unit for the
/// line end between two, and one for each break, picture and footnote inside a line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct BlameRun {
    /// Where it begins.
    pub from: u32,
    /// Where it ends.
    pub to: u32,
    /// The revision; none for words that only the working copy has.
    pub revision: Option<RevisionNumber>,
}

/// A story that once said what was searched for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct PastHit {
    /// The story.
    pub id: ArticleId,
    /// The headline of that revision.
    pub headline: String,
    /// The text around the first hit.
    pub snippet: Vec<SnippetPiece>,
    /// The newest revision that says it.
    pub revision: RevisionNumber,
    /// How often that revision says it.
    pub hits: u32,
    /// Whether only older text says it: the working copy does not.
    pub gone: bool,
}

/// What a search of the past found.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, TS)]
pub struct PastHits {
    /// The best: those first that are gone from the working copy, then by number of hits.
    pub hits: Vec<PastHit>,
    /// Revisions that could not be read, and so not searched.
    pub damaged: Vec<(ArticleId, RevisionNumber)>,
}

/// The lineage that was read last: questions about a story come in rows.
#[derive(Debug, Default)]
pub(super) struct Remembered(Mutex<Option<(ArticleId, Lineage)>>);

impl Library {
    /// Returns in which revisions a passage came, changed and went, newest first, the working copy too. Case, white space and the
    /// form of quotes do not matter, and a passage that was edited a little is still the same. `go_on` is asked now and then.
    /// Errors: StoryUnknown, FieldInvalid for a passage without a word, Cancelled.
    pub fn passage(&self, id: &ArticleId, text: &str, go_on: &dyn Fn() -> bool) -> Result<Vec<PassageEvent>> {
        if text.trim().is_empty() {
            return Err(Error::FieldInvalid { field: "passage", reason: "a passage needs at least a word".to_owned() });
        }
        self.lineage(id, go_on, |lineage, _| Ok(with_damaged(lineage, follow::find(lineage, text))))
    }

    /// Returns what became of a selection, newest first: `from..to` of the text at `spot` of one side, in the units of
    /// [`BlameRun`]. The last event, but for revisions that cannot be read, tells when it appeared. Errors: StoryUnknown, RevisionUnknown, RevisionDamaged, FieldInvalid, Cancelled.
    pub fn appeared(
        &self,
        id: &ArticleId,
        side: Side,
        spot: &Spot,
        (from, to): (u32, u32),
        go_on: &dyn Fn() -> bool,
    ) -> Result<Vec<PassageEvent>> {
        if from >= to {
            return Err(Error::FieldInvalid { field: "passage", reason: "nothing is selected".to_owned() });
        }
        self.lineage(id, go_on, |lineage, head| {
            let layer = lineage.layer(number(side), head)?;
            let place = follow::place_of(lineage, layer, spot)?;
            Ok(with_damaged(lineage, follow::told(lineage, follow::passage(lineage, layer, &Stretch { place, range: from..to }).0)))
        })
    }

    /// Returns the revisions in which a block of one side's body (or a field) came, changed or went, newest first; moves alone do
    /// not count. Errors: as [`Library::appeared`].
    pub fn block_history(&self, id: &ArticleId, side: Side, spot: &Spot, go_on: &dyn Fn() -> bool) -> Result<Vec<RevisionNumber>> {
        self.lineage(id, go_on, |lineage, head| {
            let layer = lineage.layer(number(side), head)?;
            let place = follow::place_of(lineage, layer, spot)?;
            Ok(follow::block(lineage, layer, place).into_iter().filter_map(|layer| lineage.numbers[layer]).collect())
        })
    }

    /// Returns for every word of one side the revision that brought it; words that went and came back belong to the revision that
    /// brought them back. Errors: StoryUnknown, RevisionUnknown, RevisionDamaged, Cancelled.
    pub fn blame(&self, id: &ArticleId, side: Side, go_on: &dyn Fn() -> bool) -> Result<Blame> {
        self.lineage(id, go_on, |lineage, head| {
            let mut runs = follow::blame(lineage, lineage.layer(number(side), head)?);
            let blocks = runs.split_off(FIELDS.len());
            let mut fields = runs.into_iter();
            Ok(Blame { headline: fields.next().unwrap_or_default(), standfirst: fields.next().unwrap_or_default(), blocks })
        })
    }

    /// Searches every revision of every story (spiked ones only where the query asks for them); returns for each story the newest
    /// revision that has it, the best `limit` of them. `tell` hears how many stories are done of how many and says whether to go on;
    /// what was found until then is returned. Holds one story at a time. Errors: QueryInvalid.
    pub fn search_revisions(&self, query: &str, limit: u32, tell: &mut dyn FnMut(usize, usize) -> bool) -> Result<PastHits> {
        let query = search::parse(query)?;
        let spiked = query.terms.iter().any(|term| matches!(term, Term::Status { .. }));
        let keys = self.store.read(articles::keys)?;
        let mut found = PastHits::default();
        for (done, key) in keys.iter().enumerate() {
            if !tell(done, keys.len()) {
                break;
            }
            // A reader for each story: a save in between is not kept waiting, and a story that is purged meanwhile is passed over.
            self.store.read(|connection| match articles::load_key(connection, *key)? {
                Some(row) if spiked || row.status != Status::Spiked => past_of(connection, &row, &query, &mut found),
                _ => Ok(()),
            })?;
            if found.hits.len() >= 2 * limit.max(500) as usize {
                best(&mut found.hits, limit);
            }
        }
        best(&mut found.hits, limit);
        Ok(found)
    }

    /// Runs `ask` on a story's lineage, brought up to date; its head is handed along.
    fn lineage<T>(&self, id: &ArticleId, go_on: &dyn Fn() -> bool, ask: impl FnOnce(&Lineage, RevisionNumber) -> Result<T>) -> Result<T> {
        let mut remembered = self.remembered.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut lineage = remembered.take().filter(|(of, _)| of == id).map(|(_, lineage)| lineage).unwrap_or_default();
        let head = self.store.read(|connection| {
            let row = articles::load(connection, id)?;
            let draft = working_copy::open(connection, &row)?.to_bytes();
            lineage.update(connection, &row, Some(&draft), go_on)?;
            Ok(row.head)
        })?;
        let answer = ask(&lineage, head);
        *remembered = Some((id.clone(), lineage));
        answer
    }
}

/// Tells among the events, newest first, of the revisions that could not be read.
fn with_damaged(lineage: &Lineage, mut events: Vec<PassageEvent>) -> Vec<PassageEvent> {
    for &number in &lineage.damaged {
        let at = events.iter().position(|event| event.revision.is_some_and(|other| other < number)).unwrap_or(events.len());
        let event = PassageEvent { revision: Some(number), change: PassageChange::Unreadable, text: String::new(), place: None };
        events.insert(at, event);
    }
    events
}

fn number(side: Side) -> Option<RevisionNumber> {
    match side {
        Side::Draft => None,
        Side::Revision { number } => Some(number),
    }
}

/// Adds the newest revision of a story that has what the query asks for.
fn past_of(connection: &Connection, row: &ArticleRow, query: &Query, found: &mut PastHits) -> Result<()> {
    let mut sieve = Sieve::of(query);
    let mut walk = Walk::default();
    for stratum in revisions::strata(connection, row.key)?.iter().rev() {
        let content = match walk.get(connection, stratum.snapshot, stratum.number) {
            Ok(content) => content,
            Err(Error::RevisionThinned { .. }) => continue,
            Err(Error::RevisionDamaged { .. }) => {
                found.damaged.push((row.id.clone(), stratum.number));
                continue;
            }
            Err(error) => return Err(error),
        };
        if !sieve.lets_through(content) {
            continue;
        }
        let (Ok(article), Some(revision)) = (Article::from_bytes(content), revisions::load(connection, row.key, stratum.number)?) else {
            found.damaged.push((row.id.clone(), stratum.number));
            continue;
        };
        if let Some(hit) = past::find(query, &article, &revision.row) {
            let now = RevisionRow { status: row.status, time: row.updated_at, words: row.words, ..revision.row };
            let gone = past::find(query, &working_copy::open(connection, row)?, &now).is_none();
            let hits = u32::try_from(hit.hits).unwrap_or(u32::MAX);
            let (headline, revision) = (article.headline, stratum.number);
            found.hits.push(PastHit { id: row.id.clone(), headline, snippet: hit.snippet, revision, hits, gone });
            break;
        }
    }
    Ok(())
}

/// Keeps the best `limit`.
fn best(hits: &mut Vec<PastHit>, limit: u32) {
    hits.sort_by_key(|hit| (Reverse(hit.gone), Reverse(hit.hits)));
    hits.truncate(limit as usize);
}
