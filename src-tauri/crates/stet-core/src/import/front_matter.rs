//! Front matter in: YAML, TOML or JSON before a Markdown text, mapped to a story's fields.
//!
//! Knows the names that site generators and newsrooms give to the same field. What it does not know, or what a field
//! already has, goes to `extra` in its own order, so that an export gives it back.

use chrono::{DateTime, SecondsFormat, Utc};
use serde_json::{Map, Value};

use super::{Warning, dates};
use crate::article::{Correction, LeadImage};
use crate::document::{Crop, Focal, LinkTarget, is_allowed_url};
use crate::{Article, Error, Result};

/// The names of each field, the one that Stet writes first; the earlier name wins where several are given.
pub(crate) const NAMES: &[(&str, &[&str])] = &[
    ("headline", &["title", "headline"]),
    ("standfirst", &["summary", "standfirst", "description", "subtitle", "deck", "dek", "excerpt", "lede"]),
    ("kicker", &["kicker"]),
    ("byline", &["authors", "author", "byline"]),
    ("dateline", &["dateline"]),
    ("section", &["categories", "category", "section"]),
    ("language", &["lang", "language", "locale"]),
    ("slug", &["slug"]),
    ("seo_title", &["seo_title"]),
    ("seo_description", &["seo_description"]),
    ("canonical_url", &["canonical", "canonical_url", "canonicalURL"]),
    ("tags", &["tags", "tag", "keywords"]),
    ("lead", &["images", "image", "cover", "heroImage"]),
    ("published_at", &["date", "published", "published_at", "pubdate", "publishDate", "pubDate"]),
    ("updated_at", &["updated", "lastmod", "updated_at", "modified", "last_modified_at", "updatedDate"]),
    ("corrections", &["corrections"]),
];

/// Names of their own: parts of the lead image, and the status, which is no part of a story.
pub(crate) const RESERVED: &[&str] =
    &["draft", "image_asset", "image_alt", "image_caption", "image_credit", "image_licence", "image_focal", "image_crop"];

/// Tables that site generators keep names of one's own in; what is in them stands as if it stood outside, unless the same name
/// stands outside too.
pub(crate) const BOXES: &[&str] = &["taxonomies", "params", "extra"];

/// The box for what would otherwise be taken for a field.
pub(crate) const KEPT: &str = "stet_extra";

/// A text cut in two.
pub(crate) struct Split<'a> {
    /// The front matter, and how it is written.
    pub(crate) matter: Option<(Language, &'a str)>,
    /// What follows it.
    pub(crate) body: &'a str,
}

/// What front matter is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Language {
    Yaml,
    Toml,
    Json,
}

/// Cuts front matter off a text: between lines of `---` (YAML) or `+++` (TOML), or a JSON object that begins the text.
pub(crate) fn split(text: &str) -> Split<'_> {
    let none = Split { matter: None, body: text };
    for (fence, language) in [("---", Language::Yaml), ("+++", Language::Toml)] {
        let Some(rest) = text.strip_prefix(fence) else { continue };
        let Some(start) = rest.find('\n').filter(|end| rest[..*end].trim().is_empty()) else { continue };
        let inside = &rest[start + 1..];
        let mut at = 0;
        for line in inside.split_inclusive('\n') {
            let bare = line.trim_end();
            if bare == fence || (language == Language::Yaml && bare == "...") {
                let matter = &inside[..at];
                // Two rules with prose between them are no front matter; an empty pair is.
                let is_matter = matter.trim().is_empty() || matter.lines().any(|line| line.contains(':') || line.contains('='));
                return if is_matter { Split { matter: Some((language, matter)), body: &inside[at + line.len()..] } } else { none };
            }
            at += line.len();
        }
    }
    if let Some(inside) = text.strip_prefix('{') {
        let mut values = serde_json::Deserializer::from_str(text).into_iter::<Map<String, Value>>();
        if let Some(Ok(_)) = values.next() {
            let end = values.byte_offset();
            return Split { matter: Some((Language::Json, &text[..end])), body: &text[end..] };
        }
        // Meant as an object and none: reading it says what is wrong with it; what wants the body alone gets all of it.
        let is_meant = inside.trim_start().strip_prefix('"').and_then(|rest| rest.lines().next()).is_some_and(|line| {
            let name = line.split_once('"').map(|(_, rest)| rest.trim_start());
            name.is_some_and(|rest| rest.starts_with(':'))
        });
        if is_meant {
            return Split { matter: Some((Language::Json, text)), body: text };
        }
    }
    none
}

/// Reads front matter as a map, in its own order.
///
/// # Errors
/// [`Error::ImportFrontMatter`] with the reason, which names the line.
pub(crate) fn parse(name: &str, language: Language, text: &str) -> Result<Map<String, Value>> {
    parse_mending(name, language, text).map(|(map, _)| map)
}

/// As [`parse`], with the names whose values had to be put into quotation marks first: people write `title: This: that`.
pub(crate) fn parse_mending(name: &str, language: Language, text: &str) -> Result<(Map<String, Value>, Vec<String>)> {
    match (parse_strictly(name, language, text), language) {
        (Err(error), Language::Yaml) => {
            let (mended, names) = mend(text);
            if names.is_empty() {
                return Err(error);
            }
            parse_strictly(name, language, &mended).map(|map| (map, names)).map_err(|_| error)
        }
        (read, _) => read.map(|map| (map, Vec::new())),
    }
}

/// Puts values on a line of their own into quotation marks where YAML cannot read the line by itself: a colon or a sign in it means
/// something, or a quotation ends before the line does.
fn mend(text: &str) -> (String, Vec<String>) {
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let mut names = Vec::new();
    let mut out = String::with_capacity(text.len() + 16);
    for (at, line) in lines.iter().enumerate() {
        let pair = line.trim_end().split_once(": ").map(|(key, value)| (key, value.trim()));
        let is_name = |key: &str| !key.is_empty() && key.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-'));
        // A value may go on in lines that are indented.
        let length = 1 + lines[at + 1..].iter().take_while(|line| line.starts_with([' ', '\t'])).count();
        let entry = || lines[at..at + length].concat();
        match pair {
            Some((key, value)) if is_name(key) && may_be_mended(value, text) && parse_strictly("", Language::Yaml, &entry()).is_err() => {
                out.push_str(&format!("{key}: '{}'\n", value.replace('\'', "''")));
                names.push(key.to_owned());
            }
            _ => out.push_str(line),
        }
    }
    (out, names)
}

/// Tells whether a value that YAML cannot read may be meant as it stands.
fn may_be_mended(value: &str, text: &str) -> bool {
    let is_text = value.contains(": ") || value.ends_with(':') || value.starts_with(['@', '`', '%', '&', '*', '!', '"', '\'']);
    // What has a name elsewhere in the text can be read there.
    let is_known = value.strip_prefix('*').is_some_and(|name| text.contains(&format!("&{name}")));
    is_text && !is_known && !value.starts_with(['[', '{', '|', '>'])
}

fn parse_strictly(name: &str, language: Language, text: &str) -> Result<Map<String, Value>> {
    let fault = |reason: String| Error::ImportFrontMatter { name: name.to_owned(), reason: first_line(&reason) };
    if text.trim().is_empty() {
        return Ok(Map::new());
    }
    let value = match language {
        Language::Yaml => serde_saphyr::from_str::<Value>(text).map_err(|error| fault(error.to_string()))?,
        Language::Json => serde_json::from_str::<Value>(text).map_err(|error| fault(error.to_string()))?,
        Language::Toml => {
            let table = text.parse::<toml::Table>().map_err(|error| fault(error.message().to_owned()))?;
            plain_toml(toml::Value::Table(table))
        }
    };
    match value {
        Value::Object(map) => Ok(map),
        Value::Null => Ok(Map::new()),
        _ => Err(fault("it is not a list of names and values".to_owned())),
    }
}

fn first_line(reason: &str) -> String {
    reason.lines().next().unwrap_or_default().to_owned()
}

fn plain_toml(value: toml::Value) -> Value {
    match value {
        toml::Value::String(text) => Value::String(text),
        toml::Value::Integer(number) => number.into(),
        toml::Value::Float(number) => serde_json::Number::from_f64(number).map_or(Value::Null, Value::Number),
        toml::Value::Boolean(is) => Value::Bool(is),
        toml::Value::Datetime(time) => Value::String(time.to_string()),
        toml::Value::Array(list) => Value::Array(list.into_iter().map(plain_toml).collect()),
        toml::Value::Table(table) => Value::Object(table.into_iter().map(|(key, value)| (key, plain_toml(value))).collect()),
    }
}

/// Moves what the map holds into the story's fields; the rest goes to `extra`.
pub(super) fn apply(mut map: Map<String, Value>, article: &mut Article, warnings: &mut Vec<Warning>) {
    for name in BOXES {
        if !map.get(*name).is_some_and(Value::is_object) {
            continue;
        }
        let Some(Value::Object(inside)) = map.shift_remove(*name) else { continue };
        let mut rest = Map::new();
        for (key, value) in inside {
            if map.contains_key(&key) { drop(rest.insert(key, value)) } else { drop(map.insert(key, value)) }
        }
        if !rest.is_empty() {
            map.insert((*name).to_owned(), Value::Object(rest));
        }
    }
    let boxed = match map.get(KEPT) {
        Some(Value::Object(_)) => map.shift_remove(KEPT),
        _ => None,
    };
    let mut reader = Reader { article, warnings };
    let mut kept: Vec<(String, Value)> = Vec::new();
    for (field, names) in NAMES {
        let Some(name) = names.iter().find(|name| map.get(**name).is_some_and(|value| !is_void(value))) else {
            // A field that is there but empty is known all the same; it says nothing.
            for name in *names {
                map.shift_remove(*name);
            }
            continue;
        };
        let Some(value) = map.get(*name).cloned() else { continue };
        match reader.field(field, &value) {
            Taken::All => {
                map.shift_remove(*name);
            }
            Taken::But(rest) => {
                map.shift_remove(*name);
                kept.push(((*name).to_owned(), rest));
            }
            Taken::Nothing => {}
        }
    }
    reader.lead_details(&mut map);
    map.shift_remove("draft");
    for (key, value) in kept {
        map.insert(key, value);
    }
    if let Some(Value::Object(boxed)) = boxed {
        for (key, value) in boxed {
            map.insert(key, value);
        }
    }
    reader.article.extra = map;
}

enum Taken {
    All,
    But(Value),
    Nothing,
}

struct Reader<'a> {
    article: &'a mut Article,
    warnings: &'a mut Vec<Warning>,
}

impl Reader<'_> {
    fn field(&mut self, field: &str, value: &Value) -> Taken {
        match field {
            "byline" => return self.names(value),
            "tags" => return self.tags(value),
            "section" => return self.section(value),
            "lead" => return self.lead(value),
            "published_at" | "updated_at" => return self.time(field, value),
            "corrections" => return self.corrections(value),
            _ => {}
        }
        let Some(text) = scalar(value) else { return Taken::Nothing };
        match field {
            "headline" => self.article.headline = text,
            "standfirst" => self.article.standfirst = text,
            "kicker" => self.article.kicker = text,
            "dateline" => self.article.dateline = text,
            "language" => self.article.language = text.replace('_', "-"),
            "seo_title" => self.article.seo_title = text,
            "seo_description" => self.article.seo_description = text,
            "canonical_url" if is_allowed_url(&text, LinkTarget::Source) => self.article.canonical_url = text,
            "canonical_url" => return Taken::Nothing,
            "slug" => {
                let slug = crate::library::slug::slugify(&text);
                if slug != text {
                    let detail = format!("The slug {text:?} became {slug:?}: slugs hold lower-case letters, digits and single hyphens.");
                    self.warnings.push(Warning { code: "slug_changed".into(), detail });
                }
                self.article.slug = slug;
            }
            _ => return Taken::Nothing,
        }
        Taken::All
    }

    fn names(&mut self, value: &Value) -> Taken {
        let names = match value {
            Value::String(text) => split_names(text),
            _ => texts(value),
        };
        if names.is_empty() {
            return Taken::Nothing;
        }
        self.article.byline = names;
        Taken::All
    }

    fn tags(&mut self, value: &Value) -> Taken {
        let tags = match value {
            Value::String(text) => text.split(',').map(|tag| tag.trim().to_owned()).filter(|tag| !tag.is_empty()).collect(),
            _ => texts(value),
        };
        if tags.is_empty() {
            return Taken::Nothing;
        }
        self.article.tags = tags;
        Taken::All
    }

    fn section(&mut self, value: &Value) -> Taken {
        match value {
            Value::Array(list) => match list.split_first() {
                Some((Value::String(first), rest)) => {
                    self.article.section = first.clone();
                    if rest.is_empty() { Taken::All } else { Taken::But(Value::Array(rest.to_vec())) }
                }
                _ => Taken::Nothing,
            },
            _ => match scalar(value) {
                Some(text) => {
                    self.article.section = text;
                    Taken::All
                }
                None => Taken::Nothing,
            },
        }
    }

    fn lead(&mut self, value: &Value) -> Taken {
        let (first, rest) = match value {
            Value::Array(list) => match list.split_first() {
                Some((first, rest)) => (first, rest),
                None => return Taken::Nothing,
            },
            one => (one, &[][..]),
        };
        let mut lead = LeadImage::default();
        match first {
            Value::String(src) => lead.src = src.clone(),
            Value::Object(map) => {
                let text = |names: &[&str]| names.iter().find_map(|name| map.get(*name).and_then(scalar)).unwrap_or_default();
                lead.src = text(&["src", "url", "image", "path", "file"]);
                lead.alt = text(&["alt", "alt_text"]);
                lead.caption = text(&["caption", "title"]);
                lead.credit = text(&["credit", "copyright"]);
            }
            _ => return Taken::Nothing,
        }
        if !is_allowed_url(&lead.src, LinkTarget::Source) {
            let detail = format!(
                "The lead picture {:?} is not at an address that a story may point at; it is kept beside the story's fields.",
                lead.src
            );
            self.warnings.push(Warning { code: "link_removed".into(), detail });
            return Taken::Nothing;
        }
        self.article.lead_image = Some(lead);
        if rest.is_empty() { Taken::All } else { Taken::But(Value::Array(rest.to_vec())) }
    }

    fn lead_details(&mut self, map: &mut Map<String, Value>) {
        for name in ["image_asset", "image_alt", "image_caption", "image_credit", "image_licence", "image_focal", "image_crop"] {
            let Some(text) = map.get(name).and_then(scalar) else { continue };
            let lead = self.article.lead_image.get_or_insert_default();
            match name {
                "image_asset" => lead.asset = text,
                "image_alt" => lead.alt = text,
                "image_caption" => lead.caption = text,
                "image_licence" => lead.licence = text,
                "image_focal" => lead.focal = Focal::parse(&text),
                "image_crop" => lead.crop = Crop::parse(&text),
                _ => lead.credit = text,
            }
            map.shift_remove(name);
        }
    }

    fn time(&mut self, field: &str, value: &Value) -> Taken {
        // `published: true` is Jekyll's word for a status.
        let Some(text) = scalar(value).filter(|_| !value.is_boolean()) else { return Taken::Nothing };
        let Some(read) = dates::read(&text) else {
            let detail = format!("{text:?} was not understood as a date; it is kept beside the story's fields.");
            self.warnings.push(Warning { code: "date_unread".into(), detail });
            return Taken::Nothing;
        };
        self.warnings.extend(date_warnings(&text, read));
        if field == "published_at" {
            self.article.published_at = Some(read.time);
        } else {
            self.article.updated_at = Some(read.time);
        }
        Taken::All
    }

    fn corrections(&mut self, value: &Value) -> Taken {
        let Value::Array(list) = value else { return Taken::Nothing };
        let read = |value: &Value| {
            let map = value.as_object()?;
            let time = dates::read(&scalar(map.get("time").or_else(|| map.get("date"))?)?)?.time;
            Some(Correction { time, text: scalar(map.get("text")?)? })
        };
        match list.iter().map(read).collect::<Option<Vec<_>>>() {
            Some(corrections) => {
                self.article.corrections = corrections;
                Taken::All
            }
            None => Taken::Nothing,
        }
    }
}

/// Returns what an editor should know about how a date was understood.
pub(super) fn date_warnings(text: &str, read: dates::Read) -> Vec<Warning> {
    let time = |time: DateTime<Utc>| time.to_rfc3339_opts(SecondsFormat::Secs, true);
    let mut warnings = Vec::new();
    if read.zone_assumed {
        let detail = format!("{text:?} names no time zone; UTC was assumed ({}).", time(read.time));
        warnings.push(Warning { code: "date_zone".into(), detail });
    }
    if read.order_assumed {
        let detail = format!("{text:?} was read with the day before the month ({}).", time(read.time));
        warnings.push(Warning { code: "date_order".into(), detail });
    }
    warnings
}

fn is_void(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(list) => list.is_empty(),
        _ => false,
    }
}

fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(is) => Some(is.to_string()),
        _ => None,
    }
}

/// Returns the texts of a list, or the names of its objects.
fn texts(value: &Value) -> Vec<String> {
    let one = |value: &Value| match value {
        Value::Object(map) => ["name", "title", "label"].iter().find_map(|key| map.get(*key).and_then(scalar)),
        other => scalar(other),
    };
    match value {
        Value::Array(list) => list.iter().filter_map(one).filter(|text| !text.is_empty()).collect(),
        other => one(other).into_iter().filter(|text| !text.is_empty()).collect(),
    }
}

/// Parts the names of a byline: `By Ann Lee, Bo Hurst and Cy Dane`.
pub(crate) fn split_names(text: &str) -> Vec<String> {
    let text = text.trim();
    let text = ["By ", "by ", "BY "].iter().find_map(|by| text.strip_prefix(by)).unwrap_or(text);
    let parts = text.replace(" and ", ",").replace(" & ", ",").replace(';', ",");
    parts.split(',').map(|name| name.trim().to_owned()).filter(|name| !name.is_empty()).collect()
}
