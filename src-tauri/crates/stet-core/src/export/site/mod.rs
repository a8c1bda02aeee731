//! A website out of a library: every story a page, and the pages, feeds and maps around them. Static files that work from any
//! server, from any folder of one and from the disk, for every address inside the site is relative.
//!
//! Incremental: the site's folder keeps a manifest of what each file was made from. An export asks the library only which stories
//! there are and what hash each has, lays the site out from the cards in the manifest ([`plan`]), and makes the files whose input
//! has changed ([`render`], [`feeds`]). They come in the old ones' place all at once ([`stage`]). The same library gives the same
//! bytes: no clock is asked.

mod card;
mod feeds;
mod links;
mod pictures;
mod plan;
mod render;
mod stage;

use std::collections::{BTreeSet, HashMap};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError, mpsc};
use std::thread;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use self::card::Card;
use self::pictures::SitePictures;
use self::plan::{FEED, Job, Part, Plan};
use self::render::Press;
use self::stage::{Files, Folder, Keeping, Manifest, Staged, Told};
use super::story_page::is_absolute;
use super::theme::Theme;
use crate::library::{Selection, SiteContent, SiteStory};
use crate::{Article, ArticleId, Error, Library, Result};

/// Stories that are read at once, and files that a thread takes at once.
const BATCH: usize = 32;
/// Bytes of stories that are kept between laying the site out and making its pages; what is more is read again.
const KEPT: usize = 128 * 1024 * 1024;
/// The folder of pictures.
const PICTURES: &str = "pictures/";

/// What a website is told beside its stories.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct SiteOptions {
    /// The publication's name; may be empty.
    pub title: String,
    /// A line about it; may be empty.
    pub description: String,
    /// Where the site will be, `https://…`; empty where nobody knows yet. Feeds and maps then carry addresses that begin at the root.
    pub base_url: String,
    /// The site's own language; empty for that of most stories.
    pub language: String,
    /// The folder of a theme; Broadsheet where there is none.
    #[ts(type = "string | null")]
    pub theme: Option<PathBuf>,
    /// Whether to write every file anew.
    pub fresh: bool,
}

/// What an export of a site did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, TS)]
pub struct SiteReport {
    /// Stories on the site.
    pub stories: u32,
    /// Files of the site.
    pub files: u32,
    /// Files that were written.
    pub written: u32,
    /// Files that were taken away, because nothing has them any more.
    pub removed: u32,
    /// Published stories whose working copy holds more than the site shows.
    pub unpublished_changes: u32,
}

/// Writes the site of the selected stories into `folder`, made if need be, or brings the one there up to date. `progress` is
/// called with how many files are made and how many there are to make, and returns whether to go on. A failed or stopped export
/// leaves the old site as it was.
///
/// # Errors
/// [`Error::ExportForeign`] where files that Stet did not write are in the way, [`Error::ThemeMissing`], [`Error::ThemeInvalid`],
/// [`Error::TemplateInvalid`], [`Error::TemplateEndless`], [`Error::FieldInvalid`] for an address that is none,
/// [`Error::ExportUnwritable`], [`Error::DiskFull`], [`Error::Cancelled`].
pub fn export(
    library: &Library,
    selection: &Selection,
    options: &SiteOptions,
    folder: &Path,
    progress: &mut dyn FnMut(usize, usize) -> bool,
) -> Result<SiteReport> {
    if !options.base_url.is_empty() && !is_absolute(&options.base_url) {
        return Err(Error::FieldInvalid { field: "base_url", reason: "the address of a site begins with https:// or http://".into() });
    }
    let theme = options.theme.as_deref().map_or_else(Theme::broadsheet, Theme::read)?;
    let folder = Folder::open(folder)?;
    // The manifest is read while the library is asked: each takes some milliseconds at ten thousand stories.
    let (index, manifest) = rayon::join(|| library.site_index(selection), || folder.manifest());
    let index = index?;
    let is_empty = manifest.is_none() && folder.is_empty();
    let Manifest { files: old, told } = manifest.unwrap_or_default();
    let Told { stories, tags: tags_before, pictures: mut shown_before } = told;
    let before = stories.len();
    let (cards, kept) = cards(library, &index.stories, stories, &tags_before, &index.tags)?;
    let plan = Plan::new(options, &cards, &index);
    let pictures = SitePictures::new(library);
    let mut jobs = plan.jobs(&theme);
    let mut places: Files = jobs.iter().map(|job| (job.path.clone(), job.print)).collect();
    let files = jobs.len();
    let is_same = |job: &Job| !options.fresh && old.get(&job.path) == Some(&job.print);
    jobs.retain(|job| !is_same(job));
    let tags: Vec<(i64, String)> = index.tags.iter().map(|(key, name, _)| (*key, name.clone())).collect();
    let mut report = SiteReport {
        stories: count(cards.len()),
        files: count(files),
        unpublished_changes: count(index.stories.iter().filter(|story| story.has_unpublished_changes()).count()),
        ..SiteReport::default()
    };
    let is_at_home = |path: &String| places.contains_key(path) || path.starts_with(PICTURES);
    if jobs.is_empty() && tags_before == tags && cards.len() == before && old.keys().all(is_at_home) {
        report.files = count(old.len());
        return Ok(report);
    }
    let in_the_way = if is_empty { BTreeSet::new() } else { folder.foreign(jobs.iter().map(|job| job.path.as_str()), &old) };
    let staged = folder.stage()?;
    let making = Making {
        library,
        stories: &index.stories,
        kept: &kept,
        press: Press::new(&plan, &theme, &pictures),
        folder: &folder,
        staged: &staged,
        in_the_way: &in_the_way,
        foreign: Mutex::new(Vec::new()),
        shown: Mutex::new(HashMap::new()),
    };
    making.all(&jobs, progress)?;
    let shown = making.shown.lock().map(|mut shown| std::mem::take(&mut *shown)).unwrap_or_default();
    let mut shows: HashMap<String, Vec<String>> = HashMap::new();
    for card in &cards {
        if let Some(paths) = shown.get(&card.id).cloned().or_else(|| shown_before.remove(&card.id)).filter(|paths| !paths.is_empty()) {
            shows.insert(card.id.clone(), paths);
        }
    }
    let mut come: Vec<(u32, String)> = (0..).zip(jobs.iter().map(|job| job.path.clone())).collect();
    making.pictures(&shows, &old, options.fresh, &mut come, &mut places)?;
    let mut foreign = making.foreign.into_inner().unwrap_or_default();
    if !foreign.is_empty() {
        foreign.sort();
        return Err(folder.refuse_foreign(foreign));
    }
    let gone: Vec<String> = old.keys().filter(|path| !places.contains_key(*path)).cloned().collect();
    report.files = count(places.len());
    report.written = count(come.len());
    report.removed = count(gone.len());
    staged.commit(come, gone, &places, &Keeping { stories: &cards, tags: &tags, pictures: &shows })?;
    Ok(report)
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// What was read of stories while the site was laid out: the canonical bytes of each, where they are still at hand.
type Kept = Vec<Option<Vec<u8>>>;
/// A card with its place, and the bytes that it was read from.
type ReadCard = (usize, Card, Option<Vec<u8>>);

/// Returns the card of each story: the old one where nothing about it has changed, else one that is read anew; and what was read.
fn cards(
    library: &Library,
    stories: &[SiteStory],
    old: Vec<Card>,
    tags_before: &[(i64, String)],
    tags: &[(i64, String, String)],
) -> Result<(Vec<Card>, Kept)> {
    let names: HashMap<i64, &str> = tags.iter().map(|(key, name, _)| (*key, name.as_str())).collect();
    let renamed: BTreeSet<&str> =
        tags_before.iter().filter(|(key, name)| names.get(key) != Some(&name.as_str())).map(|(_, name)| name.as_str()).collect();
    let is_as_it_was = |card: &Card, story: &SiteStory| {
        card.print == story.print && (renamed.is_empty() || !card.tags.iter().any(|tag| renamed.contains(tag.as_str())))
    };
    // Both lists are in the order of ids, so that one walk along both finds each story's card.
    let mut old = old.into_iter().peekable();
    let mut found: Vec<Option<Card>> = Vec::with_capacity(stories.len());
    let mut missing: Vec<(usize, &SiteStory)> = Vec::new();
    for (at, story) in stories.iter().enumerate() {
        while old.next_if(|card| card.id < story.id).is_some() {}
        let card = old.next_if(|card| card.id == story.id).filter(|card| is_as_it_was(card, story));
        if card.is_none() {
            missing.push((at, story));
        }
        found.push(card);
    }
    let room = AtomicUsize::new(KEPT);
    let read = |batch: &[(usize, &SiteStory)]| -> Result<Vec<ReadCard>> {
        let asked: Vec<&SiteStory> = batch.iter().map(|(_, story)| *story).collect();
        let contents = library.site_contents(&asked)?;
        let card = |((at, story), content): (&(usize, &SiteStory), SiteContent)| {
            let (card, bytes) = Card::read(story, content)?;
            let taken = room.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |room| room.checked_sub(bytes.len()));
            Ok((*at, card, taken.is_ok().then_some(bytes)))
        };
        batch.iter().zip(contents).map(card).collect()
    };
    let fresh: Vec<Vec<ReadCard>> = missing.par_chunks(BATCH).map(read).collect::<Result<_>>()?;
    let mut kept = vec![None; stories.len()];
    for (at, card, bytes) in fresh.into_iter().flatten() {
        found[at] = Some(card);
        kept[at] = bytes;
    }
    Ok((found.into_iter().flatten().collect(), kept))
}

/// The making of files, on as many threads as there are.
struct Making<'a> {
    library: &'a Library,
    stories: &'a [SiteStory],
    /// What was read of stories already, by the card.
    kept: &'a Kept,
    press: Press<'a>,
    folder: &'a Folder,
    staged: &'a Staged<'a>,
    /// Where something lies that Stet did not write.
    in_the_way: &'a BTreeSet<&'a str>,
    foreign: Mutex<Vec<String>>,
    /// The pictures of the pages that were rendered, by the story's id.
    shown: Mutex<HashMap<String, Vec<String>>>,
}

impl Making<'_> {
    /// Makes the files, on as many threads as the machine has; the calling one tells how far they are.
    fn all(&self, jobs: &[Job], progress: &mut dyn FnMut(usize, usize) -> bool) -> Result<()> {
        let threads = thread::available_parallelism().map_or(1, usize::from);
        let size = jobs.len().div_ceil(threads * 4).clamp(1, BATCH);
        let numbered: Vec<(u32, &Job)> = (0..).zip(jobs).collect();
        let batches: Vec<&[(u32, &Job)]> = numbered.chunks(size).collect();
        let (next, stops) = (AtomicUsize::new(0), AtomicBool::new(false));
        let (say, heard) = mpsc::channel();
        thread::scope(|scope| {
            for _ in 0..threads.min(batches.len()) {
                let (say, next, stops, batches) = (say.clone(), &next, &stops, &batches);
                scope.spawn(move || {
                    while !stops.load(Ordering::Relaxed) {
                        let at = next.fetch_add(1, Ordering::Relaxed);
                        let Some(batch) = batches.get(at) else { return };
                        let made = self.batch(batch).map(|()| batch.len()).map_err(|error| (at, error));
                        stops.fetch_or(made.is_err(), Ordering::Relaxed);
                        if say.send(made).is_err() {
                            return;
                        }
                    }
                });
            }
            drop(say);
            let mut done = 0;
            let mut failed: Option<(usize, Error)> = None;
            for made in heard {
                match made {
                    Ok(count) => {
                        done += count;
                        if failed.is_none() && !progress(done, jobs.len()) && done < jobs.len() {
                            stops.store(true, Ordering::Relaxed);
                            failed = Some((0, Error::Cancelled));
                        }
                    }
                    // Of several failures the first in order is told, so that it is the same each time.
                    Err((at, error)) if failed.as_ref().is_none_or(|(before, _)| at < *before) => failed = Some((at, error)),
                    Err(_) => {}
                }
            }
            failed.map_or(Ok(()), |(_, error)| Err(error))
        })
    }

    fn batch(&self, batch: &[(u32, &Job)]) -> Result<()> {
        let (stories, others): (Vec<_>, Vec<_>) = batch.iter().partition(|(_, job)| matches!(job.part, Part::Story(_)));
        let wanted: Vec<usize> =
            stories.iter().filter_map(|(_, job)| if let Part::Story(card) = job.part { Some(card) } else { None }).collect();
        let articles = self.articles(&wanted)?;
        for ((number, job), (card, article)) in stories.into_iter().zip(&articles) {
            let (page, pictures) = self.press.story(*card, article)?;
            self.shown.lock().unwrap_or_else(PoisonError::into_inner).insert(self.press.plan.cards[*card].id.clone(), pictures);
            self.write(number, &job.path, page.as_bytes())?;
        }
        for (number, job) in others {
            let bytes = self.bytes(job)?;
            self.write(number, &job.path, &bytes)?;
        }
        Ok(())
    }

    fn bytes(&self, job: &Job) -> Result<Vec<u8>> {
        let press = &self.press;
        let feed = || self.articles(press.plan.newest(FEED));
        let text = match &job.part {
            Part::Atom => feeds::atom(press, &feed()?),
            Part::Rss => feeds::rss(press, &feed()?),
            Part::JsonFeed => feeds::json_feed(press, &feed()?),
            Part::MapIndex => feeds::map_index(press),
            Part::Map(part) => feeds::map(press, *part),
            Part::News => feeds::news(press),
            Part::Words(part) => feeds::search(press, *part),
            Part::Addresses => feeds::addresses(press.plan),
            Part::History(card) => {
                let id = ArticleId::from_row(self.stories[*card].id.clone());
                press.history(*card, &self.library.published_versions(&id)?)?
            }
            Part::Static(name) => return Ok(press.theme.statics.get(name).cloned().unwrap_or_default()),
            part => press.page(part, &job.path)?,
        };
        Ok(text.into_bytes())
    }

    /// Makes the files of pictures that are not there yet. A picture's name says what it shows, so one that is there is the same.
    fn pictures(
        &self,
        shows: &HashMap<String, Vec<String>>,
        old: &Files,
        fresh: bool,
        come: &mut Vec<(u32, String)>,
        places: &mut Files,
    ) -> Result<()> {
        let files = self.press.pictures.take()?;
        let first = come.len();
        for path in shows.values().flatten().collect::<BTreeSet<_>>() {
            places.insert(path.clone(), [0; 16]);
            if files.contains_key(path) && (fresh || !old.contains_key(path)) {
                come.push((count(come.len()), path.clone()));
            }
        }
        come[first..].par_iter().try_for_each(|(number, path)| {
            let bytes = files.get(path).map(|file| file.bytes(self.library)).transpose()?.flatten();
            self.staged.write(*number, path, &bytes.unwrap_or_default())
        })
    }

    /// Returns the stories of these cards. A card stands where its story stands in the index.
    fn articles(&self, cards: &[usize]) -> Result<Vec<(usize, Article)>> {
        let asked: Vec<&SiteStory> = cards.iter().filter(|card| self.kept[**card].is_none()).map(|card| &self.stories[*card]).collect();
        let mut read = if asked.is_empty() { Vec::new() } else { self.library.site_contents(&asked)? }.into_iter();
        let article = |card: &usize| {
            let mut article = match &self.kept[*card] {
                Some(bytes) => Article::from_bytes(bytes)?,
                None => read.next().map(|content| Article::from_bytes(&content.bytes)).transpose()?.unwrap_or_default(),
            };
            article.tags.clone_from(&self.press.plan.cards[*card].tags);
            Ok((*card, article))
        };
        cards.iter().map(article).collect()
    }

    fn write(&self, number: u32, path: &str, bytes: &[u8]) -> Result<()> {
        // What holds the very same bytes may stay: nothing is lost, whoever wrote it.
        if self.in_the_way.contains(path) && !self.folder.holds(path, bytes) {
            self.foreign.lock().unwrap_or_else(PoisonError::into_inner).push(path.to_owned());
            return Ok(());
        }
        self.staged.write(number, path, bytes)
    }
}
