//! What a page says of its story beside the story: JSON-LD, microdata, OpenGraph, `meta`, in this order.

use std::collections::HashMap;

use markup5ever_rcdom::Handle;
use serde_json::{Map, Value};
use url::Url;

use super::flow::clean_address;
use super::tree::{self, attr, attr_text, children, clean_text, find_all, raw_text, tag};
use crate::Article;
use crate::article::LeadImage;
use crate::document::{LinkTarget, is_allowed_url};
use crate::import::{Warning, dates, front_matter};

/// What a page's head says.
#[derive(Default)]
pub(super) struct Head {
    metas: Vec<(String, String)>,
    linked: Map<String, Value>,
    /// Names of people and organisations by the id under which linked data knows them.
    named: HashMap<String, String>,
    microdata: Vec<(String, String)>,
    base: String,
    title: String,
    language: String,
    canonical: String,
}

impl Head {
    pub(super) fn of(root: &Handle) -> Self {
        let mut head = Self::default();
        for node in find_all(root, &|node| matches!(tag(node), "meta" | "title" | "html" | "link" | "script" | "base")) {
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
                "base" if head.base.is_empty() => head.base = attr_text(&node, "href"),
                "script" if attr_text(&node, "type").eq_ignore_ascii_case("application/ld+json") => {
                    if let Ok(value) = serde_json::from_str::<Value>(&raw_text(&node)) {
                        collect_names(&value, 0, &mut head.named);
                        if head.linked.is_empty() {
                            head.linked = news_article(&value, 0).cloned().unwrap_or_default();
                        }
                    }
                }
                _ => {}
            }
        }
        head.microdata = microdata(root);
        head
    }

    /// Returns the address that relative ones count from: what the page says, else its own; none where that is no web address.
    pub(super) fn base(&self) -> Option<Url> {
        let own = [self.canonical.clone(), self.meta(&["og:url"])].into_iter().find_map(|address| Url::parse(&address).ok());
        let base = match (&own, self.base.is_empty()) {
            (Some(own), false) => own.join(&self.base).ok(),
            (None, false) => Url::parse(&self.base).ok(),
            (_, true) => own,
        };
        base.filter(|base| matches!(base.scheme(), "http" | "https"))
    }

    /// Returns the values of a property in the page's microdata.
    fn item(&self, name: &str) -> Vec<String> {
        self.microdata.iter().filter(|(own, value)| own == name && !value.is_empty()).map(|(_, value)| value.clone()).collect()
    }

    fn meta(&self, names: &[&str]) -> String {
        let find = |name: &&str| self.metas.iter().find(|(own, value)| own == name && !value.is_empty()).map(|(_, value)| value.clone());
        names.iter().find_map(find).unwrap_or_default()
    }

    /// Returns the texts of a property: a text, a list, or objects with a name or an address; failing linked data, microdata's.
    fn linked(&self, name: &str) -> Vec<String> {
        let texts: Vec<String> = match self.linked.get(name) {
            Some(Value::Array(list)) => list.iter().take(50).filter_map(|value| self.text(value)).collect(),
            Some(value) => self.text(value).into_iter().collect(),
            None => Vec::new(),
        };
        let texts: Vec<String> = texts.into_iter().map(plain).filter(|text| !text.is_empty()).collect();
        if texts.is_empty() { self.item(name) } else { texts }
    }

    fn text(&self, value: &Value) -> Option<String> {
        match value {
            Value::String(text) => Some(text.trim().to_owned()),
            Value::Object(map) => {
                let text = |key: &str| map.get(key).and_then(Value::as_str);
                text("name")
                    .or_else(|| text("url"))
                    .or_else(|| text("@id").map(|id| self.named.get(id).map_or(id, String::as_str)))
                    .map(str::to_owned)
            }
            _ => None,
        }
    }

    pub(super) fn apply(&self, article: &mut Article, warnings: &mut Vec<Warning>) {
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

/// Collects what linked data calls people and organisations, by their ids.
fn collect_names(value: &Value, depth: usize, names: &mut HashMap<String, String>) {
    if depth > 6 || names.len() > 1_000 {
        return;
    }
    match value {
        Value::Array(list) => list.iter().for_each(|value| collect_names(value, depth + 1, names)),
        Value::Object(map) => {
            if let (Some(id), Some(name)) = (map.get("@id").and_then(Value::as_str), map.get("name").and_then(Value::as_str)) {
                names.insert(id.to_owned(), name.to_owned());
            }
            map.values().filter(|value| value.is_array() || value.is_object()).for_each(|value| collect_names(value, depth + 1, names));
        }
        _ => {}
    }
}

/// Returns the properties of the first article that the page marks up as microdata (HTML standard, section 5), names and values
/// in order. What is an item of its own is told by its name, or its address.
fn microdata(root: &Handle) -> Vec<(String, String)> {
    let is_story = |node: &Handle| {
        let kind = attr_text(node, "itemtype");
        kind.ends_with("Article") || kind.ends_with("BlogPosting") || kind.ends_with("Report")
    };
    let Some(scope) = find_all(root, &is_story).into_iter().next() else { return Vec::new() };
    let mut found = Vec::new();
    let mut stack: Vec<Handle> = children(&scope).into_iter().rev().collect();
    while let Some(node) = stack.pop() {
        let names = attr_text(&node, "itemprop");
        let is_item = attr(&node, "itemscope").is_some();
        if !names.is_empty() && names != "articleBody" {
            let value = if is_item { item_value(&node) } else { own_value(&node) };
            found.extend(names.split_ascii_whitespace().map(|name| (name.to_owned(), value.clone())));
        }
        if !is_item {
            stack.extend(children(&node).into_iter().rev());
        }
    }
    found
}

fn own_value(node: &Handle) -> String {
    let said = match tag(node) {
        "meta" => attr(node, "content"),
        "time" => attr(node, "datetime").or_else(|| attr(node, "content")),
        "a" | "link" => attr(node, "content").or_else(|| if tag(node) == "link" { attr(node, "href") } else { None }),
        "img" | "source" => attr(node, "src"),
        _ => attr(node, "content"),
    };
    said.map_or_else(|| clean_text(node), |value| value.trim().to_owned())
}

/// Returns what an item is called, or where it is.
fn item_value(item: &Handle) -> String {
    let inner = tree::find_all(item, &|node| matches!(attr_text(node, "itemprop").as_str(), "name" | "url" | "contentUrl"));
    let named = inner.iter().find(|node| attr_text(node, "itemprop") == "name").or_else(|| inner.first());
    match named {
        Some(node) => own_value(node),
        None => tree::find(item, &["img"]).map_or_else(|| clean_text(item), |picture| attr_text(&picture, "src")),
    }
}

/// Returns text whose character references are read: linked data often carries those of the page it was made from.
fn plain(text: String) -> String {
    if text.contains('&') && text.contains(';') { clean_text(&tree::parse(&text.replace('<', "&lt;")).root) } else { text }
}
