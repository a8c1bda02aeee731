//! The pages of a site: what each template is told.

use minijinja::{Value, context};

use super::super::body::image;
use super::super::linked_data::iso;
use super::super::names;
use super::super::pictures::{Around, Picture, Pictures as _};
use super::super::story_page::{self, Place, is_absolute};
use super::super::theme::Theme;
use super::super::versions;
use super::card::{Card, moment};
use super::links::StoryLinks;
use super::pictures::{Rooted, SitePictures};
use super::plan::{Kind, Part, Plan, Term};
use crate::library::PublicVersion;
use crate::{Article, Result};

/// What every page is rendered with.
pub(super) struct Press<'a> {
    pub(super) plan: &'a Plan<'a>,
    pub(super) theme: &'a Theme,
    pub(super) pictures: &'a SitePictures<'a>,
    /// What templates know as `site`.
    site: Value,
}

impl<'a> Press<'a> {
    pub(super) fn new(plan: &'a Plan<'a>, theme: &'a Theme, pictures: &'a SitePictures<'a>) -> Self {
        let options = plan.options;
        let has = |kind: Kind| plan.of(kind).next().is_some();
        let sections = plan.bar(theme.settings.sections);
        let site = context! {
            title => &options.title,
            description => &options.description,
            base_url => &options.base_url,
            language => &plan.language,
            sections => sections.iter().map(|term| context! { name => &term.name, url => term.path(None) }).collect::<Vec<_>>(),
            has_sections => has(Kind::Section),
            has_tags => has(Kind::Tag),
            has_authors => has(Kind::Author),
        };
        Self { plan, theme, pictures, site }
    }

    /// Returns an address of the site as a whole address; as it is where nobody said where the site will be.
    pub(super) fn absolute(&self, path: &str) -> String {
        let base = self.plan.options.base_url.trim_end_matches('/');
        let path = path.strip_suffix("index.html").filter(|rest| rest.is_empty() || rest.ends_with('/')).unwrap_or(path);
        format!("{base}/{}", path.trim_start_matches("../"))
    }

    /// Returns the address that search engines are to know a page by; empty where nobody said where the site will be.
    fn canonical(&self, path: &str) -> String {
        if self.plan.options.base_url.is_empty() { String::new() } else { self.absolute(path) }
    }

    /// Returns the page of a story, and the paths of the pictures that it shows.
    pub(super) fn story(&self, card: usize, article: &Article) -> Result<(String, Vec<String>)> {
        const ROOT: &str = "../";
        let plan = self.plan;
        let path = &plan.pages[card];
        let own = story_page::canonical(article);
        let canonical = if own.is_empty() { self.canonical(path) } else { own.to_owned() };
        let (title, description) = story_page::title_and_description(article);
        let term = |term: story_page::Term<'_>| {
            let found = match term {
                story_page::Term::Section(name) => plan.term(Kind::Section, name.trim()),
                story_page::Term::Author(name) => plan.term(Kind::Author, name),
                story_page::Term::Tag(name) => plan.term(Kind::Tag, name),
            };
            found.map(|term| term.path(None)).unwrap_or_default()
        };
        let absolute = |url: &str| {
            let inside = !is_absolute(url) && !plan.options.base_url.is_empty();
            if inside { self.absolute(url) } else { String::new() }
        };
        let pictures = Rooted::new(self.pictures, ROOT);
        let links = StoryLinks { plan, root: ROOT };
        let around = Around { pictures: &pictures, links: &links };
        let place = Place { publication: &plan.options.title, canonical: canonical.clone(), around, term: &term, absolute: &absolute };
        let standing = story_page::standing(article);
        let neighbour =
            |card: Option<usize>| card.map(|card| context! { url => &plan.pages[card], headline => &plan.cards[card].headline });
        let (earlier, later) = plan.neighbours(card);
        let page = context! {
            site => self.site.clone(),
            root => ROOT,
            lang => story_page::language(&article.language),
            title => title,
            description => description,
            canonical => canonical,
            current => article.section.trim(),
            is_story => true,
            story => story_page::story(article, &standing, &place),
            history => plan.publications(card).map(|(first, last, count)| {
                let url = plan.history_page(card).unwrap_or_default();
                versions::about(moment(first), moment(last), count as usize, &url)
            }),
            previous => neighbour(earlier),
            next => neighbour(later),
        };
        let page = self.theme.render("story.html", page)?;
        Ok((page, pictures.seen.into_inner()))
    }

    /// Returns the page of a story's published versions.
    pub(super) fn history(&self, card: usize, versions: &[PublicVersion]) -> Result<String> {
        let plan = self.plan;
        let (story, own) = (&plan.cards[card], &plan.pages[card]);
        let url = plan.history_page(card).unwrap_or_default();
        let page = context! {
            site => self.site.clone(),
            root => "../",
            lang => story_page::language(&story.language),
            dir => story_page::direction(&story.language),
            title => format!("{} – versions", story.headline),
            description => "",
            canonical => self.canonical(&url),
            headline => &story.headline,
            url => own,
            versions => versions::all(versions),
        };
        self.theme.render("history.html", page)
    }

    /// Returns a page that needs no story's text.
    pub(super) fn page(&self, part: &Part, path: &str) -> Result<String> {
        let root = if path.contains('/') { "../" } else { "" };
        let plan = self.plan;
        let title = if plan.options.title.is_empty() { "Front page" } else { &plan.options.title };
        let common = |title: &str, description: &str| {
            context! { site => self.site.clone(), root => root, title => title, description => description, canonical => self.canonical(path) }
        };
        let rest = |title: &str, description: &str, more: Value| context! { ..more, ..common(title, description) };
        match part {
            Part::Front => {
                let items = self.items(plan.newest(self.theme.settings.front), root);
                self.theme.render("front.html", rest(title, &plan.options.description, context! { items => items }))
            }
            Part::List { term, page } => self.list(&plan.terms[*term], *page, root, &common),
            Part::Terms(Kind::Month) => {
                let mut years: Vec<(String, Vec<Value>)> = Vec::new();
                for term in plan.of(Kind::Month) {
                    let (month, year) = term.name.rsplit_once(' ').unwrap_or((&term.name, ""));
                    if years.last().is_none_or(|(last, _)| last != year) {
                        years.push((year.to_owned(), Vec::new()));
                    }
                    if let Some((_, months)) = years.last_mut() {
                        months.push(context! { name => month, url => term.path(None), count => term.members.len() });
                    }
                }
                let years: Vec<Value> = years.into_iter().map(|(name, months)| context! { name => name, months => months }).collect();
                self.theme.render("archive.html", rest("Archive", "", context! { years => years }))
            }
            Part::Terms(kind) => {
                let mut terms: Vec<&Term> = plan.of(*kind).collect();
                terms.sort_by_cached_key(|term| term.name.to_lowercase());
                let term = |term: &Term| context! { name => &term.name, url => term.path(None), count => term.members.len() };
                let terms: Vec<Value> = terms.into_iter().map(term).collect();
                self.theme.render("terms.html", rest(kind.words().1, "", context! { terms => terms }))
            }
            Part::Search => self.theme.render("search.html", rest("Search", "", context! { parts => plan.searches() })),
            Part::NotFound => {
                // A server shows this page at any depth, so its addresses begin at the site's own root.
                let base = &plan.options.base_url;
                let path = base.split_once("//").and_then(|(_, rest)| rest.find('/').map(|at| &rest[at..])).unwrap_or("/");
                let root = format!("{}/", path.trim_end_matches('/'));
                let page = context! { root => root, canonical => "", ..common("There is no such page", "") };
                self.theme.render("404.html", page)
            }
            Part::Moved(at) => {
                let (_, card) = &plan.moved[*at];
                let target = format!("../{}", plan.pages[*card]);
                let more = context! { target => target, canonical => self.canonical(&plan.pages[*card]) };
                self.theme.render("redirect.html", rest(&plan.cards[*card].headline, "", more))
            }
            _ => Ok(String::new()),
        }
    }

    fn list(&self, term: &Term, page: Option<usize>, root: &str, common: &dyn Fn(&str, &str) -> Value) -> Result<String> {
        let size = self.theme.settings.list;
        let pages = term.older_pages(size);
        let older = match page {
            None => Some(pages),
            Some(page) => Some(page - 1),
        };
        let older = older.filter(|page| *page > 0).map(|page| term.path(Some(page)));
        let newer = page.map(|page| term.path(Some(page + 1).filter(|next| *next <= pages)));
        let current = if term.kind == Kind::Section { term.name.as_str() } else { "" };
        let more = context! {
            kind => term.kind.words().0,
            current => current,
            items => self.items(term.page(page, size), root),
            older => older,
            newer => newer,
        };
        self.theme.render("list.html", context! { ..more, ..common(&term.name, &term.description) })
    }

    fn items(&self, cards: &[usize], root: &str) -> Vec<Value> {
        cards.iter().map(|card| self.item(&self.plan.cards[*card], &self.plan.pages[*card], root)).collect()
    }

    fn item(&self, card: &Card, url: &str, root: &str) -> Value {
        let picture = card.lead.as_ref().and_then(|lead| {
            let own = Rooted::new(self.pictures, root).picture(&lead.asset, lead.crop);
            // A picture with a relative address stands beside its story's page, and nowhere else.
            let found = own.or_else(|| is_absolute(&lead.src).then(|| Picture { url: lead.src.clone(), ..Picture::default() }));
            found.map(|picture| Value::from_safe_string(image(&picture, "", "", "")))
        });
        context! {
            url => url,
            headline => &card.headline,
            standfirst => &card.standfirst,
            kicker => if card.kicker.is_empty() { &card.section } else { &card.kicker },
            byline => names(&card.byline),
            lang => story_page::language(&card.language),
            dir => story_page::direction(&card.language),
            date => card.published.map(|time| { let time = moment(time); context! { iso => iso(time), day => story_page::day(time) } }),
            image => picture,
        }
    }
}
