//! What a template is told about a story, the same for the HTML page, the website and the preview.

use chrono::{DateTime, Timelike, Utc};
use minijinja::{Value, context};

use super::body::{Html, escape, image, text_html};
use super::linked_data::{self, iso};
use super::pictures::{Around, Picture};
use super::{clean, names};
use crate::article::LeadImage;
use crate::document::{Block, Document, LinkTarget, is_allowed_url};
use crate::{Article, Document as Body};

/// Words that a reader reads in a minute.
const PACE: u32 = 200;

/// Where the page of a story stands, as far as it knows.
pub(super) struct Place<'a> {
    pub(super) publication: &'a str,
    /// Absolute, or empty.
    pub(super) canonical: String,
    pub(super) around: Around<'a>,
    /// Returns the address of a page of the site for a section, an author or a tag; empty where there is none.
    pub(super) term: &'a dyn Fn(Term<'_>) -> String,
    /// Makes an address of the site absolute; empty where nobody knows where the site is.
    pub(super) absolute: &'a dyn Fn(&str) -> String,
}

/// Something that has a page of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Term<'a> {
    Section(&'a str),
    Author(&'a str),
    Tag(&'a str),
}

/// A body as HTML, and its notes.
pub(super) struct Written {
    pub(super) body: String,
    pub(super) notes: String,
}

/// Writes a body for readers. What is not yet agreed upon (suggestions, comments) must be gone from it already.
pub(super) fn write(body: &Document, dateline: &str, around: Around<'_>) -> Written {
    let mut html = Html::page(around);
    for block in &body.content {
        html.block(block);
        html.out.push('\n');
    }
    let body_html = with_dateline(std::mem::take(&mut html.out), dateline, body.content.first());
    html.notes_section();
    Written { body: body_html, notes: html.out }
}

/// Returns the story as a template's `story`.
pub(super) fn story(article: &Article, standing: &Body, place: &Place<'_>) -> Value {
    let written = write(standing, &article.dateline, place.around);
    let term = place.term;
    let lead = article.lead_image.as_ref().map(|lead| (lead, found(lead, place.around)));
    let absolute =
        lead.as_ref().and_then(|(_, picture)| picture.as_ref()).map(|picture| absolute_of(&picture.url, place)).unwrap_or_default();
    let named = |name: &String, url: String| context! { name => name, url => url };
    let author_urls: Vec<String> = article.byline.iter().map(|name| term(Term::Author(name))).collect();
    let words = article.words();
    let linked = linked_data::Page {
        words,
        publication: place.publication,
        canonical: &place.canonical,
        images: Some(absolute.clone()).filter(|url| !url.is_empty()).into_iter().collect(),
        authors: author_urls.iter().map(|url| if url.is_empty() { String::new() } else { (place.absolute)(url) }).collect(),
    };
    let kicker = if article.kicker.is_empty() { &article.section } else { &article.kicker };
    let section_url = if article.section.is_empty() { String::new() } else { term(Term::Section(&article.section)) };
    context! {
        lang => language(&article.language),
        dir => direction(&article.language),
        locale => locale(&article.language),
        headline => &article.headline,
        standfirst => &article.standfirst,
        kicker => kicker,
        kicker_url => if kicker == &article.section { section_url.clone() } else { String::new() },
        section => &article.section,
        section_url => section_url,
        byline => names(&article.byline),
        authors => article.byline.iter().zip(&author_urls).map(|(name, url)| named(name, url.clone())).collect::<Vec<_>>(),
        published => article.published_at.map(moment),
        updated => article.updated_at.map(moment),
        minutes => ((words + PACE / 2) / PACE).max(1),
        lead => lead.and_then(|(lead, picture)| lead_value(lead, picture.as_ref(), &absolute)),
        body => Value::from_safe_string(written.body),
        notes => Value::from_safe_string(written.notes),
        corrections => article.corrections.iter().map(|correction| context! {
            text => &correction.text,
            iso => iso(correction.time),
            date => day(correction.time),
        }).collect::<Vec<_>>(),
        tags => article.tags.iter().map(|name| named(name, term(Term::Tag(name)))).collect::<Vec<_>>(),
        linked_data => Value::from_safe_string(linked_data::news_article(article, &linked)),
    }
}

/// Returns a story's title for the window and search engines, and its description.
pub(super) fn title_and_description(article: &Article) -> (String, String) {
    let either = |a: &str, b: &str| if a.trim().is_empty() { b.to_owned() } else { a.to_owned() };
    let title = either(&article.seo_title, &article.headline);
    (either(&title, "Untitled"), either(&article.seo_description, &article.standfirst))
}

/// Returns the body without what is not agreed upon.
pub(super) fn standing(article: &Article) -> std::borrow::Cow<'_, Document> {
    clean::standing(&article.body)
}

/// Returns where a story says that it first appeared, if that is a whole address.
pub(super) fn canonical(article: &Article) -> &str {
    if is_absolute(&article.canonical_url) { article.canonical_url.as_str() } else { "" }
}

/// Returns the picture above a story, if it can be seen.
pub(super) fn found(lead: &LeadImage, around: Around<'_>) -> Option<Picture> {
    let own = if lead.asset.is_empty() { None } else { around.pictures.picture(&lead.asset, lead.crop) };
    let allowed = is_allowed_url(&lead.src, LinkTarget::Source);
    own.or_else(|| allowed.then(|| Picture { url: lead.src.clone(), ..Picture::default() }))
}

fn lead_value(lead: &LeadImage, picture: Option<&Picture>, absolute: &str) -> Option<Value> {
    let image = match picture {
        Some(picture) => image(picture, &lead.alt, "", "u-featured"),
        None if lead.alt.is_empty() => String::new(),
        None => {
            let words = text_html(&lead.alt, true, true);
            format!("<span class=\"picture\" role=\"img\" aria-label=\"{}\">{words}</span>", super::body::attribute(&lead.alt))
        }
    };
    let has_something = !image.is_empty() || !lead.caption.is_empty();
    has_something.then(|| {
        context! {
            image => Value::from_safe_string(image),
            alt => &lead.alt,
            caption => &lead.caption,
            credit => &lead.credit,
            licence => &lead.licence,
            absolute => absolute,
            width => picture.map(|picture| picture.width).filter(|width| *width > 0),
            height => picture.map(|picture| picture.height).filter(|height| *height > 0),
        }
    })
}

fn absolute_of(url: &str, place: &Place<'_>) -> String {
    if is_absolute(url) { url.to_owned() } else { (place.absolute)(url) }
}

fn with_dateline(body: String, dateline: &str, first: Option<&Block>) -> String {
    let opens = matches!(first, Some(Block::Paragraph { content }) if !content.is_empty());
    match body.strip_prefix("<p>").filter(|_| opens && !dateline.is_empty()) {
        Some(rest) => format!("<p><span class=\"dateline\">{}</span> — {rest}", escape(dateline)),
        None => body,
    }
}

/// Tells whether an address names its host.
pub(super) fn is_absolute(url: &str) -> bool {
    is_allowed_url(url, LinkTarget::Source) && (url.starts_with("https://") || url.starts_with("http://"))
}

/// Returns a moment for machines and for readers; midnight is a day without a time of day.
pub(super) fn moment(time: DateTime<Utc>) -> Value {
    let form = if time.num_seconds_from_midnight() == 0 { "%A %-d %B %Y" } else { "%A %-d %B %Y, %H.%M" };
    context! { iso => iso(time), text => time.format(form).to_string(), day => day(time) }
}

/// Returns a day for readers: 4 April 2024.
pub(super) fn day(time: DateTime<Utc>) -> String {
    time.format("%-d %B %Y").to_string()
}

/// Returns a language tag if it has the form of one (RFC 5646), so that no checker and no browser stumbles over it.
pub(super) fn language(tag: &str) -> Option<&str> {
    let mut parts = tag.split('-');
    let primary = parts.next().is_some_and(|part| (2..=3).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphabetic()));
    let rest = parts.all(|part| (2..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric()));
    (primary && rest).then_some(tag)
}

/// Returns a language with its country as OpenGraph writes it, `en_GB`.
fn locale(tag: &str) -> Option<String> {
    let (primary, country) = tag.split_once('-')?;
    (language(tag).is_some() && country.len() == 2).then(|| format!("{primary}_{}", country.to_ascii_uppercase()))
}

/// Returns the direction that a language is written in.
pub(super) fn direction(language: &str) -> &'static str {
    if is_right_to_left(language) { "rtl" } else { "ltr" }
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
