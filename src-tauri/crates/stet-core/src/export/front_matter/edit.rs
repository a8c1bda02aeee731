//! Front matter that came in, changed name by name: lines whose field is as it was stay as they are.

use std::collections::BTreeMap;
use std::ops::Range;

use serde_json::{Map, Value};

use super::{Datum, Field, datum, imported_as, toml, yaml};
use crate::Article;
use crate::article::Status;
use crate::export::presets::Preset;
use crate::export::splice::same_tags;
use crate::export::{NoAssets, Piece};
use crate::import::front_matter::{Language, NAMES, parse};

/// Tells whether front matter says that the story is a draft.
pub(in crate::export) fn says_draft(matter: Option<(Language, &str)>) -> bool {
    matter.and_then(|(language, text)| parse("", language, text).ok()).is_some_and(|map| map.get("draft") == Some(&Value::Bool(true)))
}

/// Returns the front matter, fences and all, with what differs between two states of a story changed. None where its language is
/// one that is not edited.
pub(in crate::export) fn edit(
    lines: &[&str],
    matter: Option<(Language, &str)>,
    was: &Article,
    now: &Article,
    turns_public: bool,
    takes_headline: bool,
    eol: &str,
) -> Option<String> {
    let language = matter.map_or(Language::Yaml, |(language, _)| language);
    if language == Language::Json {
        return None;
    }
    let map = matter.map_or_else(|| Some(Map::new()), |(language, text)| parse("", language, text).ok())?;
    let mut changes = changes(was, now, &map, takes_headline);
    if turns_public {
        changes.push(("draft".to_owned(), Some(Datum::Bool(false))));
    }
    if changes.is_empty() {
        return Some(lines.concat());
    }
    let spelt = |key: &str, datum: &Datum| match language {
        Language::Toml => toml::entry(key, datum),
        _ => Some(yaml::entry(key, datum, "")),
    };
    let entries = entries(lines, language);
    let mut replaced: BTreeMap<usize, String> = BTreeMap::new();
    let mut added = String::new();
    for (key, datum) in &changes {
        let text = match datum {
            Some(datum) => spelt(key, datum)?.replace('\n', eol),
            None => String::new(),
        };
        match entries.iter().position(|entry| entry.key == *key) {
            Some(at) => drop(replaced.insert(at, text)),
            None => added.push_str(&text),
        }
    }
    if lines.is_empty() {
        return Some(format!("---{eol}{added}---{eol}{eol}"));
    }
    let closing = lines.iter().rposition(|line| matches!(line.trim_end(), "---" | "+++" | "..."))?;
    let end = lines.iter().take(closing).position(|line| language == Language::Toml && line.starts_with('[')).unwrap_or(closing);
    let mut out = String::new();
    let mut at = 0;
    while at < lines.len() {
        if at == end {
            out.push_str(&added);
        }
        match entries.iter().position(|entry| entry.lines.start == at).and_then(|entry| Some((entry, replaced.get(&entry)?))) {
            Some((entry, text)) => {
                out.push_str(text);
                at = entries[entry].lines.end;
                if at > end && end > entries[entry].lines.start {
                    out.push_str(&added);
                }
            }
            None => {
                out.push_str(lines[at]);
                at += 1;
            }
        }
    }
    Some(out)
}

/// Returns the names whose values differ, with the new ones.
fn changes(was: &Article, now: &Article, map: &Map<String, Value>, takes_headline: bool) -> Vec<(String, Option<Datum>)> {
    let profile = Preset::Stet.profile();
    let mut changes = Vec::new();
    let (mut extra_was, mut extra_now) = (was.extra.clone(), now.extra.clone());
    for (field, _, key, as_list) in profile.fields() {
        let is_silent = match field {
            Field::Draft => true,
            Field::Headline => takes_headline || was.headline == now.headline,
            Field::Tags => same_tags(&was.tags, &now.tags),
            _ => false,
        };
        if is_silent {
            continue;
        }
        let names = imported_as(field).and_then(|field| NAMES.iter().find(|(name, _)| *name == field)).map(|(_, names)| *names);
        let own =
            names.unwrap_or_default().iter().copied().find(|name| map.get(*name).is_some_and(|value| !value.is_null())).unwrap_or(key);
        let is_list = as_list && !map.get(own).is_some_and(Value::is_string);
        let of = |article: &Article, extra: &mut Map<String, Value>| {
            let piece = Piece { id: "", status: Status::Draft, article, redirects: &[], assets: &NoAssets };
            datum(field, own, is_list || (as_list && field == Field::Tags), piece, article, profile, extra)
        };
        let (before, after) = (of(was, &mut extra_was), of(now, &mut extra_now));
        if before == after {
            continue;
        }
        match after {
            Some((written, value)) => {
                if written != own {
                    changes.push((own.to_owned(), None));
                }
                changes.push((written.to_owned(), Some(value)));
            }
            None => changes.push((own.to_owned(), None)),
        }
    }
    for (key, value) in &extra_now {
        if extra_was.get(key) != Some(value) {
            changes.push((key.clone(), Some(Datum::Json(value.clone()))));
        }
    }
    changes.extend(extra_was.keys().filter(|key| !extra_now.contains_key(*key)).map(|key| (key.clone(), None)));
    changes
}

struct Entry {
    key: String,
    lines: Range<usize>,
}

/// Finds names at the start of lines, and the lines that belong to each.
fn entries(lines: &[&str], language: Language) -> Vec<Entry> {
    let sign = if language == Language::Toml { '=' } else { ':' };
    let mut found: Vec<Entry> = Vec::new();
    let mut closed = false;
    for (at, line) in lines.iter().enumerate() {
        let is_fence = matches!(line.trim_end(), "---" | "+++" | "...");
        closed |= is_fence || (language == Language::Toml && line.starts_with('['));
        let key =
            line.split_once(sign).map(|(key, _)| key.trim_end()).filter(|key| !key.is_empty() && !line.starts_with([' ', '\t', '#', '-']));
        match key {
            Some(key) if !is_fence && (!closed || at == 0 || language != Language::Toml) => {
                closed = false;
                let key = key.trim_matches(['"', '\'']).to_owned();
                found.push(Entry { key, lines: at..at + 1 });
            }
            _ => {
                let belongs = line.starts_with([' ', '\t']) || line.starts_with("- ") || line.starts_with([']', '}', '"', '\'']);
                if let Some(last) = found.last_mut().filter(|last| belongs && !closed && last.lines.end == at) {
                    last.lines.end = at + 1;
                }
            }
        }
    }
    found
}
