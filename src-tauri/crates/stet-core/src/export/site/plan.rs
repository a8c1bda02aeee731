//! Which files a site has, and what each is made from. Made from cards alone: no story is read here, and nothing is written.

use std::collections::BTreeMap;

use rayon::prelude::*;
use rustc_hash::{FxHashMap as HashMap, FxHashSet as HashSet};

use super::super::folder::{fold, safe_stem};
use super::super::theme::Theme;
use super::SiteOptions;
use super::card::{Card, Hash, Print, moment};
use super::links::Called;
use crate::library::SiteIndex;
use crate::library::slug::slugify;

/// Stories with their full text in each feed.
pub(super) const FEED: usize = 20;
/// Stories in a part of the site map.
const MAP: usize = 1_000;
/// Stories in a part of the search index.
const SEARCH: usize = 500;
/// How far back from the newest story the map for news reaches, in milliseconds: two days, as Google's guide has it.
const NEWS: i64 = 2 * 24 * 60 * 60 * 1_000;
/// The folder of stories.
pub(super) const STORIES: &str = "stories/";
/// Counted up whenever pages of the same input come out otherwise.
const MAKING: i64 = 3;

/// What a page gathers stories by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Kind {
    Section,
    Tag,
    Author,
    Month,
}

impl Kind {
    pub(super) fn folder(self) -> &'static str {
        match self {
            Self::Section => "sections",
            Self::Tag => "tags",
            Self::Author => "authors",
            Self::Month => "archive",
        }
    }

    /// Returns the word over a list, and the title of the page of all.
    pub(super) fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Section => ("Section", "Sections"),
            Self::Tag => ("Tag", "Tags"),
            Self::Author => ("Author", "Authors"),
            Self::Month => ("Archive", "Archive"),
        }
    }
}

/// A section, a tag, an author or a month, and its stories.
#[derive(Debug)]
pub(super) struct Term {
    pub(super) kind: Kind,
    pub(super) name: String,
    pub(super) description: String,
    /// The path without `.html`.
    stem: String,
    /// Indices of cards, newest first.
    pub(super) members: Vec<usize>,
}

impl Term {
    /// Returns the path of the page with the newest stories, or of an older one; pages are numbered from the oldest, so that a new
    /// story changes the newest page alone.
    pub(super) fn path(&self, page: Option<usize>) -> String {
        match page {
            None => format!("{}.html", self.stem),
            Some(page) => format!("{}.{page}.html", self.stem),
        }
    }

    /// Returns how many older pages there are.
    pub(super) fn older_pages(&self, size: usize) -> usize {
        (self.members.len() / size).saturating_sub(1)
    }

    /// Returns the stories of a page.
    pub(super) fn page(&self, page: Option<usize>, size: usize) -> &[usize] {
        let all = self.members.len();
        match page {
            None => &self.members[..all - self.older_pages(size) * size],
            Some(page) => &self.members[all - page * size..all - (page - 1) * size],
        }
    }
}

/// Where each term stands, by its name.
#[derive(Debug, Default)]
struct Terms<'a> {
    folded: HashMap<(Kind, String), usize>,
    /// By the very names that stories give: what is looked up for every story.
    exact: HashMap<(Kind, &'a str), usize>,
}

/// What a file is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Part {
    Story(usize),
    /// The published versions of a card's story.
    History(usize),
    Front,
    List {
        term: usize,
        page: Option<usize>,
    },
    Terms(Kind),
    Atom,
    Rss,
    JsonFeed,
    MapIndex,
    Map(usize),
    News,
    Search,
    Words(usize),
    NotFound,
    /// The page at an old address of a card's story.
    Moved(usize),
    /// Old and new addresses, for servers that read such a list.
    Addresses,
    Static(String),
}

/// A file to be.
#[derive(Debug)]
pub(super) struct Job {
    pub(super) path: String,
    pub(super) print: Print,
    pub(super) part: Part,
}

/// A site, laid out.
#[derive(Debug)]
pub(super) struct Plan<'a> {
    pub(super) options: &'a SiteOptions,
    /// By id.
    pub(super) cards: &'a [Card],
    /// Indices of cards, newest first.
    pub(super) order: Vec<usize>,
    /// Where each card stands in `order`.
    pub(super) rank: Vec<usize>,
    /// Each card's page.
    pub(super) pages: Vec<String>,
    pub(super) terms: Vec<Term>,
    terms_by: Terms<'a>,
    /// What links call the stories.
    pub(super) called: Called<'a>,
    pub(super) language: String,
    /// Old slug and card, where the old slug is nobody's now.
    pub(super) moved: Vec<(String, usize)>,
    /// Whether readers may see the published versions of stories that say nothing of it.
    shows_history: bool,
}

impl<'a> Plan<'a> {
    pub(super) fn new(options: &'a SiteOptions, cards: &'a [Card], index: &'a SiteIndex) -> Self {
        let mut order: Vec<usize> = (0..cards.len()).collect();
        order.sort_unstable_by(|a, b| cards[*b].when.cmp(&cards[*a].when).then_with(|| cards[*b].id.cmp(&cards[*a].id)));
        let mut rank = vec![0; cards.len()];
        for (at, card) in order.iter().enumerate() {
            rank[*card] = at;
        }
        let stem = |card: &Card| {
            let filled = |stem: &String| !stem.is_empty();
            let own = Some(safe_stem(&card.slug)).filter(filled);
            let own = own.or_else(|| Some(safe_stem(&slugify(&card.headline))).filter(filled));
            own.or_else(|| Some(safe_stem(&card.id)).filter(filled)).unwrap_or_else(|| "story".to_owned())
        };
        let named = || {
            let mut names = Names::default();
            let page = |card: &Card| format!("{}.html", names.take(format!("{STORIES}{}", stem(card))));
            let pages: Vec<String> = cards.iter().map(page).collect();
            (names, pages)
        };
        let ((mut names, pages), (terms, terms_by)) = rayon::join(named, || gather(cards, &order, &index.tags));
        let mut called = Called::new(cards, index);
        let moved = index.redirects.iter().filter(|(slug, _)| !called.has_slug(slug));
        let moved = moved.filter_map(|(slug, id)| {
            let stem = names.take(format!("{STORIES}{}", safe_stem(slug)));
            called.id(id).map(|card| (format!("{stem}.html"), card))
        });
        let moved: Vec<(String, usize)> = moved.collect();
        called.moved(&moved);
        let language = if options.language.is_empty() { most_used(cards) } else { options.language.clone() };
        Self { options, cards, order, rank, pages, terms, terms_by, called, language, moved, shows_history: index.shows_history }
    }

    /// Returns when a card's story was published first and last and how often, if readers may see that.
    pub(super) fn publications(&self, card: usize) -> Option<(i64, i64, u32)> {
        let card = &self.cards[card];
        card.publications.filter(|_| card.shows_history.unwrap_or(self.shows_history))
    }

    /// Returns the page of the versions of a card's story, where readers may see them and there is more than one.
    pub(super) fn history_page(&self, card: usize) -> Option<String> {
        let (.., count) = self.publications(card)?;
        let name = self.pages[card].strip_prefix(STORIES)?;
        (count > 1).then(|| format!("history/{name}"))
    }

    /// Returns the page of a section, tag or author.
    pub(super) fn term(&self, kind: Kind, name: &str) -> Option<&Term> {
        let found = self.terms_by.exact.get(&(kind, name)).or_else(|| self.terms_by.folded.get(&(kind, key(name))));
        found.map(|at| &self.terms[*at])
    }

    /// Returns the card that a link means, as a card notes it.
    fn linked(&self, link: &str) -> Option<usize> {
        let address = || self.called.address(link, &self.options.base_url).map(|(card, _)| card);
        self.called.story(link).or_else(address)
    }

    /// Returns the terms of a kind.
    pub(super) fn of(&self, kind: Kind) -> impl Iterator<Item = &Term> {
        self.terms.iter().filter(move |term| term.kind == kind)
    }

    /// Returns the sections in the bar: those with most stories, A to Z.
    pub(super) fn bar(&self, most: usize) -> Vec<&Term> {
        let mut sections: Vec<&Term> = self.of(Kind::Section).collect();
        sections.sort_by(|a, b| b.members.len().cmp(&a.members.len()).then_with(|| a.name.cmp(&b.name)));
        sections.truncate(most);
        sections.sort_by(|a, b| a.name.cmp(&b.name));
        sections
    }

    /// Returns the stories of the map for news, newest first.
    pub(super) fn news(&self) -> &[usize] {
        let newest = self.order.first().map_or(0, |card| self.cards[*card].when);
        let end = self.order.iter().take(1_000).take_while(|card| self.cards[**card].when > newest - NEWS).count();
        &self.order[..end]
    }

    pub(super) fn map(&self, part: usize) -> std::ops::Range<usize> {
        part * MAP..((part + 1) * MAP).min(self.cards.len())
    }

    pub(super) fn maps(&self) -> usize {
        self.cards.len().div_ceil(MAP).max(1)
    }

    pub(super) fn search(&self, part: usize) -> std::ops::Range<usize> {
        part * SEARCH..((part + 1) * SEARCH).min(self.cards.len())
    }

    pub(super) fn searches(&self) -> usize {
        self.cards.len().div_ceil(SEARCH)
    }

    /// Returns the first stories of the site.
    pub(super) fn newest(&self, most: usize) -> &[usize] {
        &self.order[..self.order.len().min(most)]
    }

    fn global(&self, theme: &Theme) -> Print {
        let mut hash = Hash::new("site");
        let SiteOptions { title, description, base_url, .. } = self.options;
        hash.number(MAKING).text(env!("CARGO_PKG_VERSION")).bytes(&theme.hash);
        hash.text(title).text(description).text(base_url).text(&self.language);
        for section in self.bar(theme.settings.sections) {
            hash.text(&section.name).text(&section.stem);
        }
        for kind in [Kind::Section, Kind::Tag, Kind::Author] {
            hash.number(i64::from(self.of(kind).next().is_some()));
        }
        hash.print()
    }

    /// Returns every file of the site, each with the print of all that it is made from.
    pub(super) fn jobs(&self, theme: &Theme) -> Vec<Job> {
        let global = self.global(theme);
        let mut jobs = Vec::new();
        let begin = |kind: &str| {
            let mut hash = Hash::new(kind);
            hash.bytes(&global);
            hash
        };
        let shown = |hash: &mut Hash, cards: &[usize]| {
            for card in cards {
                hash.bytes(&self.cards[*card].face).text(&self.pages[*card]);
            }
        };
        let full = |hash: &mut Hash, card: usize| {
            let own = &self.cards[card];
            hash.bytes(&own.content).text(&self.pages[card]).list(&own.tags);
            for link in &own.links {
                hash.text(self.linked(link).map_or("", |card| &self.pages[card]));
            }
        };
        let story = |card: usize| {
            let mut hash = begin("story");
            full(&mut hash, card);
            let own = &self.cards[card];
            let named = [(Kind::Tag, &own.tags), (Kind::Author, &own.byline)];
            for (kind, name) in named.iter().flat_map(|(kind, names)| names.iter().map(move |name| (*kind, name))) {
                hash.text(self.term(kind, name).map_or("", |term| &term.stem));
            }
            let (earlier, later) = self.neighbours(card);
            for neighbour in [earlier, later] {
                hash.number(i64::from(neighbour.is_some()));
                if let Some(card) = neighbour {
                    hash.text(&self.cards[card].headline).text(&self.pages[card]);
                }
            }
            if let Some((first, last, count)) = self.publications(card) {
                hash.number(first).number(last).number(i64::from(count));
            }
            Job { path: self.pages[card].clone(), print: hash.print(), part: Part::Story(card) }
        };
        (0..self.cards.len()).into_par_iter().with_min_len(256).map(story).collect_into_vec(&mut jobs);
        for card in 0..self.cards.len() {
            if let Some(path) = self.history_page(card) {
                jobs.push(Job { path, print: jobs[card].print, part: Part::History(card) });
            }
        }
        let mut add = |path: &str, hash: &Hash, part: Part| jobs.push(Job { path: path.to_owned(), print: hash.print(), part });
        let mut hash = begin("front");
        shown(&mut hash, self.newest(theme.settings.front));
        add("index.html", &hash, Part::Front);
        let lists = |(at, term): (usize, &Term)| {
            let older = term.older_pages(theme.settings.list);
            let list = |page: Option<usize>| {
                let mut hash = begin("list");
                hash.text(&term.name).text(&term.description).number(page.map_or(0, |page| page as i64));
                // The newest of the older pages leads to the one above it, and that to the newest of all.
                hash.number(if page.is_none_or(|page| page == older) { older as i64 } else { -1 });
                shown(&mut hash, term.page(page, theme.settings.list));
                Job { path: term.path(page), print: hash.print(), part: Part::List { term: at, page } }
            };
            std::iter::once(None).chain((1..=older).map(Some)).map(list).collect::<Vec<_>>()
        };
        let lists: Vec<Vec<Job>> = self.terms.par_iter().enumerate().map(lists).collect();
        for kind in [Kind::Section, Kind::Tag, Kind::Author, Kind::Month] {
            if kind != Kind::Month && self.of(kind).next().is_none() {
                continue;
            }
            let mut hash = begin("terms");
            for term in self.of(kind) {
                hash.text(&term.name).text(&term.stem).number(term.members.len() as i64);
            }
            add(&format!("{}/index.html", kind.folder()), &hash, Part::Terms(kind));
        }
        for (path, part) in [("atom.xml", Part::Atom), ("feed.xml", Part::Rss), ("feed.json", Part::JsonFeed)] {
            let mut hash = begin(path);
            self.newest(FEED).iter().for_each(|card| full(&mut hash, *card));
            add(path, &hash, part);
        }
        let mut hash = begin("maps");
        hash.number(self.maps() as i64);
        add("sitemap.xml", &hash, Part::MapIndex);
        for part in 0..self.maps() {
            let mut hash = begin("map");
            hash.number(part as i64);
            self.map(part).for_each(|card| {
                hash.text(&self.pages[card]).number(self.cards[card].changed().timestamp_millis());
            });
            add(&format!("sitemap-{}.xml", part + 1), &hash, Part::Map(part));
        }
        let mut hash = begin("news");
        shown(&mut hash, self.news());
        add("sitemap-news.xml", &hash, Part::News);
        let mut hash = begin("search");
        hash.number(self.searches() as i64);
        add("search.html", &hash, Part::Search);
        for part in 0..self.searches() {
            let mut hash = begin("search part");
            for card in self.search(part) {
                shown(&mut hash, &[card]);
                hash.list(&self.cards[card].tags);
            }
            add(&format!("search/{part}.js"), &hash, Part::Words(part));
        }
        add("404.html", &begin("404"), Part::NotFound);
        let mut list = begin("addresses");
        for (at, (path, card)) in self.moved.iter().enumerate() {
            let mut hash = begin("moved");
            shown(&mut hash, &[*card]);
            list.text(path).text(&self.pages[*card]);
            add(path, &hash, Part::Moved(at));
        }
        if !self.moved.is_empty() {
            add("_redirects", &list, Part::Addresses);
        }
        jobs.extend(lists.into_iter().flatten());
        let mut free: HashMap<String, (&String, &Vec<u8>)> = theme.statics.iter().map(|file| (fold(file.0), file)).collect();
        // Folding changes no length of what is ASCII: only what is as long as some static file can be in its place.
        let lengths: HashSet<usize> = free.keys().map(String::len).collect();
        for job in &jobs {
            if !job.path.is_ascii() || lengths.contains(&job.path.len()) {
                free.remove(&fold(&job.path));
            }
        }
        let mut free: Vec<(&String, &Vec<u8>)> = free.into_values().collect();
        free.sort_unstable();
        for (path, bytes) in free {
            let mut hash = Hash::new("static");
            hash.bytes(bytes);
            jobs.push(Job { path: path.clone(), print: hash.print(), part: Part::Static(path.clone()) });
        }
        jobs
    }

    /// Returns the story before a card's and the one after it.
    pub(super) fn neighbours(&self, card: usize) -> (Option<usize>, Option<usize>) {
        let rank = self.rank[card];
        (self.order.get(rank + 1).copied(), rank.checked_sub(1).and_then(|before| self.order.get(before)).copied())
    }
}

/// Paths that are taken; a second of the same name, in any case, gets a number.
#[derive(Default)]
struct Names(HashSet<String>);

impl Names {
    fn take(&mut self, stem: String) -> String {
        if self.0.insert(fold(&stem)) {
            return stem;
        }
        let numbered = (2_usize..).map(|number| format!("{stem}-{number}")).find(|free| self.0.insert(fold(free)));
        numbered.unwrap_or(stem)
    }
}

fn key(name: &str) -> String {
    if name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b' ') { name.to_owned() } else { fold(name) }
}

/// Returns the language that most stories are in.
fn most_used(cards: &[Card]) -> String {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for card in cards.iter().filter(|card| super::super::story_page::language(&card.language).is_some()) {
        *counts.entry(&card.language).or_default() += 1;
    }
    counts.into_iter().max_by(|a, b| a.1.cmp(&b.1).then(b.0.cmp(a.0))).map_or("en", |(language, _)| language).to_owned()
}

fn gather<'a>(cards: &'a [Card], order: &[usize], tags: &[(i64, String, String)]) -> (Vec<Term>, Terms<'a>) {
    let mut terms: Vec<Term> = Vec::new();
    let mut by = Terms::default();
    for at in order {
        let card = &cards[*at];
        let section = (!card.section.is_empty()).then_some((Kind::Section, &card.section));
        let tags = card.tags.iter().map(|tag| (Kind::Tag, tag));
        let authors = card.byline.iter().map(|name| (Kind::Author, name));
        for (kind, name) in section.into_iter().chain(tags).chain(authors) {
            let term = *by.exact.entry((kind, name.as_str())).or_insert_with(|| {
                *by.folded.entry((kind, key(name))).or_insert_with(|| {
                    terms.push(Term { kind, name: name.clone(), description: String::new(), stem: String::new(), members: Vec::new() });
                    terms.len() - 1
                })
            });
            if terms[term].members.last() != Some(at) {
                terms[term].members.push(*at);
            }
        }
    }
    // The tag's own description; names are looked at A to Z, so that numbers do not depend on what is newest.
    let descriptions: HashMap<String, &String> = tags.iter().map(|(_, name, description)| (key(name), description)).collect();
    let mut by_name: Vec<usize> = (0..terms.len()).collect();
    by_name.sort_by(|a, b| (terms[*a].kind, key(&terms[*a].name)).cmp(&(terms[*b].kind, key(&terms[*b].name))));
    let mut names = Names::default();
    for kind in [Kind::Section, Kind::Tag, Kind::Author] {
        names.take(format!("{}/index", kind.folder()));
    }
    for at in by_name {
        let term = &mut terms[at];
        let slug = slugify(&term.name);
        let slug = if slug.is_empty() { format!("x-{}", &blake3::hash(term.name.as_bytes()).to_hex()[..8]) } else { safe_stem(&slug) };
        term.stem = names.take(format!("{}/{slug}", term.kind.folder()));
        if term.kind == Kind::Tag {
            term.description = descriptions.get(&key(&term.name)).map(|text| (*text).clone()).unwrap_or_default();
        }
    }
    let mut months: BTreeMap<(String, String), Vec<usize>> = BTreeMap::new();
    let mut last: (i64, (String, String)) = (i64::MIN, Default::default());
    for at in order {
        let day = cards[*at].when.div_euclid(86_400_000);
        if last.0 != day {
            let time = moment(cards[*at].when);
            last = (day, (time.format("%Y-%m").to_string(), time.format("%B %Y").to_string()));
        }
        match months.get_mut(&last.1) {
            Some(members) => members.push(*at),
            None => {
                months.insert(last.1.clone(), vec![*at]);
            }
        }
    }
    for ((stem, name), members) in months.into_iter().rev() {
        terms.push(Term { kind: Kind::Month, name, description: String::new(), stem: format!("archive/{stem}"), members });
    }
    (terms, by)
}
