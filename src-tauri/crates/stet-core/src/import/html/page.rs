//! A whole page: the story in it, and what its head says of the story (JSON-LD, OpenGraph, `meta`).

use markup5ever_rcdom::{Handle, SerializableHandle};
use serde_json::{Map, Value};

use super::flow::{Reader, clean_address};
use super::tree::{self, Tree, attr, attr_text, clean_text, find, find_all, has_class, raw_text, tag};
use super::{Origin, read_fragment};
use crate::Article;
use crate::article::LeadImage;
use crate::document::text::line_text;
use crate::document::{Block, Document, Inline, LinkTarget, is_allowed_url};
use crate::import::{Imported, Warning, dates, front_matter};

/// An element with this many characters of text is a story; less is a teaser.
const LEAST_STORY: usize = 400;

/// Tells whether HTML is a whole page rather than a fragment.
pub(super) fn is_page(html: &str) -> bool {
    let head: String = html.chars().take(4000).collect::<String>().to_ascii_lowercase();
    head.contains("<!doctype html") || head.contains("<html") || head.contains("<head")
}

/// Reads the story of a page.
pub(super) fn read(html: &str) -> Imported {
    let tree = tree::parse(html);
    let mut warnings = Vec::new();
    let mut article = Article::default();
    let head = Head::of(&tree.root);
    head.apply(&mut article, &mut warnings);
    let (body, found) = body(&tree);
    article.body = body;
    warnings.extend(found);
    tidy(&tree.root, &mut article, &mut warnings);
    Imported { article, warnings }
}

/// Finds the story's element and reads it: the one `article`, or what readability finds, or the whole body.
fn body(tree: &Tree) -> (Document, Vec<Warning>) {
    let is_body = |node: &Handle| attr_text(node, "itemprop") == "articleBody";
    let outer = |node: &Handle| tag(node) == "article" || is_body(node) || attr_text(node, "role") == "article";
    let is_story = |node: &Handle| is_body(node) || clean_text(node).chars().count() >= LEAST_STORY;
    let stories: Vec<Handle> = find_all(&tree.root, &outer).into_iter().filter(is_story).collect();
    let inner = stories.iter().find(|node| is_body(node));
    let own = inner.or(if stories.len() == 1 { stories.first() } else { None });
    let whole = find(&tree.root, &["body"]).unwrap_or_else(|| tree.root.clone());
    if let Some(story) = own {
        let mut reader = Reader::new(tree, Origin::Html);
        let blocks = reader.body(story);
        return (Document::new(blocks), reader.finish());
    }
    if !is_manuscript(&tree.root)
        && clean_text(&whole).chars().count() >= LEAST_STORY
        && let Some(content) = readable(&tree.root)
    {
        return read_fragment(&content, Origin::Html);
    }
    let mut reader = Reader::new(tree, Origin::Html);
    let blocks = reader.body(&whole);
    (Document::new(blocks), reader.finish())
}

/// Tells whether a page was saved by a word processor: all of it is the story.
fn is_manuscript(root: &Handle) -> bool {
    find_all(root, &|node| tag(node) == "meta" && attr_text(node, "name").eq_ignore_ascii_case("generator")).iter().any(|node| {
        let made_by = attr_text(node, "content").to_ascii_lowercase();
        ["microsoft word", "libreoffice", "openoffice", "google docs", "pages", "pandoc"].iter().any(|name| made_by.contains(name))
    })
}

/// Returns the HTML of the part of a page that readability takes for its story. It is given the tree that was cut to a
/// safe depth, not the page itself.
fn readable(root: &Handle) -> Option<String> {
    let mut html = Vec::new();
    html5ever::serialize(&mut html, &SerializableHandle::from(root.clone()), html5ever::serialize::SerializeOpts::default()).ok()?;
    let html = String::from_utf8(html).ok()?;
    let config = dom_smoothie::Config { keep_classes: true, max_elements_to_parse: 200_000, ..dom_smoothie::Config::default() };
    let mut readability = dom_smoothie::Readability::new(html, None, Some(config)).ok()?;
    let found = readability.parse().ok()?;
    (found.length >= LEAST_STORY / 2).then(|| found.content.to_string())
}

/// What a page's head says.
#[derive(Default)]
struct Head {
    metas: Vec<(String, String)>,
    linked: Map<String, Value>,
    title: String,
    language: String,
    canonical: String,
}

impl Head {
    fn of(root: &Handle) -> Self {
        let mut head = Self::default();
        for node in find_all(root, &|node| matches!(tag(node), "meta" | "title" | "html" | "link" | "script")) {
            match tag(&node) {
                "meta" => {
                    let name =
                        ["property", "name", "itemprop"].iter().find_map(|key| attr(&node, key)).unwrap_or_default().to_ascii_lowercase();
                    head.metas.push((name, attr_text(&node, "content").trim().to_owned()));
                }
                "title" if head.title.is_empty() => head.title = clean_text(&node),
                "html" => head.language = attr_text(&node, "lang"),
                "link" if attr_text(&node, "rel").eq_ignore_ascii_case("canonical") => {
                    head.canonical = clean_address(&attr_text(&node, "href"))
                }
                "script" if attr_text(&node, "type").eq_ignore_ascii_case("application/ld+json") && head.linked.is_empty() => {
                    if let Ok(value) = serde_json::from_str::<Value>(&raw_text(&node)) {
                        head.linked = news_article(&value, 0).cloned().unwrap_or_default();
                    }
                }
                _ => {}
            }
        }
        head
    }

    fn meta(&self, names: &[&str]) -> String {
        let find = |name: &&str| self.metas.iter().find(|(own, value)| own == name && !value.is_empty()).map(|(_, value)| value.clone());
        names.iter().find_map(find).unwrap_or_default()
    }

    /// Returns the texts of a property: a text, a list, or objects with a name or an address.
    fn linked(&self, name: &str) -> Vec<String> {
        fn texts(value: &Value) -> Vec<String> {
            match value {
                Value::String(text) => vec![text.trim().to_owned()],
                Value::Array(list) => {
                    list.iter().take(50).flat_map(|value| if value.is_array() { Vec::new() } else { texts(value) }).collect()
                }
                Value::Object(map) => ["name", "url", "@id"]
                    .iter()
                    .find_map(|key| map.get(*key).and_then(Value::as_str))
                    .map(str::to_owned)
                    .into_iter()
                    .collect(),
                _ => Vec::new(),
            }
        }
        self.linked.get(name).map(texts).unwrap_or_default().into_iter().filter(|text| !text.is_empty()).collect()
    }

    fn apply(&self, article: &mut Article, warnings: &mut Vec<Warning>) {
        let first = |list: Vec<String>| list.into_iter().next().unwrap_or_default();
        let or = |a: String, b: &dyn Fn() -> String| if a.is_empty() { b() } else { a };
        article.headline = or(first(self.linked("headline")), &|| or(self.meta(&["og:title", "twitter:title"]), &|| self.title.clone()));
        article.standfirst =
            or(first(self.linked("description")), &|| self.meta(&["og:description", "description", "twitter:description"]));
        let authors = self.linked("author").into_iter().filter(|name| !name.starts_with("http")).collect::<Vec<_>>();
        let named = self.meta(&["author", "article:author", "dc.creator", "parsely-author", "sailthru.author"]);
        article.byline = if !authors.is_empty() {
            authors
        } else if named.starts_with("http") {
            Vec::new()
        } else {
            front_matter::split_names(&named)
        };
        article.section = or(first(self.linked("articleSection")), &|| self.meta(&["article:section", "section"]));
        article.language =
            or(self.language.clone(), &|| or(first(self.linked("inLanguage")), &|| self.meta(&["og:locale"]))).replace('_', "-");
        let address = or(self.canonical.clone(), &|| self.meta(&["og:url"]));
        if is_allowed_url(&address, LinkTarget::Source) && address.starts_with("http") {
            article.canonical_url = address;
        }
        article.published_at = self.time(
            "datePublished",
            &["article:published_time", "date", "dc.date", "dc.date.issued", "pubdate", "publish-date"],
            warnings,
        );
        article.updated_at = self.time("dateModified", &["article:modified_time", "og:updated_time", "last-modified"], warnings);
        article.updated_at = article.updated_at.filter(|time| Some(*time) != article.published_at);
        article.tags = self.tags();
        let src = clean_address(&or(first(self.linked("image")), &|| self.meta(&["og:image", "og:image:url", "twitter:image"])));
        if is_allowed_url(&src, LinkTarget::Source) {
            article.lead_image = Some(LeadImage { src, alt: self.meta(&["og:image:alt", "twitter:image:alt"]), ..LeadImage::default() });
        }
    }

    fn tags(&self) -> Vec<String> {
        let tagged = self.metas.iter().filter(|(name, value)| name == "article:tag" && !value.is_empty()).map(|(_, value)| value.clone());
        let mut tags: Vec<String> = tagged.collect();
        if tags.is_empty() {
            let listed = self.linked("keywords");
            let words = if listed.is_empty() { vec![self.meta(&["keywords", "news_keywords"])] } else { listed };
            tags = words.iter().flat_map(|words| words.split(',')).map(|tag| tag.trim().to_owned()).filter(|tag| !tag.is_empty()).collect();
        }
        let mut seen = std::collections::HashSet::new();
        tags.retain(|tag| seen.insert(crate::tag::fold(tag)));
        tags.truncate(50);
        tags
    }

    fn time(&self, linked: &str, names: &[&str], warnings: &mut Vec<Warning>) -> Option<chrono::DateTime<chrono::Utc>> {
        let text = self.linked(linked).into_iter().next().unwrap_or_else(|| self.meta(names));
        let read = dates::read(&text)?;
        warnings.extend(front_matter::date_warnings(&text, read));
        Some(read.time)
    }
}

/// Finds the object that describes a story in JSON-LD: the value itself, in a list, or in a graph.
fn news_article(value: &Value, depth: usize) -> Option<&Map<String, Value>> {
    let is_story =
        |kind: &str| kind.ends_with("Article") || matches!(kind, "BlogPosting" | "Report" | "LiveBlogPosting" | "AnalysisNewsArticle");
    match value {
        Value::Array(list) if depth < 4 => list.iter().find_map(|value| news_article(value, depth + 1)),
        Value::Object(map) => {
            let kinds = match map.get("@type") {
                Some(Value::String(kind)) => vec![kind.as_str()],
                Some(Value::Array(kinds)) => kinds.iter().filter_map(Value::as_str).collect(),
                _ => Vec::new(),
            };
            if kinds.into_iter().any(is_story) {
                return Some(map);
            }
            map.get("@graph").or_else(|| map.get("mainEntity")).filter(|_| depth < 4).and_then(|value| news_article(value, depth + 1))
        }
        _ => None,
    }
}

/// Completes the lead picture from the figure that shows it; a figure marked as the lead is one even if the head names none.
fn take_lead(root: &Handle, article: &mut Article) {
    for figure in find_all(root, &|node| tag(node) == "figure") {
        let Some(picture) = find(&figure, &["img"]) else { continue };
        let Some((asset, src)) = super::flow::source(&picture) else { continue };
        let is_lead = match &article.lead_image {
            Some(lead) => lead.src == src,
            None => has_class(&figure, &["lead"]),
        };
        if !is_lead {
            continue;
        }
        let lead = article.lead_image.get_or_insert_default();
        (lead.asset, lead.src) = (asset, src);
        if lead.alt.is_empty() {
            lead.alt = attr_text(&picture, "alt");
        }
        if let Some(caption) = find(&figure, &["figcaption"]) {
            let credit = find_all(&caption, &|node| has_class(node, &["credit"])).first().map(clean_text).unwrap_or_default();
            let all = clean_text(&caption);
            lead.caption = all.strip_suffix(&credit).unwrap_or(&all).trim().to_owned();
            lead.credit = credit.strip_prefix("Picture: ").unwrap_or(&credit).to_owned();
        }
        return;
    }
}

/// Takes the place from which a story is written off its first paragraph, where the page marks it.
fn take_dateline(root: &Handle, article: &mut Article) {
    let Some(place) = find_all(root, &|node| tag(node) == "span" && has_class(node, &["dateline"])).first().map(clean_text) else { return };
    let Some(Block::Paragraph { content }) = article.body.content.first_mut() else { return };
    if let Some(Inline::Text { text, .. }) = content.first_mut()
        && let Some(rest) = text.strip_prefix(&place).map(|rest| rest.trim_start_matches([' ', '—', '–', '-', ':']).to_owned())
    {
        *text = rest;
        article.dateline = place;
    }
}

/// Takes out of the body what the head has said already: the headline, the standfirst, the lead picture; and from the
/// body what the head did not say.
fn tidy(root: &Handle, article: &mut Article, warnings: &mut Vec<Warning>) {
    let squeeze = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    let headings = find_all(root, &|node| tag(node) == "h1");
    if let [heading] = headings.as_slice() {
        let own = clean_text(heading);
        // A page's title often carries the site's name; its one heading does not.
        if article.headline.is_empty() || (!own.is_empty() && squeeze(&article.headline).starts_with(&squeeze(&own))) {
            article.headline = own;
        }
    }
    if article.published_at.is_none() {
        let times = find_all(root, &|node| tag(node) == "time");
        let text = times.first().map(|time| attr(time, "datetime").unwrap_or_else(|| clean_text(time))).unwrap_or_default();
        if let Some(read) = dates::read(&text) {
            warnings.extend(front_matter::date_warnings(&text, read));
            article.published_at = Some(read.time);
        }
    }
    if article.byline.is_empty() {
        let author = find_all(root, &|node| {
            attr_text(node, "rel") == "author" || attr_text(node, "itemprop") == "author" || has_class(node, &["byline", "author"])
        });
        let names = author.first().map(clean_text).filter(|text| text.chars().count() <= 120).unwrap_or_default();
        article.byline = front_matter::split_names(&names);
    }
    take_lead(root, article);
    take_dateline(root, article);
    let (headline, standfirst) = (squeeze(&article.headline), squeeze(&article.standfirst));
    let lead = article.lead_image.clone().unwrap_or_default();
    let mut seen = 0;
    let mut caption = None;
    article.body.content.retain(|block| {
        seen += 1;
        if seen > 8 {
            return true;
        }
        match block {
            Block::Heading { content, .. } | Block::Paragraph { content } => {
                let text = squeeze(&line_text(content));
                let is_byline = text
                    .strip_prefix("by ")
                    .is_some_and(|rest| article.byline.first().is_some_and(|name| rest.starts_with(&squeeze(name))));
                let is_said = (!text.is_empty() && (text == headline || text == standfirst)) || is_byline;
                !(is_said || dates::read(&line_text(content)).is_some())
            }
            Block::Figure(figure) if !figure.src.is_empty() && figure.src == lead.src => {
                caption = Some(figure.clone());
                false
            }
            _ => true,
        }
    });
    if let (Some(figure), Some(lead)) = (caption, &mut article.lead_image) {
        lead.caption = line_text(&figure.caption);
        lead.credit = figure.credit;
        if lead.alt.is_empty() {
            lead.alt = figure.alt;
        }
    }
    article.body.normalise();
}
