//! What machines read of a site: Atom (RFC 4287), RSS 2.0, JSON Feed 1.1, site maps (sitemaps.org 0.9, Google's map for news),
//! the index of the search page and the list of old addresses.

use serde_json::json;

use super::super::body::text_html;
use super::super::linked_data::{iso, safe};
use super::super::pictures::Around;
use super::super::story_page;
use super::card::{Card, moment};
use super::links::StoryLinks;
use super::pictures::Rooted;
use super::plan::Plan;
use super::render::Press;
use crate::Article;
use crate::article::Correction;

/// Returns text for XML: escaped, and without the characters that XML 1.0 cannot hold.
pub(super) fn xml(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\t' | '\n' | '\r' => out.push(c),
            c if c < ' ' || c == '\u{fffe}' || c == '\u{ffff}' => {}
            c => out.push(c),
        }
    }
    out
}

/// A story of a feed.
struct Entry<'a> {
    card: &'a Card,
    url: String,
    /// Standfirst, lead picture, body, notes and corrections for readers of feeds: every address in it is whole.
    html: String,
}

fn entries<'a>(press: &Press<'a>, stories: &[(usize, Article)]) -> Vec<Entry<'a>> {
    let base = format!("{}/", press.plan.options.base_url.trim_end_matches('/'));
    let entry = |(card, article): &(usize, Article)| {
        let pictures = Rooted::new(press.pictures, &base);
        let links = StoryLinks { plan: press.plan, root: &base };
        let around = Around { pictures: &pictures, links: &links };
        let standing = story_page::standing(article);
        let written = story_page::write(&standing, &article.dateline, around);
        let lead = article.lead_image.as_ref().and_then(|lead| Some((lead, story_page::found(lead, around)?)));
        let lead = lead.map(|(lead, picture)| super::super::body::image(&picture, &lead.alt, "", "")).unwrap_or_default();
        let stand = if article.standfirst.is_empty() { String::new() } else { format!("<p><em>{}</em></p>\n", xml(&article.standfirst)) };
        Entry {
            card: &press.plan.cards[*card],
            url: press.absolute(&press.plan.pages[*card]),
            html: format!("{stand}{lead}{}{}{}", written.body, written.notes, corrections(article)),
        }
    };
    stories.iter().map(entry).collect()
}

/// Returns the corrections of a story as the end of what a feed carries.
fn corrections(article: &Article) -> String {
    let correction = |correction: &Correction| {
        let (iso, day, text) = (iso(correction.time), story_page::day(correction.time), text_html(&correction.text, true, true));
        format!("<p><strong>Correction, <time datetime=\"{iso}\">{day}</time>:</strong> {text}</p>\n")
    };
    article.corrections.iter().map(correction).collect()
}

/// Returns the last change among the stories; the beginning of time where there is none, for the clock is not asked.
fn changed(plan: &Plan<'_>, stories: &[(usize, Article)]) -> chrono::DateTime<chrono::Utc> {
    stories.iter().map(|(card, _)| plan.cards[*card].changed()).max().unwrap_or_default()
}

fn title<'a>(plan: &'a Plan<'_>) -> &'a str {
    if plan.options.title.is_empty() { "Stories" } else { &plan.options.title }
}

pub(super) fn atom(press: &Press<'_>, stories: &[(usize, Article)]) -> String {
    let plan = press.plan;
    let own = press.absolute("atom.xml");
    let mut out = format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"{}\">\n<id>{}</id>\n<title>{}</title>\n<updated>{}</updated>\n<link rel=\"self\" type=\"application/atom+xml\" href=\"{}\"/>\n<link rel=\"alternate\" type=\"text/html\" href=\"{}\"/>\n",
        xml(&plan.language),
        // Without an address of its own a feed is still one and the same.
        if plan.options.base_url.is_empty() { format!("urn:stet:{}", xml(&slugged(title(plan)))) } else { xml(&own) },
        xml(title(plan)),
        iso(changed(plan, stories)),
        xml(&own),
        xml(&press.absolute("index.html")),
    );
    if !plan.options.description.is_empty() {
        out.push_str(&format!("<subtitle>{}</subtitle>\n", xml(&plan.options.description)));
    }
    if stories.iter().any(|(card, _)| plan.cards[*card].byline.is_empty()) || stories.is_empty() {
        out.push_str(&format!("<author><name>{}</name></author>\n", xml(title(plan))));
    }
    for Entry { card, url, html } in entries(press, stories) {
        out.push_str(&format!(
            "<entry>\n<id>urn:uuid:{}</id>\n<title>{}</title>\n<link rel=\"alternate\" type=\"text/html\" href=\"{}\"/>\n<published>{}</published>\n<updated>{}</updated>\n",
            xml(&card.id),
            xml(&card.headline),
            xml(&url),
            iso(moment(card.published.unwrap_or(card.when))),
            iso(card.changed()),
        ));
        for name in &card.byline {
            out.push_str(&format!("<author><name>{}</name></author>\n", xml(name)));
        }
        for tag in card.section.split_terminator('\0').chain(card.tags.iter().map(String::as_str)) {
            out.push_str(&format!("<category term=\"{}\"/>\n", xml(tag)));
        }
        if !card.standfirst.is_empty() {
            out.push_str(&format!("<summary>{}</summary>\n", xml(&card.standfirst)));
        }
        out.push_str(&format!("<content type=\"html\">{}</content>\n</entry>\n", xml(&html)));
    }
    out.push_str("</feed>\n");
    out
}

fn slugged(text: &str) -> String {
    let slug = crate::library::slug::slugify(text);
    if slug.is_empty() { "site".to_owned() } else { slug }
}

pub(super) fn rss(press: &Press<'_>, stories: &[(usize, Article)]) -> String {
    let plan = press.plan;
    let mut out = format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<rss version=\"2.0\" xmlns:atom=\"http://www.w3.org/2005/Atom\" xmlns:content=\"http://purl.org/rss/1.0/modules/content/\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\">\n<channel>\n<title>{}</title>\n<link>{}</link>\n<description>{}</description>\n<language>{}</language>\n<lastBuildDate>{}</lastBuildDate>\n<atom:link rel=\"self\" type=\"application/rss+xml\" href=\"{}\"/>\n",
        xml(title(plan)),
        xml(&press.absolute("index.html")),
        xml(if plan.options.description.is_empty() { title(plan) } else { &plan.options.description }),
        xml(&plan.language),
        changed(plan, stories).to_rfc2822(),
        xml(&press.absolute("feed.xml")),
    );
    for Entry { card, url, html } in entries(press, stories) {
        out.push_str(&format!(
            "<item>\n<title>{}</title>\n<link>{}</link>\n<guid isPermaLink=\"false\">urn:uuid:{}</guid>\n<pubDate>{}</pubDate>\n",
            xml(&card.headline),
            xml(&url),
            xml(&card.id),
            moment(card.published.unwrap_or(card.when)).to_rfc2822(),
        ));
        for name in &card.byline {
            out.push_str(&format!("<dc:creator>{}</dc:creator>\n", xml(name)));
        }
        for tag in card.section.split_terminator('\0').chain(card.tags.iter().map(String::as_str)) {
            out.push_str(&format!("<category>{}</category>\n", xml(tag)));
        }
        let description =
            if card.standfirst.is_empty() { String::new() } else { format!("<description>{}</description>\n", xml(&card.standfirst)) };
        out.push_str(&format!("{description}<content:encoded>{}</content:encoded>\n</item>\n", xml(&html)));
    }
    out.push_str("</channel>\n</rss>\n");
    out
}

pub(super) fn json_feed(press: &Press<'_>, stories: &[(usize, Article)]) -> String {
    let plan = press.plan;
    let item = |Entry { card, url, html }: Entry<'_>| {
        let mut tags: Vec<&str> = card.section.split_terminator('\0').collect();
        tags.extend(card.tags.iter().map(String::as_str));
        let mut item = json!({
            "id": format!("urn:uuid:{}", card.id),
            "url": url,
            "title": card.headline,
            "content_html": html,
            "date_published": iso(moment(card.published.unwrap_or(card.when))),
            "date_modified": iso(card.changed()),
            "authors": card.byline.iter().map(|name| json!({ "name": name })).collect::<Vec<_>>(),
            "tags": tags,
        });
        if let Some(item) = item.as_object_mut() {
            if !card.standfirst.is_empty() {
                item.insert("summary".into(), json!(card.standfirst));
            }
            if let Some(language) = story_page::language(&card.language) {
                item.insert("language".into(), json!(language));
            }
        }
        item
    };
    let feed = json!({
        "version": "https://jsonfeed.org/version/1.1",
        "title": title(plan),
        "home_page_url": press.absolute("index.html"),
        "feed_url": press.absolute("feed.json"),
        "description": plan.options.description,
        "language": plan.language,
        "items": entries(press, stories).into_iter().map(item).collect::<Vec<_>>(),
    });
    let mut out = serde_json::to_string_pretty(&feed).unwrap_or_default();
    out.push('\n');
    out
}

const MAP: &str = "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n";

pub(super) fn map_index(press: &Press<'_>) -> String {
    let mut out = format!("{MAP}<sitemapindex xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n");
    for part in 1..=press.plan.maps() {
        out.push_str(&format!("<sitemap><loc>{}</loc></sitemap>\n", xml(&press.absolute(&format!("sitemap-{part}.xml")))));
    }
    out.push_str("</sitemapindex>\n");
    out
}

pub(super) fn map(press: &Press<'_>, part: usize) -> String {
    let mut out = format!("{MAP}<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n");
    if part == 0 {
        out.push_str(&format!("<url><loc>{}</loc></url>\n", xml(&press.absolute("index.html"))));
    }
    for card in press.plan.map(part) {
        let changed = iso(press.plan.cards[card].changed());
        out.push_str(&format!("<url><loc>{}</loc><lastmod>{changed}</lastmod></url>\n", xml(&press.absolute(&press.plan.pages[card]))));
    }
    out.push_str("</urlset>\n");
    out
}

pub(super) fn news(press: &Press<'_>) -> String {
    let plan = press.plan;
    let mut out = format!(
        "{MAP}<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\" xmlns:news=\"http://www.google.com/schemas/sitemap-news/0.9\">\n"
    );
    for at in plan.news() {
        let card = &plan.cards[*at];
        // Google wants two or three letters here.
        let language = story_page::language(&card.language).unwrap_or(&plan.language).split('-').next().unwrap_or("en");
        out.push_str(&format!(
            "<url><loc>{}</loc><news:news><news:publication><news:name>{}</news:name><news:language>{}</news:language></news:publication><news:publication_date>{}</news:publication_date><news:title>{}</news:title></news:news></url>\n",
            xml(&press.absolute(&plan.pages[*at])),
            xml(title(plan)),
            xml(language),
            iso(moment(card.when)),
            xml(&card.headline),
        ));
    }
    out.push_str("</urlset>\n");
    out
}

pub(super) fn search(press: &Press<'_>, part: usize) -> String {
    let plan = press.plan;
    let line = |at: usize| {
        let card = &plan.cards[at];
        let mut names: Vec<&str> = card.byline.iter().map(String::as_str).collect();
        names.extend(card.tags.iter().map(String::as_str));
        names.push(&card.section);
        json!([card.headline, plan.pages[at], card.standfirst, moment(card.when).format("%Y-%m-%d").to_string(), names.join(" · ")])
    };
    let lines: Vec<String> = plan.search(part).map(|at| safe(&line(at))).collect();
    format!("stetSearch([\n{}\n])\n", lines.join(",\n"))
}

pub(super) fn addresses(plan: &Plan<'_>) -> String {
    let lines = plan.moved.iter().map(|(path, card)| format!("/{path} /{} 301\n", plan.pages[*card]));
    lines.collect()
}
