//! A story as schema.org's `NewsArticle`, with the properties that Google's guide for articles names: headline, image,
//! datePublished, dateModified, author with a name and an address where there is one; and its corrections.
//!
//! Sources: <https://schema.org/NewsArticle>, <https://schema.org/correction>.

use chrono::{DateTime, SecondsFormat, Utc};
use serde_json::{Map, Value, json};

use crate::Article;

/// What stands around the story on its page.
#[derive(Debug, Default)]
pub(super) struct Page<'a> {
    pub(super) publication: &'a str,
    pub(super) canonical: &'a str,
    /// Absolute addresses of the lead picture.
    pub(super) images: Vec<String>,
    /// Absolute addresses of the authors' pages, in the order of the byline; empty where there are none.
    pub(super) authors: Vec<String>,
    /// Words of the body.
    pub(super) words: u32,
}

/// Returns a moment as machines read it.
pub(super) fn iso(time: DateTime<Utc>) -> String {
    time.to_rfc3339_opts(SecondsFormat::Secs, true)
}

/// Returns the data as JSON that no text in it can break out of.
pub(super) fn news_article(article: &Article, page: &Page<'_>) -> String {
    let mut data = Map::new();
    data.insert("@context".into(), json!("https://schema.org"));
    data.insert("@type".into(), json!("NewsArticle"));
    data.insert("headline".into(), json!(article.headline));
    let mut put = |key: &str, value: Value| {
        let is_void = value.is_null() || value.as_str().is_some_and(str::is_empty) || value.as_array().is_some_and(Vec::is_empty);
        if !is_void {
            data.insert(key.into(), value);
        }
    };
    let author = |(at, name): (usize, &String)| match page.authors.get(at).filter(|url| !url.is_empty()) {
        Some(url) => json!({ "@type": "Person", "name": name, "url": url }),
        None => json!({ "@type": "Person", "name": name }),
    };
    put("alternativeHeadline", json!(if article.seo_title == article.headline { "" } else { &article.seo_title }));
    put("description", json!(if article.seo_description.is_empty() { &article.standfirst } else { &article.seo_description }));
    put("image", json!(page.images));
    put("author", article.byline.iter().enumerate().map(author).collect());
    put("datePublished", json!(article.published_at.map(iso)));
    put("dateModified", json!(article.updated_at.or(article.published_at).map(iso)));
    put("dateline", json!(article.dateline));
    put("articleSection", json!(article.section));
    put("inLanguage", json!(article.language));
    put("keywords", json!(article.tags));
    put("wordCount", json!(page.words));
    put("url", json!(page.canonical));
    put("mainEntityOfPage", json!(page.canonical));
    if !page.publication.is_empty() {
        put("publisher", json!({ "@type": "Organization", "name": page.publication }));
    }
    let correction = |correction: &crate::article::Correction| json!({ "@type": "CorrectionComment", "text": correction.text, "datePublished": iso(correction.time) });
    put("correction", article.corrections.iter().map(correction).collect());
    safe(&Value::Object(data))
}

/// Returns JSON that can stand inside `<script>`: nothing in it ends the element or begins a comment.
pub(super) fn safe(value: &Value) -> String {
    let text = value.to_string();
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            '<' | '>' | '&' | '\u{2028}' | '\u{2029}' => out.push_str(&format!("\\u{:04x}", u32::from(c))),
            c => out.push(c),
        }
    }
    out
}
