//! Links inside a body: which page of the site each leads to, by whichever name the story has or had. Owns what a card notes of
//! links and how they are followed; an address that names no story of the site is none of its business and stays as it is.

use rustc_hash::FxHashMap as HashMap;

use super::super::pictures::Links;
use super::card::Card;
use super::plan::{Plan, STORIES};
use crate::document::story_link;
use crate::library::SiteIndex;

/// So much of a link is looked at, in bytes.
const MAX_LINK: usize = 500;
/// How the page of a story ends.
const PAGE: &str = ".html";

/// The stories of a site by all that a link may call them.
#[derive(Debug)]
pub(super) struct Called<'a> {
    by_id: HashMap<&'a str, usize>,
    by_slug: HashMap<&'a str, usize>,
    /// By a slug that was theirs, or that will be once they are published again.
    by_other_slug: HashMap<&'a str, usize>,
    /// The pages at old addresses.
    by_old_page: HashMap<String, usize>,
}

impl<'a> Called<'a> {
    pub(super) fn new(cards: &'a [Card], index: &'a SiteIndex) -> Self {
        let by_id: HashMap<&str, usize> = cards.iter().enumerate().map(|(at, card)| (card.id.as_str(), at)).collect();
        let by_slug: HashMap<&str, usize> = cards.iter().enumerate().map(|(at, card)| (card.slug.as_str(), at)).collect();
        let others = index.redirects.iter().chain(&index.coming).filter(|(slug, _)| !by_slug.contains_key(slug.as_str()));
        let by_other_slug = others.filter_map(|(slug, id)| Some((slug.as_str(), *by_id.get(id.as_str())?))).collect();
        Self { by_id, by_slug, by_other_slug, by_old_page: HashMap::default() }
    }

    /// Returns the card with this id.
    pub(super) fn id(&self, id: &str) -> Option<usize> {
        self.by_id.get(id).copied()
    }

    /// Tells whether a story of the site has this slug.
    pub(super) fn has_slug(&self, slug: &str) -> bool {
        self.by_slug.contains_key(slug)
    }

    /// Notes the pages at old addresses.
    pub(super) fn moved(&mut self, moved: &[(String, usize)]) {
        self.by_old_page = moved.iter().cloned().collect();
    }

    /// Returns the card that a link `stet:STORY` means: by id, by slug, or by a slug that it had, in any case; as
    /// [`crate::Library::resolve`] does.
    pub(super) fn story(&self, story: &str) -> Option<usize> {
        if story.is_empty() {
            return None;
        }
        let lower = story.to_ascii_lowercase();
        let by_slug = |slug: &str| self.by_slug.get(slug).or_else(|| self.by_other_slug.get(slug));
        self.by_id.get(lower.as_str()).or_else(|| by_slug(story)).or_else(|| by_slug(&lower)).copied()
    }

    /// Returns the card that an address in a story's page leads to by an old page of it, and what follows the path.
    pub(super) fn address<'u>(&self, url: &'u str, base_url: &str) -> Option<(usize, &'u str)> {
        if self.by_old_page.is_empty() {
            return None;
        }
        let (path, rest) = url.split_at(url.find(['?', '#']).unwrap_or(url.len()));
        let card = self.by_old_page.get(&inside(path, base_url)?)?;
        Some((*card, rest))
    }
}

/// Returns the path inside the site that a story's page means by `path`; none where that leads out of the site.
fn inside(path: &str, base_url: &str) -> Option<String> {
    let base = base_url.trim_end_matches('/');
    if path.contains("://") {
        return path.strip_prefix(base).filter(|_| !base.is_empty())?.strip_prefix('/').map(str::to_owned);
    }
    if path.starts_with('/') {
        let root = base.split_once("://").and_then(|(_, host)| host.find('/').map(|at| &host[at..])).unwrap_or_default();
        return path.strip_prefix(root)?.strip_prefix('/').filter(|rest| !rest.starts_with('/')).map(str::to_owned);
    }
    let mut parts: Vec<&str> = STORIES.trim_end_matches('/').split('/').collect();
    for part in path.split('/') {
        match part {
            "." => {}
            ".." => _ = parts.pop()?,
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// Returns what the links of a body, in canonical JSON, call other stories: `stet:` links by id or slug as it is written there,
/// and addresses that could be the page of one.
pub(super) fn noted(bytes: &[u8]) -> Vec<String> {
    const SCHEME: &[u8] = b"stet:";
    const HREF: &[u8] = b"\"href\":\"";
    let mut found = Vec::new();
    let until = |rest: &[u8]| rest.iter().position(|byte| *byte == b'"').unwrap_or(rest.len()).min(MAX_LINK);
    let mut rest = bytes;
    while let Some(at) = rest.iter().position(|byte| *byte == b'"') {
        // A quotation mark in a text is escaped, so that only a key of the document reads like this.
        let is_href = rest[at..].starts_with(HREF);
        rest = &rest[at + if is_href { HREF.len() } else { 1 }..];
        if rest.get(..SCHEME.len()).is_some_and(|scheme| scheme.eq_ignore_ascii_case(SCHEME)) {
            let href = std::str::from_utf8(&rest[..until(rest)]).ok();
            found.extend(href.and_then(story_link).map(|(story, _)| story.to_owned()));
        } else if is_href {
            let href = std::str::from_utf8(&rest[..until(rest)]).ok();
            found.extend(href.filter(|href| may_be_page(href)).map(str::to_owned));
        }
    }
    found.sort_unstable();
    found.dedup();
    found
}

/// Tells whether an address could be the page of a story: most lead elsewhere, and need not be kept.
fn may_be_page(href: &str) -> bool {
    let path = &href[..href.find(['?', '#']).unwrap_or(href.len())];
    path.ends_with(PAGE) && (path.contains(STORIES) || !path.contains("//"))
}

/// The stories of the site, as a page with this `root` links to them.
pub(super) struct StoryLinks<'a> {
    pub(super) plan: &'a Plan<'a>,
    pub(super) root: &'a str,
}

impl Links for StoryLinks<'_> {
    fn story(&self, id: &str) -> Option<String> {
        self.plan.called.story(id).map(|card| format!("{}{}", self.root, self.plan.pages[card]))
    }

    fn address(&self, url: &str) -> Option<String> {
        let (card, rest) = self.plan.called.address(url, &self.plan.options.base_url)?;
        Some(format!("{}{}{rest}", self.root, self.plan.pages[card]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_read_as_a_browser_reads_it_on_a_storys_page() {
        let base = "https://a.example/paper/";
        for (path, expected) in [
            ("old.html", Some("stories/old.html")),
            ("./old.html", Some("stories/old.html")),
            ("../stories/old.html", Some("stories/old.html")),
            ("../index.html", Some("index.html")),
            ("/paper/stories/old.html", Some("stories/old.html")),
            ("https://a.example/paper/stories/old.html", Some("stories/old.html")),
            ("/stories/old.html", None),
            ("//a.example/paper/stories/old.html", None),
            ("https://b.example/paper/stories/old.html", None),
            ("../../stories/old.html", None),
        ] {
            assert_eq!(inside(path, base).as_deref(), expected, "{path}");
        }
        assert_eq!(inside("/stories/old.html", "").as_deref(), Some("stories/old.html"));
        assert_eq!(inside("https://a.example/stories/old.html", ""), None);
    }

    #[test]
    fn only_what_may_lead_to_a_story_is_noted() {
        let json = br#"{"href":"stet:b"},{"text":"\"href\":\"x.html"},{"href":"a.html#x"},{"href":"https://a.example/x.html"},{"href":"https://a.example/stories/x.html"},{"href":"pdf/a.pdf"}"#;
        assert_eq!(noted(json), ["a.html#x", "b", "https://a.example/stories/x.html"]);
    }
}
