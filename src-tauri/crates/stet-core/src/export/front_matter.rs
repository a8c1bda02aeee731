//! Front matter out: which field stands under which name is a table of the preset; how it is spelt, YAML or TOML, is apart.
//!
//! What a story has no field for goes out in its own order after the fields. A name that the importer would take for a field
//! goes into a box of Stet's own, so that nothing is mistaken on the way back.

pub(super) mod edit;
pub(super) mod toml;
pub(super) mod yaml;

use chrono::{DateTime, SecondsFormat, Utc};
use serde_json::{Map, Value};

use super::Piece;
use super::loss::Tally;
use super::presets::Profile;
use crate::Article;
use crate::article::{Correction, Status};
use crate::document::{Crop, Focal};
use crate::import::front_matter::{BOXES, KEPT, NAMES, RESERVED, split_names};

/// What front matter is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Spelling {
    Yaml,
    Toml,
}

/// A field of the story, as the tables of the presets name it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Field {
    Headline,
    Slug,
    Date,
    Draft,
    Byline,
    Standfirst,
    Section,
    Tags,
    Lead,
    LeadAsset,
    LeadAlt,
    LeadCaption,
    LeadCredit,
    LeadLicence,
    LeadFocal,
    LeadCrop,
    Kicker,
    Dateline,
    Language,
    SeoTitle,
    SeoDescription,
    Canonical,
    Updated,
    Corrections,
    Aliases,
}

/// A value on its way out.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Datum {
    /// Text that is always quoted.
    Title(String),
    Text(String),
    Bool(bool),
    Time(DateTime<Utc>),
    List(Vec<Value>),
    Json(Value),
    Corrections(Vec<Correction>),
    Box(Map<String, Value>),
}

pub(super) type Entries = Vec<(String, Datum)>;

/// Front matter before it is spelt.
#[derive(Debug, Default)]
pub(super) struct Matter {
    pub(super) top: Entries,
    pub(super) boxes: Vec<(&'static str, Entries)>,
}

impl Matter {
    fn put(&mut self, place: &'static str, key: &str, datum: Datum) {
        let entries = match self.boxes.iter_mut().position(|(name, _)| *name == place) {
            _ if place.is_empty() => &mut self.top,
            Some(at) => &mut self.boxes[at].1,
            None => {
                self.boxes.push((place, Vec::new()));
                let last = self.boxes.len() - 1;
                &mut self.boxes[last].1
            }
        };
        entries.push((key.to_owned(), datum));
    }
}

/// Returns the front matter with its fences.
pub(super) fn write(piece: Piece<'_>, article: &Article, profile: &'static Profile, tally: &mut Tally) -> String {
    let matter = matter(piece, article, profile, tally);
    match profile.spelling {
        Spelling::Yaml => yaml::write(&matter),
        Spelling::Toml => toml::write(&matter),
    }
}

/// Returns what the front matter says.
pub(super) fn matter(piece: Piece<'_>, article: &Article, profile: &'static Profile, tally: &mut Tally) -> Matter {
    let mut matter = Matter::default();
    let mut extra = article.extra.clone();
    if profile.spelling == Spelling::Toml {
        extra.retain(|key, value| {
            if !toml::carries(value) {
                tally.field("extra", "is left out where it has no value", false, key);
            }
            !value.is_null()
        });
    }
    if let Some(name) = profile.hides.filter(|name| piece.status == Status::Published && extra.get(*name) == Some(&Value::Bool(false))) {
        extra.shift_remove(name);
        tally.field("extra", "is left out where it would hide a published story", false, name);
    }
    // The importer's name of a field, and the key that it is written under.
    let mut written: Vec<(&str, &str)> = Vec::new();
    for (field, place, key, as_list) in profile.fields() {
        let Some((key, datum)) = datum(field, key, as_list, piece, article, profile, &mut extra) else { continue };
        matter.put(place, key, datum);
        if let Some(name) = imported_as(field) {
            written.push((name, key));
        }
    }
    let mut boxed = Map::new();
    for (key, value) in extra {
        if would_be_taken(&key, &written) || profile.reserved.contains(&key.as_str()) || matter.top.iter().any(|(other, _)| *other == key) {
            boxed.insert(key, value);
        } else {
            let place = if (profile.top_level)(&key, &value) { "" } else { profile.rest };
            matter.put(place, &key, Datum::Json(value));
        }
    }
    if !boxed.is_empty() {
        matter.put(profile.rest, KEPT, Datum::Box(boxed));
    }
    matter
}

/// Returns a field's value and the key that it is written under; nothing where the story says nothing.
fn datum<'k>(
    field: Field,
    key: &'k str,
    as_list: bool,
    piece: Piece<'_>,
    article: &Article,
    profile: &Profile,
    extra: &mut Map<String, Value>,
) -> Option<(&'k str, Datum)> {
    let text = |text: &str| (!text.is_empty()).then(|| Datum::Text(text.to_owned()));
    let list = |values: &[String]| (!values.is_empty()).then(|| Datum::List(values.iter().cloned().map(Value::String).collect()));
    let lead = article.lead_image.as_ref();
    let of_lead = |part: fn(&crate::article::LeadImage) -> &str| lead.and_then(|lead| text(part(lead)));
    let datum = match field {
        Field::Headline => Some(Datum::Title(article.headline.clone())),
        Field::Slug => text(&article.slug),
        Field::Date => article.published_at.map(Datum::Time),
        Field::Draft => {
            let is_draft = piece.status != Status::Published;
            (is_draft || !profile.draft_only_if_true).then_some(Datum::Bool(is_draft))
        }
        Field::Byline if !as_list => match article.byline.as_slice() {
            [] => None,
            [one] if split_names(one) == [one.clone()] => text(one),
            // More than one name, or one that a reader would part.
            many => return list(many).map(|datum| ("authors", datum)),
        },
        Field::Byline => list(&article.byline),
        Field::Standfirst => text(&article.standfirst),
        Field::Section => first_of_list(key, as_list, &article.section, extra, &["categories", "category", "section"]),
        Field::Tags => list(&article.tags),
        Field::Lead => first_of_list(key, as_list, lead.map_or("", |lead| &lead.src), extra, &["images", "image", "cover", "heroImage"]),
        Field::LeadAsset => of_lead(|lead| &lead.asset),
        Field::LeadAlt => lead.and_then(|lead| {
            // An empty line still says that there is a lead picture.
            let is_bare = lead.src.is_empty() && lead.asset.is_empty() && lead.caption.is_empty() && lead.credit.is_empty();
            let is_bare = is_bare && lead.licence.is_empty() && lead.focal.is_none() && lead.crop.is_none();
            (is_bare || !lead.alt.is_empty()).then(|| Datum::Text(lead.alt.clone()))
        }),
        Field::LeadCaption => of_lead(|lead| &lead.caption),
        Field::LeadCredit => of_lead(|lead| &lead.credit),
        Field::LeadLicence => of_lead(|lead| &lead.licence),
        Field::LeadFocal => lead.and_then(|lead| lead.focal).and_then(|focal| text(&Focal::text(focal))),
        Field::LeadCrop => lead.and_then(|lead| lead.crop).and_then(|crop| text(&Crop::text(crop))),
        Field::Kicker => text(&article.kicker),
        Field::Dateline => text(&article.dateline),
        Field::Language => text(&article.language),
        Field::SeoTitle => text(&article.seo_title),
        Field::SeoDescription => text(&article.seo_description),
        Field::Canonical => text(&article.canonical_url),
        Field::Updated => article.updated_at.map(Datum::Time),
        Field::Corrections => (!article.corrections.is_empty()).then(|| Datum::Corrections(article.corrections.clone())),
        Field::Aliases => {
            let own = match extra.get(key) {
                Some(Value::Array(_)) => extra.shift_remove(key),
                Some(_) => return None,
                None => None,
            };
            let Value::Array(mut aliases) = own.unwrap_or_else(|| Value::Array(Vec::new())) else { return None };
            for slug in piece.redirects {
                let alias = Value::String((profile.alias)(piece, slug));
                if !aliases.contains(&alias) {
                    aliases.push(alias);
                }
            }
            (!aliases.is_empty()).then_some(Datum::List(aliases))
        }
    };
    datum.map(|datum| (key, datum))
}

/// Returns a field as the first of a list, followed by what the import kept of that list; or alone.
fn first_of_list(key: &str, as_list: bool, first: &str, extra: &mut Map<String, Value>, names: &[&str]) -> Option<Datum> {
    if first.is_empty() {
        return None;
    }
    if !as_list {
        return Some(Datum::Text(first.to_owned()));
    }
    let mut values = vec![Value::String(first.to_owned())];
    if let Some(name) = names.iter().find(|name| extra.get(**name).and_then(Value::as_array).is_some_and(|rest| !rest.is_empty()))
        && *name == key
        && let Some(Value::Array(rest)) = extra.shift_remove(*name)
    {
        values.extend(rest);
    }
    Some(Datum::List(values))
}

/// Returns the importer's name of a field that has several names.
fn imported_as(field: Field) -> Option<&'static str> {
    Some(match field {
        Field::Headline => "headline",
        Field::Slug => "slug",
        Field::Date => "published_at",
        Field::Byline => "byline",
        Field::Standfirst => "standfirst",
        Field::Section => "section",
        Field::Tags => "tags",
        Field::Lead => "lead",
        Field::Kicker => "kicker",
        Field::Dateline => "dateline",
        Field::Language => "language",
        Field::SeoTitle => "seo_title",
        Field::SeoDescription => "seo_description",
        Field::Canonical => "canonical_url",
        Field::Updated => "updated_at",
        Field::Corrections => "corrections",
        _ => return None,
    })
}

/// Tells whether the importer would take a name for a field, or for a part of one.
fn would_be_taken(key: &str, written: &[(&str, &str)]) -> bool {
    if RESERVED.contains(&key) || BOXES.contains(&key) || key == KEPT {
        return true;
    }
    NAMES.iter().any(|(field, names)| {
        let Some(own) = names.iter().position(|name| *name == key) else { return false };
        // The earlier name wins: a later one is safe where an earlier one is written.
        let wins = written.iter().find(|(name, _)| name == field).and_then(|(_, key)| names.iter().position(|name| name == key));
        wins.is_none_or(|wins| own <= wins)
    })
}

fn time(time: DateTime<Utc>) -> String {
    time.to_rfc3339_opts(SecondsFormat::AutoSi, true)
}

fn needs_escape(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}')
}

/// Returns text in double quotes on one line, with the escapes that YAML and TOML share.
fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            c if needs_escape(c) => out.push_str(&format!("\\u{:04x}", u32::from(c))),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}
