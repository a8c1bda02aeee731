//! A whole page: the story out of it. What the page says of the story stands in [`super::head`].

use markup5ever_rcdom::{Handle, SerializableHandle};
use url::Url;

use super::Origin;
use super::flow::Reader;
use super::head::Head;
use super::tree::{self, Tree, attr, attr_text, clean_text, find, find_all, has_class, tag};
use crate::Article;
use crate::document::text::line_text;
use crate::document::{Block, Document, Inline};
use crate::import::{Imported, Warning, dates, front_matter};

/// An element with this many characters of text is a story; less is a teaser.
const LEAST_STORY: usize = 400;

/// What publishing systems call the part of a page that is the story's text.
const BODIES: &[&str] = &[
    "entry-content",
    "post-content",
    "post-body",
    "article-body",
    "article__body",
    "article-content",
    "article-text",
    "story-body",
    "storytext",
    "gh-content",
    "markdown-body",
    "mw-parser-output",
    "available-content",
    "page-content__body",
];

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
    let (body, found) = body(&tree, head.base());
    article.body = body;
    warnings.extend(found);
    tidy(&tree.root, &mut article, &mut warnings);
    Imported { article, warnings }
}

/// Finds the story's element and reads it: the one `article`, or what readability finds, or the whole body.
fn body(tree: &Tree, base: Option<Url>) -> (Document, Vec<Warning>) {
    let is_body = |node: &Handle| attr_text(node, "itemprop") == "articleBody";
    let outer = |node: &Handle| tag(node) == "article" || is_body(node) || attr_text(node, "role") == "article";
    let is_story = |node: &Handle| is_body(node) || clean_text(node).chars().count() >= LEAST_STORY;
    let stories: Vec<Handle> = find_all(&tree.root, &outer).into_iter().filter(is_story).collect();
    let inner = stories.iter().find(|node| is_body(node));
    // Of several, the one under the page's one heading; teasers have none.
    let headed: Vec<&Handle> = stories.iter().filter(|node| find(node, &["h1"]).is_some()).collect();
    let own = inner.or(match (stories.as_slice(), headed.as_slice()) {
        ([one], _) => Some(one),
        (_, [one]) => Some(*one),
        _ => None,
    });
    // Inside or without an `article`, publishing systems name the part that is the text.
    let named: Vec<Handle> = find_all(&tree.root, &|node| has_class(node, BODIES)).into_iter().filter(is_story).collect();
    let own = if let [one] = named.as_slice() { Some(one) } else { own };
    let whole = find(&tree.root, &["body"]).unwrap_or_else(|| tree.root.clone());
    if let Some(story) = own {
        let mut reader = Reader::of_page(tree, base);
        let blocks = reader.body(story);
        return (Document::new(blocks), reader.finish());
    }
    if !is_manuscript(&tree.root)
        && clean_text(&whole).chars().count() >= LEAST_STORY
        && let Some(content) = readable(&tree.root)
    {
        let tree = tree::parse(&content);
        let mut reader = Reader::of_page(&tree, base);
        let blocks = reader.body(&find(&tree.root, &["body"]).unwrap_or_else(|| tree.root.clone()));
        return (Document::new(blocks), reader.finish());
    }
    let mut reader = if is_manuscript(&tree.root) { Reader::new(tree, Origin::Html) } else { Reader::of_page(tree, base) };
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
                // `By Ann Lee`, `Von Ann Lee`: the name and little else.
                let is_byline = article.byline.first().is_some_and(|name| {
                    let name = squeeze(name);
                    let place = text.find(&name).filter(|place| *place <= 12 && text.len() <= place + name.len() + 60);
                    !name.is_empty() && place.is_some_and(|place| place == 0 && text == name || place > 0 && !text.ends_with('.'))
                });
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
