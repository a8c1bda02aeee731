//! One self-contained HTML page in the theme Broadsheet: its styles inside, no script, nothing fetched but the story's
//! own pictures.
//!
//! Every field is escaped by the template; the body passes [`sanitise`], the one place where HTML of a story leaves.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, SecondsFormat, Timelike, Utc};
use minijinja::{Environment, Value, context};
use serde_json::{Map, json};

use super::body::Html;
use super::{Loss, Piece, clean, loss, names};
use crate::article::LeadImage;
use crate::document::{Block, LinkTarget, is_allowed_url};
use crate::{Article, Error, Result};

const TEMPLATE: &str = include_str!("theme/broadsheet.html");
const CSS: &str = include_str!("theme/broadsheet.css");

/// Words that a reader reads in a minute.
const PACE: u32 = 200;

/// Returns the story as a page. `publication` may be empty.
///
/// # Errors
/// [`Error::Io`] where the theme does not render.
pub fn render(piece: Piece<'_>, publication: &str) -> Result<(String, Vec<Loss>)> {
    let article = piece.article;
    let document = clean::standing(&article.body);
    let mut html = Html::page(super::pictures::ALONE);
    for block in &document.content {
        html.block(block);
        html.out.push('\n');
    }
    let body = with_dateline(std::mem::take(&mut html.out), &article.dateline, document.content.first());
    html.notes_section();
    let lead = article.lead_image.as_ref().and_then(lead);
    let either = |a: &str, b: &str| if a.is_empty() { b.to_owned() } else { a.to_owned() };
    let title = either(&article.seo_title, &article.headline);
    let description = either(&article.seo_description, &article.standfirst);
    let canonical = if is_absolute(&article.canonical_url) { article.canonical_url.as_str() } else { "" };
    let page = context! {
        lang => &article.language,
        dir => if is_right_to_left(&article.language) { "rtl" } else { "ltr" },
        title,
        description,
        publication,
        canonical,
        headline => &article.headline,
        standfirst => &article.standfirst,
        kicker => either(&article.kicker, &article.section),
        section => &article.section,
        authors => &article.byline,
        byline => names(&article.byline),
        published => article.published_at.map(moment),
        updated => article.updated_at.map(moment),
        minutes => ((article.words() + PACE / 2) / PACE).max(1),
        lead => lead,
        body => Value::from_safe_string(sanitise(&body)),
        notes => Value::from_safe_string(sanitise(&html.out)),
        corrections => article.corrections.iter().map(|correction| context! {
            text => &correction.text,
            iso => iso(correction.time),
            date => correction.time.format("%-d %B %Y").to_string(),
        }).collect::<Vec<_>>(),
        tags => &article.tags,
        linked_data => Value::from_safe_string(linked_data(article, publication, canonical)),
        css => Value::from_safe_string(CSS.to_owned()),
    };
    let fault = |error: minijinja::Error| Error::Io { path: "broadsheet.html".into(), reason: error.to_string() };
    let mut environment = Environment::new();
    // The engine's own escaping writes every slash as a code; addresses should stay readable.
    environment.set_formatter(|out, _, value| {
        if value.is_undefined() || value.is_none() {
            return Ok(());
        }
        let text = value.to_string();
        let text = if value.is_safe() { text } else { super::body::attribute(&text) };
        out.write_str(&text).map_err(minijinja::Error::from)
    });
    environment.add_template("broadsheet.html", TEMPLATE).map_err(fault)?;
    let template = environment.get_template("broadsheet.html").map_err(fault)?;
    Ok((template.render(page).map_err(fault)?, loss::html(&document).losses))
}

/// Lets through what a story may hold and nothing else: no script, no style but white space, no address that a story may
/// not point at. Links to other stories (`stet:`) lose their address here: on a page they would lead nowhere.
fn sanitise(html: &str) -> String {
    let mut attributes: HashMap<&str, HashSet<&str>> = HashMap::new();
    for (tag, names) in [
        ("a", &["href", "title"][..]),
        ("img", &["src", "alt", "title"]),
        ("ol", &["start"]),
        ("th", &["align", "colspan", "rowspan"]),
        ("td", &["align", "colspan", "rowspan"]),
        ("input", &["type", "checked", "disabled"]),
        ("span", &["role", "aria-label", "style"]),
        ("pre", &["data-language"]),
    ] {
        attributes.insert(tag, names.iter().copied().collect());
    }
    let tags = [
        "a",
        "aside",
        "blockquote",
        "br",
        "code",
        "del",
        "div",
        "em",
        "figcaption",
        "figure",
        "footer",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "hr",
        "img",
        "input",
        "li",
        "mark",
        "ol",
        "p",
        "pre",
        "section",
        "small",
        "span",
        "strong",
        "sub",
        "sup",
        "table",
        "tbody",
        "td",
        "th",
        "thead",
        "tr",
        "u",
        "ul",
    ];
    ammonia::Builder::empty()
        .tags(tags.into_iter().collect())
        .tag_attributes(attributes)
        .generic_attributes(["class", "id"].into_iter().collect())
        .filter_style_properties(["white-space"].into_iter().collect())
        .url_schemes(["http", "https", "mailto"].into_iter().collect())
        .link_rel(Some("noopener"))
        .clean(html)
        .to_string()
}

fn with_dateline(body: String, dateline: &str, first: Option<&Block>) -> String {
    let opens = matches!(first, Some(Block::Paragraph { content }) if !content.is_empty());
    match body.strip_prefix("<p>").filter(|_| opens && !dateline.is_empty()) {
        Some(rest) => format!("<p><span class=\"dateline\">{}</span> — {rest}", super::body::escape(dateline)),
        None => body,
    }
}

/// Returns the lead picture as the template wants it, if there is anything to show.
fn lead(lead: &LeadImage) -> Option<Value> {
    let src = if is_allowed_url(&lead.src, LinkTarget::Source) { lead.src.as_str() } else { "" };
    let has_something = !src.is_empty() || !lead.alt.is_empty() || !lead.caption.is_empty();
    has_something.then(|| {
        context! { src, is_absolute => is_absolute(src), alt => &lead.alt, caption => &lead.caption, credit => &lead.credit }
    })
}

fn is_absolute(url: &str) -> bool {
    is_allowed_url(url, LinkTarget::Source) && (url.starts_with("https://") || url.starts_with("http://"))
}

fn iso(time: DateTime<Utc>) -> String {
    time.to_rfc3339_opts(SecondsFormat::Secs, true)
}

/// Returns a moment for machines and for readers; midnight is a day without a time of day.
fn moment(time: DateTime<Utc>) -> Value {
    let form = if time.num_seconds_from_midnight() == 0 { "%A %-d %B %Y" } else { "%A %-d %B %Y, %H.%M" };
    context! { iso => iso(time), text => time.format(form).to_string() }
}

/// Tells whether a language is written from right to left: by its script, if the tag names one, else by the language.
fn is_right_to_left(language: &str) -> bool {
    let mut parts = language.split(['-', '_']);
    let name = parts.next().unwrap_or_default().to_ascii_lowercase();
    match parts.next().filter(|part| part.len() == 4) {
        Some(script) => matches!(script.to_ascii_lowercase().as_str(), "arab" | "hebr" | "thaa" | "nkoo" | "syrc" | "adlm" | "rohg"),
        None => {
            matches!(name.as_str(), "ar" | "he" | "iw" | "fa" | "ur" | "yi" | "ps" | "sd" | "ug" | "dv" | "ckb" | "arc" | "syr" | "nqo")
        }
    }
}

/// Returns schema.org's `NewsArticle` as JSON that no text in it can break out of.
fn linked_data(article: &Article, publication: &str, canonical: &str) -> String {
    let mut data = Map::new();
    data.insert("@context".into(), json!("https://schema.org"));
    data.insert("@type".into(), json!("NewsArticle"));
    data.insert("headline".into(), json!(article.headline));
    let mut put = |key: &str, value: serde_json::Value| {
        let is_void = value.is_null() || value.as_str().is_some_and(str::is_empty) || value.as_array().is_some_and(Vec::is_empty);
        if !is_void {
            data.insert(key.into(), value);
        }
    };
    put("description", json!(if article.seo_description.is_empty() { &article.standfirst } else { &article.seo_description }));
    put("author", article.byline.iter().map(|name| json!({ "@type": "Person", "name": name })).collect());
    put("datePublished", json!(article.published_at.map(iso)));
    put("dateModified", json!(article.updated_at.or(article.published_at).map(iso)));
    put("articleSection", json!(article.section));
    put("inLanguage", json!(article.language));
    put("keywords", json!(article.tags));
    put("mainEntityOfPage", json!(canonical));
    if let Some(lead) = article.lead_image.as_ref().filter(|lead| is_absolute(&lead.src)) {
        put("image", json!([lead.src]));
    }
    if !publication.is_empty() {
        put("publisher", json!({ "@type": "Organization", "name": publication }));
    }
    put(
        "correction",
        article
            .corrections
            .iter()
            .map(|correction| json!({ "@type": "CorrectionComment", "text": correction.text, "datePublished": iso(correction.time) }))
            .collect(),
    );
    let text = serde_json::Value::Object(data).to_string();
    text.replace('<', "\\u003c")
        .replace('>', "\\u003e")
        .replace('&', "\\u0026")
        .replace('\u{2028}', "\\u2028")
        .replace('\u{2029}', "\\u2029")
}
